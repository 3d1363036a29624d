package geojson

import (
	"io"

	"github.com/paulmach/orb"
	"golang.org/x/text/unicode/norm"

	"phusong/geo"
)

// Flat holds the geometries of any number of features in arrays that grow from one
// feature to the next: nothing is allocated for a vertex, a ring or a feature.
//
// Positions lie one after another. Rings has the end of every ring, counted in
// positions from the beginning of XY, Parts the end of every part, counted in rings
// from the beginning of Rings. A polygon is a part, its first ring the outer one. Of
// other types, a line is a ring, the points of a feature are one ring, and all of a
// feature is one part.
type Flat struct {
	XY    []geo.E7 // longitude, latitude, longitude, latitude ...
	Rings []int
	Parts []int
}

// Reset empties the arrays and keeps their memory.
func (f *Flat) Reset() { f.XY, f.Rings, f.Parts = f.XY[:0], f.Rings[:0], f.Parts[:0] }

// Record is a feature as a Scanner gives it; its coordinates are in a Flat.
type Record struct {
	Type   string // of the geometry; empty for null or none
	ID     string // as in Feature
	Number int    // from 1, over the whole input
	Line   int    // where the feature starts, from 1
	Offset int64  // byte where the feature starts, from 0, in the decompressed text
	HasZ   bool   // some position had a height, which was dropped
	HasM   bool   // some position had a fourth number, which was dropped

	// Values are the properties named by ScanOptions.Keys, in that order; Null where
	// the feature has none. They are valid up to the next Scan.
	Values []Value
	// Collection is the geometry of a GeometryCollection, which no Flat can hold.
	Collection orb.Collection
}

// ScanOptions says what a Scanner reads and how. The zero value reads coordinates alone.
type ScanOptions struct {
	Limits  Limits
	Keys    []string // properties to look up; compared exactly, both sides in NFC
	Workers int      // goroutines that parse ahead; 0 and 1 parse within Scan
}

// Scanner reads what a Reader reads, with the same errors, but gives coordinates as
// E7 integers in flat arrays and of the properties those asked for. Every coordinate
// is geo.ToE7 of the float64 that the Reader gives, whatever digits it has. Memory
// is bounded by a few chunks of text, or the largest feature, for each worker. It
// is not safe for concurrent use; with several workers it reads the input ahead in a
// goroutine of its own, and the features are the same and in the same order.
type Scanner struct {
	r      *Reader
	keys   []string
	values []Value
}

// NewScanner reads GeoJSON from r, which it does not close. Nothing is read before
// the first Scan.
func NewScanner(r io.Reader, o ScanOptions) *Scanner {
	s := &Scanner{r: NewReader(r, o.Limits)}
	for _, key := range o.Keys {
		s.keys = append(s.keys, norm.NFC.String(key))
	}
	s.r.flat, s.r.keys, s.r.workers = true, s.keys, o.Workers
	return s
}

// Scan appends the coordinates of the next feature to dst and describes it; io.EOF
// after the last. Errors are those of Reader.Next: after a *FeatureError, which
// leaves dst as it was, Scan may be called again.
func (s *Scanner) Scan(dst *Flat) (Record, error) {
	s.r.parsed = false
	f, err := s.r.Next()
	rec := Record{ID: f.ID, Number: f.Number, Line: f.Line, Offset: f.Offset, HasZ: f.HasZ, HasM: f.HasM}
	switch {
	case s.r.parsed:
		s.copy(dst, &rec)
	default:
		s.values = s.values[:0]
		for _, key := range s.keys {
			s.values = append(s.values, find(f.Properties.fields, key))
		}
		rec.Values = s.values
		if err == nil {
			dst.add(&rec, f.Geometry)
		}
	}
	return rec, err
}

// copy takes a feature over from the chunk that the parser filled.
func (s *Scanner) copy(dst *Flat, rec *Record) {
	c, from, it := s.r.chunks[0], s.r.from, s.r.current
	positions, rings := len(dst.XY)/2, len(dst.Rings)
	dst.XY = append(dst.XY, c.xy[from.xy:it.xy]...)
	for _, end := range c.rings[from.rings:it.rings] {
		dst.Rings = append(dst.Rings, positions+end)
	}
	for _, end := range c.parts[from.parts:it.parts] {
		dst.Parts = append(dst.Parts, rings+end)
	}
	rec.Type, rec.Values = it.geometry, c.values[from.values:it.values]
}

// add flattens a geometry that the decoder has read.
func (f *Flat) add(rec *Record, g orb.Geometry) {
	if g == nil {
		return
	}
	rec.Type = g.GeoJSONType()
	switch g := g.(type) {
	case orb.Collection:
		rec.Collection = g
		return
	case orb.Point:
		f.ring([]orb.Point{g})
	case orb.MultiPoint:
		f.ring(g)
	case orb.LineString:
		f.ring(g)
	case orb.MultiLineString:
		for _, line := range g {
			f.ring(line)
		}
	case orb.Polygon:
		f.polygon(g)
	case orb.MultiPolygon:
		for _, p := range g {
			f.polygon(p)
			f.Parts = append(f.Parts, len(f.Rings))
		}
		return
	}
	f.Parts = append(f.Parts, len(f.Rings))
}

func (f *Flat) polygon(p orb.Polygon) {
	for _, ring := range p {
		f.ring(ring)
	}
}

func (f *Flat) ring(points []orb.Point) {
	for _, p := range points {
		f.XY = append(f.XY, geo.ToE7(p[0]), geo.ToE7(p[1]))
	}
	f.Rings = append(f.Rings, len(f.XY)/2)
}
