package main

import (
	"strings"
	"testing"

	"phusong/coverage"
)

// compared makes one figure for each column, of 1,000 people.
func compared(covered ...int64) []*coverage.Figure {
	var all []*coverage.Figure
	for _, c := range covered {
		if c < 0 {
			all = append(all, nil)
			continue
		}
		all = append(all, &coverage.Figure{Covered: coverage.Whole(c), Uncovered: coverage.Whole(1000 - c), Total: coverage.Whole(1000)})
	}
	return all
}

// TestCauses: a definition varies while the model stays, a model while the definition
// stays, and what was not varied is no cause.
func TestCauses(t *testing.T) {
	base, otherModel := comparedColumn{Label: "a"}, comparedColumn{Label: "a-m", model: "m"}
	shifted, second := comparedColumn{Label: "a+3", shift: 3}, comparedColumn{Label: "b", base: 1}
	secondModel := comparedColumn{Label: "b-m", base: 1, model: "m"}
	refused := comparedColumn{Label: "r", base: 2, Refused: "it needs terrain"}
	for _, test := range []struct {
		name              string
		columns           []comparedColumn
		covered           []int64
		definition, model string
		lowest, highest   int
		verdict           string
	}{
		{"definition more", []comparedColumn{base, otherModel, second}, []int64{500, 600, 900}, "40.00", "10.00", 1, 3, "the definition moves figures more than the model does: by up to 40.00 points (f) against 10.00 points (f); the definition more in 1 of 1 figures, the model in 0"},
		{"model more", []comparedColumn{base, otherModel, second}, []int64{500, 100, 520}, "2.00", "40.00", 2, 3, "the model moves figures more than the definition does: by up to 40.00"},
		{"as much", []comparedColumn{base, otherModel, second}, []int64{500, 400, 600}, "10.00", "10.00", 2, 3, "neither moves figures more"},
		{"both at once are neither's", []comparedColumn{base, otherModel, second, secondModel}, []int64{500, 510, 520, 900}, "39.00", "38.00", 1, 4, "the definition moves figures more"},
		{"thresholds are definitions", []comparedColumn{base, shifted, otherModel}, []int64{500, 450, 510}, "5.00", "1.00", 2, 3, "the definition moves figures more"},
		{"no model", []comparedColumn{base, second}, []int64{500, 900}, "40.00", "0.00", 1, 2, "the definition moves figures by up to 40.00 points (f); no other model was tried (--models)"},
		{"no definition", []comparedColumn{base, otherModel}, []int64{500, 400}, "0.00", "10.00", 2, 1, "the model moves figures by up to 10.00 points (f); no other definition was tried"},
		{"a refused one was not tried", []comparedColumn{base, otherModel, refused}, []int64{500, 400, -1}, "0.00", "10.00", 2, 1, "the model moves figures by up to"},
		{"one column", []comparedColumn{base}, []int64{500}, "0.00", "0.00", 0, 0, "one definition and one model"},
		{"equal", []comparedColumn{base, otherModel, second}, []int64{500, 500, 500}, "0.00", "0.00", 0, 0, "neither moves figures more"},
	} {
		c := &comparison{Columns: test.columns}
		c.addFigures(map[string][]*coverage.Figure{"f": compared(test.covered...)})
		r := c.Rows[0]
		if r.ByDefinition != test.definition || r.ByModel != test.model || r.Lowest != test.lowest || r.Highest != test.highest {
			t.Errorf("%s: by definition %s, by model %s, lowest %d, highest %d", test.name, r.ByDefinition, r.ByModel, r.Lowest, r.Highest)
		}
		if !strings.HasPrefix(c.Verdict, test.verdict) {
			t.Errorf("%s: %s", test.name, c.Verdict)
		}
	}
}

// TestVerdictCounts: the largest move of one figure decides, and the others are counted.
func TestVerdictCounts(t *testing.T) {
	c := &comparison{Columns: []comparedColumn{{}, {model: "m"}, {base: 1}}}
	c.addFigures(map[string][]*coverage.Figure{"x": compared(500, 500, 900), "y": compared(500, 600, 500), "z": compared(500, 600, 520), "w": compared(500, 500, 500)})
	const want = "the definition moves figures more than the model does: by up to 40.00 points (x) against 10.00 points (y); the definition more in 1 of 4 figures, the model in 2"
	if c.Verdict != want {
		t.Errorf("got  %s\nwant %s", c.Verdict, want)
	}
	none := &comparison{}
	if none.addFigures(nil); none.Verdict != "no figures: nothing to compare" {
		t.Errorf("no figures: %s", none.Verdict)
	}
}

// TestMarkdownKeepsCells: names with bars and line ends stay in their cells.
func TestMarkdownKeepsCells(t *testing.T) {
	c := &comparison{Columns: []comparedColumn{{Label: "a|b", Definition: "x\ny"}}, Rows: []comparedRow{{Figure: "f | g", Unit: "site", Percents: []string{"5"}}}}
	var b strings.Builder
	if err := c.writeMarkdown(&b); err != nil {
		t.Fatal(err)
	}
	const want = "- **[1]** a\\|b: x y\n\n| figure, % | [1] | points |\n|---|--:|--:|\n| f \\| g, site | 5 |  |\n"
	if b.String() != want {
		t.Errorf("got\n%s\nwant\n%s", b.String(), want)
	}
}
