package gpkg

import (
	"database/sql"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/paulmach/orb"
	"golang.org/x/text/unicode/norm"

	"phusong/geo/crs"
)

// Options say what to read. The zero value reads the only layer.
type Options struct {
	Layer string // by name; empty: the only one, else the only one that fits Shape
	Shape Shape
	// AnySystem takes geometries whatever system they and the layer state, because the
	// caller knows better.
	AnySystem bool
	Limits    Limits
}

// Record is one row of the layer.
type Record struct {
	// Geometry is nil where the row has none, or a blob of no bytes. Coordinates are the file's, x east, y north;
	// nothing is repaired: rings may be open, self-crossing or turned the wrong way. An
	// empty point is an empty MultiPoint.
	Geometry   orb.Geometry
	Attributes Attributes
	FID        int64 // the row's number, which GIS programs show as fid
	HasZ, HasM bool  // heights or measures were there and dropped
}

// Reader reads the rows of one layer in the order of their numbers. It is not safe for
// concurrent use. Close it.
type Reader struct {
	db      *database
	layer   Layer
	fields  []Field
	keyName string // of the primary key where Fields leaves it out
	cursor  *cursor

	blob     sql.RawBytes
	anySRS   bool
	into     []any // where the cursor scans to
	values   []any
	binary   map[string]bool // fields with binary values, noted once
	bytes    int64
	warnings []string
	err      error // sticky
}

// Open opens a layer of a GeoPackage. Layers that cannot be read, such as views, are an
// error if they are the one chosen.
func Open(path string, opts Options) (*Reader, error) {
	d, err := openDatabase(path, opts.Limits)
	if err != nil {
		return nil, err
	}
	r := &Reader{db: d, binary: map[string]bool{}, anySRS: opts.AnySystem}
	if err := r.open(opts); err != nil {
		d.close()
		return nil, err
	}
	return r, nil
}

func (r *Reader) open(opts Options) error {
	all, err := r.db.layers()
	if err != nil {
		return err
	}
	if r.layer, err = choose(all, opts.Layer, opts.Shape); err != nil {
		return &ReadError{File: r.db.name, Err: err}
	}
	if r.layer.Refused != nil {
		return r.fail(r.layer.Refused)
	}
	columns, err := r.db.columns(r.layer.Name)
	if err != nil {
		return r.fail(explain(err, r.db.limits))
	}
	number, err := rowNumber(columns)
	if err != nil {
		return r.fail(err)
	}
	if r.layer.Geometry != "" && !slices.ContainsFunc(columns, func(c column) bool { return lower(c.name) == lower(r.layer.Column) }) {
		return r.fail(fmt.Errorf("it has no column %q, which gpkg_geometry_columns names", r.layer.Column))
	}
	names := r.arrange(columns)
	if r.cursor, err = r.db.open(r.layer.Name, names, number); err != nil {
		return r.fail(err)
	}
	return nil
}

// keyNames are those that GDAL and QGIS give to the number of a row: it is no attribute then.
var keyNames = []string{"fid", "ogc_fid"}

// arrange sets the fields and where the cursor scans to; it returns the columns to read.
func (r *Reader) arrange(columns []column) []string {
	var names []string
	for _, c := range columns {
		switch {
		case r.layer.Geometry != "" && lower(c.name) == lower(r.layer.Column):
		case c.key && slices.Contains(keyNames, lower(c.name)):
			r.keyName = norm.NFC.String(c.name)
		default:
			names = append(names, c.name)
			r.fields = append(r.fields, Field{Name: norm.NFC.String(c.name), Type: c.declared})
		}
	}
	r.values = make([]any, len(names))
	for i := range r.values {
		r.into = append(r.into, &r.values[i])
	}
	if r.layer.Geometry != "" {
		names, r.into = append(names, r.layer.Column), append(r.into, &r.blob)
	}
	return names
}

// Next returns the next row, or io.EOF after the last.
//
// A *RecordError rejects one row: the Record beside it holds what could be read, and
// Next may be called again. Any other error is final, is a *ReadError that names file,
// table and row, and is returned again by later calls.
func (r *Reader) Next() (Record, error) {
	if r.err != nil {
		return Record{}, r.err
	}
	record, err := r.next()
	var rejected *RecordError
	if err != nil && !errors.As(err, &rejected) {
		r.err = err
		if err != io.EOF {
			r.err = r.fail(err)
		}
		return Record{}, r.err
	}
	return record, err
}

func (r *Reader) next() (Record, error) {
	if err := r.cursor.next(r.into); err != nil {
		return Record{}, err
	}
	if r.cursor.count > r.db.limits.MaxRows {
		return Record{}, &LimitError{"MaxRows", int64(r.db.limits.MaxRows)}
	}
	record := Record{FID: r.cursor.number}
	attributes, err := r.attributes()
	record.Attributes = attributes
	if r.bytes > r.db.limits.MaxBytes {
		return Record{}, &LimitError{"MaxBytes", r.db.limits.MaxBytes}
	}
	if err != nil || r.blob == nil {
		return record, err
	}
	g, geometryErr := decodeBlob(r.blob, r.db.limits)
	var limit *LimitError
	if errors.As(geometryErr, &limit) {
		return record, geometryErr
	}
	if geometryErr == nil {
		geometryErr = r.judge(g)
	}
	if geometryErr != nil {
		return record, r.reject(r.layer.Column, geometryErr.Error())
	}
	record.Geometry, record.HasZ, record.HasM = g.shape, g.hasZ, g.hasM
	return record, nil
}

// judge refuses a geometry in another system than the layer's, and degrees off the globe. Where
// one of blob and layer states no system (0, -1) there is nothing to compare.
func (r *Reader) judge(g geometry) error {
	if r.anySRS {
		return nil
	}
	stated := func(id int64) bool { return id != 0 && id != -1 }
	if id := int64(g.srsID); stated(id) && stated(r.layer.SRSID) && id != r.layer.SRSID {
		return fmt.Errorf("the geometry says srs_id %d, its layer %d", g.srsID, r.layer.SRSID)
	}
	if g.shape == nil || r.layer.CRS.Kind != crs.Geographic {
		return nil
	}
	b := g.shape.Bound() // of no points: empty, and within every other
	if !b.IsEmpty() && (b.Min[0] < -180 || b.Max[0] > 180 || b.Min[1] < -90 || b.Max[1] > 90) {
		return fmt.Errorf("coordinates from %v to %v are no longitudes and latitudes, as %s has them", b.Min, b.Max, r.layer.CRS)
	}
	return nil
}

// attributes takes the values of the current row.
func (r *Reader) attributes() (Attributes, error) {
	a := Attributes{fields: r.fields, values: make([]value, len(r.fields)), keyName: r.keyName, fid: r.cursor.number}
	r.bytes += int64(len(r.blob)) + 8
	var err error
	for i, v := range r.values {
		text, ok := "", true
		switch v := v.(type) {
		case nil:
			ok = false
		case []byte:
			r.bytes += int64(len(v))
			ok = false
			r.noteBinary(r.fields[i].Name)
		case string:
			r.bytes += int64(len(v))
			if !utf8.ValidString(v) {
				ok, err = false, firstError(err, r.reject(r.fields[i].Name, "the text is not UTF-8: save the layer again with the right encoding"))
				break
			}
			text = norm.NFC.String(v)
		case int64:
			text = r.fields[i].integer(v)
		case float64:
			text = decimal(v)
		default:
			text = fmt.Sprint(v)
		}
		a.values[i] = value{text, ok}
	}
	return a, err
}

// firstError keeps the first of two errors.
func firstError(first, second error) error {
	if first != nil {
		return first
	}
	return second
}

func (r *Reader) noteBinary(field string) {
	if !r.binary[field] {
		r.binary[field] = true
		r.warnings = append(r.warnings, "binary values of field "+field+" are read as null")
	}
}

func (r *Reader) reject(field, reason string) error {
	return &RecordError{File: r.db.name, Table: r.layer.Name, FID: r.cursor.number, Field: field, Reason: reason}
}

func (r *Reader) fail(err error) error {
	e := &ReadError{File: r.db.name, Table: r.layer.Name, Err: err}
	if r.cursor != nil {
		e.After = r.cursor.number
	}
	return e
}

// Close closes the file.
func (r *Reader) Close() error {
	var err error
	if r.cursor != nil {
		err = r.cursor.rows.Close()
	}
	return errors.Join(err, r.db.close())
}

// Layer returns what is read.
func (r *Reader) Layer() Layer { return r.layer }

// Fields returns the attribute columns, without the geometry and without a row number that is
// named fid or ogc_fid.
func (r *Reader) Fields() []Field { return slices.Clone(r.fields) }

// CRS is the coordinate system that the file states. The error says why it is not known
// and what to do; a layer without geometry has none.
func (r *Reader) CRS() (crs.CRS, error) {
	if r.layer.Geometry == "" {
		return crs.CRS{}, r.fail(errors.New("the layer has no geometry"))
	}
	if r.layer.CRSErr != nil {
		return crs.CRS{}, &ReadError{File: r.db.name, Table: r.layer.Name, Err: r.layer.CRSErr}
	}
	return r.layer.CRS, nil
}

// Warnings returns what is doubtful about the layer as a whole; complete after the last
// Next.
func (r *Reader) Warnings() []string { return slices.Clone(r.warnings) }

// decimal prints a number in as few digits as tell it from every other, without an
// exponent where a person would write none.
func decimal(v float64) string {
	format := byte('f')
	if a := math.Abs(v); a != 0 && (a < 1e-7 || a >= 1e21) {
		format = 'e'
	}
	return strings.TrimPrefix(formatFloat(v, format), "+")
}
