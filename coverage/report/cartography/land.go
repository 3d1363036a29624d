package cartography

import (
	"math"
	"slices"

	"phusong/coverage/output"
	"phusong/internal/picture"
)

// land is the units of one output on the plane.
type land struct {
	*borders
	o      *output.Output
	at     projection
	plane  [][]picture.Point // by arc, metres
	boxes  []box             // by arc
	home   box               // the largest group of units lying together
	away   box               // what lies far from it; empty when nothing does
	leaves []int             // units with boundaries
}

// readLand reads boundaries. With a meridian of NaN the map gets that of its middle.
func readLand(o *output.Output, meridianDeg float64) (*land, error) {
	geometry, err := o.Boundaries()
	if err != nil {
		return nil, err
	}
	l := &land{o: o, borders: newBorders(geometry)}
	for unit, rings := range l.rings {
		if len(rings) > 0 {
			l.leaves = append(l.leaves, unit)
		}
	}
	if len(l.leaves) == 0 {
		return nil, ErrNoBoundaries
	}
	if math.IsNaN(meridianDeg) {
		if meridianDeg, err = middle(l.borders); err != nil {
			return nil, err
		}
	}
	if l.at, err = newProjection(meridianDeg); err != nil {
		return nil, err
	}
	return l, l.project()
}

func (l *land) project() error {
	l.plane, l.boxes = make([][]picture.Point, len(l.arcs)), make([]box, len(l.arcs))
	for i, a := range l.arcs {
		points := make([]picture.Point, len(a.points))
		for k, place := range a.points {
			at, err := l.at.at(place)
			if err != nil {
				return err
			}
			points[k] = at
		}
		l.plane[i], l.boxes[i] = points, boxOf(points)
	}
	l.home, l.away = l.parted()
	return nil
}

// togetherShare of the diagonal of the units already together is the gap across
// which another still belongs to them.
const togetherShare = 0.35

// parted finds the units that lie together with the largest ring, and the rest.
func (l *land) parted() (home, away box) {
	var rings []box
	largest := -1
	for _, unit := range l.rings {
		for _, ring := range unit {
			rings = append(rings, l.ringBox(ring))
			last := len(rings) - 1
			if largest < 0 || area(rings[last]) > area(rings[largest]) {
				largest = last
			}
		}
	}
	home, away = emptyBox(), emptyBox()
	if largest < 0 {
		return home, away
	}
	home = rings[largest]
	for grown := true; grown; {
		grown = false
		rest := rings[:0]
		for _, r := range rings {
			reach := float64(togetherShare * math.Sqrt(float64(home.width()*home.width())+float64(home.height()*home.height())))
			if home.apart(r) <= reach {
				home.addBox(r)
				grown = true
				continue
			}
			rest = append(rest, r)
		}
		rings = rest
	}
	for _, r := range rings {
		away.addBox(r)
	}
	return home, away
}

// shape is the height of the units lying together over their width.
func (l *land) shape() float64 { return l.home.height() / math.Max(l.home.width(), 1) }

func area(b box) float64 { return b.width() * b.height() }

func (l *land) ringBox(ring []piece) box {
	b := emptyBox()
	for _, part := range ring {
		b.addBox(l.boxes[part.arc])
	}
	return b
}

// insetShare: when everything in one frame would be drawn at less than this share
// of the scale that the units lying together could have, the rest gets an inset.
const insetShare = 0.7

// needsInset decides by the shape of the frame, given as height over width.
func (l *land) needsInset(shape float64) bool {
	if l.away.empty() {
		return false
	}
	all := l.home
	all.addBox(l.away)
	size := func(b box) float64 { return math.Max(b.width(), b.height()/shape) }
	return size(l.home) < insetShare*size(all)
}

// ancestor is the unit of a level that a unit is or belongs to; -1 where there is
// none.
func ancestor(o *output.Output, unit int, level string) int {
	for ; unit >= 0; unit = o.Units[unit].Parent {
		if o.Units[unit].Level == level {
			return unit
		}
	}
	return -1
}

// drawn is land in a view: what of it lies in the view's box, simplified.
type drawn struct {
	*land
	view
	lines [][]picture.Point // by arc; nil outside the box
}

func (l *land) draw(v view) *drawn {
	d := &drawn{land: l, view: v, lines: make([][]picture.Point, len(l.arcs))}
	for i, points := range l.plane {
		if l.boxes[i].apart(v.land) == 0 {
			d.lines[i] = simplified(v.all(points), simplifyPx)
		}
	}
	return d
}

// ringsOf are the rings of a unit in the view.
func (d *drawn) ringsOf(unit int) [][]picture.Point {
	var all [][]picture.Point
	for _, ring := range d.rings[unit] {
		if points := d.ring(ring); points != nil {
			all = append(all, points)
		}
	}
	return all
}

func (d *drawn) ring(ring []piece) []picture.Point {
	var out []picture.Point
	for _, part := range ring {
		points := d.lines[part.arc]
		if points == nil {
			return nil
		}
		if part.reverse {
			points = slices.Clone(points)
			slices.Reverse(points)
		}
		out = append(out, points[:len(points)-1]...)
	}
	return out
}

// Sizes below which a unit cannot be seen, and the mark that stands for it.
const (
	tinyPx2     = 7
	markPx      = 2.4
	marksPart   = 4.5 // between two marks of a unit
	markBorders = 0.8
)

// isle reports whether no other unit has a border in common with a unit. Only such
// a unit can get lost: others are part of the mosaic.
func (l *land) isle(unit int) bool {
	if len(l.rings[unit]) == 0 {
		return false
	}
	for _, ring := range l.rings[unit] {
		for _, part := range ring {
			if len(l.arcs[part.arc].units) > 1 {
				return false
			}
		}
	}
	return true
}

// marks are the places of an isle that is too small to be seen in the view; nil for
// one that can be.
func (d *drawn) marks(unit int, rings [][]picture.Point) []picture.Point {
	if !d.isle(unit) {
		return nil
	}
	sum := 0.0
	var places []picture.Point
	for _, ring := range rings {
		sum += math.Abs(ringArea(ring))
		b := boxOf(ring)
		at := picture.Point{X: (b.left + b.right) / 2, Y: (b.top + b.bottom) / 2}
		if !slices.ContainsFunc(places, func(p picture.Point) bool {
			return math.Abs(p.X-at.X) < marksPart && math.Abs(p.Y-at.Y) < marksPart
		}) {
			places = append(places, at)
		}
	}
	if sum >= tinyPx2 {
		return nil
	}
	return places
}

func ringArea(ring []picture.Point) float64 {
	sum := 0.0
	for i, p := range ring {
		q := ring[(i+1)%len(ring)]
		sum += float64(p.X*q.Y) - float64(q.X*p.Y)
	}
	return sum / 2
}

// fill paints units alike, those too small to be seen as marks.
func (d *drawn) fill(p *picture.Picture, units []int, paint picture.Paint) {
	var rings [][]picture.Point
	var marks []picture.Point
	for _, unit := range units {
		of := d.ringsOf(unit)
		marks = append(marks, d.marks(unit, of)...)
		rings = append(rings, of...)
	}
	p.Path(rings, paint)
	p.Dots(marks, markPx+markBorders, borderColor)
	p.Dots(marks, markPx, paint.Fill)
}

// rank of a border: of communes, of districts, of provinces or the edge of the land.
type rank uint8

const (
	communeRank rank = iota
	districtRank
	edgeRank
	ranks
)

func (l *land) rankOf(a *arc) rank {
	if len(a.units) < 2 {
		return edgeRank
	}
	rank := communeRank
	for _, other := range a.units[1:] {
		for level, r := range rankOfLevel {
			if ancestor(l.o, a.units[0], level) != ancestor(l.o, other, level) {
				rank = max(rank, r)
			}
		}
	}
	return rank
}

// isletPx is the size below which the shore of an islet is thin, so that many of
// them are no black spot; with many units all of them are.
const isletPx = 7

// strokes draws the borders of the ranks [from, to), the weakest first; with many
// units thinner ones. Shores of islets come with the edge.
func (d *drawn) strokes(p *picture.Picture, from, to rank, many bool) {
	var lines [ranks][][]picture.Point
	var islets [][]picture.Point
	for i := range d.arcs {
		if d.lines[i] == nil {
			continue
		}
		r := d.rankOf(&d.arcs[i])
		if b := boxOf(d.lines[i]); r == edgeRank && d.arcs[i].whole && (many || math.Max(b.width(), b.height()) < isletPx) {
			islets = append(islets, d.lines[i])
			continue
		}
		lines[r] = append(lines[r], d.lines[i])
	}
	if to == ranks {
		p.Lines(islets, isletStroke)
	}
	for r := from; r < to; r++ {
		stroke := borderStrokes[r]
		if many {
			stroke.WidthPx /= 2
		} else if r == districtRank {
			p.Lines(lines[r], casingStroke)
		}
		p.Lines(lines[r], stroke)
	}
}
