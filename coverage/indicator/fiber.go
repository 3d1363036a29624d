package indicator

import (
	"math"

	"phusong/coverage"
)

// Fiber returns the fibre figures of every unit: households connected and
// passed, communes and hamlets with fibre, subscriptions on fibre. It is empty
// when the data set reports no fibre at all. Nothing is clipped: with more
// connections than households, uncovered is below zero.
func Fiber(d *coverage.Dataset) []coverage.Figure {
	var figures []coverage.Figure
	dates := reportDates(d)
	add := func(indicator, measure string, accountOf func(i int) (account, bool)) {
		l := make(ledger, len(d.Units))
		given := false
		for i := range d.Units[:d.Leaves] {
			a, ok := accountOf(i)
			l[i] = a
			given = given || ok
		}
		if !given {
			return
		}
		l.rollUp(d.Units)
		all := header{indicator: indicator, measure: measure}.figures(l)
		for i := range all {
			all[i].AsOf = dates[i].String()
		}
		figures = append(figures, all...)
	}
	add(coverage.FiberConnected, "household", func(i int) (account, bool) {
		return householdShare(&d.Units[i], func(f *coverage.FiberAccess) coverage.Count { return f.Connected })
	})
	add(coverage.FiberPassed, "household", func(i int) (account, bool) {
		return householdShare(&d.Units[i], func(f *coverage.FiberAccess) coverage.Count { return f.Passed })
	})
	add(coverage.FiberCommunes, "commune", func(i int) (account, bool) { return communeShare(d.Units[i].Fiber) })
	usual := usualSubscriptions(d)
	add(coverage.FiberSubscriptions, "subscription", func(i int) (account, bool) { return subscriptionShare(&d.Units[i], usual) })
	hamlets := hamletAccounts(d)
	add(coverage.FiberHamlets, "hamlet", func(i int) (account, bool) {
		a, ok := hamlets[i]
		return a, ok && a.covered+a.uncovered > 0
	})
	return coverage.SortedFigures(figures)
}

// dateSpan is the first and last date of the reports behind a figure.
type dateSpan struct{ first, last string }

// String writes one date, or an ISO 8601 interval.
func (s dateSpan) String() string {
	if s.first == s.last {
		return s.first
	}
	return s.first + "/" + s.last
}

// reportDates returns the dates of the fibre reports of every unit, upwards from
// the leaves; a unit without a dated report has the data set's date.
func reportDates(d *coverage.Dataset) []dateSpan {
	spans := make([]dateSpan, len(d.Units))
	for i := range d.Units {
		u := &d.Units[i]
		if u.Fiber != nil && u.Fiber.AsOf != "" {
			spans[i] = dateSpan{u.Fiber.AsOf, u.Fiber.AsOf}
		}
		if spans[i].first == "" {
			spans[i] = dateSpan{d.AsOf, d.AsOf}
		} else if p := u.Parent; p >= 0 {
			spans[p].widen(spans[i])
		}
	}
	return spans
}

func (s *dateSpan) widen(by dateSpan) {
	if s.first == "" || by.first < s.first {
		s.first = by.first
	}
	s.last = max(s.last, by.last)
}

// householdShare divides a count of households by all of them. What is missing
// on either side makes the whole unit unknown.
func householdShare(u *coverage.AdminUnit, count func(*coverage.FiberAccess) coverage.Count) (account, bool) {
	var n coverage.Count
	if u.Fiber != nil {
		n = count(u.Fiber)
	}
	if !n.Known || !u.Households.Known {
		return account{unknown: max(u.Households.Value, n.Value)}, n.Known
	}
	return account{covered: n.Value, uncovered: u.Households.Value - n.Value}, true
}

// communeShare says whether fibre serves a commune at all.
func communeShare(f *coverage.FiberAccess) (account, bool) {
	if f == nil {
		return account{unknown: coverage.One}, false
	}
	known := false
	for _, n := range []coverage.Count{f.Passed, f.Connected, f.FiberSubscriptions} {
		if n.Known && n.Value > 0 {
			return account{covered: coverage.One}, true
		}
		known = known || n.Known
	}
	if !known {
		return account{unknown: coverage.One}, false
	}
	return account{uncovered: coverage.One}, true
}

// subscriptionShare divides subscriptions on fibre by all fixed broadband ones. A
// unit without report is unknown with the usual number for its households.
func subscriptionShare(u *coverage.AdminUnit, usual float64) (account, bool) {
	f := u.Fiber
	if f == nil || !f.Subscriptions.Known && !f.FiberSubscriptions.Known {
		estimate := coverage.Whole(int64(math.Round(u.Households.Value.Float() * usual)))
		return account{unknown: estimate}, false
	}
	if !f.Subscriptions.Known || !f.FiberSubscriptions.Known {
		return account{unknown: max(f.Subscriptions.Value, f.FiberSubscriptions.Value)}, f.FiberSubscriptions.Known
	}
	return account{covered: f.FiberSubscriptions.Value, uncovered: f.Subscriptions.Value - f.FiberSubscriptions.Value}, true
}

// usualSubscriptions is the number of fixed broadband subscriptions per household
// where both are reported, 0 where none is.
func usualSubscriptions(d *coverage.Dataset) float64 {
	var subscriptions, households coverage.Micro
	for i := range d.Units[:d.Leaves] {
		if u := &d.Units[i]; u.Fiber != nil && u.Fiber.Subscriptions.Known && u.Households.Known {
			subscriptions, households = subscriptions+u.Fiber.Subscriptions.Value, households+u.Households.Value
		}
	}
	if households == 0 {
		return 0
	}
	return float64(subscriptions) / float64(households)
}

func hamletAccounts(d *coverage.Dataset) map[int]account {
	all := map[int]account{}
	for _, h := range d.Hamlets {
		state := coverage.Unknown
		if h.Fiber != nil {
			state = coverage.Uncovered
			if *h.Fiber {
				state = coverage.Covered
			}
		}
		a := all[h.Unit]
		a.put(state, coverage.One)
		all[h.Unit] = a
	}
	return all
}
