package shapefile

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// Field is a column of the .dbf.
type Field struct {
	Name     string // as in the file, NFC; a repeated name gets "_2", "_3" ...
	Type     byte   // C text, N and F numbers, D date, L logical; others are read as null
	Length   int    // bytes
	Decimals int
	offset   int // in the row
}

const (
	dbfHeaderBytes = 32
	dbfFieldBytes  = 32
	dbfHeaderEnd   = 0x0D
	dbfDeleted     = '*'
)

// table reads a .dbf row by row.
type table struct {
	r      *bufio.Reader
	name   string
	rows   int // announced
	next   int // rows read
	fields []Field
	page   codePage
	row    []byte
}

type dbfHeader struct {
	version  byte
	language byte
	rows     uint32
	size     int // of the header
	rowSize  int
}

func openTable(r io.Reader, name string) (*table, dbfHeader, error) {
	t := &table{r: bufio.NewReaderSize(r, 64<<10), name: name}
	h, err := t.readHeader()
	if err != nil {
		return nil, h, &ReadError{File: name, Err: err}
	}
	t.rows = int(h.rows)
	t.row = make([]byte, h.rowSize)
	return t, h, nil
}

func (t *table) readHeader() (h dbfHeader, err error) {
	var b [dbfHeaderBytes]byte
	if _, err := io.ReadFull(t.r, b[:]); err != nil {
		return h, endOfData(err, "in its header")
	}
	h = dbfHeader{
		version: b[0], language: b[29], rows: binary.LittleEndian.Uint32(b[4:]),
		size: int(binary.LittleEndian.Uint16(b[8:])), rowSize: int(binary.LittleEndian.Uint16(b[10:])),
	}
	if v := h.version & 7; v != 3 && h.version&0xF8 != 0x30 && h.version != 0xF5 {
		return h, fmt.Errorf("dBASE version byte 0x%02X: only dBASE III to V and FoxPro tables can be read, export it again", h.version)
	}
	if h.size < dbfHeaderBytes+1 || h.rowSize < 1 || h.rows > 1<<31-1 {
		return h, errors.New("the header is damaged (sizes make no sense): export the table again")
	}
	rest := make([]byte, h.size-dbfHeaderBytes)
	if _, err := io.ReadFull(t.r, rest); err != nil {
		return h, endOfData(err, "in its header")
	}
	for ; len(rest) >= dbfFieldBytes && rest[0] != dbfHeaderEnd; rest = rest[dbfFieldBytes:] {
		t.fields = append(t.fields, Field{
			Name: string(rest[:11]), Type: rest[11], Length: int(rest[16]), Decimals: int(rest[17]),
		})
	}
	return h, t.layOut(h.rowSize)
}

// layOut places the fields in the row. FoxPro and Clipper keep the high byte of a
// text field's length where others have the decimals.
func (t *table) layOut(rowSize int) error {
	sum, long := 1, 1
	for _, f := range t.fields {
		sum += f.Length
		long += f.Length
		if f.Type == 'C' {
			long += f.Decimals << 8
		}
	}
	wide := sum != rowSize && long == rowSize
	if sum > rowSize {
		return fmt.Errorf("the fields need %d bytes, a row has %d: export the table again", sum, rowSize)
	}
	offset := 1
	for i := range t.fields {
		f := &t.fields[i]
		if wide && f.Type == 'C' {
			f.Length += f.Decimals << 8
			f.Decimals = 0
		}
		f.offset = offset
		offset += f.Length
	}
	return nil
}

// nameFields decodes the names, now that the code page is known, and keeps them apart.
func (t *table) nameFields() error {
	seen := map[string]bool{}
	for i := range t.fields {
		f := &t.fields[i]
		raw := []byte(f.Name)
		if end := bytes.IndexByte(raw, 0); end >= 0 {
			raw = raw[:end]
		}
		name, err := t.page.text(raw)
		if err != nil {
			return &ReadError{File: t.name, Err: fmt.Errorf("name of field %d: %w", i+1, err)}
		}
		unique := name
		for n := 2; seen[unique]; n++ {
			unique = fmt.Sprintf("%s_%d", name, n)
		}
		seen[unique] = true
		f.Name = unique
	}
	return nil
}

// nextRow reads a row into t.row; io.EOF after the last announced.
func (t *table) nextRow() (deleted bool, err error) {
	if t.next >= t.rows {
		return false, io.EOF
	}
	t.next++
	if _, err := io.ReadFull(t.r, t.row); err != nil {
		err = endOfData(err, fmt.Sprintf("(its header announces %d rows)", t.rows))
		return false, &ReadError{File: t.name, Record: t.next, Err: err}
	}
	return t.row[0] == dbfDeleted, nil
}

// attributes decodes t.row. A text that cannot be decoded is null and an error; the
// other fields are read all the same.
func (t *table) attributes() (Attributes, error) {
	a := Attributes{fields: t.fields, values: make([]value, len(t.fields))}
	var first error
	for i, f := range t.fields {
		v, err := t.decode(f, t.row[f.offset:f.offset+f.Length])
		if err != nil && first == nil {
			first = &RecordError{Record: t.next, File: t.name, Field: f.Name, Reason: err.Error()}
		}
		a.values[i] = v
	}
	return a, first
}

func (t *table) decode(f Field, raw []byte) (value, error) {
	text := trim(raw)
	if len(text) == 0 {
		return value{}, nil
	}
	switch f.Type {
	case 'C':
		s, err := t.page.text(raw)
		return value{s, err == nil && s != ""}, err
	case 'N', 'F':
		if bytes.IndexByte(text, '*') >= 0 { // did not fit, or null as GDAL writes it
			return value{}, nil
		}
		return value{string(text), isASCII(text)}, nil
	case 'D':
		return date(text), nil
	case 'L':
		return logical(text[0]), nil
	}
	return value{}, nil
}

func date(text []byte) value {
	if len(bytes.Trim(text, "0")) == 0 {
		return value{}
	}
	s := string(text)
	if len(s) == 8 && isASCII(text) {
		s = s[:4] + "-" + s[4:6] + "-" + s[6:]
	}
	return value{s, isASCII(text)}
}

func logical(b byte) value {
	switch b {
	case 'T', 't', 'Y', 'y':
		return value{"true", true}
	case 'F', 'f', 'N', 'n':
		return value{"false", true}
	}
	return value{}
}

// trim drops what pads a field: blanks and NULs.
func trim(raw []byte) []byte { return bytes.Trim(raw, " \t\r\n\x00") }

// unreadable lists fields of types that hold no text.
func (t *table) unreadable() (names []string) {
	for _, f := range t.fields {
		if bytes.IndexByte([]byte("CNFDL"), f.Type) < 0 {
			names = append(names, fmt.Sprintf("%s (type %q)", f.Name, f.Type))
		}
	}
	return names
}
