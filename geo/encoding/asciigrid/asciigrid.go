package asciigrid

import (
	"errors"
	"fmt"
	"io"
	"math"

	"github.com/klauspost/compress/gzip"

	"phusong/geo/raster"
)

// Limits bounds what a file may ask for. The zero value of a field means its
// default.
type Limits struct {
	MaxCells int64 // columns x rows; default 2^33
	MaxCols  int   // default 2^24; one row is held in memory
}

func (l Limits) withDefaults() Limits {
	if l.MaxCells == 0 {
		l.MaxCells = 1 << 33
	}
	if l.MaxCols == 0 {
		l.MaxCols = 1 << 24
	}
	return l
}

// File is an open grid. It is not safe for concurrent use.
type File struct {
	r      io.ReaderAt
	size   int64
	header Header
	crs    *raster.CRS
	words  *scanner
	next   int       // row that the words begin
	row    []float64 // the row before it
	odd    string    // first line that does not hold one row, for messages
}

var _ raster.RowReader = (*File)(nil)

// Open reads the header of a grid of size bytes; gzip is recognised by its first
// bytes. r must stay open while the File is read.
func Open(r io.ReaderAt, size int64, limits Limits) (*File, error) {
	limits = limits.withDefaults()
	f := &File{r: r, size: size}
	if err := f.rewind(); err != nil {
		return nil, err
	}
	h := f.header
	if h.Cols > limits.MaxCols || int64(h.Cols)*int64(h.Rows) > limits.MaxCells {
		return nil, fmt.Errorf("grid of %d x %d cells, more than the limit of %d columns and %d cells", h.Cols, h.Rows, limits.MaxCols, limits.MaxCells)
	}
	return f, nil
}

// rewind starts over at the first value.
func (f *File) rewind() (err error) {
	var text io.Reader = io.NewSectionReader(f.r, 0, f.size)
	magic := make([]byte, 4)
	n, _ := f.r.ReadAt(magic, 0)
	switch magic := string(magic[:n]); {
	case n >= 2 && magic[:2] == "\x1f\x8b":
		if text, err = gzip.NewReader(text); err != nil {
			return fmt.Errorf("gzip: %w", err)
		}
	case magic == "DSAA":
		return errors.New("a Surfer grid, not an ESRI ASCII grid; convert: gdal_translate -of AAIGrid IN OUT.asc")
	case n >= 2 && (magic[:2] == "\xff\xfe" || magic[:2] == "\xfe\xff"):
		return errors.New("the text is UTF-16; save the grid as plain text")
	}
	f.words, f.next, f.odd = newScanner(text), 0, ""
	f.header, err = readHeader(f.words)
	return err
}

// Header returns the head of the file.
func (f *File) Header() Header { return f.header }

// SetCRS states the coordinate system, as ParsePRJ read it from the .prj file.
func (f *File) SetCRS(crs raster.CRS) { f.crs = &crs }

// Grid places the cells. Without SetCRS the header is taken as degrees of
// WGS 84, and refused if it cannot be.
func (f *File) Grid() (raster.Grid, error) {
	if f.crs != nil {
		if err := f.crs.RequireWGS84(); err != nil {
			return raster.Grid{}, err
		}
	}
	return f.header.grid()
}

// ReadRows implements raster.RowReader. A row before the last one read starts
// the file over. Infinite values are errors. The last row must end the file.
func (f *File) ReadRows(row0, rows int, dst []float64) error {
	return f.ReadWindow(raster.Window{Row0: row0, Col1: f.header.Cols, Row1: row0 + rows}, dst)
}

// ReadWindow implements raster.RowReader.
func (f *File) ReadWindow(w raster.Window, dst []float64) error {
	h := f.header
	if err := w.Check(h.Cols, h.Rows); err != nil {
		return err
	}
	width := w.Col1 - w.Col0
	if int64(len(dst)) < int64(width)*int64(w.Row1-w.Row0) {
		return fmt.Errorf("destination of %d values for a window of %d x %d", len(dst), width, w.Row1-w.Row0)
	}
	for row := w.Row0; row < w.Row1; row++ {
		if err := f.seek(row); err != nil {
			return err
		}
		copy(dst[(row-w.Row0)*width:], f.row[w.Col0:w.Col1])
	}
	return nil
}

// seek makes row the current one.
func (f *File) seek(row int) error {
	if row < f.next-1 || f.next > f.header.Rows {
		if err := f.rewind(); err != nil {
			return err
		}
	}
	for f.next <= row {
		if err := f.readRow(); err != nil {
			f.next = f.header.Rows + 1 // the text is spent: start over next time
			return err
		}
	}
	return nil
}

// readRow reads the next row, and the end of the file after the last one. The
// row grows with the words found, so that a header alone costs no memory.
func (f *File) readRow() error {
	f.row = f.row[:0]
	for col := range f.header.Cols {
		v, err := f.value(col)
		if err != nil {
			return err
		}
		f.row = append(f.row, v)
	}
	f.next++
	if f.next < f.header.Rows {
		return nil
	}
	extra, err := f.words.token()
	switch {
	case err == nil:
		return fmt.Errorf("line %d: %q stands after the last of %d x %d values%s", f.words.line, extra, f.header.Cols, f.header.Rows, f.odd)
	case err != io.EOF:
		return fmt.Errorf("after the last row: %w", err)
	}
	return nil
}

func (f *File) value(col int) (float64, error) {
	s := f.words
	before, count := s.line, s.inLine
	word, err := s.token()
	if s.line != before || err == io.EOF {
		f.noteLine(before, count)
	}
	switch {
	case err == io.EOF:
		return 0, fmt.Errorf("row %d, column %d: the file ends after %d of %d values%s", f.next, col,
			int64(f.next)*int64(f.header.Cols)+int64(col), int64(f.header.Rows)*int64(f.header.Cols), f.odd)
	case err != nil:
		return 0, fmt.Errorf("row %d, column %d: %w", f.next, col, err)
	}
	v, err := parseNumber(word)
	empty := f.header.isNoData(v)
	if err == nil && math.IsInf(v, 0) && !empty {
		err = fmt.Errorf("%q is infinite", word)
	}
	if err != nil {
		return 0, fmt.Errorf("row %d, column %d (line %d): %w", f.next, col, s.line, err)
	}
	if empty {
		v = math.NaN()
	}
	return v, nil
}

// noteLine remembers the first line of values that is not one row long. Lines
// may wrap, so it matters only when the count is wrong in the end.
func (f *File) noteLine(line, count int) {
	if f.odd == "" && count != 0 && count != f.header.Cols {
		f.odd = fmt.Sprintf("; the first line that is not one row is line %d, with %d values for %d columns", line, count, f.header.Cols)
	}
}
