package radius

import (
	"bytes"
	"math"

	"phusong/coverage"
	"phusong/geo"
)

// cellColumns are the columns of a plain list of cells. One with status, mast_id or
// several values in a field goes to the general reader.
var cellColumns = []string{"site_id", "cell_id", "operator", "technology", "band", "frequency_mhz", "bandwidth_mhz", "lon", "lat",
	"height_m", "azimuth_deg", "downtilt_deg", "mechanical_tilt_deg", "electrical_tilt_deg", "eirp_dbm", "power_w", "gain_dbi", "range_m"}

// unplaced is a row without a position.
type unplaced struct {
	station
	row int
}

// cellReader reads a plain list of cells.
type cellReader struct {
	table                             *plainTable
	site, technology, lon, lat, reach int
	width, row                        int
	all                               []station
	missing                           []unplaced
	sorted                            bool             // sites have come in rising order so far
	placeOf                           map[string]int32 // the first row of a site in all, once they have not
}

// plainStations reads a plain list of cells. It is errNotPlain when any row leaves something to
// decide: an odd value, a technology that is not 2g to 5g, a site at two places, no row at all. Rows
// without a position stand where other rows of their site do; those of which none does
// are returned apart.
func plainStations(text []byte) (all []station, nowhere []unplaced, err error) {
	t, err := openPlain(text, cellColumns...)
	if err != nil {
		return nil, nil, err
	}
	r := &cellReader{table: t, site: t.column("site_id"), technology: t.column("technology"), lon: t.column("lon"), lat: t.column("lat"), reach: t.column("range_m"),
		width: len(t.fields), row: 1, sorted: true}
	if min(r.site, r.technology, r.lon, r.lat) < 0 {
		return nil, nil, errNotPlain
	}
	r.all = make([]station, 0, bytes.Count(t.text, []byte("\n"))/2+1)
	for t.next() {
		r.row++
		if !r.add() {
			return nil, nil, errNotPlain
		}
	}
	if r.row == 1 {
		return nil, nil, errNotPlain // a heading alone is a problem to be told
	}
	for _, m := range r.missing {
		if i, ok := r.first(m.site); ok {
			m.lon, m.lat = r.all[i].lon, r.all[i].lat
			r.all = append(r.all, m.station)
		} else {
			nowhere = append(nowhere, m)
		}
	}
	return r.all, nowhere, nil
}

// add reads a row; it is false where that takes the general reader.
func (r *cellReader) add() bool {
	f := r.table.fields
	if len(f) != r.width || len(f[r.site]) == 0 {
		return false
	}
	var s station
	var ok bool
	if s.technology, ok = plainTechnology(f[r.technology]); !ok {
		return false
	}
	if r.reach >= 0 && len(f[r.reach]) > 0 {
		if s.rangeM, ok = plainNumber(f[r.reach]); !ok || !(s.rangeM > 0 && s.rangeM <= maxRadiusM) {
			return false
		}
	}
	if len(f[r.lon]) == 0 && len(f[r.lat]) == 0 {
		s.site = string(f[r.site])
		r.missing = append(r.missing, unplaced{s, r.row})
		return true
	}
	var okLat bool
	s.lon, ok = plainNumber(f[r.lon])
	s.lat, okLat = plainNumber(f[r.lat])
	if !ok || !okLat || !(math.Abs(s.lon) <= 180 && math.Abs(s.lat) <= 90) || s.lon == 0 && s.lat == 0 {
		return false
	}
	s.lon, s.lat = geo.Round7(s.lon), geo.Round7(s.lat) // as every list is read
	n := len(r.all)
	if n > 0 && r.all[n-1].site == string(f[r.site]) {
		last := &r.all[n-1]
		s.site = last.site
		if s.lon != last.lon || s.lat != last.lat {
			return false
		}
		if s != *last { // else it is a sector more
			r.all = append(r.all, s)
		}
		return true
	}
	r.sorted = r.sorted && (n == 0 || string(f[r.site]) > r.all[n-1].site)
	s.site = string(f[r.site])
	if r.sorted {
		r.all = append(r.all, s)
		return true
	}
	if first, known := r.first(s.site); known {
		if s.site = r.all[first].site; s.lon != r.all[first].lon || s.lat != r.all[first].lat {
			return false
		}
	} else {
		r.placeOf[s.site] = int32(n)
	}
	r.all = append(r.all, s)
	return true
}

// first is the first row of a site. As long as sites come in rising order no table of them is needed.
func (r *cellReader) first(site string) (int32, bool) {
	if r.placeOf == nil {
		r.placeOf = map[string]int32{}
		for i := range r.all {
			if i == 0 || r.all[i].site != r.all[i-1].site {
				r.placeOf[r.all[i].site] = int32(i)
			}
		}
	}
	i, known := r.placeOf[site]
	return i, known
}

func plainTechnology(field []byte) (coverage.Technology, bool) {
	if len(field) != 2 || field[0] < '2' || field[0] > '5' || field[1]|0x20 != 'g' {
		return "", false
	}
	return [...]coverage.Technology{coverage.Tech2G, coverage.Tech3G, coverage.Tech4G, coverage.Tech5G}[field[0]-'2'], true
}
