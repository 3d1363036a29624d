package propagation

import "math"

// Crossing is the way from the antenna of a View to a receiver on its ray: what
// stands in it, for any frequency.
type Crossing struct {
	view     *View
	posts    int // obstacles are the posts 1 to posts
	d        float64
	hts, hrs float64
	ground   float64 // under the receiver
	ready    bool    // what follows is found

	// Obstacles with clutter: the two steepest slopes in m/km as P.1812-8 (13) and
	// (17) have them, and whether they rise above the line of sight.
	stim, srim float64
	over       bool
	edge       float64 // when over: nu of the Bullington point is edge*sqrt(0.002 d/lambda)

	// Bare ground.
	edgeT, edgeR slopeTo // (76) and (79)
	smoothed     bool    // what follows is found
	hst, hsr     float64 // (85), (86)
	hstd, hsrd   float64 // (89)

	nearest     int       // post nearest the line of sight over tops, 0 before it is sought
	nearestEdge float64   // its nu is nearestEdge*sqrt(0.002 d/lambda)
	bareNearest int       // likewise over bare ground
	evenly      []float64 // memory of even

	// The last angle of horizon: the same post stands before many receivers.
	horizonSlope, horizonMrad float64
}

// ShortestCrossingKm is the least distance of a receiver: nearer ones are taken at it.
const ShortestCrossingKm = 0.01

// Posts is how many posts lie between the ends of a crossing of a length: those up
// to half a step before the receiver, so that none stands at its nose. A crossing
// without any has one post half-way, see Crossing.Profile.
func (v *View) Posts(distanceKm float64) int {
	n := int(math.Ceil(distanceKm/v.ray.stepKm-0.5)) - 1
	for n > 0 && v.ray.at(n)+v.ray.stepKm/2 > distanceKm {
		n--
	}
	return max(n, 0)
}

// To looks at a receiver on the ray, at a height above the ground there. It is
// false when the ground is not known, under it or on the way.
func (v *View) To(c *Crossing, distanceKm, groundM, rxHeightM float64) bool {
	d := max(distanceKm, ShortestCrossingKm)
	n := v.Posts(d)
	if n >= len(v.ray.bare) || !profileHeightM.Contains(groundM) {
		return false
	}
	c.view, c.posts, c.d, c.ready = v, n, d, false
	c.ground = groundM
	c.hts, c.hrs = v.hts, groundM+rxHeightM
	return true
}

// finish finds what To left open.
func (c *Crossing) finish() {
	if c.ready || c.posts == 0 {
		return
	}
	c.ready, c.smoothed = true, false
	v, r, n := c.view, c.view.ray, c.posts
	r.prepareHull()
	c.nearest, c.bareNearest = 0, 0
	drop := float64(r.bulge * c.d)
	er := c.hrs - float64(drop*c.d)
	seen := c.tangent(r.dropped, r.topHull, er)
	c.stim, c.srim = v.slope(r.top, v.top[n]).slope+drop, seen.slope-drop
	c.edgeT, c.edgeR = v.slope(r.bare, v.bareSteepest()[n]), seen
	if r.hasClutter() {
		c.edgeR = c.tangent(r.bareLow, r.bareHull, er)
	}
	c.edgeR.slope -= 2 * drop
	c.edge, c.over = c.bullingtonPoint(c.stim, c.srim)
}

// singleEdge is nu of the post that the antenna sees under the steepest slope, over
// sqrt(0.002 d/lambda); 0 where it is below the line of sight. With a and b the
// angles at the ends between that line and the steepest slopes, nu of the
// Bullington point is sqrt(a b 0.002 d/lambda): it grows with either, so one post
// alone bounds it from below.
func (c *Crossing) singleEdge() float64 {
	if c.posts == 0 {
		return 0
	}
	r := c.view.ray
	steepest := c.view.slope(r.top, c.view.top[c.posts])
	a := steepest.slope - ((c.hrs-c.hts)/c.d - float64(r.bulge*c.d))
	if a <= 0 {
		return 0
	}
	x := r.at(int(steepest.post))
	return float64(a * math.Sqrt(x/(c.d-x)))
}

// tangent is the steepest slope from a receiver at height e back to a post, and the
// last post that has it.
func (c *Crossing) tangent(h []float64, links []int32, e float64) slopeTo {
	r := c.view.ray
	post := c.posts
	best := (h[post] - e) / (c.d - r.at(post))
	for next := int(links[post]); next > 0; next = int(links[next]) {
		s := (h[next] - e) / (c.d - r.at(next))
		if s <= best {
			break
		}
		best, post = s, next
	}
	return slopeTo{best, int32(post)}
}

// bullingtonPoint is hop.bullingtonPoint without the frequency.
func (c *Crossing) bullingtonPoint(stim, srim float64) (edge float64, over bool) {
	if stim < (c.hrs-c.hts)/c.d {
		return 0, false
	}
	db := (c.hrs - c.hts + float64(srim*c.d)) / (stim + srim) // (18)
	if !(db > 0 && db < c.d) {
		return 0, false
	}
	rest := c.d - db
	above := c.hts + float64(stim*db) - (float64(c.hts*rest)+float64(c.hrs*db))/c.d
	return above / math.Sqrt(float64(db*rest)), true
}

// smooth fits the smooth surface, P.1812-8 Attachment 1 5.6: the sums of the posts
// with the last stretch to the receiver.
func (c *Crossing) smooth() {
	if c.smoothed {
		return
	}
	c.smoothed = true
	r, n := c.view.ray, c.posts
	r.prepareSmooth()
	s := groundSum{r.sum1[n], r.sum2[n]}.to(r.at(n), c.d, r.bare[n], c.ground)
	d2 := float64(c.d * c.d)
	c.hst = (float64(2*float64(s.v1*c.d)) - s.v2) / d2 // (85)
	c.hsr = (s.v2 - float64(s.v1*c.d)) / d2            // (86)
	hst, hsr := c.hst, c.hsr
	// A ray clear of the tops of a round Earth is clear of the bare ground of a flat one.
	if c.over {
		if hobs, slope := c.highest(); hobs > 0 {
			alphaT := c.view.steepestFlat()[n] - slope
			alphaR := c.tangent(r.bare, r.flatHull, c.hrs).slope + slope
			gt := alphaT / (alphaT + alphaR) // (87)
			hst -= float64(hobs * gt)        // (88)
			hsr -= float64(hobs * (1 - gt))
		}
	}
	c.hstd, c.hsrd = min(hst, r.bare[0]), min(hsr, c.ground) // (89)
}

// highest is hobs of (87), how far the ground rises above the straight line between
// the antennas, and the slope of that line. Along the hull back from the receiver
// the rise grows as long as the hull is less steep than the line.
func (c *Crossing) highest() (hobs, slope float64) {
	r := c.view.ray
	slope = (c.hrs - c.hts) / c.d
	rise := func(i int32) float64 { return r.bare[i] - (c.hts + float64(slope*r.at(int(i)))) }
	i := int32(c.posts)
	hobs = rise(i)
	for next := r.flatHull[i]; next > 0; next = r.flatHull[next] {
		s := rise(next)
		if s < hobs {
			break
		}
		hobs = s
	}
	return hobs, slope
}

// nu turns a post's height above the line of sight over sqrt(d1 d2), in m/km, into
// the diffraction parameter of (15) and (19).
func (c *Crossing) nu(edge, lambda float64) float64 {
	return float64(edge * math.Sqrt(0.002*c.d/lambda))
}

// clear reports that no post comes near enough to the line of sight to count. With
// g the lesser of the gaps between the line and the steepest slopes, a post at d1
// and d2 is at least g max(d1, d2) below the line, and nu at most -g sqrt(0.002 d/lambda).
func (c *Crossing) clear(stim, srim, lambda float64) bool {
	line := (c.hrs - c.hts) / c.d
	gap := min(line-stim, -line-srim)
	return gap > 0 && float64(gap*gap)*(0.002*c.d/lambda) >= 0.79*0.79
}

// seek finds the post between the ends nearest to the line of sight: hop.largestNu.
// Blocks of posts whose highest stands too low are passed over.
func (c *Crossing) seek(h []float64) (post int, edge float64) {
	r := c.view.ray
	r.prepareSmooth()
	slope := (c.hrs - c.hts) / c.d
	best := math.Inf(-1)
	scan := func(block int) {
		for i := max(1, block*blockPosts); i <= min(c.posts, block*blockPosts+blockPosts-1); i++ {
			x := r.at(i)
			xy := float64(x * (c.d - x))
			above := h[i] + float64(r.bulge*xy) - (c.hts + float64(slope*x))
			if v := float64(above*math.Abs(above)) / xy; v > best || v == best && i > post {
				best, post = v, i
			}
		}
	}
	first := c.promising()
	scan(first)
	for block := 0; block*blockPosts <= c.posts; block++ {
		if block != first && c.blockBound(block) >= best {
			scan(block)
		}
	}
	return post, math.Copysign(math.Sqrt(math.Abs(best)), best)
}

// promising is the block with the best bound.
func (c *Crossing) promising() int {
	best, at := math.Inf(-1), 0
	for block := 0; block*blockPosts <= c.posts; block++ {
		if b := c.blockBound(block); b > best {
			best, at = b, block
		}
	}
	return at
}

// blockBound bounds nu |nu| of the posts of a block, without its factor.
func (c *Crossing) blockBound(block int) float64 {
	r := c.view.ray
	x0 := r.at(max(1, block*blockPosts))
	x1 := r.at(min(c.posts, block*blockPosts+blockPosts-1))
	// Below the tangent plane the line of sight stays straight.
	er := c.hrs - float64(r.bulge*float64(c.d*c.d))
	slope := (er - c.hts) / c.d
	line := c.hts + float64(slope*x0)
	if slope < 0 {
		line = c.hts + float64(slope*x1)
	}
	above := r.blocks[block] - line
	most, least := max(float64(x0*(c.d-x0)), float64(x1*(c.d-x1))), min(float64(x0*(c.d-x0)), float64(x1*(c.d-x1)))
	if half := c.d / 2; x0 < half && half < x1 {
		most = float64(half * half)
	}
	if above >= 0 {
		return float64(float64(above*above)/least*(1+1e-9)) + 1e-9
	}
	return 1e-9 - float64(float64(above*above)/most*(1-1e-9))
}

// roughness is hm of (93), how far the bare ground between two posts rises above the
// line from hst to hsr. Blocks of posts too low to matter are passed over.
func (c *Crossing) roughness(hst, hsr float64, posts [2]int) float64 {
	r := c.view.ray
	slope := (hsr - hst) / c.d
	rise := func(i int) float64 { return r.bare[i] - (hst + float64(slope*r.at(i))) }
	best := max(rise(posts[0]), rise(posts[1]))
	for i := posts[0] + 1; i < posts[1]; {
		end := min((i/blockPosts+1)*blockPosts, posts[1])
		line := min(float64(slope*r.at(i)), float64(slope*r.at(end)))
		if r.highest[i/blockPosts]-(hst+line)+1e-6 > best {
			for k := i; k < end; k++ {
				best = max(best, rise(k))
			}
		}
		i = end
	}
	return best
}

// bullington is hop.bullington over the tops.
func (c *Crossing) bullington(lambda float64) float64 {
	p := hop{d: c.d}
	switch {
	case c.over:
		return p.bullingtonLoss(c.nu(c.edge, lambda))
	case c.clear(c.stim, c.srim, lambda):
		return 0
	}
	if c.nearest == 0 {
		c.nearest, c.nearestEdge = c.seek(c.view.ray.top)
	}
	return p.bullingtonLoss(c.nu(c.nearestEdge, lambda))
}

// nearestBare is the post of the bare ground nearest to the line of sight.
func (c *Crossing) nearestBare() int {
	if c.bareNearest == 0 {
		if !c.view.ray.hasClutter() && c.nearest > 0 {
			c.bareNearest = c.nearest
		} else {
			c.bareNearest, _ = c.seek(c.view.ray.bare)
		}
	}
	return c.bareNearest
}

// bareBullington is hop.bullington over the ground without clutter.
func (c *Crossing) bareBullington(lambda float64) float64 {
	if !c.view.ray.hasClutter() {
		return c.bullington(lambda)
	}
	drop := float64(c.view.ray.bulge * c.d)
	stim, srim := c.edgeT.slope+drop, c.edgeR.slope+drop
	edge, over := c.bullingtonPoint(stim, srim)
	if !over {
		if c.clear(stim, srim, lambda) {
			return 0
		}
		_, edge = c.seek(c.view.ray.bare)
	}
	p := hop{d: c.d}
	return p.bullingtonLoss(c.nu(edge, lambda))
}

// Profile is the ground of the crossing, post by post: those of the ray, at least
// one between the ends, and the receiver's. The second slice is of clutter, nil
// when the ray has none.
func (c *Crossing) Profile() (Profile, []float64) {
	r := c.view.ray
	var p Profile
	var clutter []float64
	add := func(d, ground, top float64) {
		p.DistanceKm, p.HeightM = append(p.DistanceKm, d), append(p.HeightM, ground)
		clutter = append(clutter, top-ground)
	}
	add(0, r.bare[0], r.bare[0])
	for i := 1; i <= c.posts; i++ {
		add(r.at(i), r.bare[i], r.top[i])
	}
	if c.posts == 0 {
		middle := (r.bare[0] + c.ground) / 2
		add(c.d/2, middle, middle)
	}
	add(c.d, c.ground, c.ground)
	if !r.hasClutter() {
		clutter = nil
	}
	return p, clutter
}

// ElevationDeg is the direction from the antenna to the receiver above the horizon,
// over a plane: the Earth's curve is a hundredth of a degree in 2 km.
func (c *Crossing) ElevationDeg() float64 {
	return float64(atan((c.hrs-c.hts)/float64(1000*c.d)) * (180 / math.Pi))
}

// DistanceKm is the length of the crossing.
func (c *Crossing) DistanceKm() float64 { return c.d }
