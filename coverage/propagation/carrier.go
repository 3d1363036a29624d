package propagation

import (
	"fmt"
	"math"
)

// System is a radio system as far as its reference level is concerned.
type System uint8

// The systems, and the level that phones report for them.
const (
	GSM  System = iota // RxLev: the carrier
	UMTS               // RSCP: the common pilot channel (CPICH)
	LTE                // RSRP: one resource element of the cell-specific reference signals
	NR                 // SS-RSRP: one resource element of the synchronisation signals
)

// Quantity names the level that is measured: "RxLev", "RSCP", "RSRP", "SS-RSRP".
func (s System) Quantity() string {
	return [...]string{"RxLev", "RSCP", "RSRP", "SS-RSRP"}[s&3]
}

// EPREdBm is the energy per resource element of a carrier whose power is spread
// evenly over 12 subcarriers of each resource block: P - 10 log10(12 N). No boost
// of reference signals is assumed, and none of synchronisation beams. Fewer than
// one block count as one.
func EPREdBm(totalPowerdBm float64, resourceBlocks int) float64 {
	return totalPowerdBm - float64(10*log10(12*float64(max(resourceBlocks, 1))))
}

// CPICHOffsetDB is the common pilot of UMTS against the carrier: a tenth of the
// power, the planners' usual setting.
const CPICHOffsetDB = -10

// Carrier is what the offset between total power and measured level depends on.
type Carrier struct {
	System       System
	FrequencyMHz float64 // decides the subcarrier spacing of NR
	BandwidthMHz float64
}

// ReferenceOffsetDB is what to add to a carrier's total power (or EIRP) to get
// the power (or EIRP) of what phones measure: 0 for GSM, CPICHOffsetDB for UMTS,
// -10 log10(12 N) for LTE and NR. A bandwidth that the 3GPP tables lack gives
// standard false, and N is then 90 % of the bandwidth in blocks, as in LTE's table
// from 3 MHz on; a bandwidth that is no positive number counts as one block.
func (c Carrier) ReferenceOffsetDB() (offsetDB float64, standard bool) {
	switch c.System {
	case GSM:
		return 0, true
	case UMTS:
		return CPICHOffsetDB, true
	}
	spacingKHz := 15.0
	n, err := ResourceBlocksLTE(c.BandwidthMHz)
	if c.System == NR {
		spacingKHz = float64(NRSpacingKHz(c.FrequencyMHz))
		n, err = ResourceBlocksNR(c.BandwidthMHz, int(spacingKHz))
	}
	if err != nil {
		const block = 12
		n = int(Interval{1, 1e6}.clamp(float64(c.BandwidthMHz*0.9*1000) / (block * spacingKHz)))
	}
	return EPREdBm(0, n), err == nil
}

// NRSpacingKHz is the usual subcarrier spacing of NR data: 15 kHz in FDD bands
// below 2300 MHz, 30 kHz in the TDD bands above (n40, n41, n77, n78, n79), 120 kHz
// in FR2, from 24.25 GHz. A convention of deployments; 3GPP allows others.
func NRSpacingKHz(frequencyMHz float64) int {
	switch {
	case frequencyMHz >= 24250:
		return 120
	case frequencyMHz >= 2300:
		return 30
	}
	return 15
}

// ResourceBlocksLTE is N_RB of a channel bandwidth, 3GPP TS 36.101 table 5.6-1.
func ResourceBlocksLTE(bandwidthMHz float64) (int, error) {
	if n := blocks(lteBlocks, bandwidthMHz); n > 0 {
		return n, nil
	}
	return 0, fmt.Errorf("no LTE channel of %v MHz; TS 36.101 has 1.4, 3, 5, 10, 15 and 20", bandwidthMHz)
}

// ResourceBlocksNR is N_RB of a channel bandwidth and subcarrier spacing: TS
// 38.101-1 table 5.3.2-1 (15, 30, 60 kHz, FR1) and TS 38.101-2 table 5.3.2-1 (120
// kHz, FR2).
func ResourceBlocksNR(bandwidthMHz float64, spacingKHz int) (int, error) {
	table, ok := nrBlocks[spacingKHz]
	if !ok {
		return 0, fmt.Errorf("no NR subcarrier spacing of %d kHz; known: 15, 30, 60, 120", spacingKHz)
	}
	if n := blocks(table, bandwidthMHz); n > 0 {
		return n, nil
	}
	return 0, fmt.Errorf("no NR channel of %v MHz at %d kHz in TS 38.101 table 5.3.2-1", bandwidthMHz, spacingKHz)
}

// channel is a row of a resource-block table.
type channel struct {
	bandwidthMHz float64
	blocks       int
}

func blocks(table []channel, bandwidthMHz float64) int {
	for _, c := range table {
		if math.Abs(c.bandwidthMHz-bandwidthMHz) < 1e-6 {
			return c.blocks
		}
	}
	return 0
}

var lteBlocks = []channel{{1.4, 6}, {3, 15}, {5, 25}, {10, 50}, {15, 75}, {20, 100}}

var nrBlocks = map[int][]channel{
	15: {{3, 15}, {5, 25}, {10, 52}, {15, 79}, {20, 106}, {25, 133}, {30, 160}, {35, 188}, {40, 216}, {45, 242}, {50, 270}},
	30: {{5, 11}, {10, 24}, {15, 38}, {20, 51}, {25, 65}, {30, 78}, {35, 92}, {40, 106}, {45, 119}, {50, 133},
		{60, 162}, {70, 189}, {80, 217}, {90, 245}, {100, 273}},
	60: {{10, 11}, {15, 18}, {20, 24}, {25, 31}, {30, 38}, {35, 44}, {40, 51}, {45, 58}, {50, 65},
		{60, 79}, {70, 93}, {80, 107}, {90, 121}, {100, 135}},
	120: {{50, 32}, {100, 66}, {200, 132}, {400, 264}},
}
