package mvt

// DefaultExtent is the width of a tile in its own integers, where nothing else is said.
const DefaultExtent = 4096

// GeometryType is what the parts of a feature are.
type GeometryType uint8

// The values are those of the format (4.3.4).
const (
	Points   GeometryType = 1 // one part with every point
	Lines    GeometryType = 2 // a part for each line, of two points and more
	Polygons GeometryType = 3 // a part for each ring, without the closing point; an outer ring, its holes, the next outer ring
)

// String names the kind in messages; a value that the format does not have is an unknown geometry.
func (t GeometryType) String() string {
	switch t {
	case Points:
		return "points"
	case Lines:
		return "lines"
	case Polygons:
		return "polygons"
	}
	return "unknown geometry"
}

// Point is a place in a tile: 0 to extent, and beyond in the buffer.
type Point struct{ X, Y int32 }

// Property is a named value of a feature. Value is a string, float64, int64 or
// bool; a decoder also gives uint64 for integers above those of int64.
type Property struct {
	Key   string
	Value any
}

// Feature is a geometry with properties, in their order. Tags, which come before
// the Properties, are of the dictionary of an Encoder; a decoder gives none.
type Feature struct {
	ID         uint64
	HasID      bool
	Type       GeometryType
	Parts      [][]Point
	Tags       []Tag
	Properties []Property
}

// Layer is a named list of features. An Extent of 0 means DefaultExtent.
type Layer struct {
	Name     string
	Extent   uint32
	Features []Feature
}

// Numbers of the fields of the messages (vector_tile.proto of the format).
const (
	tileLayer = 3

	layerName     = 1
	layerFeature  = 2
	layerKey      = 3
	layerValue    = 4
	layerExtent   = 5
	layerVersion  = 15
	formatVersion = 2

	featureID       = 1
	featureTags     = 2
	featureType     = 3
	featureGeometry = 4

	valueString = 1
	valueFloat  = 2
	valueDouble = 3
	valueInt    = 4
	valueUint   = 5
	valueSint   = 6
	valueBool   = 7
)

// Commands of a geometry (4.3.1).
const (
	moveTo    = 1
	lineTo    = 2
	closePath = 7
)
