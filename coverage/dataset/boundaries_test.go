package dataset

import (
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"phusong/coverage"
	"phusong/geo"
)

// TestBoundaryFeatures: what cannot be a commune is rejected with its number, the
// rest is read, sorted by code.
func TestBoundaryFeatures(t *testing.T) {
	d := loadFolder(t, "", map[string]string{"communes.geojson": collection(
		square(`"code":"00009","name":"  Chín \n xã ","d":"1","p":"80"`, "106.2", "11", "106.3", "11.1"),
		square(`"code":1,"name":"Số","d":"1","p":"80"`, "106", "11", "106.1", "11.1"), // a number is read as text
		square(`"code":"","name":"Không"`, "107", "11", "107.1", "11.1"),
		`{"type":"Feature","properties":{"code":"P"},"geometry":{"type":"Point","coordinates":[106,11]}}`,
		`{"type":"Feature","properties":{"code":"E"},"geometry":{"type":"Polygon","coordinates":[]}}`,
		`{"type":"Feature","properties":{"code":"N"},"geometry":null}`,
		square(`"code":"00009","name":"Khác"`, "106.4", "11", "106.5", "11.1"),
		square(`"code":"00009","name":"Chín xã"`, "106.6", "11", "106.7", "11.1"))})
	if d.Leaves != 2 || d.Units[0].Code != "00009" || d.Units[1].Code != "1" || d.Units[0].Name != "Chín xã" {
		t.Fatalf("units %+v", d.Units)
	}
	if n := len(d.Units[0].Geometry); n != 2 {
		t.Errorf("two features of one code and name make %d polygons, want 2", n)
	}
	rules := map[string]int{}
	for _, p := range d.Problems {
		if p.File == "communes.geojson" && !strings.HasPrefix(p.Rule, "count.") {
			rules[p.Rule]++
		}
	}
	for rule, n := range map[string]int{"code.missing": 1, "geometry.type": 2, "geometry.empty": 1, "code.duplicate": 1, "code.repeated": 1} {
		if rules[rule] != n {
			t.Errorf("%d problems %s, want %d: %v", rules[rule], rule, n, d.Problems)
		}
	}
}

// TestBoundariesAreMadeDisjoint: an overlap is left to the lower code, whatever
// the order of features, a sliver is filled, and both are reported.
func TestBoundariesAreMadeDisjoint(t *testing.T) {
	one := square(`"code":"00001","name":"Một","p":"80"`, "106", "11", "106.1", "11.1")
	two := square(`"code":"00002","name":"Hai","p":"80"`, "106.09", "11", "106.2", "11.1")
	for _, text := range []string{collection(one, two), collection(two, one)} {
		d := loadFolder(t, "", map[string]string{"communes.geojson": text})
		first := geo.RectAreaM2(geo.ToE7(106), geo.ToE7(11), geo.ToE7(106.1), geo.ToE7(11.1))
		second := geo.RectAreaM2(geo.ToE7(106.1), geo.ToE7(11), geo.ToE7(106.2), geo.ToE7(11.1))
		for i, want := range []float64{first, second} {
			if got := d.Units[i].AreaM2.Float(); math.Abs(got-want) > 1e-3 {
				t.Errorf("unit %s has %.3f m2, want %.3f", d.Units[i].Code, got, want)
			}
		}
		found := false
		for _, p := range d.Problems {
			found = found || p.Rule == "boundary.overlap" && strings.HasPrefix(p.Value, "00002 ") && strings.HasSuffix(p.Action, "left to 00001, the lower code")
		}
		if !found {
			t.Errorf("the overlap is not reported: %v", d.Problems)
		}
	}
}

// TestBoundaryInsideAnother: a unit that lies wholly in one of a lower code has
// nothing left and is rejected; with a lower code itself it makes a hole.
func TestBoundaryInsideAnother(t *testing.T) {
	d := loadFolder(t, "", map[string]string{"communes.geojson": collection(
		square(`"code":"00001","name":"Ngoài","p":"80"`, "106", "11", "106.1", "11.1"),
		square(`"code":"00002","name":"Trong","p":"80"`, "106.04", "11.04", "106.06", "11.06"))})
	if d.Leaves != 1 || d.Units[0].Code != "00001" {
		t.Errorf("%d units: %+v", d.Leaves, d.Units[:d.Leaves])
	}
	d = loadFolder(t, "", map[string]string{"communes.geojson": collection(
		square(`"code":"00002","name":"Ngoài","p":"80"`, "106", "11", "106.1", "11.1"),
		square(`"code":"00001","name":"Trong","p":"80"`, "106.04", "11.04", "106.06", "11.06"))})
	if d.Leaves != 2 || len(d.Units[1].Geometry[0]) != 2 {
		t.Errorf("%d units, the outer with %d rings", d.Leaves, len(d.Units[1].Geometry[0]))
	}
}

// TestBoundariesOnly: a filter keeps one province of a national file, and says
// how many features it left out.
func TestBoundariesOnly(t *testing.T) {
	text := collection(square(`"code":"00001","name":"Một","p":"80"`, "106", "11", "106.1", "11.1"),
		square(`"code":"00002","name":"Hai","p":"82"`, "106.1", "11", "106.2", "11.1"))
	head := strings.Replace(regionHead, "province_name: pn}", "province_name: pn, only: {property: p, values: [\"82\"]}}", 1)
	d := loadFolder(t, "", map[string]string{"communes.geojson": text, "region.yaml": head})
	if d.Leaves != 1 || d.Units[0].Code != "00002" || !strings.Contains(strings.Join(d.Notes, "\n"), "1 features left out by boundaries.only") {
		t.Errorf("units %+v, notes %q", d.Units[:d.Leaves], d.Notes)
	}
	none := strings.Replace(head, `"82"`, `"99"`, 1)
	if _, err := tryFolder(t, "", map[string]string{"communes.geojson": text, "region.yaml": none}); err == nil || !strings.Contains(err.Error(), "no usable unit") {
		t.Errorf("a filter that keeps nothing: %v", err)
	}
}

// TestBoundaryCounts: households and people may be properties of the boundary
// file; what is no count is unknown, with a problem.
func TestBoundaryCounts(t *testing.T) {
	head := strings.Replace(regionHead, "province_name: pn}", "province_name: pn, households: hh, population: pop}", 1)
	d := loadFolder(t, "", map[string]string{"region.yaml": head, "communes.geojson": collection(
		square(`"code":"1","name":"a","p":"80","hh":100,"pop":"400"`, "106", "11", "106.1", "11.1"),
		square(`"code":"2","name":"b","p":"80","hh":-5,"pop":"đang cập nhật"`, "106.1", "11", "106.2", "11.1"),
		square(`"code":"3","name":"c","p":"80","hh":"NaN","pop":"1e300"`, "106.2", "11", "106.3", "11.1"))})
	wantCount(t, "households", d.Units[0].Households, 100, true)
	wantCount(t, "people", d.Units[0].People, 400, true)
	for _, i := range []int{1, 2} {
		wantCount(t, "households by density", d.Units[i].Households, 100, false)
		wantCount(t, "people by density", d.Units[i].People, 400, false)
	}
	n := 0
	for _, p := range d.Problems {
		if p.Rule == "number.invalid" {
			n++
		}
	}
	if n != 4 {
		t.Errorf("%d invalid numbers reported, want 4: %v", n, d.Problems)
	}
}

// TestBoundaryFileMistakes: a file that is no boundary file ends the run with its name.
func TestBoundaryFileMistakes(t *testing.T) {
	for name, text := range map[string]string{
		"empty": "", "not JSON": "code,name\n1,2\n", "truncated": twoSquares[:len(twoSquares)-40], "no feature": collection(), "another object": `{"type":"Topology"}`,
	} {
		d, err := tryFolder(t, "", map[string]string{"communes.geojson": text})
		if err == nil || !strings.Contains(err.Error(), "communes.geojson") {
			t.Errorf("%s: %v, error %v", name, d, err)
		}
	}
}

// TestHierarchy: districts and provinces from properties, the nation where there
// are several provinces; districts of one name in two provinces are two.
func TestHierarchy(t *testing.T) {
	at := func(i int, properties string) string {
		west := geo.ToE7(106 + float64(i)/10)
		east := geo.ToE7(106.1 + float64(i)/10)
		return square(properties, formatDegrees(west.Degrees()), "11", formatDegrees(east.Degrees()), "11.1")
	}
	for _, test := range []struct {
		name     string
		features []string
		code     string // of the region
		want     string // level code name parent, of all upper units
		parents  string // of leaves
	}{
		{"districts and one province", []string{at(0, `"code":"1","d":"001","dn":"Huyện A","p":"80","pn":"Tỉnh"`), at(1, `"code":"2","d":"002","dn":"Huyện B","p":"80","pn":"Tỉnh"`)}, "",
			"district 001 Huyện A > 80; district 002 Huyện B > 80; province 80 Tỉnh > -; ", "001 002 "},
		{"two provinces make a nation", []string{at(0, `"code":"1","d":"001","p":"80"`), at(1, `"code":"2","d":"001","p":"82"`)}, "",
			"district 80/001 001 > 80; district 82/001 001 > 82; province 80 80 > nation; province 82 82 > nation; nation nation Test > -; ", "80/001 82/001 "},
		{"no district", []string{at(0, `"code":"1","p":"80"`), at(1, `"code":"2","d":"002","p":"80"`)}, "",
			"district 002 002 > 80; province 80 80 > -; ", "80 002 "},
		{"no province: the region", []string{at(0, `"code":"1"`)}, "", "province Test Test > -; ", "Test "},
		{"no province: the region by code", []string{at(0, `"code":"1"`)}, "80", "province 80 Test > -; ", "80 "},
		{"names stand in for codes", []string{at(0, `"code":"1","dn":"Huyện","pn":"Tỉnh"`)}, "", "district Tỉnh/Huyện Huyện > Tỉnh; province Tỉnh Tỉnh > -; ", "Tỉnh/Huyện "},
	} {
		lines := ""
		if test.code != "" {
			lines = "code: \"" + test.code + "\"\n"
		}
		d := loadFolder(t, lines, map[string]string{"communes.geojson": collection(test.features...)})
		code := func(i int) string {
			if i < 0 {
				return "-"
			}
			return d.Units[i].Code
		}
		got, parents := "", ""
		for _, u := range d.Units[d.Leaves:] {
			got += u.Level + " " + u.Code + " " + u.Name + " > " + code(u.Parent) + "; "
		}
		for i, u := range d.Units {
			if u.Parent >= 0 && u.Parent <= i {
				t.Errorf("%s: unit %d has parent %d: children must come first", test.name, i, u.Parent)
			}
			if u.Edition != "2025-06" {
				t.Errorf("%s: unit %s of edition %q", test.name, u.Code, u.Edition)
			}
			if i < d.Leaves {
				parents += code(u.Parent) + " "
			}
		}
		if got != test.want || parents != test.parents {
			t.Errorf("%s: got  %s leaves %s\nwant %s leaves %s", test.name, got, parents, test.want, test.parents)
		}
	}
}

// TestDistrictAcrossProvinces: a district code whose communes name two provinces
// is a district of each.
func TestDistrictAcrossProvinces(t *testing.T) {
	d := loadFolder(t, "", map[string]string{"communes.geojson": collection(
		square(`"code":"1","d":"001","dn":"A","p":"80"`, "106", "11", "106.1", "11.1"),
		square(`"code":"2","d":"001","dn":"A","p":"82"`, "106.1", "11", "106.2", "11.1"))})
	n := 0
	for _, u := range d.Units {
		if u.Level == coverage.LevelDistrict {
			n++
		}
	}
	if n != 2 || d.Units[0].Parent == d.Units[1].Parent {
		t.Errorf("%d districts, parents %d and %d", n, d.Units[0].Parent, d.Units[1].Parent)
	}
}

// TestPartsOfOneUnit: the order of features decides nothing; counts repeated with
// every part are one count, counts that differ are unknown, of parents the least.
func TestPartsOfOneUnit(t *testing.T) {
	head := strings.Replace(regionHead, "province_name: pn}", "province_name: pn, households: hh, population: pop}", 1)
	for _, test := range []struct {
		name, one, two     string
		people, households coverage.Count
		above, problems    string
	}{
		{"alike", `"p":"80","hh":10,"pop":40`, `"p":"80","hh":10,"pop":40`, count(40), count(10), "80", ""},
		{"stated once", `"p":"80","hh":10,"pop":40`, `"p":"","hh":"","pop":""`, count(40), count(10), "80", ""},
		{"counts differ", `"p":"80","hh":10,"pop":40`, `"p":"80","hh":10,"pop":50`, coverage.Count{}, count(10), "80", "pop 40, pop 50"},
		{"provinces differ", `"p":"81","hh":10,"pop":40`, `"p":"80","hh":10,"pop":40`, count(40), count(10), "80", "p 81"},
		{"districts differ", `"p":"80","d":"2","hh":1,"pop":1`, `"p":"80","d":"1","hh":1,"pop":1`, count(1), count(1), "1", "d 2"},
	} {
		one := square(`"code":"1","name":"A",`+test.one, "106", "11", "106.1", "11.1")
		two := square(`"code":"1","name":"A",`+test.two, "106.1", "11", "106.2", "11.1")
		for _, text := range []string{collection(one, two), collection(two, one)} {
			d := loadFolder(t, "", map[string]string{"region.yaml": head, "communes.geojson": text})
			u := d.Units[0]
			if d.Leaves != 1 || u.People.Known != test.people.Known || u.People.Known && u.People != test.people || u.Households != test.households {
				t.Errorf("%s: %d units, %v people, %v households", test.name, d.Leaves, u.People, u.Households)
			}
			if above := d.Units[u.Parent].Code; above != test.above {
				t.Errorf("%s: in %s, want %s", test.name, above, test.above)
			}
			var got []string
			for _, p := range d.Problems {
				if p.Rule == "code.repeated" && p.Column != "code" {
					got = append(got, p.Column+" "+p.Value)
				}
			}
			slices.Sort(got)
			if strings.Join(got, ", ") != test.problems {
				t.Errorf("%s: problems %q, want %q", test.name, got, test.problems)
			}
		}
	}
}

// TestWorldIsNoCommune: a frame of the world is rejected, units that are too
// large together end the run.
func TestWorldIsNoCommune(t *testing.T) {
	world := square(`"code":"W","name":"World"`, "-180", "-90", "180", "90")
	d := loadFolder(t, "", map[string]string{"communes.geojson": collection(world, square(`"code":"1","name":"A"`, "106", "11", "106.1", "11.1"))})
	if d.Leaves != 1 || d.Units[0].Code != "1" {
		t.Errorf("units %+v", d.Units)
	}
	found := false
	for _, p := range d.Problems {
		found = found || p.Rule == "geometry.too_large" && p.Value == "W"
	}
	if !found {
		t.Errorf("problems %v", d.Problems)
	}
	if _, err := tryFolder(t, "", map[string]string{"communes.geojson": collection(world)}); err == nil || !strings.Contains(err.Error(), "geometry.too_large") {
		t.Errorf("the world alone: %v", err)
	} else if e := (*LoadError)(nil); !errors.As(err, &e) || !slices.ContainsFunc(e.Problems, func(p coverage.Problem) bool { return p.Rule == "geometry.too_large" }) {
		t.Errorf("the error carries no problem: %#v", err)
	}
	halves := collection(square(`"code":"1","name":"A"`, "0", "-20", "15", "20"), square(`"code":"2","name":"B"`, "15", "-20", "30", "20"))
	if _, err := tryFolder(t, "", map[string]string{"communes.geojson": halves}); err == nil || !strings.Contains(err.Error(), "a region at most 9000000") {
		t.Errorf("too large together: %v", err)
	}
}
