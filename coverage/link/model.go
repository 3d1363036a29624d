package link

import (
	"fmt"
	"slices"
	"strings"

	"phusong/coverage/propagation"
)

// Names of the models that are not in propagation.Names.
const (
	P1812 = "p1812" // ITU-R P.1812-8, for the time and locations of the Conditions
	ITM   = "itm"   // ITM 1.2.2, likewise
	P526  = "p526"  // free space and delta-Bullington diffraction of ITU-R P.526-15
)

// terrainSuffix marks a law with terrain laid under it, see propagation.OverTerrain.
const terrainSuffix = "+terrain"

// Names lists the models of Predict: those that need no terrain, then those that do.
func Names() []string {
	names := append(propagation.Names(), P526, P1812, ITM)
	for _, n := range propagation.Names() {
		names = append(names, n+terrainSuffix)
	}
	return names
}

// NeedsTerrain reports whether a model takes the ground under the path.
func NeedsTerrain(name string) bool {
	return slices.Contains([]string{P526, P1812, ITM}, name) || strings.HasSuffix(name, terrainSuffix)
}

// CheckName returns an error that lists the right names for a wrong one. Laws may
// have parameters, as propagation.ByName takes them.
func CheckName(name string) error {
	if slices.Contains([]string{P526, P1812, ITM}, name) {
		return nil
	}
	law, _ := strings.CutSuffix(name, terrainSuffix)
	if strings.HasPrefix(law, "disc") {
		return fmt.Errorf("model %q states a radius and predicts no loss: leave it out", name)
	}
	if _, err := propagation.ByName(law); err != nil {
		return fmt.Errorf("no model %q: %w; over terrain: %s, %s, %s, LAW%s", name, err, P526, P1812, ITM, terrainSuffix)
	}
	if law != name {
		_, err := propagation.PathModelByName(name)
		return err
	}
	return nil
}

// answer is what a model says of a link, before any antenna.
type answer struct {
	prediction propagation.Prediction
	// locationsDB is the loss at PercentLocations; 0: of the prediction's spread.
	locationsDB float64
	warnings    []string
	stages      *propagation.P1812Result
	itm         *propagation.ITMPath
}

// path is a link and what is computed from it once.
type path struct {
	link      *Link
	ground    *Ground // nil without terrain
	distanceM float64
	c         Conditions // with defaults
}

// ask has one model predict. The error says why it refuses the link.
func (p *path) ask(name string) (answer, error) {
	switch {
	case name == P1812:
		return p.p1812()
	case name == ITM:
		return p.itm()
	case name == P526:
		return p.p526()
	case strings.HasSuffix(name, terrainSuffix):
		return p.overTerrain(name)
	}
	m, err := propagation.ByName(name)
	if err != nil {
		return answer{}, err
	}
	prediction := m.Predict(propagation.Link{FrequencyMHz: p.link.Cell.FrequencyMHz, DistanceM: p.distanceM,
		TxHeightM: p.link.Cell.HeightM, RxHeightM: p.link.RxHeightM})
	return answer{prediction: prediction, warnings: rules(prediction.Warnings, m.Validity())}, nil
}

// rules words the bits of a warning.
func rules(w propagation.Warning, v propagation.Validity) []string {
	var all []string
	for _, bit := range w.Bits() {
		all = append(all, v.Rule(bit))
	}
	return all
}

func (p *path) ends() propagation.PathEnds {
	return propagation.PathEnds{FrequencyMHz: p.link.Cell.FrequencyMHz, TxHeightM: p.link.Cell.HeightM, RxHeightM: p.link.RxHeightM,
		LatitudeDeg: p.link.From.Lat, ResolutionM: p.c.ResolutionM}
}

func (p *path) overTerrain(name string) (answer, error) {
	m, err := propagation.PathModelByName(name)
	if err != nil {
		return answer{}, err
	}
	prediction, err := m.PredictPath(propagation.Path{PathEnds: p.ends(), Profile: p.ground.profile()})
	return answer{prediction: prediction, warnings: rules(prediction.Warnings, m.Validity())}, err
}

// single is a loss without states, normal over locations.
func single(lossDB, floorDB, sigmaDB float64) propagation.Prediction {
	return propagation.Prediction{LOSChance: 1, LOSdB: lossDB, NLOSdB: lossDB, SigmaLOSdB: sigmaDB, SigmaNLOSdB: sigmaDB, FloorDB: floorDB}
}
