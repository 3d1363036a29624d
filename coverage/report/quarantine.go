package report

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"path"
	"strings"
	"unicode"

	"phusong/coverage"
	"phusong/coverage/problemtext"
	"phusong/geo/encoding/table"
)

// QuarantineFolder holds, in an output folder, the rows to be put right.
const QuarantineFolder = "quarantine"

// Formats of quarantine files.
const (
	QuarantineAuto = "auto" // a workbook beside one, text beside all else
	QuarantineCSV  = "csv"
	QuarantineXLSX = "xlsx"
)

// QuarantineFiles lists the files of rejected and doubtful rows, one a table; none
// where all is well.
func QuarantineFiles(tables []coverage.Quarantine, format string) []File {
	var files []File
	taken := map[string]bool{}
	for i := range tables {
		q := &tables[i]
		ending := ".csv"
		if format == QuarantineXLSX || format != QuarantineCSV && q.Spreadsheet {
			ending = ".xlsx"
		}
		name := quarantineName(q)
		for n, base := 2, name; taken[strings.ToLower(name)]; n++ {
			name = fmt.Sprintf("%s-%d", base, n)
		}
		taken[strings.ToLower(name)] = true
		files = append(files, File{QuarantineFolder + "/" + name + ending, func(w io.Writer) error {
			if ending == ".xlsx" {
				return table.WriteXLSX(w, table.SheetName(q.Role), quarantineRows(q, func(s string) string { return s }))
			}
			return table.WriteCSV(w, cmp.Or(q.Delimiter, ','), quarantineRows(q, coverage.Guard))
		}})
	}
	return files
}

// quarantineName is the role, the table's name without its ending, and its sheet.
func quarantineName(q *coverage.Quarantine) string {
	stem := path.Base(strings.ReplaceAll(q.File, `\`, "/"))
	stem = strings.TrimSuffix(stem, ".gz")
	stem = strings.TrimSuffix(stem, path.Ext(stem))
	name := q.Role + "-" + stem
	if q.Sheet != "" {
		name += "-" + q.Sheet
	}
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.Mn, r) || strings.ContainsRune("-_.() ", r) {
			return r
		}
		return '-'
	}, name)
}

// quarantineRows lays rows out: the fields of the table, then what is said of them.
// guard is applied to what comes from the table.
func quarantineRows(q *coverage.Quarantine, guard func(string) string) [][]string {
	width := len(q.Header)
	for _, r := range q.Rows {
		width = max(width, len(r.Fields))
	}
	layOut := func(fields []string, own ...string) []string {
		row := make([]string, width, width+len(own))
		for i := range row {
			if i < len(fields) {
				row[i] = guard(fields[i])
			}
		}
		return append(row, own...)
	}
	head := []string{"phusong_row"}
	if q.Sheet != "" {
		head = append(head, "phusong_sheet")
	}
	head = append(head, "phusong_column", "phusong_rule", "phusong_reason_vi", "phusong_reason_en", "phusong_action", "phusong_hash")
	rows := [][]string{layOut(q.Header, head...)}
	for _, r := range q.Rows {
		own := []string{r.Row}
		if q.Sheet != "" {
			own = append(own, guard(q.Sheet))
		}
		said := reasons(r.Problems, guard)
		rows = append(rows, layOut(r.Fields, append(own, said.columns, said.rules, said.vietnamese, said.english, "", r.Hash)...))
	}
	return rows
}

// said is what a row has against it.
type said struct{ columns, rules, vietnamese, english string }

// reasons joins the problems of a row.
func reasons(problems []coverage.Problem, guard func(string) string) said {
	var columns, rules, vi, en []string
	for _, p := range problems {
		text, ok := problemtext.Of(p.Rule)
		if !ok {
			text = problemtext.Text{Vietnamese: p.Rule, English: p.Rule}
		}
		columns, rules = append(columns, p.Column), append(rules, p.Rule)
		loss := lossVietnamese[p.Loss()]
		if _, near, ok := strings.Cut(p.Action, "; near it is "); ok {
			loss += "; gần giống: " + strings.ReplaceAll(near, " or ", " hoặc ")
		}
		vi = append(vi, reason(p, text.Vietnamese, loss))
		en = append(en, reason(p, text.English, p.Action))
	}
	return said{guard(strings.Join(columns, "; ")), strings.Join(rules, "; "), guard(strings.Join(vi, "; ")), guard(strings.Join(en, "; "))}
}

// lossVietnamese says what a problem takes away.
var lossVietnamese = map[coverage.Loss]string{
	coverage.LossNone: "vẫn dùng", coverage.LossValue: "không dùng giá trị này", coverage.LossRow: "dòng bị loại",
}

func reason(p coverage.Problem, text, loss string) string {
	where := p.Column
	if p.Value != "" {
		where = strings.TrimSpace(fmt.Sprintf("%s “%s”", where, p.Value))
	}
	if where != "" {
		where += ": "
	}
	return where + text + " (" + loss + ")"
}

// WriteProblemSet writes problems.csv and the quarantine of a data set.
func WriteProblemSet(ctx context.Context, dir string, d *coverage.Dataset, format string) error {
	files := []File{{ProblemsFile, func(w io.Writer) error { return WriteProblems(w, d.Problems) }}}
	return writeWithQuarantine(ctx, dir, files, QuarantineFiles(d.Quarantine, format))
}
