package predict

import (
	"math"

	"phusong/coverage/propagation"
)

// flatCurve is the loss of a path model over flat ground, at even distances.
type flatCurve struct {
	losses []propagation.Prediction
}

const flatStepM = 100

// newFlatCurve predicts over ground of height 0 with the posts of the network.
func newFlatCurve(path propagation.PreparedPath, ends propagation.PathEnds, stepM, reachM float64) *flatCurve {
	n := int(math.Ceil(reachM/flatStepM)) + 2
	var ray propagation.Ray
	ray.Reset(stepM/1000, path.EffectiveRadiusKm(), make([]float64, int(float64(n)*flatStepM/stepM)+2), nil)
	var view propagation.View
	view.Reset(&ray, ends.TxHeightM)
	f := &flatCurve{losses: make([]propagation.Prediction, n)}
	var c propagation.Crossing
	for i := range f.losses {
		view.To(&c, float64(i)*flatStepM/1000, 0, ends.RxHeightM)
		f.losses[i] = path.Over(&c)
	}
	return f
}

// at interpolates between the distances.
func (f *flatCurve) at(distanceM float64) propagation.Prediction {
	x := math.Max(0, math.Min(distanceM/flatStepM, float64(len(f.losses)-1)))
	i := min(int(x), len(f.losses)-2)
	share := x - float64(i)
	a, b := f.losses[i], f.losses[i+1]
	mix := func(to *float64, other float64) { *to += float64(share * (other - *to)) }
	mix(&a.LOSdB, b.LOSdB)
	mix(&a.NLOSdB, b.NLOSdB)
	mix(&a.FloorDB, b.FloorDB)
	mix(&a.LOSChance, b.LOSChance)
	return a
}

// overFlat is the loss at a distance over flat ground, entry into a building with it.
func (r *radio) overFlat(distanceM float64) propagation.Prediction {
	if r.path == nil {
		return r.predict(distanceM)
	}
	return r.enter(r.flat.at(distanceM))
}
