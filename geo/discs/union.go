package discs

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
)

// Disc is a disc in a plane, in metres.
type Disc struct{ XM, YM, RadiusM float64 }

// Union is the union of discs, ready to measure polygons with. It is read-only and
// safe for use by many goroutines, each with a Measurer of its own.
type Union struct {
	x0, y0     float64 // south-west corner of the first tile
	side       float64 // of a tile
	cols, rows int
	discs      []Disc
	blocks     []tileBlock
}

// blockRows is how many rows of tiles are laid at a time: few enough that what is needed to lay
// them fits the cache, many enough that most discs lie in one block or two.
const blockRows = 32

// tileBlock is blockRows rows of tiles. Each is runs of columns, from west to east; a run ends where
// the next begins. There are no pointers in it but to its two lists.
type tileBlock struct {
	start [blockRows + 1]int32 // of runs, by row
	runs  []run
	discs []int32
}

// run is a stretch of tiles that are empty or full, or a single tile in which arcs run.
type run struct {
	west  float64 // area of the union in the row west of the run, m2
	col   int32   // the first
	first int32   // of the block's discs: those that meet the tile, ascending
	kind  runKind
}

// runKind is the number of discs that meet the tile of arcs, or one of the two others.
type runKind int32

const (
	full  runKind = -1
	empty runKind = 0
)

// row is the runs of a row of tiles.
func (u *Union) row(row int) []run {
	b := &u.blocks[row/blockRows]
	return b.runs[b.start[row%blockRows]:b.start[row%blockRows+1]]
}

// discsOf is the discs that meet a tile of arcs.
func (u *Union) discsOf(row int, r run) []int32 {
	return u.blocks[row/blockRows].discs[r.first : r.first+int32(r.kind)]
}

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

// New prepares the union on a number of workers, 0 for one per processor, which changes nothing in
// it. It refuses discs beyond a million kilometres and radii below a millimetre, NaN and the
// infinities among them.
func New(ctx context.Context, discs []Disc, workers int) (*Union, error) {
	u := &Union{discs: slices.Clone(discs)}
	for _, d := range discs {
		if !(d.RadiusM >= leastRadiusM && max(d.RadiusM, math.Abs(d.XM), math.Abs(d.YM)) <= mostM) {
			return nil, fmt.Errorf("a disc of radius %v m at %v, %v: want a radius of %v m or more, and no number beyond %v m", d.RadiusM, d.XM, d.YM, leastRadiusM, mostM)
		}
	}
	slices.SortFunc(u.discs, compareDiscs)
	u.discs = slices.Compact(u.discs)
	if len(u.discs) == 0 {
		return u, nil
	}
	u.layTiles()
	return u, u.layBlocks(ctx, workers)
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
	u.rows = int(math.Ceil((north-u.y0)/u.side)) + 1
}

// lineX and lineY are the western and southern sides of tiles.
func (u *Union) lineX(col int) float64 { return u.x0 + float64(float64(col)*u.side) }
func (u *Union) lineY(row int) float64 { return u.y0 + float64(float64(row)*u.side) }

// colOf and rowOf are the tiles of a coordinate; they may lie outside. They agree with
// lineX and lineY: a coordinate on a line belongs to the tile east, or north, of it.
func (u *Union) colOf(x float64) int { return u.settle(x, u.x0) }
func (u *Union) rowOf(y float64) int { return u.settle(y, u.y0) }

// settle corrects a quotient by the lines themselves.
func (u *Union) settle(at, origin float64) int {
	const far = 1 << 40 // beyond every line, below the loss of integers
	i := int(min(max(math.Floor((at-origin)/u.side), -far), far))
	switch {
	case at < origin+float64(float64(i)*u.side):
		return i - 1
	case at >= origin+float64(float64(i+1)*u.side):
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

// AreaM2 is the area of the union.
func (u *Union) AreaM2() float64 {
	sum := 0.0
	for row := range u.rows {
		r := u.row(row)
		sum += r[len(r)-1].west
	}
	return sum
}
