package mvt

import (
	"fmt"
	"math"
	"unicode/utf8"
)

// Limits bound what Decode takes. Zero fields mean the defaults.
type Limits struct {
	Bytes    int // of the tile; default 16 MiB
	Layers   int // default 100
	Features int // of all layers; default 1,000,000
	Points   int // of all features; default 10,000,000
	Tags     int // properties of all features; default 10,000,000
}

func (l Limits) withDefaults() Limits {
	for _, f := range []struct {
		value *int
		usual int
	}{{&l.Bytes, 16 << 20}, {&l.Layers, 100}, {&l.Features, 1_000_000}, {&l.Points, 10_000_000}, {&l.Tags, 10_000_000}} {
		if *f.value <= 0 {
			*f.value = f.usual
		}
	}
	return l
}

// Decode reads a tile that is not compressed, of format version 1 or 2. Geometry
// must follow the commands of the format; whether rings are oriented and simple is
// not examined. Features of an unknown geometry type are an error.
func Decode(data []byte, limits Limits) ([]Layer, error) {
	limits = limits.withDefaults()
	if len(data) > limits.Bytes {
		return nil, fmt.Errorf("tile of %d bytes: at most %d are read", len(data), limits.Bytes)
	}
	r := reader{data: data}
	var layers []Layer
	for r.more() {
		f := r.next()
		if r.err != nil || !f.is(tileLayer, wireBytes) {
			continue
		}
		if len(layers) == limits.Layers {
			return nil, fmt.Errorf("more than %d layers", limits.Layers)
		}
		l, err := decodeLayer(f.bytes, &limits)
		if err != nil {
			return nil, fmt.Errorf("layer %d: %w", len(layers), err)
		}
		layers = append(layers, l)
	}
	return layers, r.err
}

// rawLayer is a layer before its features are read, since keys and values may follow them.
type rawLayer struct {
	version  uint64
	features [][]byte
	keys     []string
	values   []any
}

func decodeLayer(data []byte, left *Limits) (Layer, error) {
	l := Layer{Extent: DefaultExtent}
	raw := rawLayer{version: 1}
	r := reader{data: data}
	for r.more() {
		if err := raw.field(r.next(), &l, left); err != nil {
			return l, err
		}
	}
	if r.err != nil {
		return l, r.err
	}
	if raw.version < 1 || raw.version > formatVersion {
		return l, fmt.Errorf("version %d of the format: 1 and 2 are read", raw.version)
	}
	if l.Name == "" || l.Extent == 0 {
		return l, fmt.Errorf("name %q, extent %d", l.Name, l.Extent)
	}
	for i, b := range raw.features {
		f, err := raw.feature(b, left)
		if err != nil {
			return l, fmt.Errorf("feature %d: %w", i, err)
		}
		l.Features = append(l.Features, f)
	}
	return l, nil
}

func (raw *rawLayer) field(f field, l *Layer, left *Limits) error {
	switch {
	case f.is(layerVersion, wireVarint):
		raw.version = f.value
	case f.is(layerName, wireBytes):
		l.Name = string(f.bytes)
		if !utf8.ValidString(l.Name) {
			return fmt.Errorf("name %q is not UTF-8", l.Name)
		}
	case f.is(layerExtent, wireVarint):
		if f.value > math.MaxInt32 {
			return fmt.Errorf("extent %d", f.value)
		}
		l.Extent = uint32(f.value)
	case f.is(layerFeature, wireBytes):
		if left.Features--; left.Features < 0 {
			return fmt.Errorf("too many features")
		}
		raw.features = append(raw.features, f.bytes)
	case f.is(layerKey, wireBytes):
		raw.keys = append(raw.keys, string(f.bytes))
	case f.is(layerValue, wireBytes):
		v, err := decodeValue(f.bytes)
		if err != nil {
			return fmt.Errorf("value %d: %w", len(raw.values), err)
		}
		raw.values = append(raw.values, v)
	}
	return nil
}

func (raw *rawLayer) feature(data []byte, left *Limits) (Feature, error) {
	var out Feature
	var tags, geometry []byte
	r := reader{data: data}
	for r.more() {
		switch f := r.next(); {
		case f.is(featureID, wireVarint):
			out.ID, out.HasID = f.value, true
		case f.is(featureTags, wireBytes):
			tags = f.bytes
		case f.is(featureType, wireVarint):
			if f.value < uint64(Points) || f.value > uint64(Polygons) {
				return out, fmt.Errorf("geometry type %d", f.value)
			}
			out.Type = GeometryType(f.value)
		case f.is(featureGeometry, wireBytes):
			geometry = f.bytes
		}
	}
	if r.err != nil {
		return out, r.err
	}
	if out.Type == 0 {
		return out, fmt.Errorf("no geometry type")
	}
	var err error
	if out.Properties, err = raw.properties(tags, left); err != nil {
		return out, err
	}
	out.Parts, err = readGeometry(out.Type, geometry, &left.Points)
	return out, err
}

func (raw *rawLayer) properties(tags []byte, left *Limits) ([]Property, error) {
	r := reader{data: tags}
	var out []Property
	for r.more() {
		k, v := r.varint(), r.varint()
		if r.err != nil {
			return nil, r.err
		}
		if k >= uint64(len(raw.keys)) || v >= uint64(len(raw.values)) {
			return nil, fmt.Errorf("tag %d, %d with %d keys and %d values", k, v, len(raw.keys), len(raw.values))
		}
		if left.Tags--; left.Tags < 0 {
			return nil, fmt.Errorf("too many properties")
		}
		out = append(out, Property{Key: raw.keys[k], Value: raw.values[v]})
	}
	return out, r.err
}

// decodeValue reads a value; of several fields the last counts.
func decodeValue(data []byte) (any, error) {
	r := reader{data: data}
	var v any
	for r.more() {
		switch f := r.next(); {
		case f.is(valueString, wireBytes):
			v = string(f.bytes)
		case f.is(valueFloat, wireFixed32):
			v = float64(math.Float32frombits(uint32(f.value)))
		case f.is(valueDouble, wireFixed64):
			v = math.Float64frombits(f.value)
		case f.is(valueInt, wireVarint):
			v = int64(f.value)
		case f.is(valueUint, wireVarint):
			v = f.value
			if f.value <= math.MaxInt64 {
				v = int64(f.value)
			}
		case f.is(valueSint, wireVarint):
			v = unzigzag(f.value)
		case f.is(valueBool, wireVarint):
			v = f.value != 0
		}
	}
	if r.err == nil && v == nil {
		return nil, fmt.Errorf("empty")
	}
	return v, r.err
}
