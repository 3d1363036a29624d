package report

import (
	"fmt"

	"github.com/paulmach/orb"

	"phusong/coverage"
)

// lcg is a fixed sequence of numbers for benchmarks and tests.
type lcg uint64

func (s *lcg) below(n int) int {
	*s = *s*6364136223846793005 + 1442695040888963407
	return int(uint64(*s>>33) % uint64(n))
}

// staircase is a ring along cell borders of 0.001 degrees, as gaps have them, of 2*steps+2
// positions.
func staircase(s *lcg, lon, lat float64, steps int) orb.Ring {
	const cell = 0.001
	ring := orb.Ring{{lon, lat}}
	x, y := lon, lat
	for range steps {
		x += cell * float64(1+s.below(3))
		ring = append(ring, orb.Point{x, y})
		y += cell * float64(1+s.below(2))
		ring = append(ring, orb.Point{x, y})
	}
	return append(ring, orb.Point{lon, y}, orb.Point{lon, lat})
}

// Wide is a result like that of a country, with as many communes: 12 figures, 20 gaps and 30 cells for each.
func Wide(communes int) *coverage.Result {
	var s lcg = 7
	d := &coverage.Dataset{Name: "Bench", Edition: "2025-07", AsOf: "2025-07-01", Leaves: communes}
	r := &coverage.Result{Dataset: d}
	for i := range communes {
		lon, lat := 102+float64(s.below(7_000_000))/1e6, 9+float64(s.below(14_000_000))/1e6
		d.Units = append(d.Units, coverage.AdminUnit{Edition: "2025-07", Code: fmt.Sprintf("%05d", i), Name: fmt.Sprintf("Xã Tân Phước Đông %d", i), Level: coverage.LevelCommune,
			Parent: communes, Geometry: orb.MultiPolygon{{staircase(&s, lon, lat, 200)}}, AreaM2: coverage.Micro(s.below(1 << 60)),
			People: coverage.Known(coverage.Micro(s.below(1 << 40))), Households: coverage.Known(coverage.Micro(s.below(1 << 38)))})
		for k := range 20 {
			r.Gaps = append(r.Gaps, wideGap(&s, i, k))
		}
		for k := range 10 {
			d.Sites = append(d.Sites, wideSite(&s, i, k))
		}
	}
	d.Units = append(d.Units, coverage.AdminUnit{Edition: "2025-07", Code: "1", Name: "Việt Nam", Level: coverage.LevelNation, Parent: -1})
	for _, operator := range []string{"any", "max", "Viettel", "VNPT"} {
		for _, indicator := range []string{coverage.MobileArea, coverage.MobileHouseholds, coverage.MobilePopulation} {
			for unit := range d.Units {
				measure := map[string]string{coverage.MobileArea: coverage.MeasureM2}[indicator]
				total, covered := coverage.Micro(1+s.below(1<<44)), coverage.Micro(0)
				covered = coverage.Micro(s.below(int(total)))
				r.Figures = append(r.Figures, coverage.Figure{Indicator: indicator, Technology: "4g", Operator: operator, Unit: unit, Measure: measure, AsOf: d.AsOf,
					Criterion: "stated-radius#7a2e74d2", Covered: covered, Total: total, Uncovered: total - covered, Assumed: int64(s.below(300))})
			}
		}
	}
	return r
}

func wideGap(s *lcg, unit, k int) coverage.Gap {
	ring := staircase(s, 102+float64(s.below(7000))/1e3, 9+float64(s.below(14000))/1e3, 1+s.below(60))
	return coverage.Gap{Kind: coverage.GapMobile, Technology: "4g", Operator: "Viettel", Unit: unit, Ordinal: k + 1, Class: "white", Geometry: orb.MultiPolygon{{ring}},
		AreaM2: coverage.Micro(s.below(1 << 50)), People: coverage.Micro(s.below(1 << 30)), Households: coverage.Micro(s.below(1 << 28)), Anchor: ring[1],
		NearestSite: fmt.Sprintf("S%06d", s.below(100000)), NearestSiteKm: float64(s.below(30000)) / 1000, HasLevel: true,
		BestDBm: -float64(s.below(15000)) / 100, ShortDB: float64(s.below(5000)) / 100, Cause: coverage.CauseDistance}
}

func wideSite(s *lcg, unit, k int) coverage.Site {
	site := coverage.Site{ID: fmt.Sprintf("S%05d%d", unit, k), Name: fmt.Sprintf("Trạm %d", k), Located: true, Lon: 102 + float64(s.below(7_000_000))/1e6, Lat: 9 + float64(s.below(14_000_000))/1e6, Unit: unit}
	for c := range 3 {
		site.Cells = append(site.Cells, coverage.Cell{ID: fmt.Sprintf("%s/%d", site.ID, c), Operator: "Viettel", Technology: "4g", Band: "B3", FrequencyMHz: 1842.5, BandwidthMHz: 20,
			EIRPdBm: 60 + float64(s.below(40))/10, HeightM: float64(20 + s.below(30)), AzimuthDeg: float64(s.below(360)), DowntiltDeg: 3, RangeM: float64(s.below(5000)), Assumed: coverage.AssumedHeight})
	}
	return site
}
