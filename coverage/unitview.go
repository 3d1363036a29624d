package coverage

import "phusong/geo/raster"

// UnitView is the demand of one leaf unit under every selection, laid out for sums
// over stretches of cells: pieces are numbered row-major, counts are running sums,
// answers are bits. A UnitReader fills it; its memory is used again.
type UnitView struct {
	Unit int
	// Stretches cover the pieces in order: maximal rows of neighbouring cells.
	Stretches []Stretch
	// People, Households and AreaM2 are running sums: entry k is the sum of the pieces
	// before piece k, and the last entry that of all. Counts that are not known are
	// shared out all the same.
	People, Households, AreaM2 []Micro
	// UnplacedPeople and UnplacedHouseholds are in no piece; see Demand.Unplaced.
	UnplacedPeople, UnplacedHouseholds Micro
	// Covered and Unknown hold a bit per piece for each selection of the data set; what
	// is in neither is uncovered.
	Covered, Unknown []raster.Bits

	weights []weighted
}

// Stretch are the pieces from First on, in the cells [Col0,Col1) of a row.
type Stretch struct{ Row, Col0, Col1, First int32 }

// Pieces is the number of pieces.
func (v *UnitView) Pieces() int { return len(v.AreaM2) - 1 }

// UnitReader fills UnitViews of a data set and a signal map. It is read-only and
// safe for many workers, each with a UnitView of its own, as long as nobody changes
// the map.
type UnitReader struct {
	dataset *Dataset
	signal  *SignalMap
	views   []*View // by selection
}

// NewUnitReader prepares the selections of a data set.
func NewUnitReader(d *Dataset, m *SignalMap) *UnitReader {
	r := &UnitReader{dataset: d, signal: m}
	for _, s := range d.Selections() {
		r.views = append(r.views, m.View(s, d.Operators))
	}
	return r
}

// Views returns the views of the selections of the data set, in their order. The
// caller must not change the list.
func (r *UnitReader) Views() []*View { return r.views }

// Read fills v with a leaf unit: what Demand.Each and View.State say piece by piece.
func (r *UnitReader) Read(unit int, v *UnitView) {
	v.Unit = unit
	v.share(r.dataset, unit)
	v.Covered, v.Unknown = resized(v.Covered, len(r.views)), resized(v.Unknown, len(r.views))
	for s, view := range r.views {
		v.Covered[s], v.Unknown[s] = v.Covered[s].Reset(v.Pieces()), v.Unknown[s].Reset(v.Pieces())
		if r.signal.ByUnit != nil {
			v.fill(s, view.State(unit, 0, 0))
		}
	}
	if r.signal.ByUnit != nil {
		return
	}
	for _, stretch := range v.Stretches {
		r.answer(v, stretch)
	}
}

// fill gives all pieces one answer.
func (v *UnitView) fill(selection int, s State) {
	switch s {
	case Covered:
		v.Covered[selection].Fill(v.Pieces())
	case Unknown:
		v.Unknown[selection].Fill(v.Pieces())
	}
}

// answer takes the bits of a stretch from the tiles that it crosses.
func (r *UnitReader) answer(v *UnitView, s Stretch) {
	row, at := int(s.Row%TileSize), int(s.First)
	for col := s.Col0; col < s.Col1; {
		end := min(s.Col1, col/TileSize*TileSize+TileSize)
		n := int(end - col)
		tile, shift, _ := r.signal.Tile(col, s.Row)
		if tile != nil {
			for i, view := range r.views {
				covered, unknown := view.Row(tile, row)
				v.Covered[i].Put(at, covered>>uint(shift), n)
				v.Unknown[i].Put(at, unknown>>uint(shift), n)
			}
		}
		col, at = end, at+n
	}
}

// share lays out the pieces of a unit and shares its totals out, as Demand.Each does.
func (v *UnitView) share(d *Dataset, unit int) {
	u := &d.Units[unit]
	s := d.Demand.beginShare(unit, u.People.Value, u.Households.Value)
	v.weights, v.Stretches = v.weights[:0], v.Stretches[:0]
	d.Demand.walk(unit, func(w weighted) {
		s.sum(w)
		v.weights = append(v.weights, w)
	})
	v.UnplacedPeople, v.UnplacedHouseholds = s.next(d.Demand.Units[unit].unplaced())
	n := len(v.weights) + 1
	v.People, v.Households, v.AreaM2 = resized(v.People, n), resized(v.Households, n), resized(v.AreaM2, n)
	v.People[0], v.Households[0], v.AreaM2[0] = 0, 0, 0
	for i := range v.weights {
		w := &v.weights[i]
		people, households := s.next(*w)
		v.People[i+1], v.Households[i+1], v.AreaM2[i+1] = v.People[i]+people, v.Households[i]+households, v.AreaM2[i]+w.AreaM2
		if k := len(v.Stretches) - 1; k >= 0 && v.Stretches[k].Row == w.Row && v.Stretches[k].Col1 == w.Col {
			v.Stretches[k].Col1++
			continue
		}
		v.Stretches = append(v.Stretches, Stretch{w.Row, w.Col, w.Col + 1, int32(i)})
	}
}

// resized returns a slice of length n in the memory of s where it has room; what is
// in it is to be overwritten.
func resized[T any](s []T, n int) []T {
	if cap(s) < n {
		return append(s[:cap(s)], make([]T, n-cap(s))...)
	}
	return s[:n]
}
