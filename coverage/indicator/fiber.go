package indicator

import "phusong/coverage"

// Fiber returns the fibre figures of every unit: households connected and
// passed, communes and hamlets with fibre, subscriptions on fibre. It is empty
// when the data set reports no fibre at all. Nothing is clipped: with more
// connections than households, uncovered is below zero.
func Fiber(d *coverage.Dataset) []coverage.Figure {
	var figures []coverage.Figure
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
		figures = append(figures, header{indicator: indicator, measure: measure, asOf: fiberDate(d)}.figures(l)...)
	}
	add(coverage.FiberConnected, "household", func(i int) (account, bool) {
		return householdShare(&d.Units[i], func(f *coverage.FiberAccess) coverage.Count { return f.Connected })
	})
	add(coverage.FiberPassed, "household", func(i int) (account, bool) {
		return householdShare(&d.Units[i], func(f *coverage.FiberAccess) coverage.Count { return f.Passed })
	})
	add(coverage.FiberCommunes, "commune", func(i int) (account, bool) { return communeShare(d.Units[i].Fiber) })
	add(coverage.FiberSubscriptions, "subscription", func(i int) (account, bool) { return subscriptionShare(d.Units[i].Fiber) })
	hamlets := hamletAccounts(d)
	add(coverage.FiberHamlets, "hamlet", func(i int) (account, bool) {
		a, ok := hamlets[i]
		return a, ok && a.covered+a.uncovered > 0
	})
	sortFigures(figures)
	return figures
}

// fiberDate is the latest date of the fibre reports, or the data set's.
func fiberDate(d *coverage.Dataset) string {
	date := ""
	for i := range d.Units[:d.Leaves] {
		if f := d.Units[i].Fiber; f != nil {
			date = max(date, f.AsOf)
		}
	}
	if date == "" {
		return d.AsOf
	}
	return date
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

// subscriptionShare divides subscriptions on fibre by all fixed broadband ones.
func subscriptionShare(f *coverage.FiberAccess) (account, bool) {
	if f == nil || !f.Subscriptions.Known && !f.FiberSubscriptions.Known {
		return account{}, false
	}
	if !f.Subscriptions.Known || !f.FiberSubscriptions.Known {
		return account{unknown: max(f.Subscriptions.Value, f.FiberSubscriptions.Value)}, f.FiberSubscriptions.Known
	}
	return account{covered: f.FiberSubscriptions.Value, uncovered: f.Subscriptions.Value - f.FiberSubscriptions.Value}, true
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
