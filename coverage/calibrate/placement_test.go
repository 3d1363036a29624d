package calibrate

import (
	"math"
	"strings"
	"testing"

	"phusong/coverage"
	"phusong/geo"
)

func stationAt(id string, lon, lat float64, cells ...coverage.Cell) coverage.Site {
	if cells == nil {
		cells = []coverage.Cell{{ID: id + "1", Omni: true, HeightM: 30}}
	}
	return coverage.Site{ID: id, Located: true, Lon: lon, Lat: lat, Cells: cells}
}

// TestGoodStationsAreNotAccused: drives around, beside and far in front of a station,
// with one antenna or several, whatever shadowing does.
func TestGoodStationsAreNotAccused(t *testing.T) {
	const drives = 150
	accused := 0
	for seed := range uint64(drives) {
		w := usualTruth
		w.shadowDB, w.decorrelationM = 10, 100
		pairs := w.drive(seed)
		cells := []coverage.Cell{{ID: "c", AzimuthDeg: float64(seed*37) - 360*math.Floor(float64(seed*37)/360), HeightM: 30, DowntiltDeg: 4}}
		siteLon, siteLat := synthLon, synthLat
		switch seed % 5 {
		case 0: // a sector, and the antenna in the levels
			site := stationAt("S", synthLon, synthLat, cells...)
			for i := range pairs {
				d, azimuth, _ := geo.Inverse(synthLon, synthLat, pairs[i].Lon, pairs[i].Lat)
				pairs[i].MeasuredDBm += siteGain(&site, azimuth, d)
			}
		case 1: // a sector of which the list does not know the azimuth, driven on one side only
			cells[0].Omni = true
			kept := pairs[:0]
			for _, p := range pairs {
				if p.Lon > synthLon {
					kept = append(kept, p)
				}
			}
			pairs = kept
		case 2:
			cells[0].Omni = true
		case 3: // a list without azimuth, and the antenna in the levels
			site := stationAt("S", synthLon, synthLat, cells...)
			for i := range pairs {
				d, azimuth, _ := geo.Inverse(synthLon, synthLat, pairs[i].Lon, pairs[i].Lat)
				pairs[i].MeasuredDBm += siteGain(&site, azimuth, d)
			}
			cells = []coverage.Cell{{ID: "c", Omni: true, HeightM: 30}}
		case 4: // a drive far from the mast
			siteLon, siteLat, _ = geo.Direct(synthLon, synthLat, float64(seed)*11, 6000)
			for i := range pairs {
				d, _, _ := geo.Inverse(siteLon, siteLat, pairs[i].Lon, pairs[i].Lat)
				pairs[i].MeasuredDBm += 60 - 130 - 35*math.Log10(d/1000) - pairs[i].PredictedDBm
			}
			cells[0].Omni = true
		}
		found := FindMisplaced([]coverage.Site{stationAt("S", siteLon, siteLat, cells...)}, measured(pairs, "S"))
		for _, m := range found {
			accused++
			t.Logf("drive %d: %s", seed, m.Reason)
		}
	}
	if accused > 0 {
		t.Errorf("%d of %d stations that stand where they should are accused", accused, drives)
	}
}

// TestSlipsAreFound: every slip of coordinates is found and undone.
func TestSlipsAreFound(t *testing.T) {
	for _, c := range []struct {
		name     string
		lon, lat float64
		want     string
	}{
		{"decimal point of longitude", synthLon / 10, synthLat, "longitude x 10"},
		{"decimal point of latitude", synthLon, synthLat / 10, "latitude x 10"},
		{"both", synthLon / 10, synthLat / 10, "longitude and latitude x 10"},
		{"exchanged", synthLat, synthLon, "longitude and latitude exchanged"},
		{"hemisphere", synthLon, -synthLat, "the other sign of latitude"},
		{"west", -synthLon, synthLat, "the other sign of longitude"},
		{"no point", synthLon * 1e6, synthLat * 1e6, "longitude and latitude / 1e6"},
	} {
		ms := measured(usualTruth.drive(1), "S")
		found := FindMisplaced([]coverage.Site{stationAt("S", c.lon, c.lat), stationAt("elsewhere", 108, 15)}, ms)
		if len(found) != 1 || found[0].Suggestion != c.want {
			t.Errorf("%s: found %+v, want suggestion %q", c.name, found, c.want)
			continue
		}
		if d, _, _ := geo.Inverse(float64(found[0].SuggestedLon), float64(found[0].SuggestedLat), synthLon, synthLat); d > 1 {
			t.Errorf("%s: the suggestion is %v m off", c.name, d)
		}
		if p := found[0].Problem(true); p.Action != "taken at "+found[0].SuggestedLon.String()+" "+found[0].SuggestedLat.String()+" ("+found[0].Suggestion+"): "+found[0].Reason {
			t.Errorf("problem of a moved station: %v", p)
		}
		if p := found[0].Problem(false); p.Rule != "site.misplaced" || !strings.Contains(p.Action, "left out") {
			t.Errorf("%s: problem %v", c.name, p)
		}
	}
}

// TestMovedStationsAreFound: a mast some kilometres off, within its range, is found by
// its levels in most drives.
func TestMovedStationsAreFound(t *testing.T) {
	const drives = 40
	found, near := 0, 0
	for seed := range uint64(drives) {
		lon, lat, _ := geo.Direct(synthLon, synthLat, float64(seed)*9, 6000)
		for _, m := range FindMisplaced([]coverage.Site{stationAt("S", lon, lat)}, measured(usualTruth.drive(seed), "S")) {
			found++
			if d, _, _ := geo.Inverse(float64(m.StrongestLon), float64(m.StrongestLat), synthLon, synthLat); d < 1500 {
				near++
			}
		}
	}
	t.Logf("%d of %d stations 6 km off are found; the strongest levels are within 1.5 km of the mast in %d", found, drives, near)
	if found < drives/4 {
		t.Errorf("%d of %d stations that are 6 km off are found", found, drives)
	}
	if near < found*9/10 {
		t.Errorf("the strongest levels point to the mast in %d of %d", near, found)
	}
}

func TestStatedDistancesDecide(t *testing.T) {
	ms := measured(usualTruth.drive(2), "S")
	for i := range ms {
		d, _, _ := geo.Inverse(synthLon, synthLat, ms[i].Lon, ms[i].Lat)
		ms[i].StatedDistance = d / 1000
	}
	found := FindMisplaced([]coverage.Site{stationAt("S", synthLon/10, synthLat)}, ms)
	if len(found) != 1 || !(float64(found[0].StatedDisagreementM) < 1e-6) {
		t.Errorf("found %+v", found)
	}
}

// TestRangeOfTheCell: a cell that states its range is held to it.
func TestRangeOfTheCell(t *testing.T) {
	lon, lat, _ := geo.Direct(synthLon, synthLat, 90, 20_000)
	ms := measured(usualTruth.drive(2), "S")
	if found := FindMisplaced([]coverage.Site{stationAt("S", lon, lat, coverage.Cell{ID: "S1", Omni: true, RangeM: 2000})}, ms); len(found) != 1 {
		t.Errorf("17 km beyond a range of 2 km: found %+v", found)
	}
}

func TestNothingToFind(t *testing.T) {
	if found := FindMisplaced(nil, nil); found != nil {
		t.Errorf("%v", found)
	}
	if found := FindMisplaced([]coverage.Site{stationAt("S", 10, 10), {ID: "unplaced"}}, nil); found != nil {
		t.Errorf("without measurements: %v", found)
	}
	if found := FindMisplaced([]coverage.Site{stationAt("S", math.NaN(), 1000)}, nil); len(found) != 1 || found[0].Suggestion != "" {
		t.Errorf("off the globe, without measurements: %+v", found)
	}
}
