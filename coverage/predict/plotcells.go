package predict

import (
	"math"
	"slices"

	"phusong/geo"
)

// plotCell is a cell of a wedge.
type plotCell struct {
	col, row   int32
	ray        int32 // in the wedge
	distanceM  float64
	azimuthDeg float64 // not known where all antennas are round
}

// gather finds the cells of a wedge.
func (w *plotWorker) gather(g *wedge) {
	w.cells = w.cells[:0]
	for i := range w.blocks {
		b := &w.blocks[i]
		if !g.meets(b) {
			continue
		}
		for row := b.row; row < min(b.row+plotBlockSize, int32(len(w.rows))); row++ {
			for col := b.col; col < min(b.col+plotBlockSize, int32(len(w.columns))); col++ {
				w.add(g, col, row)
			}
		}
	}
}

// add adds a cell if it is of the wedge. The direction to it is worked out in full only
// where a pattern asks for it or two rays are about as near.
func (w *plotWorker) add(g *wedge, col, row int32) {
	to := w.centre(col, row)
	distanceM := w.spot.position.ShortDistanceM(&to)
	if distanceM > g.outerM || distanceM <= g.innerM || distanceM > w.network.reachM {
		return
	}
	c := plotCell{col: col, row: row, distanceM: distanceM}
	ray, sure := -1, false
	if w.round {
		ray, sure = w.spot.roughRay(&to, g.rays)
	}
	if !sure {
		c.azimuthDeg = w.spot.azimuthDeg(&to)
		ray = rayTo(c.azimuthDeg, g.rays)
	}
	if i := ray - g.first; i >= 0 && i < g.n {
		c.ray = int32(i)
		w.cells = append(w.cells, c)
	}
}

// roughTurns is more than turn is off, in turns.
const roughTurns = 4e-6

// roughRay is the ray nearest to a place; it is not sure half-way between two.
func (s *spot) roughRay(to *geo.Vec3, rays int) (ray int, sure bool) {
	d := geo.Vec3{to[0] - s.position[0], to[1] - s.position[1], to[2] - s.position[2]}
	x := float64(turn(dot(d, s.east), dot(d, s.north)) * float64(rays))
	ray = int(x + 0.5)
	off := x - float64(ray)
	if !(math.Abs(math.Abs(off)-0.5) >= roughTurns*float64(rays)) { // or no number, at the place itself
		return 0, false
	}
	if ray == rays {
		ray = 0
	}
	return ray, true
}

// turn is the direction of (east, north) clockwise from north in [0, 1], to 2e-6:
// atan by Abramowitz and Stegun 4.4.49.
func turn(east, north float64) float64 {
	x, y := math.Abs(east), math.Abs(north)
	z := min(x, y) / max(x, y)
	z2 := float64(z * z)
	a := 0.0208351
	a = float64(a*z2) - 0.0851330
	a = float64(a*z2) + 0.1801410
	a = float64(a*z2) - 0.3302995
	a = float64(a*z2) + 0.9998660
	a = float64(a*z) / (2 * math.Pi)
	if x > y {
		a = 0.25 - a
	}
	if north < 0 {
		a = 0.5 - a
	}
	if east < 0 {
		a = 1 - a
	}
	return a
}

// sort orders the cells by ray.
func (w *plotWorker) sort(rays int) {
	w.starts = append(w.starts[:0], make([]int32, rays+2)...)
	for i := range w.cells {
		w.starts[w.cells[i].ray+2]++
	}
	for i := 2; i < len(w.starts); i++ {
		w.starts[i] += w.starts[i-1]
	}
	w.order = slices.Grow(w.order[:0], len(w.cells))[:len(w.cells)]
	for i := range w.cells {
		next := &w.starts[w.cells[i].ray+1]
		w.order[*next] = int32(i)
		*next++
	}
}

// centre is the centre of a cell: geo.Turn.Cartesian, to the bit.
func (p *plotter) centre(col, row int32) geo.Vec3 {
	lon, lat := &p.columns[col], &p.rows[row]
	return geo.Vec3{lat.axisM * lon.cos, lat.axisM * lon.sin, lat.zM}
}
