package geotiff

import (
	"bufio"
	"bytes"
	"io"
	"math"
	"testing"

	"golang.org/x/image/tiff/lzw"
	"pgregory.net/rapid"
)

// slowLZW is the reference: false where it reports an error before n bytes.
func slowLZW(src []byte, n int) ([]byte, bool) {
	out := make([]byte, n)
	_, err := io.ReadFull(newLZWReader(bufio.NewReader(bytes.NewReader(src))), out)
	return out, err == nil
}

// otherLZW is that of x/image, a decoder of other authors; it knows no table that is
// full, so known is false from the first code on that none can have.
func otherLZW(src []byte, n int) (out []byte, known bool) {
	defer func() {
		if recover() != nil {
			known = false
		}
	}()
	out = make([]byte, n)
	_, err := io.ReadFull(lzw.NewReader(bytes.NewReader(src), lzw.MSB, 8), out)
	return out, err == nil
}

func fastLZW(src []byte, n int) ([]byte, bool) {
	out := make([]byte, n+lzwPad)
	ok := newLZWDecoder().decode(out, append(bytes.Clone(src), make([]byte, lzwPad)...))
	return out[:n], ok
}

// checkLZW demands that all decoders agree.
func checkLZW(t interface{ Fatalf(string, ...any) }, src []byte, n int) {
	want, valid := slowLZW(src, n)
	if got, ok := fastLZW(src, n); ok != valid || ok && !bytes.Equal(got, want) {
		t.Fatalf("%d bytes of %x: got %v, want %v as the reference", n, src, ok, valid)
	}
	if other, known := otherLZW(src, n); known && valid && !bytes.Equal(other, want) {
		t.Fatalf("%d bytes of %x: not those of x/image", n, src)
	}
}

// codesLZW writes codes with the widths a decoder expects; codes are taken modulo what it
// would accept, so that most streams are valid.
func codesLZW(codes []uint16, free bool) []byte {
	var out []byte
	var acc, have uint
	width, next, limit := uint(9), uint(257), uint(511)
	put := func(code uint) {
		acc, have = acc<<width|code, have+width
		for ; have >= 8; have -= 8 {
			out = append(out, byte(acc>>(have-8)))
		}
	}
	for _, c := range codes {
		code := uint(c)
		if !free && code > 257 {
			code = min(258+(code-258)%max(1, next-257), 4094)
		}
		if code > 255 && next == 257 && !free {
			code = lzwClear
		}
		put(code & (1<<width - 1))
		if code == lzwClear {
			width, next, limit = 9, 257, 511
			continue
		}
		if next++; next >= limit && width < 12 {
			width++
			limit = 1<<width - 1
		}
	}
	if have > 0 {
		out = append(out, byte(acc<<(8-have)))
	}
	return out
}

func TestLZWAgainstReference(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		most := rapid.SampledFrom([]int{20, 600, 6000}).Draw(t, "most")
		codes := rapid.SliceOfN(rapid.Uint16Range(0, 4095), 0, most).Draw(t, "codes")
		src := codesLZW(codes, rapid.IntRange(0, 3).Draw(t, "free") == 0)
		for _, n := range []int{0, 1, 7, len(codes), 3 * len(codes), rapid.IntRange(0, 1<<17).Draw(t, "n")} {
			checkLZW(t, src, n)
		}
	})
}

// TestLZWRuns decodes what the writer of x/image's sister format would make of runs:
// every string is the one before and one byte more.
func TestLZWRuns(t *testing.T) {
	codes := []uint16{lzwClear, 7}
	n := 1
	for next := uint16(258); next < 4095; next++ {
		codes = append(codes, next)
		n += int(next) - 256
	}
	for _, cut := range []int{n, n - 1, n - 100, n / 2, 20, 2} {
		got, ok := fastLZW(codesLZW(codes, true), cut)
		if !ok || len(bytes.Trim(got, "\x07")) != 0 {
			t.Fatalf("%d bytes: ok %v", cut, ok)
		}
		checkLZW(t, codesLZW(codes, true), cut)
	}
	long := append(append([]uint16{lzwClear}, make([]uint16, 100_000)...), lzwEnd)
	checkLZW(t, codesLZW(long, true), 100_000)
	checkLZW(t, codesLZW(long, true), 50_000)
}

func FuzzLZW(f *testing.F) {
	f.Add([]byte{0x80, 0x00, 0x60, 0x50, 0x28}, 10)
	f.Add(codesLZW([]uint16{256, 1, 2, 258, 259, 260, 257}, true), 9)
	f.Fuzz(func(t *testing.T, src []byte, n int) {
		if n >= 0 && n <= 1<<16 {
			checkLZW(t, src, n)
		}
	})
}

// populationRaster is land with people in a third of its cells, as GDAL compresses it.
func populationBlock() []byte {
	var raw bytes.Buffer
	state := uint32(1)
	for i := range 256 * 256 {
		v := float32(-9999)
		if i%256 < 180 {
			v = 0
		}
		if state = state*1664525 + 1013904223; v == 0 && state>>30 == 0 {
			v = float32(state>>8) / (1 << 20)
		}
		b := math.Float32bits(v)
		raw.Write([]byte{byte(b), byte(b >> 8), byte(b >> 16), byte(b >> 24)})
	}
	return raw.Bytes()
}

func BenchmarkLZW(b *testing.B) {
	raw := populationBlock()
	src := append(compressLZW(raw), make([]byte, lzwPad)...)
	dst := make([]byte, len(raw)+lzwPad)
	d := newLZWDecoder()
	b.SetBytes(int64(len(raw)))
	b.ReportAllocs()
	for b.Loop() {
		if !d.decode(dst, src) {
			b.Fatal("not decoded")
		}
	}
	if !bytes.Equal(dst[:len(raw)], raw) {
		b.Fatal("wrong bytes")
	}
}

// compressLZW is the encoder of TIFF 6.0 section 13, strings kept in a map.
func compressLZW(raw []byte) []byte {
	codes := []uint16{lzwClear}
	table, next := map[string]uint16{}, uint16(258)
	code := func(s string) (uint16, bool) {
		if len(s) == 1 {
			return uint16(s[0]), true
		}
		c, ok := table[s]
		return c, ok
	}
	for start := 0; start < len(raw); {
		end := start + 1
		for end < len(raw) {
			if _, ok := code(string(raw[start : end+1])); !ok {
				break
			}
			end++
		}
		c, _ := code(string(raw[start:end]))
		codes = append(codes, c)
		if end < len(raw) {
			table[string(raw[start:end+1])] = next
			if next++; next == 4094 {
				codes = append(codes, lzwClear)
				clear(table)
				next = 258
			}
		}
		start = end
	}
	return codesLZW(append(codes, lzwEnd), true)
}

func TestLZWRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		alphabet := rapid.IntRange(0, 255).Draw(t, "alphabet")
		raw := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) byte { return byte(rapid.IntRange(0, alphabet).Draw(t, "b")) }), 0, 5000).Draw(t, "raw")
		src := compressLZW(raw)
		if want, ok := slowLZW(src, len(raw)); !ok || !bytes.Equal(want, raw) {
			t.Fatalf("reference: %v", ok)
		}
		if got, ok := fastLZW(src, len(raw)); !ok || !bytes.Equal(got, raw) {
			t.Fatalf("not decoded as packed: %v", ok)
		}
	})
	raw := populationBlock()
	if got, ok := fastLZW(compressLZW(raw), len(raw)); !ok || !bytes.Equal(got, raw) {
		t.Fatalf("population: %v", ok)
	}
}
