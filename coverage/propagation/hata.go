package propagation

import "math"

// HataEnvironment is the surroundings of the receiver in Hata's formulas.
type HataEnvironment uint8

// The environments of Hata (1980).
const (
	HataUrban      HataEnvironment = iota // small or medium-sized city
	HataUrbanLarge                        // large city
	HataSuburban
	HataOpen
)

// hataNames are model names, in the order of the constants.
var hataNames = []string{"hata-urban", "hata-urban-large", "hata-suburban", "hata-open"}

// DefaultHataSigmaDB is the location variability of Hata and COST 231. Neither
// source states one; 8 dB is the macro-cell value of 3GPP TR 36.814 table
// A.2.1.1-1, a convention of planners and not a result of these models.
const DefaultHataSigmaDB = 8

// Hata is the Okumura-Hata model: M. Hata, "Empirical formula for propagation
// loss in land mobile radio services", IEEE Trans. Veh. Technol. VT-29 (1980).
// The distance is horizontal, in [1, 20] km.
//
// Below 1 km the formula is continued, which is better than to hold it at its
// 1 km value near the mast, and nowhere does it give less than free space (the
// rule of ITU-R SM.2028 for the extended Hata model; FreeSpaceFloor tells where).
// Distances below 10 m are computed at 10 m.
type Hata struct {
	Environment HataEnvironment
	SigmaDB     float64 // 0: DefaultHataSigmaDB
}

// Name returns "hata-urban", "hata-urban-large", "hata-suburban" or "hata-open",
// with ":sigma=" when that was changed.
func (m Hata) Name() string { return hataNames[m.Environment%4] + sigmaSuffix(m.SigmaDB) }

// Validity is the range of Hata (1980).
func (Hata) Validity() Validity {
	return Validity{FrequencyMHz: Interval{150, 1500}, DistanceM: Interval{1000, 20000},
		TxHeightM: Interval{30, 200}, RxHeightM: Interval{1, 10}}
}

// Predict implements Model.
func (m Hata) Predict(l Link) Prediction { return predict(m, l) }

func (m Hata) prepare(frequencyMHz, txHeightM, rxHeightM float64) Radial {
	v := m.Validity()
	e := v.check(frequencyMHz, txHeightM, rxHeightM)
	f, hb, hm := log10(e.frequencyMHz), log10(e.txHeightM), e.rxHeightM
	a := hataMediumCity(e.frequencyMHz, hm)
	if m.Environment == HataUrbanLarge {
		a = hataLargeCity(e.frequencyMHz, hm)
	}
	// Lp = 69.55 + 26.16 log f - 13.82 log hb - a(hm) + (44.9 - 6.55 log hb) log d, d in km.
	base := 69.55 + float64(26.16*f) - float64(13.82*hb) - a
	switch m.Environment {
	case HataSuburban: // Lps = Lp - 2 log^2(f/28) - 5.4
		s := log10(e.frequencyMHz / 28)
		base -= float64(2*float64(s*s)) + 5.4
	case HataOpen: // Lpo = Lp - 4.78 log^2 f + 18.33 log f - 40.94
		base -= float64(4.78*float64(f*f)) - float64(18.33*f) + 40.94
	}
	return hataRadial(base, e, v, m.SigmaDB)
}

// hataRadial is base + (44.9 - 6.55 log hb) log(d/km) over the horizontal
// distance, and free space below it.
func hataRadial(base float64, e ends, v Validity, sigmaDB float64) Radial {
	perDecade := 44.9 - float64(6.55*log10(e.txHeightM))
	if !(sigmaDB > 0) {
		sigmaDB = DefaultHataSigmaDB
	}
	return Radial{
		warnings: e.warnings, rangeM: v.DistanceM, closestM: 10,
		far: decades(base-float64(3*perDecade), perDecade), sigmaFarDB: sigmaDB,
		hasFloor: true, floor: freeSpaceSlope(e.frequencyMHz), floorRise2: e.rise2(),
	}
}

// hataMediumCity is a(hm) of a medium or small city:
// (1.1 log f - 0.7) hm - (1.56 log f - 0.8).
func hataMediumCity(frequencyMHz, hm float64) float64 {
	f := log10(frequencyMHz)
	return float64((float64(1.1*f)-0.7)*hm) - (float64(1.56*f) - 0.8)
}

// hataLargeCity is a(hm) of a large city: 8.29 log^2(1.54 hm) - 1.1 up to 200
// MHz, 3.2 log^2(11.75 hm) - 4.97 from 400 MHz. Hata leaves the interval between
// open; the second is used there.
func hataLargeCity(frequencyMHz, hm float64) float64 {
	if frequencyMHz <= 200 {
		x := log10(1.54 * hm)
		return float64(8.29*float64(x*x)) - 1.1
	}
	x := log10(11.75 * hm)
	return float64(3.2*float64(x*x)) - 4.97
}

// COST231 is the extension of Hata's urban formula to [1500, 2000] MHz: COST 231
// final report, Digital mobile radio towards future generation systems, 4.4.1.
// Like Hata it is continued below 1 km, and never below free space.
//
// In metropolitan centres the large-city a(hm) is used; the report's text can be
// read as giving the medium-city one, which differs by 0.1 dB at 1 m and 0.04 dB
// at 1.5 m.
type COST231 struct {
	Metropolitan bool    // Cm = 3 dB; otherwise medium-sized cities and suburban centres, 0 dB
	SigmaDB      float64 // 0: DefaultHataSigmaDB
}

// Name returns "cost231-urban" or "cost231-metropolitan", with ":sigma=" when
// that was changed.
func (m COST231) Name() string {
	if m.Metropolitan {
		return "cost231-metropolitan" + sigmaSuffix(m.SigmaDB)
	}
	return "cost231-urban" + sigmaSuffix(m.SigmaDB)
}

// Validity is the range of the report.
func (COST231) Validity() Validity {
	return Validity{FrequencyMHz: Interval{1500, 2000}, DistanceM: Interval{1000, 20000},
		TxHeightM: Interval{30, 200}, RxHeightM: Interval{1, 10}}
}

// Predict implements Model.
func (m COST231) Predict(l Link) Prediction { return predict(m, l) }

func (m COST231) prepare(frequencyMHz, txHeightM, rxHeightM float64) Radial {
	v := m.Validity()
	e := v.check(frequencyMHz, txHeightM, rxHeightM)
	// Lb = 46.3 + 33.9 log f - 13.82 log hb - a(hm) + (44.9 - 6.55 log hb) log d + Cm
	a, cm := hataMediumCity(e.frequencyMHz, e.rxHeightM), 0.0
	if m.Metropolitan {
		a, cm = hataLargeCity(e.frequencyMHz, e.rxHeightM), 3
	}
	base := 46.3 + float64(33.9*log10(e.frequencyMHz)) - float64(13.82*log10(e.txHeightM)) - a + cm
	return hataRadial(base, e, v, m.SigmaDB)
}

func sigmaSuffix(sigmaDB float64) string {
	if !(sigmaDB > 0) || sigmaDB == DefaultHataSigmaDB || math.IsInf(sigmaDB, 1) {
		return ""
	}
	return ":sigma=" + number(sigmaDB)
}
