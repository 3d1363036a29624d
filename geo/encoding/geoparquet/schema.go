package geoparquet

import (
	"encoding/json"
	"reflect"

	"github.com/parquet-go/parquet-go"

	"phusong/geo/feature"
)

// ordered is a group whose columns keep their order; parquet.Group sorts them by name.
type ordered struct {
	parquet.Group
	names []string
}

func (g ordered) add(name string, n parquet.Node) ordered {
	g.Group[name] = n
	return ordered{g.Group, append(g.names, name)}
}

// Fields returns the columns in the order they were added.
func (g ordered) Fields() []parquet.Field {
	byName := map[string]parquet.Field{}
	for _, f := range g.Group.Fields() {
		byName[f.Name()] = f
	}
	fields := make([]parquet.Field, len(g.names))
	for i, name := range g.names {
		fields[i] = byName[name]
	}
	return fields
}

// GoType is of no use here: rows are written column by column.
func (g ordered) GoType() reflect.Type { return reflect.TypeFor[map[string]any]() }

func parquetSchema(s *feature.Schema) *parquet.Schema {
	root := ordered{Group: parquet.Group{}}
	for _, f := range s.Fields {
		root = root.add(f.Name, parquet.Optional(column(f.Kind)))
	}
	root = root.add(geometryColumn, parquet.Optional(packed(parquet.Leaf(parquet.ByteArrayType))))
	box := ordered{Group: parquet.Group{}}
	for _, side := range sideNames {
		box = box.add(side, parquet.Required(packed(parquet.Leaf(parquet.DoubleType))))
	}
	return parquet.NewSchema(s.Name, root.add(bboxColumn, parquet.Optional(box)))
}

var sideNames = [4]string{"xmin", "ymin", "xmax", "ymax"}

func column(kind feature.Kind) parquet.Node {
	switch kind {
	case feature.Integer:
		return packed(parquet.Int(64))
	case feature.Real:
		return packed(parquet.Leaf(parquet.DoubleType))
	case feature.Boolean:
		return packed(parquet.Leaf(parquet.BooleanType))
	}
	// No dictionary: parquet-go v0.32.0 cuts the runs of its indices elsewhere on processors other
	// than amd64 (encodeInt32IndexEqual8Contiguous), and the bytes would depend on the machine.
	return packed(parquet.Encoded(parquet.String(), &parquet.Plain))
}

// packed compresses with zstd, which every reader of GeoParquet takes.
func packed(n parquet.Node) parquet.Node { return parquet.Compressed(n, &parquet.Zstd) }

// geoMetadata is the value of the key "geo" (GeoParquet 1.1.0, "File metadata").
type geoMetadata struct {
	Version       string                    `json:"version"`
	PrimaryColumn string                    `json:"primary_column"`
	Columns       map[string]columnMetadata `json:"columns"`
}

type columnMetadata struct {
	Encoding      string    `json:"encoding"`
	GeometryTypes []string  `json:"geometry_types"`
	Orientation   string    `json:"orientation,omitempty"`
	Edges         string    `json:"edges"`
	BBox          []float64 `json:"bbox,omitempty"`
	Covering      covering  `json:"covering"`
}

type covering struct {
	BBox map[string][2]string `json:"bbox"`
}

var geometryTypes = map[feature.Shape]string{feature.Point: "Point", feature.MultiPoint: "MultiPoint", feature.MultiLine: "MultiLineString", feature.MultiPolygon: "MultiPolygon"}

func metadata(s *feature.Schema, extent feature.Box, places int) (string, error) {
	c := columnMetadata{Encoding: "WKB", GeometryTypes: []string{geometryTypes[s.Shape]}, Edges: "planar", Covering: covering{map[string][2]string{}}}
	if s.Shape == feature.MultiPolygon {
		c.Orientation = "counterclockwise"
	}
	if places > 0 {
		box := sides(extent)
		c.BBox = box[:]
	}
	for _, side := range sideNames {
		c.Covering.BBox[side] = [2]string{bboxColumn, side}
	}
	text, err := json.Marshal(geoMetadata{"1.1.0", geometryColumn, map[string]columnMetadata{geometryColumn: c}})
	return string(text), err
}
