package asciigrid

import (
	"bytes"
	"compress/gzip"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"phusong/geo/raster"
)

func open(text string) (*File, error) {
	return Open(strings.NewReader(text), int64(len(text)), Limits{})
}

func readAll(text string) ([]float64, error) {
	f, err := open(text)
	if err != nil {
		return nil, err
	}
	values := make([]float64, f.Header().Cols*f.Header().Rows)
	return values, f.ReadRows(0, f.Header().Rows, values)
}

func same(a, b float64) bool { return a == b || math.IsNaN(a) && math.IsNaN(b) }

const head = "ncols 3\nnrows 2\nxllcorner 105\nyllcorner 20\ncellsize 0.5\n"

func TestRead(t *testing.T) {
	nan := math.NaN()
	tests := []struct {
		name, text  string
		want        []float64
		west, north float64
	}{
		{"plain", head + "NODATA_value -1\n1 2 -1\n4 5.5 6e2\n", []float64{1, 2, nan, 4, 5.5, 600}, 105, 21},
		{"default NoData", head + "1 2 -9999\n4 5 6", []float64{1, 2, nan, 4, 5, 6}, 105, 21},
		{"upper case, any order, CRLF", "NODATA_VALUE -1\r\nCELLSIZE 0.5\r\nYLLCENTER 20.25\r\nXLLCENTER 105.25\r\nNROWS 2\r\nNCOLS 3\r\n1 2 3\r\n4 5 -1.000\r\n",
			[]float64{1, 2, 3, 4, 5, nan}, 105, 21},
		{"wrapped lines and tabs", head + "\t1\n2\t3 4\n\n5\n6\n\n", []float64{1, 2, 3, 4, 5, 6}, 105, 21},
		{"dx and dy", "ncols 1\nnrows 2\nxllcorner 105\nyllcorner 20\ndx 0.5\ndy 0.25\n7 8", []float64{7, 8}, 105, 20.5},
		{"byte order mark", "\ufeff" + head + "1 2 3 4 5 6", []float64{1, 2, 3, 4, 5, 6}, 105, 21},
		{"nan as value and NoData", head + "nodata_value nan\nnan 2 -nan\n4 NaN 1.#QNAN", []float64{nan, 2, nan, 4, nan, nan}, 105, 21},
		{"largest float32", head + "nodata_value -3.40282346638529e+38\n-3.4028235e+38 2 3 4 5 6", []float64{nan, 2, 3, 4, 5, 6}, 105, 21},
		{"large counts", head + "16777217 4294967297 3 4 5 6", []float64{16777217, 4294967297, 3, 4, 5, 6}, 105, 21},
	}
	for _, tt := range tests {
		for _, zipped := range []bool{false, true} {
			text := tt.text
			if zipped {
				text = gz(text)
			}
			got, err := readAll(text)
			if err != nil {
				t.Errorf("%s: %v", tt.name, err)
				continue
			}
			for i := range tt.want {
				if !same(got[i], tt.want[i]) {
					t.Errorf("%s: value %d = %v, want %v", tt.name, i, got[i], tt.want[i])
				}
			}
			f, _ := open(text)
			g, err := f.Grid()
			if err != nil || g.West != tt.west || g.North != tt.north {
				t.Errorf("%s: grid %+v, %v, want west %v, north %v", tt.name, g, err, tt.west, tt.north)
			}
		}
	}
}

func gz(text string) string {
	var out bytes.Buffer
	z := gzip.NewWriter(&out)
	z.Write([]byte(text))
	z.Close()
	return out.String()
}

func TestErrors(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"empty", "", "header"},
		{"header only", head, "ends before the first value"},
		{"no ncols", "nrows 2\nxllcorner 1\nyllcorner 1\ncellsize 1\n1 2", "ncols is missing"},
		{"fraction", strings.Replace(head, "ncols 3", "ncols 3.5", 1) + "1", "ncols is 3.5, want a whole number"},
		{"negative", strings.Replace(head, "ncols 3", "ncols -3", 1) + "1", "whole number"},
		{"twice", "ncols 3\n" + head + "1", "ncols is given twice"},
		{"unknown key", "north: 21\n" + head + "1", `line 1: "north:" is not a key`},
		{"corner and centre", "xllcenter 3\n" + head + "1", "either xllcorner or xllcenter"},
		{"no cell size", "ncols 1\nnrows 1\nxllcorner 1\nyllcorner 1\n5", "cellsize"},
		{"zero cell size", strings.Replace(head, "0.5", "0", 1) + "1", "cellsize"},
		{"header comma", strings.Replace(head, "0.5", "0,5", 1) + "1", "line 5: cellsize: \"0,5\" has a decimal comma"},
		{"comma", head + "1 2 3\n4 5,5 6", `row 1, column 1 (line 7): "5,5" has a decimal comma`},
		{"letters", head + "1 2 x\n4 5 6", `row 0, column 2 (line 6): "x" is not a number`},
		{"infinite", head + "1 2 3\n4 5 1e999", "row 1, column 2 (line 7): \"1e999\" is infinite"},
		{"too few", head + "1 2 3\n4 5\n", "row 1, column 2: the file ends after 5 of 6 values; the first line that is not one row is line 7, with 2 values for 3 columns"},
		{"short line", head + "1 2\n4 5 6\n", "line 6, with 2 values"},
		{"too many", head + "1 2 3\n4 5 6\n7\n", `line 8: "7" stands after the last of 3 x 2 values`},
		{"bomb", "ncols 2000000000\nnrows 2000000000\nxllcorner 1\nyllcorner 1\ncellsize 1\n5", "more than the limit"},
		{"long word", head + strings.Repeat("1", 1000), "not an ESRI ASCII grid"},
		{"NUL", head + "1 \x00 2", "NUL"},
		{"UTF-16", "\xff\xfen\x00c\x00", "UTF-16"},
		{"Surfer", "DSAA\n3 2\n", "Surfer"},
		{"truncated gzip", gz(head + "1 2 3\n4 5 6")[:50], "unexpected EOF"},
		{"gzip magic only", "\x1f\x8b", "gzip"},
	}
	for _, tt := range tests {
		_, err := readAll(tt.text)
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: error %v, want %q", tt.name, err, tt.want)
		}
	}
}

func TestGridRefuses(t *testing.T) {
	metres, err := open("ncols 3\nnrows 2\nxllcorner 500000\nyllcorner 2300000\ncellsize 100\n1 2 3 4 5 6")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := metres.Grid(); err == nil || !strings.Contains(err.Error(), "metres") {
		t.Errorf("metres: %v", err)
	}
	degrees, _ := open(head + "1 2 3 4 5 6")
	degrees.SetCRS(ParsePRJ(`GEOGCS["VN-2000",DATUM["Vietnam_2000"],UNIT["degree",0.0174532925199433],AUTHORITY["EPSG","4756"]]`))
	if _, err := degrees.Grid(); err == nil || !strings.Contains(err.Error(), "another datum") {
		t.Errorf("VN-2000: %v", err)
	}
}

// TestRowOrder reads rows and windows forwards, backwards and after an error.
func TestRowOrder(t *testing.T) {
	var text strings.Builder
	text.WriteString("ncols 7\nnrows 9\nxllcorner 105\nyllcorner 20\ncellsize 0.5\n")
	for i := range 63 {
		text.WriteString(strconv.Itoa(i) + map[bool]string{true: "\n", false: " "}[i%5 == 0])
	}
	rapid.Check(t, func(rt *rapid.T) {
		f, err := open(text.String())
		if err != nil {
			rt.Fatal(err)
		}
		for range 5 {
			w := raster.Window{Col0: rapid.IntRange(0, 6).Draw(rt, "col0"), Row0: rapid.IntRange(0, 8).Draw(rt, "row0")}
			w.Col1, w.Row1 = rapid.IntRange(w.Col0+1, 7).Draw(rt, "col1"), rapid.IntRange(w.Row0+1, 9).Draw(rt, "row1")
			got := make([]float64, w.Cells())
			if err := f.ReadWindow(w, got); err != nil {
				rt.Fatal(err)
			}
			for i, v := range got {
				width := w.Col1 - w.Col0
				if want := float64((w.Row0+i/width)*7 + w.Col0 + i%width); v != want {
					rt.Fatalf("%+v value %d = %v, want %v", w, i, v, want)
				}
			}
		}
	})
	broken, _ := open(head + "1 2 3\n4 x 6")
	row := make([]float64, 3)
	for range 2 {
		if err := broken.ReadRows(1, 1, row); err == nil || !strings.Contains(err.Error(), "row 1, column 1") {
			t.Errorf("broken row: %v", err)
		}
		if err := broken.ReadRows(0, 1, row); err != nil || row[2] != 3 {
			t.Errorf("good row after the broken one: %v, %v", row, err)
		}
	}
	if err := broken.ReadRows(0, 3, make([]float64, 9)); err == nil {
		t.Error("rows beyond the end: no error")
	}
	if err := broken.ReadRows(0, 1, row[:2]); err == nil {
		t.Error("short destination: no error")
	}
}

func TestEncodeRoundTrip(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		cols, rows := rapid.IntRange(1, 20).Draw(rt, "cols"), rapid.IntRange(1, 20).Draw(rt, "rows")
		g := raster.Grid{West: 104, North: 23, StepX: 1.0 / 120, StepY: 1.0 / rapid.SampledFrom([]float64{120, 60}).Draw(rt, "n"), Cols: cols, Rows: rows}
		values := make([]float64, cols*rows)
		for i := range values {
			values[i] = rapid.Float64Range(-1e9, 1e9).Draw(rt, "v")
			if i%5 == 1 {
				values[i] = math.NaN()
			}
		}
		var out bytes.Buffer
		if err := Encode(&out, g, values, -1e10); err != nil {
			rt.Fatal(err)
		}
		got, err := readAll(out.String())
		if err != nil {
			rt.Fatal(err)
		}
		for i := range values {
			if !same(got[i], values[i]) {
				rt.Fatalf("value %d = %v, want %v", i, got[i], values[i])
			}
		}
		f, _ := open(out.String())
		back, err := f.Grid()
		if err != nil || back.EdgeX(cols) != g.EdgeX(cols) || back.EdgeY(0) != g.EdgeY(0) || back.EdgeY(rows) != g.EdgeY(rows) {
			rt.Fatalf("grid %+v, %v, want %+v", back, err, g)
		}
	})
	g := raster.Grid{West: 104, North: 23, StepX: 1, StepY: 1, Cols: 1, Rows: 1}
	for _, v := range []float64{-1, math.Inf(1)} {
		if err := Encode(&bytes.Buffer{}, g, []float64{v}, -1); err == nil {
			t.Errorf("value %v with NoData -1: no error", v)
		}
	}
	if err := Encode(&bytes.Buffer{}, g, nil, -1); err == nil {
		t.Error("no values: no error")
	}
}

func TestParsePRJ(t *testing.T) {
	const wgs84 = `GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]`
	tests := []struct {
		text string
		want raster.CRS
		ok   bool
	}{
		{wgs84, raster.CRS{Kind: raster.Geographic, Name: "GCS_WGS_1984"}, true},
		{"\ufeff" + wgs84 + "\r\n", raster.CRS{Kind: raster.Geographic, Name: "GCS_WGS_1984"}, true},
		{`GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],AUTHORITY["EPSG","6326"]],PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433],AUTHORITY["EPSG","4326"]]`,
			raster.CRS{Kind: raster.Geographic, EPSG: 4326, Name: "WGS 84"}, true},
		{`GEOGCRS["VN-2000",DATUM["Vietnam 2000",ELLIPSOID["WGS 84",6378137,298.257223563,LENGTHUNIT["metre",1]]],CS[ellipsoidal,2],ANGLEUNIT["degree",0.0174532925199433],ID["EPSG",4756]]`,
			raster.CRS{Kind: raster.Geographic, EPSG: 4756, Name: "VN-2000"}, false},
		{`GEOGCS["odd",DATUM["D_WGS_1984"],UNIT["Grad",0.01570796326794897]]`, raster.CRS{Kind: raster.Geographic, Name: "odd", Unit: "grad"}, false},
		{`PROJCS["WGS_1984_UTM_Zone_48N",` + wgs84 + `,PROJECTION["Transverse_Mercator"],UNIT["Meter",1.0]]`,
			raster.CRS{Kind: raster.Projected, Name: "WGS_1984_UTM_Zone_48N"}, false},
		{`COMPD_CS["both",GEOGCS["WGS 84",DATUM["WGS_1984"],AUTHORITY["EPSG","4326"]],VERT_CS["EGM96"],AUTHORITY["EPSG","9707"]]`,
			raster.CRS{Kind: raster.Geographic, EPSG: 4326, Name: "WGS 84"}, true},
		{"Projection    GEOGRAPHIC\nDatum         WGS84\nUnits         DD\n", raster.CRS{Kind: raster.Geographic, Name: "WGS84"}, true},
		{"Projection UTM\nZone 48\nDatum WGS84\n", raster.CRS{Kind: raster.Projected, Name: "UTM"}, false},
		{"LOCAL_CS[\"site grid\"]", raster.CRS{Kind: raster.UnknownCRS, Name: "site grid"}, false},
		{"", raster.CRS{Kind: raster.UnknownCRS}, false},
		{"[", raster.CRS{Kind: raster.UnknownCRS}, false},
	}
	for _, tt := range tests {
		got := ParsePRJ(tt.text)
		if got != tt.want || got.IsWGS84() != tt.ok {
			t.Errorf("ParsePRJ(%.60q) = %+v, WGS 84 %v, want %+v, %v", tt.text, got, got.IsWGS84(), tt.want, tt.ok)
		}
	}
}

// TestGDAL reads a grid that GDAL wrote, and its .prj.
func TestGDAL(t *testing.T) {
	if _, err := exec.LookPath("gdal_translate"); err != nil {
		t.Skip("gdal_translate is not installed: a grid made by GDAL is not read (Debian package gdal-bin)")
	}
	dir := t.TempDir()
	in, out := filepath.Join(dir, "in.asc"), filepath.Join(dir, "out.asc")
	if err := os.WriteFile(in, []byte(head+"NODATA_value -1\n1 2 -1\n4 5.25 6\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if msg, err := exec.Command("gdal_translate", "-q", "-of", "AAIGrid", "-a_srs", "EPSG:4326", in, out).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, msg)
	}
	text, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	got, err := readAll(string(text))
	want := []float64{1, 2, math.NaN(), 4, 5.25, 6}
	for i := range want {
		if err != nil || !same(got[i], want[i]) {
			t.Fatalf("got %v, %v, want %v", got, err, want)
		}
	}
	prj, err := os.ReadFile(filepath.Join(dir, "out.prj"))
	if err != nil {
		t.Fatal(err)
	}
	if crs := ParsePRJ(string(prj)); !crs.IsWGS84() {
		t.Errorf("%s is taken for %v", prj, crs)
	}
}

func FuzzOpen(f *testing.F) {
	f.Add([]byte(head + "NODATA_value -1\n1 2 -1\n4 5.5 6e2\n"))
	f.Add([]byte(gz(head + "1 2 -9999\n4 5 6")))
	f.Add([]byte("NCOLS 2\r\nNROWS 1\r\nXLLCENTER 105,5\r\nYLLCENTER 1\r\nDX 1\r\nDY 2\r\nnan inf"))
	f.Fuzz(func(t *testing.T, data []byte) {
		file, err := Open(bytes.NewReader(data), int64(len(data)), Limits{MaxCells: 1 << 16, MaxCols: 1 << 10})
		if err != nil {
			return
		}
		file.Grid()
		h := file.Header()
		all, row := make([]float64, h.Cols*h.Rows), make([]float64, h.Cols)
		if file.ReadRows(0, h.Rows, all) != nil {
			return
		}
		for _, r := range []int{0, h.Rows - 1, h.Rows / 2} {
			if err := file.ReadRows(r, 1, row); err != nil {
				t.Fatalf("row %d: %v", r, err)
			}
			for c, v := range row {
				if math.IsInf(v, 0) || !same(v, all[r*h.Cols+c]) {
					t.Fatalf("row %d column %d = %v, want %v", r, c, v, all[r*h.Cols+c])
				}
			}
		}
	})
}

func FuzzParsePRJ(f *testing.F) {
	f.Add(`BOUNDCRS[SOURCECRS[GEOGCRS["a",ANGLEUNIT["degree",0.0174532925199433]]]]`)
	f.Add("Projection GEOGRAPHIC\nDatum WGS84")
	f.Fuzz(func(t *testing.T, text string) { _ = ParsePRJ(text).RequireWGS84() })
}

func BenchmarkRead(b *testing.B) {
	var text strings.Builder
	text.WriteString("ncols 1000\nnrows 300\nxllcorner 105\nyllcorner 20\ncellsize 0.001\n")
	for i := range 300000 {
		text.WriteString(strconv.FormatFloat(float64(i%9973)/8, 'f', 3, 64))
		text.WriteByte(" \n"[map[bool]int{true: 1}[i%1000 == 999]])
	}
	row := make([]float64, 1000)
	b.SetBytes(int64(text.Len()))
	for b.Loop() {
		f, err := open(text.String())
		if err != nil {
			b.Fatal(err)
		}
		for r := range 300 {
			if err := f.ReadRows(r, 1, row); err != nil {
				b.Fatal(err)
			}
		}
		if row[0] != float64(299000%9973)/8 {
			b.Fatalf("got %v", row[0])
		}
	}
}

func ExampleOpen() {
	const text = "ncols 2\nnrows 2\nxllcorner 105\nyllcorner 20\ncellsize 0.5\n10 20\n30 40\n"
	f, err := Open(strings.NewReader(text), int64(len(text)), Limits{})
	if err != nil {
		panic(err)
	}
	row := make([]float64, 2)
	if err := f.ReadRows(1, 1, row); err != nil {
		panic(err)
	}
	g, err := f.Grid()
	if err != nil {
		panic(err)
	}
	os.Stdout.WriteString(strconv.FormatFloat(row[0], 'g', -1, 64) + " people south of " + strconv.FormatFloat(g.EdgeY(1).Degrees(), 'g', -1, 64) + "\n")
	// Output: 30 people south of 20.5
}
