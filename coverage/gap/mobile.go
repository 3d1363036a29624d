package gap

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/paulmach/orb"

	"phusong/coverage"
	"phusong/geo/polygonize"
	"phusong/geo/zonal"
)

// MobileInput is what mobile gaps are made of.
type MobileInput struct {
	Dataset *coverage.Dataset
	Signal  *coverage.SignalMap
	// ReachM is the distance at which a station with default equipment still meets
	// the criterion, per technology; it tells the causes distance and no_layer apart.
	ReachM map[coverage.Technology]float64
}

// Mobile returns the gaps of every selection in order of technology, operator
// rule, unit and rank, and one record per unit and selection of what could not
// be drawn: pieces that vanish at 7 decimals and hamlets outside their commune.
func Mobile(in MobileInput) ([]coverage.Gap, []coverage.Omitted, error) {
	m := &mapper{in: in, stations: newStationIndex(in.Dataset), served: servedAtAll(in)}
	selections := in.Dataset.Selections()
	views := make([]*coverage.View, len(selections))
	for i, s := range selections {
		views[i] = in.Signal.View(s, in.Dataset.Operators)
	}
	perSelection := make([][]coverage.Gap, len(selections))
	var omitted []coverage.Omitted
	for unit := range in.Dataset.Units[:in.Dataset.Leaves] {
		outline, err := zonal.NewOutline(in.Dataset.Demand.Grid, in.Dataset.Units[unit].Geometry)
		if err != nil {
			return nil, nil, fmt.Errorf("unit %s: %w", in.Dataset.Units[unit].Code, err)
		}
		pieces := m.pieces(unit)
		for i, s := range selections {
			gaps, left := m.unitGaps(unitJob{unit: unit, selection: s, view: views[i], outline: outline, pieces: pieces})
			perSelection[i] = append(perSelection[i], gaps...)
			if left.Parts > 0 || left.AreaM2 != 0 {
				omitted = append(omitted, left)
			}
		}
	}
	slices.SortStableFunc(omitted, func(a, b coverage.Omitted) int {
		return cmp.Or(cmp.Compare(a.Technology, b.Technology), cmp.Compare(a.Operator, b.Operator), cmp.Compare(a.Unit, b.Unit))
	})
	return slices.Concat(perSelection...), omitted, nil
}

type mapper struct {
	in       MobileInput
	stations *stationIndex
	served   *coverage.View // any technology of any operator
}

// servedAtAll is the view behind the class white: 2g to 5g of anyone.
func servedAtAll(in MobileInput) *coverage.View {
	return in.Signal.View(coverage.Selection{Technology: coverage.TechAny, Operator: coverage.OperatorAny}, in.Dataset.Operators)
}

type cellKey struct{ col, row int32 }

// pieces lists the demand of a unit by cell.
func (m *mapper) pieces(unit int) map[cellKey]coverage.Piece {
	u := &m.in.Dataset.Units[unit]
	pieces := map[cellKey]coverage.Piece{}
	m.in.Dataset.Demand.Each(unit, u.People.Value, u.Households.Value, func(p coverage.Piece) {
		if !u.People.Known {
			p.People = 0
		}
		if !u.Households.Known {
			p.Households = 0
		}
		pieces[cellKey{p.Col, p.Row}] = p
	})
	return pieces
}

// unitJob is one unit and one selection.
type unitJob struct {
	unit      int
	selection coverage.Selection
	view      *coverage.View
	outline   *zonal.Outline
	pieces    map[cellKey]coverage.Piece
}

// unitGaps draws the gaps of one unit and adds up what cannot be drawn.
func (m *mapper) unitGaps(job unitJob) ([]coverage.Gap, coverage.Omitted) {
	left := coverage.Omitted{Technology: job.selection.Technology, Operator: job.selection.Operator, Unit: job.unit,
		Reason: "no area at 7 decimals, hamlets outside their commune, or the rounding of coordinates"}
	uncovered := func(col, row int) bool {
		return job.view.State(job.unit, int32(col), int32(row)) == coverage.Uncovered
	}
	var gaps []coverage.Gap
	drawn := 0
	for _, part := range polygonize.Clip(job.outline, uncovered) {
		g := m.gapOf(job, part)
		if len(part.Geometry) == 0 {
			left.Parts++
			left.People, left.Households = left.People+g.People, left.Households+g.Households
		} else {
			gaps = append(gaps, g)
		}
		drawn += countIn(job.pieces, part.Cells)
	}
	m.leftOver(job, &left, gaps, drawn)
	left.AreaM2 = m.areaLeft(job, gaps)
	rank(gaps)
	for i := range gaps {
		gaps[i].Ordinal = i + 1
		m.explain(job, &gaps[i])
	}
	return gaps, left
}

func countIn(pieces map[cellKey]coverage.Piece, cells []polygonize.CellIndex) int {
	n := 0
	for _, c := range cells {
		if _, ok := pieces[cellKey{c.Col, c.Row}]; ok {
			n++
		}
	}
	return n
}

// leftOver accounts for uncovered pieces that lie in no part.
func (m *mapper) leftOver(job unitJob, left *coverage.Omitted, gaps []coverage.Gap, drawn int) {
	all, people, households := 0, coverage.Micro(0), coverage.Micro(0)
	for k, p := range job.pieces {
		if job.view.State(job.unit, k.col, k.row) == coverage.Uncovered {
			all, people, households = all+1, people+p.People, households+p.Households
		}
	}
	if all == drawn {
		return
	}
	for i := range gaps {
		people, households = people-gaps[i].People, households-gaps[i].Households
	}
	left.Parts += all - drawn
	left.People, left.Households = people, households
}

// areaLeft is what drawing has added to (below zero) or taken from the area of a
// unit in which nothing but uncovered can be: the rounding of coordinates. Where
// covered or unknown cells remain, they take the difference.
func (m *mapper) areaLeft(job unitJob, gaps []coverage.Gap) coverage.Micro {
	left := m.in.Dataset.Units[job.unit].AreaM2
	for i := range gaps {
		left -= gaps[i].AreaM2
	}
	if left < 0 {
		return left
	}
	for k := range job.pieces {
		if job.view.State(job.unit, k.col, k.row) != coverage.Uncovered {
			return 0
		}
	}
	return left
}

// gapOf adds up a part and chooses its anchor.
func (m *mapper) gapOf(job unitJob, part polygonize.Part) coverage.Gap {
	g := coverage.Gap{Kind: coverage.GapMobile, Technology: job.selection.Technology, Operator: job.selection.Operator,
		Unit: job.unit, Geometry: part.Geometry, AreaM2: coverage.SquareMetres(part.Geometry)}
	var best coverage.Piece
	for i, c := range part.Cells {
		p, ok := job.pieces[cellKey{c.Col, c.Row}]
		if !ok {
			p = coverage.Piece{Row: c.Row, Col: c.Col}
		}
		g.People, g.Households = g.People+p.People, g.Households+p.Households
		if i == 0 || comparePieces(p, best) > 0 {
			best = p
		}
	}
	lon, lat := m.in.Dataset.Demand.Grid.Center(int(best.Col), int(best.Row))
	g.Anchor = orb.Point{lon, lat}
	g.AnchorCol, g.AnchorRow = best.Col, best.Row
	return g
}

func comparePieces(a, b coverage.Piece) int {
	return cmp.Or(cmp.Compare(a.Households, b.Households), cmp.Compare(a.People, b.People), cmp.Compare(a.AreaM2, b.AreaM2))
}

// rank sorts the gaps of a unit: most households, people, area first, then by place.
func rank(gaps []coverage.Gap) {
	slices.SortFunc(gaps, func(a, b coverage.Gap) int {
		return cmp.Or(cmp.Compare(b.Households, a.Households), cmp.Compare(b.People, a.People), cmp.Compare(b.AreaM2, a.AreaM2),
			cmp.Compare(a.AnchorRow, b.AnchorRow), cmp.Compare(a.AnchorCol, b.AnchorCol))
	})
}
