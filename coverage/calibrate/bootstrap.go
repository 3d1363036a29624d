package calibrate

import (
	"math"
	"slices"
)

// randomSequence is SplitMix64 (Steele, Lea, Flood, OOPSLA 2014) from a fixed
// start: the same resamples in every run.
type randomSequence uint64

func (s *randomSequence) next() uint64 {
	*s += 0x9e3779b97f4a7c15
	z := uint64(*s)
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// below is a number in [0, n); the bias of the remainder is 1e-15 for any n here.
func (s *randomSequence) below(n int) int { return int(s.next() % uint64(n)) }

// resample draws blocks with replacement and gives percentile intervals of the
// coefficients. Draws that do not determine them are left out; with fewer than half
// of the draws the interval is not known.
func resample(parts []*system, p int, o Options) []Range {
	draws := make([][]float64, p)
	random := randomSequence(1)
	for range o.Bootstraps {
		all := newSystem(p)
		for range parts {
			all.add(parts[random.below(len(parts))], 1)
		}
		beta, _, ok := all.solve()
		if !ok {
			continue
		}
		for i, b := range beta {
			draws[i] = append(draws[i], b)
		}
	}
	out := make([]Range, p)
	for i := range out {
		out[i] = percentiles(draws[i], o)
	}
	return out
}

func percentiles(values []float64, o Options) Range {
	if len(values) < o.Bootstraps/2 || len(values) < 2 {
		return Range{Number(math.NaN()), Number(math.NaN())}
	}
	slices.Sort(values)
	tail := (1 - o.Confidence) / 2
	at := func(share float64) Number {
		i := int(math.Floor(float64(share * float64(len(values)+1))))
		return Number(values[min(max(i-1, 0), len(values)-1)])
	}
	return Range{at(tail), at(1 - tail)}
}
