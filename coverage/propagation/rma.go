package propagation

import "math"

// RMa is the rural macro-cell of 3GPP TR 38.901 table 7.4.1-1. Line of sight is
// stated to 10 km and the rest to 5 km; a prediction holds both, so beyond 5 km
// it warns.
type RMa struct {
	BuildingHeightM float64 // h, mean building height, [5, 50]; 0: 5 m
	StreetWidthM    float64 // W, mean street width, [5, 50]; 0: 20 m
}

// Name returns "rma", with ":h=8,w=30" where these were changed.
func (m RMa) Name() string {
	h, w := m.environment()
	switch {
	case h == 5 && w == 20:
		return "rma"
	case w == 20:
		return "rma:h=" + number(h)
	case h == 5:
		return "rma:w=" + number(w)
	}
	return "rma:h=" + number(h) + ",w=" + number(w)
}

// environment fills in the defaults of the table.
func (m RMa) environment() (h, w float64) {
	h, w = m.BuildingHeightM, m.StreetWidthM
	if !(h > 0) {
		h = 5
	}
	if !(w > 0) {
		w = 20
	}
	return h, w
}

// Validity is the range of table 7.4.1-1 for both states.
func (RMa) Validity() Validity {
	return Validity{FrequencyMHz: Interval{500, 30000}, DistanceM: Interval{10, 5000},
		TxHeightM: Interval{10, 150}, RxHeightM: Interval{1, 10}}
}

// Predict implements Model.
func (m RMa) Predict(l Link) Prediction { return predict(m, l) }

func (m RMa) prepare(frequencyMHz, txHeightM, rxHeightM float64) Radial {
	v := m.Validity()
	e := v.check(frequencyMHz, txHeightM, rxHeightM)
	h, w := m.environment()
	if sides := (Interval{5, 50}); !sides.Contains(h) || !sides.Contains(w) {
		e.warnings |= EnvironmentOutside
		h, w = computedHeightM.clamp(h), computedHeightM.clamp(w)
	}
	// dBP = 2 pi hBS hUT fc/c
	dbp := 2 * math.Pi * e.txHeightM * e.rxHeightM * (e.frequencyMHz * 1e6) / tr38901LightMps
	near := rmaNear(e.frequencyMHz/1000, h)
	// PL2 = PL1(dBP) + 40 log(d3D/dBP)
	log2 := float64(2 * log10(dbp)) // of dBP^2
	far := decades(near.at(log2, float64(dbp*dbp))-float64(20*log2), 40)
	return Radial{
		warnings: e.warnings, rangeM: v.DistanceM, closestM: tr38901ClosestM,
		rise2: e.rise2(), breakM: dbp, near: near, far: far,
		hasNLOS: true, nlos: rmaNLOS(e, h, w),
		sigmaNearDB: 4, sigmaFarDB: 6, sigmaNLOSDB: 8,
		chance: losChance{certainM: 10, offsetM: 10, decayM: 1000}, // table 7.4.2-1
	}
}

// rmaNear is PL1 = 20 log(40 pi d3D fc/3) + min(0.03 h^1.72, 10) log d3D
// - min(0.044 h^1.72, 14.77) + 0.002 log(h) d3D.
func rmaNear(fGHz, h float64) slope {
	// h^1.72 by way of log10 and e^-x, which are the same on every processor.
	power := 1 / expNegative(float64(log10(h)*(-1.72*math.Ln10)))
	s := decades(float64(20*log10(40*math.Pi/3*fGHz))-min(float64(0.044*power), 14.77),
		20+min(float64(0.03*power), 10))
	s.perMetre = float64(0.002 * log10(h))
	return s
}

// rmaNLOS is PL'NLOS = 161.04 - 7.1 log W + 7.5 log h - (24.37 - 3.7 (h/hBS)^2) log hBS
// + (43.42 - 3.1 log hBS)(log d3D - 3) + 20 log fc - (3.2 (log 11.75 hUT)^2 - 4.97).
func rmaNLOS(e ends, h, w float64) slope {
	hbs, q := log10(e.txHeightM), h/e.txHeightM
	rx := log10(11.75 * e.rxHeightM)
	perDecade := 43.42 - float64(3.1*hbs)
	base := 161.04 - float64(7.1*log10(w)) + float64(7.5*log10(h)) -
		float64((24.37-float64(3.7*float64(q*q)))*hbs) - float64(3*perDecade) +
		float64(20*log10(e.frequencyMHz/1000)) - (float64(3.2*float64(rx*rx)) - 4.97)
	return decades(base, perDecade)
}
