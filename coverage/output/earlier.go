package output

import (
	"errors"
	"slices"
	"strings"

	"phusong/coverage"
)

// Earlier is a figure of an earlier date beside one of now.
type Earlier struct {
	*coverage.Figure
	// Differ says why the two are not of one meaning, in the words of Incomparable; nil
	// where they compare.
	Differ []string
}

// Earlier finds what a figure of o is compared with: the figure of the same series and
// of the unit of the same level and code, of the latest date before its own. One that
// compares goes before a later one that does not; false where there is neither. It is
// the one rule of reports and maps.
func (o *Output) Earlier(f *coverage.Figure, outputs []*Output) (Earlier, bool) {
	all := slices.Clone(outputs)
	slices.SortStableFunc(all, func(a, b *Output) int { return strings.Compare(b.Run.AsOf, a.Run.AsOf) })
	var refused *Earlier
	for _, before := range all {
		old, ok := before.sameFigure(o, f)
		if !ok || old.AsOf >= f.AsOf {
			continue
		}
		err := Comparable(before.FigureBasis(before.observation(old)), o.FigureBasis(o.observation(f)), Across{Dates: true, Regions: true})
		var different *Incomparable
		if !errors.As(err, &different) {
			return Earlier{Figure: old}, true
		}
		if refused == nil {
			refused = &Earlier{old, different.Differ}
		}
	}
	if refused == nil {
		return Earlier{}, false
	}
	return *refused, true
}

// sameFigure is the figure of o that is of the same name as one of another output.
func (o *Output) sameFigure(other *Output, f *coverage.Figure) (*coverage.Figure, bool) {
	u := &other.Units[f.Unit]
	unit, ok := o.UnitByCode(u.Level, u.Code)
	if !ok {
		return nil, false
	}
	return o.Figure(SeriesOf(f), unit)
}

func (o *Output) observation(f *coverage.Figure) *coverage.Observation {
	u := &o.Units[f.Unit]
	return &coverage.Observation{Figure: *f, Level: u.Level, Code: u.Code, Name: u.Name, Edition: u.Edition, Source: o.Dir}
}
