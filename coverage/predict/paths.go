package predict

import (
	"math"
	"slices"

	"phusong/coverage/propagation"
	"phusong/geo"
	"phusong/geo/terrain"
)

// paths keeps the rays that the cells of a tile share, and what was found on the
// way to the cell asked for last. It belongs to one worker.
type paths struct {
	ground *ground
	middle geo.Vec3
	// radiusM is that of the tile; negative for a lone receiver, whose paths have
	// rays of their own.
	radiusM float64
	low     float64 // lowest and highest ground in and about the tile, NaN where some is unknown
	high    float64
	box     terrain.Bounds // of the tile
	// by cell of the tile
	endRanges []endRange
	endCols   int
	spots     []*spotPaths      // by spot
	arena     propagation.Arena // of the rays
	rays      []preparedRay     // given from, by blank
	given     int
}

// spotPaths are the rays of one spot.
type spotPaths struct {
	spot       *spot
	cell       int // that the fields up to heights belong to
	distanceM  float64
	to         *geo.Vec3
	azimuthDeg float64 // when aimed
	aimed      bool
	found      bool // then ring and ray are known
	ring, ray  int
	exact      *preparedRay
	heights    []slotPath
	rings      []ringPaths
}

// slotPath is the way to the cell from one antenna height.
type slotPath struct {
	cell     int
	known    bool
	crossing propagation.Crossing
	losses   []lossTo
}

// lossTo is a prediction kept for the sectors and operators that share it.
type lossTo struct {
	path       propagation.PreparedPath
	prediction propagation.Prediction
}

// ringPaths are the rays of a ring towards the tile, from number first on.
type ringPaths struct {
	first int
	rays  []*preparedRay
	edges []slotEdge // by ray
}

// slotEdge is an edge seen from an antenna height.
type slotEdge struct {
	propagation.Edge
	slot int32
}

const noCell = -1

// reset prepares for another tile.
func (p *paths) reset(g *ground, middle geo.Vec3, radiusM float64) {
	p.ground, p.middle, p.radiusM = g, middle, radiusM
	p.spots, p.given = slices.Grow(p.spots[:0], len(g.spots))[:len(g.spots)], 0
	clear(p.spots)
	p.arena.Reset()
}

// maxRayBytes bounds the memory of the rays of a tile, but for those of one block of
// cells: beyond it they are laid again where they are needed again.
var maxRayBytes int64 = 96 << 20 // a test takes less

// trim takes the rays back when they fill their memory.
func (p *paths) trim() {
	if p != nil && p.arena.Bytes() > maxRayBytes {
		p.reset(p.ground, p.middle, p.radiusM)
	}
}

// survey finds how low and how high the ground about the tile is.
func (p *paths) survey(west, north, east, south float64) {
	f, l := p.ground.field, p.ground.lattice
	x0, x1 := (west-l.West)/l.StepXDeg, (east-l.West)/l.StepXDeg
	for x0 < 0 {
		x0, x1 = x0+360/l.StepXDeg, x1+360/l.StepXDeg
	}
	y0, y1 := (l.North-north)/l.StepYDeg, (l.North-south)/l.StepYDeg
	p.box = terrain.Bounds{West: west, South: south, East: east, North: north}
	p.low, p.high = math.Inf(1), math.Inf(-1)
	for y := math.Floor(y0); y <= math.Ceil(y1); y++ {
		for x := math.Floor(x0); x <= math.Ceil(x1); x++ {
			h := f.AtPixel(x, y)
			if h != h {
				p.low, p.high = math.NaN(), math.NaN()
				return
			}
			p.low, p.high = math.Min(p.low, h), math.Max(p.high, h)
		}
	}
}

// aim looks from a spot at a cell.
func (p *paths) aim(s *spot, cell int, to *geo.Vec3) *spotPaths {
	at := p.spots[s.index]
	if at == nil {
		at = &spotPaths{spot: s, cell: noCell}
		p.spots[s.index] = at
	}
	if at.cell != cell {
		at.cell, at.distanceM, at.aimed, at.found = cell, s.position.ShortDistanceM(to), false, false
		at.to = to
	}
	return at
}

// azimuth is the direction to the cell aimed at.
func (at *spotPaths) azimuth() float64 {
	if !at.aimed {
		at.azimuthDeg, at.aimed = at.spot.azimuthDeg(at.to), true
	}
	return at.azimuthDeg
}

// cross goes to the cell aimed at; it is nil where the ground is not known.
func (p *paths) cross(at *spotPaths, slot int, rxHeightM float64) *slotPath {
	for len(at.heights) <= slot {
		at.heights = append(at.heights, slotPath{cell: noCell})
	}
	h := &at.heights[slot]
	if h.cell != at.cell {
		h.cell, h.losses = at.cell, h.losses[:0]
		ray := p.ray(at)
		groundM := p.ground.field.AtPixel(ray.arc.At(at.distanceM))
		h.known = ray.view(at.spot, slot).To(&h.crossing, at.distanceM/1000, groundM, rxHeightM)
	}
	if !h.known {
		return nil
	}
	return h
}

// lossWithin is loss, or false when it is found to be above worthDB.
func (h *slotPath) lossWithin(path propagation.PreparedPath, worthDB float64) (*propagation.Prediction, bool) {
	for i := range h.losses {
		if h.losses[i].path == path {
			return &h.losses[i].prediction, true
		}
	}
	p, ok := path.OverWithin(&h.crossing, worthDB)
	if !ok {
		return nil, false
	}
	h.losses = append(h.losses, lossTo{path, p})
	return &h.losses[len(h.losses)-1].prediction, true
}

// loss is the prediction of a path model over the crossing.
func (h *slotPath) loss(path propagation.PreparedPath) *propagation.Prediction {
	for i := range h.losses {
		if h.losses[i].path == path {
			return &h.losses[i].prediction
		}
	}
	h.losses = append(h.losses, lossTo{path, path.Over(&h.crossing)})
	return &h.losses[len(h.losses)-1].prediction
}

// ray is the ray to the cell aimed at.
func (p *paths) ray(at *spotPaths) *preparedRay {
	if p.radiusM < 0 {
		if at.exact == nil {
			at.exact = p.blank()
		}
		p.ground.lay(at.exact, at.spot, at.azimuth(), at.distanceM)
		return at.exact
	}
	r, i := p.ring(at)
	if r.rays[i] == nil {
		r.rays[i] = p.blank()
		farM := at.spot.position.ShortDistanceM(&p.middle) + p.radiusM
		ring, rays := p.ground.ringOf(at.distanceM)
		length := math.Min(float64(innerRingM)*float64(int(1)<<ring), farM)
		k := r.first + i
		if k < 0 {
			k += rays
		} else if k >= rays {
			k -= rays
		}
		p.ground.lay(r.rays[i], at.spot, float64(k)*360/float64(rays), length)
	}
	return r.rays[i]
}

// ring finds the ray to the cell aimed at: that of a number in a ring.
func (p *paths) ring(at *spotPaths) (*ringPaths, int) {
	if at.found {
		return &at.rings[at.ring], at.ray
	}
	ring, rays := p.ground.ringOf(at.distanceM)
	for len(at.rings) <= ring {
		at.rings = append(at.rings, ringPaths{})
	}
	r := &at.rings[ring]
	if r.rays == nil {
		r.first, r.rays = p.window(at.spot, at.spot.position.ShortDistanceM(&p.middle), rays)
		r.edges = make([]slotEdge, len(r.rays))
	}
	k, sure := at.spot.roughRay(at.to, rays)
	if !sure {
		k = rayTo(at.azimuth(), rays)
	}
	i := k - r.first // between -rays and 2 rays
	if i < 0 {
		i += rays
	} else if i >= rays {
		i -= rays
	}
	if i >= len(r.rays) { // the window was drawn too narrow
		*r = ringPaths{rays: make([]*preparedRay, rays), edges: make([]slotEdge, rays)}
		i = k
	}
	at.ring, at.ray, at.found = ring, i, true
	return r, i
}

// edge is one that stands before the cell aimed at, as far as the ray has shown one.
func (p *paths) edge(at *spotPaths, slot int) propagation.Edge {
	if p.radiusM < 0 {
		return propagation.Edge{}
	}
	r, i := p.ring(at)
	e := &r.edges[i]
	if int(e.slot) != slot || float64(1000*e.Km)+float64(0.51*p.ground.stepM) >= at.distanceM {
		return propagation.Edge{}
	}
	return e.Edge
}

// keepEdge keeps what the ray to the cell aimed at has shown.
func (p *paths) keepEdge(at *spotPaths, slot int, e propagation.Edge) {
	if p.radiusM >= 0 {
		r, i := p.ring(at)
		r.edges[i] = slotEdge{e, int32(slot)}
	}
}

// window is the span of rays that can lead into the tile.
func (p *paths) window(s *spot, middleM float64, rays int) (first int, window []*preparedRay) {
	if middleM <= p.radiusM*1.05 {
		return 0, make([]*preparedRay, rays)
	}
	spanDeg := math.Asin(p.radiusM*1.01/middleM)*180/math.Pi + 0.05
	each := 360 / float64(rays)
	n := min(rays, 2*int(math.Ceil(spanDeg/each))+3)
	return rayTo(s.azimuthDeg(&p.middle), rays) - n/2, make([]*preparedRay, n)
}

// blank is a ray to be laid; its memory is that of the tile.
func (p *paths) blank() *preparedRay {
	if p.given == len(p.rays) {
		p.rays, p.given = make([]preparedRay, max(256, min(2*len(p.rays), 8192))), 0
	}
	r := &p.rays[p.given]
	p.given++
	r.viewed = r.viewed[:0]
	r.ray.Arena = &p.arena
	return r
}

// known tells whether all ground between a spot and the tile is known.
func (p *paths) known(s *spot) bool {
	if p.ground.shallow {
		return false
	}
	const posts = 0.005 // degrees: about what a path bows out, and half a cell
	b := p.box
	return p.ground.field.Whole(terrain.Bounds{
		West: math.Min(b.West, s.lonLat[0]) - posts, South: math.Min(b.South, s.lonLat[1]) - posts,
		East: math.Max(b.East, s.lonLat[0]) + posts, North: math.Max(b.North, s.lonLat[1]) + posts,
	})
}
