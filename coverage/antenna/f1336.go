package antenna

import (
	"fmt"
	"math"
)

// F1336 is the sectoral antenna of Recommendation ITU-R F.1336-5, recommends 3.1,
// peak side lobes (3.1.1), for [400, 70000] MHz. Make one with NewF1336; the zero
// value is alike in all directions.
//
// It meets no floor of its own beyond the back lobe, and its vertical cut is level:
// tilt it with MechanicalDowntilt or by shifting the elevation.
type F1336 struct {
	peakDBi, phi3, theta3 float64
	kh, kv                float64
	g180                  float64 // relative minimum gain, at 180 degrees
	lambdaKh              float64
	back                  float64 // Ghr(180/phi3)
	xk, c, lambdaKv       float64
}

// F1336Sector is what defines an F1336. Zero parameters take the defaults of the
// Recommendation for [400, 6000] MHz.
type F1336Sector struct {
	PeakDBi                float64 // G0, in [0, 60]
	HorizontalBeamwidthDeg float64 // phi3, in [1, 359]
	// VerticalBeamwidthDeg is theta3, in (0, 90); 0 takes
	// 31000 x 10^(-0.1 G0) / phi3, the Recommendation's estimate.
	VerticalBeamwidthDeg float64
	Kp, Kh, Kv           float64 // 0 takes 0.7, 0.7, 0.3; each in [0, 1]
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
		theta3 = 31000 * math.Pow(10, -0.1*s.PeakDBi) / s.HorizontalBeamwidthDeg
	}
	// At 22.5 degrees the exponent C of the vertical cut has no value: from there
	// on the cut has reached the back lobe before 4 theta3.
	if !(theta3 > 0 && theta3 < 90) {
		return F1336{}, fmt.Errorf("F.1336: vertical beamwidth %v degrees must be in (0, 90); a peak of %v dBi may be too low for one", theta3, s.PeakDBi)
	}
	for _, k := range []float64{s.Kp, s.Kh, s.Kv} {
		if !(k >= 0 && k <= 1) {
			return F1336{}, fmt.Errorf("F.1336: Kp, Kh, Kv are %v, %v, %v, must be in [0, 1]", s.Kp, s.Kh, s.Kv)
		}
	}
	p := F1336{peakDBi: s.PeakDBi, phi3: s.HorizontalBeamwidthDeg, theta3: theta3, kh: s.Kh, kv: s.Kv}
	p.g180 = -12 + 10*math.Log10(1+8*s.Kp) - 15*math.Log10(180/theta3)
	p.lambdaKh = 3 * (1 - math.Pow(0.5, -s.Kh))
	p.back = p.horizontal(180 / p.phi3)
	p.xk = math.Sqrt(1 - 0.36*s.Kv)
	// C makes the vertical cut meet G180 at 90 degrees.
	p.c = 10 * math.Log10(math.Pow(180/theta3, 1.5)*(math.Pow(4, -1.5)+s.Kv)/(1+8*s.Kp)) / math.Log10(22.5/theta3)
	p.lambdaKv = 12 - p.c*math.Log10(4) - 10*math.Log10(math.Pow(4, -1.5)+s.Kv)
	return p, nil
}

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
	if far := -12*math.Pow(x, 2-p.kh) - p.lambdaKh; far > p.g180 {
		return far
	}
	return p.g180
}

// VerticalDB is Gvr, the vertical cut relative to the peak.
func (p F1336) VerticalDB(elevationDeg float64) float64 {
	if p.theta3 == 0 {
		return 0
	}
	switch x := math.Abs(elevationDeg) / p.theta3; {
	case x < p.xk:
		return -12 * x * x
	case x < 4 && x < 90/p.theta3:
		return -12 + 10*math.Log10(math.Pow(x, -1.5)+p.kv)
	case x < 90/p.theta3:
		return -p.lambdaKv - p.c*math.Log10(x)
	}
	return p.g180
}

// GainDB implements Pattern: Ghr + R Gvr, where R falls from 1 on boresight to 0
// at the back, so that the back lobe counts once.
func (p F1336) GainDB(azimuthOffDeg, elevationDeg float64) float64 {
	if p.phi3 == 0 {
		return 0
	}
	h := p.HorizontalDB(azimuthOffDeg)
	r := (h - p.back) / (0 - p.back)
	return min(h+r*p.VerticalDB(elevationDeg), 0)
}

// GainDBi is the absolute gain, G0 + GainDB.
func (p F1336) GainDBi(azimuthOffDeg, elevationDeg float64) float64 {
	return p.peakDBi + p.GainDB(azimuthOffDeg, elevationDeg)
}
