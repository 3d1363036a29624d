package propagation

import "math"

// troposcatter is the attenuation at a distance far beyond the horizons, Algorithm
// equation 4.63, with the frequency gain H0 it took. Given the H0 of a farther
// distance, negative for none, one above 15 dB is taken from there. It is not ok
// where antennas are so low, in wavelengths, that H0 is not defined.
func (g *itmGeometry) troposcatter(d, fartherH0 float64) (attenuationDB, h0 float64, ok bool) {
	h0 = fartherH0
	if !(fartherH0 > 15) {
		if h0, ok = g.frequencyGain(d); !ok {
			return 0, fartherH0, false
		}
		if h0 > 15 && fartherH0 >= 0 {
			h0 = fartherH0
		}
	}
	angle := g.thetaE + d/g.ae
	td := float64(angle * d)
	a2 := float64(angle * angle)
	return itmScatter(td) + float64(10*log10(g.wn*47.7*float64(a2*a2))) - float64(0.1*(g.ns-301)*expNegative(-td/40e3)) + h0, h0, true
}

// itmScatter is F(theta d), Algorithm equation 6.9.
func itmScatter(td float64) float64 {
	switch {
	case td <= 10e3:
		return 133.4 + float64(0.332e-3*td) - float64(10*log10(td))
	case td <= 70e3:
		return 104.6 + float64(0.212e-3*td) - float64(2.5*log10(td))
	}
	return 71.8 + float64(0.157e-3*td) + float64(5*log10(td))
}

// frequencyGain is H0, TN101 volume 1 section 9.2.
func (g *itmGeometry) frequencyGain(d float64) (h0 float64, ok bool) {
	asymmetry, ratio := g.dl[0]-g.dl[1], g.he[1]/g.he[0]
	if asymmetry < 0 {
		asymmetry, ratio = -asymmetry, 1/ratio
	}
	theta := g.theta[0] + g.theta[1] + d/g.ae
	r1, r2 := float64(2*g.wn*theta*g.he[0]), float64(2*g.wn*theta*g.he[1]) // TN101 equation 9.4a
	if r1 < 0.2 && r2 < 0.2 {
		return 0, false
	}
	s := (d - asymmetry) / (d + asymmetry)
	q := min(max(0.1, ratio/s), 10)
	s = max(0.1, s)
	// The height where the beams cross, in scale heights of 1.7556 and 8 km;
	// Algorithm equations 4.66 and 4.67, TN101 equation 9.3a.
	cross := (d - asymmetry) * (d + asymmetry) * theta * 0.25 / d
	x := min(1.7, cross/8e3)
	x3 := float64(x * x * x)
	eta := float64(cross / 1.7556e3 * (1 + float64((0.031-float64(g.ns*2.32e-3)+float64(g.ns*g.ns*5.67e-6))*expNegative(-float64(x3*x3)))))
	h0 = float64((itmH0(r1, eta) + itmH0(r2, eta)) / 2)
	h0 += min(h0, float64(6*(0.6-log10(max(eta, 1)))*log10(s)*log10(q))) // TN101 equation 9.5
	h0 = max(h0, 0)
	if eta < 1 { // towards the case eta = 0
		p := (1 + math.Sqrt2/r1) * (1 + math.Sqrt2/r2)
		h0 = float64(eta*h0) + float64((1-eta)*10*log10(p*p*(r1+r2)/(r1+r2+2*math.Sqrt2)))
	}
	return h0, true
}

// itmH0Fit is Algorithm equation 6.13 for eta = 1 to 5.
var itmH0Fit = [5]struct{ a, b float64 }{{25, 24}, {80, 45}, {177, 68}, {395, 80}, {705, 105}}

// itmH0 is the frequency gain of one terminal, between the curves of whole eta.
func itmH0(r, eta float64) float64 {
	eta = min(max(eta, 1), 5)
	whole := int(eta)
	part := eta - float64(whole)
	inverse2 := 1 / float64(r*r)
	curve := func(i int) float64 {
		return 10 * log10(1+float64((float64(itmH0Fit[i].a*inverse2)+itmH0Fit[i].b)*inverse2))
	}
	h := curve(whole - 1)
	if part != 0 {
		h = float64((1-part)*h) + float64(part*curve(whole))
	}
	return h
}
