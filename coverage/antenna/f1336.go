package antenna

import (
	"fmt"
	"math"
)

// F1336 is the sectoral antenna of Recommendation ITU-R F.1336-5, recommends 3.1,
// peak side lobes (3.1.1), for [400, 70000] MHz. Make one with NewF1336; the zero
// value is alike in all directions.
//
// It meets no floor of its own beyond the back lobe.
type F1336 struct {
	peakDBi, phi3, theta3 float64
	kh, kv                float64
	g180                  float64 // relative minimum gain, at 180 degrees
	lambdaKh              float64
	back                  float64 // Ghr(180/phi3)
	xk, c, lambdaKv       float64
	downtilt              float64 // electrical, degrees
	round                 bool    // the vertical cut alone
}

// F1336Sector is what defines an F1336. Zero parameters take the defaults of the
// Recommendation for [400, 6000] MHz.
type F1336Sector struct {
	PeakDBi                float64 // G0, in [0, 60]
	HorizontalBeamwidthDeg float64 // phi3, in [1, 359]
	// VerticalBeamwidthDeg is theta3, in [1e-6, 90); 0 takes
	// 31000 x 10^(-0.1 G0) / phi3, the Recommendation's estimate.
	VerticalBeamwidthDeg float64
	Kp, Kh, Kv           float64 // 0 takes 0.7, 0.7, 0.3; each in [0, 1]
	// ElectricalDowntiltDeg, in (-90, 90), is that of the Recommendation: the
	// elevations above the tilted beam are stretched over the quarter circle above
	// it, those below over the rest, so that zenith and nadir stay.
	ElectricalDowntiltDeg float64
}

// NewF1336 prepares the pattern. It refuses parameters outside the ranges named at
// F1336Sector.
func NewF1336(s F1336Sector) (F1336, error) {
	for _, k := range []struct {
		value    *float64
		fallback float64
	}{{&s.Kp, 0.7}, {&s.Kh, 0.7}, {&s.Kv, 0.3}} {
		if *k.value == 0 {
			*k.value = k.fallback
		}
	}
	if !(s.PeakDBi >= 0 && s.PeakDBi <= 60) || !(s.HorizontalBeamwidthDeg >= 1 && s.HorizontalBeamwidthDeg <= 359) {
		return F1336{}, fmt.Errorf("F.1336: peak %v dBi and horizontal beamwidth %v degrees must be in [0, 60] and [1, 359]", s.PeakDBi, s.HorizontalBeamwidthDeg)
	}
	theta3 := s.VerticalBeamwidthDeg
	if theta3 == 0 {
		theta3 = 31000 * pow10(-0.1*s.PeakDBi) / s.HorizontalBeamwidthDeg
	}
	// At 22.5 degrees the exponent C of the vertical cut has no value: from there
	// on the cut has reached the back lobe before 4 theta3.
	if !(theta3 >= 1e-6 && theta3 < 90) {
		return F1336{}, fmt.Errorf("F.1336: vertical beamwidth %v degrees must be in [1e-6, 90); a peak of %v dBi may be too low for one", theta3, s.PeakDBi)
	}
	for _, k := range []float64{s.Kp, s.Kh, s.Kv} {
		if !(k >= 0 && k <= 1) {
			return F1336{}, fmt.Errorf("F.1336: Kp, Kh, Kv are %v, %v, %v, must be in [0, 1]", s.Kp, s.Kh, s.Kv)
		}
	}
	if !(math.Abs(s.ElectricalDowntiltDeg) < 90) {
		return F1336{}, fmt.Errorf("F.1336: electrical downtilt %v degrees must be in (-90, 90)", s.ElectricalDowntiltDeg)
	}
	p := F1336{downtilt: s.ElectricalDowntiltDeg, peakDBi: s.PeakDBi, phi3: s.HorizontalBeamwidthDeg, theta3: theta3, kh: s.Kh, kv: s.Kv}
	p.g180 = -12 + decibels(1+float64(8*s.Kp)) - float64(15*log10(180/theta3))
	p.lambdaKh = float64(3 * (1 - power(0.5, -s.Kh)))
	p.back = p.horizontal(180 / p.phi3)
	p.xk = math.Sqrt(1 - float64(0.36*s.Kv))
	// C makes the vertical cut meet G180 at 90 degrees.
	p.c = decibels((0.125+s.Kv)/(inverse1p5(180/theta3)*(1+float64(8*s.Kp)))) / log10(22.5/theta3)
	p.lambdaKv = 12 - float64(p.c*log10(4)) - decibels(0.125+s.Kv) // 4^-1.5 = 0.125
	return p, nil
}

// decibels is 10 log x.
func decibels(x float64) float64 { return float64(10 * log10(x)) }

// power is x^y for x > 0.
func power(x, y float64) float64 { return pow10(float64(y * log10(x))) }

// inverse1p5 is x^-1.5.
func inverse1p5(x float64) float64 { return 1 / float64(x*math.Sqrt(x)) }

// VerticalBeamwidthDeg is theta3, given or estimated.
func (p F1336) VerticalBeamwidthDeg() float64 { return p.theta3 }

// HorizontalDB is Ghr, the horizontal cut relative to the peak.
func (p F1336) HorizontalDB(azimuthOffDeg float64) float64 {
	if p.phi3 == 0 {
		return 0
	}
	return p.horizontal(math.Abs(signedDeg(azimuthOffDeg)) / p.phi3)
}

// horizontal takes xh = |phi| / phi3; NaN gives the back lobe.
func (p F1336) horizontal(x float64) float64 {
	if x <= 0.5 {
		return -12 * x * x
	}
	if far := float64(-12*power(x, 2-p.kh)) - p.lambdaKh; far > p.g180 {
		return far
	}
	return p.g180
}

// VerticalDB is Gvr, the vertical cut relative to the peak, before any tilt.
func (p F1336) VerticalDB(elevationDeg float64) float64 {
	if p.theta3 == 0 {
		return 0
	}
	switch x := math.Abs(elevationDeg) / p.theta3; {
	case x < p.xk:
		return -12 * x * x
	case x < 4 && x < 90/p.theta3:
		return -12 + decibels(inverse1p5(x)+p.kv)
	case x < 90/p.theta3:
		return -p.lambdaKv - float64(p.c*log10(x))
	}
	return p.g180
}

// Omnidirectional is the vertical cut alone, alike in all azimuths: what is left of
// a sector whose azimuth is not known.
func (p F1336) Omnidirectional() F1336 {
	p.round = true
	return p
}

// GainDB implements Pattern: Ghr + R Gvr, where R falls from 1 on boresight to 0
// at the back, so that the back lobe counts once.
func (p F1336) GainDB(azimuthOffDeg, elevationDeg float64) float64 {
	if p.phi3 == 0 {
		return 0
	}
	return p.sum(p.HorizontalDB(azimuthOffDeg), p.VerticalDB(p.fromBeam(elevationDeg)))
}

// fromBeam is the elevation from the electrically tilted beam, on the scale of the
// Recommendation: 90 (el+b)/(90+b) above it, 90 (el+b)/(90-b) below.
func (p F1336) fromBeam(elevationDeg float64) float64 {
	if p.downtilt == 0 {
		return elevationDeg
	}
	e := elevationDeg + p.downtilt
	if e >= 0 {
		return float64(90*e) / (90 + p.downtilt)
	}
	return float64(90*e) / (90 - p.downtilt)
}

func (p F1336) sum(horizontalDB, verticalDB float64) float64 {
	if p.round {
		return min(verticalDB, 0)
	}
	r := (horizontalDB - p.back) / (0 - p.back)
	return min(horizontalDB+float64(r*verticalDB), 0)
}

// RangeDB implements Bounded. Each cut is monotone between few places; their sum is
// linear in either, so that its extremes are those of four corners. It is not
// monotone in the horizontal cut: far below the beam an antenna gives less in
// front than behind.
func (p F1336) RangeDB(azimuthOffDeg, elevationDeg [2]float64) (least, most float64) {
	if p.phi3 == 0 {
		return 0, 0
	}
	// What the logarithms and the scaling of angles may round away.
	const slackDB, slackDeg = 1e-9, 1e-9
	azimuthOffDeg, elevationDeg = interval(azimuthOffDeg, 0, 180), interval(elevationDeg, -90, 90)
	horizontal := [2]float64{p.HorizontalDB(min(azimuthOffDeg[1], 180)), p.HorizontalDB(max(azimuthOffDeg[0], 0))}
	vertical := p.verticalRange(p.fromBeam(elevationDeg[0])-slackDeg, p.fromBeam(elevationDeg[1])+slackDeg)
	least, most = math.Inf(1), math.Inf(-1)
	for _, h := range horizontal {
		for _, v := range vertical {
			g := p.sum(h, v)
			least, most = min(least, g), max(most, g)
		}
	}
	return least - slackDB, min(most+slackDB, 0)
}

// verticalRange are the extremes of VerticalDB over an interval. Between the ends
// of its branches, where it may step, it is monotone.
func (p F1336) verticalRange(from, to float64) [2]float64 {
	near, far := min(math.Abs(from), math.Abs(to)), max(math.Abs(from), math.Abs(to))
	if from <= 0 && to >= 0 {
		near = 0
	}
	v := p.VerticalDB(near)
	extremes := [2]float64{v, v}
	add := func(elevation float64) {
		v := p.VerticalDB(elevation)
		extremes = [2]float64{min(extremes[0], v), max(extremes[1], v)}
	}
	add(far)
	for _, end := range [...]float64{float64(p.xk * p.theta3), float64(4 * p.theta3), 90} {
		if near < end && end <= far {
			add(end)
			add(math.Nextafter(end, 0))
			add(float64(end * (1 - 1e-12)))
			add(float64(end * (1 + 1e-12)))
		}
	}
	return extremes
}

// GainDBi is the absolute gain, G0 + GainDB.
func (p F1336) GainDBi(azimuthOffDeg, elevationDeg float64) float64 {
	return p.peakDBi + p.GainDB(azimuthOffDeg, elevationDeg)
}
