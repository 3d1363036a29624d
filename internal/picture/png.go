package picture

import (
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"io"

	"golang.org/x/image/vector"
)

// WritePNG writes the picture as PNG.
func (p *Picture) WritePNG(w io.Writer) error {
	img, err := p.Image()
	if err != nil {
		return err
	}
	return png.Encode(w, img)
}

// Image draws the picture. The error is of the fonts.
func (p *Picture) Image() (*image.RGBA, error) {
	c := &canvas{RGBA: image.NewRGBA(image.Rect(0, 0, p.Width, p.Height)), faces: map[faceKey]*face{}}
	draw.Draw(c.RGBA, c.Bounds(), image.White, image.Point{}, draw.Src)
	for _, s := range p.shapes {
		if err := s.draw(c); err != nil {
			return nil, fmt.Errorf("drawing: %w", err)
		}
	}
	return c.RGBA, nil
}

type canvas struct {
	*image.RGBA
	faces map[faceKey]*face
}

// tilePx is the largest side for which package vector computes in fixed-point
// numbers, which are alike on every processor; its floating-point ones are not.
const tilePx = 512

// fill paints polygons as one area, tile by tile. Each goes round in one direction,
// so that overlaps count once.
func (c *canvas) fill(polygons [][]Point, with color.NRGBA) {
	source := image.NewUniform(with)
	var z vector.Rasterizer
	box := extent(polygons).Intersect(c.Bounds())
	for y := box.Min.Y; y < box.Max.Y; y += tilePx {
		for x := box.Min.X; x < box.Max.X; x += tilePx {
			tile := image.Rect(x, y, min(x+tilePx, box.Max.X), min(y+tilePx, box.Max.Y))
			z.Reset(tile.Dx(), tile.Dy())
			for _, polygon := range polygons {
				trace(&z, polygon, tile.Min)
			}
			z.Draw(c.RGBA, tile, source, image.Point{})
		}
	}
}

func trace(z *vector.Rasterizer, polygon []Point, origin image.Point) {
	at := func(p Point) (x, y float32) {
		return float32(p.X - float64(origin.X)), float32(p.Y - float64(origin.Y))
	}
	z.MoveTo(at(polygon[0]))
	for _, p := range polygon[1:] {
		z.LineTo(at(p))
	}
	z.ClosePath()
}

// extent is the box of whole pixels around polygons.
func extent(polygons [][]Point) image.Rectangle {
	var box image.Rectangle
	for _, polygon := range polygons {
		for _, p := range polygon {
			x, y := int(p.X), int(p.Y)
			box = box.Union(image.Rect(x-1, y-1, x+2, y+2))
		}
	}
	return box
}

func (a area) draw(c *canvas) error {
	c.fill([][]Point{a.points}, a.fill)
	return nil
}

func (l line) draw(c *canvas) error {
	c.fill(outline(l.points, l.stroke), l.stroke.Color)
	return nil
}
