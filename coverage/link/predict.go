package link

import (
	"fmt"
	"math"
	"strings"

	"phusong/coverage/criterion"
	"phusong/coverage/propagation"
)

// State says what a model answered.
type State string

// The states.
const (
	Predicted State = "predicted"
	Unknown   State = "unknown" // the terrain of a part of the path is not known
	Refused   State = "refused" // the link is none that the model can be asked about
)

// Loss is the answer of one model. Where it is not Predicted, numbers are 0.
type Loss struct {
	Model    string
	State    State
	Reason   string   // why it is not predicted
	Warnings []string // of the range of the model
	// LossDB is between isotropic antennas out of doors, in the median of locations;
	// LocationsLossDB is not exceeded at PercentLocations of them.
	LossDB, LocationsLossDB float64
	EntryDB                 float64 // into the building that the criterion asks for, median
	LevelDBm                float64 // median of RxLev, RSCP, RSRP or SS-RSRP at the receiver
	Chance                  float64 // of the criterion's threshold, [0,1]; see Result.HasThreshold
}

// Options say how a link is predicted.
type Options struct {
	// Criterion takes its losses from the level and sets the threshold; the zero value
	// takes nothing and sets none.
	Criterion criterion.Criterion
	Models    []string // see Names; nil: all that the ground allows
}

// Result is a link predicted.
type Result struct {
	Link         Link
	DistanceM    float64
	AzimuthDeg   float64 // of the receiver from the transmitter
	BackDeg      float64 // of the transmitter from the receiver
	ElevationDeg float64 // of the receiver above the transmitter's horizon
	GainDB       float64 // of the antenna towards the receiver, relative to its peak
	// HasThreshold: the criterion has ThresholdDBm for the technology.
	HasThreshold bool
	ThresholdDBm float64
	Losses       []Loss
	Ground       *Ground // nil without terrain
	Unknown      []Stretch
	Clearances   []Clearance // for k of the median, 4/3 and 2/3; nil where not known
	P1812        *propagation.P1812Result
	ITM          *propagation.ITMPath
}

// Predict asks every model. The ground may be nil: models over terrain are then left
// out, unless Options names them, which gives Refused. The error joins what is wrong
// with the link and the options.
func Predict(l Link, g *Ground, o Options) (Result, error) {
	if err := l.Validate(); err != nil {
		return Result{}, err
	}
	r := Result{Link: l, Ground: g}
	r.DistanceM, r.AzimuthDeg, r.BackDeg = l.DistanceM()
	if g != nil {
		if err := g.check(); err != nil {
			return Result{}, err
		}
		r.Unknown = g.Unknown()
		r.addClearances()
	}
	r.ElevationDeg = r.elevationDeg()
	r.GainDB = l.gainDB(r.AzimuthDeg, r.ElevationDeg)
	if r.ThresholdDBm = o.Criterion.ThresholdDBm(l.Cell.Technology); !math.IsInf(r.ThresholdDBm, 1) {
		r.HasThreshold = true
	}
	p := &path{link: &r.Link, ground: g, distanceM: r.DistanceM, c: l.Conditions.WithDefaults()}
	for _, name := range r.models(o) {
		if err := CheckName(name); err != nil {
			return Result{}, err
		}
		r.Losses = append(r.Losses, r.loss(p, name, o.Criterion))
	}
	return r, nil
}

// check reports slices of unequal length.
func (g *Ground) check() error {
	n := len(g.DistanceKm)
	if n < 2 || len(g.Lon) != n || len(g.Lat) != n || len(g.GroundM) != n || g.ClutterM != nil && len(g.ClutterM) != n {
		return fmt.Errorf("a profile of %d distances, %d and %d coordinates, %d heights: give two posts or more, and all for each",
			n, len(g.Lon), len(g.Lat), len(g.GroundM))
	}
	return nil
}

func (r *Result) models(o Options) []string {
	if o.Models != nil {
		return o.Models
	}
	var names []string
	for _, n := range Names() {
		if r.Ground != nil || !NeedsTerrain(n) {
			names = append(names, n)
		}
	}
	return names
}

// addClearances looks at the path over the Earth of the median of time, over the
// usual 4/3, and over the 2/3 that links are checked for in bad weather.
func (r *Result) addClearances() {
	for _, k := range []float64{r.Link.Conditions.EarthFactor(), 4.0 / 3, 2.0 / 3} {
		if c, ok := LeastClearance(&r.Link, r.Ground, k); ok {
			r.Clearances = append(r.Clearances, c)
		}
	}
}

// elevationDeg takes the heights of the ground into account, and the curvature of
// the Earth, where the ground at both ends is known; else the antennas stand on a
// plane, as laws without terrain have it.
func (r *Result) elevationDeg() float64 {
	rise := r.Link.RxHeightM - r.Link.Cell.HeightM
	if g := r.Ground; g != nil {
		last := len(g.GroundM) - 1
		if ends := g.GroundM[last] - g.GroundM[0]; !math.IsNaN(ends) {
			radiusM := earthRadiusKm * 1000 * r.Link.Conditions.EarthFactor()
			rise += ends - float64(r.DistanceM*r.DistanceM)/(2*radiusM)
		}
	}
	return math.Atan2(rise, r.DistanceM) * 180 / math.Pi
}

// loss asks one model and puts the antennas to its answer.
func (r *Result) loss(p *path, name string, c criterion.Criterion) Loss {
	out := Loss{Model: name, State: Predicted}
	if NeedsTerrain(name) {
		if out.State, out.Reason = r.terrainState(); out.State != Predicted {
			return out
		}
	}
	a, err := p.ask(name)
	if err != nil {
		out.State, out.Reason = Refused, strings.ReplaceAll(err.Error(), "\n", "; ")
		return out
	}
	r.keep(a)
	cell := r.Link.Cell
	entry := c.EntryLoss(lawOf(name), cell.FrequencyMHz)
	offset, standard := c.ReferenceOffsetDB(cell)
	if out.Warnings = a.warnings; !standard {
		out.Warnings = append(out.Warnings, fmt.Sprintf("bandwidth %v MHz is in no 3GPP table", cell.BandwidthMHz))
	}
	reference := cell.EIRPdBm + offset - c.LossesDB() + r.GainDB
	inside := a.prediction
	if entry != (propagation.EntryLoss{}) {
		inside = inside.Through(entry.MedianDB, entry.SigmaDB)
	}
	out.LossDB, out.EntryDB = a.prediction.MedianDB(), entry.MedianDB
	out.LocationsLossDB = a.locationsDB
	if out.LocationsLossDB == 0 {
		out.LocationsLossDB = quantile(a.prediction, p.c.PercentLocations/100)
	}
	out.LevelDBm = reference - inside.MedianDB()
	if r.HasThreshold {
		out.Chance = inside.Chance(reference - r.ThresholdDBm)
	}
	return out
}

func (r *Result) keep(a answer) {
	if a.stages != nil {
		r.P1812 = a.stages
	}
	if a.itm != nil {
		r.ITM = a.itm
	}
}

// terrainState is whether models over terrain can answer.
func (r *Result) terrainState() (State, string) {
	switch {
	case r.Ground == nil && r.DistanceM < 0.002:
		return Refused, "the ends are one place: there is no path between them"
	case r.Ground == nil:
		return Refused, "it needs terrain"
	case len(r.Unknown) > 0:
		return Unknown, "terrain unknown from " + StretchText(r.Unknown)
	}
	return Predicted, ""
}

// StretchText lists parts of a path, at most three: "1.230 to 2.000 km, 4.000 to 4.090 km".
func StretchText(all []Stretch) string {
	var parts []string
	for i, s := range all {
		if i == 3 {
			parts = append(parts, fmt.Sprintf("and %d more parts", len(all)-i))
			break
		}
		parts = append(parts, fmt.Sprintf("%.3f to %.3f km", s.FromKm, s.ToKm))
	}
	return strings.Join(parts, ", ")
}

// lawOf is the law in a model's name, for the depth of buildings; those that are no
// law take the urban one.
func lawOf(name string) propagation.Model {
	law, _ := strings.CutSuffix(name, terrainSuffix)
	m, err := propagation.ByName(law)
	if err != nil {
		return propagation.FreeSpace{}
	}
	return m
}

// quantile is the loss not exceeded at a share of the places: the least loss whose
// Chance reaches it, to 1e-9 dB.
func quantile(p propagation.Prediction, share float64) float64 {
	if share == 0.5 || math.IsInf(p.LOSdB, 0) {
		return p.MedianDB()
	}
	spread := 10 * max(p.SigmaLOSdB, p.SigmaNLOSdB)
	lo, hi := min(p.LOSdB, p.NLOSdB)-spread, max(p.LOSdB, p.NLOSdB, p.FloorDB)+spread
	for hi-lo > 1e-9 {
		middle := lo + (hi-lo)/2
		if p.Chance(middle) >= share {
			hi = middle
		} else {
			lo = middle
		}
		if middle == lo && middle == hi {
			break
		}
	}
	return hi
}

// Main is the model to name first: P.1812 where it answered, else RMa, else the
// first that did; nil when none did.
func (r *Result) Main() *Loss {
	for _, name := range []string{P1812, "rma"} {
		for i := range r.Losses {
			if r.Losses[i].Model == name && r.Losses[i].State == Predicted {
				return &r.Losses[i]
			}
		}
	}
	for i := range r.Losses {
		if r.Losses[i].State == Predicted {
			return &r.Losses[i]
		}
	}
	return nil
}
