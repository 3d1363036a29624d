package place

import (
	"testing"

	"phusong/coverage"
)

func TestAccountPut(t *testing.T) {
	var a account
	a.put(coverage.Covered, 1)
	a.put(coverage.Uncovered, 20)
	a.put(coverage.Unknown, 300)
	if want := (account{1, 20, 300}); a != want {
		t.Errorf("account %+v, want %+v", a, want)
	}
}

// TestCloseArea: what is uncovered is what is drawn, never more than there is, and the
// rest closes the sum.
func TestCloseArea(t *testing.T) {
	for _, test := range []struct {
		name         string
		pieces       account
		total, drawn coverage.Micro
		want         account
	}{
		{"all covered", account{covered: 100}, 100, 0, account{covered: 100}},
		{"all uncovered, drawn a little less", account{uncovered: 100}, 100, 99, account{uncovered: 100}},
		{"partly, drawn a little more", account{covered: 60, uncovered: 40}, 100, 41, account{covered: 59, uncovered: 41}},
		{"drawn more than there is", account{covered: 1, uncovered: 99}, 100, 103, account{uncovered: 100}},
		{"with unknown", account{covered: 50, uncovered: 30, unknown: 20}, 100, 29, account{covered: 51, uncovered: 29, unknown: 20}},
		{"unknown beside uncovered", account{uncovered: 30, unknown: 70}, 100, 31, account{uncovered: 31, unknown: 69}},
		{"unknown without room", account{covered: 1, uncovered: 79, unknown: 20}, 100, 85, account{uncovered: 85, unknown: 15}},
	} {
		if got := test.pieces.closeArea(test.total, test.drawn); got != test.want {
			t.Errorf("%s: %+v, want %+v", test.name, got, test.want)
		}
	}
}
