package dataset

import (
	"strings"
	"testing"

	"phusong/coverage"
)

// TestHamletsPlacePeople: hamlets of one cell are one point; a commune without a
// count takes the sum of its hamlets; a count that disagrees stands.
func TestHamletsPlacePeople(t *testing.T) {
	d := loadFolder(t, "demand: points\nhouseholds: {file: hh.csv}\nhamlets: {file: h.csv}\n", map[string]string{
		"hh.csv": "code,households,population\n00001,100,400\n",
		"h.csv": "id,commune,lon,lat,households,population\n" +
			"a,00001,106.051,11.051,30,100\nb,00001,106.052,11.052,30,100\nc,00001,106.01,11.09,60,200\n" + // 120 households, not 100
			"d,00002,106.15,11.05,7,\ne,00002,,,5,\n"})
	wantCount(t, "the table stands", d.Units[0].Households, 100, true)
	wantCount(t, "hamlets stand in", d.Units[1].Households, 12, true)
	wantCount(t, "people by the ratio", d.Units[1].People, 48, false)
	points := d.Demand.Units[0].Points
	if len(points) != 2 || points[0].Households != coverage.Whole(60) || points[1].Households != coverage.Whole(60) || points[1].People != coverage.Whole(200) {
		t.Errorf("points %+v", points)
	}
	wantProblems(t, "hamlets", d, "control.hamlets: the commune's count 100 stands; its hamlets add up to 120",
		"position.missing: kept: hamlet without a position", "count.missing: unknown, estimated at 48")
	// 1 in 200 apart is not worth a word.
	d = loadFolder(t, "demand: points\nhouseholds: {file: hh.csv}\nhamlets: {file: h.csv}\n", map[string]string{
		"hh.csv": "code,households,population\n00001,1000,400\n00002,1000,400\n",
		"h.csv":  "id,commune,lon,lat,households\na,00001,106.05,11.05,1005\nb,00002,106.15,11.05,994\n"})
	wantProblems(t, "tolerance", d, "control.hamlets: the commune's count 1000 stands; its hamlets add up to 994")
}

// TestHamletOffTheGrid: a hamlet of another place altogether still counts as a
// hamlet and places nobody.
func TestHamletOffTheGrid(t *testing.T) {
	d := loadFolder(t, "demand: points\nhamlets: {file: h.csv}\n", map[string]string{
		"h.csv": "id,commune,lon,lat,households\na,00001,106.05,11.05,10\nb,00001,106.5,11.05,30\nc,00002,106.15,11.05,1\n"})
	if len(d.Hamlets) != 3 || len(d.Demand.Units[0].Points) != 1 {
		t.Errorf("%d hamlets, points %+v", len(d.Hamlets), d.Demand.Units[0].Points)
	}
	wantCount(t, "households", d.Units[0].Households, 40, true)
	if !strings.Contains(d.Problems[len(d.Problems)-1].Rule+d.Problems[0].Rule+d.Problems[1].Rule, "hamlet.") {
		t.Errorf("problems %v", d.Problems)
	}
}

// TestEstimates: what is unknown weighs by the ratio of people to households
// elsewhere, and nothing when there is none.
func TestEstimates(t *testing.T) {
	for _, test := range []struct {
		name, table              string
		people, households       int64
		knowPeople, knowHousehld bool
	}{
		{"households missing", "00001,100,400\n00002,,1000\n", 1000, 250, true, false},
		{"people missing", "00001,100,400\n00002,50,\n", 200, 50, false, true},
		{"both missing", "00001,100,400\n", 400, 100, false, false},
		{"no ratio", "00002,50,\n", 0, 50, false, true},
		{"a ratio of nobody", "00001,0,0\n00002,50,\n", 0, 50, false, true},
		{"zero is known", "00001,100,400\n00002,0,0\n", 0, 0, true, true},
	} {
		d := loadFolder(t, "households: {file: hh.csv}\n", map[string]string{"hh.csv": "code,households,population\n" + test.table})
		wantCount(t, test.name+": people", d.Units[1].People, test.people, test.knowPeople)
		wantCount(t, test.name+": households", d.Units[1].Households, test.households, test.knowHousehld)
	}
}

// TestControlTotals: sums are compared with the totals that the region states.
func TestControlTotals(t *testing.T) {
	table := map[string]string{"hh.csv": "code,households,population\n00001,100,400\n00002,200,800\n"}
	for _, test := range []struct {
		control string
		want    []string
	}{
		{"{population: 1200, households: 300}", nil},
		{"{population: 1205}", nil}, // 0.41 %
		{"{population: 1210}", []string{"control.total: kept: stated 1210, tolerance 0.5 %"}},
		{"{population: 1210, tolerance_percent: 1}", nil},
		{"{population: 1201, tolerance_percent: 0}", []string{"control.total: kept: stated 1201, tolerance 0 %"}},
		{"{population: 1200, tolerance_percent: 0}", nil},
		{"{households: 0}", []string{"control.total: kept: stated 0, tolerance 0.5 %"}},
	} {
		d := loadFolder(t, "households: {file: hh.csv}\ncontrol: "+test.control+"\n", table)
		wantProblems(t, test.control, d, test.want...)
		if !strings.Contains(strings.Join(d.Notes, "\n"), "control ") {
			t.Errorf("%s: notes %q", test.control, d.Notes)
		}
	}
}
