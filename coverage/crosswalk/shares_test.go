package crosswalk_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"phusong/coverage"
	"phusong/coverage/codelist"
	"phusong/coverage/crosswalk"
)

// walkOf makes a crosswalk of a plain relation.
func walkOf(t *testing.T, relation string, e crosswalk.Evidence) *crosswalk.Crosswalk {
	t.Helper()
	r, err := crosswalk.ReadRelation(writeFile(t, "r.csv", relation))
	if err != nil {
		t.Fatal(err)
	}
	return crosswalk.New(r, nil, smallEditions, e)
}

// shareTexts prints the shares of a unit: people, area and what they rest on.
func shareTexts(w *crosswalk.Crosswalk, edition, code string) string {
	var all []string
	for _, s := range w.Shares(edition, code) {
		all = append(all, fmt.Sprintf("%s %s %s/%s %s", s.To, s.People, s.PeopleBasis, s.Area, s.AreaBasis))
	}
	return strings.Join(all, "; ")
}

// What shares rest on, in both directions: 00002 is split between 00001 and 00003.
func TestWhatSharesRestOn(t *testing.T) {
	const pairs = "old_code,new_code,part\n1,1,whole\n2,1,part\n2,3,part\n"
	areas := map[[2]string]int64{{"00001", "00001"}: 300, {"00002", "00001"}: 100, {"00002", "00003"}: 300}
	people := map[string]coverage.Micro{"00001": coverage.Whole(40), "00002": coverage.Whole(60), "00003": coverage.Whole(30)}
	for name, c := range map[string]struct {
		relation  string
		evidence  crosswalk.Evidence
		old, back string // of 00002 of the old edition, 00001 of the new one
	}{
		"nothing": {pairs, crosswalk.Evidence{}, "00001 0.5 equal/0.5 equal; 00003 0.5 equal/0.5 equal",
			"00001 0.666667 equal/0.666667 equal; 00002 0.333333 equal/0.333333 equal"},
		"area": {pairs, crosswalk.Evidence{AreasM2: areas}, "00001 0.25 area/0.25 area; 00003 0.75 area/0.75 area",
			"00001 0.75 area/0.75 area; 00002 0.25 area/0.25 area"},
		// 40 people on 400 m2 are 10 on 100 m2, beside 30.
		"people": {pairs, crosswalk.Evidence{AreasM2: areas, NewCounts: people, OldCounts: people}, "00001 0.25 population/0.25 area; 00003 0.75 population/0.75 area",
			"00001 0.727273 population/0.75 area; 00002 0.272727 population/0.25 area"},
		"people, by area": {pairs, crosswalk.Evidence{AreasM2: areas, NewCounts: map[string]coverage.Micro{"00001": coverage.Whole(400), "00003": coverage.Whole(30)}, OldCounts: people, ByArea: true},
			"00001 0.25 area/0.25 area; 00003 0.75 area/0.75 area", "00001 0.75 area/0.75 area; 00002 0.25 area/0.25 area"},
		"denser": {pairs, crosswalk.Evidence{AreasM2: areas, NewCounts: map[string]coverage.Micro{"00001": coverage.Whole(360), "00003": coverage.Whole(30)}},
			"00001 0.75 population/0.25 area; 00003 0.25 population/0.75 area", "00001 0.75 area/0.75 area; 00002 0.25 area/0.25 area"},
		"a polygon is missing": {pairs, crosswalk.Evidence{AreasM2: map[[2]string]int64{{"00002", "00001"}: 100, {"00002", "00003"}: 300}},
			"00001 0.25 area/0.25 area; 00003 0.75 area/0.75 area", "00001 0.8 equal/0.8 equal; 00002 0.2 equal/0.2 equal"},
		"stated": {"old_code,new_code,weight\n1,1,1\n2,1,0.3\n2,3,0.3\n", crosswalk.Evidence{AreasM2: areas}, "00001 0.5 stated/0.5 stated; 00003 0.5 stated/0.5 stated",
			"00001 0.75 area/0.75 area; 00002 0.25 area/0.25 area"},
		"area only": {"old_code,new_code,part\n1,1,whole\n2,1,area-only\n2,3,part\n", crosswalk.Evidence{AreasM2: areas}, "00001 0 exact/0.25 area; 00003 1 exact/0.75 area",
			"00001 1 exact/0.75 area; 00002 0 exact/0.25 area"},
	} {
		walk := walkOf(t, c.relation, c.evidence)
		if got := shareTexts(walk, "2025-06", "00002"); got != c.old {
			t.Errorf("%s: got %s\nwant %s", name, got, c.old)
		}
		if got := shareTexts(walk, "2025-07", "00001"); got != c.back {
			t.Errorf("%s, back: got %s\nwant %s", name, got, c.back)
		}
	}
}

// An area-only part brings land and nobody: a table of people is not made of it, lacks
// nothing without it, and lists the estimate of land alone.
func TestAreaOnlyParts(t *testing.T) {
	walk := walkOf(t, "old_code,new_code,part\n1,1,whole\n2,1,area-only\n2,3,part\n", crosswalk.Evidence{})
	one := []coverage.Count{coverage.Known(coverage.Whole(5))}
	people := crosswalk.Table{Columns: []crosswalk.Column{{Name: "people"}}, Rows: []crosswalk.TableRow{{Code: "00001", Counts: one}, {Code: "00002", Counts: one}}}
	r, err := walk.Restate(people, "2025-06", "2025-07")
	if err != nil {
		t.Fatal(err)
	}
	if got := r.Rows[0]; !slices.Equal(got.Sources, []string{"00001"}) || got.Counts[0] != one[0] || len(got.Missing) != 0 {
		t.Errorf("%+v", got)
	}
	// A unit of land alone has no people, which is known where the unit that gave it is.
	alone := walkOf(t, "old_code,new_code,part\n1,1,part\n1,3,area-only\n", crosswalk.Evidence{})
	if r, err = alone.Restate(crosswalk.Table{Columns: people.Columns, Rows: people.Rows[:1]}, "2025-06", "2025-07"); err != nil || len(r.Rows) != 2 || r.Rows[1].Counts[0] != coverage.Known(0) {
		t.Errorf("%v, %+v", err, r)
	}
	people.Rows = people.Rows[:1]
	if r, err = walk.Restate(people, "2025-06", "2025-07"); err != nil || !r.Rows[0].Counts[0].Known || len(r.Rows[0].Missing) != 0 {
		t.Errorf("%v, %+v", err, r)
	}
	land := crosswalk.Table{Columns: []crosswalk.Column{{Name: "land", Area: true}}, Rows: []crosswalk.TableRow{{Code: "00002", Counts: one}}}
	if r, err = walk.Restate(land, "2025-06", "2025-07"); err != nil || r.Rows[0].Counts[0].Known || !slices.Equal(r.Rows[0].Missing, []string{"00001"}) {
		t.Fatalf("%v, %+v", err, r)
	}
	// Half of 5 is 3 for the lowest code; there it is in a unit that lacks a part.
	if total := r.Totals[0]; total.Carried != coverage.Whole(2) || total.Incomplete != coverage.Whole(3) || total.Estimated != coverage.Whole(5) {
		t.Errorf("%+v", total)
	}
	var b bytes.Buffer
	if err := walk.WriteEstimated(&b, r); err != nil || strings.Count(b.String(), "\n00002,") != 2 {
		t.Errorf("%v: %s", err, b.String())
	}
	territory, err := walk.Territory("2025-07", "01")
	if err != nil {
		t.Fatal(err)
	}
	if _, _, missing := territory.Sum(map[string]coverage.Micro{"00001": 1, "00002": 1}, false); missing != nil {
		t.Errorf("missing %v", missing)
	}
}

// Of equal operators the first by name is the best one, and what another may cover
// beyond it is unknown.
func TestLargestOfEquals(t *testing.T) {
	rows := ""
	for _, f := range []string{"max,00001,6,0,4", "B,00001,6,4,0", "A,00001,6,3,1", "C,00001,1,0,9"} {
		p := strings.Split(f, ",")
		rows += "mobile.population,4g," + p[0] + ",commune,00001,Xã A,2025-06," + strings.Join(p[2:], ",") + ",10,0,person,2025,c#1," + map[string]string{"A": "7"}[p[0]] + "0\n"
	}
	figures, _, err := walkOf(t, "old_code,new_code\n1,1\n", crosswalk.Evidence{}).RestateFigures(readSet(t, rows), "2025-06", "2025-07")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range figures {
		if f.Operator == coverage.OperatorMax && f.Level == coverage.LevelCommune && (f.Covered != coverage.Whole(6) || f.Unknown != coverage.Whole(4) || f.Assumed != 70) {
			t.Errorf("%+v", f)
		}
	}
}

// A slip is looked for in the district of the row: the same name elsewhere is another unit.
func TestSlipOfACode(t *testing.T) {
	unit := func(code, name, district string) codelist.Unit {
		return codelist.Unit{Code: code, Name: name, DistrictCode: district, ProvinceCode: "01", Row: 1}
	}
	e := crosswalk.Editions{New: smallEditions.New, Old: codelist.New("2025-06", "old.csv", []codelist.Unit{
		unit("00001", "Xã A", "001"), unit("00002", "Xã B", "001"), unit("00003", "Xã Tân Thành", "001"), unit("00004", "Xã Tân Thành", "002"), unit("00005", "Xã C", "002")})}
	for relation, want := range map[string]string{
		"old_code,old_name,new_code\n1,Xã A,1\n2,Xã Tân Thành,1\n": "00003", // and not 00004
		"old_code,old_name,new_code\n1,Xã A,1\n5,Xã Tân Thành,1\n": "00004",
	} {
		r, err := crosswalk.ReadRelation(writeFile(t, "r.csv", relation))
		if err != nil {
			t.Fatal(err)
		}
		corrected, slips := r.Correct(e.Old)
		if slips != 1 || !slices.ContainsFunc(corrected.Pairs, func(p crosswalk.Pair) bool { return p.Old == want }) {
			t.Errorf("%d slips, %+v, want %s", slips, corrected.Pairs, want)
		}
	}
}

// A unit that gave land alone to a province says nothing of its people.
func TestTerritoryWithLandAlone(t *testing.T) {
	unit := func(code, province string) codelist.Unit {
		return codelist.Unit{Code: code, Name: "Xã " + code, ProvinceCode: province, Province: "Tỉnh " + province, Row: 1}
	}
	r, err := crosswalk.ReadRelation(writeFile(t, "r.csv", "old_code,new_code,part\n1,1,whole\n2,1,area-only\n2,2,part\n"))
	if err != nil {
		t.Fatal(err)
	}
	walk := crosswalk.New(r, nil, crosswalk.Editions{Old: codelist.New("old", "o", []codelist.Unit{unit("00001", "01"), unit("00002", "02")}),
		New: codelist.New("new", "n", []codelist.Unit{unit("00001", "01"), unit("00002", "02")})}, crosswalk.Evidence{})
	territory, err := walk.Territory("old", "02")
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]coverage.Micro{"00002": coverage.Whole(7)}
	if sum, estimated, missing := territory.Sum(known, false); sum != coverage.Whole(7) || estimated != 0 || missing != nil {
		t.Errorf("%s people, %s estimated, missing %v", sum, estimated, missing)
	}
	if _, _, missing := territory.Sum(known, true); !slices.Equal(missing, []string{"00001"}) {
		t.Errorf("land: missing %v", missing)
	}
}
