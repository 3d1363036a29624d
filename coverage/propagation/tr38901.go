package propagation

import "math"

// What RMa, UMa and UMi of 3GPP TR 38.901 share. Distances are those of figure
// 7.4.1-1, f in GHz; note 1 of table 7.4.1-1 sets c = 3.0e8 m/s for breakpoints.
const (
	tr38901LightMps = 3.0e8
	// The table begins at 10 m; nearer receivers are computed at 10 m.
	tr38901ClosestM = 10
	// Effective environment height of UMa and UMi. UMa draws it from a set for
	// receivers above 13 m; 1 m is the only value below and the likeliest above.
	environmentHeightM = 1
	// Heights over the environment height are taken as at least this, so that the
	// breakpoint keeps a positive distance for receivers below the range.
	leastOverEnvironmentM = 0.5
)

// losChance is a LOS probability of table 7.4.2-1: 1 up to certainM, then
// ratio + exp(-(d-offsetM)/decayM) (1-ratio) with ratio = certainM/d, or 0 where
// the law has no ratio; and the factor for high receivers of UMa.
type losChance struct {
	certainM, offsetM, decayM float64
	hasRatio                  bool
	highRx                    float64 // C' of UMa
}

func (c *losChance) at(d float64) float64 {
	if d <= c.certainM {
		return 1
	}
	e := expNegative((c.offsetM - d) / c.decayM)
	if !c.hasRatio {
		return e
	}
	ratio := c.certainM / d
	p := ratio + float64(e*(1-ratio))
	if c.highRx == 0 {
		return p
	}
	h := d / 100
	h = float64(1.25*c.highRx) * float64(h*float64(h*h)) * expNegative(-d/150)
	return min(1, p+float64(p*h))
}

// urban makes the common form of UMa and UMi: both laws without a part linear in
// distance, with d'BP = 4 h'BS h'UT fc/c.
func urban(e ends, v Validity) (r Radial, breakM float64) {
	hbs := max(e.txHeightM-environmentHeightM, leastOverEnvironmentM)
	hut := max(e.rxHeightM-environmentHeightM, leastOverEnvironmentM)
	breakM = 4 * hbs * hut * (e.frequencyMHz * 1e6) / tr38901LightMps
	return Radial{
		warnings: e.warnings, rangeM: v.DistanceM, closestM: tr38901ClosestM,
		rise2: e.rise2(), breakM: breakM, hasNLOS: true,
	}, breakM
}

// UMa is the urban macro-cell of 3GPP TR 38.901 table 7.4.1-1. The table gives
// hBS = 25 m; real heights are used, with a warning.
type UMa struct{}

// Name returns "uma".
func (UMa) Name() string { return "uma" }

// Validity is the range of table 7.4.1-1.
func (UMa) Validity() Validity {
	return Validity{FrequencyMHz: Interval{500, 100000}, DistanceM: Interval{10, 5000},
		TxHeightM: Interval{25, 25}, RxHeightM: Interval{1.5, 22.5}}
}

// Predict implements Model.
func (m UMa) Predict(l Link) Prediction { return predict(m, l) }

func (m UMa) prepare(frequencyMHz, txHeightM, rxHeightM float64) Radial {
	v := m.Validity()
	e := v.check(frequencyMHz, txHeightM, rxHeightM)
	r, bp := urban(e, v)
	f := float64(20 * log10(e.frequencyMHz/1000))
	// PL1 = 28.0 + 22 log d3D + 20 log fc
	r.near = decades(28+f, 22)
	// PL2 = 28.0 + 40 log d3D + 20 log fc - 9 log(d'BP^2 + (hBS-hUT)^2)
	r.far = decades(28+f-float64(9*log10(float64(bp*bp)+r.rise2)), 40)
	// PL'NLOS = 13.54 + 39.08 log d3D + 20 log fc - 0.6 (hUT - 1.5)
	r.nlos = decades(13.54+f-float64(0.6*(e.rxHeightM-1.5)), 39.08)
	r.sigmaNearDB, r.sigmaFarDB, r.sigmaNLOSDB = 4, 4, 6
	r.chance = losChance{certainM: 18, decayM: 63, hasRatio: true, highRx: umaHighRx(e.rxHeightM)}
	return r
}

// umaHighRx is C'(hUT) of table 7.4.2-1, which ends at 23 m.
func umaHighRx(hut float64) float64 {
	if hut <= 13 {
		return 0
	}
	x := (min(hut, 23) - 13) / 10
	return float64(x * math.Sqrt(x))
}

// UMi is the urban micro-cell (street canyon) of 3GPP TR 38.901 table 7.4.1-1,
// antennas below the roofs. The table gives hBS = 10 m; real heights are used,
// with a warning.
type UMi struct{}

// Name returns "umi".
func (UMi) Name() string { return "umi" }

// Validity is the range of table 7.4.1-1.
func (UMi) Validity() Validity {
	return Validity{FrequencyMHz: Interval{500, 100000}, DistanceM: Interval{10, 5000},
		TxHeightM: Interval{10, 10}, RxHeightM: Interval{1.5, 22.5}}
}

// Predict implements Model.
func (m UMi) Predict(l Link) Prediction { return predict(m, l) }

func (m UMi) prepare(frequencyMHz, txHeightM, rxHeightM float64) Radial {
	v := m.Validity()
	e := v.check(frequencyMHz, txHeightM, rxHeightM)
	r, bp := urban(e, v)
	log := log10(e.frequencyMHz / 1000)
	f := float64(20 * log)
	// PL1 = 32.4 + 21 log d3D + 20 log fc
	r.near = decades(32.4+f, 21)
	// PL2 = 32.4 + 40 log d3D + 20 log fc - 9.5 log(d'BP^2 + (hBS-hUT)^2)
	r.far = decades(32.4+f-float64(9.5*log10(float64(bp*bp)+r.rise2)), 40)
	// PL'NLOS = 35.3 log d3D + 22.4 + 21.3 log fc - 0.3 (hUT - 1.5)
	r.nlos = decades(22.4+float64(21.3*log)-float64(0.3*(e.rxHeightM-1.5)), 35.3)
	r.sigmaNearDB, r.sigmaFarDB, r.sigmaNLOSDB = 4, 4, 7.82
	r.chance = losChance{certainM: 18, decayM: 36, hasRatio: true}
	return r
}
