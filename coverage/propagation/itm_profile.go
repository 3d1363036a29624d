package propagation

import "math"

// itmTerrain is a profile: heights above sea level at even steps.
type itmTerrain struct {
	stepM float64
	z     []float64
}

// averageHeight is the mean of the middle 80 % of the posts, and whether all
// posts are numbers.
func (t itmTerrain) averageHeight() (mean float64, ok bool) {
	last := len(t.z) - 1
	for _, z := range t.z {
		if !(math.Abs(z) < 10_000) {
			return 0, false
		}
	}
	tenth := int(0.1 * float64(last))
	// Four sums, as one alone waits for its own last addition.
	var sum, b, c, d float64
	for _, z := range t.z[tenth : last-tenth+1] {
		sum, b, c, d = b, c, d, sum+z
	}
	return (sum + b + c + d) / float64(last-2*tenth+1), true
}

// survey takes horizons, roughness and effective heights from the terrain. Within
// 15 antenna heights of a terminal, and within a tenth of its horizon distance, the
// ground does not count.
func (t itmTerrain) survey(g *itmGeometry) {
	t.horizons(g)
	from := min(15*g.h[0], 0.1*g.dl[0])
	to := g.d - min(float64(15*g.h[1]), float64(0.1*g.dl[1]))
	g.deltaH = t.roughness(from, to)
	last := len(t.z) - 1
	if g.dl[0]+g.dl[1] <= 1.5*g.d {
		// Each antenna stands above a line fitted to its own foreground.
		tx, _ := t.fit(from, 0.9*g.dl[0])
		_, rx := t.fit(g.d-float64(0.9*g.dl[1]), to)
		g.he[0] = g.h[0] + math.Max(t.z[0]-tx, 0)
		g.he[1] = g.h[1] + math.Max(t.z[last]-rx, 0)
		return
	}
	// Well within line of sight: one line for the whole path, and horizons as if
	// the terrain went on behind the terminals.
	tx, rx := t.fit(from, to)
	g.he[0] = g.h[0] + math.Max(t.z[0]-tx, 0)
	g.he[1] = g.h[1] + math.Max(t.z[last]-rx, 0)
	g.smoothHorizon(0)
	g.smoothHorizon(1)
	if sum := g.dl[0] + g.dl[1]; sum <= g.d {
		q := float64(g.d/sum) * float64(g.d/sum)
		for i := range 2 {
			g.he[i] *= q
			g.smoothHorizon(i)
		}
	}
	g.horizonAngle(0)
	g.horizonAngle(1)
}

// horizons finds the post that each antenna sees at the steepest angle over the
// effective earth, TN101 equation 6.15, the other antenna being the first choice.
func (t itmTerrain) horizons(g *itmGeometry) {
	last := len(t.z) - 1
	tx, rx := t.z[0]+g.h[0], t.z[last]+g.h[1]
	sag := 1 / (2 * g.ae)
	straight := (rx - tx) / g.d
	g.theta = [2]float64{straight - float64(g.d*sag), -straight - float64(g.d*sag)}
	g.dl = [2]float64{g.d, g.d}
	// A post is steeper if z > h + d (theta + d sag): this needs no division, which
	// is left for the few posts near or above the line. The posts of the reference
	// stand at summed steps, and so do these.
	const doubtM = 1e-6
	forward, back := 0.0, g.d
	thetaTx, thetaRx := g.theta[0], g.theta[1]
	for _, z := range t.z[1:last] {
		forward += t.stepM
		back -= t.stepM
		if z > tx-doubtM+float64(forward*(thetaTx+float64(forward*sag))) {
			if a := float64((z-tx)/forward) - float64(forward*sag); a > thetaTx {
				thetaTx, g.dl[0] = a, forward
			}
		}
		if z > rx-doubtM+float64(back*(thetaRx+float64(back*sag))) {
			if a := float64((z-rx)/back) - float64(back*sag); a > thetaRx {
				thetaRx, g.dl[1] = a, back
			}
		}
	}
	g.theta = [2]float64{thetaTx, thetaRx}
}

// fit is a straight line by least squares through the posts between two distances,
// read at the first and the last post of the profile.
func (t itmTerrain) fit(fromM, toM float64) (atFirst, atLast float64) {
	last := len(t.z) - 1
	i := int(math.Max(fromM/t.stepM, 0))
	j := last - int(math.Max(float64(last)-toM/t.stepM, 0))
	if j <= i { // too short: a post more at either end
		i, j = max(i-1, 0), min(j+1, last)
	}
	n := float64(j - i)
	middle := float64(-0.5 * n)
	end := float64(j) + middle
	// Trapezoidal sums of z and of z times the distance from the middle.
	sum := 0.5 * (t.z[i] + t.z[j])
	moment := float64(0.5 * (t.z[i] - t.z[j]) * middle)
	var sum2, moment2 float64 // every other post
	for _, z := range t.z[i+1 : j] {
		middle++
		sum, sum2 = sum2, sum+z
		moment, moment2 = moment2, moment+float64(z*middle)
	}
	sum, moment = (sum+sum2)/n, moment+moment2
	moment = moment * 12 / float64((float64(n*n)+2)*n)
	return sum - float64(moment*end), sum + float64(moment*(float64(last)-end))
}

// itmMostSamples is how many points the roughness is taken from at most.
const itmMostSamples = 245

// roughness is delta_h, the terrain irregularity: the range between the deciles of
// heights about their line, ERL 79 equation 3, grown to what it were on a long path.
func (t itmTerrain) roughness(fromM, toM float64) float64 {
	at, end := fromM/t.stepM, toM/t.stepM
	if end-at < 2 {
		return 0
	}
	tenth := min(max(4, int(0.1*(end-at+8))), 25)
	n := 10*tenth - 5
	var room [itmMostSamples]float64
	s := room[:n]
	step := (end - at) / float64(n-1)
	i := int(at)
	at -= float64(i + 1)
	for k := range s {
		for at > 0 && i+1 < len(t.z)-1 {
			at--
			i++
		}
		s[k] = t.z[i+1] + float64((t.z[i+1]-t.z[i])*at)
		at += step
	}
	first, last := itmTerrain{1, s}.fit(0, float64(n-1))
	rise := (last - first) / float64(n-1)
	for k := range s {
		s[k] -= first
		first += rise
	}
	high := nthLargest(s, tenth-1)
	low := nthLargest(s[tenth:], n-2*tenth) // none before is less
	return (high - low) / (1 - float64(0.8*expNegative((fromM-toM)/50e3)))
}

// nthLargest returns what would stand at index n if s were sorted downwards. It
// moves elements of s. (C. A. R. Hoare's FIND.)
func nthLargest(s []float64, n int) float64 {
	lo, hi := 0, len(s)-1
	for lo < hi {
		pivot := s[n]
		i, j := lo, hi
		for i <= j {
			for s[i] > pivot {
				i++
			}
			for s[j] < pivot {
				j--
			}
			if i <= j {
				s[i], s[j] = s[j], s[i]
				i++
				j--
			}
		}
		if j < n {
			lo = i
		}
		if i > n {
			hi = j
		}
	}
	return s[n]
}
