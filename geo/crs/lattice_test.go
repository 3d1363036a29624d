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

// TestRow: a row is the projection within RowErrorM, with its derivatives, wherever it was set and nowhere else, and after it was
// set to another latitude.
func TestRow(t *testing.T) {
	for _, c := range latticeSystems() {
		l := NewLattice(c)
		var r Row
		for i := range 60 {
			lat, west := 8+float64(i)*0.2637, 102+float64(i%7)*0.913
			east := west + float64(i%4)*0.61
			l.SetRow(&r, lat, west, east)
			for k := range 12 {
				lon := west + float64(k)/11*(east-west)
				e, n, te, tn, ok := r.At(lon)
				if !ok && c.Kind != TransverseZone {
					continue // Web Mercator bends more
				}
				at, err := c.Project(lon, lat)
				before, err1 := c.Project(lon-1e-4, lat)
				after, err2 := c.Project(lon+1e-4, lat)
				if err != nil || err1 != nil || err2 != nil || !ok {
					t.Fatalf("%s, %v, %v: %v %v %v %v", c, lon, lat, ok, err, err1, err2)
				}
				if math.Abs(e-at.EastM) > RowErrorM || math.Abs(n-at.NorthM) > RowErrorM {
					t.Fatalf("%s, %v, %v: off by %g, %g m", c, lon, lat, e-at.EastM, n-at.NorthM)
				}
				wantE, wantN := (after.EastM-before.EastM)/2e-4, (after.NorthM-before.NorthM)/2e-4
				if math.Abs(te-wantE) > 0.1 || math.Abs(tn-wantN) > 0.1 {
					t.Fatalf("%s, %v, %v: %g, %g m a degree, want %g, %g", c, lon, lat, te, tn, wantE, wantN)
				}
			}
			for _, lon := range []float64{west - 1, east + 1, math.NaN()} {
				if _, _, _, _, ok := r.At(lon); ok {
					t.Fatalf("%s: longitude %v on a row from %v to %v", c, lon, west, east)
				}
			}
		}
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
