package flatgeobuf

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"

	"github.com/gogama/flatgeobuf/flatgeobuf"
	"github.com/gogama/flatgeobuf/flatgeobuf/flat"
	"github.com/gogama/flatgeobuf/packedrtree"
	flatbuffers "github.com/google/flatbuffers/go"

	"phusong/geo/feature"
)

// nodeSize is the number of children of an index node, the format's default.
const nodeSize = 16

// MaxBytes bounds the encoded features, which are kept in memory until all have come: the index
// stands before them.
const MaxBytes = 4 << 30

// Write writes a layer. A layer in which a feature has no geometry, or that is empty, has no
// index: the format has no place in it for them; its features keep their order. A table without
// geometry (feature.None) is an error, and so are a row that cannot be written and an error of the
// sequence; then nothing has been written.
func Write(w io.Writer, s *feature.Schema, rows iter.Seq2[feature.Feature, error]) error {
	if err := s.Validate(); err != nil {
		return err
	}
	if s.Shape == feature.None {
		return fmt.Errorf("layer %s: a table without geometry cannot be FlatGeobuf", s.Name)
	}
	l := layer{schema: s, builder: flatbuffers.NewBuilder(4096)}
	for row, err := range rows {
		if err == nil {
			err = l.add(row)
		}
		if err != nil {
			return fmt.Errorf("layer %s: row %d: %w", s.Name, len(l.features)+1, err)
		}
	}
	if err := l.write(w); err != nil {
		return fmt.Errorf("layer %s: %w", s.Name, err)
	}
	return nil
}

type layer struct {
	schema   *feature.Schema
	builder  *flatbuffers.Builder
	features [][]byte // with the size before each
	boxes    []feature.Box
	bytes    int64
}

func (l *layer) add(row feature.Feature) error {
	row, err := l.schema.Normalize(row)
	if err != nil {
		return err
	}
	if box, ok := feature.BoxOf(row.Geometry); ok {
		l.boxes = append(l.boxes, box)
	}
	b := l.builder
	b.Reset()
	var shape flatbuffers.UOffsetT
	if row.Geometry != nil {
		shape = appendGeometry(b, row.Geometry)
	}
	properties, err := propertiesOf(row.Values)
	if err != nil {
		return err
	}
	values := b.CreateByteVector(properties)
	flat.FeatureStart(b)
	if row.Geometry != nil {
		flat.FeatureAddGeometry(b, shape)
	}
	flat.FeatureAddProperties(b, values)
	b.FinishSizePrefixed(flat.FeatureEnd(b))
	l.features = append(l.features, bytes.Clone(b.FinishedBytes()))
	if l.bytes += int64(len(b.FinishedBytes())); l.bytes > MaxBytes {
		return fmt.Errorf("the features take more than %d bytes (MaxBytes): write another format", int64(MaxBytes))
	}
	return nil
}

// propertiesOf writes column number and value of each value that is there.
func propertiesOf(values []any) ([]byte, error) {
	var b bytes.Buffer
	p := flatgeobuf.NewPropWriter(&b)
	for i, v := range values {
		if v == nil {
			continue
		}
		_, err := p.WriteUShort(uint16(i))
		var err2 error
		switch v := v.(type) {
		case string:
			_, err2 = p.WriteString(v)
		case int64:
			_, err2 = p.WriteLong(v)
		case float64:
			_, err2 = p.WriteDouble(v + 0)
		case bool:
			_, err2 = p.WriteBool(v)
		}
		if err := errors.Join(err, err2); err != nil {
			return nil, err
		}
	}
	return b.Bytes(), nil
}

func (l *layer) write(w io.Writer) error {
	indexed := len(l.boxes) == len(l.features) && len(l.features) > 0
	file := flatgeobuf.NewFileWriter(w)
	if _, err := file.Header(l.header(indexed)); err != nil {
		return err
	}
	if !indexed {
		return l.writeFeatures(w, nil)
	}
	order := feature.HilbertOrder(l.boxes)
	refs := make([]packedrtree.Ref, len(order))
	var offset int64
	for i, k := range order {
		box := l.boxes[k]
		refs[i] = packedrtree.Ref{Offset: offset, Box: packedrtree.Box{XMin: box.West.Degrees(), YMin: box.South.Degrees(), XMax: box.East.Degrees(), YMax: box.North.Degrees()}}
		offset += int64(len(l.features[k]))
	}
	index, err := packedrtree.New(refs, nodeSize)
	if err != nil {
		return err
	}
	if _, err := file.Index(index); err != nil {
		return err
	}
	return l.writeFeatures(w, order)
}

// writeFeatures writes features in an order, nil for their own.
func (l *layer) writeFeatures(w io.Writer, order []int) error {
	for i := range l.features {
		k := i
		if order != nil {
			k = order[i]
		}
		if _, err := w.Write(l.features[k]); err != nil {
			return err
		}
	}
	return nil
}
