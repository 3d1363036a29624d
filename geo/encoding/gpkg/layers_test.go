package gpkg

import (
	"encoding/binary"
	"strings"
	"testing"

	"github.com/paulmach/orb"
)

// severalSQL has two layers of points, one of polygons, a table without geometry, a view
// and a layer whose table is missing.
var severalSQL = metadataSQL + pointsSQL(4326) + `
CREATE TABLE Communes (id INTEGER PRIMARY KEY, shape MULTIPOLYGON, ma TEXT);
CREATE TABLE any_shape (id INTEGER PRIMARY KEY, geom GEOMETRY);
CREATE TABLE ho (ma TEXT, so_ho INTEGER);
CREATE VIEW seen AS SELECT fid, geom, code FROM pts;
INSERT INTO gpkg_contents (table_name, data_type, srs_id) VALUES ('communes', 'features', 9210), ('any_shape', 'features', 4326), ('ho', 'attributes', NULL),
	('seen', 'features', 4326), ('gone', 'features', 4326), ('photo', 'tiles', 4326), ('orphan', 'features', 4326);
CREATE TABLE orphan (id INTEGER PRIMARY KEY, geom POINT);
INSERT INTO gpkg_geometry_columns VALUES ('Communes', 'SHAPE', 'MultiPolygon', 9210, 0, 0), ('any_shape', 'geom', 'GEOMETRY', 4326, 0, 0),
	('seen', 'geom', 'POINT', 4326, 0, 0), ('gone', 'geom', 'POINT', 4326, 0, 0);
INSERT INTO ho VALUES ('00097', 1234);
INSERT INTO Communes VALUES (5, NULL, '00098');
`

func TestLayers(t *testing.T) {
	all, err := Layers(build(t, severalSQL), Limits{})
	if err != nil {
		t.Fatal(err)
	}
	var text strings.Builder
	for _, l := range all {
		text.WriteString(l.String())
		if l.Refused != nil {
			text.WriteString(" refused: " + strings.SplitN(l.Refused.Error(), ",", 2)[0])
		} else if l.Geometry != "" {
			text.WriteString(" " + l.CRS.String())
		}
		text.WriteString("\n")
	}
	want := `any_shape (geometry) WGS 84 (EPSG:4326)
communes (multipolygon) VN-2000 / TM-3 105-45 (EPSG:9210)
gone (point) refused: there is no such table in the file
ho (no geometry)
orphan (geometry) refused: it has no row in gpkg_geometry_columns
pts (point) WGS 84 (EPSG:4326)
seen (point) refused: it is a view
`
	if text.String() != want {
		t.Errorf("got\n%s", text.String())
	}
}

func TestChoice(t *testing.T) {
	path := build(t, severalSQL)
	for _, tt := range []struct {
		opts Options
		want string // layer, or a part of the error
	}{
		{Options{Shape: Points}, "pts"},
		{Options{Shape: Rows}, "pts"},
		{Options{Shape: Polygons}, "communes"},
		{Options{}, "has 7 layers, choose one: any_shape (geometry), communes (multipolygon)"},
		{Options{Layer: "ho"}, "ho"},
		{Options{Layer: "COMMUNES"}, "communes"},
		{Options{Layer: "xa"}, `has no layer "xa", only any_shape`},
		{Options{Layer: "seen"}, "table seen: it is a view"},
		{Options{Layer: "gone"}, "table gone: there is no such table"},
		{Options{Layer: "orphan"}, "no row in gpkg_geometry_columns"},
	} {
		r, err := Open(path, tt.opts)
		switch {
		case err != nil && !strings.Contains(err.Error(), tt.want):
			t.Errorf("%+v: %v, want %q", tt.opts, err, tt.want)
		case err == nil && r.Layer().Name != tt.want:
			t.Errorf("%+v: layer %q, want %q", tt.opts, r.Layer().Name, tt.want)
		}
		if err == nil {
			r.Close()
		}
	}
}

// TestAttributeTable reads a table without geometry.
func TestAttributeTable(t *testing.T) {
	path := build(t, severalSQL)
	records := readAll(t, path, Options{Layer: "ho"})
	if n, _ := records[0].Attributes.String("so_ho"); len(records) != 1 || records[0].Geometry != nil || n != "1234" {
		t.Errorf("got %v", records)
	}
	r, err := Open(path, Options{Layer: "ho"})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if _, err := r.CRS(); err == nil {
		t.Error("a table without geometry has a coordinate system")
	}
}

// TestKeyNames: a row number of one's own naming is an attribute.
func TestKeyNames(t *testing.T) {
	r, err := Open(build(t, severalSQL), Options{Layer: "communes"})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	record, err := r.Next()
	if id, _ := record.Attributes.String("id"); err != nil || id != "5" || len(r.Fields()) != 2 {
		t.Errorf("id %q, fields %v, %v", id, r.Fields(), err)
	}
}

// TestHiddenRowNumber reads tables whose columns take the names of the row number.
func TestHiddenRowNumber(t *testing.T) {
	for sql, want := range map[string]string{
		"CREATE TABLE pts (rowid TEXT, oid TEXT, geom POINT)":                "",
		"CREATE TABLE pts (rowid TEXT, oid TEXT, _ROWID_ TEXT, geom POINT)":  "rename one",
		"CREATE TABLE pts (code TEXT PRIMARY KEY, geom POINT) WITHOUT ROWID": "no such column",
		"CREATE TABLE pts (code TEXT, other POINT)":                          `no column "geom"`,
	} {
		path := build(t, metadataSQL+pointsSQL(4326)+"DROP TABLE pts;"+sql)
		r, err := Open(path, Options{})
		if err == nil {
			_, _, err = drain(t, r)
			r.Close()
		}
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", sql, err, want)
		}
	}
}

// TestNothingRuns: a generated column is left out, defaults of columns added later are read,
// and what the file would run counts for nothing.
func TestNothingRuns(t *testing.T) {
	forever := "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT"
	path := build(t, metadataSQL+pointsSQL(4326)+
		"CREATE TRIGGER boom AFTER INSERT ON gpkg_contents BEGIN SELECT RAISE(FAIL, 'ran'); END;"+
		"CREATE INDEX by_code ON pts (code);"+
		"CREATE VIEW gpkg_forever AS "+forever+" i FROM n;"+
		"ALTER TABLE pts ADD COLUMN huge AS (zeroblob(1000000000));",
		[]any{insertPoint, blob(t, 4326, orb.Point{1, 2}, binary.LittleEndian), "1", "b"}, []any{"ALTER TABLE pts ADD COLUMN later TEXT DEFAULT 'x'"})
	records := readAll(t, path, Options{})
	if later, _ := records[0].Attributes.String("later"); len(records) != 1 || later != "x" {
		t.Errorf("got %v", records)
	}
	if _, ok := records[0].Attributes.String("huge"); ok {
		t.Error("a generated column was computed")
	}
	for _, table := range []string{contentsTable, geometryTable, srsTable} {
		path := build(t, metadataSQL+pointsSQL(4326)+"DROP TABLE "+table+"; CREATE VIEW "+table+
			" AS "+forever+" 'pts' AS table_name, 'features' AS data_type, 'geom' AS column_name, 'POINT' AS geometry_type_name, 0 AS srs_id FROM n;")
		if _, err := Layers(path, Limits{}); err == nil || !strings.Contains(err.Error(), "table "+table+": it is a view") {
			t.Errorf("%s as an endless view: %v", table, err)
		}
	}
}
