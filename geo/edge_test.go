package geo_test

import (
	"math"
	"testing"

	"phusong/geo"
)

// TestEdgeLength: along the equator and a meridian the edge is the geodesic, and a
// road of 100 km in steps of 1 km has the length that the geodesics between its
// vertices have.
func TestEdgeLength(t *testing.T) {
	for _, e := range [][4]float64{{105, 0, 106, 0}, {105, 10, 105, 11}, {105, 23, 105, 8}, {108, 12, 108.001, 12.002}} {
		want, _, _ := geo.Inverse(e[0], e[1], e[2], e[3])
		if got := geo.EdgeLengthM(e[0], e[1], e[2], e[3], 1); math.Abs(got-want) > 1e-9*want {
			t.Errorf("edge %v: %.9f m, geodesic %.9f m", e, got, want)
		}
	}
	var road, geodesic float64
	for i := range 100 {
		x, y := 105+0.0065*float64(i), 21+0.0065*float64(i)
		d, _, _ := geo.Inverse(x, y, x+0.0065, y+0.0065)
		road, geodesic = road+geo.EdgeLengthM(x, y, x+0.0065, y+0.0065, 1), geodesic+d
	}
	if geodesic < 95e3 || math.Abs(road-geodesic) > 1e-9*geodesic {
		t.Errorf("road %.6f m, by geodesics %.6f m", road, geodesic)
	}
}

// TestEdgeLengthAdds: parts of an edge add up to it, in either direction.
func TestEdgeLengthAdds(t *testing.T) {
	const x1, y1, x2, y2 = 105.1, 9.3, 107.7, 13.9
	whole := geo.EdgeLengthM(x1, y1, x2, y2, 1)
	for _, p := range []float64{0, 1e-6, 0.3, 0.77, 1} {
		x, y := x1+(x2-x1)*p, y1+(y2-y1)*p
		first, second := geo.EdgeLengthM(x1, y1, x2, y2, p), geo.EdgeLengthM(x2, y2, x, y, 1)
		if math.Abs(first+second-whole) > 1e-8 {
			t.Errorf("at %v: %.9f + %.9f m, whole %.9f m", p, first, second, whole)
		}
	}
}
