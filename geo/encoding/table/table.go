package table

import (
	"bufio"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
)

// Row is one row with data.
type Row struct {
	Number int      // line of a text file where the row begins, or row of a sheet; from 1
	Fields []string // owned by the caller
	// Ragged: fewer fields than the first row of the file, or more that are not blank.
	// Rows of a sheet have no length of their own and are never ragged.
	Ragged bool
	// StrayQuote: a quoted field held a quote that was not doubled; it was kept as text.
	StrayQuote bool
	// Hidden: a row of a sheet that is hidden, by a filter or by hand. It is read like
	// any other: what a filter hides belongs to the list.
	Hidden bool
	// Merged are the areas of merged cells that this row of a sheet touches, by column.
	Merged []Merge
	// NotUTF8 says, with Options.SingleByte, why the row's text is not UTF-8. Each byte
	// of it then stands as the character of its number.
	NotUTF8 error
}

// Options of a Reader. The zero value suits every file.
type Options struct {
	Sheet     string // of a spreadsheet; "" means the first visible sheet with data
	Delimiter byte   // of a text file; 0 means found by looking at the first rows
	// SingleByte accepts text that is not UTF-8, for callers that can tell its encoding
	// from all rows (Row.NotUTF8). Without it, such text is an error wrapping ErrEncoding.
	SingleByte bool
	Limits     Limits
}

// Reader gives the rows of a table in order.
type Reader struct {
	rows   rowReader
	limits Limits
	count  int
	blanks int
	err    error
	closer io.Closer
	size   int64 // of the file whose text is read; 0 where that is not known
	format string
}

// rowReader gives rows until io.EOF; blank rows may be among them.
type rowReader interface {
	next() (Row, error)
}

// Open opens a table file. Its content decides the format, not its name:
// a spreadsheet begins as a zip archive, compressed text with the gzip mark.
// The error does not repeat the path.
func Open(path string, o Options) (*Reader, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, pathless(err)
	}
	r, err := openFile(f, o)
	if err != nil {
		f.Close()
		return nil, err
	}
	r.closer = f
	return r, nil
}

func openFile(f *os.File, o Options) (*Reader, error) {
	info, err := f.Stat()
	if err != nil {
		return nil, pathless(err)
	}
	if info.IsDir() {
		return nil, errors.New("is a directory, not a table file")
	}
	buffered := bufio.NewReaderSize(f, 1<<16)
	mark, err := buffered.Peek(4)
	if err != nil && err != io.EOF {
		return nil, pathless(err)
	}
	switch {
	case string(mark) == "PK\x03\x04":
		return NewXLSX(f, info.Size(), o)
	case string(mark) == "PK\x05\x06":
		return nil, errors.New("an empty zip archive, not a spreadsheet")
	case string(mark) == "\xd0\xcf\x11\xe0":
		return nil, errors.New("a password-protected spreadsheet or an old .xls file: " +
			"save it as .xlsx without a password, or as CSV UTF-8")
	case strings.HasPrefix(string(mark), "\x1f\x8b"):
		unzipped, err := gzip.NewReader(buffered)
		if err != nil {
			return nil, fmt.Errorf("gzip header: %w", truncation(err))
		}
		return NewCSV(unzipped, o)
	}
	r, err := NewCSV(buffered, o)
	if err == nil && info.Mode().IsRegular() {
		r.size = info.Size()
	}
	return r, err
}

// pathless drops the operation and path that the os package puts before a cause.
func pathless(err error) error {
	var p *os.PathError
	if errors.As(err, &p) {
		return p.Err
	}
	return err
}

// truncation names the usual cause of an unexpected end.
func truncation(err error) error {
	if errors.Is(err, io.ErrUnexpectedEOF) {
		return ErrTruncated
	}
	return err
}

// Next returns the next row that has a field other than white space, and io.EOF
// after the last. An error is final: later calls return it again.
func (r *Reader) Next() (Row, error) {
	for r.err == nil {
		row, err := r.rows.next()
		if err == io.EOF && r.count == 0 {
			err = ErrEmpty
		}
		if err != nil {
			r.err = err
			break
		}
		var kept bool
		if kept, r.err = r.keeps(row); kept {
			return row, nil
		}
	}
	return Row{}, r.err
}

// keeps counts a row, which is kept unless it is blank.
func (r *Reader) keeps(row Row) (bool, error) {
	if blank(row.Fields) {
		// A few kilobytes of gzip hold gigabytes of empty lines.
		if r.blanks++; r.blanks > r.limits.Rows {
			return false, overLimit("blank rows", int64(r.limits.Rows))
		}
		return false, nil
	}
	if r.count++; r.count > r.limits.Rows {
		return false, overLimit("rows", int64(r.limits.Rows))
	}
	return true, nil
}

// Format describes how the file is read: `csv, delimiter ";"`, `xlsx, sheet "Trạm"`.
func (r *Reader) Format() string { return r.format }

// Delimiter is that of a text file, 0 for a sheet.
func (r *Reader) Delimiter() byte {
	if text, ok := r.rows.(*csvReader); ok {
		return text.delimiter
	}
	return 0
}

// Close closes the file of Open. Readers over a caller's stream have nothing to close.
func (r *Reader) Close() error {
	if r.closer == nil {
		return nil
	}
	return r.closer.Close()
}

func blank(fields []string) bool {
	for _, f := range fields {
		if f != "" && f[0] > ' ' && f[0] < 0x80 { // most begin with a letter or a digit
			return false
		}
		if strings.TrimSpace(f) != "" {
			return false
		}
	}
	return true
}
