package dataset

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"phusong/coverage"
	"phusong/geo/encoding/table"
)

// Columns that a quarantine file has after those of its table.
const (
	rowColumn    = "phusong_row"
	sheetColumn  = "phusong_sheet" // of tables with several sheets
	actionColumn = "phusong_action"
	hashColumn   = "phusong_hash"
	ownPrefix    = "phusong_"
)

// dropWords in phusong_action remove a row knowingly.
var dropWords = map[string]bool{"drop": true, "bo": true, "xoa": true, "delete": true, "remove": true}

// maxCorrections bounds the rows of a file of corrections.
const maxCorrections = 1<<addedBits - 2

// correction is what a file of corrections says of one row.
type correction struct {
	fields []string
	absent []int // columns that the file of corrections leaves out
	hash   string
	drop   bool
	met    bool // the row is in the table, as it was
}

// corrections are those of one table, by the row's number, and the rows it adds.
type corrections struct {
	byRow map[string]*correction
	added []record
	files []string
}

// addedRow numbers the rows that corrections add: below 0, with the place of their
// file in the list and their row in it.
func addedRow(file, row int) int { return -(file<<addedBits | row) }

// addedBits is more than rows of a file of corrections take.
const addedBits = 20

// addedAt is the file in the list and the row in it.
func addedAt(number int) (file, row int) { return -number >> addedBits, -number & (1<<addedBits - 1) }

// rowHash tells whether a row has changed: 12 hexadecimal digits of SHA-256 over its
// fields, trailing empty ones left out, behind a letter, for spreadsheets take 12 digits,
// and 675e23456789, for numbers.
func rowHash(fields []string) string {
	for len(fields) > 0 && strings.TrimSpace(fields[len(fields)-1]) == "" {
		fields = fields[:len(fields)-1]
	}
	h := sha256.New()
	for _, f := range fields {
		fmt.Fprintf(h, "%d:%s;", len(f), f)
	}
	return "h" + hex.EncodeToString(h.Sum(nil)[:6])
}

// readCorrections reads the files of corrections of a table, in the order in which
// they are listed: a later one wins over an earlier. header is the table's.
func (l *loader) readCorrections(file TableFile, header []string) (*corrections, error) {
	all := &corrections{byRow: map[string]*correction{}, files: file.Corrections}
	for i, name := range file.Corrections {
		c := &correctionReader{index: i, name: name, header: header, here: map[string]int{}}
		if err := l.readCorrection(all, c, file.Sheet); err != nil {
			return nil, fmt.Errorf("corrections %s: %w", name, overLimit(err))
		}
	}
	return all, nil
}

func (l *loader) readCorrection(all *corrections, c *correctionReader, sheet string) error {
	r, err := table.Open(filepath.Join(l.dir, c.name), table.Options{Limits: table.Limits{Rows: maxCorrections, Bytes: maxRowsBytes}})
	if err != nil {
		return err
	}
	defer r.Close()
	first, err := r.Next()
	if err != nil {
		return err
	}
	c.text = !strings.HasPrefix(r.Format(), "xlsx")
	of := slices.IndexFunc(first.Fields, func(h string) bool { return strings.TrimSpace(h) == sheetColumn })
	for {
		row, err := r.Next()
		if err == io.EOF && c.to == nil && of < 0 {
			return c.match(first.Fields) // no rows: the headings alone can be wrong
		}
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if of >= 0 && strings.TrimSpace(unguard(at(row.Fields, of), c.text)) != strings.TrimSpace(sheet) {
			continue // another sheet, which may have other columns
		}
		if c.to == nil {
			if err := c.match(first.Fields); err != nil {
				return err
			}
		}
		if err := c.add(all, row); err != nil {
			return fmt.Errorf("row %d: %w", row.Number, err)
		}
	}
}

// correctionReader maps the columns of a file of corrections onto the table's.
type correctionReader struct {
	index  int // in the list of files
	name   string
	header []string
	absent []int
	text   bool // a text file: fields that a program could execute are guarded
	to     map[int]int
	own    map[string]int
	here   map[string]int // rows of this file, by what they correct
}

// match finds every column of the table by its heading, the second of a name
// behind the first. Headings beyond the table's are those of surplus fields, which
// have none.
func (c *correctionReader) match(headings []string) error {
	c.to, c.own = map[int]int{}, map[string]int{}
	places := map[string][]int{}
	for i, h := range c.header {
		places[strings.TrimSpace(h)] = append(places[strings.TrimSpace(h)], i)
	}
	surplus := len(c.header)
	last := map[string]int{}
	for i, h := range headings {
		last[strings.TrimSpace(h)] = i
	}
	for i, h := range headings {
		h = strings.TrimSpace(unguard(h, c.text))
		switch queue := places[h]; {
		case strings.HasPrefix(h, ownPrefix) && last[h] == i:
			c.own[h] = i
		case len(queue) > 0:
			c.to[i], places[h] = queue[0], queue[1:]
		case h == "":
			c.to[i] = surplus
			surplus++
		default:
			return fmt.Errorf("the table has no column %q: it has %s", h, strings.Join(c.header, ", "))
		}
	}
	for _, left := range places {
		c.absent = append(c.absent, left...)
	}
	slices.Sort(c.absent)
	if _, ok := c.own[rowColumn]; !ok {
		return fmt.Errorf("no column %s: take the file that phusong wrote to the folder quarantine", rowColumn)
	}
	return nil
}

// add enters one row: a correction of a row, its removal, or a new row.
func (c *correctionReader) add(all *corrections, row table.Row) error {
	action := squash(c.ownText(row, actionColumn))
	if action != "" && !dropWords[action] {
		return fmt.Errorf("%s is %q: want nothing, or drop or bỏ to leave the row out", actionColumn, c.ownText(row, actionColumn))
	}
	fields := c.fields(row)
	key := strings.TrimSuffix(c.ownText(row, rowColumn), ".0") // as tools write whole numbers
	if key == "" {
		if action == "" && slices.ContainsFunc(fields, func(f string) bool { return strings.TrimSpace(f) != "" }) {
			if row.Number >= 1<<addedBits {
				return fmt.Errorf("a new row beyond row %d", 1<<addedBits)
			}
			all.added = append(all.added, record{addedRow(c.index, row.Number), fields})
			all.byRow[addedKey(c.name, row.Number)] = &correction{fields: fields, met: true}
		}
		return nil
	}
	if before, twice := c.here[key]; twice {
		return fmt.Errorf("%s %s stands in row %d already", rowColumn, key, before)
	}
	c.here[key] = row.Number
	own := &correction{fields: fields, absent: c.absent, hash: c.ownText(row, hashColumn), drop: action != ""}
	if number, err := strconv.Atoi(key); (err != nil || number < 1) && all.byRow[key] == nil {
		return fmt.Errorf("%s is %q: want the number of a row, or nothing for a new one", rowColumn, key)
	}
	if before := all.byRow[key]; before != nil {
		own.met = before.met // a row that an earlier file adds
		own.keep(before.fields)
		own.absent = slices.DeleteFunc(slices.Clone(own.absent), func(i int) bool { return !slices.Contains(before.absent, i) })
	}
	all.byRow[key] = own
	return nil
}

// addedKey is phusong_row of a row that corrections added.
func addedKey(file string, row int) string { return file + ":" + strconv.Itoa(row) }

func (c *correctionReader) ownText(row table.Row, column string) string {
	i, ok := c.own[column]
	if !ok {
		return ""
	}
	return strings.TrimSpace(at(row.Fields, i))
}

// fields are those of the table, in its order.
func (c *correctionReader) fields(row table.Row) []string {
	fields := make([]string, len(c.header))
	for from, to := range c.to {
		text := unguard(at(row.Fields, from), c.text)
		for len(fields) <= to && text != "" {
			fields = append(fields, "")
		}
		if to < len(fields) {
			fields[to] = text
		}
	}
	return fields
}

func at(fields []string, i int) string {
	if i >= len(fields) {
		return ""
	}
	return fields[i]
}

// unguard takes the mark off that keeps programs from executing a field.
func unguard(text string, guarded bool) string {
	if !guarded {
		return text
	}
	return coverage.Unguard(text)
}

// correctedRows are the rows of a table with its corrections.
type correctedRows struct {
	rowSource
	env     readEnv
	with    *corrections
	last    []string // the last row as it is in the table, nil for one that is not in it
	pending []record
	ended   bool
	counts  struct{ changed, dropped, added int }
}

func (c *correctedRows) Next() (int, []string, error) {
	for !c.ended {
		before := len(c.env.Found.Problems)
		number, fields, err := c.rowSource.Next()
		if err == io.EOF {
			if err := c.end(); err != nil {
				return 0, nil, err
			}
			break
		}
		if err != nil {
			return number, fields, err
		}
		c.last = fields
		if fields, ok := c.correct(number, fields, before); ok {
			return number, fields, nil
		}
	}
	if len(c.pending) == 0 {
		return 0, nil, io.EOF
	}
	next := c.pending[0]
	c.pending, c.last = c.pending[1:], nil
	return next.row, next.fields, nil
}

// correct is the row that stands in the place of one of the table; not ok for one
// that is left out. What reading its form found, the problems from before on, goes
// with a row that is replaced.
func (c *correctedRows) correct(number int, fields []string, before int) ([]string, bool) {
	var own *correction
	if len(c.with.byRow) > 0 {
		own = c.with.byRow[strconv.Itoa(number)]
	}
	if own == nil {
		return fields, true
	}
	hash := rowHash(fields)
	if own.met = own.hash == hash; !own.met {
		return fields, true // told at the end
	}
	own.keep(fields)
	same := rowHash(own.fields) == hash
	switch {
	case own.drop:
		c.counts.dropped++
	case same:
		return fields, true
	default:
		c.counts.changed++
	}
	c.env.Found.Problems = c.env.Found.Problems[:before]
	return own.fields, !own.drop
}

// hash is that of the last row as it is in the table, "" for one that is not in it.
func (c *correctedRows) hash() string {
	if c.last == nil {
		return ""
	}
	return rowHash(c.last)
}

// keep takes what the corrections leave out from the row as it is.
func (c *correction) keep(fields []string) {
	for _, i := range c.absent {
		if i < len(c.fields) {
			c.fields[i] = at(fields, i)
		}
	}
}

// end checks that every correction met the row that it was written for, and
// queues the rows that are not in the table.
func (c *correctedRows) end() error {
	c.ended = true
	if err := c.checkMet(); err != nil {
		return err
	}
	for _, r := range c.with.added {
		file, row := addedAt(r.row)
		if own := c.with.byRow[addedKey(c.with.files[file], row)]; !own.drop {
			c.pending = append(c.pending, record{r.row, own.fields})
			c.counts.added++
		}
	}
	if len(c.with.files) > 0 {
		c.env.note("corrections %s: %d rows changed, %d left out, %d added", strings.Join(c.with.files, ", "), c.counts.changed, c.counts.dropped, c.counts.added)
	}
	return nil
}
