package terrain

import (
	"math"

	"phusong/geo"
)

// Field holds the heights of a region in memory. It is read-only and safe for
// concurrent use; the DEM it was loaded from may be closed.
//
// Posts are kept as float32: whole metres and the float32 of GeoTIFF files are
// held exactly. On a mosaic of one resolution HeightM is that of DEM.HeightM to
// 1e-4 m (the same sum of the same posts; the place within the lattice is rounded
// from another origin). On mixed resolutions the posts are DEM.HeightM at the
// post, and between them the Field is as smooth as its finest tile.
type Field struct {
	lattice
	lastX, lastY float64 // column and row of the last post
	across       int     // blocks in a row of blocks
	heights      []*heightBlock
	clutter      []*clutterBlock // empty without land cover
	clutterM     [256]float64    // by the code of clutterBlock; 0 is unknown
	bytes        int64
	leastM       float32
	lacking      []int32 // blocks without all heights to the north and west, see survey
}

// Posts are kept in blocks of 128 x 128, so that a region of islands does not pay
// for the sea and neighbours to the north and south are near in memory.
const (
	blockShift = 7
	blockSide  = 1 << blockShift
	blockMask  = blockSide - 1
)

// heightBlock is row-major, NaN where unknown. A block without heights is nil.
type heightBlock [blockSide * blockSide]float32

// clutterBlock holds codes, indices of Field.clutterM.
type clutterBlock [blockSide * blockSide]uint8

// Lattice is the affine map between degrees and posts: a place is at column
// (lon-West)/StepXDeg and row (North-lat)/StepYDeg, for longitudes of the same turn.
type Lattice struct {
	West, North        float64 // of post (0,0), degrees
	StepXDeg, StepYDeg float64 // both positive; columns run east, rows run south
	Cols, Rows         int
}

func newField(l lattice) *Field {
	f := &Field{lattice: l, lastX: float64(l.cols - 1), lastY: float64(l.rows - 1), across: blocksFor(l.cols)}
	f.heights = make([]*heightBlock, f.across*blocksFor(l.rows))
	f.bytes = int64(len(f.heights)) * pointerBytes
	return f
}

func blocksFor(posts int) int { return (posts + blockMask) >> blockShift }

// Lattice returns where the posts are. The outermost ones lie on the edges of the
// box asked for, or less than a step beyond.
func (f *Field) Lattice() Lattice {
	return Lattice{f.west, f.north, f.stepX, f.stepY, f.cols, f.rows}
}

// Bytes is the memory held.
func (f *Field) Bytes() int64 { return f.bytes }

// StepM is the spacing of posts in metres at a latitude, about: the smaller of
// both axes, on a sphere of the equator's radius. It is positive at the poles too.
func (f *Field) StepM(latitudeDeg float64) float64 {
	const mPerDeg = geo.EquatorialRadiusM * math.Pi / 180
	nearest := min(math.Abs(latitudeDeg), 90-f.stepY)
	return mPerDeg * min(f.stepY, f.stepX*math.Cos(nearest*math.Pi/180))
}

// HeightM returns the height at a place in metres, interpolated bilinearly
// between four posts; NaN beyond the lattice and where DEM.HeightM is unknown. A post
// of weight 0 does not count. Longitudes may have any number of turns.
func (f *Field) HeightM(lon, lat float64) float64 {
	if !(math.Abs(lat) <= 90) || math.IsNaN(lon) || math.IsInf(lon, 0) {
		return math.NaN()
	}
	x, y := f.locate(lon, lat)
	return f.AtPixel(x, y)
}

// AtPixel is HeightM at a place in posts of the Lattice: x columns east and y rows
// south of post (0,0), fractions included. HeightM moves a place that is within 1e-6
// of a step of a post onto it; here that is done only where a post is unknown, which
// makes a difference of a millionth of the height between two posts.
func (f *Field) AtPixel(x, y float64) float64 {
	if !(x >= 0 && y >= 0 && x < f.lastX && y < f.lastY) {
		return f.atEdge(x, y)
	}
	col, row := int(x), int(y)
	inCol, inRow := col&blockMask, row&blockMask
	if inCol == blockMask || inRow == blockMask {
		return f.atEdge(x, y)
	}
	b := f.heights[(row>>blockShift)*f.across+col>>blockShift]
	if b == nil {
		return math.NaN()
	}
	fx, fy := x-float64(col), y-float64(row)
	gx, gy := 1-fx, 1-fy
	i := inRow<<blockShift | inCol
	sum := float64(float64(gx*gy) * float64(b[i]))
	sum += float64(float64(fx*gy) * float64(b[i+1]))
	sum += float64(float64(gx*fy) * float64(b[i+blockSide]))
	sum += float64(float64(fx*fy) * float64(b[i+blockSide+1]))
	if sum != sum {
		return f.atEdge(x, y)
	}
	return sum
}

// atEdge is AtPixel where the four posts are not all known or not of one block.
func (f *Field) atEdge(x, y float64) float64 {
	x, y = snap(x), snap(y)
	if !(x >= 0 && y >= 0 && x <= f.lastX && y <= f.lastY) {
		return math.NaN()
	}
	col, row := int(x), int(y)
	fx, fy := x-float64(col), y-float64(row)
	sum := 0.0
	for corner := range 4 {
		dx, dy := corner&1, corner>>1
		if weight := float64(side(fx, dx) * side(fy, dy)); weight != 0 {
			sum += float64(weight * f.postM(col+dx, row+dy))
		}
	}
	return sum
}

// postM is the height of a post of the lattice, NaN where unknown.
func (f *Field) postM(col, row int) float64 {
	b := f.heights[(row>>blockShift)*f.across+col>>blockShift]
	if b == nil {
		return math.NaN()
	}
	return float64(b[row&blockMask<<blockShift|col&blockMask])
}

// block returns the block of a post to write to.
func (f *Field) block(col, row int) *heightBlock {
	i := (row>>blockShift)*f.across + col>>blockShift
	if f.heights[i] == nil {
		b := new(heightBlock)
		for j := range b {
			b[j] = float32(math.NaN())
		}
		f.heights[i] = b
		f.bytes += heightBlockBytes
	}
	return f.heights[i]
}
