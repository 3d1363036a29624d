package template

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// text is a part with text, and what in it is to be replaced.
type text struct {
	part       string
	data       []byte
	paragraphs []*paragraph // those with placeholders
	sections   []section    // in order of their ends
	maxDrawing int          // the largest number of a drawing
}

// span is a range of bytes of a part.
type span struct{ start, end int }

func (s span) empty() bool { return s.end <= s.start }

// paragraph is a w:p.
type paragraph struct {
	span
	properties span // w:pPr
	section    span // the w:sectPr in it
	pieces     []piece
	marks      []mark
	after      string // the element before it in what holds it, "" at its beginning
	cellTwips  int    // of the cell that it is in; 0 outside of tables
	size       int    // bytes of text
}

// piece is what a run says: a w:t, or one sign such as w:tab.
type piece struct {
	span
	isText bool
	text   string
	at     int // in the text of the paragraph
	format format
}

// format is that of a run, and the elements of it that tables take over.
type format struct{ all, fonts, color, lang span }

// section is the room for text on the pages of a section.
type section struct{ end, widthTwips, heightTwips int }

// wordNamespace is that of w: in documents of Word and LibreOffice.
const wordNamespace = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"

// scanner reads a part once, from front to back.
type scanner struct {
	*text
	decoder *xml.Decoder
	open    []element
	inside  []*paragraph // paragraphs that are open: text boxes lie within others
	format  format
	cells   []int // widths of cells that are open
	page    page
}

type element struct {
	name  string
	start int
	last  string // the element that ended in it last
}

// page collects w:sectPr.
type page struct{ width, height, left, right, top, bottom, columns int }

// scan finds the placeholders of a part.
func scan(part string, data []byte, maxDepth int) (*text, error) {
	s := &scanner{text: &text{part: part, data: data}, decoder: xml.NewDecoder(bytes.NewReader(data))}
	for {
		start := int(s.decoder.InputOffset())
		token, err := s.decoder.RawToken()
		if errors.Is(err, io.EOF) {
			break
		}
		if err == nil {
			err = s.token(token, span{start, int(s.decoder.InputOffset())}, maxDepth)
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w: open the file in Word or LibreOffice and save it again", part, err)
		}
	}
	if len(s.open) > 0 {
		return nil, fmt.Errorf("%s ends within an element: the file is cut off", part)
	}
	return s.text, nil
}

func (s *scanner) token(token xml.Token, at span, maxDepth int) error {
	switch t := token.(type) {
	case xml.Directive:
		return errors.New("it declares a document type, which documents of Word do not")
	case xml.StartElement:
		if len(s.open) >= maxDepth {
			return fmt.Errorf("elements lie more than %d deep", maxDepth)
		}
		if len(s.open) == 0 && attribute(t, "w") != wordNamespace {
			return errors.New("it is not in the common form of DOCX (a strict one, or one of another program)")
		}
		if n := len(s.open); n > 0 && leaves[s.open[n-1].name] {
			return fmt.Errorf("element %s holds another", s.open[n-1].name)
		}
		s.start(t, at)
	case xml.EndElement:
		name := fullName(t.Name)
		if len(s.open) == 0 || s.open[len(s.open)-1].name != name {
			return fmt.Errorf("element %s ends where it did not begin", name)
		}
		s.end(name, at)
	case xml.CharData:
		if p := s.paragraph(); p != nil && len(s.open) > 0 && s.open[len(s.open)-1].name == "w:t" {
			p.addText(string(t))
		}
	}
	return nil
}

// leaves hold no elements: what is replaced does not overlap.
var leaves = map[string]bool{"w:t": true, "w:tab": true, "w:br": true, "w:cr": true, "w:noBreakHyphen": true}

func fullName(n xml.Name) string {
	if n.Space == "" {
		return n.Local
	}
	return n.Space + ":" + n.Local
}

// attribute finds one by its local name.
func attribute(e xml.StartElement, local string) string {
	for _, a := range e.Attr {
		if a.Name.Local == local {
			return a.Value
		}
	}
	return ""
}

func integer(e xml.StartElement, local string) int {
	n, err := strconv.Atoi(attribute(e, local))
	if err != nil || n < 0 || n > 1<<30 {
		return 0
	}
	return n
}

func (s *scanner) paragraph() *paragraph {
	if len(s.inside) == 0 {
		return nil
	}
	return s.inside[len(s.inside)-1]
}

func (s *scanner) start(t xml.StartElement, at span) {
	name := fullName(t.Name)
	before := ""
	if n := len(s.open); n > 0 {
		before = s.open[n-1].last
	}
	s.open = append(s.open, element{name: name, start: at.start})
	p := s.paragraph()
	switch name {
	case "w:p":
		s.inside = append(s.inside, &paragraph{span: span{start: at.start}, after: before, cellTwips: last(s.cells)})
	case "w:r":
		s.format = format{}
	case "w:t":
		if p != nil {
			p.pieces = append(p.pieces, piece{span: span{start: at.start}, isText: true, at: p.size, format: s.format})
		}
	case "w:tab", "w:br", "w:cr", "w:noBreakHyphen":
		if p != nil && s.parent() == "w:r" {
			p.pieces = append(p.pieces, piece{span: span{start: at.start}, text: " ", at: p.size})
			p.size++
		}
	case "w:tc":
		s.cells = append(s.cells, 0)
	case "w:tcW":
		if n := len(s.cells); n > 0 && attribute(t, "type") == "dxa" {
			s.cells[n-1] = integer(t, "w")
		}
	case "w:sectPr":
		s.page = page{}
	case "w:pgSz":
		s.page.width, s.page.height = integer(t, "w"), integer(t, "h")
	case "w:pgMar":
		s.page.left, s.page.right, s.page.top, s.page.bottom = integer(t, "left"), integer(t, "right"), integer(t, "top"), integer(t, "bottom")
	case "w:cols":
		s.page.columns = integer(t, "num")
	case "wp:docPr":
		s.maxDrawing = max(s.maxDrawing, integer(t, "id"))
	}
}

func last(values []int) int {
	if len(values) == 0 {
		return 0
	}
	return values[len(values)-1]
}

func (s *scanner) parent() string {
	if len(s.open) < 2 {
		return ""
	}
	return s.open[len(s.open)-2].name
}

func (p *paragraph) addText(t string) {
	q := &p.pieces[len(p.pieces)-1]
	q.text += strings.Map(spaced, t)
	p.size = q.at + len(q.text)
}

// spaced: line ends within w:t are spaces to Word.
func spaced(r rune) rune {
	if r == '\n' || r == '\r' || r == '\t' {
		return ' '
	}
	return r
}

func (s *scanner) end(name string, at span) {
	whole := span{s.open[len(s.open)-1].start, at.end}
	s.open = s.open[:len(s.open)-1]
	p := s.paragraph()
	parent := ""
	if n := len(s.open); n > 0 {
		parent = s.open[n-1].name
		s.open[n-1].last = name
	}
	switch name {
	case "w:p":
		p.end = at.end
		s.inside = s.inside[:len(s.inside)-1]
		s.keep(p)
	case "w:t", "w:tab", "w:br", "w:cr", "w:noBreakHyphen":
		if p != nil && len(p.pieces) > 0 && p.pieces[len(p.pieces)-1].start == whole.start {
			p.pieces[len(p.pieces)-1].end = at.end
		}
	case "w:tc":
		s.cells = s.cells[:len(s.cells)-1]
	case "w:pPr":
		if p != nil && parent == "w:p" {
			p.properties = whole
		}
	case "w:rPr":
		if parent == "w:r" {
			s.format.all = whole
		}
	case "w:rFonts", "w:color", "w:lang":
		if parent == "w:rPr" && len(s.open) > 1 && s.open[len(s.open)-2].name == "w:r" {
			s.format.set(name, whole)
		}
	case "w:sectPr":
		if p != nil && parent == "w:pPr" {
			p.section = whole
		}
		s.sections = append(s.sections, s.page.room(at.end))
	}
}

func (f *format) set(name string, at span) {
	switch name {
	case "w:rFonts":
		f.fonts = at
	case "w:color":
		f.color = at
	case "w:lang":
		f.lang = at
	}
}

// keep keeps a paragraph that has placeholders.
func (s *scanner) keep(p *paragraph) {
	if p.marks = findMarks(p.all()); len(p.marks) > 0 {
		s.paragraphs = append(s.paragraphs, p)
		return
	}
	p.pieces = nil
}

// all is the text of the paragraph.
func (p *paragraph) all() string {
	var b strings.Builder
	for _, q := range p.pieces {
		b.WriteString(q.text)
	}
	return b.String()
}

// place is the text of the paragraph, cut to what a line of a message holds.
func (p *paragraph) place() string {
	const longest = 80
	r := []rune(strings.Join(strings.Fields(p.all()), " "))
	if len(r) > longest {
		return string(r[:longest]) + "…"
	}
	return string(r)
}

// room is what the margins of a page leave; a page that does not say is A4 with the
// margins of a report.
func (p page) room(end int) section {
	const a4Width, a4Height = 9354, 14570
	s := section{end, p.width - p.left - p.right, p.height - p.top - p.bottom}
	if p.columns > 1 {
		const between = 720
		s.widthTwips = s.widthTwips/p.columns - between
	}
	const least, most = 1000, 40000
	if s.widthTwips < least || s.widthTwips > most {
		s.widthTwips = a4Width
	}
	if s.heightTwips < least || s.heightTwips > most {
		s.heightTwips = a4Height
	}
	return s
}
