package propagation

import (
	"fmt"
	"strings"
)

// PathEnds is a link between two places, without the ground between them.
type PathEnds struct {
	FrequencyMHz         float64
	TxHeightM, RxHeightM float64 // antennas above ground
	LatitudeDeg          float64 // of the transmitter
	// ResolutionM is the side of the square that the receiver stands for: the
	// spread of levels within it is the location variability of P.1812. 0: 100 m.
	ResolutionM float64
}

// defaultResolutionM is PathEnds.ResolutionM 0.
const defaultResolutionM = 100

// Path is a link with the ground under it.
type Path struct {
	PathEnds
	Profile  Profile
	ClutterM []float64 // above ground, per post; nil: none. The end posts are taken as free of it
}

// PathModel predicts the loss of a link from the ground under it.
type PathModel interface {
	// Name identifies the model with its parameters; PathModelByName accepts it.
	Name() string
	// Validity is the range the model is stated for.
	Validity() Validity
	// PredictPath is the method as its source states it, post by post: the
	// reference. The error says which input is impossible; what is outside the range
	// sets bits of Warnings.
	PredictPath(Path) (Prediction, error)
	// Prepare hoists what depends neither on the ground nor on the distance. The
	// error is that of PredictPath for the same ends.
	Prepare(PathEnds) (PreparedPath, error)
}

// PreparedPath is a path model prepared for one transmitter and receiver height.
// It is safe for concurrent use.
type PreparedPath interface {
	// Bound predicts a link that no ground makes better: at no distance is the loss
	// of a path in either state below it, and it never falls with distance.
	Bound(distanceM float64) Prediction
	// SigmaDB is how a state without obstacles varies, least and most.
	SigmaDB() [2]float64
	// LevelDecides tells that of two receptions by this method with equal SigmaDB, entry
	// loss and threshold, the one with the lesser median level never has the greater
	// chance: below, at all levels; otherwise while the greater level reaches the threshold.
	LevelDecides() (decides, below bool)
	// LeastBehindDB bounds from below what a crossing adds to both states of Bound if one
	// of its posts is an edge and its receiver stands no higher than receiverM above sea
	// level; it costs a fraction of BoundOver and may be 0.
	LeastBehindDB(e Edge, distanceKm, receiverM float64) float64
	// BoundOver is a better bound for one crossing, at a fraction of the cost of Over:
	// the loss of Over in either state is not below it.
	BoundOver(*Crossing) Prediction
	// Over predicts the loss over a crossing of prepared ground. It is PredictPath of
	// Crossing.Profile within 1e-5 dB: sums are taken in another order.
	Over(*Crossing) Prediction
	// OverWithin is Over for a caller to whom a loss in line of sight above worthDB is
	// of no use: it may stop and return false once the loss is known to be above.
	OverWithin(c *Crossing, worthDB float64) (Prediction, bool)
	// EffectiveRadiusKm is the Earth that crossings must be taken over.
	EffectiveRadiusKm() float64
}

// PathNames lists the path models of PathModelByName without parameters.
func PathNames() []string {
	names := []string{"p1812", "itm"}
	for _, n := range Names() {
		names = append(names, n+terrainSuffix)
	}
	return names
}

// IsPathName reports whether a name is of the kind of a path model, right or wrong
// in its parameters.
func IsPathName(name string) bool {
	kind, _, _ := strings.Cut(name, ":")
	return kind == "p1812" || kind == "itm" || strings.HasSuffix(name, terrainSuffix)
}

// PathModelByName returns the path model of a name in PathNames, with parameters if
// it has any: "p1812:dn=45,n0=360", "itm:n0=330,climate=1", "rma:h=8+terrain". A
// wrong name gives an error that lists the right ones.
func PathModelByName(name string) (PathModel, error) {
	if law, ok := strings.CutSuffix(name, terrainSuffix); ok {
		m, err := ByName(law)
		if err != nil {
			return nil, err
		}
		if _, ok := m.(preparer); !ok {
			return nil, fmt.Errorf("model %q: terrain cannot be laid under it", name)
		}
		return OverTerrain{Law: m}, nil
	}
	kind, rest, _ := strings.Cut(name, ":")
	p, err := parseParameters(rest)
	if err != nil {
		return nil, fmt.Errorf("model %q: %w", name, err)
	}
	var m PathModel
	switch kind {
	case "p1812":
		m = P1812Median{DN: p.take("dn"), N0: p.take("n0")}
	case "itm":
		m = ITMMedian{N0: p.take("n0"), Climate: ITMClimate(p.take("climate"))}
	default:
		return nil, fmt.Errorf("no path model %q; known: %s", name, strings.Join(PathNames(), ", "))
	}
	if len(p) > 0 {
		return nil, fmt.Errorf("model %q: no parameter %q", name, p.names())
	}
	if _, err := m.Prepare(PathEnds{FrequencyMHz: 1800, TxHeightM: 30, RxHeightM: 1.5}); err != nil {
		return nil, fmt.Errorf("model %q: %w", name, err)
	}
	return m, nil
}
