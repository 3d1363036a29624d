package picture

import (
	"bytes"
	"encoding/xml"
	"hash/crc32"
	"image"
	"image/color"
	"image/png"
	"io"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

var (
	red  = color.NRGBA{200, 30, 30, 255}
	pale = color.NRGBA{250, 240, 220, 255}
)

func square(x, y, side float64) []Point {
	return []Point{{x, y}, {x + side, y}, {x + side, y + side}, {x, y + side}}
}

func reversed(ring []Point) []Point {
	var out []Point
	for i := len(ring) - 1; i >= 0; i-- {
		out = append(out, ring[i])
	}
	return out
}

// mapSampler has what maps are made of.
func mapSampler() *Picture {
	p := New(420, 300)
	p.Title, p.Desc, p.Lang, p.ID = "Bản đồ <thử>", "Một ô có lỗ & chấm", "vi", "m1-"
	donut := [][]Point{square(20, 20, 120), reversed(square(60, 60, 40))}
	p.Path(donut, Paint{Fill: pale, Pattern: Pattern{Rising, 8, 1.5, red}, Outline: Stroke{Color: red, WidthPx: 1.5}})
	p.Path([][]Point{square(160, 20, 120)}, Paint{Fill: color.NRGBA{255, 255, 255, 255}, Pattern: Pattern{Dotted, 8, 2, black}, Outline: Stroke{Color: black, WidthPx: 1}})
	p.Path([][]Point{square(300, 20, 50), square(330, 50, 60)}, Paint{Fill: blue, Pattern: Pattern{Falling, 6, 1, black}})
	p.Group(Group{ID: "clip ped", Title: "cut", Clip: &Rect{20, 160, 100, 60}}, func() {
		p.Path([][]Point{square(0, 140, 90)}, Paint{Pattern: Pattern{Level, 5, 2, blue}, Fill: pale})
		p.Text(Point{60, 200}, "Cần Giuộc bị cắt", Font{SizePx: 16, Color: black})
	})
	p.Lines([][]Point{{{150, 170}, {250, 230}, {260, 160}}, {{150, 230}, {240, 160}}}, Stroke{Color: blue, WidthPx: 5, DashPx: []float64{9, 4}})
	p.Dots([]Point{{300, 180}, {320, 180}, {345, 180}}, 3, red)
	p.Dots([]Point{{380, 180}}, 14, red)
	p.Path([][]Point{square(20, 240, 380)}, Paint{Fill: color.NRGBA{44, 127, 184, 255}})
	p.Text(Point{210, 265}, "Huyện Đức Huệ", Font{SizePx: 14, Bold: true, Color: black, Anchor: Middle, HaloPx: 2, Halo: color.NRGBA{255, 255, 255, 255}})
	p.Text(Point{330, 250}, "Sông Vàm Cỏ Đông", Font{SizePx: 12, Color: red, Anchor: Middle, TurnDeg: 30, HaloPx: 1.5, Halo: color.NRGBA{255, 255, 255, 255}})
	return p
}

// TestSameMapPixels: the pixels are these on every processor, at every resolution.
func TestSameMapPixels(t *testing.T) {
	for k, want := range map[float64]uint32{1: 0xa455b2aa, 2.5: 0xde9e8f01} {
		img, err := mapSampler().Scaled(k).Image()
		if err != nil {
			t.Fatal(err)
		}
		if got := crc32.ChecksumIEEE(img.Pix); got != want {
			t.Errorf("%v times: pixels have checksum %#x, want %#x", k, got, want)
		}
	}
}

// TestSameBytes: writing twice gives the same, in every format.
func TestSameBytes(t *testing.T) {
	for name, write := range map[string]func(*Picture, io.Writer) error{"svg": (*Picture).WriteSVG, "pdf": (*Picture).WritePDF,
		"png": func(p *Picture, w io.Writer) error { return p.WritePNGAt(w, 150) }} {
		var a, b bytes.Buffer
		if err := write(mapSampler(), &a); err != nil {
			t.Fatal(name, err)
		}
		if err := write(mapSampler(), &b); err != nil || !bytes.Equal(a.Bytes(), b.Bytes()) {
			t.Errorf("%s: two writings differ, %v", name, err)
		}
		if dir := os.Getenv("PICTURES"); dir != "" {
			if err := os.WriteFile(filepath.Join(dir, "sampler."+name), a.Bytes(), 0o644); err != nil {
				t.Error(err)
			}
		}
	}
}

// TestResolution: the file says how large it is on paper, and is still a PNG.
func TestResolution(t *testing.T) {
	var b bytes.Buffer
	if err := mapSampler().WritePNGAt(&b, 192); err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(b.Bytes()[:60], []byte("pHYs\x00\x00\x1d\x87\x00\x00\x1d\x87\x01")) {
		t.Errorf("no 7559 pixels per metre in %q", b.Bytes()[:60])
	}
	img, err := png.Decode(&b)
	if err != nil || img.Bounds() != image.Rect(0, 0, 840, 600) {
		t.Errorf("%v, %v", img.Bounds(), err)
	}
	for _, dpi := range []int{0, -3, 601} {
		if err := mapSampler().WritePNGAt(io.Discard, dpi); err == nil {
			t.Errorf("%d pixels per inch are taken", dpi)
		}
	}
}

func TestMapSVG(t *testing.T) {
	var b bytes.Buffer
	if err := mapSampler().WriteSVG(&b); err != nil {
		t.Fatal(err)
	}
	for d := xml.NewDecoder(bytes.NewReader(b.Bytes())); ; {
		if _, err := d.Token(); err == io.EOF {
			break
		} else if err != nil {
			t.Fatal(err)
		}
	}
	for _, want := range []string{`lang="vi" role="img" aria-labelledby="m1-title m1-desc"`, `<title id="m1-title">Bản đồ &lt;thử&gt;</title>`,
		`<desc id="m1-desc">Một ô có lỗ &amp; chấm</desc>`, `<clipPath id="m1-clip1"><rect x="20" y="160" width="100" height="60"/>`,
		`<g id="m1-clipped" clip-path="url(#m1-clip1)">`, `<title>cut</title>`, `<path d="M20 20l120 0 0 120-120 0zM60 100l40 0 0-40-40 0z"`,
		`aria-hidden="true"`, `rotate(-30 330 250)`} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("no %s in\n%s", want, b.String())
		}
	}
}

// TestPDFText: every word can be copied out once, halo or not.
func TestPDFText(t *testing.T) {
	tool, err := exec.LookPath("pdftotext")
	if err != nil {
		t.Skip("pdftotext (poppler-utils) is missing")
	}
	name := filepath.Join(t.TempDir(), "a.pdf")
	var b bytes.Buffer
	p := mapSampler()
	p.Text(Point{10, 15}, "𝄞 beyond the font", Font{SizePx: 9, Color: black})
	if err := p.WritePDF(&b); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, b.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(tool, "-raw", name, "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"Huyện Đức Huệ", "Sông Vàm Cỏ Đông", "beyond the font"} {
		if n := strings.Count(strings.Join(strings.Fields(string(out)), " "), want); n != 1 {
			t.Errorf("%q is there %d times in %q", want, n, out)
		}
	}
}

// TestHole: a hole is neither filled nor hatched nor dotted.
func TestHole(t *testing.T) {
	for _, d := range []Direction{Rising, Falling, Level, Dotted} {
		p := New(100, 100)
		p.Path([][]Point{square(5.3, 5.3, 90), reversed(square(30, 30, 40))}, Paint{Fill: pale, Pattern: Pattern{d, 7, 2, red}})
		img, err := p.Image()
		if err != nil {
			t.Fatal(err)
		}
		for y := 33; y < 67; y++ {
			for x := 33; x < 67; x++ {
				if c := img.RGBAAt(x, y); c != (color.RGBA{255, 255, 255, 255}) {
					t.Fatalf("direction %d: pixel %d,%d in the hole is %v", d, x, y, c)
				}
			}
		}
		if ink := redness(img); ink < 300 {
			t.Errorf("direction %d: %v pixels of hatching", d, ink)
		}
	}
}

func redness(img *image.RGBA) float64 {
	ink := 0.0
	for i := 0; i < len(img.Pix); i += 4 {
		ink += math.Max(0, float64(img.Pix[i])-float64(img.Pix[i+1])-20) / 255
	}
	return ink
}

// TestHatchLength: the lines of a hatching are as long as the area asks for, however
// it lies, and stay inside it.
func TestHatchLength(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := New(1000, 1000)
		x, y := rapid.Float64Range(-200, 600).Draw(t, "x"), rapid.Float64Range(-200, 600).Draw(t, "y")
		side, spacing := rapid.Float64Range(50, 300).Draw(t, "side"), rapid.Float64Range(1, 20).Draw(t, "spacing")
		d := rapid.SampledFrom([]Direction{Rising, Falling, Level}).Draw(t, "direction")
		p.Path([][]Point{square(x, y, side)}, Paint{Pattern: Pattern{d, spacing, 1, red}})
		const grid = 1.0 / 64
		total := 0.0
		for _, l := range p.shapes[0].(lines).lines {
			total += math.Hypot(l[1].X-l[0].X, l[1].Y-l[0].Y)
			for _, q := range l {
				if q.X < x-grid || q.X > x+side+grid || q.Y < y-grid || q.Y > y+side+grid {
					t.Fatalf("%v is outside", q)
				}
			}
		}
		if want := side * side / spacing; math.Abs(total-want) > 2*side+2*spacing {
			t.Fatalf("%.1f pixels of lines, want %.1f", total, want)
		}
	})
}

// TestHatchOverlap: rings that go round one way are hatched once where they overlap, by the rule
// nonzero.
func TestHatchOverlap(t *testing.T) {
	p := New(100, 100)
	p.Path([][]Point{square(10, 10, 60), square(30, 10, 60)}, Paint{Pattern: Pattern{Level, 10, 1, red}})
	for _, l := range p.shapes[0].(lines).lines {
		if l[0].X != 10 || l[1].X != 90 {
			t.Errorf("a line from %v to %v, want from 10 to 90", l[0], l[1])
		}
	}
	p.Dots([]Point{{1.0001, 2}}, 1, red)
	if at := p.shapes[1].(dots).centres[0]; at != (Point{1, 2}) {
		t.Errorf("a dot at %v, off the grid of 64ths", at)
	}
}

// TestNoShape: what cannot be drawn is left out.
func TestNoShape(t *testing.T) {
	p := New(50, 50)
	nan := math.NaN()
	p.Path([][]Point{{{0, 0}, {1, 1}}, {{nan, 0}, {1, 1}, {2, 0}}}, Paint{Fill: red})
	p.Path([][]Point{square(1, 1, 5)}, Paint{})
	p.Lines([][]Point{{{0, 0}}, nil}, Stroke{Color: red, WidthPx: 1})
	p.Dots([]Point{{nan, 0}}, 3, red)
	p.Dots([]Point{{1, 1}}, -3, red)
	p.Group(Group{ID: "empty"}, func() {})
	p.Group(Group{Clip: &Rect{nan, 0, 1, 1}}, func() { p.Dots([]Point{{1, 1}}, 3, red) })
	if len(p.shapes) != 0 {
		t.Errorf("%d shapes", len(p.shapes))
	}
	p.Path([][]Point{square(1, 1, 5)}, Paint{Pattern: Pattern{Rising, nan, 1, red}})
	p.Group(Group{Clip: &Rect{500, 500, 10, 10}}, func() { p.Text(Point{1, 1}, "outside", Font{SizePx: 9, HaloPx: 1}) })
	if _, err := p.Image(); err != nil {
		t.Error(err)
	}
	if err := p.WritePDF(io.Discard); err != nil {
		t.Error(err)
	}
}
