package propagation

import "math"

// ductLeast is a loss that A(p) of P.1812-8 (53) does not fall short of for any
// ground, by the distance in whole km. beta is at most beta0 (mu2 and mu3 are at most
// 1), which falls with the distance.
type ductLeast [ductLeastKm]float64

const ductLeastKm = 48

// at is the least A(p) at a distance; 0, which it always reaches, where it is not known.
func (l *ductLeast) at(d float64) float64 {
	if d >= ductLeastKm {
		return 0
	}
	return l[int(d)]
}

// ductSlack is taken off for what lies between the places that are looked at.
const ductSlack = 0.2

func (l *ductLeast) prepare(in *P1812Input) {
	for km := range l {
		near, far := float64(km), float64(km+1)
		path := P1812Path{Dtm: near, Dlm: near}
		path.climate(in)
		logBeta0, spread := log10(path.Beta0), 1e-6*power(far, 1.13)
		least := math.Inf(1)
		// (53) rises as beta falls, but for the exponential of (53a) at very small ones,
		// where its second term is large.
		for _, below := range [...]float64{0, 0.05, 0.1, 0.2, 0.4, 0.8, 1.5, 3, 6, 12, 25, 50, 100, 200} {
			logBeta := logBeta0 - below
			ratio := log10(in.PercentTime) - logBeta
			gamma := 1.076 / power(2.0058-logBeta, 1.012) *
				exp(-float64((9.51-float64(4.8*logBeta)+float64(0.198*float64(logBeta*logBeta)))*spread))
			least = min(least, -12+float64((1.2+float64(3.7e-3*near))*ratio)+float64(12*pow10(float64(gamma*ratio))))
		}
		l[km] = max(0, least-ductSlack)
	}
}
