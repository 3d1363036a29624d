package radius

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"phusong/coverage"
	"phusong/geo/scanline"
)

// TestLayRows: rows of territories by giving every cell to the lowest unit that claims it.
func TestLayRows(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		const rows, cols, features = 5, 12, 6
		of := rapid.SliceOfN(rapid.Int32Range(-1, 3), features, features).Draw(t, "units of features")
		stores := []*spanStore{{count: make([]int32, rows)}, {count: make([]int32, rows)}}
		var owner [rows][cols]int32
		for i := range owner {
			for k := range owner[i] {
				owner[i][k] = -1
			}
		}
		for feature, unit := range of {
			var spans []scanline.Span
			for row := range int32(rows) {
				for from := rapid.Int32Range(0, cols).Draw(t, "from"); from < cols; from += rapid.Int32Range(1, cols).Draw(t, "gap") {
					end := rapid.Int32Range(from+1, cols).Draw(t, "end")
					spans = append(spans, scanline.Span{Row: row, From: from, To: end})
					for ; from < end; from++ {
						if o := &owner[row][from]; unit >= 0 && (*o < 0 || unit < *o) {
							*o = unit
						}
					}
				}
			}
			stores[feature%2].add(int32(feature), spans)
		}
		territory := territory{rowStart: make([]int32, rows+1)}
		if err := territory.layRows(t.Context(), stores, of, 2); err != nil {
			t.Fatal(err)
		}
		for row := range rows {
			got := slices.Repeat([]int32{-1}, cols)
			last := int32(0)
			for _, s := range territory.row(row) {
				if s.from < last {
					t.Fatalf("row %d: spans %v overlap", row, territory.row(row))
				}
				for last = s.from; last < s.end; last++ {
					got[last] = s.unit
				}
			}
			if !slices.Equal(got, owner[row][:]) {
				t.Fatalf("row %d: %v, want %v", row, got, owner[row])
			}
		}
	})
}

// TestBoundsOfPlaces: one more than there are places for is an error.
func TestBoundsOfPlaces(t *testing.T) {
	stores := []*spanStore{{count: make([]int32, 2)}, {count: make([]int32, 2)}}
	stores[0].add(0, []scanline.Span{{Row: 0, To: 1}, {Row: 1, To: 1}})
	stores[1].add(1, []scanline.Span{{Row: 1, From: 1, To: 2}})
	if checkSpans(stores, 3) != nil || checkSpans(stores, 2) == nil {
		t.Error("three spans")
	}
	g := gapRuns{runs: make([]gapRun, 3)}
	if g.check(3) != nil || g.check(2) == nil {
		t.Error("three runs")
	}
	if err := checkSpans([]*spanStore{{spans: mostSpans}, {spans: 1}}, mostSpans); err == nil {
		t.Error("more spans than places")
	}
}

// TestOrderOfSites: stations are the same whether sites come in rising order or not.
func TestOrderOfSites(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var rows []string
		for i := range rapid.IntRange(1, 12).Draw(t, "rows") {
			site := rapid.IntRange(1, 5).Draw(t, "site")
			rows = append(rows, fmt.Sprintf("S%d,%dg,10%d.5,1%d.25,%d\n", site, 4+i%2, site, site, 100*(1+i%3)))
		}
		read := func(rows []string) []station {
			all, _, err := plainStations([]byte("site_id,technology,lon,lat,range_m\n" + strings.Join(rows, "")))
			if err != nil {
				t.Fatal(err)
			}
			slices.SortFunc(all, func(a, b station) int { return strings.Compare(fmt.Sprint(a), fmt.Sprint(b)) })
			return slices.Compact(all)
		}
		sorted := slices.Sorted(slices.Values(rows))
		if got, want := read(rows), read(sorted); !slices.Equal(got, want) {
			t.Fatalf("%v, sorted %v", got, want)
		}
	})
}

// TestMatch: counts of communes by looking every code up.
func TestMatch(t *testing.T) {
	code := rapid.StringMatching("[a-e]{1,2}")
	rapid.Check(t, func(t *rapid.T) {
		var communes []commune
		var counts []codeCount
		of := map[string]coverage.Count{}
		for _, c := range slices.Sorted(slices.Values(rapid.SliceOfDistinct(code, rapid.ID).Draw(t, "communes"))) {
			communes = append(communes, commune{code: c})
		}
		for i, c := range slices.Sorted(slices.Values(rapid.SliceOfDistinct(code, rapid.ID).Draw(t, "rows"))) {
			of[c] = coverage.Known(coverage.Whole(int64(i)))
			counts = append(counts, codeCount{c, of[c]})
		}
		got, unmatched := match(communes, counts)
		for i := range communes {
			if got[i] != of[communes[i].code] {
				t.Fatalf("commune %s has %v, want %v", communes[i].code, got[i], of[communes[i].code])
			}
			delete(of, communes[i].code)
		}
		for _, c := range unmatched {
			delete(of, c)
		}
		if len(of) > 0 || !slices.IsSorted(unmatched) {
			t.Fatalf("neither matched nor told: %v", of)
		}
	})
}
