package coverage

import (
	"math"
	"math/big"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// extremes are the counts at which digits and roundings change.
var extremes = []int64{0, 1, 2, 9, 10, 99, 999_999, 1_000_000, 1_000_001, 9_999_999_999_999, 1e12, 1e18 - 1, 1e18, math.MaxInt64 - 1, math.MaxInt64,
	-1, -10, -999_999, -1_000_000, -1e18, math.MinInt64 + 1, math.MinInt64}

// anyCount draws counts of every size, extremes among them.
func anyCount() *rapid.Generator[int64] {
	return rapid.OneOf(rapid.SampledFrom(extremes), rapid.Int64(), rapid.Int64Range(0, 1e13), rapid.Int64Range(-1000, 1000))
}

// samePercent compares the percentage with that of numbers without a bound.
func samePercent(t interface{ Fatalf(string, ...any) }, f Figure) {
	for _, decimals := range []int{0, 1, 2, 6, 16, 17, 30} {
		if got, want := f.PercentText(decimals), f.percentOfAnySize(decimals); got != want {
			t.Fatalf("%d decimals of %d of %d, unknown %d: %q, want %q", decimals, f.Covered, f.Total, f.Unknown, got, want)
		}
	}
}

func TestPercentIsThatOfAnySize(t *testing.T) {
	for _, covered := range extremes {
		for _, total := range extremes {
			samePercent(t, Figure{Covered: Micro(covered), Total: Micro(total)})
			samePercent(t, Figure{Covered: Micro(covered), Total: Micro(total), Unknown: Micro(covered)})
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		f := Figure{Covered: Micro(anyCount().Draw(t, "covered")), Total: Micro(anyCount().Draw(t, "total")), Unknown: Micro(anyCount().Draw(t, "unknown")),
			CountOnly: rapid.Bool().Draw(t, "countOnly")}
		samePercent(t, f)
		f.Total, f.CountOnly = f.Covered+Micro(rapid.Int64Range(-2, 2).Draw(t, "near")), false // next to 100 %
		samePercent(t, f)
	})
}

// scaledByText moves the dot in the digits of m: the slow reference of AppendScaled.
func scaledByText(m Micro, places int) string {
	digits := new(big.Int).Abs(big.NewInt(int64(m))).String()
	if len(digits) <= places {
		digits = strings.Repeat("0", places-len(digits)+1) + digits
	}
	text := strings.TrimSuffix(digits[:len(digits)-places]+"."+strings.TrimRight(digits[len(digits)-places:], "0"), ".")
	if m < 0 {
		return "-" + text
	}
	return text
}

func TestScaledIsThatOfText(t *testing.T) {
	same := func(t interface{ Fatalf(string, ...any) }, v int64) {
		for places := range 20 {
			if got, want := Micro(v).Scaled(places), scaledByText(Micro(v), places); got != want {
				t.Fatalf("%d with %d places: %q, want %q", v, places, got, want)
			}
		}
	}
	for _, v := range extremes {
		same(t, v)
	}
	rapid.Check(t, func(t *rapid.T) { same(t, anyCount().Draw(t, "count")) })
}

func BenchmarkAppendPercent(b *testing.B) {
	f := Figure{Covered: 108_440_156_123456, Total: 113_700_256_000000}
	b.Run("fast", func(b *testing.B) {
		var text []byte
		b.ReportAllocs()
		for b.Loop() {
			text = f.AppendPercent(text[:0], 6)
		}
	})
	b.Run("any size", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			f.percentOfAnySize(6)
		}
	})
}

func BenchmarkAppendScaled(b *testing.B) {
	var text []byte
	b.ReportAllocs()
	for b.Loop() {
		text = Micro(3_000_000_000_001).AppendScaled(text[:0], 12)
	}
}
