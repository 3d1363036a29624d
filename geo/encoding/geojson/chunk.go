package geojson

import (
	"bytes"
	"io"

	"phusong/geo"
	"phusong/geo/encoding/decimal"
)

// chunk is a stretch of the text inside a "features" array, and the features that a
// parser found in it. It begins where a feature is expected.
type chunk struct {
	buf     []byte // the stretch and its padding
	end     int    // length of the stretch
	offset  int64  // of its first byte
	bounded bool   // a feature begins right after it, if the file is what it seems
	line    int    // of its first byte; set when the chunk's turn comes

	items  []item
	next   int // item to hand out
	stop   int // how far the parser came
	after  bool
	whole  bool // to the end, and the chunk is bounded
	xy     []geo.E7
	rings  []int // of each ring its end in positions, counted from its feature's first
	parts  []int // of each part its end in rings, counted from its feature's first
	values []Value
}

// item is one feature of a chunk and where its flat arrays end.
type item struct {
	feature  Feature // Line counts from 0, from the beginning of the chunk
	geometry string
	mark
}

// mark is a place in the flat arrays of a chunk.
type mark struct{ xy, rings, parts, values int }

func (c *chunk) text() []byte { return c.buf }

func (c *chunk) mark() mark { return mark{len(c.xy), len(c.rings), len(c.parts), len(c.values)} }

// cut takes the flat arrays back to a mark.
func (c *chunk) cut(m mark) {
	c.xy, c.rings, c.parts, c.values = c.xy[:m.xy], c.rings[:m.rings], c.parts[:m.parts], c.values[:m.values]
}

func (c *chunk) forget() {
	c.cut(mark{})
	clear(c.items)
	c.items, c.next, c.whole = c.items[:0], 0, false
}

// lines counts the line ends in a part of the stretch.
func (c *chunk) lines(from, to int) int { return bytes.Count(c.buf[from:to], []byte{'\n'}) }

// add takes over the feature that the parser has read.
func (c *chunk) add(p *parser) {
	if p.flat {
		c.addNesting(p)
		for _, key := range p.keys {
			c.values = append(c.values, find(p.fields, key))
		}
	}
	c.items = append(c.items, item{p.f, p.geometry, c.mark()})
}

func find(fields []field, name string) Value {
	for i := range fields {
		if fields[i].name == name {
			return fields[i].value
		}
	}
	return Value{}
}

// addNesting cuts the positions of a feature into rings and parts: a line is a ring,
// points are one ring, and what is no MultiPolygon is one part.
func (c *chunk) addNesting(p *parser) {
	switch p.geometry {
	case "":
		return
	case "MultiPolygon":
		c.rings = append(c.rings, p.coords.ends[3]...)
		c.parts = append(c.parts, p.coords.ends[2]...)
		return
	case "Polygon", "MultiLineString":
		c.rings = append(c.rings, p.coords.ends[2]...)
		c.parts = append(c.parts, len(p.coords.ends[2]))
	default:
		c.rings = append(c.rings, p.coords.count)
		c.parts = append(c.parts, 1)
	}
}

// chunkBytes is how much text a chunk has, up to the last feature that begins in it.
const chunkBytes = 256 << 10

// chunker cuts a text into chunks where features seem to begin. It guesses by the
// first bytes of the first feature; a wrong guess costs time, as the parser then
// stops short of the chunk's end, and changes no result.
type chunker struct {
	in     io.Reader
	carry  []byte // read, in no chunk yet
	offset int64  // of carry
	head   []byte // how features begin; nil before the first chunk
	least  int    // bytes of a chunk, where features are that small
	most   int    // bytes of a chunk at all
	err    error  // that ended the reading, io.EOF included
}

// read cuts the next chunk into the memory of c; false at the end of the text.
func (k *chunker) read(c *chunk) bool {
	buf := append(c.buf[:0], k.carry...)
	k.carry = k.carry[:0]
	c.bounded, c.offset = false, k.offset
	for want := k.least; ; want *= 2 {
		buf = k.fill(buf, want)
		if k.head == nil {
			k.head = featureHead(buf)
		}
		if k.err != nil || want >= k.most {
			break
		}
		if at := lastFeature(buf, k.head); at > 0 {
			k.carry = append(k.carry, buf[at:]...)
			buf, c.bounded = buf[:at], true
			break
		}
	}
	k.offset += int64(len(buf))
	c.end = len(buf)
	c.buf = append(buf, make([]byte, decimal.Pad)...)
	return c.end > 0
}

func (k *chunker) fill(buf []byte, want int) []byte {
	if cap(buf) < want+decimal.Pad {
		buf = append(make([]byte, 0, want+decimal.Pad), buf...)
	}
	for len(buf) < want && k.err == nil {
		var n int
		n, k.err = k.in.Read(buf[len(buf):want])
		buf = buf[:len(buf)+n]
	}
	return buf
}

// mostHead bounds the blanks and the name that features begin with.
const mostHead = 128

// featureHead returns what a text that begins with a feature begins with, up to its
// first member's value, and the value too if it is the "Feature" of "type". An
// empty head is that of no feature.
func featureHead(text []byte) []byte {
	text = text[:min(len(text), mostHead)]
	start := len(text) - len(bytes.TrimLeft(text, " \r\n\t"))
	colon := bytes.IndexByte(text, ':')
	if colon < 0 || text[start] != '{' {
		return []byte{}
	}
	if word := []byte(`"Feature"`); bytes.Contains(text[start:colon], []byte(`"type"`)) {
		if at := bytes.Index(text[colon:], word); at >= 0 && len(bytes.TrimSpace(text[colon+1:colon+at])) == 0 {
			colon += at + len(word) - 1
		}
	}
	return bytes.Clone(text[start : colon+1])
}

// lastFeature finds where the last feature begins: its head, with a comma before it
// and a closed object before that. 0 is none.
func lastFeature(text, head []byte) int {
	for end := len(text); len(head) > 0 && end > 0; {
		at := bytes.LastIndex(text[:end], head)
		if at <= 0 {
			return 0
		}
		before, comma := bytes.CutSuffix(bytes.TrimRight(text[:at], " \r\n\t"), []byte{','})
		if comma && bytes.HasSuffix(bytes.TrimRight(before, " \r\n\t"), []byte{'}'}) {
			return at
		}
		end = at
	}
	return 0
}
