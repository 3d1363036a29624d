package geojson

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"
)

// drain reads to the end; rejected features are returned apart.
func drain(t testing.TB, r *Reader) (features []Feature, rejected []*FeatureError, err error) {
	t.Helper()
	for {
		f, err := r.Next()
		var fe *FeatureError
		switch {
		case err == io.EOF:
			return features, rejected, nil
		case errors.As(err, &fe):
			if f.Geometry != nil || f.Number != fe.Number {
				t.Errorf("rejected feature: got %+v beside %v", f, fe)
			}
			rejected = append(rejected, fe)
		case err != nil:
			if _, again := r.Next(); again != err {
				t.Errorf("second Next: got %v, want the same error %v", again, err)
			}
			return features, rejected, err
		default:
			features = append(features, f)
		}
	}
}

func readAll(t testing.TB, text string) []Feature {
	t.Helper()
	features, rejected, err := drain(t, NewReader(strings.NewReader(text), Limits{}))
	if err != nil || len(rejected) > 0 {
		t.Fatalf("reading %.200s: %v %v", text, rejected, err)
	}
	return features
}

func zipped(text string) string {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	w.Write([]byte(text))
	w.Close()
	return b.String()
}

const (
	pointA = `{"type":"Feature","id":"a","properties":{"code":"00097","n":97},"geometry":{"type":"Point","coordinates":[106.4503,10.45034]}}`
	pointB = `{"type":"Feature","properties":null,"geometry":null}`
)

func TestContainers(t *testing.T) {
	collection := `{"type":"FeatureCollection","features":[` + pointA + "," + pointB + `]}`
	tests := []struct {
		name, text string
		lines      []int
	}{
		{"collection", collection, []int{1, 1}},
		{"pretty", "{\n\"type\":\"FeatureCollection\",\n\"features\":[\n" + pointA + ",\n\n" + pointB + "\n]\n}\n", []int{4, 6}},
		{"crlf", "{\r\n\"features\":[\r\n" + pointA + ",\r\n" + pointB + "],\"type\":\"FeatureCollection\"}", []int{3, 4}},
		{"type and crs last", `{"features":[` + pointA + "," + pointB + `],"crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:OGC:1.3:CRS84"}},"type":"FeatureCollection"}`, []int{1, 1}},
		{"foreign members", `{"type":"FeatureCollection","meta":{"features":[1,[2]],"x":"y"},"bbox":[1,2,3,4],"features":[` + pointA + "," + pointB + `],"more":[[[]]]}`, []int{1, 1}},
		{"newline delimited", pointA + "\n" + pointB + "\n", []int{1, 2}},
		{"newline delimited, no last newline", pointA + "\n\n" + pointB, []int{1, 3}},
		{"text sequence", "\x1e" + pointA + "\n\x1e" + pointB + "\n", []int{1, 2}},
		{"bom", "\ufeff" + collection, []int{1, 1}},
		{"gzip", zipped(collection), []int{1, 1}},
		{"gzip, two members", zipped(pointA) + zipped("\n"+pointB), []int{1, 2}},
		{"gzip of bom", zipped("\ufeff" + collection), []int{1, 1}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := readAll(t, tt.text)
			if len(got) != 2 {
				t.Fatalf("got %d features, want 2", len(got))
			}
			if got[0].Geometry != orb.Geometry(orb.Point{106.4503, 10.45034}) || got[1].Geometry != nil {
				t.Errorf("geometries: got %v %v", got[0].Geometry, got[1].Geometry)
			}
			if got[0].ID != "a" || got[1].ID != "" {
				t.Errorf("ids: got %q %q", got[0].ID, got[1].ID)
			}
			for i, f := range got {
				if f.Number != i+1 || f.Line != tt.lines[i] {
					t.Errorf("feature %d: got number %d line %d, want line %d", i+1, f.Number, f.Line, tt.lines[i])
				}
				if tt.name != "bom" && !strings.HasPrefix(tt.name, "gzip") && !strings.HasPrefix(tt.text[f.Offset:], `{"type":"Feature"`) {
					t.Errorf("feature %d: offset %d points at %.20q", i+1, f.Offset, tt.text[f.Offset:])
				}
			}
		})
	}
}

func TestGeometries(t *testing.T) {
	ring := orb.Ring{{0, 0}, {1, 0}, {1, 1}, {0, 0}}
	hole := orb.Ring{{.5, .1}, {.6, .2}, {.6, .1}, {.5, .1}}
	const ringText, holeText = `[[0,0],[1,0],[1,1],[0,0]]`, `[[0.5,0.1],[6e-1,0.2],[0.6,0.1],[0.5,1E-1]]`
	tests := []struct {
		text string
		want orb.Geometry
	}{
		{`{"type":"Point","coordinates":[26.741094495078659,-0.0000001]}`, orb.Point{26.741094495078659, -1e-7}},
		{`{"coordinates":[1,2,3.5],"type":"Point"}`, orb.Point{1, 2}},
		{`{"type":"Point","coordinates":[1,2,3,4]}`, orb.Point{1, 2}},
		{`{"type":"Point","coordinates":[]}`, orb.MultiPoint{}},
		{`{"type":"MultiPoint","coordinates":[[1,2],[3,4]]}`, orb.MultiPoint{{1, 2}, {3, 4}}},
		{`{"type":"MultiPoint","coordinates":[]}`, orb.MultiPoint{}},
		{`{"type":"LineString","coordinates":[[1,2],[3,4]]}`, orb.LineString{{1, 2}, {3, 4}}},
		{`{"type":"LineString","coordinates":[]}`, orb.LineString{}},
		{`{"type":"MultiLineString","coordinates":[[[1,2],[3,4]],[]]}`, orb.MultiLineString{{{1, 2}, {3, 4}}, {}}},
		{`{"type":"Polygon","coordinates":[` + ringText + `,` + holeText + `]}`, orb.Polygon{ring, hole}},
		{`{"type":"Polygon","coordinates":[]}`, orb.Polygon{}},
		{`{"type":"Polygon","coordinates":[[]]}`, orb.Polygon{{}}},
		{`{"coordinates":[[],[` + ringText + `],[` + ringText + `,` + holeText + `]],"type":"MultiPolygon"}`, orb.MultiPolygon{{}, {ring}, {ring, hole}}},
		{`{"type":"MultiPolygon","coordinates":[]}`, orb.MultiPolygon{}},
		{`{"type":"GeometryCollection","geometries":[{"type":"Point","coordinates":[1,2]},{"geometries":[],"type":"GeometryCollection"}]}`, orb.Collection{orb.Point{1, 2}, orb.Collection{}}},
		{`{"type":"GeometryCollection","geometries":[]}`, orb.Collection{}},
		{`{"type":"Point","coordinates":[180.00000001,-90]}`, orb.Point{180.00000001, -90}},
	}
	for _, tt := range tests {
		for _, text := range []string{
			tt.text,
			`{"geometry":` + tt.text + `,"type":"Feature","properties":{}}`,
			`{"type":"FeatureCollection","features":[{"type":"Feature","geometry":` + strings.ReplaceAll(tt.text, ",", " ,\n") + `}]}`,
		} {
			got := readAll(t, text)
			if len(got) != 1 {
				t.Fatalf("%s: got %d features, want 1", text, len(got))
			}
			if diff := cmp.Diff(tt.want, got[0].Geometry); diff != "" {
				t.Errorf("%s (-want +got):\n%s", text, diff)
			}
			hasZ := strings.Contains(tt.text, "1,2,3")
			if got[0].HasZ != hasZ || got[0].HasM != strings.Contains(tt.text, "3,4]}") && hasZ {
				t.Errorf("%s: got HasZ %v HasM %v", text, got[0].HasZ, got[0].HasM)
			}
		}
	}
}

func TestRingsDoNotShareGrowth(t *testing.T) {
	f := readAll(t, `{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,0]],[[5,5],[6,5],[6,6],[5,5]]]}`)
	p := f[0].Geometry.(orb.Polygon)
	_ = append(p[0], orb.Point{9, 9})
	if p[1][0] != (orb.Point{5, 5}) {
		t.Errorf("appending to ring 1 changed ring 2: got %v", p[1])
	}
}

// TestRealFiles compares counts with each folder's SOURCE.md.
func TestRealFiles(t *testing.T) {
	tests := []struct {
		file                         string
		features, vertices, rejected int
	}{
		{"vn-communes-2025/communes_2025.geojson.gz", 3321, 451300, 0},
		{"vn-communes-2025/province_80.geojson.gz", 96, 0, 0},
		{"vn-communes-2025/province_52.geojson.gz", 135, 0, 0},
		{"vn-communes-2025/province_56.geojson.gz", 65, 0, 0},
		{"vn-communes-old/communes_2008_2018.geojson.gz", 11163, 275194, 0},
		{"vn-communes-old/province_80.geojson.gz", 192, 0, 0},
		{"vn-communes-old/province_52.geojson.gz", 159, 0, 0},
		{"vn-communes-old/province_56.geojson.gz", 137, 0, 0},
		{"cells/tartu_celltowers_edu.geojson.gz", 1996, 1996, 0},
		{"cells/tartu_districts_edu.geojson.gz", 18, 0, 0},
	}
	for _, tt := range tests {
		t.Run(filepath.Base(tt.file), func(t *testing.T) {
			features, rejected, err := drain(t, NewReader(openShared(t, tt.file), Limits{}))
			if err != nil || len(rejected) != tt.rejected {
				t.Fatalf("got %d rejected (%v), error %v", len(rejected), rejected, err)
			}
			vertices := 0
			for _, f := range features {
				vertices += countVertices(f.Geometry)
			}
			t.Logf("%d features, %d vertices", len(features), vertices)
			if tt.features > 0 && len(features) != tt.features {
				t.Errorf("got %d features, want %d", len(features), tt.features)
			}
			if tt.vertices > 0 && vertices != tt.vertices {
				t.Errorf("got %d vertices, want %d", vertices, tt.vertices)
			}
		})
	}
}

// TestOtherJSON: an outline with its districts nested inside is no GeoJSON, though
// it has a type and coordinates.
func TestOtherJSON(t *testing.T) {
	for _, code := range []string{"52", "56", "58", "64", "72", "80"} {
		features, rejected, err := drain(t, NewReader(openShared(t, "vn-districts-old/"+code+".json.gz"), Limits{}))
		if err == nil || len(features)+len(rejected) > 0 || !strings.Contains(err.Error(), "not GeoJSON") {
			t.Errorf("%s: got %d features, error %v", code, len(features), err)
		}
		t.Log(err)
	}
}

func openShared(t testing.TB, name string) io.Reader {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("../../../../shared/data", name))
	if err != nil {
		t.Skipf("no shared data: %v", err)
	}
	return bytes.NewReader(data)
}

func countVertices(g orb.Geometry) int {
	n := 0
	switch g := g.(type) {
	case orb.Point:
		return 1
	case orb.Polygon:
		for _, r := range g {
			n += len(r)
		}
	case orb.MultiPolygon:
		for _, p := range g {
			n += countVertices(p)
		}
	case orb.MultiPoint:
		return len(g)
	}
	return n
}

func ExampleReader() {
	const text = `{"type":"FeatureCollection","features":[
{"type":"Feature","properties":{"code":"28243"},"geometry":{"type":"Point","coordinates":[106.4503,10.45034]}},
{"type":"Feature","properties":{"code":"28244"},"geometry":{"type":"Point","coordinates":["106.4","10.4"]}}
]}`
	r := NewReader(strings.NewReader(text), Limits{})
	for {
		f, err := r.Next()
		if err == io.EOF {
			break
		}
		var rejected *FeatureError
		if errors.As(err, &rejected) {
			fmt.Println("rejected:", rejected)
			continue
		}
		if err != nil {
			fmt.Println(err)
			break
		}
		code, _ := f.Properties.String("code")
		fmt.Println(code, f.Geometry)
	}
	// Output:
	// 28243 [106.4503 10.45034]
	// rejected: feature 2 (line 3, byte 153): geometry.coordinates: holds a string, numbers expected
}

func TestProperties(t *testing.T) {
	f := readAll(t, `{"type":"Feature","id":12345678901234567890,"properties":{
		"code":"00097","n":97,"f":97.50,"e":1e3,"big":12345678901234567890,"s":"12.5","comma":"12,5","no":null,"yes":true,
		"list":[ 1, {"a": "b c"} ],"hex":"0x10","inf":"Infinity","X\u0061\u0303":"Xa\u0303","esc":"a\"\n\u00e9"}}`)[0]
	if f.ID != "12345678901234567890" {
		t.Errorf("id: got %q", f.ID)
	}
	type row struct {
		text string
		ok   bool
		f    float64
		num  bool
	}
	for name, want := range map[string]row{
		"code": {"00097", true, 97, false}, "n": {"97", true, 97, true}, "f": {"97.50", true, 97.5, true},
		"e": {"1e3", true, 1000, true}, "big": {"12345678901234567890", true, 12345678901234567890, true},
		"s": {"12.5", true, 12.5, true}, "comma": {"12,5", true, 0, false}, "no": {"", false, 0, false},
		"yes": {"true", true, 0, false}, "list": {`[1,{"a":"b c"}]`, true, 0, false}, "hex": {"0x10", true, 0, false},
		"inf": {"Infinity", true, 0, false}, "missing": {"", false, 0, false},
		"X\u00e3": {"X\u00e3", true, 0, false}, "Xa\u0303": {"X\u00e3", true, 0, false}, "esc": {"a\"\n\u00e9", true, 0, false},
	} {
		text, ok := f.Properties.String(name)
		if text != want.text || ok != want.ok {
			t.Errorf("String(%q): got %q %v, want %q %v", name, text, ok, want.text, want.ok)
		}
		// A string with leading zeros is a code, not JSON's spelling of a number.
		if name == "code" {
			want.f = 0
		}
		if got, num := f.Properties.Float(name); got != want.f || num != want.num {
			t.Errorf("Float(%q): got %v %v, want %v %v", name, got, num, want.f, want.num)
		}
	}
	want := []string{"code", "n", "f", "e", "big", "s", "comma", "no", "yes", "list", "hex", "inf", "X\u00e3", "esc"}
	if got := f.Properties.Names(); !slices.Equal(got, want) {
		t.Errorf("Names: got %q, want %q", got, want)
	}
	for id, want := range map[string]string{`"x"`: "x", `null`: "", `1e5`: "1e5", `true`: "true", `{"a": 1}`: `{"a":1}`, `""`: ""} {
		if got := readAll(t, `{"type":"Feature","id":`+id+`}`)[0].ID; got != want {
			t.Errorf("id %s: got %q, want %q", id, got, want)
		}
	}
}
