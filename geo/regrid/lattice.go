package regrid

import (
	"fmt"
	"math"

	"phusong/geo"
)

// Plane places Cols x Rows pixels in a projected system, north up. WestM and NorthM
// are the outer edges of pixel (0,0), and Unproject gives WGS 84 longitude and
// latitude of a place (crs.CRS.Unproject does). It must be smooth, as projections are.
type Plane struct {
	WestM, NorthM float64
	StepXM        float64 // positive, columns run east
	StepYM        float64 // positive, rows run south
	Cols, Rows    int
	Unproject     func(eastM, northM float64) (lon, lat float64, err error)
}

// Validate says what makes the plane unusable.
func (p *Plane) Validate() error {
	if p.Cols <= 0 || p.Rows <= 0 || p.Cols > math.MaxInt32 || p.Rows > math.MaxInt32 {
		return fmt.Errorf("raster of %d x %d cells", p.Cols, p.Rows)
	}
	if !(p.StepXM > 0 && p.StepYM > 0) || math.IsInf(p.StepXM, 0) || math.IsInf(p.StepYM, 0) {
		return fmt.Errorf("cells of %v x %v m, want more than 0", p.StepXM, p.StepYM)
	}
	return nil
}

// Corners are unprojected at nodes, at most nodeSpacingM apart, and between them by
// cubics through four nodes in each direction. The error of a cubic is the fourth power of the spacing in radians
// over 24, times a derivative that is of the order of 10: below 1e-6 of an E7.
// Where pixels are larger, every corner is a node.
const (
	nodeSpacingM  = 2000
	maxNodePixels = 16
	blockNodes    = 3 // spaces between the nodes of a block
)

// nodePixels is how many pixels lie between two nodes along a side of step metres.
func nodePixels(stepM float64) int {
	return max(1, min(maxNodePixels, int(nodeSpacingM/stepM)))
}

// cubic holds the weights of four nodes for each corner of a block. At a node they
// are one and zeros, so blocks agree on the corners that they share.
type cubic [][4]float64

func newCubic(spacing int) cubic {
	c := make(cubic, blockNodes*spacing+1)
	for i := range c {
		t := float64(i) / float64(spacing)
		c[i] = [4]float64{
			-float64(float64((t-1)*(t-2))*(t-3)) / 6,
			float64(float64(t*(t-2))*(t-3)) / 2,
			-float64(float64(t*(t-1))*(t-3)) / 2,
			float64(float64(t*(t-1))*(t-2)) / 6,
		}
	}
	return c
}

// at is the value among four.
func (c cubic) at(i int, v0, v1, v2, v3 float64) float64 {
	w := &c[i]
	return float64(w[0]*v0) + float64(w[1]*v1) + (float64(w[2]*v2) + float64(w[3]*v3))
}

// Point is a corner of a pixel.
type Point struct{ X, Y geo.E7 }

// corners gives the corners of a plane's pixels, patch by patch.
type corners struct {
	plane  Plane
	nx, ny int // pixels between nodes
	wx, wy cubic
}

func newCorners(p Plane) corners {
	nx, ny := nodePixels(p.StepXM), nodePixels(p.StepYM)
	return corners{plane: p, nx: nx, ny: ny, wx: newCubic(nx), wy: newCubic(ny)}
}

// blockCols and blockRows are the pixels of a block.
func (c *corners) blockCols() int { return blockNodes * c.nx }
func (c *corners) blockRows() int { return blockNodes * c.ny }

// block appends the (blockRows+1) x (blockCols+1) corners of the block whose first pixel is
// (col, row), multiples of the block's size, row-major. A block may reach beyond the plane.
func (c *corners) block(dst []Point, col, row int) ([]Point, error) {
	var lon, lat [blockNodes + 1][blockNodes + 1]float64
	for j := range lon {
		north := c.plane.NorthM - float64(float64(row+j*c.ny)*c.plane.StepYM)
		for i := range lon[j] {
			east := c.plane.WestM + float64(float64(col+i*c.nx)*c.plane.StepXM)
			x, y, err := c.plane.Unproject(east, north)
			if err != nil {
				return dst, err
			}
			if !(math.Abs(x) <= 180 && math.Abs(y) <= 90) {
				return dst, fmt.Errorf("east %.3f m, north %.3f m is no place on Earth", east, north)
			}
			if i > 0 && math.Abs(x-lon[j][i-1]) > 180 || j > 0 && math.Abs(x-lon[j-1][i]) > 180 {
				return dst, fmt.Errorf("the raster crosses the antimeridian near latitude %.4f", y)
			}
			lon[j][i], lat[j][i] = x, y
		}
	}
	for y := range c.wy {
		var lineLon, lineLat [blockNodes + 1]float64
		for i := range lineLon {
			lineLon[i] = c.wy.at(y, lon[0][i], lon[1][i], lon[2][i], lon[3][i])
			lineLat[i] = c.wy.at(y, lat[0][i], lat[1][i], lat[2][i], lat[3][i])
		}
		for x := range c.wx {
			dst = append(dst, Point{
				nearest(c.wx.at(x, lineLon[0], lineLon[1], lineLon[2], lineLon[3])),
				nearest(c.wx.at(x, lineLat[0], lineLat[1], lineLat[2], lineLat[3])),
			})
		}
	}
	return dst, nil
}

// nearest is geo.ToE7 but for halves, which go up, and without a call: what is truncated is positive.
func nearest(deg float64) geo.E7 {
	const bias = 1 << 31
	return geo.E7(int64(float64(deg*geo.E7PerDegree)+(bias+0.5)) - bias)
}
