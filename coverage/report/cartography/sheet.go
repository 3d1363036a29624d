package cartography

import (
	"math"
	"strings"

	"phusong/internal/picture"
)

// sheet is where everything goes. The frame of the map is its own: nothing but land
// and names is within it.
type sheet struct {
	width, height   float64
	title, subtitle []string
	home            view
	inset           *view
	legend          picture.Rect
	furniture       picture.Rect // scale bar and north arrow
	bar             scaleBar
	blocks          int // side by side, of the legend
	notesY          float64
}

const (
	edgePx       = 10.0
	betweenPx    = 14.0
	leastInset   = 110.0
	insetCaption = 16.0
	noteLine     = 11.5

	furnitureWidth = 145.0
	leastColumn    = 140.0
	insetColumn    = 150.0
	largestInset   = 190.0
	insetMargin    = 16.0
	barRoom        = 22.0 // below, for the scale bar of an inset
)

func px(mm float64) float64 { return math.Round(float64(mm * pxPerMm)) }

// tallest is the height that a sheet may have.
func (s *Spec) tallest(widthPx float64) float64 {
	if s.HeightMm > 0 {
		return px(s.HeightMm)
	}
	return widthPx * heightPerWidth
}

// sheet lays out a map: legend and furniture beside the land, or below it, whichever
// lets the land be larger.
func (j *job) sheet(c *content) *sheet {
	s := &sheet{width: px(j.spec.WidthMm)}
	avail := s.width - 2*edgePx
	if !j.spec.Untitled {
		s.title = wrapped(j.words.titleOf(&j.spec), titleFont, avail)
	}
	s.subtitle = wrapped(j.subtitle(), subtitleFont, avail)
	top := edgePx + float64(len(s.title))*21 + float64(len(s.subtitle))*15 + 6
	// Notes are written when everything else is; two more than are known may come.
	foot := float64(len(j.footLines(avail))+len(c.notes)+2) * noteLine
	space := math.Max(j.spec.tallest(s.width)-top-foot-edgePx, 120)
	s.arrange(j, c, avail, top, space)
	s.height = s.notesY + foot + edgePx
	if j.spec.HeightMm > 0 {
		s.height = math.Max(s.height, px(j.spec.HeightMm))
	}
	return s
}

// plan is one way to lay out the sheet: a column right of the land or none, the
// legend in it or below.
type plan struct {
	column float64 // its width; 0: none
	legend bool    // in the column; else below
	inset  bool
	blocks int
	home   view
}

// arrange chooses the plan that lets the land be largest.
func (s *sheet) arrange(j *job, c *content, avail, top, space float64) {
	legendWidth, _ := c.legend.size()
	extent := j.land.home
	inset := j.land.needsInset(j.land.shape())
	if !inset {
		extent.addBox(j.land.away)
	}
	plans := []plan{{column: math.Max(legendWidth, leastColumn), legend: true, inset: inset, blocks: 1}}
	if inset {
		plans = append(plans, plan{column: insetColumn, inset: true, blocks: c.legend.blocks(avail)})
	} else {
		plans = append(plans, plan{blocks: c.legend.blocks(avail - furnitureWidth - betweenPx)})
	}
	best := -1
	for i := range plans {
		p := &plans[i]
		frame := picture.Rect{X: edgePx, Y: top, Width: avail, Height: space}
		if p.column > 0 {
			frame.Width = math.Max(avail-p.column-betweenPx, avail/4)
		}
		if !p.legend {
			frame.Height -= p.bottom(&c.legend, avail) + betweenPx
		}
		p.home = newView(extent, frame)
		if best < 0 || p.home.metresPerP < plans[best].home.metresPerP {
			best = i
		}
	}
	s.lay(j, c, plans[best])
}

// stacked reports whether the furniture does not fit beside the legend below the
// land, and goes under it.
func (p *plan) stacked(g *legend, avail float64) bool {
	width, _ := g.blockSize(p.blocks)
	return p.column == 0 && width+betweenPx+furnitureWidth > avail
}

// bottom is the height of what goes below the land.
func (p *plan) bottom(g *legend, avail float64) float64 {
	_, height := g.blockSize(p.blocks)
	if p.stacked(g, avail) {
		return height + betweenPx + furnitureHeight
	}
	return math.Max(height, furnitureHeight)
}

// lay places everything by a plan.
func (s *sheet) lay(j *job, c *content, p plan) {
	frame := p.home.frame
	land := p.home.land
	frame.Height = math.Min(land.height()/p.home.metresPerP+2*marginPx, frame.Height)
	legendWidth, legendHeight := c.legend.blockSize(p.blocks)
	s.blocks = p.blocks
	x, y := frame.X+frame.Width+betweenPx, frame.Y
	s.furniture = picture.Rect{X: x, Y: y, Width: math.Min(p.column, furnitureWidth), Height: furnitureHeight}
	if p.legend {
		s.legend = picture.Rect{X: x, Y: y, Width: legendWidth, Height: legendHeight}
		s.furniture.Y += legendHeight + betweenPx
	}
	bottom := s.furniture.Y + furnitureHeight
	if p.inset {
		width := math.Min(s.width-edgePx-x, largestInset)
		height := math.Min(math.Max(width*j.land.away.height()/math.Max(j.land.away.width(), 1), leastInset), width*1.1)
		bottom += betweenPx + insetCaption
		v := insetView(j.land.away, picture.Rect{X: x, Y: bottom, Width: width, Height: height})
		s.inset = &v
		bottom += height
	}
	if p.column > 0 {
		frame.Height = math.Max(frame.Height, bottom-frame.Y)
	}
	s.home = newView(land, frame)
	s.notesY = frame.Y + frame.Height + 6
	if !p.legend {
		y := frame.Y + frame.Height + betweenPx
		s.legend = picture.Rect{X: edgePx, Y: y, Width: legendWidth, Height: legendHeight}
		s.notesY = y + p.bottom(&c.legend, frame.Width) + 6
		if p.column == 0 {
			s.furniture = picture.Rect{X: frame.X + frame.Width - furnitureWidth, Y: y, Width: furnitureWidth, Height: furnitureHeight}
		}
		if p.stacked(&c.legend, frame.Width) {
			s.furniture.X, s.furniture.Y = edgePx, y+legendHeight+betweenPx
		}
	}
	s.bar = j.words.newScaleBar(s.home.metresPerP, s.furniture.Width-60)
}

// insetView fits what lies far off into a frame, with room for its scale bar.
func insetView(around box, frame picture.Rect) view {
	wide := insetMargin * math.Max(around.width()/(frame.Width-2*insetMargin), around.height()/(frame.Height-2*insetMargin-barRoom))
	return newView(box{around.left - wide, around.top - wide, around.right + wide, around.bottom + wide + wide*barRoom/insetMargin}, frame)
}

// subtitle says of what and when.
func (j *job) subtitle() string {
	w := j.words
	parts := []string{j.o.Units[j.o.Top()].Name}
	if j.spec.Kind == Choropleth {
		parts = append(parts, j.byLevel())
	}
	if j.spec.Operator != "" && j.spec.Kind != Hamlets {
		parts = append(parts, w.operatorText(j.spec.Operator))
	}
	parts = append(parts, w.asOf+w.dateText(j.o.Run.AsOf))
	if text := j.wholeText(); j.spec.Kind == Choropleth && text != "" {
		parts = append(parts, w.whole+text)
	}
	return strings.Join(parts, " · ")
}

// byLevel says which units the map is of.
func (j *job) byLevel() string {
	if j.words == &vietnamese {
		return j.words.byLevel + j.levelWord(j.spec.Level)
	}
	return j.words.byLevel + strings.TrimSuffix(j.words.levels[j.spec.Level], "s")
}

// wholeText is the figure of the largest unit.
func (j *job) wholeText() string { return j.valueText(j.o.Top(), 2) }

func (j *job) head(p *picture.Picture, s *sheet) {
	y := edgePx
	for _, line := range s.title {
		y += 21
		p.Text(picture.Point{X: edgePx, Y: y - 5}, line, titleFont)
	}
	for _, line := range s.subtitle {
		y += 15
		p.Text(picture.Point{X: edgePx, Y: y - 3}, line, subtitleFont)
	}
}

// source says what the map is made from.
func (j *job) source() string {
	w, run := j.words, &j.o.Run
	parts := []string{w.source + run.Region, w.boundaries + run.Edition}
	switch {
	case j.spec.Kind == Hamlets && run.Register != nil:
		parts = append(parts, w.definition+run.Register.Label)
	case !j.spec.Fiber && !strings.HasPrefix(j.spec.Indicator, "bts."):
		parts = append(parts, w.criterion+run.Criterion.Label)
	}
	return strings.Join(append(parts, run.Version), "; ") + "."
}

func (j *job) footLines(avail float64) []string {
	if j.spec.Untitled {
		return nil
	}
	return wrapped(j.source(), noteFont, avail)
}

// foot writes the notes and the source, and returns the height of the picture.
func (j *job) foot(p *picture.Picture, s *sheet, notes []string) int {
	avail := s.width - 2*edgePx
	lines := wrapped(strings.Join(notes, " "), noteFont, avail)
	lines = append(lines, j.footLines(avail)...)
	y := s.notesY
	if j.spec.HeightMm > 0 {
		y = math.Max(y, s.height-edgePx-float64(len(lines))*noteLine)
	}
	for _, line := range lines {
		y += noteLine
		p.Text(picture.Point{X: edgePx, Y: y}, line, noteFont)
	}
	return int(math.Ceil(math.Max(y+edgePx-2, px(j.spec.HeightMm))))
}

// alt is the map in words.
func (j *job) alt(c *content, m *Map) string {
	w := j.words
	text := w.altMap + m.Title + ", " + j.subtitle()
	thing := j.levelWord(j.spec.Level)
	if j.spec.Kind != Choropleth && len(c.legend.heads) > 1 {
		thing = strings.TrimPrefix(strings.ToLower(c.legend.heads[1]), "số ")
	}
	var classes []string
	for _, r := range c.legend.rows {
		var counts []string
		for _, n := range r.counts {
			counts = append(counts, j.number(n))
		}
		classes = append(classes, r.text+": "+strings.Join(counts, ", "))
	}
	text += fill(w.altClasses, thing) + strings.Join(classes, "; ")
	if len(c.lowest) > 0 {
		text += w.altLowest + strings.Join(c.lowest, ", ")
	}
	return text + "."
}
