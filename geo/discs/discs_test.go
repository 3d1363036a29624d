package discs

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// unionArea measures the whole union by another method: the boundary of the union is
// made of the arcs of each circle that no other disc holds, and Green's theorem adds
// them up.
func unionArea(all []Disc) float64 {
	discs := slices.Clone(all)
	slices.SortFunc(discs, compareDiscs)
	discs = slices.Compact(discs)
	sum := 0.0
	for i, d := range discs {
		type interval struct{ from, to float64 }
		var held []interval
		swallowed := false
		for j, o := range discs {
			dx, dy := o.XM-d.XM, o.YM-d.YM
			dist := math.Hypot(dx, dy)
			if i == j || dist >= d.RadiusM+o.RadiusM {
				continue
			}
			if dist <= o.RadiusM-d.RadiusM {
				swallowed = true
				break
			}
			if dist <= d.RadiusM-o.RadiusM {
				continue
			}
			middle := math.Atan2(dy, dx)
			half := math.Acos((dist*dist + d.RadiusM*d.RadiusM - o.RadiusM*o.RadiusM) / (2 * dist * d.RadiusM))
			from, to := middle-half, middle+half
			for from < 0 {
				from, to = from+2*math.Pi, to+2*math.Pi
			}
			if to > 2*math.Pi {
				held = append(held, interval{from, 2 * math.Pi}, interval{0, to - 2*math.Pi})
			} else {
				held = append(held, interval{from, to})
			}
		}
		if swallowed {
			continue
		}
		slices.SortFunc(held, func(a, b interval) int {
			if a.from < b.from {
				return -1
			}
			return 1
		})
		at := 0.0
		arc := func(a, b float64) {
			r := d.RadiusM
			sum += r / 2 * (d.XM*(math.Sin(b)-math.Sin(a)) - d.YM*(math.Cos(b)-math.Cos(a)) + r*(b-a))
		}
		for _, h := range held {
			if h.from > at {
				arc(at, h.from)
			}
			at = max(at, h.to)
		}
		if at < 2*math.Pi {
			arc(at, 2*math.Pi)
		}
	}
	return sum
}

// scanned measures a ring by lines of equal spacing: on each the stretches in the
// polygon that discs cover, exactly.
func scanned(discs []Disc, ring []float64, lines int) float64 {
	low, high := math.Inf(1), math.Inf(-1)
	for i := 1; i < len(ring); i += 2 {
		low, high = min(low, ring[i]), max(high, ring[i])
	}
	step := (high - low) / float64(lines)
	sum := 0.0
	for k := range lines {
		sum += step * lineLength(discs, ring, low+(float64(k)+0.5)*step)
	}
	return sum
}

// lineLength adds up by signed crossings how much covered length lies to the west of each.
func lineLength(discs []Disc, ring []float64, y float64) float64 {
	var spans [][2]float64
	for _, d := range discs {
		if off := math.Abs(y - d.YM); off < d.RadiusM {
			half := math.Sqrt(d.RadiusM*d.RadiusM - off*off)
			spans = append(spans, [2]float64{d.XM - half, d.XM + half})
		}
	}
	slices.SortFunc(spans, func(a, b [2]float64) int {
		if a[0] < b[0] {
			return -1
		}
		return 1
	})
	west := func(x float64) float64 {
		sum, at := 0.0, math.Inf(-1)
		for _, s := range spans {
			from, to := max(s[0], at), min(s[1], x)
			if to > from {
				sum += to - from
			}
			at = max(at, s[1])
		}
		return sum
	}
	sum := 0.0
	n := len(ring) / 2
	for i := range n {
		j := (i + n - 1) % n
		x0, y0, x1, y1 := ring[2*j], ring[2*j+1], ring[2*i], ring[2*i+1]
		if (y0 <= y) == (y1 <= y) {
			continue
		}
		x := x0 + (x1-x0)*(y-y0)/(y1-y0)
		if y1 > y0 {
			sum += west(x)
		} else {
			sum -= west(x)
		}
	}
	return sum
}

func union(t testing.TB, discs []Disc) *Union {
	t.Helper()
	u, err := New(t.Context(), discs, 0)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

func box(x0, y0, x1, y1 float64) []float64 { return []float64{x0, y0, x1, y0, x1, y1, x0, y1} }

func near(got, want, slack float64) bool { return math.Abs(got-want) <= slack }

func TestClosedForms(t *testing.T) {
	one := []Disc{{0, 0, 800}}
	circle := math.Pi * 800 * 800
	// Two circles of equal radius through each other's centres: a lens.
	lens := 800 * 800 * (2*math.Pi/3 - math.Sqrt(3)/2)
	for _, c := range []struct {
		name  string
		discs []Disc
		ring  []float64
		want  float64
	}{
		{"disc in a square", one, box(-1000, -1000, 1000, 1000), circle},
		{"a clockwise ring counts below zero", one, []float64{-1000, -1000, -1000, 1000, 1000, 1000, 1000, -1000}, -circle},
		{"a closed ring", one, append(box(-1000, -1000, 1000, 1000), -1000, -1000), circle},
		{"square in a disc", one, box(-100, -100, 100, 100), 200 * 200},
		{"northern half", one, box(-1000, 0, 1000, 1000), circle / 2},
		{"eastern half", one, box(0, -1000, 1000, 1000), circle / 2},
		{"a quarter, cut at an angle", one, []float64{0, 0, 2000, 2000, -2000, 2000}, circle / 4},
		{"outside", one, box(2000, -1000, 3000, 1000), 0},
		{"far away on every side", one, box(-1e9, -1e9, 1e9, 1e9), circle},
		{"beside, to the east of all", one, box(1e9, -1e9, 2e9, 1e9), 0},
		{"a disc twice", []Disc{{0, 0, 800}, {0, 0, 800}}, box(-1000, -1000, 1000, 1000), circle},
		{"a disc within another", []Disc{{0, 0, 800}, {100, 50, 200}}, box(-1000, -1000, 1000, 1000), circle},
		{"touching from within", []Disc{{0, 0, 800}, {400, 0, 400}}, box(-1000, -1000, 1000, 1000), circle},
		{"tangent discs", []Disc{{-800, 0, 800}, {800, 0, 800}}, box(-2000, -1000, 2000, 1000), 2 * circle},
		{"lens counted once", []Disc{{0, 0, 800}, {800, 0, 800}}, box(-2000, -2000, 2000, 2000), 2*circle - lens},
		{"lens counted once, one above the other", []Disc{{0, 0, 800}, {0, 800, 800}}, box(-2000, -2000, 2000, 2000), 2*circle - lens},
		{"ring with fewer than three vertices", one, []float64{0, 0, 1, 1}, 0},
		{"no discs", nil, box(-1, -1, 1, 1), 0},
	} {
		u := union(t, c.discs)
		if got := u.Measurer().RingM2(c.ring); !near(got, c.want, 1e-5) {
			t.Errorf("%s: %.9f, want %.9f", c.name, got, c.want)
		}
	}
}

// TestHalfPlanes cuts a disc by lines from every side: triangles whose other corners are far beyond all tiles, so that edges begin
// and end south, west, north and east of them. What is cut off is a segment in closed form.
func TestHalfPlanes(t *testing.T) {
	const r, far = 800, 50_000
	for _, all := range [][]Disc{{{0, 0, r}}, {{0, 0, r}, {3000, 100, 30}, {-2000, -1500, 40}, {100, 2500, 20}}} {
		for degrees := 0; degrees < 360; degrees += 5 {
			for _, away := range []float64{-790, -300, 0, 150, 700} {
				sin, cos := math.Sincos(float64(degrees) * math.Pi / 180)
				at := func(along, left float64) []float64 { return []float64{along*cos - left*sin, along*sin + left*cos} }
				ring := slices.Concat(at(-far, away), at(far, away), at(0, far))
				want := r*r*math.Acos(away/r) - away*math.Sqrt(r*r-away*away)
				for _, d := range all[1:] { // wholly on one side
					if left := d.YM*cos - d.XM*sin; left > away+d.RadiusM {
						want += math.Pi * d.RadiusM * d.RadiusM
					} else if left > away-d.RadiusM {
						want = math.NaN()
					}
				}
				if math.IsNaN(want) {
					continue
				}
				if got := union(t, all).Measurer().RingM2(ring); !near(got, want, 1e-4) {
					t.Errorf("%d discs, a line at %d degrees, %g m away: %.6f, want %.6f", len(all), degrees, away, got, want)
				}
			}
		}
	}
}

// drawDiscs makes discs with many coincidences: centres on a lattice, few radii.
func drawDiscs(t *rapid.T) []Disc {
	coordinate := rapid.OneOf(rapid.Map(rapid.IntRange(-8, 8), func(i int) float64 { return float64(i) * 250 }), rapid.Float64Range(-2000, 2000))
	radius := rapid.OneOf(rapid.SampledFrom([]float64{250, 500, 1000}), rapid.Float64Range(50, 1500))
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Disc {
		return Disc{coordinate.Draw(t, "x"), coordinate.Draw(t, "y"), radius.Draw(t, "radius")}
	}), 1, 25).Draw(t, "discs")
}

// drawRing makes a star about a centre: simple, its edges of all lengths.
func drawRing(t *rapid.T) []float64 {
	n := rapid.IntRange(3, 40).Draw(t, "vertices")
	x, y := rapid.Float64Range(-1500, 1500).Draw(t, "x"), rapid.Float64Range(-1500, 1500).Draw(t, "y")
	var ring []float64
	for i := range n {
		r := rapid.Float64Range(300, 2500).Draw(t, "r")
		a := 2 * math.Pi * float64(i) / float64(n)
		ring = append(ring, x+r*math.Cos(a), y+r*math.Sin(a))
	}
	return ring
}

func TestUnionAreaEqualsThatOfItsArcs(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		discs := drawDiscs(t)
		want := unionArea(discs)
		u, err := New(t.Context(), discs, 0)
		if err != nil {
			t.Fatal(err)
		}
		if got := u.AreaM2(); !near(got, want, 1e-7*want) {
			t.Fatalf("the union has %v m2, its arcs enclose %v", got, want)
		}
		if got := u.Measurer().RingM2(box(-5000, -5000, 5000, 5000)); !near(got, want, 1e-7*want) {
			t.Fatalf("a box about the union holds %v m2, its arcs enclose %v", got, want)
		}
	})
}

func TestRingEqualsScanLines(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		discs, ring := drawDiscs(t), drawRing(t)
		u, err := New(t.Context(), discs, 0)
		if err != nil {
			t.Fatal(err)
		}
		const lines = 4000
		got, want := u.Measurer().RingM2(ring), scanned(discs, ring, lines)
		if !near(got, want, 800) { // of up to 20 million m2
			t.Fatalf("%v m2, by scan lines %v", got, want)
		}
	})
}

// TestPartsAddUp: a polygon cut by a line has the area of its parts, as does the ring begun at
// another vertex and the reversed ring.
func TestPartsAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		discs, ring := drawDiscs(t), drawRing(t)
		u, err := New(t.Context(), discs, 0)
		if err != nil {
			t.Fatal(err)
		}
		m := u.Measurer()
		whole := m.RingM2(ring)
		n := len(ring) / 2
		cut := rapid.IntRange(1, n-1).Draw(t, "cut")
		one, two := slices.Clone(ring[:2*cut+2]), append(slices.Clone(ring[2*cut:]), ring[0], ring[1])
		if sum := m.RingM2(one) + m.RingM2(two); !near(sum, whole, 1e-5) {
			t.Fatalf("parts have %v m2, the whole %v", sum, whole)
		}
		turned := append(slices.Clone(ring[2*cut:]), ring[:2*cut]...)
		if got := u.Measurer().RingM2(turned); !near(got, whole, 1e-5) {
			t.Fatalf("begun at vertex %d: %v m2, at the first %v", cut, got, whole)
		}
		var reversed []float64
		for i := n - 1; i >= 0; i-- {
			reversed = append(reversed, ring[2*i], ring[2*i+1])
		}
		if got := m.RingM2(reversed); !near(got, -whole, 1e-5) {
			t.Fatalf("reversed: %v m2, was %v", got, whole)
		}
	})
}

// TestOrderOfDiscs: the same bits for any order of discs, for discs listed twice and any number of workers.
func TestOrderOfDiscs(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		discs, ring := drawDiscs(t), drawRing(t)
		shuffled := append(rapid.Permutation(discs).Draw(t, "order"), discs[0])
		a, err := New(t.Context(), discs, 0)
		if err != nil {
			t.Fatal(err)
		}
		b, err := New(t.Context(), shuffled, rapid.IntRange(1, 7).Draw(t, "workers"))
		if err != nil {
			t.Fatal(err)
		}
		if x, y := a.Measurer().RingM2(ring), b.Measurer().RingM2(ring); x != y {
			t.Fatalf("%v m2, in another order %v", x, y)
		}
	})
}

// TestFind: from any guess the run is that of going through all.
func TestFind(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		runs := []run{{}}
		for _, step := range rapid.SliceOfN(rapid.Int32Range(1, 5), 0, 40).Draw(t, "steps") {
			runs = append(runs, run{col: runs[len(runs)-1].col + step})
		}
		col := rapid.Int32Range(0, runs[len(runs)-1].col+3).Draw(t, "col")
		want := 0
		for i := range runs {
			if runs[i].col <= col {
				want = i
			}
		}
		if got := find(runs, col, rapid.IntRange(0, len(runs)-1).Draw(t, "guess")); got != want {
			t.Fatalf("run %d, want %d", got, want)
		}
	})
}

// TestManyBlocks measures discs in more rows of tiles than a block has, alone and far apart, against their sum.
func TestManyBlocks(t *testing.T) {
	var all []Disc
	for i := range 60 {
		all = append(all, Disc{float64(i%7) * 5000, float64(i) * 9000, 1000 + float64(i)})
	}
	want := 0.0
	for _, d := range all {
		want += math.Pi * d.RadiusM * d.RadiusM
	}
	for _, workers := range []int{1, 2, 7} {
		u, err := New(t.Context(), all, workers)
		if err != nil {
			t.Fatal(err)
		}
		if u.rows <= 2*blockRows {
			t.Fatalf("%d rows are too few for the test", u.rows)
		}
		ring := box(-1e4, -1e4, 1e6, 1e6)
		if got := u.Measurer().RingM2(ring); !near(got, want, 1e-9*want) || !near(u.AreaM2(), want, 1e-9*want) {
			t.Errorf("%d workers: %v and %v m2, want %v", workers, got, u.AreaM2(), want)
		}
	}
}

// BenchmarkCommunes measures squares of 5.6 km with edges of 60 m, as communes have them, in
// a network of a large country: some discs overlap, some stand alone.
func BenchmarkCommunes(b *testing.B) {
	const side, edges = 5600.0, 93
	var discs []Disc
	state := uint64(1)
	random := func() float64 {
		state = state*6364136223846793005 + 1442695040888963407
		return float64(state>>11) / (1 << 53)
	}
	for range 9000 {
		discs = append(discs, Disc{random() * 32 * side, random() * 32 * side, 3000})
	}
	for range 1000 {
		discs = append(discs, Disc{random() * 32 * side, random() * 32 * side, 800})
	}
	var rings [][]float64
	for i := range 1024 {
		x, y := float64(i%32)*side, float64(i/32)*side
		var ring []float64
		for k := range 4 * edges {
			at, s := float64(k%edges)/edges*side, k/edges
			p := [4][2]float64{{at, 0}, {side, at}, {side - at, side}, {0, side - at}}[s]
			ring = append(ring, x+p[0]+40*random(), y+p[1]+40*random())
		}
		rings = append(rings, ring)
	}
	b.Run("New", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := New(b.Context(), discs, 1); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("RingM2", func(b *testing.B) {
		u := union(b, discs)
		m := u.Measurer()
		b.ReportAllocs()
		vertices := 0
		for b.Loop() {
			for _, r := range rings {
				m.RingM2(r)
				vertices += len(r) / 2
			}
		}
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(vertices), "ns/vertex")
	})
}

// TestExtremes: discs at the ends of what is taken measure as they should, those beyond are refused.
func TestExtremes(t *testing.T) {
	for _, d := range []Disc{{0, 0, leastRadiusM}, {mostM, -mostM, leastRadiusM}, {mostM, mostM, mostM}, {-mostM, 0, 1}} {
		u, err := New(t.Context(), []Disc{d}, 0)
		if err != nil {
			t.Fatal(err)
		}
		want := math.Pi * d.RadiusM * d.RadiusM
		if got := u.AreaM2(); math.Abs(got-want) > 1e-3*want {
			t.Errorf("%v: %v m2, want %v", d, got, want)
		}
	}
	inf, nan := math.Inf(1), math.NaN()
	for _, d := range []Disc{{1e308, 0, 1e308}, {0, 0, 1e300}, {0, 0, 5e-324}, {1e300, 0, 1}, {0, -1e300, 1}, {nan, 0, 1}, {0, nan, 1}, {0, 0, nan}, {-inf, 0, 1}, {0, inf, 1}, {0, 0, inf}, {0, 0, 0}, {0, 0, -1}} {
		if _, err := New(t.Context(), []Disc{{0, 0, 1}, d}, 0); err == nil {
			t.Errorf("%v: got no error", d)
		}
	}
}

// TestTangentToTile measures discs that touch a tile's side in the middle of what would be a
// slab, where their bound is the side's.
func TestTangentToTile(t *testing.T) {
	for _, y := range []float64{300, 700} {
		u := &Union{side: 1000, discs: []Disc{{500, y, 300}}}
		var s slabber
		s.build(u, 0, 0, []int32{0})
		if got, want := s.areaWest(1000), math.Pi*300*300; math.Abs(got-want) > 1e-6 {
			t.Errorf("centre at %v: %v m2, want %v", y, got, want)
		}
	}
}

// TestCheckMeets: what 32 bits cannot number is refused.
func TestCheckMeets(t *testing.T) {
	for _, c := range []struct {
		known, more int
		ok          bool
	}{{0, 0, true}, {math.MaxInt32, 0, true}, {1, math.MaxInt32 - 1, true}, {2, math.MaxInt32 - 1, false}, {math.MaxInt32, math.MaxInt32, false}, {math.MaxInt32, 1, false}} {
		if err := checkMeets(c.known, c.more, math.MaxInt32); (err == nil) != c.ok {
			t.Errorf("%d and %d more: %v", c.known, c.more, err)
		}
	}
}
