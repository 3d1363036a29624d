package dataset

import (
	"cmp"
	"fmt"
	"slices"

	"phusong/coverage"
)

var hamletSchema = tableSchema{
	role: "hamlets",
	columns: slices.Concat([]columnSpec{
		{name: "id", aliases: []string{"hamlet_id", "hamlet", "mã thôn", "mã thôn bản", "mã ấp", "mã bản", "mã", "code", "hamlet_code", "mã tổ"}},
		{name: "commune", aliases: codeAliases[1:]},
		{name: "name", aliases: []string{"hamlet_name", "tên", "tên thôn", "tên thôn bản", "thôn", "bản", "ấp", "thôn bản", "tên ấp", "tên bản", "buôn", "làng"}},
		{name: "households", aliases: countSchema.columns[1].aliases},
		{name: "population", aliases: countSchema.columns[2].aliases},
		{name: "grid_power", aliases: []string{"power", "electricity", "grid", "điện", "điện lưới", "có điện", "điện lưới quốc gia", "has_electricity"}},
		{name: "difficulty", aliases: []string{"đặc biệt khó khăn", "đbkk", "khó khăn", "khu vực", "mức độ khó khăn"}},
		{name: "fiber", aliases: []string{"fibre", "cáp quang", "có cáp quang", "internet cáp quang"}},
	}, placeSpecs("commune_name", nameWords), positionSpecs()),
	required: [][]string{{"commune", "commune_name", "lon", "position"}},
}

// hamletRow is a hamlet with the code of its commune, "" when only its position tells.
type hamletRow struct {
	coverage.Hamlet
	Commune string
	from    *records
}

// readHamlets reads hamlets, sorted by ID. A hamlet without a usable position is
// kept if its commune is known; one whose commune code is unknown is kept if it
// has a position. IDs that repeat get an ending.
func readHamlets(parts ...part) ([]hamletRow, error) {
	tables, err := readAll(parts, hamletSchema)
	if err != nil {
		return nil, err
	}
	var all []hamletRow
	for _, t := range tables {
		h := hamletReader{records: t, place: t.locator(),
			households: t.number("households", countKind, householdUnits), people: t.number("population", countKind, peopleUnits)}
		for _, r := range t.rows {
			if row, ok := h.read(r); ok {
				all = append(all, row)
			}
		}
	}
	slices.SortFunc(all, compareHamlets)
	endRepeated(all)
	slices.SortFunc(all, compareHamlets)
	return all, nil
}

func compareHamlets(a, b hamletRow) int {
	return cmp.Or(cmp.Compare(a.ID, b.ID), cmp.Compare(a.Commune, b.Commune), cmp.Compare(a.Name, b.Name),
		cmp.Compare(a.Lat, b.Lat), cmp.Compare(a.Lon, b.Lon), cmp.Compare(a.Households.Value, b.Households.Value),
		cmp.Compare(a.People.Value, b.People.Value), cmp.Compare(a.Difficulty, b.Difficulty), cmp.Compare(a.GridPower, b.GridPower),
		cmp.Compare(flagText(a.Fiber), flagText(b.Fiber)))
}

func flagText(flag *bool) string {
	if flag == nil {
		return ""
	}
	return fmt.Sprint(*flag)
}

type hamletReader struct {
	*records
	place              *locator
	households, people *numberColumn
}

func (h *hamletReader) read(r record) (hamletRow, bool) {
	at := h.place.locate(r)
	if at.rejected {
		return hamletRow{}, false
	}
	commune, ok := h.commune(r, at.located)
	if !ok {
		return hamletRow{}, false
	}
	row := hamletRow{from: h.records, Commune: commune, Hamlet: coverage.Hamlet{ID: h.text(r, "id"), Name: h.text(r, "name"), Unit: -1,
		Located: at.located, Lon: at.lon, Lat: at.lat, People: h.people.count(r), Households: h.households.count(r),
		Difficulty: h.text(r, "difficulty"), Source: h.env.source(r.row)}}
	if power := h.yesNo(r, "grid_power"); power != nil {
		row.GridPower = map[bool]string{true: "yes", false: "no"}[*power]
	}
	row.DifficultyClass = h.difficulty(r)
	row.Fiber = h.yesNo(r, "fiber")
	if row.ID == "" {
		row.ID = hamletID(row)
	}
	if !at.located && !at.problem {
		h.env.problem(r.row, h.heading("lon"), "", "position.missing", "kept: hamlet without a position")
	}
	return row, true
}

// problem records a problem of a hamlet's row.
func (h *hamletRow) problem(column, value, rule, action string) {
	h.from.env.problem(h.Source.Row, h.from.heading(column), value, rule, action)
}

// hamletID stands in for a missing one: commune and name, else the position.
func hamletID(row hamletRow) string {
	if row.Name != "" || !row.Located {
		return row.Commune + "/" + row.Name
	}
	return formatDegrees(row.Lon) + " " + formatDegrees(row.Lat)
}

func (h *hamletReader) commune(r record, located bool) (string, bool) {
	u := h.lookup(r, homeUnit)
	switch {
	case u.found():
		return u.code, true
	case !located:
		h.env.problem(r.row, u.column, u.value, u.rule, u.action("row rejected"))
	case u.value != "":
		h.env.problem(r.row, u.column, u.value, u.rule, u.action("kept: commune taken from the position"))
	}
	return "", located
}

// endRepeated gives hamlets that share an ID, neighbours in all, IDs of their own.
func endRepeated(all []hamletRow) {
	taken := make(map[string]bool)
	for _, row := range all {
		taken[row.ID] = true
	}
	base, n := "", 0
	for i := range all {
		if i == 0 || all[i].ID != base {
			base, n = all[i].ID, 1
			continue
		}
		id := base
		for taken[id] {
			n++
			id = fmt.Sprintf("%s#%d", base, n)
		}
		taken[id], all[i].ID = true, id
		all[i].problem("id", base, "hamlet.id_repeated", "kept as "+id)
	}
}

var (
	yesWords = map[string]bool{"yes": true, "y": true, "true": true, "1": true, "co": true, "x": true, "roi": true, "daco": true}
	noWords  = map[string]bool{"no": true, "n": true, "false": true, "0": true, "khong": true, "chua": true, "chuaco": true, "k": true}
)

// yesNo reads a yes or no; nil when empty or neither, the latter with a problem.
func (t *records) yesNo(r record, column string) *bool {
	text := t.text(r, column)
	yes := yesWords[squash(text)]
	if text == "" {
		return nil
	}
	if !yes && !noWords[squash(text)] {
		t.env.problem(r.row, t.heading(column), text, "flag.invalid", "read as unknown")
		return nil
	}
	return &yes
}
