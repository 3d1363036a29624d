package geojson

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"phusong/geo"
	"phusong/geo/encoding/decimal"
	"phusong/geo/feature"
)

func write(t testing.TB, g orb.Geometry, properties ...Property) string {
	t.Helper()
	var b bytes.Buffer
	w := NewWriter(&b, WriterOptions{})
	if err := w.Write(g, properties); err != nil {
		t.Fatalf("writing %v: %v", g, err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestWriterText(t *testing.T) {
	var b bytes.Buffer
	w := NewWriter(&b, WriterOptions{Name: "gaps", Members: []Property{{"criterion", "4g:outdoor-110"}, {"total", 5}}})
	steps := []struct {
		id         any
		g          orb.Geometry
		properties []Property
	}{
		{nil, orb.Point{106.45030000000001, -0.00000001}, []Property{
			{"code", "00097"}, {"n", 97}, {"i64", int64(-5)}, {"f", 0.1}, {"tiny", 1e-9}, {"zero", math.Copysign(0, -1)},
			{"percent", Number("97.500000")}, {"none", nil}, {"yes", true}, {"list", Raw(`[1, 2]`)}, {"text", "Đường \"5\"\n<&>"},
		}},
		{"x", nil, nil},
		{7, orb.Polygon{{{0, 0}, {0, 1}, {1, 1}, {0, 0}}, {{.1, .2}, {.3, .4}, {.1, .4}, {.1, .2}}}, nil},
		{Number("12345678901234567890"), orb.Ring{{0, 0}, {1, 0}, {1, 1}}, nil},
		{nil, orb.Bound{Min: orb.Point{-180, -90}, Max: orb.Point{180, 90}}, nil},
		{nil, orb.MultiPoint{}, nil},
		{nil, orb.Collection{orb.LineString{{1, 2}, {3, 4}}, orb.MultiLineString{{{1, 2}, {3, 4}}}, orb.MultiPolygon{}}, nil},
	}
	for _, s := range steps {
		if err := w.WriteID(s.id, s.g, s.properties); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	want := `{"type":"FeatureCollection","name":"gaps","criterion":"4g:outdoor-110","total":5,"features":[
{"type":"Feature","properties":{"code":"00097","n":97,"i64":-5,"f":0.1,"tiny":1e-09,"zero":0,"percent":97.500000,"none":null,"yes":true,"list":[1,2],"text":"Đường \"5\"\n<&>"},"geometry":{"type":"Point","coordinates":[106.4503,0]}},
{"type":"Feature","id":"x","properties":{},"geometry":null},
{"type":"Feature","id":7,"properties":{},"geometry":{"type":"Polygon","coordinates":[[[0,0],[1,1],[0,1],[0,0]],[[0.1,0.2],[0.1,0.4],[0.3,0.4],[0.1,0.2]]]}},
{"type":"Feature","id":12345678901234567890,"properties":{},"geometry":{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,0]]]}},
{"type":"Feature","properties":{},"geometry":{"type":"Polygon","coordinates":[[[-180,-90],[180,-90],[180,90],[-180,90],[-180,-90]]]}},
{"type":"Feature","properties":{},"geometry":{"type":"MultiPoint","coordinates":[]}},
{"type":"Feature","properties":{},"geometry":{"type":"GeometryCollection","geometries":[{"type":"LineString","coordinates":[[1,2],[3,4]]},{"type":"MultiLineString","coordinates":[[[1,2],[3,4]]]},{"type":"MultiPolygon","coordinates":[]}]}}
]}
`
	if diff := cmp.Diff(want, b.String()); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if !json.Valid(b.Bytes()) {
		t.Error("not valid JSON")
	}
}

func TestWriterEmpty(t *testing.T) {
	var b bytes.Buffer
	w := NewWriter(&b, WriterOptions{})
	if err := errors.Join(w.Close(), w.Close()); err != nil {
		t.Fatal(err)
	}
	if got := readAll(t, b.String()); len(got) != 0 {
		t.Errorf("got %d features, want 0", len(got))
	}
	if err := w.Write(nil, nil); err == nil {
		t.Error("write after close: got no error")
	}
}

// TestWriterRefuses: a refused feature leaves no trace.
func TestWriterRefuses(t *testing.T) {
	nan := math.NaN()
	tests := []struct {
		g     orb.Geometry
		value any
		want  string
	}{
		{orb.Point{nan, 1}, nil, "not on the globe"},
		{orb.Point{1, math.Inf(1)}, nil, "not on the globe"},
		{orb.Point{585123, 1164001}, nil, "not on the globe"},
		{orb.LineString{{1, 2}, {1, nan}}, nil, "not on the globe"},
		{orb.MultiPolygon{{{{0, 0}, {1, 0}, {1, nan}, {0, 0}}}}, nil, "not on the globe"},
		{orb.LineString{{1, 2}}, nil, "needs 2"},
		{orb.Polygon{{{0, 0}, {1, 1}, {0, 0}}}, nil, "needs 4"},
		{orb.Polygon{{}}, nil, "needs 4"},
		{orb.Collection{orb.Point{nan, 0}}, nil, "not on the globe"},
		{nil, nan, "NaN"},
		{nil, math.Inf(-1), "-Inf"},
		{nil, "B\xecnh", "UTF-8"},
		{nil, Number("1,5"), "not a JSON number"},
		{nil, Number("NaN"), "not a JSON number"},
		{nil, Number(""), "not a JSON number"},
		{nil, Raw("[1"), "not a JSON value"},
		{nil, []int{1}, "type []int"},
	}
	var b bytes.Buffer
	w := NewWriter(&b, WriterOptions{})
	for _, tt := range tests {
		err := w.Write(tt.g, []Property{{"v", tt.value}})
		if err == nil || !strings.Contains(err.Error(), tt.want) || !strings.Contains(err.Error(), "feature 1") {
			t.Errorf("%v %v: got %v, want an error about feature 1 with %q", tt.g, tt.value, err, tt.want)
		}
	}
	for _, err := range []error{
		w.Write(nil, []Property{{"a", 1}, {"a", 2}}),
		w.Write(nil, []Property{{"\xff", 1}}),
		w.WriteID(1.5, nil, nil),
		NewWriter(io.Discard, WriterOptions{Members: []Property{{"crs", "x"}}}).Close(),
	} {
		if err == nil {
			t.Error("got no error")
		}
	}
	if err := errors.Join(w.Write(orb.Point{1, 2}, nil), w.Close()); err != nil {
		t.Fatal(err)
	}
	if got := readAll(t, b.String()); len(got) != 1 {
		t.Errorf("got %d features, want 1", len(got))
	}
}

type fullDisk struct{}

func (fullDisk) Write([]byte) (int, error) { return 0, errors.New("no space left") }

func TestWriterKeepsIOError(t *testing.T) {
	w := NewWriter(fullDisk{}, WriterOptions{})
	var err error
	for range 10_000 {
		err = w.Write(orb.Point{1, 2}, []Property{{"a", "some text to fill the buffer"}})
	}
	if err == nil || w.Close() == nil || !strings.Contains(err.Error(), "no space") {
		t.Errorf("got %v, want the error of the disk", err)
	}
}

// TestE7Text compares the integer formatting with strconv on the same decimals.
func TestE7Text(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e := geo.E7(rapid.Int32Range(-1_800_000_000, 1_800_000_000).Draw(t, "e7"))
		want := strconv.FormatFloat(e.Degrees(), 'f', -1, 64)
		if got := string(decimal.AppendE7(nil, e)); got != want {
			t.Fatalf("%d: got %s, want %s", e, got, want)
		}
		if back, ok := parseNumber([]byte(want)); !ok || back != e.Degrees() {
			t.Fatalf("%s: read back as %v, want %v", want, back, e.Degrees())
		}
	})
}

// TestParseNumber compares the fast path with strconv, bit by bit.
func TestParseNumber(t *testing.T) {
	number := rapid.StringMatching(`-?(0|[1-9][0-9]{0,18})(\.[0-9]{1,20})?([eE][+-]?[0-9]{1,3})?`)
	rapid.Check(t, func(t *rapid.T) {
		text := number.Draw(t, "number")
		want, err := strconv.ParseFloat(text, 64)
		got, ok := parseNumber([]byte(text))
		if ok != (err == nil) || math.Float64bits(got) != math.Float64bits(want) {
			t.Fatalf("%s: got %v %v, want %v %v", text, got, ok, want, err)
		}
	})
	for _, text := range []string{"0", "-0", "-0.0", "0.000000000000001", "999999999999999", "-179.999999999999", "1e0", "123456789012345678"} {
		want, _ := strconv.ParseFloat(text, 64)
		if got, _ := parseNumber([]byte(text)); math.Float64bits(got) != math.Float64bits(want) {
			t.Errorf("%s: got %v, want %v", text, got, want)
		}
	}
}

func drawPoints(t *rapid.T, least, most int) []orb.Point {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) orb.Point {
		lon := geo.E7(rapid.Int32Range(-1_800_000_000, 1_800_000_000).Draw(t, "lon"))
		lat := geo.E7(rapid.Int32Range(-900_000_000, 900_000_000).Draw(t, "lat"))
		return orb.Point{lon.Degrees(), lat.Degrees()}
	}), least, most).Draw(t, "points")
}

// drawRing draws a closed ring as the writer would turn it.
func drawRing(t *rapid.T, outer bool) orb.Ring {
	ring := orb.Ring(drawPoints(t, 3, 8))
	if ring[0] == ring[len(ring)-1] && len(ring) < 4 {
		ring = append(ring[:len(ring)-1], orb.Point{1, 1}, orb.Point{2, 1})
	}
	if ring[0] != ring[len(ring)-1] {
		ring = append(ring, ring[0])
	}
	if s := feature.Orientation(ring); s != 0 && (s > 0) != outer {
		slices.Reverse(ring)
	}
	return ring
}

func drawPolygon(t *rapid.T) orb.Polygon {
	p := orb.Polygon{}
	for i := range rapid.IntRange(0, 3).Draw(t, "rings") {
		p = append(p, drawRing(t, i == 0))
	}
	return p
}

func drawGeometry(t *rapid.T, depth int) orb.Geometry {
	switch rapid.IntRange(0, 7).Draw(t, "type") {
	case 0:
		return orb.Point(drawPoints(t, 1, 1)[0])
	case 1:
		return orb.MultiPoint(drawPoints(t, 0, 4))
	case 2:
		return orb.LineString(drawPoints(t, 2, 4))
	case 3:
		return orb.MultiLineString{drawPoints(t, 2, 3), drawPoints(t, 2, 3)}
	case 4:
		return drawPolygon(t)
	case 5:
		return orb.MultiPolygon{drawPolygon(t), drawPolygon(t)}
	case 6:
		if depth < 3 {
			return orb.Collection{drawGeometry(t, depth+1), drawGeometry(t, depth+1)}
		}
	}
	if depth > 0 {
		return orb.Collection{}
	}
	return nil
}

func drawProperties(t *rapid.T) []Property {
	var out []Property
	for i := range rapid.IntRange(0, 5).Draw(t, "properties") {
		var v any
		switch rapid.IntRange(0, 4).Draw(t, "kind") {
		case 0:
			v = rapid.StringMatching(`[ -~ăâđêôơưỳ\n\t"\\]{0,10}`).Draw(t, "text")
		case 1:
			v = rapid.Bool().Draw(t, "bool")
		case 2:
			v = Number(strconv.FormatInt(rapid.Int64().Draw(t, "int"), 10))
		case 3:
			v = Number(rapid.StringMatching(`-?[1-9][0-9]{0,25}\.[0-9]{1,20}`).Draw(t, "decimal"))
		}
		out = append(out, Property{fmt.Sprint("p", i), v})
	}
	return out
}

// TestRoundTrip: what is written reads back the same, and writes the same bytes again.
func TestRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var first, second bytes.Buffer
		w, again := NewWriter(&first, WriterOptions{}), NewWriter(&second, WriterOptions{})
		type item struct {
			g          orb.Geometry
			properties []Property
		}
		var items []item
		for range rapid.IntRange(0, 4).Draw(t, "features") {
			it := item{drawGeometry(t, 0), drawProperties(t)}
			items = append(items, it)
			if err := w.Write(it.g, it.properties); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		r := NewReader(&first, Limits{})
		text := first.String()
		for i, it := range items {
			f, err := r.Next()
			if err != nil {
				t.Fatalf("%s\n%v", text, err)
			}
			if diff := cmp.Diff(it.g, f.Geometry); diff != "" {
				t.Fatalf("feature %d of %s\n-want +got:\n%s", i+1, text, diff)
			}
			if got := f.Properties.List(); !slices.Equal(got, it.properties) {
				t.Fatalf("feature %d: got %v, want %v", i+1, got, it.properties)
			}
			if f.Line != i+2 {
				t.Fatalf("feature %d: got line %d, want %d", i+1, f.Line, i+2)
			}
			if err := again.Write(f.Geometry, f.Properties.List()); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := r.Next(); err != io.EOF {
			t.Fatalf("after the last: got %v, want EOF", err)
		}
		if err := again.Close(); err != nil {
			t.Fatal(err)
		}
		if second.String() != text {
			t.Fatalf("second writing differs:\n%s\n%s", text, second.String())
		}
	})
}

// TestOgrinfo has GDAL count what was written.
func TestOgrinfo(t *testing.T) {
	ogrinfo, err := exec.LookPath("ogrinfo")
	if err != nil {
		t.Skip("ogrinfo (gdal-bin) is not installed")
	}
	path := filepath.Join(t.TempDir(), "out.geojson")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	w := NewWriter(f, WriterOptions{Name: "gaps", Members: []Property{{"criterion", "x"}}})
	polygon := orb.Polygon{{{106, 10}, {107, 10}, {107, 11}, {106, 10}}}
	err = errors.Join(
		w.Write(polygon, []Property{{"code", "00097"}, {"percent", Number("97.500000")}, {"name", "Cần Đước"}}),
		w.Write(orb.MultiPolygon{polygon}, []Property{{"code", "00098"}, {"percent", nil}, {"name", "Cần Giuộc"}}),
		w.Write(nil, nil), w.Close(), f.Close())
	if err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(ogrinfo, "-al", "-ro", path).CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for _, want := range []string{"Layer name: gaps", "Feature Count: 3", "code: String", "percent: Real", "Cần Đước", "POLYGON ((106 10,107 10,107 11,106 10))", "00097", "WGS 84"} {
		if !strings.Contains(string(out), want) {
			t.Errorf("ogrinfo does not say %q:\n%s", want, out)
		}
	}
}

// FuzzReader: no panic, no endless loop, limits hold, and what was read can be
// written and reads back the same.
func FuzzReader(f *testing.F) {
	f.Add([]byte(`{"type":"FeatureCollection","features":[` + pointA + ",\n" + pointB + "]}"))
	f.Add([]byte(pointA + "\n\x1e" + pointB))
	f.Add([]byte(zipped(pointA)))
	f.Add([]byte("\ufeff" + `{"features":[{"type":"Feature","geometry":{"coordinates":[[[[1,2,3],[3,4,5,6]]],[[]]],"type":"MultiPolygon"}}],"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:OGC:1.3:CRS84"}}}`))
	f.Add([]byte(`{"type":"GeometryCollection","geometries":[{"type":"Point","coordinates":[]},{"type":"Polygon","coordinates":[[[1e1,2E-1],[3,4]]]}]}`))
	f.Add([]byte(`{"level2s":[{"coordinates":[[1,2]]}],"type":"Polygon","coordinates":[]}`))
	f.Add([]byte(`[1,{"a":[null]}] "x" {"type":"Feature","id":1e400,"properties":{"a":{"b":[1, 2]},"c":"\ud800"}}`))
	limits := Limits{MaxBytes: 1 << 20, MaxFeatures: 100, MaxVertices: 2000, MaxDepth: 30, MaxPropertyBytes: 10_000}
	f.Fuzz(func(t *testing.T, data []byte) {
		features, rejected, err := drain(t, NewReader(bytes.NewReader(data), limits))
		if len(features)+len(rejected) > limits.MaxFeatures {
			t.Fatalf("got %d features, limit %d", len(features)+len(rejected), limits.MaxFeatures)
		}
		var re *ReadError
		if err != nil && !errors.As(err, &re) {
			t.Fatalf("got %T %v, want a *ReadError", err, err)
		}
		for _, feature := range features {
			var b bytes.Buffer
			w := NewWriter(&b, WriterOptions{})
			if w.Write(feature.Geometry, feature.Properties.List()) != nil {
				continue // rings too short, say
			}
			if err := w.Close(); err != nil {
				t.Fatal(err)
			}
			back := readAll(t, b.String())
			if len(back) != 1 || back[0].Properties.Len() != feature.Properties.Len() {
				t.Fatalf("%s\nread back as %v", b.String(), back)
			}
			if again := write(t, back[0].Geometry, back[0].Properties.List()...); again != b.String() {
				t.Fatalf("got %s, want %s", again, b.String())
			}
		}
	})
}
