package feature

import (
	"math/bits"

	"github.com/paulmach/orb"

	"phusong/geo"
)

// Orientation returns the sign of a ring's area in longitude and latitude at 7 decimals, +1
// counter-clockwise, 0 for a ring without area. The ring may be open. The
// sum is exact, in 128-bit integers of squared E7: two products of 33-bit
// differences fit, whatever the ring.
func Orientation(ring orb.Ring) int {
	if len(ring) == 0 {
		return 0
	}
	x0, y0 := e7(ring[0])
	var hi, lo uint64
	px, py := int64(0), int64(0)
	for _, p := range ring[1:] {
		x, y := e7(p)
		x, y = x-x0, y-y0
		hi, lo = addProduct(hi, lo, px, y)
		hi, lo = addProduct(hi, lo, -x, py)
		px, py = x, y
	}
	switch {
	case int64(hi) < 0:
		return -1
	case hi|lo == 0:
		return 0
	}
	return 1
}

func e7(p orb.Point) (x, y int64) { return int64(geo.ToE7(p[0])), int64(geo.ToE7(p[1])) }

// addProduct adds a*b to a two's complement number of 128 bits.
func addProduct(hi, lo uint64, a, b int64) (uint64, uint64) {
	h, l := bits.Mul64(uint64(a), uint64(b))
	// Mul64 is unsigned: take back what the sign bits added to the high word.
	if a < 0 {
		h -= uint64(b)
	}
	if b < 0 {
		h -= uint64(a)
	}
	lo, carry := bits.Add64(lo, l, 0)
	hi, _ = bits.Add64(hi, h, carry)
	return hi, lo
}
