package register

import (
	"slices"

	"phusong/coverage"
	"phusong/geo/index"
)

// stations finds the nearest station of each operator.
type stations struct {
	in        Input
	operators []string
	sites     [][]*coverage.Site // per operator, with a technology of the profile
	points    []*index.Points
	others    *index.Points // of the operators that count, without one
	any       bool          // some located site has one
}

func newStations(in Input, operators []string) *stations {
	s := &stations{in: in}
	members := in.Profile.Technology.Members()
	var others [][2]float64
	for _, operator := range operators {
		var sites []*coverage.Site
		var at [][2]float64
		for i := range in.Dataset.Sites {
			site := &in.Dataset.Sites[i]
			if site.Located && has(site, operator, members) {
				sites, at = append(sites, site), append(at, [2]float64{site.Lon, site.Lat})
			}
		}
		if len(sites) == 0 && !slices.Contains(in.Dataset.Operators, operator) {
			continue // a name that only measurements have
		}
		s.operators, s.sites, s.points = append(s.operators, operator), append(s.sites, sites), append(s.points, index.NewPoints(at))
		s.any = s.any || len(sites) > 0
	}
	for i := range in.Dataset.Sites {
		site := &in.Dataset.Sites[i]
		if site.Located && !slices.ContainsFunc(operators, func(o string) bool { return has(site, o, members) }) {
			others = append(others, [2]float64{site.Lon, site.Lat})
		}
	}
	s.others = index.NewPoints(others)
	return s
}

func has(s *coverage.Site, operator string, technologies []coverage.Technology) bool {
	return slices.ContainsFunc(s.Cells, func(c coverage.Cell) bool {
		return c.Operator == operator && slices.Contains(technologies, c.Technology)
	})
}

// nearest lists for every operator its nearest station and its level; without a
// position only that there is an operator.
func (s *stations) nearest(h *coverage.Hamlet, levels map[string]int16) []coverage.OperatorStation {
	var all []coverage.OperatorStation
	for i, operator := range s.operators {
		o := coverage.OperatorStation{Operator: operator}
		if h.Located {
			if k, d := s.points[i].Nearest(h.Lon, h.Lat); k >= 0 {
				o.SiteID, o.DistanceM = s.sites[i][k].ID, d
			}
		}
		if level, ok := levels[operator]; ok {
			o.LevelCentiDBm, o.HasLevel = int(level), true
		}
		all = append(all, o)
	}
	return all
}

// levels is the best level of each operator at a place.
func (m *maker) levels(p place) map[string]int16 {
	best := map[string]int16{}
	if p.receiver < 0 || m.in.Signal.ReceiverLevels == nil {
		return best
	}
	for _, l := range m.layers {
		if l.signal < 0 {
			continue
		}
		level := m.in.Signal.ReceiverLevels[l.signal][p.receiver].CentiDBm
		if known, ok := best[l.Operator]; level != coverage.NoLevel && (!ok || level > known) {
			best[l.Operator] = level
		}
	}
	return best
}

// explain finds cause and shortfall: at the reference point of a white hamlet, at the
// residential group without signal that has most households of a gap.
func (m *maker) explain(r *coverage.HamletRecord, at place, centre answer, groups []group) {
	switch r.Class {
	case coverage.HamletWhite:
		if m.in.Profile.Decides == ByClusters && len(groups) > 0 {
			at, centre = m.worst(groups, at, centre)
		}
	case coverage.HamletGap:
		at, centre = m.worst(groups, at, centre)
	default:
		return
	}
	r.Cause = m.cause(at, centre)
	r.ShortCentiDB, r.HasShort = m.short(at)
}

// worst is the group without signal with most households, the first of equals.
func (m *maker) worst(groups []group, at place, centre answer) (place, answer) {
	most := coverage.Micro(-1)
	for _, g := range groups {
		if g.counts && g.answer.signal == coverage.Uncovered && g.Households.Value > most {
			most, at, centre = g.Households.Value, place{g.Lon, g.Lat, m.clusterAt[g.index], g.index}, g.answer
		}
	}
	return at, centre
}

// cause tells why a place has no signal, as gaps are told: what was predicted comes
// before what distances suggest.
func (m *maker) cause(at place, a answer) string {
	if a.model == coverage.Covered {
		return coverage.CauseMeasured
	}
	least := coverage.HinderedOtherwise
	for _, l := range m.layers {
		if l.signal >= 0 && at.receiver >= 0 && m.in.Signal.ReceiverLevels != nil && slices.Contains(m.voices, l.Operator) {
			if h := m.in.Signal.ReceiverLevels[l.signal][at.receiver].Hindrance; h != coverage.NotHindered {
				least = min(least, h)
			}
		}
	}
	reach := 0.0
	for _, t := range m.in.Profile.Technology.Members() {
		reach = max(reach, m.in.ReachM[t])
	}
	others := false
	if at.receiver >= 0 {
		m.stations.others.Within(at.lon, at.lat, reach, func(int) { others = true })
	}
	switch {
	case least == coverage.HinderedByBuilding:
		return coverage.CauseIndoor
	case least == coverage.HinderedByTerrain:
		return coverage.CauseTerrain
	case others:
		return coverage.CauseNoLayer
	case !m.stations.any:
		return coverage.CauseNoStation
	}
	return coverage.CauseDistance
}

// short is what the best layer of an operator that counts lacks at a place, where it
// lacks something.
func (m *maker) short(at place) (centiDB int, ok bool) {
	if at.receiver < 0 || m.in.Signal.ReceiverLevels == nil {
		return 0, false
	}
	for _, l := range m.layers {
		if l.signal < 0 || !slices.Contains(m.voices, l.Operator) {
			continue
		}
		level := m.in.Signal.ReceiverLevels[l.signal][at.receiver].CentiDBm
		if level == coverage.NoLevel {
			continue
		}
		if lack := m.in.Signal.ThresholdCentiDBm[l.signal] - int(level); !ok || lack < centiDB {
			centiDB, ok = lack, true
		}
	}
	return centiDB, ok && centiDB > 0
}
