package crosswalk

import (
	"fmt"
	"math/big"
	"slices"
	"strings"

	"phusong/coverage"
	"phusong/coverage/adminname"
)

// Column is an additive count of a table. Counts of land are shared by area,
// all others by people.
type Column struct {
	Name string
	Area bool
	// Within names the column that counts these and others, "" for none: households
	// connected are within those passed. A part is then never above the part of the
	// column around it, nor does it change that part. No circles.
	Within string
}

// TableRow is what a table says of one unit.
type TableRow struct {
	Code, Name string
	Row        int
	Counts     []coverage.Count // by column
}

// Table is a table of additive counts by unit, each code once, in any order.
type Table struct {
	File    string
	Columns []Column
	Rows    []TableRow
}

// RestatedRow is a unit of the other edition with its counts.
type RestatedRow struct {
	Unit Unit
	// Counts are unknown where a unit that gave a part has no value; the value is
	// then the sum of the other parts.
	Counts    []coverage.Count
	Estimated []coverage.Micro // of each count, what was cut by weights
	Sources   []string         // codes that it was made of, ascending
	Missing   []string         // of these, the ones without a value in some column
}

// LeftRow is a row of a unit that has no successor.
type LeftRow struct {
	Unit   Unit
	Row    int
	Counts []coverage.Count
}

// Total accounts for one column: Input = Carried + Incomplete + Left, exactly.
type Total struct {
	Column     string
	Input      coverage.Micro
	Carried    coverage.Micro // in units all of whose parts have a value
	Incomplete coverage.Micro // in units of which a part has none
	Left       coverage.Micro // in units without a successor
	Estimated  coverage.Micro // of Carried and Incomplete, cut by weights
}

// ProvinceTotal is the sum of a column over a province of one edition.
type ProvinceTotal struct {
	Edition   string
	Unit      Unit // Code and Name are the province's
	Counts    []coverage.Micro
	Estimated []coverage.Micro // what came of units that several provinces share
	Unknown   []int            // units without a value, by column
}

// Restated is a table in the other edition.
type Restated struct {
	From, To  string
	Columns   []Column
	Rows      []RestatedRow // by code
	Left      []LeftRow     // by code
	Totals    []Total
	Provinces []ProvinceTotal // of both editions, by edition, then code

	sources map[[2]string]bool // of rows, by code and source
}

// OtherEditionError says that a table is not of the edition it was said to be.
type OtherEditionError struct {
	File, Edition        string
	Different, Compared  int
	Examples             []string
	FitsOther            bool
	OtherEdition, Reason string
}

// Error lists examples and says what to do.
func (e *OtherEditionError) Error() string {
	text := fmt.Sprintf("%s: %s", e.File, e.Reason)
	if e.FitsOther {
		text += fmt.Sprintf("; they are codes of %s: exchange --from and --to", e.OtherEdition)
	}
	return text + "\n  " + strings.Join(e.Examples, "\n  ")
}

// Restate carries a table of one edition to the other. Codes that the edition
// does not have, and names that are those of other units, are errors: nothing
// would be conserved. The result does not depend on the order of rows.
func (c *Crosswalk) Restate(t Table, from, to string) (*Restated, error) {
	a, b, err := c.direction(from, to)
	if err != nil {
		return nil, err
	}
	rows := slices.Clone(t.Rows)
	slices.SortFunc(rows, func(x, y TableRow) int { return strings.Compare(x.Code, y.Code) })
	if err := checkRows(t.File, rows, a, b); err != nil {
		return nil, err
	}
	r := restating{from: a, to: b, columns: t.Columns, given: make(map[string]TableRow, len(rows)), rows: map[string]*RestatedRow{}, provinces: map[string]*ProvinceTotal{}}
	out := &Restated{From: from, To: to, Columns: t.Columns}
	for _, row := range rows {
		r.given[row.Code] = row
		if len(a.shares[row.Code]) == 0 {
			out.Left = append(out.Left, LeftRow{a.units[row.Code], row.Row, row.Counts})
		}
	}
	for _, row := range rows {
		r.carry(row)
	}
	out.Rows = r.finish()
	out.Totals = r.totals(rows, out)
	out.Provinces = r.provinceTotals(rows)
	return out, nil
}

// restating collects the counts of one table.
type restating struct {
	from, to  *side
	columns   []Column
	given     map[string]TableRow
	rows      map[string]*RestatedRow
	provinces map[string]*ProvinceTotal
}

// carry shares out the counts of a row.
func (r *restating) carry(row TableRow) {
	shares := r.from.shares[row.Code]
	if len(shares) == 0 {
		return
	}
	for i, count := range row.Counts {
		parts := r.parts(row, shares, i)
		provinces := r.provinceWeights(shares, i)
		for k, s := range shares {
			w := r.weight(s, i)
			if w == 0 {
				continue
			}
			r.add(s.To, row.Code, i, part{parts[k], count.Known, isEstimate(w), isEstimate(provinces[r.to.units[s.To].Province])})
		}
	}
}

// parts cuts one count of a row.
func (r *restating) parts(row TableRow, shares []Share, column int) []coverage.Micro {
	count := row.Counts[column]
	if !count.Known {
		return make([]coverage.Micro, len(shares))
	}
	weights := make([]*big.Int, len(shares))
	for k, s := range shares {
		weights[k] = big.NewInt(int64(r.weight(s, column)))
	}
	var around []coverage.Count
	for column = r.outer(column); column >= 0; column = r.outer(column) {
		around = append(around, row.Counts[column])
	}
	return apportionWithin(count.Value, around, weights)
}

// outer is the column that a column is within, -1 for none.
func (r *restating) outer(column int) int {
	c := r.columns[column]
	return slices.IndexFunc(r.columns, func(o Column) bool { return c.Within != "" && o.Name == c.Within && o.Area == c.Area })
}

func (r *restating) weight(s Share, column int) coverage.Micro {
	if r.columns[column].Area {
		return s.Area
	}
	return s.People
}

func (r *restating) provinceWeights(shares []Share, column int) map[string]coverage.Micro {
	sums := make(map[string]coverage.Micro)
	for _, s := range shares {
		sums[r.to.units[s.To].Province] += r.weight(s, column)
	}
	return sums
}

// part is what a successor gets of one count.
type part struct {
	value                    coverage.Micro
	known                    bool
	estimated, acrossBorders bool
}

// row is what is known of a unit of the other edition, zero at first.
func (r *restating) row(to string) *RestatedRow {
	row := r.rows[to]
	if row == nil {
		row = &RestatedRow{Unit: r.to.units[to], Counts: make([]coverage.Count, len(r.columns)), Estimated: make([]coverage.Micro, len(r.columns))}
		for i := range row.Counts {
			row.Counts[i].Known = true
		}
		r.rows[to] = row
	}
	return row
}

func (r *restating) add(to, source string, column int, p part) {
	row := r.row(to)
	if !slices.Contains(row.Sources, source) {
		row.Sources = append(row.Sources, source)
	}
	province := r.province(r.to, row.Unit.Province, row.Unit.ProvinceName)
	if !p.known {
		row.Counts[column].Known = false
		if !slices.Contains(row.Missing, source) {
			row.Missing = append(row.Missing, source)
		}
		return
	}
	row.Counts[column].Value += p.value
	province.Counts[column] += p.value
	if p.estimated {
		row.Estimated[column] += p.value
	}
	if p.acrossBorders {
		province.Estimated[column] += p.value
	}
}

// addEmpty makes rows of the units that nobody came to: theirs is none, which is known.
func (r *restating) addEmpty() {
	for _, code := range r.to.codes() {
		if r.rows[code] != nil || len(r.to.shares[code]) == 0 {
			continue
		}
		if !slices.ContainsFunc(r.to.shares[code], func(s Share) bool { _, ok := r.given[s.To]; return !ok }) {
			r.row(code)
		}
	}
}

// finish marks the units of which a source has no row at all, and sorts.
func (r *restating) finish() []RestatedRow {
	r.addEmpty()
	rows := make([]RestatedRow, 0, len(r.rows))
	for _, code := range sortedKeys(r.rows) {
		row := r.rows[code]
		for _, s := range r.to.shares[code] {
			r.markAbsent(row, s.To)
		}
		slices.Sort(row.Sources)
		slices.Sort(row.Missing)
		for i, count := range row.Counts {
			if !count.Known {
				r.province(r.to, row.Unit.Province, row.Unit.ProvinceName).Unknown[i]++
			}
		}
		rows = append(rows, *row)
	}
	return rows
}

// markAbsent makes the counts unknown that lack the part of a source without a row.
func (r *restating) markAbsent(row *RestatedRow, source string) {
	lacking := false
	for i := range row.Counts {
		if r.lacks(source, row.Unit.Code, i) {
			row.Counts[i].Known, lacking = false, true
		}
	}
	if lacking {
		row.Missing = append(row.Missing, source)
	}
}

// lacks reports whether a unit without a row gives another a part of a column.
func (r *restating) lacks(source, to string, column int) bool {
	if _, ok := r.given[source]; ok {
		return false
	}
	return slices.ContainsFunc(r.from.shares[source], func(s Share) bool { return s.To == to && r.weight(s, column) > 0 })
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// examplesShown is how many rows an error lists.
const examplesShown = 10

// checkRows refuses rows, sorted by code, that are not of an edition.
func checkRows(file string, rows []TableRow, a, other *side) error {
	var unknown, different []string
	compared, fitsOther := 0, 0
	for i, row := range rows {
		if i > 0 && rows[i-1].Code == row.Code {
			return fileError(file, row.Row, "code %s stands in row %d too", row.Code, rows[i-1].Row)
		}
		u, ok := a.units[row.Code]
		if !ok {
			unknown = append(unknown, fmt.Sprintf("row %d: %s %s", row.Row, row.Code, row.Name))
			continue
		}
		if row.Name == "" {
			continue
		}
		compared++
		if _, same := adminname.Compare(row.Name, u.Name); !same {
			different = append(different, fmt.Sprintf("row %d: %s is %q here, %q in %s", row.Row, row.Code, row.Name, u.Name, a.edition))
		}
		if _, same := adminname.Compare(row.Name, other.units[row.Code].Name); same {
			fitsOther++
		}
	}
	e := &OtherEditionError{File: file, Edition: a.edition, Compared: compared, Different: len(different), OtherEdition: other.edition}
	switch {
	case len(unknown) > 0:
		e.Reason = fmt.Sprintf("%d of %d codes are none of %s", len(unknown), len(rows), a.edition)
		e.Examples = unknown[:min(len(unknown), examplesShown)]
		e.FitsOther = fitsAll(rows, other)
	case adminname.OtherUnits(len(different), compared):
		e.Reason = fmt.Sprintf("%d of %d rows call the unit of their code by another name than %s does", len(different), compared, a.edition)
		e.Examples = different[:min(len(different), examplesShown)]
		e.FitsOther = fitsOther > compared-len(different)
	default:
		return nil
	}
	return e
}

func fitsAll(rows []TableRow, s *side) bool {
	return !slices.ContainsFunc(rows, func(r TableRow) bool { _, ok := s.units[r.Code]; return !ok })
}
