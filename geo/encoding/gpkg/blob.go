package gpkg

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"

	"github.com/paulmach/orb"
	"github.com/twpayne/go-geom/encoding/wkb"
	"github.com/twpayne/go-geom/encoding/wkbcommon"

	"phusong/geo/encoding/orbgeom"
)

// blobHeader is what stands before the well-known binary (OGC 12-128r18, clause 2.1.3,
// GeoPackageBinaryHeader).
type blobHeader struct {
	srsID int32
	empty bool
	body  []byte
}

// Bits of the flags.
const (
	flagLittleEndian = 1 << 0
	flagEmpty        = 1 << 4
	flagExtended     = 1 << 5
)

// envelopeBytes are by the envelope's code; 5 to 7 are invalid.
var envelopeBytes = [8]int{0, 32, 48, 48, 64, -1, -1, -1}

func parseHeader(b []byte) (blobHeader, error) {
	switch {
	case len(b) < 8:
		return blobHeader{}, fmt.Errorf("a geometry of %d bytes is cut short", len(b))
	case b[0] != 'G' || b[1] != 'P':
		return blobHeader{}, fmt.Errorf("no GeoPackage geometry: it begins with %q, not \"GP\" (is it plain WKB, or of SpatiaLite?)", b[:2])
	case b[2] != 0:
		return blobHeader{}, fmt.Errorf("geometry of version %d, only version 1 (a byte of 0) is known", int(b[2])+1)
	case b[3]&flagExtended != 0:
		return blobHeader{}, fmt.Errorf("geometry of an extension, %q: only standard geometries are read", b[8:min(len(b), 12)])
	}
	var order binary.ByteOrder = binary.BigEndian
	if b[3]&flagLittleEndian != 0 {
		order = binary.LittleEndian
	}
	envelope := envelopeBytes[b[3]>>1&7]
	if envelope < 0 || len(b) < 8+envelope {
		return blobHeader{}, fmt.Errorf("the envelope before the geometry is broken (flags %#02x, %d bytes)", b[3], len(b))
	}
	return blobHeader{int32(order.Uint32(b[4:])), b[3]&flagEmpty != 0, b[8+envelope:]}, nil
}

// geometry is a decoded blob.
type geometry struct {
	shape      orb.Geometry // nil where the blob says empty and has no body
	srsID      int32
	hasZ, hasM bool
}

// decodeBlob decodes a geometry within limits. A *LimitError ends the reading, other
// errors reject the row.
func decodeBlob(b []byte, limits Limits) (geometry, error) {
	h, err := parseHeader(b)
	if err != nil {
		return geometry{}, err
	}
	g := geometry{srsID: h.srsID}
	if h.empty && len(h.body) == 0 {
		return g, nil
	}
	m := &measure{rest: h.body, limits: limits}
	if err := m.geometry(0, 0); err != nil {
		return g, err
	}
	if len(m.rest) > 0 {
		return g, fmt.Errorf("%d bytes follow the geometry: it is damaged", len(m.rest))
	}
	decoded, err := wkb.Unmarshal(h.body, wkbcommon.WKBOptionEmptyPointHandling(wkbcommon.EmptyPointHandlingNaN))
	if err != nil {
		return g, err
	}
	g.hasZ, g.hasM = m.hasZ, m.hasM
	g.shape, err = orbgeom.ToOrb(decoded)
	return g, err
}

// measure walks well-known binary (ISO 13249-3, as the standard cites it) before it is
// decoded: counts must fit the bytes that are there, coordinates must be numbers.
type measure struct {
	rest            []byte
	limits          Limits
	vertices, parts int
	hasZ, hasM      bool
}

// Codes of geometry types.
const (
	wkbPoint, wkbLine, wkbPolygon                    = 1, 2, 3
	wkbMultiPoint, wkbMultiLine, wkbMultiPoly        = 4, 5, 6
	wkbCollection                                    = 7
	maxCollectionDepth                               = 32
	ewkbFlags                                 uint32 = 0xE0000000
)

// refusedTypes are those that are not read, by name.
var refusedTypes = map[uint32]string{8: "CircularString", 9: "CompoundCurve", 10: "CurvePolygon", 11: "MultiCurve", 12: "MultiSurface",
	13: "Curve", 14: "Surface", 15: "PolyhedralSurface", 16: "TIN", 17: "Triangle"}

var errGeometryCut = errors.New("the geometry is cut short, or its counts are wrong")

// memberOf is the type that the members of a multiple geometry must have.
var memberOf = map[uint32]uint32{wkbMultiPoint: wkbPoint, wkbMultiLine: wkbLine, wkbMultiPoly: wkbPolygon}

// geometry measures one geometry; want, unless 0, is the only type allowed.
func (m *measure) geometry(want uint32, depth int) error {
	if len(m.rest) < 5 {
		return errGeometryCut
	}
	var order binary.ByteOrder = binary.BigEndian
	switch m.rest[0] {
	case wkbcommon.NDRID:
		order = binary.LittleEndian
	case wkbcommon.XDRID:
	default:
		return fmt.Errorf("byte order %d in the geometry: it is damaged", m.rest[0])
	}
	code := order.Uint32(m.rest[1:])
	m.rest = m.rest[5:]
	base, dims, err := m.dimensions(code)
	if err != nil {
		return err
	}
	if want != 0 && base != want {
		return fmt.Errorf("a geometry of type %d within one that holds type %d only", base, want)
	}
	switch base {
	case wkbPoint:
		return m.points(1, dims, order, true)
	case wkbLine:
		return m.counted(order, 8*dims, func(n int) error { return m.points(n, dims, order, false) })
	case wkbPolygon:
		return m.counted(order, 4, func(n int) error {
			return m.each(n, func() error {
				return m.counted(order, 8*dims, func(n int) error { return m.points(n, dims, order, false) })
			})
		})
	}
	if depth >= maxCollectionDepth {
		return fmt.Errorf("collections nested more than %d deep", maxCollectionDepth)
	}
	return m.counted(order, 5, func(n int) error {
		return m.each(n, func() error { return m.geometry(memberOf[base], depth+1) })
	})
}

// dimensions splits a code into the type and the numbers of a position.
func (m *measure) dimensions(code uint32) (base uint32, dims int, err error) {
	base, extra := code%1000, code/1000
	switch {
	case code&ewkbFlags != 0:
		return 0, 0, fmt.Errorf("geometry type %#x is the EWKB of PostGIS, not standard WKB: save the layer again in QGIS or with ogr2ogr", code)
	case extra > 3:
		return 0, 0, fmt.Errorf("geometry type %d is not known: the geometry is damaged", code)
	case refusedTypes[base] != "":
		return 0, 0, fmt.Errorf("%s geometries are not read: turn curves into lines in QGIS (Convert curves), or with: ogr2ogr -nlt CONVERT_TO_LINEAR", refusedTypes[base])
	case base < wkbPoint || base > wkbCollection:
		return 0, 0, fmt.Errorf("geometry type %d is not known: the geometry is damaged", code)
	}
	m.hasZ, m.hasM = m.hasZ || extra == 1 || extra == 3, m.hasM || extra == 2 || extra == 3
	return base, []int{2, 3, 3, 4}[extra], nil
}

// counted reads a count of things of at least so many bytes each.
func (m *measure) counted(order binary.ByteOrder, bytesEach int, use func(n int) error) error {
	if len(m.rest) < 4 {
		return errGeometryCut
	}
	n := int64(order.Uint32(m.rest))
	m.rest = m.rest[4:]
	if n*int64(bytesEach) > int64(len(m.rest)) {
		return errGeometryCut
	}
	return use(int(n))
}

// each measures n parts.
func (m *measure) each(n int, part func() error) error {
	if m.parts += n; m.parts > m.limits.MaxParts {
		return &LimitError{"MaxParts", int64(m.limits.MaxParts)}
	}
	for range n {
		if err := part(); err != nil {
			return err
		}
	}
	return nil
}

// points checks n positions. An empty point has NaN in both.
func (m *measure) points(n, dims int, order binary.ByteOrder, mayBeEmpty bool) error {
	if m.vertices += n; m.vertices > m.limits.MaxVertices {
		return &LimitError{"MaxVertices", int64(m.limits.MaxVertices)}
	}
	if len(m.rest) < 8*dims*n {
		return errGeometryCut
	}
	for i := range n {
		x := math.Float64frombits(order.Uint64(m.rest[8*dims*i:]))
		y := math.Float64frombits(order.Uint64(m.rest[8*dims*i+8:]))
		if mayBeEmpty && math.IsNaN(x) && math.IsNaN(y) {
			continue
		}
		if math.IsNaN(x) || math.IsNaN(y) || math.IsInf(x, 0) || math.IsInf(y, 0) {
			return fmt.Errorf("position %g %g is no place", x, y)
		}
	}
	m.rest = m.rest[8*dims*n:]
	return nil
}
