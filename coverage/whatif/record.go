package whatif

import (
	"bufio"
	"encoding/csv"
	"encoding/json"
	"io"
	"strconv"

	"phusong/coverage"
	"phusong/coverage/report"
)

// Names of the outputs on changes.
const (
	ChangesFile     = "changes.csv"
	ChangesJSONFile = "changes.json"
)

// Record is a change as changes.json has it. Numbers are exact decimals, in the units of
// figures.csv.
type Record struct {
	Number  int            `json:"edit"` // from 1
	Action  Action         `json:"action"`
	Site    string         `json:"site_id,omitempty"`
	Label   string         `json:"label,omitempty"`
	Times   int            `json:"times,omitempty"` // of undo
	Figures []FigureRecord `json:"figures"`
	Assumed []AssumedCount `json:"assumed"`
	Gaps    []GapRecord    `json:"gaps"`
}

// FigureRecord is a FigureChange.
type FigureRecord struct {
	Indicator  string         `json:"indicator"`
	Technology string         `json:"technology,omitempty"`
	Operator   string         `json:"operator,omitempty"`
	Level      string         `json:"level"`
	Code       string         `json:"code"`
	Name       string         `json:"name"`
	Unit       string         `json:"unit"`
	Before     *ColumnsRecord `json:"before"` // null for a figure that is new
	After      *ColumnsRecord `json:"after"`  // null for one that is gone
}

// ColumnsRecord are the columns of a figure.
type ColumnsRecord struct {
	Covered   json.Number `json:"covered"`
	Uncovered json.Number `json:"uncovered"`
	Unknown   json.Number `json:"unknown"`
	Total     json.Number `json:"total"`
}

// AssumedCount is an AssumedChange.
type AssumedCount struct {
	Technology string `json:"technology"`
	Operator   string `json:"operator"`
	Before     int64  `json:"before"`
	After      int64  `json:"after"`
}

// What becomes of a gap.
const (
	GapGone    = "gone"
	GapNew     = "new"
	GapChanged = "changed"
)

// GapRecord is one gap of a GapChange. IDs are those of gaps.geojson, before or after:
// they count the gaps of a commune, so that one gap less gives others another ID.
type GapRecord struct {
	Change     string     `json:"change"` // gone, new or changed
	Technology string     `json:"technology"`
	Operator   string     `json:"operator"`
	Code       string     `json:"code"`
	Before     *GapValues `json:"before"` // null for a new gap
	After      *GapValues `json:"after"`  // null for one that is gone
}

// GapValues are the properties of a gap as gaps.geojson has them.
type GapValues struct {
	ID            string      `json:"id"`
	Class         string      `json:"class"`
	Households    json.Number `json:"households"`
	Population    json.Number `json:"population"`
	AreaKm2       json.Number `json:"area_km2"`
	NearestSite   string      `json:"nearest_site"`
	NearestSiteKm json.Number `json:"nearest_site_km,omitempty"`
	BestDBm       json.Number `json:"best_dbm,omitempty"`
	Cause         string      `json:"cause"`
}

// Records writes changes of a data set, in their order.
func Records(d *coverage.Dataset, changes []Change) []Record {
	all := []Record{}
	for i := range changes {
		all = append(all, recordOf(d, i+1, &changes[i]))
	}
	return all
}

func recordOf(d *coverage.Dataset, number int, c *Change) Record {
	r := Record{Number: number, Action: c.Edit.Action, Site: c.Edit.Site, Label: c.Edit.Label, Times: c.Edit.Times,
		Figures: []FigureRecord{}, Assumed: []AssumedCount{}, Gaps: []GapRecord{}}
	for i := range c.Figures {
		r.Figures = append(r.Figures, figureRecord(d, &c.Figures[i]))
	}
	for _, a := range c.Assumed {
		r.Assumed = append(r.Assumed, AssumedCount{string(a.Technology), a.Operator, a.Before, a.After})
	}
	for i := range c.Gaps {
		g := &c.Gaps[i]
		add := func(change string, before, after *coverage.Gap) {
			r.Gaps = append(r.Gaps, GapRecord{change, string(g.Technology), g.Operator, d.Units[g.Unit].Code, gapValues(d, before), gapValues(d, after)})
		}
		for k := range g.Gone {
			add(GapGone, &g.Gone[k], nil)
		}
		for k := range g.New {
			add(GapNew, nil, &g.New[k])
		}
		for k := range g.Changed {
			add(GapChanged, &g.Changed[k].Before, &g.Changed[k].After)
		}
	}
	return r
}

func figureRecord(d *coverage.Dataset, f *FigureChange) FigureRecord {
	u := &d.Units[f.Unit]
	measure := &coverage.Figure{Measure: f.Measure}
	r := FigureRecord{Indicator: f.Indicator, Technology: string(f.Technology), Operator: f.Operator, Level: u.Level, Code: u.Code, Name: u.Name, Unit: report.MeasureText(measure)}
	columns := func(c Counts) *ColumnsRecord {
		text := func(v coverage.Micro) json.Number { return json.Number(report.QuantityText(measure, v)) }
		return &ColumnsRecord{text(c.Covered), text(c.Uncovered), text(c.Unknown), text(c.Total)}
	}
	if !f.New {
		r.Before = columns(f.Before)
	}
	if !f.Gone {
		r.After = columns(f.After)
	}
	return r
}

func gapValues(d *coverage.Dataset, g *coverage.Gap) *GapValues {
	if g == nil {
		return nil
	}
	v := &GapValues{ID: report.GapID(d, g), Class: g.Class, Households: json.Number(g.Households.String()), Population: json.Number(g.People.String()),
		AreaKm2: json.Number(report.QuantityText(&coverage.Figure{Measure: coverage.MeasureM2}, g.AreaM2)), NearestSite: g.NearestSite, Cause: g.Cause}
	if g.NearestSite != "" {
		v.NearestSiteKm = json.Number(strconv.FormatFloat(g.NearestSiteKm, 'f', 3, 64))
	}
	if g.HasLevel {
		v.BestDBm = json.Number(strconv.FormatFloat(g.BestDBm, 'f', 2, 64))
	}
	return v
}

// Heading says what changes are of.
type Heading struct {
	Region    string `json:"region"`
	Edition   string `json:"edition"`
	AsOf      string `json:"as_of"`
	Criterion string `json:"criterion"`
}

// WriteJSON writes changes.json.
func WriteJSON(w io.Writer, h Heading, records []Record) error {
	b := bufio.NewWriter(w)
	e := json.NewEncoder(b)
	e.SetIndent("", " ")
	e.SetEscapeHTML(false)
	if err := e.Encode(struct {
		Heading
		Edits []Record `json:"edits"`
	}{h, records}); err != nil {
		return err
	}
	return b.Flush()
}

// ChangeColumns is the header of changes.csv: a row is a figure, a count of assumed
// values, or a gap that an edit changes. Columns without meaning for it are empty.
var ChangeColumns = []string{"edit", "action", "site_id", "label", "change", "indicator", "technology", "operator", "level", "code", "name", "unit",
	"covered_before", "uncovered_before", "unknown_before", "total_before", "covered_after", "uncovered_after", "unknown_after", "total_after",
	"gap_before", "gap_after", "households", "population", "area_km2",
	"nearest_site_before", "nearest_site_km_before", "best_dbm_before", "class_before", "cause_before",
	"nearest_site_after", "nearest_site_km_after", "best_dbm_after", "class_after", "cause_after"}

// WriteCSV writes changes.csv.
func WriteCSV(w io.Writer, records []Record) error {
	out := csv.NewWriter(w)
	if err := out.Write(ChangeColumns); err != nil {
		return err
	}
	for i := range records {
		for _, row := range records[i].rows() {
			if err := out.Write(row); err != nil {
				return err
			}
		}
	}
	out.Flush()
	return out.Error()
}

// rows are those of changes.csv.
func (r *Record) rows() [][]string {
	head := []string{strconv.Itoa(r.Number), string(r.Action), r.Site, r.Label}
	var all [][]string
	add := func(parts ...[]string) {
		row := make([]string, 0, len(ChangeColumns))
		row = append(row, head...)
		for _, p := range parts {
			row = append(row, p...)
		}
		all = append(all, append(row, make([]string, len(ChangeColumns)-len(row))...))
	}
	for i := range r.Figures {
		f := &r.Figures[i]
		add([]string{"figure", f.Indicator, f.Technology, f.Operator, f.Level, f.Code, f.Name, f.Unit}, f.Before.texts(), f.After.texts())
	}
	for _, a := range r.Assumed {
		before, after := strconv.FormatInt(a.Before, 10), strconv.FormatInt(a.After, 10)
		add([]string{"assumed", "", a.Technology, a.Operator, "", "", "", "cell", "", "", "", before, "", "", "", after})
	}
	for i := range r.Gaps {
		g := &r.Gaps[i]
		own := g.After
		if own == nil {
			own = g.Before
		}
		add([]string{"gap." + g.Change, "", g.Technology, g.Operator, "", g.Code, "", ""}, make([]string, 8), []string{g.Before.id(), g.After.id(),
			own.Households.String(), own.Population.String(), own.AreaKm2.String()}, g.Before.texts(), g.After.texts())
	}
	return all
}

func (c *ColumnsRecord) texts() []string {
	if c == nil {
		return make([]string, 4)
	}
	return []string{c.Covered.String(), c.Uncovered.String(), c.Unknown.String(), c.Total.String()}
}

func (g *GapValues) id() string {
	if g == nil {
		return ""
	}
	return g.ID
}

func (g *GapValues) texts() []string {
	if g == nil {
		return make([]string, 5)
	}
	return []string{g.NearestSite, g.NearestSiteKm.String(), g.BestDBm.String(), g.Class, g.Cause}
}
