package dataset

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"phusong/coverage"
	"phusong/geo/encoding/table"
)

// testBounds is about the old province of Long An.
var testBounds = orb.Bound{Min: orb.Point{105.5, 10.4}, Max: orb.Point{106.8, 11.1}}

func newTestEnv() readEnv {
	return readEnv{File: "test.csv", Bounds: testBounds, Found: &findings{}}
}

// rulesOf lists the problems in output order, with what decides them.
func rulesOf(env readEnv) []string {
	var all []string
	for _, p := range coverage.SortProblems(env.Found.Problems) {
		all = append(all, fmt.Sprintf("%d %s %s %s", p.Row, p.Column, p.Rule, p.Action))
	}
	slices.Sort(all)
	return all
}

func wantRules(t *testing.T, name string, env readEnv, want ...string) {
	t.Helper()
	slices.Sort(want)
	if got := rulesOf(env); !slices.Equal(got, want) {
		t.Errorf("%s: problems:\ngot  %s\nwant %s", name, strings.Join(got, "\n     "), strings.Join(want, "\n     "))
	}
}

// source makes a row source of CSV text.
func source(t testing.TB, text string, env readEnv) rowSource {
	t.Helper()
	r, err := table.NewCSV(strings.NewReader(text), table.Options{})
	if err != nil {
		t.Fatal(err)
	}
	src, err := newTableRows(r, env)
	if err != nil {
		t.Fatal(err)
	}
	return src
}

func TestRaggedRows(t *testing.T) {
	env := newTestEnv()
	got, err := readCounts(part{source(t, "code,households,population\n00097,5\n00100,6,7,8\n\"00103\"x\",1,2\n", env), env})
	if err != nil {
		t.Fatal(err)
	}
	if len(got) != 3 || got["00097"].People.Known || !got["00100"].People.Known {
		t.Errorf("got %v", got)
	}
	wantRules(t, "ragged", env, "2  row.ragged missing fields read as empty", "3  row.ragged surplus fields ignored", "4  row.stray_quote quote kept as text")
}

func TestLongValueIsCut(t *testing.T) {
	env := newTestEnv()
	env.problem(1, "a", strings.Repeat("đ", 500), "r", "a")
	if got := len([]rune(env.Found.Problems[0].Value)); got != valueRunes+1 {
		t.Errorf("got %d runes, want %d", got, valueRunes+1)
	}
}

func sprint(v any) string { return fmt.Sprint(v) }
