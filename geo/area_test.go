package geo

import (
	"bufio"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"
)

func relative(got, want float64) float64 { return math.Abs(got-want) / math.Abs(want) }

func rectangle(w, s, e, n float64) orb.Ring { return orb.Ring{{w, s}, {e, s}, {e, n}, {w, n}, {w, s}} }

func TestRectAreaKnown(t *testing.T) {
	const earth = 510065621724088.4 // m2, WGS 84: 4 pi times the authalic radius 6371007.1809 squared
	if got := RectAreaM2(-180*E7PerDegree, -90*E7PerDegree, 180*E7PerDegree, 90*E7PerDegree); relative(got, earth) > 1e-13 {
		t.Errorf("the whole Earth is %.1f m2, want %.1f", got, earth)
	}
	cell := RectAreaM2(105*E7PerDegree, 10*E7PerDegree, 106*E7PerDegree, 11*E7PerDegree)
	if math.Abs(cell/1e6-12108.2) > 0.05 {
		t.Errorf("the cell 105-106 E, 10-11 N is %.3f km2, want 12108.2", cell/1e6)
	}
	if got := RectAreaM2(106*E7PerDegree, 10*E7PerDegree, 105*E7PerDegree, 11*E7PerDegree); got != -cell {
		t.Errorf("west and east swapped: %v, want %v", got, -cell)
	}
	// The smallest cell: 1 x 1 E7 is M N cos(lat) times the angles.
	for _, lat := range []E7{0, 105000000, 600000000, -899999999} {
		s, c := math.Sincos((float64(lat) + 0.5) / E7PerDegree * math.Pi / 180)
		w := 1 - eccentricitySquared*s*s
		step := math.Pi / 180 / E7PerDegree
		want := PolarRadiusM * PolarRadiusM * c / (w * w) * step * step
		if got := RectAreaM2(7, lat, 8, lat+1); relative(got, want) > 1e-9*(1e-3+1/c/1e6) {
			t.Errorf("1 E7 cell at %v: %v m2, want %v", lat.Degrees(), got, want)
		}
	}
}

func TestRectAreaAdds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		south := rapid.IntRange(-900000000, 899000000).Draw(t, "south")
		cut := south + rapid.IntRange(1, 499999).Draw(t, "cut")
		north := cut + rapid.IntRange(1, 500000).Draw(t, "north")
		whole := RectAreaM2(0, E7(south), 12345, E7(north))
		parts := RectAreaM2(0, E7(south), 12345, E7(cut)) + RectAreaM2(0, E7(cut), 12345, E7(north))
		if relative(parts, whole) > 1e-12 && math.Abs(float64(north)) < 899e6 && math.Abs(float64(south)) < 899e6 {
			t.Fatalf("parts %v, whole %v", parts, whole)
		}
	})
}

// Rectangles on E7 lines, by edges and by the closed form.
func TestEdgeE7MatchesRect(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := rapid.IntRange(-1800000000, 1790000000).Draw(t, "w")
		s := rapid.IntRange(-880000000, 870000000).Draw(t, "s")
		side := rapid.SampledFrom([]int{1000, 10000, 100000, 1000000, 9000000}).Draw(t, "side")
		e, n := w+rapid.IntRange(side/2, side).Draw(t, "width"), s+rapid.IntRange(side/2, side).Draw(t, "height")
		ref := float64(s)/E7PerDegree + rapid.Float64Range(-0.05, 0.05).Draw(t, "ref")
		if side > 10000 {
			ref = float64(s+n)/2/E7PerDegree + rapid.Float64Range(-0.4, 0.4).Draw(t, "far ref")
		}
		f := NewAreaFrame(ref)
		x1, y1, x2, y2 := float64(w), float64(s), float64(e), float64(n)
		got := f.EdgeE7(x1, y1, x2, y1) + f.EdgeE7(x2, y1, x2, y2) + f.EdgeE7(x2, y2, x1, y2) + f.EdgeE7(x1, y2, x1, y1)
		want := RectAreaM2(E7(w), E7(s), E7(e), E7(n))
		allowed := 1e-12 + 2e-16*0.05*E7PerDegree/float64(side)*100
		if side > 10000 {
			allowed = 1e-12 + 2e-16*0.4*E7PerDegree/float64(side)*100
		}
		if relative(got, want) > math.Min(allowed, 2e-11) {
			t.Fatalf("side %d: %v m2 by edges, %v closed form, relative %.2g", side, got, want, relative(got, want))
		}
	})
}

// slowEdge integrates with the closed form in many panels.
func slowEdge(x1, y1, x2, y2, refLat float64) float64 {
	sum := 0.
	const panels = 64
	for i := range panels {
		a, b := y1+(y2-y1)*float64(i)/panels, y1+(y2-y1)*float64(i+1)/panels
		sum += gaussMean(func(y float64) float64 { return zoneBetweenM2(refLat, y, y-refLat) }, a, b)
	}
	return -(x2 - x1) * math.Pi / 180 * sum / panels
}

func TestEdgeAgainstSlow(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ref := rapid.Float64Range(-80, 80).Draw(t, "ref")
		reach := rapid.SampledFrom([]float64{0.01, 0.02, 0.3, 0.99, 1.5, 9}).Draw(t, "reach")
		y1 := ref + rapid.Float64Range(-reach, reach).Draw(t, "y1")
		y2 := ref + rapid.Float64Range(-reach, reach).Draw(t, "y2")
		x1, x2 := 105., 105+rapid.Float64Range(-3, 3).Draw(t, "width")
		f := NewAreaFrame(ref)
		want := slowEdge(x1, y1, x2, y2, ref)
		// 1e-13 of the area between the edge and as far as it reaches from the reference.
		scale := math.Abs(slowEdge(x1, ref+reach, x2, ref+reach, ref)) + 1e-300
		for name, got := range map[string]float64{"Edge": f.Edge(x1, y1, x2, y2), "EdgeAreaM2": EdgeAreaM2(x1, y1, x2, y2, ref)} {
			if math.Abs(got-want) > 1e-13*scale+1e-13*math.Abs(want) {
				t.Fatalf("%s(%v,%v) at %v = %v, want %v (scale %v)", name, y1, y2, ref, got, want, scale)
			}
		}
		if f.Edge(x2, y2, x1, y1) != -f.Edge(x1, y1, x2, y2) {
			t.Fatal("the reversed edge is not the negative")
		}
	})
}

func TestPolygonAreaRings(t *testing.T) {
	outer, hole := rectangle(105, 10, 106, 11), rectangle(105.2, 10.2, 105.4, 10.4)
	whole := RectAreaM2(105*E7PerDegree, 10*E7PerDegree, 106*E7PerDegree, 11*E7PerDegree)
	minus := RectAreaM2(1052000000, 102000000, 1054000000, 104000000)
	if got := RingAreaM2(outer); relative(got, whole) > 1e-12 {
		t.Errorf("ring %v, want %v", got, whole)
	}
	reversed := hole.Clone()
	reversed.Reverse()
	if got, want := RingAreaM2(reversed), -minus; relative(got, want) > 1e-12 {
		t.Errorf("clockwise ring %v, want %v", got, want)
	}
	for _, h := range []orb.Ring{hole, reversed} {
		if got := PolygonAreaM2(orb.Polygon{outer, h}); relative(got, whole-minus) > 1e-12 {
			t.Errorf("polygon with a hole %v, want %v", got, whole-minus)
		}
	}
	two := orb.MultiPolygon{{outer}, {rectangle(107, 10, 108, 11)}}
	if got := MultiPolygonAreaM2(two); relative(got, 2*whole) > 1e-12 {
		t.Errorf("two cells %v, want %v", got, 2*whole)
	}
	if got := RingAreaM2(outer[:4]); relative(got, whole) > 1e-12 {
		t.Errorf("unclosed ring %v, want %v", got, whole)
	}
	for _, r := range []orb.Ring{nil, {{1, 2}}, {{1, 2}, {3, 4}}, {{1, 2}, {3, 4}, {1, 2}}} {
		if got := RingAreaM2(r); got != 0 {
			t.Errorf("RingAreaM2(%v) = %v, want 0", r, got)
		}
	}
	if got := PolygonAreaM2(nil) + MultiPolygonAreaM2(nil); got != 0 {
		t.Errorf("nothing has area %v", got)
	}
	const earth = 510065621724088.4
	if got := RingAreaM2(rectangle(-180, -90, 180, 90)); relative(got, earth) > 1e-12 {
		t.Errorf("the whole Earth as a ring: %v, want %v", got, earth)
	}
}

// star is a ring without self-intersection around a centre.
func star(rng *rand.Rand, lon, lat, radius float64, n int) orb.Ring {
	ring := make(orb.Ring, 0, n+1)
	for i := range n {
		s, c := math.Sincos(2 * math.Pi * float64(i) / float64(n))
		r := radius * (0.3 + 0.7*rng.Float64())
		ring = append(ring, orb.Point{lon + r*c, lat + r*s})
	}
	return append(ring, ring[0])
}

// cutRing returns what lies on the left of the directed line through a and b.
func cutRing(ring orb.Ring, a, b orb.Point) (left orb.Ring) {
	side := func(p orb.Point) float64 { return (b[0]-a[0])*(p[1]-a[1]) - (b[1]-a[1])*(p[0]-a[0]) }
	for i := 1; i < len(ring); i++ {
		p, q := ring[i-1], ring[i]
		sp, sq := side(p), side(q)
		if sp >= 0 {
			left = append(left, p)
		}
		if (sp >= 0) != (sq >= 0) {
			u := sp / (sp - sq)
			left = append(left, orb.Point{p[0] + u*(q[0]-p[0]), p[1] + u*(q[1]-p[1])})
		}
	}
	return left
}

func TestAreaAddsWhenCut(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rng := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 7))
		lat := rapid.Float64Range(-60, 60).Draw(t, "lat")
		radius := rapid.SampledFrom([]float64{0.05, 0.5, 5, 20}).Draw(t, "radius")
		ring := star(rng, 105, lat, radius, 12)
		a := orb.Point{105 + radius*0.2*rng.Float64(), lat + radius*0.2*rng.Float64()}
		b := orb.Point{a[0] + rng.Float64() - 0.5, a[1] + rng.Float64() - 0.5}
		// The signed area of Sutherland-Hodgman parts is right even where the part is not simple.
		whole, parts := RingAreaM2(ring), RingAreaM2(cutRing(ring, a, b))+RingAreaM2(cutRing(ring, b, a))
		if relative(parts, whole) > 1e-11 {
			t.Fatalf("radius %v: parts %v, whole %v, relative %.2g", radius, parts, whole, relative(parts, whole))
		}
	})
}

// PROJ's cylindrical equal-area projection keeps areas, so a ring with edges cut into
// 400 parts has its true area on that plane.
func TestAreaAgainstProj(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	for _, tc := range []struct{ lon, lat, radius float64 }{{105, 10.5, 0.4}, {107, 22, 3}, {-3, 60, 0.3}, {30, -29, 0.05}} {
		ring := star(rng, tc.lon, tc.lat, tc.radius, 17)
		lines := runProj(t, "proj", []string{"+proj=cea", "+ellps=WGS84", fmt.Sprint("+lon_0=", tc.lon), "-f", "%.9f"}, func(w *bufio.Writer) {
			for i := 1; i < len(ring); i++ {
				const parts = 400
				for k := range parts {
					u := float64(k) / parts
					fmt.Fprintf(w, "%.16f %.16f\n", ring[i-1][0]+u*(ring[i][0]-ring[i-1][0]), ring[i-1][1]+u*(ring[i][1]-ring[i-1][1]))
				}
			}
		})
		var plane orb.Ring
		for _, line := range lines {
			var p orb.Point
			if _, err := fmt.Sscan(line, &p[0], &p[1]); err != nil {
				t.Fatalf("proj line %q: %v", line, err)
			}
			plane = append(plane, p)
		}
		want, origin := 0., plane[0]
		for i, p := range plane {
			q := plane[(i+1)%len(plane)]
			want += ((p[0]-origin[0])*(q[1]-origin[1]) - (q[0]-origin[0])*(p[1]-origin[1])) / 2
		}
		// A chord for 1/400 of an edge is off by its sagitta, and so by radius^2 of the area.
		if got := RingAreaM2(ring); relative(got, want) > 1e-9+3e-9*tc.radius*tc.radius {
			t.Errorf("%+v: %.3f m2, PROJ %.3f, relative %.2g", tc, got, want, relative(got, want))
		}
	}
}

func BenchmarkEdgeE7(b *testing.B) {
	f := NewAreaFrame(10.5)
	for _, bc := range []struct {
		name string
		dy   float64
	}{{"short", 0.001}, {"0.3deg", 0.3}, {"0.8deg", 0.8}, {"far", 2}} {
		b.Run(bc.name, func(b *testing.B) {
			y2 := (10.3 + bc.dy) * E7PerDegree
			for b.Loop() {
				sinkFloat += f.EdgeE7(1050000000, 10.3*E7PerDegree, 1050010000, y2)
			}
		})
	}
}

func BenchmarkNewAreaFrame(b *testing.B) {
	for b.Loop() {
		f := NewAreaFrame(10.5)
		sinkFloat += f.zone[0]
	}
}

func BenchmarkRingArea5000(b *testing.B) {
	ring := star(rand.New(rand.NewPCG(1, 1)), 105, 10.5, 0.1, 5000)
	for b.Loop() {
		sinkFloat += RingAreaM2(ring)
	}
}
