package coverage

import (
	"errors"
	"math"
	"math/big"
	"testing"

	"pgregory.net/rapid"
)

func TestMicroString(t *testing.T) {
	tests := []struct {
		m    Micro
		want string
	}{
		{0, "0"}, {One, "1"}, {-One, "-1"}, {500_000, "0.5"}, {1, "0.000001"}, {12_345_678, "12.345678"},
		{-1, "-0.000001"}, {math.MinInt64, "-9223372036854.775808"}, {Whole(46_754_776), "46754776"},
	}
	for _, tt := range tests {
		if got := tt.m.String(); got != tt.want {
			t.Errorf("Micro(%d).String() = %q, want %q", int64(tt.m), got, tt.want)
		}
	}
	if got, want := Whole(4_494_770_000).Scaled(12), "4494.77"; got != want {
		t.Errorf("area in km2 = %q, want %q", got, want)
	}
}

func TestMicroOfRange(t *testing.T) {
	for _, v := range []float64{math.NaN(), math.Inf(1), math.Inf(-1), 9.1e12, -9.1e12} {
		if got, err := MicroOf(v); !errors.Is(err, ErrRange) {
			t.Errorf("MicroOf(%v) = %v, %v; want ErrRange", v, got, err)
		}
	}
	if got, err := MicroOf(0.1); got != 100_000 || err != nil {
		t.Errorf("MicroOf(0.1) = %v, %v", got, err)
	}
}

func TestMulDivExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := rapid.Int64Range(0, math.MaxInt64).Draw(t, "m")
		den := rapid.Int64Range(1, math.MaxInt64).Draw(t, "den")
		num := rapid.Int64Range(0, den).Draw(t, "num")
		want := new(big.Int).Div(new(big.Int).Mul(big.NewInt(m), big.NewInt(num)), big.NewInt(den))
		if got := Micro(m).MulDiv(num, den); int64(got) != want.Int64() {
			t.Fatalf("MulDiv(%d, %d, %d) = %d, want %v", m, num, den, got, want)
		}
	})
}

func TestPercentText(t *testing.T) {
	tests := []struct {
		covered, total Micro
		decimals       int
		want           string
	}{
		{Whole(9996), Whole(10000), 1, "99.9"},      // rounding half up would say 100.0
		{Whole(7996), Whole(10000), 1, "79.9"},      // the edge of a target of 80
		{Whole(1), Whole(1), 1, "100.0"},            //
		{Whole(0), Whole(7), 2, "0.00"},             //
		{1, Whole(1_000_000), 2, "0.01"},            // something is covered: never 0
		{Whole(1533), Whole(1562), 0, "98"},         // Lào Cai, hamlets: 1,533 of 1,562
		{Whole(1336), Whole(1562), 1, "85.5"},       // Lào Cai, fibre by hamlet
		{Whole(47), Whole(96), 2, "48.95"},          // Tây Ninh prints 48.96: rounded up
		{Whole(3711), Whole(3802), 1, "97.6"},       // Tuyên Quang
		{Whole(1008), Whole(1000), 1, "100.8"},      // more lines than households are not clipped
		{Whole(1) - 1, Whole(1), 6, "99.999900"},    //
		{Whole(1000) - 1, Whole(1000), 3, "99.999"}, //
		{0, 0, 1, ""}, //
	}
	for _, tt := range tests {
		f := Figure{Covered: tt.covered, Total: tt.total}
		if got := f.PercentText(tt.decimals); got != tt.want {
			t.Errorf("PercentText(%v of %v, %d) = %q, want %q", tt.covered, tt.total, tt.decimals, got, tt.want)
		}
	}
}

// TestPercentNeverFalse: 100 is printed only for everything, 0 only for nothing.
func TestPercentNeverFalse(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		total := rapid.Int64Range(1, math.MaxInt64).Draw(t, "total")
		covered := rapid.Int64Range(0, total).Draw(t, "covered")
		decimals := rapid.IntRange(0, 6).Draw(t, "decimals")
		f := Figure{Covered: Micro(covered), Total: Micro(total)}
		text := f.PercentText(decimals)
		value, ok := new(big.Rat).SetString(text)
		if !ok {
			t.Fatalf("%q is not a number", text)
		}
		if (value.Cmp(big.NewRat(100, 1)) == 0) != (covered == total) {
			t.Fatalf("%d of %d prints as %s", covered, total, text)
		}
		if (value.Sign() == 0) != (covered == 0) {
			t.Fatalf("%d of %d prints as %s", covered, total, text)
		}
	})
}
