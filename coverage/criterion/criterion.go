package criterion

import (
	"fmt"
	"math"

	"phusong/coverage"
	"phusong/coverage/propagation"
)

// Kind is the sort of test.
type Kind string

// The kinds.
const (
	KindRSRP   Kind = "rsrp"   // a predicted level reaches a threshold
	KindRadius Kind = "radius" // the place lies within a stated radius
)

// DemandAt says where the test is made.
type DemandAt string

// The places.
const (
	AtCell   DemandAt = "cell"   // every place for itself
	AtCentre DemandAt = "centre" // at the commune's centre, for the whole commune
)

// Indoor says whether the receiver is in a building, and in which. It is one word,
// so no two entry losses are ever added up.
type Indoor string

// The buildings of propagation.O2I and of propagation.P2109Building.
const (
	IndoorNone             Indoor = "none"
	IndoorLow              Indoor = "o2i-low"
	IndoorHigh             Indoor = "o2i-high"
	IndoorP2109Traditional Indoor = "p2109-traditional"
	IndoorP2109Efficient   Indoor = "p2109-efficient"
)

// indoors lists them all.
var indoors = []Indoor{IndoorNone, IndoorLow, IndoorHigh, IndoorP2109Traditional, IndoorP2109Efficient}

// StatedRange says what a cell's own range_m counts for, in KindRadius.
type StatedRange string

// The choices.
const (
	StatedWins    StatedRange = "wins"    // before the radius of the technology
	StatedIgnored StatedRange = "ignored" // not at all
)

// ModelAuto chooses a model per cell, see ModelFor.
const ModelAuto = "auto"

// PerTechnology holds a number for some of coverage.Technologies.
type PerTechnology map[coverage.Technology]float64

// Criterion is a definition of coverage. The zero value is not valid; make one by
// Preset or Parse, and Resolve it before use. Treat the maps as read-only: copies
// of a Criterion share them.
type Criterion struct {
	ID      string
	Title   string // English
	TitleVI string
	Source  string // the document behind the numbers

	Kind     Kind
	DemandAt DemandAt

	// KindRSRP. A technology without threshold is not covered by the criterion.
	ThresholdsDBm   PerTechnology // of RxLev, RSCP, RSRP, SS-RSRP for 2g to 5g
	LocationPercent float64       // share of locations that must reach the threshold
	Models          map[coverage.Technology]string
	Indoor          Indoor
	ReceiverHeightM float64 // above ground
	BodyLossDB      float64
	FeederLossDB    float64
	MaxRangeKm      float64
	ResourceBlocks  int // for LTE and NR; 0: by the bandwidth of the cell
	// Terrain is one of Surfaces when levels are predicted over terrain; see OverTerrain.
	Terrain        string
	TerrainIgnored bool // also where the region has terrain

	// KindRadius.
	RadiusM     PerTechnology
	StatedRange StatedRange

	// Pending lists the keys that a file must still state; Resolve refuses until
	// there are none.
	Pending []string
}

// Covers reports whether the criterion can decide for cells of a technology (2g
// to 5g).
func (c Criterion) Covers(t coverage.Technology) bool {
	values := c.ThresholdsDBm
	if c.Kind == KindRadius {
		values = c.RadiusM
	}
	_, ok := values[t]
	return ok
}

// ThresholdDBm is the level that cells of a technology must reach; +Inf, which
// nothing reaches, when there is none.
func (c Criterion) ThresholdDBm(t coverage.Technology) float64 {
	if v, ok := c.ThresholdsDBm[t]; ok && c.Kind == KindRSRP {
		return v
	}
	return math.Inf(1)
}

// AtCentre reports whether a whole commune counts as its centre does.
func (c Criterion) AtCentre() bool { return c.DemandAt == AtCentre }

// MedianDecides reports whether half of the locations are asked for, so that the
// median level alone decides.
func (c Criterion) MedianDecides() bool { return c.LocationPercent == 50 }

// Chance is the probability of reaching the threshold that is asked for, 0 to 1.
func (c Criterion) Chance() float64 { return c.LocationPercent / 100 }

// MaxRangeM is the distance beyond which a cell gives no level.
func (c Criterion) MaxRangeM() float64 { return c.MaxRangeKm * 1000 }

// LossesDB is what body and feeder take from the level.
func (c Criterion) LossesDB() float64 { return c.BodyLossDB + c.FeederLossDB }

// CellRadiusM is the radius of a cell for KindRadius, and whether the cell stated
// it itself; otherwise it is that of the technology, or 0 when there is none.
func (c Criterion) CellRadiusM(cell coverage.Cell) (radiusM float64, stated bool) {
	if c.StatedRange == StatedWins && cell.RangeM > 0 {
		return cell.RangeM, true
	}
	return c.RadiusM[cell.Technology], false
}

// Needs lists the values of a cell on which the criterion hangs, so that only
// those are counted as assumed.
func (c Criterion) Needs() coverage.Assumed {
	always := coverage.AssumedOperator | coverage.AssumedTechnology
	if c.Kind == KindRadius {
		return always | coverage.AssumedRange
	}
	return always | coverage.AssumedFrequency | coverage.AssumedBandwidth | coverage.AssumedEIRP |
		coverage.AssumedHeight | coverage.AssumedAzimuth | coverage.AssumedTilt | coverage.AssumedAntenna
}

// Limits of ModelAuto, conventions of this program: an antenna below umiBelowM
// stands below roofs, and cells above autoUrbanMHz are built in towns.
const (
	umiBelowM    = 15
	autoUrbanMHz = 6000
)

// ModelFor is the propagation model of a cell for which PathModelFor has none. ModelAuto takes
// TR 38.901: UMi for antennas below 15 m, else RMa up to 6 GHz and UMa above. The
// error says what the criterion lacks; Resolve finds it earlier.
func (c Criterion) ModelFor(cell coverage.Cell) (propagation.Model, error) {
	name := c.modelName(cell.Technology)
	if name == ModelAuto {
		switch {
		case cell.HeightM < umiBelowM:
			name = "umi"
		case cell.FrequencyMHz > autoUrbanMHz:
			name = "uma"
		default:
			name = "rma"
		}
	}
	if propagation.IsPathName(name) {
		return nil, fmt.Errorf("criterion %s%s: model %s %w", c.ID, ofTechnology(cell.Technology), name, errNoTerrain)
	}
	m, err := propagation.ByName(name)
	if err != nil {
		return nil, fmt.Errorf("criterion %s%s: %w", c.ID, ofTechnology(cell.Technology), err)
	}
	return m, nil
}

func (c Criterion) modelName(t coverage.Technology) string {
	if name := c.Models[t]; name != "" {
		return name
	}
	return ModelAuto
}

// EntryLoss is the loss into the building that the criterion asks for, zero
// outdoors. The mean depth of the O2I buildings is that of TR 38.901 clause 7.4.3
// for the model: rural for RMa, urban for all others. Paths reach the buildings of
// P.2109 horizontally, the least loss; outside [80, 100000] MHz the nearer end is
// taken.
func (c Criterion) EntryLoss(m propagation.Model, frequencyMHz float64) propagation.EntryLoss {
	depthM := propagation.MeanIndoorDepthUrbanM
	if _, rural := m.(propagation.RMa); rural {
		depthM = propagation.MeanIndoorDepthRuralM
	}
	switch c.Indoor {
	case IndoorLow:
		return propagation.O2ILow.EntryLoss(frequencyMHz, depthM)
	case IndoorHigh:
		return propagation.O2IHigh.EntryLoss(frequencyMHz, depthM)
	case IndoorP2109Traditional:
		return p2109Loss(propagation.P2109Traditional, frequencyMHz)
	case IndoorP2109Efficient:
		return p2109Loss(propagation.P2109ThermallyEfficient, frequencyMHz)
	}
	return propagation.EntryLoss{}
}

func p2109Loss(b propagation.P2109Building, frequencyMHz float64) propagation.EntryLoss {
	within := propagation.P2109Range.FrequencyMHz
	loss, err := b.EntryLoss(min(max(frequencyMHz, within.Lo), within.Hi), 0)
	if err != nil { // NaN, which no data set has: nothing is received
		return propagation.EntryLoss{MedianDB: math.Inf(1)}
	}
	return loss
}

// systems are the radio systems of the technologies.
var systems = map[coverage.Technology]propagation.System{
	coverage.Tech2G: propagation.GSM, coverage.Tech3G: propagation.UMTS,
	coverage.Tech4G: propagation.LTE, coverage.Tech5G: propagation.NR,
}

// ReferenceOffsetDB is what to add to the EIRP of a cell to get that of the
// signal whose level has the threshold. It is not standard when the bandwidth of
// the cell is in no 3GPP table; see propagation.Carrier.
func (c Criterion) ReferenceOffsetDB(cell coverage.Cell) (offsetDB float64, standard bool) {
	system := systems[cell.Technology]
	if c.ResourceBlocks > 0 && (system == propagation.LTE || system == propagation.NR) {
		return propagation.EPREdBm(0, c.ResourceBlocks), true
	}
	return propagation.Carrier{System: system, FrequencyMHz: cell.FrequencyMHz, BandwidthMHz: cell.BandwidthMHz}.ReferenceOffsetDB()
}
