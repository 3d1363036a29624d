package propagation

import "math"

// Ray is the ground along one direction from a transmitter, prepared so that the
// obstacles on the way to any receiver on it are found without passing over the
// posts between. Post i is i steps from the transmitter, post 0 under it. What
// obstacles the receiver sees follows from the upper hull of the posts passed: of
// every prefix of posts the hull is kept as links from each post to the one before
// it. Hulls are made when a receiver first needs them. A Ray and its Views are not
// safe for concurrent use.
type Ray struct {
	// Arena is where the ray and its views keep what they make; nil for memory of
	// their own, which the next Reset takes again.
	Arena *Arena

	stepKm  float64
	bulge   float64   // 500/ae: the drop below the tangent plane in m/km^2
	bare    []float64 // ground above sea level
	top     []float64 // with clutter; bare itself when there is none
	covered []float64 // memory of top, when there is clutter
	drop    float64   // of a post below the tangent plane, over the square of its number

	// Made by prepareHull. Hulls are links to the post before on the hull of all posts
	// up to one, 0 for none.
	hulled            bool
	dropped           []float64 // tops below the tangent plane
	bareLow           []float64 // bare ground below it; dropped itself without clutter
	topHull, bareHull []int32   // of dropped and bareLow
	topLow            []float64 // memory of dropped, when there is clutter
	clutterHull       []int32   // memory of topHull, when there is clutter

	// Made by prepareSmooth.
	smoothed bool
	sum1     []float64 // (83) of P.1812-8 up to each post
	sum2     []float64 // (84)
	flatHull []int32   // of bare
	// blocks holds the highest top below the tangent plane by blockPosts posts.
	blocks []float64
	// highest holds the highest bare ground above sea level by blockPosts posts.
	highest []float64
}

// blockPosts is the length of the blocks that a search for the post nearest to the
// line of sight passes over or into.
const blockPosts = 16

// groundSum holds the sums (83) and (84) of P.1812-8 up to a post.
type groundSum struct{ v1, v2 float64 }

// Reset prepares posts at even steps: ground above sea level and, above it,
// clutter, nil for none. The first height that is no number, or none that a Profile
// may have, ends the ray. The Ray keeps groundM and changes nothing in it.
// effectiveRadiusKm is ae of the model.
func (r *Ray) Reset(stepKm, effectiveRadiusKm float64, groundM, clutterM []float64) {
	r.stepKm, r.bulge, r.hulled, r.smoothed = stepKm, bulge(effectiveRadiusKm), false, false
	n := 0
	for n < len(groundM) && profileHeightM.Contains(groundM[n]) && (clutterM == nil || clutterM[n] == clutterM[n]) {
		n++
	}
	r.bare = groundM[:n]
	r.top = r.bare
	r.drop = float64(r.bulge * float64(stepKm*stepKm))
	if clutterM == nil || n == 0 {
		return
	}
	r.covered = r.Arena.Floats(r.covered, n)
	for i, g := range r.bare {
		r.covered[i] = g + clutterM[i]
	}
	r.top = r.covered
}

// below drops heights below the plane tangent to the Earth at the transmitter.
func (r *Ray) below(memory, heights []float64) []float64 {
	out := r.Arena.Floats(memory, len(heights))
	for i, h := range heights {
		out[i] = r.low(h, i)
	}
	return out
}

// low is a height of a post below the tangent plane.
func (r *Ray) low(h float64, i int) float64 {
	x := float64(i)
	return h - float64(r.drop*float64(x*x))
}

// Posts is the number of posts whose height is known, without a gap, from the transmitter on.
func (r *Ray) Posts() int { return len(r.bare) }

func (r *Ray) hasClutter() bool { return len(r.top) > 0 && &r.top[0] != &r.bare[0] }

// prepareHull makes what a tangent from the receiver needs.
func (r *Ray) prepareHull() {
	if r.hulled {
		return
	}
	r.hulled = true
	r.bareLow = r.below(r.bareLow, r.bare)
	r.bareHull = r.hull(r.bareHull, r.bareLow)
	r.dropped, r.topHull = r.bareLow, r.bareHull
	if r.hasClutter() {
		r.topLow = r.below(r.topLow, r.top)
		r.clutterHull = r.hull(r.clutterHull, r.topLow)
		r.dropped, r.topHull = r.topLow, r.clutterHull
	}
}

// prepareSmooth makes what the smooth surface and a search for the post nearest to
// the line of sight need.
func (r *Ray) prepareSmooth() {
	if r.smoothed {
		return
	}
	r.prepareHull()
	r.smoothed = true
	r.sum()
	r.flatHull = r.hull(r.flatHull, r.bare)
}

func (r *Ray) sum() {
	n := len(r.bare)
	r.sum1, r.sum2 = r.Arena.Floats(r.sum1, n), r.Arena.Floats(r.sum2, n)
	blocks := (n + blockPosts - 1) / blockPosts
	r.blocks, r.highest = r.Arena.Floats(r.blocks, blocks), r.Arena.Floats(r.highest, blocks)
	for i := range r.blocks {
		r.blocks[i], r.highest[i] = math.Inf(-1), math.Inf(-1)
	}
	var s groundSum
	for i, g := range r.bare {
		if i > 0 {
			s = s.to(r.at(i-1), r.at(i), r.bare[i-1], g)
			if b := &r.blocks[i/blockPosts]; r.dropped[i] > *b {
				*b = r.dropped[i]
			}
			if b := &r.highest[i/blockPosts]; g > *b {
				*b = g
			}
		}
		r.sum1[i], r.sum2[i] = s.v1, s.v2
	}
}

// to adds the stretch between two posts, P.1812-8 (83) and (84).
func (s groundSum) to(x0, x, g0, g float64) groundSum {
	step := x - x0
	return groundSum{
		s.v1 + float64(step*(g+g0)),
		s.v2 + float64(step*(float64(g*(float64(2*x)+x0))+float64(g0*(x+float64(2*x0))))),
	}
}

// at is the distance of a post in km.
func (r *Ray) at(i int) float64 { return float64(float64(i) * r.stepKm) }

// hull links every post from 2 on to the one before it on the upper hull of posts 1
// to it. Post 0 is the transmitter's and no obstacle.
func (r *Ray) hull(memory []int32, h []float64) []int32 {
	links := r.Arena.integers(memory, len(h))
	for i := range h {
		if i < 2 {
			links[i] = 0
			continue
		}
		c, e := i-1, h[i]
		for p := int(links[c]); p > 0; p = int(links[c]) {
			// c is a vertex while it is above the line from p to i.
			if float64((h[c]-h[p])*float64(i-p)) > float64((e-h[p])*float64(c-p)) {
				break
			}
			c = p
		}
		links[i] = int32(c)
	}
	return links
}

// View is a ray seen from an antenna above its transmitter: which post stands under
// the steepest slope, up to each post.
type View struct {
	ray *Ray
	hts float64
	top []int32 // over tops, below the tangent plane: the first post that has it

	bareReady bool
	bare      []int32 // of bareSteepest, with clutter
	flatReady bool
	flat      []float64 // of steepestFlat
}

// slopeTo is a slope in m/km and the post that has it.
type slopeTo struct {
	slope float64
	post  int32
}

// Reset looks along a ray from an antenna above its transmitter. The View uses the
// ray and must be reset with it.
func (v *View) Reset(r *Ray, txHeightM float64) {
	v.ray, v.bareReady, v.flatReady = r, false, false
	v.top = v.top[:0]
	if len(r.bare) == 0 {
		return
	}
	v.hts = r.bare[0] + txHeightM
	v.top = v.steepest(v.top, r.top)
}

func (v *View) steepest(memory []int32, heights []float64) []int32 {
	r, best, post := v.ray, math.Inf(-1), int32(0)
	out := r.Arena.integers(memory, len(heights))
	out[0] = 0
	for i := 1; i < len(heights); i++ {
		// The slope times the step: in steps, not in km. That a post is below needs no division.
		x := float64(i)
		rise := r.low(heights[i], i) - v.hts
		if rise >= float64(best*x)-doubtM {
			if s := rise / x; s > best {
				best, post = s, int32(i)
			}
		}
		out[i] = post
	}
	return out
}

// slope is that from the antenna to a post over heights, below the tangent plane.
func (v *View) slope(heights []float64, post int32) slopeTo {
	i := int(post)
	return slopeTo{(v.ray.low(heights[i], i) - v.hts) / v.ray.at(i), post}
}

// bareSteepest is top over bare ground.
func (v *View) bareSteepest() []int32 {
	if !v.ray.hasClutter() {
		return v.top
	}
	if !v.bareReady {
		v.bare, v.bareReady = v.steepest(v.bare, v.ray.bare), true
	}
	return v.bare
}

// steepestFlat is the steepest slope in m/km over bare ground above sea level, up to
// each post.
func (v *View) steepestFlat() []float64 {
	if v.flatReady {
		return v.flat
	}
	v.flatReady = true
	v.flat = v.ray.Arena.Floats(v.flat, len(v.ray.bare))
	best := math.Inf(-1)
	v.flat[0] = best
	for i := 1; i < len(v.flat); i++ {
		if s := (v.ray.bare[i] - v.hts) / v.ray.at(i); s > best {
			best = s
		}
		v.flat[i] = best
	}
	return v.flat
}
