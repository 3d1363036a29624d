package check_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"phusong/coverage/check"
	"phusong/coverage/report"
)

func basis(change func(*check.Basis)) check.Basis {
	b := check.Basis{Name: "out1", Region: "Test", Edition: "2025-06", AsOf: "2024-07", Demand: "points",
		Criterion: report.CriterionRecord{Label: "a#11111111", Definition: "It reaches -110 dBm.",
			Text: "id: \"a\"\ntitle: \"A\"\nkind: rsrp\nthresholds_dbm: {4g: -110}\nindoor: none\n"}}
	if change != nil {
		change(&b)
	}
	return b
}

func TestComparable(t *testing.T) {
	other := func(b *check.Basis) {
		b.Name = "out2"
		b.Criterion = report.CriterionRecord{Label: "b#22222222", Definition: "It reaches -120 dBm.",
			Text: "id: \"b\"\ntitle: \"B\"\nkind: rsrp\nthresholds_dbm: {4g: -120}\nindoor: none\nterrain: ignored\n"}
	}
	for _, test := range []struct {
		name   string
		change func(*check.Basis)
		across check.Across
		differ []string
		words  []string // in the error
	}{
		{"the same", nil, check.Across{}, nil, nil},
		{"another id of the same meaning", func(b *check.Basis) { b.Criterion.Label = "b#11111111" }, check.Across{}, nil, nil},
		{"another definition", other, check.Across{}, []string{"definitions"},
			[]string{"out1: a#11111111: It reaches -110 dBm.", "out2: b#22222222: It reaches -120 dBm.", "thresholds_dbm: {4g: -110}, then {4g: -120}", "terrain: not stated, then ignored"}},
		{"another definition, asked for", other, check.Across{Definitions: true}, nil, nil},
		{"asked for dates only", other, check.Across{Dates: true}, []string{"definitions"}, nil},
		{"another edition", func(b *check.Basis) { b.Edition = "2025-07" }, check.Across{Definitions: true, Dates: true, Regions: true}, []string{"editions"}, []string{"edition: 2025-06, then 2025-07"}},
		{"another date", func(b *check.Basis) { b.AsOf = "2026" }, check.Across{}, []string{"dates"}, []string{"as_of: 2024-07, then 2026"}},
		{"another region", func(b *check.Basis) { b.Region = "Else" }, check.Across{}, []string{"regions"}, []string{"region: Test, then Else"}},
		{"another demand", func(b *check.Basis) { b.Demand = "area" }, check.Across{}, []string{"definitions"}, []string{"demand: points, then area"}},
		{"no criterion", func(b *check.Basis) { *b = b.WithoutDefinition() }, check.Across{}, []string{"definitions"}, []string{"no criterion"}},
		{"two kinds", func(b *check.Basis) { other(b); b.Edition = "x" }, check.Across{}, []string{"definitions", "editions"}, []string{"of different definitions and editions"}},
		{"a hash without a change of text", func(b *check.Basis) { b.Criterion.Label = "a#33333333" }, check.Across{}, []string{"definitions"}, []string{"criterion: a#11111111, then a#33333333"}},
	} {
		err := check.Comparable(basis(nil), basis(test.change), test.across)
		var e *check.Incomparable
		if errors.As(err, &e); (err != nil) != (test.differ != nil) || e != nil && !slices.Equal(e.Differ, test.differ) {
			t.Errorf("%s: error %v, want one of %q", test.name, err, test.differ)
			continue
		}
		for _, w := range test.words {
			if !strings.Contains(err.Error(), w) {
				t.Errorf("%s: %q is not in\n%s", test.name, w, err)
			}
		}
		if err != nil && strings.Contains(err.Error(), "title") {
			t.Errorf("%s: titles do not change the meaning\n%s", test.name, err)
		}
	}
}

func TestReadOutput(t *testing.T) {
	dir := t.TempDir()
	if _, err := check.ReadOutput(dir); !errors.Is(err, check.ErrNoOutput) {
		t.Errorf("an empty folder: error %v", err)
	}
	r := result()
	run := report.Run{Criterion: report.CriterionRecord{Label: "test#1", Text: "kind: radius\n"}, Options: []report.OptionRecord{{Name: "demand", Value: "area"}}}
	run.Fill(r)
	if err := report.Write(context.Background(), dir, r, run); err != nil {
		t.Fatal(err)
	}
	o, err := check.ReadOutput(dir)
	if err != nil {
		t.Fatal(err)
	}
	if b := o.Basis(); b.Criterion.Label != "test#1" || b.Demand != "area" || b.Edition != "2025-06" || len(o.Rows) != len(r.Figures) {
		t.Errorf("basis %+v, %d rows", b, len(o.Rows))
	}
	row := slices.Clone(o.Rows[0])
	row[check.ColumnAsOf] = "2023"
	if b := o.RowBasis(row); b.Criterion.Label != "" || b.Demand != "" || b.AsOf != "2023" {
		t.Errorf("a row without criterion: basis %+v", b)
	}
	for _, broken := range []struct{ name, text, want string }{
		{"figures.csv", "a,b\n", "figures.csv"}, {"figures.csv", "", "another version"}, {"run.json", "{", "run.json"},
	} {
		path := filepath.Join(dir, broken.name)
		whole, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(broken.text), 0o666); err != nil {
			t.Fatal(err)
		}
		if _, err := check.ReadOutput(dir); err == nil || !strings.Contains(err.Error(), broken.want) {
			t.Errorf("%s holding %q: error %v", broken.name, broken.text, err)
		}
		if err := os.WriteFile(path, whole, 0o666); err != nil {
			t.Fatal(err)
		}
	}
}
