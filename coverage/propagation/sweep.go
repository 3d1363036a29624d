package propagation

import "math"

// Ray is the ground along one direction from a transmitter, prepared so that the
// obstacles on the way to any receiver on it are found without passing over the
// posts between. Post i is i steps from the transmitter, post 0 under it. What
// obstacles the receiver sees follows from the upper hull of the posts passed: of
// every prefix of posts the hull is kept as links from each post to the one before
// it. A Ray is read-only after Reset and then safe for concurrent use.
type Ray struct {
	stepKm float64
	bulge  float64   // 500/ae: the drop below the tangent plane in m/km^2
	bare   []float64 // ground above sea level
	top    []float64 // with clutter; bare itself when there is none
	sums   []groundSum
	// Links to the post before on the hull of all posts up to one, 0 for none: of
	// the tops and of the bare ground below the tangent plane, and of the bare
	// ground above sea level.
	topHull, bareHull, flatHull []int32
	// blocks holds the highest top below the tangent plane by blockPosts posts.
	blocks []float64
}

// blockPosts is the length of the blocks that a search for the post nearest to the
// line of sight passes over or into.
const blockPosts = 16

// groundSum holds the sums (83) and (84) of P.1812-8 up to a post.
type groundSum struct{ v1, v2 float64 }

// Reset prepares posts at even steps: ground above sea level and, above it,
// clutter, nil for none. The first height that is no number ends the ray. The Ray
// keeps groundM and changes nothing in it. effectiveRadiusKm is ae of the model.
func (r *Ray) Reset(stepKm, effectiveRadiusKm float64, groundM, clutterM []float64) {
	r.stepKm, r.bulge = stepKm, bulge(effectiveRadiusKm)
	n := 0
	for n < len(groundM) && !math.IsNaN(groundM[n]) && (clutterM == nil || !math.IsNaN(clutterM[n])) {
		n++
	}
	r.bare, r.top = groundM[:n], groundM[:n]
	r.sums, r.bareHull, r.flatHull = r.sums[:0], r.bareHull[:0], r.flatHull[:0]
	r.blocks = r.blocks[:0]
	if clutterM != nil {
		r.top = make([]float64, n)
		for i := range r.top {
			r.top[i] = groundM[i] + clutterM[i]
		}
	}
	r.sum()
	r.bareHull = r.hull(r.bareHull, r.bare, r.bulge)
	r.flatHull = r.hull(r.flatHull, r.bare, 0)
	r.topHull = r.bareHull
	if clutterM != nil {
		r.topHull = r.hull(nil, r.top, r.bulge)
	}
}

// Posts is the number of posts whose height is known, without a gap, from the transmitter on.
func (r *Ray) Posts() int { return len(r.bare) }

func (r *Ray) hasClutter() bool { return len(r.top) > 0 && &r.top[0] != &r.bare[0] }

func (r *Ray) sum() {
	var s groundSum
	for i, g := range r.bare {
		if i > 0 {
			s = s.to(r.at(i-1), r.at(i), r.bare[i-1], g)
		}
		r.sums = append(r.sums, s)
		if i%blockPosts == 0 {
			r.blocks = append(r.blocks, math.Inf(-1))
		}
		if x := r.at(i); i > 0 {
			r.blocks[i/blockPosts] = max(r.blocks[i/blockPosts], r.top[i]-float64(r.bulge*float64(x*x)))
		}
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
func (r *Ray) hull(links []int32, h []float64, drop float64) []int32 {
	dropped := func(i int32) (x, e float64) {
		x = r.at(int(i))
		return x, h[i] - float64(drop*float64(x*x))
	}
	for i := range int32(len(h)) {
		if i < 2 {
			links = append(links, 0)
			continue
		}
		x, e := dropped(i)
		c := i - 1
		xc, ec := dropped(c)
		for links[c] > 0 {
			p := links[c]
			xp, ep := dropped(p)
			// c is below the line from p to i.
			if float64((ec-ep)*(x-xp)) > float64((e-ep)*(xc-xp)) {
				break
			}
			c, xc, ec = p, xp, ep
		}
		links = append(links, c)
	}
	return links
}

// View is a ray seen from an antenna above its transmitter: the steepest slopes up
// to each post.
type View struct {
	ray     *Ray
	hts     float64
	top     []slopeTo // over tops, below the tangent plane
	bare    []slopeTo // over bare ground, below the tangent plane; top itself without clutter
	flat    []float64 // over bare ground above sea level
	heightM float64
}

// slopeTo is the steepest slope in m/km from the antenna to the posts up to one,
// and the first post that has it.
type slopeTo struct {
	slope float64
	post  int32
}

// Reset looks along a ray from an antenna above its transmitter. The View uses the
// ray and must be reset with it.
func (v *View) Reset(r *Ray, txHeightM float64) {
	v.ray, v.heightM = r, txHeightM
	v.top, v.bare, v.flat = v.top[:0], v.bare[:0], v.flat[:0]
	if len(r.bare) == 0 {
		return
	}
	v.hts = r.bare[0] + txHeightM
	steepest, flat := slopeTo{slope: math.Inf(-1)}, math.Inf(-1)
	for i, g := range r.bare {
		if i > 0 {
			x := r.at(i)
			up := (g - v.hts) / x
			if s := up - float64(r.bulge*x); s > steepest.slope {
				steepest = slopeTo{s, int32(i)}
			}
			flat = max(flat, up)
		}
		v.bare, v.flat = append(v.bare, steepest), append(v.flat, flat)
	}
	if !r.hasClutter() {
		v.top = append(v.top, v.bare...)
		return
	}
	steepest = slopeTo{slope: math.Inf(-1)}
	for i, g := range r.top {
		if i > 0 {
			x := r.at(i)
			if s := (g-v.hts)/x - float64(r.bulge*x); s > steepest.slope {
				steepest = slopeTo{s, int32(i)}
			}
		}
		v.top = append(v.top, steepest)
	}
}
