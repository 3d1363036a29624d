package dataset

import (
	"strings"
	"testing"

	"phusong/coverage"
)

// TestRasterBesideHouseholds: a table that counts only households leaves the
// people to the raster.
func TestRasterBesideHouseholds(t *testing.T) {
	files := asciiGrid("1000 3000")
	files["hh.csv"] = "code,households\n00001,100\n00002,200\n"
	d := loadFolder(t, rasterLine+"households: {file: hh.csv}\n", files)
	wantCount(t, "people", d.Units[0].People, 1000, true)
	wantCount(t, "people", d.Units[1].People, 3000, true)
	wantCount(t, "households", d.Units[1].Households, 200, true)
	wantProblems(t, "raster beside households", d)
}

// TestEstimatesByDensity: a unit of which nothing is known weighs by its area.
func TestEstimatesByDensity(t *testing.T) {
	communes := collection(square(`"code":"1","name":"A"`, "106", "11", "106.1", "11.1"), square(`"code":"2","name":"B"`, "106.1", "11", "106.3", "11.1"),
		square(`"code":"3","name":"C"`, "106.3", "11", "106.4", "11.1"))
	for table, want := range map[string][2]int64{ // households and people of 2, twice the area of the others
		"1,100,400\n3,200,800\n": {300, 1200},
		"1,100,400\n2,,\n":       {200, 800},
		"1,100,\n":               {200, 0},
		"1,,400\n3,,0\n":         {0, 400},
	} {
		d := loadFolder(t, "households: {file: hh.csv}\n", map[string]string{"communes.geojson": communes, "hh.csv": "code,households,population\n" + table})
		wantCount(t, table+"households", d.Units[1].Households, want[0], false)
		wantCount(t, table+"people", d.Units[1].People, want[1], false)
		var actions []string
		for _, p := range d.Problems {
			if (p.Value == "2" || p.Value == "3 units") && p.Rule == "count.missing" {
				actions = append(actions, p.Action)
			}
		}
		if len(actions) != 2 || strings.Contains(strings.Join(actions, ""), "estimated at 0") {
			t.Errorf("%s: actions %q", table, actions)
		}
	}
}

// TestHamletsCountedInPart: the sum of hamlets is unknown when one has no count,
// and what is known is the least of the estimate.
func TestHamletsCountedInPart(t *testing.T) {
	const table = "id,commune,lon,lat,households\na,00001,106.02,11.02,50\na2,00001,106.03,11.03,\na3,00001,106.04,11.03,\nb,00002,106.15,11.02,10\n"
	d := loadFolder(t, "hamlets: {file: h.csv}\n", map[string]string{"h.csv": table})
	wantCount(t, "in part", d.Units[0].Households, 50, false) // the density of the other is less
	wantCount(t, "whole", d.Units[1].Households, 10, true)
	found := false
	for _, p := range d.Problems {
		found = found || p.Rule == "hamlet.count_missing" && p.Value == "00001: 2 of 3 hamlets" && p.Action == "the sum is unknown, at least 50"
	}
	if !found {
		t.Errorf("problems %v", d.Problems)
	}
	d = loadFolder(t, "hamlets: {file: h.csv}\n", map[string]string{"h.csv": strings.Replace(table, "11.02,10\n", "11.02,90\n", 1)})
	wantCount(t, "more by density", d.Units[0].Households, 90, false)
}

// TestHamletsWithoutPlace: the people of hamlets without a usable position are in
// no piece, and with them the pieces add up to the unit's counts.
func TestHamletsWithoutPlace(t *testing.T) {
	for name, position := range map[string]string{"none": ",", "off the grid": "106.55,11.05"} {
		d := loadFolder(t, "demand: points\nhamlets: {file: h.csv}\nhouseholds: {file: hh.csv}\n", map[string]string{
			"h.csv":  "id,commune,lon,lat,households\na,00001,106.02,11.02,50\na2,00001," + position + ",5000\nb,00002,106.15,11.02,10\n",
			"hh.csv": "code,households,population\n00001,10100,20200\n00002,10,40\n"})
		var people, households coverage.Micro
		d.Demand.Each(0, d.Units[0].People.Value, d.Units[0].Households.Value, func(p coverage.Piece) {
			people, households = people+p.People, households+p.Households
		})
		outPeople, outHouseholds := d.Demand.Unplaced(0, d.Units[0].People.Value, d.Units[0].Households.Value)
		// a has 1 of 101 parts.
		if people != coverage.Whole(200) || households != coverage.Whole(100) || outPeople != coverage.Whole(20000) || outHouseholds != coverage.Whole(10000) {
			t.Errorf("%s: placed %v people, %v households; unplaced %v, %v", name, people, households, outPeople, outHouseholds)
		}
		if p, h := d.Demand.Unplaced(1, coverage.Whole(40), coverage.Whole(10)); p != 0 || h != 0 {
			t.Errorf("%s: unplaced %v, %v of a unit whose hamlets all have a place", name, p, h)
		}
	}
}

// TestRasterWithoutData: nothing is known where a raster has no data, and one
// that has data in no unit is an error.
func TestRasterWithoutData(t *testing.T) {
	d := loadFolder(t, rasterLine, asciiGrid("100 -9999"))
	wantCount(t, "not at all", d.Units[1].People, 0, false)
	const header = "ncols 4\nnrows 1\nxllcorner 106\nyllcorner 11\ncellsize 0.05\nNODATA_value -9999\n"
	d = loadFolder(t, rasterLine, map[string]string{"p.asc": strings.Replace(header, "nrows 1", "nrows 2", 1) + "100 -9999 5 5\n100 -9999 5 5\n"})
	wantCount(t, "in part", d.Units[0].People, 200, true)
	var got string
	for _, p := range d.Problems {
		if p.Rule == "population.partial" {
			got = p.Value + ": " + p.Action
		}
	}
	if !strings.HasPrefix(got, "00001: kept: the raster has no data on 50.0 % of its area") {
		t.Errorf("got problem %q", got)
	}
	for name, text := range map[string]string{
		"nothing": header + "-9999 -9999 -9999 -9999\n",
		"off":     strings.Replace(header, "106", "107", 1) + "1 2 3 4\n",
	} {
		_, err := tryFolder(t, rasterLine, map[string]string{"p.asc": text})
		if err == nil || !strings.Contains(err.Error(), "does not cover the region") || !strings.Contains(err.Error(), "units span 106 11 to 106.2 11.1") {
			t.Errorf("%s: error %v", name, err)
		}
	}
}

// TestCellsWithoutOperator: a blank operator is nobody's name; such cells are no
// operator that the rule all would ask for.
func TestCellsWithoutOperator(t *testing.T) {
	for name, test := range map[string]struct{ table, want, rules string }{
		"one blank":  {"operator\nA,106.01,11.01,4g,Viettel\nB,106.02,11.02,4g,VNPT\nC,106.15,11.05,4g,\n", "VNPT Viettel", ""},
		"unknown":    {"operator\nA,106.01,11.01,4g,Viettel\nC,106.15,11.05,4g,đang cập nhật\n", "Viettel", "operator.placeholder"},
		"all blank":  {"operator\nA,106.01,11.01,4g,\nB,106.02,11.02,4g,  \n", unspecifiedOperator, ""},
		"no column":  {"name\nA,106.01,11.01,4g,x\nB,106.02,11.02,4g,y\n", unspecifiedOperator, ""},
		"a rule":     {"operator\nA,106.01,11.01,4g,Any\nB,106.02,11.02,4g,VNPT\n", "Any (operator) VNPT", "operator.reserved"},
		"two rules":  {"operator\nA,106.01,11.01,4g,max\nB,106.02,11.02,4g,all\n", "all (operator) max (operator)", "operator.reserved operator.reserved"},
		"no station": {"operator\n", "", "table.no_rows"},
	} {
		d := loadFolder(t, "sites: {file: s.csv}\nhouseholds: {file: hh.csv}\n", map[string]string{
			"s.csv": "site_id,lon,lat,technology," + test.table, "hh.csv": "code,households,population\n00001,1,4\n00002,1,4\n"})
		if got := strings.Join(d.Operators, " "); got != test.want {
			t.Errorf("%s: operators %q, want %q", name, got, test.want)
		}
		var rules []string
		for _, p := range d.Problems {
			rules = append(rules, p.Rule)
		}
		if got := strings.Join(rules, " "); got != test.rules {
			t.Errorf("%s: problems %q, want %q", name, got, test.rules)
		}
	}
}
