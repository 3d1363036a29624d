package crosswalk

import (
	"encoding/csv"
	"encoding/json"
	"io"
	"strings"

	"phusong/coverage"
)

// Document is crosswalk.json: what was done, with what, and what it gave.
type Document struct {
	Version    string           `json:"version"`
	Command    string           `json:"command"`
	From       string           `json:"from_edition"`
	To         string           `json:"to_edition"`
	Method     string           `json:"method"`
	Inputs     []InputRecord    `json:"inputs"`
	Counts     map[string]int64 `json:"counts"`
	Totals     []TotalRecord    `json:"totals,omitempty"`
	Notes      []string         `json:"notes"`
	Territory  *TerritoryRecord `json:"territory,omitempty"`
	Disagree   map[string]int64 `json:"disagreements,omitempty"` // by rule
	Incomplete []string         `json:"incomplete,omitempty"`
}

// InputRecord is one file that was read.
type InputRecord struct {
	Role   string `json:"role"`
	File   string `json:"file"`
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"`
}

// TotalRecord accounts for one column; numbers are exact decimals.
type TotalRecord struct {
	Column     string      `json:"column"`
	Input      json.Number `json:"input"`
	Carried    json.Number `json:"carried"`
	Incomplete json.Number `json:"in_incomplete_units"`
	Left       json.Number `json:"left_without_successor"`
	Estimated  json.Number `json:"estimated"`
}

// TerritoryRecord is a province of one edition in the units of the other.
type TerritoryRecord struct {
	Code       string      `json:"code"`
	Name       string      `json:"name"`
	Edition    string      `json:"edition"`
	Units      int         `json:"units"`
	Split      int         `json:"split_units"`
	Members    int         `json:"members"`
	NotInside  []string    `json:"members_not_wholly_inside"`
	AreaKm2    json.Number `json:"area_km2,omitempty"`
	PolygonKm2 json.Number `json:"polygon_area_km2,omitempty"`
	People     json.Number `json:"population,omitempty"`
	Estimated  json.Number `json:"population_estimated,omitempty"`
	Unknown    []string    `json:"members_without_population,omitempty"`
}

// Method is how counts are shared, for provenance.
const Method = "a unit with one successor is carried exactly; a split one by, in this order: the weights of the relation, the note on its people, " +
	"people (of the other units, spread over the land of each overlap; backwards: of the old units), the land of each overlap, equal parts; " +
	"counts are cut by largest remainders, whole counts into whole parts, ties to the lowest code"

// Records makes the records of inputs.
func Records(inputs []coverage.Input) []InputRecord {
	records := make([]InputRecord, 0, len(inputs))
	for _, in := range inputs {
		records = append(records, InputRecord(in))
	}
	return records
}

// WriteJSON writes the document without escaping <, > and &.
func (d *Document) WriteJSON(w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	return e.Encode(d)
}

// TotalRecords makes the records of a restated table.
func (r *Restated) TotalRecords() []TotalRecord {
	number := func(m coverage.Micro) json.Number { return json.Number(m.String()) }
	var all []TotalRecord
	for _, t := range r.Totals {
		all = append(all, TotalRecord{t.Column, number(t.Input), number(t.Carried), number(t.Incomplete), number(t.Left), number(t.Estimated)})
	}
	return all
}

// Write writes the restated table: code, name, edition, the counts, and beside
// each what of it was estimated; then the codes that the unit was made of and
// those of them without a value, which leave its counts unknown.
func (r *Restated) Write(w io.Writer) error {
	header := []string{"code", "name", "edition"}
	for _, c := range r.Columns {
		header = append(header, c.Name)
	}
	for _, c := range r.Columns {
		header = append(header, c.Name+"_estimated")
	}
	return writeRows(w, append(header, "made_of", "missing"), len(r.Rows), func(i int) []string {
		row := r.Rows[i]
		fields := []string{row.Unit.Code, row.Unit.Name, r.To}
		for _, c := range row.Counts {
			fields = append(fields, countText(c))
		}
		for k, e := range row.Estimated {
			if !row.Counts[k].Known {
				fields = append(fields, "")
				continue
			}
			fields = append(fields, e.String())
		}
		return append(fields, strings.Join(row.Sources, " "), strings.Join(row.Missing, " "))
	})
}

func countText(c coverage.Count) string {
	if !c.Known {
		return ""
	}
	return c.Value.String()
}

// WriteProvinces writes the sums of the provinces in both editions.
func (r *Restated) WriteProvinces(w io.Writer) error {
	header := []string{"edition", "province", "name"}
	for _, c := range r.Columns {
		header = append(header, c.Name, c.Name+"_estimated", c.Name+"_units_unknown")
	}
	return writeRows(w, header, len(r.Provinces), func(i int) []string {
		p := r.Provinces[i]
		fields := []string{p.Edition, p.Unit.Code, p.Unit.Name}
		for k := range p.Counts {
			fields = append(fields, p.Counts[k].String(), p.Estimated[k].String(), coverage.Whole(int64(p.Unknown[k])).String())
		}
		return fields
	})
}

// WriteEstimated lists every part of a count that weights decided: what was
// estimated, by what, and from which unit.
func (c *Crosswalk) WriteEstimated(w io.Writer, r *Restated) error {
	from, to, err := c.direction(r.From, r.To)
	if err != nil {
		return err
	}
	var rows [][]string
	for _, code := range from.codes() {
		for _, s := range from.shares[code] {
			if !isEstimate(s.People) && !isEstimate(s.Area) || !r.reaches(s.To, code) {
				continue
			}
			rows = append(rows, []string{code, from.units[code].Name, s.To, to.units[s.To].Name, s.People.String(), string(s.PeopleBasis), s.Area.String(), string(s.AreaBasis), s.Note})
		}
	}
	return writeRows(w, []string{"from_code", "from_name", "to_code", "to_name", "weight", "basis", "area_weight", "area_basis", "note"}, len(rows), func(i int) []string { return rows[i] })
}

// reaches reports whether a unit of the restated table was made of another.
func (r *Restated) reaches(to, source string) bool {
	if r.sources == nil {
		r.sources = make(map[[2]string]bool)
		for _, row := range r.Rows {
			for _, s := range row.Sources {
				r.sources[[2]string{row.Unit.Code, s}] = true
			}
		}
	}
	return r.sources[[2]string{to, source}]
}

// WriteFigures writes figures with what of them was estimated.
func WriteFigures(w io.Writer, figures []FigureRow) error {
	return writeRows(w, append(append([]string{}, figureColumns...), "covered_estimated", "total_estimated"), len(figures), func(i int) []string {
		f := figures[i]
		places := microPlaces
		if f.Measure == "km2" {
			places = km2Places
		}
		return append(f.Fields(), f.CoveredEstimated.Scaled(places), f.TotalEstimated.Scaled(places))
	})
}

// WriteRefused lists what was not carried over, and why.
func WriteRefused(w io.Writer, refused []Refused) error {
	return writeRows(w, []string{"indicator", "technology", "operator", "code", "reason"}, len(refused), func(i int) []string {
		r := refused[i]
		return []string{r.Indicator, r.Technology, r.Operator, r.Code, r.Reason}
	})
}

// WriteMembers lists the members of a territory.
func (t *Territory) WriteMembers(w io.Writer, facts *UnitFacts) error {
	return writeRows(w, []string{"code", "name", "edition", "province", "province_name", "inside", "people_share", "area_share", "area_km2", "population", "made_of"}, len(t.Members), func(i int) []string {
		m := t.Members[i]
		inside := "part"
		if m.Inside() {
			inside = "whole"
		}
		area, people := "", ""
		if facts != nil {
			area, people = factText(facts.AreaKm2, m.Unit.Code), factText(facts.People, m.Unit.Code)
		}
		return []string{m.Unit.Code, m.Unit.Name, t.OtherEdition, m.Unit.Province, m.Unit.ProvinceName, inside, m.People.String(), m.Area.String(), area, people, strings.Join(m.Sources, " ")}
	})
}

func factText(values map[string]coverage.Micro, code string) string {
	if v, ok := values[code]; ok {
		return v.String()
	}
	return ""
}

func writeRows(w io.Writer, header []string, n int, row func(i int) []string) error {
	out := csv.NewWriter(w)
	if err := out.Write(header); err != nil {
		return err
	}
	for i := range n {
		if err := out.Write(row(i)); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}
