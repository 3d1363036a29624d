package geotiff

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"math"
	"slices"
	"testing"

	"github.com/klauspost/compress/zstd"
)

// sketch describes a TIFF file that build writes byte by byte, independently of
// the package's own writer.
type sketch struct {
	order                binary.ByteOrder // default little-endian
	big                  bool
	kind                 string // default float32
	cols, rows, bands    int
	separate             bool
	tiled                bool
	blockCols, blockRows int // blockCols for tiles only
	compression          compression
	predictor            int
	sparse               []int // blocks left out
	noData               string
	metadata             string
	keys                 []uint16 // GeoKey entries without the header; default WGS 84
	ascii                string
	extra                []field               // more tags, data in the order of the file
	drop                 []uint16              // tags left out
	value                func(b, r, c int) any // typed as kind
}

var kinds = []string{"uint8", "int8", "uint16", "int16", "uint32", "int32", "uint64", "int64", "float32", "float64"}

// sampleOf returns a value that uses the width and sign of its type.
func sampleOf(kind string, b, r, c int) any {
	i := int64(r*131 + c*17 + b*7 + r*c)
	switch kind {
	case "uint8":
		return uint8(i)
	case "int8":
		return int8(i)
	case "uint16":
		return uint16(i * 37)
	case "int16":
		return int16(i * 37)
	case "uint32":
		return uint32(i * 1234567)
	case "int32":
		return int32(i * 1234567)
	case "uint64":
		return uint64(i * 123456789)
	case "int64":
		return -i * 123456789
	case "float32":
		return float32(i)/7 - 100
	default:
		return float64(i)/7 - 100
	}
}

func number(v any) float64 {
	switch v := v.(type) {
	case uint8:
		return float64(v)
	case int8:
		return float64(v)
	case uint16:
		return float64(v)
	case int16:
		return float64(v)
	case uint32:
		return float64(v)
	case int32:
		return float64(v)
	case uint64:
		return float64(v)
	case int64:
		return float64(v)
	case float32:
		return float64(v)
	default:
		return v.(float64)
	}
}

func (s sketch) withDefaults() sketch {
	if s.order == nil {
		s.order = binary.LittleEndian
	}
	if s.kind == "" {
		s.kind = "float32"
	}
	if s.cols == 0 {
		s.cols, s.rows = 21, 13
	}
	s.bands = max(s.bands, 1)
	if s.blockRows == 0 {
		s.blockRows = 4
	}
	if !s.tiled {
		s.blockCols = s.cols
	} else if s.blockCols == 0 {
		s.blockCols, s.blockRows = 16, 16
	}
	if s.compression == 0 {
		s.compression = compressionNone
	}
	if s.predictor == 0 {
		s.predictor = 1
	}
	if s.keys == nil {
		s.keys = []uint16{1024, 0, 1, 2, 1025, 0, 1, 1, 2048, 0, 1, 4326, 2054, 0, 1, 9102}
	}
	if s.value == nil {
		s.value = func(b, r, c int) any { return sampleOf(s.kind, b, r, c) }
	}
	return s
}

// rowBytes encodes one row of a block, with predictor.
func (s sketch) rowBytes(bands []int, r, c0 int) []byte {
	var samples [][]byte // in the order of the file
	for c := c0; c < c0+s.blockCols; c++ {
		for _, b := range bands {
			v := s.value(b, min(r, s.rows-1), min(c, s.cols-1))
			enc, err := binary.Append(nil, s.order, v)
			if err != nil {
				panic(err)
			}
			samples = append(samples, enc)
		}
	}
	size, stride := len(samples[0]), len(bands)
	switch s.predictor {
	case 2:
		for i := len(samples) - 1; i >= stride; i-- {
			samples[i] = s.subtract(samples[i], samples[i-stride])
		}
	case 3:
		row := make([]byte, len(samples)*size)
		for i, sample := range samples {
			if s.order == binary.LittleEndian {
				slices.Reverse(sample)
			}
			for plane, v := range sample {
				row[plane*len(samples)+i] = v
			}
		}
		for i := len(row) - 1; i >= stride; i-- {
			row[i] -= row[i-stride]
		}
		return row
	}
	return slices.Concat(samples...)
}

func (s sketch) subtract(a, b []byte) []byte {
	var wideA, wideB [8]byte
	put := func(dst *[8]byte, src []byte) uint64 {
		if s.order == binary.LittleEndian {
			copy(dst[:], src)
		} else {
			copy(dst[8-len(src):], src)
		}
		return s.order.Uint64(dst[:])
	}
	diff := put(&wideA, a) - put(&wideB, b)
	var out [8]byte
	s.order.PutUint64(out[:], diff)
	if s.order == binary.LittleEndian {
		return slices.Clone(out[:len(a)])
	}
	return slices.Clone(out[8-len(a):])
}

func (s sketch) blocks() [][]byte {
	planes := [][]int{nil}
	if s.separate {
		planes = nil
	}
	for b := range s.bands {
		if s.separate {
			planes = append(planes, []int{b})
		} else {
			planes[0] = append(planes[0], b)
		}
	}
	var blocks [][]byte
	for _, bands := range planes {
		for r0 := 0; r0 < s.rows; r0 += s.blockRows {
			for c0 := 0; c0 < s.cols; c0 += s.blockCols {
				var raw []byte
				for r := r0; r < r0+s.blockRows && (s.tiled || r < s.rows); r++ {
					raw = append(raw, s.rowBytes(bands, r, c0)...)
				}
				if slices.Contains(s.sparse, len(blocks)) {
					raw = nil
				}
				blocks = append(blocks, pack(s.compression, raw))
			}
		}
	}
	return blocks
}

// The encoders are shared: making one costs more than a small file. The zlib
// one is the standard library's, the reader's is not.
var (
	deflater       = zlib.NewWriter(nil)
	zstdEncoder, _ = zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1))
)

func pack(method compression, raw []byte) []byte {
	if raw == nil {
		return nil
	}
	var out bytes.Buffer
	switch method {
	case compressionDeflate, compressionOldDeflate:
		deflater.Reset(&out)
		deflater.Write(raw)
		deflater.Close()
	case compressionZstd:
		return zstdEncoder.EncodeAll(raw, nil)
	case compressionLZW:
		return packLZW(raw)
	case compressionPackBits:
		for len(raw) > 0 {
			n := 1
			for n < len(raw) && n < 128 && raw[n] == raw[0] {
				n++
			}
			if n > 1 {
				out.Write([]byte{byte(1 - n), raw[0], 0x80}) // and a no-op
			} else {
				out.Write([]byte{0, raw[0]})
			}
			raw = raw[n:]
		}
	default:
		return raw
	}
	return out.Bytes()
}

// packLZW writes each byte as a 9-bit code and clears the table before codes
// grow to 10 bits.
func packLZW(raw []byte) []byte {
	var out []byte
	acc, bits := uint32(0), 0
	put := func(code uint32) {
		acc, bits = acc<<9|code, bits+9
		for bits >= 8 {
			out = append(out, byte(acc>>(bits-8)))
			bits -= 8
		}
	}
	for i, b := range raw {
		if i%250 == 0 {
			put(256)
		}
		put(uint32(b))
	}
	put(257)
	return append(out, byte(acc<<(8-bits)))
}

// build writes header, blocks, then the directory and its data.
func (s sketch) build(t testing.TB) []byte {
	t.Helper()
	s = s.withDefaults()
	head := 8
	if s.big {
		head = 16
	}
	out := make([]byte, head)
	var offsets, counts []uint64
	for _, b := range s.blocks() {
		offset := uint64(len(out))
		if b == nil {
			offset = 0
		}
		offsets, counts = append(offsets, offset), append(counts, uint64(len(b)))
		out = append(out, b...)
	}
	if len(out)%2 == 1 {
		out = append(out, 0)
	}
	copy(out, "II")
	if s.order == binary.BigEndian {
		copy(out, "MM")
	}
	if s.big {
		s.order.PutUint16(out[2:], 43)
		s.order.PutUint16(out[4:], 8)
		s.order.PutUint64(out[8:], uint64(len(out)))
	} else {
		s.order.PutUint16(out[2:], 42)
		s.order.PutUint32(out[4:], uint32(len(out)))
	}
	return s.appendDirectory(out, s.fields(offsets, counts), 0)
}

func (s sketch) enc(v any) []byte {
	b, err := binary.Append(nil, s.order, v)
	if err != nil {
		panic(err)
	}
	return b
}

func (s sketch) short(tag uint16, v ...uint16) field {
	return field{tag, typeShort, len(v), s.enc(v)}
}

func (s sketch) long(tag uint16, v ...uint64) field {
	if s.big {
		return field{tag, typeLong8, len(v), s.enc(v)}
	}
	w := make([]uint32, len(v))
	for i := range v {
		w[i] = uint32(v[i])
	}
	return field{tag, typeLong, len(v), s.enc(w)}
}

func (s sketch) double(tag uint16, v ...float64) field {
	return field{tag, typeDouble, len(v), s.enc(v)}
}

var formatOf = map[byte]uint16{'u': 1, 'i': 2, 'f': 3}

func (s sketch) fields(offsets, counts []uint64) []field {
	size := binary.Size(s.value(0, 0, 0))
	bits, formats := make([]uint16, s.bands), make([]uint16, s.bands)
	for b := range s.bands {
		bits[b], formats[b] = uint16(8*size), formatOf[s.kind[0]]
	}
	planar := uint16(1)
	if s.separate {
		planar = 2
	}
	f := []field{
		s.long(tagImageWidth, uint64(s.cols)), s.long(tagImageLength, uint64(s.rows)), s.short(tagBitsPerSample, bits...),
		s.short(tagCompression, uint16(s.compression)), s.short(tagPhotometric, 1), s.short(tagSamplesPerPixel, uint16(s.bands)),
		s.short(tagPlanarConfig, planar), s.short(tagPredictor, uint16(s.predictor)), s.short(tagSampleFormat, formats...),
		s.double(tagModelPixelScale, 0.25, 0.5, 0), s.double(tagModelTiepoint, 0, 0, 0, 105, 21, 0),
		s.short(tagGeoKeyDirectory, append([]uint16{1, 1, 0, uint16(len(s.keys) / 4)}, s.keys...)...),
	}
	if s.tiled {
		f = append(f, s.long(tagTileWidth, uint64(s.blockCols)), s.long(tagTileLength, uint64(s.blockRows)),
			s.long(tagTileOffsets, offsets...), s.long(tagTileByteCounts, counts...))
	} else {
		f = append(f, s.long(tagRowsPerStrip, uint64(s.blockRows)), s.long(tagStripOffsets, offsets...), s.long(tagStripByteCounts, counts...))
	}
	for tag, text := range map[uint16]string{tagGDALNoData: s.noData, tagGDALMetadata: s.metadata, tagGeoASCIIParams: s.ascii} {
		if text != "" {
			f = append(f, ascii(tag, text))
		}
	}
	for _, e := range s.extra {
		s.drop = append(s.drop, e.tag)
	}
	f = slices.DeleteFunc(f, func(e field) bool { return slices.Contains(s.drop, e.tag) })
	f = append(f, s.extra...)
	slices.SortFunc(f, func(a, b field) int { return int(a.tag) - int(b.tag) })
	return f
}

// appendDirectory writes a directory at the end of out.
func (s sketch) appendDirectory(out []byte, fields []field, next uint64) []byte {
	room, width := 4, 12
	word := func(v uint64) []byte { return s.enc(uint32(v)) }
	countBytes := s.enc(uint16(len(fields)))
	if s.big {
		room, width = 8, 20
		word = func(v uint64) []byte { return s.enc(v) }
		countBytes = s.enc(uint64(len(fields)))
	}
	out = append(out, countBytes...)
	at := len(out) + width*len(fields) + room
	var tail []byte
	for _, f := range fields {
		out = append(out, s.enc([]uint16{f.tag, f.kind})...)
		out = append(out, word(uint64(f.count))...)
		if len(f.data) <= room {
			out = append(append(out, f.data...), make([]byte, room-len(f.data))...)
			continue
		}
		out = append(out, word(uint64(at+len(tail)))...)
		tail = append(tail, f.data...)
	}
	out = append(out, word(next)...)
	return append(out, tail...)
}

func open(t testing.TB, data []byte) (*File, error) {
	t.Helper()
	return Open(bytes.NewReader(data), int64(len(data)), Limits{})
}

func mustOpen(t testing.TB, data []byte) *File {
	t.Helper()
	f, err := open(t, data)
	if err != nil {
		t.Fatalf("Open: %v", err)
	}
	return f
}

func readAll(t testing.TB, f *File) []float64 {
	t.Helper()
	values := make([]float64, f.info.Cols*f.info.Rows)
	if err := f.ReadRows(0, f.info.Rows, values); err != nil {
		t.Fatalf("ReadRows: %v", err)
	}
	return values
}

// same compares values, NaN being equal to NaN.
func same(a, b float64) bool { return a == b || math.IsNaN(a) && math.IsNaN(b) }
