package propagation

import (
	"fmt"
	"math"
)

// The Irregular Terrain Model (Longley-Rice) of NTIA, version 1.2.2. Sources, as
// cited in the itm_ files:
//
//	Algorithm   G. A. Hufford, The ITS Irregular Terrain Model, version 1.2.2: The Algorithm
//	ERL 79      A. G. Longley, P. L. Rice, ESSA Technical Report ERL 79-ITS 67 (1968)
//	TN101       P. L. Rice et al., NBS Technical Note 101 (1967), volumes 1 and 2
//	Vogler      L. E. Vogler, J. Res. NBS 68D (1964)
//
// Symbols: index 0 is the transmitter, 1 the receiver; h structural and he
// effective heights, dl horizon distances, theta horizon angles, ae effective
// earth radius, wn = f/47.7 the wave number in 1/m.

// ITMClimate is a radio climate of TN101; it sets how loss varies with time.
type ITMClimate uint8

// The climates, numbered as in all of ITM's implementations. Viet Nam's south is
// equatorial, its north between ITMContinentalSubtropical and ITMMaritimeSubtropical.
const (
	ITMEquatorial ITMClimate = iota + 1
	ITMContinentalSubtropical
	ITMMaritimeSubtropical
	ITMDesert
	ITMContinentalTemperate
	ITMMaritimeTemperateLand
	ITMMaritimeTemperateSea
)

// ITMPolarization of both antennas.
type ITMPolarization uint8

// The two polarizations.
const (
	ITMHorizontal ITMPolarization = iota
	ITMVertical
)

// ITM holds what a link is made of, whatever lies under it.
type ITM struct {
	TxHeightM, RxHeightM float64 // above ground, in [0.5, 3000]; warned of outside [1, 1000]
	FrequencyMHz         float64 // in [20, 20000]; warned of outside [40, 10000]
	Polarization         ITMPolarization
	Climate              ITMClimate
	Refractivity         float64 // N0 at sea level, N-units in [250, 400]
	Permittivity         float64 // relative, of the ground, in [1, ∞); 15 is average
	ConductivitySPerM    float64 // of the ground, in (0, ∞); 0.005 is average
}

// ITMMode is the way by which most of the signal comes.
type ITMMode uint8

// The modes. Line of sight means inside the horizon of a smooth earth, hills or not.
const (
	ITMLineOfSight ITMMode = iota + 1
	ITMDiffraction
	ITMTroposcatter
)

// String returns "line of sight" and the like.
func (m ITMMode) String() string {
	switch m {
	case ITMLineOfSight:
		return "line of sight"
	case ITMDiffraction:
		return "diffraction"
	case ITMTroposcatter:
		return "troposcatter"
	}
	return fmt.Sprintf("ITMMode(%d)", uint8(m))
}

// ITMPath is a link over its terrain: the reference attenuation and every number on
// the way to it. Loss draws quantiles from it.
type ITMPath struct {
	Mode                ITMMode
	Warnings            ITMWarning
	DistanceM           float64
	FreeSpaceDB         float64    // A_fs
	ReferenceDB         float64    // A_ref, the median attenuation relative to free space
	DeltaHM             float64    // terrain irregularity
	HorizonAngleRad     [2]float64 // up positive
	HorizonDistanceM    [2]float64
	EffectiveHeightM    [2]float64
	SurfaceRefractivity float64 // N_s
	EarthRadiusM        float64 // effective

	frequencyMHz float64
	climate      ITMClimate
}

const itmMethod = "ITM 1.2.2"

func (m *ITM) check() (w ITMWarning, err error) {
	if m.Climate < ITMEquatorial || m.Climate > ITMMaritimeTemperateSea {
		return 0, fmt.Errorf("%s: no radio climate %d; give one of 1 to 7", itmMethod, m.Climate)
	}
	if m.Polarization > ITMVertical {
		return 0, fmt.Errorf("%s: no polarization %d; give ITMHorizontal or ITMVertical", itmMethod, m.Polarization)
	}
	height := Interval{0.5, 3000}
	if err := refuse(itmMethod,
		input{"transmitter height", "m", m.TxHeightM, height},
		input{"receiver height", "m", m.RxHeightM, height},
		input{"refractivity", "N-units", m.Refractivity, Interval{250, 400}},
		input{"frequency", "MHz", m.FrequencyMHz, Interval{20, 20_000}},
		input{"permittivity", "", m.Permittivity, Interval{1, math.Inf(1)}},
		input{"conductivity", "S/m", m.ConductivitySPerM, aboveZero}); err != nil {
		return 0, err
	}
	usual := Interval{1, 1000}
	if !usual.Contains(m.TxHeightM) {
		w |= ITMTxHeight
	}
	if !usual.Contains(m.RxHeightM) {
		w |= ITMRxHeight
	}
	if m.FrequencyMHz < 40 || m.FrequencyMHz > 10_000 {
		w |= ITMFrequency
	}
	return w, nil
}

// PointToPoint predicts over a profile: ground heights above sea level at even steps
// from the transmitter to the receiver, both included. It refuses settings outside
// the ranges of ITM, profiles without length or with heights that are no numbers,
// surface refractivities outside [150, 400] and grounds whose impedance is not
// mostly real, each with what to change.
func (m *ITM) PointToPoint(stepM float64, groundM []float64) (ITMPath, error) {
	warnings, err := m.check()
	if err != nil {
		return ITMPath{}, err
	}
	if err := refuse(itmMethod, input{"profile step", "m", stepM, open{0, 1e6}},
		input{"number of posts", "", float64(len(groundM)), Interval{2, 1e7}}); err != nil {
		return ITMPath{}, err
	}
	t := itmTerrain{stepM, groundM}
	systemM, ok := t.averageHeight()
	if !ok {
		return ITMPath{}, fmt.Errorf("%s: a height of the profile is not a number within 10 km of sea level; fill gaps in the terrain first", itmMethod)
	}
	g, err := m.ground(systemM)
	if err != nil {
		return ITMPath{}, err
	}
	g.d = float64(float64(len(groundM)-1) * stepM)
	t.survey(&g)
	return m.finish(&g, warnings)
}

// ITMSiting is how well a terminal was placed in area mode.
type ITMSiting uint8

// The three criteria, Algorithm section 3.
const (
	ITMRandom ITMSiting = iota
	ITMCareful
	ITMVeryCareful
)

// ITMArea is a path of which only statistics are known.
type ITMArea struct {
	DistanceM          float64 // in (0, ∞)
	DeltaHM            float64 // terrain irregularity, in [0, ∞): 0 water, 30 plains, 90 hills, 200 mountains
	TxSiting, RxSiting ITMSiting
}

// Area predicts without a profile.
func (m *ITM) Area(a ITMArea) (ITMPath, error) {
	warnings, err := m.check()
	if err != nil {
		return ITMPath{}, err
	}
	if a.TxSiting > ITMVeryCareful || a.RxSiting > ITMVeryCareful {
		return ITMPath{}, fmt.Errorf("%s: sitings %d and %d must be ITMRandom, ITMCareful or ITMVeryCareful", itmMethod, a.TxSiting, a.RxSiting)
	}
	if err := refuse(itmMethod, input{"distance", "m", a.DistanceM, aboveZero}, input{"terrain irregularity", "m", a.DeltaHM, everything}); err != nil {
		return ITMPath{}, err
	}
	g, err := m.ground(0)
	if err != nil {
		return ITMPath{}, err
	}
	g.area, g.d, g.deltaH = true, a.DistanceM, a.DeltaHM
	for i, siting := range [2]ITMSiting{a.TxSiting, a.RxSiting} {
		g.he[i] = g.h[i] + siting.gain(g.h[i], a.DeltaHM)
		g.smoothHorizon(i)
		g.horizonAngle(i)
	}
	return m.finish(&g, warnings)
}

// gain is what a good site adds to a height, Algorithm equation 3.2.
func (s ITMSiting) gain(h, deltaH float64) float64 {
	var b float64
	switch s {
	case ITMRandom:
		return 0
	case ITMCareful:
		b = 4
	default:
		b = 9
	}
	if h < 5 {
		sin, _ := sincos(0.1 * math.Pi * h)
		b *= sin
	}
	return (1 + b) * expNegative(-min(20, 2*h/max(1e-3, deltaH)))
}

// itmGeometry is a path in the symbols of the sources.
type itmGeometry struct {
	area          bool
	f, wn         float64
	h, he         [2]float64
	dl, theta     [2]float64
	d, deltaH     float64
	ns, ae        float64
	z             itmComplex // surface transfer impedance Z_g
	zAbs          float64
	f3            float64 // cube root of f
	dls           [2]float64
	dLs, dL       float64 // sums of smooth-earth and of actual horizon distances
	thetaE        float64 // minus the angular distance of the line-of-sight region
	slope, offset float64 // the diffraction line m_d d + A_ed
}

// ground is the refractivity, the earth and its impedance at the height of the
// path above sea level.
func (m *ITM) ground(systemM float64) (itmGeometry, error) {
	const earthCurvature = 157e-9 // 1/m
	g := itmGeometry{f: m.FrequencyMHz, wn: m.FrequencyMHz / 47.7, h: [2]float64{m.TxHeightM, m.RxHeightM}}
	g.ns = m.Refractivity * exp(-systemM/9460)                           // TN101 equation 4.3
	g.ae = 1 / (earthCurvature * (1 - float64(0.04665*exp(g.ns/179.3)))) // TN101 equation 4.4
	if err := refuse(itmMethod,
		input{"surface refractivity at the height of the path", "N-units", g.ns, Interval{150, 400}},
		input{"effective earth radius", "m", g.ae, Interval{4_000_000, 13_333_333}}); err != nil {
		return g, err
	}
	e := itmComplex{m.Permittivity, 18000 * m.ConductivitySPerM / m.FrequencyMHz}
	g.z = itmComplex{e.re - 1, e.im}.sqrt()
	if m.Polarization == ITMVertical {
		g.z = g.z.over(e)
	}
	if !(g.z.re > math.Abs(g.z.im)) {
		return g, fmt.Errorf("%s: ground impedance %.3g%+.3gi must have a greater real than imaginary part; lower the conductivity %v S/m", itmMethod, g.z.re, g.z.im, m.ConductivitySPerM)
	}
	g.zAbs, g.f3 = g.z.abs(), cbrt(g.f)
	return g, nil
}

// smoothHorizon estimates the horizon distance from the roughness, Algorithm
// equation 3.3.
func (g *itmGeometry) smoothHorizon(i int) {
	g.dl[i] = math.Sqrt(2*g.he[i]*g.ae) * expNegative(-0.07*math.Sqrt(g.deltaH/max(g.he[i], 5)))
}

// horizonAngle estimates the horizon angle likewise, Algorithm equation 3.4.
func (g *itmGeometry) horizonAngle(i int) {
	smooth := math.Sqrt(2 * g.he[i] * g.ae)
	g.theta[i] = (float64(0.65*g.deltaH*(smooth/g.dl[i]-1)) - 2*g.he[i]) / smooth
}

func (m *ITM) finish(g *itmGeometry, warnings ITMWarning) (ITMPath, error) {
	reference, mode := g.reference()
	p := ITMPath{
		Mode: mode, Warnings: warnings | g.warnings(), DistanceM: g.d,
		FreeSpaceDB: 32.45 + float64(20*log10(g.f)) + float64(20*log10(g.d/1000)), ReferenceDB: reference,
		DeltaHM: g.deltaH, HorizonAngleRad: g.theta, HorizonDistanceM: g.dl, EffectiveHeightM: g.he,
		SurfaceRefractivity: g.ns, EarthRadiusM: g.ae,
		frequencyMHz: g.f, climate: m.Climate,
	}
	if x := p.ReferenceDB + p.FreeSpaceDB; x-x != 0 {
		return ITMPath{}, fmt.Errorf("%s: no finite loss over %v m with effective heights %v m; check the profile", itmMethod, g.d, g.he)
	}
	return p, nil
}
