package dataset

import (
	"math"
	"strconv"
	"strings"
)

// numberKind says what the numbers of a column can be. Min and Max bound what is
// accepted; they also tell "1.800" MHz from 1.8.
type numberKind struct {
	min, max float64
	minOpen  bool // min itself is not accepted
	// grouping: where nothing else decides, a separator before three digits is a
	// thousands separator. Counts of people are whole; levels and angles are not.
	grouping bool
	// coordinate: a separator is always decimal, nobody groups degrees.
	coordinate bool
}

var (
	countKind      = numberKind{min: 0, max: 9e9, grouping: true}
	coordinateKind = numberKind{min: math.Inf(-1), max: math.Inf(1), coordinate: true}
)

func (k numberKind) accepts(v float64) bool {
	return v >= k.min && v <= k.max && !(k.minOpen && v == k.min)
}

// numberState is what became of a field.
type numberState int

const (
	numberEmpty numberState = iota
	numberOK
	numberPlaceholder // "đang cập nhật", "-", "x": written for want of a number
	numberNotFinite
	numberInvalid
	numberAmbiguous   // the column writes separators both ways
	numberPercent     // "88,9 %" where a count is asked for
	numberUnit        // a unit that the column cannot have: "1.357.880 tỷ đồng"
	numberApproximate // "khoảng 1.200", "1.2k"
)

// numberRules are the rules of the states that are problems.
var numberRules = map[numberState]string{
	numberPlaceholder: "number.placeholder",
	numberNotFinite:   "number.not_finite",
	numberInvalid:     "number.invalid",
	numberAmbiguous:   "number.ambiguous",
	numberPercent:     "number.percent",
	numberUnit:        "number.unit",
	numberApproximate: "number.approximate",
}

var notFinite = map[string]bool{"nan": true, "inf": true, "infinity": true, "ind": true, "1ind": true, "1inf": true, "1qnan": true}

// separatorUse is what a separator means in a column.
type separatorUse int

const (
	useUnknown separatorUse = iota
	useDecimal
	useGroup
	useMixed
)

// numberStyle says how a column writes numbers.
type numberStyle struct {
	dot, comma separatorUse
	coordinate bool
}

// shape is a number in text, cut at its separators.
type shape struct {
	negative  bool
	whole     string // digits before a decimal separator, separators of groups removed
	fraction  string
	exponent  string
	decimal   string // the number without its sign, where a point is decimal if it has one and nothing else is in it
	separator byte   // the only separator, where it may be either kind: "1.907"
	dot       separatorUse
	comma     separatorUse
}

// cut parses the form of a number. It accepts one sign, digits, separators, an
// exponent; not hexadecimal digits, underscores or words.
func cut(s string) (shape, bool) {
	if n, ok := cutPlain(s); ok {
		return n, true
	}
	return cutAny(s)
}

// cutAny is cut of any text: cut holds to it.
func cutAny(s string) (shape, bool) {
	var n shape
	s = strings.ReplaceAll(s, "\u2212", "-")
	if s != "" && (s[0] == '-' || s[0] == '+') {
		n.negative = s[0] == '-'
		s = s[1:]
	}
	s, ok := closeSpaces(s)
	if !ok {
		return n, false
	}
	if at := strings.IndexAny(s, "eE"); at >= 0 {
		n.exponent, s = s[at+1:], s[:at]
		if digits := strings.TrimLeft(n.exponent, "+-"); !allDigits(digits) || len(digits) > 3 || len(n.exponent)-len(digits) > 1 {
			return n, false
		}
	}
	dots, commas := strings.Count(s, "."), strings.Count(s, ",")
	switch {
	case dots+commas == 0:
		n.whole = s
	case dots+commas == 1:
		n.cutOne(s)
	case dots > 0 && commas > 0:
		if !n.cutBoth(s, dots, commas) {
			return n, false
		}
	default:
		if !n.cutGroups(s) {
			return n, false
		}
	}
	return n, allDigits(n.whole+n.fraction) && (n.exponent == "" || n.separator == 0)
}

// cutOne cuts a number with a single separator, which is decimal by its form
// unless one to three digits, not beginning with 0, stand before and three after.
func (n *shape) cutOne(s string) {
	at := strings.IndexAny(s, ".,")
	n.whole, n.fraction = s[:at], s[at+1:]
	if len(n.fraction) == 3 && at >= 1 && at <= 3 && s[0] != '0' {
		n.separator = s[at]
		return
	}
	n.setUse(s[at], useDecimal)
}

// cutBoth: the last separator is decimal and the other kind groups.
func (n *shape) cutBoth(s string, dots, commas int) bool {
	at := strings.LastIndexAny(s, ".,")
	decimal, group := s[at], byte('.'+','-s[at])
	if decimal == '.' && dots > 1 || decimal == ',' && commas > 1 || !grouped(s[:at], group) {
		return false
	}
	n.setUse(decimal, useDecimal)
	n.setUse(group, useGroup)
	n.whole, n.fraction = strings.ReplaceAll(s[:at], string(group), ""), s[at+1:]
	return true
}

func (n *shape) cutGroups(s string) bool {
	group := s[strings.IndexAny(s, ".,")]
	n.setUse(group, useGroup)
	n.whole = strings.ReplaceAll(s, string(group), "")
	return grouped(s, group)
}

func (n *shape) setUse(separator byte, use separatorUse) {
	if separator == '.' {
		n.dot = use
	} else {
		n.comma = use
	}
}

// grouped reports one to three digits and then groups of three.
func grouped(s string, separator byte) bool {
	for i, part := range strings.Split(s, string(separator)) {
		if !allDigits(part) || len(part) > 3 || i > 0 && len(part) != 3 {
			return false
		}
	}
	return true
}

// closeSpaces removes spaces, of any width, that group digits by three.
func closeSpaces(s string) (string, bool) {
	parts := strings.Fields(s)
	if len(parts) < 2 {
		return strings.TrimSpace(s), true
	}
	for i, part := range parts {
		whole := part
		if i == len(parts)-1 {
			whole, _, _ = strings.Cut(strings.ReplaceAll(part, ",", "."), ".")
		}
		if !allDigits(whole) || len(whole) > 3 || i > 0 && len(whole) != 3 {
			return "", false
		}
	}
	return strings.Join(parts, ""), true
}

func allDigits(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

// value is the number with its single separator taken as said.
func (n shape) value(separator separatorUse) (float64, bool) {
	text := n.whole
	switch {
	case n.decimal != "" && !(n.separator != 0 && separator == useGroup):
		text = n.decimal
	case n.separator != 0 && separator == useGroup:
		text += n.fraction
	case n.fraction != "":
		text += "." + n.fraction
	}
	if n.exponent != "" {
		text += "e" + n.exponent
	}
	v, err := strconv.ParseFloat(text, 64)
	if n.negative {
		v = -v
	}
	return v, err == nil
}

// evidence gathers how the numbers of a column are written.
type evidence struct {
	kind      numberKind
	use       [2]struct{ decimal, group int } // of dot, comma
	ambiguous [2]int
	asDecimal [2]int // ambiguous values that kind accepts when read so
	asGroup   [2]int
	sample    [2]string // the least ambiguous value, for the note
	units     map[string]float64
	withUnit  int    // values with one of the units behind them
	unit      string // the least of them
}

func (e *evidence) add(s string) {
	s = trimSpace(s)
	if allDigits(s) { // as most are, and nothing shows
		return
	}
	n, ok := cut(s)
	if !ok {
		number, _, found := cutUnit(s, e.units)
		if n, ok = cut(number); !found || !ok {
			return
		}
		if e.withUnit++; e.unit == "" || s < e.unit {
			e.unit = s
		}
	}
	for i, use := range [2]separatorUse{n.dot, n.comma} {
		switch use {
		case useDecimal:
			e.use[i].decimal++
		case useGroup:
			e.use[i].group++
		}
	}
	if n.separator == 0 {
		return
	}
	i := 0
	if n.separator == ',' {
		i = 1
	}
	e.ambiguous[i]++
	if v, ok := n.value(useDecimal); ok && e.kind.accepts(v) {
		e.asDecimal[i]++
	}
	if v, ok := n.value(useGroup); ok && e.kind.accepts(v) {
		e.asGroup[i]++
	}
	if e.sample[i] == "" || s < e.sample[i] {
		e.sample[i] = s
	}
}

// style decides. Direct evidence first, then what the other separator means,
// then which reading the column's range accepts more often, then the kind.
func (e *evidence) style() numberStyle {
	if e.kind.coordinate {
		return numberStyle{dot: useDecimal, comma: useDecimal, coordinate: true}
	}
	var uses [2]separatorUse
	for i, u := range e.use {
		switch other := e.use[1-i]; {
		case u.decimal > 0 && u.group > 0:
			uses[i] = useMixed
		case u.decimal > 0:
			uses[i] = useDecimal
		case u.group > 0:
			uses[i] = useGroup
		case other.decimal > 0 && other.group == 0:
			uses[i] = useGroup
		case other.group > 0 && other.decimal == 0:
			uses[i] = useDecimal
		case e.asDecimal[i] > e.asGroup[i]:
			uses[i] = useDecimal
		case e.asGroup[i] > e.asDecimal[i] || e.kind.grouping:
			uses[i] = useGroup
		default:
			uses[i] = useDecimal
		}
	}
	return numberStyle{dot: uses[0], comma: uses[1]}
}

// parse reads one field. units are suffixes that may follow the number.
func (s numberStyle) parse(text string, units map[string]float64) (float64, numberState) {
	text = trimSpace(text)
	if text == "" {
		return 0, numberEmpty
	}
	n, ok := cut(text)
	factor := 1.0
	if !ok {
		if number, unit, found := cutUnit(text, units); found {
			n, ok = cut(number)
			factor = unit
		}
	}
	if !ok {
		return 0, textState(text)
	}
	use := s.dot
	if n.separator == ',' {
		use = s.comma
	}
	if s.coordinate && (n.dot == useGroup || n.comma == useGroup) {
		return 0, numberInvalid
	}
	if n.separator != 0 && use == useMixed {
		return 0, numberAmbiguous
	}
	v, ok := n.value(use)
	if !ok {
		return 0, numberNotFinite // beyond the range of float64
	}
	return float64(v*factor) + 0, numberOK // + 0: never a negative zero
}
