package webmap

import (
	"encoding/json"
	"slices"
	"strconv"

	"github.com/paulmach/orb"

	"phusong/coverage"
	"phusong/coverage/output"
)

// unitsJSON are the units of an output in columns, by their index in figures.
type unitsJSON struct {
	Level      []int           `json:"level"` // index of the levels of the index
	Code       []string        `json:"code"`
	Name       []string        `json:"name"`
	Parent     []int           `json:"parent"`
	BBox       [][]json.Number `json:"bbox"`
	Point      [][]json.Number `json:"point"`
	Population []*string       `json:"population"`
	Households []*string       `json:"households"`
	AreaKm2    []*string       `json:"area_km2"`
}

func (m *Map) units(s *source) *unitsJSON {
	u, levels := &unitsJSON{}, m.levels()
	for i := range s.out.Units {
		unit := &s.out.Units[i]
		u.Level, u.Code, u.Name, u.Parent = append(u.Level, slices.Index(levels, unit.Level)), append(u.Code, unit.Code), append(u.Name, unit.Name), append(u.Parent, unit.Parent)
		u.BBox = append(u.BBox, box(s.shapes.bounds[i]))
		var point []json.Number
		if s.isLeaf(i) && s.shapes.drawn(i) {
			point = degrees(s.shapes.points[i][0], s.shapes.points[i][1])
		}
		u.Point = append(u.Point, point)
		u.Population, u.Households, u.AreaKm2 = append(u.Population, known(unit.People)), append(u.Households, known(unit.Households)), append(u.AreaKm2, area(unit))
	}
	return u
}

func area(u *output.Unit) *string {
	if u.AreaM2 == 0 {
		return nil
	}
	text := u.AreaM2.Scaled(12)
	return &text
}

func known(c coverage.Count) *string {
	if !c.Known {
		return nil
	}
	text := c.Value.String()
	return &text
}

// box is west, south, east, north; null where nothing is drawn.
func box(b orb.Bound) []json.Number {
	if b.IsEmpty() {
		return nil
	}
	return degrees(b.Min[0], b.Min[1], b.Max[0], b.Max[1])
}

// degrees prints coordinates to 5 decimals, about a metre: enough to go to a place.
func degrees(values ...float64) []json.Number {
	out := make([]json.Number, len(values))
	for i, v := range values {
		out[i] = json.Number(strconv.FormatFloat(v, 'f', 5, 64))
	}
	return out
}

// unitsName is the name of the list of units of an output.
func unitsName(s *source) string { return strconv.Itoa(s.unitsOf) + ".json" }
