package crs

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"phusong/geo"
)

func latticeSystems() []CRS {
	var all []CRS
	for _, c := range Known() {
		if c.Kind != Geographic {
			all = append(all, c)
		}
	}
	return all
}

func TestLatticeEqualsProject(t *testing.T) {
	systems := latticeSystems()
	lattices := make([]*Lattice, len(systems))
	for i, c := range systems {
		lattices[i] = NewLattice(c)
	}
	rapid.Check(t, func(t *rapid.T) {
		i := rapid.IntRange(0, len(systems)-1).Draw(t, "system")
		lon, lat := rapid.Float64Range(95, 118).Draw(t, "lon"), rapid.Float64Range(-5, 30).Draw(t, "lat")
		if rapid.IntRange(0, 9).Draw(t, "far") == 0 {
			lon, lat = rapid.Float64Range(-400, 400).Draw(t, "lon"), rapid.Float64Range(-95, 95).Draw(t, "lat")
		}
		if rapid.Bool().Draw(t, "round") { // on a border of squares
			lon, lat = float64(int(lon*8))/8, float64(int(lat*8))/8
		}
		e, n, err := lattices[i].ProjectMM(lon, lat)
		wantE, wantN, wantErr := systems[i].ProjectMM(lon, lat)
		if e != wantE || n != wantN || (err == nil) != (wantErr == nil) {
			t.Fatalf("%s, %v, %v: %d, %d, %v, by itself %d, %d, %v", systems[i], lon, lat, e, n, err, wantE, wantN, wantErr)
		}
		if math.Abs(lon) > 180 || math.Abs(lat) > 90 {
			return
		}
		x, y := geo.ToE7(lon), geo.ToE7(lat)
		e, n, err = lattices[i].ProjectE7(x, y)
		wantE, wantN, wantErr = systems[i].ProjectMM(x.Degrees(), y.Degrees())
		if e != wantE || n != wantN || (err == nil) != (wantErr == nil) {
			t.Fatalf("%s, E7 %v, %v: %d, %d, %v, by itself %d, %d, %v", systems[i], x, y, e, n, err, wantE, wantN, wantErr)
		}
	})
}

// Places next to the middle of two millimetres are rounded as by themselves.
func TestLatticeNearMiddles(t *testing.T) {
	c, _ := ByEPSG(32648)
	l := NewLattice(c)
	for i := range 20_000 {
		want := Plane{EastM: 400_000.0005 + 7*float64(i), NorthM: 1_500_000.0005 + 3*float64(i)}
		want.EastM += 1e-9 * float64(i%7-3)
		lon, lat, err := c.Unproject(want)
		if err != nil {
			t.Fatal(err)
		}
		e, n, _ := l.ProjectMM(lon, lat)
		wantE, wantN, _ := c.ProjectMM(lon, lat)
		if e != wantE || n != wantN {
			t.Fatalf("%v: %d, %d, by itself %d, %d", want, e, n, wantE, wantN)
		}
	}
	if l.computed != 20_000 {
		t.Errorf("%d of 20000 by themselves", l.computed)
	}
}

// The polynomials keep far within the guard, also between the places of comparison.
func TestLatticeError(t *testing.T) {
	for _, c := range latticeSystems() {
		l := NewLattice(c)
		worst := 0.0
		for i := range 2000 {
			lon, lat := 102+float64(i%83)*0.0917, 8+float64(i%1997)*0.00779
			at, err := c.Project(lon, lat)
			if err != nil {
				t.Fatal(err)
			}
			if _, _, err := l.ProjectMM(lon, lat); err != nil || l.last.direct && c.Kind == TransverseZone {
				t.Fatalf("%s, %v, %v: %v, direct %v", c, lon, lat, err, l.last.direct)
			}
			if l.last.direct { // Web Mercator bends more
				continue
			}
			x, y := lon*squaresPerDegree, lat*squaresPerDegree
			e, n := l.last.at(2*(x-float64(l.at[0]))-1, 2*(y-float64(l.at[1]))-1)
			worst = max(worst, e-at.EastM, at.EastM-e, n-at.NorthM, at.NorthM-n)
		}
		if worst > latticeGuardM/4 {
			t.Errorf("%s: off by %g m", c, worst)
		}
		t.Logf("%s: %.2g m", c, worst)
	}
}

func TestCornersEqualUnproject(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := rapid.SampledFrom(latticeSystems()).Draw(t, "system")
		step := rapid.SampledFrom([]float64{30, 92.66, 100, 100, 1000, 20_000}).Draw(t, "step")
		k := NewCorners(c, rapid.Float64Range(300_000, 600_000).Draw(t, "west"), rapid.Float64Range(1e6, 2.4e6).Draw(t, "north"), step, step)
		for range 50 {
			col, row := rapid.Int32Range(-100, 4000).Draw(t, "col"), rapid.Int32Range(-100, 9000).Draw(t, "row")
			lon, lat, err := k.E7(col, row)
			wantLon, wantLat, wantErr := k.Direct(col, row)
			if lon != wantLon || lat != wantLat || (err == nil) != (wantErr == nil) {
				t.Fatalf("corner %d, %d: %d, %d, %v, by itself %d, %d, %v", col, row, lon, lat, err, wantLon, wantLat, wantErr)
			}
		}
	})
}

func BenchmarkLattice(b *testing.B) {
	c, _ := ByEPSG(32648)
	l := NewLattice(c)
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		i++
		if _, _, err := l.ProjectE7(geo.E7(1_050_100_000+i&1023*100), geo.E7(105_100_000+i&255*100)); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkCorners(b *testing.B) {
	c, _ := ByEPSG(32648)
	k := NewCorners(c, 300_000, 2e6, 100, 100)
	b.ReportAllocs()
	i := int32(0)
	for b.Loop() {
		i++
		if _, _, err := k.E7(i&63, i&1023); err != nil {
			b.Fatal(err)
		}
	}
}

// TestLatticeWestAndSouth: squares west of Greenwich and south of the equator are cut like others.
func TestLatticeWestAndSouth(t *testing.T) {
	c, err := ByEPSG(32648)
	if err != nil {
		t.Fatal(err)
	}
	l := NewLattice(c)
	for _, at := range [][2]geo.E7{{-1, -1}, {1_050_000_001, -39_999_999}, {1_050_000_000, -1_250_000}, {1_049_999_999, -1_250_001}} {
		e, n, err := l.ProjectE7(at[0], at[1])
		wantE, wantN, wantErr := c.ProjectMM(at[0].Degrees(), at[1].Degrees())
		if e != wantE || n != wantN || (err == nil) != (wantErr == nil) {
			t.Errorf("%v: %d, %d, %v; want %d, %d, %v", at, e, n, err, wantE, wantN, wantErr)
		}
	}
	if a, b := floorDiv(-1, 5), floorDiv(-5, 5); a != -1 || b != -1 {
		t.Errorf("floorDiv: %d, %d, want -1, -1", a, b)
	}
}
