package register

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"

	"phusong/coverage"
)

// Limits of a profile file; a real one has less than 2 KiB and one level.
const (
	maxFileBytes = 16 << 10
	maxBrackets  = 64
)

//go:embed presets/*.yaml
var presetFiles embed.FS

// Presets lists the profiles that come with the program, sorted.
func Presets() []string { return []string{"centre", "nested", "official-1603"} }

// Preset returns a profile by its id. "official-1603" is returned too, but does not
// Resolve.
func Preset(id string) (Profile, error) {
	if !slices.Contains(Presets(), id) {
		return Profile{}, fmt.Errorf("no preset profile %q; known: %s", id, strings.Join(Presets(), ", "))
	}
	data, err := presetFiles.ReadFile("presets/" + id + ".yaml")
	if err != nil {
		return Profile{}, err
	}
	return decode("preset "+id, data)
}

// Parse reads a profile file; name is how errors call it, with line and column
// where the library knows them. The result may have Pending keys. A file may not
// change a preset's meaning under the preset's id.
func Parse(name string, data []byte) (Profile, error) {
	p, err := decode(name, data)
	if err != nil {
		return Profile{}, err
	}
	if preset, err := Preset(p.ID); err == nil && preset.Hash() != p.Hash() {
		return Profile{}, fmt.Errorf("%s: id %q is that of a preset with another meaning (%s here, %s there); choose an id of your own",
			name, p.ID, p.Label(), preset.Label())
	}
	return p, nil
}

// file is the YAML of a profile; nil is not stated.
type file struct {
	Extends              *string                         `yaml:"extends"`
	ID                   *string                         `yaml:"id"`
	Title                *string                         `yaml:"title"`
	TitleVI              *string                         `yaml:"title_vi"`
	Source               *string                         `yaml:"source"`
	Technology           *coverage.Technology            `yaml:"technology"`
	Operator             *string                         `yaml:"operator"`
	Decides              *Decides                        `yaml:"decides"`
	MinHouseholds        *int                            `yaml:"min_households"`
	UnservedSharePercent *float64                        `yaml:"unserved_share_percent"`
	ClusterRadiusM       *float64                        `yaml:"cluster_radius_m"`
	NoPower              *string                         `yaml:"no_power"`
	Special              *[]coverage.Difficulty          `yaml:"special"`
	Ordinary             *[]coverage.Difficulty          `yaml:"ordinary"`
	MeasuredLevelDBm     map[coverage.Technology]float64 `yaml:"measured_level_dbm"`
	MinDownMbps          map[coverage.Technology]float64 `yaml:"min_down_mbps"`
	MeasuredRadiusM      *float64                        `yaml:"measured_radius_m"`
	MeasuredPoints       *int                            `yaml:"measured_points"`
	MeasuredRule         *string                         `yaml:"measured_rule"`
	MeasuredSharePercent *float64                        `yaml:"measured_share_percent"`
	MeasuredMaxAgeDays   *int                            `yaml:"measured_max_age_days"`
	Pending              *[]string                       `yaml:"pending"`
}

// decode is Parse for presets as well.
func decode(name string, data []byte) (Profile, error) {
	if len(data) > maxFileBytes {
		return Profile{}, fmt.Errorf("%s: %d bytes; a profile has at most %d", name, len(data), maxFileBytes)
	}
	if bytes.Count(data, []byte("["))+bytes.Count(data, []byte("{")) > maxBrackets || bytes.ContainsAny(data, "&*") {
		return Profile{}, fmt.Errorf("%s: a profile has no anchors and at most %d brackets", name, maxBrackets)
	}
	var f file
	d := yaml.NewDecoder(bytes.NewReader(data), yaml.Strict(), yaml.DisallowUnknownField())
	if err := d.Decode(&f); err != nil && err != io.EOF {
		return Profile{}, fmt.Errorf("%s: %w", name, short(err))
	}
	if err := d.Decode(new(file)); err != io.EOF {
		return Profile{}, fmt.Errorf("%s: more than one document", name)
	}
	p, err := f.profile()
	if err != nil {
		return Profile{}, fmt.Errorf("%s: %w", name, err)
	}
	if err := errors.Join(p.violations()...); err != nil {
		return Profile{}, fmt.Errorf("%s: %w", name, err)
	}
	return p, nil
}

// maxMessageBytes cuts messages that quote much of the file.
const maxMessageBytes = 600

func short(err error) error {
	if text := err.Error(); len(text) > maxMessageBytes {
		return errors.New(strings.ToValidUTF8(text[:maxMessageBytes], "") + "…")
	}
	return err
}

// profile lays what the file states over what it extends.
func (f *file) profile() (Profile, error) {
	p := defaults()
	if f.Extends != nil {
		base, err := Preset(*f.Extends)
		if err != nil {
			return p, fmt.Errorf("extends: %w", err)
		}
		p = base
		if f.ID != nil {
			p.Title, p.TitleVI, p.Source = "", "", ""
		}
	}
	p.MeasuredLevelDBm, p.MinDownMbps = maps.Clone(p.MeasuredLevelDBm), maps.Clone(p.MinDownMbps)
	stated := f.lay(&p)
	var left []string
	for _, key := range p.Pending {
		if !slices.Contains(stated, key) {
			left = append(left, key)
		}
	}
	p.Pending = left
	if f.Pending != nil {
		p.Pending = *f.Pending
	}
	for _, key := range p.Pending {
		if !slices.Contains(keys, key) {
			return p, fmt.Errorf("pending: %q is no key of a profile", key)
		}
	}
	return p, nil
}

// keys are those that decide.
var keys = []string{"technology", "operator", "decides", "min_households", "unserved_share_percent", "cluster_radius_m", "no_power", "special", "ordinary",
	"measured_level_dbm", "min_down_mbps", "measured_radius_m", "measured_points", "measured_rule", "measured_share_percent", "measured_max_age_days"}

// lay copies what is stated, and lists its keys.
func (f *file) lay(p *Profile) []string {
	var stated []string
	take := func(key string, ok bool) {
		if ok {
			stated = append(stated, key)
		}
	}
	set(&p.ID, f.ID)
	set(&p.Title, f.Title)
	set(&p.TitleVI, f.TitleVI)
	set(&p.Source, f.Source)
	take("technology", set(&p.Technology, f.Technology))
	take("operator", set(&p.Operator, f.Operator))
	take("decides", set(&p.Decides, f.Decides))
	take("min_households", set(&p.MinHouseholds, f.MinHouseholds))
	take("unserved_share_percent", set(&p.UnservedSharePercent, f.UnservedSharePercent))
	take("cluster_radius_m", set(&p.ClusterRadiusM, f.ClusterRadiusM))
	take("no_power", set(&p.NoPower, f.NoPower))
	take("special", set(&p.Special, f.Special))
	take("ordinary", set(&p.Ordinary, f.Ordinary))
	take("measured_radius_m", set(&p.MeasuredRadiusM, f.MeasuredRadiusM))
	take("measured_points", set(&p.MeasuredPoints, f.MeasuredPoints))
	take("measured_rule", set(&p.MeasuredRule, f.MeasuredRule))
	take("measured_share_percent", set(&p.MeasuredSharePercent, f.MeasuredSharePercent))
	take("measured_max_age_days", set(&p.MeasuredMaxAgeDays, f.MeasuredMaxAgeDays))
	if f.MeasuredLevelDBm != nil {
		p.MeasuredLevelDBm = f.MeasuredLevelDBm
	}
	if f.MinDownMbps != nil {
		p.MinDownMbps = f.MinDownMbps
	}
	take("measured_level_dbm", f.MeasuredLevelDBm != nil)
	take("min_down_mbps", f.MinDownMbps != nil)
	return stated
}

func set[T any](to *T, from *T) bool {
	if from == nil {
		return false
	}
	*to = *from
	return true
}
