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
	var e Encoder
	for i := range layers {
		l := &layers[i]
		if err := e.Begin(l.Name, l.Extent, nil); err != nil {
			return nil, err
		}
		for j := range l.Features {
			if err := e.Add(&l.Features[j]); err != nil {
				return nil, fmt.Errorf("layer %q, feature %d: %w", l.Name, j, err)
			}
		}
	}
	return e.Bytes(), nil
}

// Encoder writes a tile feature by feature, so that the caller can stop when it
// grows too large. The zero value is an empty tile.
type Encoder struct {
	done  []byte // layers
	names map[string]bool
	layer layerEncoder
}

// Reset makes the encoder an empty tile; it keeps its memory.
func (e *Encoder) Reset() {
	clear(e.names)
	e.done = e.done[:0]
	e.layer.begin(nil)
}

// Begin ends the layer before and begins one. An extent of 0 means DefaultExtent.
// Features may have tags of the dictionary, which may be nil. It is an error when
// the tile has a layer of that name.
func (e *Encoder) Begin(name string, extent uint32, d *Dictionary) error {
	e.end()
	if name == "" || e.names[name] || !utf8.ValidString(name) {
		return fmt.Errorf("layer %d of a tile is called %q: give every layer a name of its own in UTF-8", len(e.names), name)
	}
	if e.names == nil {
		e.names = map[string]bool{}
	}
	e.names[name] = true
	if extent == 0 {
		extent = DefaultExtent
	}
	e.layer.begin(d)
	e.layer.head = appendVarintField(e.layer.head[:0], layerVersion, formatVersion)
	e.layer.head = appendBytes(e.layer.head, layerName, []byte(name))
	e.layer.encoded = appendVarintField(e.layer.encoded, layerExtent, uint64(extent))
	return nil
}

// Add writes a feature of the layer that was begun. A feature that is refused
// leaves the tile as it was, but for values that nothing uses.
func (e *Encoder) Add(f *Feature) error { return e.layer.add(f) }

// Len is the size of the tile so far, but for some bytes of the layer being written.
func (e *Encoder) Len() int { return len(e.done) + e.layer.size() }

// Bytes ends the tile and returns it: empty when no layer has features. It is the
// caller's to keep.
func (e *Encoder) Bytes() []byte {
	e.end()
	return append([]byte(nil), e.done...)
}

func (e *Encoder) end() {
	l := &e.layer
	if len(l.features) == 0 {
		return
	}
	parts := [][]byte{l.head, l.features, l.keyFields, l.encoded}
	size := 0
	for _, p := range parts {
		size += len(p)
	}
	e.done = binary.AppendUvarint(e.done, tileLayer<<3|wireBytes)
	e.done = binary.AppendUvarint(e.done, uint64(size))
	for _, p := range parts {
		e.done = append(e.done, p...)
	}
	l.begin(nil)
}

// layerEncoder writes one layer; keys and values are numbered as they come. An
// entry is one of the dictionary, or behind those one of its own.
type layerEncoder struct {
	dictionary *Dictionary
	own        Dictionary
	keys       numbering
	values     numbering
	head       []byte
	features   []byte
	keyFields  []byte
	encoded    []byte // the extent, and the values as fields
	feature    []byte
	packed     []byte
}

// value is a property's value as it is compared: equal ones are written once.
type value struct {
	field uint8
	text  string
	bits  uint64
}

var noDictionary = &Dictionary{}

func (e *layerEncoder) begin(d *Dictionary) {
	if d == nil {
		d = noDictionary
	}
	e.dictionary = d
	e.own.reset()
	e.keys.reset()
	e.values.reset()
	e.features, e.keyFields, e.encoded = e.features[:0], e.keyFields[:0], e.encoded[:0]
}

func (e *layerEncoder) size() int { return len(e.features) + len(e.keyFields) + len(e.encoded) }

func (e *layerEncoder) add(f *Feature) error {
	e.feature = e.feature[:0]
	if f.HasID {
		e.feature = appendVarintField(e.feature, featureID, f.ID)
	}
	if err := e.addTags(f); err != nil {
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

func (e *layerEncoder) addTags(f *Feature) error {
	e.packed = e.packed[:0]
	for _, t := range f.Tags {
		if int(t.Key) >= len(e.dictionary.keyList) || int(t.Value) >= len(e.dictionary.encoded) {
			return fmt.Errorf("tag %d, %d is not of the dictionary", t.Key, t.Value)
		}
		e.addTag(t)
	}
	for _, p := range f.Properties {
		t, err := e.tag(p)
		if err != nil {
			return err
		}
		e.addTag(t)
	}
	if len(e.packed) > 0 {
		e.feature = appendBytes(e.feature, featureTags, e.packed)
	}
	return nil
}

// tag returns the entries of a property.
func (e *layerEncoder) tag(p Property) (Tag, error) {
	v, err := valueOf(p)
	if err != nil {
		return Tag{}, err
	}
	t := e.own.tag(p.Key, v)
	t.Key, t.Value = t.Key+uint32(len(e.dictionary.keyList)), t.Value+uint32(len(e.dictionary.encoded))
	if k, ok := e.dictionary.keys[p.Key]; ok {
		t.Key = k
	}
	if n, ok := e.dictionary.values[v]; ok {
		t.Value = n
	}
	return t, nil
}

func (e *layerEncoder) addTag(t Tag) {
	key, fresh := e.keys.of(t.Key)
	if fresh {
		e.keyFields = appendBytes(e.keyFields, layerKey, []byte(entryOf(e.dictionary.keyList, e.own.keyList, t.Key)))
	}
	value, fresh := e.values.of(t.Value)
	if fresh {
		e.encoded = appendBytes(e.encoded, layerValue, entryOf(e.dictionary.encoded, e.own.encoded, t.Value))
	}
	e.packed = binary.AppendUvarint(e.packed, uint64(key))
	e.packed = binary.AppendUvarint(e.packed, uint64(value))
}

func entryOf[T any](first, second []T, entry uint32) T {
	if int(entry) < len(first) {
		return first[entry]
	}
	return second[int(entry)-len(first)]
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
