package dataset

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// tableSchema is the columns a reader knows.
type tableSchema struct {
	role    string // for messages: sites, households, ...
	columns []columnSpec
	// required lists alternatives: of each group one column must be there.
	required [][]string
}

// columnSpec is one canonical column.
type columnSpec struct {
	name string
	// units a heading may end with, by the factor to the canonical unit.
	units map[string]float64
	// aliases in any spelling; compared folded, without spaces.
	aliases []string
	// first takes the first of several columns that match equally well; the others are ignored.
	first bool
	// again is the column that a second heading of the same meaning stands for; ""
	// where two are an error.
	again string
}

// Units by which headings scale their values.
var (
	metres    = map[string]float64{"m": 1, "met": 1, "metre": 1, "metres": 1, "meter": 1, "meters": 1, "km": 1000}
	megahertz = map[string]float64{"mhz": 1, "ghz": 1000, "khz": 0.001}
	degrees   = map[string]float64{"deg": 1, "degree": 1, "degrees": 1, "do": 1}
	decibels  = map[string]float64{"dbm": 1}
)

// columnMap says where the canonical columns are in a file.
type columnMap struct {
	header []string
	at     map[string]int
	scale  map[string]float64
	// byLength is at by the length of names, made by index.
	byLength *[longestName][]placedColumn

	names       []string       // of the recognised columns, in the order of the schema
	placedNames []placedColumn // names, with where they are
	idFrom      string         // the column of station codes that stands for site_id
}

// errColumnTwice says that two columns of a file match equally well.
var errColumnTwice = errors.New("both mean")

// has reports whether the file has the column.
func (c *columnMap) has(name string) bool { _, ok := c.place(name); return ok }

// text returns the trimmed field of a canonical column, "" when there is none.
func (c *columnMap) text(r record, name string) string {
	i, ok := c.place(name)
	if !ok || i >= len(r.fields) {
		return ""
	}
	return trimSpace(r.fields[i])
}

// placedColumn is a canonical column and where it is.
type placedColumn struct {
	name string
	at   int
}

// longestName is longer than any canonical name.
const longestName = 32

// place is at[name]: fields are asked for more often than anything else.
func (c *columnMap) place(name string) (int, bool) {
	if c.byLength == nil || len(name) >= longestName {
		i, ok := c.at[name]
		return i, ok
	}
	for _, p := range c.byLength[len(name)] {
		if p.name == name {
			return p.at, true
		}
	}
	return 0, false
}

// index lists at by the lengths of names, once it is complete.
func (c *columnMap) index() {
	c.byLength = new([longestName][]placedColumn)
	for name, i := range c.at {
		if len(name) < longestName {
			c.byLength[len(name)] = append(c.byLength[len(name)], placedColumn{name, i})
		}
	}
}

// heading is the column's name in the file, for problems.
func (c *columnMap) heading(name string) string {
	if i, ok := c.at[name]; ok {
		return c.header[i]
	}
	return name
}

// serialHeadings are of columns that number the rows, which every annex has: it goes
// without saying that they are not read.
var serialHeadings = []string{"stt", "tt", "sott", "sothutu"}

// match finds the schema's columns in a header. A canonical name wins over
// aliases; two columns that match equally well are an error, for either could be
// meant. Columns that are not recognised are listed as problems and ignored.
func (s tableSchema) match(header []string, env readEnv) (*columnMap, error) {
	m := &columnMap{header: make([]string, len(header)), at: map[string]int{}, scale: map[string]float64{}}
	for i, h := range header {
		m.header[i] = strings.Join(strings.Fields(h), " ")
	}
	exact := make(map[string]bool)
	for i, h := range m.header {
		name, canonical, scale := s.find(h)
		name = s.secondOf(name, m)
		switch previous, taken := m.at[name]; {
		case name == "" && slices.Contains(serialHeadings, squash(h)):
			continue
		case name == "":
			env.problem(env.headingRow(), columnLabel(h, i), h, "column.unknown", "ignored")
			continue
		case taken && canonical == exact[name] && !s.takesFirst(name):
			return nil, fmt.Errorf("%s: columns %q and %q %w %s: rename or remove one of them", env.File, m.header[previous], h, errColumnTwice, name)
		case taken && (!canonical || canonical == exact[name]):
			env.problem(env.headingRow(), h, h, "column.unknown", fmt.Sprintf("ignored: %s is read from column %s", name, m.header[previous]))
			continue
		case taken:
			env.problem(env.headingRow(), m.header[previous], m.header[previous], "column.unknown", fmt.Sprintf("ignored: %s is read from column %s", name, h))
		}
		m.at[name], m.scale[name], exact[name] = i, scale, canonical
	}
	promotePair(m)
	promoteCode(m)
	m.index()
	for _, c := range s.columns {
		if m.has(c.name) {
			m.names = append(m.names, c.name)
			m.placedNames = append(m.placedNames, placedColumn{c.name, m.at[c.name]})
		}
	}
	return m, s.checkRequired(m, env)
}

func (s tableSchema) takesFirst(name string) bool {
	return slices.ContainsFunc(s.columns, func(c columnSpec) bool { return c.name == name && c.first })
}

// secondOf is the column that stands for a further heading of one, where it has one.
func (s tableSchema) secondOf(name string, m *columnMap) string {
	if _, taken := m.at[name]; !taken {
		return name
	}
	i := slices.IndexFunc(s.columns, func(c columnSpec) bool { return c.name == name })
	if again := s.columns[i].again; again != "" && !m.has(again) {
		return again
	}
	return name
}

func columnLabel(heading string, i int) string {
	if heading == "" {
		return fmt.Sprintf("column %d", i+1)
	}
	return heading
}

// find returns the canonical name that a heading stands for, or "".
func (s tableSchema) find(heading string) (name string, canonical bool, scale float64) {
	words := strings.Fields(fold(heading))
	key := strings.Join(words, "")
	known := s.keys()
	if key == "" || !known[key] && (len(words) < 2 || !known[strings.Join(words[:len(words)-1], "")]) {
		return "", false, 1
	}
	for _, c := range s.columns {
		if key == squashed(c.name) {
			return c.name, true, 1
		}
	}
	for _, c := range s.columns {
		if c.hasAlias(key) {
			return c.name, false, 1
		}
		if len(words) < 2 {
			continue
		}
		factor, ok := c.units[words[len(words)-1]]
		if short := strings.Join(words[:len(words)-1], ""); ok && (c.hasAlias(short) || c.hasBase(short)) {
			return c.name, false, factor
		}
	}
	return "", false, 1
}

// schemaKeys remembers the keys of each schema, by its first column.
var schemaKeys sync.Map

// keys are what headings are compared with: most cells are none of them.
func (s tableSchema) keys() map[string]bool {
	if len(s.columns) == 0 {
		return nil
	}
	if keys, ok := schemaKeys.Load(&s.columns[0]); ok {
		return keys.(map[string]bool)
	}
	keys := map[string]bool{}
	for _, c := range s.columns {
		keys[squashed(c.name)] = true
		for _, a := range c.aliases {
			keys[squashed(a)] = true
		}
		if at := strings.LastIndexByte(c.name, '_'); at > 0 {
			keys[squashed(c.name[:at])] = true
		}
	}
	schemaKeys.Store(&s.columns[0], keys)
	return keys
}

func (c columnSpec) hasAlias(key string) bool {
	return slices.ContainsFunc(c.aliases, func(a string) bool { return squashed(a) == key })
}

// hasBase compares with the canonical name without its unit: range_km is range_m times 1000.
func (c columnSpec) hasBase(key string) bool {
	at := strings.LastIndexByte(c.name, '_')
	return at > 0 && c.units[c.name[at+1:]] == 1 && squashed(c.name[:at]) == key
}

func (s tableSchema) checkRequired(m *columnMap, env readEnv) error {
	var missing []string
	for _, group := range s.required {
		if slices.ContainsFunc(group, m.has) {
			continue
		}
		missing = append(missing, strings.Join(group, " or "))
	}
	if missing == nil {
		return nil
	}
	where, hint := "the first row", ""
	if row := env.headingRow(); row > 1 {
		where, hint = fmt.Sprintf("row %d, the likeliest header", row), " or state header_row"
	}
	return fmt.Errorf("%s: no column for %s in %s, which has: %s; rename the column that holds it%s, %s files have the columns %s",
		env.File, strings.Join(missing, ", nor for "), where, strings.Join(m.header, ", "), hint, s.role, s.names())
}

func (s tableSchema) names() string {
	var names []string
	for _, c := range s.columns {
		names = append(names, c.name)
	}
	return strings.Join(names, ",")
}

// fold maps spellings that people take for the same onto one: no tone or vowel
// marks, đ as d, lower case, everything but letters and digits a single space.
func fold(s string) string {
	if lowerAlnum(s) {
		return s
	}
	if folded, ok := foldASCII(s, " "); ok {
		return folded
	}
	return foldAny(s)
}

// foldAny is fold of any text: fold holds to it.
func foldAny(s string) string {
	var out strings.Builder
	space := false
	for _, r := range norm.NFKD.String(s) {
		switch {
		case unicode.Is(unicode.Mn, r):
			continue
		case r == 'đ' || r == 'Đ' || r == 'ð' || r == 'Ð': // eth is often typed for đ
			r = 'd'
		case !unicode.IsLetter(r) && !unicode.IsDigit(r):
			space = out.Len() > 0
			continue
		}
		if space {
			out.WriteByte(' ')
			space = false
		}
		out.WriteRune(unicode.ToLower(r))
	}
	return out.String()
}

// squashedNames remembers squash of names and aliases, which every heading is compared with.
var squashedNames sync.Map

func squashed(name string) string {
	if key, ok := squashedNames.Load(name); ok {
		return key.(string)
	}
	key := squash(name)
	squashedNames.Store(name, key)
	return key
}

// squash is fold without spaces.
func squash(s string) string {
	if lowerAlnum(s) {
		return s
	}
	if folded, ok := foldASCII(s, ""); ok {
		return folded
	}
	return strings.ReplaceAll(foldAny(s), " ", "")
}
