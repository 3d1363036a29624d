package webmap

import (
	"strings"

	"phusong/coverage"
	"phusong/coverage/report/document"
)

// inWords asks for a text in both languages.
func inWords(text func(language string) string) Words {
	return Words{text(document.Vietnamese), text(document.English)}
}

// indicatorName is how an indicator is called and what it divides by what, in the words
// of the report.
type indicatorName struct {
	title, group, definition Words
}

var (
	groupMobile  = Words{"Di động", "Mobile"}
	groupFiber   = Words{"Cáp quang", "Fibre"}
	groupHamlets = Words{"Sổ theo dõi thôn, bản", "Gap register of hamlets"}
	groupBTS     = Words{"Trạm BTS", "Stations"}
	groupPlaces  = Words{"Địa điểm, tuyến đường", "Places and roads"}
)

// groups are the headings of indicators by how their identifiers begin.
var groups = []struct {
	prefix string
	title  Words
}{{"mobile.", groupMobile}, {"fiber.", groupFiber}, {"hamlets.", groupHamlets}, {"bts.", groupBTS}, {coverage.PlacesPrefix, groupPlaces}}

// indicatorOrder is the order in which indicators are offered; others follow.
var indicatorOrder = []string{coverage.MobilePopulation, coverage.MobileHouseholds, coverage.MobileArea, coverage.MobileCentres, coverage.MobileHamlets, coverage.MobileCommunes,
	coverage.MobilePopulation + coverage.ExpectedSuffix, coverage.MobileHouseholds + coverage.ExpectedSuffix, coverage.MobileArea + coverage.ExpectedSuffix,
	coverage.FiberConnected, coverage.FiberPassed, coverage.FiberCommunes, coverage.FiberHamlets, coverage.FiberSubscriptions,
	coverage.HamletsServed, coverage.HamletsWhite, coverage.HamletsGap, coverage.HamletsWeak, coverage.BTSLayers, coverage.BTSSites, coverage.BTSCells}

// nameOf names an indicator whose figures have a measure.
func nameOf(id, measure string, definitions map[string]string) indicatorName {
	name := indicatorName{group: Words{"Khác", "Other"}}
	name.title.VI, name.definition.VI = document.IndicatorWords(id, measure, definitions, document.Vietnamese)
	name.title.EN, name.definition.EN = document.IndicatorWords(id, measure, definitions, document.English)
	for _, g := range groups {
		if strings.HasPrefix(id, g.prefix) {
			name.group = g.title
		}
	}
	return name
}

// technologyName is a technology as reports write it.
func technologyName(t coverage.Technology) Words {
	return inWords(func(language string) string { return document.TechnologyWords(t, language) })
}

// operatorName is a rule of operators in words, or an operator's name.
func operatorName(operator string) Words {
	return inWords(func(language string) string { return document.OperatorWords(operator, language) })
}

// causeName names the cause of a gap.
func causeName(cause string) Words {
	return inWords(func(language string) string { return document.CauseWords(cause, language) })
}

// levelName names a level of units.
func levelName(level string) Words {
	return inWords(func(language string) string { return document.LevelWords(level, language) })
}

// measureName words what a figure counts, areas and lengths as they are printed.
func measureName(measure string) Words {
	switch measure {
	case coverage.MeasureM2:
		measure = "km2"
	case coverage.MeasureM:
		measure = "km"
	}
	return Words{coverage.MeasureName(measure, "vi"), coverage.MeasureName(measure, "en")}
}
