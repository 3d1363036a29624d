package output

import (
	"fmt"
	"slices"
	"strings"

	"phusong/coverage"
	"phusong/coverage/report"
)

// Basis is what figures mean beyond their names: two figures of one name compare
// only on one basis. Output.Basis makes it.
type Basis struct {
	Name    string // what messages call it, such as the folder
	Region  string
	Edition string // of the boundaries
	AsOf    string
	// Criterion is the definition; its zero value says that none decides, as for
	// fibre and counts of stations.
	Criterion report.CriterionRecord
	Demand    string // where people live within a commune: raster, points or area; "" for figures that do not hang on it
	Profile   string // what decides beside the criterion, such as the gap register's centre#67f66761; "" for nothing
}

// WithoutDefinition is the basis of figures that hang on no criterion and on no
// demand: fibre and counts of stations.
func (b Basis) WithoutDefinition() Basis {
	b.Criterion, b.Demand, b.Profile = report.CriterionRecord{}, "", ""
	return b
}

// Across says which differences between two bases are wanted and no error.
type Across struct{ Definitions, Editions, Dates, Regions bool }

// What Incomparable.Differ may hold.
const (
	DifferentDefinitions = "definitions"
	DifferentEditions    = "editions"
	DifferentDates       = "dates"
	DifferentRegions     = "regions"
)

// Incomparable is the error of Comparable.
type Incomparable struct {
	A, B   Basis
	Differ []string // of the four words above, in their order
	Fields []string // sentences: what differs, field by field
	// Refused are the figures that hang on it; nil for all.
	Refused []RefusedFigures
}

// Comparable returns nil when figures of two bases may be subtracted, and an
// *Incomparable that says what differs when they may not. Definitions are the same
// when their hashes are: ids, titles and sources do not count. A result whose
// criterion is unknown on one side only is of another definition.
func Comparable(a, b Basis, across Across) error {
	e := &Incomparable{A: a, B: b}
	for _, part := range []struct {
		word   string
		wanted bool
		fields []string
	}{
		{DifferentDefinitions, across.Definitions, DefinitionChanges(a, b)},
		{DifferentEditions, across.Editions, fieldChange("edition", a.Edition, b.Edition)},
		{DifferentDates, across.Dates, fieldChange("as_of", a.AsOf, b.AsOf)},
		{DifferentRegions, across.Regions, fieldChange("region", a.Region, b.Region)},
	} {
		if !part.wanted && len(part.fields) > 0 {
			e.Differ, e.Fields = append(e.Differ, part.word), append(e.Fields, part.fields...)
		}
	}
	if len(e.Differ) == 0 {
		return nil
	}
	return e
}

// Error words what differs, and both definitions where it is they.
func (e *Incomparable) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s and %s are of different %s", e.A.Name, e.B.Name, inWords(e.Differ))
	if slices.Contains(e.Differ, DifferentDefinitions) {
		fmt.Fprintf(&b, "\n  %s: %s\n  %s: %s", e.A.Name, definitionWords(e.A), e.B.Name, definitionWords(e.B))
	}
	for _, f := range e.Fields {
		fmt.Fprintf(&b, "\n  %s", f)
	}
	if len(e.Refused) > 0 {
		var names []string
		for _, r := range e.Refused {
			names = append(names, r.String())
		}
		fmt.Fprintf(&b, "\n  refused, for they hang on it: %s", inWords(names))
	}
	return b.String()
}

// inWords joins words as "a, b and c".
func inWords(list []string) string {
	n := len(list) - 1
	if n < 1 {
		return strings.Join(list, "")
	}
	return strings.Join(list[:n], ", ") + " and " + list[n]
}

func definitionWords(b Basis) string {
	if b.Criterion.Label == "" {
		return "no criterion"
	}
	return b.Criterion.Label + ": " + b.Criterion.Definition
}

// DefinitionChanges lists what differs in the meaning of two bases, key by key of the
// criterion, as "key: X, then Y"; nil where the meaning is one.
func DefinitionChanges(a, b Basis) []string {
	var changes []string
	if hashOf(a.Criterion.Label) != hashOf(b.Criterion.Label) {
		changes = criterionChanges(a.Criterion.Text, b.Criterion.Text)
		if len(changes) == 0 { // the same words under another hash, such as of another version
			changes = fieldChange("criterion", a.Criterion.Label, b.Criterion.Label)
		}
	}
	if hashOf(a.Profile) != hashOf(b.Profile) {
		changes = append(changes, fieldChange("profile", a.Profile, b.Profile)...)
	}
	return append(changes, fieldChange("demand", a.Demand, b.Demand)...)
}

// hashOf is the part of a label that changes with the meaning alone.
func hashOf(label string) string {
	_, hash, _ := strings.Cut(label, "#")
	return hash
}

// nameless are the keys of a criterion that do not change its meaning.
var nameless = []string{"id", "title", "title_vi", "source"}

// criterionChanges compares the canonical text of two criteria, one key a line.
func criterionChanges(a, b string) []string {
	keys, left := criterionFields(a)
	more, right := criterionFields(b)
	for _, key := range more {
		if _, known := left[key]; !known {
			keys = append(keys, key)
		}
	}
	var changes []string
	for _, key := range keys {
		if !slices.Contains(nameless, key) {
			changes = append(changes, fieldChange(key, left[key], right[key])...)
		}
	}
	return changes
}

func criterionFields(text string) (keys []string, values map[string]string) {
	values = map[string]string{}
	for line := range strings.Lines(text) {
		key, value, ok := strings.Cut(strings.TrimSuffix(line, "\n"), ": ")
		if ok {
			keys, values[key] = append(keys, key), value
		}
	}
	return keys, values
}

// fieldChange words one field that differs; nil for one that does not.
func fieldChange(name, a, b string) []string {
	if a == b {
		return nil
	}
	return []string{fmt.Sprintf("%s: %s, then %s", name, orNotStated(a), orNotStated(b))}
}

func orNotStated(s string) string {
	if s == "" {
		return "not stated"
	}
	return s
}

// Basis is the basis of the figures that its criterion decides.
func (o *Output) Basis() Basis {
	b := Basis{Name: o.Dir, Region: o.Run.Region, Edition: o.Run.Edition, AsOf: o.Run.AsOf, Criterion: o.Run.Criterion}
	for _, s := range o.Run.Options {
		if s.Name == "demand" {
			b.Demand = s.Value
		}
	}
	return b
}

// FigureBasis is the basis of one of the output's Observations: its own date and
// edition, the definition only where a criterion decides it, and where people live
// only where people or households are counted.
func (o *Output) FigureBasis(f *coverage.Observation) Basis {
	b := o.Basis()
	b.AsOf, b.Edition = f.AsOf, f.Edition
	if f.Criterion == "" {
		return b.WithoutDefinition()
	}
	if f.Criterion != o.Run.Criterion.Label {
		b.Profile = f.Criterion
	}
	if f.Indicator != coverage.MobilePopulation && f.Indicator != coverage.MobileHouseholds {
		b.Demand = ""
	}
	return b
}
