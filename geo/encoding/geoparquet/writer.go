package geoparquet

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"iter"

	"github.com/parquet-go/parquet-go"
	"github.com/paulmach/orb"
	"github.com/twpayne/go-geom/encoding/wkb"

	"phusong/geo/encoding/orbgeom"
	"phusong/geo/feature"
)

// Names of the columns that the format adds, the last ones of a file.
const (
	geometryColumn = "geometry"
	bboxColumn     = "bbox"
)

// rowGroup is the number of rows in memory, and the grain in which readers skip.
const rowGroup = 20_000

// Write writes a layer. A feature without geometry has null in both columns of it; a table
// without geometry (feature.None) is an error: it would be Parquet, but no GeoParquet. A row that
// cannot be written and an error of the sequence are errors that name the row; what has been written
// is then of no use.
func Write(w io.Writer, s *feature.Schema, rows iter.Seq2[feature.Feature, error]) error {
	if err := s.Validate(); err != nil {
		return err
	}
	if s.Shape == feature.None {
		return fmt.Errorf("layer %s: a table without geometry cannot be GeoParquet", s.Name)
	}
	l := layer{schema: s, out: parquet.NewGenericWriter[any](w, parquetSchema(s), parquet.CreatedBy("phusong", "1", "1"),
		parquet.MaxRowsPerRowGroup(rowGroup), parquet.SkipPageBounds(geometryColumn), parquet.SkipPageStatistics(geometryColumn))}
	n := 0
	for row, err := range rows {
		n++
		if err == nil {
			err = l.write(row)
		}
		if err != nil {
			return fmt.Errorf("layer %s: row %d: %w", s.Name, n, err)
		}
	}
	text, err := metadata(s, l.extent, l.places)
	if err != nil {
		return err
	}
	l.out.SetKeyValueMetadata("geo", text)
	if err := l.out.Close(); err != nil {
		return fmt.Errorf("layer %s: %w", s.Name, err)
	}
	return nil
}

type layer struct {
	schema *feature.Schema
	out    *parquet.GenericWriter[any]
	row    parquet.Row // taken again for every row
	extent feature.Box
	places int // features with a geometry
}

func (l *layer) write(f feature.Feature) error {
	f, err := l.schema.Normalize(f)
	if err != nil {
		return err
	}
	l.row = l.row[:0]
	for _, v := range f.Values {
		l.add(v)
	}
	if err := l.addGeometry(f.Geometry); err != nil {
		return err
	}
	_, err = l.out.WriteRows([]parquet.Row{l.row})
	return err
}

// add appends the value of the next column, all of which are optional.
func (l *layer) add(v any) {
	column := len(l.row)
	if v == nil {
		l.row = append(l.row, parquet.NullValue().Level(0, 0, column))
		return
	}
	l.row = append(l.row, parquet.ValueOf(v).Level(0, 1, column))
}

func (l *layer) addGeometry(g orb.Geometry) error {
	box, ok := feature.BoxOf(g)
	if !ok {
		for range 5 {
			l.add(nil)
		}
		return nil
	}
	if l.places++; l.places == 1 {
		l.extent = box
	}
	l.extent = l.extent.Union(box)
	shape, err := orbgeom.ToGeom(g)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := wkb.Write(&b, binary.LittleEndian, shape); err != nil {
		return err
	}
	l.add(b.Bytes())
	for _, side := range sides(box) {
		l.add(side)
	}
	return nil
}

// sides are those of a box in the order of the columns: xmin, ymin, xmax, ymax.
func sides(b feature.Box) [4]float64 {
	return [4]float64{b.West.Degrees(), b.South.Degrees(), b.East.Degrees(), b.North.Degrees()}
}
