package whatif

import (
	"cmp"
	"math"
	"slices"

	"github.com/paulmach/orb"

	"phusong/coverage"
	"phusong/coverage/gap"
	"phusong/geo/index"
)

// sitePoints finds located sites about a place, while sites come and go: an index of
// those of the beginning, and a few beside it.
type sitePoints struct {
	base  *index.Points
	sites []*coverage.Site // of base, by ID
	gone  map[int32]bool   // of them, those that are no longer there as they were
	more  []morePoint      // those that are there instead, and new ones
}

// morePoint is a site with an index of its own, so that distances are those of an index.
type morePoint struct {
	site  *coverage.Site
	point *index.Points
}

// newSitePoints indexes located sites, which must be sorted by ID.
func newSitePoints(sites []*coverage.Site) *sitePoints {
	at := make([][2]float64, len(sites))
	for i, s := range sites {
		at[i] = [2]float64{s.Lon, s.Lat}
	}
	return &sitePoints{base: index.NewPoints(at), sites: sites, gone: map[int32]bool{}}
}

// remove takes away a site that is there.
func (p *sitePoints) remove(id string) {
	if i := slices.IndexFunc(p.more, func(m morePoint) bool { return m.site.ID == id }); i >= 0 {
		p.more = slices.Delete(p.more, i, i+1)
		return
	}
	if i, ok := p.find(id); ok {
		p.gone[i] = true
	}
}

// add adds a site that is not there. The site of the beginning takes its place again.
func (p *sitePoints) add(s *coverage.Site) {
	if i, ok := p.find(s.ID); ok && p.sites[i] == s {
		delete(p.gone, i)
		return
	}
	p.more = append(p.more, morePoint{s, index.NewPoints([][2]float64{{s.Lon, s.Lat}})})
}

func (p *sitePoints) find(id string) (int32, bool) {
	i, ok := slices.BinarySearchFunc(p.sites, id, func(s *coverage.Site, id string) int { return cmp.Compare(s.ID, id) })
	return int32(i), ok
}

// len is the number of sites that are there.
func (p *sitePoints) len() int { return len(p.sites) - len(p.gone) + len(p.more) }

// within lists the sites that are there within a distance.
func (p *sitePoints) within(lon, lat, radiusM float64) []*coverage.Site {
	var all []*coverage.Site
	p.base.Within(lon, lat, radiusM, func(i int) {
		if !p.gone[int32(i)] {
			all = append(all, p.sites[i])
		}
	})
	for _, m := range p.more {
		m.point.Within(lon, lat, radiusM, func(int) { all = append(all, m.site) })
	}
	return all
}

// nearest finds the site nearest to a place, the first by ID of equally near ones; nil
// when there is none.
func (p *sitePoints) nearest(lon, lat float64) (*coverage.Site, float64) {
	var keep func(i int) bool
	if len(p.gone) > 0 {
		keep = func(i int) bool { return !p.gone[int32(i)] }
	}
	var best *coverage.Site
	i, distanceM := p.base.NearestFunc(lon, lat, keep)
	if i >= 0 {
		best = p.sites[i]
	}
	for _, m := range p.more {
		_, d := m.point.Nearest(lon, lat)
		if !math.IsInf(d, 1) && (best == nil || d < distanceM || d == distanceM && m.site.ID < best.ID) {
			best, distanceM = m.site, d
		}
	}
	return best, distanceM
}

// any reports whether a site that is there stands within a distance.
func (p *sitePoints) any(lon, lat, radiusM float64) bool {
	found := false
	p.base.Within(lon, lat, radiusM, func(i int) { found = found || !p.gone[int32(i)] })
	for _, m := range p.more {
		m.point.Within(lon, lat, radiusM, func(int) { found = true })
	}
	return found
}

// stations are the gap.Stations of a selection.
type stations struct {
	selection    coverage.Selection
	with, others *sitePoints
}

// newStations sorts located sites, which must be sorted by ID, out for a selection.
func newStations(s coverage.Selection, sites []*coverage.Site) *stations {
	var with, others []*coverage.Site
	for _, site := range sites {
		switch has, other := gap.Belongs(site, s); {
		case has:
			with = append(with, site)
		case other:
			others = append(others, site)
		}
	}
	return &stations{s, newSitePoints(with), newSitePoints(others)}
}

// Nearest is that of gap.Stations.
func (s *stations) Nearest(place orb.Point) (id string, distanceM float64) {
	site, distanceM := s.with.nearest(place[0], place[1])
	if site == nil {
		return "", 0
	}
	return site.ID, distanceM
}

// OthersWithin is that of gap.Stations.
func (s *stations) OthersWithin(place orb.Point, radiusM float64) bool {
	return s.others.any(place[0], place[1], radiusM)
}

// None is that of gap.Stations.
func (s *stations) None() bool { return s.with.len() == 0 }

// of returns the points that a site belongs to, nil for neither.
func (s *stations) of(site *coverage.Site) *sitePoints {
	if site == nil || !site.Located {
		return nil
	}
	switch has, other := gap.Belongs(site, s.selection); {
	case has:
		return s.with
	case other:
		return s.others
	}
	return nil
}
