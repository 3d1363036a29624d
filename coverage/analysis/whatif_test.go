package analysis_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"reflect"
	"testing"

	"pgregory.net/rapid"

	"phusong/coverage"
	"phusong/coverage/analysis"
	"phusong/coverage/criterion"
	"phusong/coverage/dataset"
	"phusong/coverage/report"
	"phusong/coverage/whatif"
	"phusong/geo"
)

// The law of what-if: after any edits a State is, byte for byte, the analysis of the
// edited data set, and after undoing them the original.

// outputs are the files of a result.
func outputs(t tester, r *coverage.Result, c criterion.Criterion) outcome {
	t.Helper()
	run := report.Run{Version: "test", Criterion: report.CriterionRecord{Label: c.Label(), Definition: c.Definition("en"), Text: c.Text()}}
	run.Fill(r)
	out := outcome{Result: r, files: map[string][]byte{}}
	for _, f := range report.Files(r, run) {
		var b bytes.Buffer
		if err := f.Fill(&b); err != nil {
			t.Fatalf("%s: %v", f.Name, err)
		}
		out.files[f.Name] = b.Bytes()
	}
	return out
}

// editing is a State under test, and what it is compared with.
type editing struct {
	t     tester
	o     whatif.Options
	state *whatif.State
	full  int // edits for which everything was computed anew
}

func startEditing(t tester, d *coverage.Dataset, c criterion.Criterion, workers int) *editing {
	t.Helper()
	e := &editing{t: t, o: whatif.Options{Criterion: c, Workers: workers}}
	var err error
	if e.state, err = whatif.New(context.Background(), d, e.o); err != nil {
		t.Fatalf("%v", err)
	}
	return e
}

// now is the result of the state, which must be that of a full analysis.
func (e *editing) now(what string) outcome {
	e.t.Helper()
	r, err := e.state.Result(context.Background())
	if err != nil {
		e.t.Fatalf("%s: %v", what, err)
	}
	full, err := analysis.Run(context.Background(), e.state.Dataset(), e.o)
	if err != nil {
		e.t.Fatalf("%s: %v", what, err)
	}
	c := e.o.Criterion
	got, want := outputs(e.t, r, c), outputs(e.t, full, c)
	for name := range want.files {
		if !bytes.Equal(got.files[name], want.files[name]) {
			e.t.Fatalf("%s: %s is not that of a full analysis:\n%s", what, name, firstDifference(got.files[name], want.files[name]))
		}
	}
	if len(got.files) != len(want.files) {
		e.t.Fatalf("%s: %d files, want %d", what, len(got.files), len(want.files))
	}
	return got
}

func firstDifference(got, want []byte) string {
	a, b := bytes.Split(got, []byte("\n")), bytes.Split(want, []byte("\n"))
	for i := range max(len(a), len(b)) {
		line := func(l [][]byte) []byte {
			if i < len(l) {
				return l[i][:min(len(l[i]), 900)]
			}
			return nil
		}
		if !bytes.Equal(line(a), line(b)) {
			return fmt.Sprintf("line %d:\n got %s\nwant %s", i+1, line(a), line(b))
		}
	}
	return "equal lines"
}

// apply makes an edit, if it can be made, and holds its change against all figures and
// gaps of before and after. It is false when the edit was refused.
func (e *editing) apply(before outcome, edit whatif.Edit) (outcome, bool) {
	e.t.Helper()
	c, err := e.state.Apply(context.Background(), edit)
	if err != nil {
		if after := e.now("a refused " + edit.Title()); !bytes.Equal(after.files["figures.csv"], before.files["figures.csv"]) {
			e.t.Fatalf("%s was refused (%v), and changes figures", edit.Title(), err)
		}
		return before, false
	}
	after := e.now(fmt.Sprintf("after %s %+v", edit.Title(), edit))
	if c.Full {
		e.full++
	}
	e.sameChange(edit.Title(), c, whatif.Compare(before.Result, after.Result, e.o))
	return after, true
}

func (e *editing) sameChange(what string, got, want whatif.Change) {
	e.t.Helper()
	for i := range max(len(got.Figures), len(want.Figures)) {
		if i >= len(got.Figures) || i >= len(want.Figures) || got.Figures[i] != want.Figures[i] {
			e.t.Fatalf("%s: figure change %d of %d, want of %d:\n got %+v\nwant %+v", what, i, len(got.Figures), len(want.Figures), at(got.Figures, i), at(want.Figures, i))
		}
	}
	if !reflect.DeepEqual(got.Assumed, want.Assumed) {
		e.t.Fatalf("%s: assumed %+v, want %+v", what, got.Assumed, want.Assumed)
	}
	if len(got.Gaps) != len(want.Gaps) {
		e.t.Fatalf("%s: %d changes of gaps, want %d", what, len(got.Gaps), len(want.Gaps))
	}
	for i := range got.Gaps {
		if !reflect.DeepEqual(got.Gaps[i], want.Gaps[i]) {
			e.t.Fatalf("%s: gaps\n got %+v\nwant %+v", what, got.Gaps[i], want.Gaps[i])
		}
	}
}

func at[T any](all []T, i int) any {
	if i < len(all) {
		return all[i]
	}
	return nil
}

// undoAll takes back every edit and compares with the outputs before them.
func (e *editing) undoAll(history []outcome) {
	e.t.Helper()
	for i := len(history) - 1; i >= 0; i-- {
		if _, err := e.state.Undo(context.Background()); err != nil {
			e.t.Fatalf("undo: %v", err)
		}
		what := fmt.Sprintf("edit %d undone", i+1)
		sameFiles(e.t, what, e.now(what), history[i])
	}
}

// loadRegion writes a region and reads it.
func loadRegion(t tester, r region) (*coverage.Dataset, criterion.Criterion) {
	t.Helper()
	dir, err := os.MkdirTemp("", "phusong-whatif-")
	if err != nil {
		t.Fatalf("%v", err)
	}
	defer os.RemoveAll(dir)
	if err := r.write(dir); err != nil {
		t.Fatalf("%v", err)
	}
	return load(t, dir)
}

// drawEdit draws an edit: mostly of what is there.
func drawEdit(t *rapid.T, r region, s *whatif.State, results outcome) whatif.Edit {
	d := s.Dataset()
	e := whatif.Edit{Label: "drawn", Action: rapid.SampledFrom([]whatif.Action{whatif.Add, whatif.Add, whatif.Move, whatif.Retune, whatif.Retune, whatif.Remove}).Draw(t, "action")}
	if len(d.Sites) == 0 {
		e.Action = whatif.Add
	}
	if e.Action != whatif.Add || len(d.Sites) > 0 && rapid.IntRange(0, 5).Draw(t, "more cells") == 0 {
		e.Site = rapid.SampledFrom(d.Sites).Draw(t, "site").ID
	}
	switch e.Action {
	case whatif.Add:
		for range rapid.IntRange(1, 3).Draw(t, "cells") {
			e.Cells = append(e.Cells, likeTheRest(t, d, drawFields(t, true)))
		}
		if e.Site == "" {
			e.Site = rapid.SampledFrom([]string{"A0", "S05x", "new", "zz", "S03", "U00"}).Draw(t, "id")
			drawPlace(t, r, &e, results)
		}
	case whatif.Move:
		drawPlace(t, r, &e, results)
	case whatif.Retune:
		e.Set = drawFields(t, false)
		if rapid.IntRange(0, 3).Draw(t, "layer stays") > 0 {
			delete(e.Set, "operator")
			delete(e.Set, "technology")
			e.Set["height_m"] = "33"
		}
		drawFilter(t, s, &e)
	case whatif.Remove:
		drawFilter(t, s, &e)
	}
	return e
}

// likeTheRest mostly makes a cell one of an operator and technology that are there: others
// have everything computed anew.
func likeTheRest(t *rapid.T, d *coverage.Dataset, f dataset.Fields) dataset.Fields {
	if len(d.Sites) > 0 && rapid.IntRange(0, 4).Draw(t, "layer is there") > 0 {
		c := rapid.SampledFrom(rapid.SampledFrom(d.Sites).Draw(t, "like").Cells).Draw(t, "like")
		if f["operator"] = c.Operator; c.Operator == "unspecified" {
			f["operator"] = ""
		}
		f["technology"] = string(c.Technology)
	}
	return f
}

func drawFilter(t *rapid.T, s *whatif.State, e *whatif.Edit) {
	c := rapid.SampledFrom(s.Site(e.Site).Cells).Draw(t, "cell")
	switch rapid.IntRange(0, 3).Draw(t, "of") {
	case 0:
		e.Of.Cell = c.ID
	case 1:
		e.Of.Operator = c.Operator
	case 2:
		e.Of.Technology = c.Technology
	}
}

// drawPlace draws a position: anywhere, on corners of communes and cells, at other
// stations, at anchors of gaps; or a commune alone.
func drawPlace(t *rapid.T, r region, e *whatif.Edit, results outcome) {
	c := rapid.SampledFrom(r.communes).Draw(t, "commune")
	e.Located = true
	p := middle(c.polygon[0][0])
	switch kind := rapid.IntRange(0, 7).Draw(t, "place"); {
	case kind == 1:
		p = rapid.SampledFrom(c.polygon[0][0]).Draw(t, "vertex")
	case kind == 2 && len(results.Dataset.Sites) > 0:
		if s := rapid.SampledFrom(results.Dataset.Sites).Draw(t, "at site"); s.Located {
			p[0], p[1] = s.Lon, s.Lat
		}
	case kind == 3 && len(results.Gaps) > 0:
		g := rapid.SampledFrom(results.Gaps).Draw(t, "at gap")
		if g.Kind == coverage.GapMobile {
			p = g.Anchor
		}
	case kind == 4:
		g := results.Dataset.Demand.Grid
		p[0] = g.EdgeX(rapid.IntRange(0, g.Cols).Draw(t, "edge")).Degrees()
		p[1] = g.EdgeY(rapid.IntRange(0, g.Rows).Draw(t, "edge")).Degrees()
	case kind == 5:
		p[0], p[1] = p[0]+rapid.Float64Range(-0.2, 0.2).Draw(t, "dx"), p[1]+rapid.Float64Range(-0.2, 0.2).Draw(t, "dy")
	case kind == 6 && rapid.Bool().Draw(t, "no position"):
		e.Located, e.Commune = false, c.code
		return
	case kind == 7:
		b := c.polygon[0][0].Bound()
		p[0] += (rapid.Float64Range(-1, 1).Draw(t, "dx")) * (b.Max[0] - b.Min[0])
		p[1] += (rapid.Float64Range(-1, 1).Draw(t, "dy")) * (b.Max[1] - b.Min[1])
	}
	e.Lon, e.Lat = geo.Round7(p[0]), geo.Round7(p[1])
}

// drawFields draws what a cell is, or what of it changes.
func drawFields(t *rapid.T, whole bool) dataset.Fields {
	f := dataset.Fields{}
	some := func(name string) bool { return rapid.IntRange(0, 3).Draw(t, "has "+name) == 0 }
	if whole || some("operator") {
		f["operator"] = rapid.SampledFrom(append([]string{""}, operators...)).Draw(t, "operator")
	}
	if whole || some("technology") {
		f["technology"] = rapid.SampledFrom(technologies).Draw(t, "technology")
	}
	for _, column := range [][]string{{"height_m", "15", "30", "45.5", ""}, {"azimuth_deg", "0", "120", "omni", "359.5"}, {"downtilt_deg", "0", "3", "10"},
		{"eirp_dbm", "40", "50", "55.5", "63", ""}, {"range_m", "300", "1000", "2500", "4000.5", ""}, {"frequency_mhz", "900", "1842.5", "2600"}} {
		if v := rapid.SampledFrom(append([]string{"keep"}, column[1:]...)).Draw(t, column[0]); v != "keep" {
			f[column[0]] = v
		}
	}
	if !whole && len(f) == 0 {
		f["range_m"] = "1500"
	}
	return f
}

// TestWhatIfEqualsRecompute: law 5, over random regions, edits and criteria.
func TestWhatIfEqualsRecompute(t *testing.T) {
	made, refused, full := 0, 0, 0
	rapid.Check(t, func(t *rapid.T) {
		r := drawRegion(t, "", "")
		d, c := loadRegion(t, r)
		e := startEditing(t, d, c, rapid.SampledFrom([]int{1, 2, 7}).Draw(t, "workers"))
		last := e.now("at the beginning")
		var history []outcome
		for range rapid.IntRange(1, 5).Draw(t, "edits") {
			next, ok := e.apply(last, drawEdit(t, r, e.state, last))
			if !ok {
				refused++
				continue
			}
			made++
			history, last = append(history, last), next
		}
		if n := rapid.IntRange(0, len(history)).Draw(t, "undo at once"); n > 0 {
			back, ok := e.apply(last, whatif.Edit{Action: whatif.Undo, Times: n})
			if !ok {
				t.Fatalf("%d edits cannot be undone at once", n)
			}
			sameFiles(t, "undone at once", back, history[len(history)-n])
			history = history[:len(history)-n]
		}
		e.undoAll(history)
		full += e.full
	})
	t.Logf("%d edits made, %d refused, %d full", made, refused, full)
}
