package radius

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"phusong/geo/scanline"
)

// TestPackedRuns: what is packed comes back, by units and in the order of rows, band after band from one packer.
func TestPackedRuns(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		const units = 5
		p := packer{next: make([]int32, units)}
		for range rapid.IntRange(1, 3).Draw(t, "bands") {
			firstRow := rapid.IntRange(0, 1000).Draw(t, "first row")
			var g gapRuns
			want := make([][]scanline.Run, units)
			for row := range int32(4) {
				col := int32(0)
				for range rapid.IntRange(0, 4).Draw(t, "spans") {
					unit, first := rapid.Int32Range(0, units-1).Draw(t, "unit"), int32(len(g.runs))
					for range rapid.IntRange(1, 3).Draw(t, "runs") {
						from := col + rapid.Int32Range(0, 300).Draw(t, "gap")
						col = from + rapid.Int32Range(1, 300).Draw(t, "length")
						g.runs = append(g.runs, gapRun{from, col})
						want[unit] = append(want[unit], scanline.Run{Row: int32(firstRow) + row, From: from, To: col})
					}
					g.spans = append(g.spans, gapSpan{unit, int32(firstRow) + row, first, int32(len(g.runs))})
				}
			}
			checkPacked(t, p.pack(&g, firstRow), firstRow, want)
		}
	})
}

func checkPacked(t *rapid.T, packed packedRuns, firstRow int, want [][]scanline.Run) {
	bands := make([]bandResult, 1)
	bands[0].runs = []packedRuns{packed}
	segments, start := byUnit(bands, 0, len(want))
	for unit, runs := range want {
		var got []scanline.Run
		cells, count := int64(0), int32(0)
		for _, s := range segments[start[unit]:start[unit+1]] {
			got = packed.unpack(got, s.segment, firstRow)
			cells, count = cells+packed.segments[s.segment].cells, count+packed.segments[s.segment].runs
		}
		for _, r := range runs {
			cells -= int64(r.To - r.From)
		}
		if !slices.Equal(got, runs) || cells != 0 || int(count) != len(runs) {
			t.Fatalf("unit %d: %v, want %v; %d cells too many, %d runs", unit, got, runs, cells, count)
		}
	}
}

// TestPlaceIndex: the places in a box, by looking at all.
func TestPlaceIndex(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		most := rapid.SampledFrom([]int64{0, 3, 1000, 1 << 40}).Draw(t, "most")
		number := rapid.Int64Range(-most, most)
		point := rapid.Custom(func(t *rapid.T) scanline.Point { return scanline.Point{X: number.Draw(t, "x"), Y: number.Draw(t, "y")} })
		var places []place
		for i, p := range rapid.SliceOfN(point, 0, 60).Draw(t, "places") {
			places = append(places, place{p, int32(i)})
		}
		x := newPlaceIndex(slices.Clone(places))
		a, b := point.Draw(t, "corner"), point.Draw(t, "other corner")
		low, high := scanline.Point{X: min(a.X, b.X), Y: min(a.Y, b.Y)}, scanline.Point{X: max(a.X, b.X), Y: max(a.Y, b.Y)}
		in := map[int32]bool{}
		for _, p := range places {
			if p.at.X >= low.X && p.at.X <= high.X && p.at.Y >= low.Y && p.at.Y <= high.Y {
				in[p.mast] = true
			}
		}
		got := x.within(nil, low, high)
		for i, n := range got {
			if p := x.places[n]; !in[p.mast] || i > 0 && p.at.Y > x.places[got[i-1]].at.Y {
				t.Fatalf("place %v is not in the box, comes twice or not in order", p)
			} else {
				delete(in, p.mast)
			}
		}
		if len(in) > 0 {
			t.Fatalf("%d places are missing", len(in))
		}
	})
}
