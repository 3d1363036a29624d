package gap

import (
	"math"
	"slices"

	"phusong/coverage"
	"phusong/geo/index"
)

// Classes of mobile gaps.
const (
	ClassWhite     = "white"     // no technology of any operator at the anchor
	ClassGap       = "gap"       // something else is there
	ClassUndecided = "undecided" // what else is there cannot be told
)

// explain fills in level, nearest station, class and cause of a gap.
func (d *Drawer) explain(selection int, g *coverage.Gap) {
	view, stations := d.views[selection], d.stations[selection]
	if level, short, ok := view.Level(g.AnchorCol, g.AnchorRow); ok {
		g.HasLevel = true
		g.BestDBm, g.ShortDB = float64(level)/100, float64(short)/100
	}
	if centre := d.in.Dataset.Units[g.Unit].Centre; d.in.Signal.ByUnit != nil && centre != nil {
		g.Anchor = *centre
	}
	g.Class = d.class(g)
	site, distanceM := stations.nearest(g)
	if site != nil {
		g.NearestSite, g.NearestSiteKm = site.ID, math.Round(distanceM)/1000
	}
	g.Cause = d.cause(view, stations, g)
}

// class says whether anything else serves the anchor. It is undecided where the
// answer of another layer is unknown, or where the data has stations of a
// technology that the criterion says nothing of.
func (d *Drawer) class(g *coverage.Gap) string {
	switch d.served.State(g.Unit, g.AnchorCol, g.AnchorRow) {
	case coverage.Covered:
		return ClassGap
	case coverage.Unknown:
		return ClassUndecided
	}
	if d.beyondCriterion {
		return ClassUndecided
	}
	return ClassWhite
}

// beyondCriterion reports whether some station has a technology and operator that
// the signal map has no layer for.
func beyondCriterion(in MobileInput) bool {
	for i := range in.Dataset.Sites {
		for _, l := range in.Dataset.Sites[i].Layers() {
			if !slices.Contains(in.Signal.Layers, coverage.SignalLayer{Technology: l.Technology, Operator: l.Operator}) {
				return true
			}
		}
	}
	return false
}

// cause tells why the anchor is not covered. What was predicted for the place comes
// before what is drawn from distances: served outdoors is nearest to service, then
// served but for the ground between, both by a station that has the technology. Only
// then does a station of the same operators within reach count that lacks it, for
// whether it would serve the place nobody computed.
func (d *Drawer) cause(view *coverage.View, stations *selectionStations, g *coverage.Gap) string {
	switch view.Hindrance(g.AnchorCol, g.AnchorRow) {
	case coverage.HinderedByBuilding:
		return coverage.CauseIndoor
	case coverage.HinderedByTerrain:
		return coverage.CauseTerrain
	}
	reach := 0.0
	for _, t := range g.Technology.Members() {
		reach = math.Max(reach, d.in.ReachM[t])
	}
	if stations.othersWithin(g, reach) {
		return coverage.CauseNoLayer
	}
	if len(stations.sites) == 0 {
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

// selectionStations are the located sites of one selection: those that have its
// technology, and those of its operators that do not. Each kind has an index of
// its own, so that a search never walks past sites that it cannot use.
type selectionStations struct {
	sites        []*coverage.Site
	with, others *index.Points
}

// sortStations sorts the stations out by selection.
func sortStations(d *coverage.Dataset, selections []coverage.Selection) []*selectionStations {
	all := make([]*selectionStations, len(selections))
	for k, selection := range selections {
		stations := &selectionStations{}
		var with, others [][2]float64
		for i := range d.Sites {
			site := &d.Sites[i]
			switch {
			case !site.Located:
			case carries(site, selection.Operator, selection.Technology.Members()):
				stations.sites, with = append(stations.sites, site), append(with, [2]float64{site.Lon, site.Lat})
			case carries(site, selection.Operator, coverage.Technologies()):
				others = append(others, [2]float64{site.Lon, site.Lat})
			}
		}
		stations.with, stations.others = index.NewPoints(with), index.NewPoints(others)
		all[k] = stations
	}
	return all
}

// nearest returns the nearest site that has the technology, the first by ID of
// several equally near, or nil.
func (s *selectionStations) nearest(g *coverage.Gap) (*coverage.Site, float64) {
	i, distanceM := s.with.Nearest(g.Anchor[0], g.Anchor[1])
	if i < 0 {
		return nil, 0
	}
	return s.sites[i], distanceM
}

// othersWithin reports whether a site that lacks the technology stands in reach.
func (s *selectionStations) othersWithin(g *coverage.Gap, reachM float64) bool {
	found := false
	s.others.Within(g.Anchor[0], g.Anchor[1], reachM, func(int) { found = true })
	return found
}
