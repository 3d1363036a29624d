package geo

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

// TestToE7 compares with math.Round, at halves and their neighbours too.
func TestToE7(t *testing.T) {
	check := func(t interface{ Fatalf(string, ...any) }, deg float64) {
		if got, want := ToE7(deg), E7(math.Round(deg*E7PerDegree)); got != want {
			t.Fatalf("ToE7(%v): got %d, want %d", deg, got, want)
		}
	}
	for _, deg := range []float64{0, math.Copysign(0, -1), 180, -180, 180.00000004, 4.9e-324, 5e-8, 4.9999999999999996e-8, 1.5e-7, 0.49999999999999994e-7} {
		check(t, deg)
		check(t, -deg)
	}
	rapid.Check(t, func(t *rapid.T) {
		half := (float64(rapid.IntRange(-1_800_000_000, 1_800_000_000).Draw(t, "e")) + 0.5) / E7PerDegree
		check(t, half)
		check(t, math.Nextafter(half, 1000))
		check(t, math.Nextafter(half, -1000))
		check(t, rapid.Float64Range(-180, 180).Draw(t, "deg"))
	})
}

func BenchmarkToE7(b *testing.B) {
	sum := E7(0)
	for b.Loop() {
		for i := range 1024 {
			sum += ToE7(105 + float64(i)*1e-5)
		}
	}
	if sum == 0 {
		b.Fatal(sum)
	}
}
