package coverage

import (
	"math/big"
	"testing"

	"pgregory.net/rapid"
)

func share(covered, unknown, total int64) *Figure {
	return &Figure{Covered: Whole(covered), Unknown: Whole(unknown), Uncovered: Whole(total - covered - unknown), Total: Whole(total)}
}

func TestPercentShown(t *testing.T) {
	for _, c := range []struct {
		f    *Figure
		want string
	}{
		{share(0, 0, 0), ""}, {share(0, 7, 7), ""}, {&Figure{CountOnly: true, Total: One}, ""},
		{share(7, 0, 7), "100"}, {share(0, 0, 7), "0"}, {share(0, 1, 7), "0"},
		{share(99_999_999, 0, 100_000_000), "99.99"}, {share(1, 0, 100_000_000), "0.01"}, {share(100_000_001, 0, 100_000_000), "100.01"},
		{share(2, 0, 3), "66.66"}, {share(1, 0, 2), "50.00"},
	} {
		if got := c.f.PercentShown(); got != c.want {
			t.Errorf("%d of %d is %q, want %q", c.f.Covered, c.f.Total, got, c.want)
		}
	}
}

func TestPointsSince(t *testing.T) {
	for _, c := range []struct {
		name      string
		old, now  *Figure
		points    string
		direction int
	}{
		{"of the printed values, not of the exact ones", share(81_109, 0, 100_000), share(81_201, 0, 100_000), "0.10", 1},
		{"falls", share(812, 0, 1000), share(811, 0, 1000), "-0.10", -1},
		{"rises unseen", share(810_001, 0, 1_000_000), share(810_009, 0, 1_000_000), "0.00", 1},
		{"falls unseen", share(810_009, 0, 1_000_000), share(810_001, 0, 1_000_000), "0.00", -1},
		{"stays", share(1, 0, 2), share(2, 0, 4), "0.00", 0},
		{"to all", share(999_999, 0, 1_000_000), share(7, 0, 7), "0.01", 1},
		{"from nothing", share(0, 0, 7), share(1, 0, 1_000_000), "0.01", 1},
		{"unknown now", share(1, 0, 2), share(1, 1, 2), "", 0},
		{"unknown then", share(1, 1, 2), share(1, 0, 2), "", 0},
		{"of nothing", share(0, 0, 0), share(1, 0, 2), "", 0},
		{"a count", &Figure{CountOnly: true, Total: One}, share(1, 0, 2), "", 0},
	} {
		if points, direction := c.now.PointsSince(c.old); points != c.points || direction != c.direction {
			t.Errorf("%s: %q %d, want %q %d", c.name, points, direction, c.points, c.direction)
		}
	}
}

// TestPointsAddUp: the earlier percentage and the points make the later one, as printed.
func TestPointsAddUp(t *testing.T) {
	figure := rapid.Custom(func(t *rapid.T) *Figure {
		total := rapid.Int64Range(1, 1<<40).Draw(t, "total")
		covered := rapid.Int64Range(0, 2*total).Draw(t, "covered")
		return &Figure{Covered: Micro(covered), Uncovered: Micro(total - covered), Total: Micro(total)}
	})
	rat := func(s string) *big.Rat {
		r, _ := new(big.Rat).SetString(s)
		return r
	}
	rapid.Check(t, func(t *rapid.T) {
		old, now := figure.Draw(t, "old"), figure.Draw(t, "now")
		points, direction := now.PointsSince(old)
		sum := rat(old.PercentShown())
		if sum.Add(sum, rat(points)).Cmp(rat(now.PercentShown())) != 0 {
			t.Fatalf("%s and %s points are not %s", old.PercentShown(), points, now.PercentShown())
		}
		if sign := rat(points).Sign(); sign != 0 && sign != direction {
			t.Fatalf("%s points in direction %d", points, direction)
		}
	})
}

// TestSharesAddUp: counts as printed add up, hide nothing that is left and never show
// more than there is.
func TestSharesAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		part := rapid.OneOf(rapid.Just(int64(0)), rapid.Int64Range(0, 5*int64(One)), rapid.Int64Range(0, 1<<50))
		f := Figure{Measure: rapid.SampledFrom([]string{"person", MeasureM2, MeasureM}).Draw(t, "measure"),
			Covered: Micro(part.Draw(t, "covered")), Unknown: Micro(part.Draw(t, "unknown")), Uncovered: Micro(part.Draw(t, "uncovered"))}
		if rapid.Bool().Draw(t, "more") {
			f.Uncovered = -min(f.Uncovered, f.Covered+f.Unknown)
		}
		f.Total = f.Covered + f.Uncovered + f.Unknown
		s := f.Shares()
		switch {
		case s.Covered+s.Uncovered+s.Unknown != s.Total:
			t.Fatalf("%+v shows %+v, which does not add up", f, s)
		case s.Unknown < 0 || s.Unknown == 0 && f.Unknown > 0 || s.Unknown > 0 && f.Unknown == 0:
			t.Fatalf("%+v shows %d unknown", f, s.Unknown)
		case f.Uncovered < 0 && s.Uncovered >= 0 || f.Uncovered >= 0 && s.Uncovered < 0 || f.Uncovered == 0 && s.Uncovered != 0:
			t.Fatalf("%+v shows %d uncovered", f, s.Uncovered)
		case f.Uncovered+f.Unknown != 0 && s.Covered == s.Total && f.Uncovered >= 0:
			t.Fatalf("%+v shows %+v: all", f, s)
		}
	})
}
