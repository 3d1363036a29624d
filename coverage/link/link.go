package link

import (
	"errors"
	"fmt"
	"math"

	"phusong/coverage"
	"phusong/coverage/antenna"
	"phusong/coverage/propagation"
	"phusong/geo"
)

// Place is a position in degrees.
type Place struct{ Lon, Lat float64 }

// Link is a transmitter and a receiver.
type Link struct {
	ID       string
	From, To Place
	// Cell is the transmitter: frequency, bandwidth, EIRP, antenna height, technology
	// and, with a Pattern, azimuth.
	Cell coverage.Cell
	// Pattern is the antenna of the cell; nil sends alike in all directions.
	Pattern    antenna.Pattern
	RxHeightM  float64 // above ground
	Conditions Conditions
}

// Conditions are what a prediction hangs on besides the ends. The zero value of a
// field is its default.
type Conditions struct {
	DN               float64 // refractivity lapse rate, N-units/km; 0: propagation.DefaultDN
	N0               float64 // refractivity at sea level; 0: propagation.DefaultN0
	PercentTime      float64 // the loss is not exceeded for this part of the time; 0: 50
	PercentLocations float64 // nor, for LocationsLossDB, at this part of places; 0: 50
	ResolutionM      float64 // side of the square that the receiver stands for; 0: 100
	Horizontal       bool    // polarisation; else vertical
	Zone             propagation.RadioZone
}

// WithDefaults fills in the defaults.
func (c Conditions) WithDefaults() Conditions {
	for _, f := range []struct {
		value    *float64
		fallback float64
	}{{&c.DN, propagation.DefaultDN}, {&c.N0, propagation.DefaultN0}, {&c.PercentTime, 50}, {&c.PercentLocations, 50}, {&c.ResolutionM, 100}} {
		if *f.value == 0 {
			*f.value = f.fallback
		}
	}
	return c
}

// EarthFactor is k, the effective radius of the Earth over its own, in the median
// of time: 157/(157 - DN), P.1812-8 (6).
func (c Conditions) EarthFactor() float64 { return 157 / (157 - c.WithDefaults().DN) }

func (c Conditions) polarisation() propagation.Polarisation {
	if c.Horizontal {
		return propagation.Horizontal
	}
	return propagation.Vertical
}

// Number is a quantity of a link under its name in tables.
type Number struct {
	Column string
	Unit   string
	In     propagation.Interval
	Of     func(*Link) *float64
}

// Numbers lists the quantities of a link and the ranges that they must lie in;
// models have narrower ones of their own.
func Numbers() []Number {
	return []Number{
		{"from_lon", "degrees", propagation.Interval{Lo: -360, Hi: 360}, func(l *Link) *float64 { return &l.From.Lon }},
		{"from_lat", "degrees", propagation.Interval{Lo: -90, Hi: 90}, func(l *Link) *float64 { return &l.From.Lat }},
		{"to_lon", "degrees", propagation.Interval{Lo: -360, Hi: 360}, func(l *Link) *float64 { return &l.To.Lon }},
		{"to_lat", "degrees", propagation.Interval{Lo: -90, Hi: 90}, func(l *Link) *float64 { return &l.To.Lat }},
		{"frequency_mhz", "MHz", propagation.Interval{Lo: 1, Hi: 1e6}, func(l *Link) *float64 { return &l.Cell.FrequencyMHz }},
		{"tx_height_m", "m", propagation.Interval{Lo: 0.1, Hi: 10_000}, func(l *Link) *float64 { return &l.Cell.HeightM }},
		{"rx_height_m", "m", propagation.Interval{Lo: 0.1, Hi: 10_000}, func(l *Link) *float64 { return &l.RxHeightM }},
		{"eirp_dbm", "dBm", propagation.Interval{Lo: -100, Hi: 150}, func(l *Link) *float64 { return &l.Cell.EIRPdBm }},
		{"bandwidth_mhz", "MHz", propagation.Interval{Lo: 0.001, Hi: 10_000}, func(l *Link) *float64 { return &l.Cell.BandwidthMHz }},
		{"dn", "N-units/km", propagation.Interval{Lo: -100, Hi: 150}, func(l *Link) *float64 { return &l.Conditions.DN }},
		{"n0", "N-units", propagation.Interval{Lo: 200, Hi: 500}, func(l *Link) *float64 { return &l.Conditions.N0 }},
		{"percent_time", "%", propagation.Interval{Lo: 1, Hi: 50}, func(l *Link) *float64 { return &l.Conditions.PercentTime }},
		{"percent_locations", "%", propagation.Interval{Lo: 1, Hi: 99}, func(l *Link) *float64 { return &l.Conditions.PercentLocations }},
		{"resolution_m", "m", propagation.Interval{Lo: 1, Hi: 1000}, func(l *Link) *float64 { return &l.Conditions.ResolutionM }},
	}
}

// Validate joins every reason why nothing can be predicted for a link. Conditions
// may be left at 0.
func (l *Link) Validate() error {
	filled := *l
	filled.Conditions = l.Conditions.WithDefaults()
	var errs []error
	for _, n := range Numbers() {
		if v := *n.Of(&filled); !n.In.Contains(v) {
			errs = append(errs, fmt.Errorf("%s %v: it must be in %v %s", n.Column, v, n.In, n.Unit))
		}
	}
	return errors.Join(errs...)
}

// DistanceM is the length of the geodesic between the ends, and the azimuths of the
// receiver from the transmitter and the other way, in degrees from north. Ends within
// a micrometre are one place.
func (l *Link) DistanceM() (distanceM, azimuthDeg, backDeg float64) {
	d, out, in := geo.Inverse(l.From.Lon, l.From.Lat, l.To.Lon, l.To.Lat)
	if d < 1e-6 {
		return 0, 0, 0
	}
	return rounded(d, 1e6), out, math.Mod(in+180, 360)
}

// gainDB is the antenna's gain relative to its peak towards the receiver.
func (l *Link) gainDB(azimuthDeg, elevationDeg float64) float64 {
	if l.Pattern == nil {
		return 0
	}
	return l.Pattern.GainDB(azimuthDeg-l.Cell.AzimuthDeg, elevationDeg)
}
