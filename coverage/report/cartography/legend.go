package cartography

import (
	"math"
	"strings"

	"phusong/internal/picture"
)

// legendRow is a class in a legend.
type legendRow struct {
	paint  picture.Paint
	symbol func(*picture.Picture, []picture.Point) // in place of paint
	text   string
	cells  []string // one for each column
	counts []int
}

// legend is what the colours of a map mean, with its numbers.
type legend struct {
	heads []string // over the texts, then over every column
	rows  []legendRow
}

// words are the rows without their symbols.
func (g *legend) words() []LegendRow {
	var all []LegendRow
	for _, r := range g.rows {
		all = append(all, LegendRow{r.text, r.counts})
	}
	return all
}

const (
	swatchWidth, swatchHeight = 24.0, 12.0
	swatchGap                 = 7.0
	columnGap                 = 12.0
	rowHeight                 = 17.0
)

// textWidth is the width of a text; a font that cannot be read fails when the
// picture is written, so here it is a guess.
func textWidth(text string, f picture.Font) float64 {
	width, err := picture.TextWidthPx(text, f)
	if err != nil {
		return float64(len(text)) * f.SizePx / 2
	}
	return width
}

// wrapped breaks a text into lines no wider than width, at spaces.
func wrapped(text string, f picture.Font, width float64) []string {
	var lines []string
	line := ""
	for _, word := range strings.Fields(text) {
		longer := strings.TrimSpace(line + " " + word)
		if line != "" && textWidth(longer, f) > width {
			lines, line = append(lines, line), word
			continue
		}
		line = longer
	}
	if line != "" {
		lines = append(lines, line)
	}
	return lines
}

// columns are the widths of the texts and of every column of numbers.
func (g *legend) columns() []float64 {
	widths := make([]float64, len(g.heads))
	for i, head := range g.heads {
		widths[i] = textWidth(head, legendHead)
	}
	for _, r := range g.rows {
		widths[0] = math.Max(widths[0], swatchWidth+swatchGap+textWidth(r.text, legendFont))
		for i, cell := range r.cells {
			widths[i+1] = math.Max(widths[i+1], textWidth(cell, legendFont))
		}
	}
	return widths
}

func (g *legend) size() (width, height float64) {
	for _, w := range g.columns() {
		width += w + columnGap
	}
	return width - columnGap, float64(len(g.rows)+1) * rowHeight
}

// Rows stand in blocks side by side where there are many and room for it.
const (
	blockGap  = 24.0
	blockRows = 4
)

// blocks is the number of blocks that fit into a width.
func (g *legend) blocks(width float64) int {
	one, _ := g.size()
	n := 1
	for n < 3 && len(g.rows) > n*blockRows && one*float64(n+1)+blockGap*float64(n) <= width {
		n++
	}
	return n
}

func (g *legend) rowsPerBlock(blocks int) int { return (len(g.rows) + blocks - 1) / blocks }

func (g *legend) blockSize(blocks int) (width, height float64) {
	one, _ := g.size()
	return one*float64(blocks) + blockGap*float64(blocks-1), float64(g.rowsPerBlock(blocks)+1) * rowHeight
}

// draw draws the legend with its top left corner at (x, y).
func (g *legend) draw(p *picture.Picture, x, y float64, blocks int) {
	one, _ := g.size()
	per := g.rowsPerBlock(blocks)
	for from := 0; from < len(g.rows); from += per {
		g.block(p, g.rows[from:min(from+per, len(g.rows))], x, y)
		x += one + blockGap
	}
}

func (g *legend) block(p *picture.Picture, rows []legendRow, x, y float64) {
	widths := g.columns()
	baseline := y + rowHeight - 5
	g.line(p, g.heads[0], g.heads[1:], x, baseline, legendHead, widths, 0)
	for _, r := range rows {
		baseline += rowHeight
		top := baseline - swatchHeight + 2.5
		if r.symbol != nil {
			r.symbol(p, []picture.Point{{X: x + swatchWidth/2, Y: top + swatchHeight/2}})
		} else {
			paint := r.paint
			if paint.Outline.WidthPx == 0 {
				paint.Outline = picture.Stroke{Color: borderColor, WidthPx: 0.6}
			}
			p.Path([][]picture.Point{(picture.Rect{X: x, Y: top, Width: swatchWidth, Height: swatchHeight}).Corners()}, paint)
		}
		g.line(p, r.text, r.cells, x, baseline, legendFont, widths, swatchWidth+swatchGap)
	}
}

func (g *legend) line(p *picture.Picture, text string, cells []string, x, baseline float64, f picture.Font, widths []float64, indent float64) {
	p.Text(picture.Point{X: x + indent, Y: baseline}, text, f)
	right := x + widths[0]
	f.Anchor = picture.End
	for i, cell := range cells {
		right += columnGap + widths[i+1]
		p.Text(picture.Point{X: right, Y: baseline}, cell, f)
	}
}

// scaleBar is a length on the ground as it is at the middle of a map.
type scaleBar struct {
	lengthKm float64
	widthPx  float64
	text     string
}

// newScaleBar takes the largest of 1, 2 or 5 times a power of ten that is no wider
// than given.
func (w *words) newScaleBar(metresPerPx, widestPx float64) scaleBar {
	best := scaleBar{}
	for power := -2; power <= 4; power++ {
		for _, digit := range []float64{1, 2, 5} {
			km := digit * pow10(power)
			if px := km * 1000 / metresPerPx; px <= widestPx || best.lengthKm == 0 {
				best = scaleBar{km, px, w.kmText(digit, power)}
			}
		}
	}
	return best
}

func pow10(n int) float64 {
	v := 1.0
	for ; n > 0; n-- {
		v *= 10
	}
	for ; n < 0; n++ {
		v /= 10
	}
	return v
}

// kmText prints digit times ten to the power in kilometres, or in metres below one.
func (w *words) kmText(digit float64, power int) string {
	unit := " km"
	if power < 0 {
		power, unit = power+3, " m"
	}
	return w.style.Text(string('0'+byte(digit))+strings.Repeat("0", power)) + unit
}

const barHeight, furnitureHeight = 5.0, 34.0

// draw draws the bar with its top left corner at (x, y).
func (b scaleBar) draw(p *picture.Picture, x, y float64) {
	half := b.widthPx / 2
	rim := picture.Stroke{Color: ink, WidthPx: 0.8}
	left := picture.Rect{X: x, Y: y, Width: half, Height: barHeight}
	right := picture.Rect{X: x + half, Y: y, Width: half, Height: barHeight}
	p.Path([][]picture.Point{left.Corners()}, picture.Paint{Fill: ink, Outline: rim})
	p.Path([][]picture.Point{right.Corners()}, picture.Paint{Fill: white, Outline: rim})
	f := noteFont
	f.Color = ink
	p.Text(picture.Point{X: x, Y: y + barHeight + 11}, "0", f)
	f.Anchor = picture.Middle
	p.Text(picture.Point{X: x + b.widthPx, Y: y + barHeight + 11}, b.text, f)
}

// northArrow draws an arrow of some 26 pixels with its top at (x, y).
func (w *words) northArrow(p *picture.Picture, x, y float64) {
	at := func(dx, dy float64) picture.Point { return picture.Point{X: x + dx, Y: y + dy} }
	f := legendHead
	f.Anchor = picture.Middle
	p.Text(at(0, 9), w.north, f)
	p.Path([][]picture.Point{{at(0, 11), at(6, 29), at(0, 25)}}, picture.Paint{Fill: white, Outline: picture.Stroke{Color: ink, WidthPx: 0.8}})
	p.Path([][]picture.Point{{at(0, 11), at(0, 25), at(-6, 29)}}, picture.Paint{Fill: ink, Outline: picture.Stroke{Color: ink, WidthPx: 0.8}})
}
