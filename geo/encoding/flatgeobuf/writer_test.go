package flatgeobuf

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gogama/flatgeobuf/flatgeobuf"
	"github.com/gogama/flatgeobuf/packedrtree"
	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"

	"phusong/geo/feature"
)

var areas = feature.Schema{Name: "areas", Title: "Vùng", Description: "areas of a test", Shape: feature.MultiPolygon, Fields: []feature.Field{
	{Name: "code", Title: "Mã", Description: "number as text"}, {Name: "n", Kind: feature.Integer}, {Name: "share", Kind: feature.Real}, {Name: "on_air", Kind: feature.Boolean}}}

func square(k int) orb.Polygon {
	x, y := 106+float64(k%50)*0.02, 10+float64(k/50)*0.02
	ring := func(x, y, side float64) orb.Ring {
		return orb.Ring{{x, y}, {x, y + side}, {x + side, y + side}, {x + side, y}}
	}
	return orb.Polygon{ring(x, y, 0.01), ring(x+0.002, y+0.002, 0.003)}
}

func lattice(n int) iter.Seq2[feature.Feature, error] {
	return func(yield func(feature.Feature, error) bool) {
		for k := range n {
			if !yield(feature.Feature{Geometry: square(k), Values: []any{fmt.Sprintf("%05d", k), int64(k), nil, k%2 == 0}}, nil) {
				return
			}
		}
	}
}

func rowsOf(rows ...feature.Feature) iter.Seq2[feature.Feature, error] {
	return func(yield func(feature.Feature, error) bool) {
		for _, r := range rows {
			if !yield(r, nil) {
				return
			}
		}
	}
}

func written(t *testing.T, s *feature.Schema, rows iter.Seq2[feature.Feature, error]) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, s, rows); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestIndex: the library's reader finds through the index what stands in a window, and nothing
// else; two runs give the same bytes.
func TestIndex(t *testing.T) {
	file := written(t, &areas, lattice(3000))
	if !bytes.Equal(file, written(t, &areas, lattice(3000))) {
		t.Error("two runs give other bytes")
	}
	r := flatgeobuf.NewFileReader(bytes.NewReader(file))
	header, err := r.Header()
	if err != nil || header.FeaturesCount() != 3000 || header.IndexNodeSize() != nodeSize {
		t.Fatalf("%v %+v", err, header)
	}
	found, err := r.IndexSearch(packedrtree.Box{XMin: 106.0205, YMin: 10.0205, XMax: 106.045, YMax: 10.03})
	if err != nil {
		t.Fatal(err)
	}
	if len(found) != 2 {
		t.Errorf("%d features in the window, want 2", len(found))
	}
}

func TestWithoutIndex(t *testing.T) {
	points := feature.Schema{Name: "points", Shape: feature.Point, Fields: []feature.Field{{Name: "name"}}}
	for _, n := range []int{0, 2} {
		rows := []feature.Feature{{Geometry: orb.Point{106.5, 10.5}, Values: []any{"b"}}, {Values: []any{"a"}}}[:n]
		r := flatgeobuf.NewFileReader(bytes.NewReader(written(t, &points, rowsOf(rows...))))
		header, err := r.Header()
		if err != nil || header.IndexNodeSize() != 0 {
			t.Fatalf("%d rows: %v, %+v", n, err, header)
		}
		if n == 0 {
			continue // the library takes 0 for an unknown number
		}
		if got, err := r.DataRem(); err != nil && err != io.EOF || len(got) != n {
			t.Errorf("%d rows: %v, %v", n, got, err)
		}
	}
}

func TestRefuses(t *testing.T) {
	broken := func(yield func(feature.Feature, error) bool) { yield(feature.Feature{}, errors.New("broken")) }
	for name, try := range map[string]func(w io.Writer) error{
		"row 1: broken": func(w io.Writer) error { return Write(w, &areas, broken) },
		"row 2": func(w io.Writer) error {
			return Write(w, &areas, func(yield func(feature.Feature, error) bool) {
				for f := range lattice(1) {
					yield(f, nil)
					yield(feature.Feature{}, nil)
				}
			})
		},
		"without geometry": func(w io.Writer) error { return Write(w, &feature.Schema{Name: "t"}, rowsOf()) },
		"layer name":       func(w io.Writer) error { return Write(w, &feature.Schema{}, rowsOf()) },
	} {
		var b bytes.Buffer
		if err := try(&b); err == nil || !strings.Contains(err.Error(), name) || b.Len() > 0 {
			t.Errorf("%s: %v, %d bytes written", name, err, b.Len())
		}
	}
}

// TestGDALReads: GDAL finds type, extent, values and valid geometries, and the same window.
func TestGDALReads(t *testing.T) {
	for _, tool := range []string{"ogrinfo", "ogr2ogr"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("%s is not installed: FlatGeobuf is not compared with GDAL (Debian package gdal-bin)", tool)
		}
	}
	path := filepath.Join(t.TempDir(), "areas.fgb")
	if err := os.WriteFile(path, written(t, &areas, lattice(120)), 0o666); err != nil {
		t.Fatal(err)
	}
	info, err := exec.Command("ogrinfo", "-al", "-so", path).CombinedOutput()
	for _, want := range []string{"using driver `FlatGeobuf' successful", "Geometry: Multi Polygon", "Feature Count: 120", "Extent: (106.000000, 10.000000) - (106.990000, 10.050000)",
		`ID["EPSG",4326]`, "on_air: Integer(Boolean)", "share: Real", "n: Integer64", "code: String"} {
		if err != nil || !strings.Contains(string(info), want) {
			t.Errorf("ogrinfo (%v) lacks %q:\n%s", err, want, info)
		}
	}
	out, err := exec.Command("ogr2ogr", "-f", "GeoJSON", "/vsistdout/", path, "-dialect", "SQLITE", "-sql",
		"SELECT count(*) AS n, sum(ST_IsValid(geometry)) AS valid, sum(n) AS total, sum(on_air) AS air, max(code) AS last, count(share) AS shares, round(sum(ST_Area(geometry)), 9) AS area FROM areas").Output()
	var got struct {
		Features []struct{ Properties map[string]any }
	}
	if err != nil || json.Unmarshal(out, &got) != nil || len(got.Features) != 1 {
		t.Fatalf("%v %s", err, out)
	}
	if diff := cmp.Diff(map[string]any{"n": 120., "valid": 120., "total": 7140., "air": 60., "last": "00119", "shares": 0., "area": 0.01092}, got.Features[0].Properties); diff != "" {
		t.Error(diff)
	}
	out, err = exec.Command("ogrinfo", "-q", "-al", "-geom=NO", "-spat", "106.0205", "10.0205", "106.045", "10.03", path).CombinedOutput()
	if err != nil || strings.Count(string(out), "OGRFeature") != 2 || !strings.Contains(string(out), "00051") || !strings.Contains(string(out), "00052") {
		t.Errorf("window: %v %s", err, out)
	}
}
