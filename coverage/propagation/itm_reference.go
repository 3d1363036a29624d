package propagation

import "math"

// reference is A_ref, the median attenuation relative to free space, in three
// regions by distance; never negative. Algorithm section 4.
func (g *itmGeometry) reference() (attenuationDB float64, mode ITMMode) {
	for i := range 2 {
		g.dls[i] = math.Sqrt(2 * g.he[i] * g.ae)
	}
	g.dLs, g.dL = g.dls[0]+g.dls[1], g.dl[0]+g.dl[1]
	g.thetaE = max(g.theta[0]+g.theta[1], -g.dL/g.ae)
	// The diffraction line goes through two points well beyond the horizons.
	scale := cbrt(float64(g.ae*g.ae) / g.f)
	d3 := max(g.dLs, g.dL+float64(5*scale))
	d4 := d3 + float64(10*scale)
	a := g.diffraction([2]float64{d3, d4})
	g.slope = (a[1] - a[0]) / (d4 - d3)
	g.offset = a[0] - float64(g.slope*d3)
	if g.d < g.dLs {
		return max(g.inSight(), 0), ITMLineOfSight
	}
	attenuationDB, mode = g.beyond(scale)
	return max(attenuationDB, 0), mode
}

// inSight interpolates between two line-of-sight attenuations and the diffraction
// line at the smooth-earth horizon by A_o + K1 d + K2 ln d, ERL 79 equation 3.19.
func (g *itmGeometry) inSight() float64 {
	aLs := float64(g.dLs*g.slope) + g.offset
	d0 := 0.04 * g.f * g.he[0] * g.he[1] // ERL 79 equation 3.16a
	var d1 float64
	if g.offset >= 0 {
		d0 = min(d0, 0.5*g.dL)
		d1 = d0 + float64(0.25*(g.dL-d0)) // ERL 79 equation 3.16d
	} else {
		d1 = max(-g.offset/g.slope, 0.25*g.dL)
	}
	a1 := g.lineOfSight(d1)
	k1, k2, found := 0.0, 0.0, false
	if d0 < d1 {
		k1, k2, found = g.twoCoefficients([3]float64{d0, d1, g.dLs}, [3]float64{g.lineOfSight(d0), a1, aLs})
	}
	if !found {
		if k1 = math.Max(aLs-a1, 0) / (g.dLs - d1); k1 == 0 {
			k1 = g.slope
		}
		k2 = 0
	}
	return aLs + float64(k1*(g.d-g.dLs)) + float64(k2*naturalLog(g.d/g.dLs))
}

// twoCoefficients are K1 and K2 through three points, ERL 79 equations 3.20 and
// 3.21, neither of them negative. It finds none where the logarithm has no part.
func (g *itmGeometry) twoCoefficients(d, a [3]float64) (k1, k2 float64, found bool) {
	q := naturalLog(d[2] / d[0])
	rest, near := d[2]-d[0], d[1]-d[0]
	k2 = math.Max(0, (float64(rest*(a[1]-a[0]))-float64(near*(a[2]-a[0])))/(float64(rest*naturalLog(d[1]/d[0]))-float64(near*q)))
	if !(g.offset > 0 || k2 > 0) {
		return 0, 0, false
	}
	if k1 = (a[2] - a[0] - float64(k2*q)) / rest; k1 < 0 {
		k1, k2 = 0, math.Max(a[2]-a[0], 0)/q
		if k2 == 0 {
			k1 = g.slope
		}
	}
	return k1, k2, true
}

// beyond is the diffraction line, and past where they cross, the line of
// troposcatter through two points 200 and 400 km beyond the horizons.
func (g *itmGeometry) beyond(scale float64) (attenuationDB float64, mode ITMMode) {
	d5, d6 := g.dL+200e3, g.dL+400e3
	a6, h0, ok := g.troposcatter(d6, -1)
	if ok {
		a5, _, ok := g.troposcatter(d5, h0)
		if ok && a5 < 1000 {
			slope := (a6 - a5) / 200e3
			cross := max(g.dLs, g.dL+float64(1.088*scale*naturalLog(g.f)), (a5-g.offset-float64(slope*d5))/(g.slope-slope))
			if g.d > cross {
				return float64(slope*g.d) + float64((g.slope-slope)*cross) + g.offset, ITMTroposcatter
			}
		}
	}
	return float64(g.slope*g.d) + g.offset, ITMDiffraction
}

// roughnessAt is the roughness met within a distance, ERL 79 equation 3.
func (g *itmGeometry) roughnessAt(d float64) float64 {
	return g.deltaH * (1 - float64(0.8*expNegative(-d/50e3)))
}

// itmSigmaH is the deviation of terrain within the first Fresnel zone, ERL 79
// equation 3.6a.
func itmSigmaH(roughness float64) float64 {
	return 0.78 * roughness * expNegative(-0.5*math.Sqrt(math.Sqrt(roughness)))
}

// lineOfSight is the attenuation at a distance well in sight: two rays over rough
// ground, weighted with the diffraction line; Algorithm equations 4.46 to 4.50.
func (g *itmGeometry) lineOfSight(d float64) float64 {
	sum := g.he[0] + g.he[1]
	sinPsi := sum / math.Sqrt(float64(d*d)+float64(sum*sum))
	damp := expNegative(-min(10, g.wn*itmSigmaH(g.roughnessAt(d))*sinPsi))
	r := itmComplex{sinPsi - g.z.re, -g.z.im}.over(itmComplex{sinPsi + g.z.re, g.z.im})
	r.re, r.im = r.re*damp, r.im*damp
	if q := float64(r.re*r.re) + float64(r.im*r.im); q < 0.25 || q < sinPsi {
		up := math.Sqrt(sinPsi / q)
		r.re, r.im = r.re*up, r.im*up
	}
	phase := g.wn * 2 * g.he[0] * g.he[1] / d
	if phase > math.Pi/2 {
		phase = math.Pi - math.Pi*math.Pi/4/phase
	}
	sin, cos := sincos(phase)
	re, im := cos+r.re, r.im-sin
	twoRay := -10 * log10(float64(re*re)+float64(im*im))
	w := 1 / (1 + float64(g.f*g.deltaH)/max(10e3, g.dLs))
	return float64(w*twoRay) + float64((1-w)*(float64(g.slope*d)+g.offset))
}

// itmComplex is a complex number. The products of the language's own are fused
// with sums on some processors.
type itmComplex struct{ re, im float64 }

// abs is the modulus, without overflow; infinite parts give NaN.
func (c itmComplex) abs() float64 {
	long, short := math.Abs(c.re), math.Abs(c.im)
	if long < short {
		long, short = short, long
	}
	if long == 0 {
		return 0
	}
	ratio := short / long
	return long * math.Sqrt(1+float64(ratio*ratio))
}

// sqrt is the principal root of a number with re >= 0.
func (c itmComplex) sqrt() itmComplex {
	if c.re == 0 {
		r := math.Sqrt(math.Abs(c.im) / 2)
		return itmComplex{r, math.Copysign(r, c.im)}
	}
	re := math.Sqrt(float64(c.abs()/2) + float64(c.re/2))
	return itmComplex{re, c.im / (2 * re)}
}

// over is c/d, by R. L. Smith's division (Communications of the ACM 5, 1962): the
// greater part of d is divided by, so that no square can overflow.
func (c itmComplex) over(d itmComplex) itmComplex {
	if math.Abs(d.re) >= math.Abs(d.im) {
		r := d.im / d.re
		den := d.re + float64(r*d.im)
		return itmComplex{(c.re + float64(c.im*r)) / den, (c.im - float64(c.re*r)) / den}
	}
	r := d.re / d.im
	den := d.im + float64(r*d.re)
	return itmComplex{(float64(c.re*r) + c.im) / den, (float64(c.im*r) - c.re) / den}
}
