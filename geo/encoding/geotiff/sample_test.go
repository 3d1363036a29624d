package geotiff

import (
	"encoding/binary"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// slowDecode is the reference of sampleDecoder.decode, one sample at a time.
func (s sampleDecoder) slowDecode(dst []float64, src []byte, stride int) (tooLarge bool) {
	for i := range dst {
		var stored [8]byte
		copy(stored[:], src[i*stride:i*stride+s.kind.bytes])
		bits := binary.LittleEndian.Uint64(stored[:])
		v := float64(bits)
		switch s.kind.name {
		case "int8":
			v = float64(int8(bits))
		case "int16":
			v = float64(int16(bits))
		case "int32":
			v = float64(int32(bits))
		case "int64":
			v = float64(int64(bits))
		case "float32":
			v = float64(math.Float32frombits(uint32(bits)))
		case "float64":
			v = math.Float64frombits(bits)
		}
		switch {
		case s.hasNoData && (bits == s.noData || s.kind.float && v == s.floatNoData):
			v = math.NaN()
		case !s.kind.float && math.Abs(v) > maxExact:
			return true
		case s.scale != 1 || s.offset != 0:
			v = float64(v*s.scale) + s.offset
		}
		dst[i] = v
	}
	return false
}

func TestDecodeAgainstReference(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		kind := rapid.SampledFrom(kinds).Draw(t, "kind")
		format := map[byte]uint64{'u': formatUint, 'i': formatInt, 'f': formatFloat}[kind[0]]
		size := map[string]int{"8": 1, "6": 2, "2": 4, "4": 8}[kind[len(kind)-1:]]
		sample, err := sampleTypeOf(format, uint64(8*size))
		if err != nil || sample.name != kind {
			t.Fatal(kind, sample, err)
		}
		noData := rapid.SampledFrom([]string{"", "nan", "0", "-0", "255", "-1", "-9999", "3.4028235e38", "1e400", "-inf", "4294967295", "9007199254740993", "0.5"}).Draw(t, "noData")
		s, _, err := sampleDecoder{kind: sample}.parseNoData(noData)
		if err != nil {
			t.Fatal(err)
		}
		s.scale = rapid.SampledFrom([]float64{1, 1, 0.1, -3}).Draw(t, "scale")
		s.offset = rapid.SampledFrom([]float64{0, 0, 7.3}).Draw(t, "offset")
		n, stride := rapid.IntRange(0, 40).Draw(t, "n"), size*rapid.IntRange(1, 3).Draw(t, "samples")
		src := rapid.SliceOfN(rapid.SampledFrom([]byte{0, 0, 0, 1, 0x7F, 0x80, 0xFF, 0xFF, 0xC6, 0x1C, 0x3C}), n*stride, n*stride).Draw(t, "src")
		got, want := make([]float64, n), make([]float64, n)
		failed, wantFailed := s.decode(got, src, stride) != nil, s.slowDecode(want, src, stride)
		if failed != wantFailed || !failed && !slices.EqualFunc(got, want, same) {
			t.Fatalf("%s, NoData %q: got %v %v, want %v %v", kind, noData, got, failed, want, wantFailed)
		}
	})
}
