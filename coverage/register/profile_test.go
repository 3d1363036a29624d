package register

import (
	"errors"
	"strings"
	"testing"
	"time"
)

func TestPresets(t *testing.T) {
	for _, id := range Presets() {
		p, err := Preset(id)
		if err != nil || p.ID != id || p.Title == "" || p.TitleVI == "" || p.Source == "" {
			t.Errorf("%s: %+v, %v", id, p, err)
		}
		_, err = p.Resolve()
		if pending := id == "official-1603"; pending != errors.Is(err, ErrPending) || !pending && err != nil {
			t.Errorf("%s: Resolve gives %v", id, err)
		}
		back, err := Parse("text", []byte(p.Text()))
		if err != nil || back.Label() != p.Label() || back.Text() != p.Text() {
			t.Errorf("%s is not read back: %s, %v", id, back.Label(), err)
		}
	}
	if _, err := Preset("none"); err == nil {
		t.Error("a preset that is not there gives no error")
	}
}

// TestOfficialFilledIn: the slot runs when every pending key is stated, under another id.
func TestOfficialFilledIn(t *testing.T) {
	const filled = "extends: official-1603\nid: letter\ntechnology: 4g+\noperator: any\ndecides: centre+clusters\nmin_households: 10\n" +
		"unserved_share_percent: 0\nno_power: counted\nmeasured_level_dbm: {4g: -105}\nmin_down_mbps: {4g: 5}\n"
	p, err := Parse("f", []byte(filled))
	if err == nil {
		_, err = p.Resolve()
	}
	if err != nil || p.MinHouseholds != 10 || p.Title != "" {
		t.Errorf("%+v, %v", p, err)
	}
	p, err = Parse("f", []byte("extends: official-1603\nid: letter\ntechnology: 4g+\n"))
	if _, resolved := p.Resolve(); err != nil || resolved == nil || strings.Contains(resolved.Error(), "technology,") || !strings.Contains(resolved.Error(), "operator, decides") {
		t.Errorf("half filled in: %v, %v", err, resolved)
	}
}

func TestParseRefuses(t *testing.T) {
	for _, c := range []struct{ file, want string }{
		{"", `id ""`},
		{"id: Lào Cai\n", `id "Lào Cai"`},
		{"id: nested\nmin_households: 5\n", "is that of a preset with another meaning"},
		{"extends: nothing\nid: a\n", `no preset profile "nothing"`},
		{"id: a\ntechnolgy: 4g\n", "unknown field"},
		{"id: a\nid: b\n", "already defined"},
		{"id: a\ntechnology: lte\n", `technology "lte"`},
		{"id: a\noperator: max\n", `operator "max"`},
		{"id: a\noperator: \"0\"\n", "operator 0"},
		{"id: a\noperator: \"02\"\n", "operator 02"},
		{"id: a\ndecides: people\n", `decides "people"`},
		{"id: a\nno_power: never\n", `no_power "never"`},
		{"id: a\nmeasured_rule: mean\n", `measured_rule "mean"`},
		{"id: a\nmin_households: -1\n", "min_households is -1"},
		{"id: a\nunserved_share_percent: .nan\n", "unserved_share_percent is NaN"},
		{"id: a\nunserved_share_percent: 101\n", "unserved_share_percent is 101"},
		{"id: a\nmeasured_points: 0\n", "measured_points is 0"},
		{"id: a\nmeasured_share_percent: 0\n", "measured_share_percent is 0"},
		{"id: a\nmeasured_level_dbm: {4g: 110}\n", "measured_level_dbm: 4g is 110"},
		{"id: a\nmeasured_level_dbm: {4g+: -110}\n", `"4g+" is no technology of cells`},
		{"id: a\nspecial: [area-3]\nordinary: [area-3]\n", `"area-3" is listed twice`},
		{"id: a\nspecial: [hard]\n", `"hard" is no class`},
		{"id: a\npending: [height]\n", `"height" is no key`},
		{"id: a\n---\nid: b\n", "more than one document"},
		{"id: &x a\n", "no anchors"},
		{"- a\n", "f:"},
		{strings.Repeat("#", maxFileBytes+1), "a profile has at most"},
	} {
		if _, err := Parse("f", []byte(c.file)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q: %v, want %q", c.file[:min(len(c.file), 60)], err, c.want)
		}
	}
}

// TestHashIsTheMeaning: names do not change it, every deciding key does.
func TestHashIsTheMeaning(t *testing.T) {
	base, err := Preset("nested")
	if err != nil {
		t.Fatal(err)
	}
	hash := func(lines string) string {
		p, err := Parse("f", []byte("extends: nested\nid: mine\n"+lines))
		if err != nil {
			t.Fatal(err)
		}
		return p.Hash()
	}
	if hash("title: other\nsource: other\nspecial: [area-3, special]\n") != base.Hash() {
		t.Error("a title, or the order of a list, changes the hash")
	}
	seen := map[string]string{base.Hash(): "nested"}
	for _, line := range []string{"technology: 4g", "operator: all", "operator: \"2\"", "decides: centre", "min_households: 5", "unserved_share_percent: 20",
		"cluster_radius_m: 200", "no_power: apart", "special: [special]", "ordinary: []", "measured_level_dbm: {4g: -105}", "min_down_mbps: {4g: 2.5}",
		"measured_radius_m: 300", "measured_points: 3", "measured_rule: median", "measured_share_percent: 90", "measured_max_age_days: 0"} {
		h := hash(line + "\n")
		if other, taken := seen[h]; taken {
			t.Errorf("%s has the hash of %s", line, other)
		}
		seen[h] = line
	}
}

// TestHostileProfilesEndSoon: nothing within the limit keeps the parser busy.
func TestHostileProfilesEndSoon(t *testing.T) {
	fill := func(s string) string { return strings.Repeat(s, maxFileBytes/len(s)) }
	for _, file := range []string{fill("- "), fill("? "), fill("a:\n"), fill("'"), fill("|\n"), fill("---\n"), fill("a: "), fill("\t"), fill("\x00"), fill("\xff"), fill(" a:\n")} {
		start := time.Now()
		if _, err := Parse("hostile", []byte(file)); err == nil || len(err.Error()) > 4096 {
			t.Errorf("%.20q: %v", file, err)
		}
		if took := time.Since(start); took > time.Minute { // a hang, not a speed
			t.Errorf("%.20q took %v", file, took)
		}
	}
}

// FuzzParse: what is read is valid or pending, and reads back to the same label.
func FuzzParse(f *testing.F) {
	for _, id := range Presets() {
		p, err := Preset(id)
		if err != nil {
			f.Fatal(err)
		}
		f.Add([]byte(p.Text()))
	}
	f.Add([]byte("extends: nested\nid: a\noperator: \"2\"\nmeasured_level_dbm: {4g: -105.5}\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := Parse("fuzz", data)
		if err != nil {
			return
		}
		if errs := p.violations(); len(errs) > 0 {
			t.Fatalf("taken with %v", errs)
		}
		back, err := Parse("again", []byte(p.Text()))
		if err != nil || back.Label() != p.Label() {
			t.Fatalf("%s reads back as %s: %v\n%s", p.Label(), back.Label(), err, p.Text())
		}
	})
}
