package picture

import (
	"bytes"
	"image/color"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"codeberg.org/go-pdf/fpdf"
	"github.com/google/go-cmp/cmp"
)

// operators are those that the shapes of a picture 100 pixels high write into a page.
func operators(t *testing.T, draw func(*Picture)) []string {
	t.Helper()
	p := New(200, 100)
	draw(p)
	doc := p.newPDF()
	doc.SetCompression(false)
	w := &pdfWriter{Fpdf: doc, heightPx: float64(p.Height)}
	for _, s := range p.shapes {
		s.pdf(w)
	}
	return pageOf(t, doc)
}

// pageOf is the content of the first page, without what fpdf begins it with.
func pageOf(t *testing.T, doc *fpdf.Fpdf) []string {
	t.Helper()
	var b bytes.Buffer
	if err := doc.Output(&b); err != nil {
		t.Fatal(err)
	}
	_, content, ok := strings.Cut(b.String(), "stream\n")
	content, _, ended := strings.Cut(content, "endstream")
	at := slices.IndexFunc(strings.Split(content, "\n"), func(line string) bool { return line == "q" || strings.HasPrefix(line, "q ") })
	if !ok || !ended || at < 0 {
		t.Fatalf("no page in %q", b.String())
	}
	return strings.Split(strings.TrimSpace(content), "\n")[at:]
}

// TestPDFOperators: a pixel is three quarters of a point, and y counts from below.
func TestPDFOperators(t *testing.T) {
	for _, c := range []struct {
		name string
		draw func(*Picture)
		want []string
	}{
		{"area", func(p *Picture) { p.Area([]Point{{0, 0}, {4, 0}, {4, 8}}, red) },
			[]string{"q", "0.784 0.118 0.118 rg", "0 75 m", "3 75 l", "3 69 l", "h", "f", "Q"}},
		{"line", func(p *Picture) {
			p.Line([]Point{{0, 100}, {40, 60}}, Stroke{Color: red, WidthPx: 2, DashPx: []float64{4, 2}, Round: true})
		}, []string{"q", "0.784 0.118 0.118 RG 1.5 w 1 j", "1 J", "[3 1.5] 0 d", "0 0 m", "30 30 l", "S", "Q"}},
		{"outline", func(p *Picture) {
			p.Path([][]Point{{{0, 0}, {4, 0}, {4, 8}}}, Paint{Outline: Stroke{Color: red, WidthPx: 4}})
		}, []string{"q", "0.784 0.118 0.118 RG 3 w 1 j", "0 75 m", "3 75 l", "3 69 l", "h", "S", "Q"}},
		{"dots", func(p *Picture) { p.Dots([]Point{{4, 20}, {8, 20}}, 2, red) },
			[]string{"q", "0.784 0.118 0.118 RG 3 w 1 J", "3 60 m 3 60 l", "6 60 m 6 60 l", "S", "Q"}},
		{"clip", func(p *Picture) {
			p.Group(Group{Clip: &Rect{4, 20, 40, 60}}, func() { p.Area([]Point{{0, 0}, {4, 0}, {4, 8}}, red) })
		}, []string{"q", "3 15 30 45 re W n", "q", "0.784 0.118 0.118 rg", "0 75 m", "3 75 l", "3 69 l", "h", "f", "Q", "Q"}},
	} {
		if diff := cmp.Diff(c.want, operators(t, c.draw)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
	seen := strings.Join(operators(t, func(p *Picture) { p.Area([]Point{{0, 0}, {4, 0}, {4, 8}}, color.NRGBA{200, 30, 30, 128}) }), "\n")
	if !strings.Contains(seen, " gs\n") {
		t.Errorf("no opacity in %s", seen)
	}
}

// TestPDFTurned: a text turned counter-clockwise by 30 degrees about its anchor.
func TestPDFTurned(t *testing.T) {
	got := strings.Join(operators(t, func(p *Picture) {
		p.Text(Point{40, 60}, "B", Font{SizePx: 16, Color: red, TurnDeg: 30, HaloPx: 1, Halo: pale})
	}), "\n")
	for _, want := range []string{"0.866025 0.5 -0.5 0.866025 30 30 cm", "/Span <</ActualText ()>> BDC 1 Tr 1 j 1.5 w", "0 Tr EMC"} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
}

// TestDrawPDF: a picture on a page stands where it is to stand, in its size.
func TestDrawPDF(t *testing.T) {
	doc := fpdf.NewCustom(&fpdf.InitType{UnitStr: "pt", Size: fpdf.SizeType{Wd: 300, Ht: 400}})
	doc.SetCompression(false)
	doc.AddPage()
	p := New(200, 100)
	p.Area([]Point{{0, 0}, {4, 0}, {4, 8}}, red)
	p.DrawPDF(doc, 10, 20, 0.5)
	// 400 - 20 above - 37.5 of its own height
	want := []string{"q 0.5 0 0 0.5 10 342.5 cm", "q", "0.784 0.118 0.118 rg", "0 75 m", "3 75 l", "3 69 l", "h", "f", "Q", "Q"}
	if diff := cmp.Diff(want, pageOf(t, doc)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestPDFDates: a file has no time of its making.
func TestPDFDates(t *testing.T) {
	var b bytes.Buffer
	if err := New(20, 20).WritePDF(&b); err != nil || strings.Count(b.String(), "(D:20000101000000") != 2 {
		t.Errorf("%v; want two dates of 2000-01-01 in %q", err, b.String())
	}
}

// TestPDFLooksAsPNG: another program draws the PDF as the PNG is drawn, but for the edges of
// shapes and letters.
func TestPDFLooksAsPNG(t *testing.T) {
	tool, err := exec.LookPath("pdftoppm")
	if err != nil {
		t.Skip("pdftoppm (poppler-utils) is missing")
	}
	p := mapSampler()
	name := filepath.Join(t.TempDir(), "a.pdf")
	var b bytes.Buffer
	if err := p.WritePDF(&b); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, b.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
	drawn, err := exec.Command(tool, "-r", "96", "-singlefile", name).Output()
	if err != nil {
		t.Fatal(err)
	}
	want, err := p.Image()
	if err != nil {
		t.Fatal(err)
	}
	const head = "P6\n420 300\n255\n"
	if !bytes.HasPrefix(drawn, []byte(head)) {
		t.Fatalf("a picture that begins with %.20q", drawn)
	}
	sum := 0.0
	for i, v := range drawn[len(head):] {
		sum += math.Abs(float64(v) - float64(want.Pix[i/3*4+i%3]))
	}
	if mean := sum / float64(len(drawn)-len(head)); mean > 4 {
		t.Errorf("colours differ by %.2f of 255 on average", mean)
	}
}
