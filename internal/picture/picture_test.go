package picture

import (
	"bytes"
	"encoding/xml"
	"hash/crc32"
	"image/color"
	"image/png"
	"io"
	"math"
	"strings"
	"testing"
)

var (
	black = color.NRGBA{0, 0, 0, 255}
	blue  = color.NRGBA{30, 80, 200, 128}
)

// sampler has every kind of shape, across tiles.
func sampler() *Picture {
	p := New(700, 600)
	p.Area([]Point{{10.5, 20}, {690, 300.25}, {40, 590}}, blue)
	p.Line([]Point{{0, 0}, {350, 555.5}, {699, 3}}, Stroke{Color: black, WidthPx: 2.5})
	p.Line([]Point{{20, 400}, {400, 410}, {680, 560}}, Stroke{Color: blue, WidthPx: 4, DashPx: []float64{12, 5, 3, 5}})
	p.Text(Point{350, 100}, "Trạm An Lục: 1800 MHz, 60 % & <k>", Font{SizePx: 20, Bold: true, Color: black, Anchor: Middle})
	p.Text(Point{690, 590}, "end", Font{SizePx: 13, Color: black, Anchor: End})
	p.Text(Point{30, 300}, "upwards", Font{SizePx: 14, Color: black, Anchor: Middle, Up: true})
	return p
}

// TestSamePixels: the pixels are these on every processor.
func TestSamePixels(t *testing.T) {
	img, err := sampler().Image()
	if err != nil {
		t.Fatal(err)
	}
	if got, want := crc32.ChecksumIEEE(img.Pix), uint32(0x8edbc301); got != want {
		t.Errorf("pixels have checksum %#x, want %#x", got, want)
	}
	var a, b bytes.Buffer
	if err := sampler().WritePNG(&a); err != nil {
		t.Fatal(err)
	}
	if err := sampler().WritePNG(&b); err != nil || !bytes.Equal(a.Bytes(), b.Bytes()) {
		t.Errorf("two writings differ, %v", err)
	}
	back, err := png.Decode(&a)
	if err != nil || back.Bounds() != img.Bounds() {
		t.Errorf("read back: %v, %v", back.Bounds(), err)
	}
}

// TestSeams: an area over several tiles is even.
func TestSeams(t *testing.T) {
	p := New(1100, 1100)
	p.Area([]Point{{-50, -50}, {1150, -50}, {1150, 1150}, {-50, 1150}}, black)
	img, err := p.Image()
	if err != nil {
		t.Fatal(err)
	}
	for y := range 1100 {
		for x := range 1100 {
			if img.RGBAAt(x, y) != (color.RGBA{0, 0, 0, 255}) {
				t.Fatalf("pixel %d,%d is %v", x, y, img.RGBAAt(x, y))
			}
		}
	}
}

// TestStrokeArea: the ink of a line is its length times its width, overlaps once.
func TestStrokeArea(t *testing.T) {
	for _, c := range []struct {
		points []Point
		dash   []float64
		want   float64
	}{
		{[]Point{{10, 50}, {90, 50}}, nil, 80 * 4},
		{[]Point{{10, 10}, {90, 90}}, nil, 80 * math.Sqrt2 * 4},
		{[]Point{{10, 50}, {90, 50}, {10, 50}}, nil, 80*4 + 2*math.Sqrt2}, // there and back, half an octagon at the turn
		{[]Point{{10, 50}, {90, 50}}, []float64{10, 10}, 40 * 4},
		{[]Point{{10, 50}, {90, 50}}, []float64{0, 0}, 80 * 4},
	} {
		p := New(100, 100)
		p.Line(c.points, Stroke{Color: black, WidthPx: 4, DashPx: c.dash})
		img, err := p.Image()
		if err != nil {
			t.Fatal(err)
		}
		ink := 0.0
		for i := 0; i < len(img.Pix); i += 4 {
			ink += 1 - float64(img.Pix[i])/255
		}
		if math.Abs(ink-c.want) > 0.03*c.want {
			t.Errorf("%v dashed %v: %.1f pixels of ink, want %.1f", c.points, c.dash, ink, c.want)
		}
	}
}

// TestSVG is well-formed XML whatever the text.
func TestSVG(t *testing.T) {
	p := sampler()
	p.Text(Point{1, 1}, "\x00\x07</text>&\ufffe\xff", Font{SizePx: 10, Color: black})
	var b bytes.Buffer
	if err := p.WriteSVG(&b); err != nil {
		t.Fatal(err)
	}
	d := xml.NewDecoder(bytes.NewReader(b.Bytes()))
	for {
		if _, err := d.Token(); err == io.EOF {
			break
		} else if err != nil {
			t.Fatal(err)
		}
	}
	for _, want := range []string{"Trạm An Lục: 1800 MHz, 60 % &amp; &lt;k&gt;", `stroke-dasharray="12,5,3,5"`, `rotate(-90 30 300)`, `fill-opacity="0.502"`} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("no %s in\n%s", want, b.String())
		}
	}
}

// TestNothing: what cannot be drawn is left out.
func TestNothing(t *testing.T) {
	p := New(-1, 1<<20)
	p.Area([]Point{{0, 0}, {1, math.NaN()}, {2, 2}}, black)
	p.Area([]Point{{0, 0}, {1, 1}}, black)
	p.Line([]Point{{0, 0}, {math.Inf(1), 1}}, Stroke{Color: black, WidthPx: 1})
	p.Line([]Point{{0, 0}, {1, 1}}, Stroke{Color: black})
	p.Text(Point{0, 0}, "\x01\x7f\uffff", Font{SizePx: 10})
	if len(p.shapes) != 0 || p.Width != 1 || p.Height != maxSidePx {
		t.Errorf("%d shapes on %d x %d", len(p.shapes), p.Width, p.Height)
	}
	p = New(10, 10)
	p.Line([]Point{{5, 5}, {5, 5}}, Stroke{Color: black, WidthPx: 3})
	if _, err := p.Image(); err != nil {
		t.Error(err)
	}
}
