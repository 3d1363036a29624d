package geotiff

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"phusong/geo/raster"
)

const gdalCols, gdalRows = 83, 61

// source writes the samples of a type as raw bytes with an ENVI header, which
// GDAL reads, or for the types ENVI lacks as a plain TIFF; it returns the path.
func source(t *testing.T, dir, kind string) string {
	t.Helper()
	code := map[string]int{"uint8": 1, "int16": 2, "int32": 3, "float32": 4, "float64": 5, "uint16": 12, "uint32": 13}[kind]
	if code == 0 {
		path := filepath.Join(dir, kind+"-source.tif")
		s := sketch{kind: kind, cols: gdalCols, rows: gdalRows, extra: []field{sketch{}.withDefaults().double(tagModelPixelScale, 0.125, 0.25, 0)}}
		if err := os.WriteFile(path, s.build(t), 0o644); err != nil {
			t.Fatal(err)
		}
		return path
	}
	path := filepath.Join(dir, kind+".img")
	var raw bytes.Buffer
	for r := range gdalRows {
		for c := range gdalCols {
			binary.Write(&raw, binary.LittleEndian, sampleOf(kind, 0, r, c))
		}
	}
	header := fmt.Sprintf("ENVI\nsamples = %d\nlines = %d\nbands = 1\nheader offset = 0\nfile type = ENVI Standard\n"+
		"data type = %d\ninterleave = bsq\nbyte order = 0\nmap info = {Geographic Lat/Lon, 1, 1, 105, 21, 0.125, 0.25, WGS-84}\n", gdalCols, gdalRows, code)
	for name, data := range map[string][]byte{path: raw.Bytes(), strings.TrimSuffix(path, ".img") + ".hdr": []byte(header)} {
		if err := os.WriteFile(name, data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return path
}

func needGDAL(t *testing.T) {
	t.Helper()
	if _, err := exec.LookPath("gdal_translate"); err != nil {
		t.Skip("gdal_translate is not installed: files made by GDAL are not compared (Debian package gdal-bin)")
	}
}

// translate runs gdal_translate; false if this build of GDAL cannot make the file.
func translate(t *testing.T, args ...string) bool {
	t.Helper()
	out, err := exec.Command("gdal_translate", append([]string{"-q"}, args...)...).CombinedOutput()
	if err != nil {
		t.Logf("gdal_translate %v: %v: %s", args, err, out)
	}
	return err == nil
}

func openPath(t testing.TB, path string) *File {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { file.Close() })
	stat, err := file.Stat()
	if err != nil {
		t.Fatal(err)
	}
	f, err := Open(file, stat.Size(), Limits{})
	if err != nil {
		t.Fatalf("%s: %v", filepath.Base(path), err)
	}
	return f
}

// TestGDALCombinations reads what GDAL writes: type x compression x predictor,
// with block shape, offset width and byte order varied along, against the values
// the file was made from.
func TestGDALCombinations(t *testing.T) {
	needGDAL(t)
	dir, made := t.TempDir(), 0
	for _, kind := range []string{"uint8", "uint16", "int16", "uint32", "int32", "int64", "uint64", "float32", "float64"} {
		from := source(t, dir, kind)
		for _, method := range []string{"NONE", "LZW", "DEFLATE", "ZSTD", "PACKBITS"} {
			for predictor := 1; predictor <= 3; predictor++ {
				if predictor > 1 && (method == "NONE" || method == "PACKBITS") || predictor == 3 && kind[0] != 'f' {
					continue
				}
				variant := made % 8
				args := []string{"-co", "COMPRESS=" + method, "-co", fmt.Sprintf("PREDICTOR=%d", predictor)}
				if variant&1 != 0 {
					args = append(args, "-co", "TILED=YES", "-co", "BLOCKXSIZE=32", "-co", "BLOCKYSIZE=16")
				} else {
					args = append(args, "-co", "BLOCKYSIZE=7")
				}
				if variant&2 != 0 {
					args = append(args, "-co", "BIGTIFF=YES")
				}
				if variant&4 != 0 && predictor != 3 {
					args = append(args, "-co", "ENDIANNESS=BIG")
				}
				path := filepath.Join(dir, fmt.Sprintf("%s-%s-%d.tif", kind, method, predictor))
				if !translate(t, append(args, from, path)...) {
					continue
				}
				made++
				f := openPath(t, path)
				for i, got := range readAll(t, f) {
					if want := number(sampleOf(kind, 0, i/gdalCols, i%gdalCols)); got != want {
						t.Fatalf("%v: cell %d = %v, want %v", args, i, got, want)
					}
				}
				if got, want := f.Info().Transform, (Transform{105, 21, 0.125, 0.25}); got != want {
					t.Fatalf("%v: transform %+v, want %+v", args, got, want)
				}
				if _, err := f.Grid(); err != nil {
					t.Fatalf("%v: %v", args, err)
				}
			}
		}
	}
	t.Logf("%d files made by GDAL", made)
	if made < 70 {
		t.Errorf("only %d files could be made, want 70", made)
	}
}

// TestGDALShapes reads layouts only GDAL makes: cloud-optimised with overviews,
// sparse, bands by pixel and by plane, statements of NoData and refused kinds.
func TestGDALShapes(t *testing.T) {
	needGDAL(t)
	dir := t.TempDir()
	from := source(t, dir, "float32")
	secondBand := func(f *File) error { return second(t, f) }
	tests := []struct {
		name, refused string
		args          []string
		check         func(*File) error
	}{
		{"cog", "", []string{"-of", "COG", "-outsize", "400%", "400%", "-co", "BLOCKSIZE=128", "-co", "COMPRESS=DEFLATE"}, func(f *File) error {
			if f.info.Overviews == 0 {
				return fmt.Errorf("no overview counted")
			}
			return nil
		}},
		{"bands by pixel", "", []string{"-b", "1", "-b", "1", "-b", "1", "-scale_2", "0", "1", "0", "2", "-ot", "Float64", "-co", "INTERLEAVE=PIXEL"}, secondBand},
		{"bands by plane", "", []string{"-b", "1", "-b", "1", "-scale_2", "0", "1", "0", "2", "-ot", "Float64", "-co", "INTERLEAVE=BAND", "-co", "COMPRESS=LZW"}, secondBand},
		{"sparse", "", []string{"-projwin", "90", "21", "105", "10", "-a_nodata", "-7", "-co", "SPARSE_OK=TRUE", "-co", "TILED=YES",
			"-co", "BLOCKXSIZE=16", "-co", "BLOCKYSIZE=16"}, nil},
		{"NoData", "", []string{"-a_nodata", "-97.57142857142857"}, func(f *File) error {
			if v := readAll(t, f)[1]; v == v {
				return fmt.Errorf("cell 1 = %v, want NoData", v)
			}
			return nil
		}},
		{"scale and offset", "", []string{"-a_scale", "2", "-a_offset", "1000"}, func(f *File) error {
			if got, want := readAll(t, f)[9], 2*number(sampleOf("float32", 0, 0, 9))+1000; got != want {
				return fmt.Errorf("cell 9 = %v, want %v", got, want)
			}
			return nil
		}},
		{"zstd ultra", "", []string{"-co", "COMPRESS=ZSTD", "-co", "ZSTD_LEVEL=22", "-co", "BLOCKYSIZE=7"}, nil},
		{"float16", "float16", []string{"-co", "NBITS=16"}, nil},
		{"lzma", "LZMA", []string{"-co", "COMPRESS=LZMA"}, nil},
		{"lerc", "LERC", []string{"-co", "COMPRESS=LERC"}, nil},
		{"jpeg", "JPEG", []string{"-ot", "Byte", "-co", "COMPRESS=JPEG"}, nil},
		{"fewer bits", "samples of 12 bits", []string{"-ot", "UInt16", "-co", "NBITS=12"}, nil},
		{"rgb", "colour picture", []string{"-ot", "Byte", "-b", "1", "-b", "1", "-b", "1", "-co", "PHOTOMETRIC=RGB"}, nil},
	}
	for _, tt := range tests {
		path := filepath.Join(dir, "shape.tif")
		if !translate(t, append(tt.args, from, path)...) {
			continue
		}
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		f, err := open(t, data)
		if tt.refused != "" {
			if err == nil || !strings.Contains(err.Error(), tt.refused) {
				t.Errorf("%s: error %v, want %q", tt.name, err, tt.refused)
			}
			continue
		}
		if err == nil && tt.check != nil {
			err = tt.check(f)
		}
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		compareWithGDAL(t, tt.name, path, f)
	}
}

func second(t *testing.T, f *File) error {
	if err := f.SelectBand(2); err != nil {
		return err
	}
	if got, want := readAll(t, f)[9], 2*number(sampleOf("float32", 0, 0, 9)); got != want {
		return fmt.Errorf("band 2 cell 9 = %v, want %v", got, want)
	}
	return f.SelectBand(1)
}

// compareWithGDAL reads the same file through an uncompressed raw twin.
func compareWithGDAL(t *testing.T, name, path string, f *File) {
	t.Helper()
	raw := filepath.Join(t.TempDir(), "twin.img")
	if !translate(t, "-of", "ENVI", "-b", "1", "-ot", "Float64", path, raw) {
		return
	}
	data, err := os.ReadFile(raw)
	if err != nil {
		t.Fatal(err)
	}
	got := readAll(t, f)
	if len(data) != 8*len(got) {
		t.Fatalf("%s: twin of %d bytes for %d cells", name, len(data), len(got))
	}
	for i, v := range got {
		want := math.Float64frombits(binary.LittleEndian.Uint64(data[8*i:]))
		if n := f.Info().NoData; n != nil && want == float64(float32(*n)) {
			want = math.NaN()
		}
		if !same((v-f.info.Offset)/f.info.Scale, want) {
			t.Fatalf("%s: cell %d = %v, GDAL says %v", name, i, v, want)
		}
	}
}

// TestGDALReadsEncoded lets GDAL read what Encode wrote.
func TestGDALReadsEncoded(t *testing.T) {
	needGDAL(t)
	for _, method := range []Compression{None, Deflate} {
		m := Image{Grid: raster.Grid{West: 105, North: 21, StepX: 0.125, StepY: 0.25, Cols: 300, Rows: 120}, NoData: -9999, Compression: method, Description: "test"}
		for i := range 300 * 120 {
			m.Values = append(m.Values, float32(i)*0.3)
		}
		m.Values[7] = float32(math.NaN())
		path := filepath.Join(t.TempDir(), "out.tif")
		var out bytes.Buffer
		if err := Encode(&out, m); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, out.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
		compareWithGDAL(t, "encoded", path, openPath(t, path))
		info, err := exec.Command("gdalinfo", path).CombinedOutput()
		for _, want := range []string{`ID["EPSG",4326]`, "Origin = (105.0", "Pixel Size = (0.125", "NoData Value=-9999", "AREA_OR_POINT=Area"} {
			if err != nil || !strings.Contains(string(info), want) {
				t.Errorf("gdalinfo (%v) lacks %q:\n%s", err, want, info)
			}
		}
		if strings.Contains(string(info), "Warning") {
			t.Errorf("gdalinfo warns:\n%s", info)
		}
	}
}
