package report

import (
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"
	"text/tabwriter"

	"phusong/coverage"
	"phusong/coverage/plot"
)

// LevelRun is the record of how level maps were made: run.json.
type LevelRun struct {
	Version   string               `json:"version"`
	Region    string               `json:"region"`
	Edition   string               `json:"edition"`
	AsOf      string               `json:"as_of"`
	Site      *SiteRecord          `json:"site"` // null for all sites
	Criterion CriterionRecord      `json:"criterion"`
	Options   []OptionRecord       `json:"options"`
	Models    []UsedModelRecord    `json:"models"`
	Terrain   *TerrainRecord       `json:"terrain"` // null without
	Inputs    []InputRecord        `json:"inputs"`
	Counts    map[string]int64     `json:"counts"`
	Problems  map[string]int64     `json:"problems"` // by rule
	Warnings  []LevelWarningRecord `json:"warnings"`
	Maps      []MapRecord          `json:"maps"`
	Notes     []string             `json:"notes"`
}

// SiteRecord is the site that was plotted alone.
type SiteRecord struct {
	ID          string      `json:"site_id"`
	Cell        string      `json:"cell_id,omitempty"`
	Lon         json.Number `json:"lon"`
	Lat         json.Number `json:"lat"`
	RadiusM     json.Number `json:"radius_m"`
	ResolutionM json.Number `json:"resolution_m"`
}

// ModelRecord is a propagation model that was used, and its range.
type ModelRecord struct {
	Model        string `json:"model"` // with its parameters
	Source       string `json:"source"`
	FrequencyMHz string `json:"frequency_mhz"`
	DistanceM    string `json:"distance_m"`
	TxHeightM    string `json:"tx_height_m"`
	RxHeightM    string `json:"rx_height_m"`
	Cells        int    `json:"cells"`
}

// LevelWarningRecord counts the levels for which a model was used outside its
// range, and their share of all levels that were predicted.
type LevelWarningRecord struct {
	Model  string      `json:"model"`
	Rule   string      `json:"rule"`
	Levels int64       `json:"levels"`
	Share  json.Number `json:"share"`
}

// MapRecord is one map, its files and its totals.
type MapRecord struct {
	Technology string       `json:"technology"`
	Operator   string       `json:"operator"`
	Files      []string     `json:"files"`
	Cols       int          `json:"cols"`
	Rows       int          `json:"rows"`
	AreaM2     json.Number  `json:"area_m2"`
	People     *json.Number `json:"people"` // null when not known
	Households *json.Number `json:"households"`
}

// Fill copies what the data set and the run know into the record.
func (run *LevelRun) Fill(d *coverage.Dataset, maps []coverage.LevelMap) {
	run.Region, run.Edition, run.AsOf = d.Name, d.Edition, d.AsOf
	run.Inputs, run.Problems, run.Maps = []InputRecord{}, map[string]int64{}, []MapRecord{}
	for _, in := range d.Inputs {
		run.Inputs = append(run.Inputs, InputRecord(in))
	}
	run.Notes = append([]string{}, d.Notes...)
	for _, p := range d.Problems {
		run.Problems[p.Rule]++
	}
	run.Counts = map[string]int64{"sites": int64(len(d.Sites)), "problems": int64(len(d.Problems))}
	for i := range d.Sites {
		run.Counts["sites_without_position"] += flag(!d.Sites[i].Located)
		for _, c := range d.Sites[i].Cells {
			run.Counts["cells"]++
			for _, name := range c.Assumed.Names() {
				run.Counts["assumed_"+name]++
			}
		}
	}
	var selections []coverage.Selection
	for i := range maps {
		selections = append(selections, maps[i].Selection)
	}
	for i, label := range labels(selections) {
		m := &maps[i]
		files := []string{"signal_" + label + ".tif", "state_" + label + ".tif", "bands_" + label + ".geojson"}
		if m.Servers != nil {
			files = append(files, "server_"+label+".tif")
		}
		run.Maps = append(run.Maps, MapRecord{string(m.Selection.Technology), m.Selection.Operator, files,
			m.Grid.Cols, m.Grid.Rows, json.Number(m.AreaM2.String()), countRecord(m.People), countRecord(m.Households)})
	}
}

func countRecord(c coverage.Count) *json.Number {
	if !c.Known {
		return nil
	}
	n := json.Number(c.Value.String())
	return &n
}

// FillTerrain copies the terrain that levels were predicted over, "" for none.
func (run *LevelRun) FillTerrain(surface string, d *coverage.Dataset) {
	run.Terrain = terrainRecord(surface, d)
}

// FillModels copies the models and how often they were used outside their range;
// answers is the number of levels that were predicted.
func (run *LevelRun) FillModels(models []coverage.ModelUse, warnings []coverage.Warning, answers int64) {
	run.Models, run.Warnings = []UsedModelRecord{}, []LevelWarningRecord{}
	for i := range models {
		run.Models = append(run.Models, usedModel(&models[i]))
	}
	for _, w := range warnings {
		part := "0"
		if answers > 0 {
			part = share(coverage.Micro(min(w.Count, answers)), coverage.Micro(answers))
		}
		run.Warnings = append(run.Warnings, LevelWarningRecord{w.Model, w.Rule, w.Count, json.Number(part)})
	}
}

func writeJSON(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetIndent("", " ")
	e.SetEscapeHTML(false)
	return e.Encode(v)
}

// WriteLevelSummary prints the statistics of level maps and what a reader must
// know beside them.
func WriteLevelSummary(w io.Writer, maps []coverage.LevelMap, run LevelRun) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s, boundaries of %s, %s\n", run.Region, run.Edition, run.AsOf)
	if s := run.Site; s != nil {
		fmt.Fprintf(&b, "site %s at %s, %s: to %s m, cells of %s m\n", s.ID, s.Lon, s.Lat, s.RadiusM, s.ResolutionM)
	}
	fmt.Fprintf(&b, "criterion %s: %s\n", run.Criterion.Label, run.Criterion.Definition)
	for i := range maps {
		if err := writeLevelTable(&b, &maps[i]); err != nil {
			return err
		}
	}
	for _, m := range run.Models {
		fmt.Fprintf(&b, "model %s (%s) for %d cells\n", m.Model, m.Source, m.Cells)
	}
	for _, v := range run.Warnings {
		fmt.Fprintf(&b, "warning: model %s, %s: %s of the levels\n", v.Model, v.Rule, hundredths(v.Share))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// hundredths prints a share as a percentage with two decimals.
func hundredths(share json.Number) string {
	v, _ := share.Float64() // written by us
	return strconv.FormatFloat(v*100, 'f', 2, 64) + " %"
}

func writeLevelTable(w io.Writer, m *coverage.LevelMap) error {
	fmt.Fprintf(w, "\n%s, %s\n", m.Selection.Technology, m.Selection.Operator)
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "level\tkm2\tshare\tpeople\thouseholds\t")
	for i := range m.Bands {
		b := &m.Bands[i]
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\t\n", levelWords(b), strconv.FormatFloat(b.AreaM2.Float()/1e6, 'f', 3, 64),
			hundredths(json.Number(share(b.AreaM2, m.AreaM2))), wholeOrNothing(m.People, b.People), wholeOrNothing(m.Households, b.Households))
	}
	return t.Flush()
}

func wholeOrNothing(of coverage.Count, v coverage.Micro) string {
	if !of.Known {
		return "n/a"
	}
	return strconv.FormatFloat(v.Float(), 'f', 0, 64)
}

func levelWords(b *coverage.LevelBand) string {
	switch {
	case b.Kind == coverage.LevelNoSignal:
		return "no signal"
	case b.Kind == coverage.LevelUnknown, b.Kind == coverage.LevelUnpopulated:
		return string(b.Kind)
	case b.Kind == coverage.LevelBelow:
		return "below " + limit(b.ToCentiDBm) + " dBm"
	case b.ToCentiDBm == coverage.NoLevel:
		return "from " + limit(b.FromCentiDBm) + " dBm"
	}
	return limit(b.FromCentiDBm) + " to " + limit(b.ToCentiDBm) + " dBm"
}

// WriteLevelSummaryJSON prints run.json and the statistics as one JSON object.
func WriteLevelSummaryJSON(w io.Writer, maps []coverage.LevelMap, run LevelRun) error {
	rows := []map[string]any{}
	for i := range maps {
		for k := range maps[i].Bands {
			row := map[string]any{}
			for c, text := range statisticsRow(&maps[i], &maps[i].Bands[k]) {
				row[StatisticsColumns[c]] = jsonField(c, text)
			}
			rows = append(rows, row)
		}
	}
	return writeJSON(w, struct {
		LevelRun
		Statistics []map[string]any `json:"statistics"`
	}{run, rows})
}

// jsonField is a field of statistics.csv as JSON: numbers but for the first two
// columns and the last, null where it is empty.
func jsonField(column int, text string) any {
	switch {
	case column < 2 || column == len(StatisticsColumns)-1:
		return text
	case text == "":
		return nil
	}
	return json.Number(text)
}

// NewSiteRecord says what was plotted of a site; cell is empty for all its cells.
func NewSiteRecord(s *coverage.Site, cell string, disc plot.Disc) *SiteRecord {
	number := func(v float64) json.Number { return json.Number(strconv.FormatFloat(v, 'f', -1, 64)) }
	return &SiteRecord{ID: s.ID, Cell: cell, Lon: number(s.Lon), Lat: number(s.Lat), RadiusM: number(disc.RadiusM), ResolutionM: number(disc.ResolutionM)}
}
