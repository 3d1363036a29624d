package dataset

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"

	"phusong/coverage"
)

// unspecifiedOperator stands for a missing operator.
const unspecifiedOperator = "unspecified"

// operatorNames are the spellings of Vietnamese operators, folded without
// spaces; the numbers are MCC and MNC (ITU-T E.212 assignments to Viet Nam).
var operatorNames = map[string]string{
	"viettel": "Viettel", "vtl": "Viettel", "vtt": "Viettel", "viettelmobile": "Viettel", "vietteltelecom": "Viettel", "45204": "Viettel",
	"vnpt": "VNPT", "vinaphone": "VNPT", "vnp": "VNPT", "vina": "VNPT", "vnptvinaphone": "VNPT", "vinaphonevnpt": "VNPT", "45202": "VNPT",
	"mobifone": "MobiFone", "mbf": "MobiFone", "vms": "MobiFone", "mobiphone": "MobiFone", "vmsmobifone": "MobiFone", "45201": "MobiFone",
	"vietnamobile": "Vietnamobile", "vnm": "Vietnamobile", "htmobile": "Vietnamobile", "hanoitelecom": "Vietnamobile", "45205": "Vietnamobile",
	"gmobile": "Gmobile", "gtel": "Gmobile", "gtelmobile": "Gmobile", "45207": "Gmobile",
}

// knownOperator returns the canonical name of an operator of operatorNames.
func knownOperator(text string) (string, bool) {
	name, ok := operatorNames[squash(text)]
	return name, ok
}

// operatorSpelling maps each other operator of a file to one spelling: the most
// frequent of those that fold onto the same letters, then the least.
func operatorSpelling(texts map[string]int) map[string]string {
	best := make(map[string]string)
	for text, n := range texts {
		key := squash(text)
		other, ok := best[key]
		if !ok || cmp.Or(cmp.Compare(texts[other], n), cmp.Compare(text, other)) < 0 {
			best[key] = text
		}
	}
	return best
}

// operatorTexts counts the texts of the column of operators, "" among them.
func (t *records) operatorTexts() map[string]int {
	if t.operators == nil {
		t.operators = make(map[string]int)
		last, n := "", 0 // rows repeat the text of the row above
		for _, r := range t.rows {
			text := t.text(r, "operator")
			if text != last && n > 0 {
				t.operators[last] += n
				n = 0
			}
			last = text
			n++
		}
		if n > 0 {
			t.operators[last] += n
		}
	}
	return t.operators
}

// noteOperators says which other names of a known operator a file uses.
func (t *records) noteOperators() {
	others := make(map[string][]string)
	for raw := range t.operatorTexts() {
		text := singleSpaced(raw)
		name, ok := knownOperator(text)
		if ok && name != text && !slices.Contains(others[name], strconv.Quote(text)) {
			others[name] = append(others[name], strconv.Quote(text))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(others)) {
		slices.Sort(others[name])
		t.env.note("operators: %s read as %s", strings.Join(others[name], ", "), name)
	}
}

// reservedEnding keeps an operator's name apart from the operator rules.
const reservedEnding = " (operator)"

// plainName joins the words of a name by single spaces, and keeps it apart from
// the operator rules any, all and max.
func plainName(text string) string {
	name := singleSpaced(text)
	switch strings.ToLower(name) {
	case coverage.OperatorAny, coverage.OperatorAll, coverage.OperatorMax:
		return name + reservedEnding
	}
	return name
}

// listSeparators stand between the values of a field that holds several.
const listSeparators = "/,;|+&\n"

// splitList cuts a field at list separators, without empty parts.
func splitList(text string) []string {
	var parts []string
	for _, p := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(listSeparators, r) }) {
		if p = strings.TrimSpace(p); p != "" {
			parts = append(parts, p)
		}
	}
	return parts
}

// operatorsOf reads the operators of a row: one name, or a list of known ones, which
// may repeat where other lists of the row go with it.
func operatorsOf(text string) []string {
	if name, ok := knownOperator(text); ok {
		return []string{name}
	}
	parts := splitList(text)
	if len(parts) == 1 {
		parts = strings.Split(text, "-")
	}
	var names []string
	for _, part := range parts {
		name, ok := knownOperator(part)
		if !ok {
			return []string{plainName(text)}
		}
		names = append(names, name)
	}
	return names
}
