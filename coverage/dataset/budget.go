package dataset

import (
	"fmt"
	"math"

	"github.com/paulmach/orb"

	"phusong/coverage"
	"phusong/geo"
	"phusong/geo/raster"
)

// maxDemandBytes bounds what the cells of a region take in memory: a fine
// resolution over a large region is refused before it takes all of the machine.
const maxDemandBytes = 8 << 30

// What cells take, in bytes; estimates from the types that hold them.
const (
	bytesPerLayerTile = 17 << 10 // two masks, levels and chances of a coverage.LayerTile
	bytesPerTile      = 24       // of the grid, with or without demand
	bytesPerEdge      = 8        // of the grid's rows and columns
	bytesPerCrossing  = 64       // runs and partial cells of a zonal.Footprint
	bytesPerVisit     = 256      // of the one zonal.Outline that is being cut
)

// layGrid lays the analysis grid that gridOf makes of the region's resolution,
// where its cells fit into memory; else it names a resolution that does.
func (l *loader) layGrid(gridOf func(resolutionDeg float64) raster.Grid) error {
	limit := l.demandLimit()
	g := gridOf(l.resolution())
	if limit.holds(g) {
		if err := l.data.Demand.LayGrid(g); err != nil {
			return fmt.Errorf("analysis grid: %w", err)
		}
		return nil
	}
	for _, resolution := range coarserThan(l.resolution()) {
		if limit.holds(gridOf(resolution)) {
			return fmt.Errorf("analysis grid: cells of %s degrees would take more than %d GiB of memory: set resolution_deg to %s or more, or cut the region",
				decimal(l.resolution()), maxDemandBytes>>30, decimal(resolution))
		}
	}
	return fmt.Errorf("analysis grid: the region would take more than %d GiB of memory at any resolution: cut it, or use a coarser population raster", maxDemandBytes>>30)
}

// coarserThan lists round resolutions above one, up to the largest allowed.
func coarserThan(resolution float64) []float64 {
	var all []float64
	for _, r := range []float64{2e-5, 5e-5, 1e-4, 2e-4, 5e-4, 1e-3, 2e-3, 5e-3, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1} {
		if r > resolution {
			all = append(all, r)
		}
	}
	return all
}

// demandLimit holds grids against maxDemandBytes.
type demandLimit struct {
	bounds []orb.Bound  // of every polygon of every unit
	spans  [][2]float64 // degrees that the edges of every unit run east or west, north or south
	sizes  []int        // vertices of every unit
	layers int64        // of technology and operator
}

func (l *loader) demandLimit() demandLimit {
	layers := map[coverage.SignalLayer]bool{}
	for i := range l.data.Sites {
		for _, c := range l.data.Sites[i].Cells {
			layers[coverage.SignalLayer{Technology: c.Technology, Operator: c.Operator}] = true
		}
	}
	limit := demandLimit{layers: int64(max(1, len(layers)))}
	for i := range l.data.Units[:l.data.Leaves] {
		var span [2]float64
		vertices := 0
		for _, polygon := range l.data.Units[i].Geometry {
			limit.bounds = append(limit.bounds, boundOf(polygon))
			for _, ring := range polygon {
				vertices += len(ring)
				for k := 1; k < len(ring); k++ {
					span[0] += math.Abs(ring[k][0] - ring[k-1][0])
					span[1] += math.Abs(ring[k][1] - ring[k-1][1])
				}
			}
		}
		limit.spans, limit.sizes = append(limit.spans, span), append(limit.sizes, vertices)
	}
	return limit
}

// holds reports whether the cells of a grid fit. Tiles with demand are counted by
// the bounds of polygons, which is more than there are.
func (m demandLimit) holds(g raster.Grid) bool {
	tileCols, tileRows := tilesOf(g.Cols), tilesOf(g.Rows)
	bytes := float64(bytesPerTile*tileCols)*float64(tileRows) + bytesPerEdge*(float64(g.Cols)+float64(g.Rows))
	largest := 0.0
	for i, s := range m.spans {
		crossings := s[0]/g.StepX + s[1]/g.StepY + float64(m.sizes[i])
		bytes, largest = bytes+float64(bytesPerCrossing*crossings), math.Max(largest, crossings)
	}
	bytes += float64(bytesPerVisit * largest)
	if !(bytes <= maxDemandBytes) {
		return false
	}
	most := int64(maxDemandBytes-bytes) / (bytesPerLayerTile * m.layers)
	return m.countTiles(g, tileCols, tileRows, most) <= most
}

func tilesOf(cells int) int { return (cells + coverage.TileSize - 1) / coverage.TileSize }

// countTiles counts the tiles that bounds touch; it ends where they exceed most.
func (m demandLimit) countTiles(g raster.Grid, tileCols, tileRows int, most int64) int64 {
	marked := make([]uint64, (tileCols*tileRows+63)/64)
	clamp := func(cell, tiles int) int { return max(0, min(cell/coverage.TileSize, tiles-1)) }
	count := int64(0)
	for _, b := range m.bounds {
		col0, col1 := clamp(g.Col(geo.ToE7(b.Min[0])), tileCols), clamp(g.Col(geo.ToE7(b.Max[0])), tileCols)
		row0, row1 := clamp(g.Row(geo.ToE7(b.Max[1])), tileRows), clamp(g.Row(geo.ToE7(b.Min[1])), tileRows)
		for row := row0; row <= row1; row++ {
			for i := row*tileCols + col0; i <= row*tileCols+col1; i++ {
				if bit := uint64(1) << uint(i%64); marked[i/64]&bit == 0 {
					marked[i/64] |= bit
					count++
				}
			}
			if count > most {
				return count
			}
		}
	}
	return count
}
