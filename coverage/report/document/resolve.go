package document

import (
	"fmt"
	"slices"
	"strings"

	"phusong/coverage"
	"phusong/coverage/output"
)

// Value is what a name of a template stands for: a text, or a block in place of its
// paragraph.
type Value struct {
	Text  string
	Block Block // *Table, *Figure or List; nil for a text
}

// Resolver gives the values of an output to a template. A name is what stands between
// double braces, in small or capital letters:
//
//	INDICATOR [TECHNOLOGY] [OPERATOR] [UNIT] [PART]    a text
//	table ID, map ID, list hamlets CLASS               a block
//	region, date, edition, criterion, definition       what the output is of
//
// The words after INDICATOR may stand in any order. OPERATOR is any, max, all or a
// name; any where none is given. UNIT is a code, or a name without marks and spaces,
// with or without its type, such as longan or xacangiuoc; the largest unit where none
// is given, which its own name always means. A code that levels share takes the level
// before it: province:80. PART is percent, covered, uncovered, unknown,
// total, date, definition, edition, criterion, name, unit, change, assumed or missing; percent where none is given, of
// counts of stations their total.
type Resolver struct {
	c      *composer
	tables map[string]*Table // by ID, once one was asked for
	units  map[string][]int  // by code and folded name
}

// partNames are the words for a part of a figure.
var partNames = []string{"percent", "covered", "uncovered", "unknown", "total", "date", "definition", "edition", "criterion", "name", "unit", "change", "assumed", "missing"}

// NewResolver makes a resolver over an output.
func NewResolver(o *output.Output, opt Options) (*Resolver, error) {
	c, err := newComposer(o, opt)
	if err != nil {
		return nil, err
	}
	return &Resolver{c: c}, nil
}

// Resolve gives the value of a name; the error of one that is unknown or ambiguous
// says which are near, or which are meant.
func (r *Resolver) Resolve(name string) (Value, error) {
	words := strings.Fields(strings.ToLower(name))
	if len(words) == 0 {
		return Value{}, fmt.Errorf("a name is empty: write one such as {{fiber.connected}}")
	}
	c := r.c
	switch words[0] {
	case "region":
		return Value{Text: c.o.Run.Region}, nil
	case "date":
		return Value{Text: c.date(c.o.Run.AsOf)}, nil
	case "edition":
		return Value{Text: c.o.Run.Edition}, nil
	case "criterion":
		return Value{Text: c.o.Run.Criterion.Label}, nil
	case "definition":
		return Value{Text: c.criterionSentence()}, nil
	case "table":
		return r.table(strings.Join(words[1:], " "))
	case "map":
		return r.figure(words[1:])
	case "list":
		return r.list(words[1:])
	}
	text, err := r.text(words)
	if err != nil {
		return Value{}, fmt.Errorf("%q: %w", name, err)
	}
	return Value{Text: text}, nil
}

// query is a name taken apart.
type query struct {
	indicator, operator, part string
	technology                coverage.Technology
	unit                      int
}

func (r *Resolver) text(words []string) (string, error) {
	q, err := r.parse(words)
	if err != nil {
		return "", err
	}
	s, err := r.series(q)
	if err != nil {
		return "", err
	}
	f, ok := r.c.o.Figure(s, q.unit)
	if !ok {
		return "", fmt.Errorf("the output has no %s of %s", seriesCode(s), r.c.unitName(q.unit))
	}
	return r.c.partText(f, q.part), nil
}

// parse sorts the words of a name by what they can be.
func (r *Resolver) parse(words []string) (query, error) {
	q := query{indicator: words[0], unit: r.c.top}
	if !slices.ContainsFunc(r.c.series, func(s output.Series) bool { return s.Indicator == q.indicator }) {
		return q, fmt.Errorf("there is no %q; near it: %s", q.indicator, near(q.indicator, append(r.indicatorCodes(), "region", "date", "edition", "criterion", "definition", "table", "map", "list")))
	}
	seen := map[string]string{}
	for _, w := range words[1:] {
		var kind string
		var err error
		switch operator, isOperator := r.operatorOf(w); {
		case slices.Contains(partNames, w):
			kind, q.part = "part", w
		case r.isTechnology(w):
			kind, q.technology = "technology", coverage.Technology(w)
		case isOperator:
			kind, q.operator = "operator", operator
		default:
			kind = "unit"
			if q.unit, err = r.unit(w); err != nil {
				return q, err
			}
		}
		if before, twice := seen[kind]; twice {
			return q, fmt.Errorf("%q and %q are both a %s", before, w, kind)
		}
		seen[kind] = w
	}
	return q, nil
}

func (r *Resolver) indicatorCodes() []string {
	var all []string
	for _, s := range r.c.series {
		if !slices.Contains(all, s.Indicator) {
			all = append(all, s.Indicator)
		}
	}
	return all
}

func (r *Resolver) isTechnology(w string) bool {
	t := coverage.Technology(w)
	return t == coverage.Tech4GPlus || t == coverage.TechAny || slices.Contains(coverage.Technologies(), t)
}

// operatorOf finds a rule, or an operator by its folded name.
func (r *Resolver) operatorOf(w string) (string, bool) {
	if w == coverage.OperatorAny || w == coverage.OperatorAll || w == coverage.OperatorMax {
		return w, true
	}
	for _, name := range r.c.operators {
		if foldName(name) == foldName(w) {
			return name, true
		}
	}
	return "", false
}

// series finds the one series that is meant: what is not given is any, or the only
// one there is.
func (r *Resolver) series(q query) (output.Series, error) {
	var found []output.Series
	for _, s := range r.c.series {
		if s.Indicator == q.indicator && (q.technology == "" || s.Technology == q.technology) && (q.operator == "" || s.Operator == q.operator) {
			found = append(found, s)
		}
	}
	if len(found) == 0 {
		return output.Series{}, fmt.Errorf("the output has no %s; it has %s", seriesCode(output.Series{Indicator: q.indicator, Technology: q.technology, Operator: q.operator}), r.codesOf(q.indicator))
	}
	if q.operator == "" {
		if some := only(found, func(s output.Series) bool { return s.Operator == coverage.OperatorAny }); len(some) > 0 {
			found = some
		}
	}
	if q.technology == "" {
		if some := only(found, func(s output.Series) bool { return s.Technology == "" }); len(some) > 0 {
			found = some
		}
	}
	if len(found) > 1 {
		return output.Series{}, fmt.Errorf("say which: %s", r.codesOf(q.indicator))
	}
	return found[0], nil
}

func only(all []output.Series, keep func(output.Series) bool) []output.Series {
	return slices.DeleteFunc(slices.Clone(all), func(s output.Series) bool { return !keep(s) })
}

// seriesCode names a series as a template does.
func seriesCode(s output.Series) string {
	return strings.TrimSpace(strings.Join([]string{s.Indicator, string(s.Technology), strings.ToLower(s.Operator)}, " "))
}

// codesOf lists the series of an indicator.
func (r *Resolver) codesOf(indicator string) string {
	var all []string
	for _, s := range r.c.series {
		if s.Indicator == indicator {
			all = append(all, seriesCode(s))
		}
	}
	return strings.Join(all, ", ")
}

// partText prints a part of a figure.
func (c *composer) partText(f *coverage.Figure, part string) string {
	s := output.SeriesOf(f)
	if part == "" && f.CountOnly {
		part = "total"
	}
	if f.CountOnly && slices.Contains([]string{"percent", "covered", "uncovered", "unknown"}, part) {
		return "–" // a count has no parts
	}
	switch part {
	case "covered":
		return c.countCell(f, partCovered).Text
	case "uncovered":
		return c.countCell(f, partUncovered).Text
	case "unknown":
		return c.countCell(f, partUnknown).Text
	case "total":
		return c.countCell(f, partTotal).Text
	case "date":
		return c.date(f.AsOf)
	case "definition":
		return c.define(s)
	case "edition":
		return c.o.Units[f.Unit].Edition
	case "criterion":
		if f.Criterion == "" {
			return c.say(text{"không dùng", "none"})
		}
		return f.Criterion
	case "name":
		return c.seriesName(s)
	case "unit":
		return c.noun(f.Measure, false)
	case "change":
		return c.changeText(f)
	case "assumed":
		return c.steps(f.Assumed, 0)
	case "missing":
		return c.steps(int64(c.o.Missing(s, coverage.LevelCommune)), 0)
	}
	return c.percent(f)
}

// changeText is the change since the last date, or why there is none.
func (c *composer) changeText(f *coverage.Figure) string {
	e, ok := c.before(f)
	switch {
	case !ok:
		return c.say(text{"chưa có số liệu kỳ trước", "no earlier figure"})
	case e.Differ != nil:
		return c.differText(e.Differ)
	}
	return c.changeWords(e.Figure, f)
}
