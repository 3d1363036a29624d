package propagation

// P833Woodland is a wood around one terminal, of Recommendation ITU-R P.833-10
// section 2: its two parameters at the frequency of the link.
type P833Woodland struct {
	// MaxDB is A_m, the most that a terminal in this wood loses against one in the
	// open: beyond it the signal comes over or round the trees.
	MaxDB float64
	// GammaDBPerM is gamma, the specific attenuation of very short paths.
	GammaDBPerM float64
}

// Loss is the excess attenuation of a path whose last depthM metres lie in the
// wood, the other terminal being outside, equation (1):
//
//	A_ev = A_m [1 - exp(-d gamma / A_m)]
//
// The depth and both parameters must be in [0, ∞), else the error is a
// *RangeError. With a maximum of 0 there is no loss.
func (w P833Woodland) Loss(depthM float64) (float64, error) {
	if err := refuse("P.833-10 section 2",
		input{"depth", "m", depthM, everything},
		input{"maximum attenuation", "dB", w.MaxDB, everything},
		input{"specific attenuation", "dB/m", w.GammaDBPerM, everything}); err != nil {
		return 0, err
	}
	if w.MaxDB == 0 {
		return 0, nil
	}
	x := float64(depthM*w.GammaDBPerM) / w.MaxDB
	if x < 1e-4 { // 1-exp(-x) without cancellation, to 1e-9
		return float64(w.MaxDB * (x - float64(float64(x*x)/2))), nil
	}
	return float64(w.MaxDB * (1 - expNegative(-x))), nil
}

// p833Row is a column of P.833-10 table 1: a mixed coniferous and deciduous wood
// near St Petersburg, trees of 16 m, receiver at 1.6 m.
type p833Row struct{ frequencyMHz, gammaDBPerM, maxDB float64 }

var p833Table = [...]p833Row{
	{105.9, 0.04, 9.4}, {466.475, 0.12, 18}, {949, 0.17, 26.5}, {1852.2, 0.30, 29}, {2117.5, 0.34, 34.1},
}

// P833Measured gives the parameters measured near St Petersburg (P.833-10 table
// 1), between its frequencies along straight lines in logarithms, which is this
// package's reading and not the Recommendation's. Below 105.9 and above 2117.5 MHz
// the outermost measurement is returned with FrequencyBelow or FrequencyAbove, and
// other woods differ by a factor of two: take local measurements where there are.
func P833Measured(frequencyMHz float64) (P833Woodland, Warning) {
	first, last := p833Table[0], p833Table[len(p833Table)-1]
	if !(frequencyMHz >= first.frequencyMHz) {
		return P833Woodland{first.maxDB, first.gammaDBPerM}, FrequencyBelow
	}
	if frequencyMHz > last.frequencyMHz {
		return P833Woodland{last.maxDB, last.gammaDBPerM}, FrequencyAbove
	}
	i := 1
	for frequencyMHz > p833Table[i].frequencyMHz {
		i++
	}
	a, b := p833Table[i-1], p833Table[i]
	share := log10(frequencyMHz/a.frequencyMHz) / log10(b.frequencyMHz/a.frequencyMHz)
	between := func(lo, hi float64) float64 { return float64(hi * fromDB(float64(10*(1-share)*log10(lo/hi)))) }
	return P833Woodland{MaxDB: between(a.maxDB, b.maxDB), GammaDBPerM: between(a.gammaDBPerM, b.gammaDBPerM)}, 0
}

// P833MaxDB is equation (2), A_m = A1 f^alpha with f in MHz, for a site's own A1
// (dB) and alpha. The Recommendation lists A1 0.18, alpha 0.752 for a park of
// tropical trees in Rio de Janeiro at [900, 1800] MHz, trees of 15 m, receiver at
// 2.4 m.
func P833MaxDB(frequencyMHz, a1DB, alpha float64) (float64, error) {
	if err := refuse("P.833-10 equation (2)",
		input{"frequency", "MHz", frequencyMHz, Interval{30, 100_000}},
		input{"A1", "dB", a1DB, everything},
		input{"alpha", "", alpha, open{0, 2}}); err != nil {
		return 0, err
	}
	return float64(a1DB * power(frequencyMHz, alpha)), nil
}
