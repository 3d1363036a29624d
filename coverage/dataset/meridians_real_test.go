package dataset

import (
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"

	"phusong/coverage"
	"phusong/geo"
	"phusong/geo/crs"
)

// realCommune is a commune of the shared data as it stands in its file.
type realCommune struct {
	Properties struct {
		Commune, District, Province string // of the file before 2025
		Name, Type                  string // of the file since
	}
	Geometry json.RawMessage
	text     string // the whole feature
	shape    orb.MultiPolygon
}

func (c *realCommune) name() string {
	if c.Properties.Commune != "" {
		return c.Properties.Commune
	}
	return c.Properties.Type + " " + c.Properties.Name
}

// realCommunes reads communes of the shared data by province, or skips the test.
func realCommunes(t *testing.T, name string) map[string][]*realCommune {
	t.Helper()
	f, err := os.Open(sharedData + name)
	if errors.Is(err, os.ErrNotExist) {
		t.Skipf("shared data file %s is not there: meridians of its provinces are not tried", name)
	}
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	var all struct{ Features []json.RawMessage }
	if err := json.NewDecoder(z).Decode(&all); err != nil {
		t.Fatal(err)
	}
	provinces := map[string][]*realCommune{}
	for _, text := range all.Features {
		c := &realCommune{text: string(text)}
		if err := json.Unmarshal(text, c); err != nil {
			t.Fatal(err)
		}
		var shape struct{ Coordinates orb.MultiPolygon }
		if err := json.Unmarshal(c.Geometry, &shape); err != nil {
			t.Fatal(err)
		}
		c.shape = shape.Coordinates
		provinces[c.Properties.Province] = append(provinces[c.Properties.Province], c)
	}
	return provinces
}

// draw picks a place in a commune.
func (c *realCommune) draw(dice *rand.Rand) (orb.Point, bool) {
	b := c.shape.Bound()
	for range 300 {
		p := orb.Point{geo.Round7(b.Min[0] + dice.Float64()*(b.Max[0]-b.Min[0])), geo.Round7(b.Min[1] + dice.Float64()*(b.Max[1]-b.Min[1]))}
		if planar.MultiPolygonContains(c.shape, p) {
			return p, true
		}
	}
	return orb.Point{}, false
}

// madeFile is a table of made stations, whose places are known.
type madeFile struct {
	rows   []string
	places map[string]orb.Point
}

func (m *madeFile) add(t *testing.T, c *realCommune, at orb.Point, meridian float64) {
	t.Helper()
	zone, err := crs.TM3(meridian)
	if err != nil {
		t.Fatal(err)
	}
	p, err := zone.Project(at[0], at[1])
	if err != nil {
		t.Fatal(err)
	}
	id := fmt.Sprintf("S%04d", len(m.rows))
	m.places[id] = at
	m.rows = append(m.rows, fmt.Sprintf("%s,4G,%s,%s,%.2f,%.2f", id, c.name(), c.Properties.District, p.NorthM, p.EastM))
}

// load reads the stations through a region folder of the communes of their province.
func (m *madeFile) load(t *testing.T, communes []*realCommune, swap bool) (*coverage.Dataset, error) {
	t.Helper()
	var features []string
	for _, c := range communes {
		features = append(features, c.text)
	}
	header := "Mã trạm,Công nghệ,Xã,Huyện,X,Y"
	rows := slices.Clone(m.rows)
	if swap {
		for i, row := range rows {
			f := strings.Split(row, ",")
			f[4], f[5] = f[5], f[4]
			rows[i] = strings.Join(f, ",")
		}
	}
	region := "name: Made stations\nedition: \"2025-06\"\nas_of: 2025\nresolution_deg: 0.1\nboundaries: {file: c.geojson, code: commune_id, name: commune, parent_name: district, province_name: province}\nsites: {file: s.csv}\n"
	if communes[0].Properties.Commune == "" {
		region = strings.NewReplacer("code: commune_id, name: commune, parent_name: district", "code: code, name: name", "2025-06", "2025-07").Replace(region)
	}
	dir := t.TempDir()
	for name, text := range map[string]string{"c.geojson": collection(features...), "region.yaml": region, "s.csv": header + "\n" + strings.Join(rows, "\n") + "\n"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	r, err := ReadRegion(dir)
	if err != nil {
		t.Fatal(err)
	}
	return Load(dir, r)
}

// judge counts the stations that stand where they were made; one that stands elsewhere
// is an error, one without a place only left out.
func (m *madeFile) judge(t *testing.T, name string, d *coverage.Dataset) (right int) {
	t.Helper()
	for _, s := range d.Sites {
		want, made := m.places[s.ID]
		if !made || !s.Located {
			continue
		}
		if offM := geo.ShortDistanceM(geo.Cartesian(s.Lon, s.Lat), geo.Cartesian(want[0], want[1])); offM > 0.05 {
			t.Errorf("%s: station %s is %.0f m off", name, s.ID, offM)
			continue
		}
		right++
	}
	return right
}

// detected is the note of the vote.
func detected(d *coverage.Dataset) string {
	for _, n := range d.Notes {
		if strings.Contains(n, "plane coordinates") {
			return n
		}
	}
	return "no note"
}

// TestMeridiansOfOldProvinces: a file of stations for each of the 63 provinces before
// July 2025, which name their communes and state no system, X north in one half of the
// files and east in the other.
func TestMeridiansOfOldProvinces(t *testing.T) {
	provinces := realCommunes(t, "vn-communes-old/communes_2008_2018.geojson.gz")
	files, stations, right := 0, 0, 0
	for i, name := range slices.Sorted(maps.Keys(provinces)) {
		p, err := crs.ProvinceByName(crs.Before2025July, name)
		if err != nil {
			t.Fatal(err)
		}
		m := madeFile{places: map[string]orb.Point{}}
		dice := rand.New(rand.NewPCG(uint64(i), 1))
		communes := thinned(provinces[name], 60)
		for _, c := range communes {
			if at, ok := c.draw(dice); ok {
				m.add(t, c, at, p.Zoning[0].MeridianDeg)
			}
		}
		d, err := m.load(t, provinces[name], i%2 == 1)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		n := m.judge(t, name, d)
		files, stations, right = files+1, stations+len(m.rows), right+n
		if n < len(m.rows)*98/100 || !strings.Contains(detected(d), p.Systems()[0].Name) {
			t.Errorf("%s: %d of %d stations have their place; %s", name, n, len(m.rows), detected(d))
		}
	}
	if files != 63 {
		t.Errorf("%d provinces, want 63", files)
	}
	t.Logf("%d provinces before July 2025 by commune names: %d of %d stations in their places, none elsewhere", files, right, stations)
}

// thinned keeps about so many communes, spread over the list.
func thinned(list []*realCommune, most int) []*realCommune {
	var kept []*realCommune
	for i := 0; i < len(list); i += max(1, len(list)/most) {
		kept = append(kept, list[i])
	}
	return kept
}

// TestMeridiansOfNewProvinces: likewise for the 34 of July 2025, where each station
// has the meridian of the former province that it stands in.
func TestMeridiansOfNewProvinces(t *testing.T) {
	old := realCommunes(t, "vn-communes-old/communes_2008_2018.geojson.gz")
	provinces := realCommunes(t, "vn-communes-2025/communes_2025.geojson.gz")
	files, mixed, stations, right := 0, 0, 0, 0
	for i, name := range slices.Sorted(maps.Keys(provinces)) {
		p, err := crs.ProvinceByName(crs.From2025July, name)
		if err != nil {
			t.Fatal(err)
		}
		m := madeFile{places: map[string]orb.Point{}}
		dice := rand.New(rand.NewPCG(uint64(i), 2))
		for _, c := range thinned(provinces[name], 90) {
			at, ok := c.draw(dice)
			if meridian, known := formerMeridian(p, old, at); ok && known {
				m.add(t, c, at, meridian)
			}
		}
		d, err := m.load(t, provinces[name], i%2 == 1)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		n := m.judge(t, name, d)
		files, stations, right = files+1, stations+len(m.rows), right+n
		if n < len(m.rows)*95/100 {
			t.Errorf("%s: %d of %d stations have their place; %s", name, n, len(m.rows), detected(d))
		}
		if strings.Contains(detected(d), "mix meridians") {
			mixed++
		} else if len(p.Zoning) > 1 {
			t.Errorf("%s has %d meridians: %s", name, len(p.Zoning), detected(d))
		}
	}
	if files != 34 {
		t.Errorf("%d provinces, want 34", files)
	}
	t.Logf("%d provinces of July 2025 by commune names, %d of several meridians: %d of %d stations in their places, none elsewhere", files, mixed, right, stations)
}

// formerMeridian is that of the former province that holds a place.
func formerMeridian(p crs.Province, old map[string][]*realCommune, at orb.Point) (float64, bool) {
	for _, z := range p.Zoning {
		for _, former := range z.Former {
			for _, c := range old[former] {
				if c.shape.Bound().Contains(at) && planar.MultiPolygonContains(c.shape, at) {
					return z.MeridianDeg, true
				}
			}
		}
	}
	return 0, false
}

// TestMeridianIsRefused: sets of stations that do not tell their meridian end the run;
// whatever is told is right.
func TestMeridianIsRefused(t *testing.T) {
	provinces := realCommunes(t, "vn-communes-2025/communes_2025.geojson.gz")
	named := func(province, commune string) *realCommune {
		for _, c := range provinces[province] {
			if c.Properties.Name == commune {
				return c
			}
		}
		t.Fatalf("no %s in %s", commune, province)
		return nil
	}
	tests := []struct {
		name, province string
		communes       []*realCommune
		each           int
		meridian       float64
		refused        bool
		named          int // how far down the list the commune stands that a row names
	}{
		{name: "names of other communes", province: "Gia Lai", communes: provinces["Gia Lai"], each: 1, meridian: 108.25, refused: true, named: 40},
		{"four rows", "Tây Ninh", provinces["Tây Ninh"][:4], 1, 105.75, true, 0},
		{"one place", "Tây Ninh", provinces["Tây Ninh"][:1], 1, 105.75, true, 0},
		{"one commune", "Tây Ninh", provinces["Tây Ninh"][:1], 30, 105.75, false, 0},
		{"islands over hundreds of kilometres", "Khánh Hòa", []*realCommune{named("Khánh Hòa", "Trường Sa")}, 30, 108.25, false, 0},
		{"an island", "An Giang", []*realCommune{named("An Giang", "Phú Quốc")}, 30, 104.5, false, 0},
	}
	for i, test := range tests {
		m := madeFile{places: map[string]orb.Point{}}
		dice := rand.New(rand.NewPCG(uint64(i), 3))
		for j, c := range test.communes {
			for range test.each {
				if at, ok := c.draw(dice); ok {
					m.add(t, test.communes[(j+test.named)%len(test.communes)], at, test.meridian)
				}
			}
		}
		d, err := m.load(t, provinces[test.province], false)
		if err != nil {
			t.Logf("%s: refused: %.300s", test.name, err)
			continue
		}
		n := m.judge(t, test.name, d)
		if test.refused {
			t.Errorf("%s: not refused; %s", test.name, detected(d))
		}
		t.Logf("%s: %d of %d stations in their places; %s", test.name, n, len(m.rows), detected(d))
	}
}
