package document_test

import (
	"bytes"
	"errors"
	"fmt"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"phusong/coverage"
	"phusong/coverage/output"
	"phusong/coverage/report"
	"phusong/coverage/report/document"
	"phusong/coverage/report/markdown"
	"phusong/internal/golden"
	"phusong/internal/picture"
)

func compose(t testing.TB, o *output.Output, opt document.Options) (*document.Document, string) {
	t.Helper()
	d, err := document.Compose(o, opt)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := markdown.Write(&b, d, markdown.Options{}); err != nil {
		t.Fatal(err)
	}
	return d, b.String()
}

// fullRegion has something for every part of a report.
func fullRegion() *region {
	r := smallRegion()
	r.figure("province", "80", "mobile.area", "4g", "any", "km2", "4474.051419268016", "30.63284205953", "0", "4504.684261327546")
	r.figure("province", "80", "fiber.communes", "", "", "commune", "3", "1", "0", "4")
	for _, f := range [][2]string{{"hamlets.white", "1"}, {"hamlets.gap", "1"}} {
		r.figure("province", "80", f[0], "4g+", "any", "hamlet", "2", f[1], "0", "3")
	}
	row := func(id, name, code, class, households, stations, route, counted string) {
		fields := map[string]string{"id": id, "name": name, "commune_code": code, "commune": "x", "class": class, "households": households, "stations": stations, "route": route, "counted": counted,
			"grid_power": "yes", "difficulty": "special", "cause": "terrain", "edition": "2025-06"}
		var cells []string
		for _, column := range report.RegisterColumns {
			cells = append(cells, `"`+fields[column]+`"`)
		}
		r.register = append(r.register, strings.Join(cells, ","))
	}
	row("h1", "Ấp 10", "00002", "white", "79", "VNPT: S-1 14.2 km; Viettel: S-2 6.1 km", "fund", "yes")
	row("h2", "Ấp 2", "00002", "gap", "1", "VNPT: S-1 4.2 km", "operators", "yes")
	row("h3", "Ấp 3", "00001", "served", "", "", "", "yes")
	for i, id := range []string{"h1", "h2", "h3"} {
		r.register[i] = strings.Replace(r.register[i], `"`+id+`"`, id, 1)
	}
	r.targets = []report.TargetRecord{
		{ID: "fibre", TitleVI: "Cáp quang đến trên 80% hộ gia đình", TitleEN: "Fibre to more than 80 % of households", Indicator: "fiber.connected", Level: "province", Code: "80", Name: "Long An", By: "2025", Comparison: "more than",
			Aim: "80", Verdict: "met", Value: "88.91", Covered: "469648", Total: "528228", Need: "0", Instrument: "văn bản giả định", Gives: []report.GiveRow{}},
		{ID: "mobile", TitleVI: "Phổ cập 4G", TitleEN: "Universal 4G", Indicator: "mobile.population", Technology: "4g", Operator: "any", Level: "province", Code: "80", Name: "Long An", By: "2025-06", Comparison: "universal",
			Aim: "100", Verdict: "not met", Value: "99.94", Covered: "1009.4", Total: "1010", Need: "1", Instrument: "văn bản giả định", Unconfirmed: true,
			Gives: []report.GiveRow{{Code: "00001", Name: "Thị trấn Cần Giuộc", Has: "0.6", Gives: "0.6", Gaps: 1}}},
		{ID: "none", TitleVI: "Không có số liệu", TitleEN: "No figure", Indicator: "fiber.passed", Level: "province", Code: "80", By: "2030-12-31", Comparison: "at least", Aim: "50", Verdict: "undecidable", Reason: "no figure", Gives: []report.GiveRow{}},
	}
	r.gaps = []string{`{"type":"Feature","properties":{"id":"mobile/4g/any/00001/1","kind":"mobile","technology":"4g","operator":"any","code":"00001","class":"gap","households":0.2,"population":0.6,"area_km2":1.234,"nearest_site":"S-1","nearest_site_km":5.671,"anchor_lon":106.1,"anchor_lat":10.1,"cause":"distance"},"geometry":{"type":"Polygon","coordinates":[[[106,10],[106.1,10],[106.1,10.1],[106,10]]]}}`}
	return r
}

// earlierRegion is the same a year before, with less fibre.
func earlierRegion() *region {
	r := smallRegion()
	r.asOf = "2023-07-11"
	r.figures = nil
	r.figure("province", "80", "mobile.population", "4g", "any", "person", "1009.39", "0.61", "0", "1010")
	r.figure("province", "80", "fiber.connected", "", "", "household", "449531", "78697", "0", "528228")
	r.figure("province", "80", "bts.layers", "", "any", "layer", "", "", "", "9")
	return r
}

func TestGoldenReport(t *testing.T) {
	o, before := fullRegion().write(t), earlierRegion().write(t)
	draw := func(document.Map) (*picture.Picture, error) { return picture.New(10, 10), nil }
	for _, language := range []string{"vi", "en"} {
		_, text := compose(t, o, document.Options{Language: language, Before: []*output.Output{before}, Draw: draw})
		golden.Check(t, filepath.Join("testdata", "report-"+language+".md"), []byte(text))
	}
}

// TestEmpty: an output of nothing says so in every part.
func TestEmpty(t *testing.T) {
	r := &region{name: "Trống", asOf: "2025", edition: "2025-07", criterion: "7a2e74d2"}
	r.unit("commune", "00001", "Xã Một", -1)
	_, text := compose(t, r.write(t), document.Options{Language: "vi"})
	for _, want := range []string{"mức độ phủ sóng di động chưa xác định", "tỷ lệ phủ cáp quang chưa xác định", "số liệu đến năm 2025"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing:\n%s", want, text)
		}
	}
	for _, unwanted := range []string{"Phụ lục", "Phủ sóng thông tin di động\n", "%!"} {
		if strings.Contains(text, unwanted) {
			t.Errorf("%q is in it:\n%s", unwanted, text)
		}
	}
}

// TestOtherDefinition: figures of another criterion are not subtracted.
func TestOtherDefinition(t *testing.T) {
	before := earlierRegion()
	before.criterion = "00000000"
	before.figures[0] = strings.Replace(before.figures[0], "7a2e74d2", "00000000", 1)
	_, text := compose(t, fullRegion().write(t), document.Options{Language: "vi", Before: []*output.Output{before.write(t)}})
	if !strings.Contains(text, "| khác định nghĩa |") || !strings.Contains(text, "tăng 3,81 điểm phần trăm") || !strings.Contains(text, "giảm 2 trạm BTS") {
		t.Errorf("got %s", text)
	}
}

func TestErrors(t *testing.T) {
	o := fullRegion().write(t)
	if _, err := document.Compose(o, document.Options{Language: "fr"}); err == nil || !strings.Contains(err.Error(), "fr") {
		t.Errorf("got %v", err)
	}
	failed := errors.New("no ink")
	if _, err := document.Compose(o, document.Options{Language: "vi", Draw: func(document.Map) (*picture.Picture, error) { return nil, failed }}); !errors.Is(err, failed) {
		t.Errorf("got %v", err)
	}
}

var falseFull, falseNone = regexp.MustCompile(`(^|[^0-9.,])100([.,]0+)?\s?%|(^|[^0-9.,])100[.,]0`), regexp.MustCompile(`(^|[^0-9.,])0([.,]0+)?\s?%`)

// TestRounding: over random figures no text says 100 % or 0 % that is not so, and the
// counts of a row add up as printed.
func TestRounding(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		total := rapid.Int64Range(3, 5_000_000_000_000).Draw(rt, "total")
		covered := rapid.OneOf(rapid.Int64Range(1, min(total-1, 2_000_000)), rapid.Int64Range(max(1, total-2_000_000), total-1)).Draw(rt, "covered")
		unknown := rapid.OneOf(rapid.Just(int64(0)), rapid.Int64Range(0, total-covered)).Draw(rt, "unknown")
		if unknown == total-covered && rapid.Bool().Draw(rt, "some uncovered") {
			unknown = 0
		}
		measure := rapid.SampledFrom([]string{"person", "household"}).Draw(rt, "measure")
		indicator := map[string]string{"person": "mobile.population", "household": "fiber.connected"}[measure]
		tech, operator := "4g", "any"
		if measure == "household" {
			tech, operator = "", ""
		}
		micro := func(n int64) string { return coverage.Micro(n).String() }
		r := &region{name: "Vùng", asOf: "2024", edition: "2025", sites: 1, criterion: "7a2e74d2"}
		r.unit("commune", "00001", "Xã Một", 2)
		r.unit("commune", "00002", "Xã Hai", 2)
		r.unit("province", "01", "Tỉnh Thử", -1)
		for _, u := range [][2]string{{"commune", "00001"}, {"province", "01"}} {
			r.figure(u[0], u[1], indicator, tech, operator, measure, micro(covered), micro(total-covered-unknown), micro(unknown), micro(total))
		}
		o := r.write(t)
		for _, language := range []string{"vi", "en"} {
			d, err := document.Compose(o, document.Options{Language: language})
			if err != nil {
				rt.Fatal(err)
			}
			tables, err := document.Tables(o, document.Options{Language: language})
			if err != nil {
				rt.Fatal(err)
			}
			for _, b := range tables {
				d.Blocks = append(d.Blocks, b)
			}
			checkBlocks(rt, d)
		}
	})
}

func checkBlocks(rt *rapid.T, d *document.Document) {
	check := func(text string) {
		if falseFull.MatchString(text) || falseNone.MatchString(text) {
			rt.Fatalf("%s: %q", d.Language, text)
		}
	}
	for _, b := range d.Blocks {
		switch b := b.(type) {
		case document.Paragraph:
			for _, r := range b.Runs {
				check(r.Text)
			}
		case document.List:
			for _, item := range b.Items {
				check(item[0].Text)
			}
		case *document.Table:
			for _, note := range b.Notes {
				check(note)
			}
			for _, r := range b.Rows {
				for k, cell := range r.Cells {
					check(cell.Text)
					if b.Columns[k].Kind == document.Percent && cell.Kind == document.Percent && (cell.Number == "100" || cell.Number == "0") {
						rt.Fatalf("%s, %s: %q of %v", d.Language, b.ID, cell.Text, r)
					}
				}
			}
			checkSum(rt, b)
		}
	}
}

// checkSum adds up the counts of the headline table.
func checkSum(rt *rapid.T, t *document.Table) {
	if t.ID != "headline" {
		return
	}
	for _, r := range t.Rows {
		var n [4]int64
		few := false
		for i, k := range []int{3, 5, 6, 4} {
			few = few || strings.HasPrefix(r.Cells[k].Text, "<")
			if r.Cells[k].Number != "" {
				if _, err := fmt.Sscan(r.Cells[k].Number, &n[i]); err != nil {
					rt.Fatal(err)
				}
			}
		}
		if r.Cells[3].Text != "" && n[0]+n[1]+n[2] != n[3] {
			rt.Fatalf("%v do not add up: %v", n, r)
		}
		if r.Cells[3].Text == "0" {
			rt.Fatalf("something covered is printed as nothing: %v", r)
		}
	}
}

// TestOverfull: more connections than households print above 100 and are said to.
func TestOverfull(t *testing.T) {
	r := smallRegion()
	r.figures = nil
	r.figure("province", "80", "fiber.connected", "", "", "household", "1000003", "-3", "0", "1000000")
	_, text := compose(t, r.write(t), document.Options{Language: "en"})
	if !strings.Contains(text, "100.01 %") || !strings.Contains(text, "exceeds the total by 3 households") {
		t.Errorf("got %s", text)
	}
}

// TestSameBytes: composing twice gives one text.
func TestSameBytes(t *testing.T) {
	o := fullRegion().write(t)
	_, a := compose(t, o, document.Options{Language: "vi"})
	_, b := compose(t, o, document.Options{Language: "vi"})
	if a != b {
		t.Error("two reports of one output differ")
	}
}
