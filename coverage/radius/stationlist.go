package radius

import (
	"bytes"
	"math"

	"phusong/coverage"
)

// cellColumns are the columns of a plain list of cells. One with status, mast_id or
// several values in a field goes to the general reader.
var cellColumns = []string{"site_id", "cell_id", "operator", "technology", "band", "frequency_mhz", "bandwidth_mhz", "lon", "lat",
	"height_m", "azimuth_deg", "downtilt_deg", "mechanical_tilt_deg", "electrical_tilt_deg", "eirp_dbm", "power_w", "gain_dbi", "range_m"}

// plainStations reads a plain list of cells. It is errNotPlain when any row leaves something to
// decide: a missing or odd value, a technology that is not 2g to 5g.
func plainStations(text []byte) ([]station, error) {
	t, err := openPlain(text, cellColumns...)
	if err != nil {
		return nil, err
	}
	site, technology, lon, lat, reach := t.column("site_id"), t.column("technology"), t.column("lon"), t.column("lat"), t.column("range_m")
	if min(site, technology, lon, lat) < 0 {
		return nil, errNotPlain
	}
	width := len(t.fields)
	all := make([]station, 0, bytes.Count(t.text, []byte("\n"))+1)
	var lastSite []byte
	for t.next() {
		if len(t.fields) != width || len(t.fields[site]) == 0 {
			return nil, errNotPlain
		}
		var s station
		var ok [4]bool
		s.technology, ok[0] = plainTechnology(t.fields[technology])
		s.lon, ok[1] = plainNumber(t.fields[lon])
		s.lat, ok[2] = plainNumber(t.fields[lat])
		ok[3] = true
		if reach >= 0 && len(t.fields[reach]) > 0 {
			s.rangeM, ok[3] = plainNumber(t.fields[reach])
			ok[3] = ok[3] && s.rangeM > 0 && s.rangeM <= maxRadiusM
		}
		if ok != [4]bool{true, true, true, true} || !(math.Abs(s.lon) <= 180 && math.Abs(s.lat) <= 90) || s.lon == 0 && s.lat == 0 {
			return nil, errNotPlain
		}
		if n := len(all); n > 0 && bytes.Equal(lastSite, t.fields[site]) {
			s.site = all[n-1].site
			if s == all[n-1] { // a sector more
				continue
			}
		} else {
			lastSite = t.fields[site]
			s.site = string(lastSite)
		}
		all = append(all, s)
	}
	return all, nil
}

func plainTechnology(field []byte) (coverage.Technology, bool) {
	if len(field) != 2 || field[0] < '2' || field[0] > '5' || field[1]|0x20 != 'g' {
		return "", false
	}
	return [...]coverage.Technology{coverage.Tech2G, coverage.Tech3G, coverage.Tech4G, coverage.Tech5G}[field[0]-'2'], true
}
