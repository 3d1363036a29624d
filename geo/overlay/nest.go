package overlay

import (
	"cmp"
	"slices"
)

// nest reports holes outside their shell or inside each other, and polygons
// inside each other. No boundaries cross or overlap, so that one point of a
// ring off the other's boundary decides.
func (c *contacts) nest() {
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
				c.nestPair(j, i)
			}
			if boxes[j].contains(boxes[i]) {
				c.nestPair(i, j)
			}
		}
	}
}

func (b box) contains(c box) bool {
	return b.x0 <= c.x0 && c.x1 <= b.x1 && b.y0 <= c.y0 && c.y1 <= b.y1
}

// nestPair looks at ring i whose box is inside that of ring j.
func (c *contacts) nestPair(i, j int) {
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

// connect reports polygons whose rings touch in a way that cuts the interior:
// the graph of rings and touching points has a cycle (rings that touch twice,
// or a closed chain of rings).
func (c *contacts) connect() {
	parent := make(map[node]node)
	find := func(n node) node {
		for p, ok := parent[n]; ok; p, ok = parent[n] {
			if above, ok := parent[p]; ok {
				parent[n] = above // shortens the way for the next
			}
			n = p
		}
		return n
	}
	type incidence struct {
		ring int32
		at   Point
	}
	seen := make(map[incidence]bool)
	for _, t := range c.touches {
		polygon := c.rings[t.ring1].polygon
		if c.rings[t.ring2].polygon != polygon {
			continue
		}
		for _, r := range []int32{t.ring1, t.ring2} {
			if seen[incidence{r, t.at}] {
				continue
			}
			seen[incidence{r, t.at}] = true
			ring, point := find(node{ring: r}), find(node{ring: -1 - int32(polygon), at: t.at})
			if ring == point {
				c.add(&c.rings[t.ring2], RuleDisconnected, t.at, "rings touch so that the interior falls apart")
				continue
			}
			parent[ring] = point
		}
	}
}

// node of the touching graph: a ring, or a point of a polygon (ring < 0).
type node struct {
	ring int32
	at   Point
}
