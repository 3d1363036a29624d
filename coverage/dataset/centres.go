package dataset

import "github.com/paulmach/orb"

var centreSchema = tableSchema{
	role:     "centres",
	columns:  append([]columnSpec{{name: "code", aliases: codeAliases}}, positionSpecs()...),
	required: append([][]string{{"code"}}, positionRequired...),
}

// readCentres reads the centre point of units by code.
func readCentres(src rowSource, env readEnv) (map[string]orb.Point, error) {
	t, err := readRecords(src, centreSchema, env)
	if err != nil {
		return nil, err
	}
	t.dropDuplicates()
	place := t.locator()
	var rows []coded[orb.Point]
	for _, r := range t.rows {
		code, ok := t.code(r, "code")
		if !ok {
			continue
		}
		at := place.locate(r)
		if !at.located && !at.rejected && !at.problem {
			env.problem(r.row, t.heading("lon"), "", "position.missing", "row rejected")
		}
		if at.located {
			rows = append(rows, coded[orb.Point]{r.row, code, orb.Point{at.lon, at.lat}})
		}
	}
	return byCode(t, rows, orb.Point.Equal), nil
}
