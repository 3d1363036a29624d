package geotiff

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"phusong/geo/raster"
)

var methods = []compression{compressionNone, compressionLZW, compressionDeflate, compressionOldDeflate, compressionZstd, compressionPackBits}

// predictorsFor lists the predictors that mean something.
func predictorsFor(method compression, kind string, order binary.ByteOrder) []int {
	if !method.predicts() {
		return []int{1}
	}
	if kind[0] == 'f' && order == binary.LittleEndian {
		return []int{1, 2, 3}
	}
	return []int{1, 2}
}

// TestReadCombinations reads every combination of type, compression, predictor,
// block shape, byte order and offset width, and of planes, pixel by pixel.
func TestReadCombinations(t *testing.T) {
	n := 0
	for _, kind := range kinds {
		for _, method := range methods {
			for _, order := range []binary.ByteOrder{binary.LittleEndian, binary.BigEndian} {
				for _, predictor := range predictorsFor(method, kind, order) {
					for variant := range 16 {
						s := sketch{order: order, kind: kind, compression: method, predictor: predictor,
							tiled: variant&1 != 0, big: variant&2 != 0, separate: variant&4 != 0, bands: 1 + variant>>3}
						checkSketch(t, s)
						n++
					}
				}
			}
		}
	}
	t.Logf("%d files", n)
}

func checkSketch(t *testing.T, s sketch) {
	t.Helper()
	name := fmt.Sprintf("%v %s %v predictor %d tiled %v big %v separate %v bands %d",
		s.order, s.kind, s.compression, s.predictor, s.tiled, s.big, s.separate, s.bands)
	f, err := open(t, s.build(t))
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	if got := f.Info().DataType; got != s.kind {
		t.Fatalf("%s: type %s", name, got)
	}
	for band := range s.bands {
		if err := f.SelectBand(band + 1); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		got, cols := make([]float64, f.info.Cols*f.info.Rows), f.info.Cols
		if err := f.ReadRows(0, f.info.Rows, got); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for i := range got {
			if want := number(sampleOf(s.kind, band, i/cols, i%cols)); got[i] != want {
				t.Fatalf("%s: band %d column %d row %d = %v, want %v", name, band+1, i%cols, i/cols, got[i], want)
			}
		}
	}
}

// TestWindows compares windows in any order with the whole image, with blocks
// kept and with blocks decoded row by row.
func TestWindows(t *testing.T) {
	for _, tiled := range []bool{false, true} {
		for _, rowsOnly := range []bool{false, true} {
			s := sketch{cols: 70, rows: 50, tiled: tiled, blockRows: 20, compression: compressionDeflate, predictor: 3, sparse: []int{1}, noData: "-1"}
			data := s.build(t)
			all := readAll(t, mustOpen(t, data))
			rapid.Check(t, func(rt *rapid.T) {
				f := mustOpen(t, data)
				if rowsOnly {
					f.layout.keepBytes = 0
				}
				for range 4 {
					w := raster.Window{Col0: rapid.IntRange(0, 69).Draw(rt, "col0"), Row0: rapid.IntRange(0, 49).Draw(rt, "row0")}
					w.Col1 = rapid.IntRange(w.Col0+1, 70).Draw(rt, "col1")
					w.Row1 = rapid.IntRange(w.Row0+1, 50).Draw(rt, "row1")
					got := make([]float64, w.Cells())
					if err := f.ReadWindow(w, got); err != nil {
						rt.Fatal(err)
					}
					for i, v := range got {
						width := w.Col1 - w.Col0
						if want := all[(w.Row0+i/width)*70+w.Col0+i%width]; !same(v, want) {
							rt.Fatalf("%+v value %d = %v, want %v", w, i, v, want)
						}
					}
				}
			})
		}
	}
}

func TestNoData(t *testing.T) {
	tests := []struct {
		kind, text string
		stored     any
		want       float64 // NaN when it must count as NoData
	}{
		{"int16", "-32768", int16(-32768), math.NaN()},
		{"int16", "-32768.0", int16(-32768), math.NaN()},
		{"int16", "-9999", int16(-9998), -9998},
		{"uint8", "255", uint8(255), math.NaN()},
		{"uint8", "-1", uint8(255), 255},
		{"uint8", "255.5", uint8(255), 255},
		{"uint16", "65536", uint16(0), 0},
		{"int32", "-2147483647", int32(-2147483647), math.NaN()},
		{"int64", "-9223372036854775808", int64(math.MinInt64), math.NaN()},
		{"int64", "9007199254740993", int64(9007199254740993), math.NaN()},
		{"uint64", "18446744073709551615", uint64(math.MaxUint64), math.NaN()},
		{"float32", "-3.4028234663852886e+38", float32(-math.MaxFloat32), math.NaN()},
		{"float32", "-3.4028235e+38", float32(-math.MaxFloat32), math.NaN()},
		{"float32", "-3.40282347e+38", float32(-math.MaxFloat32), math.NaN()},
		{"float32", "-99999", float32(-99999), math.NaN()},
		{"float32", "0.1", float32(0.1), math.NaN()},
		{"float32", "0", float32(math.Copysign(0, -1)), math.NaN()},
		{"float32", "nan", float32(5), 5},
		{"float32", "", float32(math.NaN()), math.NaN()},
		{"float32", " -9999 ", float32(-9999), math.NaN()},
		{"float32", "inf", float32(math.Inf(1)), math.NaN()},
		{"float32", "-1", float32(math.Inf(1)), math.Inf(1)},
		{"float64", "-1.79769313486231570815e+308", -math.MaxFloat64, math.NaN()},
		{"float64", "0.1", float64(float32(0.1)), float64(float32(0.1))},
	}
	for _, tt := range tests {
		s := sketch{kind: tt.kind, noData: tt.text, value: func(b, r, c int) any { return tt.stored }}
		f := mustOpen(t, s.build(t))
		if got := readAll(t, f)[0]; !same(got, tt.want) {
			t.Errorf("%s %v with NoData %q reads %v, want %v", tt.kind, tt.stored, tt.text, got, tt.want)
		}
		if stated := f.Info().NoData != nil; stated != (tt.text != "") {
			t.Errorf("NoData %q: stated %v", tt.text, stated)
		}
	}
}

func TestSparseBlocks(t *testing.T) {
	for _, tt := range []struct {
		noData string
		want   float64
	}{{"", 0}, {"-9999", math.NaN()}, {"nan", math.NaN()}} {
		s := sketch{cols: 40, rows: 40, tiled: true, sparse: []int{1, 4}, noData: tt.noData}
		got := readAll(t, mustOpen(t, s.build(t)))
		for _, cell := range [][2]int{{16, 0}, {31, 15}, {16, 16}, {31, 31}} {
			if v := got[cell[1]*40+cell[0]]; !same(v, tt.want) {
				t.Errorf("NoData %q, sparse cell %v = %v, want %v", tt.noData, cell, v, tt.want)
			}
		}
		if v, want := got[15], number(sampleOf("float32", 0, 0, 15)); v != want {
			t.Errorf("cell beside the sparse block = %v, want %v", v, want)
		}
	}
}

func TestScaleAndOffset(t *testing.T) {
	s := sketch{kind: "int16", bands: 2, noData: "3", metadata: `<GDALMetadata>
<Item name="SCALE" sample="1" role="scale">0.5</Item><Item name="OFFSET" sample="1" role="offset">10</Item>
<Item name="STATISTICS_MEAN" sample="0">7</Item></GDALMetadata>`, value: func(b, r, c int) any { return int16(c) }}
	f := mustOpen(t, s.build(t))
	if got := readAll(t, f)[4]; got != 4 {
		t.Errorf("band 1 = %v, want 4", got)
	}
	if err := f.SelectBand(2); err != nil {
		t.Fatal(err)
	}
	if got := readAll(t, f); got[4] != 12 || !math.IsNaN(got[3]) {
		t.Errorf("band 2 = %v and %v, want 12 and NaN", got[4], got[3])
	}
	if info := f.Info(); info.Scale != 0.5 || info.Offset != 10 {
		t.Errorf("scale %v offset %v, want 0.5 and 10", info.Scale, info.Offset)
	}
}

func TestPlacement(t *testing.T) {
	var s sketch
	s = s.withDefaults()
	point := []uint16{1024, 0, 1, 2, 1025, 0, 1, 2, 2048, 0, 1, 4326}
	tests := []struct {
		name  string
		keys  []uint16
		extra []field
		want  Transform
		south bool
	}{
		{"area", nil, nil, Transform{105, 21, 0.25, 0.5}, false},
		{"point", point, nil, Transform{104.875, 21.25, 0.25, 0.5}, false},
		{"tiepoint inside", nil, []field{s.double(tagModelTiepoint, 2, 4, 0, 105.5, 19, 0)}, Transform{105, 21, 0.25, 0.5}, false},
		{"matrix", nil, []field{s.double(tagModelTransformation, 0.25, 0, 0, 105, 0, -0.5, 0, 21, 0, 0, 1, 0, 0, 0, 0, 1)},
			Transform{105, 21, 0.25, 0.5}, false},
		{"south up", nil, []field{s.double(tagModelTransformation, 0.25, 0, 0, 105, 0, 0.5, 0, 14.5, 0, 0, 1, 0, 0, 0, 0, 1)},
			Transform{105, 21, 0.25, 0.5}, true},
		{"south up, point", point, []field{s.double(tagModelTransformation, 0.25, 0, 0, 105, 0, 0.5, 0, 14.5, 0, 0, 1, 0, 0, 0, 0, 1)},
			Transform{104.875, 20.75, 0.25, 0.5}, true},
	}
	for _, tt := range tests {
		f := mustOpen(t, sketch{keys: tt.keys, extra: tt.extra}.build(t))
		if got := f.Info(); got.Transform != tt.want || got.SouthUp != tt.south {
			t.Errorf("%s: %+v, south up %v, want %+v, %v", tt.name, got.Transform, got.SouthUp, tt.want, tt.south)
		}
		first := 0
		if tt.south {
			first = 12
		}
		if got, want := readAll(t, f)[3], number(sampleOf("float32", 0, first, 3)); got != want {
			t.Errorf("%s: northernmost row reads %v, want %v", tt.name, got, want)
		}
	}
}

func TestCRS(t *testing.T) {
	const names = "Mollweide|VN-2000|"
	tests := []struct {
		name string
		keys []uint16
		kind raster.CRSKind
		epsg int
		text string
		ok   bool
	}{
		{"WGS 84", []uint16{1024, 0, 1, 2, 2048, 0, 1, 4326}, raster.Geographic, 4326, "WGS 84", true},
		{"no model", []uint16{2048, 0, 1, 4326}, raster.Geographic, 4326, "WGS 84", true},
		{"user-defined with WGS 84 datum", []uint16{1024, 0, 1, 2, 2048, 0, 1, 32767, 2050, 0, 1, 6326}, raster.Geographic, 4326, "", true},
		{"VN-2000", []uint16{1024, 0, 1, 2, 2048, 0, 1, 4756}, raster.Geographic, 4756, "VN-2000", false},
		{"named", []uint16{1024, 0, 1, 2, 2048, 0, 1, 32767, 2049, 34737, 8, 10}, raster.Geographic, 0, "VN-2000", false},
		{"radian", []uint16{1024, 0, 1, 2, 2048, 0, 1, 4326, 2054, 0, 1, 9101}, raster.Geographic, 4326, "WGS 84", false},
		{"UTM", []uint16{1024, 0, 1, 1, 3072, 0, 1, 32648}, raster.Projected, 32648, "WGS 84 / UTM zone 48N", false},
		{"Mollweide", []uint16{1024, 0, 1, 1, 3072, 0, 1, 32767, 1026, 34737, 10, 0}, raster.Projected, 0, "Mollweide", false},
		{"nothing", []uint16{1025, 0, 1, 1}, raster.UnknownCRS, 0, "", false},
		{"text out of range", []uint16{1024, 0, 1, 2, 2049, 34737, 900, 65000}, raster.Geographic, 0, "", false},
	}
	for _, tt := range tests {
		f := mustOpen(t, sketch{keys: tt.keys, ascii: names}.build(t))
		got := f.Info().CRS
		if got.Kind != tt.kind || got.EPSG != tt.epsg || got.Name != tt.text {
			t.Errorf("%s: %+v, want %v %d %q", tt.name, got, tt.kind, tt.epsg, tt.text)
		}
		if _, err := f.Grid(); (err == nil) != tt.ok {
			t.Errorf("%s: Grid error %v, want ok %v", tt.name, err, tt.ok)
		}
	}
}

func TestGrid(t *testing.T) {
	third := 1.0 / 120
	tests := []struct {
		name       string
		tr         Transform
		cols, rows int
		west       float64
		ok         bool
	}{
		{"plain", Transform{105, 21, third, third}, 100, 100, 105, true},
		{"longitude beyond 180", Transform{181, 21, third, third}, 100, 100, -179, true},
		{"overhang of part of a cell", Transform{-180.00124926, 89.09958254, 0.008333333300326923, 0.0083333333001}, 43201, 21384, -180.00124926, true},
		{"metres", Transform{500000, 2300000, 100, 100}, 10, 10, 0, false},
		{"over the antimeridian", Transform{170, 21, 1, 1}, 20, 10, 0, false},
	}
	for _, tt := range tests {
		g, err := tt.tr.Grid(tt.cols, tt.rows)
		if (err == nil) != tt.ok || g.West != tt.west {
			t.Errorf("%s: west %v, error %v, want %v, ok %v", tt.name, g.West, err, tt.west, tt.ok)
		}
	}
}

// TestDirectories puts overviews, a mask and a second page around the image.
func TestDirectories(t *testing.T) {
	s := sketch{}.withDefaults()
	image := s.build(t)
	first := uint64(binary.LittleEndian.Uint32(image[4:]))
	chain := image
	next := first
	for _, kind := range []uint16{1, 4, 5} { // before the image: overview, mask, mask of the overview
		at := uint64(len(chain))
		chain = s.appendDirectory(chain, []field{s.short(tagNewSubfileType, kind)}, next)
		next = at
	}
	binary.LittleEndian.PutUint32(chain[4:], uint32(next))
	f := mustOpen(t, chain)
	if got := f.Info(); got.Overviews != 1 || got.Masks != 2 || got.Cols != 21 {
		t.Errorf("overviews %d masks %d columns %d, want 1, 2, 21", got.Overviews, got.Masks, got.Cols)
	}
	if got, want := readAll(t, f)[5], number(sampleOf("float32", 0, 0, 5)); got != want {
		t.Errorf("value = %v, want %v", got, want)
	}
	binary.LittleEndian.PutUint32(chain[4:], uint32(len(chain)))
	loop := s.appendDirectory(chain, []field{s.short(tagNewSubfileType, 1)}, uint64(len(chain)))
	if _, err := open(t, loop); err == nil || !strings.Contains(err.Error(), "loops") {
		t.Errorf("looping directories: %v", err)
	}
}

// TestRefused lists what is not supported; every message says what to do.
func TestRefused(t *testing.T) {
	s := sketch{}.withDefaults()
	be := sketch{order: binary.BigEndian}.withDefaults()
	with := func(extra ...field) sketch { return sketch{extra: extra} }
	tests := []struct {
		name string
		s    sketch
		want string
	}{
		{"JPEG", with(s.short(tagCompression, 7)), "compression JPEG is not supported; convert: gdal_translate"},
		{"LERC", with(s.short(tagCompression, 34887)), "LERC"},
		{"WebP", with(s.short(tagCompression, 50001)), "WebP"},
		{"JPEG XL", with(s.short(tagCompression, 50002)), "JPEG XL"},
		{"other", with(s.short(tagCompression, 777)), "number 777"},
		{"palette", with(s.short(tagPhotometric, 3)), "colour picture"},
		{"RGB", with(s.short(tagPhotometric, 2)), "colour picture"},
		{"float16", with(s.short(tagBitsPerSample, 16)), "float16 samples are not supported; convert: gdal_translate -ot Float32"},
		{"complex", with(s.short(tagSampleFormat, 6)), "complex"},
		{"1 bit", with(s.short(tagSampleFormat, 1), s.short(tagBitsPerSample, 1)), "samples of 1 bits"},
		{"predictor 3 on integers", sketch{kind: "int32", compression: compressionLZW, predictor: 3}, "not floats"},
		{"predictor 3 big-endian", sketch{order: binary.BigEndian, compression: compressionLZW, predictor: 3}, "ambiguous"},
		{"predictor 9", sketch{compression: compressionLZW, extra: []field{s.short(tagPredictor, 9)}}, "predictor 9"},
		{"fill order", with(s.short(tagFillOrder, 2)), "FillOrder 2"},
		{"planar", with(s.short(tagPlanarConfig, 3)), "PlanarConfiguration 3"},
		{"rotated", with(s.double(tagModelTransformation, 1, 0.1, 0, 105, 0.1, -1, 0, 21)), "rotated"},
		{"negative column step", with(s.double(tagModelPixelScale, -1, 1, 0)), "columns must run east"},
		{"negative scale", with(s.double(tagModelPixelScale, 1, -1, 0)), "negative scale"},
		{"not finite", with(s.double(tagModelPixelScale, math.NaN(), 1, 0)), "not finite"},
		{"control points", sketch{drop: []uint16{tagModelPixelScale}, extra: []field{s.double(tagModelTiepoint, make([]float64, 24)...)}}, "ground control points"},
		{"no georeference", sketch{drop: []uint16{tagModelPixelScale, tagModelTiepoint}}, "no georeference"},
		{"no size", sketch{drop: []uint16{tagImageWidth}}, "image of 0 x 13"},
		{"bomb", with(s.long(tagImageWidth, math.MaxInt32), s.long(tagImageLength, math.MaxInt32)), "want 1 to"},
		{"wide bomb", with(s.long(tagImageWidth, math.MaxInt32), s.long(tagImageLength, 1)), "do not fit"},
		{"no rows per strip", with(s.long(tagRowsPerStrip, 0)), "strips of 0 rows"},
		{"too few offsets", with(s.long(tagRowsPerStrip, 1)), "lists 4 offsets"},
		{"tile size", sketch{tiled: true, extra: []field{s.long(tagTileWidth, 1<<20)}}, "tiles of 1048576"},
		{"NoData text", sketch{noData: "none"}, "not a number"},
		{"NoData comma", sketch{noData: "-9999,5"}, "not a number"},
		{"scale text", sketch{metadata: `<GDALMetadata><Item sample="0" role="scale">x</Item></GDALMetadata>`}, "not a number"},
		{"scale XML", sketch{metadata: `<GDALMetadata><Item role="scale">`}, "not XML"},
		{"offset beyond the end", with(s.long(tagStripOffsets, 8, 1<<30, 8, 8)), "truncated"},
		{"short block", with(s.long(tagStripByteCounts, 1, 1, 1, 1)), "needs"},
		{"big-endian short block", sketch{order: binary.BigEndian, extra: []field{be.long(tagStripByteCounts, 1, 1, 1, 1)}}, "needs"},
	}
	for _, tt := range tests {
		_, err := open(t, tt.s.build(t))
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: error %v, want %q", tt.name, err, tt.want)
		}
	}
	for _, text := range []string{"", "II", "P5\n1 1\n255\n", "II*\x00\x08\x00\x00\x00", "II+\x00\x08\x00\x00\x00\xff\xff\xff\xff\xff\xff\xff\xff"} {
		if _, err := open(t, []byte(text)); err == nil {
			t.Errorf("%q: no error", text)
		}
	}
}

// TestTruncated cuts files at every length: an error from Open or ReadRows, or
// the full image, and never a panic.
func TestTruncated(t *testing.T) {
	for _, s := range []sketch{
		{compression: compressionDeflate, predictor: 3}, {compression: compressionLZW, tiled: true, big: true},
		{compression: compressionZstd}, {compression: compressionPackBits}, {},
	} {
		data := s.build(t)
		for n := range data {
			f, err := open(t, data[:n])
			if err == nil {
				err = f.ReadRows(0, f.info.Rows, make([]float64, f.info.Cols*f.info.Rows))
			}
			if err == nil && n < len(data)-1 {
				t.Fatalf("%v cut to %d of %d bytes: no error", s.compression, n, len(data))
			}
		}
	}
}

func TestDamagedData(t *testing.T) {
	build := func(method compression) ([]byte, int) {
		s := sketch{compression: method}.withDefaults()
		return s.build(t), len(s.blocks()[0])
	}
	deflated, n := build(compressionDeflate)
	deflated[8+n-1] ^= 1 // the checksum of the first strip
	short, n := build(compressionLZW)
	copy(short[8:8+n], []byte{0x80, 0x40, 0x40}) // clear, end
	old, _ := build(compressionLZW)
	copy(old[8:], []byte{0, 1})
	for _, tt := range []struct {
		name, want string
		data       []byte
	}{{"checksum", "checksum", deflated}, {"ends early", "LZW", short}, {"old LZW", "old style", old}} {
		err := mustOpen(t, tt.data).ReadRows(0, 13, make([]float64, 21*13))
		if err == nil || !strings.Contains(strings.ToLower(err.Error()), strings.ToLower(tt.want)) || !strings.Contains(err.Error(), "block 0") {
			t.Errorf("%s: error %v, want %q", tt.name, err, tt.want)
		}
	}
}

func TestReadErrors(t *testing.T) {
	f := mustOpen(t, sketch{}.build(t))
	for _, w := range [][2]int{{-1, 1}, {0, 14}, {13, 1}, {3, 0}, {0, -1}} {
		if err := f.ReadRows(w[0], w[1], make([]float64, 1000)); err == nil {
			t.Errorf("rows %v: no error", w)
		}
	}
	if err := f.ReadRows(0, 13, make([]float64, 21*13-1)); err == nil {
		t.Error("short destination: no error")
	}
	for _, band := range []int{0, -1, 2} {
		if err := f.SelectBand(band); err == nil {
			t.Errorf("band %d: no error", band)
		}
	}
	huge := sketch{kind: "int64", value: func(b, r, c int) any { return int64(1<<53 + 1) }}
	if err := mustOpen(t, huge.build(t)).ReadRows(0, 1, make([]float64, 21)); err == nil || !strings.Contains(err.Error(), "2^53") {
		t.Errorf("int64 beyond 2^53: %v", err)
	}
}

// TestMemoryLimit reads a wide tiled image under a small limit.
func TestMemoryLimit(t *testing.T) {
	data := sketch{cols: 2000, rows: 40, tiled: true, compression: compressionZstd}.build(t)
	f, err := Open(bytes.NewReader(data), int64(len(data)), Limits{MaxMemoryBytes: 64 << 20})
	if err != nil {
		t.Fatal(err)
	}
	f.layout.keepBytes = 0
	if err := f.ReadRows(0, 1, make([]float64, 2000)); err == nil || !strings.Contains(err.Error(), "read fewer columns") {
		t.Errorf("all columns: %v", err)
	}
	if err := f.ReadWindow(raster.Window{Col0: 500, Row0: 3, Col1: 520, Row1: 20}, make([]float64, 20*17)); err != nil {
		t.Errorf("few columns: %v", err)
	}
}
