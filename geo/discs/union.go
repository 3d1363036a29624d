package discs

import (
	"cmp"
	"fmt"
	"math"
	"slices"
)

// Disc is a disc in a plane, in metres.
type Disc struct{ XM, YM, RadiusM float64 }

// Union is the union of discs, ready to measure polygons with. It is read-only and
// safe for use by many goroutines, each with a Measurer of its own.
type Union struct {
	x0, y0 float64 // south-west corner of the first tile
	side   float64 // of a tile
	cols   int
	discs  []Disc
	rows   []tileRow
}

// tileRow is one row of tiles as runs of columns, from west to east. A run ends where
// the next begins.
type tileRow struct {
	runs []run
}

// run is a stretch of tiles that are empty or full, or a single tile in which arcs run.
type run struct {
	col    int32 // the first
	kind   runKind
	discs  []int32 // of an arcs run: every disc that meets the tile, ascending
	west   float64 // area of the union in the row west of the run, m2
	areaM2 float64 // of the union in an arcs run
}

type runKind uint8

const (
	empty runKind = iota
	full
	arcs
)

// tilesPerRadius is a compromise: smaller tiles are more often wholly in one disc,
// larger ones are crossed by fewer edges.
const tilesPerRadius = 4

// mostTiles bounds the memory of rows for discs far apart: along either axis.
const mostTiles = 1 << 20

// Discs lie within mostM of the origin, many times the Earth's circumference, and have radii of
// leastRadiusM to mostM, so that tiles are of a size that float64 tells apart, and areas finite.
const (
	mostM        = 1e9
	leastRadiusM = 1e-3
)

// New prepares the union. It refuses discs beyond a million kilometres and radii below a
// millimetre, NaN and the infinities among them.
func New(discs []Disc) (*Union, error) {
	u := &Union{discs: slices.Clone(discs)}
	for _, d := range discs {
		if !(d.RadiusM >= leastRadiusM && max(d.RadiusM, math.Abs(d.XM), math.Abs(d.YM)) <= mostM) {
			return nil, fmt.Errorf("a disc of radius %v m at %v, %v: want a radius of %v m or more, and no number beyond %v m", d.RadiusM, d.XM, d.YM, leastRadiusM, mostM)
		}
	}
	slices.SortFunc(u.discs, compareDiscs)
	u.discs = slices.Compact(u.discs)
	if len(u.discs) > 0 {
		u.layTiles()
		u.fillRows()
	}
	return u, nil
}

func compareDiscs(a, b Disc) int {
	return cmp.Or(cmp.Compare(a.YM, b.YM), cmp.Compare(a.XM, b.XM), cmp.Compare(a.RadiusM, b.RadiusM))
}

func (u *Union) layTiles() {
	west, south := math.Inf(1), math.Inf(1)
	east, north, sum := math.Inf(-1), math.Inf(-1), 0.0
	for _, d := range u.discs {
		west, east = min(west, d.XM-d.RadiusM), max(east, d.XM+d.RadiusM)
		south, north = min(south, d.YM-d.RadiusM), max(north, d.YM+d.RadiusM)
		sum += d.RadiusM
	}
	u.side = sum / float64(len(u.discs)) / tilesPerRadius
	u.side = max(u.side, (east-west)/mostTiles, (north-south)/mostTiles)
	// A rim of one tile keeps arcs off the outermost lines whatever the rounding.
	u.x0, u.y0 = west-u.side, south-u.side
	u.cols = int(math.Ceil((east-u.x0)/u.side)) + 1
	u.rows = make([]tileRow, int(math.Ceil((north-u.y0)/u.side))+1)
}

// lineX and lineY are the western and southern sides of tiles.
func (u *Union) lineX(col int) float64 { return u.x0 + float64(float64(col)*u.side) }
func (u *Union) lineY(row int) float64 { return u.y0 + float64(float64(row)*u.side) }

// colOf and rowOf are the tiles of a coordinate; they may lie outside. They agree with
// lineX and lineY: a coordinate on a line belongs to the tile east, or north, of it.
func (u *Union) colOf(x float64) int { return settle(math.Floor((x-u.x0)/u.side), x, u.lineX) }
func (u *Union) rowOf(y float64) int { return settle(math.Floor((y-u.y0)/u.side), y, u.lineY) }

// settle corrects a quotient by the lines themselves.
func settle(guess, at float64, line func(int) float64) int {
	const far = 1 << 40 // beyond every line, below the loss of integers
	i := int(min(max(guess, -far), far))
	switch {
	case at < line(i):
		return i - 1
	case at >= line(i+1):
		return i + 1
	}
	return i
}

// reach is what a disc does in one row of tiles: it meets the columns
// [first, last], and wholly holds the tiles [fullFirst, fullEnd).
type reach struct {
	disc               int32
	first, last        int32
	fullFirst, fullEnd int32
}

func (u *Union) fillRows() {
	start := make([]int, len(u.rows)+1)
	for _, d := range u.discs {
		for row := u.rowOf(d.YM - d.RadiusM); row <= u.rowOf(d.YM+d.RadiusM); row++ {
			start[row+1]++
		}
	}
	for row := range u.rows {
		start[row+1] += start[row]
	}
	all, next := make([]reach, start[len(u.rows)]), slices.Clone(start)
	for i, d := range u.discs {
		for row := u.rowOf(d.YM - d.RadiusM); row <= u.rowOf(d.YM+d.RadiusM); row++ {
			all[next[row]] = u.reachOf(int32(i), row)
			next[row]++
		}
	}
	var w rowWork
	for row := range u.rows {
		u.rows[row].runs = w.runs(u, row, all[start[row]:start[row+1]])
	}
}

// reachOf errs on the side of arcs: a tile that is only just full may count as one
// with arcs, and one that is only just met as met.
func (u *Union) reachOf(disc int32, row int) reach {
	d := &u.discs[disc]
	low, high := u.lineY(row)-d.YM, u.lineY(row+1)-d.YM
	near := max(low, -high, 0)
	widest := halfChord(d.RadiusM, near)
	slack := u.side * 1e-9
	r := reach{disc: disc, first: int32(max(u.colOf(d.XM-widest-slack), 0)), last: int32(min(u.colOf(d.XM+widest+slack), u.cols-1))}
	narrow := halfChord(d.RadiusM, max(-low, high)) - slack
	if narrow > 0 {
		r.fullFirst, r.fullEnd = int32(u.colOf(d.XM-narrow)+1), int32(u.colOf(d.XM+narrow))
	}
	if r.fullEnd <= r.fullFirst {
		r.fullFirst, r.fullEnd = r.last+1, r.last+1
	}
	return r
}

// halfChord is half the length of the chord at a distance from the centre.
func halfChord(radius, distance float64) float64 {
	return math.Sqrt(max(0, float64((radius-distance)*(radius+distance))))
}

// rowWork is the memory of building rows.
type rowWork struct {
	fulls [][2]int32
	meets [][2]int32 // column, disc
	slabs slabber
}

// runs builds a row from what discs do in it.
func (w *rowWork) runs(u *Union, row int, reaches []reach) []run {
	w.mergeFull(reaches)
	w.listMeets(reaches)
	runs := make([]run, 0, 2*len(w.fulls)+2)
	west, col := 0.0, int32(0) // of what follows
	add := func(r run, end int32) {
		if r.col > col {
			runs = append(runs, run{col: col, west: west})
		}
		r.west = west
		runs = append(runs, r)
		if r.kind == full {
			r.areaM2 = float64(float64(float64(end-r.col)*u.side) * u.side)
		}
		west, col = west+r.areaM2, end
	}
	fulls, meets := w.fulls, w.meets
	for len(fulls) > 0 || len(meets) > 0 {
		if len(meets) == 0 || len(fulls) > 0 && fulls[0][0] < meets[0][0] {
			add(run{col: fulls[0][0], kind: full}, fulls[0][1])
			fulls = fulls[1:]
			continue
		}
		at, n := meets[0][0], 1
		for n < len(meets) && meets[n][0] == at {
			n++
		}
		r := run{col: at, kind: arcs, discs: make([]int32, n)}
		for i := range n {
			r.discs[i] = meets[i][1]
		}
		meets = meets[n:]
		w.slabs.build(u, row, int(at), r.discs)
		r.areaM2 = w.slabs.areaWest(u.side)
		add(r, at+1)
	}
	return append(runs, run{col: col, west: west})
}

// mergeFull unites the stretches of full tiles.
func (w *rowWork) mergeFull(reaches []reach) {
	w.fulls = w.fulls[:0]
	for i := range reaches {
		if r := &reaches[i]; r.fullFirst < r.fullEnd {
			w.fulls = append(w.fulls, [2]int32{r.fullFirst, r.fullEnd})
		}
	}
	slices.SortFunc(w.fulls, comparePairs)
	kept := 0
	for _, f := range w.fulls {
		if kept > 0 && f[0] <= w.fulls[kept-1][1] {
			w.fulls[kept-1][1] = max(w.fulls[kept-1][1], f[1])
			continue
		}
		w.fulls[kept] = f
		kept++
	}
	w.fulls = w.fulls[:kept]
}

// listMeets lists what discs meet outside full tiles, by column, then disc.
func (w *rowWork) listMeets(reaches []reach) {
	w.meets = w.meets[:0]
	for i := range reaches {
		r := &reaches[i]
		w.meet(r.disc, r.first, min(r.fullFirst, r.last+1))
		w.meet(r.disc, r.fullEnd, r.last+1)
	}
	slices.SortFunc(w.meets, comparePairs)
}

func (w *rowWork) meet(disc, first, end int32) {
	i, _ := slices.BinarySearchFunc(w.fulls, first, func(f [2]int32, col int32) int { return cmp.Compare(f[1], col+1) })
	for col := first; col < end; col++ {
		for i < len(w.fulls) && w.fulls[i][1] <= col {
			i++
		}
		if i < len(w.fulls) && w.fulls[i][0] <= col {
			col = w.fulls[i][1] - 1
			continue
		}
		w.meets = append(w.meets, [2]int32{col, disc})
	}
}

func comparePairs(a, b [2]int32) int { return cmp.Or(cmp.Compare(a[0], b[0]), cmp.Compare(a[1], b[1])) }

// AreaM2 is the area of the union.
func (u *Union) AreaM2() float64 {
	sum := 0.0
	for i := range u.rows {
		if r := u.rows[i].runs; len(r) > 0 {
			sum += r[len(r)-1].west
		}
	}
	return sum
}
