package shapefile

import (
	"cmp"
	"errors"
	"fmt"
	"io"
)

// Limits bounds what a Reader takes from an input it does not trust. A zero field
// means its default.
type Limits struct {
	MaxBytes    int64 // of .shp and .dbf each, unpacked; default 16 GiB
	MaxRecords  int   // default 50,000,000
	MaxVertices int   // of one record; default 10,000,000
	MaxParts    int   // rings or lines of one record; default 100,000
}

func (l Limits) withDefaults() Limits {
	l.MaxBytes = cmp.Or(max(l.MaxBytes, 0), 16<<30)
	l.MaxRecords = cmp.Or(max(l.MaxRecords, 0), 50_000_000)
	l.MaxVertices = min(cmp.Or(max(l.MaxVertices, 0), 10_000_000), 50_000_000)
	l.MaxParts = cmp.Or(max(l.MaxParts, 0), 100_000)
	return l
}

// maxSideBytes bounds .prj and .cpg, which are read whole.
const maxSideBytes = 64 << 10

// LimitError says which field of Limits the input exceeded. It always ends the
// reading.
type LimitError struct {
	Limit string // name of the field of Limits
	Value int64  // its value
}

// Error says what is wrong, where, and what to do.
func (e *LimitError) Error() string {
	return fmt.Sprintf("input exceeds %s = %d: raise the limit if the file is to be trusted", e.Limit, e.Value)
}

// RecordError is a defect of one record: the caller rejects it and goes on with Next.
type RecordError struct {
	Record int    // from 1
	File   string // with extension
	Field  string // of the .dbf; empty for the geometry
	Reason string // what is wrong and what to do
}

// Error says what is wrong, where, and what to do.
func (e *RecordError) Error() string {
	if e.Field != "" {
		return fmt.Sprintf("%s: record %d: field %s: %s", e.File, e.Record, e.Field, e.Reason)
	}
	return fmt.Sprintf("%s: record %d: %s", e.File, e.Record, e.Reason)
}

// ReadError ends the reading. Unwrap gives the cause (*LimitError,
// io.ErrUnexpectedEOF for a file cut short, an error of the file system).
type ReadError struct {
	File   string // with extension
	Record int    // being read, from 1; 0 before the first
	Err    error
}

// Error says what is wrong, where, and what to do.
func (e *ReadError) Error() string {
	if e.Record == 0 {
		return fmt.Sprintf("%s: %v", e.File, e.Err)
	}
	return fmt.Sprintf("%s: record %d: %v", e.File, e.Record, e.Err)
}

// Unwrap returns the cause.
func (e *ReadError) Unwrap() error { return e.Err }

// cutShort is a sentence for the user that unwraps to io.ErrUnexpectedEOF.
type cutShort string

func (e cutShort) Error() string { return string(e) }
func (cutShort) Unwrap() error   { return io.ErrUnexpectedEOF }

// endOfData turns an end in the middle of something into cutShort.
func endOfData(err error, what string) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return cutShort("the file is cut short " + what + ": get the whole file again")
	}
	return err
}

// counted counts and bounds the bytes read.
type counted struct {
	r        io.Reader
	n, limit int64
}

func (c *counted) Read(p []byte) (int, error) {
	if c.n > c.limit {
		return 0, &LimitError{"MaxBytes", c.limit}
	}
	if room := c.limit - c.n + 1; int64(len(p)) > room {
		p = p[:room]
	}
	n, err := c.r.Read(p)
	c.n += int64(n)
	return n, err
}
