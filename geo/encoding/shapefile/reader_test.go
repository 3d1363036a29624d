package shapefile

import (
	"archive/zip"
	"bytes"
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

// drain reads to the end.
func drain(t testing.TB, r *Reader) (records []Record, rejected []*RecordError, err error) {
	t.Helper()
	for {
		record, err := r.Next()
		var re *RecordError
		switch {
		case err == io.EOF:
			return records, rejected, nil
		case errors.As(err, &re):
			if record.Number != re.Record {
				t.Errorf("got record %d beside %v", record.Number, re)
			}
			rejected = append(rejected, re)
		case err != nil:
			if _, again := r.Next(); again != err {
				t.Errorf("second Next: got %v, want %v", again, err)
			}
			return records, rejected, err
		default:
			records = append(records, record)
		}
	}
}

func readAll(t testing.TB, files map[string][]byte) (*Reader, []Record) {
	t.Helper()
	r, err := OpenFS(mapFS(files), "a.shp", Options{})
	if err != nil {
		t.Fatal(err)
	}
	records, rejected, err := drain(t, r)
	if err != nil || len(rejected) > 0 {
		t.Fatalf("got %v, rejected %v", err, rejected)
	}
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	return r, records
}

// communes is a complete set of four records: one deleted, one null.
func communes() map[string][]byte {
	shp, shx := shpFile(1, pointShape(106.5, 10.5), pointShape(1, 1), nullShape(), pointShape(107, 11))
	dbf := dbfFile(0, []column{{"CODE", 'C', 6}, {"NAME", 'C', 20}, {"POP", 'N', 10}, {"AREA", 'F', 10}, {"DAY", 'D', 8}, {"CITY", 'L', 1}},
		[]string{"00097", "Cần Đước", "00012", "12.50", "20250701", "T"},
		[]string{"*", "00098", "gone"},
		[]string{"00099", "", "**********", "", "00000000", "?"},
		[]string{"00100", "Ca\u0302\u0300n", "-5", "1.5e3", "", "n"},
	)
	return map[string][]byte{"a.shp": shp, "a.shx": shx, "a.dbf": dbf, "a.prj": []byte(wgs84PRJ), "a.cpg": []byte("UTF-8\r\n")}
}

func TestRecords(t *testing.T) {
	r, got := readAll(t, communes())
	if len(got) != 3 || r.Deleted() != 1 || r.Rows() != 4 || len(r.Warnings()) != 0 {
		t.Fatalf("got %d records, %d deleted, %d rows, warnings %q", len(got), r.Deleted(), r.Rows(), r.Warnings())
	}
	wantNumbers, wantGeometry := []int{1, 3, 4}, []orb.Geometry{orb.Point{106.5, 10.5}, nil, orb.Point{107, 11}}
	wantText := []map[string]string{
		{"CODE": "00097", "NAME": "Cần Đước", "POP": "00012", "AREA": "12.50", "DAY": "2025-07-01", "CITY": "true"},
		{"CODE": "00099"},
		{"CODE": "00100", "NAME": "Cần", "POP": "-5", "AREA": "1.5e3", "CITY": "false"},
	}
	for i, record := range got {
		if record.Number != wantNumbers[i] || record.Geometry != wantGeometry[i] {
			t.Errorf("record %d: got number %d geometry %v", i, record.Number, record.Geometry)
		}
		text := map[string]string{}
		for name, value := range record.Attributes.All() {
			text[name] = value
		}
		if diff := cmp.Diff(wantText[i], text); diff != "" {
			t.Errorf("record %d: -want +got\n%s", i, diff)
		}
	}
	a := got[0].Attributes
	if want := []string{"CODE", "NAME", "POP", "AREA", "DAY", "CITY"}; !slices.Equal(a.Names(), want) || a.Len() != 6 {
		t.Errorf("names: got %q, want %q", a.Names(), want)
	}
	if f, ok := a.Float("AREA"); f != 12.5 || !ok {
		t.Errorf("AREA: got %v %v, want 12.5", f, ok)
	}
	if f, ok := a.Float("NAME"); ok {
		t.Errorf("NAME: got %v, want none", f)
	}
	if _, ok := a.String("NONE"); ok {
		t.Error("NONE: got a value")
	}
	if r.ShapeType() != "Point" || r.Encoding() != "utf-8" || r.CRS().CheckWGS84() != nil {
		t.Errorf("got type %s, encoding %s, CRS %v", r.ShapeType(), r.Encoding(), r.CRS().CheckWGS84())
	}
}

func TestShapeTypes(t *testing.T) {
	shell, hole := reversed(box(0, 0, 10)), box(2, 2, 2)
	z := func(n int) []float64 { return slices.Repeat([]float64{7}, n) }
	none := func(n int) []float64 { return slices.Repeat([]float64{-1e39}, n) }
	polygon := orb.Polygon{box(0, 0, 10), reversed(box(2, 2, 2))}
	multi := le(make([]float64, 4), uint32(2), []float64{1, 2, 3, 4})
	tests := []struct {
		name       string
		kind       uint32
		content    []byte
		want       orb.Geometry
		hasZ, hasM bool
	}{
		{"point", 1, pointShape(1, 2), orb.Point{1, 2}, false, false},
		{"pointZ", 11, le(uint32(11), []float64{1, 2, 3, 4}), orb.Point{1, 2}, true, true},
		{"pointZ without M", 11, le(uint32(11), []float64{1, 2, 3}), orb.Point{1, 2}, true, false},
		{"pointM", 21, le(uint32(21), []float64{1, 2, 3}), orb.Point{1, 2}, false, true},
		{"pointM without M", 21, le(uint32(21), []float64{1, 2}), orb.Point{1, 2}, false, false},
		{"multipoint", 8, append(le(uint32(8)), multi...), orb.MultiPoint{{1, 2}, {3, 4}}, false, false},
		{"multipointZ", 18, slices.Concat(le(uint32(18)), multi, le([]float64{0, 0, 1, 1})), orb.MultiPoint{{1, 2}, {3, 4}}, true, false},
		{"polyline", 3, polyShape(3, []orb.Ring{{{1, 2}, {3, 4}}}), orb.LineString{{1, 2}, {3, 4}}, false, false},
		{"polylines", 3, polyShape(3, []orb.Ring{{{1, 2}, {3, 4}}, {{5, 6}, {7, 8}}}), orb.MultiLineString{{{1, 2}, {3, 4}}, {{5, 6}, {7, 8}}}, false, false},
		{"polygon", 5, polyShape(5, []orb.Ring{shell, hole}), polygon, false, false},
		{"polygonZ", 15, polyShape(15, []orb.Ring{shell, hole}, z(10), none(10)), polygon, true, false},
		{"polygonZ with M", 15, polyShape(15, []orb.Ring{shell, hole}, z(10), z(10)), polygon, true, true},
		{"polygonZ without M", 15, polyShape(15, []orb.Ring{shell, hole}, z(10)), polygon, true, false},
		{"polygonM", 25, polyShape(25, []orb.Ring{shell, hole}, z(10)), polygon, false, true},
		{"polygonM without M", 25, polyShape(25, []orb.Ring{shell, hole}), polygon, false, false},
		{"polygon, bytes after", 5, append(polyShape(5, []orb.Ring{shell, hole}), 1, 2, 3, 4), polygon, false, false},
		{"null", 5, nullShape(), nil, false, false},
		{"null, padded", 5, le(make([]uint32, 4)), nil, false, false},
		{"polygon of nothing", 5, polyShape(5, nil), nil, false, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			shp, shx := shpFile(tt.kind, tt.content, tt.content)
			r, got := readAll(t, map[string][]byte{"a.shp": shp, "a.shx": shx, "a.prj": []byte(wgs84PRJ)})
			if len(got) != 2 || r.ShapeType() == "" {
				t.Fatalf("got %d records, want 2", len(got))
			}
			for _, record := range got {
				if diff := cmp.Diff(tt.want, record.Geometry); diff != "" {
					t.Errorf("-want +got\n%s", diff)
				}
				if record.HasZ != tt.hasZ || record.HasM != tt.hasM || len(record.Repairs) > 0 {
					t.Errorf("got HasZ %v HasM %v repairs %q", record.HasZ, record.HasM, record.Repairs)
				}
			}
		})
	}
}

func TestRejectedRecords(t *testing.T) {
	tests := []struct {
		name    string
		content []byte
		want    string
	}{
		{"too short", le(uint32(1), 1.0), "need 20"},
		{"no content", nil, "content of 0 bytes"},
		{"unknown type", le(uint32(99), 1.0, 1.0), "type 99"},
		{"multipatch", le(uint32(31), make([]float64, 10)), "type 31"},
		{"nan", pointShape(nan, 1), "no coordinates"},
		{"no data", pointShape(-1e39, 1), "no coordinates"},
		{"off the globe", pointShape(585123, 1164001), "no longitudes"},
		{"parts of nothing", polyShape(5, []orb.Ring{{}, {}}), "without area"},
		{"more points than bytes", le(uint32(5), make([]float64, 4), uint32(1), uint32(9), uint32(0)), "need"},
		{"points in no part", le(uint32(5), make([]float64, 4), uint32(0), uint32(1), 1.0, 1.0), "no part"},
		{"descending parts", le(uint32(3), make([]float64, 4), uint32(3), uint32(4), []uint32{0, 3, 1}, make([]float64, 8)), "damaged"},
		{"part beyond", le(uint32(5), make([]float64, 4), uint32(2), uint32(2), []uint32{0, 9}, make([]float64, 4)), "damaged"},
		{"first part not 0", le(uint32(5), make([]float64, 4), uint32(1), uint32(2), []uint32{1}, make([]float64, 4)), "damaged"},
		{"flat ring", polyShape(5, []orb.Ring{{{0, 0}, {1, 1}, {2, 2}, {0, 0}}}), "without area"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			shp, _ := shpFile(5, pointShape(1, 2), tt.content, pointShape(3, 4))
			dbf := dbfFile(0, []column{{"CODE", 'C', 5}}, []string{"1"}, []string{"2"}, []string{"3"})
			r, err := OpenFS(mapFS(map[string][]byte{"a.shp": shp, "a.dbf": dbf, "a.prj": []byte(wgs84PRJ)}), "a.shp", Options{})
			if err != nil {
				t.Fatal(err)
			}
			records, rejected, err := drain(t, r)
			if err != nil || len(records) != 2 || len(rejected) != 1 {
				t.Fatalf("got %d records, rejected %v, error %v", len(records), rejected, err)
			}
			if e := rejected[0]; e.Record != 2 || !strings.Contains(e.Error(), tt.want) || !strings.Contains(e.Error(), "a.shp: record 2") {
				t.Errorf("got %v, want record 2 and %q", e, tt.want)
			}
			if code, _ := records[1].Attributes.String("CODE"); code != "3" {
				t.Errorf("code of the last record: got %q, want 3", code)
			}
		})
	}
}

// TestFinalErrors edits a good set.
func TestFinalErrors(t *testing.T) {
	cut := func(name string, n int) func(map[string][]byte) {
		return func(f map[string][]byte) { f[name] = f[name][:len(f[name])-n] }
	}
	tests := []struct {
		name string
		edit func(map[string][]byte)
		want string
	}{
		{"no shp", func(f map[string][]byte) { delete(f, "a.shp") }, "a.shp is missing"},
		{"empty shp", func(f map[string][]byte) { f["a.shp"] = nil }, "a.shp: the file is cut short in its header"},
		{"no shapefile", func(f map[string][]byte) { f["a.shp"] = bytes.Repeat([]byte("x"), 200) }, "not a shapefile"},
		{"multipatch", func(f map[string][]byte) { f["a.shp"][32] = 31 }, "MultiPatch"},
		{"shape type", func(f map[string][]byte) { f["a.shp"][32] = 2 }, "shape type 2"},
		{"cut in a record", cut("a.shp", 5), "a.shp: record 4: the file is cut short after 15 of 20 bytes"},
		{"cut in a record header", cut("a.shp", 25), "a.shp: record 4: the file is cut short in a record header"},
		{"cut between records", cut("a.shp", 28), "a.shp: record 4: the file is cut short after 168 of 196"},
		{"length a lie", func(f map[string][]byte) { copy(f["a.shp"][104:], be32(1<<30)) }, "damaged, or input exceeds MaxVertices"},
		{"cut in the table", cut("a.dbf", 20), "a.dbf: record 4: the file is cut short (its header announces 4 rows)"},
		{"cut in the table header", func(f map[string][]byte) { f["a.dbf"] = f["a.dbf"][:70] }, "a.dbf: the file is cut short in its header"},
		{"too few rows", func(f map[string][]byte) { f["a.dbf"][4] = 3 }, "the table has 3 rows"},
		{"too many rows", func(f map[string][]byte) { f["a.dbf"] = dbfFile(0, []column{{"C", 'C', 1}}, make([][]string, 9)...) }, "the .dbf has 9 rows"},
		{"dbase 7", func(f map[string][]byte) { f["a.dbf"][0] = 4 }, "dBASE version"},
		{"row too small", func(f map[string][]byte) { f["a.dbf"][10] = 9 }, "a row has 9"},
		{"code page", func(f map[string][]byte) { f["a.cpg"] = []byte("klingon") }, `a.cpg: unknown code page "klingon"`},
		{"large prj", func(f map[string][]byte) { f["a.prj"] = make([]byte, 1<<20) }, "larger than"},
		{"index longer", func(f map[string][]byte) {
			delete(f, "a.dbf")
			f["a.shp"], _ = shpFile(1, pointShape(1, 1), pointShape(1, 1), nullShape())
		}, "the .shx lists 4 records, the .shp has 3"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			files := communes()
			tt.edit(files)
			r, err := OpenFS(mapFS(files), "a.shp", Options{})
			if err == nil {
				_, _, err = drain(t, r)
			}
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want %q", err, tt.want)
			}
			if strings.Contains(tt.want, "cut short") && !errors.Is(err, io.ErrUnexpectedEOF) {
				t.Errorf("%v does not unwrap to io.ErrUnexpectedEOF", err)
			}
		})
	}
	if _, err := OpenFS(mapFS(communes()), "a.dbf", Options{}); err == nil || !strings.Contains(err.Error(), "give the .shp") {
		t.Errorf("a.dbf: got %v", err)
	}
	if _, err := Open(filepath.Join(t.TempDir(), "none.shp"), Options{}); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("no file: got %v", err)
	}
}

// TestSideFiles: what may be missing or wrong without stopping the reading.
func TestSideFiles(t *testing.T) {
	gapped := func(f map[string][]byte) { // 8 bytes between records 1 and 2
		shp, shx := f["a.shp"], f["a.shx"]
		shp = slices.Insert(shp, 128, make([]byte, 8)...)
		copy(shp[24:], be32(len(shp)/2))
		for at := 108; at < len(shx); at += 8 {
			shx[at+3] += 4
		}
		f["a.shp"], f["a.shx"] = shp, shx
	}
	tests := []struct {
		name    string
		edit    func(map[string][]byte)
		warning string
		records int
	}{
		{"no shx", func(f map[string][]byte) { delete(f, "a.shx") }, "", 3},
		{"no dbf", func(f map[string][]byte) { delete(f, "a.dbf") }, "no .dbf", 4},
		{"no prj", func(f map[string][]byte) { delete(f, "a.prj") }, "no .prj", 3},
		{"empty prj", func(f map[string][]byte) { f["a.prj"] = []byte("\r\n") }, "no .prj", 3},
		{"empty cpg", func(f map[string][]byte) { f["a.cpg"] = nil }, "", 3},
		{"damaged shx", func(f map[string][]byte) { f["a.shx"] = f["a.shx"][:50] }, "a.shx is damaged", 3},
		{"shx of another", func(f map[string][]byte) { f["a.shx"][103] = 3 }, "the .shx has record 1 at byte 6", 3},
		{"short shx", func(f map[string][]byte) { f["a.shx"] = f["a.shx"][:108] }, "ends early", 3},
		{"gap", gapped, "8 bytes between records skipped before record 2", 3},
		{"length of the shp wrong", func(f map[string][]byte) { f["a.shp"][27] += 50 }, "header of the .shp announces", 3},
		{"bytes after", func(f map[string][]byte) { f["a.shp"] = append(f["a.shp"], 0, 0) }, "bytes after", 3},
		{"upper case", func(f map[string][]byte) {
			for _, ext := range []string{"dbf", "shx", "prj", "cpg"} {
				f["A."+strings.ToUpper(ext)] = f["a."+ext]
				delete(f, "a."+ext)
			}
		}, "", 3},
		{"no end mark", func(f map[string][]byte) { f["a.dbf"] = f["a.dbf"][:len(f["a.dbf"])-1] }, "", 3},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			files := communes()
			tt.edit(files)
			r, records := readAll(t, files)
			warnings := strings.Join(r.Warnings(), "; ")
			if len(records) != tt.records || !strings.Contains(warnings, tt.warning) || (tt.warning == "") != (warnings == "") {
				t.Errorf("got %d records, warnings %q; want %d, %q", len(records), warnings, tt.records, tt.warning)
			}
			if last := records[len(records)-1].Geometry; last != orb.Geometry(orb.Point{107, 11}) {
				t.Errorf("last geometry: got %v", last)
			}
		})
	}
}

func TestLimits(t *testing.T) {
	for limit, opts := range map[string]Limits{
		"MaxRecords": {MaxRecords: 2}, "MaxBytes": {MaxBytes: 150},
	} {
		r, err := OpenFS(mapFS(communes()), "a.shp", Options{Limits: opts})
		if err == nil {
			_, _, err = drain(t, r)
		}
		var le *LimitError
		if !errors.As(err, &le) || le.Limit != limit {
			t.Errorf("%s: got %v", limit, err)
		}
	}
	rings := []orb.Ring{reversed(box(0, 0, 9)), box(1, 1, 1), box(3, 3, 1)}
	for limit, opts := range map[string]Limits{"MaxParts": {MaxParts: 2}, "MaxVertices": {MaxVertices: 14}} {
		shp, _ := shpFile(5, polyShape(5, rings))
		r, err := OpenFS(mapFS(map[string][]byte{"a.shp": shp}), "a.shp", Options{Limits: opts})
		if err != nil {
			t.Fatal(err)
		}
		_, _, err = drain(t, r)
		var le *LimitError
		if !errors.As(err, &le) || le.Limit != limit {
			t.Errorf("%s: got %v", limit, err)
		}
	}
}

func zipOf(t testing.TB, files map[string][]byte) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	names := make([]string, 0, len(files))
	for name := range files {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		f, err := w.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		f.Write(files[name])
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestZip(t *testing.T) {
	files := map[string][]byte{"readme.txt": []byte("x"), "__MACOSX/data/._a.shp": []byte("x")}
	for name, data := range communes() {
		files["data/"+strings.ToUpper(name)] = data
	}
	one := filepath.Join(t.TempDir(), "one.zip")
	if err := os.WriteFile(one, zipOf(t, files), 0o600); err != nil {
		t.Fatal(err)
	}
	r, err := Open(one, Options{})
	if err != nil {
		t.Fatal(err)
	}
	records, rejected, err := drain(t, r)
	if len(records) != 3 || len(rejected) > 0 || err != nil || r.Close() != nil {
		t.Errorf("got %d records, %v, %v", len(records), rejected, err)
	}
	shp, _ := shpFile(1, pointShape(1, 2))
	files["other/b.shp"] = shp
	two := zipOf(t, files)
	open := func(data []byte, layer string) (*Reader, error) {
		return OpenZip(bytes.NewReader(data), int64(len(data)), Options{Layer: layer})
	}
	for layer, want := range map[string]string{"": "holds 2 shapefiles", "c": `no layer "c"`, "b": "", "other/b.shp": "", "data/A": ""} {
		_, err := open(two, layer)
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("layer %q: got %v, want %q", layer, err, want)
		}
	}
	if _, err := open(two[:len(two)-30], "b"); err == nil || !strings.Contains(err.Error(), "get the whole file again") {
		t.Errorf("cut zip: got %v", err)
	}
	if _, err := open(zipOf(t, map[string][]byte{"x.txt": nil}), ""); err == nil || !strings.Contains(err.Error(), "no .shp") {
		t.Errorf("zip without shapefile: got %v", err)
	}
	big := map[string][]byte{"a.shp": append(shp, make([]byte, 1<<20)...)}
	copy(big["a.shp"][24:], be32(len(big["a.shp"])/2))
	data := zipOf(t, big)
	r, err = OpenZip(bytes.NewReader(data), int64(len(data)), Options{Limits: Limits{MaxBytes: 300 << 10}})
	if err == nil {
		_, _, err = drain(t, r)
	}
	var le *LimitError
	if !errors.As(err, &le) || le.Limit != "MaxBytes" {
		t.Errorf("zip bomb: got %v", err)
	}
}

func ExampleOpenFS() {
	shp, shx := shpFile(1, pointShape(106.5, 10.5))
	dbf := dbfFile(0, []column{{"CODE", 'C', 5}}, []string{"00097"})
	files := mapFS(map[string][]byte{"a.shp": shp, "a.shx": shx, "a.dbf": dbf, "a.prj": []byte(tm3PRJ)})
	r, err := OpenFS(files, "a.shp", Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer r.Close()
	for {
		record, err := r.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			fmt.Println(err)
			return
		}
		code, _ := record.Attributes.String("CODE")
		fmt.Println(code, record.Geometry)
	}
	fmt.Println(r.CRS().Name, r.CRS().Datum)
	// Output:
	// 00097 [106.5 10.5]
	// VN_2000_TM3_105_45 D_Vietnam_2000
}
