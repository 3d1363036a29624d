package geojson

import (
	"fmt"
	"math"
	"slices"
	"strconv"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/paulmach/orb"
)

// coordinates holds a "coordinates" value of any nesting, flat. The type of the
// geometry may come after it, so nothing is built before build.
//
// Depth 1 is the "coordinates" array itself. ends[d] has, for every array that
// closed at depth d and was no position, how many arrays at depth d+1 (or
// positions, if d+1 is their depth) had been read by then.
type coordinates struct {
	points     []orb.Point
	count      int // of positions; those of a parser need not be in points
	ends       [maxNesting + 1][]int
	depth      int // of positions; 0 as long as none was read
	hasZ, hasM bool
	plane      bool // positions need not be degrees
}

const maxNesting = 4 // of a MultiPolygon

func (c *coordinates) reset() {
	c.points, c.count = c.points[:0], 0
	for d := range c.ends {
		c.ends[d] = c.ends[d][:0]
	}
	c.depth, c.hasZ, c.hasM = 0, false, false
}

// readCoordinates reads a "coordinates" value into r.coords; a defect is noted on
// o and the rest of the value skipped.
func (r *Reader) readCoordinates(o *object) error {
	c := &r.coords
	c.reset()
	base := r.dec.StackDepth()
	if kind := r.dec.PeekKind(); kind != '[' {
		o.reject("coordinates", "is "+kindName(kind)+", an array expected")
		return r.skip(nil)
	}
	for depth := 0; ; {
		var reason string
		var err error
		switch kind := r.dec.PeekKind(); kind {
		case '[':
			_, err = r.dec.ReadToken()
			if depth++; depth > maxNesting {
				reason = "is nested more than 4 deep, no geometry type is"
			}
		case ']':
			_, err = r.dec.ReadToken()
			reason = c.close(depth)
			if e := r.addVertex(); e != nil {
				return e
			}
			depth--
		case '0':
			reason, err = r.readPosition(depth)
			if e := r.addVertex(); e != nil {
				return e
			}
			depth--
		case jsontext.KindInvalid:
			_, err = r.dec.ReadToken()
		default:
			reason = "holds " + kindName(kind) + ", numbers expected"
		}
		if err != nil {
			return err
		}
		if reason != "" {
			o.reject("coordinates", reason)
			return r.unwind(base)
		}
		if depth == 0 {
			return nil
		}
	}
}

func (r *Reader) addVertex() error {
	if r.vertices++; r.vertices > r.limits.MaxVertices {
		return &LimitError{"MaxVertices", int64(r.limits.MaxVertices)}
	}
	return nil
}

// close ends an array that is no position.
func (c *coordinates) close(depth int) (reason string) {
	if c.depth != 0 && depth >= c.depth {
		return fmt.Sprintf("holds an empty position after position %d", len(c.points))
	}
	c.end(depth)
	return ""
}

func (c *coordinates) end(depth int) {
	n := c.count
	if depth+1 != c.depth && depth < maxNesting {
		n = len(c.ends[depth+1])
	}
	c.ends[depth] = append(c.ends[depth], n)
}

// vertices counts what Limits.MaxVertices bounds.
func (c *coordinates) vertices() int {
	n := c.count
	for _, ends := range c.ends {
		n += len(ends)
	}
	return n
}

// readPosition reads the numbers of one position and its closing bracket.
func (r *Reader) readPosition(depth int) (reason string, err error) {
	c := &r.coords
	if c.depth == 0 {
		c.depth = depth
	}
	if c.depth != depth {
		return "has positions at different depths of nesting", nil
	}
	var p [2]float64
	n := 0
	for ; r.dec.PeekKind() == '0'; n++ {
		raw, err := r.dec.ReadValue()
		if err != nil {
			return "", err
		}
		if n >= len(p) {
			continue
		}
		var ok bool
		if p[n], ok = parseNumber(raw); !ok {
			return fmt.Sprintf("has the number %s, too large", abbreviate(string(raw))), nil
		}
	}
	if kind := r.dec.PeekKind(); kind != ']' && kind != jsontext.KindInvalid {
		return fmt.Sprintf("position %d holds %s, numbers expected", len(c.points)+1, kindName(kind)), nil
	}
	if _, err := r.dec.ReadToken(); err != nil {
		return "", err
	}
	c.hasZ, c.hasM = c.hasZ || n > 2, c.hasM || n > 3
	c.points = append(c.points, p)
	c.count++
	return c.judge(p, n), nil
}

// degreeSlack lets pass a longitude of 180 that was computed, not typed. It is
// below half an E7, so the rounded value is on the globe.
const degreeSlack = 4e-8

// judge says what is wrong with the last position.
func (c *coordinates) judge(p orb.Point, numbers int) string {
	lonOff, latOff := math.Abs(p[0]) > 180+degreeSlack, math.Abs(p[1]) > 90+degreeSlack
	switch {
	case numbers < 2:
		return fmt.Sprintf("position %d has a single number, longitude and latitude expected", len(c.points))
	case numbers > 4:
		return fmt.Sprintf("position %d has %d numbers: each position needs its own brackets", len(c.points), numbers)
	case c.plane:
	case latOff && !lonOff && math.Abs(p[0]) <= 90 && math.Abs(p[1]) <= 180:
		return fmt.Sprintf("position %d is %v,%v: latitude beyond 90, longitude and latitude look swapped", len(c.points), p[0], p[1])
	case lonOff || latOff:
		return fmt.Sprintf("position %d is %v,%v: not degrees of longitude and latitude, "+
			"state their system (crs), or reproject the file to WGS 84 (EPSG:4326)", len(c.points), p[0], p[1])
	}
	return ""
}

// nesting is the depth at which each type has its positions.
var nesting = map[string]int{
	"Point": 1, "MultiPoint": 2, "LineString": 2, "MultiLineString": 3, "Polygon": 3, "MultiPolygon": 4,
}

// misfit says why the nesting is not that of a type, "" if it is.
func (c *coordinates) misfit(typ string) (reason string) {
	want := nesting[typ]
	if c.depth != 0 && c.depth != want {
		return fmt.Sprintf("has positions %d deep, a %s has them %d deep", c.depth, typ, want)
	}
	for d := want; d <= maxNesting; d++ {
		if len(c.ends[d]) > 0 && (d > 1 || want > 1) {
			return "holds an empty position"
		}
	}
	return ""
}

// build makes the geometry of a type that fits. All rings share one array of points.
func (c *coordinates) build(typ string) orb.Geometry {
	points := slices.Clone(c.points)
	switch typ {
	case "Point":
		if len(points) == 0 {
			return orb.MultiPoint{}
		}
		return points[0]
	case "MultiPoint":
		return orb.MultiPoint(nonNil(points))
	case "LineString":
		return orb.LineString(nonNil(points))
	case "MultiLineString":
		return cut[orb.MultiLineString](points, c.ends[2])
	case "Polygon":
		return cut[orb.Polygon](points, c.ends[2])
	}
	rings := cut[orb.Polygon](points, c.ends[3])
	return cut[orb.MultiPolygon](rings, c.ends[2])
}

func nonNil(points []orb.Point) []orb.Point {
	if points == nil {
		return []orb.Point{}
	}
	return points
}

// cut splits items at ends; the parts share the array but cannot grow into each other.
func cut[O ~[]P, P ~[]T, T any, I ~[]T](items I, ends []int) O {
	out := make(O, len(ends))
	start := 0
	for i, end := range ends {
		out[i] = P(items[start:end:end])
		start = end
	}
	return out
}

// pow10 are the powers of ten that float64 holds exactly.
var pow10 = [...]float64{
	1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11,
	1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
}

// parseNumber returns the float64 nearest to a JSON number; false if it is out of
// range. Plain decimals of up to 15 digits, nearly all coordinates, are one exact
// integer divided by one exact power of ten, hence correctly rounded (Clinger
// 1990, the fast path of strconv too); the rest goes to strconv.
func parseNumber(raw []byte) (float64, bool) {
	const digits = 15
	var mantissa int64
	point, n := -1, 0
	i := 0
	negative := raw[0] == '-'
	if negative {
		i = 1
	}
	for ; i < len(raw); i++ {
		switch ch := raw[i]; {
		case ch >= '0' && ch <= '9':
			mantissa = mantissa*10 + int64(ch-'0')
			n++
		case ch == '.':
			point = n
		default:
			n = digits + 1
		}
		if n > digits {
			f, err := strconv.ParseFloat(string(raw), 64)
			return f, err == nil
		}
	}
	f := float64(mantissa)
	if point >= 0 {
		f /= pow10[n-point]
	}
	if negative {
		f = -f
	}
	return f, true
}
