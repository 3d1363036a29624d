package table

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
	"golang.org/x/text/unicode/norm"

	"phusong/geo/encoding/vntext"
)

// NewCSV reads delimited text from r, decompressed already. UTF-16 is decoded
// when it has a byte order mark; a first line "sep=;" names the delimiter, as
// spreadsheet programs write it.
func NewCSV(r io.Reader, o Options) (*Reader, error) {
	limits := o.Limits.withDefaults()
	text := bufio.NewReaderSize(&newlineReader{r: decoded(newLimitedReader(r, limits.Bytes))}, sampleBytes)
	p := &csvReader{lines: text, textForm: textForm{limits: limits, delimiter: o.Delimiter, singleByte: o.SingleByte}}
	p.readSepLine()
	if p.delimiter == 0 {
		// An error met here comes again when the rows before it have been read.
		sample, err := text.Peek(sampleBytes)
		p.delimiter = sniffDelimiter(sample, err != nil)
	}
	return &Reader{rows: p, limits: limits, format: fmt.Sprintf("csv, delimiter %q", string(p.delimiter))}, nil
}

// decoded strips a byte order mark and decodes UTF-16 that has one.
func decoded(r io.Reader) io.Reader {
	buffered := bufio.NewReaderSize(r, 1<<16)
	mark, _ := buffered.Peek(3)
	switch {
	case bytes.HasPrefix(mark, []byte("\xef\xbb\xbf")):
		_, _ = buffered.Discard(3) // peeked: cannot fail
	case bytes.HasPrefix(mark, []byte("\xff\xfe")), bytes.HasPrefix(mark, []byte("\xfe\xff")):
		return transform.NewReader(buffered, unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder())
	}
	return buffered
}

// newlineReader turns CRLF and lone CR into LF.
type newlineReader struct {
	r         io.Reader
	afterCR   bool
	keptError error
}

func (n *newlineReader) Read(p []byte) (int, error) {
	if n.keptError != nil {
		return 0, n.keptError
	}
	count, err := n.r.Read(p)
	if !n.afterCR && bytes.IndexByte(p[:count], '\r') < 0 {
		return count, err
	}
	n.keptError = err
	kept := 0
	for _, c := range p[:count] {
		skip := c == '\n' && n.afterCR
		n.afterCR = c == '\r'
		if skip {
			continue
		}
		if c == '\r' {
			c = '\n'
		}
		p[kept] = c
		kept++
	}
	if kept == 0 {
		return 0, err
	}
	return kept, nil
}

// csvReader splits lines into fields. It is not encoding/csv: that one reads a
// record of any size into memory, and takes any quote as the end of its field.
type csvReader struct {
	textForm
	lines   *bufio.Reader // nil where a block is read
	line    int           // number of the last line read
	buf     []byte
	fields  []string // of rows to come
	notUTF8 error    // what was accepted in the row so far

	block string // whole lines that are in memory, not read yet
	plain bool   // it is ASCII, without a zero byte
	open  bool   // it ended within a row
}

// textForm is what all rows of a text have in common.
type textForm struct {
	limits     Limits
	delimiter  byte
	width      int  // fields of the first row
	singleByte bool // text that is not UTF-8 is accepted
}

// readSepLine takes a delimiter of one ASCII character: part of a longer one would cut
// letters in two.
func (c *csvReader) readSepLine() {
	head, _ := c.lines.Peek(6)
	if len(head) >= 5 && head[4] < utf8.RuneSelf && strings.EqualFold(string(head[:4]), "sep=") && (len(head) == 5 || head[5] == '\n') {
		c.delimiter = head[4]
		_, _ = c.lines.Discard(len(head))
		c.line = 1
	}
}

// recordFactor bounds a line: a row may be this many times a field's limit.
const recordFactor = 16

// readLine returns the next line without its end, valid UTF-8 in NFC, or io.EOF.
func (c *csvReader) readLine() (string, error) {
	if c.lines == nil {
		return c.blockLine()
	}
	c.buf = c.buf[:0]
	for {
		part, err := c.lines.ReadSlice('\n')
		c.buf = append(c.buf, part...)
		if err := c.checkLength(len(c.buf)); err != nil {
			return "", err
		}
		if err == bufio.ErrBufferFull {
			continue
		}
		if err == io.EOF && len(c.buf) > 0 || err == nil {
			break
		}
		if err != io.EOF {
			err = c.fail(c.line+1, truncation(err))
		}
		return "", err
	}
	c.line++
	return c.lineText(string(bytes.TrimSuffix(c.buf, []byte("\n"))))
}

// checkLength bounds the next line, with its end.
func (c *csvReader) checkLength(bytes int) error {
	if bytes > recordFactor*c.limits.FieldBytes {
		return c.fail(c.line+1, overLimit("bytes in a line", int64(recordFactor*c.limits.FieldBytes)))
	}
	return nil
}

// lineText is the text of the line that was read last.
func (c *csvReader) lineText(line string) (string, error) {
	if isPlain(line) {
		return line, nil
	}
	if err := checkText(line); err != nil {
		if !c.singleByte || strings.IndexByte(line, 0) >= 0 {
			return "", c.fail(c.line, err)
		}
		if c.notUTF8 == nil {
			c.notUTF8 = c.fail(c.line, err)
		}
		return vntext.Latin1([]byte(line)), nil
	}
	if !norm.NFC.IsNormalString(line) {
		line = norm.NFC.String(line)
	}
	return line, nil
}

// isPlain reports ASCII without a zero byte: valid text in NFC.
func isPlain(text string) bool {
	for i := range len(text) {
		if c := text[i]; c == 0 || c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

func (c *csvReader) fail(line int, err error) error { return fmt.Errorf("line %d: %w", line, err) }

// checkText refuses what is not UTF-8 text and says what it may be.
func checkText(line string) error {
	if strings.IndexByte(line, 0) >= 0 {
		return fmt.Errorf("%w: a zero byte; a binary file, or UTF-16 without a byte order mark: save it as UTF-8", ErrEncoding)
	}
	if utf8.ValidString(line) {
		return nil
	}
	at := 0
	for at < len(line) {
		r, size := utf8.DecodeRuneInString(line[at:])
		if r == utf8.RuneError && size <= 1 {
			break
		}
		at += size
	}
	return fmt.Errorf("%w: byte 0x%02x at position %d; an old encoding such as TCVN3, VNI or Windows-1258: save it as UTF-8",
		ErrEncoding, line[at], at+1)
}

func (c *csvReader) next() (Row, error) {
	c.notUTF8 = nil
	line, err := c.readLine()
	if err != nil {
		return Row{}, err
	}
	row := Row{Number: c.line}
	s := splitter{csvReader: c, rest: line}
	if err := s.split(&row); err != nil {
		return Row{}, c.fail(row.Number, err)
	}
	if c.width == 0 && !blank(row.Fields) {
		c.width = len(row.Fields)
	}
	row.NotUTF8 = c.notUTF8
	row.Ragged = len(row.Fields) < c.width || len(row.Fields) > c.width && !blank(row.Fields[c.width:])
	return row, nil
}

// splitter takes fields from the front of rest, and further lines into a quoted field.
type splitter struct {
	*csvReader
	rest string
	more bool // a delimiter was passed: one more field follows
}

func (s *splitter) split(row *Row) error {
	row.Fields = s.fieldsOfRow()
	for s.more = true; s.more; {
		field, err := s.field(row)
		if err != nil {
			return err
		}
		if len(field) > s.limits.FieldBytes {
			return overLimit("bytes in a field", int64(s.limits.FieldBytes))
		}
		row.Fields = append(row.Fields, field)
		if len(row.Fields) > s.limits.Columns {
			return overLimit("columns", int64(s.limits.Columns))
		}
	}
	return nil
}

// fieldsAtATime are allocated together.
const fieldsAtATime = 512

// fieldsOfRow has room for the fields of a row as wide as the first, in memory that it
// shares with no other row.
func (c *csvReader) fieldsOfRow() []string {
	width := max(1, c.width)
	if width > fieldsAtATime/8 {
		return make([]string, 0, width)
	}
	if len(c.fields) < width {
		c.fields = make([]string, fieldsAtATime)
	}
	own := c.fields[:0:width]
	c.fields = c.fields[width:]
	return own
}

func (s *splitter) field(row *Row) (string, error) {
	if s.rest != "" && (s.rest[0] == ' ' || s.rest[0] == '"') && s.delimiter != '"' {
		if quoted := strings.TrimLeft(s.rest, " "); strings.HasPrefix(quoted, `"`) {
			s.rest = quoted[1:]
			return s.quoted(row)
		}
	}
	at := strings.IndexByte(s.rest, s.delimiter)
	if at < 0 {
		s.more = false
		return s.rest, nil
	}
	field := s.rest[:at]
	s.rest = s.rest[at+1:]
	return field, nil
}

var errOpenQuote = errors.New(`a quote (") is opened in this row and never closed: double it or remove it`)

// quoted reads to the closing quote: one that the delimiter or the end of the
// line follows. Doubled quotes stand for one; any other is kept as text.
func (s *splitter) quoted(row *Row) (string, error) {
	var text strings.Builder
	for {
		at := strings.IndexByte(s.rest, '"')
		if at < 0 {
			text.WriteString(s.rest)
			if err := s.continueQuote(&text); err != nil {
				return "", err
			}
			continue
		}
		text.WriteString(s.rest[:at])
		s.rest = s.rest[at+1:]
		after := strings.TrimLeft(s.rest, " ")
		switch {
		case strings.HasPrefix(s.rest, `"`):
			text.WriteByte('"')
			s.rest = s.rest[1:]
		case after == "":
			s.more = false
			return text.String(), nil
		case after[0] == s.delimiter:
			s.rest = after[1:]
			return text.String(), nil
		default:
			text.WriteByte('"')
			row.StrayQuote = true
		}
	}
}

// continueQuote appends a line end to the field and loads the next line.
func (s *splitter) continueQuote(text *strings.Builder) error {
	if text.Len() > s.limits.FieldBytes {
		return fmt.Errorf("%w; %w", errOpenQuote, overLimit("bytes in a field", int64(s.limits.FieldBytes)))
	}
	next, err := s.readLine()
	if err == io.EOF {
		return errOpenQuote
	}
	if err != nil {
		return err
	}
	text.WriteByte('\n')
	s.rest = next
	return nil
}
