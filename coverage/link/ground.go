package link

import (
	"context"
	"errors"
	"math"
	"slices"

	"phusong/coverage/propagation"
	"phusong/geo"
	"phusong/geo/terrain"
)

// Ground is what lies under a link, at even steps from the transmitter to the
// receiver, both included.
type Ground struct {
	DistanceKm []float64
	Lon, Lat   []float64
	GroundM    []float64 // above sea level; NaN where unknown
	ClutterM   []float64 // above ground; NaN where unknown; nil: none was asked for
}

// Stretch is a part of a path, in km from the transmitter.
type Stretch struct{ FromKm, ToKm float64 }

// Unknown lists the parts of the path whose ground or clutter is not known: from
// the last post known before to the first known after.
func (g *Ground) Unknown() []Stretch {
	var all []Stretch
	last := len(g.DistanceKm) - 1
	for i := 0; i <= last; i++ {
		if g.known(i) {
			continue
		}
		from := max(i-1, 0)
		for i < last && !g.known(i+1) {
			i++
		}
		all = append(all, Stretch{g.DistanceKm[from], g.DistanceKm[min(i+1, last)]})
	}
	return all
}

func (g *Ground) known(i int) bool {
	return !math.IsNaN(g.GroundM[i]) && (g.ClutterM == nil || !math.IsNaN(g.ClutterM[i]))
}

// profile is the ground as models take it.
func (g *Ground) profile() propagation.Profile {
	return propagation.Profile{DistanceKm: g.DistanceKm, HeightM: g.GroundM}
}

// obstacleM is the top of what stands at a post. The end posts are taken as free of
// clutter, as in P.1812: an antenna stands beside its trees, not in them.
func (g *Ground) obstacleM(i int) float64 {
	if g.ClutterM == nil || i == 0 || i == len(g.GroundM)-1 {
		return g.GroundM[i]
	}
	return g.GroundM[i] + g.ClutterM[i]
}

// Terrain is where Survey takes the ground from.
type Terrain struct {
	DEM       *terrain.DEM
	LandCover bool    // the DEM was opened with land cover
	StepM     float64 // between posts; 0: half of that of the finest tile, so that no summit is missed by much
}

// metresPerDegree is of latitude, about: enough to choose a step.
const metresPerDegree = 111_320

// step is at most half of the path, so that there are three posts.
func (t *Terrain) step(distanceM float64) float64 {
	step := t.StepM
	if step == 0 {
		step = math.Inf(1)
		for _, tile := range t.DEM.Tiles() {
			step = min(step, float64(tile.StepYDeg*metresPerDegree)/2)
		}
	}
	return min(step, distanceM/2)
}

// Survey takes the ground of a link. It is nil without an error for ends closer than
// 2 mm, between which there is none. It fails where a tile cannot be read, and when
// ctx ends.
func Survey(ctx context.Context, t Terrain, l *Link) (*Ground, error) {
	distanceM, azimuthDeg, _ := l.DistanceM()
	if distanceM < 0.002 {
		return nil, nil
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	p, err := t.DEM.Profile(l.From.Lon, l.From.Lat, l.To.Lon, l.To.Lat, t.step(distanceM))
	if err != nil {
		return nil, err
	}
	g := &Ground{}
	for i, d := range p.DistancesKm {
		g.DistanceKm, g.GroundM = append(g.DistanceKm, rounded(d, 1e9)), append(g.GroundM, rounded(p.HeightsM[i], 1e6))
		place := l.To
		if i < len(p.DistancesKm)-1 {
			place.Lon, place.Lat, _ = geo.Direct(l.From.Lon, l.From.Lat, azimuthDeg, d*1000)
		}
		g.Lon, g.Lat = append(g.Lon, place.Lon), append(g.Lat, place.Lat)
	}
	if t.LandCover {
		err = g.addClutter(ctx, t.DEM)
	}
	return g, err
}

// rounded drops what is below a micrometre, in which processors differ: methods that
// choose between posts, as ITM does, can make hundredths of a dB of it.
func rounded(v, perUnit float64) float64 { return math.Round(v*perUnit) / perUnit }

// fieldSpanDeg bounds the boxes for which land cover is loaded, so that a long path
// needs no more memory than a short one.
const fieldSpanDeg = 0.5

// addClutter looks up what stands at the posts, stretch by stretch.
func (g *Ground) addClutter(ctx context.Context, dem *terrain.DEM) error {
	g.ClutterM = slices.Repeat([]float64{math.NaN()}, len(g.Lon))
	for first := 0; first < len(g.Lon); {
		box := terrain.Bounds{West: g.Lon[first], East: g.Lon[first], South: g.Lat[first], North: g.Lat[first]}
		end := first + 1
		for ; end < len(g.Lon); end++ {
			wider := extended(box, g.Lon[end], g.Lat[end])
			if wider.East-wider.West > fieldSpanDeg || wider.North-wider.South > fieldSpanDeg {
				break
			}
			box = wider
		}
		if err := g.clutterOf(ctx, dem, box, [2]int{first, end}); err != nil {
			return err
		}
		first = end
	}
	return nil
}

// clutterOf fills in the posts of a range. A box without tiles stays unknown.
func (g *Ground) clutterOf(ctx context.Context, dem *terrain.DEM, box terrain.Bounds, posts [2]int) error {
	const margin = 1e-4 // a box needs some extent
	field, err := dem.Field(ctx, terrain.Bounds{West: box.West - margin, South: max(box.South-margin, -90),
		East: box.East + margin, North: min(box.North+margin, 90)})
	if errors.Is(err, terrain.ErrNoTile) {
		return nil
	}
	if err != nil {
		return err
	}
	for i := posts[0]; i < posts[1]; i++ {
		g.ClutterM[i] = field.ClutterM(g.Lon[i], g.Lat[i])
	}
	return nil
}

// extended holds another post, whose longitude is taken in the turn of the box.
func extended(b terrain.Bounds, lon, lat float64) terrain.Bounds {
	for lon < b.West-180 {
		lon += 360
	}
	for lon > b.East+180 {
		lon -= 360
	}
	return terrain.Bounds{West: min(b.West, lon), East: max(b.East, lon), South: min(b.South, lat), North: max(b.North, lat)}
}

// Bounds is the box of the posts, in one turn of longitude; ok is false for no posts.
func (g *Ground) Bounds() (box terrain.Bounds, ok bool) {
	if g == nil || len(g.Lon) == 0 {
		return box, false
	}
	box = terrain.Bounds{West: g.Lon[0], East: g.Lon[0], South: g.Lat[0], North: g.Lat[0]}
	for i := range g.Lon {
		box = extended(box, g.Lon[i], g.Lat[i])
	}
	return box, true
}
