package table

import (
	"errors"
	"fmt"
	"io"
)

var (
	// ErrLimit says that an input is larger than a limit allows.
	ErrLimit = errors.New("size limit exceeded")
	// ErrEmpty says that an input holds no row at all.
	ErrEmpty = errors.New("the table is empty")
	// ErrEncoding says that a text file is not UTF-8, nor UTF-16 with a byte order mark.
	ErrEncoding = errors.New("not UTF-8 text")
	// ErrTruncated says that compressed data ends early.
	ErrTruncated = errors.New("compressed data ends early, the file is truncated")
)

// Limits bounds what a reader accepts. A field of value 0 means its default.
type Limits struct {
	Bytes      int64 // of text after decompression, or of one sheet's XML; default 4 GiB
	Rows       int   // with data; default 20 million
	Columns    int   // of a row; default 4096
	FieldBytes int   // of one field; default 1 MiB
}

func (l Limits) withDefaults() Limits {
	if l.Bytes == 0 {
		l.Bytes = 4 << 30
	}
	if l.Rows == 0 {
		l.Rows = 20_000_000
	}
	if l.Columns == 0 {
		l.Columns = 4096
	}
	if l.FieldBytes == 0 {
		l.FieldBytes = 1 << 20
	}
	return l
}

func overLimit(what string, limit int64) error {
	return fmt.Errorf("more than %d %s: %w", limit, what, ErrLimit)
}

// limitedReader fails, rather than ending, when its input is longer than the limit.
type limitedReader struct {
	r     io.Reader
	left  int64
	limit int64
}

func newLimitedReader(r io.Reader, limit int64) *limitedReader {
	return &limitedReader{r: r, left: limit, limit: limit}
}

func (l *limitedReader) Read(p []byte) (int, error) {
	if l.left < 0 {
		return 0, overLimit("bytes", l.limit)
	}
	// One byte more than allowed tells a full input from a longer one.
	if int64(len(p)) > l.left+1 {
		p = p[:l.left+1]
	}
	n, err := l.r.Read(p)
	l.left -= int64(n)
	if l.left < 0 {
		return n - 1, overLimit("bytes", l.limit)
	}
	return n, err
}
