package dataset

import (
	"slices"

	"github.com/paulmach/orb"

	"phusong/coverage"
)

var centreSchema = tableSchema{
	role:     "centres",
	columns:  slices.Concat([]columnSpec{{name: "code", aliases: codeAliases}}, placeSpecs("commune_name", nameWords), positionSpecs()),
	required: append([][]string{{"code", "commune_name"}}, positionRequired...),
}

// centre is the centre point of a unit.
type centre struct {
	at     orb.Point
	source coverage.Source
}

// readCentres reads the centre point of units by code.
func readCentres(parts ...part) (map[string]centre, error) {
	tables, err := readAll(parts, centreSchema)
	if err != nil {
		return nil, err
	}
	var rows []coded[centre]
	for _, t := range tables {
		rows = append(rows, t.centreRows()...)
	}
	return byCode(rows, func(a, b centre) bool { return a.at == b.at }), nil
}

func (t *records) centreRows() []coded[centre] {
	place := t.locator()
	var rows []coded[centre]
	for _, r := range t.rows {
		code, ok := t.unit(r, centreOf)
		if !ok {
			continue
		}
		at := place.locate(r)
		if !at.located && !at.rejected && !at.problem {
			t.env.problem(r.row, t.heading("lon"), "", "position.missing", "row rejected")
		}
		if at.located {
			rows = append(rows, coded[centre]{t, r.row, code, centre{orb.Point{at.lon, at.lat}, t.env.source(r.row)}})
		}
	}
	return rows
}
