package palette_test

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"phusong/coverage"
	"phusong/coverage/report/palette"
)

func figure(covered, unknown, total int64) *coverage.Figure {
	return &coverage.Figure{Covered: coverage.Micro(covered), Unknown: coverage.Micro(unknown), Total: coverage.Micro(total),
		Uncovered: coverage.Micro(total - covered - unknown)}
}

func TestShares(t *testing.T) {
	s := palette.For(coverage.MobilePopulation, nil)
	for _, c := range []struct {
		covered, unknown, total int64
		class                   int
		ok, uncertain           bool
	}{
		{0, 0, 100, 0, true, false}, {799_999, 0, 1_000_000, 0, true, false}, {800_000, 0, 1_000_000, 1, true, false},
		{90, 0, 100, 2, true, false}, {95, 0, 100, 3, true, false}, {99, 0, 100, 4, true, false},
		{9_000_000_000_000_000, 0, 9_000_000_000_000_001, 4, true, false}, // no false 100 %
		{100, 0, 100, 5, true, false}, {101, 0, 100, 5, true, false},      // more connections than households
		{0, 0, 0, 0, false, false}, {0, 100, 100, 0, false, false},
		{79, 1, 100, 0, true, true}, {79, 0, 100, 0, true, false}, {10, 60, 100, 0, true, false},
	} {
		f := figure(c.covered, c.unknown, c.total)
		if class, ok := s.Class(f); class != c.class || ok != c.ok || s.Uncertain(f) != c.uncertain {
			t.Errorf("%v: class %d %t, uncertain %t", c, class, ok, s.Uncertain(f))
		}
	}
	if _, ok := s.Class(nil); ok {
		t.Error("no figure has a class")
	}
	if _, ok := s.Class(&coverage.Figure{CountOnly: true, Total: 5}); ok {
		t.Error("a count has a class among shares")
	}
}

func TestWords(t *testing.T) {
	half, err := palette.Shares(coverage.Whole(50), coverage.Whole(99)+coverage.One/2)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		scale *palette.Scale
		vi    []string
		en    []string
	}{
		{half, []string{"dưới 50%", "50 – dưới 99,5%", "99,5 – dưới 100%", "100%"}, []string{"below 50%", "50 to below 99.5%", "99.5 to below 100%", "100%"}},
		{palette.Counts(coverage.Whole(21)), []string{"không có", "1", "2–4", "5–9", "10–19", "20 trở lên"}, []string{"none", "1", "2–4", "5–9", "10–19", "20 and more"}},
		{palette.Counts(coverage.Whole(1)), []string{"không có", "1 trở lên"}, []string{"none", "1 and more"}},
		{palette.Counts(coverage.Whole(2500)), []string{"không có", "1–199", "200–499", "500–999", "1.000–1.999", "2.000 trở lên"},
			[]string{"none", "1–199", "200–499", "500–999", "1,000–1,999", "2,000 and more"}},
	} {
		for i, class := range c.scale.Classes() {
			if class.VI != c.vi[i] || class.EN != c.en[i] {
				t.Errorf("class %d is %q, %q, want %q, %q", i, class.VI, class.EN, c.vi[i], c.en[i])
			}
		}
	}
}

func TestRefused(t *testing.T) {
	for _, breaks := range [][]coverage.Micro{{0}, {coverage.Whole(100)}, {coverage.Whole(90), coverage.Whole(80)}, {5, 5}, {1, 2, 3, 4, 5, 6, 7, 8}} {
		if s, err := palette.Shares(breaks...); err == nil {
			t.Errorf("%v gives %v", breaks, s)
		}
	}
}

// TestOrder: more never falls into a lower class, and every class can be met.
func TestOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		total := rapid.Int64Range(1, 1<<52).Draw(t, "total")
		a, b := rapid.Int64Range(0, total).Draw(t, "a"), rapid.Int64Range(0, total).Draw(t, "b")
		a, b = min(a, b), max(a, b)
		shares, _ := palette.Shares()
		low, _ := shares.Class(figure(a, 0, total))
		high, _ := shares.Class(figure(b, 0, total))
		if low > high || high >= shares.Len() {
			t.Fatalf("%d of %d is in class %d, %d in %d", a, total, low, b, high)
		}
	})
}

// TestHamletsWhite: the figure counts hamlets that are not white as covered, so that
// more is better on its scale.
func TestHamletsWhite(t *testing.T) {
	f := figure(974, 0, 1000)
	if class, ok := palette.For(coverage.HamletsWhite, []*coverage.Figure{f}).Class(f); class != 3 || !ok {
		t.Errorf("97.4 %% of hamlets not white is in class %d, want that of 95 to below 99 %%", class)
	}
}

// TestCountsOfAll: the scale of counts reaches to the largest figure, wherever it stands.
func TestCountsOfAll(t *testing.T) {
	count := func(n int64) *coverage.Figure { return &coverage.Figure{Total: coverage.Whole(n), CountOnly: true} }
	want := palette.Counts(coverage.Whole(300)).Breaks()
	for _, figures := range [][]*coverage.Figure{{count(300), count(2)}, {count(2), count(300)}} {
		if got := palette.For(coverage.BTSSites, figures).Breaks(); !slices.Equal(got, want) {
			t.Errorf("%v, want %v", got, want)
		}
	}
}

// TestLetters: of white letters and those in the ink of maps, the ones with more contrast (WCAG 2.2,
// 1.4.3) are taken.
func TestLetters(t *testing.T) {
	linear := func(v uint8) float64 {
		if s := float64(v) / 255; s > 0.04045 {
			return math.Pow((s+0.055)/1.055, 2.4)
		}
		return float64(v) / 255 / 12.92
	}
	ink := linear(0x1a)
	s, err := palette.Shares()
	if err != nil {
		t.Fatal(err)
	}
	for i, c := range s.Classes() {
		ground := 0.2126*linear(c.Color.R) + 0.7152*linear(c.Color.G) + 0.0722*linear(c.Color.B)
		white, dark := 1.05/(ground+0.05), (ground+0.05)/(ink+0.05)
		if palette.DarkGround(c.Color) != (white > dark) || max(white, dark) < 4 {
			t.Errorf("class %d, %v: contrast of white %.2f, of ink %.2f", i, c.Color, white, dark)
		}
	}
}
