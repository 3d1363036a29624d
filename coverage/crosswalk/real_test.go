package crosswalk_test

import (
	"os"
	"testing"

	"phusong/coverage"
	"phusong/coverage/codelist"
	"phusong/coverage/crosswalk"
)

const shared = "../../../shared/data/"

// realInputs skips without the shared data.
func realInputs(t testing.TB) (crosswalk.Editions, *crosswalk.Relation, *crosswalk.Relation) {
	t.Helper()
	if _, err := os.Stat(shared + "vn-codes"); err != nil {
		t.Skipf("no shared data: %v", err)
	}
	must := func(err error) {
		if err != nil {
			t.Fatal(err)
		}
	}
	old, err := codelist.Read(shared+"vn-codes/gso_communes_until_2025-06.csv.gz", "2025-06")
	must(err)
	now, err := codelist.Read(shared+"vn-codes/gso_communes_from_2025-07.json.gz", "2025-07")
	must(err)
	official, err := crosswalk.ReadRelation(shared + "vn-codes/official_conversion_table_2025-07.csv.gz")
	must(err)
	other, err := crosswalk.ReadRelation(shared + "vn-codes/dvhcvn_merges.json.gz")
	must(err)
	return crosswalk.Editions{Old: old, New: now}, official, other
}

// Counts of SOURCE.md of the code lists.
func TestOfficialTable(t *testing.T) {
	e, official, other := realInputs(t)
	olds, news := map[string]bool{}, map[string]bool{}
	for _, p := range official.Pairs {
		olds[p.Old], news[p.New] = true, true
	}
	for _, p := range official.Loose {
		news[p.New] = true
	}
	if len(olds) != 10_033 || len(news) != 3_321 || len(official.Split()) != 441 || len(official.Pairs)+len(official.Loose) != 10_571 || len(official.Loose) != 6 {
		t.Errorf("%d old, %d new codes, %d split, %d pairs, %d rows without an old code", len(olds), len(news), len(official.Split()), len(official.Pairs), len(official.Loose))
	}
	common, differences := official.Difference(other)
	rules := map[string]int{}
	for _, d := range append(differences, official.Verify(e)...) {
		rules[d.Rule]++
	}
	// 16 pairs are only official when the 6 rows without an old code count as pairs.
	if common != 10_555 || rules[crosswalk.RuleOnlyHere]+rules[crosswalk.RuleNoOldCode] != 16 || rules[crosswalk.RuleOnlyThere] != 49 {
		t.Errorf("common %d, %v; want 10555, 10 and 6, 49", common, rules)
	}
	// 01651 and 02482 are absent because a row each has a slip in its code.
	if rules[crosswalk.RuleOldAbsent] != 2 || rules[crosswalk.RuleMiscoded] != 2 || rules[crosswalk.RuleOldUnknown]+rules[crosswalk.RuleNewUnknown]+rules[crosswalk.RuleNewAbsent]+rules[crosswalk.RuleNoteUnread] != 0 {
		t.Errorf("%v", rules)
	}
	// The row of ward Long An that names Tiền Giang, and one of Kiên Giang.
	if rules[crosswalk.RuleOldProvince] != 2 {
		t.Errorf("%v", rules)
	}
	corrected, slips := official.Correct(e.Old)
	if slips != 2 || len(corrected.Split()) != 439 {
		t.Errorf("%d slips put right, %d split after that", slips, len(corrected.Split()))
	}
	t.Log(rules)
}

// The whole country: 11,144 polygons of the 63 provinces over 3,321 of the 34.
// Labels of two communes of Bình Định are shifted (SOURCE.md of the old polygons).
func TestNationalOverlay(t *testing.T) {
	e, official, _ := realInputs(t)
	old, err := crosswalk.ReadPolygons(shared+"vn-communes-old/communes_2008_2018.geojson.gz", "gso_code", "commune")
	if err != nil {
		t.Fatal(err)
	}
	now, err := crosswalk.ReadPolygons(shared+"vn-communes-2025/communes_2025.geojson.gz", "code", "name")
	if err != nil {
		t.Fatal(err)
	}
	areas, err := crosswalk.Overlaps(old, now, func(int, int) {})
	if err != nil {
		t.Fatal(err)
	}
	compared, found := official.VerifyGeometry(e, old, now, areas)
	shifted := 0
	for _, d := range found {
		if d.Rule == crosswalk.RuleGeometry && (d.Old == "21769" || d.Old == "21784") {
			shifted++
		}
	}
	if compared < 10_000 || shifted != 2 || len(found) > 700 {
		t.Errorf("%d compared, %d shifted labels, %d findings", compared, shifted, len(found))
	}
	walk := crosswalk.New(official, nil, e, crosswalk.Evidence{AreasM2: areas})
	_, split, basis := walk.Counts("2025-06")
	if split != 441 || basis[crosswalk.Area] < 300 || basis[crosswalk.Equal] > 60 {
		t.Errorf("%d split, people by %v", split, basis)
	}
	for file, way := range map[string][2]string{
		"vn-communes-old/communes_2008_2018.geojson.gz": {"2025-06", "2025-07"}, "vn-communes-2025/communes_2025.geojson.gz": {"2025-07", "2025-06"}} {
		facts, err := walk.ReadUnitFacts(shared+file, way[0])
		if err != nil {
			t.Fatal(err)
		}
		conserve(t, walk, facts, way)
	}
}

// conserve carries the people of every unit that has a count (113,700,256
// registered in the units of July 2025), and land, and wants all of it back.
func conserve(t *testing.T, walk *crosswalk.Crosswalk, facts *crosswalk.UnitFacts, way [2]string) {
	t.Helper()
	table := crosswalk.Table{File: facts.Input.File, Columns: []crosswalk.Column{{Name: "people"}, {Name: "land", Area: true}}}
	for i, code := range walk.Codes(way[0]) {
		people, ok := facts.People[code]
		table.Rows = append(table.Rows, crosswalk.TableRow{Code: code, Row: i + 2,
			Counts: []coverage.Count{{Value: people, Known: ok}, coverage.Known(coverage.Micro(1_234_567 * (i + 1)))}})
	}
	r, err := walk.Restate(table, way[0], way[1])
	if err != nil {
		t.Fatal(err)
	}
	for _, total := range r.Totals {
		if total.Carried+total.Incomplete+total.Left != total.Input || total.Estimated == 0 {
			t.Errorf("%v: %+v", way, total)
		}
		t.Logf("%v: %s of %s, in incomplete units %s, left %s, estimated %s", way, total.Carried, total.Input, total.Incomplete, total.Left, total.Estimated)
	}
	if want := map[string]int{"2025-06": 2, "2025-07": 5}[way[0]]; len(r.Left) != want {
		t.Errorf("%v: %d units left, want %d: %+v", way, len(r.Left), want, r.Left)
	}
	if way[0] == "2025-07" && r.Totals[0].Input != coverage.Whole(113_700_256) {
		t.Errorf("%s people", r.Totals[0].Input)
	}
}

// Long An 186 -> 60 communes and 4,494.77 km2, Bình Định 155 -> 58, Khánh Hòa
// 132 -> 41 (SOURCE.md of the code lists).
func TestTerritories(t *testing.T) {
	e, official, _ := realInputs(t)
	walk := crosswalk.New(official, nil, e, crosswalk.Evidence{})
	facts, err := walk.ReadUnitFacts(shared+"vn-communes-2025/communes_2025.geojson.gz", "2025-07")
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d by name; %d areas, %d populations; %d problems", facts.ByName, len(facts.AreaKm2), len(facts.People), len(facts.Problems))
	for i, p := range facts.Problems {
		if i < 5 {
			t.Log(p)
		}
	}
	for _, want := range []struct {
		province          string
		units, split, now int
		areaKm2           string
		people            coverage.Micro
	}{
		{"Long An", 186, 11, 60, "4494.77", coverage.Whole(1_869_746)},
		{"Bình Định", 155, 3, 58, "6066.43", coverage.Whole(1_813_099)},
		{"56", 132, 7, 41, "5200.2", coverage.Whole(1_477_710)},
	} {
		territory, err := walk.Territory("2025-06", want.province)
		if err != nil {
			t.Fatal(err)
		}
		area, estimated, missing := territory.Sum(facts.AreaKm2, true)
		people, _, withoutPeople := territory.Sum(facts.People, false)
		if territory.Units != want.units || territory.Split != want.split || len(territory.Members) != want.now || area.String() != want.areaKm2 || estimated != 0 || missing != nil {
			t.Errorf("%s: %d units, %d split, %d members, %s km2, estimated %s, missing %v", want.province, territory.Units, territory.Split, len(territory.Members), area, estimated, missing)
		}
		if people != want.people {
			t.Errorf("%s: %s people, missing %v", want.province, people, withoutPeople)
		}
		for _, m := range territory.Members {
			if !m.Inside() {
				t.Errorf("%s: %+v is not wholly inside", want.province, m)
			}
		}
	}
}
