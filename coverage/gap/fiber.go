package gap

import "phusong/coverage"

// Fiber returns one gap per commune with households that are not connected to
// fibre: the commune's polygon with the counts of fiber.connected, which add up
// to its uncovered. Communes with more connections than households are listed
// as omitted with a negative count, so that the sum still holds.
func Fiber(d *coverage.Dataset) ([]coverage.Gap, []coverage.Omitted) {
	var gaps []coverage.Gap
	var omitted []coverage.Omitted
	for i := range d.Units[:d.Leaves] {
		u := &d.Units[i]
		if u.Fiber == nil || !u.Fiber.Connected.Known || !u.Households.Known {
			continue
		}
		missing := u.Households.Value - u.Fiber.Connected.Value
		if missing < 0 {
			omitted = append(omitted, coverage.Omitted{Unit: i, Parts: 1, Households: missing, Reason: "more connections than households"})
			continue
		}
		if missing == 0 {
			continue
		}
		g := coverage.Gap{Kind: coverage.GapFiber, Unit: i, Ordinal: 1, Geometry: u.Geometry, AreaM2: u.AreaM2,
			Households: missing, Cause: fiberCause(u, missing)}
		if u.People.Known {
			g.People = u.People.Value.MulDiv(int64(missing), int64(u.Households.Value))
		}
		g.Class = g.Cause
		gaps = append(gaps, g)
	}
	return gaps, omitted
}

// fiberCause says whether the households that are not connected could be: none
// of them, all of them, some of them.
func fiberCause(u *coverage.AdminUnit, missing coverage.Micro) string {
	if !u.Fiber.Passed.Known {
		return coverage.CauseNotConnected
	}
	notPassed := u.Households.Value - u.Fiber.Passed.Value
	switch {
	case notPassed <= 0:
		return coverage.CauseNotConnected
	case notPassed >= missing:
		return coverage.CauseNotPassed
	}
	return coverage.CauseFiberMixed
}
