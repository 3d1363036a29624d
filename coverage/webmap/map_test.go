package webmap

import (
	"context"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"phusong/coverage"
	"phusong/coverage/analysis"
	"phusong/coverage/criterion"
	"phusong/coverage/dataset"
	"phusong/coverage/output"
	"phusong/coverage/report"
	"phusong/geo"
)

// made are outputs that tests share.
var made = struct {
	sync.Mutex
	root string
	dirs map[string]string
}{dirs: map[string]string{}}

func TestMain(m *testing.M) {
	root, err := os.MkdirTemp("", "webmap-test-")
	if err != nil {
		panic(err)
	}
	made.root = root
	code := m.Run()
	os.RemoveAll(root)
	os.Exit(code)
}

// variant is an analysis of a fixture under another date or criterion, of a part of
// its stations.
type variant struct{ fixture, date, criterion, stations string }

// analyzed writes the output of a fixture, once for all tests.
func analyzed(t testing.TB, v variant) string {
	t.Helper()
	made.Lock()
	defer made.Unlock()
	name := strings.Join([]string{v.fixture, v.date, v.criterion, v.stations}, "_")
	if dir, ok := made.dirs[name]; ok {
		return dir
	}
	from := filepath.Join("..", "..", "fixtures", v.fixture)
	region, err := dataset.ReadRegion(from)
	if err != nil {
		t.Fatal(err)
	}
	if v.date != "" {
		region.AsOf = v.date
	}
	if v.criterion != "" {
		region.Criterion = v.criterion
	}
	d, err := dataset.Load(from, region)
	if err != nil {
		t.Fatal(err)
	}
	if v.stations == "half" {
		d.Sites = d.Sites[:len(d.Sites)/2]
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
	run.Fill(r)
	dir := filepath.Join(made.root, name)
	if err := report.Write(context.Background(), dir, r, run); err != nil {
		t.Fatal(err)
	}
	made.dirs[name] = dir
	return dir
}

// province is a real province of communes; a small region in short tests.
func province() variant {
	if testing.Short() {
		return variant{fixture: "places"}
	}
	return variant{fixture: "longan"}
}

func read(t testing.TB, variants ...variant) []*output.Output {
	t.Helper()
	var all []*output.Output
	for _, v := range variants {
		o, err := output.Read(analyzed(t, v))
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, o)
	}
	return all
}

func open(t testing.TB, options Options, variants ...variant) *Map {
	t.Helper()
	if options.Warn == nil {
		options.Warn = func(err error) { t.Errorf("warned: %v", err) }
	}
	m, err := Open(read(t, variants...), options)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// ask answers for a path and reads the answer.
func ask(t testing.TB, m *Map, path string, into any) {
	t.Helper()
	c, err := m.data(context.Background(), path, "")
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	if err := json.Unmarshal(c.body, into); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
}

// TestFigures: every figure of every view is that of the output, with the percentage
// that the one rounding rule prints, and the counts of classes add up to the units.
func TestFigures(t *testing.T) {
	m := open(t, Options{}, province())
	s := m.outputs[0]
	seen := 0
	for i := range m.views {
		v := &m.views[i]
		var got figuresJSON
		ask(t, m, "data/figures/"+s.id+"/"+v.id+".json", &got)
		for k, unit := range got.Unit {
			f, ok := s.out.Figure(v.series, unit)
			if !ok || got.Total[k] != report.QuantityText(f, f.Total) || got.Assumed[k] != f.Assumed {
				t.Fatalf("%s of unit %d: total %s, figure %v", v.id, unit, got.Total[k], f)
			}
			seen++
			if v.count {
				continue
			}
			if text := f.PercentText(6); (got.Percent[k] == nil) != (text == "") || got.Percent[k] != nil && *got.Percent[k] != text || got.Covered[k] != report.QuantityText(f, f.Covered) {
				t.Fatalf("%s of unit %d: covered %s, figure %v", v.id, unit, got.Covered[k], f)
			}
			if got.Shown[k] != nil && strings.HasPrefix(*got.Shown[k], "100") && f.Covered < f.Total {
				t.Fatalf("%s of unit %d is shown as %s", v.id, unit, *got.Shown[k])
			}
		}
		sum := 0
		for _, n := range got.ClassCounts {
			sum += n
		}
		if sum != got.TotalUnits || got.TotalUnits != s.count(s.leaf) || len(got.Class) != len(got.Unit) {
			t.Errorf("%s: classes of %d units, %d units", v.id, sum, got.TotalUnits)
		}
	}
	if seen != len(s.out.Figures) {
		t.Errorf("%d figures are shown of %d", seen, len(s.out.Figures))
	}
}

// TestSameAnswers: two maps of the same outputs, and outputs named in another order,
// answer alike.
func TestSameAnswers(t *testing.T) {
	later := variant{fixture: "quilt", date: "2025-01-01"}
	m, n := open(t, Options{}, variant{fixture: "quilt"}, later), open(t, Options{}, later, variant{fixture: "quilt"})
	for _, path := range paths(m) {
		a, errA := m.data(context.Background(), path, "")
		b, errB := n.data(context.Background(), path, "")
		if errA != nil || errB != nil || string(a.body) != string(b.body) {
			t.Errorf("%s: %d and %d bytes, %v, %v", path, len(a.body), len(b.body), errA, errB)
		}
	}
	if len(m.index) == 0 || m.version == "" || string(m.index) != string(n.index) {
		t.Errorf("two indexes: %s", cmp.Diff(string(m.index), string(n.index)))
	}
}

// paths lists addresses that a map answers.
func paths(m *Map) []string {
	all := []string{indexPath}
	for _, s := range m.outputs {
		all = append(all, "data/geo/"+s.id+"/units.geojson", "data/geo/"+s.id+"/sites.geojson", "tiles/"+s.id+"/units/0/0/0.mvt", "tiles/"+s.id+"/sites/5/25/14.mvt")
		if s.unitsOf == s.number {
			all = append(all, "data/units/"+unitsName(s))
		}
		for i := range m.views {
			v := &m.views[i]
			all = append(all, "data/figures/"+s.id+"/"+v.id+".json")
			if v.gaps != "" {
				all = append(all, "data/geo/"+s.id+"/gaps/"+v.gaps+".geojson", "tiles/"+s.id+"/gaps/"+v.gaps+"/5/25/14.mvt")
			}
		}
		for i := range s.out.Units {
			all = append(all, "data/card/"+s.id+"/unit/"+s.out.Units[i].Code+".json")
		}
		for i := range s.gaps.value.gaps {
			all = append(all, "data/card/"+s.id+"/gap/"+s.gaps.value.gaps[i].ID+".json")
		}
		for i := range s.hamlets.value {
			all = append(all, "data/card/"+s.id+"/hamlet/"+s.hamlets.value[i].ID+".json")
		}
	}
	return all
}

// TestSeveralDates: the change between two dates is in points; outputs of another
// definition are shown with a note and without change; another region is refused.
func TestSeveralDates(t *testing.T) {
	base := variant{fixture: "places", date: "2025-01-01"}
	m := open(t, Options{}, base, variant{fixture: "places", stations: "half"})
	if m.outputs[0].id != "2024-07-01" || m.outputs[1].id != "2025-01-01" || m.outputs[1].unitsOf != 0 {
		t.Fatalf("outputs %s, %s with units of %d", m.outputs[0].id, m.outputs[1].id, m.outputs[1].unitsOf)
	}
	var index indexJSON
	ask(t, m, indexPath, &index)
	if c := index.Outputs[0].Cards[0].Change; c != nil {
		t.Errorf("the first date has a change: %v", c)
	}
	c := index.Outputs[1].Cards[0].Change
	if c == nil || c.Date != "2024-07-01" || !strings.HasPrefix(c.Points, "+") || len(index.Notes) != 0 {
		t.Errorf("change %v, notes %v", c, index.Notes)
	}
	other := open(t, Options{}, base, variant{fixture: "places", criterion: "median-90"})
	ask(t, other, indexPath, &index)
	if len(index.Notes) == 0 || index.Outputs[1].Cards[0].Change != nil || len(index.Outputs[0].Notes) == 0 {
		t.Errorf("another definition: notes %v, change %v", index.Notes, index.Outputs[1].Cards[0].Change)
	}
	if _, err := Open(read(t, base, variant{fixture: "lens"}), Options{}); err == nil || !strings.Contains(err.Error(), "region") {
		t.Errorf("two regions give %v", err)
	}
	if _, err := Open(nil, Options{}); err == nil {
		t.Error("nothing to show is no error")
	}
	twice := open(t, Options{}, base, base)
	if twice.outputs[1].id != "2025-01-01-2" || twice.card(twice.outputs[1], twice.headlineViews(twice.outputs[1])[0]).Change != nil {
		t.Errorf("the same date twice is %s", twice.outputs[1].id)
	}
}

// TestLargeLayers: beyond the limits layers come as tiles, and every gap is in the
// tiles of the last zoom.
func TestLargeLayers(t *testing.T) {
	m := open(t, Options{TileAbove: LayerLimits{Features: 1}}, province())
	s := m.outputs[0]
	if l := m.layers(s); l.Units.Mode != modeTiles || l.Sites.Mode != modeTiles {
		t.Errorf("%v, %v", l.Units, l.Sites)
	}
	for path := range s.gaps.value.byPath {
		c, err := m.data(context.Background(), "tiles/"+s.id+"/gaps/"+path+"/0/0/0.mvt", "")
		if err != nil || len(c.body) == 0 {
			t.Errorf("%s: %d bytes, %v", path, len(c.body), err)
		}
	}
	for _, bad := range []string{"units/13/0/0.mvt", "units/1/2/0.mvt", "units/-1/0/0.mvt", "units/00/0/0.mvt", "units/0/0/0.png", "gaps/0/0/0.mvt", "gaps/mobile/9g/any/0/0/0.mvt", "roads/0/0/0.mvt", "0/0/0.mvt", "units/99999999999999999999/0/0.mvt"} {
		if _, err := m.data(context.Background(), "tiles/"+s.id+"/"+bad, ""); err != errNotFound {
			t.Errorf("%s: %v", bad, err)
		}
	}
}

// TestShapes: what is packed comes back with its seven decimals, and bytes cut short
// are told, whatever they are.
func TestShapes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		vertex := rapid.Custom(func(t *rapid.T) orb.Point {
			return orb.Point{geo.E7(rapid.Int64Range(-1_800_000_000, 1_800_000_000).Draw(t, "x")).Degrees(), geo.E7(rapid.Int64Range(-900_000_000, 900_000_000).Draw(t, "y")).Degrees()}
		})
		ring := rapid.Custom(func(t *rapid.T) orb.Ring { return rapid.SliceOfN(vertex, 1, 9).Draw(t, "ring") })
		polygon := rapid.Custom(func(t *rapid.T) orb.Polygon { return rapid.SliceOfN(ring, 1, 3).Draw(t, "rings") })
		mp := orb.MultiPolygon(rapid.SliceOfN(polygon, 0, 3).Draw(t, "polygons"))
		packed := appendShape(nil, mp)
		got, ok := readShape(packed)
		if !ok || !got.Equal(mp) {
			t.Fatalf("%v comes back as %v", mp, got)
		}
		if n := rapid.IntRange(0, len(packed)-1).Draw(t, "cut"); n < len(packed) {
			if _, ok := readShape(packed[:n]); ok {
				t.Fatalf("%d of %d bytes are read as whole", n, len(packed))
			}
		}
	})
}

// TestInside: the place of a label lies in its unit.
func TestInside(t *testing.T) {
	horseshoe := orb.Polygon{{{0, 0}, {10, 0}, {10, 10}, {8, 10}, {8, 2}, {2, 2}, {2, 10}, {0, 10}, {0, 0}}}
	ring := orb.Polygon{{{0, 0}, {10, 0}, {10, 10}, {0, 10}, {0, 0}}, {{1, 1}, {1, 9}, {9, 9}, {9, 1}, {1, 1}}}
	for _, p := range []orb.Polygon{horseshoe, ring} {
		at := inside(orb.MultiPolygon{p})
		c := crossings(p, at[1])
		ok := false
		for i := 1; i < len(c); i += 2 {
			ok = ok || c[i-1] < at[0] && at[0] < c[i]
		}
		if !ok {
			t.Errorf("%v lies outside, between %v", at, c)
		}
	}
	s := open(t, Options{}, province()).outputs[0]
	for i, mp := range s.shapes.boundaries {
		if len(mp) > 0 && !s.shapes.bounds[i].Contains(s.shapes.points[i]) {
			t.Errorf("unit %d: %v lies outside", i, s.shapes.points[i])
		}
	}
}

func TestWords(t *testing.T) {
	for _, c := range []struct {
		plain string
		want  string
	}{{"12.345", "12.34"}, {"12.300", "12.3"}, {"12.001", "12"}, {"0.0004", "0.0004"}, {"0.00049", "0.0004"}, {"-0.001", "-0.001"}, {"7", "7"}, {"99.999", "99.99"}} {
		if got := cut(c.plain, 2); got != c.want {
			t.Errorf("%s is cut to %s, want %s", c.plain, got, c.want)
		}
	}
	if got := people(coverage.One / 2); got.VI != "dưới 1" {
		t.Errorf("half a person is %q", got.VI)
	}
	if got := people(coverage.Whole(1234) + 999_999); got.VI != "1.234" || got.EN != "1,234" {
		t.Errorf("%v", got)
	}
	if got := shortDB(3.01); got.VI != "3,1 dB" {
		t.Errorf("3.01 dB short is %q", got.VI)
	}
	if got := atLeast(math.Nextafter(70, 0)); got.VI != "70 m" {
		t.Errorf("just below 70 m is %q", got.VI)
	}
	if got := atLeast(70.01); got.VI != "80 m" {
		t.Errorf("70.01 m is %q", got.VI)
	}
	for in, want := range map[string]string{"..": "-..", "a/b": "a-b", "Viettel": "Viettel", "": "-", "4g+": "4g+", "Điện lực": "Điện-lực", "\xff": "-"} {
		if got := slug(in); got != want {
			t.Errorf("%q is %q, want %q", in, got, want)
		}
	}
}
