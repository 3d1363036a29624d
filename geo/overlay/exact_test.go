package overlay

import (
	"math"
	"math/big"
	"math/rand"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"phusong/geo"
)

// drawPoint draws points near and far, so that both the fast and the 128-bit
// arithmetic are used.
func drawPoint(t *rapid.T) Point {
	reach := rapid.SampledFrom([]int{3, 50, 1 << 20, math.MaxInt32 / 2, 1_800_000_000}).Draw(t, "reach")
	return Point{geo.E7(rapid.IntRange(-reach, reach).Draw(t, "x")), geo.E7(rapid.IntRange(-reach, reach).Draw(t, "y"))}
}

// slowOrient is orient without bounds.
func slowOrient(a, b, c Point) *big.Int {
	wide := func(p, q geo.E7) *big.Int { return big.NewInt(int64(q) - int64(p)) }
	l := new(big.Int).Mul(wide(a.X, b.X), wide(a.Y, c.Y))
	return l.Sub(l, new(big.Int).Mul(wide(a.Y, b.Y), wide(a.X, c.X)))
}

func TestOrientIsExact(t *testing.T) {
	limit := big.NewInt(orientLimit)
	rapid.Check(t, func(t *rapid.T) {
		a, b, c := drawPoint(t), drawPoint(t), drawPoint(t)
		want := slowOrient(a, b, c)
		if want.CmpAbs(limit) > 0 {
			want = new(big.Int).Mul(limit, big.NewInt(int64(want.Sign())))
		}
		if got := orient(a, b, c); big.NewInt(got).Cmp(want) != 0 {
			t.Fatalf("orient(%v, %v, %v): got %d, want %d", a, b, c, got, want)
		}
	})
}

func TestKeyOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, q := drawPoint(t), drawPoint(t)
		if got, want := p.key() < q.key(), p.less(q); got != want {
			t.Fatalf("keys of %v and %v: got less %v, want %v", p, q, got, want)
		}
	})
}

// properlyCross is a slow statement of the condition for crossing.
func properlyCross(a, b, c, d Point) bool {
	return slowOrient(a, b, c).Sign()*slowOrient(a, b, d).Sign() < 0 && slowOrient(c, d, a).Sign()*slowOrient(c, d, b).Sign() < 0
}

func TestCrossingIsNearest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b, c, d := drawPoint(t), drawPoint(t), drawPoint(t), drawPoint(t)
		if !properlyCross(a, b, c, d) {
			t.Skip("no crossing")
		}
		// Exact crossing as fractions: a + (b-a) num/den.
		num := slowOrient(c, d, a)
		den := new(big.Int).Sub(num, slowOrient(c, d, b))
		round := func(from, to geo.E7) geo.E7 {
			v := new(big.Rat).SetFrac(new(big.Int).Mul(num, big.NewInt(int64(to)-int64(from))), den)
			v.Add(v, big.NewRat(1, 2))
			floor := new(big.Int).Div(v.Num(), v.Denom())
			return geo.E7(int64(from) + floor.Int64())
		}
		want := Point{round(a.X, b.X), round(a.Y, b.Y)}
		for _, got := range []Point{crossing(a, b, c, d), crossing(b, a, c, d), crossing(c, d, a, b), crossing(d, c, b, a)} {
			if got != want {
				t.Fatalf("crossing(%v, %v, %v, %v): got %v, want %v", a, b, c, d, got, want)
			}
		}
	})
}

// slowThroughPixel clips the segment to the pixel's slabs in fractions.
func slowThroughPixel(a, b, p Point) bool {
	low, high := big.NewRat(0, 1), big.NewRat(1, 1)
	openHigh, openLow := false, false
	for _, axis := range [][3]geo.E7{{a.X, b.X, p.X}, {a.Y, b.Y, p.Y}} {
		from, delta := int64(axis[0])-int64(axis[2]), int64(axis[1])-int64(axis[0])
		if delta == 0 {
			if from != 0 {
				return false
			}
			continue
		}
		enter, leave := big.NewRat(-1-2*from, 2*delta), big.NewRat(1-2*from, 2*delta)
		enterOpen, leaveOpen := false, true // the upper side is excluded
		if delta < 0 {
			enter, leave, enterOpen, leaveOpen = leave, enter, leaveOpen, enterOpen
		}
		switch enter.Cmp(low) {
		case 1:
			low, openLow = enter, enterOpen
		case 0:
			openLow = openLow || enterOpen
		}
		switch leave.Cmp(high) {
		case -1:
			high, openHigh = leave, leaveOpen
		case 0:
			openHigh = openHigh || leaveOpen
		}
	}
	order := low.Cmp(high)
	return order < 0 || order == 0 && !openLow && !openHigh
}

func TestThroughPixel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b, p := drawPoint(t), drawPoint(t), drawPoint(t)
		if a == b {
			t.Skip("no segment")
		}
		if rapid.Bool().Draw(t, "near") { // put p near the segment
			f := rapid.Float64Range(0, 1).Draw(t, "along")
			p.X = a.X + geo.E7(math.Round(f*(float64(b.X)-float64(a.X))))
			p.Y = a.Y + geo.E7(math.Round(f*(float64(b.Y)-float64(a.Y))))
		}
		if got, want := throughPixel(a, b, p, orient(a, b, p)), slowThroughPixel(a, b, p); got != want {
			t.Fatalf("throughPixel(%v, %v, %v): got %v, want %v", a, b, p, got, want)
		}
	})
}

// drawSegments draws some clustered and some long segments.
func drawSegments(t *rapid.T, most int) (a, b []Point) {
	reach := rapid.SampledFrom([]int{8, 40, 1000, 1_000_000}).Draw(t, "reach")
	rng := rand.New(rand.NewSource(rapid.Int64().Draw(t, "seed")))
	thin := rapid.Bool().Draw(t, "thin") // much higher than wide
	for range rapid.IntRange(1, most).Draw(t, "n") {
		p := Point{geo.E7(rng.Intn(2*reach) - reach), geo.E7(rng.Intn(2*reach) - reach)}
		near := min(reach, 10)
		if rng.Intn(10) == 0 {
			near = reach
		}
		if thin {
			p.X, near = p.X%11, reach
		}
		if rng.Intn(3) == 0 { // a cluster at the origin
			p = Point{p.X / 64, p.Y / 64}
		}
		across := near
		if thin {
			across = 10
		}
		q := Point{p.X + geo.E7(rng.Intn(2*across+1)-across), p.Y + geo.E7(rng.Intn(2*near+1)-near)}
		if p != q {
			a, b = append(a, minPoint(p, q)), append(b, maxPoint(p, q))
		}
	}
	return a, b
}

func TestPairsMissesNone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := drawSegments(t, 110)
		if len(a) == 0 {
			t.Skip("no segments")
		}
		seen := make(map[[2]int32]bool)
		p := pairing{a: a, b: b, tests: mostTests(len(a)), visit: func(e, f int32) bool {
			seen[[2]int32{min(e, f), max(e, f)}] = true
			return true
		}}
		if !p.all() {
			t.Fatalf("the tests for %d segments ran out", len(a))
		}
		for e := range a {
			for f := range e {
				if seen[[2]int32{int32(f), int32(e)}] {
					continue
				}
				meet := properlyCross(a[e], b[e], a[f], b[f])
				for _, p := range []Point{a[f], b[f]} {
					meet = meet || slowThroughPixel(a[e], b[e], p)
				}
				for _, p := range []Point{a[e], b[e]} {
					meet = meet || slowThroughPixel(a[f], b[f], p)
				}
				if meet {
					t.Fatalf("the pair %v-%v, %v-%v is not visited", a[e], b[e], a[f], b[f])
				}
			}
		}
	})
}

// TestNodeLeavesNothing checks the noded edges by brute force, that boundaries
// stay closed, and that no edge moves far.
func TestNodeLeavesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := drawSegments(t, 60)
		var records []record
		for i := range a {
			records = append(records, recordOf(a[i], b[i], int32(i)))
		}
		c := newChains(records)
		if hot, ok := c.node(); !ok {
			t.Fatalf("noding %d segments is refused because of %v", len(records), hot)
		}
		for e := range c.a {
			for f := range e {
				if properlyCross(c.a[e], c.b[e], c.a[f], c.b[f]) {
					t.Fatalf("%v-%v and %v-%v cross", c.a[e], c.b[e], c.a[f], c.b[f])
				}
			}
			for f := range c.a {
				for _, p := range []Point{c.a[f], c.b[f]} {
					if p != c.a[e] && p != c.b[e] && slowThroughPixel(c.a[e], c.b[e], p) {
						t.Fatalf("%v-%v passes through the pixel of %v", c.a[e], c.b[e], p)
					}
				}
			}
			if e > 0 && cmpEdge(c, e-1, e) >= 0 {
				t.Fatalf("edges %d and %d are not sorted", e-1, e)
			}
		}
		// The pieces of each segment still lead from its begin to its end.
		ends := make(map[int32]map[Point]int32)
		for i := range c.a {
			for _, w := range c.along(i) {
				if ends[w.label] == nil {
					ends[w.label] = make(map[Point]int32)
				}
				ends[w.label][c.a[i]] -= w.count
				ends[w.label][c.b[i]] += w.count
			}
		}
		for i := range a {
			if got, want := ends[int32(i)][a[i]], int32(-1); got != want {
				t.Fatalf("segment %d: got balance %d at its begin, want %d", i, got, want)
			}
			if got, want := ends[int32(i)][b[i]], int32(1); got != want {
				t.Fatalf("segment %d: got balance %d at its end, want %d", i, got, want)
			}
		}
	})
}

func cmpEdge(c *chains, i, j int) int {
	if d := c.a[i].compare(c.a[j]); d != 0 {
		return d
	}
	return c.b[i].compare(c.b[j])
}

func TestLocatorAgainstAllSegments(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := drawSegments(t, 200)
		var records []record
		for i := range a {
			records = append(records, recordOf(a[i], b[i], int32(i)))
		}
		c := newChains(records)
		if hot, ok := c.node(); !ok {
			t.Fatalf("noding %d segments is refused because of %v", len(records), hot)
		}
		l := newLocator(c.a, c.b, nil)
		for range 20 {
			p := drawPoint(t)
			if n := len(c.a); n > 0 && rapid.Bool().Draw(t, "vertex") {
				p = c.a[rapid.IntRange(0, n-1).Draw(t, "which")]
			}
			want := int32(-1)
			for i := range c.a {
				if l.leftOf(int32(i), corner{at: p, toward: p}) && (want < 0 || l.eastOf(int32(i), want)) {
					want = int32(i)
				}
			}
			if got := l.west(corner{at: p, toward: p}); got != want {
				t.Fatalf("west of %v: got %d, want %d", p, got, want)
			}
		}
	})
}

func TestSortKeyed(t *testing.T) {
	rng := rand.New(rand.NewSource(2))
	for _, n := range []int{0, 1, 511, 512, 5000} {
		items := make([]keyed, n)
		for i := range items {
			items[i] = keyed{rng.Uint64() >> (rng.Intn(8) * 8), int32(i)}
			if i > 0 && rng.Intn(3) == 0 {
				items[i].key = items[rng.Intn(i)].key
			}
		}
		want := slices.Clone(items)
		slices.SortStableFunc(want, func(a, b keyed) int {
			switch {
			case a.key < b.key:
				return -1
			case a.key > b.key:
				return 1
			}
			return 0
		})
		if got := sortKeyed(items, make([]keyed, n)); !slices.Equal(got, want) {
			t.Errorf("%d items: got another order than a stable sort", n)
		}
	}
}
