package dataset

import "phusong/coverage"

// Radio values that stand in for missing ones. Each is marked in Cell.Assumed and
// counted in every figure. Frequencies are the layer most used for coverage in
// Viet Nam; power and gain are typical macro equipment, from no measurement.
//
//	technology  frequency MHz          bandwidth MHz           EIRP dBm
//	2g          942.5 (B8)             0.2                     60 = 20 W (43 dBm) + 17 dBi
//	3g          2140 (B1)              5                       60 = 20 W (43 dBm) + 17 dBi
//	4g          1842.5 (B3)            20; 10 below 1 GHz      63 = 40 W (46 dBm) + 17 dBi
//	5g          3550 (n78), or by      100; 20 below 2.3 GHz;  77 = 200 W (53 dBm) + 24 dBi, 64T64R;
//	            operator, see below    10 below 1 GHz          63 below 2.3 GHz, passive antenna
//
// 5G by operator, after the auctions of 2024: Viettel 2550 (2500-2600, n41), VNPT
// 3750 (3700-3800, n78), MobiFone 3850 (3800-3900, n77).
//
// For all: antenna 30 m above ground (ground masts are 30-42 m); no azimuth means
// omnidirectional; downtilt 3 degrees for a sector, 0 for an omnidirectional
// antenna. A missing range stays 0: the criterion has radii by technology.
//
// A frequency that the band implies (B3: 1842.5) is not an assumption.
type radioDefaults struct {
	frequencyMHz, bandwidthMHz, eirpDBm float64
}

const (
	defaultHeightM     = 30
	defaultDowntiltDeg = 3
)

var defaultFrequencyMHz = map[coverage.Technology]float64{
	coverage.Tech2G: 942.5, coverage.Tech3G: 2140, coverage.Tech4G: 1842.5, coverage.Tech5G: 3550}

var default5GFrequencyMHz = map[string]float64{"Viettel": 2550, "VNPT": 3750, "MobiFone": 3850}

// frequencyDefault is the frequency of a technology of an operator.
func frequencyDefault(t coverage.Technology, operator string) float64 {
	if mhz, ok := default5GFrequencyMHz[operator]; ok && t == coverage.Tech5G {
		return mhz
	}
	return defaultFrequencyMHz[t]
}

// defaultsAt gives bandwidth and EIRP of a technology at a frequency.
func defaultsAt(t coverage.Technology, mhz float64) radioDefaults {
	d := radioDefaults{frequencyMHz: mhz}
	low, middle := mhz < 1000, mhz < 2300
	switch t {
	case coverage.Tech2G:
		d.bandwidthMHz, d.eirpDBm = 0.2, 60
	case coverage.Tech3G:
		d.bandwidthMHz, d.eirpDBm = 5, 60
	case coverage.Tech5G:
		d.bandwidthMHz, d.eirpDBm = 100, 77
		if middle {
			d.bandwidthMHz, d.eirpDBm = 20, 63
		}
	default:
		d.bandwidthMHz, d.eirpDBm = 20, 63
	}
	if low && (t == coverage.Tech4G || t == coverage.Tech5G) {
		d.bandwidthMHz = 10
	}
	return d
}

// Ranges of radio values. Beyond them a value is a mistake, or another unit.
var (
	frequencyKind = numberKind{min: 100, max: 100_000}
	bandwidthKind = numberKind{min: 0, minOpen: true, max: 2000}
	eirpKind      = numberKind{min: 0, max: 90}
	heightKind    = numberKind{min: 0, minOpen: true, max: 300}
	azimuthKind   = numberKind{min: 0, max: 360}
	downtiltKind  = numberKind{min: -30, max: 60}
	rangeKind     = numberKind{min: 0, minOpen: true, max: 100_000, grouping: true}
)
