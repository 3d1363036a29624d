package output

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"phusong/coverage"
	"phusong/coverage/report"
)

// registerFolder writes a register of hamlets, and its map with those of another list.
func registerFolder(t *testing.T, edit func(fields map[string]string), rows, points []string) *Output {
	t.Helper()
	o := dated("2024", "a#1", "2024", "00001")
	o.Dir, o.Run.Register = t.TempDir(), &report.RegisterRecord{Label: "nested#1"}
	lines := []string{strings.Join(report.RegisterColumns, ",")}
	for _, id := range rows {
		fields := map[string]string{"id": id, "commune_code": "00001", "class": "white", "counted": "yes", "households": "7"}
		if edit != nil {
			edit(fields)
		}
		row := make([]string, len(report.RegisterColumns))
		for i, column := range report.RegisterColumns {
			row[i] = fields[column]
		}
		lines = append(lines, strings.Join(row, ","))
	}
	var features []string
	for _, id := range points {
		features = append(features, fmt.Sprintf(`{"type":"Feature","properties":{"kind":"hamlet","id":%q},"geometry":{"type":"Point","coordinates":[106,10]}}`, id))
	}
	for name, text := range map[string]string{registerFile: strings.Join(lines, "\n") + "\n", registerMapFile: `{"type":"FeatureCollection","features":[` + strings.Join(features, ",") + `]}`} {
		if err := os.WriteFile(filepath.Join(o.Dir, name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return o
}

// TestRegister: hamlets come with their positions; a register and a map that are not of
// one run are refused.
func TestRegister(t *testing.T) {
	set := func(name, value string) func(map[string]string) {
		return func(fields map[string]string) { fields[name] = value }
	}
	for _, c := range []struct {
		name         string
		edit         func(map[string]string)
		rows, points []string
		want         string // part of the error
	}{
		{"whole", nil, []string{"a", "b"}, []string{"a", "b"}, ""},
		{"other order", nil, []string{"a", "b"}, []string{"b", "a"}, "files of two runs"},
		{"one less", nil, []string{"a", "b"}, []string{"a"}, "files of two runs"},
		{"one more", nil, []string{"a"}, []string{"a", "b"}, "files of two runs"},
		{"commune of nowhere", set("commune_code", "9"), []string{"a"}, []string{"a"}, "is not in figures.json"},
		{"no count", set("households", "1e3"), []string{"a"}, []string{"a"}, "no count"},
	} {
		all, err := registerFolder(t, c.edit, c.rows, c.points).Register()
		switch {
		case c.want != "":
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%s: got %v, want %q", c.name, err, c.want)
			}
		case err != nil || len(all) != 2 || !all[1].Located || !all[1].Counted || all[1].Households != coverage.Known(coverage.Whole(7)):
			t.Errorf("%s: got %v, %v", c.name, all, err)
		}
	}
	apart, err := registerFolder(t, set("counted", "no"), []string{"a"}, []string{"a"}).Register()
	if err != nil || slices.ContainsFunc(apart, func(h Hamlet) bool { return h.Counted }) {
		t.Errorf("listed apart: got %v, %v", apart, err)
	}
}
