package antenna

import "math"

// Pattern is the gain of an antenna by direction.
type Pattern interface {
	// GainDB is the gain relative to the peak, never above 0, for the azimuth from
	// boresight (any number of degrees, it is periodic) and the elevation above
	// the horizon in [-90, 90]. A direction that is no number gets the lowest gain.
	GainDB(azimuthOffDeg, elevationDeg float64) float64
}

// Bounded is a pattern that bounds itself, so that a search for the best server
// can leave out stations without asking for every direction. All patterns of this
// package are.
type Bounded interface {
	Pattern
	// RangeDB bounds GainDB over all azimuths, to either side, whose distance from
	// boresight lies in an interval of [0, 180] degrees, and all elevations of an
	// interval of [-90, 90]: no gain there is below least or above most. An interval
	// that is none (its end before its start, or no number) is taken as the whole.
	RangeDB(azimuthOffDeg, elevationDeg [2]float64) (least, most float64)
}

// Omni is the same in all directions.
type Omni struct{}

// GainDB is 0.
func (Omni) GainDB(_, _ float64) float64 { return 0 }

// RangeDB is 0, 0.
func (Omni) RangeDB(_, _ [2]float64) (least, most float64) { return 0, 0 }

// Parabolic is the family of patterns in 3GPP reports: parabolas in dB with
// floors,
//
//	A_H(phi)   = min[12 (phi/phi3dB)^2, Am]
//	A_V(theta) = min[12 ((theta-thetaTilt)/theta3dB)^2, SLAv]
//	A          = -min[A_H + A_V, Am]
//
// with phi3dB and theta3dB the beamwidths at -3 dB.
type Parabolic struct {
	HorizontalBeamwidthDeg float64 // phi3dB; 0: alike in all azimuths
	VerticalBeamwidthDeg   float64 // theta3dB; 0: alike in all elevations
	FrontToBackDB          float64 // Am, the lowest gain of all is -Am
	SideLobeDB             float64 // SLAv, the lowest gain of the vertical cut is -SLAv
	// ElectricalDowntiltDeg shifts the vertical cut down alike in all azimuths.
	ElectricalDowntiltDeg float64
}

// TR36942 is the sector of 3GPP TR 36.942 section 4.2.1: horizontal only, 65
// degrees and a floor of 20 dB.
func TR36942() Parabolic { return Parabolic{HorizontalBeamwidthDeg: 65, FrontToBackDB: 20} }

// TR38901Element is one element of 3GPP TR 38.901 table 7.3-1: 65 by 65 degrees,
// SLAv 30 dB, Amax 30 dB. A panel of several is narrower.
func TR38901Element() Parabolic {
	return Parabolic{HorizontalBeamwidthDeg: 65, VerticalBeamwidthDeg: 65, FrontToBackDB: 30, SideLobeDB: 30}
}

// TR36814Macro is the 3-sector macro antenna of 3GPP TR 36.814 table A.2.1.1-2: a
// column of elements, 70 by 10 degrees, Am 25 dB, SLAv 20 dB. The report's tilt
// (15 degrees in case 1) is a parameter here.
func TR36814Macro(electricalDowntiltDeg float64) Parabolic {
	return Parabolic{HorizontalBeamwidthDeg: 70, VerticalBeamwidthDeg: 10, FrontToBackDB: 25, SideLobeDB: 20,
		ElectricalDowntiltDeg: electricalDowntiltDeg}
}

// MacroSector is the default for a sector of which only azimuth and tilt are
// known: the vertical cut of TR 36.814 (10 degrees, floor 20 dB) with the 65
// degrees of TR 36.942 and TR 38.901, and 25 dB front to back.
func MacroSector(electricalDowntiltDeg float64) Parabolic {
	p := TR36814Macro(electricalDowntiltDeg)
	p.HorizontalBeamwidthDeg = 65
	return p
}

// MacroOmni is MacroSector without azimuth: the vertical cut alone.
func MacroOmni(electricalDowntiltDeg float64) Parabolic {
	p := TR36814Macro(electricalDowntiltDeg)
	p.HorizontalBeamwidthDeg = 0
	return p
}

// GainDB implements Pattern.
func (p Parabolic) GainDB(azimuthOffDeg, elevationDeg float64) float64 {
	var loss float64
	if p.HorizontalBeamwidthDeg > 0 {
		loss = parabola(signedDeg(azimuthOffDeg), p.HorizontalBeamwidthDeg, p.FrontToBackDB)
	}
	if p.VerticalBeamwidthDeg > 0 {
		loss += parabola(elevationDeg+p.ElectricalDowntiltDeg, p.VerticalBeamwidthDeg, p.SideLobeDB)
		loss = min(loss, max(p.FrontToBackDB, 0))
	}
	return 0 - loss // not -loss: never minus zero
}

// parabola is min[12 (x/width)^2, floor]; NaN gives the floor.
func parabola(x, width, floor float64) float64 {
	r := x / width
	if a := float64(12 * float64(r*r)); a < floor {
		return a
	}
	return max(floor, 0)
}

// signedDeg brings an angle into [-180, 180]; what is no angle stays NaN.
func signedDeg(a float64) float64 {
	if a >= -180 && a <= 180 {
		return a
	}
	return math.Remainder(a, 360)
}

// RangeDB implements Bounded: a pattern of parabolas falls with the distance from
// its peak on either axis.
func (p Parabolic) RangeDB(azimuthOffDeg, elevationDeg [2]float64) (least, most float64) {
	azimuthOffDeg, elevationDeg = interval(azimuthOffDeg, 0, 180), interval(elevationDeg, -90, 90)
	peak := -p.ElectricalDowntiltDeg
	near := min(max(peak, elevationDeg[0]), elevationDeg[1])
	far := elevationDeg[0]
	if elevationDeg[1]-peak > peak-elevationDeg[0] {
		far = elevationDeg[1]
	}
	return p.GainDB(azimuthOffDeg[1], far), p.GainDB(azimuthOffDeg[0], near)
}

// MostDB is the most of RangeDB for azimuths from offDeg of boresight on and
// elevations between low and high, which must be an interval.
func (p *Parabolic) MostDB(offDeg, lowDeg, highDeg float64) float64 {
	loss := 0.0
	if p.HorizontalBeamwidthDeg > 0 {
		loss = parabola(offDeg, p.HorizontalBeamwidthDeg, p.FrontToBackDB)
	}
	if p.VerticalBeamwidthDeg > 0 {
		off := p.ElectricalDowntiltDeg + lowDeg
		if off < 0 {
			off = min(0, p.ElectricalDowntiltDeg+highDeg)
		}
		loss += parabola(off, p.VerticalBeamwidthDeg, p.SideLobeDB)
		loss = min(loss, max(p.FrontToBackDB, 0))
	}
	return 0 - loss
}

// interval is v, or all of [least, most] where v is no interval.
func interval(v [2]float64, least, most float64) [2]float64 {
	if v[0] <= v[1] {
		return v
	}
	return [2]float64{least, most}
}
