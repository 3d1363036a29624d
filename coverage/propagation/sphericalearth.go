package propagation

import "math"

// Polarisation is of the electric field at the ground.
type Polarisation uint8

// Polarisations. Slant ones lie between the two and are not defined by the
// Recommendations.
const (
	Horizontal Polarisation = iota
	Vertical
)

// String is "horizontal", "vertical" or "unknown".
func (p Polarisation) String() string {
	switch p {
	case Horizontal:
		return "horizontal"
	case Vertical:
		return "vertical"
	}
	return "unknown"
}

// surface is what a spherical earth is made of: the share omega of sea in it, the
// rest is land, and how its waves are polarised.
type surface struct {
	sea          float64
	polarisation Polarisation
}

// electric is a relative permittivity and a conductivity in S/m.
type electric struct{ epsilon, sigma float64 }

// The two grounds of P.1812-8 4.3.3.
var landGround, seaGround = electric{22, 0.003}, electric{80, 5}

// sphericalEarth is Ldsph, the loss over a smooth Earth: P.526-15 3.2, P.1812-8
// equations (22) to (36). Heights of the hop are above the smooth surface and positive.
func (p *hop) sphericalEarth(ae float64, s surface) float64 {
	rootT, rootR := math.Sqrt(p.hts), math.Sqrt(p.hrs)
	// (22): the distance at which the two horizons meet.
	dlos := float64(math.Sqrt(0.002*ae) * (rootT + rootR))
	if p.d >= dlos {
		return p.firstTerm(ae, s)
	}
	clearance := p.clearance(ae)
	if clearance > 1 {
		return 0
	}
	root := p.d / (rootT + rootR)
	first := p.firstTerm(float64(500*float64(root*root)), s) // (26): aem
	if first < 0 {
		return 0
	}
	return float64((1 - clearance) * first) // (27)
}

// clearance is the least clearance of a path within the smooth horizons over the
// one that is required, (23) to (25).
func (p *hop) clearance(ae float64) float64 {
	// The point of least clearance, by the root of a cubic. With
	// cos(pi/3 + arccos(x)/3) = sin(arcsin(x)/3) it has no cancellation.
	sum := p.hts + p.hrs
	c := (p.hts - p.hrs) / sum
	m := float64(250*float64(p.d*p.d)) / float64(ae*sum)
	m1 := m + 1
	b := 2 * float64(math.Sqrt(m1/(3*m))*sinThirdOfArcsine(float64(1.5*c)*math.Sqrt(3*m/float64(m1*float64(m1*m1)))))
	b = Interval{-1, 1}.clamp(b)
	d1, d2 := p.d/2*(1+b), p.d/2*(1-b)
	drop := 500 / ae
	hse := (float64((p.hts-float64(drop*float64(d1*d1)))*d2) + float64((p.hrs-float64(drop*float64(d2*d2)))*d1)) / p.d // (23)
	hreq := 17.456 * math.Sqrt(float64(d1*d2)*p.lambda/p.d)                                                            // (25)
	return hse / hreq
}

// firstTerm is Ldft, equations (28) to (36): land and sea weighted by their shares.
func (p *hop) firstTerm(ae float64, s surface) float64 {
	land, sea := 0.0, 0.0
	if s.sea < 1 {
		land = p.firstTermOver(ae, landGround.admittance(p.lambda, ae, s.polarisation))
	}
	if s.sea > 0 {
		sea = p.firstTermOver(ae, seaGround.admittance(p.lambda, ae, s.polarisation))
	}
	return float64(s.sea*sea) + float64((1-s.sea)*land)
}

// admittance is K of the first term, normalized.
func (e electric) admittance(lambda, ae float64, polarisation Polarisation) float64 {
	f := 0.2998 / lambda
	x := float64(18 * e.sigma / f)
	x2 := float64(x * x)
	k := 0.036 / (cbrt(float64(ae*f)) * math.Sqrt(math.Sqrt(float64((e.epsilon-1)*(e.epsilon-1))+x2)))
	if polarisation == Vertical {
		k *= math.Sqrt(float64(e.epsilon*e.epsilon) + x2)
	}
	return k
}

// firstTermOver is Ldft for one kind of ground of admittance k.
func (p *hop) firstTermOver(ae, k float64) float64 {
	f := 0.2998 / p.lambda
	k2 := float64(k * k)
	k4 := float64(k2 * k2)
	beta := (1 + float64(1.6*k2) + float64(0.67*k4)) / (1 + float64(4.5*k2) + float64(1.53*k4))
	x := float64(21.88 * beta * cbrt(f/float64(ae*ae)) * p.d)
	y := float64(0.9575 * beta * cbrt(float64(f*f)/ae))
	var fx float64
	if x >= 1.6 {
		fx = 11 + float64(10*log10(x)) - float64(17.6*x)
	} else {
		fx = float64(-20*log10(x)) - float64(5.6488*power(x, 1.425))
	}
	floor := 2 + float64(20*log10(k))
	return -fx - heightGain(float64(beta*float64(y*p.hts)), floor) - heightGain(float64(beta*float64(y*p.hrs)), floor)
}

// heightGain is G(Y) by B = beta Y, not below 2 + 20 log K.
func heightGain(b, floor float64) float64 {
	if b > 2 {
		r := b - 1.1
		return max(floor, float64(17.6*math.Sqrt(r))-float64(5*log10(r))-8)
	}
	g := b + float64(0.1*float64(b*float64(b*b)))
	if g < 1e-300 {
		return floor
	}
	return max(floor, float64(20*log10(g)))
}
