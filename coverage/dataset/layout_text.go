package dataset

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"phusong/geo/encoding/table"
	"phusong/geo/encoding/vntext"
)

// decode puts the text of all cells right: old encodings, which are told by the
// whole table, and invisible characters.
func (l *layout) decode() error {
	t := newTextRepair(l.env)
	odd := l.beyondASCII()
	for _, i := range odd {
		t.look(l.rows[i].Fields)
	}
	t.judge()
	for _, i := range odd {
		row := &l.rows[i]
		if row.NotUTF8 != nil && !t.decided {
			return fmt.Errorf("%w; which of them, its words do not tell", row.NotUTF8)
		}
		t.repair(row)
	}
	t.note()
	return nil
}

// beyondASCII lists the rows that have other text: ASCII tells nothing of an encoding, and
// is the same in all.
func (l *layout) beyondASCII() []int {
	parts := make([][]int, rowPartsOf(len(l.rows)))
	rowParts(len(l.rows), l.env.Workers, func(part, from, to int) {
		for i := from; i < to; i++ {
			if slices.ContainsFunc(l.rows[i].Fields, func(f string) bool { return !isASCII(f) }) {
				parts[part] = append(parts[part], i)
			}
		}
	})
	return slices.Concat(parts...)
}

// textRepair converts text of before Unicode, told by all of a file.
type textRepair struct {
	env       readEnv
	evidence  vntext.Evidence
	encoding  vntext.Encoding
	decided   bool
	suspect   bool // single cells may be in an old encoding
	converted map[vntext.Encoding]int
	cleaned   int
}

func newTextRepair(env readEnv) *textRepair {
	return &textRepair{env: env, converted: map[vntext.Encoding]int{}}
}

func (t *textRepair) look(fields []string) {
	for _, f := range fields {
		t.evidence.Add(f)
	}
}

func (t *textRepair) judge() {
	t.encoding, t.decided = t.evidence.Judge()
	t.suspect = t.encoding != vntext.Unicode || t.evidence.Suspect()
}

// repair converts the fields of a row in place.
func (t *textRepair) repair(row *table.Row) {
	for i, f := range row.Fields {
		text, ok := t.text(f, row.NotUTF8 != nil)
		if !ok {
			t.env.problem(row.Number, fmt.Sprintf("column %d", i+1), text, "text.encoding", "kept: not "+t.encoding.String()+" as the rest of the file")
		}
		if text != f {
			row.Fields[i] = text
		}
	}
}

// text converts one text; false where bytes of it have no meaning in the encoding.
func (t *textRepair) text(s string, bytes bool) (string, bool) {
	understood := true
	if t.suspect {
		encoding, text, changed := t.encoding, s, false
		if encoding != vntext.Unicode {
			text, changed = encoding.Convert(s)
			understood = changed || !bytes || isASCII(s)
		}
		if certain, ok := vntext.Certain(s); ok && !changed {
			if text, ok = certain.Decode(s); ok {
				encoding, changed, understood = certain, true, true
			}
		}
		if changed {
			t.converted[encoding]++
			s = text
		}
	}
	cleaned, changed := vntext.Clean(s)
	if changed {
		t.cleaned++
	}
	return cleaned, understood
}

// repairNames converts the names of units, told by all of the boundary file.
func (l *loader) repairNames(features []boundaryFeature) {
	t := newTextRepair(readEnv{File: l.region.Boundaries.File, Found: &findings{}})
	each := func(use func(text *string)) {
		for i := range features {
			f := &features[i]
			for _, text := range []*string{&f.name, &f.parent, &f.parentName, &f.province, &f.provinceName} {
				use(text)
			}
		}
	}
	each(func(text *string) { t.evidence.Add(*text) })
	t.judge()
	each(func(text *string) { *text, _ = t.text(*text, false) })
	t.note()
	l.data.Notes = append(l.data.Notes, t.env.Found.Notes...)
}

// repairVector converts the properties of a vector file, and their names.
func repairVector(rows *vectorRows, env readEnv) {
	t := newTextRepair(env)
	t.look(rows.header)
	for _, r := range rows.rows {
		t.look(r.fields)
	}
	t.judge()
	for i, h := range rows.header {
		rows.header[i], _ = t.text(h, false)
	}
	for _, r := range rows.rows {
		for i, f := range r.fields {
			r.fields[i], _ = t.text(f, false)
		}
	}
	t.note()
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

// note says what was done to the text of the file.
func (t *textRepair) note() {
	var said []string
	for encoding, n := range t.converted {
		said = append(said, fmt.Sprintf("text is %s, %d %s converted", encoding, n, plural(n, "cell", "cells")))
		if encoding != t.encoding {
			said[len(said)-1] = fmt.Sprintf("%d %s in %s, converted", n, plural(n, "cell is", "cells are"), encoding)
		}
	}
	slices.SortFunc(said, func(a, b string) int { return cmp.Compare(a, b) })
	if t.cleaned > 0 {
		said = append(said, fmt.Sprintf("invisible characters or odd spaces in %d %s put right", t.cleaned, plural(t.cleaned, "cell", "cells")))
	}
	if len(said) > 0 {
		t.env.note("%s", strings.Join(said, "; "))
	}
}
