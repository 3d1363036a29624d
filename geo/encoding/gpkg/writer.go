package gpkg

import (
	"bytes"
	"database/sql"
	"encoding/binary"
	"fmt"
	"iter"
	"math"
	"strings"

	"github.com/paulmach/orb"
	"github.com/twpayne/go-geom/encoding/wkb"

	"phusong/geo"
	"phusong/geo/encoding/orbgeom"
	"phusong/geo/feature"
)

// geometryColumn is the name of the geometries' column.
const geometryColumn = "geom"

var columnTypes = map[feature.Kind]string{feature.Text: "TEXT", feature.Integer: "INTEGER", feature.Real: "REAL", feature.Boolean: "BOOLEAN"}

var shapeNames = map[feature.Shape]string{feature.Point: "POINT", feature.MultiPoint: "MULTIPOINT", feature.MultiLine: "MULTILINESTRING", feature.MultiPolygon: "MULTIPOLYGON"}

// WriteLayer writes a layer: its table, its rows in the order given with row numbers (fid) from
// 1, and its spatial index. A schema without shape is a table of attributes. A row that cannot be
// written, or an error of the sequence, is an error that names the row, and the file is of no use.
func (f *File) WriteLayer(s *feature.Schema, rows iter.Seq2[feature.Feature, error]) error {
	if f.err != nil {
		return f.err
	}
	if err := f.checkName(s); err != nil {
		f.err = err
		return err
	}
	l := &layerWriter{file: f, schema: s}
	l.createTable()
	err := l.insert(rows)
	if f.err == nil {
		f.err = err
	}
	l.register()
	l.index()
	if f.err != nil {
		return fmt.Errorf("layer %s: %w", s.Name, f.err)
	}
	return nil
}

func (f *File) checkName(s *feature.Schema) error {
	if err := s.Validate(); err != nil {
		return err
	}
	key := strings.ToLower(s.Name)
	if f.names[key] {
		return fmt.Errorf("layer %s stands twice", s.Name)
	}
	for _, prefix := range []string{"gpkg_", "rtree_", "sqlite_", "layer_styles"} {
		if strings.HasPrefix(key, prefix) {
			return fmt.Errorf("layer name %s: names that begin with %s are the format's own", s.Name, prefix)
		}
	}
	f.names[key] = true
	return nil
}

type layerWriter struct {
	file   *File
	schema *feature.Schema
	rows   int64
	boxes  []feature.Box
	ids    []int64 // of boxes
}

func (l *layerWriter) createTable() {
	columns := []string{"fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL"}
	if l.schema.Shape != feature.None {
		columns = append(columns, geometryColumn+" "+shapeNames[l.schema.Shape])
	}
	for _, c := range l.schema.Fields {
		columns = append(columns, fmt.Sprintf("%q %s", c.Name, columnTypes[c.Kind]))
	}
	l.file.exec(fmt.Sprintf("CREATE TABLE %q (%s)", l.schema.Name, strings.Join(columns, ", ")))
}

func (l *layerWriter) insert(rows iter.Seq2[feature.Feature, error]) error {
	if l.file.err != nil {
		return l.file.err
	}
	n := len(l.schema.Fields) + 1
	if l.schema.Shape != feature.None {
		n++
	}
	statement, err := l.file.tx.Prepare(fmt.Sprintf("INSERT INTO %q VALUES (%s)", l.schema.Name, strings.TrimSuffix(strings.Repeat("?,", n), ",")))
	if err != nil {
		return err
	}
	defer statement.Close()
	for row, err := range rows {
		if err == nil {
			l.rows++
			err = l.insertRow(statement, row)
		}
		if err != nil {
			return fmt.Errorf("row %d: %w", l.rows, err)
		}
	}
	return nil
}

func (l *layerWriter) insertRow(statement *sql.Stmt, row feature.Feature) error {
	row, err := l.schema.Normalize(row)
	if err != nil {
		return err
	}
	values := make([]any, 0, len(row.Values)+2)
	values = append(values, l.rows)
	if l.schema.Shape != feature.None {
		blob, err := l.geometry(row.Geometry)
		if err != nil {
			return err
		}
		values = append(values, blob)
	}
	_, err = statement.Exec(append(values, row.Values...)...)
	return err
}

// geometry returns the blob of a geometry, nil for none: the header with the envelope of x and
// y, for points without one, then well-known binary, all little-endian.
func (l *layerWriter) geometry(g orb.Geometry) (any, error) {
	box, ok := feature.BoxOf(g)
	if !ok {
		return nil, nil
	}
	l.boxes, l.ids = append(l.boxes, box), append(l.ids, l.rows)
	shape, err := orbgeom.ToGeom(g)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	flags := byte(flagLittleEndian)
	if l.schema.Shape != feature.Point {
		flags |= 1 << 1
	}
	b.Write([]byte{'G', 'P', 0, flags})
	b.Write(binary.LittleEndian.AppendUint32(nil, wgs84))
	if l.schema.Shape != feature.Point {
		for _, e := range []geo.E7{box.West, box.East, box.South, box.North} {
			b.Write(binary.LittleEndian.AppendUint64(nil, math.Float64bits(e.Degrees())))
		}
	}
	if err := wkb.Write(&b, binary.LittleEndian, shape); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// register tells the metadata tables of the layer.
func (l *layerWriter) register() {
	f, s := l.file, l.schema
	kind, srs := "features", any(wgs84)
	if s.Shape == feature.None {
		kind, srs = "attributes", nil
	}
	identifier := s.Title
	if identifier == "" {
		identifier = s.Name
	}
	var extent [4]any // nil where nothing has a place
	if len(l.boxes) > 0 {
		all := l.boxes[0]
		for _, b := range l.boxes[1:] {
			all = all.Union(b)
		}
		extent = [4]any{all.West.Degrees(), all.South.Degrees(), all.East.Degrees(), all.North.Degrees()}
	}
	f.exec("INSERT INTO gpkg_contents VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", s.Name, kind, identifier, s.Description, f.lastChange(), extent[0], extent[1], extent[2], extent[3], srs)
	f.exec("INSERT INTO gpkg_ogr_contents VALUES (?, ?)", s.Name, l.rows)
	for _, c := range s.Fields {
		if c.Title != "" || c.Description != "" {
			f.exec("INSERT INTO gpkg_data_columns VALUES (?, ?, ?, ?, ?, NULL, NULL)", s.Name, c.Name, c.Name, optional(c.Title), optional(c.Description))
		}
	}
	if s.Shape != feature.None {
		f.exec("INSERT INTO gpkg_geometry_columns VALUES (?, ?, ?, ?, 0, 0)", s.Name, geometryColumn, shapeNames[s.Shape], wgs84)
		f.exec("INSERT INTO gpkg_extensions VALUES (?, ?, 'gpkg_rtree_index', 'http://www.geopackage.org/spec130/#extension_rtree', 'write-only')", s.Name, geometryColumn)
	}
}

func optional(text string) any {
	if text == "" {
		return nil
	}
	return text
}

// index writes the R-tree and, last, the triggers, so that they do not fire on our own rows.
func (l *layerWriter) index() {
	f := l.file
	if l.schema.Shape != feature.None {
		f.writeTree("rtree_"+l.schema.Name+"_"+geometryColumn, l.boxes, l.ids)
		f.exec(fmt.Sprintf(rtreeTriggers, l.schema.Name, geometryColumn))
	}
	f.exec(fmt.Sprintf(countTriggers, l.schema.Name))
}
