package flatgeobuf

import (
	"github.com/gogama/flatgeobuf/flatgeobuf/flat"
	flatbuffers "github.com/google/flatbuffers/go"
	"github.com/paulmach/orb"

	"phusong/geo/feature"
)

var columnTypes = map[feature.Kind]flat.ColumnType{feature.Text: flat.ColumnTypeString, feature.Integer: flat.ColumnTypeLong,
	feature.Real: flat.ColumnTypeDouble, feature.Boolean: flat.ColumnTypeBool}

var shapeTypes = map[feature.Shape]flat.GeometryType{feature.Point: flat.GeometryTypePoint, feature.MultiPoint: flat.GeometryTypeMultiPoint,
	feature.MultiLine: flat.GeometryTypeMultiLineString, feature.MultiPolygon: flat.GeometryTypeMultiPolygon}

// header describes the layer: name, extent, type, columns, number of features, WGS 84.
func (l *layer) header(indexed bool) *flat.Header {
	b := flatbuffers.NewBuilder(1024)
	columns := make([]flatbuffers.UOffsetT, len(l.schema.Fields))
	for i, f := range l.schema.Fields {
		columns[i] = column(b, f)
	}
	columnVector := b.CreateVectorOfTables(columns)
	crs := wgs84(b)
	name, title, description := b.CreateString(l.schema.Name), text(b, l.schema.Title), text(b, l.schema.Description)
	envelope := l.envelope(b)
	flat.HeaderStart(b)
	flat.HeaderAddName(b, name)
	if envelope != 0 {
		flat.HeaderAddEnvelope(b, envelope)
	}
	flat.HeaderAddGeometryType(b, shapeTypes[l.schema.Shape])
	flat.HeaderAddColumns(b, columnVector)
	flat.HeaderAddFeaturesCount(b, uint64(len(l.features)))
	size := uint16(0)
	if indexed {
		size = nodeSize
	}
	flat.HeaderAddIndexNodeSize(b, size)
	flat.HeaderAddCrs(b, crs)
	if title != 0 {
		flat.HeaderAddTitle(b, title)
	}
	if description != 0 {
		flat.HeaderAddDescription(b, description)
	}
	b.FinishSizePrefixed(flat.HeaderEnd(b))
	return flat.GetSizePrefixedRootAsHeader(b.FinishedBytes(), 0)
}

// text writes a string, 0 for an empty one.
func text(b *flatbuffers.Builder, s string) flatbuffers.UOffsetT {
	if s == "" {
		return 0
	}
	return b.CreateString(s)
}

func column(b *flatbuffers.Builder, f feature.Field) flatbuffers.UOffsetT {
	name, title, description := b.CreateString(f.Name), text(b, f.Title), text(b, f.Description)
	flat.ColumnStart(b)
	flat.ColumnAddName(b, name)
	flat.ColumnAddType(b, columnTypes[f.Kind])
	if title != 0 {
		flat.ColumnAddTitle(b, title)
	}
	if description != 0 {
		flat.ColumnAddDescription(b, description)
	}
	return flat.ColumnEnd(b)
}

func wgs84(b *flatbuffers.Builder) flatbuffers.UOffsetT {
	org, name := b.CreateString("EPSG"), b.CreateString("WGS 84")
	flat.CrsStart(b)
	flat.CrsAddOrg(b, org)
	flat.CrsAddCode(b, 4326)
	flat.CrsAddName(b, name)
	return flat.CrsEnd(b)
}

// envelope writes the extent of all features, 0 where nothing has a place.
func (l *layer) envelope(b *flatbuffers.Builder) flatbuffers.UOffsetT {
	if len(l.boxes) == 0 {
		return 0
	}
	all := l.boxes[0]
	for _, box := range l.boxes[1:] {
		all = all.Union(box)
	}
	return doubles(b, []float64{all.West.Degrees(), all.South.Degrees(), all.East.Degrees(), all.North.Degrees()})
}

func doubles(b *flatbuffers.Builder, values []float64) flatbuffers.UOffsetT {
	b.StartVector(flatbuffers.SizeFloat64, len(values), flatbuffers.SizeFloat64)
	for i := len(values) - 1; i >= 0; i-- {
		b.PrependFloat64(values[i])
	}
	return b.EndVector(len(values))
}

func integers(b *flatbuffers.Builder, values []uint32) flatbuffers.UOffsetT {
	b.StartVector(flatbuffers.SizeUint32, len(values), flatbuffers.SizeUint32)
	for i := len(values) - 1; i >= 0; i-- {
		b.PrependUint32(values[i])
	}
	return b.EndVector(len(values))
}

// appendGeometry writes a geometry that feature.Normalize returned.
func appendGeometry(b *flatbuffers.Builder, g orb.Geometry) flatbuffers.UOffsetT {
	switch g := g.(type) {
	case orb.Point:
		return simple(b, flat.GeometryTypePoint, []orb.Point{g})
	case orb.MultiPoint:
		return simple(b, flat.GeometryTypeMultiPoint, g)
	case orb.MultiLineString:
		return simple(b, flat.GeometryTypeMultiLineString, asParts(g)...)
	case orb.Polygon:
		return simple(b, flat.GeometryTypePolygon, asParts(g)...)
	}
	polygons := g.(orb.MultiPolygon)
	parts := make([]flatbuffers.UOffsetT, len(polygons))
	for i, p := range polygons {
		parts[i] = appendGeometry(b, p)
	}
	vector := b.CreateVectorOfTables(parts)
	flat.GeometryStart(b)
	flat.GeometryAddType(b, flat.GeometryTypeMultiPolygon)
	flat.GeometryAddParts(b, vector)
	return flat.GeometryEnd(b)
}

func asParts[P ~[]orb.Point](in []P) [][]orb.Point {
	out := make([][]orb.Point, len(in))
	for i, p := range in {
		out[i] = p
	}
	return out
}

// simple writes positions in one list; where there are several parts, ends says how many
// positions end each.
func simple(b *flatbuffers.Builder, kind flat.GeometryType, parts ...[]orb.Point) flatbuffers.UOffsetT {
	var xy []float64
	ends := make([]uint32, len(parts))
	for i, part := range parts {
		for _, p := range part {
			xy = append(xy, p[0], p[1])
		}
		ends[i] = uint32(len(xy) / 2)
	}
	var endVector flatbuffers.UOffsetT
	if len(parts) > 1 {
		endVector = integers(b, ends)
	}
	xyVector := doubles(b, xy)
	flat.GeometryStart(b)
	if endVector != 0 {
		flat.GeometryAddEnds(b, endVector)
	}
	flat.GeometryAddXy(b, xyVector)
	flat.GeometryAddType(b, kind)
	return flat.GeometryEnd(b)
}
