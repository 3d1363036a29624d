package dataset

import (
	"fmt"
	"strconv"
	"strings"
	"sync"

	"phusong/coverage/adminname"
	"phusong/geo"
)

// codeIndex finds the code of a unit from what a table made of it.
type codeIndex struct {
	exact map[string]bool
	// byNumber finds a code by its digits without leading zeros; "" where several share them.
	byNumber map[string]string
	// names finds units by name and nameByCode names them; nil and empty without names.
	names      *adminname.Index
	nameByCode map[string]string
	proper     map[string]bool               // names without their type, with marks and without
	known      map[adminname.Place]foundUnit // answers already given
	knownMu    sync.Mutex                    // of known: parts of a list are read at the same time
	// anyNumber lets a number that is no code stand for itself: who asks judges it.
	anyNumber bool
}

// setNames gives the index the names of its units.
func (x *codeIndex) setNames(units []adminname.Unit) {
	x.nameByCode, x.proper = make(map[string]string, len(units)), make(map[string]bool, 2*len(units))
	for _, u := range units {
		if u.Name != "" {
			x.nameByCode[u.Code] = u.Name
			proper := adminname.Parse(u.Name).Proper
			x.proper[adminname.Key(proper, adminname.Spaces)] = true
			x.proper[adminname.Key(proper, adminname.Weakest)] = true
		}
	}
	if len(x.nameByCode) > 0 {
		x.names, x.known = adminname.NewIndex(units), map[adminname.Place]foundUnit{}
	}
}

// named reports whether units can be found by name.
func (x *codeIndex) named() bool { return x != nil && x.names != nil }

// isName reports the whole name of a unit, without its type: with the same marks, or with none.
func (x *codeIndex) isName(text string) bool {
	return x != nil && x.proper[adminname.Key(text, adminname.Spaces)]
}

// nameOf is the name of the unit of a code, "" when it has none.
func (x *codeIndex) nameOf(code string) string {
	if x == nil {
		return ""
	}
	return x.nameByCode[code]
}

// find returns the code of the one unit that a place names. Its error is a
// *adminname.NoMatchError that lists the candidates. Any reader whose rows name
// their commune by name uses it.
func (x *codeIndex) find(place adminname.Place) (string, adminname.Match, error) {
	if !x.named() {
		return "", adminname.Match{}, &adminname.NoMatchError{Place: place}
	}
	x.knownMu.Lock()
	f, ok := x.known[place]
	x.knownMu.Unlock()
	if ok {
		return f.code, f.match, f.err
	}
	if f.match, f.err = x.names.Find(place); f.err == nil {
		f.code = x.names.Unit(f.match.Unit).Code
	}
	x.knownMu.Lock()
	defer x.knownMu.Unlock()
	if len(x.known) < maxKnownPlaces {
		x.known[place] = f
	}
	return f.code, f.match, f.err
}

// foundUnit is what a place was found to be: rows repeat their communes.
type foundUnit struct {
	code  string
	match adminname.Match
	err   error
}

func newCodeIndex(codes []string) *codeIndex {
	x := &codeIndex{exact: make(map[string]bool), byNumber: make(map[string]string)}
	for _, c := range codes {
		if x.exact[c] {
			continue
		}
		x.exact[c] = true
		key := strings.TrimLeft(c, "0")
		if _, taken := x.byNumber[key]; taken {
			x.byNumber[key] = ""
		} else {
			x.byNumber[key] = c
		}
	}
	return x
}

// match returns the code that raw stands for. Spreadsheets turn 00097 into 97 or
// 97.0: such a code is found, and fixed says so, when one code only has these digits.
func (x *codeIndex) match(raw string) (code string, fixed, ok bool) {
	raw = strings.TrimSpace(raw)
	if x == nil || x.exact[raw] {
		return raw, false, raw != ""
	}
	digits := raw
	if whole, fraction, cut := strings.Cut(strings.ReplaceAll(raw, ",", "."), "."); cut && strings.Trim(fraction, "0") == "" {
		digits = whole
	}
	if allDigits(digits) {
		code = x.byNumber[strings.TrimLeft(digits, "0")]
	}
	if code == "" && x.anyNumber && raw != "" && isNumber(raw) {
		return raw, false, true
	}
	return code, true, code != ""
}

var codeAliases = []string{"mã", "mã xã", "mã phường", "mã phường xã", "mã xã phường", "mã đơn vị", "mã ĐVHC", "mã hành chính",
	"maxa", "mahc", "code_commune", "commune_code", "commune code", "ward_code", "unit_code", "admin_code", "new_code", "mã xã mới", "code_gso", "gso_code", "mã số"}

// unit finds the unit of a row; not ok rejects the row, with a problem.
func (t *records) unit(r record, c unitColumns) (string, bool) {
	u := t.lookup(r, c)
	if !u.found() {
		t.env.problem(r.row, u.column, u.value, u.rule, u.action("row rejected"))
	}
	return u.code, u.found()
}

// coded is what a row says of a unit.
type coded[T any] struct {
	from  *records
	row   int
	code  string
	value T
}

func (c coded[T]) problem(rule, action string) {
	c.from.env.problem(c.row, c.from.heading("code"), c.code, rule, action)
}

// byCode makes a map of rows. Rows of one code that say the same are one, the
// first; rows that differ are all rejected, since nothing tells which is right and
// the order of rows and files must not.
func byCode[T any](rows []coded[T], same func(a, b T) bool) map[string]T {
	groups := make(map[string][]coded[T])
	var order []string
	for _, r := range rows {
		if groups[r.code] == nil {
			order = append(order, r.code)
		}
		groups[r.code] = append(groups[r.code], r)
	}
	result := make(map[string]T)
	for _, code := range order {
		group := groups[code]
		agree := true
		for _, r := range group[1:] {
			agree = agree && same(group[0].value, r.value)
		}
		if agree {
			result[code] = group[0].value
		}
		first := group[0].from.env.source(group[0].row)
		for i, r := range group {
			switch {
			case !agree:
				r.problem("code.duplicate", fmt.Sprintf("row rejected: %d rows of this code differ, its values are unknown", len(group)))
			case i > 0:
				r.problem("row.duplicate", "row dropped: says the same as "+r.from.env.rowOf(first))
			}
		}
	}
	return result
}

func formatDegrees(v float64) string {
	if v >= -180 && v <= 180 {
		v = geo.Round7(v)
	}
	return strconv.FormatFloat(v, 'f', -1, 64)
}
