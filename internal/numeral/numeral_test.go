package numeral_test

import (
	"math/big"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"phusong/internal/numeral"
)

func TestText(t *testing.T) {
	for _, tt := range []struct{ plain, vi, en string }{
		{"1907", "1.907", "1,907"}, {"99.9", "99,9", "99.9"}, {"-1234567.05", "-1.234.567,05", "-1,234,567.05"}, {"+0.1", "+0,1", "+0.1"},
		{"100", "100", "100"}, {"", "", ""}, {"n/a", "n/a", "n/a"},
	} {
		if got := numeral.Vietnamese.Text(tt.plain); got != tt.vi {
			t.Errorf("%q: got %q, want %q", tt.plain, got, tt.vi)
		}
		if got := numeral.English.Text(tt.plain); got != tt.en {
			t.Errorf("%q: got %q, want %q", tt.plain, got, tt.en)
		}
	}
}

func TestPercent(t *testing.T) {
	if got := numeral.Vietnamese.Percent("99.92"); got != "99,92%" {
		t.Errorf("got %q", got)
	}
	if got := numeral.English.Percent("1234.5"); got != "1,234.5 %" {
		t.Errorf("got %q", got)
	}
}

func TestRounding(t *testing.T) {
	for _, tt := range []struct {
		num, den           int64
		places             int
		floor, ceil, round string
	}{
		{9996, 100, 1, "99.9", "100.0", "100.0"}, {-1, 3, 2, "-0.34", "-0.33", "-0.33"}, {1, 2, 0, "0", "1", "1"},
		{-1, 2, 0, "-1", "0", "-1"}, {80, 1, 1, "80.0", "80.0", "80.0"}, {0, 1, 2, "0.00", "0.00", "0.00"}, {5, 1000, 2, "0.00", "0.01", "0.01"},
	} {
		r := big.NewRat(tt.num, tt.den)
		if f, c, n := numeral.Floor(r, tt.places), numeral.Ceil(r, tt.places), numeral.Round(r, tt.places); f != tt.floor || c != tt.ceil || n != tt.round {
			t.Errorf("%s to %d: got %s %s %s, want %s %s %s", r, tt.places, f, c, n, tt.floor, tt.ceil, tt.round)
		}
	}
}

func TestRead(t *testing.T) {
	for _, tt := range []struct {
		text   string
		count  bool
		want   string
		places int
	}{
		{"99,9", false, "99.9", 1}, {"88.9", false, "88.9", 1}, {"1.907", true, "1907", 0}, {"1.907", false, "1.907", 3}, {"1,907", true, "1907", 0},
		{"0,907", true, "0.907", 3}, {"24,427,227", true, "24427227", 0}, {"1.778.489", true, "1778489", 0}, {"1.234,5", false, "1234.5", 1},
		{"1,234.5", true, "1234.5", 1}, {"20,81", true, "20.81", 2}, {"1907,5", true, "1907.5", 1}, {"100", false, "100", 0}, {"1907.123", true, "1907.123", 3},
		{"68 457", true, "68457", 0}, {"68\u00a0457", true, "68457", 0}, {"1\u202f778 489,5", true, "1778489.5", 1}, {" 5 ", true, "5", 0},
	} {
		got, err := numeral.Read(tt.text, tt.count)
		if err != nil || got.Places != tt.places || numeral.Floor(got.Value, tt.places) != tt.want {
			t.Errorf("Read(%q, %v) = %v, %v; want %s with %d places", tt.text, tt.count, got, err, tt.want, tt.places)
		}
	}
	for _, bad := range []string{"", "x", "-1", "1.", ".", ",5", "1,2,3", "12.34.567", "1.234,5,6", "1..2", "1 triệu", "99 9", "1234 567", "1 23", "1 234 5", "1. 907", "1 .907", strings.Repeat("9", 40)} {
		if got, err := numeral.Read(bad, true); err == nil {
			t.Errorf("Read(%q) = %v, want an error", bad, got)
		}
	}
}

// TestPrintedReadsBack: what a style prints is read as the same number.
func TestPrintedReadsBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		places := rapid.IntRange(0, 6).Draw(t, "places")
		r := big.NewRat(rapid.Int64Range(0, 1e12).Draw(t, "num"), rapid.Int64Range(1, 1e6).Draw(t, "den"))
		plain := numeral.Floor(r, places)
		for _, s := range []numeral.Style{numeral.Vietnamese, numeral.English} {
			text := s.Text(plain)
			if strings.Count(text, ".")+strings.Count(text, ",") == 1 && places == 3 {
				continue // one sign before three digits: the reader must say what it counts
			}
			got, err := numeral.Read(text, places == 0)
			if err != nil || numeral.Floor(got.Value, places) != plain {
				t.Fatalf("%q from %s: %v, %v", text, plain, got, err)
			}
		}
	})
}

func FuzzRead(f *testing.F) {
	f.Add("1.907,5", true)
	f.Fuzz(func(t *testing.T, text string, count bool) {
		n, err := numeral.Read(text, count)
		if err == nil && (n.Value.Sign() < 0 || n.Places < 0 || n.Places > 30) {
			t.Errorf("%q: %v", text, n)
		}
	})
}
