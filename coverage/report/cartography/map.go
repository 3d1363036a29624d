package cartography

import (
	"math"

	"phusong/coverage/output"
	"phusong/internal/picture"
)

// Draw draws one map of an output. Errors are of the spec, of what the output does
// not have, and of reading it.
func Draw(o *output.Output, spec Spec) (*Map, error) {
	spec, err := spec.resolved(o)
	if err != nil {
		return nil, err
	}
	spec.Scale = spec.scale([]*output.Output{o})
	j := &job{spec: spec, words: wordsOf(spec.Lang), o: o}
	if j.land, err = readLand(o, math.NaN()); err != nil {
		return nil, err
	}
	c, err := j.content()
	if err != nil {
		return nil, err
	}
	if spec.Sites {
		if err := j.addSites(c); err != nil {
			return nil, err
		}
	}
	return j.compose(c), nil
}

// compose lays out the sheet and draws everything.
func (j *job) compose(c *content) *Map {
	s := j.sheet(c)
	p := picture.New(int(s.width), int(s.height))
	m := &Map{Picture: p, Title: j.words.titleOf(&j.spec), Notes: c.notes, Legend: c.legend.words()}
	j.head(p, s)
	home := j.land.draw(s.home)
	j.frame(p, home, c, "map")
	var labels []label
	missed := 0
	if j.spec.Labels != NoLabels {
		labels, missed = j.labels(home, c)
		p.Group(picture.Group{ID: "labels"}, func() {
			for i := range labels {
				labels[i].draw(p)
			}
		})
	}
	if s.inset != nil {
		j.insetFrame(p, *s.inset, c)
		m.Notes = append(m.Notes, j.words.insetNote)
	}
	p.Group(picture.Group{ID: "legend"}, func() {
		c.legend.draw(p, s.legend.X, s.legend.Y, s.blocks)
		s.bar.draw(p, s.furniture.X, s.furniture.Y+12)
		j.words.northArrow(p, s.furniture.X+s.furniture.Width-10, s.furniture.Y)
	})
	if tiny := j.tinyUnits(home); tiny > 0 {
		m.Notes = append(m.Notes, fill(j.words.tooSmall, j.number(tiny)))
	}
	if missed > 0 {
		m.Notes = append(m.Notes, fill(j.words.notNamed, j.number(missed)))
	}
	p.Height = j.foot(p, s, m.Notes)
	m.Alt = j.alt(c, m)
	p.Title, p.Desc, p.Lang = m.Title, m.Alt, j.spec.Lang
	return m
}

// frame draws a view of the land, without names.
func (j *job) frame(p *picture.Picture, d *drawn, c *content, id string) {
	from := communeRank
	if j.spec.Level != j.o.Units[j.land.leaves[0]].Level {
		from = districtRank
	}
	p.Group(picture.Group{ID: id, Clip: &d.frame}, func() {
		many := len(j.land.leaves) > manyCommunes
		c.ground(d, p)
		if c.uponAll {
			d.strokes(p, from, ranks, many)
			c.upon(d, p)
			return
		}
		d.strokes(p, from, districtRank, many)
		c.upon(d, p)
		d.strokes(p, districtRank, ranks, many)
	})
}

func (j *job) insetFrame(p *picture.Picture, v view, c *content) {
	corners := v.frame.Corners()
	p.Lines([][]picture.Point{append(corners, corners[0])}, picture.Stroke{Color: frameColor, WidthPx: 0.8})
	d := j.land.draw(v)
	j.frame(p, d, c, "inset")
	j.insetNames(p, d)
	bar := j.words.newScaleBar(v.metresPerP, v.frame.Width*0.4)
	bar.draw(p, v.frame.X+6, v.frame.Y+v.frame.Height-22)
	f := noteFont
	f.Color = ink
	p.Text(picture.Point{X: v.frame.X, Y: v.frame.Y - 4}, j.words.inset+j.awayName(), f)
}

// insetNames writes the names of units below their marks, where there is room.
func (j *job) insetNames(p *picture.Picture, d *drawn) {
	if j.spec.Labels == NoLabels {
		return
	}
	pl := &placer{frame: d.frame}
	for _, leaf := range j.land.leaves {
		around := emptyBox()
		for _, ring := range d.ringsOf(leaf) {
			around.addBox(boxOf(ring))
		}
		if around.empty() {
			continue
		}
		l := label{lines: []string{shortName(j.o.Units[leaf].Name, j.o.Units[leaf].Level)}, font: unitFont}
		width, height := size(l.lines, l.font)
		middle := (around.left + around.right) / 2
		for _, x := range []float64{middle - width/2, middle - width, middle} {
			l.box = picture.Rect{X: x, Y: around.bottom + markPx + 1, Width: width, Height: height}
			if pl.free(l.box) {
				pl.placed = append(pl.placed, l)
				l.draw(p)
				break
			}
		}
	}
}

// awayName names what is in the inset: the unit that all of it belongs to, or the
// first.
func (j *job) awayName() string {
	var far []int
	for _, leaf := range j.land.leaves {
		for _, ring := range j.land.rings[leaf] {
			if j.land.ringBox(ring).apart(j.land.home) > 0 {
				far = append(far, leaf)
				break
			}
		}
	}
	if len(far) == 0 {
		return ""
	}
	unit := far[0]
	if parent := j.o.Units[unit].Parent; len(far) > 1 && parent >= 0 && parent != j.o.Top() {
		return j.o.Units[parent].Name
	}
	name := j.o.Units[unit].Name
	if len(far) > 1 {
		name += ", …"
	}
	return name
}

func (j *job) tinyUnits(d *drawn) int {
	n := 0
	for _, leaf := range j.land.leaves {
		if rings := d.ringsOf(leaf); len(rings) > 0 && d.marks(leaf, rings) != nil {
			n++
		}
	}
	return n
}
