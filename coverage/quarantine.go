package coverage

import "strings"

// Table says how one input table was read.
type Table struct {
	Role      string   `json:"role"` // sites, households, ...
	File      string   `json:"file"` // as problems name it
	Sheet     string   `json:"sheet,omitempty"`
	Rows      int      `json:"rows"`     // of data, read
	Rejected  int      `json:"rejected"` // rows that are in no figure
	Doubtful  int      `json:"doubtful"` // other rows with a problem
	Decisions []string `json:"decisions"`
}

// Quarantine holds the rows of one table that were rejected or lost a value, as
// they are in the table, to be put right and read back.
type Quarantine struct {
	Role, File, Sheet string
	Spreadsheet       bool // the table is one
	Delimiter         byte // of the table, where it is a text
	Header            []string
	Rows              []QuarantineRow // as in the table
}

// QuarantineRow is a row with what is wrong with it.
type QuarantineRow struct {
	Row      string   // its number, or that of a correction: "FILE:ROW"
	Fields   []string // may be longer or shorter than the header
	Hash     string   // of the row in the table, "" for one that is not in it
	Problems []Problem
}

// Loss says what a problem takes away.
type Loss uint8

// The losses, by weight.
const (
	LossNone  Loss = iota // kept, repaired, or said twice
	LossValue             // a value of the row is not used
	LossRow               // the row is not used
)

// BesideData reports whether the problem is of a row around the data: headings,
// totals, groups, notes.
func (p Problem) BesideData() bool {
	return strings.HasPrefix(p.Rule, "column.") || strings.HasPrefix(p.Action, "left out:")
}

// lostValue are parts of the actions of problems by which a value is not used.
var lostValue = []string{"unknown", "default", "ignored", "not used", "left out", "omnidirectional"}

// Loss is what the action of a problem says. A problem of what
// stands beside the data takes nothing from a row.
func (p Problem) Loss() Loss {
	if p.Row == 0 || p.BesideData() {
		return LossNone
	}
	if strings.HasPrefix(p.Action, "row rejected") || strings.HasPrefix(p.Action, "site rejected") {
		return LossRow
	}
	for _, text := range lostValue {
		if strings.Contains(p.Action, text) && !strings.HasPrefix(p.Action, "kept") {
			return LossValue
		}
	}
	return LossNone
}

// Fields that begin so are taken for formulas by spreadsheet programs when they
// open a text file; the wide forms where Chinese or Japanese is typed.
const formulaMarks = "=+-@\t\r＝＋－＠"

// Guard keeps a field of a text file from being executed by a spreadsheet
// program: one that begins like a formula gets an apostrophe before it, and so does
// one that begins with apostrophes before such a mark. Unguard undoes it.
func Guard(text string) string {
	if guardable(text) {
		return "'" + text
	}
	return text
}

// Unguard takes off the apostrophe of Guard.
func Unguard(text string) string {
	if rest, ok := strings.CutPrefix(text, "'"); ok && guardable(rest) {
		return rest
	}
	return text
}

func guardable(text string) bool {
	text = strings.TrimLeft(text, "'")
	for _, mark := range formulaMarks {
		if strings.HasPrefix(text, string(mark)) {
			return true
		}
	}
	return false
}
