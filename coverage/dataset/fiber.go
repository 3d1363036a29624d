package dataset

import (
	"slices"

	"phusong/coverage"
)

var fiberSchema = tableSchema{
	role: "fiber",
	columns: slices.Concat([]columnSpec{
		{name: "code", aliases: codeAliases},
		{name: "households_passed", aliases: []string{"passed", "homes passed", "hp", "số hộ có hạ tầng cáp quang", "hộ có hạ tầng cáp quang",
			"số hộ được phủ cáp quang", "hộ được phủ cáp quang"}},
		{name: "households_connected", aliases: []string{"connected", "homes connected", "hc", "số hộ có cáp quang", "hộ có cáp quang",
			"số hộ sử dụng cáp quang", "hộ sử dụng cáp quang", "số hộ kết nối", "số hộ kết nối cáp quang"}},
		{name: "subscriptions", aliases: []string{"broadband subscriptions", "fixed subscriptions", "thuê bao", "số thuê bao",
			"thuê bao băng rộng cố định", "số thuê bao băng rộng cố định"}},
		{name: "fiber_subscriptions", aliases: []string{"fibre_subscriptions", "ftth", "ftth subscriptions", "thuê bao cáp quang",
			"số thuê bao cáp quang", "thuê bao ftth", "thuê bao FTTH/xPON", "thuê bao quang"}},
		{name: "as_of", aliases: []string{"date", "as of", "asof", "ngày", "thời điểm", "ngày số liệu", "đến ngày", "tính đến ngày"}},
	}, placeSpecs("name", ownNameWords), restatedSpecs(fiberCounts...)),
	required: [][]string{{"code", "name"}, {"households_passed", "households_connected", "subscriptions", "fiber_subscriptions"}},
}

// fiberCounts are the counts of the table.
var fiberCounts = []string{"households_passed", "households_connected", "subscriptions", "fiber_subscriptions"}

// readFiber reads fibre access by unit code. Nothing is clipped: more connected
// than passed households is a problem and kept as it is.
func readFiber(parts ...part) (map[string]coverage.FiberAccess, error) {
	tables, err := readAll(parts, fiberSchema)
	if err != nil {
		return nil, err
	}
	var rows []coded[coverage.FiberAccess]
	for _, t := range tables {
		if err := t.checkRestated(fiberCounts...); err != nil {
			return nil, err
		}
		rows = append(rows, t.fiberRows()...)
	}
	return byCode(rows, sameFiber), nil
}

func (t *records) fiberRows() []coded[coverage.FiberAccess] {
	passed, connected := t.number("households_passed", countKind, householdUnits), t.number("households_connected", countKind, householdUnits)
	all, fiber := t.number("subscriptions", countKind, lineUnits), t.number("fiber_subscriptions", countKind, lineUnits)
	dates := t.dates("as_of")
	var rows []coded[coverage.FiberAccess]
	for _, r := range t.rows {
		code, ok := t.unit(r, ownUnit)
		if !ok {
			continue
		}
		f := coverage.FiberAccess{Passed: passed.count(r), Connected: connected.count(r), Subscriptions: all.count(r),
			FiberSubscriptions: fiber.count(r), AsOf: dates.date(r), Source: t.env.source(r.row)}
		if above(f.Connected, f.Passed) {
			t.env.problem(r.row, t.heading("households_connected"), f.Connected.Value.String(), "fiber.connected_above_passed", "kept")
		}
		if above(f.FiberSubscriptions, f.Subscriptions) {
			t.env.problem(r.row, t.heading("fiber_subscriptions"), f.FiberSubscriptions.Value.String(), "fiber.subscriptions_above_total", "kept")
		}
		rows = append(rows, coded[coverage.FiberAccess]{t, r.row, code, f})
	}
	return rows
}

func sameFiber(a, b coverage.FiberAccess) bool {
	a.Source, b.Source = coverage.Source{}, coverage.Source{}
	return a == b
}

func above(a, b coverage.Count) bool { return a.Known && b.Known && a.Value > b.Value }

// checkFiberHouseholds reports fibre counts above the households of the unit,
// which are kept: the household register may be the one that is behind.
func (l *loader) checkFiberHouseholds(f coverage.FiberAccess, households coverage.Count) {
	if above(f.Connected, households) {
		l.problem(f.Source, "households_connected", f.Connected.Value.String(), "fiber.connected_above_households", "kept")
	}
	if above(f.Passed, households) {
		l.problem(f.Source, "households_passed", f.Passed.Value.String(), "fiber.passed_above_households", "kept")
	}
}
