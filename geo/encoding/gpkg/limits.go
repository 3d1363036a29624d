package gpkg

import (
	"cmp"
	"errors"
	"fmt"
	"io"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// Limits bounds what a Reader takes from an input it does not trust. A zero field
// means its default.
type Limits struct {
	MaxBytes    int64 // of the values of all rows together; default 16 GiB
	MaxRowBytes int   // of one value, and of one row; default 256 MiB, at most 1 GiB
	MaxRows     int   // of the layer; default 50,000,000
	MaxVertices int   // of one geometry; default 10,000,000
	MaxParts    int   // points, rings, lines or members of one geometry; default 1,000,000
}

func (l Limits) withDefaults() Limits {
	l.MaxBytes = cmp.Or(max(l.MaxBytes, 0), 16<<30)
	l.MaxRowBytes = min(cmp.Or(max(l.MaxRowBytes, 0), 256<<20), 1<<30)
	l.MaxRows = cmp.Or(max(l.MaxRows, 0), 50_000_000)
	l.MaxVertices = min(cmp.Or(max(l.MaxVertices, 0), 10_000_000), 50_000_000)
	l.MaxParts = min(cmp.Or(max(l.MaxParts, 0), 1_000_000), 50_000_000)
	return l
}

// Bounds of what describes the tables; real files have some dozens of tables.
const (
	maxSchemaPages = 10_000
	maxObjects     = 100_000
	maxLayers      = 10_000
	maxSRS         = 100_000
)

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

// RecordError is a defect of one row: the caller rejects it and goes on with Next.
type RecordError struct {
	File, Table string
	FID         int64  // the row's number, which GIS programs show as fid
	Field       string // of an attribute; the geometry column otherwise
	Reason      string // what is wrong and what to do
}

// Error says what is wrong, where, and what to do.
func (e *RecordError) Error() string {
	return fmt.Sprintf("%s: table %s: fid %d: %s: %s", e.File, e.Table, e.FID, e.Field, e.Reason)
}

// ReadError ends the reading. Unwrap gives the cause (*LimitError, io.ErrUnexpectedEOF
// for a file cut short, an error of the file system).
type ReadError struct {
	File  string
	Table string // empty where the file as a whole is at fault
	After int64  // number of the last row read; 0 before the first
	Err   error
}

// Error says what is wrong, where, and what to do.
func (e *ReadError) Error() string {
	switch {
	case e.Table == "":
		return fmt.Sprintf("%s: %v", e.File, e.Err)
	case e.After == 0:
		return fmt.Sprintf("%s: table %s: %v", e.File, e.Table, e.Err)
	}
	return fmt.Sprintf("%s: table %s: after fid %d: %v", e.File, e.Table, e.After, e.Err)
}

// Unwrap returns the cause.
func (e *ReadError) Unwrap() error { return e.Err }

// cutShort is a sentence for the user that unwraps to io.ErrUnexpectedEOF.
type cutShort string

func (e cutShort) Error() string { return string(e) }
func (cutShort) Unwrap() error   { return io.ErrUnexpectedEOF }

// errDamaged is what contradictions within the file get.
var errDamaged = errors.New("the pages of the file contradict one another, it is damaged: get the whole file again, or save it anew in QGIS")

// explain puts an error of SQLite in words for the user.
func explain(err error, limits Limits) error {
	var e *sqlite.Error
	if !errors.As(err, &e) {
		return err
	}
	switch e.Code() & 0xFF {
	case sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_FORMAT:
		return errDamaged
	case sqlite3.SQLITE_TOOBIG:
		return &LimitError{"MaxRowBytes", int64(limits.MaxRowBytes)}
	case sqlite3.SQLITE_IOERR:
		return fmt.Errorf("the file cannot be read: %w", err)
	}
	return err
}
