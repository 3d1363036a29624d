package cartography

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"phusong/coverage/output"
	"phusong/internal/picture"
)

// MaxMultiples is the largest number of maps on one sheet.
const MaxMultiples = 12

// Multiples draws the outputs in their order side by side, on one scale, with the
// same classes and one legend that has the numbers of each. Names are left out. What
// lies far from the rest is in a strip below each map.
func Multiples(outputs []*output.Output, spec Spec) (*Map, error) {
	if len(outputs) < 2 || len(outputs) > MaxMultiples {
		return nil, fmt.Errorf("maps side by side: %d outputs; give 2 to %d", len(outputs), MaxMultiples)
	}
	jobs, err := jobsOf(outputs, spec)
	if err != nil {
		return nil, err
	}
	m := &multiples{jobs: jobs, extent: emptyBox(), away: emptyBox()}
	for _, j := range jobs {
		m.extent.addBox(j.land.home)
		if j.land.needsInset(j.land.shape()) {
			m.away.addBox(j.land.away)
		} else {
			m.extent.addBox(j.land.away)
		}
		c, err := j.content()
		if err != nil {
			return nil, err
		}
		m.contents = append(m.contents, c)
	}
	if m.extent.empty() {
		return nil, ErrNoBoundaries
	}
	return m.compose(), nil
}

// jobsOf resolves the spec for every output, with one scale and one meridian.
func jobsOf(outputs []*output.Output, spec Spec) ([]*job, error) {
	var jobs []*job
	meridian := math.NaN()
	for _, o := range outputs {
		resolved, err := spec.resolved(o)
		if err != nil {
			return nil, fmt.Errorf("output of %s: %w", o.Run.AsOf, err)
		}
		land, err := readLand(o, meridian)
		if err != nil {
			return nil, err
		}
		meridian = land.at.tm.Parameters.MeridianDeg
		jobs = append(jobs, &job{spec: resolved, words: wordsOf(resolved.Lang), o: o, land: land})
	}
	scale := jobs[0].spec.scale(outputs)
	for _, j := range jobs {
		j.spec.Scale = scale
	}
	return jobs, nil
}

type multiples struct {
	jobs     []*job
	contents []*content
	extent   box
	away     box // what is in strips; empty for none
}

const (
	panelHead  = 20.0
	panelGap   = 12.0
	stripPx    = 84.0 // height of the strip below a map
	stripGap   = 5.0
	leastFont  = 7.0
	widestHead = 100.0 // of a column of the legend
)

func (m *multiples) compose() *Map {
	j := m.jobs[0]
	g := m.legend()
	width := px(j.spec.WidthMm)
	avail := width - 2*edgePx
	out := &Map{Title: j.words.titleOf(&j.spec), Notes: m.notes()}
	s := &sheet{width: width, subtitle: wrapped(m.subtitle(), subtitleFont, avail)}
	if !j.spec.Untitled {
		s.title = wrapped(out.Title, titleFont, avail)
	}
	top := edgePx + float64(len(s.title))*21 + float64(len(s.subtitle))*15 + 6
	blocks := g.blocks(avail - furnitureWidth - betweenPx)
	_, legendHeight := g.blockSize(blocks)
	layout := plan{blocks: blocks}
	stacked, below := layout.stacked(g, avail), layout.bottom(g, avail)
	tallest := j.spec.tallest(width)
	panels := m.grid(picture.Rect{X: edgePx, Y: top, Width: avail, Height: math.Max(tallest-top-below-80, 150)})
	p := picture.New(int(width), int(tallest)*2)
	j.head(p, s)
	for i, v := range panels {
		m.panel(p, i, v)
	}
	last := panels[len(panels)-1].frame
	y := last.Y + last.Height + m.strip() + betweenPx
	p.Group(picture.Group{ID: "legend"}, func() {
		g.draw(p, edgePx, y, blocks)
		at := picture.Point{X: edgePx + avail - furnitureWidth, Y: y}
		if stacked {
			at = picture.Point{X: edgePx, Y: y + legendHeight + betweenPx}
		}
		j.words.newScaleBar(panels[0].metresPerP, furnitureWidth-60).draw(p, at.X, at.Y+12)
		j.words.northArrow(p, at.X+furnitureWidth-10, at.Y)
	})
	s.notesY = y + below + 6
	p.Height = j.foot(p, s, out.Notes)
	out.Legend = g.words()
	out.Picture, out.Alt = p, m.alt(out)
	p.Title, p.Desc, p.Lang = out.Title, out.Alt, j.spec.Lang
	return out
}

// grid chooses the number of columns by which the land is largest.
func (m *multiples) grid(space picture.Rect) []view {
	n := len(m.jobs)
	var best []view
	for columns := 1; columns <= n; columns++ {
		rows := (n + columns - 1) / columns
		width := (space.Width - float64(columns-1)*panelGap) / float64(columns)
		height := (space.Height-float64(rows-1)*panelGap)/float64(rows) - panelHead - m.strip()
		if width < 60 || height < 60 {
			continue
		}
		v := newView(m.extent, picture.Rect{Width: width, Height: height})
		if best != nil && v.metresPerP >= best[0].metresPerP {
			continue
		}
		height = m.extent.height()/v.metresPerP + 2*marginPx
		best = nil
		for i := range n {
			frame := picture.Rect{X: space.X + float64(i%columns)*(width+panelGap),
				Y: space.Y + float64(i/columns)*(height+panelHead+m.strip()+panelGap) + panelHead, Width: width, Height: height}
			best = append(best, newView(m.extent, frame))
		}
	}
	if best == nil {
		best = make([]view, n)
		for i := range best {
			best[i] = newView(m.extent, picture.Rect{X: space.X, Y: space.Y + float64(i)*120 + panelHead, Width: space.Width, Height: 100})
		}
	}
	return best
}

// strip is the height that strips take.
func (m *multiples) strip() float64 {
	if m.away.empty() {
		return 0
	}
	return stripPx + stripGap
}

func (m *multiples) panel(p *picture.Picture, i int, v view) {
	j := m.jobs[i]
	font := panelFont
	font.Anchor = picture.Middle
	short, head := m.names()
	text := head[i]
	if short[i] != text {
		text = short[i] + " " + text
	}
	if value := j.wholeText(); j.spec.Kind == Choropleth && value != "" {
		text += ": " + value
	}
	if width := textWidth(text, font); width > v.frame.Width {
		font.SizePx = math.Max(leastFont, math.Floor(font.SizePx*v.frame.Width/width*4)/4)
	}
	p.Text(picture.Point{X: v.frame.X + v.frame.Width/2, Y: v.frame.Y - 6}, text, font)
	j.frame(p, j.land.draw(v), m.contents[i], fmt.Sprintf("map%d", i+1))
	if m.away.empty() {
		return
	}
	strip := picture.Rect{X: v.frame.X, Y: v.frame.Y + v.frame.Height + stripGap, Width: v.frame.Width, Height: stripPx}
	inset := insetView(m.away, strip)
	corners := strip.Corners()
	p.Lines([][]picture.Point{append(corners, corners[0])}, picture.Stroke{Color: frameColor, WidthPx: 0.8})
	j.frame(p, j.land.draw(inset), m.contents[i], fmt.Sprintf("inset%d", i+1))
	j.words.newScaleBar(inset.metresPerP, 60).draw(p, strip.X+6, strip.Y+strip.Height-20)
	p.Text(picture.Point{X: strip.X + 5, Y: strip.Y + 11}, j.words.inset+j.awayName(), noteFont)
}

// names tell the outputs apart, in full and as short as the head of a column asks
// for: by date; where dates agree by criterion, edition or region too, else by
// number.
func (m *multiples) names() (short, full []string) {
	date := func(j *job) string { return j.words.dateText(j.o.Run.AsOf) }
	ways := []func(*job) string{
		date,
		func(j *job) string { return date(j) + ", " + j.o.Run.Criterion.Label },
		func(j *job) string { return date(j) + ", " + j.o.Run.Edition },
		func(j *job) string { return date(j) + ", " + j.o.Run.Region },
	}
	full = m.by(ways[0])
	for _, way := range ways {
		names := m.by(way)
		distinct := slices.Clone(names)
		slices.Sort(distinct)
		if len(slices.Compact(distinct)) == len(names) {
			full = names
			if !slices.ContainsFunc(names, func(n string) bool { return textWidth(n, legendHead) > widestHead }) {
				return names, names
			}
			break
		}
	}
	for i := range full {
		short = append(short, fmt.Sprintf("(%d)", i+1))
	}
	return short, full
}

func (m *multiples) by(way func(*job) string) []string {
	var names []string
	for _, j := range m.jobs {
		names = append(names, way(j))
	}
	return names
}

// legend joins the legends: one column for each output. Of gaps it is the area.
func (m *multiples) legend() *legend {
	short, _ := m.names()
	g := &legend{heads: append([]string{m.contents[0].legend.heads[0]}, short...)}
	column := 0
	if m.jobs[0].spec.Kind == Gaps {
		column, g.heads[0] = 1, m.jobs[0].words.areaHead
	}
	for k, c := range m.contents {
		for _, r := range c.legend.rows {
			at := slices.IndexFunc(g.rows, func(have legendRow) bool { return have.text == r.text })
			if at < 0 {
				at = len(g.rows)
				row := r
				row.cells, row.counts = make([]string, len(m.contents)), make([]int, len(m.contents))
				g.rows = append(g.rows, row)
			}
			g.rows[at].cells[k], g.rows[at].counts[k] = r.cells[min(column, len(r.cells)-1)], r.counts[0]
			if column == 1 && r.cells[1] == "" {
				g.rows[at].cells[k] = r.cells[0]
			}
		}
	}
	return g
}

func (m *multiples) subtitle() string {
	j := m.jobs[0]
	parts := []string{j.o.Units[j.o.Top()].Name}
	if j.spec.Kind == Choropleth {
		parts = append(parts, j.byLevel())
	}
	if j.spec.Operator != "" && j.spec.Kind != Hamlets {
		parts = append(parts, j.words.operatorText(j.spec.Operator))
	}
	return strings.Join(parts, " · ")
}

// notes joins what is to be said of each.
func (m *multiples) notes() []string {
	var all []string
	short, _ := m.names()
	for i, c := range m.contents {
		for _, note := range c.notes {
			all = append(all, short[i]+": "+note)
		}
	}
	return all
}

func (m *multiples) alt(out *Map) string {
	j := m.jobs[0]
	_, names := m.names()
	text := j.words.altMap + out.Title + ", " + m.subtitle() + j.words.altDates + strings.Join(names, "; ")
	var classes []string
	for _, r := range out.Legend {
		var counts []string
		for _, n := range r.Counts {
			counts = append(counts, j.number(n))
		}
		classes = append(classes, r.Text+": "+strings.Join(counts, ", "))
	}
	thing := j.levelWord(j.spec.Level)
	if j.spec.Kind != Choropleth {
		thing = strings.TrimPrefix(strings.ToLower(m.contents[0].legend.heads[1]), "số ")
	}
	return text + fill(j.words.altClasses, thing) + strings.Join(classes, "; ") + "."
}
