package register

import (
	"math"
	"math/big"
	"slices"

	"phusong/coverage"
	"phusong/geo"
)

// Words of HamletRecord.Missing.
const (
	missingPosition   = "position"
	missingCoverage   = "coverage"
	missingClusters   = "clusters"
	missingGroups     = "cluster coverage"
	missingGridPower  = "grid power"
	missingDifficulty = "difficulty"
)

// group is a residential group with what is known of it.
type group struct {
	coverage.Cluster
	index  int
	maybe  bool // whether it counts is not known
	counts bool // it counts, for sure or maybe
	answer answer
}

// questions are the three that make a class.
type questions struct{ signal, whole, fast coverage.State }

// class follows from the questions, in order.
func (q questions) class() coverage.HamletClass {
	switch {
	case q.signal == coverage.Uncovered:
		return coverage.HamletWhite
	case q.signal == coverage.Unknown:
		return coverage.HamletUnknown
	case q.whole == coverage.Uncovered:
		return coverage.HamletGap
	case q.whole == coverage.Unknown || q.fast == coverage.Unknown:
		return coverage.HamletUnknown
	case q.fast == coverage.Uncovered:
		return coverage.HamletWeak
	}
	return coverage.HamletServed
}

// idle sets the questions that an earlier answer makes idle.
func (q questions) idle() questions {
	if q.signal == coverage.Uncovered {
		q.whole = coverage.Covered
	}
	if q.signal == coverage.Uncovered || q.whole == coverage.Uncovered {
		q.fast = coverage.Covered
	}
	return q
}

// record judges one hamlet.
func (m *maker) record(i int, clusters []coverage.Cluster) coverage.HamletRecord {
	h := &m.in.Dataset.Hamlets[i]
	at := place{h.Lon, h.Lat, m.hamletAt[i], -1}
	centre := m.look(at)
	groups := m.groups(h, clusters)
	q := m.ask(centre, groups, func(a answer) (coverage.State, coverage.State) { return a.signal, a.fast }).idle()
	model := m.ask(centre, groups, func(a answer) (coverage.State, coverage.State) { return a.model, coverage.Covered })
	r := coverage.HamletRecord{Class: q.class(), Model: model.class(), Signal: q.signal, Whole: q.whole, Fast: q.fast,
		Apart: m.in.Profile.NoPower == PowerApart && h.GridPower == "no", Groups: countGroups(groups), Serving: m.serving(centre)}
	r.Measured = m.measured(centre, groups)
	r.Basis = basis(&r)
	for _, g := range groups {
		r.ClusterStates = append(r.ClusterStates, g.answer.signal)
	}
	r.Stations = m.stations.nearest(h, m.levels(at))
	m.explain(&r, at, centre, groups)
	m.route(&r, h)
	return r
}

// groups looks at the residential groups of a hamlet.
func (m *maker) groups(h *coverage.Hamlet, clusters []coverage.Cluster) []group {
	p := &m.in.Profile
	var all []group
	for k, c := range clusters {
		g := group{Cluster: c, index: m.firstCluster + k, counts: true}
		least := coverage.Whole(int64(p.MinHouseholds))
		g.maybe = !c.Households.Known && p.MinHouseholds > 1
		g.counts = !c.Households.Known || c.Households.Value >= least
		if p.ClusterRadiusM > 0 {
			switch {
			case !h.Located || !c.Located:
				g.maybe = true
			case milli(distanceM(h.Lon, h.Lat, c.Lon, c.Lat)) <= milli(p.ClusterRadiusM):
				g.counts = false
			}
		}
		g.answer = m.look(place{c.Lon, c.Lat, m.clusterAt[g.index], g.index})
		all = append(all, g)
	}
	return all
}

func distanceM(lon1, lat1, lon2, lat2 float64) float64 {
	d, _, _ := geo.Inverse(lon1, lat1, lon2, lat2)
	return d
}

// milli is the step in which distances are compared: 0.001 m.
func milli(m float64) int64 { return int64(math.Round(m * 1000)) }

// ask puts the three questions; of takes signal and speed of a place.
func (m *maker) ask(centre answer, groups []group, of func(answer) (signal, fast coverage.State)) questions {
	signal, fast := of(centre)
	q := questions{signal: signal, whole: coverage.Covered, fast: fast}
	decides := m.in.Profile.Decides
	if decides == ByCentre {
		return q
	}
	if !m.groupsKnown() { // nobody said which groups there are
		q.whole = coverage.Unknown
		if decides == ByClusters {
			q.signal = coverage.Unknown
		}
		return q
	}
	q.whole = m.whole(groups, of)
	if decides == ByClusters && slices.ContainsFunc(groups, func(g group) bool { return g.counts }) {
		q.signal, q.fast = byGroups(groups, q, of)
	}
	return q
}

func (m *maker) groupsKnown() bool { return m.in.GroupsKnown || len(m.in.Dataset.Clusters) > 0 }

// byGroups: there is signal where some group has it, and speed where every group
// with signal has that. Where no group counts for sure the reference point may decide.
func byGroups(groups []group, centre questions, of func(answer) (signal, fast coverage.State)) (signal, quick coverage.State) {
	quick = coverage.Covered
	sure, alike := false, true
	for _, g := range groups {
		if !g.counts {
			continue
		}
		s, f := of(g.answer)
		sure, alike = sure || !g.maybe, alike && s == centre.signal
		switch {
		case s == coverage.Covered && f == coverage.Uncovered && !g.maybe:
			quick = coverage.Uncovered
		case s != coverage.Uncovered && f != coverage.Covered && quick == coverage.Covered:
			quick = coverage.Unknown
		}
		if g.maybe && s != coverage.Uncovered {
			s = coverage.Unknown
		}
		signal = signal.Or(s)
	}
	switch {
	case sure:
	case !alike:
		signal = coverage.Unknown
	default:
		signal = centre.signal
		if centre.fast != quick {
			quick = coverage.Unknown
		}
	}
	return signal, quick
}

// whole answers whether enough of the groups have signal.
func (m *maker) whole(groups []group, of func(answer) (signal, fast coverage.State)) coverage.State {
	var out, maybe, total coverage.Micro // households
	anyOut, anyMaybe, anyIn, uncounted := false, false, false, false
	for _, g := range groups {
		if !g.counts {
			continue
		}
		s, _ := of(g.answer)
		uncounted = uncounted || g.maybe || !g.Households.Known
		total += g.Households.Value
		switch {
		case s == coverage.Uncovered && !g.maybe:
			anyOut, out = true, out+g.Households.Value
		case s != coverage.Covered:
			anyMaybe, maybe = true, maybe+g.Households.Value
		default:
			anyIn = true
		}
	}
	share := m.in.Profile.UnservedSharePercent
	switch {
	case !anyOut && !anyMaybe:
		return coverage.Covered
	case anyOut && (share == 0 || uncounted && !anyIn && !anyMaybe): // all are out, however many
		return coverage.Uncovered
	case share == 0 || uncounted:
		return coverage.Unknown
	case total == 0:
		return coverage.Covered
	case reaches(out, total, share):
		return coverage.Uncovered
	case reaches(out+maybe, total, share):
		return coverage.Unknown
	}
	return coverage.Covered
}

// reaches tells whether a part is at least a share of a total, exactly.
func reaches(part, total coverage.Micro, percent float64) bool {
	want := new(big.Rat).SetFloat64(percent)
	want.Mul(want, new(big.Rat).SetInt64(int64(total)))
	got := new(big.Rat).SetInt64(int64(part))
	return got.Mul(got, big.NewRat(100, 1)).Cmp(want) >= 0
}

func countGroups(groups []group) coverage.GroupCount {
	n := coverage.GroupCount{HouseholdsOut: coverage.Known(0)}
	for _, g := range groups {
		if !g.counts {
			continue
		}
		n.All++
		switch g.answer.signal {
		case coverage.Uncovered:
			n.Out++
			n.HouseholdsOut.Value += g.Households.Value
			n.HouseholdsOut.Known = n.HouseholdsOut.Known && g.Households.Known
		case coverage.Unknown:
			n.Unknown++
		}
	}
	return n
}

// serving lists who serves the reference point, by technology.
func (m *maker) serving(centre answer) []coverage.Serving {
	var all []coverage.Serving
	for _, t := range m.in.Profile.Technology.Members() {
		s := coverage.Serving{Technology: t}
		for i, l := range m.layers {
			if l.Technology != t {
				continue
			}
			switch centre.layers[i] {
			case coverage.Covered:
				s.Operators = append(s.Operators, l.Operator)
			case coverage.Unknown:
				s.Unknown = append(s.Unknown, l.Operator)
			}
		}
		slices.Sort(s.Operators)
		slices.Sort(s.Unknown)
		all = append(all, s)
	}
	return all
}

// measured lists the verdicts at the places that decide.
func (m *maker) measured(centre answer, groups []group) []coverage.MeasuredPlace {
	var all []coverage.MeasuredPlace
	if m.in.Profile.Decides != ByClusters || len(groups) == 0 {
		all = append(all, centre.measured...)
	}
	if m.in.Profile.Decides == ByCentre {
		return all
	}
	for _, g := range groups {
		for _, v := range g.answer.measured {
			if g.counts && (v.What == coverage.MeasuredLevel || m.in.Profile.Decides == ByClusters) {
				all = append(all, v)
			}
		}
	}
	return all
}

func basis(r *coverage.HamletRecord) string {
	switch {
	case len(r.Measured) == 0:
		return coverage.BasisModel
	case r.Model == coverage.HamletUnknown && r.Class != coverage.HamletUnknown:
		return coverage.BasisMeasured
	case r.Model == r.Class:
		return coverage.BasisBoth
	}
	return coverage.BasisAgainst
}

// route says who must act, and what would have to be known to say it.
func (m *maker) route(r *coverage.HamletRecord, h *coverage.Hamlet) {
	if r.Class == coverage.HamletServed {
		return
	}
	if r.Class == coverage.HamletUnknown {
		r.Missing = append(r.Missing, m.missing(r, h)...)
	}
	special := slices.Contains(m.in.Profile.Special, h.DifficultyClass)
	ordinary := slices.Contains(m.in.Profile.Ordinary, h.DifficultyClass)
	switch {
	case h.GridPower == "no":
		r.Route = coverage.RouteWait
	case h.GridPower == "":
		r.Route, r.Missing = coverage.RouteUnknown, append(r.Missing, missingGridPower)
		if !special && !ordinary {
			r.Missing = append(r.Missing, missingDifficulty)
		}
	case special:
		r.Route = coverage.RouteFund
	case ordinary:
		r.Route = coverage.RouteOperators
	default:
		r.Route, r.Missing = coverage.RouteUnknown, append(r.Missing, missingDifficulty)
	}
	if r.Class == coverage.HamletUnknown {
		r.Route = coverage.RouteUnknown
	}
}

// missing says what keeps a class from being known.
func (m *maker) missing(r *coverage.HamletRecord, h *coverage.Hamlet) []string {
	switch {
	case m.in.Profile.Decides != ByCentre && !m.groupsKnown():
		return []string{missingClusters}
	case r.Signal == coverage.Unknown && !h.Located:
		return []string{missingPosition}
	case r.Signal == coverage.Unknown:
		return []string{missingCoverage}
	case r.Whole == coverage.Unknown:
		return []string{missingGroups}
	}
	return []string{missingCoverage}
}
