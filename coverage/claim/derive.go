package claim

import "phusong/coverage"

// Readings that are no figure of their own.
const (
	// StationShare is stations of the technology per 4G station, which reports call
	// coverage too.
	StationShare = "mobile.stations_per_4g"
	// SubscriptionShare is fixed broadband subscriptions per household: it overstates
	// connected households by firms and second lines.
	SubscriptionShare = "fiber.subscriptions_per_household"
)

type placeKey struct{ indicator, technology, operator, level, code, edition, date string }

// derive adds the rival readings that two figures make together.
func derive(evidence []coverage.Observation) []coverage.Observation {
	at := map[placeKey]*coverage.Observation{}
	for i := range evidence {
		o := &evidence[i]
		at[placeKey{o.Indicator, string(o.Technology), o.Operator, o.Level, o.Code, o.Edition, o.AsOf}] = o
	}
	all := append([]coverage.Observation(nil), evidence...)
	add := func(o *coverage.Observation, covered, total coverage.Micro, indicator string) {
		if total <= 0 {
			return
		}
		d := *o
		d.Indicator, d.Covered, d.Uncovered, d.Unknown, d.Total, d.CountOnly = indicator, covered, total-covered, 0, total, false
		all = append(all, d)
	}
	for i := range evidence {
		o := &evidence[i]
		k := placeKey{o.Indicator, string(coverage.Tech4G), o.Operator, o.Level, o.Code, o.Edition, o.AsOf}
		switch {
		case o.Indicator == coverage.BTSLayers && o.Technology == coverage.Tech5G:
			if of := at[k]; of != nil {
				add(o, o.Total, of.Total, StationShare)
			}
		case o.Indicator == coverage.FiberSubscriptions && o.Unknown == 0:
			k.indicator, k.technology = coverage.FiberConnected, ""
			if of := at[k]; of != nil && of.Unknown == 0 {
				add(o, o.Total, of.Total, SubscriptionShare)
			}
		}
	}
	return all
}
