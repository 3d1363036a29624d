package geotiff

import (
	"bytes"
	"testing"

	"pgregory.net/rapid"
)

// slowRestore is the reference of rowLayout.restore for little-endian rows, byte by
// byte and digit by digit as TIFF 6.0 section 14 and Technical Note 3 have it.
func (l rowLayout) slowRestore(row []byte) {
	switch l.predictor {
	case predictorHorizontal:
		for i := l.samples; i < len(row)/l.sampleBytes; i++ {
			carry := 0
			for k := range l.sampleBytes {
				sum := int(row[i*l.sampleBytes+k]) + int(row[(i-l.samples)*l.sampleBytes+k]) + carry
				row[i*l.sampleBytes+k], carry = byte(sum), sum>>8
			}
		}
	case predictorFloat:
		for i := l.samples; i < len(row); i++ {
			row[i] += row[i-l.samples]
		}
		planes := bytes.Clone(row)
		n := len(row) / l.sampleBytes
		for i := range row {
			row[i] = planes[(l.sampleBytes-1-i%l.sampleBytes)*n+i/l.sampleBytes]
		}
	}
}

func TestRestoreAgainstReference(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := rowLayout{predictor: rapid.IntRange(1, 3).Draw(t, "predictor"), samples: rapid.IntRange(1, 3).Draw(t, "samples")}
		l.sampleBytes = rapid.SampledFrom([]int{1, 2, 4, 8}).Draw(t, "bytes")
		if l.predictor == predictorFloat {
			l.sampleBytes = max(4, l.sampleBytes)
		}
		n := rapid.IntRange(1, 40).Draw(t, "pixels") * l.samples * l.sampleBytes
		row := rapid.SliceOfN(rapid.Byte(), n, n).Draw(t, "row")
		want := bytes.Clone(row)
		l.slowRestore(want)
		l.restore(row, make([]byte, n+3))
		if !bytes.Equal(row, want) {
			t.Fatalf("%+v: got %x, want %x", l, row, want)
		}
	})
}

func BenchmarkRestore(b *testing.B) {
	row, scratch := populationBlock()[:1<<14], make([]byte, 1<<14)
	for name, l := range map[string]rowLayout{"horizontal": {4, 1, predictorHorizontal, false}, "float": {4, 1, predictorFloat, false}} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(row)))
			b.ReportAllocs()
			for b.Loop() {
				l.restore(row, scratch)
			}
		})
	}
}
