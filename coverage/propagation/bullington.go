package propagation

import "math"

// hop is a path between two antennas in the symbols of P.526 and P.1812.
type hop struct {
	d        float64 // km
	hts, hrs float64 // m above sea level, or above a smooth surface
	lambda   float64 // m
}

// cover is what a hop passes over: posts with heights and, above them, clutter,
// which may be nil.
type cover struct{ d, h, clutter []float64 }

// bulge is 500 Ce = 500/ae: the Earth stands bulge*d1*d2 metres above the chord.
func bulge(effectiveRadiusKm float64) float64 { return 500 / effectiveRadiusKm }

// bullington is the loss over the posts between the ends, P.526-15 4.5.1 or
// P.1812-8 equations (12) to (21), for each of two earths. Both are found in one
// pass, as its cost is the division and not the earth.
func (p *hop) bullington(c *cover, bulges [2]float64) (loss [2]float64) {
	stim, srim := p.steepest(c, bulges)
	for k, b := range bulges {
		nu, over := p.bullingtonPoint(stim[k], srim[k])
		if !over {
			nu, _ = p.largestNu(c, b, clearNu)
		}
		loss[k] = p.bullingtonLoss(nu)
	}
	return loss
}

// doubtM is how near to a line a post must come for its slope to be computed. That
// a post is below needs no division; rounding over half of the Earth and 10 km of
// height is under a ten-thousandth of a millimetre.
const doubtM = 1e-6

// steepest returns Stim and Srim, equations (13) and (17): the slopes in m/km of
// the lines from either end to the posts that stand highest in view, or of lines
// just below the straight one if none reaches it.
func (p *hop) steepest(c *cover, bulges [2]float64) (stim, srim [2]float64) {
	// Posts below the straight line decide nothing: a path that none reaches is in
	// sight. From the far end the line is lowered by a microradian, so that what
	// reaches it from one end does from the other, whatever the rounding.
	straight := (p.hrs - p.hts) / p.d // (14)
	t0, r0 := math.Nextafter(straight, math.Inf(-1)), -straight-1e-3
	t1, r1 := t0, r0
	b0, b1 := bulges[0], bulges[1]
	length, hts, hrs := p.d, p.hts-doubtM, p.hrs-doubtM
	d, h, clutter := c.d, c.h[:len(c.d)], c.clutter
	for i := 1; i < len(d)-1; i++ {
		x := d[i]
		y := length - x
		g := h[i]
		if clutter != nil {
			g += clutter[i]
		}
		if above := g - hts; !(above >= float64((t0-float64(b0*y))*x) || above >= float64((t1-float64(b1*y))*x)) {
			if above := g - hrs; !(above >= float64((r0-float64(b0*x))*y) || above >= float64((r1-float64(b1*x))*y)) {
				continue
			}
		}
		q := 1 / float64(x*y) // one division for both slopes
		up := float64(float64((g-p.hts)*y) * q)
		down := float64(float64((g-p.hrs)*x) * q)
		if s := up + float64(b0*y); s > t0 {
			t0 = s
		}
		if s := up + float64(b1*y); s > t1 {
			t1 = s
		}
		if s := down + float64(b0*x); s > r0 {
			r0 = s
		}
		if s := down + float64(b1*x); s > r1 {
			r1 = s
		}
	}
	return [2]float64{t0, t1}, [2]float64{r0, r1}
}

// bullingtonPoint is nu of the point where the two steepest lines cross,
// equations (18) and (19), and false when the path is in line of sight.
func (p *hop) bullingtonPoint(stim, srim float64) (nu float64, over bool) {
	str := (p.hrs - p.hts) / p.d // (14)
	if stim < str {
		return 0, false
	}
	db := (p.hrs - p.hts + float64(srim*p.d)) / (stim + srim) // (18)
	if !(db > 0 && db < p.d) {
		return 0, false // the ray touches the post at grazing: both lines are one
	}
	rest := p.d - db
	above := p.hts + float64(stim*db) - (float64(p.hts*rest)+float64(p.hrs*db))/p.d
	return float64(above * math.Sqrt(0.002*p.d/float64(p.lambda*float64(db*rest)))), true // (19)
}

// clearNu is a nu at which a path is clear of its posts: below -0.78 nothing is lost.
const clearNu = -0.79

// largestNu is equation (15), the largest nu of the posts between the ends, and
// the last post that has it; if none has more than least, it is least at post 0.
// nu |nu| is compared, which needs no square root.
func (p *hop) largestNu(c *cover, b, least float64) (nu float64, post int) {
	scale, slope := 0.002*p.d/p.lambda, (p.hrs-p.hts)/p.d
	best := float64(least*math.Abs(least)) / scale
	doubt := best // what a post must reach for a division to tell
	length, hts, d, h := p.d, p.hts, c.d, c.h[:len(c.d)]
	for i := 1; i < len(d)-1; i++ {
		x := d[i]
		xy := float64(x * (length - x))
		g := h[i]
		if c.clutter != nil {
			g += c.clutter[i]
		}
		above := g + float64(b*xy) - (hts + float64(slope*x))
		square := float64(above * math.Abs(above))
		if square < float64(doubt*xy) {
			continue
		}
		if v := square / xy; v >= best {
			best, post = v, i
			doubt = best - float64(1e-12*math.Abs(best))
		}
	}
	return math.Copysign(math.Sqrt(math.Abs(best)*scale), best), post
}

// bullingtonLoss turns nu into Lbull, equations (20) and (21).
func (p *hop) bullingtonLoss(nu float64) float64 {
	luc := KnifeEdgeLossDB(nu)
	return luc + float64((1-expNegative(luc/-6))*(10+float64(0.02*p.d)))
}

// smoothBullington is the Bullington loss over posts of height 0, P.1812-8
// equation (21) with the heights of (37). The three maxima that it needs are of
// concave functions of the distance (the last, of arctan of sqrt(d1/d2)): those of
// the slopes stand beside their known summit sqrt(h/b), that of nu is found by
// bisection. Both antennas must be above 0.
func (p *hop) smoothBullington(d []float64, b float64) float64 {
	i := postBefore(d, math.Sqrt(p.hts/b))
	slopeT := func(i int) float64 { return float64(b*(p.d-d[i])) - p.hts/d[i] }
	stim := max(slopeT(i), slopeT(min(i+1, len(d)-2)))
	i = postBefore(d, p.d-math.Sqrt(p.hrs/b))
	slopeR := func(i int) float64 { return float64(b*d[i]) - p.hrs/(p.d-d[i]) }
	srim := max(slopeR(i), slopeR(min(i+1, len(d)-2)))
	nu, over := p.bullingtonPoint(stim, srim)
	if !over {
		slope, scale := (p.hrs-p.hts)/p.d, 0.002*p.d/p.lambda
		nu = peak(len(d), func(i int) float64 {
			xy := float64(d[i] * (p.d - d[i]))
			return float64((float64(b*xy) - (p.hts + float64(slope*d[i]))) * math.Sqrt(scale/xy))
		})
	}
	return p.bullingtonLoss(nu)
}

// postBefore is the last post between the ends that is not beyond x km, or the
// first. It looks first where the post is if all steps are alike.
func postBefore(d []float64, x float64) int {
	last := len(d) - 2
	share := Interval{0, 1}.clamp(x / d[last+1])
	i := min(max(int(share*float64(last+1)), 1), last)
	for i < last && d[i+1] <= x {
		i++
	}
	for i > 1 && d[i] > x {
		i--
	}
	return i
}

// peak is the largest of f(1) to f(n-2), which rise to one summit and fall.
func peak(n int, f func(int) float64) float64 {
	lo, hi := 1, n-2
	for lo < hi {
		mid := int(uint(lo+hi) / 2)
		if f(mid) < f(mid+1) {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return f(lo)
}
