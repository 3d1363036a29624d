package picture

import (
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"math"
	"sync"

	"github.com/go-fonts/liberation/liberationsansbold"
	"github.com/go-fonts/liberation/liberationsansregular"
	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"
)

type faceKey struct {
	sizePx float64
	bold   bool
}

type face struct{ font.Face }

func (c *canvas) face(f Font) (*face, error) {
	key := faceKey{f.SizePx, f.Bold}
	if known := c.faces[key]; known != nil {
		return known, nil
	}
	made, err := newFace(key)
	if err != nil {
		return nil, err
	}
	c.faces[key] = made
	return made, nil
}

// The fonts, read once: a face over them is cheap.
var (
	regular = sync.OnceValues(func() (*opentype.Font, error) { return opentype.Parse(liberationsansregular.TTF) })
	bold    = sync.OnceValues(func() (*opentype.Font, error) { return opentype.Parse(liberationsansbold.TTF) })
)

func parsedFont(isBold bool) (*opentype.Font, error) {
	read := regular
	if isBold {
		read = bold
	}
	parsed, err := read()
	if err != nil {
		return nil, fmt.Errorf("font: %w", err)
	}
	return parsed, nil
}

func newFace(key faceKey) (*face, error) {
	parsed, err := parsedFont(key.bold)
	if err != nil {
		return nil, err
	}
	// At 72 dots per inch a point is a pixel.
	f, err := opentype.NewFace(parsed, &opentype.FaceOptions{Size: key.sizePx, DPI: 72, Hinting: font.HintingNone})
	if err != nil {
		return nil, fmt.Errorf("font of %v pixels: %w", key.sizePx, err)
	}
	return &face{f}, nil
}

// widthPx is the advance of a text, rounded up.
func (f *face) widthPx(text string) int { return font.MeasureString(f, text).Ceil() }

func (l label) draw(c *canvas) error {
	if l.outlined || l.font.HaloPx > 0 || l.font.TurnDeg != 0 && !l.font.Up {
		return l.drawOutlines(c)
	}
	f, err := c.face(l.font)
	if err != nil {
		return err
	}
	width := f.widthPx(l.text)
	mask := image.NewAlpha(image.Rect(0, 0, width+2, f.Metrics().Height.Ceil()*2))
	baseline := f.Metrics().Ascent.Ceil() + 1
	d := font.Drawer{Dst: mask, Src: image.NewUniform(color.Alpha{A: 255}), Face: f, Dot: fixed.P(1, baseline)}
	d.DrawString(l.text)
	back := [3]int{0, width / 2, width}[l.font.Anchor%3]
	x, y := int(math.Round(l.at.X)), int(math.Round(l.at.Y))
	origin := image.Pt(x-back-1, y-baseline)
	if l.font.Up {
		mask, origin = turned(mask), image.Pt(x-baseline, y+back+1-mask.Bounds().Dx())
	}
	draw.DrawMask(c.RGBA, mask.Bounds().Add(origin), image.NewUniform(l.font.Color), image.Point{}, mask, image.Point{}, draw.Over)
	return nil
}

// turned is a mask turned by a quarter against the clock.
func turned(m *image.Alpha) *image.Alpha {
	w, h := m.Bounds().Dx(), m.Bounds().Dy()
	out := image.NewAlpha(image.Rect(0, 0, h, w))
	for y := range h {
		for x := range w {
			out.SetAlpha(y, w-1-x, m.AlphaAt(x, y))
		}
	}
	return out
}

// TextWidthPx is the width of a text as it is set.
func TextWidthPx(text string, f Font) (float64, error) {
	made, err := newFace(faceKey{f.SizePx, f.Bold})
	if err != nil {
		return 0, err
	}
	return float64(made.widthPx(printable(text))), nil
}
