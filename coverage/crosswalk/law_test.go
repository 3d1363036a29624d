package crosswalk_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"phusong/coverage"
	"phusong/coverage/codelist"
	"phusong/coverage/crosswalk"
)

// drawn is a random relation with its lists and evidence.
type drawn struct {
	relation *crosswalk.Relation
	editions crosswalk.Editions
	evidence crosswalk.Evidence
	walk     *crosswalk.Crosswalk
}

func drawWalk(t *rapid.T) drawn {
	olds, news := rapid.IntRange(1, 12).Draw(t, "olds"), rapid.IntRange(1, 8).Draw(t, "news")
	unit := func(i int) codelist.Unit {
		return codelist.Unit{Code: fmt.Sprintf("%05d", i), Name: fmt.Sprintf("Xã %d", i), ProvinceCode: fmt.Sprintf("%02d", i%2+1), Province: fmt.Sprintf("Tỉnh %d", i%2+1), Row: i}
	}
	var old, now []codelist.Unit
	for i := range olds {
		old = append(old, unit(i+1))
	}
	for i := range news {
		now = append(now, unit(i+1))
	}
	d := drawn{relation: &crosswalk.Relation{}, editions: crosswalk.Editions{Old: codelist.New("old", "old.csv", old), New: codelist.New("new", "new.csv", now)}}
	d.evidence = crosswalk.Evidence{AreasM2: map[[2]string]int64{}, OldCounts: map[string]coverage.Micro{}, NewCounts: map[string]coverage.Micro{}, ByArea: rapid.Bool().Draw(t, "byArea")}
	for _, u := range old {
		heirs := rapid.SliceOfNDistinct(rapid.IntRange(1, news), 0, min(3, news), rapid.ID[int]).Draw(t, "heirs")
		slices.Sort(heirs)
		for _, h := range heirs {
			p := crosswalk.Pair{Old: u.Code, New: fmt.Sprintf("%05d", h), Part: crosswalk.PartOf, AllPeople: rapid.IntRange(0, 4).Draw(t, "all") == 0}
			if rapid.IntRange(0, 3).Draw(t, "weighted") == 0 {
				p.Weight = coverage.Known(coverage.Micro(rapid.Int64Range(0, 1_000_000).Draw(t, "weight")))
			}
			d.relation.Pairs = append(d.relation.Pairs, p)
			if rapid.Bool().Draw(t, "measured") {
				d.evidence.AreasM2[[2]string{p.Old, p.New}] = rapid.Int64Range(1, 1e9).Draw(t, "m2")
			}
		}
		if rapid.Bool().Draw(t, "counted") {
			d.evidence.OldCounts[u.Code] = coverage.Whole(rapid.Int64Range(0, 1e6).Draw(t, "people"))
		}
	}
	for _, u := range now {
		if rapid.Bool().Draw(t, "counted") {
			d.evidence.NewCounts[u.Code] = coverage.Whole(rapid.Int64Range(0, 1e6).Draw(t, "people"))
		}
	}
	d.walk = crosswalk.New(d.relation, nil, d.editions, d.evidence)
	return d
}

func drawTable(t *rapid.T, codes []string) crosswalk.Table {
	table := crosswalk.Table{File: "t.csv", Columns: []crosswalk.Column{{Name: "people"}, {Name: "land", Area: true}}}
	for i, code := range codes {
		if rapid.IntRange(0, 9).Draw(t, "absent") == 0 {
			continue
		}
		row := crosswalk.TableRow{Code: code, Row: i + 2, Counts: make([]coverage.Count, 2)}
		for k := range row.Counts {
			switch rapid.IntRange(0, 5).Draw(t, "kind") {
			case 0: // unknown
			case 1:
				row.Counts[k] = coverage.Known(coverage.Micro(rapid.Int64Range(-1e9, 1e15).Draw(t, "micro")))
			default:
				row.Counts[k] = coverage.Known(coverage.Whole(rapid.Int64Range(0, 1e8).Draw(t, "whole")))
			}
		}
		table.Rows = append(table.Rows, row)
	}
	return table
}

// Shares add up to one, both ways; totals are conserved to the millionth, by
// unit, by edition and by province; the order of rows shows nowhere; and going
// there and back conserves totals again.
func TestLawsOfRestating(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := drawWalk(t)
		for _, edition := range []string{"old", "new"} {
			for _, code := range d.walk.Codes(edition) {
				var people, area coverage.Micro
				shares := d.walk.Shares(edition, code)
				for _, s := range shares {
					if s.People < 0 || s.Area < 0 || s.PeopleBasis == crosswalk.Exact && s.People != 0 && s.People != coverage.One {
						t.Fatalf("%s %s: %+v", edition, code, s)
					}
					people, area = people+s.People, area+s.Area
				}
				if len(shares) > 0 && (people != coverage.One || area != coverage.One) {
					t.Fatalf("%s %s: shares add up to %s and %s", edition, code, people, area)
				}
			}
		}
		for _, way := range [][2]string{{"old", "new"}, {"new", "old"}} {
			table := drawTable(t, d.walk.Codes(way[0]))
			there := restate(t, d.walk, table, way[0], way[1])
			shuffled := table
			shuffled.Rows = rapid.Permutation(table.Rows).Draw(t, "order")
			var a, b bytes.Buffer
			if there.Write(&a) != nil || restate(t, d.walk, shuffled, way[0], way[1]).Write(&b) != nil || a.String() != b.String() {
				t.Fatalf("the order of rows shows:\n%s\n%s", a.String(), b.String())
			}
			back := crosswalk.Table{File: "back.csv", Columns: table.Columns}
			for i, r := range there.Rows {
				back.Rows = append(back.Rows, crosswalk.TableRow{Code: r.Unit.Code, Row: i + 2, Counts: r.Counts})
			}
			restate(t, d.walk, back, way[1], way[0])
		}
	})
}

// A count within another stays within it in every unit, known or not the one between;
// the counts around it are cut as they are without it.
func TestCountsWithinOthers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := drawWalk(t)
		table := crosswalk.Table{Columns: []crosswalk.Column{{Name: "connected", Within: "passed"}, {Name: "all"}, {Name: "passed", Within: "all"}, {Name: "shops", Within: "all"}}}
		outer := crosswalk.Table{Columns: table.Columns[1:2]}
		step := rapid.SampledFrom([]coverage.Micro{1, coverage.One}).Draw(t, "step")
		for i, code := range d.walk.Codes("old") {
			connected := rapid.Int64Range(0, 50).Draw(t, "connected")
			passed := connected + rapid.Int64Range(0, 50).Draw(t, "more")
			all := passed + rapid.Int64Range(0, 50).Draw(t, "most")
			counts := []coverage.Count{coverage.Known(coverage.Whole(connected)), coverage.Known(coverage.Whole(all)), coverage.Known(coverage.Whole(passed)), coverage.Known(coverage.Whole(all - passed))}
			counts[1].Value += coverage.One - step
			counts[2].Known = rapid.Bool().Draw(t, "known")
			table.Rows = append(table.Rows, crosswalk.TableRow{Code: code, Row: i, Counts: counts})
			outer.Rows = append(outer.Rows, crosswalk.TableRow{Code: code, Row: i, Counts: counts[1:2]})
		}
		alone := restate(t, d.walk, outer, "old", "new")
		for i, row := range restate(t, d.walk, table, "old", "new").Rows {
			c := row.Counts
			if c[0].Value > c[1].Value || c[2].Known && (c[0].Value > c[2].Value || c[2].Value > c[1].Value) || c[3].Value > c[1].Value {
				t.Fatalf("%+v", row)
			}
			if step == coverage.One && c[0].Value%coverage.One != 0 || alone.Rows[i].Counts[0] != c[1] {
				t.Fatalf("%+v, alone %+v", row, alone.Rows[i])
			}
		}
	})
}

// restate restates and checks the accounts.
func restate(t *rapid.T, walk *crosswalk.Crosswalk, table crosswalk.Table, from, to string) *crosswalk.Restated {
	r, err := walk.Restate(table, from, to)
	if err != nil {
		t.Fatal(err)
	}
	for i, total := range r.Totals {
		if total.Carried+total.Incomplete+total.Left != total.Input {
			t.Fatalf("%s to %s: %+v", from, to, total)
		}
		sums := map[string]coverage.Micro{}
		for _, p := range r.Provinces {
			sums[p.Edition] += p.Counts[i]
		}
		if sums[from] != total.Input || sums[to] != total.Carried+total.Incomplete {
			t.Fatalf("%s to %s: provinces %v, %+v", from, to, sums, total)
		}
	}
	for _, row := range r.Rows {
		for i, c := range row.Counts {
			if e := row.Estimated[i]; c.Value >= 0 && e > c.Value && !hasNegative(table, i) {
				t.Fatalf("%+v: more is estimated than there is", row)
			}
		}
	}
	return r
}

func hasNegative(table crosswalk.Table, column int) bool {
	return slices.ContainsFunc(table.Rows, func(r crosswalk.TableRow) bool { return r.Counts[column].Value < 0 })
}

// A crosswalk.csv that is read again is the same crosswalk.
func TestFileRoundTrip(t *testing.T) {
	dir := t.TempDir()
	rapid.Check(t, func(t *rapid.T) {
		d := drawWalk(t)
		var first, second bytes.Buffer
		if err := d.walk.Write(&first); err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(dir, "crosswalk.csv")
		if err := os.WriteFile(path, first.Bytes(), 0o666); err != nil {
			t.Fatal(err)
		}
		again, _, err := crosswalk.Read(path)
		if err != nil {
			t.Fatal(err)
		}
		if err := again.Write(&second); err != nil || first.String() != second.String() {
			t.Fatalf("%v\n%s\n%s", err, first.String(), second.String())
		}
	})
}
