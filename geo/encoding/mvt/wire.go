package mvt

import (
	"encoding/binary"
	"errors"
)

// How a field of a protocol buffer is laid out (protobuf.dev, encoding).
const (
	wireVarint  = 0
	wireFixed64 = 1
	wireBytes   = 2
	wireFixed32 = 5
)

var errCut = errors.New("the message is cut off or not a protocol buffer")

func appendVarintField(b []byte, field int, v uint64) []byte {
	return binary.AppendUvarint(binary.AppendUvarint(b, uint64(field)<<3|wireVarint), v)
}

func appendBytes(b []byte, field int, data []byte) []byte {
	b = binary.AppendUvarint(b, uint64(field)<<3|wireBytes)
	return append(binary.AppendUvarint(b, uint64(len(data))), data...)
}

// reader takes a message apart. After an error it gives zeros.
type reader struct {
	data []byte
	err  error
}

func (r *reader) more() bool { return r.err == nil && len(r.data) > 0 }

func (r *reader) varint() uint64 {
	v, n := binary.Uvarint(r.data)
	if n <= 0 {
		r.err, r.data = errCut, nil
		return 0
	}
	r.data = r.data[n:]
	return v
}

func (r *reader) take(n uint64) []byte {
	if r.err != nil || n > uint64(len(r.data)) {
		r.err, r.data = errCut, nil
		return nil
	}
	head := r.data[:n]
	r.data = r.data[n:]
	return head
}

// field is one field of a message: a number, or bytes.
type field struct {
	number int
	wire   int
	value  uint64
	bytes  []byte
}

// next reads a field. Groups, long gone from the format, are an error.
func (r *reader) next() field {
	tag := r.varint()
	f := field{number: int(tag >> 3 & 0x1fff_ffff), wire: int(tag & 7)}
	switch f.wire {
	case wireVarint:
		f.value = r.varint()
	case wireFixed64:
		if b := r.take(8); b != nil {
			f.value = binary.LittleEndian.Uint64(b)
		}
	case wireFixed32:
		if b := r.take(4); b != nil {
			f.value = uint64(binary.LittleEndian.Uint32(b))
		}
	case wireBytes:
		f.bytes = r.take(r.varint())
	default:
		r.err, r.data = errCut, nil
	}
	if f.number == 0 {
		r.err, r.data = errCut, nil
	}
	return f
}

// is reports whether the field is the one with this number, laid out so.
func (f field) is(number, wire int) bool { return f.number == number && f.wire == wire }
