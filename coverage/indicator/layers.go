package indicator

import (
	"slices"

	"phusong/coverage"
)

// unitLayers are the pairs of technology and operator whose stations stand in each leaf
// unit, by number.
type unitLayers struct {
	layers []coverage.SignalLayer
	of     [][]int
}

// findLayers goes through the stations.
func findLayers(d *coverage.Dataset) *unitLayers {
	u := &unitLayers{of: make([][]int, d.Leaves)}
	numbers := map[coverage.SignalLayer]int{}
	for i := range d.Sites {
		s := &d.Sites[i]
		if s.Unit < 0 {
			continue
		}
		for k := range s.Cells {
			layer := coverage.SignalLayer{Technology: s.Cells[k].Technology, Operator: s.Cells[k].Operator}
			number, known := numbers[layer]
			if !known {
				number = len(u.layers)
				numbers[layer], u.layers = number, append(u.layers, layer)
			}
			if !slices.Contains(u.of[s.Unit], number) {
				u.of[s.Unit] = append(u.of[s.Unit], number)
			}
		}
	}
	return u
}

// hold tells whether the stations of a unit meet a selection.
func (u *unitLayers) hold(unit int, s coverage.Selection, operators []string) bool {
	members := s.Technology.Members()
	has := func(operator string, anyone bool) bool {
		return slices.ContainsFunc(u.of[unit], func(number int) bool {
			l := &u.layers[number]
			return (anyone || l.Operator == operator) && slices.Contains(members, l.Technology)
		})
	}
	switch s.Operator {
	case coverage.OperatorAny:
		return has("", true)
	case coverage.OperatorAll:
		return has("", true) && !slices.ContainsFunc(operators, func(operator string) bool { return !has(operator, false) })
	}
	return has(s.Operator, false)
}
