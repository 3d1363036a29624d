package cartography

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"phusong/coverage"
	"phusong/coverage/output"
	"phusong/coverage/report/palette"
	"phusong/internal/picture"
)

// Kind is what a map shows.
type Kind string

// The kinds of maps.
const (
	Choropleth Kind = "choropleth" // an indicator by unit, in classes
	Gaps       Kind = "gaps"       // areas not covered, hatched
	Hamlets    Kind = "hamlets"    // the hamlets of the gap register by class
)

// Languages of maps.
const (
	Vietnamese = "vi"
	English    = "en"
)

// Spec says what to draw. The zero value is the share of people covered by 4G of
// any operator, in communes, in English, as wide as the text of a page.
type Spec struct {
	Kind       Kind   // "": Choropleth
	Indicator  string // of Choropleth; "": mobile.population
	Technology coverage.Technology
	Operator   string // "": any; without meaning for fibre
	// Fiber makes a map of gaps one of fibre.
	Fiber bool
	// Level of the units that are classed: commune, district or province; "": the
	// smallest that has boundaries.
	Level string

	Lang  string // Vietnamese or English; "": English
	Title string // "": made from what is shown
	// Untitled leaves the title out, for a page that has a caption, and the source line
	// with it.
	Untitled bool

	WidthMm  float64 // 0: 165, the text width of a page by Decree 30/2020
	HeightMm float64 // 0: what the land asks for, at most 1.4 times the width

	Labels  Labels
	Numbers bool // the value under every name
	Sites   bool // the stations of the technology and operator
	Gaps    bool // upon a choropleth, the gaps of its technology and operator, or of fibre
	// Mark is the code of a unit of a choropleth that a line goes round and the legend
	// names; "": none.
	Mark string

	Scale *palette.Scale // nil: palette.For
}

// Labels says which names are on the map.
type Labels uint8

// Choices of labels. Auto names districts and communes where they fit; of a land of
// many communes, provinces.
const (
	AutoLabels Labels = iota
	NoLabels
)

const (
	defaultWidthMm  = 165
	leastWidthMm    = 80
	largestWidthMm  = 700
	largestHeightMm = 1000
	heightPerWidth  = 1.4
	pxPerMm         = 96 / 25.4
	defaultTech     = coverage.Tech4G
	fiberPrefix     = "fiber."
	manyCommunes    = 600 // beyond it names of communes cannot be read at page width
	hamletIndicator = "hamlets."
)

// A Map is a picture with what it says in words.
type Map struct {
	*picture.Picture
	Title string // without the name of the region
	// Alt is the alternative text: what is shown and how many units are in each class.
	Alt    string
	Legend []LegendRow
	// Notes say what the picture leaves out or shows otherwise.
	Notes []string
}

// LegendRow is a class with its number of units, of gaps or of hamlets: one number
// for each date.
type LegendRow struct {
	Text   string
	Counts []int
}

// Words of ParseSpec that hold a value.
const (
	levelWord  = "level="
	breaksWord = "breaks="
)

// ParseSpec reads words such as "gaps 4g any", "mobile.population 5g max",
// "fiber.passed", "gaps fiber" and "hamlets" into a spec. The words "sites" and
// "numbers", "level=district" and "breaks=50,80,99.5" may be among them.
func ParseSpec(text string) (Spec, error) {
	var s Spec
	if !utf8.ValidString(text) {
		return s, fmt.Errorf("map %q: is not UTF-8", text)
	}
	for _, word := range strings.Fields(text) {
		switch {
		case word == string(Choropleth) || word == string(Gaps) || word == string(Hamlets):
			s.Kind = Kind(word)
		case word == "fiber" || word == "fibre":
			s.Fiber = true
		case word == "sites":
			s.Sites = true
		case word == "numbers":
			s.Numbers = true
		case strings.HasPrefix(word, levelWord):
			s.Level = strings.TrimPrefix(word, levelWord)
		case strings.HasPrefix(word, breaksWord):
			scale, err := parseBreaks(strings.TrimPrefix(word, breaksWord))
			if err != nil {
				return Spec{}, fmt.Errorf("map %q: %s: %w", text, word, err)
			}
			s.Scale = scale
		case strings.Contains(word, ".") && s.Indicator == "":
			s.Indicator = word
		case isTechnology(word) && s.Technology == "":
			s.Technology = coverage.Technology(word)
		case s.Operator == "":
			s.Operator = word
		default:
			return Spec{}, fmt.Errorf("map %q: %q is one word too many; write as in \"gaps 4g any\", \"mobile.population 5g max\", \"fiber.passed\" or \"hamlets\"", text, word)
		}
	}
	if s.Kind == "" && s.Indicator == "" && s.Technology == "" && !s.Fiber {
		return Spec{}, fmt.Errorf("map %q: names no indicator; write as in \"gaps 4g any\", \"mobile.population 5g max\", \"fiber.passed\" or \"hamlets\"", text)
	}
	if s.Fiber && s.Kind == "" {
		s.Indicator = coverage.FiberConnected
	}
	return s, nil
}

// parseBreaks reads thresholds in percent.
func parseBreaks(list string) (*palette.Scale, error) {
	var breaks []coverage.Micro
	for text := range strings.SplitSeq(list, ",") {
		b, err := output.ParseMicro(text, 6)
		if err != nil {
			return nil, err
		}
		breaks = append(breaks, b)
	}
	return palette.Shares(breaks...)
}

func isTechnology(word string) bool {
	switch t := coverage.Technology(word); t {
	case coverage.Tech4GPlus, coverage.TechAny:
		return true
	default:
		return slices.Contains(coverage.Technologies(), t)
	}
}

// resolved fills in what is left open and refuses what cannot be drawn of o.
func (s Spec) resolved(o *output.Output) (Spec, error) {
	if s.Kind == "" {
		s.Kind = Choropleth
	}
	if s.Lang == "" {
		s.Lang = English
	}
	if s.WidthMm == 0 {
		s.WidthMm = defaultWidthMm
	}
	if s.Indicator == "" {
		s.Indicator = coverage.MobilePopulation
	}
	if s.Scale != nil && (s.Kind != Choropleth || strings.HasPrefix(s.Indicator, "bts.")) {
		return s, fmt.Errorf("map: thresholds in percent are for shares, not for %s %s", s.Kind, s.Indicator)
	}
	s.Fiber = s.Fiber || s.Kind == Choropleth && strings.HasPrefix(s.Indicator, fiberPrefix)
	switch {
	case s.Fiber:
		s.Technology, s.Operator = "", ""
	case s.Kind == Hamlets:
		s.Technology, s.Operator = "", ""
	case s.Technology == "" && !strings.HasPrefix(s.Indicator, "bts."):
		s.Technology = defaultTech
		if s.Kind == Choropleth && strings.HasPrefix(s.Indicator, hamletIndicator) {
			s.Technology = coverage.Tech4GPlus
		}
	}
	if !s.Fiber && s.Operator == "" && s.Kind != Hamlets {
		s.Operator = coverage.OperatorAny
	}
	if s.Level == "" {
		s.Level = o.Levels()[0]
	}
	return s, s.check(o)
}

func (s *Spec) check(o *output.Output) error {
	switch {
	case s.Lang != Vietnamese && s.Lang != English:
		return fmt.Errorf("map: language %q is neither vi nor en", s.Lang)
	case !(s.WidthMm >= leastWidthMm && s.WidthMm <= largestWidthMm):
		return fmt.Errorf("map: width of %g mm: give %d to %d", s.WidthMm, leastWidthMm, largestWidthMm)
	case !slices.Contains(o.Levels(), s.Level):
		return fmt.Errorf("map: the output has no units of level %q; it has %s", s.Level, strings.Join(o.Levels(), ", "))
	case s.HeightMm != 0 && !(s.HeightMm >= leastWidthMm && s.HeightMm <= largestHeightMm):
		return fmt.Errorf("map: height of %g mm: give %d to %d", s.HeightMm, leastWidthMm, largestHeightMm)
	}
	switch s.Kind {
	case Choropleth:
		return s.checkSeries(o)
	case Gaps:
		area := *s
		if area.Indicator = coverage.MobileArea; s.Fiber {
			return nil
		}
		return area.checkSeries(o)
	case Hamlets:
		if !o.HasRegister() {
			return fmt.Errorf("map of hamlets: %s has no gap register; analyze a region with hamlets", o.Dir)
		}
		return nil
	}
	return fmt.Errorf("map: kind %q is none of %s, %s, %s", s.Kind, Choropleth, Gaps, Hamlets)
}

// checkSeries: the output has figures of what is asked for.
func (s *Spec) checkSeries(o *output.Output) error {
	var near []string
	for _, one := range o.Series() {
		if one == s.series() {
			return nil
		}
		if one.Indicator == s.Indicator {
			near = append(near, strings.TrimSpace(string(one.Technology)+" "+one.Operator))
		}
	}
	if near == nil {
		return fmt.Errorf("map of %s: the output has no figures of it; phusong report --format csv lists what it has", s.Indicator)
	}
	return fmt.Errorf("map of %s %s %s: the output has this indicator of %s", s.Indicator, s.Technology, s.Operator, strings.Join(near, ", "))
}

func (s *Spec) series() output.Series {
	return output.Series{Indicator: s.Indicator, Technology: s.Technology, Operator: s.Operator}
}
