package html

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/xml"
	"errors"
	"image/color"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
	"pgregory.net/rapid"

	"phusong/coverage/report/document"
	"phusong/coverage/report/internal/sample"
	"phusong/internal/golden"
	"phusong/internal/picture"
)

func text(s string) document.Cell { return document.Cell{Text: s} }

// example has every block; name stands wherever an input's text can.
func example(name string) *document.Document {
	drawing := picture.New(400, 300)
	drawing.Area([]picture.Point{{X: 20, Y: 20}, {X: 380, Y: 60}, {X: 200, Y: 280}}, color.NRGBA{R: 65, G: 182, B: 196, A: 255})
	drawing.Text(picture.Point{X: 200, Y: 150}, name, picture.Font{SizePx: 14, Anchor: picture.Middle, Color: color.NRGBA{A: 255}})
	communes := &document.Table{
		ID: "communes", Caption: "Phủ sóng 4G theo xã, phường", Source: "Nguồn: số liệu thử.", Notes: []string{"Tỷ lệ làm tròn xuống."},
		Columns: []document.Column{
			{Head: "STT", Kind: document.Ordinal, Weight: 4}, {Head: "Đơn vị hành chính", Weight: 22}, {Head: "Tổng số", Group: "Dân số", Kind: document.Count, Weight: 9},
			{Head: "Tỷ lệ", Group: "Dân số", Kind: document.Percent, Weight: 7}, {Head: "Diện tích", Unit: "km²", Kind: document.Quantity, Weight: 9},
		},
		Rows: []document.Row{
			{Kind: document.Group, Cells: []document.Cell{text("Tỉnh Tây Ninh")}},
			{Cells: []document.Cell{text("1"), text(name), text("62.838"), text("99,9 %"), text("12,50")}},
			{Cells: []document.Cell{text("2"), text("Phường Đức Hòa"), text("1.000"), text("chưa xác định"), text("3,00")}},
			{Kind: document.Group, Cells: []document.Cell{text("Tỉnh Đồng Tháp")}},
			{Cells: []document.Cell{text("3"), text("Phường Mỹ Tho"), text("0"), text("0,1 %"), text("3,00")}},
			{Kind: document.Total, Cells: []document.Cell{text("Tổng cộng"), text(""), text("63.838"), text("98,4 %"), text("15,50")}},
		},
	}
	return &document.Document{
		Language: document.Vietnamese, Title: "Báo cáo phủ sóng " + name, Subtitle: name, Subject: name, Source: "số liệu thử", Date: "2026-09-05",
		Blocks: []document.Block{
			document.Heading{Level: 1, Text: "I. Hiện trạng"},
			document.Paragraph{Runs: []document.Run{{Text: "Xã "}, {Text: name, Bold: true, Italic: true}, {Text: " được phủ 99,9 %."}}},
			document.Paragraph{Kind: document.Notice, Runs: []document.Run{{Text: "Giá trị giả định: " + name}}},
			document.Heading{Level: 3, Text: name},
			document.List{Items: [][]document.Run{{{Text: name}}, {{Text: "Thôn 2", Italic: true}}}},
			&document.Figure{ID: "map", Caption: "Bản đồ " + name, Alt: "Xã " + name + " ở giữa.", Source: "Nguồn: " + name, Picture: drawing, WidthMm: 120},
			document.Section{Landscape: true}, communes,
			document.Section{}, document.Heading{Level: 1, Text: "Phụ lục I. Danh sách", Annex: true, Note: "Kèm theo báo cáo " + name},
			&document.Figure{ID: "none", Caption: "Không vẽ được", Alt: name}, document.Paragraph{Kind: document.Small, Runs: []document.Run{{Text: name}}},
		},
	}
}

func page(t testing.TB, d *document.Document) string {
	t.Helper()
	var b bytes.Buffer
	if err := Page(&b, d); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func fragment(t testing.TB, d *document.Document, o Options) string {
	t.Helper()
	var b bytes.Buffer
	if err := Fragment(&b, d, o); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestGolden(t *testing.T) {
	golden.Check(t, filepath.Join("testdata", "example.html"), []byte(page(t, example("Xã Cần Giuộc"))))
}

// hostile are names that mean something else to HTML, CSS, SVG or the direction of text.
var hostile = []string{
	`<script>alert(1)</script>`, `"><img src=x onerror=alert(1)>`, `' onmouseover='x`, `</style><script>`, `</title>`, `]]>`, `<!--`, `-->`, `&amp;&lt;`, "\x00\x01\x1b[31m", "\u202eđảo", "\u2066",
	"\ufffe\uffff\ufdd0", "a\xffb", "{{.}}", "javascript:x", "%s%d", "\r\n", `</svg><svg onload=x>`,
}

// TestAnyTextIsText: whatever names hold, a page is well-formed XML too, has the same
// elements as with a plain name, and what it shows is the name.
func TestAnyTextIsText(t *testing.T) {
	want := elements(t, page(t, example("Xã Cần Giuộc")))
	rapid.Check(t, func(r *rapid.T) {
		name := rapid.OneOf(rapid.String(), rapid.SampledFrom(hostile), rapid.StringOf(rapid.SampledFrom([]rune("<>&\"'/=! \n-[]xđ\u202e\u2067")))).Draw(r, "name")
		got := page(t, example("x"+name))
		if found := elements(t, got); found != want {
			r.Fatalf("%q changes the elements of the page:\n%s\nwant\n%s", name, found, want)
		}
		wellFormed(t, strings.TrimPrefix(got, "<!DOCTYPE html>\n"))
		shown := ""
		walk(parsed(t, got), func(n *html.Node) {
			if n.DataAtom == atom.Title && n.Parent.DataAtom == atom.Head {
				shown = n.FirstChild.Data
			}
		})
		if !strings.HasPrefix(shown, "Báo cáo phủ sóng x") {
			r.Fatalf("%q: title is %q", name, shown)
		}
	})
}

func parsed(t testing.TB, s string) *html.Node {
	t.Helper()
	n, err := html.Parse(strings.NewReader(s))
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func walk(n *html.Node, visit func(*html.Node)) {
	visit(n)
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		walk(c, visit)
	}
}

// elements lists the elements of a page with the names of their attributes, but for
// bdi, which depends on the text.
func elements(t testing.TB, s string) string {
	var b strings.Builder
	walk(parsed(t, s), func(n *html.Node) {
		if n.Type != html.ElementNode || n.Data == "bdi" {
			return
		}
		b.WriteString(n.Data)
		for _, a := range n.Attr {
			b.WriteString(" " + a.Key)
		}
		b.WriteByte('\n')
	})
	return b.String()
}

func wellFormed(t testing.TB, s string) {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(s))
	for {
		if _, err := d.Token(); err == io.EOF {
			return
		} else if err != nil {
			t.Fatalf("%v in\n%s", err, s)
		}
	}
}

// TestParsersAgree: a browser's parser rebuilds the fragment as it was written.
func TestParsersAgree(t *testing.T) {
	for _, name := range append(hostile, "Xã Cần Giuộc") {
		written := fragment(t, example(name), Options{})
		nodes, err := html.ParseFragment(strings.NewReader(written), &html.Node{Type: html.ElementNode, Data: "body", DataAtom: atom.Body})
		if err != nil {
			t.Fatal(err)
		}
		var b strings.Builder
		for _, n := range nodes {
			if err := html.Render(&b, n); err != nil {
				t.Fatal(err)
			}
		}
		// The parser decodes quotes and closes empty elements of SVG in its own way.
		same := strings.NewReplacer("&#34;", `"`, "&#39;", "'", "&#xA;", "\n", "&#x9;", "\t", "></path>", "/>", "></polygon>", "/>", "></rect>", "/>", "<br>", "<br/>", `"><col `, `"/><col `, `"></colgroup>`, `"/></colgroup>`)
		if got, want := same.Replace(b.String()), same.Replace(written); got != want {
			t.Errorf("%q: parsed and rendered\n%s\nwritten\n%s", name, got, want)
		}
	}
}

// TestNothingRuns: no script, no style attribute, no address, and a policy that says so.
func TestNothingRuns(t *testing.T) {
	s := page(t, example("<script>"))
	style := s[strings.Index(s, "<style>")+len("<style>") : strings.Index(s, "</style>")]
	sum := sha256.Sum256([]byte(style))
	policy := ""
	walk(parsed(t, s), func(n *html.Node) {
		if n.DataAtom == atom.Script || n.DataAtom == atom.Link || n.DataAtom == atom.Img || n.DataAtom == atom.Iframe {
			t.Errorf("the page has an element %s", n.Data)
		}
		for _, a := range n.Attr {
			if a.Key == "style" || strings.HasPrefix(a.Key, "on") || a.Key == "src" || a.Key == "href" && !strings.HasPrefix(a.Val, "#") {
				t.Errorf("<%s %s=%q>", n.Data, a.Key, a.Val)
			}
			if n.DataAtom == atom.Meta && a.Key == "content" && strings.Contains(a.Val, "default-src") {
				policy = a.Val
			}
		}
	})
	if want := "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "';"; !strings.HasPrefix(policy, want) {
		t.Errorf("policy: got %q, want %q first", policy, want)
	}
	for _, word := range []string{"@import", "url(", "http:", "https:", "<"} {
		if strings.Contains(style, word) {
			t.Errorf("the style sheet has %q", word)
		}
	}
}

// TestStructure: headings step down one level at a time, ids differ and every
// reference has its target, tables and images have names.
func TestStructure(t *testing.T) {
	for _, s := range []string{page(t, example("Xã Cần Giuộc")), fragment(t, example("Xã Cần Giuộc"), Options{Prefix: "report-", Top: 3})} {
		ids, last := map[string]bool{}, 0
		walk(parsed(t, s), func(n *html.Node) {
			for _, a := range n.Attr {
				if a.Key == "id" && n.Namespace == "" || a.Key == "id" {
					if ids[a.Val] {
						t.Errorf("id %q stands twice", a.Val)
					}
					ids[a.Val] = true
				}
			}
			if level := headingLevel(n); level > 0 {
				if last > 0 && level > last+1 {
					t.Errorf("h%d follows h%d", level, last)
				}
				last = level
			}
		})
		walk(parsed(t, s), func(n *html.Node) { references(t, n, ids) })
		if figures := strings.Count(s, `role="img"`); figures != 1 {
			t.Errorf("%d images, want 1", figures)
		}
	}
	if s := fragment(t, example("x"), Options{Prefix: "report-", Top: 3}); !strings.Contains(s, `<h3 id="report-h1">`) || strings.Contains(s, `id="r-`) || strings.Contains(s, "<h1") || strings.Contains(s, "<h2") {
		t.Error("the options of a fragment are not followed")
	}
}

func headingLevel(n *html.Node) int {
	if len(n.Data) == 2 && n.Type == html.ElementNode && n.Data[0] == 'h' && n.Data[1] >= '1' && n.Data[1] <= '6' {
		return int(n.Data[1] - '0')
	}
	return 0
}

func references(t *testing.T, n *html.Node, ids map[string]bool) {
	for _, a := range n.Attr {
		names := strings.Fields(a.Val)
		switch {
		case a.Key == "href":
			names = []string{strings.TrimPrefix(a.Val, "#")}
		case a.Key != "aria-labelledby":
			continue
		}
		for _, name := range names {
			if !ids[name] {
				t.Errorf("<%s %s=%q>: there is no such id", n.Data, a.Key, a.Val)
			}
		}
	}
}

// TestTableIsWhole: every row of a table covers all of its columns.
func TestTableIsWhole(t *testing.T) {
	rows := regexp.MustCompile(`(?s)<tr[^>]*>.*?</tr>`).FindAllString(fragment(t, example("x"), Options{}), -1)
	want := []string{
		`<tr><th scope="col" rowspan="2">STT</th><th scope="col" rowspan="2">Đơn vị hành chính</th><th scope="colgroup" colspan="2">Dân số</th><th scope="col" rowspan="2">Diện tích (km²)</th></tr>`,
		`<tr><th scope="col">Tổng số</th><th scope="col">Tỷ lệ</th></tr>`, `<tr class="group"><th scope="rowgroup" colspan="5">Tỉnh Tây Ninh</th></tr>`,
		`<tr><td class="c">1</td><th scope="row">x</th><td class="n">62.838</td><td class="n">99,9 %</td><td class="n">12,50</td></tr>`,
	}
	for i := range want {
		if rows[i] != want[i] {
			t.Errorf("row %d: got\n%s\nwant\n%s", i, rows[i], want[i])
		}
	}
	d := example("x")
	for _, b := range d.Blocks {
		if table, ok := b.(*document.Table); ok {
			table.Rows[1].Cells = table.Rows[1].Cells[1:]
		}
	}
	if err := Page(io.Discard, d); err == nil || !strings.Contains(err.Error(), "4 cells under 5 heads") {
		t.Errorf("a short row: got %v", err)
	}
	if err := Page(io.Discard, &document.Document{Blocks: []document.Block{&document.Table{ID: "t"}}}); err == nil {
		t.Error("a table without columns is not an error")
	}
	failing := errors.New("disk full")
	if err := Page(failingWriter{failing}, example("x")); !errors.Is(err, failing) {
		t.Errorf("got %v, want %v", err, failing)
	}
}

type failingWriter struct{ err error }

func (w failingWriter) Write([]byte) (int, error) { return 0, w.err }

// TestPrints prints a long page in a browser: the head of a table stands on every page,
// and the policy lets the style sheet through.
func TestPrints(t *testing.T) {
	chromium, err := exec.LookPath("chromium")
	if err != nil {
		t.Skip("chromium is not installed")
	}
	if _, err := exec.LookPath("pdftotext"); err != nil {
		t.Skip("pdftotext (poppler-utils) is not installed")
	}
	d := example("Xã Cần Giuộc")
	for _, b := range d.Blocks {
		if table, ok := b.(*document.Table); ok {
			for len(table.Rows) < 120 {
				table.Rows = append(table.Rows, table.Rows[2])
			}
		}
	}
	dir := t.TempDir()
	file, pdf := filepath.Join(dir, "page.html"), filepath.Join(dir, "page.pdf")
	if err := os.WriteFile(file, []byte(page(t, d)), 0o666); err != nil {
		t.Fatal(err)
	}
	print := exec.Command(chromium, "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer", "--user-data-dir="+filepath.Join(dir, "profile"), "--print-to-pdf="+pdf, "file://"+file)
	if out, err := print.CombinedOutput(); err != nil {
		t.Skipf("chromium does not run here: %v\n%s", err, out)
	}
	out, err := exec.Command("pdftotext", "-layout", pdf, "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	pages := strings.Split(string(out), "\f")
	heads := strings.Count(string(out), "Đơn vị hành chính")
	if len(pages) < 5 || heads < 3 {
		t.Errorf("%d pages and %d heads of the table, want at least 5 and 3:\n%s", len(pages), heads, out)
	}
}

// TestEveryText: captions, heads, cells, notes and sources are all on the page.
func TestEveryText(t *testing.T) {
	d := sample.Document(30)
	var b bytes.Buffer
	if err := Page(&b, d); err != nil {
		t.Fatal(err)
	}
	all := sample.Untagged(b.String())
	for _, text := range sample.Texts(d) {
		if !strings.Contains(all, text) {
			t.Errorf("no %q", text)
		}
	}
}
