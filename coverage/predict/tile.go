package predict

import (
	"math"
	"slices"

	"phusong/coverage"
	"phusong/geo"
)

// Tile is one square of coverage.TileSize cells that holds demand.
type Tile struct{ Col, Row int } // tile coordinates

// TileSignal is the answer for one tile.
type TileSignal struct {
	Tile     Tile
	Layers   []coverage.LayerTile
	Warnings warningCounts
}

// tileFrame holds the centres of a tile's cells in space.
type tileFrame struct {
	col0, row0 int
	cols, rows int            // fewer than TileSize at the grid's edge
	lons       []geo.Turn     // of the centres of columns
	parallels  []geo.Parallel // of the centres of rows
	// lonDeg is the longitude of the first column's centre, stepDeg from there to the next.
	lonDeg, stepDeg float64
	centres         []geo.Vec3 // of cells, for criteria with a level
	lonLat          [2]float64 // middle of the tile
	middle          geo.Vec3
	radiusM         float64 // no centre is farther from the middle
}

func (n *Network) frame(t Tile) *tileFrame {
	g := n.grid
	f := n.outline(t)
	f.lons, f.parallels = make([]geo.Turn, f.cols), make([]geo.Parallel, f.rows)
	f.lonDeg, _ = g.Center(f.col0, f.row0)
	f.stepDeg = g.StepX
	for c := range f.lons {
		lon, _ := g.Center(f.col0+c, f.row0)
		f.lons[c] = geo.NewTurn(lon)
	}
	for r := range f.parallels {
		_, lat := g.Center(f.col0, f.row0+r)
		f.parallels[r] = geo.NewParallel(geo.NewTurn(lat))
	}
	if !n.rule.level {
		return f
	}
	f.centres = make([]geo.Vec3, coverage.TileSize*coverage.TileSize)
	for r := range f.parallels {
		for c := range f.lons {
			f.centres[r*coverage.TileSize+c] = f.lons[c].On(f.parallels[r])
		}
	}
	return f
}

// centre is the centre of a cell of the tile, for criteria with a level.
func (f *tileFrame) centre(col, row int) *geo.Vec3 { return &f.centres[row*coverage.TileSize+col] }

// outline is a frame without the centres.
func (n *Network) outline(t Tile) *tileFrame {
	g := n.grid
	f := &tileFrame{col0: t.Col * coverage.TileSize, row0: t.Row * coverage.TileSize}
	f.cols, f.rows = min(coverage.TileSize, g.Cols-f.col0), min(coverage.TileSize, g.Rows-f.row0)
	west, north := g.EdgeX(f.col0).Degrees(), g.EdgeY(f.row0).Degrees()
	east, south := g.EdgeX(f.col0+f.cols).Degrees(), g.EdgeY(f.row0+f.rows).Degrees()
	f.lonLat = [2]float64{(west + east) / 2, (south + north) / 2}
	f.middle = geo.Cartesian(f.lonLat[0], f.lonLat[1])
	for _, corner := range [][2]float64{{west, south}, {west, north}, {east, south}, {east, north}} {
		f.radiusM = math.Max(f.radiusM, geo.ShortDistanceM(f.middle, geo.Cartesian(corner[0], corner[1])))
	}
	return f
}

// Compute answers for one tile. It reads the network and changes nothing.
func (n *Network) Compute(t Tile) TileSignal {
	f := n.frame(t)
	out := TileSignal{Tile: t, Layers: make([]coverage.LayerTile, len(n.layers)), Warnings: n.newWarnings()}
	paths := n.borrowPaths(f)
	defer n.returnPaths(paths)
	flat := new(flatWork)
	for layer, radios := range n.inReach(f) {
		if n.rule.level {
			n.computeLevels(f, radios, levelWork{out: &out.Layers[layer], warnings: out.Warnings, paths: paths, flatWork: flat})
		} else {
			computeDiscs(f, radios, &out.Layers[layer])
		}
	}
	n.markUnknown(t, out.Layers)
	return out
}

// borrowPaths takes the working memory of a worker for a tile; nil without terrain.
func (n *Network) borrowPaths(f *tileFrame) *paths {
	if n.ground == nil {
		return nil
	}
	p, ok := n.scratch.Get().(*paths)
	if !ok {
		p = new(paths)
	}
	p.reset(n.ground, f.middle, f.radiusM)
	p.survey(n.box([]Tile{{f.col0 / coverage.TileSize, f.row0 / coverage.TileSize}}))
	p.surveyEnds(f, n.grid, n.wantedIn(f))
	return p
}

// box is the extent of tiles and a cell about them: a path ends up to half a cell
// from its centre.
func (n *Network) box(tiles []Tile) (west, north, east, south float64) {
	const size = coverage.TileSize
	c0, r0, c1, r1 := n.grid.Cols, n.grid.Rows, 0, 0
	for _, t := range tiles {
		c0, r0 = min(c0, t.Col*size), min(r0, t.Row*size)
		c1, r1 = max(c1, (t.Col+1)*size), max(r1, (t.Row+1)*size)
	}
	c1, r1 = min(c1, n.grid.Cols), min(r1, n.grid.Rows)
	return n.grid.EdgeX(c0 - 1).Degrees(), n.grid.EdgeY(r0 - 1).Degrees(), n.grid.EdgeX(c1 + 1).Degrees(), n.grid.EdgeY(r1 + 1).Degrees()
}

func (n *Network) returnPaths(p *paths) {
	if p != nil {
		n.scratch.Put(p)
	}
}

// inReach lists per layer the radios that can matter in a tile, in order of radio.
func (n *Network) inReach(f *tileFrame) [][]*radio {
	perLayer := make([][]*radio, len(n.layers))
	var sites []int
	n.siteIndex.Within(f.lonLat[0], f.lonLat[1], n.reachM+f.radiusM, func(i int) { sites = append(sites, i) })
	slices.Sort(sites)
	for _, s := range sites {
		for _, r := range n.bySite[s] {
			if geo.ShortDistanceM(f.middle, r.position) <= r.reachM+f.radiusM {
				perLayer[r.layer] = append(perLayer[r.layer], r)
			}
		}
	}
	return perLayer
}

// markUnknown moves to unknown what a station without a position could cover: in
// its own layer the uncovered cells of its commune.
func (n *Network) markUnknown(t Tile, layers []coverage.LayerTile) {
	for layer := range layers {
		mask := n.unplaced[layer][t]
		if mask == nil {
			continue
		}
		l := &layers[layer]
		for r := range coverage.TileSize {
			l.Unknown[r] |= mask[r] &^ l.Covered[r]
			l.Shadowed[r] &^= l.Unknown[r]
			l.Indoors[r] &^= l.Unknown[r]
		}
	}
}

// milli is the step in which distances and levels are compared: 0.001 m, 0.001 dB.
func milli(v float64) int64 { return int64(math.Round(v * 1000)) }
