package overlay

import (
	"math/big"
	"math/bits"

	"github.com/paulmach/orb"

	"phusong/geo"
)

// Point is a vertex: X is longitude, Y latitude.
type Point struct{ X, Y geo.E7 }

// Degrees returns the point as longitude and latitude.
func (p Point) Degrees() orb.Point { return orb.Point{p.X.Degrees(), p.Y.Degrees()} }

// key packs a point so that keys sort as (X, Y) do.
func (p Point) key() uint64 {
	const flip = 1 << 31 // moves int32 order onto uint32 order
	return uint64(uint32(p.X)^flip)<<32 | uint64(uint32(p.Y)^flip)
}

func (p Point) less(q Point) bool { return p.X < q.X || p.X == q.X && p.Y < q.Y }

func (p Point) compare(q Point) int {
	switch {
	case p == q:
		return 0
	case p.less(q):
		return -1
	}
	return 1
}

// orientLimit is what orient is clamped to.
const orientLimit = 1 << 62

// orient returns twice the signed area of the triangle a, b, c: positive when
// c lies to the left of a->b, zero only when the three are collinear. The value
// is exact up to +-orientLimit and clamped there (only edges that span more
// than 150 degrees get so far).
func orient(a, b, c Point) int64 {
	abx, aby := int64(b.X)-int64(a.X), int64(b.Y)-int64(a.Y)
	acx, acy := int64(c.X)-int64(a.X), int64(c.Y)-int64(a.Y)
	return cross(abx, aby, acx, acy)
}

// cross returns ux*vy - uy*vx, clamped to +-orientLimit, for |values| < 2^33.
func cross(ux, uy, vx, vy int64) int64 {
	// Below 2^30 both products stay below 2^60.
	const half, full = 1 << 30, 1 << 31
	if uint64(ux+half) < full && uint64(uy+half) < full && uint64(vx+half) < full && uint64(vy+half) < full {
		return ux*vy - uy*vx
	}
	hi1, lo1 := mul128(ux, vy)
	hi2, lo2 := mul128(uy, vx)
	lo, borrow := bits.Sub64(lo1, lo2, 0)
	hi, _ := bits.Sub64(hi1, hi2, borrow)
	switch {
	case int64(hi) > 0 || hi == 0 && lo > orientLimit:
		return orientLimit
	case int64(hi) < -1 || int64(hi) == -1 && lo < 1<<64-orientLimit:
		return -orientLimit
	}
	return int64(lo)
}

// mul128 returns the signed 128-bit product in two's complement.
func mul128(a, b int64) (hi, lo uint64) {
	hi, lo = bits.Mul64(uint64(a), uint64(b))
	if a < 0 {
		hi -= uint64(b)
	}
	if b < 0 {
		hi -= uint64(a)
	}
	return hi, lo
}

func abs64(v int64) int64 {
	if v < 0 {
		return -v
	}
	return v
}

// crossing returns the point where the lines a-b and c-d meet, rounded to the
// nearest Point (halves up, so that it does not hang on the order of the
// arguments). The two segments must cross properly.
func crossing(a, b, c, d Point) Point {
	num, other := abs64(orient(c, d, a)), abs64(orient(c, d, b))
	if num >= orientLimit/2 || other >= orientLimit/2 {
		return crossingBig(a, b, c, d)
	}
	den := uint64(num + other)
	along := func(from, to geo.E7) geo.E7 {
		delta := int64(to) - int64(from)
		hi, lo := bits.Mul64(2*uint64(abs64(delta)), uint64(num))
		if delta >= 0 {
			lo, carry := bits.Add64(lo, den, 0)
			q, _ := bits.Div64(hi+carry, lo, 2*den)
			return from + geo.E7(q)
		}
		lo, carry := bits.Add64(lo, den-1, 0)
		q, _ := bits.Div64(hi+carry, lo, 2*den)
		return geo.E7(int64(from) - int64(q))
	}
	return Point{along(a.X, b.X), along(a.Y, b.Y)}
}

// crossingBig is crossing for edges of any length.
func crossingBig(a, b, c, d Point) Point {
	area := func(p Point) *big.Int {
		l := new(big.Int).Mul(big.NewInt(int64(d.X)-int64(c.X)), big.NewInt(int64(p.Y)-int64(c.Y)))
		r := new(big.Int).Mul(big.NewInt(int64(d.Y)-int64(c.Y)), big.NewInt(int64(p.X)-int64(c.X)))
		return l.Sub(l, r)
	}
	num := area(a)
	den := new(big.Int).Sub(num, area(b))
	if den.Sign() < 0 {
		num.Neg(num)
		den.Neg(den)
	}
	along := func(from, to geo.E7) geo.E7 {
		q := new(big.Int).Mul(num, big.NewInt(2*(int64(to)-int64(from))))
		q.Add(q, den)
		q.Div(q, new(big.Int).Lsh(den, 1)) // Euclidean: floor, as the divisor is positive
		return geo.E7(int64(from) + q.Int64())
	}
	return Point{along(a.X, b.X), along(a.Y, b.Y)}
}

// throughPixel reports whether the segment a-b passes through the half-open
// unit square [p-1/2, p+1/2) around p, where o = orient(a, b, p).
func throughPixel(a, b, p Point, o int64) bool {
	if b.X < a.X {
		a, b, o = b, a, -o
	}
	dx, dy := int64(b.X)-int64(a.X), int64(b.Y)-int64(a.Y)
	if abs64(o) > dx+abs64(dy) { // twice o would pass every corner
		return false
	}
	if p.X < a.X || p.X > b.X || p.Y < min(a.Y, b.Y) || p.Y > max(a.Y, b.Y) {
		return false
	}
	if dx == 0 || dy == 0 {
		return true
	}
	// Twice the orientation of the corner p + (sx, sy)/2.
	corner := func(sx, sy int64) int64 { return 2*o + dx*sy - dy*sx }
	upLeft, upRight := corner(-1, 1), corner(1, 1)
	lowLeft, lowRight := corner(-1, -1), corner(1, -1)
	// A line through an excluded corner only touches the pixel when it runs
	// along that corner's outside; the lower left corner belongs to the pixel.
	switch {
	case upLeft == 0 || lowRight == 0:
		return dy < 0
	case upRight == 0:
		return dy > 0
	case lowLeft == 0:
		return true
	}
	positive := upLeft > 0
	return (upRight > 0) != positive || (lowLeft > 0) != positive || (lowRight > 0) != positive
}

// pointOf rounds degrees to E7.
func pointOf(c orb.Point) Point { return Point{geo.ToE7(c[0]), geo.ToE7(c[1])} }
