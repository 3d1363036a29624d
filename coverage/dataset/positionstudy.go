package dataset

import (
	"github.com/paulmach/orb"

	"phusong/geo/crs"
)

// positionHabits are decided by whole columns: what all rows do is no defect of one.
type positionHabits struct {
	swapped bool    // longitude stands in the column of latitude
	paired  bool    // both stand in the column of longitude
	points  [2]bool // decimal points were lost, of longitude and latitude
	region  orb.Bound
}

// Rules of habits.
const (
	habitRows  = 3   // as many rows at least show one
	habitShare = 0.9 // of the rows, for exchanged columns and pairs in one field
)

// study looks at all positions of a table.
func (l *locator) study() {
	l.habits.region = l.t.env.Bounds
	seen := positionStudy{pair: make([]int, len(l.pairs))}
	for _, r := range l.t.rows {
		seen.addRow(l, r)
	}
	l.habits.paired = seen.isHabit(seen.paired, seen.rows)
	if l.habits.paired {
		l.t.env.note("longitude and latitude stand in one field in %d of %d rows", seen.paired, seen.rows)
	}
	seen.tell(l.t)
	if l.habits.swapped = seen.isHabit(seen.swapped, seen.swapped+seen.straight); l.habits.swapped {
		l.t.env.note("longitude and latitude stand in each other's columns in %d of %d rows: exchanged", seen.swapped, seen.swapped+seen.straight)
	}
	if l.findLostPoints(seen) {
		return
	}
	l.findSystem(seen)
	if l.datum == crs.VN2000 && seen.degrees > 0 {
		l.t.env.note("degrees in %d rows are on the datum VN-2000, as %s says: shifted to WGS 84, about 225 m", seen.degrees, l.datumBy())
	}
}

// positionStudy counts how the rows of a table write positions.
type positionStudy struct {
	rows, paired      int
	angles            int   // rows in degrees and minutes
	pair              []int // rows with each pair of columns
	straight, swapped int
	degrees           int           // rows with degrees
	planeOnly         int           // rows with nothing but plane numbers
	whole             []rawPosition // pairs that may have lost their decimal points
	pairs             int           // with two numbers
	plane             []planeRow
}

func (s *positionStudy) isHabit(rows, of int) bool {
	return rows >= habitRows && float64(rows) >= habitShare*float64(of)
}

func (s *positionStudy) addRow(l *locator, r record) {
	degrees, plane, any, angle := false, false, false, false
	for i, p := range l.pairs {
		raw := l.read(r, p)
		any, angle = any || !raw.empty, angle || raw.angle
		if !raw.empty {
			s.pair[i]++
		}
		for _, problem := range raw.problems {
			if problem.rule == "position.pair" {
				s.paired++
			}
		}
		if raw.empty || !raw.ok {
			continue
		}
		s.pairs++
		if raw.whole != [2]bool{} && !onEarth(raw.a, raw.b) && !onEarth(raw.b, raw.a) {
			s.whole = append(s.whole, raw)
		}
		if planeNumbers(raw.a, raw.b) {
			plane = true
			s.plane = append(s.plane, planeRow{record: r, pair: crs.Pair{First: raw.a, Second: raw.b}})
			continue
		}
		degrees = s.addDegrees(l, raw) || degrees
	}
	for _, c := range []struct {
		is    bool
		count *int
	}{{any, &s.rows}, {angle, &s.angles}, {degrees, &s.degrees}, {plane && !degrees, &s.planeOnly}} {
		if c.is {
			*c.count++
		}
	}
}

// tell notes how positions are written where that is not the usual way.
func (s *positionStudy) tell(t *records) {
	if s.angles > 0 {
		t.env.note("positions are in degrees, minutes and seconds in %d of %d rows", s.angles, s.rows)
	}
	if t.has("position") && !t.has("lon") && s.rows > 0 {
		t.env.note("longitude and latitude stand in one column, %s", t.heading("position"))
	}
	if len(s.pair) < 2 {
		return
	}
	t.env.note("rows have several positions: surveyed before stated before planned ones are used; %d of %d rows have the first", s.pair[0], s.rows)
}

// addDegrees reports degrees near the region, and counts in which order they are.
func (s *positionStudy) addDegrees(l *locator, raw rawPosition) bool {
	switch {
	case l.any:
		return true
	case onEarth(raw.a, raw.b) && l.bounds.Contains(orb.Point{raw.a, raw.b}):
		s.straight++
		return true
	case onEarth(raw.b, raw.a) && l.bounds.Contains(orb.Point{raw.b, raw.a}):
		s.swapped++
		return true
	}
	return false
}

// findLostPoints decides whether a table lost its decimal points, as spreadsheets of
// another language do: 1064137 for 106.4137. All pairs must be so and lie in a unit
// of the region once repaired.
func (l *locator) findLostPoints(s positionStudy) bool {
	if l.any || len(s.whole) < habitRows || len(s.whole) != s.pairs {
		return false
	}
	var lost [2]bool
	for axis := range lost {
		lost[axis] = true
		for _, raw := range s.whole {
			v := [2]float64{raw.a, raw.b}[axis]
			lost[axis] = lost[axis] && raw.whole[axis] && v > [2]float64{180, 90}[axis]
		}
	}
	l.habits.points = lost
	for _, raw := range s.whole {
		a, b := l.habits.scale(raw)
		if !l.habits.region.Contains(orb.Point{a, b}) || l.t.env.Units != nil && !l.t.env.Units.anywhere(a, b) {
			l.habits.points = [2]bool{}
			return false
		}
	}
	column := map[[2]bool]string{{true, true}: l.t.heading("lon") + "," + l.t.heading("lat"), {true, false}: l.t.heading("lon"), {false, true}: l.t.heading("lat")}[lost]
	l.t.env.problem(0, column, "", "position.decimal_point", "repaired: decimal points were missing in all rows, and with them all lie in the region")
	l.t.env.note("positions: decimal points were missing in all %d rows, and were put back", len(s.whole))
	return true
}

// scale puts lost decimal points back: the region tells the power of ten.
func (h positionHabits) scale(raw rawPosition) (a, b float64) {
	a, b = raw.a, raw.b
	if h.points[0] {
		a = scaleInto(a, h.region.Min[0], h.region.Max[0])
	}
	if h.points[1] {
		b = scaleInto(b, h.region.Min[1], h.region.Max[1])
	}
	return a, b
}

// scaleInto divides by the power of ten that brings a number between two others.
func scaleInto(v, least, most float64) float64 {
	for power := 10.0; power <= 1e14; power *= 10 {
		if scaled := v / power; scaled >= least && scaled <= most {
			return scaled
		}
	}
	return v
}

// readPair is the last pair of texts without a problem, and what was read: rows of one
// station repeat its position.
type readPair struct {
	texts [2]string
	raw   rawPosition
}

// placedPair is where the last pair of degrees without a problem is, once the table has
// been studied.
type placedPair struct {
	a, b float64
	fix
}
