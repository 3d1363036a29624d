package main

import (
	"cmp"
	"context"
	"fmt"
	"path/filepath"
	"slices"

	"phusong/coverage"
	"phusong/coverage/analysis"
	"phusong/coverage/criterion"
	"phusong/coverage/dataset"
	"phusong/coverage/output"
	"phusong/coverage/register"
	"phusong/coverage/report"
	"phusong/coverage/webmap"
)

// predictor tries remedies for the cards of outputs whose region is at hand.
type predictor struct {
	data    *coverage.Dataset
	outputs map[string]predicted // by folder
}

// predicted is by what an output was predicted.
type predicted struct {
	criterion criterion.Criterion
	register  register.Profile // zero where it has no register
}

// newPredictor loads a region and finds the outputs that were made from it: those whose
// options and inputs are the same to the byte. Where there is none, it is refused.
func newPredictor(dir string, outputs []*output.Output) (*predictor, error) {
	flags := &regionFlags{Region: dir}
	region, err := flags.region()
	if err != nil {
		return nil, err
	}
	p := &predictor{outputs: map[string]predicted{}}
	if p.data, err = dataset.Load(dir, region); err != nil {
		return nil, err
	}
	var other error
	for _, o := range outputs {
		if err := madeFrom(&o.Run, region, p.data); err != nil {
			other = fmt.Errorf("%s was not made from %s as it is now: %w", o.Dir, dir, err)
			continue
		}
		if p.outputs[o.Dir], err = definitionsOf(&o.Run); err != nil {
			return nil, fmt.Errorf("%s: %w", o.Dir, err)
		}
	}
	if len(p.outputs) == 0 {
		return nil, hintError{other, "analyze the region again, or serve without --region"}
	}
	return p, nil
}

// madeFrom says in what a run differs from a region and its files.
func madeFrom(run *report.Run, region dataset.Region, d *coverage.Dataset) error {
	now := newRun(region, criterion.Criterion{}).Options
	then := slices.DeleteFunc(slices.Clone(run.Options), func(o report.OptionRecord) bool { return o.Name == "register" })
	now = slices.DeleteFunc(now, func(o report.OptionRecord) bool { return o.Name == "register" })
	for i := range max(len(now), len(then)) {
		if i >= len(now) || i >= len(then) || now[i] != then[i] {
			return fmt.Errorf("option %s differs from that of its run.json", slices.Concat(then, now)[min(i, len(then)+len(now)-1)].Name)
		}
	}
	if len(d.Inputs) != len(run.Inputs) {
		return fmt.Errorf("it has %d input files, its run.json lists %d", len(d.Inputs), len(run.Inputs))
	}
	for i, in := range d.Inputs {
		if was := run.Inputs[i]; report.InputRecord(in) != was {
			return fmt.Errorf("%s has SHA-256 %.12s, its run.json has %s with %.12s", filepath.ToSlash(in.File), in.SHA256, was.File, was.SHA256)
		}
	}
	return nil
}

// definitionsOf reads the criterion and the profile that a run records.
func definitionsOf(run *report.Run) (p predicted, err error) {
	if p.criterion, err = criterion.Parse("criterion of run.json", []byte(run.Criterion.Text)); err != nil {
		return p, err
	}
	if p.criterion, err = p.criterion.Resolve(); err != nil || run.Register == nil {
		return p, err
	}
	p.register, err = register.Parse("register of run.json", []byte(run.Register.Text))
	return p, err
}

// predict answers for a place of a card; nothing of outputs of other regions.
func (p *predictor) predict(ctx context.Context, at webmap.Place) (webmap.Prediction, error) {
	by, ok := p.outputs[at.Output]
	if !ok {
		return webmap.Prediction{}, nil
	}
	o := analysis.CardOptions{Criterion: by.criterion, Register: by.register}
	var err error
	if at.Hamlet != "" {
		o.Hamlet = slices.IndexFunc(p.data.Hamlets, func(h coverage.Hamlet) bool { return h.ID == at.Hamlet })
	} else {
		o.Lon, o.Lat, o.Hamlet = at.Lon, at.Lat, -1
		o.Unit = slices.IndexFunc(p.data.Units[:p.data.Leaves], func(u coverage.AdminUnit) bool { return u.Code == at.Unit })
		o.Register, err = register.Preset("centre")
		o.Register.Technology, o.Register.Operator = at.Technology, at.Operator
	}
	if err != nil || at.Hamlet != "" && o.Hamlet < 0 || at.Hamlet == "" && o.Unit < 0 {
		return webmap.Prediction{}, fmt.Errorf("no hamlet %q, no unit %q: %w", at.Hamlet, at.Unit, err)
	}
	card, err := analysis.Card(ctx, p.data, o)
	if err != nil {
		return webmap.Prediction{}, err
	}
	return tried(card, at.Operator), nil
}

// maxTriedPlaces is of how many places of a hamlet a card tells what was tried.
const maxTriedPlaces = 3

// tried words what a card tried, at its first places without signal.
func tried(c *coverage.Card, operator string) webmap.Prediction {
	var made webmap.Prediction
	places := slices.DeleteFunc(slices.Clone(c.Places), func(p coverage.CardPlace) bool { return p.Signal == coverage.Covered })
	for i := range places[:min(len(places), maxTriedPlaces)] {
		p := &places[i]
		named := slices.ContainsFunc(p.Operators, func(o coverage.CardOperator) bool { return o.Operator == operator })
		for k := range p.Operators {
			if o := &p.Operators[k]; !named || o.Operator == operator {
				addTried(&made, p, o)
			}
		}
	}
	if len(made.Remedies) > 0 {
		made.Caveats = append(made.Caveats, webmap.Words{
			VI: "Dòng bắt đầu bằng tên doanh nghiệp là phương án đã thử bằng mô hình, từng phương án riêng, chỉ tại điểm được xét chứ không phải cho toàn vùng.",
			EN: "Lines that begin with an operator were tried by prediction, each by itself, at the place in question only and not for the whole area."})
	}
	return made
}

// addTried words what an operator could do at a place, and what was assumed of it.
func addTried(made *webmap.Prediction, p *coverage.CardPlace, o *coverage.CardOperator) {
	group := ""
	if p.Group != nil {
		group = " (" + cmp.Or(p.Group.Name, p.Group.ID) + ")"
	}
	words := func(who string, text func(language string) string) webmap.Words {
		return webmap.Words{VI: who + ": " + text(report.LanguageVietnamese), EN: who + ": " + text(report.LanguageEnglish)}
	}
	for _, r := range telling(o.Remedies) {
		if r.Kind == coverage.RemedyRaise && !r.HasLevel && r.Signal != coverage.Covered {
			continue // of radii: heights do not count
		}
		made.Remedies = append(made.Remedies, words(o.Operator+group, func(language string) string { return report.RemedyText(&r, language) }))
	}
	if len(o.Remedies) > 0 && report.AssumedText(o, report.LanguageEnglish) != "" {
		assumed := words(o.Operator, func(language string) string { return report.AssumedText(o, language) })
		if !slices.Contains(made.Caveats, assumed) {
			made.Caveats = append(made.Caveats, assumed)
		}
	}
}

// telling keeps of each kind of remedy the first that is enough, else the last that was
// tried.
func telling(all []coverage.Remedy) []coverage.Remedy {
	var kept []coverage.Remedy
	for _, r := range all {
		i := slices.IndexFunc(kept, func(k coverage.Remedy) bool { return k.Kind == r.Kind })
		switch {
		case i < 0:
			kept = append(kept, r)
		case kept[i].Signal != coverage.Covered:
			kept[i] = r
		}
	}
	return kept
}
