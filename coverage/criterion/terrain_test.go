package criterion

import (
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"phusong/coverage"
	"phusong/coverage/propagation"
)

func mustParse(t testing.TB, file string) Criterion {
	t.Helper()
	c, err := Parse("test.yaml", []byte(file))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// TestOverTerrainChangesTheLabel where terrain decides, and nowhere else.
func TestOverTerrainChangesTheLabel(t *testing.T) {
	for _, id := range Presets() {
		c := mustPreset(t, id)
		if c.OverTerrain("").Label() != c.Label() {
			t.Errorf("%s: the label changes without terrain", id)
		}
		seen := map[string]bool{c.Label(): true}
		for _, surface := range Surfaces() {
			over := c.OverTerrain(surface)
			decides := c.Kind == KindRSRP && len(c.Pending) == 0
			if seen[over.Label()] == decides || (over.Terrain == surface) != decides {
				t.Errorf("%s over %s: %s, terrain %q", id, surface, over.Label(), over.Terrain)
			}
			seen[over.Label()] = true
			if err := checkRoundTrip(over); err != nil {
				t.Errorf("%s over %s: %v", id, surface, err)
			}
			if _, err := Parse("run.yaml", []byte(over.Text())); err != nil {
				t.Errorf("the text of a run: %v", err)
			}
		}
	}
	for _, file := range []string{
		"extends: outdoor-110\nid: flat\nterrain: ignored\n",
		"extends: outdoor-110\nid: laws\nmodel: {2g: rma, 3g: rma, 4g: uma, 5g: umi}\n",
	} {
		c := mustParse(t, file)
		if got := c.OverTerrain("bare_earth"); got.Label() != c.Label() || got.Terrain != "" {
			t.Errorf("%q: over terrain %+v", file, got)
		}
	}
}

func TestPathModelFor(t *testing.T) {
	cell := func(mhz, heightM float64) coverage.Cell {
		return coverage.Cell{Technology: coverage.Tech4G, FrequencyMHz: mhz, HeightM: heightM}
	}
	const named = "extends: outdoor-110\nid: mine\nmodel: "
	for _, row := range []struct {
		file, surface string
		cell          coverage.Cell
		want, problem string
	}{
		{named + "auto\n", "", cell(1800, 30), "", ""},
		{named + "auto\n", "surface_model", cell(6000, 3), "p1812", ""},
		{named + "auto\n", "surface_model", cell(6000.1, 15), "uma+terrain", ""},
		{named + "auto\n", "bare_earth+clutter", cell(26000, 14.9), "umi+terrain", ""},
		{named + "auto\nterrain: ignored\n", "bare_earth", cell(1800, 30), "", ""},
		{named + "rma\n", "bare_earth", cell(1800, 30), "", ""},
		{named + "{5g: itm}\n", "bare_earth", cell(1800, 30), "p1812", ""},
		{named + "{4g: \"p1812:dn=50,n0=370\"}\n", "bare_earth", cell(1800, 30), "p1812:dn=50,n0=370", ""},
		{named + "{4g: hata-open+terrain}\n", "bare_earth", cell(1800, 30), "hata-open+terrain", ""},
		{named + "{4g: itm}\n", "", cell(1800, 30), "", "model itm needs terrain, and the region has none: name the folder"},
	} {
		m, err := mustParse(t, row.file).OverTerrain(row.surface).PathModelFor(row.cell)
		switch {
		case row.problem != "":
			if err == nil || !strings.Contains(err.Error(), row.problem) {
				t.Errorf("%q: got %v, want %q", row.file, err, row.problem)
			}
		case err != nil || (m == nil) != (row.want == ""):
			t.Errorf("%q over %q: got %v, %v, want %q", row.file, row.surface, m, err, row.want)
		case m != nil && m.Name() != row.want:
			// A name may print its defaults.
			if want, err := propagation.PathModelByName(row.want); err != nil || want.Name() != m.Name() {
				t.Errorf("%q over %q: got %s, want %s", row.file, row.surface, m.Name(), row.want)
			}
		}
	}
	if _, err := mustParse(t, named+"itm\n").ModelFor(cell(1800, 30)); err == nil {
		t.Error("ModelFor takes a path model for a law")
	}
	if m, err := mustPreset(t, "stated-radius").OverTerrain("bare_earth").PathModelFor(cell(1800, 30)); m != nil || err != nil {
		t.Errorf("a radius has the model %v, %v", m, err)
	}
}

func TestInWithoutTerrain(t *testing.T) {
	flat := &coverage.Dataset{}
	for file, want := range map[string]string{
		"extends: outdoor-110\nid: mine\n":                       "",
		"extends: outdoor-110\nid: mine\nterrain: ignored\n":     "",
		"extends: outdoor-110\nid: mine\nterrain: bare_earth\n":  "is for terrain bare_earth and the region has no terrain",
		"extends: outdoor-110\nid: mine\nmodel: {3g: p1812}\n":   "technology 3g: model p1812 needs terrain",
		"extends: stated-radius\nid: mine\nstated_range: wins\n": "",
	} {
		c := mustParse(t, file)
		got, err := c.In(flat)
		if want == "" && (err != nil || got.Label() != c.Label()) {
			t.Errorf("%q: got %s, %v", file, got.Label(), err)
		}
		if want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%q: got %v, want %q", file, err, want)
		}
	}
}

// TestPathEntryLoss: the depth of the law under the terrain, and one loss only.
func TestPathEntryLoss(t *testing.T) {
	model := func(name string) propagation.PathModel {
		m, err := propagation.PathModelByName(name)
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
	low := mustPreset(t, "indoor-110-o2i")
	if got, want := low.PathEntryLoss(model("rma+terrain"), 1800), low.EntryLoss(propagation.RMa{}, 1800); got != want {
		t.Errorf("rma+terrain: got %v, want %v", got, want)
	}
	if got, want := low.PathEntryLoss(model("p1812"), 1800), low.EntryLoss(propagation.UMa{}, 1800); got != want {
		t.Errorf("p1812: got %v, want %v", got, want)
	}
	low.Indoor = IndoorP2109Traditional
	want, err := propagation.P2109Traditional.EntryLoss(1800, 0)
	if err != nil {
		t.Fatal(err)
	}
	if got := low.PathEntryLoss(model("p1812"), 1800); got != want {
		t.Errorf("P.2109: got %v, want %v", got, want)
	}
	low.Indoor = IndoorP2109Efficient
	rapid.Check(t, func(t *rapid.T) {
		mhz := rapid.Float64Range(1, 1e6).Draw(t, "mhz")
		got := low.EntryLoss(propagation.RMa{}, mhz)
		if !(got.MedianDB > 0 && got.MedianDB < 100 && got.SigmaDB > 0) || math.IsNaN(got.SigmaDB) {
			t.Fatalf("%v MHz: %+v", mhz, got)
		}
	})
}

func TestDefinitionsOverTerrain(t *testing.T) {
	for _, row := range []struct{ file, surface, en, vi string }{
		{"extends: outdoor-110\nid: a\n", "surface_model",
			"; model ITU-R P.1812-8 up to 6 GHz and 3GPP TR 38.901 (UMa; UMi < 15 m) with knife edges above over terrain (surface model), to 30 km.",
			"; mô hình ITU-R P.1812-8 đến 6 GHz và trên đó là 3GPP TR 38.901 (UMa; UMi < 15 m) cộng nhiễu xạ, có xét địa hình (mô hình bề mặt), đến 30 km."},
		{"extends: outdoor-110\nid: a\nmodel: {2g: rma, 3g: rma, 4g: itm, 5g: itm}\n", "bare_earth+clutter",
			"; model itm over terrain (bare earth with clutter heights), rma without terrain, to 30 km.",
			"; mô hình itm, có xét địa hình (mặt đất trần cộng chiều cao lớp phủ), rma, không xét địa hình, đến 30 km."},
		{"extends: outdoor-110\nid: a\nterrain: ignored\nindoor: p2109-efficient\n", "bare_earth",
			"; model 3GPP TR 38.901 (RMa; UMi < 15 m; UMa > 6 GHz) without terrain, to 30 km.",
			"; mô hình 3GPP TR 38.901 (RMa; UMi < 15 m; UMa > 6 GHz), không xét địa hình, đến 30 km."},
	} {
		c := mustParse(t, row.file).OverTerrain(row.surface)
		if got := c.Definition("en"); !strings.HasSuffix(got, row.en) {
			t.Errorf("%q: got %q", row.file, got)
		}
		if got := c.Definition("vi"); !strings.HasSuffix(got, row.vi) {
			t.Errorf("%q: got %q", row.file, got)
		}
	}
	for _, surface := range Surfaces() {
		if surfaceNames[surface] == [2]string{} {
			t.Errorf("surface %s has no name", surface)
		}
	}
	for _, in := range indoors {
		if places[in] == [2]string{} {
			t.Errorf("building %s has no name", in)
		}
	}
}

// A cell of a drive test may state no technology: the error leaves it out.
func TestNoTerrainWithoutTechnology(t *testing.T) {
	c := Criterion{ID: "mine", Kind: KindRSRP, Models: map[coverage.Technology]string{"": "p1812"}}
	if _, err := c.PathModelFor(coverage.Cell{}); err == nil || !strings.HasPrefix(err.Error(), "criterion mine: model p1812 needs terrain") {
		t.Errorf("PathModelFor of a cell without technology: %v", err)
	}
}
