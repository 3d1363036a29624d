package serif_test

import (
	"testing"

	"pgregory.net/rapid"

	"phusong/internal/serif"
)

// TestWidth: the widths are those of Times New Roman (its AFM counts in thousandths).
func TestWidth(t *testing.T) {
	m, err := serif.NewMeter()
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		text        string
		bold        bool
		thousandths int
	}{
		{"0", false, 500}, {"0", true, 500}, {"a", false, 444}, {"ậ", false, 444}, {"M", false, 889}, {"M", true, 944}, {"", false, 0}, {"đ", false, 500},
	} {
		got := m.Width(tt.text, serif.Style{Bold: tt.bold}) * 1000 / serif.UnitsPerEm
		if got < tt.thousandths-1 || got > tt.thousandths+1 {
			t.Errorf("%q bold %v: %d thousandths, want %d", tt.text, tt.bold, got, tt.thousandths)
		}
	}
	if got, want := m.Word("Đơn vị  hành chính", serif.Style{}), m.Width("chính", serif.Style{}); got != want {
		t.Errorf("widest word %d, want %d", got, want)
	}
	if got, want := m.Word("99,9\u00a0%", serif.Style{}), m.Width("99,9\u00a0%", serif.Style{}); got != want {
		t.Errorf("a no-break space breaks: %d, want %d", got, want)
	}
}

// TestShare: widths add up, and nothing is below its need where there is room.
func TestShare(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 12).Draw(t, "columns")
		total := rapid.IntRange(1, 20000).Draw(t, "total")
		columns := make([]serif.Column, n)
		needs := 0
		for i := range columns {
			columns[i] = serif.Column{Weight: rapid.Float64Range(-1, 50).Draw(t, "weight"), Min: rapid.IntRange(0, 2000).Draw(t, "min")}
			needs += columns[i].Min
		}
		widths, ok := serif.Share(total, columns)
		if ok != (needs <= total) {
			t.Fatalf("ok is %v for needs of %d in %d", ok, needs, total)
		}
		sum := 0
		for i, w := range widths {
			sum += w
			if w < 0 || ok && w < columns[i].Min {
				t.Fatalf("column %d has %d, needs %d", i, w, columns[i].Min)
			}
		}
		if sum != total {
			t.Fatalf("widths add up to %d, want %d", sum, total)
		}
	})
}
