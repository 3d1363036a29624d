package geoparquet

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/parquet-go/parquet-go"
	"github.com/paulmach/orb"
	"github.com/twpayne/go-geom/encoding/wkb"

	"phusong/geo/encoding/orbgeom"
	"phusong/geo/feature"
)

var areas = feature.Schema{Name: "areas", Shape: feature.MultiPolygon, Fields: []feature.Field{
	{Name: "zone"}, {Name: "code"}, {Name: "n", Kind: feature.Integer}, {Name: "share", Kind: feature.Real}, {Name: "on_air", Kind: feature.Boolean}}}

func square(k int) orb.Polygon {
	x, y := 106+float64(k%50)*0.02, 10+float64(k/50)*0.02
	return orb.Polygon{{{x, y}, {x, y + 0.01}, {x + 0.01, y + 0.01}, {x + 0.01, y}}}
}

func lattice(n int) iter.Seq2[feature.Feature, error] {
	return func(yield func(feature.Feature, error) bool) {
		for k := range n {
			row := feature.Feature{Geometry: square(k), Values: []any{"Ấp", fmt.Sprintf("%05d", k), int64(k), float64(k) / 8, k%2 == 0}}
			if k == 3 {
				row = feature.Feature{Values: []any{nil, nil, nil, nil, nil}}
			}
			if !yield(row, nil) {
				return
			}
		}
	}
}

func written(t *testing.T, n int) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, &areas, lattice(n)); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func open(t *testing.T, file []byte) *parquet.File {
	t.Helper()
	f, err := parquet.OpenFile(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// TestFile: magic numbers, order of the columns, the "geo" metadata as GeoParquet 1.1.0 has
// them, statistics of the bbox columns, and no name of a library.
func TestFile(t *testing.T) {
	file := written(t, 120)
	if !bytes.Equal(file, written(t, 120)) {
		t.Error("two runs give other bytes")
	}
	if string(file[:4]) != "PAR1" || string(file[len(file)-4:]) != "PAR1" {
		t.Error("no magic number at both ends")
	}
	f := open(t, file)
	if by := f.Metadata().CreatedBy; by != "phusong version 1(build 1)" {
		t.Errorf("created by %q", by)
	}
	var columns []string
	for _, c := range f.Schema().Columns() {
		columns = append(columns, strings.Join(c, "."))
	}
	if diff := cmp.Diff([]string{"zone", "code", "n", "share", "on_air", "geometry", "bbox.xmin", "bbox.ymin", "bbox.xmax", "bbox.ymax"}, columns); diff != "" {
		t.Error(diff)
	}
	text, _ := f.Lookup("geo")
	var got any
	if err := json.Unmarshal([]byte(text), &got); err != nil {
		t.Fatal(err)
	}
	side := func(name string) any { return []any{"bbox", name} }
	want := map[string]any{"version": "1.1.0", "primary_column": "geometry", "columns": map[string]any{"geometry": map[string]any{
		"encoding": "WKB", "geometry_types": []any{"MultiPolygon"}, "orientation": "counterclockwise", "edges": "planar", "bbox": []any{106., 10., 106.99, 10.05},
		"covering": map[string]any{"bbox": map[string]any{"xmin": side("xmin"), "ymin": side("ymin"), "xmax": side("xmax"), "ymax": side("ymax")}}}}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	chunk := f.Metadata().RowGroups[0].Columns[8].MetaData
	if slices.Compare(chunk.PathInSchema, []string{"bbox", "xmax"}) != 0 || len(chunk.Statistics.MaxValue) != 8 || chunk.Statistics.NullCount != 1 {
		t.Errorf("statistics of xmax: %+v", chunk.Statistics)
	}
}

// TestRows reads the values back.
func TestRows(t *testing.T) {
	const n = rowGroup + 100
	f := open(t, written(t, n))
	if f.NumRows() != n || len(f.RowGroups()) != 2 {
		t.Fatalf("%d rows in %d groups", f.NumRows(), len(f.RowGroups()))
	}
	rows := f.RowGroups()[0].Rows()
	defer rows.Close()
	got := make([]parquet.Row, 8)
	if n, err := rows.ReadRows(got); n != 8 || err != nil && err != io.EOF {
		t.Fatal(n, err)
	}
	r := got[7]
	if r[0].String() != "Ấp" || r[1].String() != "00007" || r[2].Int64() != 7 || r[3].Double() != 0.875 || r[4].Boolean() {
		t.Errorf("%v", r)
	}
	shape, err := wkb.Unmarshal(r[5].ByteArray())
	if err != nil {
		t.Fatal(err)
	}
	g, err := orbgeom.ToOrb(shape)
	want, err2 := feature.Normalize(square(7), feature.MultiPolygon)
	if diff := cmp.Diff(want, g); diff != "" || errors.Join(err, err2) != nil {
		t.Error(diff, err, err2)
	}
	if box := [4]float64{r[6].Double(), r[7].Double(), r[8].Double(), r[9].Double()}; box != [4]float64{106.14, 10, 106.15, 10.01} {
		t.Errorf("%v", box)
	}
	for i, v := range got[3] {
		if !v.IsNull() {
			t.Errorf("column %d of a row of nothing: %v", i, v)
		}
	}
}

func TestRefuses(t *testing.T) {
	broken := func(yield func(feature.Feature, error) bool) { yield(feature.Feature{}, errors.New("broken")) }
	for name, try := range map[string]func(w io.Writer) error{
		"row 1: broken":    func(w io.Writer) error { return Write(w, &areas, broken) },
		"without geometry": func(w io.Writer) error { return Write(w, &feature.Schema{Name: "t"}, lattice(0)) },
		"layer name":       func(w io.Writer) error { return Write(w, &feature.Schema{}, lattice(0)) },
		"row 1: 5 values":  func(w io.Writer) error { return Write(w, &feature.Schema{Name: "t", Shape: feature.Point}, lattice(1)) },
	} {
		if err := try(io.Discard); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: %v", name, err)
		}
	}
	f := open(t, written(t, 0))
	if text, _ := f.Lookup("geo"); f.NumRows() != 0 || strings.Contains(text, `"bbox":[`) {
		t.Errorf("an empty layer has %d rows and the extent %s", f.NumRows(), text)
	}
}
