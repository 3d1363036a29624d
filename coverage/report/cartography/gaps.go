package cartography

import (
	"math/big"

	"github.com/paulmach/orb"

	"phusong/coverage"
	"phusong/coverage/output"
	"phusong/coverage/report/palette"
	"phusong/internal/numeral"
	"phusong/internal/picture"
)

// gapArea is a gap on the plane.
type gapArea struct {
	rings  [][]picture.Point
	around box
}

// gapClass is the gaps of one class with their sums.
type gapClass struct {
	style      gapStyle
	areas      []gapArea
	households coverage.Micro
	people     coverage.Micro
	areaM2     coverage.Micro
}

// finest is how small the parts of gaps are kept when they are read, as a share of
// the land's width: below anything that is drawn.
const finest = 1.0 / 8000

// gaps reads the gaps of the technology and operator, or of fibre.
func (j *job) gaps() (*content, error) {
	kind := coverage.GapMobile
	if j.spec.Fiber {
		kind = coverage.GapFiber
	}
	classes := make([]gapClass, len(gapStyles[kind]))
	for i, style := range gapStyles[kind] {
		classes[i].style = style
	}
	for g, err := range j.o.Gaps() {
		if err != nil {
			return nil, err
		}
		if g.Kind != kind || g.Technology != j.spec.Technology || g.Operator != j.spec.Operator {
			continue
		}
		for i := range classes {
			if classes[i].style.class == j.classOf(&g) {
				if err := classes[i].add(&g, j.land); err != nil {
					return nil, err
				}
			}
		}
	}
	return j.gapContent(kind, classes), nil
}

// classOf is the class of a mobile gap, the cause of one of fibre.
func (j *job) classOf(g *output.Gap) string {
	if j.spec.Fiber {
		return g.Cause
	}
	return g.Class
}

func (c *gapClass) add(g *output.Gap, l *land) error {
	c.households += g.Households
	c.people += g.People
	c.areaM2 += g.AreaM2
	area := gapArea{around: emptyBox()}
	for _, polygon := range g.Geometry {
		for _, ring := range polygon {
			points, err := planeRing(ring, l)
			if err != nil {
				return err
			}
			area.around.addBox(boxOf(points))
			area.rings = append(area.rings, simplifiedRing(points, float64(l.home.width()*finest)))
		}
	}
	c.areas = append(c.areas, area)
	return nil
}

func planeRing(ring orb.Ring, l *land) ([]picture.Point, error) {
	points := make([]picture.Point, len(ring))
	for i, place := range ring {
		at, err := l.at.at(place)
		if err != nil {
			return nil, err
		}
		points[i] = at
	}
	return points, nil
}

func (j *job) gapContent(kind string, classes []gapClass) *content {
	c := &content{value: func(int) string { return "" }}
	lacking, head := j.lacking(classes)
	c.legend.heads = []string{"", j.words.gapsHead, j.words.areaHead, head}
	for i := len(classes) - 1; i >= 0; i-- {
		g := &classes[i]
		c.legend.rows = append(c.legend.rows, legendRow{paint: g.style.paint, text: j.words.classes[g.style.class],
			cells:  []string{j.number(len(g.areas)), j.words.lackText(g.areaM2, km2Places, 1), j.words.lackText(lacking(g), 6, 0)},
			counts: []int{len(g.areas)}})
	}
	known, unknown := j.knownLeaves(kind)
	if len(unknown) > 0 {
		row := j.row(noDataPaint, j.words.noData+" ("+j.levelWord(j.o.Units[unknown[0]].Level)+")", len(unknown))
		row.cells = append(row.cells, "", "")
		c.legend.rows = append(c.legend.rows, row)
	}
	c.ground = func(d *drawn, p *picture.Picture) {
		d.fill(p, known, picture.Paint{Fill: palette.Land})
		d.fill(p, unknown, noDataPaint)
	}
	c.upon = func(d *drawn, p *picture.Picture) {
		for i := range classes {
			classes[i].draw(d, p)
		}
	}
	if parts, area := j.omitted(); parts > 0 {
		c.notes = append(c.notes, fill(j.words.omitted, j.number(parts), j.words.lackText(area, km2Places, 1)))
	}
	return c
}

// lacking is what is counted of gaps: households, or people where no household is
// known.
func (j *job) lacking(classes []gapClass) (of func(*gapClass) coverage.Micro, head string) {
	var households, people coverage.Micro
	for i := range classes {
		households, people = households+classes[i].households, people+classes[i].people
	}
	if households == 0 && people > 0 {
		return func(c *gapClass) coverage.Micro { return c.people }, j.words.people
	}
	return func(c *gapClass) coverage.Micro { return c.households }, j.words.households
}

// km2Places are the decimals by which square metres are square kilometres.
const km2Places = 12

// lackText prints what lacks with so many decimals, rounded up: what is not covered
// never looks smaller than it is.
func (w *words) lackText(m coverage.Micro, scale, decimals int) string {
	units := new(big.Rat).SetFrac(big.NewInt(int64(m)), new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(scale)), nil))
	if m == 0 {
		decimals = 0
	}
	return w.style.Text(numeral.Ceil(units, decimals))
}

// knownLeaves parts the units with boundaries by whether anything is known of them.
func (j *job) knownLeaves(kind string) (known, unknown []int) {
	series := output.Series{Indicator: coverage.MobileArea, Technology: j.spec.Technology, Operator: j.spec.Operator}
	if kind == coverage.GapFiber {
		series = output.Series{Indicator: coverage.FiberPassed}
	}
	for _, leaf := range j.land.leaves {
		figure, ok := j.o.Figure(series, leaf)
		if ok && figure.Unknown >= figure.Total {
			unknown = append(unknown, leaf)
			continue
		}
		known = append(known, leaf)
	}
	return known, unknown
}

// omitted adds up what the analysis left out of these gaps.
func (j *job) omitted() (parts int, area coverage.Micro) {
	if j.spec.Fiber {
		return 0, 0
	}
	for _, o := range j.o.Run.Omitted {
		if o.Technology != string(j.spec.Technology) || o.Operator != j.spec.Operator {
			continue
		}
		parts += o.Parts
		if m2, err := output.ParseMicro(o.AreaKm2.String(), km2Places); err == nil { // written by Scaled
			area += m2
		}
	}
	return parts, area
}

// Gaps are simplified a little more than borders: their outlines are those of
// pixels of the analysis. One below tinyGapPx2 is drawn as a dot.
const (
	gapSimplifyPx = 0.45
	tinyGapPx2    = 2.5
	tinyGapPx     = 0.9
)

// gapMarks are the gaps of a class in a view: areas, those that are nowhere as wide as can be drawn
// as lines, and the smallest as dots.
type gapMarks struct {
	rings, slivers [][]picture.Point
	dots           []picture.Point
}

func (m *gapMarks) add(a *gapArea, d *drawn) {
	seen := boxOf([]picture.Point{d.px(picture.Point{X: a.around.left, Y: a.around.top}), d.px(picture.Point{X: a.around.right, Y: a.around.bottom})})
	if area(seen) < tinyGapPx2 {
		m.dots = append(m.dots, picture.Point{X: (seen.left + seen.right) / 2, Y: (seen.top + seen.bottom) / 2})
		return
	}
	wide := false
	var slivers [][]picture.Point
	for _, ring := range a.rings {
		line := simplifiedRing(d.all(ring), gapSimplifyPx)
		if len(line) >= 3 {
			wide = true
			m.rings = append(m.rings, line)
			continue
		}
		slivers = append(slivers, line)
	}
	if !wide {
		m.slivers = append(m.slivers, slivers...)
	}
}

func (c *gapClass) draw(d *drawn, p *picture.Picture) {
	var marks gapMarks
	for i := range c.areas {
		if c.areas[i].around.apart(d.view.land) == 0 {
			marks.add(&c.areas[i], d)
		}
	}
	paint, dot := c.style.paint, tinyGapPx
	if len(d.leaves) > manyCommunes {
		paint.Outline.WidthPx, dot = paint.Outline.WidthPx/3, dot/2
	}
	p.Path(marks.rings, paint)
	p.Lines(marks.slivers, paint.Outline)
	p.Dots(marks.dots, dot, paint.Outline.Color)
}
