package dataset

import (
	"fmt"

	"phusong/coverage"
)

// numberColumn reads the numbers of one column in the way the column writes them.
type numberColumn struct {
	t     *records
	name  string
	kind  numberKind
	units map[string]float64
	style numberStyle
	known map[string]readNumber // what some texts are read as; nil remembers none

	present bool    // the table has the column
	factor  float64 // to the canonical unit
}

// readNumber is what parse gives.
type readNumber struct {
	v     float64
	state numberState
}

// numbersKept bounds what is remembered of a column: heights and levels have few values, and
// one that has many is read as fast as it is looked up.
const numbersKept = 64

// exactDigits are as many as every number below 2^53 may have.
const exactDigits = 15

// wholeNumber is the value of at most exactDigits digits, which no style reads otherwise.
func wholeNumber(digits string) float64 {
	n := 0
	for i := range len(digits) {
		n = 10*n + int(digits[i]-'0')
	}
	return float64(n)
}

// parse holds to style.parse.
func (c *numberColumn) parse(text string) (float64, numberState) {
	if len(text) <= exactDigits && allDigits(text) {
		return wholeNumber(text), numberOK
	}
	if n, ok := c.known[text]; ok {
		return n.v, n.state
	}
	v, state := c.style.parse(text, c.units)
	if c.known != nil && len(c.known) < numbersKept {
		c.known[text] = readNumber{v, state}
	}
	return v, state
}

// number studies a column and returns its reader. A reading that was not certain
// is noted once for the column.
func (t *records) number(name string, kind numberKind, units map[string]float64) *numberColumn {
	return t.numberBy(name, t.evidenceOf(name, kind, units))
}

// evidenceOf gathers how a column writes its numbers.
func (t *records) evidenceOf(name string, kind numberKind, units map[string]float64) evidence {
	e := evidence{kind: kind, units: units}
	if t.has(name) && !kind.coordinate {
		for _, r := range t.rows {
			e.add(t.text(r, name))
		}
	}
	return e
}

// numberBy is number with the evidence at hand.
func (t *records) numberBy(name string, e evidence) *numberColumn {
	c := &numberColumn{t: t, name: name, kind: e.kind, units: e.units}
	c.style, c.present, c.factor = e.style(), t.has(name), 1
	if scale, ok := t.scale[name]; ok {
		c.factor = scale
	}
	for i, use := range [2]separatorUse{c.style.dot, c.style.comma} {
		if e.ambiguous[i] > 0 && use != useMixed {
			meaning := "a decimal separator"
			if use == useGroup {
				meaning = "a thousands separator"
			}
			t.env.note("column %s: %q read as %s, also in values such as %q (%d of them could be either)",
				t.heading(name), ".,"[i:i+1], meaning, e.sample[i], e.ambiguous[i])
		}
	}
	if e.withUnit > 0 {
		t.env.note("column %s: the unit is written behind %d values, such as %q", t.heading(name), e.withUnit, e.unit)
	}
	return c
}

// value reads the field of a row. A field that is not an acceptable number is
// a problem with the given action, and not ok. An empty one is only not ok.
func (c *numberColumn) value(r record, action string) (float64, bool) {
	return c.valueOf(r, c.t.text(r, c.name), action)
}

func (c *numberColumn) valueOf(r record, text, action string) (float64, bool) {
	if text == "" {
		return 0, false
	}
	v, state := c.parse(text)
	v = float64(v * c.factor)
	rule := numberRules[state]
	switch {
	case state == numberEmpty:
		return 0, false
	case state == numberOK && c.kind.accepts(v):
		return v, true
	case state == numberOK && v < 0 && c.kind.min == 0:
		rule = "number.negative"
	case state == numberOK:
		rule = "number.range"
	}
	c.t.env.problem(r.row, c.t.heading(c.name), text, rule, action)
	return 0, false
}

// count reads a number of people, households or subscriptions. What is not a
// number is unknown, never zero.
func (c *numberColumn) count(r record) coverage.Count {
	v, ok := c.value(r, "read as unknown")
	if !ok {
		return coverage.Count{}
	}
	micro, err := coverage.MicroOf(v)
	if err != nil {
		c.t.env.problem(r.row, c.t.heading(c.name), fmt.Sprint(v), "number.range", "read as unknown")
		return coverage.Count{}
	}
	return coverage.Known(micro)
}
