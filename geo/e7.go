package geo

// E7 is a geographic coordinate in units of 1e-7 degree, the 7 decimals that
// phusong writes (about 11 mm on the ground). Topology is decided on E7
// integers only, so that it is exact and the same on every processor; float64
// degrees with 7 decimals and E7 convert into each other without loss.
type E7 int32

// E7PerDegree is the number of E7 units in one degree.
const E7PerDegree = 10_000_000

// ToE7 rounds degrees to the nearest E7, halves away from zero. The caller
// guarantees |deg| <= 180 (other values and NaN have no E7).
func ToE7(deg float64) E7 {
	// math.Round in a quarter of its time: within the range the difference is exact. The
	// conversion keeps the product from being fused with it.
	x := float64(deg * E7PerDegree)
	e := E7(x)
	switch rest := x - float64(e); {
	case rest >= 0.5:
		e++
	case rest <= -0.5:
		e--
	}
	return e
}

// Degrees returns the float64 nearest to the decimal with 7 places.
func (e E7) Degrees() float64 { return float64(e) / E7PerDegree }

// Round7 rounds degrees to 7 decimals, as they are written.
func Round7(deg float64) float64 { return ToE7(deg).Degrees() }
