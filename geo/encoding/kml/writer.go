package kml

import (
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/paulmach/orb"

	"phusong/geo"
	"phusong/geo/feature"
)

// Document is what stands before the placemarks.
type Document struct {
	Name        string
	Description string // HTML, shown when the document's name is clicked
	Styles      []Style
}

// Folder groups placemarks in the list of places.
type Folder struct {
	Name        string
	Description string // HTML
	Hidden      bool   // not drawn until it is ticked
	Open        bool   // unfolded in the list
}

// Placemark is one place. Schema names the values of the feature; nil where it has none.
type Placemark struct {
	Name        string
	Description string // HTML: the balloon
	Style       string // ID of a style, or empty
	Schema      *feature.Schema
	Feature     feature.Feature
}

// Writer writes KML 2.2, one placemark a line. Call Close at the end. It is not safe for
// concurrent use.
type Writer struct {
	w       io.Writer
	doc     Document
	buf     []byte
	depth   int
	started bool
	closed  bool
	err     error // of the underlying writer, or of the document; sticky
	written int
}

// NewWriter writes to w, which it does not close. Nothing is written before the first folder
// or placemark or Close.
func NewWriter(w io.Writer, doc Document) *Writer { return &Writer{w: w, doc: doc} }

const kmlFlushBytes = 64 << 10

func (w *Writer) start() error {
	if w.err != nil || w.started {
		return w.err
	}
	w.started = true
	b := append(w.buf, `<?xml version="1.0" encoding="UTF-8"?>`+"\n"+`<kml xmlns="http://www.opengis.net/kml/2.2"><Document>`...)
	b = appendHead(b, w.doc.Name, w.doc.Description)
	for i := range w.doc.Styles {
		if b, w.err = appendStyle(b, &w.doc.Styles[i]); w.err != nil {
			return w.err
		}
	}
	w.buf = b
	return nil
}

// appendHead writes name, description and an empty snippet, without which the list of places
// shows the first lines of every description.
func appendHead(b []byte, name, description string) []byte {
	b = append(escape(append(b, "<name>"...), name), "</name>"...)
	if description != "" {
		b = append(escape(append(b, `<Snippet maxLines="0"></Snippet><description>`...), description), "</description>"...)
	}
	return append(b, '\n')
}

// BeginFolder begins a folder in the one that is open, if any.
func (w *Writer) BeginFolder(f Folder) error {
	if err := w.ready(); err != nil {
		return err
	}
	b := append(w.buf, "<Folder><name>"...)
	b = append(escape(b, f.Name), "</name>"...)
	if f.Hidden {
		b = append(b, "<visibility>0</visibility>"...)
	}
	if f.Open {
		b = append(b, "<open>1</open>"...)
	}
	if f.Description != "" {
		b = append(escape(append(b, `<Snippet maxLines="0"></Snippet><description>`...), f.Description), "</description>"...)
	}
	w.buf = append(b, '\n')
	w.depth++
	return nil
}

// EndFolder ends the folder that was begun last.
func (w *Writer) EndFolder() error {
	if err := w.ready(); err != nil {
		return err
	}
	if w.depth == 0 {
		return errors.New("kml: no folder is open")
	}
	w.depth--
	w.buf = append(w.buf, "</Folder>\n"...)
	return w.flush(kmlFlushBytes)
}

func (w *Writer) ready() error {
	if w.closed {
		return errors.New("kml: write after close")
	}
	return w.start()
}

// Write appends a placemark. One that cannot be written is an error that names it, and leaves no
// trace in the output, so the caller may go on. A multiple geometry of one member is written as
// that member.
func (w *Writer) Write(p Placemark) error {
	if err := w.ready(); err != nil {
		return err
	}
	b, err := w.placemark(w.buf, p)
	if err != nil {
		return fmt.Errorf("placemark %d (%s): %w", w.written+1, p.Name, err)
	}
	w.buf = b
	w.written++
	return w.flush(kmlFlushBytes)
}

func (w *Writer) placemark(b []byte, p Placemark) ([]byte, error) {
	schema := p.Schema
	if schema == nil {
		schema = &feature.Schema{Shape: shapeOf(p.Feature.Geometry)}
	} else if err := schema.Validate(); err != nil {
		return nil, err
	}
	row, err := schema.Normalize(p.Feature)
	if err != nil {
		return nil, err
	}
	b = append(escape(append(b, "<Placemark><name>"...), p.Name), "</name>"...)
	if p.Description != "" {
		b = append(escape(append(b, `<Snippet maxLines="0"></Snippet><description>`...), p.Description), "</description>"...)
	}
	if p.Style != "" {
		b = fmt.Appendf(b, "<styleUrl>#%s</styleUrl>", p.Style)
	}
	if len(row.Values) > 0 {
		b = appendValues(b, schema, row.Values)
	}
	b = appendKMLGeometry(b, row.Geometry)
	return append(b, "</Placemark>\n"...), nil
}

func shapeOf(g orb.Geometry) feature.Shape {
	switch g.(type) {
	case orb.Point, orb.MultiPoint:
		return feature.MultiPoint
	case orb.LineString, orb.MultiLineString:
		return feature.MultiLine
	}
	return feature.MultiPolygon
}

// appendValues writes values as Data, with the titles that people read. SchemaData would give
// them types, but GDAL 3.6, and QGIS with it, loses those in the folders of a KMZ.
func appendValues(b []byte, s *feature.Schema, values []any) []byte {
	b = append(b, "<ExtendedData>"...)
	for i, v := range values {
		if v == nil {
			continue
		}
		b = fmt.Appendf(b, "<Data name=\"%s\">", s.Fields[i].Name)
		if title := s.Fields[i].Title; title != "" {
			b = append(escape(append(b, "<displayName>"...), title), "</displayName>"...)
		}
		b = append(b, "<value>"...)
		switch v := v.(type) {
		case string:
			b = escape(b, v)
		case int64:
			b = strconv.AppendInt(b, v, 10)
		case float64:
			b = strconv.AppendFloat(b, v+0, 'f', -1, 64)
		case bool:
			b = strconv.AppendBool(b, v)
		}
		b = append(b, "</value></Data>"...)
	}
	return append(b, "</ExtendedData>"...)
}

// Heights are none: everything lies on the ground, and lines and polygons follow it.
const (
	onGround  = "<altitudeMode>clampToGround</altitudeMode>"
	alongEdge = "<tessellate>1</tessellate>" + onGround
)

func appendKMLGeometry(b []byte, g orb.Geometry) []byte {
	switch g := g.(type) {
	case orb.Point:
		return append(appendCoordinates(append(b, "<Point>"+onGround...), orb.MultiPoint{g}), "</Point>"...)
	case orb.LineString:
		return append(appendCoordinates(append(b, "<LineString>"+alongEdge...), orb.MultiPoint(g)), "</LineString>"...)
	case orb.Polygon:
		b = append(b, "<Polygon>"+alongEdge...)
		for i, ring := range g {
			side := "outerBoundaryIs"
			if i > 0 {
				side = "innerBoundaryIs"
			}
			b = append(append(append(b, '<'), side...), "><LinearRing>"...)
			b = appendCoordinates(b, orb.MultiPoint(ring))
			b = append(append(append(b, "</LinearRing></"...), side...), '>')
		}
		return append(b, "</Polygon>"...)
	case orb.MultiPoint:
		return appendMembers(b, g)
	case orb.MultiLineString:
		return appendMembers(b, g)
	case orb.MultiPolygon:
		return appendMembers(b, g)
	}
	return b
}

func appendMembers[G orb.Geometry](b []byte, members []G) []byte {
	if len(members) == 1 {
		return appendKMLGeometry(b, members[0])
	}
	b = append(b, "<MultiGeometry>"...)
	for _, m := range members {
		b = appendKMLGeometry(b, m)
	}
	return append(b, "</MultiGeometry>"...)
}

func appendCoordinates(b []byte, points orb.MultiPoint) []byte {
	b = append(b, "<coordinates>"...)
	for i, p := range points {
		if i > 0 {
			b = append(b, ' ')
		}
		b = append(appendE7(b, geo.ToE7(p[0])), ',')
		b = appendE7(b, geo.ToE7(p[1]))
	}
	return append(b, "</coordinates>"...)
}

// appendE7 writes degrees with up to 7 decimals.
func appendE7(b []byte, e geo.E7) []byte { return strconv.AppendFloat(b, e.Degrees(), 'f', -1, 64) }

var escaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;", "\r", "&#13;")

// escape writes text so that XML gives it back: what XML cannot hold becomes U+FFFD.
func escape(b []byte, text string) []byte {
	text = strings.Map(func(c rune) rune {
		if c < ' ' && c != '\t' && c != '\n' && c != '\r' || c == '\ufffe' || c == '\uffff' {
			return utf8.RuneError
		}
		return c
	}, strings.ToValidUTF8(text, "\ufffd"))
	return append(b, escaper.Replace(text)...)
}

func (w *Writer) flush(least int) error {
	if len(w.buf) < least {
		return nil
	}
	if _, err := w.w.Write(w.buf); err != nil {
		w.err = fmt.Errorf("writing KML: %w", err)
	}
	w.buf = w.buf[:0]
	return w.err
}

// Close ends the document, an empty one too. A folder that is still open is an error.
func (w *Writer) Close() error {
	if w.closed {
		return w.err
	}
	if err := w.start(); err != nil {
		return err
	}
	if w.depth > 0 {
		w.err = fmt.Errorf("kml: %d folders are not ended", w.depth)
		return w.err
	}
	w.closed = true
	w.buf = append(w.buf, "</Document></kml>\n"...)
	return w.flush(0)
}
