package dataset

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"phusong/geo/encoding/table"
)

// lookSheets looks into a table, or into every sheet of a workbook with data.
func (in *inspector) lookSheets(name string) {
	sheets, err := table.Sheets(in.path(name), tableLimits())
	if err != nil || len(sheets) < 2 {
		in.lookTable(layerOf{file: name})
		return
	}
	for _, sheet := range sheets {
		in.lookTable(layerOf{file: name, sheet: sheet})
	}
}

// sameKeys is the share of rows with keys of another table from which the two are
// taken for two states of one, not for two parts.
const sameKeys = 0.1

// keys are what the rows of a table are known by in a role.
func (t *tableFile) keys(role string) map[string]bool {
	columns := []string{"code"}
	switch role {
	case siteSchema.role:
		columns = []string{"site_id", "operator"}
	case hamletSchema.role:
		columns = []string{"id", "name", "commune"}
	}
	_, m := t.schemaOf(role)
	if role != siteSchema.role && role != hamletSchema.role && !m.has("code") {
		columns = []string{"name", "commune_name", "district", "province"}
	}
	keys := map[string]bool{}
	for _, r := range t.rows {
		var key strings.Builder
		for _, c := range columns {
			text := m.text(r, c)
			if c == "operator" {
				text = cmp.Or(text, t.operator)
			}
			key.WriteString(strings.TrimLeft(fold(text), "0") + "|") // H1-23 is not H12-3
		}
		if strings.Trim(key.String(), "|") != "" && len(keys) < maxDistinct {
			keys[key.String()] = true
		}
	}
	return keys
}

// partOf reports whether a table can stand in one list with others of a role: it
// says little of what they say already.
func (t *tableFile) partOf(role string, others []*tableFile) bool {
	own := t.keys(role)
	for _, o := range others {
		if t.openCelliD != o.openCelliD {
			return false
		}
		theirs, same := o.keys(role), 0
		for key := range own {
			if theirs[key] {
				same++
			}
		}
		if float64(same) > sameKeys*float64(min(len(own), len(theirs))) {
			return false
		}
	}
	return len(own) > 0
}

// guessOperator finds the operator of a list of stations without such a column:
// the one that the sheet's name, the file's or a title above the table names.
func (t *tableFile) guessOperator() {
	m := t.matched[siteSchema.role]
	if t.openCelliD || m == nil || m.has("operator") {
		return
	}
	for _, place := range []struct{ name, text string }{
		{"the name of the sheet", t.sheet}, {"the name of the file", stem(t.file)}, {"the title of the table", strings.Join(t.titles, " ")},
	} {
		if name := operatorIn(place.text); name != "" {
			t.operator, t.operatorFrom = name, place.name
			return
		}
	}
}

// operatorIn is the one known operator that a text names, "" for none or several.
func operatorIn(text string) string {
	found := ""
	all := words(text)
	for i := range all {
		for n := 1; n <= 2 && i+n <= len(all); n++ {
			name, ok := knownOperator(strings.Join(all[i:i+n], ""))
			if ok && found != "" && found != name {
				return ""
			}
			if ok {
				found = name
			}
		}
	}
	return found
}

// files are the entries of region.yaml for the tables of a role. A workbook whose
// sheets all play it, with one operator, is one entry.
func (in *inspector) files(role string, tables []*tableFile) TableFiles {
	var list TableFiles
	done := map[string]bool{}
	for _, t := range tables {
		if done[t.file] {
			continue
		}
		if in.wholeBook(role, t, tables) {
			done[t.file] = true
			list = append(list, TableFile{File: t.file, Sheet: AllSheets, Operator: t.operator})
			continue
		}
		list = append(list, TableFile{File: t.file, Layer: t.layer, Sheet: t.sheet, Operator: t.operator})
	}
	return list.sorted()
}

// wholeBook reports whether several sheets of a table's workbook, and all that fit
// the role, are among the tables and have the same operator.
func (in *inspector) wholeBook(role string, t *tableFile, tables []*tableFile) bool {
	sheets := 0
	for _, o := range in.tables {
		if o.file != t.file || o.sheet == "" || o.matched[role] == nil {
			continue
		}
		if !slices.Contains(tables, o) || o.operator != t.operator {
			return false
		}
		sheets++
	}
	return sheets > 1
}

// ColumnFinding is what Inspect understood of one column of a file.
type ColumnFinding struct {
	Heading string // in the file
	Column  string // what it is taken for; "" when it is not used
	Value   string // the first one in the file
	Read    string // that value as it is read; "" when it is not a value
}

// readings tells of every column of the table what it is taken for, with its first
// value and what that is read as.
func (t *tableFile) readings(role string, env readEnv) []ColumnFinding {
	schema, m := t.schemaOf(role)
	if m == nil {
		return nil
	}
	env.File = t.label()
	rows := &records{columnMap: m, env: env, rows: t.rows}
	by := map[int]string{}
	for _, c := range schema.columns {
		if i, ok := m.at[c.name]; ok {
			by[i] = c.name
		}
	}
	var all []ColumnFinding
	for i, heading := range m.header {
		f := ColumnFinding{Heading: heading, Column: by[i]}
		for _, r := range t.rows {
			if text := strings.TrimSpace(at(r.fields, i)); text != "" {
				f.Value = text
				if f.Column != "" {
					f.Read = rows.reading(f.Column, r)
				}
				break
			}
		}
		all = append(all, f)
	}
	return all
}

// reading is the field of a row as it is read.
func (t *records) reading(column string, r record) string {
	text := t.text(r, column)
	for _, n := range siteNumbers {
		if n.name == column {
			return t.numberReading(r, column, n.kind, n.units)
		}
	}
	switch column {
	case "households", "households_passed", "households_connected":
		return t.numberReading(r, column, countKind, householdUnits)
	case "population":
		return t.numberReading(r, column, countKind, peopleUnits)
	case "subscriptions", "fiber_subscriptions":
		return t.numberReading(r, column, countKind, lineUnits)
	case "as_of":
		return t.dates(column).date(r)
	case "operator":
		return strings.Join(operatorsOf(text), ", ")
	case "technology":
		var names []string
		for _, technology := range technologiesOf(text) {
			names = append(names, string(technology))
		}
		return strings.Join(names, ", ")
	case "code", "commune":
		code, _, _ := t.env.Codes.match(text)
		return code
	case "lon", "lat":
		return t.coordinateReading(text)
	}
	return text
}

func (t *records) numberReading(r record, column string, kind numberKind, units map[string]float64) string {
	quiet := *t
	quiet.env.Found = &findings{}
	v, ok := quiet.number(column, kind, units).value(r, "")
	if !ok {
		return ""
	}
	return decimal(v)
}

func (t *records) coordinateReading(text string) string {
	v, ok := parseAngle(text)
	if !ok {
		v, ok = parseMetres(text)
	}
	if !ok {
		var state numberState
		v, state = numberStyle{dot: useDecimal, comma: useDecimal, coordinate: true}.parse(text, positionUnits)
		ok = state == numberOK
	}
	switch {
	case !ok:
		return ""
	case math.Abs(v) > planeLeastM:
		return decimal(v) + " m"
	}
	return formatDegrees(v)
}
