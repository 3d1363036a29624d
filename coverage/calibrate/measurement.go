package calibrate

import (
	"math"

	"phusong/coverage"
)

// Quantity is what a measurement states.
type Quantity string

// The quantities.
const (
	Level Quantity = "level" // dBm at the receiver: RSRP, RSCP, RxLev, carrier power
	Loss  Quantity = "loss"  // dB between the antennas, worked out by whoever measured
)

// Ranges of what is accepted. RSRP is reported in [-156, -31] dBm (3GPP TS 38.133
// table 10.1.6.1-1); a little more is let in for carrier power near a mast.
const (
	MinLevelDBm = -156
	MaxLevelDBm = -20
	MinLossDB   = 40
	MaxLossDB   = 250
)

// Measurement is one row of a log.
type Measurement struct {
	Source       coverage.Source
	Lon, Lat     float64
	Quantity     Quantity
	Value        float64 // dBm for Level, dB for Loss
	SiteID       string  // "" when the log does not say
	CellID       string
	Technology   coverage.Technology // "" when the log does not say
	FrequencyMHz float64             // 0 when the log does not say
	Time         string              // as written
	// StatedDistance is the log's own distance from the mast, in metres or
	// kilometres as its author liked; NaN when there is none. It serves as a witness of
	// where the mast is.
	StatedDistance float64
}

// LevelDBm is the level, or for a loss that of a transmitter of 0 dBm.
func (m *Measurement) LevelDBm() float64 {
	if m.Quantity == Loss {
		return -m.Value
	}
	return m.Value
}

// server names the cell, or the site where the cell is not known.
func (m *Measurement) server() string {
	if m.CellID != "" {
		return m.CellID
	}
	return m.SiteID
}

// Log is what one file held.
type Log struct {
	File         string // as given
	Format       string // `csv, delimiter ","`, "kml"
	ValueColumn  string // heading of the column that was taken for the measured value
	Rows         int    // with data, the heading not counted
	Measurements []Measurement
	Problems     []coverage.Problem // rows that were rejected
}

// onGlobe reports whether degrees can be a position at all.
func onGlobe(lon, lat float64) bool { return math.Abs(lon) <= 180 && math.Abs(lat) <= 90 }
