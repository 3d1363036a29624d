package overlay

import (
	"slices"
)

// nest reports holes outside their shell or inside each other, and polygons
// inside each other. Rings touch at most: none cross or overlap.
func (c *contacts) nest() {
	enclosing := c.enclosing()
	inner, first := make([]int32, len(c.rings)), make([]int32, len(c.rings)+2)
	for _, p := range enclosing {
		first[p+2]++
	}
	for p := range len(c.rings) + 1 {
		first[p+1] += first[p]
	}
	at := slices.Clone(first)
	for i, p := range enclosing {
		inner[at[p+1]] = int32(i)
		at[p+1]++
	}
	n := newNesting(c)
	// Rings to enter, and, as their complement, to leave.
	stack := slices.Clone(inner[:first[1]])
	for len(stack) > 0 {
		i := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		if i < 0 {
			n.leave(^i)
			continue
		}
		n.enter(i)
		stack = append(append(stack, ^i), inner[first[i+1]:first[i+2]]...)
	}
}

// enclosing finds the smallest ring around each ring, or -1.
func (c *contacts) enclosing() []int32 {
	const unknown = -2
	lowest, order := make([]int, len(c.rings)), make([]int32, len(c.rings))
	enclosing := make([]int32, len(c.rings))
	for i := range c.rings {
		points := c.rings[i].points
		for k, p := range points {
			if p.less(points[lowest[i]]) {
				lowest[i] = k
			}
		}
		order[i], enclosing[i] = int32(i), unknown
	}
	slices.SortFunc(order, func(i, j int32) int { return c.rings[i].points[lowest[i]].compare(c.rings[j].points[lowest[j]]) })
	where := newLocator(c.sides.a, c.sides.b, nil)
	var find func(i int32) int32
	find = func(i int32) int32 {
		if enclosing[i] != unknown {
			return enclosing[i]
		}
		points, k := c.rings[i].points, lowest[i]
		wedge := newWedge(points[k])
		wedge.add(points[(k+1)%len(points)])
		wedge.add(points[(k+len(points)-1)%len(points)])
		enclosing[i] = -1
		if side := where.west(wedge.outside()); side >= 0 {
			west := c.sides.ring[side]
			down := c.sides.a[side].Y > c.sides.b[side].Y // has the east on its left
			enclosing[i] = west
			if down != c.rings[west].ccw {
				// Known by now but for rings that begin at the same vertex.
				enclosing[i] = find(west)
			}
		}
		return enclosing[i]
	}
	for _, i := range order {
		find(i)
	}
	return enclosing
}

// nesting is the state of a walk into rings and out again.
type nesting struct {
	*contacts
	within []bool  // the shell of each polygon
	hole   []int32 // innermost hole of each polygon that the walk is in, or -1
	around []int32 // what hole was before, by ring
	// Polygons whose interior the walk is in, linked from the last entered on;
	// those that left keep their links, to come back where they were.
	next, prev []int32
}

func newNesting(c *contacts) *nesting {
	polygons := 0
	for i := range c.rings {
		polygons = max(polygons, c.rings[i].polygon+1)
	}
	n := &nesting{contacts: c, within: make([]bool, polygons), around: make([]int32, len(c.rings))}
	n.hole = slices.Repeat([]int32{-1}, polygons)
	n.next, n.prev = make([]int32, polygons+1), make([]int32, polygons+1)
	n.next[polygons], n.prev[polygons] = int32(polygons), int32(polygons)
	return n
}

func (n *nesting) unlink(p int32) {
	n.next[n.prev[p]], n.prev[n.next[p]] = n.next[p], n.prev[p]
}

func (n *nesting) relink(p int32) {
	n.next[n.prev[p]], n.prev[n.next[p]] = p, p
}

func (n *nesting) enter(i int32) {
	r := &n.rings[i]
	p, head := int32(r.polygon), int32(len(n.within))
	outer := n.hole[p]
	if r.shell {
		if q := n.next[head]; q != head {
			n.add(r, RuleOverlap, r.points[0], "the polygon is inside polygon ", int(q)+1)
		}
		n.within[p] = true
		if outer < 0 {
			n.prev[p], n.next[p] = head, n.next[head]
			n.relink(p)
		}
		return
	}
	if !n.within[p] {
		n.add(r, RuleHoleOutside, r.points[0], "the hole is not inside the polygon's first ring")
	}
	if outer >= 0 {
		n.add(r, RuleNestedHoles, r.points[0], "the hole is inside the hole of ring ", n.rings[outer].ring+1)
	} else if n.within[p] {
		n.unlink(p)
	}
	n.around[i], n.hole[p] = outer, i
}

// leave takes back what enter did.
func (n *nesting) leave(i int32) {
	r := &n.rings[i]
	p := int32(r.polygon)
	if r.shell {
		n.within[p] = false
		if n.hole[p] < 0 {
			n.unlink(p)
		}
		return
	}
	n.hole[p] = n.around[i]
	if n.hole[p] < 0 && n.within[p] {
		n.relink(p)
	}
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
