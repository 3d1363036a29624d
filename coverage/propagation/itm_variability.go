package propagation

import (
	"fmt"
	"math"
)

// ITMService says which variations a user of the link meets as one.
type ITMService uint8

// The modes of variability, Algorithm section 5.
const (
	ITMSingleMessage ITMService = iota // time, location and situation together
	ITMAccidental                      // location together with situation (an interferer)
	ITMMobile                          // time together with location
	ITMBroadcast                       // each by itself
)

// ITMVariability is what varies in a set of links. The zero value is a single
// message.
type ITMVariability struct {
	Service ITMService
	// SameLocations leaves out the variation with location, for well-placed ends.
	SameLocations bool
	// NoSituation leaves out the direct variation with situation, for interference.
	NoSituation bool
}

// ITMVariabilityOf takes the number that other implementations call mdvar: the
// service, plus 10 without location and plus 20 without situation.
func ITMVariabilityOf(mdvar int) (ITMVariability, error) {
	if mdvar < 0 || mdvar > 33 || mdvar%10 > 3 {
		return ITMVariability{}, fmt.Errorf("%s: no mode of variability %d; give 0 to 3, plus 10 and 20 as wanted", itmMethod, mdvar)
	}
	return ITMVariability{ITMService(mdvar % 10), mdvar/10%2 == 1, mdvar >= 20}, nil
}

// ITMShares says for what part of the cases the loss must not be exceeded, each in
// percent within (0, 100).
type ITMShares struct {
	TimePct, LocationPct, SituationPct float64
	confidence                         bool // made by ITMConfidence: errors say so
}

// ITMConfidence states a reliability (share of times and places) and how confident
// one is to meet it, in percent within (0, 100).
func ITMConfidence(confidencePct, reliabilityPct float64) ITMShares {
	return ITMShares{TimePct: reliabilityPct, LocationPct: 50, SituationPct: confidencePct, confidence: true}
}

// ITMLoss is a quantile of the loss of a path with the numbers on the way to it.
type ITMLoss struct {
	LossDB                 float64 // basic transmission loss
	Warnings               ITMWarning
	EffectiveM             float64 // d_e, Algorithm equation 5.3
	MedianShiftDB          float64 // V_med of the climate
	SigmaTDB               float64 // with time, location, situation
	SigmaLDB, SigmaSDB     float64
	ReliabilityDB, TrustDB float64 // Y_R and Y_S, taken off
}

// Loss is the basic transmission loss not exceeded in the given shares of cases.
// Shares outside (0, 100) give a *RangeError, an unknown service an error.
func (p *ITMPath) Loss(v ITMVariability, s ITMShares) (ITMLoss, error) {
	if v.Service > ITMBroadcast {
		return ITMLoss{}, fmt.Errorf("%s: no service %d; give ITMSingleMessage to ITMBroadcast", itmMethod, v.Service)
	}
	if p.climate == 0 {
		return ITMLoss{}, fmt.Errorf("%s: the path was not computed; take it from PointToPoint or Area", itmMethod)
	}
	time, situation := "time", "situation"
	if s.confidence {
		time, situation = "reliability", "confidence"
	}
	if err := refuse(itmMethod, input{situation, "%", s.SituationPct, percent}, input{time, "%", s.TimePct, percent},
		input{"location", "%", s.LocationPct, percent}); err != nil {
		return ITMLoss{}, err
	}
	l := ITMLoss{Warnings: p.Warnings}
	p.spread(&l, v)
	zT, zL, zS := itmDeviate(s.TimePct/100), itmDeviate(s.LocationPct/100), itmDeviate(s.SituationPct/100)
	switch v.Service {
	case ITMSingleMessage:
		zT, zL = zS, zS
	case ITMAccidental:
		zL = zS
	case ITMMobile:
		zL = zT
	}
	if max(math.Abs(zT), math.Abs(zL), math.Abs(zS)) > 3.10 {
		l.Warnings |= ITMExtremeVariability
	}
	l.SigmaTDB = p.timeDeviation(zT, l.EffectiveM)
	l.combine(v.Service, [3]float64{zT, zL, zS})
	a := p.ReferenceDB - l.MedianShiftDB - l.ReliabilityDB - l.TrustDB
	if a < 0 { // less than free space is not trusted far, Algorithm equation 5.2
		a = a * (29 - a) / (29 - float64(10*a))
	}
	l.LossDB = a + p.FreeSpaceDB
	return l, nil
}

// spread sets the effective distance, the median shift and the deviations with
// location and situation.
func (p *ITMPath) spread(l *ITMLoss, v ITMVariability) {
	const radius = 9000e3 // of the earth in effective distances, m
	wn := p.frequencyMHz / 47.7
	horizon := math.Sqrt(2*radius*p.EffectiveHeightM[0]) + math.Sqrt(2*radius*p.EffectiveHeightM[1]) + cbrt(575.7e12/wn)
	if p.DistanceM < horizon {
		l.EffectiveM = 130e3 * p.DistanceM / horizon
	} else {
		l.EffectiveM = 130e3 + p.DistanceM - horizon
	}
	l.MedianShiftDB = itmClimates[p.climate-1].median.at(l.EffectiveM)
	if !v.NoSituation {
		l.SigmaSDB = 5 + float64(3*expNegative(-l.EffectiveM/100e3)) // Algorithm equation 5.10
	}
	if !v.SameLocations {
		rough := float64(wn * p.DeltaHM * (1 - float64(0.8*expNegative(-p.DistanceM/50e3))))
		l.SigmaLDB = 10 * rough / (rough + 13) // Algorithm equation 5.9
	}
}

// timeDeviation is sigma_T, which differs above, below and far below the median.
func (p *ITMPath) timeDeviation(zT, effectiveM float64) float64 {
	c := &itmClimates[p.climate-1]
	q := naturalLog(0.133 * p.frequencyMHz / 47.7)
	if zT < 0 {
		return c.minus.at(effectiveM) * c.minusGain.at(q)
	}
	plus := float64(c.plus.at(effectiveM) * c.plusGain.at(q))
	if zT <= c.tailFrom {
		return plus
	}
	tail := float64(c.tail * plus)
	return tail + float64((plus-tail)*c.tailFrom)/zT
}

// combine is Algorithm equation 5.11: Y_R for what the user meets, Y_S for the
// trust in it.
func (l *ITMLoss) combine(service ITMService, z [3]float64) {
	zS2 := float64(z[2] * z[2])
	yT, yL := float64(l.SigmaTDB*z[0]), float64(l.SigmaLDB*z[1])
	t2, l2 := float64(l.SigmaTDB*l.SigmaTDB), float64(l.SigmaLDB*l.SigmaLDB)
	s2 := float64(l.SigmaSDB*l.SigmaSDB) + float64(yT*yT)/(7.8+zS2) + float64(yL*yL)/(24+zS2)
	switch service {
	case ITMSingleMessage:
		s2 += t2 + l2
	case ITMAccidental:
		l.ReliabilityDB = yT
		s2 += l2
	case ITMMobile:
		l.ReliabilityDB = math.Sqrt(t2+l2) * z[0]
	case ITMBroadcast:
		l.ReliabilityDB = yT + yL
	}
	l.TrustDB = math.Sqrt(s2) * z[2]
}

// itmDeviate is the standard normal deviate exceeded with chance q, by formula
// 26.2.23 of Abramowitz and Stegun. The method is fitted with this approximation,
// which is off by up to 4.5e-4.
func itmDeviate(q float64) float64 {
	t := math.Sqrt(-2 * naturalLog(min(q, 1-q)))
	z := t - (float64((float64(0.010328*t)+0.802853)*t)+2.515516)/(float64((float64((float64(0.001308*t)+0.189269)*t)+1.432788)*t)+1)
	if q > 0.5 {
		return -z
	}
	return z
}

// itmCurve is TN101 volume 2 equations III.69 and III.70.
type itmCurve struct{ c1, c2, x1, x2, x3 float64 }

func (c *itmCurve) at(d float64) float64 {
	ratio, bump := d/c.x1, (d-c.x2)/c.x3
	far := float64(ratio * ratio)
	return (c.c1 + c.c2/(1+float64(bump*bump))) * far / (1 + far)
}

// itmGain is how a deviation depends on frequency: b1 + b2/((b3 q)^2 + 1).
type itmGain struct{ b1, b2, b3 float64 }

func (g *itmGain) at(q float64) float64 {
	x := float64(g.b3 * q)
	return g.b1 + g.b2/(float64(x*x)+1)
}

// itmClimates are fits to TN101 figure 10.13, and C_D and z_D of Algorithm table
// 5.1, in the order of ITMClimate.
var itmClimates = [7]struct {
	median, minus, plus itmCurve
	minusGain, plusGain itmGain
	tail, tailFrom      float64
}{
	{itmCurve{-9.67, 12.7, 144.9e3, 190.3e3, 133.8e3}, itmCurve{2.13, 159.5, 762.2e3, 123.6e3, 94.5e3},
		itmCurve{2.11, 102.3, 636.9e3, 134.8e3, 95.6e3}, itmGain{1, 0, 0}, itmGain{1, 0, 0}, 1.224, 1.282},
	{itmCurve{-0.62, 9.19, 228.9e3, 205.2e3, 143.6e3}, itmCurve{2.66, 7.67, 100.4e3, 172.5e3, 136.4e3},
		itmCurve{6.87, 15.53, 138.7e3, 143.7e3, 98.6e3}, itmGain{1, 0, 0}, itmGain{0.93, 0.31, 2}, 0.801, 2.161},
	{itmCurve{1.26, 15.5, 262.6e3, 185.2e3, 99.8e3}, itmCurve{6.11, 6.65, 138.2e3, 242.2e3, 178.6e3},
		itmCurve{10.08, 9.60, 165.3e3, 225.7e3, 129.7e3}, itmGain{1, 0, 0}, itmGain{1, 0, 0}, 1.380, 1.282},
	{itmCurve{-9.21, 9.05, 84.1e3, 101.1e3, 98.6e3}, itmCurve{1.98, 13.11, 139.1e3, 132.7e3, 193.5e3},
		itmCurve{3.68, 159.3, 464.4e3, 93.1e3, 94.2e3}, itmGain{1, 0, 0}, itmGain{0.93, 0.19, 1.79}, 1.000, 20},
	{itmCurve{-0.62, 9.19, 228.9e3, 205.2e3, 143.6e3}, itmCurve{2.68, 7.16, 93.7e3, 186.8e3, 133.5e3},
		itmCurve{4.75, 8.12, 93.2e3, 135.9e3, 113.4e3}, itmGain{0.92, 0.25, 1.77}, itmGain{0.93, 0.31, 2}, 1.224, 1.282},
	{itmCurve{-0.39, 2.86, 141.7e3, 315.9e3, 167.4e3}, itmCurve{6.86, 10.38, 187.8e3, 169.6e3, 108.9e3},
		itmCurve{8.58, 13.97, 216.0e3, 152.0e3, 122.7e3}, itmGain{1, 0, 0}, itmGain{1, 0, 0}, 1.518, 1.282},
	{itmCurve{3.15, 857.9, 2222e3, 164.8e3, 116.3e3}, itmCurve{8.51, 169.8, 609.8e3, 119.9e3, 106.6e3},
		itmCurve{8.43, 8.19, 136.2e3, 188.5e3, 122.9e3}, itmGain{1, 0, 0}, itmGain{1, 0, 0}, 1.518, 1.282},
}
