package prepared

import (
	"encoding/binary"
	"math"

	"phusong/coverage"
)

// encodePixels writes rows of a population raster: of each, how many pixels without people come first, how
// many follow up to the last with people, their width in bytes, and they.
func encodePixels(pixels []coverage.Micro, cols int) (b []byte) {
	for len(pixels) > 0 {
		row := pixels[:cols]
		pixels = pixels[cols:]
		first, last := 0, len(row)
		for last > 0 && row[last-1] == 0 {
			last--
		}
		for first < last && row[first] == 0 {
			first++
		}
		b = appendPixelRow(b, first, row[first:last])
	}
	return b
}

func appendPixelRow(b []byte, first int, row []coverage.Micro) []byte {
	b = binary.AppendUvarint(binary.AppendUvarint(b, uint64(first)), uint64(len(row)))
	if len(row) == 0 {
		return b
	}
	narrow := true
	for _, v := range row {
		narrow = narrow && v >= 0 && v <= math.MaxUint32
	}
	if narrow {
		b = append(b, 4)
		for _, v := range row {
			b = binary.LittleEndian.AppendUint32(b, uint32(v))
		}
		return b
	}
	b = append(b, 8)
	for _, v := range row {
		b = binary.LittleEndian.AppendUint64(b, uint64(v))
	}
	return b
}

// decodePixels reads rows into pixels that are zero.
func decodePixels(b []byte, into []coverage.Micro, cols int) bool {
	for ; len(into) > 0; into = into[cols:] {
		first, n := binary.Uvarint(b)
		if n <= 0 || first > uint64(cols) {
			return false
		}
		b = b[n:]
		count, n := binary.Uvarint(b)
		if n <= 0 || count > uint64(cols)-first {
			return false
		}
		if b = b[n:]; count == 0 {
			continue
		}
		var ok bool
		if b, ok = readPixelRow(b, into[first:first+count]); !ok {
			return false
		}
	}
	return len(b) == 0
}

func readPixelRow(b []byte, into []coverage.Micro) ([]byte, bool) {
	if len(b) == 0 {
		return nil, false
	}
	width := int(b[0])
	b = b[1:]
	if width != 4 && width != 8 || len(b)/width < len(into) {
		return nil, false
	}
	if width == 8 {
		for i := range into {
			into[i] = microAt(b[8*i : 8*i+8])
		}
		return b[8*len(into):], true
	}
	values := b[:4*len(into)]
	for i := range into {
		into[i] = coverage.Micro(binary.LittleEndian.Uint32(values[4*i : 4*i+4]))
	}
	return b[len(values):], true
}
