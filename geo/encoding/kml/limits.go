package kml

import (
	"cmp"
	"fmt"
	"io"
)

// Limits bounds what a Reader takes from an input it does not trust. A zero field
// means its default.
type Limits struct {
	MaxBytes       int64 // of XML after decompression; default 4 GiB
	MaxRecords     int   // placemarks; default 50,000,000
	MaxRecordBytes int   // of XML of one placemark, and between two; default 64 MiB
	MaxVertices    int   // of one placemark; default 10,000,000
	MaxFields      int   // of one placemark; default 1,000
}

func (l Limits) withDefaults() Limits {
	l.MaxBytes = cmp.Or(max(l.MaxBytes, 0), 4<<30)
	l.MaxRecords = cmp.Or(max(l.MaxRecords, 0), 50_000_000)
	l.MaxRecordBytes = cmp.Or(max(l.MaxRecordBytes, 0), 64<<20)
	l.MaxVertices = cmp.Or(max(l.MaxVertices, 0), 10_000_000)
	l.MaxFields = cmp.Or(max(l.MaxFields, 0), 1000)
	return l
}

// maxDepth bounds elements within elements; real files have some dozen levels.
const maxDepth = 200

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

// RecordError is a defect of one placemark: the caller rejects it and goes on with Next.
type RecordError struct {
	Number int    // of the placemark, from 1
	Line   int    // where it ends, from 1
	Name   string // of the placemark, if it has one
	Reason string // what is wrong and what to do
}

// Error says what is wrong, where, and what to do.
func (e *RecordError) Error() string {
	if e.Name != "" {
		return fmt.Sprintf("placemark %d (%q, line %d): %s", e.Number, e.Name, e.Line, e.Reason)
	}
	return fmt.Sprintf("placemark %d (line %d): %s", e.Number, e.Line, e.Reason)
}

// ReadError ends the reading. Unwrap gives the cause (*LimitError, *xml.SyntaxError,
// io.ErrUnexpectedEOF for a text cut short, an error of the file system).
type ReadError struct {
	Records int // placemarks read before
	Line    int // from 1; 0 before the XML
	Err     error
}

// Error says what is wrong, where, and what to do.
func (e *ReadError) Error() string {
	if e.Line == 0 {
		return e.Err.Error()
	}
	return fmt.Sprintf("line %d, after %d placemarks: %v", e.Line, e.Records, e.Err)
}

// Unwrap returns the cause.
func (e *ReadError) Unwrap() error { return e.Err }

// budget bounds the bytes of the whole and of a part of it.
type budget struct {
	r           io.Reader
	whole, part int64 // bytes left
	limits      Limits
}

// refill allows another part.
func (b *budget) refill() { b.part = int64(b.limits.MaxRecordBytes) }

func (b *budget) Read(p []byte) (int, error) {
	switch {
	case b.whole <= 0:
		return 0, &LimitError{"MaxBytes", b.limits.MaxBytes}
	case b.part <= 0:
		return 0, &LimitError{"MaxRecordBytes", int64(b.limits.MaxRecordBytes)}
	}
	n, err := b.r.Read(p[:min(int64(len(p)), b.whole, b.part)])
	b.whole -= int64(n)
	b.part -= int64(n)
	return n, err
}
