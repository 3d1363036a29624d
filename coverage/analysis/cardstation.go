package analysis

import (
	"cmp"
	"math"
	"slices"

	"phusong/coverage"
	"phusong/coverage/criterion"
	"phusong/coverage/link"
	"phusong/geo"
)

// away is a site with its distance and bearing from a place.
type away struct {
	site                  *coverage.Site
	distanceM, bearingDeg float64
}

// nearestTwo are the two nearest sites, the first by ID of equally near ones.
func nearestTwo(p *coverage.CardPlace, sites []*coverage.Site) []away {
	all := make([]away, len(sites))
	for i, s := range sites {
		d, bearing, _ := geo.Inverse(p.Lon, p.Lat, s.Lon, s.Lat)
		all[i] = away{s, math.Round(d*1000) / 1000, math.Mod(math.Round(bearing*10)/10+360, 360)}
	}
	slices.SortFunc(all, func(a, b away) int {
		return cmp.Or(cmp.Compare(a.distanceM, b.distanceM), cmp.Compare(a.site.ID, b.site.ID))
	})
	return all[:min(2, len(all))]
}

// station describes a site and what stands between it and the place.
func (w *cardWork) station(p *coverage.CardPlace, of coverage.SignalLayer, n away) (coverage.CardStation, error) {
	s := coverage.CardStation{SiteID: n.site.ID, Name: n.site.Name, DistanceM: n.distanceM, BearingDeg: n.bearingDeg}
	var highest coverage.Cell
	for _, c := range n.site.Cells {
		if c.Operator == of.Operator && c.Technology == of.Technology && c.HeightM > highest.HeightM {
			highest = c
		}
	}
	s.HeightM = highest.HeightM
	var err error
	s.Obstacle, err = w.obstacle(p, n.site, highest)
	return s, err
}

// obstacle surveys the path; nil without terrain, where some of it is not known, and
// for ends too close.
func (w *cardWork) obstacle(p *coverage.CardPlace, site *coverage.Site, cell coverage.Cell) (*coverage.Obstacle, error) {
	if w.full.Terrain == nil || cell.FrequencyMHz == 0 {
		return nil, nil
	}
	l := link.Link{From: link.Place{Lon: site.Lon, Lat: site.Lat}, To: link.Place{Lon: p.Lon, Lat: p.Lat}, Cell: cell, RxHeightM: 1.5}
	if w.crit.Kind == criterion.KindRSRP {
		l.RxHeightM = w.crit.ReceiverHeightM
	}
	g, err := link.Survey(w.ctx, link.Terrain{DEM: w.full.Terrain, LandCover: w.full.LandCover != ""}, &l)
	if err != nil || g == nil {
		return nil, err
	}
	c, ok := link.LeastClearance(&l, g, l.Conditions.EarthFactor())
	if !ok {
		return nil, nil
	}
	return &coverage.Obstacle{Lon: geo.Round7(c.Post.Lon), Lat: geo.Round7(c.Post.Lat), FromKm: c.Post.DistanceKm, GroundM: c.Post.GroundM,
		ClutterM: c.Post.ClutterM, AboveM: -c.Post.ClearanceM}, nil
}
