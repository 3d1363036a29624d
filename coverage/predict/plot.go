package predict

import (
	"context"
	"math"
	"runtime"
	"sync/atomic"

	"golang.org/x/sync/errgroup"

	"phusong/coverage"
	"phusong/geo"
)

// Plot is Map for a network that stands at one place, see OnePlace, with the same
// answers to the bit. The ground about the place is cut into wedges of a ring: each
// ray of a wedge is laid once for its whole length, and the cells nearest to it are
// answered along it. Beside the answers a worker holds the cells of a wedge, about
// 4 MB, and one ray. The answers are the same for any number of workers; done, which
// may be nil, is called with the number of tiles' worth of wedges finished. Of another
// network, and of one restricted to populated cells, it is Map.
func (n *Network) Plot(ctx context.Context, tiles []Tile, workers int, done func(finished int)) ([]TileSignal, error) {
	if n.wanted != nil || !n.OnePlace() {
		return n.Map(ctx, tiles, workers, done)
	}
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	p := n.newPlotter(tiles)
	wedges := p.wedges()
	var next, finished atomic.Int64
	group, ctx := errgroup.WithContext(ctx)
	all := make([]*plotWorker, min(workers, len(wedges)))
	for i := range all {
		all[i] = p.newWorker()
		group.Go(func() error {
			for {
				at := int(next.Add(1)) - 1
				if at >= len(wedges) {
					return nil
				}
				if err := ctx.Err(); err != nil {
					return err
				}
				all[i].wedge(wedges[at])
				if f := int(finished.Add(1)); done != nil {
					done(f * len(tiles) / len(wedges))
				}
			}
		})
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	return p.collect(all), nil
}

// OnePlace tells whether all radios stand at one place and are predicted over
// terrain.
func (n *Network) OnePlace() bool {
	if n.ground == nil || len(n.radios) == 0 {
		return false
	}
	for _, r := range n.radios {
		if r.path == nil || r.position != n.radios[0].position {
			return false
		}
	}
	return true
}

// plotter holds what the workers of a plot share.
type plotter struct {
	network *Network
	spot    *spot
	round   bool // no antenna has a direction
	layers  [][]plotRadio
	looks   []plotLook
	losses  []plotLoss
	columns []meridian // of the centres of the grid's cells
	rows    []parallel
	out     []TileSignal
	// at finds a tile in out, -1 for those not asked for; tiles row-major.
	at       []int32
	tileCols int
	blocks   []plotBlock
}

// meridian is a longitude by its sine and cosine.
type meridian struct{ sin, cos float64 }

// parallel is a circle of latitude: how far it is from the Earth's axis and from the
// plane of the equator.
type parallel struct{ axisM, zM float64 }

// plotBlock is a square of cells seen from the place.
type plotBlock struct {
	col, row    int32
	nearM, farM float32
	azimuthDeg  float32
	spanDeg     float32 // to either side; 180 for a block that is all around
}

// plotBlockSize is the side of the blocks whose cells are looked through for a wedge.
const plotBlockSize = 16

func (n *Network) newPlotter(tiles []Tile) *plotter {
	g := n.grid
	m := coverage.NewSignalMap(g, nil)
	p := &plotter{network: n, spot: n.radios[0].spot, columns: make([]meridian, g.Cols), rows: make([]parallel, g.Rows),
		out: make([]TileSignal, len(tiles)), at: make([]int32, m.TileCols*m.TileRows), tileCols: m.TileCols}
	p.addRadios()
	for col := range p.columns {
		lon, _ := g.Center(col, 0)
		p.columns[col].sin, p.columns[col].cos = math.Sincos(lon * (math.Pi / 180))
	}
	for row := range p.rows {
		_, lat := g.Center(0, row)
		at := geo.Cartesian(0, lat)
		p.rows[row] = parallel{at[0], at[2]}
	}
	for i := range p.at {
		p.at[i] = -1
	}
	for i, t := range tiles {
		p.at[t.Row*p.tileCols+t.Col] = int32(i)
		p.out[i] = n.blankTile(t)
		p.addBlocks(t)
	}
	return p
}

// blankTile is the answer for a tile that nothing reaches.
func (n *Network) blankTile(t Tile) TileSignal {
	const cells = coverage.TileSize * coverage.TileSize
	out := TileSignal{Tile: t, Layers: make([]coverage.LayerTile, len(n.layers)), Warnings: n.newWarnings()}
	for i := range out.Layers {
		levels := make([]int16, cells)
		for k := range levels {
			levels[k] = coverage.NoLevel
		}
		out.Layers[i].LevelCentiDBm = levels
		if n.rule.expected {
			out.Layers[i].Chance = make([]uint16, cells)
		}
		if n.KeepServers {
			out.Layers[i].Server = make([]uint32, cells)
		}
	}
	return out
}

// addBlocks looks at the blocks of a tile from the place.
func (p *plotter) addBlocks(t Tile) {
	col0, row0 := t.Col*coverage.TileSize, t.Row*coverage.TileSize
	col1, row1 := min(col0+coverage.TileSize, len(p.columns)), min(row0+coverage.TileSize, len(p.rows))
	for row := row0; row < row1; row += plotBlockSize {
		for col := col0; col < col1; col += plotBlockSize {
			if b := p.block(col, row, min(col+plotBlockSize, col1), min(row+plotBlockSize, row1)); float64(b.nearM) <= p.network.reachM {
				p.blocks = append(p.blocks, b)
			}
		}
	}
}

func (p *plotter) block(col0, row0, col1, row1 int) plotBlock {
	middle := p.centre(int32(col0+col1)/2, int32(row0+row1)/2)
	radiusM := 0.0
	for _, corner := range [...][2]int{{col0, row0}, {col1 - 1, row0}, {col0, row1 - 1}, {col1 - 1, row1 - 1}} {
		at := p.centre(int32(corner[0]), int32(corner[1]))
		radiusM = math.Max(radiusM, middle.ShortDistanceM(&at))
	}
	radiusM = float64(radiusM*1.02) + 1 // room for what is not flat
	distanceM := p.spot.position.ShortDistanceM(&middle)
	b := plotBlock{col: int32(col0), row: int32(row0), nearM: float32(distanceM - radiusM), farM: float32(distanceM + radiusM), spanDeg: 180}
	if distanceM > radiusM*1.01 {
		b.azimuthDeg = float32(p.spot.azimuthDeg(&middle))
		b.spanDeg = float32(math.Asin(radiusM/distanceM)*180/math.Pi + 0.1)
	}
	return b
}

// wedge is a run of rays of a ring.
type wedge struct {
	ring, rays int // number of the ring, rays all around
	first, n   int // rays of the wedge
	// Cells of the ring are farther than innerM and not farther than outerM.
	innerM, outerM float64
}

// wedgeCells is about how many cells a wedge has.
const wedgeCells = 1 << 16

// wedges cuts the rings within reach, the outermost and longest first.
func (p *plotter) wedges() []wedge {
	farM := 0.0
	for i := range p.blocks {
		farM = math.Max(farM, float64(p.blocks[i].farM))
	}
	last, _ := p.network.ground.ringOf(math.Min(farM, p.network.reachM))
	var all []wedge
	side := cellSideM(p.network.grid, p.spot.lonLat[1])
	for ring := last; ring >= 0; ring-- {
		rays := p.network.ground.innerRays << ring
		outerM := innerRingM * float64(int(1)<<ring)
		cells := math.Pi * outerM * outerM / (side * side)
		parts := min(int(cells/wedgeCells)+1, rays)
		for i := range parts {
			first, end := i*rays/parts, (i+1)*rays/parts
			w := wedge{ring: ring, rays: rays, first: first, n: end - first, innerM: outerM / 2, outerM: outerM}
			if ring == 0 {
				w.innerM = -1
			}
			all = append(all, w)
		}
	}
	return all
}

// meets tells whether a block may have cells of a wedge.
func (w *wedge) meets(b *plotBlock) bool {
	if float64(b.nearM) > w.outerM || float64(b.farM) < w.innerM {
		return false
	}
	each := 360 / float64(w.rays)
	half := each * float64(w.n) / 2
	middle := each*(float64(w.first)-0.5) + half
	return math.Abs(math.Remainder(float64(b.azimuthDeg)-middle, 360)) <= half+float64(b.spanDeg)
}

// collect sums the warnings and adds what stations without a position could cover.
func (p *plotter) collect(workers []*plotWorker) []TileSignal {
	for i := range p.out {
		for _, w := range workers {
			p.out[i].Warnings.merge(w.warnings[i])
		}
		p.network.markUnknown(p.out[i].Tile, p.out[i].Layers)
	}
	return p.out
}
