package propagation

import "math"

// diffraction is the attenuation at distances beyond the horizons: a weighting of
// two knife edges and a smooth earth, and clutter; Algorithm section 4, ERL 79
// section 3. What does not hang on the distance is computed once.
func (g *itmGeometry) diffraction(at [2]float64) (a [2]float64) {
	// Clutter, ERL 79 equation 3.38c.
	q := float64(g.h[0] * g.h[1])
	sigma := itmSigmaH(g.roughnessAt(g.dLs))
	clutter := min(15, 5*log10(1+float64(1e-5*q*g.f*sigma)))
	more := float64(g.he[0]*g.he[1]) - q
	if !g.area {
		q += 10 // low antennas on a known path, ERL 79 page 3-8
	}
	heights := math.Sqrt(1 + more/q)
	earth := g.smoothEarth()
	for i, d := range at {
		rough := min(g.roughnessAt(d)*g.wn, 6283.2)
		w := 25.1 / (25.1 + math.Sqrt((heights+(float64(g.thetaE*g.ae)+g.dL)/d)*rough)) // ERL 79 equation 3.23
		a[i] = float64(w*earth.at(g, d)) + float64((1-w)*g.knifeEdges(d)) + clutter
	}
	return a
}

// knifeEdges is a double knife edge, one at either horizon, TN101 equations I.1
// and I.7.
func (g *itmGeometry) knifeEdges(d float64) (a float64) {
	const by4Pi = 0.0795775
	angle, past := g.thetaE+d/g.ae, d-g.dL
	for _, dl := range g.dl {
		a += itmFresnel(by4Pi * g.wn * float64(angle*angle) * dl * past / (past + dl))
	}
	return a
}

// itmFresnel is the loss of a knife edge by the square of nu, TN101 equations
// III.24b and c, which meet at nu = 2.4.
func itmFresnel(nu2 float64) float64 {
	if nu2 < 5.76 {
		return 6.02 + float64(9.11*math.Sqrt(nu2)) - float64(1.27*nu2)
	}
	return 12.953 + float64(10*log10(nu2))
}

// itmSmoothEarth is Vogler's method with three radii: that of the earth between
// the horizons, and one for either foreground.
type itmSmoothEarth struct {
	x       float64 // of both forelands, km
	heights float64 // both height functions, dB
	earth   float64 // (4/3 a_0)^(1/3): C_0 before division by the radius
}

// itmEarthRoot is the cube root of 4/3 of the earth's radius, 6370 km.
var itmEarthRoot = cbrt(4.0 / 3 * 6370e3)

// smoothEarth computes the parts of the two terminals.
func (g *itmGeometry) smoothEarth() itmSmoothEarth {
	e := itmSmoothEarth{earth: itmEarthRoot}
	for i, dl := range g.dl {
		a := 0.5 * dl * dl / g.he[i] // Vogler equation 3
		x, k := e.normalized(g, a, dl)
		e.x += x
		e.heights += itmHeightGain(x, k)
	}
	return e
}

// normalized is the distance in Vogler's unit, equation 2, and K, equations 6a, 7a.
func (e *itmSmoothEarth) normalized(g *itmGeometry, radiusM, d float64) (x, k float64) {
	c0 := e.earth / cbrt(radiusM)
	k = 0.017778 * c0 / g.f3 / g.zAbs
	return (1.607 - k) * c0 * c0 * g.f3 * d / 1000, k
}

// at is the attenuation at a distance, Algorithm equation 4.20.
func (e *itmSmoothEarth) at(g *itmGeometry, d float64) float64 {
	angle := g.thetaE + d/g.ae
	radius := (d - g.dL) / angle
	x, _ := e.normalized(g, radius, radius*angle)
	x += e.x
	return float64(0.05751*x) - float64(10*log10(x)) - e.heights - 20 // TN101 equation 8.4
}

// itmHeightGain is F(x, K), Vogler's height function as the Algorithm fits it.
func itmHeightGain(x, k float64) float64 {
	if x < 200 {
		w := -naturalLog(k)
		if k < 1e-5 || x*w*w*w > 5495 {
			if x > 1 {
				return float64(17.372*naturalLog(x)) - 117
			}
			return -117
		}
		return 2.5e-5*x*x/k - float64(8.686*w) - 15
	}
	f := float64(0.05751*x) - float64(4.343*naturalLog(x))
	if x < 2000 {
		w := float64(0.0134 * x * expNegative(-0.005*x))
		f = float64((1-w)*f) + float64(w*(float64(17.372*naturalLog(x))-117))
	}
	return f
}
