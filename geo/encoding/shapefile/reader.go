package shapefile

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/paulmach/orb"
)

// Record is one record of the shapefile.
type Record struct {
	// Geometry is nil for a null or empty shape. A polygon or polyline of one part is
	// a Polygon or LineString, of more a MultiPolygon or MultiLineString. Shells are
	// counter-clockwise and every ring is closed.
	Geometry   orb.Geometry
	Attributes Attributes
	Number     int      // from 1, deleted records counted
	HasZ, HasM bool     // heights or measures were there and dropped
	Repairs    []string // what was repaired in the geometry; see Reader
}

// Reader reads the records of one shapefile in order. It is not safe for
// concurrent use. Close it.
//
// A geometry is repaired where the meaning is plain (an open ring, a ring without
// area beside others, a hole standing before its shell); Record.Repairs says so.
type Reader struct {
	shapes  *shapes
	table   *table // nil without .dbf
	index   *index // nil without a usable .shx
	crs     CRS
	closers []io.Closer
	limits  Limits

	number   int
	deleted  int
	warnings []string
	err      error // sticky
}

// newReader opens the files of a set.
func newReader(set parts, base string, opts Options) (*Reader, error) {
	r := &Reader{limits: opts.Limits.withDefaults()}
	err := r.open(set, base, opts)
	if err != nil {
		r.Close()
		return nil, err
	}
	return r, nil
}

func (r *Reader) open(set parts, base string, opts Options) error {
	if _, ok := set[".shp"]; !ok {
		return fmt.Errorf("%s.shp is missing: a shapefile needs .shp, .dbf and .shx together", base)
	}
	in, err := r.stream(set, ".shp")
	if err != nil {
		return err
	}
	if r.shapes, err = openShapes(in, set[".shp"].name, r.limits); err != nil {
		return err
	}
	if err := r.openTable(set, opts); err != nil {
		return err
	}
	if err := r.openIndex(set); err != nil {
		return err
	}
	wkt, ok, err := set.readSide(".prj")
	if err != nil {
		return err
	}
	if ok && strings.TrimSpace(wkt) != "" {
		r.crs = parseCRS(strings.TrimSpace(wkt))
	} else {
		r.warn("no .prj: coordinates taken as longitude and latitude if they can be")
	}
	r.crs.bound = r.shapes.bound
	return nil
}

func (r *Reader) openTable(set parts, opts Options) error {
	if _, ok := set[".dbf"]; !ok {
		r.warn("no .dbf: the records have no attributes")
		return nil
	}
	in, err := r.stream(set, ".dbf")
	if err != nil {
		return err
	}
	t, header, err := openTable(in, set[".dbf"].name)
	if err != nil {
		return err
	}
	r.table = t
	cpg, hasCPG, err := set.readSide(".cpg")
	if err != nil {
		return err
	}
	switch {
	case opts.Decode != nil:
		t.page = codePage{customPage, func(raw []byte, _ bool) (string, error) { return opts.Decode(raw) }}
	case opts.Encoding != "":
		t.page, err = namedPage(opts.Encoding)
	case hasCPG && strings.TrimSpace(cpg) != "":
		if t.page, err = namedPage(cpg); err != nil {
			err = &ReadError{File: set[".cpg"].name, Err: err}
		}
	default:
		t.page = languagePage(header.language)
	}
	if err == nil && t.page.name == guessed {
		t.page, err = toldPage(set[".dbf"], header.size)
	}
	if err != nil {
		return err
	}
	if err := t.nameFields(); err != nil {
		return err
	}
	if names := t.unreadable(); len(names) > 0 {
		r.warn("fields read as null: " + strings.Join(names, ", "))
	}
	return nil
}

// stream opens a part within MaxBytes; Close closes it.
func (r *Reader) stream(set parts, ext string) (io.Reader, error) {
	p := set[ext]
	f, err := p.open()
	if err != nil {
		return nil, &ReadError{File: p.name, Err: err}
	}
	r.closers = append(r.closers, f)
	return &counted{r: f, limit: r.limits.MaxBytes}, nil
}

// mostNotes bounds warnings of a file and repairs of a record; the last says that
// there were more.
const mostNotes = 50

func note(list []string, text string) []string {
	switch {
	case len(list) < mostNotes:
		return append(list, text)
	case len(list) == mostNotes:
		return append(list, "and more of the kind")
	}
	return list
}

func (r *Reader) warn(text string) { r.warnings = note(r.warnings, text) }

// Next returns the next record that is not deleted, or io.EOF after the last.
//
// A *RecordError rejects one record: the Record beside it holds what could be read,
// and Next may be called again. Any other error is final, is a *ReadError that names
// file and record, and is returned again by later calls.
func (r *Reader) Next() (Record, error) {
	for r.err == nil {
		record, deleted, err := r.next()
		var rejected *RecordError
		switch {
		case err == nil && deleted:
			r.deleted++
			continue
		case err == nil, errors.As(err, &rejected):
			return record, err
		}
		r.err = err
	}
	return Record{}, r.err
}

func (r *Reader) next() (record Record, deleted bool, err error) {
	content, err := r.nextShape()
	if err != nil {
		return record, false, err
	}
	r.number++
	record.Number = r.number
	if r.number > r.limits.MaxRecords {
		return record, false, r.fail(&LimitError{"MaxRecords", int64(r.limits.MaxRecords)})
	}
	if r.table != nil {
		deleted, err = r.table.nextRow()
		if err == io.EOF {
			err = &ReadError{r.table.name, r.number, cutShort(fmt.Sprintf("the table has %d rows, the .shp has more records: "+
				"the files do not belong together or one was cut short", r.table.rows))}
		}
		if err != nil || deleted {
			return record, deleted, err
		}
		record.Attributes, err = r.table.attributes()
	}
	s, geometryErr := r.shapes.decode(content)
	var limit *LimitError
	if errors.As(geometryErr, &limit) {
		return record, false, r.fail(geometryErr)
	}
	if geometryErr == nil {
		geometryErr = r.judge(s.geometry)
	}
	if geometryErr != nil {
		return record, false, &RecordError{Record: r.number, File: r.shapes.name, Reason: geometryErr.Error()}
	}
	record.Geometry, record.HasZ, record.HasM, record.Repairs = s.geometry, s.hasZ, s.hasM, s.repairs
	return record, false, err
}

// judge refuses degrees that lie off the globe.
func (r *Reader) judge(g orb.Geometry) error {
	inDegrees := r.crs.Kind == CRSGeographic || r.crs.Kind == CRSMissing && onGlobe(r.crs.bound)
	if g == nil || !inDegrees || isEmpty(g) {
		return nil
	}
	if b := g.Bound(); !onGlobe(b) {
		return fmt.Errorf("coordinates from %v to %v are no longitudes and latitudes, as those of the file are (CRS %q)", b.Min, b.Max, r.crs.Name)
	}
	return nil
}

// isEmpty tells a geometry of no points, whose bound means nothing.
func isEmpty(g orb.Geometry) bool {
	switch g := g.(type) {
	case orb.MultiPoint:
		return len(g) == 0
	case orb.MultiLineString:
		for _, line := range g {
			if len(line) > 0 {
				return false
			}
		}
		return true
	}
	return false
}

// nextShape reads the next record of the .shp and decides where the file ends.
func (r *Reader) nextShape() ([]byte, error) {
	s := r.shapes
	tableDone := r.table == nil || r.table.next >= r.table.rows
	if s.pos >= s.length && tableDone {
		return nil, r.finish()
	}
	if r.index != nil {
		if err := r.followIndex(); err != nil {
			return nil, r.fail(err)
		}
	}
	content, err := s.next()
	switch {
	case err == io.EOF && r.table != nil && tableDone:
		r.warn(fmt.Sprintf("the header of the .shp announces %d bytes, there are %d; the .dbf has as many rows", s.length, s.pos))
		return nil, r.finish()
	case err == io.EOF && s.pos < s.length:
		return nil, r.fail(cutShort(fmt.Sprintf("the file is cut short after %d of %d bytes: get the whole file again", s.pos, s.length)))
	case err == io.EOF:
		return nil, r.fail(cutShort(fmt.Sprintf("the .shp ends, the .dbf has %d rows: the files do not belong together or one was cut short", r.table.rows)))
	case err != nil:
		return nil, r.fail(err)
	}
	return content, nil
}

// finish checks that the index has no more records than were read, and lets a zip
// archive verify its checksums.
func (r *Reader) finish() error {
	if r.index != nil && r.index.records > r.number {
		return r.fail(cutShort(fmt.Sprintf("the .shx lists %d records, the .shp has %d: the .shp was cut short", r.index.records, r.number)))
	}
	switch _, err := r.shapes.r.ReadByte(); {
	case err == nil:
		r.warn(fmt.Sprintf("bytes after the %d that the header of the .shp announces: not read", r.shapes.length))
	case err != io.EOF:
		return r.fail(err)
	}
	if r.table == nil {
		return io.EOF
	}
	// The end mark 0x1A and what some writers leave after it.
	if _, err := io.CopyN(io.Discard, r.table.r, 64<<10); err != nil && err != io.EOF {
		return &ReadError{File: r.table.name, Err: err}
	}
	return io.EOF
}

func (r *Reader) fail(err error) error {
	number := r.number
	if _, isLimit := err.(*LimitError); !isLimit {
		number++
	}
	return &ReadError{File: r.shapes.name, Record: number, Err: err}
}

// Close closes the files.
func (r *Reader) Close() error {
	var errs []error
	for _, c := range r.closers {
		errs = append(errs, c.Close())
	}
	r.closers = nil
	return errors.Join(errs...)
}

// Fields returns the columns of the .dbf.
func (r *Reader) Fields() []Field {
	if r.table == nil {
		return nil
	}
	return append([]Field(nil), r.table.fields...)
}

// CRS returns what the .prj says.
func (r *Reader) CRS() CRS { return r.crs }

// Encoding names the code page of the attributes; empty without a .dbf.
func (r *Reader) Encoding() string {
	if r.table == nil {
		return ""
	}
	return r.table.page.name
}

// ShapeType returns the type in the header, such as "PolygonZ".
func (r *Reader) ShapeType() string { return shapeNames[r.shapes.shapeType] }

// Bound returns the extent that the header states, in the file's coordinates.
func (r *Reader) Bound() orb.Bound { return r.shapes.bound }

// Rows returns the rows of the .dbf, deleted ones included; -1 without a .dbf.
func (r *Reader) Rows() int {
	if r.table == nil {
		return -1
	}
	return r.table.rows
}

// Deleted counts the records passed over so far because the .dbf marks them deleted.
func (r *Reader) Deleted() int { return r.deleted }

// Warnings returns what is doubtful about the files as a whole; complete after the
// last Next.
func (r *Reader) Warnings() []string { return append([]string(nil), r.warnings...) }
