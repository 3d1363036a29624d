package predict

import (
	"context"
	"fmt"
	"math"

	"phusong/coverage"
	"phusong/coverage/propagation"
	"phusong/geo"
	"phusong/geo/raster"
	"phusong/geo/terrain"
)

// ground is the terrain under a network. The paths of a station run along rays at
// even azimuths, which all cells near a ray share: out to innerRingM there are
// innerRays of them, and twice as many for every doubling of the distance, so that
// a cell's path ends at most half a cell's side from its centre: inside the cell.
// Posts are as far apart as those of the elevation model.
type ground struct {
	box       terrain.Bounds // that was asked for
	field     *terrain.Field
	lattice   terrain.Lattice
	stepM     float64
	innerRays int
	endM      float64 // a path ends no farther from the centre of its cell
	spots     []*spot
	known     map[spotKey]*spot
	// shallow says that known heights may end a path nevertheless: there are depths that
	// no profile may have, or clutter that is not known.
	shallow bool
}

// spotKey tells spots apart.
type spotKey struct {
	lonLat   [2]float64
	radiusKm float64
}

const innerRingM = 1000

// spot is a place with radios that look over terrain, for one effective Earth.
type spot struct {
	index    int
	position geo.Vec3
	lonLat   [2]float64
	east     geo.Vec3
	north    geo.Vec3
	fan      geo.Fan
	groundM  float64 // NaN where the terrain does not say
	radiusKm float64 // effective, of the Earth
	heightsM []float64
}

// newGround loads the heights between the demand and all stations that can reach it.
func newGround(ctx context.Context, d *coverage.Dataset, reachM float64) (*ground, error) {
	box := boxOf(d, reachM)
	field, err := d.Terrain.Field(ctx, box)
	if err != nil {
		return nil, fmt.Errorf("terrain: %w", err)
	}
	g := &ground{box: box, field: field, lattice: field.Lattice(), known: map[spotKey]*spot{}}
	g.shallow = field.HasClutter() || field.LeastM() < propagation.LowestGroundM
	latitude := (box.South + box.North) / 2
	g.stepM = math.Round(field.StepM(latitude))
	g.stepM = math.Max(g.stepM, 1)
	g.innerRays = int(math.Ceil(2 * math.Pi * innerRingM / cellSideM(d.Demand.Grid, latitude)))
	g.endM = math.Pi*innerRingM/float64(g.innerRays) + 1
	return g, nil
}

// cellSideM is the lesser side of a cell, about.
func cellSideM(g raster.Grid, latitudeDeg float64) float64 {
	const mPerDeg = geo.EquatorialRadiusM * math.Pi / 180
	return mPerDeg * math.Min(g.StepY, g.StepX*math.Cos(latitudeDeg*math.Pi/180))
}

// boxOf holds the demand and every station from which it may be reached.
func boxOf(d *coverage.Dataset, reachM float64) terrain.Bounds {
	g := d.Demand.Grid
	b := terrain.Bounds{West: g.EdgeX(0).Degrees(), North: g.EdgeY(0).Degrees(), East: g.EdgeX(g.Cols).Degrees(), South: g.EdgeY(g.Rows).Degrees()}
	const mPerDeg = 110_500 // the shortest degree of latitude
	margin := reachM / mPerDeg
	wide := margin / math.Max(0.01, math.Cos(math.Max(math.Abs(b.South), math.Abs(b.North))*math.Pi/180))
	out := b
	for i := range d.Sites {
		s := &d.Sites[i]
		if s.Located && s.Lon >= b.West-wide && s.Lon <= b.East+wide && s.Lat >= b.South-margin && s.Lat <= b.North+margin {
			out.West, out.East = math.Min(out.West, s.Lon), math.Max(out.East, s.Lon)
			out.South, out.North = math.Min(out.South, s.Lat), math.Max(out.North, s.Lat)
		}
	}
	for _, r := range d.Receivers() {
		out.West, out.East = math.Min(out.West, r.Lon), math.Max(out.East, r.Lon)
		out.South, out.North = math.Min(out.South, r.Lat), math.Max(out.North, r.Lat)
	}
	const posts = 0.01 // degrees: room for the posts beyond and for paths that bow out
	return terrain.Bounds{West: out.West - posts, South: math.Max(out.South-posts, -90), East: out.East + posts, North: math.Min(out.North+posts, 90)}
}

// spot returns the place of a site for radios of an effective Earth: one for all
// that stand there.
func (g *ground) spot(site *coverage.Site, radiusKm float64) *spot {
	at := [2]float64{site.Lon, site.Lat}
	key := spotKey{at, radiusKm}
	if s := g.known[key]; s != nil {
		return s
	}
	s := &spot{index: len(g.spots), position: geo.Cartesian(site.Lon, site.Lat), lonLat: at, radiusKm: radiusKm}
	s.east, s.north, _ = geo.LocalAxes(site.Lon, site.Lat)
	lon := g.lattice.West + math.Mod(site.Lon-g.lattice.West, 360)
	if lon < g.lattice.West {
		lon += 360
	}
	s.fan, s.groundM = geo.NewFan(lon, site.Lat), g.field.HeightM(site.Lon, site.Lat)
	g.spots = append(g.spots, s)
	g.known[key] = s
	return s
}

// slot numbers the antenna heights of a spot.
func (s *spot) slot(heightM float64) int {
	for i, h := range s.heightsM {
		if h == heightM {
			return i
		}
	}
	s.heightsM = append(s.heightsM, heightM)
	return len(s.heightsM) - 1
}

// arc is a ray in posts of the lattice.
func (g *ground) arc(s *spot, azimuthDeg float64) geo.Arc {
	l := &g.lattice
	return s.fan.Arc(azimuthDeg).Affine(l.West, 1/l.StepXDeg, l.North, -1/l.StepYDeg)
}

// azimuthDeg is the direction from a spot to a place, clockwise from north.
func (s *spot) azimuthDeg(to *geo.Vec3) float64 {
	d := to.Sub(s.position)
	return math.Atan2(dot(d, s.east), dot(d, s.north)) * 180 / math.Pi
}

// ringOf is the number of a ring and how many rays it has.
func (g *ground) ringOf(distanceM float64) (ring, rays int) {
	rays = g.innerRays
	for outer := float64(innerRingM); distanceM > outer; outer *= 2 {
		ring, rays = ring+1, rays*2
	}
	return ring, rays
}

// rayTo is the number of the ray nearest to a direction.
func rayTo(azimuthDeg float64, rays int) int {
	k := int(math.Round(azimuthDeg / 360 * float64(rays)))
	return ((k % rays) + rays) % rays
}

// lay fills a prepared ray with posts along an arc.
func (g *ground) lay(p *preparedRay, s *spot, azimuthDeg, lengthM float64) {
	p.arc = g.arc(s, azimuthDeg)
	n := int(math.Ceil(lengthM/g.stepM)) + 1
	p.heightsM = p.ray.Arena.Floats(p.heightsM, n)
	p.heightsM = p.heightsM[:g.field.Along(p.heightsM, p.arc, g.stepM)]
	p.clutterM = nil
	if g.field.HasClutter() {
		p.clutterM = p.ray.Arena.Floats(nil, len(p.heightsM))
		for i := range p.clutterM {
			p.clutterM[i] = g.field.ClutterAtPixel(p.arc.At(float64(float64(i) * g.stepM)))
		}
	}
	p.ray.Reset(g.stepM/1000, s.radiusKm, p.heightsM, p.clutterM)
	p.viewed = p.viewed[:0]
}

// preparedRay is a ray with the views of the antennas at its spot.
type preparedRay struct {
	arc                geo.Arc
	ray                propagation.Ray
	views              []propagation.View
	viewed             []bool
	heightsM, clutterM []float64
}

// view is the ray from one of the antenna heights of its spot.
func (p *preparedRay) view(s *spot, slot int) *propagation.View {
	for len(p.views) < len(s.heightsM) {
		p.views = append(p.views, propagation.View{})
	}
	for len(p.viewed) < len(s.heightsM) {
		p.viewed = append(p.viewed, false)
	}
	if !p.viewed[slot] {
		p.views[slot].Reset(&p.ray, s.heightsM[slot])
		p.viewed[slot] = true
	}
	return &p.views[slot]
}
