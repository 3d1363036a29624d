package cartography

import (
	"strings"

	"phusong/coverage"
	"phusong/coverage/output"
)

// Defaults are the maps that an output suggests: the share of people covered, or of
// area where people are unknown, and the gaps, by technology, of any operator; fibre;
// the hamlets of the gap register.
func Defaults(o *output.Output) []Spec {
	var all, gaps []Spec
	level := o.Levels()[0]
	known := func(s output.Series) bool {
		figures := o.Of(s, level)
		return len(figures) > 0 && o.Missing(s, level) < len(figures)
	}
	for _, s := range o.Series() {
		if s.Indicator != coverage.MobileArea || s.Operator != coverage.OperatorAny || s.Technology == coverage.Tech4GPlus {
			continue
		}
		gaps = append(gaps, Spec{Kind: Gaps, Technology: s.Technology, Operator: s.Operator})
		if people := (output.Series{Indicator: coverage.MobilePopulation, Technology: s.Technology, Operator: s.Operator}); known(people) {
			s = people
		}
		all = append(all, Spec{Kind: Choropleth, Indicator: s.Indicator, Technology: s.Technology, Operator: s.Operator})
	}
	all = append(all, gaps...)
	for _, indicator := range []string{coverage.FiberPassed, coverage.FiberConnected} {
		if known(output.Series{Indicator: indicator}) {
			all = append(all, Spec{Kind: Choropleth, Indicator: indicator})
		}
	}
	if o.HasRegister() {
		all = append(all, Spec{Kind: Hamlets})
	}
	return all
}

// Name is a name for a file of the map, such as "gaps-4g-any".
func (s Spec) Name() string {
	words := []string{string(s.Kind)}
	if s.Kind == "" {
		words[0] = string(Choropleth)
	}
	if words[0] == string(Choropleth) {
		words = append(words, s.Indicator)
	}
	if s.Fiber && s.Kind == Gaps {
		words = append(words, "fiber")
	}
	words = append(words, string(s.Technology), s.Operator, s.Level)
	kept := words[:0]
	for _, w := range words {
		if w != "" {
			kept = append(kept, w)
		}
	}
	return strings.Map(func(r rune) rune {
		if r == '/' || r == '\\' || r == ':' || r <= ' ' {
			return '_'
		}
		return r
	}, strings.Join(kept, "-"))
}
