package picture

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"io"
	"math"

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

// WritePNGAt writes the picture as PNG for paper, with so many pixels per inch of
// it: 96 are the picture as it is. The resolution is written too, so that programs
// show it in its size. It must lie between 48 and 600.
func (p *Picture) WritePNGAt(w io.Writer, dpi int) error {
	if dpi < 48 || dpi > 600 {
		return fmt.Errorf("%d pixels per inch: give 48 to 600", dpi)
	}
	img, err := p.Scaled(float64(dpi) / pxPerInch).Image()
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		return err
	}
	// Signature and header chunk are 33 bytes; pHYs must stand before the data.
	const head = 33
	for _, part := range [][]byte{b.Bytes()[:head], physical(dpi), b.Bytes()[head:]} {
		if _, err := w.Write(part); err != nil {
			return err
		}
	}
	return nil
}

const pxPerInch = 96

// physical is the chunk pHYs of PNG (ISO/IEC 15948, 11.3.5.3): pixels per metre.
func physical(dpi int) []byte {
	perMetre := uint32(math.Round(float64(dpi) / 0.0254))
	chunk := []byte{0, 0, 0, 9, 'p', 'H', 'Y', 's'}
	chunk = binary.BigEndian.AppendUint32(chunk, perMetre)
	chunk = append(binary.BigEndian.AppendUint32(chunk, perMetre), 1)
	return binary.BigEndian.AppendUint32(chunk, crc32.ChecksumIEEE(chunk[4:]))
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

// fill paints polygons as one area. Each goes round in one direction, so that
// overlaps count once.
func (c *canvas) fill(polygons [][]Point, with color.NRGBA) { c.fillTiles(polygons, with, false) }

// fillMany is fill for thousands of polygons: tiles are spared those beside them.
// Pixels of edges may differ by one step of colour from those of fill, because
// polygons beside a tile move the sums of its rows by rounding.
func (c *canvas) fillMany(polygons [][]Point, with color.NRGBA) { c.fillTiles(polygons, with, true) }

func (c *canvas) fillTiles(polygons [][]Point, with color.NRGBA, sparing bool) {
	source := image.NewUniform(with)
	var z vector.Rasterizer
	boxes, box := extents(polygons)
	box = box.Intersect(c.Bounds())
	for y := box.Min.Y; y < box.Max.Y; y += tilePx {
		for x := box.Min.X; x < box.Max.X; x += tilePx {
			tile := image.Rect(x, y, min(x+tilePx, box.Max.X), min(y+tilePx, box.Max.Y))
			z.Reset(tile.Dx(), tile.Dy())
			for i, polygon := range polygons {
				if !sparing || boxes[i].Overlaps(tile) {
					trace(&z, polygon, tile.Min)
				}
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

// extents are the boxes of whole pixels around polygons, and around all of them.
func extents(polygons [][]Point) ([]image.Rectangle, image.Rectangle) {
	boxes := make([]image.Rectangle, len(polygons))
	var all image.Rectangle
	for i, polygon := range polygons {
		for _, p := range polygon {
			x, y := int(p.X), int(p.Y)
			boxes[i] = boxes[i].Union(image.Rect(x-1, y-1, x+2, y+2))
		}
		all = all.Union(boxes[i])
	}
	return boxes, all
}

func (a area) draw(c *canvas) error {
	c.fill([][]Point{a.points}, a.fill)
	return nil
}

func (l line) draw(c *canvas) error {
	c.fill(outline(l.points, l.stroke), l.stroke.Color)
	return nil
}
