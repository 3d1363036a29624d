package propagation

import (
	"fmt"
	"math"
)

// P2109Building is a class of building of Recommendation ITU-R P.2109-1, table 1.
type P2109Building uint8

// The two classes. The Recommendation calls a building thermally efficient when
// its glass is metallized or its walls are foil-backed.
const (
	P2109Traditional P2109Building = iota + 1
	P2109ThermallyEfficient
)

// String returns "traditional" or "thermally-efficient".
func (b P2109Building) String() string {
	switch b {
	case P2109Traditional:
		return "traditional"
	case P2109ThermallyEfficient:
		return "thermally-efficient"
	}
	return fmt.Sprintf("P2109Building(%d)", uint8(b))
}

// p2109Coefficients is a column of table 1, in its letters.
type p2109Coefficients struct{ r, s, t, u, v, w, x, y, z float64 }

var p2109Table = map[P2109Building]p2109Coefficients{
	P2109Traditional:        {12.64, 3.72, 0.96, 9.6, 2.0, 9.1, -3.0, 4.5, -2.0},
	P2109ThermallyEfficient: {28.19, -3.00, 8.48, 13.5, 3.8, 27.8, -2.9, 9.4, -2.1},
}

// P2109Range is where P.2109-1 is stated.
var P2109Range = struct{ FrequencyMHz, ElevationDeg Interval }{Interval{80, 100_000}, Interval{-90, 90}}

// P2109Loss is the answer of P.2109-1 with the numbers on the way to it.
type P2109Loss struct {
	LossDB           float64 // L_BEL, equation (1)
	LhDB, LeDB       float64 // median for horizontal paths (9); correction for elevation (10)
	Mu1DB, Sigma1DB  float64 // (5), (7)
	Mu2DB, Sigma2DB  float64 // (6), (8)
	ADB, BDB, CDB    float64 // (2), (3), (4)
	StandardVariable float64 // F^-1(P)
}

// Loss is the building entry loss not exceeded with the given probability, in
// percent within (0, 100). Frequencies are within [80, 100000] MHz; the elevation
// of the path at the façade, up or down, within [-90, 90] degrees; else the error
// is a *RangeError. The result may be negative: indoor fields can sum up.
//
// It holds the whole entry: no O2I loss and no P.2108 clutter of the same
// building is added.
func (b P2109Building) Loss(frequencyMHz, elevationDeg, probabilityPct float64) (P2109Loss, error) {
	const method = "P.2109-1"
	k, known := p2109Table[b]
	if !known {
		return P2109Loss{}, fmt.Errorf("%s: no building class %d; give P2109Traditional or P2109ThermallyEfficient", method, uint8(b))
	}
	if err := refuse(method,
		input{"frequency", "MHz", frequencyMHz, P2109Range.FrequencyMHz},
		input{"elevation", "degrees", elevationDeg, P2109Range.ElevationDeg},
		input{"probability", "%", probabilityPct, percent}); err != nil {
		return P2109Loss{}, err
	}
	f := log10(frequencyMHz / 1000)
	l := P2109Loss{
		LhDB:             k.r + float64(k.s*f) + float64(k.t*float64(f*f)),
		LeDB:             float64(0.212 * math.Abs(elevationDeg)),
		Sigma1DB:         k.u + float64(k.v*f),
		Mu2DB:            k.w + float64(k.x*f),
		Sigma2DB:         k.y + float64(k.z*f),
		CDB:              -3,
		StandardVariable: quantile(probabilityPct / 100),
	}
	l.Mu1DB = l.LhDB + l.LeDB
	l.ADB = float64(l.StandardVariable*l.Sigma1DB) + l.Mu1DB
	l.BDB = float64(l.StandardVariable*l.Sigma2DB) + l.Mu2DB
	l.LossDB = sumDB(l.ADB, l.BDB, l.CDB)
	return l, nil
}

// EntryLoss sums the loss up as a normal one, for Prediction.Through: its median,
// and half the width between the values not exceeded at one standard deviation
// either side. The distribution of P.2109-1 leans to high losses, so use Loss for
// its tails.
func (b P2109Building) EntryLoss(frequencyMHz, elevationDeg float64) (EntryLoss, error) {
	const oneSigmaPct = 84.134474606854294858523
	var at [3]P2109Loss
	for i, p := range [3]float64{100 - oneSigmaPct, 50, oneSigmaPct} {
		var err error
		if at[i], err = b.Loss(frequencyMHz, elevationDeg, p); err != nil {
			return EntryLoss{}, err
		}
	}
	return EntryLoss{MedianDB: at[1].LossDB, SigmaDB: (at[2].LossDB - at[0].LossDB) / 2}, nil
}
