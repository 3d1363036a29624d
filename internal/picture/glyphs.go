package picture

import (
	"fmt"
	"math"

	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// turn is the angle of a text, counter-clockwise in degrees.
func (f *Font) turn() float64 {
	if f.Up {
		return 90
	}
	return f.TurnDeg
}

// sincosDeg is rounded, because package math differs between processors in the
// last bit.
func sincosDeg(deg float64) (sin, cos float64) {
	s, c := math.Sincos(float64(deg * (math.Pi / 180)))
	return math.Round(float64(s*1e9)) / 1e9, math.Round(float64(c*1e9)) / 1e9
}

// drawOutlines draws a text by the outlines of its letters: turned by any angle,
// with its halo.
func (l label) drawOutlines(c *canvas) error {
	rings, widthPx, err := letters(l.text, l.font)
	if err != nil {
		return err
	}
	back := float64(widthPx * [3]float64{0, 0.5, 1}[l.font.Anchor%3])
	sin, cos := sincosDeg(l.font.turn())
	for _, ring := range rings {
		for i, p := range ring {
			x, y := p.X-back, p.Y
			ring[i] = Point{l.at.X + float64(x*cos) + float64(y*sin), l.at.Y - float64(x*sin) + float64(y*cos)}
		}
	}
	if l.font.HaloPx > 0 {
		var border [][]Point
		for _, ring := range rings {
			border = append(border, outline(closed(ring), Stroke{WidthPx: 2 * l.font.HaloPx})...)
		}
		c.fillMany(border, l.font.Halo)
	}
	c.fillMany(rings, l.font.Color)
	return nil
}

// letters returns the outlines of a text that begins at the origin of its baseline,
// and its width.
func letters(text string, f Font) ([][]Point, float64, error) {
	parsed, err := parsedFont(f.Bold)
	if err != nil {
		return nil, 0, err
	}
	var (
		buffer   sfnt.Buffer
		rings    [][]Point
		size     = fixed.Int26_6(math.Round(f.SizePx * 64))
		at       fixed.Int26_6
		previous sfnt.GlyphIndex
	)
	for i, r := range []rune(text) {
		glyph, err := parsed.GlyphIndex(&buffer, r)
		if err != nil {
			return nil, 0, fmt.Errorf("letter %q: %w", r, err)
		}
		if i > 0 {
			if kern, err := parsed.Kern(&buffer, previous, glyph, size, font.HintingNone); err == nil {
				at += kern
			}
		}
		segments, err := parsed.LoadGlyph(&buffer, glyph, size, nil)
		if err != nil {
			return nil, 0, fmt.Errorf("letter %q: %w", r, err)
		}
		rings = append(rings, flat(segments, at)...)
		advance, err := parsed.GlyphAdvance(&buffer, glyph, size, font.HintingNone)
		if err != nil {
			return nil, 0, fmt.Errorf("letter %q: %w", r, err)
		}
		at, previous = at+advance, glyph
	}
	return rings, float64(at) / 64, nil
}

// flat turns the curves of a letter into polygons.
func flat(segments sfnt.Segments, at fixed.Int26_6) [][]Point {
	point := func(p fixed.Point26_6) Point { return Point{float64(p.X+at) / 64, float64(p.Y) / 64} }
	var rings [][]Point
	var ring []Point
	for _, s := range segments {
		switch s.Op {
		case sfnt.SegmentOpMoveTo:
			if len(ring) > 2 {
				rings = append(rings, ring)
			}
			ring = []Point{point(s.Args[0])}
		case sfnt.SegmentOpLineTo:
			ring = append(ring, point(s.Args[0]))
		case sfnt.SegmentOpQuadTo:
			ring = append(ring, bent(ring[len(ring)-1], point(s.Args[0]), point(s.Args[1]))...)
		case sfnt.SegmentOpCubeTo: // not in TrueType fonts
			ring = append(ring, point(s.Args[2]))
		}
	}
	if len(ring) > 2 {
		rings = append(rings, ring)
	}
	return rings
}

// bent is a quadratic curve from a to b in four pieces, a left out.
func bent(a, control, b Point) []Point {
	const pieces = 4
	out := make([]Point, 0, pieces)
	for i := 1; i <= pieces; i++ {
		t := float64(i) / pieces
		out = append(out, between(between(a, control, t), between(control, b, t), t))
	}
	return out
}
