package link

import (
	"math"

	"phusong/coverage/propagation"
)

// earthRadiusKm is that of P.1812 and P.526.
const earthRadiusKm = 6371

// Post is one post of a profile over an Earth of k times its radius.
type Post struct {
	DistanceKm     float64
	Lon, Lat       float64
	GroundM        float64 // above sea level; NaN where unknown
	ClutterM       float64 // above ground; NaN where unknown
	BulgeM         float64 // of the Earth above the straight line between the ends at sea level
	LineOfSightM   float64 // height of the straight ray; NaN where an end is unknown
	FresnelRadiusM float64 // of the first zone; 0 at the ends
	ClearanceM     float64 // of the line of sight above ground, bulge and clutter; NaN where unknown
}

// Clearance is the post that stands highest in the first Fresnel zone.
type Clearance struct {
	EarthFactor float64 // k
	Post        Post
	Ratio       float64 // clearance over the radius of the first zone; negative when hidden
	Nu          float64 // P.526-15 (26)
	KnifeEdgeDB float64 // J(nu), the loss if the post were the only edge
}

// Posts gives the profile of a link over an Earth of k times its radius.
func Posts(l *Link, g *Ground, k float64) []Post {
	last := len(g.DistanceKm) - 1
	if last < 1 {
		return nil
	}
	length := g.DistanceKm[last]
	tx, rx := g.GroundM[0]+l.Cell.HeightM, g.GroundM[last]+l.RxHeightM
	posts := make([]Post, last+1)
	for i := range posts {
		d1 := g.DistanceKm[i]
		d2 := length - d1
		p := Post{DistanceKm: d1, Lon: g.Lon[i], Lat: g.Lat[i], GroundM: g.GroundM[i],
			BulgeM:       float64(d1*d2) * 500 / (k * earthRadiusKm),
			LineOfSightM: tx + float64((rx-tx)*(d1/length))}
		if i == last {
			p.LineOfSightM = rx
		}
		if g.ClutterM != nil {
			p.ClutterM = g.ClutterM[i]
		}
		if d1 > 0 && d2 > 0 {
			// nu of an edge of 1 m is sqrt(2)/F1.
			p.FresnelRadiusM = math.Sqrt2 / propagation.KnifeEdgeNu(1, d1, d2, l.Cell.FrequencyMHz)
		}
		p.ClearanceM = p.LineOfSightM - p.BulgeM - g.obstacleM(i)
		posts[i] = p
	}
	return posts
}

// LeastClearance finds the smallest ratio of clearance to Fresnel radius, the first
// of equals. It is false when a post between the ends, or an end, is not known, and
// when there is no post between.
func LeastClearance(l *Link, g *Ground, k float64) (Clearance, bool) {
	posts := Posts(l, g, k)
	if len(posts) < 3 {
		return Clearance{}, false
	}
	least := Clearance{EarthFactor: k, Ratio: math.Inf(1)}
	for _, p := range posts[1 : len(posts)-1] {
		ratio := p.ClearanceM / p.FresnelRadiusM
		if math.IsNaN(ratio) {
			return Clearance{}, false
		}
		if ratio < least.Ratio {
			least.Ratio, least.Post = ratio, p
		}
	}
	d2 := posts[len(posts)-1].DistanceKm - least.Post.DistanceKm
	least.Nu = propagation.KnifeEdgeNu(-least.Post.ClearanceM, least.Post.DistanceKm, d2, l.Cell.FrequencyMHz)
	least.KnifeEdgeDB = propagation.KnifeEdgeLossDB(least.Nu)
	return least, true
}
