package document

import (
	"strings"

	"phusong/internal/picture"
)

// Languages of documents.
const (
	Vietnamese = "vi"
	English    = "en"
)

// Document is a report.
type Document struct {
	Language string // Vietnamese or English
	Title    string
	Subtitle string // region and date
	// Subject, Source and Date go into the properties of a file: Date is the as-of date
	// as YYYY-MM-DD, the first day of a month or year where no day is stated. There is
	// no author.
	Subject, Source, Date string
	Blocks                []Block
}

// TitleParts divides the title of a Vietnamese report as Decree 30/2020/ND-CP, annex I,
// sets it: the kind of the document, in capitals on a line of its own, and below it what
// it is about. The kind is "" where the title does not begin with it.
func (d *Document) TitleParts() (kind, subject string) {
	const report = "Báo cáo"
	rest, ok := strings.CutPrefix(d.Title, report+" ")
	if !ok || rest == "" || d.Language == English {
		return "", d.Title
	}
	return report, upperFirst(rest)
}

// Block is one of Heading, Paragraph, List, *Table, *Figure and Section.
type Block interface{ block() }

// Heading begins a part. Level 1 is a part of the report, 2 and 3 lie within. An
// annex begins a page of its own.
type Heading struct {
	Level int
	Text  string
	Annex bool
	// Note is the line under the heading of an annex, in italics and brackets.
	Note string
}

// Paragraph is running text.
type Paragraph struct {
	Runs []Run
	Kind ParagraphKind
}

// ParagraphKind says what a paragraph is for.
type ParagraphKind uint8

// The kinds of paragraphs.
const (
	Body   ParagraphKind = iota
	Notice               // a caveat, set apart
	Small                // sources, notes
)

// Run is text of one style.
type Run struct {
	Text         string
	Bold, Italic bool
}

// List is a list of paragraphs with bullets.
type List struct{ Items [][]Run }

// Table is a table with a head that is repeated on every page.
type Table struct {
	// ID is language-free, such as "communes fiber.connected": templates and sheets name
	// tables by it.
	ID      string
	Caption string // without a number: writers number tables in order
	Columns []Column
	Rows    []Row
	Notes   []string // under the table
	Source  string
	// Sheet is the name of the table's sheet in a workbook: at most 31 characters, none
	// of []:*?/\.
	Sheet string
}

// Column of a table.
type Column struct {
	Head string
	// Group is a head above those of neighbouring columns of the same group; "" for none.
	Group string
	Kind  Kind
	// Weight is the share of the width, in any unit.
	Weight float64
	Unit   string // of a quantity, in words, such as "km²"; "" where the head says it
}

// Kind says what a column or a cell holds.
type Kind uint8

// The kinds of cells.
const (
	Text Kind = iota
	Ordinal
	Code    // digits that are a name: leading zeros stay, a sheet keeps them as text
	Count   // a number of things
	Percent // of 100
	Quantity
	Date
)

// Row of a table.
type Row struct {
	Cells []Cell // one for each column
	Kind  RowKind
}

// RowKind says what a row is.
type RowKind uint8

// The kinds of rows.
const (
	Plain RowKind = iota
	Group         // a head across the table: only the first cell has text
	Total
	Rate // percentages under a total
)

// Cell of a table.
type Cell struct {
	Text string // as it is read, in the document's language
	// Number is the exact value as a plain decimal, such as 92.8 for "92,8 %"; "" where
	// there is none. It has the decimals of Text: a sheet shows no more than a page.
	Number string
	Kind   Kind // Text unless the cell holds what its column does
}

// Figure is a map or a diagram with its caption.
type Figure struct {
	ID      string // language-free, such as "map gaps 4g any"
	Caption string // without a number
	Alt     string // what it shows, in words, for those who cannot see it
	Source  string
	Picture *picture.Picture
	WidthMm float64
}

// Section begins a page; Landscape pages hold wide tables.
type Section struct{ Landscape bool }

func (Heading) block()   {}
func (Paragraph) block() {}
func (List) block()      {}
func (*Table) block()    {}
func (*Figure) block()   {}
func (Section) block()   {}
