package gap

import (
	"math"
	"slices"

	"phusong/coverage"
	"phusong/geo/index"
)

// Classes of mobile gaps.
const (
	ClassWhite = "white" // no technology of any operator at the anchor
	ClassGap   = "gap"   // something else is there
)

// explain fills in level, nearest station, class and cause of a gap.
func (m *mapper) explain(job unitJob, g *coverage.Gap) {
	if level, short, ok := job.view.Level(g.AnchorCol, g.AnchorRow); ok {
		g.HasLevel = true
		g.BestDBm, g.ShortDB = float64(level)/100, float64(short)/100
	}
	g.Class = ClassGap
	if m.served.State(job.unit, g.AnchorCol, g.AnchorRow) != coverage.Covered {
		g.Class = ClassWhite
	}
	members := job.selection.Technology.Members()
	site, distanceM := m.stations.nearest(g, func(s *coverage.Site) bool { return carries(s, job.selection.Operator, members) })
	if site != nil {
		g.NearestSite, g.NearestSiteKm = site.ID, math.Round(distanceM)/1000
	}
	g.Cause = m.cause(job, g, site)
}

// cause tells why an area is not covered. Without terrain it is distance, unless
// a station of the same operators stands within reach and only lacks the
// technology.
func (m *mapper) cause(job unitJob, g *coverage.Gap, withTechnology *coverage.Site) string {
	reach := 0.0
	members := job.selection.Technology.Members()
	for _, t := range members {
		reach = math.Max(reach, m.in.ReachM[t])
	}
	other, distanceM := m.stations.nearest(g, func(s *coverage.Site) bool {
		return carries(s, job.selection.Operator, coverage.Technologies()) && !carries(s, job.selection.Operator, members)
	})
	if other != nil && distanceM <= reach {
		return coverage.CauseNoLayer
	}
	if withTechnology == nil {
		return coverage.CauseNoStation
	}
	return coverage.CauseDistance
}

// carries reports whether a site has a cell of one of the technologies of the
// operator, or of anyone under the rules any and all.
func carries(s *coverage.Site, operator string, technologies []coverage.Technology) bool {
	for _, c := range s.Cells {
		byRule := operator == coverage.OperatorAny || operator == coverage.OperatorAll
		if (byRule || c.Operator == operator) && slices.Contains(technologies, c.Technology) {
			return true
		}
	}
	return false
}

// stationIndex finds the nearest located site that meets a condition.
type stationIndex struct {
	sites  []*coverage.Site
	points *index.Points
}

func newStationIndex(d *coverage.Dataset) *stationIndex {
	s := &stationIndex{}
	var positions [][2]float64
	for i := range d.Sites {
		if site := &d.Sites[i]; site.Located {
			s.sites = append(s.sites, site)
			positions = append(positions, [2]float64{site.Lon, site.Lat})
		}
	}
	s.points = index.NewPoints(positions)
	return s
}

func (s *stationIndex) nearest(g *coverage.Gap, keep func(*coverage.Site) bool) (*coverage.Site, float64) {
	i, distanceM := s.points.NearestFunc(g.Anchor[0], g.Anchor[1], func(i int) bool { return keep(s.sites[i]) })
	if i < 0 {
		return nil, 0
	}
	return s.sites[i], distanceM
}
