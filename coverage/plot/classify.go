package plot

import (
	"slices"

	"phusong/coverage"
)

// classifier tells the class of a cell for one selection.
type classifier struct {
	signal *coverage.SignalMap
	layers []int
	limits []int
}

func newClassifier(m *coverage.SignalMap, s coverage.Selection, limits []int) *classifier {
	c := &classifier{signal: m, limits: limits}
	members := s.Technology.Members()
	for i, l := range m.Layers {
		if slices.Contains(members, l.Technology) && (s.Operator == coverage.OperatorAny || s.Operator == l.Operator) {
			c.layers = append(c.layers, i)
		}
	}
	return c
}

func (c *classifier) below() uint8       { return uint8(len(c.limits)) }
func (c *classifier) noSignal() uint8    { return uint8(len(c.limits) + 1) }
func (c *classifier) unknown() uint8     { return uint8(len(c.limits) + 2) }
func (c *classifier) unpopulated() uint8 { return uint8(len(c.limits) + 3) }

// cell is the class and the best level of a cell of the signal's grid. It is
// unknown where no layer meets the criterion and one of them is unknown: there the
// level found may be short of the true one, and so decides nothing.
func (c *classifier) cell(col, row int32) coverage.LevelCell {
	answer, _ := c.served(col, row)
	return answer
}

// served is cell with the number of the server, coverage.NoServer for none.
func (c *classifier) served(col, row int32) (coverage.LevelCell, uint32) {
	if !c.signal.Answers(col, row) {
		return coverage.LevelCell{Band: c.unpopulated(), LevelCentiDBm: coverage.NoLevel}, coverage.NoServer
	}
	tile, x, y := c.signal.Tile(col, row)
	level := int16(coverage.NoLevel)
	covered, unknown := false, false
	server := uint32(coverage.NoServer)
	if tile != nil {
		for _, i := range c.layers {
			t := &tile[i]
			covered, unknown = covered || t.Covered.Has(x, y), unknown || t.Unknown.Has(x, y)
			at := y*coverage.TileSize + x
			if t.LevelCentiDBm != nil && t.LevelCentiDBm[at] > level {
				level = t.LevelCentiDBm[at]
				if t.Server != nil {
					server = t.Server[at]
				}
			}
		}
	}
	switch {
	case unknown && !covered:
		return coverage.LevelCell{Band: c.unknown(), LevelCentiDBm: coverage.NoLevel}, coverage.NoServer
	case level == coverage.NoLevel:
		return coverage.LevelCell{Band: c.noSignal(), LevelCentiDBm: coverage.NoLevel}, coverage.NoServer
	}
	for i, from := range c.limits {
		if int(level) >= from {
			return coverage.LevelCell{Band: uint8(i), LevelCentiDBm: level}, server
		}
	}
	return coverage.LevelCell{Band: c.below(), LevelCentiDBm: level}, server
}
