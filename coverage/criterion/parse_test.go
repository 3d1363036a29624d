package criterion

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"phusong/coverage"
)

func TestParseRefuses(t *testing.T) {
	const whole = "id: mine\nkind: rsrp\nthresholds_dbm: {4g: -100}\n"
	for _, c := range []struct{ file, want string }{
		{"", "f.yaml: 0 documents"},
		{"# nothing\n", "f.yaml: 0 documents"},
		{whole + "---\n" + whole, "f.yaml: 2 documents"},
		{"- 1\n", "f.yaml:1:1: a criterion is a mapping"},
		{"just text", "f.yaml:1:1: a criterion is a mapping"},
		{"a: b: c\n", "f.yaml:1:"},
		{whole + "treshold: 1\n", `f.yaml:4:1: unknown key "treshold"; known: body_loss_db,`},
		{whole + "1: 1\n", `f.yaml:4:1: unknown key "1"`},
		{whole + "kind: rsrp\n", `f.yaml:4:1: mapping key "kind" already defined`},
		{whole + "reliability: 90\n", "location_percent"},
		{whole + "area_reliability: 90\n", `f.yaml:4:1: "area_reliability" alone means two things`},
		{whole + "radius_m: {4g: 3000}\n", `f.yaml:4:1: key "radius_m" has no meaning for kind "rsrp"`},
		{"extends: stated-radius\nid: r\nindoor: none\n", `f.yaml:3:1: key "indoor" has no meaning for kind "radius"`},
		{"extends: nothing\n", `f.yaml:1:10: extends: no preset criterion "nothing"; known: commune-centre`},
		{"extends: [a]\n", "expected text, found sequence"},
		{"kind: rsrp\nthresholds_dbm: {4g: -100}\n", `f.yaml: id ""`},
		{"id: Đắk Lắk\nkind: rsrp\nthresholds_dbm: {4g: -100}\n", `id "Đắk Lắk"`},
		{"id: mine\n", `kind ""`},
		{"id: mine\nkind: rsrp\n", "thresholds_dbm: state at least one"},
		{"id: mine\nkind: radius\nradius_m: null\n", "radius_m: state at least one"},
		{"id: mine\nkind: area\n", `f.yaml:2:7: "area" is not one of rsrp, radius`},
		{"id: mine\nkind: rsrp\nthresholds_dbm: -100\n", "f.yaml:3:17: write values by technology"},
		{"id: mine\nkind: rsrp\nthresholds_dbm: {4g+: -100}\n", `f.yaml:3:18: "4g+" is made of 4g and 5g`},
		{"id: mine\nkind: rsrp\nthresholds_dbm: {lte: -100}\n", `f.yaml:3:18: no technology "lte"`},
		{"id: mine\nkind: rsrp\nthresholds_dbm: {4g: 110}\n", "thresholds_dbm of 4g 110 is outside [-156, -20]"},
		{"id: mine\nkind: rsrp\nthresholds_dbm: {4g: -110,5}\n", "f.yaml:3:"},
		{"id: mine\nkind: rsrp\nthresholds_dbm: {4g: \"-110\"}\n", `f.yaml:3:22: expected a decimal number, found "-110"`},
		{"id: mine\nkind: rsrp\nthresholds_dbm: {4g: .nan}\n", "expected a decimal number"},
		{"id: mine\nkind: rsrp\nthresholds_dbm: {4g: -.inf}\n", "expected a decimal number"},
		{whole + "location_percent: 100\n", "location_percent 100 is outside"},
		{whole + "location_percent: 0.9\n", "location_percent 0.9 is outside"},
		{whole + "location_percent: 0x32\n", "expected a decimal number"},
		{whole + "location_percent: 090\n", "expected a decimal number"},
		{whole + "location_percent: null\n", "expected a decimal number"},
		{whole + "model: longley\n", `model of 2g, 3g, 4g, 5g: no propagation model "longley"; known: auto, free-space`},
		{whole + "model: itm:dn=40\n", `model of 2g, 3g, 4g, 5g: model "itm:dn=40": no parameter "dn"`},
		{whole + "model: rmo+terrain\n", `no propagation model "rmo+terrain"; known: auto, free-space`},
		{whole + "model: p1812\nterrain: ignored\n", "p1812 needs terrain, which is ignored"},
		{whole + "terrain: dem\n", `terrain "dem": use auto, ignored or surface_model, bare_earth, bare_earth+clutter`},
		{whole + "terrain: 5\n", "f.yaml:4:10: expected text, found integer"},
		{"extends: stated-radius\nid: r\nterrain: ignored\n", `f.yaml:3:1: key "terrain" has no meaning for kind "radius"`},
		{"extends: outdoor-110\nterrain: ignored\n", "choose an id of your own"},
		{whole + "model: disc:r=3\n", "use kind: radius"},
		{whole + "model: {4g: 5}\n", "f.yaml:4:13: expected text, found integer"},
		{whole + "resource_blocks: 2.5\n", "2.5 is no number of resource blocks"},
		{whole + "resource_blocks: some\n", "neither by-bandwidth nor"},
		{whole + "title: \"a\\nb\"\n", "title: at most 300 printable"},
		{whole + "title: &a text\nsource: *a\n", "expected text, found anchor"},
		{whole + "title: !!str 5\n", "expected text, found tag"},
		{"id: outdoor-110\nkind: rsrp\nthresholds_dbm: {4g: -100}\n", `id "outdoor-110" is that of a preset with another meaning`},
		{"extends: outdoor-110\nlocation_percent: 90\n", "choose an id of your own"},
		{whole + "pending: [nothing]\n", `f.yaml:4:11: "nothing" is no key`},
		{"id: m\nkind: rsrp\nthresholds_dbm: " + strings.Repeat("{4g: ", 40), "more than 32 brackets"},
		{strings.Repeat("#", maxFileBytes+1), "at most 16384"},
	} {
		got, err := Parse("f.yaml", []byte(c.file))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q: got %+v, error %v, want %q", c.file, got.Label(), err, c.want)
		}
	}
}

func TestParseJoinsViolations(t *testing.T) {
	_, err := Parse("f.yaml", []byte("id: mine\nkind: rsrp\nfoo: 1\nthresholds_dbm: {9g: 1}\nbar: 2\n"))
	if err == nil || strings.Count(err.Error(), "f.yaml:") != 3 {
		t.Errorf("got %v, want three violations", err)
	}
}

// TestHashIsTheMeaning: order, comments, titles, writing of numbers and defaults
// do not count, every value that decides does.
func TestHashIsTheMeaning(t *testing.T) {
	base, err := Parse("a", []byte("id: mine\nkind: rsrp\nthresholds_dbm: {4g: -105, 5g: -100}\n"))
	if err != nil {
		t.Fatal(err)
	}
	for _, same := range []string{
		"\ufeffthresholds_dbm: {5g: -1.0e2, 4g: -105.0} # why\nkind: rsrp\nid: mine\n",
		"# c\nid: \"mine\"\ntitle: T\ntitle_vi: Tên\nsource: S\nkind: rsrp\nthresholds_dbm:\n  5g: -100\n  4g: -105\nmodel: auto\nterrain: auto\nindoor: none\nbody_loss_db: -0\n",
		"id: other\nextends: outdoor-110\nthresholds_dbm: {2g: null, 3g: null, 4g: -105, 5g: -100}\nmodel: {2g: umi}\n",
	} {
		c, err := Parse("b", []byte(same))
		if err != nil || c.Hash() != base.Hash() {
			t.Errorf("%q: got %s, %v, want %s", same, c.Hash(), err, base.Hash())
		}
	}
	seen := map[string]string{base.Hash(): "base"}
	for _, change := range []string{
		"thresholds_dbm: {4g: -105.1, 5g: -100}", "thresholds_dbm: {4g: -105}", "thresholds_dbm: {3g: -100, 4g: -105, 5g: -100}",
		"demand_at: centre", "location_percent: 90", "model: uma", "model: {4g: uma}", "indoor: o2i-low", "indoor: o2i-high", "indoor: p2109-traditional", "indoor: p2109-efficient",
		"receiver_height_m: 3", "body_loss_db: 3", "feeder_loss_db: 3", "max_range_km: 20", "resource_blocks: 100", "terrain: ignored", "terrain: surface_model", "terrain: bare_earth", "terrain: bare_earth+clutter", "model: p1812", "model: itm",
	} {
		file := "id: mine\nkind: rsrp\n" + change + "\n"
		if !strings.HasPrefix(change, "thresholds") {
			file += "thresholds_dbm: {4g: -105, 5g: -100}\n"
		}
		c, err := Parse("c", []byte(file))
		if err != nil {
			t.Fatalf("%s: %v", change, err)
		}
		if other, taken := seen[c.Hash()]; taken {
			t.Errorf("%s has the hash of %s", change, other)
		}
		seen[c.Hash()] = change
	}
}

// checkRoundTrip: Text is read back to the same criterion.
func checkRoundTrip(c Criterion) error {
	again, err := decode("text", []byte(c.Text()))
	if err != nil {
		return fmt.Errorf("%q: %w", c.Text(), err)
	}
	if again.Label() != c.Label() || again.Text() != c.Text() || again.Title != c.Title {
		return fmt.Errorf("got %q, want %q", again.Text(), c.Text())
	}
	return nil
}

func TestTextReadsBack(t *testing.T) {
	for _, id := range Presets() {
		if err := checkRoundTrip(mustPreset(t, id)); err != nil {
			t.Errorf("%s: %v", id, err)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		c := Criterion{
			ID: rapid.StringMatching(`[a-z0-9][a-z0-9._-]{0,20}`).Draw(t, "id"), Title: rapid.StringMatching(`[ -~ắộ]{0,30}`).Draw(t, "title"),
			Kind: rapid.SampledFrom([]Kind{KindRSRP, KindRadius}).Draw(t, "kind"), DemandAt: rapid.SampledFrom([]DemandAt{AtCell, AtCentre}).Draw(t, "at"),
			LocationPercent: rapid.Float64Range(1, 99.9).Draw(t, "percent"), ReceiverHeightM: rapid.Float64Range(0.5, 100).Draw(t, "rx"),
			BodyLossDB: rapid.Float64Range(0, 60).Draw(t, "body"), MaxRangeKm: rapid.Float64Range(0.1, 200).Draw(t, "range"),
			Indoor: rapid.SampledFrom(indoors).Draw(t, "indoor"), StatedRange: StatedIgnored,
			ResourceBlocks: rapid.IntRange(0, 275).Draw(t, "blocks"),
			Models:         map[coverage.Technology]string{coverage.Tech4G: rapid.SampledFrom([]string{"auto", "rma:h=8,w=30", "uma", "p1812:dn=45,n0=360"}).Draw(t, "model")},
		}
		if c.Kind == KindRSRP {
			c.Terrain = rapid.SampledFrom(append(Surfaces(), "")).Draw(t, "terrain")
		}
		values := rapid.MapOfN(rapid.SampledFrom(coverage.Technologies()), rapid.Float64Range(-156, -20), 1, 4)
		c.ThresholdsDBm = values.Draw(t, "values")
		c.RadiusM = PerTechnology{}
		for tech, v := range c.ThresholdsDBm {
			c.RadiusM[tech] = -v
		}
		if err := c.Validate(); err != nil {
			t.Fatal(err)
		}
		if err := checkRoundTrip(c); err != nil {
			t.Fatal(err)
		}
	})
}

func TestValidateTakesGoValues(t *testing.T) {
	if err := (Criterion{}).Validate(); err == nil {
		t.Error("the zero value is valid")
	}
	c := mustPreset(t, "outdoor-110")
	c.Pending = []string{"indoor"}
	c.ID = "mine"
	if _, err := c.Resolve(); err == nil || !strings.Contains(err.Error(), "indoor") {
		t.Errorf("got %v, want a pending key", err)
	}
}

func FuzzParse(f *testing.F) {
	for _, id := range Presets() {
		data, err := presetFiles.ReadFile("presets/" + id + ".yaml")
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	for _, s := range []string{"extends: outdoor-110\nid: x\nthresholds_dbm: {4g: -105}\n", "id: [", "a: &a [*a]", "? x\n: y", "<<: {id: a}\n",
		"id: x\r\nkind: rsrp\r\nthresholds_dbm:\r\n  4g: -1e2\r\n", "id: |\n  x\n", "\xff\xfe", "id: 'a''b'\ntitle: \"\\u1ea1\"\n", "pending: [id, id]"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := Parse("fuzz", data)
		if err != nil {
			return
		}
		if err := checkRoundTrip(c); err != nil {
			t.Fatal(err)
		}
		for _, lang := range []string{"en", "vi"} {
			if c.Definition(lang) == "" {
				t.Fatalf("no definition of %q", c.Text())
			}
		}
	})
}
