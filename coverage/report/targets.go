package report

import (
	"cmp"
	"encoding/csv"
	"encoding/json"
	"io"
	"strconv"

	"phusong/coverage"
	"phusong/internal/numeral"
)

// Names of the outputs on targets, written where a region has targets.
const (
	TargetsFile     = "targets.csv"
	TargetsJSONFile = "targets.json"
)

// TargetColumns is the header of targets.csv. A row without commune is the outcome;
// those with one list what the commune can give.
var TargetColumns = []string{"id", "title_vi", "title_en", "indicator", "technology", "operator", "level", "code", "name", "edition",
	"by", "comparison", "aim", "unit", "verdict", "reason", "value", "value_at_most", "covered", "unknown", "total", "distance", "need",
	"gap_areas", "months_left", "per_month", "as_of", "criterion", "instrument", "scope", "unconfirmed",
	"commune", "commune_name", "commune_has", "commune_unknown", "commune_gives", "commune_gaps"}

// TargetRecord is an outcome as targets.json has it. Numbers are plain decimals: a
// value is cut, what is lacking is rounded up, so that neither looks better than it is.
type TargetRecord struct {
	ID          string      `json:"id"`
	TitleVI     string      `json:"title_vi"`
	TitleEN     string      `json:"title_en"`
	Indicator   string      `json:"indicator"`
	Technology  string      `json:"technology,omitempty"`
	Of          string      `json:"of_technology,omitempty"`
	Operator    string      `json:"operator,omitempty"`
	Level       string      `json:"level,omitempty"`
	Code        string      `json:"code,omitempty"`
	Name        string      `json:"name,omitempty"`
	Edition     string      `json:"edition,omitempty"`
	By          string      `json:"by"`
	Comparison  string      `json:"comparison"`
	Aim         json.Number `json:"aim"`
	IsCount     bool        `json:"is_count,omitempty"`
	Unit        string      `json:"unit,omitempty"`
	Verdict     string      `json:"verdict"`
	Reason      string      `json:"reason,omitempty"`
	Value       json.Number `json:"value,omitempty"`
	ValueMost   json.Number `json:"value_at_most,omitempty"`
	Covered     json.Number `json:"covered,omitempty"`
	Unknown     json.Number `json:"unknown,omitempty"`
	Total       json.Number `json:"total,omitempty"`
	Distance    json.Number `json:"distance,omitempty"`
	Need        json.Number `json:"need,omitempty"`
	GapAreas    *int        `json:"gap_areas,omitempty"`
	MonthsLeft  json.Number `json:"months_left,omitempty"`
	PerMonth    json.Number `json:"per_month,omitempty"`
	AsOf        string      `json:"as_of,omitempty"`
	Criterion   string      `json:"criterion,omitempty"`
	Instrument  string      `json:"instrument"`
	Scope       string      `json:"scope,omitempty"`
	Unconfirmed bool        `json:"unconfirmed,omitempty"`
	Gives       []GiveRow   `json:"gives"`
}

// GiveRow is a commune of TargetRecord.Gives.
type GiveRow struct {
	Code    string      `json:"code"`
	Name    string      `json:"name"`
	Has     json.Number `json:"has"`
	Unknown bool        `json:"unknown,omitempty"`
	Gives   json.Number `json:"gives"`
	Gaps    int         `json:"gaps"`
}

const (
	targetDecimals = 6
	monthDecimals  = 1
)

// TargetRecords turns the outcomes of a result into records.
func TargetRecords(r *coverage.Result) []TargetRecord {
	all := []TargetRecord{}
	for i := range r.Targets {
		all = append(all, targetRecord(r.Dataset, &r.Targets[i]))
	}
	return all
}

func targetRecord(d *coverage.Dataset, o *coverage.TargetOutcome) TargetRecord {
	t := o.Target
	rec := TargetRecord{ID: t.ID, TitleVI: t.TitleVI, TitleEN: t.TitleEN, Indicator: t.Indicator, Technology: string(t.Technology),
		Of: string(t.OfTechnology), Operator: t.Operator, Level: t.Level, By: t.By, Comparison: string(t.Comparison), IsCount: t.IsCount,
		Aim: json.Number(cmp.Or(t.Count, t.Percent).String()), Verdict: o.Verdict, Reason: o.Reason,
		Instrument: t.Instrument, Scope: t.Scope, Unconfirmed: t.Unconfirmed, Gives: []GiveRow{}}
	if o.Unit >= 0 {
		u := &d.Units[o.Unit]
		rec.Level, rec.Code, rec.Name, rec.Edition = u.Level, u.Code, u.Name, u.Edition
	} else {
		rec.Code = o.Code
	}
	value, ok := o.Value()
	if !ok {
		return rec
	}
	f := &o.Figure
	most, _ := o.Most()
	distance, _ := o.Distance()
	rec.Unit, rec.AsOf, rec.Criterion = MeasureText(f), f.AsOf, f.Criterion
	rec.Value, rec.ValueMost = json.Number(numeral.Floor(value, targetDecimals)), json.Number(numeral.Floor(most, targetDecimals))
	rec.Covered, rec.Unknown, rec.Total = json.Number(QuantityText(f, f.Covered)), json.Number(QuantityText(f, f.Unknown)), json.Number(QuantityText(f, f.Total))
	rec.Distance, rec.Need = json.Number(numeral.Floor(distance, targetDecimals)), json.Number(QuantityText(f, o.Need))
	if o.GapAreas >= 0 {
		rec.GapAreas = &o.GapAreas
	}
	if o.Months != nil {
		rec.MonthsLeft = json.Number(numeral.Floor(o.Months, monthDecimals))
	}
	if rate, ok := o.RatePerMonth(); ok && !o.Continuous() {
		rec.PerMonth = json.Number(numeral.Ceil(rate, monthDecimals))
	}
	for _, c := range o.Gives {
		u := &d.Units[c.Unit]
		rec.Gives = append(rec.Gives, GiveRow{u.Code, u.Name, json.Number(QuantityText(f, c.Open)), c.Unknown, json.Number(QuantityText(f, c.Takes)), c.Gaps})
	}
	return rec
}

// WriteTargets writes targets.csv.
func WriteTargets(w io.Writer, r *coverage.Result) error {
	out := csv.NewWriter(w)
	if err := out.Write(TargetColumns); err != nil {
		return err
	}
	for _, t := range TargetRecords(r) {
		areas := ""
		if t.GapAreas != nil {
			areas = strconv.Itoa(*t.GapAreas)
		}
		row := []string{t.ID, t.TitleVI, t.TitleEN, t.Indicator, t.Technology + prefixed(" of ", t.Of), t.Operator, t.Level, t.Code, t.Name, t.Edition,
			t.By, t.Comparison, string(t.Aim), t.Unit, t.Verdict, t.Reason, string(t.Value), string(t.ValueMost), string(t.Covered), string(t.Unknown),
			string(t.Total), string(t.Distance), string(t.Need), areas, string(t.MonthsLeft), string(t.PerMonth), t.AsOf, t.Criterion,
			t.Instrument, t.Scope, strconv.FormatBool(t.Unconfirmed), "", "", "", "", "", ""}
		if err := out.Write(row); err != nil {
			return err
		}
		for _, g := range t.Gives {
			give := make([]string, len(TargetColumns))
			copy(give, row[:10])
			copy(give[len(give)-6:], []string{g.Code, g.Name, string(g.Has), strconv.FormatBool(g.Unknown), string(g.Gives), strconv.Itoa(g.Gaps)})
			if err := out.Write(give); err != nil {
				return err
			}
		}
	}
	out.Flush()
	return out.Error()
}

func prefixed(prefix, s string) string {
	if s == "" {
		return ""
	}
	return prefix + s
}

// WriteTargetsJSON writes targets.json: the records in order of targets, then units.
func WriteTargetsJSON(w io.Writer, records []TargetRecord) error {
	e := json.NewEncoder(w)
	e.SetIndent("", " ")
	e.SetEscapeHTML(false)
	return e.Encode(struct {
		Targets []TargetRecord `json:"targets"`
	}{records})
}
