package crs

import (
	"errors"
	"math"
	"slices"
	"testing"
)

const (
	oldCommunes = "vn-communes-old/communes_2008_2018.geojson.gz"
	newCommunes = "vn-communes-2025/communes_2025.geojson.gz"
)

// stations is a made file of one row a commune, in centimetres as files have them.
type stations struct {
	pairs     []Pair
	communes  []*commune
	meridians []float64
}

func (s *stations) add(t *testing.T, c *commune, at [2]float64, meridian float64, order Order) {
	t.Helper()
	zone, err := TM3(meridian)
	if err != nil {
		t.Fatal(err)
	}
	p, err := zone.Project(at[0], at[1])
	if err != nil {
		t.Fatal(err)
	}
	north, east := math.Round(p.NorthM*100)/100, math.Round(p.EastM*100)/100
	pair := Pair{north, east}
	if order == EastNorth {
		pair = Pair{east, north}
	}
	s.pairs, s.communes, s.meridians = append(s.pairs, pair), append(s.communes, c), append(s.meridians, meridian)
}

func (s *stations) inCommune(i int, lon, lat float64) bool { return s.communes[i].holds(lon, lat) }

// undecided accepts only an honest refusal.
func undecided(err error) bool {
	var u *Undecided
	return errors.As(err, &u)
}

// TestDetectOldProvinces: a file for each of the 63, half of them in each order.
func TestDetectOldProvinces(t *testing.T) {
	list := communes(t, oldCommunes)
	groups, whole := byProvince(list, 60), byProvince(list, 1000)
	var right, byDatum, byProvinceRight, byProvinceRefused int
	for i, p := range Provinces(Before2025July) {
		order, meridian := Order(i%2+1), p.Zoning[0].MeridianDeg
		var s stations
		d := dice(i)
		for _, c := range groups[p.Name] {
			if lon, lat, ok := c.draw(&d); ok {
				s.add(t, c, [2]float64{lon, lat}, meridian, order)
			}
		}
		correct := func(d Detection, err error) bool {
			return err == nil && d.Candidate.Order == order && d.Candidate.CRS.Datum == VN2000 && d.Candidate.CRS.Zone.Parameters.MeridianDeg == meridian && d.Candidate.CRS.Zone.Parameters.Scale == TM3Scale
		}
		found, err := Detect(Question{Pairs: s.pairs, Inside: s.inCommune, Systems: TM3Systems()})
		if !correct(found, err) || found.Hits != found.Rows {
			t.Errorf("%s: %s with %d of %d, %v, want meridian %g, %s", p.Name, found.Candidate, found.Hits, found.Rows, err, meridian, order)
		} else {
			right++
		}
		if found, err = Detect(Question{Pairs: s.pairs, Inside: s.inCommune, NearM: 800}); !correct(found, err) {
			t.Errorf("%s, any system: %s, %v, want meridian %g, %s", p.Name, found.Candidate, err, meridian, order)
		}
		if found, err = Detect(Question{Pairs: s.pairs, Inside: s.inCommune}); correct(found, err) {
			byDatum++
		} else if !undecided(err) {
			t.Errorf("%s, datum unstated: %s, %v", p.Name, found.Candidate, err)
		}
		inProvince := func(_ int, lon, lat float64) bool {
			return slices.ContainsFunc(whole[p.Name], func(c *commune) bool { return c.holds(lon, lat) })
		}
		if found, err = Detect(Question{Pairs: s.pairs, Inside: inProvince, Systems: TM3Systems()}); correct(found, err) {
			byProvinceRight++
		} else if undecided(err) {
			byProvinceRefused++
		} else {
			t.Errorf("%s, by province alone: %s, %v", p.Name, found.Candidate, err)
		}
	}
	t.Logf("by commune: %d of 63; with datum and scale unstated %d, the others refused; by province alone %d, refused %d", right, byDatum, byProvinceRight, byProvinceRefused)
}

// TestDetectNewProvinces: a file for each of the 34, in which every commune keeps the
// meridian of the former province that its place lies in.
func TestDetectNewProvinces(t *testing.T) {
	old := communes(t, oldCommunes)
	former := map[string]float64{}
	for _, p := range Provinces(Before2025July) {
		former[p.Name] = p.Zoning[0].MeridianDeg
	}
	groups := byProvince(communes(t, newCommunes), 80)
	var rows, assigned, several int
	for name, members := range groups {
		p, err := ProvinceByName(From2025July, name)
		if err != nil {
			t.Fatal(err)
		}
		var s stations
		d := dice(len(members))
		for _, c := range members {
			lon, lat, ok := c.draw(&d)
			at := slices.IndexFunc(old, func(o commune) bool { return o.holds(lon, lat) })
			if ok && at >= 0 && slices.ContainsFunc(p.Zoning, func(z Zoning) bool { return z.MeridianDeg == former[old[at].province] }) {
				s.add(t, c, [2]float64{lon, lat}, former[old[at].province], NorthEast)
			}
		}
		q := Question{Pairs: s.pairs, Inside: s.inCommune, Systems: TM3Systems()}
		zones, err := DetectZones(q)
		if err != nil || zones.Order != NorthEast || len(zones.Systems) != len(p.Zoning) {
			t.Errorf("%s: %v, %v, want %d zones", name, zones.Systems, err, len(p.Zoning))
			continue
		}
		for i, of := range zones.Of {
			rows++
			if of >= 0 && zones.Systems[of].Zone.Parameters.MeridianDeg != s.meridians[i] {
				t.Errorf("%s: row %d in %s is given meridian %s, want %g", name, i, s.communes[i].name, zones.Systems[of], s.meridians[i])
			} else if of >= 0 {
				assigned++
			}
		}
		found, err := Detect(q)
		switch {
		case len(p.Zoning) == 1 && (err != nil || found.Candidate.CRS != zones.Systems[0]):
			t.Errorf("%s: %s, %v", name, found.Candidate, err)
		case len(p.Zoning) > 1 && !undecided(err):
			t.Errorf("%s has several meridians, yet one was found: %s", name, found.Candidate)
		case len(p.Zoning) > 1:
			several++
		}
	}
	if len(groups) != 34 {
		t.Errorf("%d provinces, want 34", len(groups))
	}
	t.Logf("34 provinces, %d of several meridians: %d of %d rows got their meridian, the others none", several, assigned, rows)
}

// TestDetectOtherFiles: files of all old provinces in UTM on WGS 84, with every tenth row
// naming a wrong commune. The answer may be a system that the rows do not exclude, but not one
// farther than NearM.
func TestDetectOtherFiles(t *testing.T) {
	groups := byProvince(communes(t, oldCommunes), 60)
	exact := 0
	for i, p := range Provinces(Before2025July) {
		var s stations
		d := dice(i)
		truth, err := ByEPSG(32648 + i%2)
		if err != nil {
			t.Fatal(err)
		}
		members := groups[p.Name]
		for j, c := range members {
			lon, lat, ok := c.draw(&d)
			at, err := truth.Project(lon, lat)
			if err != nil || !ok {
				continue
			}
			if j%10 == 9 {
				c = members[(j+len(members)/2)%len(members)]
			}
			s.pairs, s.communes = append(s.pairs, Pair{at.EastM, at.NorthM}), append(s.communes, c)
		}
		found, err := Detect(Question{Pairs: s.pairs, Inside: s.inCommune, NearM: 800})
		if err != nil {
			t.Errorf("%s in %s: %v", p.Name, truth, err)
			continue
		}
		if found.Candidate == (Candidate{truth, EastNorth}) {
			exact++
			continue
		}
		lon, lat, err := found.Candidate.CRS.Unproject(found.Candidate.Order.Plane(s.pairs[0]))
		trueLon, trueLat, err2 := truth.Unproject(EastNorth.Plane(s.pairs[0]))
		if offM := math.Hypot(lon-trueLon, lat-trueLat) * 111e3; err != nil || err2 != nil || offM > 850 {
			t.Errorf("%s in %s: %s, %.0f m away, %v", p.Name, truth, found.Candidate, offM, err)
		}
		if len(found.Near) == 0 {
			t.Errorf("%s in %s: %s without the truth among those near", p.Name, truth, found.Candidate)
		}
	}
	t.Logf("UTM on WGS 84: %d of 63 exactly, the others another reading of the same place with the truth reported near", exact)
}
