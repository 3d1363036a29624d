package prepared

import (
	"encoding/binary"
	"math"

	"github.com/paulmach/orb"

	"phusong/coverage"
	"phusong/geo"
)

// How the vertices of a block stand in it.
const (
	verticesE7     = 0 // int32 of 1e-7 degrees
	verticesFloats = 1 // where one is not a number of 7 decimals

	bytesE7     = 8 // of a vertex
	bytesFloats = 16
)

// encodeGeometry writes the geometries of units: the form of vertices, the lengths of all lists, the vertices.
func encodeGeometry(units []coverage.AdminUnit) (text []byte, n totals) {
	e7 := true
	for i := range units {
		n[0] += len(units[i].Geometry)
		for _, p := range units[i].Geometry {
			n[1] += len(p)
			for _, r := range p {
				n[2] += len(r)
				e7 = e7 && allE7(r)
			}
		}
	}
	var e encoder
	e.bool(!e7)
	for i := range units {
		e.length(units[i].Geometry == nil, len(units[i].Geometry))
		for _, p := range units[i].Geometry {
			e.length(p == nil, len(p))
			for _, r := range p {
				e.length(r == nil, len(r))
			}
		}
	}
	for i := range units {
		for _, p := range units[i].Geometry {
			for _, r := range p {
				e.b = appendVertices(e.b, r, e7)
			}
		}
	}
	return e.b, n
}

// allE7 reports whether every vertex comes back to the bit from E7.
func allE7(ring orb.Ring) bool {
	for _, p := range ring {
		for _, v := range p {
			if !(math.Abs(v) <= 180) || math.Float64bits(geo.ToE7(v).Degrees()) != math.Float64bits(v) {
				return false
			}
		}
	}
	return true
}

func appendVertices(b []byte, ring orb.Ring, e7 bool) []byte {
	for _, p := range ring {
		for _, v := range p {
			if e7 {
				b = binary.LittleEndian.AppendUint32(b, uint32(geo.ToE7(v)))
			} else {
				b = binary.LittleEndian.AppendUint64(b, math.Float64bits(v))
			}
		}
	}
	return b
}

// geometryArrays are the arrays that lists are cut from.
type geometryArrays struct {
	polygons []orb.Polygon
	rings    []orb.Ring
	points   []orb.Point
}

// decodeGeometry reads the geometries of len(into) units into arrays that they fill.
func decodeGeometry(b []byte, into []orb.MultiPolygon, a geometryArrays) bool {
	size := bytesE7
	if len(b) > 0 && b[0] == verticesFloats {
		size = bytesFloats
	}
	at := len(b) - size*len(a.points)
	if at < 1 {
		return false
	}
	if size == bytesFloats {
		readFloatVertices(b[at:], a.points)
	} else {
		readE7Vertices(b[at:], a.points)
	}
	d := decoder{s: string(b[:at])}
	d.bool()
	for i := range into {
		into[i] = a.multiPolygon(&d)
	}
	return !d.bad && d.rest() == 0 && len(a.polygons) == 0 && len(a.rings) == 0 && len(a.points) == 0
}

func readE7Vertices(b []byte, into []orb.Point) {
	b = b[:8*len(into)]
	for i := range into {
		p := b[8*i : 8*i+8]
		into[i] = orb.Point{
			geo.E7(int32(binary.LittleEndian.Uint32(p))).Degrees(),
			geo.E7(int32(binary.LittleEndian.Uint32(p[4:]))).Degrees(),
		}
	}
}

func readFloatVertices(b []byte, into []orb.Point) {
	b = b[:16*len(into)]
	for i := range into {
		p := b[16*i : 16*i+16]
		into[i] = orb.Point{math.Float64frombits(binary.LittleEndian.Uint64(p)), math.Float64frombits(binary.LittleEndian.Uint64(p[8:]))}
	}
}

func (a *geometryArrays) multiPolygon(d *decoder) orb.MultiPolygon {
	polygons, ok := take(d, &a.polygons)
	if !ok {
		return nil
	}
	for i := range polygons {
		rings, ok := take(d, &a.rings)
		if !ok {
			continue
		}
		for k := range rings {
			rings[k], _ = take(d, &a.points)
		}
		polygons[i] = rings
	}
	return polygons
}

// take cuts a list from the front of an array by the length that comes next; false for nil, and where the
// array does not hold it.
func take[T any](d *decoder, from *[]T) ([]T, bool) {
	n := d.uint()
	if n == 0 {
		return nil, false
	}
	if n--; n > uint64(len(*from)) {
		d.fail()
		return nil, false
	}
	list := (*from)[:n:n]
	*from = (*from)[n:]
	return list, true
}
