package dataset

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"phusong/coverage"
	"phusong/geo/encoding/table"
)

// openedTable is a table, or a sheet of one, that was read.
type openedTable struct {
	role  string
	file  TableFile
	sheet string
	env   readEnv
	rows  *countedRows
}

// reportTables says how every table was read, and collects the rows that lost
// something. These are read again: what is in memory is no longer what the file says.
func (l *loader) reportTables() error {
	l.data.Problems = coverage.SortProblems(l.usedElsewhere(l.data.Problems))
	for _, t := range l.tables {
		byPlace := l.problemsOf(t)
		report := coverage.Table{Role: t.role, File: t.env.File, Rows: t.rows.rows, Decisions: []string{}}
		if t.env.File != t.file.File {
			report.File, report.Sheet = t.file.File, t.sheet
		}
		for _, note := range t.env.Found.Notes {
			if decision, ok := strings.CutPrefix(note, t.env.File+": "); ok {
				report.Decisions = append(report.Decisions, decision)
			}
		}
		lost := t.count(byPlace, &report)
		l.data.Tables = append(l.data.Tables, report)
		if !lost {
			continue
		}
		q, err := l.quarantine(t, byPlace)
		if err != nil {
			return fmt.Errorf("%s %s, read again for its quarantine: %w", t.role, t.env.File, err)
		}
		if len(q.Rows) > 0 {
			l.data.Quarantine = append(l.data.Quarantine, q)
		}
	}
	return nil
}

// problemsOf groups the problems of a table by their place. Where a file is read in
// several roles, those of another role are left out.
func (l *loader) problemsOf(t openedTable) map[coverage.Source][]coverage.Problem {
	other := make(map[coverage.Problem]bool)
	for _, o := range l.tables {
		if o.role != t.role && o.file.File == t.file.File {
			for _, p := range o.env.Found.Problems {
				other[p] = true
			}
		}
	}
	if len(other) > 0 {
		for _, p := range t.env.Found.Problems {
			delete(other, p)
		}
	}
	byPlace := make(map[coverage.Source][]coverage.Problem)
	for _, p := range l.data.Problems {
		if at := (coverage.Source{File: p.File, Row: p.Row}); !other[p] {
			byPlace[at] = append(byPlace[at], p)
		}
	}
	return byPlace
}

// usedElsewhere leaves out the columns that are not known in one role of a file and
// read in another.
func (l *loader) usedElsewhere(problems []coverage.Problem) []coverage.Problem {
	unknown := make(map[string]map[coverage.Problem]bool) // by role
	roles := make(map[string]map[string]bool)             // by file
	for _, t := range l.tables {
		if unknown[t.role] == nil {
			unknown[t.role] = make(map[coverage.Problem]bool)
			for _, p := range t.env.Found.Problems {
				unknown[t.role][p] = true
			}
		}
		if roles[t.env.File] == nil {
			roles[t.env.File] = make(map[string]bool)
		}
		roles[t.env.File][t.role] = true
	}
	return slices.DeleteFunc(problems, func(p coverage.Problem) bool {
		if p.Rule != "column.unknown" {
			return false
		}
		for role := range roles[p.File] {
			if !unknown[role][p] {
				return true
			}
		}
		return false
	})
}

// count counts the rows of a table with problems; lost is true when one lost something.
func (t openedTable) count(byPlace map[coverage.Source][]coverage.Problem, report *coverage.Table) (lost bool) {
	files := append([]string{t.env.File}, t.file.Corrections...)
	own := make(map[string]bool)
	for _, f := range files {
		own[f] = true
	}
	for at, problems := range byPlace {
		if !own[at.File] || at.Row == 0 {
			continue
		}
		switch worst(problems) {
		case coverage.LossRow:
			report.Rejected++
			lost = true
		case coverage.LossValue:
			report.Doubtful++
			lost = true
		default:
			if !besideData(problems) {
				report.Doubtful++
			}
		}
	}
	return lost
}

func worst(problems []coverage.Problem) coverage.Loss {
	loss := coverage.LossNone
	for _, p := range problems {
		loss = max(loss, p.Loss())
	}
	return loss
}

// besideData reports whether all problems are of what stands around the data.
func besideData(problems []coverage.Problem) bool {
	return !slices.ContainsFunc(problems, func(p coverage.Problem) bool { return !p.BesideData() })
}

// quarantine reads a table again and keeps the rows that lost something.
func (l *loader) quarantine(t openedTable, byPlace map[coverage.Source][]coverage.Problem) (coverage.Quarantine, error) {
	q := coverage.Quarantine{Role: t.role, File: t.file.File}
	if t.env.File != t.file.File {
		q.Sheet = t.sheet
	}
	quiet := t.env
	quiet.Found = &findings{}
	p, done, err := l.openPart(t.file, t.sheet, quiet)
	if err != nil {
		return q, err
	}
	defer done()
	q.Header = p.Header()
	l.form(&q)
	corrected := p.rowSource.(*countedRows).rowSource.(*correctedRows)
	met := make(map[int]bool)
	for {
		number, fields, err := p.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return q, err
		}
		at := t.env.source(number)
		met[number] = true
		problems := byPlace[at]
		if worst(problems) == coverage.LossNone {
			continue
		}
		row := coverage.QuarantineRow{Row: strconv.Itoa(number), Fields: fields, Hash: corrected.hash(), Problems: losing(problems)}
		if number < 0 {
			row.Row = addedKey(at.File, at.Row)
		}
		q.Rows = append(q.Rows, row)
	}
	q.Rows = append(q.Rows, unread(t, byPlace, met)...)
	return q, nil
}

// unread are features that could not be read at all: rows without fields.
func unread(t openedTable, byPlace map[coverage.Source][]coverage.Problem, met map[int]bool) []coverage.QuarantineRow {
	if !isVector(t.file.File) {
		return nil
	}
	var rows []coverage.QuarantineRow
	most := 0
	for at := range byPlace {
		if at.File == t.env.File {
			most = max(most, at.Row)
		}
	}
	for number := 1; number <= most; number++ {
		problems := byPlace[coverage.Source{File: t.env.File, Row: number}]
		if !met[number] && worst(problems) == coverage.LossRow {
			rows = append(rows, coverage.QuarantineRow{Row: strconv.Itoa(number), Problems: losing(problems)})
		}
	}
	return rows
}

// losing leaves out what says nothing of the row itself.
func losing(problems []coverage.Problem) []coverage.Problem {
	return slices.DeleteFunc(slices.Clone(problems), coverage.Problem.BesideData)
}

// form sets what kind of file the table is.
func (l *loader) form(q *coverage.Quarantine) {
	q.Delimiter = ','
	if isVector(q.File) {
		return
	}
	r, err := table.Open(l.path(q.File), table.Options{Limits: tableLimits()})
	if err != nil {
		return
	}
	defer r.Close()
	q.Delimiter = r.Delimiter()
	q.Spreadsheet = q.Delimiter == 0
}
