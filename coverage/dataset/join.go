package dataset

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"phusong/coverage/adminname"
	"phusong/coverage/codelist"
)

// unitColumns are the columns by which the rows of a schema name their unit.
type unitColumns struct{ code, name string }

var (
	ownUnit   = unitColumns{"code", "name"}            // of tables with one row a commune
	homeUnit  = unitColumns{"commune", "commune_name"} // of tables of things in communes
	centreOf  = unitColumns{"code", "commune_name"}    // a centre has a name of its own
	nameWords = []string{"tên xã", "xã", "phường", "xã phường", "phường xã", "tên phường xã", "tên xã phường", "xã phường thị trấn",
		"xã thị trấn", "phường xã thị trấn", "tên xã phường thị trấn", "xã phường đặc khu", "tên xã phường đặc khu", "phường xã đặc khu", "đơn vị cấp xã", "cấp xã", "tenhc", "tên hành chính",
		"commune name", "commune_name", "ward", "ward name", "ward_name"}
	ownNameWords  = append([]string{"tên", "tên đơn vị", "unit", "unit_name", "đơn vị", "đơn vị hành chính", "tên ĐVHC", "địa phương", "địa bàn", "commune"}, nameWords...)
	districtWords = []string{"huyện", "quận huyện", "tên huyện", "tên quận huyện", "district name", "district_name", "huyện thị xã thành phố", "quận huyện thị xã", "quận huyện thị xã thành phố", "huyện thị xã",
		"cấp huyện", "huyện cũ"}
	provinceWords = []string{"tỉnh", "tỉnh thành", "tỉnh thành phố", "tên tỉnh", "province name", "province_name", "tỉnh cũ"}
)

// placeSpecs are the columns that say which unit a row means, beside its code.
// A second column that could be one of them is ignored.
func placeSpecs(name string, words []string) []columnSpec {
	return []columnSpec{
		{name: name, aliases: words, first: true},
		{name: "district", aliases: districtWords, first: true},
		{name: "province", aliases: provinceWords, first: true},
	}
}

// lookup is the unit that a row names, or why there is none.
type lookup struct {
	code                        string
	rule, column, value, detail string // of a row without a unit
}

func (u lookup) found() bool { return u.rule == "" }

// action is what was done with a row without a unit, and why.
func (u lookup) action(done string) string {
	if u.detail == "" {
		return done
	}
	return done + ": " + u.detail
}

// lookup finds the unit of a row: by its code and, where it states none, by its
// name within the district and province that it states. The names that stand
// beside codes are compared when the whole table is read: see judgeJoin.
func (t *records) lookup(r record, c unitColumns) lookup {
	raw, name := t.text(r, c.code), t.text(r, c.name)
	column := t.heading(c.code)
	if raw == "" {
		raw, column = name, t.heading(c.name)
	}
	if raw == "" {
		return lookup{rule: "code.missing", column: t.heading(c.code)}
	}
	if code, fixed, ok := t.env.Codes.match(raw); ok {
		if fixed {
			t.env.problem(r.row, column, raw, "code.leading_zero", "read as "+code)
		}
		t.env.Join.add(joinedRow{r.row, t.heading(c.name), code, name})
		return lookup{code: code}
	}
	if !t.env.Codes.named() || isNumber(raw) {
		t.env.Join.missed(joinedRow{r.row, t.heading(c.name), raw, name})
		return lookup{rule: "code.unknown", column: column, value: raw}
	}
	return t.byName(adminname.Place{Name: raw, District: t.text(r, "district"), Province: t.text(r, "province")}, column)
}

// isNumber reports whether text is a code that a spreadsheet may have changed.
func isNumber(raw string) bool { return strings.Trim(raw, "0123456789., ") == "" }

func (t *records) byName(place adminname.Place, column string) lookup {
	code, match, err := t.env.Codes.find(place)
	var refused *adminname.NoMatchError
	switch {
	case err == nil:
		t.env.Join.count(match)
		return lookup{code: code}
	case errors.As(err, &refused) && len(refused.Candidates) > 0 && !refused.Elsewhere:
		return lookup{rule: "name.ambiguous", column: column, value: place.Name, detail: err.Error()}
	}
	return lookup{rule: "name.unknown", column: column, value: place.Name, detail: err.Error()}
}

// joinedRow is a row that found a unit by code, with what it calls the unit.
type joinedRow struct {
	row                int
	column, code, name string
}

// joinLog is how the rows of one table found their units.
type joinLog struct {
	coded   int         // rows with a code
	byCode  []joinedRow // of them, those with a name beside the code of a unit
	unknown []joinedRow // whose code is none of a unit
	byName  map[adminname.Match]int
}

func (j *joinLog) add(r joinedRow) {
	if j == nil {
		return
	}
	j.coded++
	if r.name != "" {
		j.byCode = append(j.byCode, r)
	}
}

func (j *joinLog) missed(r joinedRow) {
	if j != nil {
		j.coded++
		j.unknown = append(j.unknown, r)
	}
}

func (j *joinLog) count(m adminname.Match) {
	if j == nil {
		return
	}
	if j.byName == nil {
		j.byName = make(map[adminname.Match]int)
	}
	m.Unit = 0
	j.byName[m]++
}

// judgeJoins judges every file of a role.
func (l *loader) judgeJoins(parts []part) error {
	for _, p := range parts {
		if err := l.judgeJoin(p.env); err != nil {
			return err
		}
	}
	return nil
}

// judgeJoin compares the names of a table with those of the units that its codes
// found, notes what was found by name, and refuses a table of another edition.
func (l *loader) judgeJoin(env readEnv) error {
	j := env.Join
	env.noteNames(j)
	var bad []joinedRow
	compared := 0
	for _, r := range j.byCode {
		unit := l.codes.nameOf(r.code)
		if unit == "" {
			continue
		}
		compared++
		if _, same := adminname.Compare(r.name, unit); !same {
			bad = append(bad, r)
			env.problem(r.row, r.column, r.name, "code.name", fmt.Sprintf("kept as %s, which the boundaries name %s", r.code, unit))
		}
	}
	if adminname.OtherUnits(len(bad), compared) {
		return &EditionError{File: env.File, Edition: l.region.Edition, Compared: compared, Mismatches: l.mismatches(bad), Fits: l.fittingEdition(j), placed: env.Placed}
	}
	return l.judgeUnknown(env)
}

// judgeUnknown refuses a table, even without names, when more than one code in
// five is of another edition: none of the list of the boundaries' own edition, and
// one of another list. Codes of other provinces are in the own list, and no matter.
func (l *loader) judgeUnknown(env readEnv) error {
	edition := l.knowingEdition(env.Join.unknown)
	own := l.ownList()
	if edition == nil {
		return nil
	}
	if own == nil {
		env.note("%d codes are none of the boundaries (edition %s); the list of %s has the most of them: phusong crosswalk restate restates a table",
			len(env.Join.unknown), l.region.Edition, edition.Edition)
		return nil
	}
	var foreign []string
	for _, r := range env.Join.unknown {
		_, here := own.Find(r.code)
		if u, there := edition.Find(r.code); there && !here {
			foreign = append(foreign, fmt.Sprintf("row %d: %s is no code of %s; in %s it is %s", r.row, r.code, own.Edition, edition.Edition, u.Name))
		}
	}
	if !adminname.OtherUnits(len(foreign), env.Join.coded) {
		return nil
	}
	return &EditionError{File: env.File, Edition: l.region.Edition, Compared: env.Join.coded, Mismatches: foreign, Fits: edition.Edition, codes: true, placed: env.Placed}
}

// EditionError says that a table's codes are of another edition than the boundaries.
type EditionError struct {
	File       string
	Edition    string // of the boundaries
	Compared   int    // rows whose name could be compared
	Mismatches []string
	Fits       string // an edition of a given code list that agrees better, or ""

	placed     bool // rows have positions: stations, hamlets
	codes      bool // Mismatches are codes, not names
	boundaries bool // File is the boundaries, and Edition that of the list
}

// mismatchesShown is how many mismatches an error lists; the others are problems.
const mismatchesShown = 12

// Error lists mismatches and says what to do.
func (e *EditionError) Error() string {
	text := e.summary()
	shown := e.Mismatches[:min(len(e.Mismatches), mismatchesShown)]
	text += "\n  " + strings.Join(shown, "\n  ")
	if more := len(e.Mismatches) - len(shown); more > 0 {
		text += fmt.Sprintf("\n  and %d more", more)
	}
	return text
}

func (e *EditionError) summary() string {
	count := fmt.Sprintf("%d of %d", len(e.Mismatches), e.Compared)
	switch {
	case e.placed:
		of := "another edition"
		if e.Fits != "" {
			of = e.Fits
		}
		return fmt.Sprintf("%s: %s rows have a commune code of %s, the boundaries are of %s: take the column of codes out, so that positions tell the commune, or put the codes right",
			e.File, count, of, e.Edition)
	case e.boundaries && e.Fits != "":
		return fmt.Sprintf("%s: these are units of %s: %s names are others in the list of %s; write edition: %q", e.File, e.Fits, count, e.Edition, e.Fits)
	case e.boundaries:
		return fmt.Sprintf("%s: %s names are others in the list of %s: name the edition that these units are of", e.File, count, e.Edition)
	case e.codes:
		return fmt.Sprintf("%s: %s codes are of %s, the boundaries are of %s, and the others would be joined to other territories; restate the table with: "+
			"phusong crosswalk restate --from %s --to %s", e.File, count, e.Fits, e.Edition, e.Fits, e.Edition)
	case e.Fits != "":
		return fmt.Sprintf("%s: these are codes of %s, the boundaries are of %s: %s rows call the unit of their code by another name; restate the table with: "+
			"phusong crosswalk restate --from %s --to %s", e.File, e.Fits, e.Edition, count, e.Fits, e.Edition)
	}
	return fmt.Sprintf("%s: %s rows call the unit of their code by another name than the boundaries of edition %s: these are codes of another edition, which would give "+
		"counts to the wrong communes; restate the table with phusong crosswalk restate, or correct its codes (codes: in region.yaml takes lists that tell which edition fits)",
		e.File, count, e.Edition)
}

func (l *loader) mismatches(bad []joinedRow) []string {
	texts := make([]string, len(bad))
	for i, r := range bad {
		texts[i] = fmt.Sprintf("row %d: %s is %q here, %q in the boundaries", r.row, r.code, r.name, l.codes.nameOf(r.code))
	}
	return texts
}

// fittingEdition is the given code list that agrees with most rows, if it agrees
// with more than the boundaries do; "" when none does.
func (l *loader) fittingEdition(j *joinLog) string {
	agree := func(nameOf func(code string) string) int {
		n := 0
		for _, r := range slices.Concat(j.byCode, j.unknown) {
			if name := nameOf(r.code); name != "" && r.name != "" {
				if _, same := adminname.Compare(r.name, name); same {
					n++
				}
			}
		}
		return n
	}
	best, fits := agree(l.codes.nameOf), ""
	for _, list := range l.lists {
		n := agree(func(code string) string { u, _ := list.Find(code); return u.Name })
		if n > best && list.Edition != l.region.Edition {
			best, fits = n, list.Edition
		}
	}
	return fits
}

// knowingEdition is the list of another edition that has most of the codes, nil when none has any.
func (l *loader) knowingEdition(rows []joinedRow) *codelist.List {
	best := 0
	var edition *codelist.List
	for _, list := range l.lists {
		n := 0
		for _, r := range rows {
			if _, ok := list.Find(r.code); ok {
				n++
			}
		}
		if n > best && list.Edition != l.region.Edition {
			best, edition = n, list
		}
	}
	return edition
}

// noteNames says how many rows found their unit by name, and how strictly.
func (e readEnv) noteNames(j *joinLog) {
	total, parts := 0, []string{}
	for level := adminname.Exact; level <= adminname.Weakest; level++ {
		for _, differs := range []bool{false, true} {
			n := j.byName[adminname.Match{Level: level, KindDiffers: differs}]
			if n == 0 {
				continue
			}
			total += n
			text := fmt.Sprintf("%d %s", n, level)
			if differs {
				text += " with another type of unit"
			}
			parts = append(parts, text)
		}
	}
	if total > 0 {
		e.note("%d rows found their commune by name: %s", total, strings.Join(parts, ", "))
	}
}

// namesOf makes the names by which tables can find units: those of the
// boundaries and, where these have none, those of the region's own code list.
func (l *loader) namesOf(features []boundaryFeature) []adminname.Unit {
	units := make([]adminname.Unit, len(features))
	for i, f := range features {
		u := adminname.Unit{Code: f.code, Name: f.name, District: f.parentName, Province: f.provinceName}
		if list := l.ownList(); list != nil {
			if stated, ok := list.Find(f.code); ok {
				u = fillUnit(u, stated.Name, stated.District, stated.Province)
			}
		}
		units[i] = u
	}
	return units
}

func fillUnit(u adminname.Unit, name, district, province string) adminname.Unit {
	for _, f := range []struct {
		into *string
		from string
	}{{&u.Name, name}, {&u.District, district}, {&u.Province, province}} {
		if *f.into == "" {
			*f.into = f.from
		}
	}
	return u
}
