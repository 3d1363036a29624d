package gpkg

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"
	"github.com/twpayne/go-geom"
	"github.com/twpayne/go-geom/encoding/wkb"

	"phusong/geo"
	"phusong/geo/crs"
)

func TestAttributes(t *testing.T) {
	path := build(t, metadataSQL+pointsSQL(4326), []any{
		"INSERT INTO pts (fid, geom, code, name, n, x, on_air, day, at, raw) VALUES (7, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
		blob(t, 4326, orb.Point{106.4, 10.5}, binary.BigEndian), "00097", "Ta\u0302n An", int64(-3), 12.5, 1, "2025-07-01", "2025-07-01T00:00:00Z", []byte{1, 2},
	}, []any{"INSERT INTO pts (fid, x, n) VALUES (9, 1e300, 9223372036854775807)"})
	r, err := Open(path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	records, rejected, err := drain(t, r)
	if err != nil || len(rejected) > 0 || len(records) != 2 {
		t.Fatalf("%d records, %v, %v", len(records), rejected, err)
	}
	got := map[string]string{}
	for name, text := range records[0].Attributes.All() {
		got[name] = text
	}
	want := map[string]string{"code": "00097", "name": "Tân An", "n": "-3", "x": "12.5", "on_air": "true", "day": "2025-07-01", "at": "2025-07-01T00:00:00Z"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	if records[0].Geometry != orb.Geometry(orb.Point{106.4, 10.5}) || records[1].Geometry != nil || records[0].FID != 7 || records[1].FID != 9 {
		t.Errorf("got %v and %v", records[0], records[1])
	}
	if fid, ok := records[1].Attributes.String("fid"); fid != "9" || !ok || len(records[1].Attributes.Names()) != 8 {
		t.Errorf("fid %q, names %v", fid, records[1].Attributes.Names())
	}
	if n, _ := records[1].Attributes.String("n"); n != "9223372036854775807" {
		t.Errorf("n is %s", n)
	}
	if x, ok := records[1].Attributes.Float("x"); x != 1e300 || !ok {
		t.Errorf("x is %v", x)
	}
	if diff := cmp.Diff([]string{"binary values of field raw are read as null"}, r.Warnings()); diff != "" {
		t.Error(diff)
	}
	alone(t, path)
}

// TestGeometries reads every type in both byte orders, with and without Z and M, and every
// envelope.
func TestGeometries(t *testing.T) {
	ring := orb.Ring{{106, 10}, {107, 10}, {107, 11}, {106, 10}}
	all := []orb.Geometry{orb.Point{106, 10}, orb.MultiPoint{{106, 10}, {107, 11}}, orb.LineString{{106, 10}, {107, 11}},
		orb.MultiLineString{{{106, 10}, {107, 11}}, {{1, 2}, {3, 4}}}, orb.Polygon{ring}, orb.MultiPolygon{{ring}, {ring, ring}},
		orb.Collection{orb.Point{1, 2}, orb.MultiPolygon{{ring}}}, orb.MultiPolygon{}, orb.LineString{}}
	for _, g := range all {
		for _, order := range []binary.ByteOrder{binary.LittleEndian, binary.BigEndian} {
			plain := blob(t, 4326, g, order)
			for _, envelope := range [][]float64{nil, {106, 107, 10, 11}, {106, 107, 10, 11, 0, 9}, {106, 107, 10, 11, 0, 9, 0, 9}} {
				got, err := decodeBlob(withHeader(4326, 0, order, envelope, plain[8:]), Limits{}.withDefaults())
				if err != nil || !cmp.Equal(got.shape, g) || got.srsID != 4326 || got.hasZ || got.hasM {
					t.Errorf("%s %v, envelope %v: got %+v, %v", g.GeoJSONType(), order, envelope, got, err)
				}
			}
		}
	}
	for layout, want := range map[geom.Layout][2]bool{geom.XYZ: {true, false}, geom.XYM: {false, true}, geom.XYZM: {true, true}} {
		flat := []float64{106, 10, 5, 6}[:layout.Stride()]
		body, err := wkb.Marshal(geom.NewPointFlat(layout, flat), binary.LittleEndian)
		if err != nil {
			t.Fatal(err)
		}
		got, err := decodeBlob(withHeader(0, 0, binary.LittleEndian, nil, body), Limits{}.withDefaults())
		if err != nil || got.shape != orb.Geometry(orb.Point{106, 10}) || got.hasZ != want[0] || got.hasM != want[1] {
			t.Errorf("%v: got %+v, %v", layout, got, err)
		}
	}
}

// bytesOf writes little-endian numbers.
func bytesOf(values ...any) []byte {
	var b []byte
	for _, v := range values {
		b, _ = binary.Append(b, binary.LittleEndian, v)
	}
	return b
}

func TestEmptyGeometries(t *testing.T) {
	nan := math.NaN()
	for name, b := range map[string][]byte{
		"flag without a body": withHeader(4326, flagEmpty, binary.LittleEndian, nil, nil),
		"point of NaN":        withHeader(4326, flagEmpty, binary.LittleEndian, nil, bytesOf(byte(1), uint32(1), nan, nan)),
		"no points":           withHeader(4326, flagEmpty, binary.LittleEndian, nil, bytesOf(byte(1), uint32(4), uint32(0))),
		"no polygons":         withHeader(4326, flagEmpty, binary.LittleEndian, []float64{nan, nan, nan, nan}, bytesOf(byte(1), uint32(6), uint32(0))),
	} {
		records := readAll(t, build(t, metadataSQL+pointsSQL(4326), []any{insertPoint, b, "1", ""}), Options{})
		if len(records) != 1 || records[0].Geometry != nil && !records[0].Geometry.Bound().IsEmpty() {
			t.Errorf("%s: got %v", name, records)
		}
	}
}

func TestBrokenGeometries(t *testing.T) {
	le := binary.LittleEndian
	for name, tt := range map[string]struct {
		blob any
		want string
	}{
		"few bytes":     {[]byte("GP\x00\x01"), "cut short"},
		"plain WKB":     {bytesOf(byte(1), uint32(1), 106., 10.), "plain WKB"},
		"version":       {append([]byte{'G', 'P', 1}, make([]byte, 30)...), "version 2"},
		"extension":     {append([]byte{'G', 'P', 0, flagExtended, 0, 0, 0, 0}, "CRVE"...), `extension, "CRVE"`},
		"envelope 5":    {append([]byte{'G', 'P', 0, 5 << 1}, make([]byte, 90)...), "envelope"},
		"envelope cut":  {append([]byte{'G', 'P', 0, 1 << 1}, make([]byte, 20)...), "envelope"},
		"no body":       {withHeader(4326, 0, le, nil, nil), "cut short"},
		"byte order":    {withHeader(4326, 0, le, nil, bytesOf(byte(9), uint32(1), 1., 2.)), "byte order 9"},
		"EWKB":          {withHeader(4326, 0, le, nil, bytesOf(byte(1), uint32(0x20000001), uint32(4326), 1., 2.)), "EWKB"},
		"type 0":        {withHeader(4326, 0, le, nil, bytesOf(byte(1), uint32(0), 1., 2.)), "type 0"},
		"type 4001":     {withHeader(4326, 0, le, nil, bytesOf(byte(1), uint32(4001), 1., 2.)), "type 4001"},
		"point cut":     {withHeader(4326, 0, le, nil, bytesOf(byte(1), uint32(1), 1.)), "cut short"},
		"line of 4 G":   {withHeader(4326, 0, le, nil, bytesOf(byte(1), uint32(2), uint32(math.MaxUint32), 1., 2.)), "counts are wrong"},
		"rings of 4 G":  {withHeader(4326, 0, le, nil, bytesOf(byte(1), uint32(3), uint32(math.MaxUint32), uint32(0))), "counts are wrong"},
		"wrong member":  {withHeader(4326, 0, le, nil, bytesOf(byte(1), uint32(4), uint32(1), byte(1), uint32(2), uint32(0))), "type 2 within"},
		"rest":          {append(blob(t, 4326, orb.Point{1, 2}, le), 0), "1 bytes follow"},
		"infinite":      {withHeader(4326, 0, le, nil, bytesOf(byte(1), uint32(1), math.Inf(1), 2.)), "is no place"},
		"half NaN":      {withHeader(4326, 0, le, nil, bytesOf(byte(1), uint32(1), math.NaN(), 2.)), "is no place"},
		"NaN in a line": {withHeader(4326, 0, le, nil, bytesOf(byte(1), uint32(2), uint32(1), math.NaN(), math.NaN())), "is no place"},
		"another srs":   {blob(t, 32648, orb.Point{1, 2}, le), "srs_id 32648, its layer 4326"},
		"metres":        {blob(t, 4326, orb.Point{572000, 1165000}, le), "no longitudes"},
		"text":          {"POINT(1 2)", "begins with"},
		"number":        {12345678, "begins with"},
	} {
		r, err := Open(build(t, metadataSQL+pointsSQL(4326), []any{insertPoint, tt.blob, "00097", ""},
			[]any{insertPoint, blob(t, 0, orb.Point{106, 10}, le), "00098", ""}), Options{})
		if err != nil {
			t.Fatal(err)
		}
		records, rejected, err := drain(t, r)
		r.Close()
		if err != nil || len(records) != 1 || len(rejected) != 1 {
			t.Errorf("%s: %d records, %v, %v; want the second row alone", name, len(records), rejected, err)
			continue
		}
		for _, want := range []string{tt.want, "a b#c?.gpkg: table pts: fid 1: geom: "} {
			if !strings.Contains(rejected[0].Error(), want) {
				t.Errorf("%s: got %q, want %q in it", name, rejected[0], want)
			}
		}
	}
}

// TestCurves names what is not read.
func TestCurves(t *testing.T) {
	for code, want := range refusedTypes {
		for _, extra := range []uint32{0, 1000, 3000} {
			_, err := decodeBlob(withHeader(4326, 0, binary.LittleEndian, nil, bytesOf(byte(1), extra+code, uint32(0))), Limits{}.withDefaults())
			if err == nil || !strings.Contains(err.Error(), want+" geometries are not read") {
				t.Errorf("type %d: got %v, want %q", extra+code, err, want)
			}
		}
		inside := withHeader(4326, 0, binary.LittleEndian, nil, bytesOf(byte(1), uint32(7), uint32(1), byte(1), code, uint32(0)))
		if _, err := decodeBlob(inside, Limits{}.withDefaults()); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("type %d within a collection: got %v, want %q", code, err, want)
		}
	}
}

func TestNestedCollections(t *testing.T) {
	var body []byte
	for range 40 {
		body = append(body, bytesOf(byte(1), uint32(7), uint32(1))...)
	}
	_, err := decodeBlob(withHeader(4326, 0, binary.LittleEndian, nil, append(body, bytesOf(byte(1), uint32(7), uint32(0))...)), Limits{}.withDefaults())
	if err == nil || !strings.Contains(err.Error(), "nested more than") {
		t.Errorf("got %v", err)
	}
}

func TestLimits(t *testing.T) {
	line := make(orb.LineString, 100)
	path := build(t, metadataSQL+pointsSQL(4326), []any{insertPoint, blob(t, 4326, orb.Point{1, 2}, binary.LittleEndian), "1", "x"},
		[]any{insertPoint, blob(t, 4326, orb.MultiLineString{line, line}, binary.LittleEndian), "2", strings.Repeat("x", 5000)})
	for name, tt := range map[string]struct {
		limits Limits
		want   string
	}{
		"MaxRows":     {Limits{MaxRows: 1}, "MaxRows = 1"},
		"MaxBytes":    {Limits{MaxBytes: 1000}, "MaxBytes = 1000"},
		"MaxRowBytes": {Limits{MaxRowBytes: 4000}, "MaxRowBytes = 4000"},
		"MaxVertices": {Limits{MaxVertices: 150}, "MaxVertices = 150"},
		"MaxParts":    {Limits{MaxParts: 1}, "MaxParts = 1"},
	} {
		r, err := Open(path, Options{Limits: tt.limits})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		records, _, err := drain(t, r)
		r.Close()
		var limit *LimitError
		if !errors.As(err, &limit) || !strings.Contains(err.Error(), tt.want) || len(records) != 1 {
			t.Errorf("%s: %d records, %v", name, len(records), err)
		}
	}
}

func TestTextNotUTF8(t *testing.T) {
	path := build(t, metadataSQL+pointsSQL(4326), []any{"INSERT INTO pts (code, name) VALUES ('1', CAST(x'54E26E' AS TEXT))"})
	r, err := Open(path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	record, err := r.Next()
	if err == nil || !strings.Contains(err.Error(), "fid 1: name: the text is not UTF-8") {
		t.Errorf("got %v", err)
	}
	if code, _ := record.Attributes.String("code"); code != "1" {
		t.Errorf("code is %q", code)
	}
	if _, err := r.Next(); err != io.EOF {
		t.Errorf("then %v", err)
	}
}

// TestUTF16 reads a database of another text encoding.
func TestUTF16(t *testing.T) {
	path := build(t, "PRAGMA encoding = 'UTF-16le';"+metadataSQL+pointsSQL(4326), []any{insertPoint, nil, "00097", "Cần Đước"})
	if name, _ := readAll(t, path, Options{})[0].Attributes.String("name"); name != "Cần Đước" {
		t.Errorf("got %q", name)
	}
}

// TestSystems draws one place in three systems: it comes out at the same place.
func TestSystems(t *testing.T) {
	want := orb.Point{106.4137, 10.5359}
	for _, code := range []int{4326, 9210, 32648} {
		c, err := crs.ByEPSG(code)
		if err != nil {
			t.Fatal(err)
		}
		p := want
		if code != 4326 {
			at, err := c.Project(want[0], want[1])
			if err != nil {
				t.Fatal(err)
			}
			p = orb.Point{at.EastM, at.NorthM}
		}
		r, err := Open(build(t, metadataSQL+pointsSQL(code), []any{insertPoint, blob(t, int32(code), p, binary.LittleEndian), "1", ""}), Options{})
		if err != nil {
			t.Fatal(err)
		}
		record, err := r.Next()
		if err != nil {
			t.Fatal(err)
		}
		got, err := r.CRS()
		if err != nil || got != c {
			t.Errorf("EPSG:%d: got %v, %v", code, got, err)
		}
		moved, err := crs.ToWGS84(got, record.Geometry)
		if err != nil {
			t.Fatal(err)
		}
		at := moved.(orb.Point)
		if d, _, _ := geo.Inverse(want[0], want[1], at[0], at[1]); d > 0.001 {
			t.Errorf("EPSG:%d: %g m off", code, d)
		}
		r.Close()
	}
}

func TestUnknownSystems(t *testing.T) {
	for srs, want := range map[int]string{-1: "srs_id -1: the coordinate system is an unknown plane one", 0: "srs_id 0: the coordinate system is an unknown geographic",
		4230: "EPSG:4230 is not known here", 777: "srs_id 777 is not in gpkg_spatial_ref_sys"} {
		r, err := Open(build(t, metadataSQL+pointsSQL(srs), []any{insertPoint, blob(t, int32(srs), orb.Point{1, 2}, binary.LittleEndian), "1", ""}), Options{})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := r.CRS(); err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "a b#c?.gpkg: table pts: ") {
			t.Errorf("srs_id %d: got %v, want %q", srs, err, want)
		}
		if records, rejected, err := drain(t, r); err != nil || len(records) != 1 || len(rejected) != 0 {
			t.Errorf("srs_id %d: %v, %v", srs, rejected, err)
		}
		r.Close()
	}
}

// TestDefinitionOf12063 takes WKT 2 where WKT 1 is undefined (annex F.10).
func TestDefinitionOf12063(t *testing.T) {
	const tm3 = `PROJCS["x",GEOGCS["GCS_VN_2000",DATUM["D_Vietnam_2000",SPHEROID["WGS_1984",6378137.0,298.257223563]],PRIMEM["Greenwich",0.0],` +
		`UNIT["Degree",0.0174532925199433]],PROJECTION["Transverse_Mercator"],PARAMETER["False_Easting",500000.0],PARAMETER["False_Northing",0.0],` +
		`PARAMETER["Central_Meridian",105.75],PARAMETER["Scale_Factor",0.9999],PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]`
	path := build(t, metadataSQL+pointsSQL(100001)+"ALTER TABLE gpkg_spatial_ref_sys ADD COLUMN definition_12_063 TEXT NOT NULL DEFAULT 'undefined';",
		[]any{"INSERT INTO gpkg_spatial_ref_sys VALUES ('mine', 100001, 'NONE', 100001, 'undefined', NULL, ?)", tm3})
	r, err := Open(path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if c, err := r.CRS(); err != nil || c.EPSG != 9210 {
		t.Errorf("got %v, %v", c, err)
	}
}

func ExampleLayers() {
	layers, err := Layers("province.gpkg", Limits{})
	if err != nil {
		fmt.Println("cannot be read")
	}
	for _, l := range layers {
		fmt.Println(l, l.CRS)
	}
	// Output: cannot be read
}
