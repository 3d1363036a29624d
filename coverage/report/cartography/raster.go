package cartography

import (
	"cmp"
	"math"
	"slices"

	"phusong/internal/picture"
)

// raster says for every pixel of a frame which unit is drawn there: the index of the
// unit and one, 0 for none.
type raster struct {
	x, y, width, height int // of its top left corner on the picture
	unit                []int32
	blocked             []bool // pixels that no name may cover
}

func newRaster(d *drawn) *raster {
	f := d.frame
	r := &raster{x: int(math.Floor(f.X)), y: int(math.Floor(f.Y)), width: int(math.Ceil(f.Width)) + 1, height: int(math.Ceil(f.Height)) + 1}
	r.unit, r.blocked = make([]int32, r.width*r.height), make([]bool, r.width*r.height)
	for _, leaf := range d.leaves {
		r.paint(d.ringsOf(leaf), int32(leaf)+1)
	}
	return r
}

// paint marks the pixels whose middle lies within rings, by the rule even-odd.
func (r *raster) paint(rings [][]picture.Point, value int32) {
	type cross struct {
		row int
		x   float64
	}
	var all []cross
	for _, ring := range rings {
		for i, b := range ring {
			a := ring[(i+len(ring)-1)%len(ring)]
			if a.Y > b.Y {
				a, b = b, a
			}
			first := max(int(math.Ceil(a.Y-0.5))-r.y, 0)
			for row := first; row < r.height && float64(row+r.y)+0.5 < b.Y; row++ {
				share := (float64(row+r.y) + 0.5 - a.Y) / (b.Y - a.Y)
				all = append(all, cross{row, a.X + float64(share*(b.X-a.X))})
			}
		}
	}
	slices.SortFunc(all, func(a, b cross) int { return cmp.Or(cmp.Compare(a.row, b.row), cmp.Compare(a.x, b.x)) })
	for i := 0; i+1 < len(all); i += 2 {
		from := max(int(math.Ceil(all[i].x-0.5))-r.x, 0)
		to := min(int(math.Ceil(all[i+1].x-0.5))-r.x, r.width)
		for x := from; x < to; x++ {
			r.unit[all[i].row*r.width+x] = value
		}
	}
}

// grouped replaces units by what they belong to; group gives the index or -1.
func (r *raster) grouped(group func(unit int) int) *raster {
	out := *r
	out.unit = make([]int32, len(r.unit))
	known := map[int32]int32{0: 0}
	for i, u := range r.unit {
		g, ok := known[u]
		if !ok {
			g = int32(group(int(u-1))) + 1
			known[u] = g
		}
		out.unit[i] = g
	}
	return &out
}

// heart is the place in a unit where a text has most room, and the unit's size.
type heart struct {
	unit   int
	at     picture.Point
	pixels int
	room   int32
	alike  int // pixels with that room
	around box // of the pixels
}

// block keeps names off the pixels within radius of a place.
func (r *raster) block(at picture.Point, radius float64) {
	for y := int(at.Y - radius); y <= int(at.Y+radius); y++ {
		for x := int(at.X - radius); x <= int(at.X+radius); x++ {
			if r.within(x, y) {
				r.blocked[(y-r.y)*r.width+x-r.x] = true
			}
		}
	}
}

func (r *raster) within(x, y int) bool {
	return x >= r.x && y >= r.y && x < r.x+r.width && y < r.y+r.height
}

// rowCost is the distance across rows in that along rows: texts are wider than high.
const rowCost = 3

// hearts finds for every unit the pixel farthest from its border, by steps along
// rows and columns. Units come in order of size, the largest first.
func (r *raster) hearts() []heart {
	room := r.room()
	found := map[int32]*heart{}
	var order []int32
	for i, u := range r.unit {
		if u == 0 {
			continue
		}
		h := found[u]
		if h == nil {
			h = &heart{unit: int(u - 1), around: emptyBox()}
			found[u] = h
			order = append(order, u)
		}
		h.pixels++
		h.around.add(picture.Point{X: float64(r.x + i%r.width), Y: float64(r.y + i/r.width)})
		if room[i] > h.room {
			h.room, h.alike = room[i], 0
		}
		if room[i] == h.room {
			h.alike++
		}
	}
	r.choose(room, found)
	all := make([]heart, len(order))
	for i, u := range order {
		all[i] = *found[u]
	}
	slices.SortFunc(all, func(a, b heart) int { return cmp.Or(cmp.Compare(b.pixels, a.pixels), cmp.Compare(a.unit, b.unit)) })
	return all
}

// choose takes of all pixels with most room in a unit the middle one.
func (r *raster) choose(room []int32, found map[int32]*heart) {
	met := map[int32]int{}
	for i, u := range r.unit {
		if h := found[u]; h != nil && room[i] == h.room {
			if met[u] == h.alike/2 {
				h.at = picture.Point{X: float64(r.x+i%r.width) + 0.5, Y: float64(r.y+i/r.width) + 0.5}
			}
			met[u]++
		}
	}
}

// room is the distance of every pixel from the nearest of another unit.
func (r *raster) room() []int32 {
	room := make([]int32, len(r.unit))
	step := func(i, neighbour int, inside bool, cost int32) {
		other := int32(0)
		if inside && r.unit[neighbour] == r.unit[i] {
			other = room[neighbour]
		}
		room[i] = min(room[i], other+cost)
	}
	for i := range room {
		room[i] = math.MaxInt32 - rowCost
		step(i, i-1, i%r.width > 0, 1)
		step(i, i-r.width, i >= r.width, rowCost)
	}
	for i := len(room) - 1; i >= 0; i-- {
		step(i, i+1, i%r.width < r.width-1, 1)
		step(i, i+r.width, i+r.width < len(room), rowCost)
	}
	return room
}

// ground counts the pixels of a rectangle: those of a unit, those of others, and all.
// A rectangle with a blocked pixel counts as all of others.
func (r *raster) ground(box picture.Rect, unit int) (own, others, all int) {
	for y := int(box.Y); y < int(math.Ceil(box.Y+box.Height)); y++ {
		for x := int(box.X); x < int(math.Ceil(box.X+box.Width)); x++ {
			all++
			if !r.within(x, y) {
				continue
			}
			i := (y-r.y)*r.width + x - r.x
			switch u := r.unit[i]; {
			case r.blocked[i]:
				return 0, all, all
			case u != 0 && int(u-1) != unit:
				others++
			case u != 0:
				own++
			}
		}
	}
	return own, others, all
}
