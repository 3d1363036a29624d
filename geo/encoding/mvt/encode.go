package mvt

import (
	"encoding/binary"
	"fmt"
	"math"
	"unicode/utf8"
)

// Encode returns a tile, not compressed. Layers without features are left out, as
// the format wants; nothing at all gives an empty tile. It refuses features that
// the format forbids (see the package comment) and numbers that are not finite,
// which JavaScript and SQL read differently.
func Encode(layers []Layer) ([]byte, error) {
	var out []byte
	names := map[string]bool{}
	for i := range layers {
		l := &layers[i]
		if l.Name == "" || names[l.Name] || !utf8.ValidString(l.Name) {
			return nil, fmt.Errorf("layer %d of a tile is called %q: give every layer a name of its own in UTF-8", i, l.Name)
		}
		names[l.Name] = true
		if len(l.Features) == 0 {
			continue
		}
		e := newLayerEncoder(l)
		for j := range l.Features {
			if err := e.add(&l.Features[j]); err != nil {
				return nil, fmt.Errorf("layer %q, feature %d: %w", l.Name, j, err)
			}
		}
		out = appendBytes(out, tileLayer, e.close())
	}
	return out, nil
}

// layerEncoder writes one layer; keys and values are numbered as they come.
type layerEncoder struct {
	features []byte
	keys     map[string]uint32
	keyList  []string
	values   map[value]uint32
	encoded  []byte // the values as fields
	head     []byte
	feature  []byte
	packed   []byte
}

// value is a property's value as it is compared: equal ones are written once.
type value struct {
	field uint8
	text  string
	bits  uint64
}

func newLayerEncoder(l *Layer) *layerEncoder {
	extent := l.Extent
	if extent == 0 {
		extent = DefaultExtent
	}
	e := &layerEncoder{keys: map[string]uint32{}, values: map[value]uint32{}}
	e.head = appendVarintField(nil, layerVersion, formatVersion)
	e.head = appendBytes(e.head, layerName, []byte(l.Name))
	e.encoded = appendVarintField(nil, layerExtent, uint64(extent))
	return e
}

func (e *layerEncoder) add(f *Feature) error {
	e.feature = e.feature[:0]
	if f.HasID {
		e.feature = appendVarintField(e.feature, featureID, f.ID)
	}
	if err := e.addTags(f.Properties); err != nil {
		return err
	}
	e.feature = appendVarintField(e.feature, featureType, uint64(f.Type))
	packed, err := appendGeometry(e.packed[:0], f)
	if err != nil {
		return err
	}
	e.packed = packed
	e.feature = appendBytes(e.feature, featureGeometry, packed)
	e.features = appendBytes(e.features, layerFeature, e.feature)
	return nil
}

func (e *layerEncoder) addTags(properties []Property) error {
	e.packed = e.packed[:0]
	for _, p := range properties {
		v, err := valueOf(p)
		if err != nil {
			return err
		}
		e.packed = binary.AppendUvarint(e.packed, uint64(e.key(p.Key)))
		e.packed = binary.AppendUvarint(e.packed, uint64(e.value(v)))
	}
	if len(e.packed) > 0 {
		e.feature = appendBytes(e.feature, featureTags, e.packed)
	}
	return nil
}

func (e *layerEncoder) key(name string) uint32 {
	i, ok := e.keys[name]
	if !ok {
		i = uint32(len(e.keyList))
		e.keys[name] = i
		e.keyList = append(e.keyList, name)
	}
	return i
}

func (e *layerEncoder) value(v value) uint32 {
	i, ok := e.values[v]
	if !ok {
		i = uint32(len(e.values))
		e.values[v] = i
		e.encoded = appendBytes(e.encoded, layerValue, v.append(nil))
	}
	return i
}

// close returns the layer. The values follow the extent, all in one piece.
func (e *layerEncoder) close() []byte {
	out := append(e.head, e.features...)
	for _, k := range e.keyList {
		out = appendBytes(out, layerKey, []byte(k))
	}
	return append(out, e.encoded...)
}

// CheckProperty returns the error that Encode would give for a property.
func CheckProperty(p Property) error {
	_, err := valueOf(p)
	return err
}

func valueOf(p Property) (value, error) {
	switch v := p.Value.(type) {
	case string:
		if !utf8.ValidString(v) || !utf8.ValidString(p.Key) {
			return value{}, fmt.Errorf("property %q is not UTF-8", p.Key)
		}
		return value{field: valueString, text: v}, nil
	case float64:
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return value{}, fmt.Errorf("property %q is %v: leave it out where there is no number", p.Key, v)
		}
		return value{field: valueDouble, bits: math.Float64bits(v)}, nil
	case int64:
		if v < 0 {
			return value{field: valueSint, bits: uint64(v<<1) ^ uint64(v>>63)}, nil
		}
		return value{field: valueUint, bits: uint64(v)}, nil
	case uint64:
		return value{field: valueUint, bits: v}, nil
	case bool:
		if v {
			return value{field: valueBool, bits: 1}, nil
		}
		return value{field: valueBool}, nil
	}
	return value{}, fmt.Errorf("property %q is a %T: want a string, float64, int64 or bool", p.Key, p.Value)
}

func (v value) append(b []byte) []byte {
	switch v.field {
	case valueString:
		return appendBytes(b, valueString, []byte(v.text))
	case valueDouble:
		b = binary.AppendUvarint(b, valueDouble<<3|wireFixed64)
		return binary.LittleEndian.AppendUint64(b, v.bits)
	}
	return appendVarintField(b, int(v.field), v.bits)
}
