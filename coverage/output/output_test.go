package output_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"phusong/coverage"
	"phusong/coverage/analysis"
	"phusong/coverage/criterion"
	"phusong/coverage/dataset"
	"phusong/coverage/output"
	"phusong/coverage/report"
)

// analyzed writes the output of a fixture and returns the result that it is of.
func analyzed(t *testing.T, name string) (*coverage.Result, string) {
	t.Helper()
	region, err := dataset.ReadRegion(filepath.Join("..", "..", "fixtures", name))
	if err != nil {
		t.Fatal(err)
	}
	d, err := dataset.Load(filepath.Join("..", "..", "fixtures", name), region)
	if err != nil {
		t.Fatal(err)
	}
	c, err := criterion.Preset(region.Criterion)
	if err != nil {
		t.Fatal(err)
	}
	r, err := analysis.Run(context.Background(), d, analysis.Options{Criterion: c})
	if err != nil {
		t.Fatal(err)
	}
	run := report.Run{Version: "phusong test"}
	run.Criterion = report.CriterionRecord{Label: r.Criterion.Label, Definition: "by definition"}
	run.Fill(r)
	dir := t.TempDir()
	if err := report.Write(context.Background(), dir, r, run); err != nil {
		t.Fatal(err)
	}
	return r, dir
}

// TestReadsBack: figures, units, gaps, stations and the register come back as the
// result has them.
func TestReadsBack(t *testing.T) {
	for _, name := range []string{"lens", "valley-groups", "places"} {
		t.Run(name, func(t *testing.T) {
			r, dir := analyzed(t, name)
			o, err := output.Read(dir)
			if err != nil {
				t.Fatal(err)
			}
			if !slices.Equal(o.Figures, r.Figures) {
				t.Errorf("%d figures differ from those of the result, %d", len(o.Figures), len(r.Figures))
			}
			sameUnits(t, o, r.Dataset)
			sameGaps(t, o, r)
			sameSites(t, o, r.Dataset)
			sameRegister(t, o, r)
			if len(o.Targets) != len(r.Targets) || len(o.Definitions) == 0 {
				t.Errorf("%d targets, want %d; %d definitions", len(o.Targets), len(r.Targets), len(o.Definitions))
			}
		})
	}
}

func sameUnits(t *testing.T, o *output.Output, d *coverage.Dataset) {
	boundaries, err := o.Boundaries()
	if err != nil || len(o.Units) != len(d.Units) {
		t.Fatalf("%d units, want %d; %v", len(o.Units), len(d.Units), err)
	}
	for i := range d.Units {
		u, got := &d.Units[i], &o.Units[i]
		if got.Code != u.Code || got.Level != u.Level || got.Parent != u.Parent || got.Name != u.Name || got.People.Known != u.People.Known {
			t.Errorf("unit %d: got %+v, want %s %s", i, got, u.Level, u.Code)
		}
		if i < d.Leaves && (coverage.SquareMetres(boundaries[i]) != u.AreaM2 || got.AreaM2 != u.AreaM2) {
			t.Errorf("unit %s: area %v, want %v", u.Code, coverage.SquareMetres(boundaries[i]), u.AreaM2)
		}
		if at, ok := o.UnitByCode(u.Level, u.Code); !ok || at != i {
			t.Errorf("unit %s is found at %d, want %d", u.Code, at, i)
		}
	}
}

func sameGaps(t *testing.T, o *output.Output, r *coverage.Result) {
	i := 0
	for g, err := range o.Gaps() {
		if err != nil {
			t.Fatal(err)
		}
		want := &r.Gaps[i]
		if g.AreaM2 != want.AreaM2 || g.People != want.People || g.Unit != want.Unit || g.Cause != want.Cause || g.HasLevel != want.HasLevel || coverage.SquareMetres(g.Geometry) != want.AreaM2 {
			t.Fatalf("gap %d: got %s of %v, want %v", i, g.ID, g.AreaM2, want.AreaM2)
		}
		i++
	}
	if i != len(r.Gaps) {
		t.Errorf("%d gaps, want %d", i, len(r.Gaps))
	}
}

func sameSites(t *testing.T, o *output.Output, d *coverage.Dataset) {
	sites, err := o.Sites()
	if err != nil || len(sites) != len(d.Sites) {
		t.Fatalf("%d sites, want %d; %v", len(sites), len(d.Sites), err)
	}
	for i := range d.Sites {
		if sites[i].ID != d.Sites[i].ID || len(sites[i].Cells) != len(d.Sites[i].Cells) || sites[i].Located != d.Sites[i].Located {
			t.Errorf("site %d: got %s with %d cells, want %s with %d", i, sites[i].ID, len(sites[i].Cells), d.Sites[i].ID, len(d.Sites[i].Cells))
		}
	}
}

func sameRegister(t *testing.T, o *output.Output, r *coverage.Result) {
	hamlets, err := o.Register()
	if err != nil || o.HasRegister() != (r.Register != nil) {
		t.Fatalf("register: %v", err)
	}
	if r.Register == nil {
		return
	}
	byID := map[string]int{}
	for i := range r.Dataset.Hamlets {
		byID[r.Dataset.Hamlets[i].ID] = i
	}
	if len(hamlets) != len(byID) {
		t.Errorf("%d hamlets, want %d", len(hamlets), len(byID))
	}
	for _, h := range hamlets {
		i := byID[h.ID]
		want := &r.Dataset.Hamlets[i]
		if h.Class != r.Register.Records[i].Class || h.Unit != want.Unit || h.Located != want.Located || h.Located && (h.Point[0] != want.Lon || h.Point[1] != want.Lat) {
			t.Errorf("hamlet %s: got %+v", h.ID, h)
		}
	}
}

// TestLookups: a series has one figure a unit, and what is unknown is counted.
func TestLookups(t *testing.T) {
	r, dir := analyzed(t, "valley-groups")
	o, err := output.Read(dir)
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, s := range o.Series() {
		for _, level := range o.Levels() {
			for _, f := range o.Of(s, level) {
				got, ok := o.Figure(s, f.Unit)
				if !ok || got != f {
					t.Errorf("%v of unit %d is not found", s, f.Unit)
				}
				n++
			}
		}
	}
	if n != len(r.Figures) {
		t.Errorf("series hold %d figures, want %d", n, len(r.Figures))
	}
	none := output.Series{Indicator: "no.such"}
	if _, ok := o.Figure(none, o.Top()); ok || o.Missing(none, coverage.LevelCommune) != r.Dataset.Leaves {
		t.Errorf("an indicator that there is none of: %d missing, want all %d", o.Missing(none, coverage.LevelCommune), r.Dataset.Leaves)
	}
}

// TestRefused: what is not one whole output is refused with advice.
func TestRefused(t *testing.T) {
	if _, err := output.Read(t.TempDir()); !errors.Is(err, output.ErrNoOutput) {
		t.Errorf("an empty folder: %v, want ErrNoOutput", err)
	}
	_, whole := analyzed(t, "lens")
	for _, tt := range []struct{ name, file, old, new, want string }{
		{"account", "figures.json", `"uncovered":0`, `"uncovered":7`, "is not the total"},
		{"unit", "figures.json", `"figures": [` + "\n" + `{"indicator":"mobile.area","technology":"4g","operator":"any","level":"commune","code":"`, `"figures": [` + "\n" + `{"indicator":"mobile.area","technology":"4g","operator":"any","level":"commune","code":"x`, "no such unit"},
		{"units", "figures.json", `"units"`, `"unites"`, "older version"},
		{"number", "figures.json", `"total":`, `"total":1e3,"x":`, "no count"},
		{"cut", "figures.json", "\n]}", "", "unexpected EOF"},
		{"criterion", "run.json", `"label": "`, `"label": "other-`, "two runs"},
		{"parent", "figures.json", `"parent":`, `"parent":9`, "its parent is"},
		{"gap", "gaps.geojson", `"area_km2":`, `"area_km2":1e99,"x":`, "no count"},
		{"gap of nowhere", "gaps.geojson", `"code":"`, `"code":"y`, "does not have"},
		{"line", "units.geojson", `"Polygon"`, `"Point"`, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			if err := os.CopyFS(dir, os.DirFS(whole)); err != nil {
				t.Fatal(err)
			}
			path := filepath.Join(dir, tt.file)
			text, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			broken := strings.Replace(string(text), tt.old, tt.new, 1)
			if broken == string(text) {
				t.Fatalf("%s does not hold %s", tt.file, tt.old)
			}
			if err := os.WriteFile(path, []byte(broken), 0o666); err != nil {
				t.Fatal(err)
			}
			if err := readAll(dir); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want %q", err, tt.want)
			}
		})
	}
}

func readAll(dir string) error {
	o, err := output.Read(dir)
	if err != nil {
		return err
	}
	if _, err := o.Boundaries(); err != nil {
		return err
	}
	for _, err := range o.Gaps() {
		if err != nil {
			return err
		}
	}
	_, err = o.Sites()
	return err
}

func TestParseMicro(t *testing.T) {
	for _, tt := range []struct {
		text   string
		places int
		want   coverage.Micro
	}{{"0", 6, 0}, {"1.5", 6, 1_500_000}, {"-0.5", 6, -500_000}, {"6.398804490734", 12, 6_398_804_490_734}, {"12", 9, 12_000_000_000}} {
		if got, err := output.ParseMicro(tt.text, tt.places); err != nil || got != tt.want || got.Scaled(tt.places) != tt.text {
			t.Errorf("%s: got %d, %v, want %d", tt.text, got, err, tt.want)
		}
	}
	for _, bad := range []string{"", "x", "1e3", "1.2345678", "99999999999999999999", "1.-5", "0x1"} {
		if got, err := output.ParseMicro(bad, 6); err == nil {
			t.Errorf("%q: got %d, want an error", bad, got)
		}
	}
}
