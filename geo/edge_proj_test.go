package geo_test

import (
	"fmt"
	"math"
	"os/exec"
	"strconv"
	"strings"
	"testing"

	"phusong/geo"
)

// geodLengthM is the sum of PROJ's geodesics between the vertices of a line.
func geodLengthM(t *testing.T, vertices [][2]float64) float64 {
	t.Helper()
	var in strings.Builder
	for i := 1; i < len(vertices); i++ {
		a, b := vertices[i-1], vertices[i]
		fmt.Fprintf(&in, "%.12f %.12f %.12f %.12f\n", a[1], a[0], b[1], b[0])
	}
	cmd := exec.Command("geod", "+ellps=WGS84", "-I", "-F", "%.9f", "+units=m")
	cmd.Stdin = strings.NewReader(in.String())
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("geod: %v", err)
	}
	sum, n := 0.0, 0
	for line := range strings.Lines(string(out)) {
		fields := strings.Fields(line)
		d, err := strconv.ParseFloat(fields[len(fields)-1], 64)
		if err != nil {
			t.Fatalf("geod wrote %q", line)
		}
		sum, n = sum+d, n+1
	}
	if n != len(vertices)-1 {
		t.Fatalf("geod wrote %d lengths of %d", n, len(vertices)-1)
	}
	return sum
}

// TestEdgeLengthProj holds roads of 100 km against PROJ's geod: an edge is straight in
// longitude and latitude, so it is cut into 1,000 parts, whose geodesics are as long. A
// spherical length or one in Mercator's metres is out by 1e-3 and more.
func TestEdgeLengthProj(t *testing.T) {
	if _, err := exec.LookPath("geod"); err != nil {
		t.Skip("PROJ's geod is not installed (proj-bin): lengths are held against this project's own geodesic alone")
	}
	for _, lat := range []float64{8.6, 14, 23.4} {
		for _, direction := range []float64{0, 30, 60, 90, 135} { // east of north
			sin, cos := math.Sincos(direction * math.Pi / 180)
			dy := 100e3 * cos / 110_600
			dx := 100e3 * sin / (111_320 * math.Cos((lat+dy/2)*math.Pi/180))
			const x = 105.3
			got := geo.EdgeLengthM(x, lat, x+dx, lat+dy, 1)
			var vertices [][2]float64
			for i := range 1001 {
				s := float64(i) / 1000
				vertices = append(vertices, [2]float64{x + dx*s, lat + dy*s})
			}
			want := geodLengthM(t, vertices)
			if want < 98e3 || want > 102e3 || math.Abs(got/want-1) > 1e-8 {
				t.Errorf("from %v N, %v degrees: %.6f m, geod %.6f m", lat, direction, got, want)
			}
			ends := geodLengthM(t, [][2]float64{vertices[0], vertices[1000]})
			if ratio := got/ends - 1; ratio < -1e-12 || ratio > 5e-6 { // the geodesic between the ends is no longer
				t.Errorf("from %v N, %v degrees: %.2g longer than the geodesic between its ends", lat, direction, ratio)
			}
		}
	}
}
