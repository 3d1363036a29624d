package propagation

import "math"

// quantile is the inverse F^-1 of the standard normal distribution for p in
// (0, 1), within 1e-13 of the value whose normal is p. It starts from formula
// 26.2.23 of Abramowitz and Stegun, which is good to 4.5e-4, and takes two steps
// of Halley's method, each of which cubes the error.
func quantile(p float64) float64 {
	tail := min(p, 1-p)
	t := math.Sqrt(-2 * math.Ln10 * log10(tail))
	n := float64((float64(0.010328*t)+0.802853)*t) + 2.515517
	d := float64((float64((float64(0.001308*t)+0.189269)*t)+1.432788)*t) + 1
	z := n/d - t
	for range 2 {
		chance, density := normal(z)
		u := (chance - tail) / density
		z -= u / (1 + float64(float64(z*u)/2))
	}
	if p > 0.5 {
		return 0 - z
	}
	return z
}

// sumDB is 10 log(10^(0.1 a) + 10^(0.1 b) + ...), without overflow.
func sumDB(first float64, more ...float64) float64 {
	most := first
	for _, v := range more {
		most = max(most, v)
	}
	sum := fromDB(first - most)
	for _, v := range more {
		sum += fromDB(v - most)
	}
	return most + float64(10*log10(sum))
}
