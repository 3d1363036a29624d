package report

import (
	"slices"
	"strings"

	"phusong/coverage"
)

// headline names a figure of the summary.
type headline struct {
	indicator  string
	technology coverage.Technology
	operator   string
	words      string
}

// role is the place of a technology in a summary.
type role int

const (
	noRole     role = iota // the figure has no technology
	firstRole              // 4G, or what stands in for it
	secondRole             // 5G, or what stands in for it
)

// interest lists what a summary may show, most interesting first; the words of a
// technology go before its own.
var interest = []struct {
	indicator string
	role      role
	operator  string
	words     string
}{
	{coverage.MobilePopulation, firstRole, coverage.OperatorAny, "people, any operator"},
	{coverage.MobilePopulation, firstRole, coverage.OperatorMax, "people, largest operator"},
	{coverage.MobileHouseholds, firstRole, coverage.OperatorAny, "households, any operator"},
	{coverage.MobileArea, firstRole, coverage.OperatorAny, "area, any operator"},
	{coverage.MobilePopulation, secondRole, coverage.OperatorAny, "people, any operator"},
	{coverage.FiberConnected, noRole, "", "fibre, households connected"},
	{coverage.FiberPassed, noRole, "", "fibre, households passed"},
	{coverage.FiberCommunes, noRole, "", "fibre, communes"},
	{coverage.BTSLayers, noRole, coverage.OperatorAny, "stations (site x operator x technology)"},
	{coverage.MobileCentres, firstRole, coverage.OperatorAny, "commune centres, any operator"},
	{coverage.MobileCommunes, secondRole, coverage.OperatorAny, "communes with a station"},
	{coverage.FiberSubscriptions, noRole, "", "fibre, share of subscriptions"},
	{coverage.MobileHamlets, firstRole, coverage.OperatorAny, "hamlets, any operator"},
	{coverage.MobilePopulation + coverage.ExpectedSuffix, firstRole, coverage.OperatorAny, "people, expected share"},
	{coverage.BTSSites, noRole, coverage.OperatorAny, "station sites"},
	{coverage.BTSCells, noRole, coverage.OperatorAny, "radio cells"},
}

// roles says which technology has which role: 4G before 5G before the others that
// the data set has figures of, in their order.
func roles(technologies []coverage.Technology) map[role]coverage.Technology {
	all := map[role]coverage.Technology{}
	next := firstRole
	for _, t := range append([]coverage.Technology{coverage.Tech4G, coverage.Tech5G}, technologies...) {
		known := slices.Contains(technologies, t)
		if known && next <= secondRole && t != all[firstRole] {
			all[next] = t
			next++
		}
	}
	return all
}

// headlines is in order of interest. Without stations only fibre is left.
func headlines(d *coverage.Dataset) []headline {
	technology := roles(d.Technologies)
	var all []headline
	for _, i := range interest {
		if len(d.Sites) == 0 && !strings.HasPrefix(i.indicator, "fiber.") {
			continue
		}
		h := headline{i.indicator, technology[i.role], i.operator, i.words}
		if i.role != noRole {
			if h.technology == "" {
				continue
			}
			h.words = strings.ToUpper(string(h.technology)) + ", " + h.words
		}
		all = append(all, h)
	}
	return all
}

// headlineCount is how many figures a summary shows.
const headlineCount = 10

// Headlines returns the main figures of the largest unit, ten at most, with their
// words; of fibre alone when the data set has no stations.
func Headlines(r *coverage.Result) ([]coverage.Figure, []string) {
	var figures []coverage.Figure
	var words []string
	var whole []*coverage.Figure // those of the region, a few hundred: figures of communes are not gone through once a headline
	top := len(r.Dataset.Units) - 1
	for i := range r.Figures {
		if f := &r.Figures[i]; f.Unit == top {
			whole = append(whole, f)
		}
	}
	for _, h := range headlines(r.Dataset) {
		for _, f := range whole {
			if f.Indicator == h.indicator && f.Technology == h.technology && f.Operator == h.operator && len(figures) < headlineCount {
				figures, words = append(figures, *f), append(words, h.words)
			}
		}
	}
	return figures, words
}
