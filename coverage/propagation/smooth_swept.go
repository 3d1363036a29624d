package propagation

import "math"

// preparedGround is the first term of a spherical Earth of one kind of ground,
// without the path: surface and hop.firstTermOver with their constants hoisted.
type preparedGround struct {
	ae      float64
	median  firstTermFactors // for ae
	k3      float64          // admittance times cbrt(ae): it is k3/cbrt(aem) for another Earth
	f, fTwo float64          // cbrt(f), cbrt(f^2)
}

// firstTermFactors are K-dependent factors for one effective Earth radius.
type firstTermFactors struct{ beta, x, y, floor float64 }

func (g *preparedGround) prepare(lambda, ae float64, e electric, polarisation Polarisation) {
	f := 0.2998 / lambda
	g.ae, g.f, g.fTwo = ae, cbrt(f), cbrt(float64(f*f))
	g.k3 = float64(e.admittance(lambda, ae, polarisation) * cbrt(ae))
	g.median = g.factors(ae)
}

// factors is the part of hop.firstTermOver that hangs on the Earth alone.
func (g *preparedGround) factors(ae float64) firstTermFactors {
	cube := cbrt(ae)
	k := g.k3 / cube
	k2 := float64(k * k)
	k4 := float64(k2 * k2)
	beta := (1 + float64(1.6*k2) + float64(0.67*k4)) / (1 + float64(4.5*k2) + float64(1.53*k4))
	return firstTermFactors{beta: beta,
		x:     float64(21.88*beta) * (g.f / float64(cube*cube)),
		y:     float64(0.9575*beta) * (g.fTwo / cube),
		floor: 2 + float64(20*log10(k))}
}

func (t *firstTermFactors) loss(p *hop) float64 {
	x := float64(t.x * p.d)
	var fx float64
	if x >= 1.6 {
		fx = 11 + float64(10*log10(x)) - float64(17.6*x)
	} else {
		fx = float64(-20*log10(x)) - float64(5.6488*power(x, 1.425))
	}
	return -fx - heightGain(float64(t.beta*float64(t.y*p.hts)), t.floor) - heightGain(float64(t.beta*float64(t.y*p.hrs)), t.floor)
}

// sphericalEarth is hop.sphericalEarth for this ground.
func (g *preparedGround) sphericalEarth(p *hop) float64 {
	rootT, rootR := math.Sqrt(p.hts), math.Sqrt(p.hrs)
	if p.d >= float64(math.Sqrt(0.002*g.ae)*(rootT+rootR)) { // (22)
		return g.median.loss(p)
	}
	if p.highAbove(g.ae) {
		return 0
	}
	clearance := p.clearance(g.ae)
	if clearance > 1 {
		return 0
	}
	root := p.d / (rootT + rootR)
	modified := g.factors(float64(500 * float64(root*root))) // (26): aem
	first := modified.loss(p)
	if first < 0 {
		return 0
	}
	return float64((1 - clearance) * first) // (27)
}

// highAbove tells that the least height of the straight path above the smooth Earth
// is more than the clearance that any point can require, (25) at the middle: the
// loss is 0 without solving (24).
func (p *hop) highAbove(ae float64) bool {
	b := bulge(ae)
	required2 := float64(17.456*17.456/4) * float64(p.d*p.lambda)
	low := min(p.hts, p.hrs)
	// Where the path rises or falls by less than the Earth does, its lowest point is
	// between the ends.
	slope := (p.hrs - p.hts) / p.d
	if x := (float64(b*p.d) - slope) / (2 * b); x > 0 && x < p.d {
		low = min(low, p.hts+float64(slope*x)-float64(b*float64(x*(p.d-x))))
	}
	return low > 0 && float64(low*low) > required2*(1+1e-9)
}

// evenSmoothBullington is hop.smoothBullington for n posts at even steps between
// the ends. The slopes from the ends have their summit in closed form.
func (p *hop) evenSmoothBullington(stepKm float64, n int, b float64) float64 {
	at := func(i int) float64 { return float64(float64(i) * stepKm) }
	up := func(i int) float64 { return float64(b*(p.d-at(i))) - p.hts/at(i) }
	down := func(i int) float64 { return float64(b*at(i)) - p.hrs/(p.d-at(i)) }
	summit := func(x float64, f func(int) float64) float64 {
		i := int(min(max(x/stepKm, 1), float64(n)))
		return max(f(i), f(min(i+1, n)))
	}
	stim := summit(math.Sqrt(p.hts/b), up)
	srim := summit(p.d-math.Sqrt(p.hrs/b), down)
	nu, over := p.bullingtonPoint(stim, srim)
	if !over {
		// The gap of Crossing.clear.
		line, scale := (p.hrs-p.hts)/p.d, 0.002*p.d/p.lambda
		if gap := min(line-stim, -line-srim); gap > 0 && float64(float64(gap*gap)*scale) >= 0.79*0.79 {
			return 0
		}
		nu = climb(int(p.smoothSummit(b)/stepKm), n, func(i int) float64 {
			xy := float64(at(i) * (p.d - at(i)))
			return float64((float64(b*xy) - (p.hts + float64(line*at(i)))) * math.Sqrt(scale/xy))
		})
	}
	return p.bullingtonLoss(nu)
}

// smoothSummit is where a smooth Earth comes nearest to the line of sight, about. The
// derivative of nu is 0 where
//
//	x (hts + hrs) - d hts = b (d - 2x) x (d - x)
//
// which is solved by Newton's method from the summit over a plane.
func (p *hop) smoothSummit(b float64) float64 {
	sum := p.hts + p.hrs
	x := float64(p.d*p.hts) / sum
	for range 3 {
		g := float64(x*sum) - float64(p.d*p.hts) - float64(b*float64((p.d-2*x)*float64(x*(p.d-x))))
		slope := sum - float64(b*(float64(p.d*p.d)-float64(6*float64(x*(p.d-x)))))
		if !(slope > 0) {
			break
		}
		x = min(max(x-g/slope, 0), p.d)
	}
	return x
}

// climb is the largest of f(1) to f(n), which rise to one summit and fall, from a
// place near it.
func climb(i, n int, f func(int) float64) float64 {
	i = min(max(i, 1), n)
	best := f(i)
	for step := 1; step >= -1; step -= 2 {
		for k := i + step; k >= 1 && k <= n; k += step {
			v := f(k)
			if v <= best {
				break
			}
			best, i = v, k
		}
	}
	return best
}
