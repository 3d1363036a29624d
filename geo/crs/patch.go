package crs

import "math"

// patchOrder is the number of terms of a patch along either axis.
const patchOrder = 4

// patch approximates two smooth functions of a square, of coordinates from -1 to 1, by
// bicubic polynomials through their values at the Chebyshev points.
type patch struct {
	a, b [patchOrder][patchOrder]float64 // by the power of v, then of u
	// direct says that the functions are not smooth enough, or not defined somewhere.
	direct bool
}

// chebyshev are the zeros of the polynomial of degree 4: the nodes, among which the error is
// least, and its extremes, where it is largest.
var (
	chebyshevNodes    = [patchOrder]float64{-0.9238795325112867, -0.3826834323650898, 0.3826834323650898, 0.9238795325112867}
	chebyshevExtremes = [patchOrder + 1]float64{-1, -0.7071067811865476, 0, 0.7071067811865476, 1}
)

// lagrange holds, by node, the polynomial in monomials that is 1 there and 0 at the others.
var lagrange = lagrangeMonomials()

func lagrangeMonomials() (all [patchOrder][patchOrder]float64) {
	for i, at := range chebyshevNodes {
		p := [patchOrder]float64{1}
		for j, other := range chebyshevNodes {
			if j == i {
				continue
			}
			scale := 1 / (at - other)
			for k := patchOrder - 1; k >= 0; k-- {
				lower := 0.0
				if k > 0 {
					lower = p[k-1]
				}
				p[k] = float64(scale*lower) - float64(scale*float64(p[k]*other))
			}
		}
		all[i] = p
	}
	return all
}

// lay makes the patch of f, and compares it where the first term that it leaves out is
// largest, and between. Where it is off by more than tolerance, or f fails, the patch is direct.
func (p *patch) lay(tolerance float64, f func(u, v float64) (a, b float64, err error)) {
	*p = patch{}
	for j, v := range chebyshevNodes {
		for i, u := range chebyshevNodes {
			a, b, err := f(u, v)
			if err != nil {
				p.direct = true
				return
			}
			for y := range patchOrder {
				for x := range patchOrder {
					w := float64(lagrange[j][y] * lagrange[i][x])
					p.a[y][x] += float64(w * a)
					p.b[y][x] += float64(w * b)
				}
			}
		}
	}
	for _, v := range chebyshevExtremes {
		for _, u := range chebyshevExtremes {
			a, b, err := f(u, v)
			gotA, gotB := p.at(u, v)
			if err != nil || !(math.Abs(gotA-a) <= tolerance && math.Abs(gotB-b) <= tolerance) {
				p.direct = true
				return
			}
		}
	}
}

// at evaluates the polynomials.
func (p *patch) at(u, v float64) (a, b float64) {
	for y := patchOrder - 1; y >= 0; y-- {
		ca, cb := &p.a[y], &p.b[y]
		ra := float64((float64((float64(ca[3]*u)+ca[2])*u)+ca[1])*u) + ca[0]
		rb := float64((float64((float64(cb[3]*u)+cb[2])*u)+cb[1])*u) + cb[0]
		a, b = float64(a*v)+ra, float64(b*v)+rb
	}
	return a, b
}
