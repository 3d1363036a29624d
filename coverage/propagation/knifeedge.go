package propagation

import "math"

// KnifeEdgeLossDB is J(nu), the loss over a single knife edge: ITU-R P.526-15
// equation (31). The formula is stated for nu in (-0.78, inf); up to -0.78 the
// edge is clear and the loss 0 dB. NaN gives 0.
func KnifeEdgeLossDB(nu float64) float64 {
	if !(nu > -0.78) {
		return 0
	}
	if nu > 1e100 {
		nu = 1e100
	}
	v := nu - 0.1
	// At -0.78 the formula is 0.013 dB, not 0; it never goes below.
	return 6.9 + float64(20*log10(math.Sqrt(float64(v*v)+1)+v))
}

// KnifeEdgeNu is nu of one edge, P.526-15 equation (26) in practical units: an
// edge heightM above the straight ray (negative: below it), at d1Km and d2Km from
// the ends. Without a positive frequency and distances it is NaN.
func KnifeEdgeNu(heightM, d1Km, d2Km, frequencyMHz float64) float64 {
	if !(d1Km > 0 && d2Km > 0 && frequencyMHz > 0) {
		return math.NaN()
	}
	return float64(heightM * math.Sqrt(0.002*(d1Km+d2Km)/(wavelengthM(frequencyMHz)*float64(d1Km*d2Km))))
}

// wavelengthM is lambda with the speed of light that P.1812 computes with,
// 2.998e8 m/s: 0.2998/f, f in GHz.
func wavelengthM(frequencyMHz float64) float64 { return 299.8 / frequencyMHz }
