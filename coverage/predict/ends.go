package predict

import (
	"math"

	"phusong/coverage"
	"phusong/geo/raster"
)

// endRange bounds the ground where paths to a cell end; NaN where some is not known.
type endRange struct{ low, high float32 }

// surveyEnds finds for every cell of a tile how low and how high the ground is where
// its paths may end; cells not wanted are left out.
func (p *paths) surveyEnds(f *tileFrame, g raster.Grid, wanted *coverage.Mask) {
	p.endRanges = p.endRanges[:0]
	l := p.ground.lattice
	const mPerDeg = 110_500 // the shortest degree of latitude
	aboutY := p.ground.endM / mPerDeg / l.StepYDeg
	nan := float32(math.NaN())
	for row := range f.rows {
		_, lat := g.Center(f.col0, f.row0+row)
		y := (l.North - lat) / l.StepYDeg
		aboutX := p.ground.endM / mPerDeg / math.Max(0.01, math.Cos(math.Min(math.Abs(lat)+0.1, 90)*math.Pi/180)) / l.StepXDeg
		for col := range f.cols {
			if wanted != nil && !wanted.Has(col, row) {
				p.endRanges = append(p.endRanges, endRange{nan, nan})
				continue
			}
			lon, _ := g.Center(f.col0+col, f.row0+row)
			x := (lon - l.West) / l.StepXDeg
			for x < 0 {
				x += 360 / l.StepXDeg
			}
			low, high := p.ground.field.Range(x-aboutX, y-aboutY, x+aboutX, y+aboutY)
			p.endRanges = append(p.endRanges, endRange{low, high})
		}
	}
	p.endCols = f.cols
}

// ends is the ground where paths to a cell of the tile end.
func (p *paths) ends(col, row int) (low, high float64) {
	e := p.endRanges[row*p.endCols+col]
	return float64(e.low), float64(e.high)
}
