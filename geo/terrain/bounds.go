package terrain

import (
	"errors"
	"fmt"
	"math"
	"slices"
)

// Bounds is a box in degrees, its edges included. East may exceed 180 where the
// box crosses the antimeridian; any number of turns up to two is allowed, so is a
// West below -180. Latitudes beyond the poles are cut there.
type Bounds struct{ West, South, East, North float64 }

// ErrNoTile is wrapped by the error of a Field into which no tile reaches.
var ErrNoTile = errors.New("no elevation tile reaches into the box")

// check says what makes the box unusable.
func (b Bounds) check() error {
	for _, v := range []float64{b.West, b.South, b.East, b.North} {
		if !(math.Abs(v) <= 720) {
			return fmt.Errorf("box %v: want degrees", b)
		}
	}
	if b.West > b.East || b.South > b.North {
		return fmt.Errorf("box %v: want West <= East (add 360 to East across the antimeridian) and South <= North", b)
	}
	if b.East-b.West > 360 {
		return fmt.Errorf("box %v is wider than the globe", b)
	}
	if b.South > 90 || b.North < -90 {
		return fmt.Errorf("box %v lies beyond a pole", b)
	}
	return nil
}

// String is west,south,east,north, the order of GDAL and of GeoJSON.
func (b Bounds) String() string { return fmt.Sprintf("%v,%v,%v,%v", b.West, b.South, b.East, b.North) }

func (b Bounds) widen(deg float64) Bounds {
	return Bounds{b.West - deg, b.South - deg, b.East + deg, b.North + deg}
}

// turns lists the whole turns that bring posts of the tile into the box. A tile
// that only touches the box counts where the box was widened.
func (t *tile) turns(b Bounds) []int {
	east, south := t.post(t.cols-1, t.rows-1)
	if south > b.North || t.north < b.South {
		return nil
	}
	var list []int
	for k := math.Ceil((b.West - east) / 360); float64(k*360)+t.west <= b.East; k++ {
		list = append(list, int(k))
	}
	return list
}

// latticeFor returns the posts of the finest tile that reaches into the box by a
// step or more, continued over all of it: the outermost posts are on the edges of the
// box or beyond. Only where there is none do tiles count that are a step away.
func (d *DEM) latticeFor(b Bounds) (lattice, error) {
	half := min(b.East-b.West, b.North-b.South) / 2
	for _, within := range []bool{true, false} {
		for _, t := range d.tiles {
			margin := max(t.stepX, t.stepY)
			if within {
				margin = -min(margin, half)
			}
			if turns := t.turns(b.widen(margin)); len(turns) > 0 {
				return t.lattice.over(b, turns[0])
			}
		}
	}
	return lattice{}, fmt.Errorf("%w %v", ErrNoTile, b)
}

// maxPosts bounds the posts along one side: the equator at 1.2 m.
const maxPosts = 1 << 25

// over continues the lattice, so many turns on, to the edges of the box.
func (l *lattice) over(b Bounds, turns int) (lattice, error) {
	west := l.west + float64(360*turns)
	col0 := math.Floor(snap((b.West - west) / l.stepX))
	col1 := math.Ceil(snap((b.East - west) / l.stepX))
	row0 := math.Floor(snap((l.north - b.North) / l.stepY))
	row1 := math.Ceil(snap((l.north - b.South) / l.stepY))
	row0 = max(row0, math.Ceil(snap((l.north-90)/l.stepY)))
	row1 = min(row1, math.Floor(snap((l.north+90)/l.stepY)))
	cols, rows := col1-col0+1, row1-row0+1
	if !(cols >= 1 && rows >= 1) {
		return lattice{}, fmt.Errorf("no post of the lattice lies in the box %v", b)
	}
	if cols > maxPosts || rows > maxPosts {
		return lattice{}, fmt.Errorf("%.0f x %.0f posts in the box %v: choose a smaller one", cols, rows, b)
	}
	return lattice{
		west: west + float64(col0*l.stepX), north: l.north - float64(row0*l.stepY),
		stepX: l.stepX, stepY: l.stepY, cols: int(cols), rows: int(rows),
	}, nil
}

// Files lists the paths of the tiles, sorted: the inputs on which the heights
// hang. The land cover is not among them.
func (d *DEM) Files() []string {
	list := make([]string, len(d.tiles))
	for i, t := range d.tiles {
		list[i] = t.path
	}
	slices.Sort(list)
	return list
}

// FilesIn is Files for the tiles that can decide a height in the box, of HeightM
// and of a Field: those with posts in it or within two steps of it, the steps
// being those of the coarsest tile. It is empty for a box that is none.
func (d *DEM) FilesIn(b Bounds) []string {
	if b.check() != nil {
		return nil
	}
	step := 0.0
	for _, t := range d.tiles {
		step = max(step, t.stepX, t.stepY)
	}
	box := b.widen(float64(2 * step * (1 + near)))
	var list []string
	for _, t := range d.tiles {
		if len(t.turns(box)) > 0 {
			list = append(list, t.path)
		}
	}
	slices.Sort(list)
	return list
}
