package cartography

import (
	"bytes"
	"context"
	"encoding/xml"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"phusong/coverage"
	"phusong/coverage/analysis"
	"phusong/coverage/criterion"
	"phusong/coverage/dataset"
	"phusong/coverage/output"
	"phusong/coverage/report"
	"phusong/coverage/report/palette"
	"phusong/internal/golden"
	"phusong/internal/picture"
)

// analyzed is the output of a fixture.
func analyzed(t *testing.T, name string) *output.Output {
	t.Helper()
	folder := filepath.Join("..", "..", "..", "fixtures", name)
	region, err := dataset.ReadRegion(folder)
	if err != nil {
		t.Fatal(err)
	}
	d, err := dataset.Load(folder, region)
	if err != nil {
		t.Fatal(err)
	}
	c, err := criterion.Preset(region.Criterion)
	if err != nil {
		t.Fatal(err)
	}
	r, err := analysis.Run(context.Background(), d, analysis.Options{Criterion: c})
	if err != nil {
		t.Fatal(err)
	}
	run := report.Run{Version: "phusong test"}
	run.Criterion = report.CriterionRecord{Label: r.Criterion.Label}
	run.Fill(r)
	dir := t.TempDir()
	if err := report.Write(context.Background(), dir, r, run); err != nil {
		t.Fatal(err)
	}
	o, err := output.Read(dir)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

func svg(t *testing.T, m *Map) string {
	t.Helper()
	var b bytes.Buffer
	if err := m.WriteSVG(&b); err != nil {
		t.Fatal(err)
	}
	for d := xml.NewDecoder(bytes.NewReader(b.Bytes())); ; {
		if _, err := d.Token(); err == io.EOF {
			return b.String()
		} else if err != nil {
			t.Fatal(err)
		}
	}
}

// TestGolden: small maps are these, in every byte.
func TestGolden(t *testing.T) {
	for _, c := range []struct {
		fixture, spec, lang, file string
	}{
		{"quilt", "mobile.population 4g any", Vietnamese, "choropleth.vi.svg"},
		{"lens", "gaps 4g any", English, "gaps.en.svg"},
		{"valley-groups", "hamlets", Vietnamese, "hamlets.vi.svg"},
	} {
		t.Run(c.file, func(t *testing.T) {
			spec, err := ParseSpec(c.spec)
			if err != nil {
				t.Fatal(err)
			}
			spec.Lang, spec.WidthMm, spec.Sites = c.lang, 110, c.fixture == "lens"
			m, err := Draw(analyzed(t, c.fixture), spec)
			if err != nil {
				t.Fatal(err)
			}
			golden.Check(t, filepath.Join("testdata", c.file), []byte(svg(t, m)))
			golden.Check(t, filepath.Join("testdata", c.file+".alt.txt"), []byte(m.Alt+"\n"))
		})
	}
}

// TestSameBytes: every format is written alike twice, from two readings.
func TestSameBytes(t *testing.T) {
	o := analyzed(t, "quilt")
	again, err := output.Read(o.Dir)
	if err != nil {
		t.Fatal(err)
	}
	for name, write := range map[string]func(*Map, io.Writer) error{
		"svg": func(m *Map, w io.Writer) error { return m.WriteSVG(w) },
		"pdf": func(m *Map, w io.Writer) error { return m.WritePDF(w) },
		"png": func(m *Map, w io.Writer) error { return m.WritePNGAt(w, 150) },
	} {
		var written [2]bytes.Buffer
		for i, from := range []*output.Output{o, again} {
			m, err := Draw(from, Spec{Numbers: true})
			if err != nil {
				t.Fatal(err)
			}
			if err := write(m, &written[i]); err != nil {
				t.Fatal(err)
			}
		}
		if !bytes.Equal(written[0].Bytes(), written[1].Bytes()) {
			t.Errorf("%s: two writings differ", name)
		}
	}
}

// TestLegendSums: the numbers of a choropleth's legend add up to the units of the
// level, whatever the series and thresholds.
func TestLegendSums(t *testing.T) {
	o := analyzed(t, "quilt")
	half, err := palette.Shares(coverage.Whole(50))
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, series := range o.Series() {
		if seen[series.Indicator] {
			continue
		}
		seen[series.Indicator] = true
		for _, level := range o.Levels() {
			for _, scale := range []*palette.Scale{nil, half} {
				if scale != nil && strings.HasPrefix(series.Indicator, "bts.") {
					continue
				}
				spec := Spec{Indicator: series.Indicator, Technology: series.Technology, Operator: series.Operator, Level: level, Scale: scale}
				m, err := Draw(o, spec)
				if err != nil {
					t.Fatalf("%v: %v", series, err)
				}
				sum, units := 0, 0
				for _, r := range m.Legend {
					sum += r.Counts[0]
				}
				for _, u := range o.Units {
					if u.Level == level {
						units++
					}
				}
				if sum != units {
					t.Errorf("%v at %s: classes add up to %d of %d units", series, level, sum, units)
				}
			}
		}
	}
}

// TestOverlay: gaps and a marked unit are rows of the legend of a choropleth.
func TestOverlay(t *testing.T) {
	o := analyzed(t, "longan")
	district, _ := o.UnitByCode(o.Levels()[1], "796")
	for _, spec := range []Spec{{Indicator: coverage.MobileArea, Gaps: true, Mark: "796", Lang: Vietnamese}, {Indicator: coverage.FiberConnected, Gaps: true, Mark: o.Units[0].Code, Lang: Vietnamese}} {
		m, err := Draw(o, spec)
		if err != nil {
			t.Fatal(err)
		}
		plain, err := Draw(o, Spec{Indicator: spec.Indicator, Lang: Vietnamese})
		if err != nil {
			t.Fatal(err)
		}
		more, last := len(m.Legend)-len(plain.Legend), m.Legend[len(m.Legend)-1]
		if want := map[string]int{coverage.MobileArea: 3, coverage.FiberConnected: 4}[spec.Indicator]; more != want {
			t.Errorf("%s: %d rows more than without gaps, want %d", spec.Indicator, more, want)
		}
		if spec.Mark == "796" && !strings.HasPrefix(last.Text, o.Units[district].Name+": ") {
			t.Errorf("%s: the last row is %q", spec.Indicator, last.Text)
		}
	}
	if _, err := Draw(o, Spec{Mark: "nowhere"}); err == nil || !strings.Contains(err.Error(), "nowhere") {
		t.Errorf("an unknown unit: %v", err)
	}
}

// TestRefused: what cannot be drawn is an error that says what can.
func TestRefused(t *testing.T) {
	o := analyzed(t, "lens")
	for _, c := range []struct {
		spec Spec
		want string
	}{
		{Spec{Indicator: "mobile.nothing"}, "no figures of it"},
		{Spec{Operator: "Nobody"}, "the output has this indicator of 4g any"},
		{Spec{Kind: Gaps, Operator: "Nobody"}, "the output has this indicator of 4g any"},
		{Spec{Kind: Hamlets}, "no gap register"},
		{Spec{Kind: "globe"}, "is none of"},
		{Spec{Lang: "fr"}, "neither vi nor en"},
		{Spec{WidthMm: 10}, "give 80 to 700"},
		{Spec{HeightMm: math.NaN()}, "give 80 to 1000"},
		{Spec{Level: "continent"}, "no units of level"},
	} {
		if _, err := Draw(o, c.spec); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%+v: error %v, want one with %q", c.spec, err, c.want)
		}
	}
	if err := os.WriteFile(filepath.Join(o.Dir, "units.geojson"), []byte(`{"type":"FeatureCollection","features":[]}`), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := Draw(o, Spec{}); err == nil || !strings.Contains(err.Error(), "no unit has a boundary") {
		t.Errorf("without boundaries: error %v", err)
	}
}

func TestParseSpec(t *testing.T) {
	for text, want := range map[string]Spec{
		"gaps 4g any":              {Kind: Gaps, Technology: "4g", Operator: "any"},
		"mobile.population 5g max": {Indicator: "mobile.population", Technology: "5g", Operator: "max"},
		"fiber.passed":             {Indicator: "fiber.passed"},
		"gaps fiber":               {Kind: Gaps, Fiber: true},
		"hamlets":                  {Kind: Hamlets},
		"choropleth 4g+ Viettel":   {Kind: Choropleth, Technology: "4g+", Operator: "Viettel"},
	} {
		if got, err := ParseSpec(text); err != nil || got != want {
			t.Errorf("%q is %+v, %v; want %+v", text, got, err, want)
		}
	}
	for _, text := range []string{"", "any", "gaps 4g any more", "mobile.area 4g 5g any"} {
		if got, err := ParseSpec(text); err == nil {
			t.Errorf("%q is %+v", text, got)
		}
	}
}

// TestMultiples: one legend with a column for each output.
func TestMultiples(t *testing.T) {
	a, b := analyzed(t, "quilt"), analyzed(t, "quilt")
	b.Run.AsOf = "2030-12-31"
	m, err := Multiples([]*output.Output{a, b}, Spec{Lang: Vietnamese})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range m.Legend {
		if len(r.Counts) != 2 || r.Counts[0] != r.Counts[1] {
			t.Errorf("%q has counts %v", r.Text, r.Counts)
		}
	}
	if text := svg(t, m); !strings.Contains(text, "31/12/2030") || strings.Count(text, `id="map`) != 2 {
		t.Errorf("no two maps with their dates in\n%.2000s", text)
	}
	if _, err := Multiples([]*output.Output{a}, Spec{}); err == nil {
		t.Error("one output is taken")
	}
	if _, err := Multiples([]*output.Output{a, b}, Spec{Indicator: "no.such"}); err == nil {
		t.Error("an unknown indicator is taken")
	}
}

// TestLabelsApart: no name lies on another or leaves the frame, whatever the units
// look like and are called.
func TestLabelsApart(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		columns, rows := rapid.IntRange(1, 6).Draw(t, "columns"), rapid.IntRange(1, 6).Draw(t, "rows")
		geometry := mosaic(t, columns, rows)
		o := &output.Output{}
		for range geometry {
			name := rapid.SampledFrom([]string{"Xã Cần Giuộc", "Phường 3", "Thị trấn Đông Thành", "Xã A", "Xã Nguyễn Thị Minh Khai Đông Bắc", ""}).Draw(t, "name")
			o.Units = append(o.Units, output.Unit{Level: coverage.LevelCommune, Name: name, Parent: -1})
		}
		l := &land{o: o, borders: newBorders(geometry)}
		for unit := range geometry {
			l.leaves = append(l.leaves, unit)
		}
		var err error
		if l.at, err = newProjection(106.2); err != nil {
			t.Fatal(err)
		}
		if err := l.project(); err != nil {
			t.Fatal(err)
		}
		frame := picture.Rect{X: 10, Y: 40, Width: rapid.Float64Range(80, 600).Draw(t, "width"), Height: rapid.Float64Range(80, 600).Draw(t, "height")}
		j := &job{spec: Spec{Level: coverage.LevelCommune, Numbers: true}, words: &vietnamese, o: o, land: l}
		c := &content{value: func(int) string { return "98,2%" }}
		placed, missed := j.labels(l.draw(newView(l.home, frame)), c)
		if len(placed)+missed != len(geometry) {
			t.Fatalf("%d names placed and %d missed of %d", len(placed), missed, len(geometry))
		}
		for i, a := range placed {
			if !frame.Contains(a.box) {
				t.Fatalf("%q leaves the frame", a.lines)
			}
			for _, b := range placed[:i] {
				if a.box.Overlaps(b.box) {
					t.Fatalf("%q lies on %q", a.lines, b.lines)
				}
			}
		}
	})
}

// TestScaleBar: the bar is as long as its text says.
func TestScaleBar(t *testing.T) {
	for _, c := range []struct {
		metresPerPx float64
		vi, en      string
	}{{1000, "100 km", "100 km"}, {0.9, "50 m", "50 m"}, {190, "10 km", "10 km"}, {17_000, "1.000 km", "1,000 km"}} {
		for w, want := range map[*words]string{&vietnamese: c.vi, &english: c.en} {
			bar := w.newScaleBar(c.metresPerPx, 100)
			if bar.text != want || bar.widthPx > 100 || math.Abs(bar.widthPx*c.metresPerPx-bar.lengthKm*1000) > 1e-6 {
				t.Errorf("at %v m a pixel: %+v, want %s", c.metresPerPx, bar, want)
			}
		}
	}
}

// TestFarParts: units far off get an inset, and are drawn once.
func TestFarParts(t *testing.T) {
	square := func(lon, lat, side float64) orb.MultiPolygon {
		return orb.MultiPolygon{{{{lon, lat}, {lon + side, lat}, {lon + side, lat + side}, {lon, lat + side}, {lon, lat}}}}
	}
	l := &land{o: &output.Output{}, borders: newBorders([]orb.MultiPolygon{square(109, 12, 0.5), square(109.5, 12, 0.5), square(114, 9, 0.01), square(112, 8, 0.01)})}
	var err error
	if l.at, err = newProjection(111); err != nil {
		t.Fatal(err)
	}
	if err := l.project(); err != nil {
		t.Fatal(err)
	}
	if l.home.width() > 130_000 || l.away.width() < 200_000 || !l.needsInset(l.shape()) {
		t.Errorf("home is %.0f m wide, away %.0f m", l.home.width(), l.away.width())
	}
	home, away := l.draw(newView(l.home, picture.Rect{Width: 300, Height: 300})), l.draw(newView(l.away, picture.Rect{Width: 150, Height: 150}))
	for unit := range 4 {
		if a, b := len(home.ringsOf(unit)), len(away.ringsOf(unit)); a+b != 1 || (a == 1) != (unit < 2) {
			t.Errorf("unit %d is drawn %d times at home and %d times away", unit, a, b)
		}
	}
	if !l.isle(2) || l.isle(0) || len(away.marks(2, away.ringsOf(2))) != 1 {
		t.Error("an islet has no mark")
	}
}
