package dataset

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"phusong/coverage"
	"sync"
)

// radioContext is what is decided before a cell's numbers are read: one entry of the
// lists of a row, one operator, one antenna.
type radioContext struct {
	technology coverage.Technology
	operator   string
	assumed    coverage.Assumed // of technology and operator
	band       string           // text of the entry's band; "" where it has none
	code       string           // of the entry's sub-station; "" where it has none
	entry      listIndex        // among technologies, bands or sub-stations
	owner      listIndex        // among operators
	sector     sector
}

// listIndex is a place in a list of so many values.
type listIndex struct{ at, of int }

// rowLists are the lists of a row whose values belong together by their places.
type rowLists struct {
	technologies []coverage.Technology
	bands        []string
	frequencies  []string
	codes        []string
	operators    []string
	owner        coverage.Assumed // of the operators
}

// contexts lists the cells of a row but for their antennas, until the next row is read; not
// ok rejects the row.
// Lists of the same length belong together by place: the third height is that of the third
// technology. One value serves all. Any other length is a problem, and that list is not used.
func (s *siteReader) contexts(r record) ([]radioContext, bool) {
	l, ok := s.lists(r)
	if !ok {
		return nil, false
	}
	n := s.alignLists(r, &l)
	if len(l.operators) != n {
		l.operators = distinct(l.operators)
	}
	owners := len(l.operators)
	aligned := owners > 1 && owners == n
	if owners > 1 && n > 1 && !aligned {
		s.listProblem(r, "operator", owners, n, "kept: each operator is taken to have all of them")
	}
	if aligned {
		s.aligned++
	}
	all := s.contextsOf[:0]
	for i := range n {
		entry := s.entry(r, l, listIndex{i, n})
		for o, operator := range l.operators {
			if aligned && o != i {
				continue
			}
			ctx := entry
			ctx.operator, ctx.owner, ctx.assumed = operator, listIndex{o, owners}, entry.assumed|l.owner
			all = append(all, ctx)
		}
	}
	s.contextsOf = all
	return all, true
}

// distinct keeps the first of equal values.
func distinct(values []string) []string {
	if len(values) < 2 {
		return values
	}
	var all []string
	for _, v := range values {
		if !slices.Contains(all, v) {
			all = append(all, v)
		}
	}
	return all
}

// lists cuts the lists of a row.
func (s *siteReader) lists(r record) (rowLists, bool) {
	l := rowLists{bands: s.known.lists.of(s.text(r, "band"), splitList), codes: splitCodes(s.text(r, "sub_codes")), operators: s.operators(r)}
	if len(l.bands) == 0 {
		l.frequencies = cutList(s.text(r, "frequency_mhz"))
	}
	if l.operators == nil {
		l.operators, l.owner = []string{unspecifiedOperator}, coverage.AssumedOperator
	}
	text := s.text(r, "technology")
	if l.technologies = s.known.technologies.of(text, technologyList); l.technologies == nil && text != "" {
		s.env.problem(r.row, s.heading("technology"), text, "technology.unknown", "row rejected")
		return l, false
	}
	if l.technologies == nil {
		l.technologies = s.technologiesOfCodes(r)
	}
	return l, true
}

// alignLists returns how many entries the lists of a row have, and drops the lists
// that do not fit.
func (s *siteReader) alignLists(r record, l *rowLists) int {
	if len(l.technologies) > 1 && len(l.bands) > 1 && len(l.bands) != len(l.technologies) && bandsTell(l.bands, l.technologies) {
		l.technologies = nil // the bands say them again, each
	}
	n := 1
	for _, length := range []int{len(l.technologies), len(l.bands), len(l.frequencies), len(l.codes)} {
		if length > 1 {
			n = length
			break
		}
	}
	if len(l.bands) > 1 && len(l.bands) != n {
		s.listProblem(r, "band", len(l.bands), n, "not used: the frequency is assumed")
		l.bands = nil
	}
	if len(l.frequencies) > 1 && len(l.frequencies) != n {
		l.frequencies = nil // said where the number is read
	}
	if len(l.codes) > 1 && len(l.codes) != n {
		s.listProblem(r, "sub_codes", len(l.codes), n, "kept as codes of the site")
		l.codes = nil
	}
	if stated, ok := s.numbers[subCount].valueOf(r, s.text(r, "sub_count"), "not used"); ok && stated > 1 && int(stated) != n*s.perEntry(l, n) {
		s.listProblem(r, "sub_count", int(stated), n, "kept: as many cells are made as are listed")
	}
	return n
}

// perEntry is how many operators have each entry.
func (s *siteReader) perEntry(l *rowLists, n int) int {
	if len(l.operators) == n {
		return 1
	}
	return len(l.operators)
}

func (s *siteReader) listProblem(r record, column string, length, want int, action string) {
	s.env.problem(r.row, s.heading(column), s.text(r, column), "list.length", fmt.Sprintf("%s; it has %d values, the lists of the row %d", action, length, want))
}

// entry is one technology, band or sub-station of a row.
func (s *siteReader) entry(r record, l rowLists, at listIndex) radioContext {
	ctx := radioContext{entry: at, band: nth(l.bands, at), code: nth(l.codes, at)}
	switch b := s.known.bands.of(ctx.band, readBandOf); {
	case len(l.technologies) == at.of && at.of > 0:
		ctx.technology = l.technologies[at.at]
	case len(l.technologies) == 1:
		ctx.technology = l.technologies[0]
	case b.technology != "":
		ctx.technology = b.technology
	default:
		ctx.technology = technologyOfCode(cmp.Or(ctx.code, s.text(r, "site_id")))
	}
	if ctx.technology == "" {
		ctx.technology, ctx.assumed = coverage.Tech4G, coverage.AssumedTechnology
		if s.has("technology") {
			s.env.problem(r.row, s.heading("technology"), "", "technology.missing", "read as 4g")
		}
	}
	return ctx
}

// nth is the value of an entry: its own, or the one that serves all.
func nth(values []string, at listIndex) string {
	switch len(values) {
	case at.of:
		return values[at.at]
	case 1:
		return values[0]
	}
	return ""
}

// bandsTell reports whether the spelling of every band names its technology, and all
// together are the ones listed: "2G/3G/4G" beside "G900/U900/U2100/L1800".
func bandsTell(bands []string, technologies []coverage.Technology) bool {
	told := map[coverage.Technology]bool{}
	for _, text := range bands {
		b, ok := readBandText(text)
		if !ok || b.technology == "" || !slices.Contains(technologies, b.technology) {
			return false
		}
		told[b.technology] = true
	}
	return !slices.ContainsFunc(technologies, func(t coverage.Technology) bool { return !told[t] })
}

// technologyList reads one technology or a list in its order; nil when any part is
// unknown.
func technologyList(text string) []coverage.Technology {
	if t, ok := technologyNames[squash(text)]; ok {
		return []coverage.Technology{t}
	}
	var all []coverage.Technology
	for _, part := range splitList(text) {
		found := technologiesOf(part)
		if len(found) != 1 {
			return nil
		}
		all = append(all, found[0])
	}
	return all
}

// codeTechnology is a column of codes that stations of one technology have.
type codeTechnology struct {
	column     string
	technology coverage.Technology
}

var codeTechnologies = []codeTechnology{{"bts_code", coverage.Tech2G}, {"nodeb_code", coverage.Tech3G}, {"enodeb_code", coverage.Tech4G}, {"gnodeb_code", coverage.Tech5G}}

// technologiesOfCodes are those whose columns of codes a row fills, where the table has
// several: a BTS code beside that of a NodeB is one of 2G.
func (s *siteReader) technologiesOfCodes(r record) []coverage.Technology {
	var all []coverage.Technology
	for _, c := range codeTechnologies {
		if s.stationCode(r, c.column) != "" {
			all = append(all, c.technology)
		}
	}
	return all
}

// glued is a technology at the head of a code, before two letters or more: 4GTNH0123.
func glued(word string) (technology string, ok bool) {
	const least = len("4gab")
	if len(word) < least || word[0] < '2' || word[0] > '5' || word[1] != 'g' || word[2] < 'a' || word[2] > 'z' || word[3] < 'a' || word[3] > 'z' {
		return "", false
	}
	return word[:2], true
}

// technologyOfCode finds the technology in a code such as TNH0123_4G; "" when it
// names none, or several.
func technologyOfCode(code string) coverage.Technology {
	var found coverage.Technology
	for w := range strings.SplitSeq(fold(code), " ") {
		t, ok := technologyNames[w]
		if head, is := glued(w); !ok && is {
			t, ok = technologyNames[head]
		}
		if !ok || w == "bts" { // every station is called so
			continue
		}
		if found != "" && found != t {
			return ""
		}
		found = t
	}
	return found
}

// splitCodes cuts a list of codes, which may have signs and spaces of their own.
func splitCodes(text string) []string {
	if text == "" {
		return nil
	}
	for _, separator := range []string{"\n", ";", "|", ",", "/", "+"} {
		if strings.Contains(text, separator) {
			return trimmedParts(text, separator)
		}
	}
	return trimmedParts(text, "\n")
}

func trimmedParts(text, separator string) []string {
	var parts []string
	for _, p := range strings.Split(text, separator) {
		if p = strings.TrimSpace(p); p != "" {
			parts = append(parts, p)
		}
	}
	return parts
}

// asides are remarks in brackets: "42 m (cột dây co)".
var asides = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`\s*\([^()]*\)`) })

// listSigns are without which a text is no list of numbers, and has no remark.
const listSigns = "\n;|/+&, ("

// cutList cuts a list of numbers at its strongest separator, so that a comma in
// "42,5/39,5" stays a decimal one. A single value gives a list of one.
func cutList(text string) []string {
	if text == "" {
		return nil
	}
	if !strings.ContainsAny(text, listSigns) {
		return []string{text}
	}
	text = strings.TrimSpace(asides().ReplaceAllString(text, ""))
	for _, separator := range []string{"\n", ";", "|", "/", "+", "&", ", "} {
		if parts := trimmedParts(text, separator); len(parts) > 1 {
			return parts
		}
	}
	if parts := trimmedParts(text, ","); len(parts) > 2 {
		return parts
	}
	if words := strings.Fields(text); len(words) > 1 && !slices.ContainsFunc(words, func(w string) bool { return !plainNumber(w) }) {
		return words
	}
	return trimmedParts(text, "\n")
}

func plainNumber(text string) bool {
	n, ok := cut(text)
	return ok && n.dot != useGroup && n.comma != useGroup
}

// pick chooses the value of a cell from a list of numbers: by technology, band or sub-station,
// by operator, or by antenna; sectorFirst where an antenna's own value is meant.
func (s *siteReader) pick(r record, column string, ctx *radioContext, sectorFirst bool) string {
	text := s.text(r, column)
	if text == "" || ctx.sector.of < 2 && !strings.ContainsAny(text, listSigns) {
		return text
	}
	parts := cutList(text)
	if len(parts) < 2 {
		if ctx.sector.of > 1 {
			if azimuths := azimuthList(text); len(azimuths) == ctx.sector.of {
				return azimuths[ctx.sector.index]
			}
		}
		return strings.Join(parts, "")
	}
	places := []listIndex{ctx.entry, ctx.owner, {ctx.sector.index, ctx.sector.of}}
	if sectorFirst {
		places = []listIndex{{ctx.sector.index, ctx.sector.of}, ctx.entry, ctx.owner}
	}
	for _, at := range places {
		if at.of == len(parts) {
			return parts[at.at]
		}
	}
	s.listProblem(r, column, len(parts), max(ctx.entry.of, ctx.owner.of, ctx.sector.of), "not used: value assumed")
	return ""
}
