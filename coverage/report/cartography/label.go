package cartography

import (
	"math"
	"slices"
	"strings"

	"phusong/coverage"
	"phusong/coverage/adminname"
	"phusong/internal/picture"
)

// label is a name in its place.
type label struct {
	lines []string
	font  picture.Font
	box   picture.Rect
}

// symbolPx around the middle of a symbol is kept free of names.
const symbolPx = 3

// Room around a label's letters, as shares of the size of its font.
const (
	lineShare   = 1.12
	ascentShare = 0.86
	padPx       = 1.0
)

// ownShare is how much of a label must lie within its unit, of a district or
// province largeShare or, when there is no such place, leastShare; the name of an
// isle may stand beside it.
const (
	ownShare   = 0.8
	darkShare  = 0.94 // white letters cannot be read outside
	largeShare = 0.6
	leastShare = 0.3
)

// placer puts labels where none is on another and none leaves the frame.
type placer struct {
	frame  picture.Rect
	placed []label
	isle   func(unit int) bool
}

// labels names the units of a view; missed is how many had no room.
func (j *job) labels(d *drawn, c *content) (placed []label, missed int) {
	r := newRaster(d)
	for _, at := range d.seen(c.symbols) {
		r.block(at, symbolPx)
	}
	pl := &placer{frame: d.frame, isle: j.land.isle}
	put := func(r *raster, font picture.Font, share float64, values bool) {
		for _, h := range r.hearts() {
			lines := []string{shortName(j.o.Units[h.unit].Name, j.o.Units[h.unit].Level)}
			if text := c.value(h.unit); values && text != "" {
				lines = append(lines, text)
			}
			l, least := label{lines: lines, font: font}, share
			if font == unitFont && c.dark != nil && c.dark(h.unit) {
				l.font, least = darkFont, darkShare
			}
			if !pl.put(r, h, l, least) && (font != groupFont || !pl.put(r, h, l, leastShare)) {
				missed++
			}
		}
	}
	for _, level := range []string{coverage.LevelProvince, coverage.LevelDistrict} {
		if j.several(level) {
			put(r.grouped(func(unit int) int { return ancestor(j.o, unit, level) }), groupFont, largeShare, j.spec.Numbers && j.spec.Level == level)
			break
		}
	}
	if len(j.land.leaves) <= manyCommunes && j.spec.Level == j.o.Units[j.land.leaves[0]].Level {
		put(r, unitFont, ownShare, j.spec.Numbers)
	}
	if len(j.land.leaves) > manyCommunes {
		j.nameIsles(pl, r, d)
	}
	return pl.placed, missed
}

// nameIsles names isles where communes are too many to be named: Phú Quốc, Hoàng Sa,
// Trường Sa.
func (j *job) nameIsles(pl *placer, r *raster, d *drawn) {
	for _, leaf := range j.land.leaves {
		if !j.land.isle(leaf) {
			continue
		}
		around := emptyBox()
		for _, ring := range d.ringsOf(leaf) {
			around.addBox(boxOf(ring))
		}
		if !around.empty() {
			pl.beside(r, heart{unit: leaf, around: around}, label{lines: []string{shortName(j.o.Units[leaf].Name, j.o.Units[leaf].Level)}, font: unitFont})
		}
	}
}

// several reports whether the land is of more than one unit of a level.
func (j *job) several(level string) bool {
	first := -1
	for _, leaf := range j.land.leaves {
		unit := ancestor(j.o, leaf, level)
		if unit < 0 || unit == leaf {
			return false
		}
		if first >= 0 && unit != first {
			return true
		}
		first = unit
	}
	return false
}

// put places a label at the heart of its unit or near it, on one line or two, or
// beside an isle.
func (pl *placer) put(r *raster, h heart, l label, share float64) bool {
	for _, text := range [][]string{l.lines, broken(l.lines)} {
		if text == nil {
			continue
		}
		width, height := size(text, l.font)
		best, most := picture.Rect{}, -1
		for _, dy := range []float64{0, -0.5, 0.5, -1, 1, -1.5, 1.5} {
			for _, dx := range []float64{0, -0.2, 0.2, -0.4, 0.4} {
				box := picture.Rect{X: h.at.X - width/2 + float64(dx*width), Y: h.at.Y - height/2 + float64(dy*height), Width: width, Height: height}
				if !pl.free(box) {
					continue
				}
				if own, _, all := r.ground(box, h.unit); float64(own) >= float64(share*float64(all)) && own > most {
					best, most = box, own
				}
			}
		}
		if most >= 0 {
			pl.placed = append(pl.placed, label{text, l.font, best})
			return true
		}
	}
	return pl.isle(h.unit) && pl.beside(r, h, l)
}

// besidePx is between an isle and its name.
const besidePx = 2

func (pl *placer) beside(r *raster, h heart, l label) bool {
	if l.font == darkFont {
		l.font = unitFont // it stands on the sea
	}
	width, height := size(l.lines, l.font)
	x, y := (h.around.left+h.around.right)/2, (h.around.top+h.around.bottom)/2
	if h.around.width() > 2*width && pl.among(r, h, l) {
		return true
	}
	for _, at := range []picture.Point{{X: h.around.right + besidePx, Y: y - height/2}, {X: x - width/2, Y: h.around.bottom + besidePx},
		{X: h.around.left - besidePx - width, Y: y - height/2}, {X: x - width/2, Y: h.around.top - besidePx - height}} {
		box := picture.Rect{X: at.X, Y: at.Y, Width: width, Height: height}
		if _, others, _ := r.ground(box, h.unit); others == 0 && pl.free(box) {
			pl.placed = append(pl.placed, label{l.lines, l.font, box})
			return true
		}
	}
	return false
}

// among puts the name of an archipelago between its isles, as near its middle as can
// be.
func (pl *placer) among(r *raster, h heart, l label) bool {
	width, height := size(l.lines, l.font)
	for _, dy := range []float64{0, -0.1, 0.1, -0.2, 0.2, -0.3, 0.3} {
		for _, dx := range []float64{0, -0.1, 0.1, -0.2, 0.2} {
			x, y := (h.around.left+h.around.right)/2+float64(dx*h.around.width()), (h.around.top+h.around.bottom)/2+float64(dy*h.around.height())
			box := picture.Rect{X: x - width/2, Y: y - height/2, Width: width, Height: height}
			if own, others, _ := r.ground(box, h.unit); own+others == 0 && pl.free(box) {
				pl.placed = append(pl.placed, label{l.lines, l.font, box})
				return true
			}
		}
	}
	return false
}

func (pl *placer) free(box picture.Rect) bool {
	return pl.frame.Contains(box) && !slices.ContainsFunc(pl.placed, func(l label) bool { return l.box.Overlaps(box) })
}

// size is that of a label with its halo.
func size(lines []string, font picture.Font) (width, height float64) {
	for _, line := range lines {
		width = math.Max(width, textWidth(line, font))
	}
	return width + 2*padPx, float64(float64(len(lines))*lineShare*font.SizePx) + padPx
}

// broken is a label with its name on two lines, parted at the space nearest the
// middle; nil for a name of one word.
func broken(lines []string) []string {
	words := strings.Fields(lines[0])
	if len(words) < 2 {
		return nil
	}
	best, least := 0, math.MaxInt
	for i := 1; i < len(words); i++ {
		a, b := len([]rune(strings.Join(words[:i], " "))), len([]rune(strings.Join(words[i:], " ")))
		if longer := max(a, b); longer < least {
			best, least = i, longer
		}
	}
	return append([]string{strings.Join(words[:best], " "), strings.Join(words[best:], " ")}, lines[1:]...)
}

func (l *label) draw(p *picture.Picture) {
	for i, line := range l.lines {
		baseline := l.box.Y + padPx/2 + float64(ascentShare*l.font.SizePx) + float64(float64(i)*lineShare*l.font.SizePx)
		p.Text(picture.Point{X: l.box.X + l.box.Width/2, Y: baseline}.Snapped(), line, l.font)
	}
}

// kindMarks are what is kept of the kind of a unit on a map; xã and huyện are the
// plain case.
var kindMarks = map[adminname.Kind]string{adminname.Ward: "P. ", adminname.Township: "TT. ", adminname.City: "TP. ", adminname.Town: "TX. ", adminname.UrbanDistrict: "Q. ",
	adminname.SpecialZone: "ĐK. "}

// shortName is a name as maps write it: "Cần Giuộc" for xã Cần Giuộc, "P. 3".
func shortName(name, level string) string {
	parsed := adminname.Parse(name)
	if level == coverage.LevelProvince || parsed.Proper == "" {
		return parsed.Proper
	}
	return kindMarks[parsed.Kind] + parsed.Proper
}
