package shapefile

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"

	"github.com/paulmach/orb"
	"github.com/twpayne/go-geom"
	goshapefile "github.com/twpayne/go-shapefile"

	"phusong/geo/encoding/orbgeom"
)

const (
	shpHeaderBytes = 100
	recordHeader   = 8
	shpFileCode    = 9994
	shpVersion     = 1000
)

// shapes reads the records of a .shp.
type shapes struct {
	r         *bufio.Reader
	name      string
	limits    Limits
	shapeType goshapefile.ShapeType
	bound     orb.Bound
	length    int64 // of the file, by its header
	pos       int64
	buf       bytes.Buffer
}

func openShapes(r io.Reader, name string, limits Limits) (*shapes, error) {
	s := &shapes{r: bufio.NewReaderSize(r, 256<<10), name: name, limits: limits}
	if err := s.readHeader(); err != nil {
		return nil, &ReadError{File: name, Err: err}
	}
	return s, nil
}

// readHeader reads the main file header (white paper, p. 3).
func (s *shapes) readHeader() error {
	var b [shpHeaderBytes]byte
	if _, err := io.ReadFull(s.r, b[:]); err != nil {
		return endOfData(err, "in its header")
	}
	s.pos = shpHeaderBytes
	code, version := binary.BigEndian.Uint32(b[:]), binary.LittleEndian.Uint32(b[28:])
	if code != shpFileCode || version != shpVersion {
		return fmt.Errorf("not a shapefile (file code %d, version %d; 9994 and 1000 expected)", code, version)
	}
	s.length = 2 * int64(binary.BigEndian.Uint32(b[24:]))
	if s.length < shpHeaderBytes {
		return fmt.Errorf("the header announces a file of %d bytes: damaged, export it again", s.length)
	}
	s.shapeType = goshapefile.ShapeType(binary.LittleEndian.Uint32(b[32:]))
	if shapeNames[s.shapeType] == "" {
		return fmt.Errorf("shape type %d is unknown", s.shapeType)
	}
	if s.shapeType == goshapefile.ShapeTypeMultiPatch {
		return errors.New("MultiPatch (3-D surfaces) is not supported: convert to polygons")
	}
	s.bound = orb.Bound{Min: orb.Point{le64(b[36:]), le64(b[44:])}, Max: orb.Point{le64(b[52:]), le64(b[60:])}}
	return nil
}

func le64(b []byte) float64 { return math.Float64frombits(binary.LittleEndian.Uint64(b)) }

var shapeNames = map[goshapefile.ShapeType]string{
	goshapefile.ShapeTypeNull: "Null", goshapefile.ShapeTypeMultiPatch: "MultiPatch",
	goshapefile.ShapeTypePoint: "Point", goshapefile.ShapeTypePointZ: "PointZ", goshapefile.ShapeTypePointM: "PointM",
	goshapefile.ShapeTypeMultiPoint: "MultiPoint", goshapefile.ShapeTypeMultiPointZ: "MultiPointZ", goshapefile.ShapeTypeMultiPointM: "MultiPointM",
	goshapefile.ShapeTypePolyLine: "PolyLine", goshapefile.ShapeTypePolyLineZ: "PolyLineZ", goshapefile.ShapeTypePolyLineM: "PolyLineM",
	goshapefile.ShapeTypePolygon: "Polygon", goshapefile.ShapeTypePolygonZ: "PolygonZ", goshapefile.ShapeTypePolygonM: "PolygonM",
}

// next reads one record: the 8 bytes of its header, then its content. io.EOF means
// that the file ends here, between records.
func (s *shapes) next() ([]byte, error) {
	s.buf.Reset()
	if n, err := io.CopyN(&s.buf, s.r, recordHeader); err != nil {
		if n == 0 && err == io.EOF {
			return nil, io.EOF
		}
		return nil, endOfData(err, "in a record header")
	}
	size := 2 * int64(binary.BigEndian.Uint32(s.buf.Bytes()[4:]))
	// The largest a record within the limits can be is PolygonZ: 4 bytes a part, 32 a point.
	if most := 76 + 4*int64(s.limits.MaxParts) + 32*int64(s.limits.MaxVertices); size > most {
		return nil, fmt.Errorf("a record of %d bytes: damaged, or %w", size, &LimitError{"MaxVertices", int64(s.limits.MaxVertices)})
	}
	// CopyN grows with what is there, not with what the header promises.
	if n, err := io.CopyN(&s.buf, s.r, size); err != nil {
		return nil, endOfData(err, fmt.Sprintf("after %d of %d bytes of a record", n, size))
	}
	s.pos += recordHeader + size
	return s.buf.Bytes(), nil
}

// shape is a decoded record.
type shape struct {
	geometry   orb.Geometry
	hasZ, hasM bool
	repairs    []string
}

// decode turns a record into a geometry. An error rejects this record only, but
// for a *LimitError.
func (s *shapes) decode(record []byte) (shape, error) {
	record, rings, err := s.normalise(record)
	if err != nil || record == nil {
		return shape{}, err
	}
	// The options bound what normalise has not seen; it returns no limit errors.
	parsed, err := goshapefile.ReadSHPRecord(bytes.NewReader(record), &goshapefile.ReadSHPOptions{
		MaxParts: s.limits.MaxParts, MaxPoints: s.limits.MaxVertices,
	})
	if err != nil {
		return shape{}, fmt.Errorf("damaged geometry: %w", err)
	}
	if parsed.Geom == nil {
		return shape{}, nil
	}
	g, err := orbgeom.ToOrb(parsed.Geom)
	if err != nil {
		return shape{}, fmt.Errorf("damaged geometry: %w", err)
	}
	layout := parsed.Geom.Layout()
	out := shape{hasZ: layout == geom.XYZM, hasM: layout != geom.XY && hasMeasures(parsed.Geom)}
	if err := finite(g); err != nil {
		return shape{}, err
	}
	lines, isLines := g.(orb.MultiLineString)
	switch {
	case rings:
		out.geometry, out.repairs, err = nest(lines)
	case isLines && len(lines) == 1:
		out.geometry = lines[0]
	default:
		out.geometry = g
	}
	return out, err
}

// normalise checks a record against the lengths it announces and brings it into the
// form that the library reads:
//   - the M block that Z shapes may omit (white paper, p. 15) is added as "no data",
//     an M shape without it becomes plain; bytes after the content are cut;
//   - a polygon becomes a polyline (same layout), rings = true: the library would
//     refuse the whole record for one degenerate ring and takes the rings' order for
//     their nesting.
//
// A null or empty shape gives nil.
func (s *shapes) normalise(record []byte) (out []byte, rings bool, err error) {
	content := record[recordHeader:]
	if len(content) < 4 {
		return nil, false, fmt.Errorf("damaged geometry: content of %d bytes", len(content))
	}
	kind := goshapefile.ShapeType(binary.LittleEndian.Uint32(content))
	base, points, err := s.plainSize(kind, content)
	if err != nil || base == 0 {
		return nil, false, err
	}
	block := 16 + 8*points // range and values of Z or M
	if points == 1 && isPoint(kind) {
		block = 8
	}
	hasZ, mayHaveM := kind >= 11 && kind <= 18, kind >= 11
	if hasZ {
		base += block
	}
	if len(content) < base {
		return nil, false, fmt.Errorf("damaged geometry: %d bytes, its %d points need %d", len(content), points, base)
	}
	switch {
	case mayHaveM && len(content) >= base+block:
		record = record[:recordHeader+base+block]
	case hasZ:
		record = append(record[:recordHeader+base], noData(block)...)
	case mayHaveM:
		kind -= 20 // PointM 21 is Point 1 with M, and so on
		record = record[:recordHeader+base]
	default:
		record = record[:recordHeader+base]
	}
	switch kind {
	case goshapefile.ShapeTypePolygon, goshapefile.ShapeTypePolygonZ, goshapefile.ShapeTypePolygonM:
		kind -= 2 // to polyline: 5 to 3, 15 to 13, 25 to 23
		rings = true
	}
	binary.BigEndian.PutUint32(record[4:], uint32(len(record)-recordHeader)/2)
	binary.LittleEndian.PutUint32(record[recordHeader:], uint32(kind))
	return record, rings, nil
}

func isPoint(kind goshapefile.ShapeType) bool {
	return kind == goshapefile.ShapeTypePoint || kind == goshapefile.ShapeTypePointZ || kind == goshapefile.ShapeTypePointM
}

// plainSize returns the bytes of the content without Z and M, and the number of
// points; 0 for a shape with nothing in it.
func (s *shapes) plainSize(kind goshapefile.ShapeType, content []byte) (size, points int, err error) {
	count := func(at int) int {
		if len(content) < at+4 {
			return 0
		}
		return int(binary.LittleEndian.Uint32(content[at:]))
	}
	parts := 0
	switch kind {
	case goshapefile.ShapeTypeNull:
		return 0, 0, nil
	case goshapefile.ShapeTypePoint, goshapefile.ShapeTypePointZ, goshapefile.ShapeTypePointM:
		return 20, 1, nil
	case goshapefile.ShapeTypeMultiPoint, goshapefile.ShapeTypeMultiPointZ, goshapefile.ShapeTypeMultiPointM:
		points = count(36)
		size = 40
	case goshapefile.ShapeTypePolyLine, goshapefile.ShapeTypePolyLineZ, goshapefile.ShapeTypePolyLineM,
		goshapefile.ShapeTypePolygon, goshapefile.ShapeTypePolygonZ, goshapefile.ShapeTypePolygonM:
		parts, points = count(36), count(40)
		size = 44
	default:
		return 0, 0, fmt.Errorf("shape type %d is not supported", kind)
	}
	switch {
	case len(content) < size:
		return 0, 0, fmt.Errorf("damaged geometry: content of %d bytes", len(content))
	case points > s.limits.MaxVertices:
		return 0, 0, &LimitError{"MaxVertices", int64(s.limits.MaxVertices)}
	case parts > s.limits.MaxParts:
		return 0, 0, &LimitError{"MaxParts", int64(s.limits.MaxParts)}
	case points == 0 && parts == 0:
		return 0, 0, nil
	case size == 44 && parts == 0:
		return 0, 0, fmt.Errorf("damaged geometry: %d points in no part", points)
	}
	return size + 4*parts + 16*points, points, nil
}

// noData is a block of measures that are not there: any number below -1e38 (p. 2).
func noData(bytes int) []byte {
	out := make([]byte, bytes)
	for i := 0; i+8 <= bytes; i += 8 {
		binary.LittleEndian.PutUint64(out[i:], math.Float64bits(-1e39))
	}
	return out
}

func hasMeasures(g geom.T) bool {
	m, stride, flat := g.Layout().MIndex(), g.Stride(), g.FlatCoords()
	for i := m; m >= 0 && i < len(flat); i += stride {
		if !goshapefile.NoData(flat[i]) && !math.IsNaN(flat[i]) {
			return true
		}
	}
	return false
}

// finite refuses what is no coordinate.
func finite(g orb.Geometry) error {
	bad := func(points []orb.Point) error {
		for i, p := range points {
			if math.IsNaN(p[0]) || math.IsNaN(p[1]) || math.Abs(p[0]) > 1e38 || math.Abs(p[1]) > 1e38 {
				return fmt.Errorf("position %d is %v,%v: no coordinates", i+1, p[0], p[1])
			}
		}
		return nil
	}
	switch g := g.(type) {
	case orb.Point:
		return bad([]orb.Point{g})
	case orb.MultiPoint:
		return bad(g)
	case orb.MultiLineString:
		for i, line := range g {
			if err := bad(line); err != nil {
				return fmt.Errorf("part %d: %w", i+1, err)
			}
		}
	}
	return nil
}
