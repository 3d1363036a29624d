package dataset

import (
	"slices"

	"phusong/coverage"
)

var countSchema = tableSchema{
	role: "households",
	columns: slices.Concat([]columnSpec{
		{name: "code", aliases: codeAliases},
		{name: "households", aliases: []string{"household", "hh", "số hộ", "hộ", "số hộ gia đình", "hộ gia đình", "tổng số hộ", "hộ dân", "số hộ dân"}},
		{name: "population", aliases: []string{"people", "persons", "pop", "dân số", "dân số người", "số dân", "số người", "nhân khẩu",
			"số nhân khẩu", "số khẩu", "khẩu", "tổng dân số", "residents"}},
	}, placeSpecs("name", ownNameWords), restatedSpecs("households", "population")),
	required: [][]string{{"code", "name"}, {"households", "population"}},
}

// unitCounts is a row of the households file.
type unitCounts struct {
	Households coverage.Count
	People     coverage.Count
	Source     coverage.Source
}

// readCounts reads households and people by unit code. A field that is empty or
// no number is unknown.
func readCounts(parts ...part) (map[string]unitCounts, error) {
	tables, err := readAll(parts, countSchema)
	if err != nil {
		return nil, err
	}
	var rows []coded[unitCounts]
	for _, t := range tables {
		if err := t.checkRestated("households", "population"); err != nil {
			return nil, err
		}
		households, people := t.number("households", countKind, householdUnits), t.number("population", countKind, peopleUnits)
		for _, r := range t.rows {
			if code, ok := t.unit(r, ownUnit); ok {
				rows = append(rows, coded[unitCounts]{t, r.row, code, unitCounts{households.count(r), people.count(r), t.env.source(r.row)}})
			}
		}
	}
	return byCode(rows, func(a, b unitCounts) bool { return a.Households == b.Households && a.People == b.People }), nil
}
