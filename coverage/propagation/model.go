package propagation

import "math"

// Link is the geometry of one path. Heights are above ground, the distance is
// horizontal.
type Link struct {
	FrequencyMHz         float64
	DistanceM            float64
	TxHeightM, RxHeightM float64
}

// Model predicts the loss of a link.
type Model interface {
	// Name identifies the model with its parameters; ByName accepts it.
	Name() string
	// Validity is the range the model is stated for.
	Validity() Validity
	// Predict never fails: outside the range it sets bits of Warnings.
	Predict(Link) Prediction
}

// preparer is a model that can hoist what does not depend on distance.
type preparer interface {
	prepare(frequencyMHz, txHeightM, rxHeightM float64) Radial
}

// Prepare hoists everything that does not depend on the distance. The result
// gives the same bits as Predict of the model, at a fraction of the cost. Models
// from outside this package work too, at their own cost.
func Prepare(m Model, frequencyMHz, txHeightM, rxHeightM float64) Radial {
	if p, ok := m.(preparer); ok {
		return p.prepare(frequencyMHz, txHeightM, rxHeightM)
	}
	return Radial{direct: func(distanceM float64) Prediction {
		return m.Predict(Link{frequencyMHz, distanceM, txHeightM, rxHeightM})
	}}
}

// predict answers one link by way of the prepared form, so the two cannot differ.
func predict(p preparer, l Link) Prediction {
	r := p.prepare(l.FrequencyMHz, l.TxHeightM, l.RxHeightM)
	return r.Predict(l.DistanceM)
}

// slope is a loss that is linear in the logarithm of distance, and may hold a
// part linear in distance: base + perLog*log10(d^2) + perMetre*d.
type slope struct {
	baseDB   float64
	perLog   float64 // dB per decade of d^2: half of that per decade of d
	perMetre float64
}

// decades makes a slope from base + a*log10(d).
func decades(base, a float64) slope { return slope{baseDB: base, perLog: a / 2} }

// at evaluates without fused multiply-add; squared is d^2 and log its log10.
func (s *slope) at(log, squared float64) float64 {
	v := s.baseDB + float64(s.perLog*log)
	if s.perMetre != 0 {
		v += float64(s.perMetre * math.Sqrt(squared))
	}
	return v
}

// Radial is a model prepared for one transmitter, frequency and receiver height:
// loss as a function of the horizontal distance alone. The zero value predicts a
// loss of 0 dB. Make one with Prepare; it is safe for concurrent use.
type Radial struct {
	warnings    Warning
	rangeM      Interval // outside: DistanceBelow, DistanceAbove
	closestM    float64  // shorter distances are computed at this one
	rise2       float64  // (hTx-hRx)^2, or 0 where the law takes the horizontal distance
	breakM      float64  // horizontal distance up to which near holds
	near, far   slope
	nlos        slope
	hasNLOS     bool
	hasFloor    bool
	floor       slope // free space over the 3D distance
	floorRise2  float64
	chance      losChance
	sigmaNearDB float64
	sigmaFarDB  float64
	sigmaNLOSDB float64
	direct      func(distanceM float64) Prediction // a model from elsewhere, or Disc
}

// Predict answers for one horizontal distance.
func (r *Radial) Predict(distanceM float64) Prediction {
	if r.direct != nil {
		return r.direct(distanceM)
	}
	p := Prediction{LOSChance: 1, Warnings: r.warnings}
	if !(distanceM >= r.rangeM.Lo) {
		p.Warnings |= DistanceBelow
	} else if distanceM > r.rangeM.Hi {
		p.Warnings |= DistanceAbove
	}
	d := Interval{r.closestM, farthestM}.clamp(distanceM)
	d2 := float64(d * d)
	squared := d2 + r.rise2
	log := log10(squared)
	if d <= r.breakM {
		p.LOSdB, p.SigmaLOSdB = r.near.at(log, squared), r.sigmaNearDB
	} else {
		p.LOSdB, p.SigmaLOSdB = r.far.at(log, squared), r.sigmaFarDB
	}
	if r.hasFloor {
		squared = d2 + r.floorRise2
		if free := r.floor.at(log10(squared), squared); free > p.LOSdB {
			p.LOSdB = free
			p.Warnings |= FreeSpaceFloor
		}
	}
	if !r.hasNLOS {
		p.NLOSdB, p.SigmaNLOSdB = p.LOSdB, p.SigmaLOSdB
		return p
	}
	p.NLOSdB, p.SigmaNLOSdB = max(p.LOSdB, r.nlos.at(log, squared)), r.sigmaNLOSDB
	p.LOSChance = r.chance.at(d)
	return p
}
