package overlay

import (
	"cmp"
	"slices"
	"testing"
	"time"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"phusong/geo"
)

// slowNest is nest by comparing rings with each other: it reports holes outside their shell or inside each other, and polygons
// inside each other. No boundaries cross or overlap, so that one point of a
// ring off the other's boundary decides.
func (c *contacts) slowNest() {
	boxes, order := make([]box, len(c.rings)), make([]int, len(c.rings))
	shellOf := make([]int, len(c.rings))
	for i := range c.rings {
		boxes[i], order[i] = emptyBox, i
		for _, p := range c.rings[i].points {
			boxes[i].add(p)
		}
		if c.rings[i].shell {
			shellOf[i] = i
		} else {
			shellOf[i] = shellOf[i-1]
			if !boxes[shellOf[i]].contains(boxes[i]) || !within(&c.rings[i], &c.rings[shellOf[i]]) {
				c.add(&c.rings[i], RuleHoleOutside, c.rings[i].points[0], "the hole is not inside the polygon's first ring")
			}
		}
	}
	slices.SortFunc(order, func(i, j int) int { return cmp.Compare(boxes[i].x0, boxes[j].x0) })
	for k, i := range order {
		for _, j := range order[k+1:] {
			if boxes[j].x0 > boxes[i].x1 {
				break
			}
			if boxes[i].contains(boxes[j]) {
				c.slowNestPair(j, i)
			}
			if boxes[j].contains(boxes[i]) {
				c.slowNestPair(i, j)
			}
		}
	}
}

func (b box) contains(c box) bool {
	return b.x0 <= c.x0 && c.x1 <= b.x1 && b.y0 <= c.y0 && c.y1 <= b.y1
}

// slowNestPair looks at ring i whose box is inside that of ring j.
func (c *contacts) slowNestPair(i, j int) {
	inner, outer := &c.rings[i], &c.rings[j]
	switch {
	case inner.shell != outer.shell, !inner.shell && inner.polygon != outer.polygon, !within(inner, outer):
	case !inner.shell:
		c.add(inner, RuleNestedHoles, inner.points[0], "the hole is inside the hole of ring ", outer.ring+1)
	default:
		for h := j + 1; h < len(c.rings) && c.rings[h].polygon == outer.polygon; h++ {
			if within(inner, &c.rings[h]) {
				return
			}
		}
		c.add(inner, RuleOverlap, inner.points[0], "the polygon is inside polygon ", outer.polygon+1)
	}
}

// within reports whether a ring lies inside another that it does not cross:
// decided by its first vertex, or else middle of an edge, off the other's line.
func within(r, outer *ring) bool {
	last := r.points[len(r.points)-1]
	for pass := range 2 {
		for _, p := range r.points {
			x, y := 2*int64(p.X), 2*int64(p.Y)
			if pass == 1 {
				x, y = int64(p.X)+int64(last.X), int64(p.Y)+int64(last.Y)
				last = p
			}
			if side := ringSide(outer.points, x, y); side != 0 {
				return side > 0
			}
		}
	}
	return true
}

// ringSide returns 1 inside, -1 outside and 0 on a ring, for a point given as
// twice its coordinates.
func ringSide(points []Point, x, y int64) int {
	inside := false
	a := points[len(points)-1]
	for _, b := range points {
		ax, ay, bx, by := 2*int64(a.X), 2*int64(a.Y), 2*int64(b.X), 2*int64(b.Y)
		a = b
		if max(ay, by) < y || min(ay, by) > y || max(ax, bx) < x {
			continue
		}
		o := cross(bx-ax, by-ay, x-ax, y-ay)
		if o == 0 && min(ax, bx) <= x && x <= max(ax, bx) {
			return 0
		}
		if (ay > y) != (by > y) && (o > 0) == (by > ay) {
			inside = !inside
		}
	}
	if inside {
		return 1
	}
	return -1
}

func TestNestAgainstPairs(t *testing.T) {
	drawn, tried := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		drawn++
		// Parts and holes of valid polygons, mixed: they touch, but do not cross.
		var mp orb.MultiPolygon
		for _, part := range drawMosaic(t) {
			for _, p := range part {
				for _, r := range p {
					if len(mp) > 0 && rapid.IntRange(0, 2).Draw(t, "hole") > 0 {
						k := rapid.IntRange(0, len(mp)-1).Draw(t, "of")
						mp[k] = append(mp[k], r)
						continue
					}
					mp = append(mp, orb.Polygon{r})
				}
			}
		}
		rings, _ := cleanRings(mp)
		c := contacts{rings: rings, sides: newSides(rings), seen: make(map[ringRule]bool), compact: 1 << 12}
		c.sides.pairs(c.compare)
		c.fewerTouches()
		c.crossAtTouches()
		if len(c.defects) > 0 {
			return
		}
		tried++
		slow := c
		slow.seen = make(map[ringRule]bool)
		c.nest()
		slow.slowNest()
		keys := func(defects []Defect) (keys []ringRule) {
			for _, d := range sortDefects(defects) {
				keys = append(keys, ringRule{d.Polygon, d.Ring, d.Rule})
			}
			return keys
		}
		if got, want := keys(c.defects), keys(slow.defects); !slices.Equal(got, want) {
			t.Fatalf("%v: got %v, want %v", ringTexts(mp), got, want)
		}
	})
	// A third of the cases have none: fewer than a twentieth of a hundred come once in 10^11 runs.
	if tried*20 < drawn {
		t.Errorf("only %d of %d cases had no crossings", tried, drawn)
	}
}

// TestManyHoles: a large shell with many holes, one of which touches it, so that
// the fast check for simple rings does not decide.
func TestManyHoles(t *testing.T) {
	const nx, ny = 250, 200
	var shell orb.Ring
	for i := range geo.E7(200_000) {
		shell = append(shell, Point{10 * i, -100 - 10*(i%2)}.Degrees())
	}
	shell = append(shell, Point{2_000_000, 3_000_000}.Degrees(), Point{0, 3_000_000}.Degrees(), shell[0])
	polygon := orb.Polygon{shell}
	for i := range nx * ny {
		x, y := geo.E7(4000*(i%nx)+100), geo.E7(14_000*(i/nx)+10)
		polygon = append(polygon, line(x, y, x+500, y+10_000, x+1000, y, x, y))
	}
	polygon = append(polygon, line(0, 2_900_000, 200, 2_899_000, 100, 2_899_000, 0, 2_900_000))
	start := time.Now()
	mp, defects := Repair(orb.MultiPolygon{polygon})
	if took := time.Since(start); took > mostTime {
		t.Errorf("got %v, want at most %v", took, mostTime)
	}
	if got, want := len(mp[0]), nx*ny+2; got != want || len(defects) > 0 {
		t.Errorf("got %d rings and defects %v, want %d and none", got, rules(defects), want)
	}
}
