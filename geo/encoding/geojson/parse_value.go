package geojson

import (
	"math"
	"strconv"

	"github.com/paulmach/orb"

	"phusong/geo"
	"phusong/geo/encoding/decimal"
)

// quoted finds the end of the string that opens at i, -1 if it has none or holds a
// control character. plain tells that it is ASCII without escapes, so the text is
// what stands between the quotes; otherwise decode has to judge it.
func (p *parser) quoted(i int) (end int, plain bool) {
	if p.text[i] != '"' {
		return -1, false
	}
	plain = true
	for i++; ; i++ {
		switch ch := p.text[i]; {
		case ch == '"':
			return i + 1, plain
		case ch == '\\':
			plain = false
			i++
			if p.text[i] < ' ' {
				return -1, false
			}
		case ch < ' ':
			return -1, false
		case ch >= 0x80:
			plain = false
		}
	}
}

func (p *parser) literal(i int, want string) int {
	if end := i + len(want); end <= len(p.text) && string(p.text[i:end]) == want {
		return end
	}
	return -1
}

func (p *parser) numberEnd(i int) int {
	if n := decimal.End(p.text[i:]); n > 0 {
		return i + n
	}
	return -1
}

// skip checks a value of any kind, nested at most depth deep, and returns its end.
func (p *parser) skip(i, depth int) int {
	switch p.text[i] {
	case '{', '[':
		if depth == 0 {
			return -1
		}
		return p.skipNested(i, depth-1)
	}
	_, end := p.value(i, false)
	return end
}

func (p *parser) skipNested(i, depth int) int {
	object := p.text[i] == '{'
	closing := p.text[i] + 2 // ']' after '[', '}' after '{'
	if i = p.blank(i + 1); p.text[i] == closing {
		return i + 1
	}
	for {
		if object {
			_, end := p.textValue(i, false)
			if end < 0 {
				return -1
			}
			if i = p.blank(end); p.text[i] != ':' {
				return -1
			}
			i = p.blank(i + 1)
		}
		if i = p.skip(i, depth); i < 0 {
			return -1
		}
		switch i = p.blank(i); p.text[i] {
		case closing:
			return i + 1
		case ',':
			i = p.blank(i + 1)
		default:
			return -1
		}
	}
}

// array reads the array of coordinates that opens at i: a position, or arrays.
func (p *parser) array(i, depth int) int {
	c := &p.coords
	i = p.blank(i + 1)
	if ch := p.text[i]; ch == '-' || ch-'0' <= 9 {
		return p.position(i, depth)
	}
	for p.text[i] == '[' && depth < maxNesting {
		if c.depth == depth+1 {
			i = p.dense(i)
		}
		if i = p.array(i, depth+1); i < 0 {
			return -1
		}
		switch i = p.blank(i); p.text[i] {
		case ',':
			i = p.blank(i + 1)
		case ']':
			c.end(depth)
			return i + 1
		default:
			return -1
		}
	}
	return -1
}

// dense reads positions of two plain numbers without blanks between, and stops at the
// bracket of the last of them or of the first that is otherwise: array reads that.
// Nearly all coordinates pass through here.
func (p *parser) dense(i int) int {
	text := p.text
	for {
		lon, comma := decimal.Read(text, i+1)
		if comma < 0 || text[comma] != ',' {
			return i
		}
		lat, end := decimal.Read(text, comma+1)
		if end < 0 || text[end] != ']' || text[end+1] != ',' || text[end+2] != '[' || !p.store(lon, lat) {
			return i
		}
		p.coords.count++
		i = end + 2
	}
}

// store keeps a position that is on the globe beyond doubt.
func (p *parser) store(lon, lat decimal.Number) bool {
	if p.flat {
		x, okX := lon.E7()
		y, okY := lat.E7()
		if !okX || !okY || y >= 90*geo.E7PerDegree || y <= -90*geo.E7PerDegree {
			return false
		}
		p.c.xy = append(p.c.xy, x, y)
		return true
	}
	x, y := lon.Float(), lat.Float()
	if !p.coords.plane && (x > 180 || x < -180 || y > 90 || y < -90) {
		return false
	}
	p.coords.points = append(p.coords.points, orb.Point{x, y})
	return true
}

// position reads the numbers of a position from the first on, and its bracket.
func (p *parser) position(i, depth int) int {
	c := &p.coords
	if c.depth != depth {
		if c.depth != 0 {
			return -1
		}
		c.depth = depth
	}
	if i = p.degrees(i, 180); i < 0 || p.text[i] != ',' {
		return -1
	}
	if i = p.degrees(p.blank(i+1), 90); i < 0 {
		return -1
	}
	c.count++
	for numbers := 2; p.text[i] == ','; numbers++ {
		if numbers == 4 {
			return -1
		}
		start := p.blank(i + 1)
		end := p.numberEnd(start)
		if end < 0 {
			return -1
		}
		i = p.blank(end)
		c.hasZ, c.hasM = true, c.hasM || numbers == 3
	}
	if p.text[i] != ']' {
		return -1
	}
	return i + 1
}

// degrees reads a longitude (limit 180) or latitude (90), keeps it, and goes on to what
// follows it; -1 if it is off the globe.
func (p *parser) degrees(i, limit int) int {
	n, end := decimal.Read(p.text, i)
	if end < 0 {
		return p.oddDegrees(i, limit)
	}
	if p.flat {
		e, ok := n.E7()
		if !ok || e >= geo.E7(limit*geo.E7PerDegree) || e <= -geo.E7(limit*geo.E7PerDegree) {
			return p.keep(n.Float(), p.blank(end), limit)
		}
		p.c.xy = append(p.c.xy, e)
		return p.blank(end)
	}
	return p.keep(n.Float(), p.blank(end), limit)
}

// oddDegrees reads a number with an exponent, or of many digits.
func (p *parser) oddDegrees(i, limit int) int {
	end := p.numberEnd(i)
	if end < 0 {
		return -1
	}
	f, err := strconv.ParseFloat(string(p.text[i:end]), 64)
	if err != nil {
		return -1
	}
	return p.keep(f, p.blank(end), limit)
}

// keep judges as coordinates.judge does and stores the value.
func (p *parser) keep(f float64, next, limit int) int {
	c := &p.coords
	if !c.plane && math.Abs(f) > float64(limit)+degreeSlack {
		return -1
	}
	switch {
	case p.flat:
		p.c.xy = append(p.c.xy, geo.ToE7(f))
	case limit == 180:
		c.points = append(c.points, orb.Point{f})
	default:
		c.points[len(c.points)-1][1] = f
	}
	return next
}
