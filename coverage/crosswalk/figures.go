package crosswalk

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"phusong/coverage"
	"phusong/geo/encoding/table"
)

// FigureRow is a row of figures.csv.
type FigureRow struct {
	Indicator, Technology, Operator string
	Level                           string
	Code, Name, Edition             string
	Covered, Uncovered, Unknown     coverage.Micro
	Total                           coverage.Micro
	CountOnly                       bool
	Measure, AsOf, Criterion        string
	Assumed                         int64
	Row                             int

	// Of Covered and Total, what was cut by weights.
	CoveredEstimated, TotalEstimated coverage.Micro
}

// FigureSet is a figures.csv.
type FigureSet struct {
	File string
	Rows []FigureRow
}

// figureColumns is the header that figures.csv begins with.
var figureColumns = []string{"indicator", "technology", "operator", "level", "code", "name", "edition",
	"covered", "uncovered", "unknown", "total", "percent", "unit", "as_of", "criterion", "assumed"}

// ReadFigures reads a figures.csv as phusong analyze writes it.
func ReadFigures(path string) (*FigureSet, coverage.Input, error) {
	input, err := digest("figures", path)
	if err == nil {
		var set *FigureSet
		if set, err = readFigures(path); err == nil {
			set.File = input.File
			return set, input, nil
		}
	}
	return nil, input, fmt.Errorf("figures %s: %w", path, err)
}

// IsFigures reports whether a file begins as figures.csv does.
func IsFigures(path string) bool {
	r, err := table.Open(path, table.Options{})
	if err != nil {
		return false
	}
	defer r.Close()
	header, err := r.Next()
	return err == nil && startsWith(header.Fields, figureColumns)
}

func startsWith(fields, begin []string) bool {
	return len(fields) >= len(begin) && slices.Equal(fields[:len(begin)], begin)
}

func readFigures(path string) (*FigureSet, error) {
	r, err := table.Open(path, table.Options{Limits: table.Limits{Rows: maxFigureRows, Bytes: maxBoundaryBytes}})
	if err != nil {
		return nil, err
	}
	defer r.Close()
	header, err := r.Next()
	if err != nil {
		return nil, err
	}
	if !startsWith(header.Fields, figureColumns) {
		return nil, fmt.Errorf("not a figures.csv as phusong analyze writes it: its columns are %s", strings.Join(header.Fields, ","))
	}
	set := &FigureSet{}
	for {
		row, err := r.Next()
		if err == io.EOF {
			return set, nil
		}
		if err != nil {
			return nil, err
		}
		f, err := parseFigure(row)
		if err != nil {
			return nil, fmt.Errorf("row %d: %w", row.Number, err)
		}
		set.Rows = append(set.Rows, f)
	}
}

// maxFigureRows leaves room for all figures of the nation's communes.
const maxFigureRows = 10_000_000

func parseFigure(row table.Row) (FigureRow, error) {
	f := row.Fields
	if len(f) < len(figureColumns) {
		return FigureRow{}, fmt.Errorf("%d fields, want %d", len(f), len(figureColumns))
	}
	fig := FigureRow{Indicator: f[0], Technology: f[1], Operator: f[2], Level: f[3], Code: f[4], Name: f[5], Edition: f[6],
		Measure: f[12], AsOf: f[13], Criterion: f[14], Row: row.Number, CountOnly: f[7] == "" && f[8] == "" && f[9] == ""}
	places := microPlaces
	if fig.Measure == "km2" {
		places = km2Places
	}
	for i, into := range []*coverage.Micro{&fig.Covered, &fig.Uncovered, &fig.Unknown, &fig.Total} {
		text := f[7+i]
		if fig.CountOnly && i < 3 {
			continue
		}
		v, err := parseMicro(text, places)
		if err != nil {
			return fig, err
		}
		*into = v
	}
	if !fig.CountOnly && fig.Covered+fig.Uncovered+fig.Unknown != fig.Total {
		return fig, fmt.Errorf("covered, uncovered and unknown add up to %s, not to the total %s", fig.Covered+fig.Uncovered+fig.Unknown, fig.Total)
	}
	var err error
	fig.Assumed, err = strconv.ParseInt(f[15], 10, 64)
	return fig, err
}

// Fields returns the row as figures.csv has it.
func (f *FigureRow) Fields() []string {
	places := microPlaces
	if f.Measure == "km2" {
		places = km2Places
	}
	covered, uncovered, unknown := f.Covered.Scaled(places), f.Uncovered.Scaled(places), f.Unknown.Scaled(places)
	if f.CountOnly {
		covered, uncovered, unknown = "", "", ""
	}
	share := coverage.Figure{Covered: f.Covered, Uncovered: f.Uncovered, Unknown: f.Unknown, Total: f.Total, CountOnly: f.CountOnly}
	return []string{f.Indicator, f.Technology, f.Operator, f.Level, f.Code, f.Name, f.Edition, covered, uncovered, unknown, f.Total.Scaled(places),
		share.PercentText(6), f.Measure, f.AsOf, f.Criterion, strconv.FormatInt(f.Assumed, 10)}
}

// series is what makes figures one series over units.
type series struct{ indicator, technology, operator, measure, asOf, criterion string }

func (f *FigureRow) series() series {
	return series{f.Indicator, f.Technology, f.Operator, f.Measure, f.AsOf, f.Criterion}
}

func compareSeries(a, b series) int {
	rank := map[string]int{"": 0, coverage.OperatorAny: 1, coverage.OperatorAll: 2, coverage.OperatorMax: 3}
	place := func(operator string) int {
		if n, ok := rank[operator]; ok {
			return n
		}
		return len(rank)
	}
	return cmp.Or(cmp.Compare(a.indicator, b.indicator), cmp.Compare(a.technology, b.technology), cmp.Compare(place(a.operator), place(b.operator)),
		cmp.Compare(a.operator, b.operator), cmp.Compare(a.measure, b.measure), cmp.Compare(a.asOf, b.asOf), cmp.Compare(a.criterion, b.criterion))
}

// Refused is a series that was not carried over, or a unit of it, and why.
type Refused struct{ Indicator, Technology, Operator, Code, Reason string }

// refusal says why a series of figures cannot be shared out; "" when it can.
func (s series) refusal() string {
	switch base := strings.TrimSuffix(s.indicator, coverage.ExpectedSuffix); base {
	case coverage.MobilePopulation, coverage.MobileHouseholds, coverage.MobileArea, coverage.MobileHamlets,
		coverage.HamletsWhite, coverage.HamletsGap, coverage.HamletsWeak, coverage.HamletsServed,
		coverage.FiberConnected, coverage.FiberPassed, coverage.FiberSubscriptions, coverage.FiberHamlets:
		return ""
	case coverage.MobileCommunes, coverage.FiberCommunes:
		return "it counts communes, and communes are what changed: analyse the stations, or the fibre table, on the other boundaries"
	case coverage.MobileCentres:
		return "it counts centres of communes, and each edition has its own: analyse the centres of the other edition"
	case coverage.BTSSites, coverage.BTSLayers, coverage.BTSCells:
		return "stations have positions: analyse their list on the other boundaries"
	}
	return "the indicator is not known to be additive"
}

// bySeries sorts rows of a level and an edition into series, in output order.
func (f *FigureSet) bySeries(level, edition string) ([]series, map[series][]FigureRow) {
	rows := make(map[series][]FigureRow)
	for _, r := range f.Rows {
		if r.Level == level && r.Edition == edition {
			rows[r.series()] = append(rows[r.series()], r)
		}
	}
	keys := make([]series, 0, len(rows))
	for s := range rows {
		keys = append(keys, s)
	}
	slices.SortFunc(keys, compareSeries)
	return keys, rows
}

// RestateFigures carries the commune figures of one edition to the other, with
// the sums of the provinces in both. Figures of the rule max do not add up: they
// are made anew of those of the operators. What cannot be carried is refused,
// with a reason.
func (c *Crosswalk) RestateFigures(f *FigureSet, from, to string) ([]FigureRow, []Refused, error) {
	var out []FigureRow
	var refused []Refused
	keys, rows := f.bySeries(coverage.LevelCommune, from)
	if len(keys) == 0 {
		return nil, nil, fmt.Errorf("%s: no figures of communes of edition %s; it has %s", f.File, from, f.editions())
	}
	for _, s := range keys {
		if reason := s.refusal(); reason != "" || s.operator == coverage.OperatorMax {
			if reason != "" {
				refused = append(refused, Refused{s.indicator, s.technology, s.operator, "", reason})
			}
			continue
		}
		restated, err := c.Restate(f.table(s, rows[s]), from, to)
		if err != nil {
			return nil, nil, err
		}
		figures, incomplete := s.figures(restated, rows[s])
		out, refused = append(out, figures...), append(refused, incomplete...)
	}
	out = append(out, largest(out, keys)...)
	slices.SortStableFunc(out, compareFigures)
	return out, refused, nil
}

// compareFigures is the order of figures.csv, old editions first.
func compareFigures(a, b FigureRow) int {
	return cmp.Or(compareSeries(a.series(), b.series()), cmp.Compare(a.Level, b.Level), cmp.Compare(a.Edition, b.Edition), cmp.Compare(a.Code, b.Code))
}

func (f *FigureSet) editions() string {
	found := map[string]bool{}
	for _, r := range f.Rows {
		found[r.Level+"s of "+r.Edition] = true
	}
	if len(found) == 0 {
		return "no rows"
	}
	return strings.Join(sortedKeys(found), ", ")
}

// Columns of the table that carries a series, each within the one before. Cut so, the
// total of a unit is the same in every series.
const (
	totalColumn = iota
	knownColumn // covered and uncovered
	coveredColumn
	figureCounts
)

// table lays a series out as counts.
func (f *FigureSet) table(s series, rows []FigureRow) Table {
	area := s.byLand()
	t := Table{File: f.File, Columns: []Column{{Name: "total", Area: area}, {Name: "known", Area: area, Within: "total"}, {Name: "covered", Area: area, Within: "known"}}}
	for _, r := range rows {
		counts := make([]coverage.Count, 0, figureCounts)
		for _, v := range r.counts() {
			counts = append(counts, coverage.Known(v))
		}
		t.Rows = append(t.Rows, TableRow{Code: r.Code, Name: r.Name, Row: r.Row, Counts: counts})
	}
	return t
}

// byLand tells the series that are shared by area.
func (s series) byLand() bool { return strings.HasPrefix(s.indicator, coverage.MobileArea) }

// counts are the row by column.
func (f *FigureRow) counts() [figureCounts]coverage.Micro {
	return [...]coverage.Micro{f.Total, f.Covered + f.Uncovered, f.Covered}
}

// figures turns restated counts back into figures, with the provinces of both
// editions. Assumed values are counted in every unit that they reach.
func (s series) figures(r *Restated, rows []FigureRow) (figures []FigureRow, incomplete []Refused) {
	assumed := make(map[string]int64, len(rows))
	for _, row := range rows {
		assumed[row.Code] = row.Assumed
	}
	for _, row := range r.Rows {
		if len(row.Missing) > 0 {
			incomplete = append(incomplete, Refused{s.indicator, s.technology, s.operator, row.Unit.Code, "no figures of " + strings.Join(row.Missing, " ") + ", of which it was made too"})
			continue
		}
		f := s.row(coverage.LevelCommune, row.Unit, r.To)
		f.setCounts(func(i int) (value, estimated coverage.Micro) { return row.Counts[i].Value, row.Estimated[i] })
		for _, source := range row.Sources {
			f.Assumed += assumed[source]
		}
		figures = append(figures, f)
	}
	for _, p := range r.Provinces {
		if slices.ContainsFunc(p.Unknown, func(n int) bool { return n > 0 }) {
			incomplete = append(incomplete, Refused{s.indicator, s.technology, s.operator, p.Unit.Code, "some of its communes of " + p.Edition + " have no figures"})
			continue
		}
		f := s.row(coverage.LevelProvince, p.Unit, p.Edition)
		f.setCounts(func(i int) (value, estimated coverage.Micro) { return p.Counts[i], p.Estimated[i] })
		figures = append(figures, f)
	}
	for _, l := range r.Left {
		incomplete = append(incomplete, Refused{s.indicator, s.technology, s.operator, l.Unit.Code, "it has no successor in the relation"})
	}
	return figures, incomplete
}

func (s series) row(level string, u Unit, edition string) FigureRow {
	return FigureRow{Indicator: s.indicator, Technology: s.technology, Operator: s.operator, Level: level, Code: u.Code, Name: u.Name, Edition: edition,
		Measure: s.measure, AsOf: s.asOf, Criterion: s.criterion}
}

// setCounts is the reverse of counts.
func (f *FigureRow) setCounts(at func(column int) (value, estimated coverage.Micro)) {
	known, _ := at(knownColumn)
	f.Covered, f.CoveredEstimated = at(coveredColumn)
	f.Total, f.TotalEstimated = at(totalColumn)
	f.Uncovered, f.Unknown = known-f.Covered, f.Total-known
}

// largest makes the figures of the rule max: of every unit the operator with the
// largest covered count, ties to the first name; what another operator may cover
// beyond it is unknown. They are made where the input has them: wanted lists its series.
func largest(figures []FigureRow, wanted []series) []FigureRow {
	type key struct {
		series
		level, edition, code string
	}
	best, most := map[key]FigureRow{}, map[key]coverage.Micro{}
	var order []key
	for _, f := range figures {
		if slices.Contains([]string{"", coverage.OperatorAny, coverage.OperatorAll, coverage.OperatorMax}, f.Operator) {
			continue
		}
		k := key{f.series(), f.Level, f.Edition, f.Code}
		k.operator = coverage.OperatorMax
		if !slices.Contains(wanted, k.series) {
			continue
		}
		b, seen := best[k]
		if !seen {
			order = append(order, k)
		}
		if !seen || f.Covered > b.Covered || f.Covered == b.Covered && f.Operator < b.Operator {
			best[k] = f
		}
		most[k] = max(most[k], f.Covered+f.Unknown)
	}
	all := make([]FigureRow, 0, len(order))
	for _, k := range order {
		f := best[k]
		f.Operator, f.Unknown = coverage.OperatorMax, most[k]-f.Covered
		f.Uncovered = f.Total - f.Covered - f.Unknown
		all = append(all, f)
	}
	return all
}
