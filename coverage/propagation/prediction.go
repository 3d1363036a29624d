package propagation

import "math"

// Prediction is the loss of a link as a mixture of two normal distributions. With
// a sigma of 0 a state is a single value. Loss may be +Inf: no reception.
type Prediction struct {
	LOSChance   float64 // probability of line of sight, 0 to 1; 1 for models without states
	LOSdB       float64 // median loss in line of sight
	NLOSdB      float64 // median loss without, never below LOSdB
	SigmaLOSdB  float64
	SigmaNLOSdB float64
	// FloorDB is a loss that no place falls short of, whatever the sigma; 0 for none.
	FloorDB  float64
	Warnings Warning
}

// Through adds a loss that is normal around medianDB in both states, such as an
// EntryLoss; variances add up. The floor, blurred by it, is given up.
func (p Prediction) Through(medianDB, sigmaDB float64) Prediction {
	s2 := float64(sigmaDB * sigmaDB)
	p.LOSdB += medianDB
	p.NLOSdB += medianDB
	p.FloorDB = 0
	p.SigmaLOSdB = math.Sqrt(float64(p.SigmaLOSdB*p.SigmaLOSdB) + s2)
	p.SigmaNLOSdB = math.Sqrt(float64(p.SigmaNLOSdB*p.SigmaNLOSdB) + s2)
	return p
}

// Chance is the probability that the loss is at most maxLossDB. It never falls
// when maxLossDB rises.
func (p Prediction) Chance(maxLossDB float64) float64 {
	if maxLossDB < p.FloorDB {
		return 0
	}
	if p.LOSChance >= 1 {
		return stateChance(maxLossDB, p.LOSdB, p.SigmaLOSdB)
	}
	los := float64(p.LOSChance * stateChance(maxLossDB, p.LOSdB, p.SigmaLOSdB))
	return los + float64((1-p.LOSChance)*stateChance(maxLossDB, p.NLOSdB, p.SigmaNLOSdB))
}

func stateChance(maxLossDB, medianDB, sigmaDB float64) float64 {
	if sigmaDB <= 0 || math.IsInf(medianDB, 1) || math.IsInf(maxLossDB, 0) {
		if maxLossDB >= medianDB && !math.IsInf(medianDB, 1) {
			return 1
		}
		return 0
	}
	c, _ := normal((maxLossDB - medianDB) / sigmaDB)
	return c
}

// negligible is a chance below which a state does not move the median by more
// than 1e-12 of its sigma.
const negligible = 1e-13

// MedianDB is the loss that is exceeded in half of the places, over both states:
// MedianDB() <= L holds when Chance(L) >= 0.5, to 1e-9 in either. It is not the
// mean of the two medians: with the states well apart it jumps from one to the
// other where LOSChance passes one half.
func (p Prediction) MedianDB() float64 {
	q := p.LOSChance
	switch {
	case q >= 1-negligible || p.LOSdB == p.NLOSdB:
		return p.LOSdB
	case q <= negligible:
		return p.NLOSdB
	case p.SigmaLOSdB <= 0 || p.SigmaNLOSdB <= 0 || math.IsInf(p.NLOSdB, 1):
		return p.medianByHalving()
	}
	// At the lower median the mixture's chance is at most a half, at the higher at
	// least that: the answer lies between.
	lo, hi := min(p.LOSdB, p.NLOSdB), max(p.LOSdB, p.NLOSdB)
	// Where the states are far apart, one of them has passed wholly or not at all.
	x := p.NLOSdB + float64(p.SigmaNLOSdB*probit((0.5-q)/(1-q)))
	if q > 0.5 {
		x = p.LOSdB + float64(p.SigmaLOSdB*probit(0.5/q))
	}
	x = min(max(x, lo), hi)
	for range 100 {
		c1, d1 := normal((x - p.LOSdB) / p.SigmaLOSdB)
		c2, d2 := normal((x - p.NLOSdB) / p.SigmaNLOSdB)
		excess := float64(q*(c1-0.5)) + float64((1-q)*(c2-0.5))
		if excess >= 0 {
			hi = x
		} else {
			lo = x
		}
		slope := float64(q*d1)/p.SigmaLOSdB + float64((1-q)*d2)/p.SigmaNLOSdB
		next := x - excess/slope
		if !(next >= lo && next <= hi) { // a flat stretch between two states apart
			next = lo + float64((hi-lo)/2)
		}
		// Newton's error after a step s is below s^2/(2*sigma).
		if math.Abs(next-x) < 1e-6 {
			return next
		}
		x = next
	}
	return x
}

// medianByHalving finds the least loss whose chance reaches one half, for states
// with jumps or without reception.
func (p Prediction) medianByHalving() float64 {
	lo, hi := min(p.LOSdB, p.NLOSdB), max(p.LOSdB, p.NLOSdB)
	if p.Chance(lo) >= 0.5 {
		return lo
	}
	if math.IsInf(hi, 1) {
		hi = lo + float64(40*max(p.SigmaLOSdB, p.SigmaNLOSdB))
		if p.Chance(hi) < 0.5 {
			return math.Inf(1)
		}
	}
	for {
		mid := lo + float64((hi-lo)/2)
		if mid <= lo || mid >= hi {
			return hi
		}
		if p.Chance(mid) >= 0.5 {
			hi = mid
		} else {
			lo = mid
		}
	}
}
