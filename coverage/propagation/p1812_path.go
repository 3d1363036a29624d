package propagation

import "math"

// P1812Path is the radio climate and the geometry of a path, P.1812-8 3 and
// Attachment 1. Distances in km, heights in m, angles in mrad.
type P1812Path struct {
	Omega         float64 // share of the path over sea
	Dtm, Dlm      float64 // longest unbroken stretch of land, of inland
	Dct, Dcr      float64 // distance over land from either end to the sea; +Inf without sea
	Tau           float64 // (3)
	Beta0         float64 // % of time with strong ducting near the ground, (5)
	Ae, Abeta     float64 // effective radius: median, (7a), and for Beta0 % of time, (7b)
	Hts, Hrs      float64 // antennas above sea level
	ThetaT        float64 // elevation of the horizon at the transmitter, (76) to (78)
	ThetaR        float64 // at the receiver, (79) to (81)
	Theta         float64 // angular distance, (82)
	Dlt, Dlr      float64 // to the horizon from either end, (78), (81a)
	BeyondHorizon bool    // the path is beyond the horizon
	Hst, Hsr      float64 // ends of the fitted smooth Earth, (85), (86), (90)
	Hte, Hre      float64 // antennas above it, (92)
	Hm            float64 // roughness: highest ground above it between the horizons, (93)
}

// describe fills the path and returns what the pass over the ground found.
func (p *P1812Path) describe(in *P1812Input, h hop) view {
	p.zones(in)
	if in.TxCoastKm > 0 {
		p.Dct = in.TxCoastKm
	}
	if in.RxCoastKm > 0 {
		p.Dcr = in.RxCoastKm
	}
	p.climate(in)
	p.Hts, p.Hrs = h.hts, h.hrs
	ground := cover{d: in.Profile.DistanceKm, h: in.Profile.HeightM}
	b := bulge(p.Ae)
	v := h.survey(&ground, b)
	postT, postR := p.horizons(h, &ground, &v)
	p.Hst, p.Hsr = min(v.hst, v.h1), min(v.hsr, v.hn) // (90)
	p.Hte, p.Hre = h.hts-p.Hst, h.hrs-p.Hsr           // (92)
	slope := (p.Hsr - p.Hst) / h.d
	hm, hst := math.Inf(-1), p.Hst
	between := ground.d[postT : postR+1]
	for i, g := range ground.h[postT : postR+1] { // (93)
		if s := g - (hst + float64(slope*between[i])); s > hm {
			hm = s
		}
	}
	p.Hm = hm
	return v
}

// zones measures the stretches of P.1812-8 3.6. Where the zone of neighbouring
// posts differs, the border is half-way between them.
func (p *P1812Path) zones(in *P1812Input) {
	d, length := in.Profile.DistanceKm, in.Profile.LengthKm()
	if in.Zones == nil {
		p.Dtm, p.Dlm = length, length
		p.Dct, p.Dcr = math.Inf(1), math.Inf(1)
		return
	}
	sea, land, inland := 0.0, 0.0, 0.0
	p.Dct, p.Dcr = math.Inf(1), math.Inf(1)
	start := 0.0
	for i, z := range in.Zones {
		end := length
		if i+1 < len(d) {
			if in.Zones[i+1] == z {
				continue
			}
			end = (d[i] + d[i+1]) / 2
		}
		stretch := end - start
		switch z {
		case Sea:
			sea += stretch
			p.Dct, p.Dcr = min(p.Dct, start), length-end
			land, inland = 0, 0
		case CoastalLand:
			land, inland = land+stretch, 0
		default:
			land, inland = land+stretch, stretch
		}
		p.Dtm, p.Dlm = max(p.Dtm, land), max(p.Dlm, inland)
		start = end
	}
	p.Omega = min(sea/length, 1)
}

// climate is P.1812-8 3.5 and 3.6, equations (2) to (7).
func (p *P1812Path) climate(in *P1812Input) {
	p.Tau = 1 - expNegative(float64(-4.12e-4*power(p.Dlm, 2.41)))
	mu1 := pow10(-p.Dtm/(16-float64(6.6*p.Tau))) + pow10(float64(-5*(0.496+float64(0.354*p.Tau))))
	mu1 = min(1, power(mu1, 0.2))
	phi := math.Abs(in.LatitudeDeg)
	var mu4 float64
	if phi <= 70 {
		mu4 = power(mu1, -0.935+float64(0.0176*phi))
		p.Beta0 = float64(pow10(1.67-float64(0.015*phi)) * float64(mu1*mu4))
	} else {
		mu4 = power(mu1, 0.3)
		p.Beta0 = float64(4.17 * float64(mu1*mu4))
	}
	p.Ae = 6371 * 157 / (157 - in.DN) // (6), (7a)
	p.Abeta = 6371 * 3                // (7b): k = 3
}

// horizons is P.1812-8 Attachment 1 4: what either end sees, over bare ground. It
// returns the posts of the horizons.
func (p *P1812Path) horizons(h hop, ground *cover, v *view) (postT, postR int) {
	b := bulge(p.Ae)
	mrad := func(slope float64) float64 { return float64(1000 * atan(slope/1000)) } // slope in m/km
	direct := (h.hrs-h.hts)/h.d - float64(b*h.d)
	p.BeyondHorizon = v.edgeT > direct
	if p.BeyondHorizon {
		postT, postR = v.postT, max(v.postR, v.postT) // before it by rounding alone
		p.ThetaT, p.ThetaR = mrad(v.edgeT), mrad(v.edgeR)
	} else {
		_, postT = h.largestNu(ground, b, math.Inf(-1))
		postR = postT
		p.ThetaT, p.ThetaR = mrad(direct), mrad((h.hts-h.hrs)/h.d-float64(b*h.d))
	}
	p.Dlt, p.Dlr = ground.d[postT], h.d-ground.d[postR]
	p.Theta = 1000*h.d/p.Ae + p.ThetaT + p.ThetaR // (82)
	return postT, postR
}
