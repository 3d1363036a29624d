package picture

import (
	"image/color"
	"math"
)

// Point is a place in pixels, from the top left corner to the right and down.
type Point struct{ X, Y float64 }

// Stroke is how a line is drawn. With a width of 0 there is none.
type Stroke struct {
	Color   color.NRGBA
	WidthPx float64
	DashPx  []float64 // lengths of dashes and gaps in turn; nil: an unbroken line
	Round   bool      // ends are round: half a width beyond the last point
}

// Anchor says which point of a text is given.
type Anchor uint8

// The anchors: of the line that letters stand on, its beginning, middle or end.
const (
	Start Anchor = iota
	Middle
	End
)

// Font is how a text is set.
type Font struct {
	SizePx float64
	Bold   bool
	Color  color.NRGBA
	Anchor Anchor
	Up     bool // turned by a quarter, to be read from below

	// TurnDeg turns the text about its anchor, counter-clockwise. Up goes before it.
	TurnDeg float64
	// HaloPx is the width of a border of Halo around the letters, below them; 0: none.
	HaloPx float64
	Halo   color.NRGBA
}

// Picture is a drawing on white. Later shapes cover earlier ones.
type Picture struct {
	Width, Height int

	// Title and Desc are the picture in words, for who cannot see it; Lang is their
	// language. SVG and PDF carry them. Without a title there is none of it.
	Title, Desc, Lang string
	// ID begins the identifiers within an SVG, so that several can stand in one page.
	ID string

	shapes []shape
}

// maxSidePx bounds a picture: 64 MB of pixels.
const maxSidePx = 4096

// New is an empty picture; its sides are brought into [1, 4096] pixels.
func New(width, height int) *Picture {
	return &Picture{Width: min(max(width, 1), maxSidePx), Height: min(max(height, 1), maxSidePx)}
}

// shape is one thing drawn.
type shape interface {
	svg(*svgWriter)
	draw(*canvas) error
	pdf(*pdfWriter)
	scaled(k float64) shape
}

// area is a filled polygon.
type area struct {
	points []Point
	fill   color.NRGBA
}

// line is a polyline.
type line struct {
	points []Point
	stroke Stroke
}

// label is a text.
type label struct {
	at   Point
	text string
	font Font
	// outlined: the PNG has the letters drawn by their outlines. The rasterizer's own
	// curves differ between processors in the last bit, which shows in a pixel of ten
	// thousand.
	outlined bool
}

// Area fills a polygon; its last point need not repeat the first. Fewer than three
// points, or one that is no number, draw nothing.
func (p *Picture) Area(points []Point, fill color.NRGBA) {
	if len(points) >= 3 && finite(points) {
		p.shapes = append(p.shapes, area{points, fill})
	}
}

// Line draws a polyline. Fewer than two points, or one that is no number, draw
// nothing.
func (p *Picture) Line(points []Point, stroke Stroke) {
	if len(points) >= 2 && stroke.WidthPx > 0 && finite(points) {
		p.shapes = append(p.shapes, line{points, stroke})
	}
}

// Text sets a text. Control characters are left out.
func (p *Picture) Text(at Point, text string, font Font) {
	if text = printable(text); text != "" && font.SizePx > 0 && finite([]Point{at}) {
		p.shapes = append(p.shapes, label{at: at, text: text, font: font})
	}
}

// farthestPx bounds coordinates: far outside any picture, and within what the
// filling of areas can hold.
const farthestPx = 1 << 16

func finite(points []Point) bool {
	for _, p := range points {
		if !(math.Abs(p.X) <= farthestPx && math.Abs(p.Y) <= farthestPx) {
			return false
		}
	}
	return true
}

func printable(text string) string {
	var kept []rune
	for _, r := range text {
		if r >= ' ' && r != 0x7f && r != '\ufffe' && r != '\uffff' {
			kept = append(kept, r)
		}
	}
	return string(kept)
}
