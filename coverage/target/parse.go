package target

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/big"
	"regexp"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"

	"phusong/coverage"
	"sync"
)

// Limits of a file of targets. The YAML library takes memory by the square of the nesting.
const (
	MaxBytes    = 256 << 10
	maxBrackets = 2048
	maxTargets  = 1000
)

// entry is a target as the file has it.
type entry struct {
	ID           string   `yaml:"id"`
	Indicator    string   `yaml:"indicator"`
	Technology   string   `yaml:"technology,omitempty"`
	Operator     string   `yaml:"operator,omitempty"`
	OfTechnology string   `yaml:"of_technology,omitempty"`
	Level        string   `yaml:"level,omitempty"`
	Codes        []string `yaml:"codes,omitempty"`
	By           string   `yaml:"by"`
	Comparison   string   `yaml:"comparison"`
	Percent      *decimal `yaml:"percent,omitempty"`
	Count        *decimal `yaml:"count,omitempty"`
	Instrument   string   `yaml:"instrument"`
	Scope        string   `yaml:"scope,omitempty"`
	Unconfirmed  bool     `yaml:"unconfirmed,omitempty"`
	Title        title    `yaml:"title"`
}

type title struct {
	VI string `yaml:"vi"`
	EN string `yaml:"en"`
}

// decimal is read from its digits: a float would not tell 80.1 from its neighbours.
type decimal struct{ value coverage.Micro }

// UnmarshalYAML reads a plain decimal of at most six places.
func (d *decimal) UnmarshalYAML(text []byte) error {
	s := strings.Trim(strings.TrimSpace(string(text)), `"'`)
	whole, fraction, point := strings.Cut(s, ".")
	const maxWhole, places = 12, 6
	if whole == "" || len(whole) > maxWhole || len(fraction) > places || point && fraction == "" || strings.Trim(whole+fraction, "0123456789") != "" {
		return fmt.Errorf("%q is no number of at most %d decimals", s, places)
	}
	n, _ := new(big.Int).SetString(whole+fraction+strings.Repeat("0", places-len(fraction)), 10)
	d.value = coverage.Micro(n.Int64())
	return nil
}

// Parse reads a YAML list of targets. Unknown keys are errors; all that is wrong with
// the targets is reported at once, each with the id of its target.
func Parse(data []byte) ([]coverage.Target, error) {
	if len(data) > MaxBytes {
		return nil, fmt.Errorf("%d bytes, more than %d", len(data), MaxBytes)
	}
	if n := bytes.Count(data, []byte("[")) + bytes.Count(data, []byte("{")); n > maxBrackets {
		return nil, fmt.Errorf("%d brackets, more than %d: it is not a list of targets", n, maxBrackets)
	}
	entries, err := decode(data)
	if err != nil {
		return nil, err
	}
	if len(entries) == 0 {
		return nil, errors.New("no targets: want a list of {id, indicator, by, comparison, percent or count, instrument, title}")
	}
	if len(entries) > maxTargets {
		return nil, fmt.Errorf("%d targets, more than %d", len(entries), maxTargets)
	}
	var all []coverage.Target
	var errs []error
	seen := map[string]bool{}
	for i := range entries {
		e := &entries[i]
		name := e.ID
		if name == "" {
			name = fmt.Sprintf("number %d", i+1)
		}
		for _, err := range append(e.validate(), duplicate(seen, e.ID)) {
			if err != nil {
				errs = append(errs, fmt.Errorf("target %s: %w", name, err))
			}
		}
		all = append(all, e.target())
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	return all, nil
}

// decode reads the list. The YAML library panics where a tag stands before what is no
// list: that is an error like any other.
func decode(data []byte) (entries []entry, err error) {
	defer func() {
		if p := recover(); p != nil {
			entries, err = nil, errors.New("not a YAML list of targets")
		}
	}()
	d := yaml.NewDecoder(bytes.NewReader(data), yaml.Strict(), yaml.DisallowUnknownField())
	if err := d.Decode(&entries); err != nil && err != io.EOF {
		return nil, err
	}
	return entries, nil
}

func duplicate(seen map[string]bool, id string) error {
	if id != "" && seen[id] {
		return errors.New("the id stands twice")
	}
	seen[id] = true
	return nil
}

func (e *entry) target() coverage.Target {
	t := coverage.Target{ID: e.ID, Indicator: e.Indicator, Technology: coverage.Technology(e.Technology), Operator: e.Operator,
		OfTechnology: coverage.Technology(e.OfTechnology), Level: e.Level, Codes: e.Codes, By: e.By,
		Comparison: coverage.Comparison(e.Comparison), Instrument: e.Instrument, Scope: e.Scope,
		Unconfirmed: e.Unconfirmed, TitleVI: e.Title.VI, TitleEN: e.Title.EN}
	if t.Operator == "" && !strings.HasPrefix(t.Indicator, fiberPrefix) {
		t.Operator = coverage.OperatorAny
	}
	if t.Comparison == coverage.Universal {
		t.Percent = hundred
	}
	if e.Percent != nil {
		t.Percent = e.Percent.value
	}
	if e.Count != nil {
		t.Count, t.IsCount = e.Count.value, true
	}
	return t
}

const (
	fiberPrefix = "fiber."
	btsPrefix   = "bts."
	hundred     = 100 * coverage.One
)

// indicatorForm is what an indicator's id looks like. Those of fibre and stations
// are closed lists; layers of places have names of their own.
var indicatorForm = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[a-z0-9]+(\.[a-z0-9_-]+)+$`) })

var closedLists = []string{coverage.FiberConnected, coverage.FiberPassed, coverage.FiberCommunes, coverage.FiberHamlets,
	coverage.FiberSubscriptions, coverage.BTSSites, coverage.BTSLayers, coverage.BTSCells}

func (e *entry) validate() []error {
	var errs []error
	fail := func(format string, args ...any) { errs = append(errs, fmt.Errorf(format, args...)) }
	for _, need := range []struct{ value, key string }{{e.ID, "id"}, {e.Indicator, "indicator"}, {e.By, "by (a year, month or day)"},
		{e.Instrument, "instrument (the document that says so)"}, {e.Title.VI, "title.vi"}, {e.Title.EN, "title.en"}} {
		if strings.TrimSpace(need.value) == "" {
			fail("%s is missing", need.key)
		}
	}
	closed := strings.HasPrefix(e.Indicator, fiberPrefix) || strings.HasPrefix(e.Indicator, btsPrefix)
	if e.Indicator != "" && (!indicatorForm().MatchString(e.Indicator) || closed && !slices.Contains(closedLists, e.Indicator)) {
		fail("indicator %q is not known: docs/glossary.md lists them", e.Indicator)
	}
	if e.By != "" {
		if _, err := coverage.ParsePeriod(e.By); err != nil {
			fail("by: %v", err)
		}
	}
	if !slices.Contains([]string{"", coverage.LevelHamlet, coverage.LevelCommune, coverage.LevelDistrict, coverage.LevelProvince, coverage.LevelNation}, e.Level) {
		fail("level %q: want commune, district, province or nation", e.Level)
	}
	if len(e.Codes) > 0 && e.Level == "" {
		fail("codes need their level")
	}
	return append(append(errs, e.validateSelection()...), e.validateNumber()...)
}

// validateSelection checks technology and operator against the kind of figure.
func (e *entry) validateSelection() []error {
	var errs []error
	known := func(t string) bool {
		all := append(coverage.Technologies(), coverage.Tech4GPlus, coverage.TechAny)
		return t == "" || slices.Contains(all, coverage.Technology(t))
	}
	if !known(e.Technology) || !known(e.OfTechnology) {
		errs = append(errs, fmt.Errorf("technology %q: want 2g, 3g, 4g, 4g+ or 5g", e.Technology+e.OfTechnology))
	}
	bts := strings.HasPrefix(e.Indicator, btsPrefix)
	if strings.HasPrefix(e.Indicator, fiberPrefix) && e.Technology+e.Operator+e.OfTechnology != "" {
		errs = append(errs, errors.New("fibre has neither technology nor operator"))
	}
	if strings.HasPrefix(e.Indicator, "mobile.") && e.Technology == "" {
		errs = append(errs, errors.New("technology is missing"))
	}
	if e.OfTechnology != "" && !bts {
		errs = append(errs, errors.New("of_technology is for counts of stations (bts.*)"))
	}
	if bts && e.Count == nil && e.OfTechnology == "" {
		errs = append(errs, errors.New("stations are counted: want count, or percent with of_technology"))
	}
	return errs
}

func (e *entry) validateNumber() []error {
	var errs []error
	fail := func(format string, args ...any) { errs = append(errs, fmt.Errorf(format, args...)) }
	comparison := coverage.Comparison(e.Comparison)
	switch {
	case comparison == coverage.Universal:
		if e.Percent != nil || e.Count != nil {
			fail("universal has no number: it means covered = total")
		}
		if strings.HasPrefix(e.Indicator, btsPrefix) {
			fail("a count of stations cannot be universal")
		}
		return errs
	case comparison != coverage.AtLeast && comparison != coverage.MoreThan:
		fail("comparison %q: want at least, more than or universal", e.Comparison)
	}
	if (e.Percent == nil) == (e.Count == nil) {
		fail("want either percent or count")
	}
	if e.Percent == nil {
		return errs
	}
	p := e.Percent.value
	if p > hundred && e.OfTechnology == "" || p == hundred && comparison == coverage.MoreThan && e.OfTechnology == "" {
		fail("%s %s %% cannot be met", e.Comparison, p)
	}
	if p == 0 && comparison == coverage.AtLeast {
		fail("at least 0 %% is always met")
	}
	return errs
}
