package decimal

import (
	"encoding/binary"
	"fmt"
	"math"
	"math/big"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"phusong/geo"
)

func padded(text string) []byte { return append([]byte(text), make([]byte, Pad)...) }

// isNumber is the grammar of RFC 8259, section 6, written the slow way.
func isNumber(s string) bool {
	s = strings.TrimPrefix(s, "-")
	mantissa, exponent, hasExponent := strings.Cut(strings.ToLower(s), "e")
	if hasExponent {
		exponent = strings.TrimPrefix(exponent, "-")
		if len(exponent) > 0 && exponent[0] == '+' && !strings.Contains(s, "-") {
			exponent = exponent[1:]
		}
		if !allDigits(exponent) {
			return false
		}
	}
	whole, decimals, hasPoint := strings.Cut(mantissa, ".")
	return allDigits(whole) && (whole == "0" || whole[0] != '0') && (!hasPoint || allDigits(decimals))
}

func allDigits(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }

// slowE7 is the definition: the float64, times 1e7, rounded.
func slowE7(f float64) (geo.E7, bool) {
	e := math.Round(f * 1e7)
	return geo.E7(e), math.Abs(e) < maxE7
}

// checkText compares everything the package says of a text with strconv and with the
// definition of E7.
func checkText(t interface {
	Helper()
	Fatalf(string, ...any)
}, text string) {
	t.Helper()
	want, err := strconv.ParseFloat(text, 64)
	valid := isNumber(text) && err == nil
	got, ok := ParseFloat([]byte(text))
	if ok != valid || ok && math.Float64bits(got) != math.Float64bits(want) {
		t.Fatalf("ParseFloat(%q): got %v %v, want %v %v", text, got, ok, want, valid)
	}
	if whole := End([]byte(text)) == len(text) && text != ""; whole != isNumber(text) {
		t.Fatalf("End(%q): a number is %v, want %v", text, whole, isNumber(text))
	}
	n, end := Read(padded(text), 0)
	if end < 0 {
		if plain := valid && !strings.ContainsAny(text, "eE") && len(strings.Trim(strings.ReplaceAll(text, ".", ""), "-")) <= most; plain {
			t.Fatalf("Read(%q) refuses it", text)
		}
		return
	}
	if end < len(text) {
		if strings.IndexByte("0123456789.eE", text[end]) >= 0 {
			t.Fatalf("Read(%q) ends within a number, at %q", text, text[end:])
		}
		checkText(t, text[:end])
		return
	}
	if f := n.Float(); math.Float64bits(f) != math.Float64bits(want) {
		t.Fatalf("Float(%q): got %v, want %v", text, f, want)
	}
	e, inside := n.E7()
	wantE, wantInside := slowE7(want)
	if inside != wantInside || inside && e != wantE {
		t.Fatalf("E7(%q): got %d %v, want %d %v", text, e, inside, wantE, wantInside)
	}
}

func TestTexts(t *testing.T) {
	for _, text := range []string{
		"", "-", ".", "0", "-0", "00", "01", "-01", "0.", ".5", "1.", "1..2", "1.2.3", "1e5", "1E+5", "1e", "1e+", "0e0", "0x1", "1_0", "+1", "NaN", "inf",
		"105.1234567", "-105.1234567", "10.546774600000001", "26.741094495078659", "105.99999999999999", "179.99999995", "179.999999949999999",
		"180", "180.00000004", "-180", "179.9999999", "180.0000001", "1799999999", "1800000000", "214.7483648", "999999999999999999", "9999999999999999999", "18446744073709551615", "18446744073709551616",
		"0.00000005", "0.000000049999999999", "0.00000004999999", "0.000000050000001", "0.00000015", "0.00000025", "1.00000005", "106.00000005", "106.00000004999999", "106.00000005000001",
		"9007199254740992", "9007199254740993", "900719925474.0993", "9007199254740993.1", "0.9007199254740993", "9300000000000001.001", "9300000000000003.001", "9300000000000001.000", "9300000000000000.999", "1.7976931348623157e308", "1e309", "4.9e-324", "1e-400",
		"0.0000000000000000001", "0.00000000000000000001", "12345678.12345678", "1234567.123456789012", "1.12345678", "1.123456789012345678", "1.1234567890123456789", "123.0", "123.00000000", "123.000000000000000",
		"1.5e3", "12345678.12345678E-2", "12345678901.234567890", "1234567890.1234567890", "12345678901234567890.1", "1.2e", "0.5.", "1.25.5", "7e",
	} {
		checkText(t, text)
	}
}

// TestEveryWidth puts every count of digits on both sides of the point, of 9s, of 0s
// and of a pattern, before every character that may follow.
func TestEveryWidth(t *testing.T) {
	const nines, zeros, mixed = "9999999999999999999999", "0000000000000000000000", "1357924680135792468013"
	for whole := 1; whole < 21; whole++ {
		for decimals := range 21 {
			for _, pattern := range []string{nines, zeros, mixed} {
				for _, sign := range []string{"", "-"} {
					text := sign + pattern[:whole]
					if decimals > 0 {
						text += "." + pattern[22-decimals:]
					}
					for _, follow := range []string{"", ",", "]", " ", "e", "e1", ".", ":", "/", "\xff", "\xb0"} {
						checkText(t, text+follow)
					}
				}
			}
		}
	}
}

// TestNearHalves puts texts at, just below and just above the middle between two E7
// integers, and at the very float64 values next to it.
func TestNearHalves(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		whole := rapid.Int64Range(0, maxE7).Draw(t, "whole")
		tail := rapid.SampledFrom([]string{"5", "50", "500000", "4999999", "49999999", "499999999", "5000000001", "500000000001", "499998", "500002", "4999989", "5000011", "49999", "50001"}).Draw(t, "tail")
		checkText(t, fmt.Sprintf("%d.%07d%s", whole/1e7, whole%1e7, tail))
		middle, _ := strconv.ParseFloat(fmt.Sprintf("%d.%07d5", whole/1e7, whole%1e7), 64)
		for range rapid.IntRange(0, 3).Draw(t, "steps") {
			middle = math.Nextafter(middle, float64(rapid.IntRange(-1, 1).Draw(t, "to")*1000))
		}
		for digits := 5; digits < 18; digits++ {
			checkText(t, strconv.FormatFloat(middle, 'f', digits, 64))
		}
		checkText(t, strconv.FormatFloat(-middle, 'g', -1, 64))
	})
}

// TestFloatHalves puts decimals of up to 19 digits at and around the middle of two
// neighbouring float64 values.
func TestFloatHalves(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := math.Ldexp(float64(rapid.Uint64Range(1<<52, 1<<53-1).Draw(t, "bits")), rapid.IntRange(-80, 10).Draw(t, "exponent"))
		middle := new(big.Float).SetPrec(2000).SetFloat64(f)
		middle.Add(middle, new(big.Float).SetFloat64(math.Nextafter(f, math.Inf(1))))
		middle.Quo(middle, big.NewFloat(2))
		for digits := range 19 {
			checkText(t, middle.Text('f', digits))
		}
	})
}

func TestRandomTexts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		checkText(t, rapid.StringMatching(`-?[0-9]{0,4}\.?[0-9]{0,20}([eE][+-]?[0-9]{0,4})?`).Draw(t, "text"))
		checkText(t, rapid.StringMatching(`-?1[0-7][0-9]\.[0-9]{6,16}`).Draw(t, "degrees"))
	})
}

func FuzzNumber(f *testing.F) {
	f.Add("105.1234567")
	f.Add("10.546774600000001")
	f.Add("-1e5")
	f.Fuzz(func(t *testing.T, text string) {
		if strings.IndexByte(text, 0) < 0 && len(text) < 100 {
			checkText(t, text)
		}
	})
}

// slowAppend writes E7 by way of strconv.
func slowAppend(b []byte, e geo.E7) []byte {
	v := int64(e)
	if v < 0 {
		b = append(b, '-')
		v = -v
	}
	text := fmt.Sprintf("%d.%07d", v/1e7, v%1e7)
	return append(b, strings.TrimSuffix(strings.TrimRight(text, "0"), ".")...)
}

func TestAppendE7(t *testing.T) {
	check := func(e geo.E7) {
		want := slowAppend([]byte("x"), e)
		if got := AppendE7([]byte("x"), e); string(got) != string(want) {
			t.Fatalf("AppendE7(%d): got %s, want %s", e, got, want)
		}
		position := fmt.Sprintf("x[%s,%s]", want[1:], slowAppend(nil, 7*e))
		if got := AppendPosition([]byte("x"), e, 7*e); string(got) != position {
			t.Fatalf("AppendPosition(%d): got %s, want %s", e, got, position)
		}
	}
	for p := geo.E7(1); p < 1e9; p *= 10 {
		for d := geo.E7(-2); d <= 2; d++ {
			for k := geo.E7(1); k <= 2; k++ {
				check(p*k + d)
				check(-p*k - d)
			}
		}
	}
	for _, e := range []geo.E7{0, math.MinInt32, math.MaxInt32, -maxE7, maxE7} {
		check(e)
	}
	for e := int64(math.MinInt32); e <= math.MaxInt32; e += 40_009 {
		check(geo.E7(e))
	}
}

// TestEightDigits splits every number up to 10^6 and every upper half.
func TestEightDigits(t *testing.T) {
	for v := range uint32(1_000_000) {
		for _, w := range []uint32{v, 100*v + 99, 10_000*(v%10_000) + 9999} {
			var b [8]byte
			binary.LittleEndian.PutUint64(b[:], eightDigits(w)|0x3030303030303030)
			rest := w
			for i := 7; i >= 0; i-- {
				if b[i] != byte('0'+rest%10) {
					t.Fatalf("eightDigits(%d): got %s", w, b)
				}
				rest /= 10
			}
		}
	}
}

func texts(decimals string) [][]byte {
	var out [][]byte
	for i := range 1024 {
		out = append(out, fmt.Appendf(nil, decimals, 102+float64(i*7919%1024)/150.7))
		out[i] = append(out[i], make([]byte, Pad)...)
		out[i][len(out[i])-Pad] = ','
	}
	return out
}

func BenchmarkRead(b *testing.B) {
	for _, decimals := range []string{"%.5f", "%.7f", "%.15f"} {
		all := texts(decimals)
		bytes := 0
		for _, text := range all {
			bytes += len(text) - Pad
		}
		b.Run("e7"+decimals, func(b *testing.B) {
			b.SetBytes(int64(bytes))
			b.ReportAllocs()
			sum := geo.E7(0)
			for b.Loop() {
				for _, text := range all {
					n, _ := Read(text, 0)
					e, _ := n.E7()
					sum += e
				}
			}
			if sum == 0 {
				b.Fatal(sum)
			}
		})
		b.Run("float"+decimals, func(b *testing.B) {
			b.SetBytes(int64(bytes))
			b.ReportAllocs()
			sum := 0.0
			for b.Loop() {
				for _, text := range all {
					n, _ := Read(text, 0)
					sum += n.Float()
				}
			}
			if sum == 0 {
				b.Fatal(sum)
			}
		})
	}
}

func BenchmarkAppendE7(b *testing.B) {
	var buf []byte
	for b.Loop() {
		buf = buf[:0]
		for i := range geo.E7(1024) {
			buf = AppendE7(buf, 1_021_234_567+i*7_919)
		}
	}
	b.SetBytes(int64(len(buf)))
	b.ReportAllocs()
}

func BenchmarkAppendPosition(b *testing.B) {
	var buf []byte
	for b.Loop() {
		buf = buf[:0]
		for i := range geo.E7(1024) {
			buf = AppendPosition(buf, 1_021_234_567+i*7_919, 211_234_567-i*6_833)
		}
	}
	b.SetBytes(int64(len(buf)))
	b.ReportAllocs()
}
