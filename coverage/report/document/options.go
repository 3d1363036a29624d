package document

import (
	"fmt"

	"phusong/coverage/output"
	"phusong/internal/picture"
)

// Options says how a report is composed.
type Options struct {
	Language string // Vietnamese or English
	// Before are outputs of earlier dates: the change is since the latest of them that
	// has a comparable figure.
	Before []*output.Output
	// Draw draws a map; nil: a report without maps. A nil picture without an error says
	// that there is nothing to draw.
	Draw func(Map) (*picture.Picture, error)
	// MapWidthMm is the width of maps on the page; 0 is 160 mm, the text of an A4 page.
	MapWidthMm float64
}

// Kinds of maps.
const (
	MapUnits   = "units"   // communes in classes of a figure
	MapGaps    = "gaps"    // where a figure is not met
	MapHamlets = "hamlets" // the gap register
)

// Map asks for a map.
type Map struct {
	Kind     string
	Series   output.Series // of MapUnits and MapGaps
	Language string
}

// ID names the map language-free, such as "map gaps 4g any" or "map units fiber.connected":
// figures and templates name it so.
func (m Map) ID() string {
	id := "map " + m.Kind
	for _, word := range []string{m.Series.Indicator, string(m.Series.Technology), m.Series.Operator} {
		if word != "" && (m.Kind != MapGaps || word != m.Series.Indicator || m.Series.Technology == "") {
			id += " " + word
		}
	}
	return id
}

// check refuses a language that there are no words of.
func (o Options) check() error {
	if o.Language != Vietnamese && o.Language != English {
		return fmt.Errorf("document: language %q: want %s or %s", o.Language, Vietnamese, English)
	}
	return nil
}
