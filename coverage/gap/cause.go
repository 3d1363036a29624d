package gap

import (
	"context"
	"math"
	"slices"

	"github.com/paulmach/orb"

	"phusong/coverage"
	"phusong/geo/index"
	"phusong/internal/mapper"
)

// Classes of mobile gaps.
const (
	ClassWhite     = "white"     // no technology of any operator at the anchor
	ClassGap       = "gap"       // something else is there
	ClassUndecided = "undecided" // what else is there cannot be told
)

// explain fills in level, nearest station, class and cause of a gap of a selection.
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
	if id, distanceM := stations.Nearest(g.Anchor); id != "" {
		g.NearestSite, g.NearestSiteKm = id, math.Round(distanceM)/1000
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
func (d *Drawer) cause(view *coverage.View, stations Stations, g *coverage.Gap) string {
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
	if stations.OthersWithin(g.Anchor, reach) {
		return coverage.CauseNoLayer
	}
	if stations.None() {
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

// Explain fills in level, nearest station, class and cause of a gap of a selection, by
// its number, as they now are; what it held of them before does not matter.
func (d *Drawer) Explain(selection int, g *coverage.Gap) {
	g.HasLevel, g.BestDBm, g.ShortDB, g.NearestSite, g.NearestSiteKm = false, 0, 0, "", 0
	d.explain(selection, g)
}

// Stations finds the located sites of one selection about a place: those that have its
// technology, and the others, of its operators, that do not; see Belongs.
type Stations interface {
	// Nearest returns the ID of the nearest site that has the technology, the first of
	// several equally near, and its distance; "" when there is none.
	Nearest(place orb.Point) (id string, distanceM float64)
	// OthersWithin reports whether one of the others stands within a distance.
	OthersWithin(place orb.Point, radiusM float64) bool
	// None reports that no site has the technology.
	None() bool
}

// Belongs tells whether a site has the technology of a selection, or is one of the
// others: of its operators, without the technology.
func Belongs(site *coverage.Site, s coverage.Selection) (has, other bool) {
	has = carries(site, s.Operator, s.Technology.Members())
	return has, !has && carries(site, s.Operator, coverage.Technologies())
}

// selectionStations are the Stations of a data set. Each kind has an index of
// its own, so that a search never walks past sites that it cannot use.
type selectionStations struct {
	sites        []*coverage.Site
	with, others *index.Points
}

// sortStations sorts the stations out by selection.
func sortStations(d *coverage.Dataset, selections []coverage.Selection, workers int) []Stations {
	all := make([]Stations, len(selections))
	_ = mapper.Each(context.Background(), len(selections), workers, func(_, i int) error {
		all[i] = stationsOf(d, selections[i])
		return nil
	})
	return all
}

func stationsOf(d *coverage.Dataset, selection coverage.Selection) *selectionStations {
	stations := &selectionStations{}
	var with, others [][2]float64
	for i := range d.Sites {
		site := &d.Sites[i]
		if !site.Located {
			continue
		}
		has, other := Belongs(site, selection)
		switch {
		case has:
			stations.sites, with = append(stations.sites, site), append(with, [2]float64{site.Lon, site.Lat})
		case other:
			others = append(others, [2]float64{site.Lon, site.Lat})
		}
	}
	stations.with, stations.others = index.NewPoints(with), index.NewPoints(others)
	return stations
}

// Nearest is that of Stations.
func (s *selectionStations) Nearest(place orb.Point) (id string, distanceM float64) {
	i, distanceM := s.with.Nearest(place[0], place[1])
	if i < 0 {
		return "", 0
	}
	return s.sites[i].ID, distanceM
}

// OthersWithin is that of Stations.
func (s *selectionStations) OthersWithin(place orb.Point, radiusM float64) bool {
	found := false
	s.others.Within(place[0], place[1], radiusM, func(int) { found = true })
	return found
}

// None is that of Stations.
func (s *selectionStations) None() bool { return len(s.sites) == 0 }
