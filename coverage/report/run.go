package report

import (
	"encoding/json"
	"io"

	"phusong/coverage"
)

// Run is the record of how a result was made: run.json.
type Run struct {
	Version   string            `json:"version"`
	Region    string            `json:"region"`
	Edition   string            `json:"edition"`
	AsOf      string            `json:"as_of"`
	Criterion CriterionRecord   `json:"criterion"`
	Register  *RegisterRecord   `json:"register,omitempty"`
	Models    []UsedModelRecord `json:"models"`
	Terrain   *TerrainRecord    `json:"terrain"` // null without
	Options   []OptionRecord    `json:"options"`
	Inputs    []InputRecord     `json:"inputs"`
	Counts    map[string]int64  `json:"counts"`
	Problems  map[string]int64  `json:"problems"` // by rule
	Warnings  []WarningRecord   `json:"warnings"`
	Omitted   []OmittedRecord   `json:"omitted"`
	Notes     []string          `json:"notes"`
	Tables    []coverage.Table  `json:"tables"` // how each was read

	QuarantineFormat string `json:"-"` // of QuarantineFiles; "" is QuarantineAuto
	Workers          int    `json:"-"` // goroutines that write, 0 for one per processor; never changes a byte
}

// heading says what figures are of and by which definition.
type heading struct {
	Region    string          `json:"region"`
	Edition   string          `json:"edition"`
	AsOf      string          `json:"as_of"`
	Criterion CriterionRecord `json:"criterion"`
}

func (run *Run) heading() heading {
	return heading{run.Region, run.Edition, run.AsOf, run.Criterion}
}

// CriterionRecord is the definition behind the figures.
type CriterionRecord struct {
	Label      string `json:"label"`
	Definition string `json:"definition"`
	Text       string `json:"text"`
}

// RegisterRecord is the profile behind the gap register.
type RegisterRecord struct {
	Label string `json:"label"`
	Text  string `json:"text"`
}

// OptionRecord is one resolved option. Options that cannot change a figure, such
// as the number of workers, are not recorded.
type OptionRecord struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// InputRecord is one file that was read.
type InputRecord struct {
	Role   string `json:"role"`
	File   string `json:"file"`
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"`
}

// WarningRecord counts receivers for which a model was used outside its range.
type WarningRecord struct {
	Model     string `json:"model"`
	Rule      string `json:"rule"`
	Receivers int64  `json:"receivers"`
	// Share of the receivers whose level is the model's.
	Share json.Number `json:"share,omitempty"`
}

// OmittedRecord is what gap maps leave out of one figure.
type OmittedRecord struct {
	Technology string      `json:"technology,omitempty"`
	Operator   string      `json:"operator,omitempty"`
	Code       string      `json:"code"`
	Parts      int         `json:"parts"`
	AreaKm2    json.Number `json:"area_km2"`
	People     json.Number `json:"population"`
	Households json.Number `json:"households"`
	Reason     string      `json:"reason"`
}

// Fill copies what the result knows into the record.
func (run *Run) Fill(r *coverage.Result) {
	d := r.Dataset
	run.Region, run.Edition, run.AsOf = d.Name, d.Edition, d.AsOf
	// Empty lists are written as such, not as null.
	run.Inputs, run.Warnings, run.Omitted = []InputRecord{}, []WarningRecord{}, []OmittedRecord{}
	for _, in := range d.Inputs {
		run.Inputs = append(run.Inputs, InputRecord(in))
	}
	run.Notes = append([]string{}, d.Notes...)
	if r.Register != nil {
		run.Register = &RegisterRecord{r.Register.Profile, r.Register.Text}
		run.Notes = append(run.Notes, r.Register.Notes...)
	}
	run.Tables = append([]coverage.Table{}, d.Tables...)
	run.Problems = map[string]int64{}
	for _, p := range d.Problems {
		run.Problems[p.Rule]++
	}
	for _, w := range r.Warnings {
		run.Warnings = append(run.Warnings, WarningRecord{w.Model, w.Rule, w.Count, json.Number(share(coverage.Micro(w.Count), coverage.Micro(w.Predicted)))})
	}
	for _, o := range r.Omitted {
		run.Omitted = append(run.Omitted, OmittedRecord{Technology: string(o.Technology), Operator: o.Operator,
			Code: d.Units[o.Unit].Code, Parts: o.Parts, AreaKm2: json.Number(o.AreaM2.Scaled(km2Places)),
			People: json.Number(o.People.String()), Households: json.Number(o.Households.String()), Reason: o.Reason})
	}
	run.Counts = counts(r)
	run.fillStamp(r)
}

func counts(r *coverage.Result) map[string]int64 {
	d := r.Dataset
	all := map[string]int64{
		"units": int64(len(d.Units)), "leaf_units": int64(d.Leaves), "sites": int64(len(d.Sites)),
		"hamlets": int64(len(d.Hamlets)), "figures": int64(len(r.Figures)), "gaps": int64(len(r.Gaps)),
		"problems": int64(len(d.Problems)), "population_outside_units_micro": int64(d.Demand.Outside),
	}
	for i := range d.Sites {
		s := &d.Sites[i]
		all["cells"] += int64(len(s.Cells))
		if !s.Located {
			all["sites_without_position"]++
		}
		if s.Unit < 0 {
			all["sites_outside_units"]++
		}
		for _, c := range s.Cells {
			for _, name := range c.Assumed.Names() {
				all["assumed_"+name]++
			}
		}
	}
	for i := range d.Units[:d.Leaves] {
		u := &d.Units[i]
		all["units_without_households"] += flag(!u.Households.Known)
		all["units_without_population"] += flag(!u.People.Known)
		all["units_without_fiber"] += flag(u.Fiber == nil)
		all["units_without_centre"] += flag(u.Centre == nil)
	}
	return all
}

func flag(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

// WriteRun writes run.json.
func WriteRun(w io.Writer, run Run) error {
	e := json.NewEncoder(w)
	e.SetIndent("", " ")
	e.SetEscapeHTML(false)
	return e.Encode(run)
}
