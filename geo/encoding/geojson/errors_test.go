package geojson

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"strings"
	"testing"
)

func TestRejectedFeatures(t *testing.T) {
	feature := func(geometry string) string {
		return `{"type":"Feature","id":7,"properties":{"code":"x"},"geometry":` + geometry + `}`
	}
	tests := []struct{ text, member, reason string }{
		{feature(`{"type":"Polygon","coordinates":[[0,0],[1,0],[1,1],[0,0]]}`), "geometry.coordinates", "positions 2 deep, a Polygon has them 3 deep"},
		{feature(`{"type":"Polygon","coordinates":[[["0","0"],["1","0"]]]}`), "geometry.coordinates", "a string"},
		{feature(`{"type":"Polygon","coordinates":[[[0,0],[1,"0"],[1,1],[0,0]]]}`), "geometry.coordinates", "position 2 holds a string"},
		{feature(`{"type":"Point","coordinates":[null,null]}`), "geometry.coordinates", "null"},
		{feature(`{"type":"Point","coordinates":null}`), "geometry.coordinates", "is null"},
		{feature(`{"type":"Point","coordinates":[1]}`), "geometry.coordinates", "single number"},
		{feature(`{"type":"LineString","coordinates":[[1,2],[]]}`), "geometry.coordinates", "empty position"},
		{feature(`{"type":"LineString","coordinates":[[],[1,2]]}`), "geometry.coordinates", "empty position"},
		{feature(`{"type":"LineString","coordinates":[[]]}`), "geometry.coordinates", "empty position"},
		{feature(`{"type":"MultiPolygon","coordinates":[[[[]]]]}`), "geometry.coordinates", "empty position"},
		{feature(`{"type":"Polygon","coordinates":[[[[[1,2]]]]]}`), "geometry.coordinates", "more than 4 deep"},
		{feature(`{"type":"Polygon","coordinates":[[[1,2],3]]}`), "geometry.coordinates", "different depths"},
		{feature(`{"type":"LineString","coordinates":[[1,2,[3]]]}`), "geometry.coordinates", "an array"},
		{feature(`{"type":"LineString","coordinates":[1,2,3,4,5,6]}`), "geometry.coordinates", "has 6 numbers"},
		{feature(`{"type":"Point","coordinates":[1e999,2]}`), "geometry.coordinates", "too large"},
		{feature(`{"type":"Point","coordinates":[585123.4,1164001.2]}`), "geometry.coordinates", "reproject"},
		{feature(`{"type":"Point","coordinates":[10.5,106.4]}`), "geometry.coordinates", "swapped"},
		{feature(`{"type":"Point"}`), "geometry.coordinates", "missing"},
		{feature(`{"coordinates":[1,2]}`), "geometry.type", "missing"},
		{feature(`{"type":"point","coordinates":[1,2]}`), "geometry.type", `write "Point"`},
		{feature(`{"type":"Circle","coordinates":[1,2]}`), "geometry.type", "Circle"},
		{feature(`{"type":5,"coordinates":[1,2]}`), "geometry.type", "a number"},
		{feature(`{"type":"Point","coordinates":[1,2],"coordinates":[3,4]}`), "geometry.coordinates", "twice"},
		{feature(`"POINT(1 2)"`), "geometry", "a string"},
		{feature(`{"type":"GeometryCollection"}`), "geometry.geometries", "missing"},
		{feature(`{"type":"GeometryCollection","geometries":{}}`), "geometry.geometries", "an object"},
		{feature(`{"type":"GeometryCollection","geometries":[null]}`), "geometry.geometries[0]", "null"},
		{feature(`{"type":"GeometryCollection","geometries":[{"type":"Point","coordinates":[1,2]},{"type":"Point"}]}`), "geometry.geometries[1].coordinates", "missing"},
		{`{"type":"Feature","id":7,"geometry":null,"geometry":null}`, "geometry", "twice"},
		{`{"type":"Feature","id":7,"properties":[1],"geometry":null}`, "properties", "an array"},
		{`{"type":"Feature","id":7,"properties":{"a":1,"b":2,"a":3}}`, "properties", `"a" stands twice`},
		{`{"id":7,"type":"Point","coordinates":[1,2]}`, "type", "wrap it"},
		{`{"id":7,"attributes":{},"geometry":{"type":"Point","coordinates":[1,2]}}`, "type", "Esri"},
		{`{"id":7}`, "type", "missing"},
		{`{"id":7,"type":"feature"}`, "type", `write "Feature"`},
		{`null`, "", "null"},
		{`[1,[2,3]]`, "", "an array"},
		{`"x"`, "", "a string"},
	}
	for _, tt := range tests {
		text := "{\"type\":\"FeatureCollection\",\"features\":[" + pointA + ",\n" + tt.text + "\n,\n" + pointB + "]}"
		features, rejected, err := drain(t, NewReader(strings.NewReader(text), Limits{}))
		if err != nil || len(features) != 2 || len(rejected) != 1 {
			t.Errorf("%s: got %d features, %d rejected, error %v; want 2, 1, none", tt.text, len(features), len(rejected), err)
			continue
		}
		e := rejected[0]
		if e.Member != tt.member || !strings.Contains(e.Reason, tt.reason) {
			t.Errorf("%s: got %q %q, want %q ...%s...", tt.text, e.Member, e.Reason, tt.member, tt.reason)
		}
		if e.Number != 2 || e.Line != 2 || !strings.HasPrefix(text[e.Offset:], tt.text) {
			t.Errorf("%s: got number %d line %d offset %d (%.10q)", tt.text, e.Number, e.Line, e.Offset, text[e.Offset:])
		}
		if strings.Contains(tt.text, `"id":7`) && e.ID != "7" {
			t.Errorf("%s: got id %q, want 7", tt.text, e.ID)
		}
		if features[1].Line != 4 {
			t.Errorf("%s: next feature: got line %d, want 4", tt.text, features[1].Line)
		}
	}
}

func TestRejectedLineKeepsProperties(t *testing.T) {
	text := pointA + "\n" + `{"type":"Feature","properties":{"code":"28243"},"geometry":{"type":"Point","coordinates":"x"}}` + "\n" + `{"nothing":1}` + "\n7\n" + pointB
	r := NewReader(strings.NewReader(text), Limits{})
	r.Next()
	f, err := r.Next()
	if code, _ := f.Properties.String("code"); code != "28243" || err == nil {
		t.Errorf("got code %q error %v, want 28243 and an error", code, err)
	}
	features, rejected, err := drain(t, r)
	if len(features) != 1 || len(rejected) != 2 || err != nil || rejected[1].Line != 4 {
		t.Errorf("rest: got %d features, %v, %v", len(features), rejected, err)
	}
}

func TestFinalErrors(t *testing.T) {
	collection := `{"type":"FeatureCollection","features":[` + pointA + "," + pointB + `]}`
	gz := zipped(strings.Repeat(pointA+"\n", 1000))
	damaged := []byte(zipped(collection))
	damaged[len(damaged)-6] ^= 0xFF // CRC
	tests := []struct{ name, text, want string }{
		{"empty", "", "empty"},
		{"blank", strings.Repeat(" \n", 100), "empty"},
		{"array", "[1]", "starts with an array"},
		{"string", `"x"`, "starts with a string"},
		{"cut in a feature", collection[:len(collection)-30], "after 1 feature: the text ends in the middle"},
		{"cut before the end", collection[:len(collection)-2], "after 2 features: the text ends in the middle"},
		{"cut gzip", gz[:len(gz)/2], "gzip stream is cut short"},
		{"cut gzip header", gz[:5], "gzip stream is cut short"},
		{"damaged gzip", string(damaged), "gzip stream is damaged"},
		{"gzip, then rubbish", zipped(collection) + "rubbish after the end", "gzip stream is damaged"},
		{"twice gzipped", zipped(gz), "gzipped twice"},
		{"utf-16", "\xff\xfe{\x00}\x00", "UTF-16"},
		{"utf-16 without mark", "{\x00}\x00", "UTF-16"},
		{"latin-1", `{"type":"Feature","properties":{"a":"B` + "\xec" + `nh"}}`, "not valid UTF-8"},
		{"xml", "<kml/>", "XML"},
		{"zip", "PK\x03\x04......", "zip archive"},
		{"geopackage", "SQLite format 3\x00", "SQLite"},
		{"nan", `{"type":"Point","coordinates":[NaN,1]}`, "write null"},
		{"single quotes", `{'type':'Point'}`, "not JSON"},
		{"trailing comma", `{"type":"FeatureCollection","features":[` + pointA + `,]}`, "not JSON"},
		{"second line broken", pointA + "\n{oops}", "line 2, byte"},
		{"separator in a line", pointA + "\x1e" + pointB, "not JSON"},
		{"no type", `{"a":1,"b":{"c":[1]}}`, `not GeoJSON: "type" is missing`},
		{"no type, members named", `{"level1_id":"80","level2s":[]}`, "level1_id, level2s"},
		{"parts inside", `{"type":"MultiPolygon","coordinates":[],"level2s":[{"name":"x","coordinates":[]}]}`, `inside its member "level2s"`},
		{"topojson", `{"type":"Topology","objects":{},"arcs":[]}`, "TopoJSON"},
		{"unknown type", `{"type":"Thing"}`, "Thing"},
		{"no features", `{"type":"FeatureCollection"}`, `no "features"`},
		{"features null", `{"type":"FeatureCollection","features":null}`, `no "features"`},
		{"features without type", `{"features":[]}`, "FeatureCollection"},
		{"features twice", `{"type":"FeatureCollection","features":[],"features":[]}`, "twice"},
		{"geometry with geometry", `{"type":"Point","coordinates":[1,2],"geometry":null}`, `"Feature"`},
		{"crs", `{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::9210"}},"features":[]}`, "EPSG::9210"},
		{"crs after", collection[:len(collection)-1] + `,"crs":{"type":"name","properties":{"name":"EPSG:3405"}}}`, "after 2 features: the file says its coordinates are in \"EPSG:3405\""},
		{"crs in a geometry", `{"type":"Feature","geometry":{"crs":{"type":"name","properties":{"name":"EPSG:3405"}},"type":"Point","coordinates":[1,2]}}`, "EPSG:3405"},
		{"crs of a kind unknown", `{"type":"FeatureCollection","crs":{"wkt":"PROJCS[]"},"features":[]}`, "PROJCS"},
		{"too deep for the decoder", `{"type":"Feature","properties":{"a":` + strings.Repeat("[", 20000), "MaxDepth"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, _, err := drain(t, NewReader(strings.NewReader(tt.text), Limits{}))
			var re *ReadError
			if !errors.As(err, &re) || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want a ReadError with %q", err, tt.want)
			}
			if strings.Contains(tt.name, "cut") && !errors.Is(err, io.ErrUnexpectedEOF) {
				t.Errorf("got %v, want io.ErrUnexpectedEOF inside", err)
			}
		})
	}
	var ce *CRSError
	_, _, err := drain(t, NewReader(strings.NewReader(`{"crs":{"properties":{"code":3405},"type":"EPSG"}}`), Limits{}))
	if !errors.As(err, &ce) || ce.Name != "3405" {
		t.Errorf("got %v, want a CRSError naming 3405", err)
	}
}

func TestCRSNames(t *testing.T) {
	for name, want := range map[string]bool{
		"urn:ogc:def:crs:OGC:1.3:CRS84": true, "urn:ogc:def:crs:OGC::CRS84": true, "OGC:CRS84": true,
		"EPSG:4326": true, "epsg:4326": true, "urn:ogc:def:crs:EPSG::4326": true, "urn:ogc:def:crs:EPSG:9.9.1:4326": true,
		"http://www.opengis.net/def/crs/OGC/1.3/CRS84":     true,
		"http://www.opengis.net/gml/srs/epsg.xml#4326":     true,
		"https://spatialreference.org/ref/epsg/4326/proj4": false,
		"EPSG:4756": false, "EPSG:3405": false, "ESRI:4326": false, "": false, "EPSG:14326": false,
	} {
		if got := isWGS84(name); got != want {
			t.Errorf("isWGS84(%q): got %v, want %v", name, got, want)
		}
	}
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }

// endless repeats text after a head, forever.
func endless(head, text string) io.Reader {
	rest := []byte(head)
	return readerFunc(func(p []byte) (int, error) {
		if len(rest) == 0 {
			rest = bytes.Repeat([]byte(text), 1+4096/len(text))
		}
		n := copy(p, rest)
		rest = rest[n:]
		return n, nil
	})
}

// TestLimits feeds inputs without end: each must be stopped by the limit named.
func TestLimits(t *testing.T) {
	limits := Limits{MaxBytes: 8 << 20, MaxFeatures: 1000, MaxVertices: 1000, MaxDepth: 20, MaxPropertyBytes: 100_000}
	const head = `{"type":"FeatureCollection","features":[`
	tests := []struct{ name, head, repeat, limit string }{
		{"features", head + pointB, "," + pointB, "MaxFeatures"},
		{"lines", "", pointB + "\n", "MaxFeatures"},
		{"strays", head + "1", ",1", "MaxFeatures"},
		{"positions", `{"type":"LineString","coordinates":[[1,2]`, ",[1,2]", "MaxVertices"},
		{"numbers", `{"type":"LineString","coordinates":[[1,2`, ",3", "MaxBytes"},
		{"empty rings", `{"type":"Polygon","coordinates":[[]`, ",[]", "MaxVertices"},
		{"collection", `{"type":"GeometryCollection","geometries":[{}`, ",{}", "MaxVertices"},
		{"nested collection", ``, `{"type":"GeometryCollection","geometries":[`, "MaxDepth"},
		{"nested foreign", `{"a":`, "[", "MaxDepth"},
		{"nested coordinates", `{"coordinates":`, "[", "MaxDepth"},
		{"nested property", `{"properties":{"a":`, "[", "MaxDepth"},
		{"foreign array", `{"a":[1`, ",1", "MaxBytes"},
		{"foreign string", `{"a":"`, "x", "MaxPropertyBytes"},
		{"name", `{"`, "x", "MaxPropertyBytes"},
		{"blanks", `{`, " ", "MaxPropertyBytes"},
		{"line feeds", `{`, "\n", "MaxPropertyBytes"},
		{"number", `{"type":"Point","coordinates":[1`, "1", "MaxPropertyBytes"},
		{"string property", `{"properties":{"a":"`, "x", "MaxPropertyBytes"},
		{"array property", `{"properties":{"a":[1`, ",1", "MaxPropertyBytes"},
		{"properties", `{"properties":{"a":1`, `,"b":1`, "MaxPropertyBytes"},
		{"id", `{"id":[1`, `,1`, "MaxPropertyBytes"},
		{"crs", `{"crs":[1`, `,1`, "MaxPropertyBytes"},
		{"collections", ``, `{"type":"FeatureCollection","features":[]}`, "MaxBytes"},
		{"members", `{"a":1`, `,"a":1`, "MaxBytes"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, _, err := drain(t, NewReader(endless(tt.head, tt.repeat), limits))
			var le *LimitError
			if !errors.As(err, &le) || le.Limit != tt.limit {
				t.Errorf("got %v, want %s", err, tt.limit)
			}
		})
	}
}

func TestGzipBomb(t *testing.T) {
	pr, pw := io.Pipe()
	defer pr.Close()
	go func() {
		w := gzip.NewWriter(pw)
		w.Write([]byte(`{"type":"FeatureCollection","features":[` + pointB))
		block := []byte(strings.Repeat(","+pointB, 1000))
		for {
			if _, err := w.Write(block); err != nil {
				return
			}
		}
	}()
	_, _, err := drain(t, NewReader(pr, Limits{MaxBytes: 4 << 20}))
	var le *LimitError
	if !errors.As(err, &le) || le.Limit != "MaxBytes" {
		t.Errorf("got %v, want MaxBytes", err)
	}
}

func TestMaxBytesIsInclusive(t *testing.T) {
	for extra, want := range map[int64]bool{0: true, 1: true, -1: false} {
		_, _, err := drain(t, NewReader(strings.NewReader(pointA), Limits{MaxBytes: int64(len(pointA)) + extra}))
		if (err == nil) != want {
			t.Errorf("limit of the size %+d: got %v", extra, err)
		}
	}
}

// TestBrokenReader passes the error of the source through.
func TestBrokenReader(t *testing.T) {
	cause := errors.New("disk on fire")
	src := io.MultiReader(strings.NewReader(pointA+"\n"+pointA[:40]), readerFunc(func([]byte) (int, error) { return 0, cause }))
	_, _, err := drain(t, NewReader(src, Limits{}))
	if !errors.Is(err, cause) || !strings.Contains(err.Error(), "after 1 feature") {
		t.Errorf("got %v, want the cause after 1 feature", err)
	}
}

// TestCutAnywhere: every prefix ends in an error, or in fewer features, never in a panic.
func TestCutAnywhere(t *testing.T) {
	text := `{"type":"FeatureCollection","features":[` + pointA + ",\n" + pointB + "]}"
	for n := range len(text) {
		_, _, err := drain(t, NewReader(strings.NewReader(text[:n]), Limits{}))
		if err == nil {
			t.Errorf("cut at %d: got no error", n)
		}
	}
}
