package report

import (
	"bytes"
	"io"
	"testing"

	"github.com/paulmach/orb"

	"phusong/coverage"
)

// TestBoundaryTextsAreTheSame: gaps and units written with texts of boundaries kept are, byte by
// byte, those written one by one, for gaps that are the boundary, share no memory with it, or
// are something else.
func TestBoundaryTextsAreTheSame(t *testing.T) {
	square := func(west, step float64) orb.MultiPolygon {
		return orb.MultiPolygon{{{{west, 10}, {west + step, 10}, {west + step, 10 + step}, {west, 10 + step}, {west, 10}}}}
	}
	two := append(square(106, .1), square(107, .1)...)
	d := &coverage.Dataset{Leaves: 2, Units: []coverage.AdminUnit{
		{Code: "1", Level: "commune", Parent: 2, Geometry: square(105, .1)},
		{Code: "2", Level: "commune", Parent: 2, Geometry: two},
		{Code: "P", Level: "province", Parent: -1},
	}}
	r := &coverage.Result{Dataset: d}
	for unit := range d.Leaves {
		own := d.Units[unit].Geometry
		for i, mp := range []orb.MultiPolygon{own, own.Clone(), square(105.05, .01), own[:1], own} {
			r.Gaps = append(r.Gaps, coverage.Gap{Kind: coverage.GapMobile, Technology: coverage.Tech4G, Operator: "A", Unit: unit, Ordinal: i + 1, Geometry: mp})
		}
	}
	for _, workers := range []int{1, 2, 7} {
		texts := newBoundaryTexts(r)
		for name, write := range map[string]func(w io.Writer, texts *boundaryTexts) error{
			"units": func(w io.Writer, texts *boundaryTexts) error { return writeUnits(w, r, workers, texts) },
			"gaps":  func(w io.Writer, texts *boundaryTexts) error { return writeGaps(w, r, workers, texts) },
		} {
			var with, without bytes.Buffer
			if err := write(&with, texts); err != nil {
				t.Fatal(err)
			}
			if err := write(&without, nil); err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(with.Bytes(), without.Bytes()) {
				t.Errorf("%s with %d workers: kept texts give\n%s\nwant\n%s", name, workers, with.Bytes(), without.Bytes())
			}
		}
	}
}

// TestBoundaryTextsKeepErrors: a boundary that cannot be written says so each time.
func TestBoundaryTextsKeepErrors(t *testing.T) {
	mp := orb.MultiPolygon{{{{500, 10}, {501, 10}, {501, 11}, {500, 10}}}}
	d := &coverage.Dataset{Leaves: 1, Units: []coverage.AdminUnit{{Code: "1", Parent: -1, Geometry: mp}}}
	r := &coverage.Result{Dataset: d, Gaps: []coverage.Gap{{Kind: coverage.GapFiber, Geometry: mp}}}
	texts := newBoundaryTexts(r)
	for range 2 {
		got, want := writeGaps(io.Discard, r, 1, texts), writeGaps(io.Discard, r, 1, nil)
		if got == nil || want == nil || got.Error() != want.Error() {
			t.Fatalf("got %v, want %v", got, want)
		}
	}
}
