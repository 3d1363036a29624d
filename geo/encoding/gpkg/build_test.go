package gpkg

import (
	"bytes"
	"database/sql"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/paulmach/orb"
	"github.com/twpayne/go-geom/encoding/wkb"

	"phusong/geo/encoding/orbgeom"
)

// The tables that every GeoPackage has (OGC 12-128r18, annex C).
const metadataSQL = `
PRAGMA application_id = 0x47504B47;
PRAGMA user_version = 10400;
CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT NOT NULL, srs_id INTEGER PRIMARY KEY, organization TEXT NOT NULL,
	organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT);
CREATE TABLE gpkg_contents (table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE, description TEXT DEFAULT '',
	last_change DATETIME, min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, srs_id INTEGER);
CREATE TABLE gpkg_geometry_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL, geometry_type_name TEXT NOT NULL,
	srs_id INTEGER NOT NULL, z TINYINT NOT NULL, m TINYINT NOT NULL, CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name));
INSERT INTO gpkg_spatial_ref_sys VALUES ('Undefined Cartesian', -1, 'NONE', -1, 'undefined', NULL), ('Undefined geographic', 0, 'NONE', 0, 'undefined', NULL),
	('WGS 84', 4326, 'EPSG', 4326, 'undefined', NULL), ('VN-2000 / TM-3 105-45', 9210, 'EPSG', 9210, 'undefined', NULL),
	('WGS 84 / UTM zone 48N', 32648, 'EPSG', 32648, 'undefined', NULL), ('ED50', 4230, 'EPSG', 4230, 'undefined', NULL);
`

// pointsSQL is a layer of points, pts.
func pointsSQL(srs int) string {
	return fmt.Sprintf(`
CREATE TABLE pts (fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, geom POINT, code TEXT(10), name TEXT, n INTEGER, x REAL, on_air BOOLEAN, day DATE, at DATETIME, raw BLOB);
INSERT INTO gpkg_contents (table_name, data_type, srs_id) VALUES ('pts', 'features', %d);
INSERT INTO gpkg_geometry_columns VALUES ('pts', 'geom', 'POINT', %[1]d, 0, 0);
`, srs)
}

// build writes a file with statements and rows and returns its path.
func build(t testing.TB, statements string, rows ...[]any) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "a b#c?.gpkg")
	edit(t, path, statements, rows...)
	return path
}

// edit runs statements, then every row: a statement and its values.
func edit(t testing.TB, path, statements string, rows ...[]any) {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+strings.NewReplacer("?", "%3f", "#", "%23", " ", "%20").Replace(path))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	if _, err := db.Exec(statements); err != nil {
		t.Fatal(err)
	}
	for _, row := range rows {
		if _, err := db.Exec(row[0].(string), row[1:]...); err != nil {
			t.Fatal(err)
		}
	}
}

// blob writes a geometry as a GeoPackage holds it, without an envelope.
func blob(t testing.TB, srs int32, g orb.Geometry, order binary.ByteOrder) []byte {
	t.Helper()
	shape, err := orbgeom.ToGeom(g)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := wkb.Write(&b, order, shape); err != nil {
		t.Fatal(err)
	}
	return withHeader(srs, 0, order, nil, b.Bytes())
}

// withHeader puts the header of a blob before a body.
func withHeader(srs int32, flags byte, order binary.ByteOrder, envelope []float64, body []byte) []byte {
	if order == binary.ByteOrder(binary.LittleEndian) {
		flags |= flagLittleEndian
	}
	var b bytes.Buffer
	b.Write([]byte{'G', 'P', 0, flags | map[int]byte{0: 0, 4: 1, 6: 2, 8: 4}[len(envelope)]<<1})
	binary.Write(&b, order, srs)
	binary.Write(&b, order, envelope)
	b.Write(body)
	return b.Bytes()
}

const insertPoint = "INSERT INTO pts (geom, code, name) VALUES (?, ?, ?)"

// onePoint is a small whole GeoPackage.
func onePoint(t testing.TB) string {
	return build(t, metadataSQL+pointsSQL(4326), []any{insertPoint, blob(t, 4326, orb.Point{106.4, 10.5}, binary.LittleEndian), "00097", "Tân An"})
}

// drain reads a layer whole; rejected rows are listed apart.
func drain(t testing.TB, r *Reader) (records []Record, rejected []*RecordError, err error) {
	t.Helper()
	for {
		record, err := r.Next()
		if err == nil {
			records = append(records, record)
			continue
		}
		if bad, ok := err.(*RecordError); ok {
			rejected = append(rejected, bad)
			continue
		}
		if again, err2 := r.Next(); err2 != err || again.FID != 0 {
			t.Errorf("Next after %v: %v", err, err2)
		}
		if err.Error() == "EOF" {
			err = nil
		}
		return records, rejected, err
	}
}

func readAll(t testing.TB, path string, opts Options) []Record {
	t.Helper()
	r, err := Open(path, opts)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	records, rejected, err := drain(t, r)
	if err != nil || len(rejected) > 0 {
		t.Fatalf("%v %v", err, rejected)
	}
	return records
}

// alone fails unless a file stands alone in its folder.
func alone(t *testing.T, path string) {
	t.Helper()
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil || len(entries) != 1 {
		t.Errorf("beside the file: %v, %v", entries, err)
	}
}
