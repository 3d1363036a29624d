package calibrate

import (
	"fmt"
	"math"
)

// correct fits every form and recommends one. A form is recommended over a simpler
// one when it lowers the cross-validated error by Options.LeastGainDB and by more
// than one standard error of that gain over blocks: the rule of one standard error
// of Breiman and others (Classification and Regression Trees, 1984).
func (r *Report) correct(v *evidence, o Options) {
	r.Recommended, r.Why = FormNone, "no correction lowers the error of places that it was not fitted to by more than one standard error of that gain"
	if len(v.bins) < MinBins || v.blocks < MinBlocks {
		r.Why = fmt.Sprintf("%d bins in %d blocks of ground are too little evidence: at least %d and %d are asked for", len(v.bins), v.blocks, MinBins, MinBlocks)
	}
	if _, parts := v.folds(o); parts < 2 {
		r.Why = "there is one site: none is left to try a correction on"
	}
	best := v.errors
	for _, f := range forms {
		if f == FormTerrain && !v.knowsTerrain() {
			continue
		}
		coefficients, beta, ok := v.fit(f, o)
		if !ok {
			continue
		}
		c := Correction{Form: f, Coefficients: coefficients, InSample: describe(v.bins, v.residuals(f, beta))}
		if held, ok := v.crossValidate(f, o); ok && len(v.bins) >= MinBins && v.blocks >= MinBlocks {
			s := describe(v.bins, held)
			c.Validated = &s
			if f == FormOffset && v.helps(v.errors, held, o) {
				r.OffsetRecommended = coefficients[0].Value
			}
			if v.helps(best, held, o) {
				r.Recommended, best = f, held
				r.Why = fmt.Sprintf("it lowers the error of places that it was not fitted to from %.2f to %.2f dB", float64(r.Overall.RMSEDB), rootMeanSquare(held))
			}
		}
		r.Corrections = append(r.Corrections, c)
	}
	for i := range r.Corrections {
		r.Corrections[i].Recommended = r.Corrections[i].Form == r.Recommended
	}
}

func (v *evidence) knowsTerrain() bool {
	for i := range v.bins {
		if math.IsNaN(v.bins[i].TerrainLossDB) {
			return false
		}
	}
	return true
}

// helps reports whether errors after are enough below errors before.
func (v *evidence) helps(before, after []float64, o Options) bool {
	if rootMeanSquare(before)-rootMeanSquare(after) < o.LeastGainDB {
		return false
	}
	gains := make([]float64, v.blocks)
	sum := 0.0
	for i := range before {
		gain := float64(before[i]*before[i]) - float64(after[i]*after[i])
		gains[v.block[i]] += gain
		sum += gain
	}
	mean, squares, g := sum/float64(v.blocks), 0.0, float64(v.blocks)
	for _, gain := range gains {
		squares += float64((gain - mean) * (gain - mean))
	}
	return sum > math.Sqrt(squares*g/(g-1))
}
