package dataset

import (
	"strings"
	"testing"

	"phusong/coverage"
)

// TestDistrictCodes: the code of a district is one no other district has, also
// where a name stands for it or two provinces use the same.
func TestDistrictCodes(t *testing.T) {
	const chauThanh = "Châu Thành"
	for _, test := range []struct {
		name     string
		features []boundaryFeature
		want     string // codes of districts, in order
	}{
		{"codes", []boundaryFeature{{province: "80", parent: "803"}, {province: "82", parent: "821"}}, "803 821"},
		{"codes and names", []boundaryFeature{{province: "80", parent: "803", parentName: chauThanh}, {province: "82", parent: "821", parentName: chauThanh}}, "803 821"},
		{"names alone", []boundaryFeature{{province: "80", parentName: "A"}, {province: "82", parentName: "B"}}, "80/A 82/B"},
		{"one name in two provinces", []boundaryFeature{{province: "80", parentName: "A"}, {province: "82", parentName: "A"}}, "80/A 82/A"},
		{"one code in two provinces", []boundaryFeature{{province: "80", parent: "1"}, {province: "82", parent: "1"}, {province: "82", parent: "2"}}, "80/1 82/1 2"},
		{"one district of several communes", []boundaryFeature{{province: "80", parent: "1"}, {province: "80", parent: "1"}}, "1"},
		{"a code given once", []boundaryFeature{{province: "80", parentName: "1"}, {province: "80", parent: "1"}}, "1"},
	} {
		h := newHierarchy(Region{Edition: "2025-06"})
		units := make([]coverage.AdminUnit, len(test.features))
		for i, f := range test.features {
			f.code = string(rune('a' + i))
			units[i] = coverage.AdminUnit{Code: f.code, Level: coverage.LevelCommune, Parent: -1}
			h.place(f)
		}
		var got []string
		for _, u := range h.link(units, test.features) {
			if u.Level == coverage.LevelDistrict {
				got = append(got, u.Code)
			}
		}
		if strings.Join(got, " ") != test.want {
			t.Errorf("%s: got %q, want %s", test.name, got, test.want)
		}
	}
}

// TestResolvedNamesEveryEntry: what can change a figure is in the record of a run.
func TestResolvedNamesEveryEntry(t *testing.T) {
	r, err := ParseRegion([]byte(wholeRegion))
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, s := range r.Resolved() {
		if _, twice := got[s.Name]; twice {
			t.Errorf("%s twice", s.Name)
		}
		got[s.Name] = s.Value
	}
	for name, want := range map[string]string{"name": "Long An", "code": "80", "edition": "2025-06", "as_of": "2024-07-11",
		"boundaries.level": "commune", "boundaries.sliver_width_m": "50", "boundaries.only": "p = 80, 82", "demand": "raster",
		"control.population": "1869746", "control.households": "150000", "control.tolerance_percent": "0.1", "resolution_deg": "0.001", "technologies": "4g,4g+,5g"} {
		if got[name] != want {
			t.Errorf("%s is %q, want %q", name, got[name], want)
		}
	}
}

// TestNation: several provinces make a nation, which is the region where it has a
// code of its own.
func TestNation(t *testing.T) {
	for _, test := range []struct {
		name, code, want string
		features         []boundaryFeature
	}{
		{"no code", "", "nation Spain", []boundaryFeature{{province: "80"}, {province: "82"}}},
		{"another country", "ES", "ES Spain", []boundaryFeature{{province: "80"}, {province: "82"}}},
		{"the code of a province", "80", "nation Spain", []boundaryFeature{{province: "80"}, {province: "82"}}},
		{"the code of communes without province", "80", "nation Spain", []boundaryFeature{{}, {province: "82"}}},
		{"one province", "80", "", []boundaryFeature{{province: "80"}}},
	} {
		h := newHierarchy(Region{Name: "Spain", Code: test.code})
		for _, f := range test.features {
			h.place(f)
		}
		got := ""
		for _, u := range h.link(make([]coverage.AdminUnit, len(test.features)), test.features) {
			if u.Level == coverage.LevelNation {
				got = u.Code + " " + u.Name
			}
		}
		if got != test.want {
			t.Errorf("%s: got %q, want %q", test.name, got, test.want)
		}
	}
}

// TestStatedNation: what region.yaml says of the nation wins over the region.
func TestStatedNation(t *testing.T) {
	two := collection(square(`"code":"1","p":"80"`, "106", "11", "106.1", "11.1"), square(`"code":"2","p":"82"`, "106.1", "11", "106.2", "11.1"))
	for lines, want := range map[string]string{
		"nation: {code: VN, name: Việt Nam}\n":           "VN Việt Nam",
		"nation: {code: VN}\n":                           "VN Test",
		"nation: {name: Việt Nam}\n":                     "nation Việt Nam",
		"code: XX\nnation: {code: VN, name: Việt Nam}\n": "VN Việt Nam",
	} {
		d := loadFolder(t, lines, map[string]string{"communes.geojson": two})
		top := d.Units[len(d.Units)-1]
		if got := top.Code + " " + top.Name; got != want || top.Level != coverage.LevelNation {
			t.Errorf("%s: got %s %s, want %s", lines, top.Level, got, want)
		}
	}
}
