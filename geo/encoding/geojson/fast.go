package geojson

import (
	"cmp"
	"io"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// fast is the part of a Reader that takes ordinary features from a parser, and
// moves between it and the decoder. Where the text is odd or damaged the decoder is
// set on the very byte where the parser stopped, and where a feature has been read by
// the decoder the parser goes on behind it, so both see the text as the decoder alone
// would.
type fast struct {
	off     bool // the decoder reads everything
	live    bool // the decoder stands at the place that counts; else chunks[0] does
	workers int
	least   int // bytes of a chunk; 0 means chunkBytes
	most    int // bytes of a chunk with a large feature; 0 means mostChunkBytes
	keys    []string
	flat    bool

	pipe     *pipeline // nil before the first "features"
	chunks   []*chunk  // taken from pipe and not used up
	own      *parser   // of the Reader's own goroutine
	nextLine int       // of the next chunk

	elements   int  // of the current "features", so far
	indexShift int  // from the decoder's index in "features" to the text's
	parsed     bool // the feature delivered last is current, from the parser
	current    item
	from       mark
}

// roomy tells limits under which the parser cannot accept what the decoder refuses:
// no feature that it takes is too deep, no value longer than its chunk.
func (l Limits) roomy() bool { return l.MaxDepth >= leastDepth && l.MaxPropertyBytes >= chunkBytes }

// mostChunkBytes bounds a chunk; a larger feature is read by the decoder.
const mostChunkBytes = 16 << 20

// ahead makes a parsed feature ready, if there is one next in "features"; else the
// decoder stands before whatever comes.
func (r *Reader) ahead() bool {
	if r.off || r.live && !r.catchUp() {
		return false
	}
	for {
		c := r.chunks[0]
		switch more := c.next < len(c.items); {
		case more && r.number < r.limits.MaxFeatures:
			return true
		case more: // one too many
			r.decodeFrom(c, int(c.items[c.next].feature.Offset-c.offset), false)
			return false
		case !c.whole:
			r.decodeFrom(c, c.stop, c.after)
			return false
		}
		if len(r.chunks) == 1 && r.take() == nil {
			r.decodeFrom(c, c.end, false)
			return false
		}
		r.drop()
	}
}

// deliver hands out what ahead made ready.
func (r *Reader) deliver() Feature {
	c := r.chunks[0]
	it := &c.items[c.next]
	r.from = mark{}
	if c.next > 0 {
		r.from = c.items[c.next-1].mark
	}
	c.next++
	r.number++
	r.elements++
	f := it.feature
	f.Number, f.Line, f.Offset = r.number, f.Line+c.line, f.Offset+r.in.base
	r.current, r.parsed = *it, true
	return f
}

// catchUp lets the parser go on where the decoder stands; false if it finds nothing
// that it can read there.
func (r *Reader) catchUp() bool {
	at := r.offset()
	if r.pipe == nil {
		r.open(at)
	}
	for len(r.chunks) > 0 && at >= r.chunks[0].offset+int64(r.chunks[0].end) {
		r.drop()
	}
	if len(r.chunks) == 0 && r.take() == nil {
		return false
	}
	c := r.chunks[0]
	if at != c.offset || r.elements > 0 {
		r.own.run(c, int(at-c.offset), r.elements > 0)
	}
	r.live = !c.whole && len(c.items) == 0
	return !r.live
}

// open starts the pipeline behind what the decoder has taken.
func (r *Reader) open(at int64) {
	r.pipe = &pipeline{chunker: chunker{
		in: r.in, carry: append([]byte(nil), r.dec.UnreadBuffer()...), offset: at,
		least: cmp.Or(r.least, chunkBytes), most: min(cmp.Or(r.most, mostChunkBytes), r.limits.MaxPropertyBytes),
	}}
	for range max(1, r.workers) {
		r.pipe.parsers = append(r.pipe.parsers, newParser(r.limits, r.keys, r.flat, r.coords.plane))
	}
	r.own = newParser(r.limits, r.keys, r.flat, r.coords.plane)
	r.nextLine = r.feed.lineAt(at)
	r.feed.source = &chunkText{r, at + int64(len(r.pipe.chunker.carry))}
}

// take adds the next chunk of the pipeline, nil at the end of the text.
func (r *Reader) take() *chunk {
	c := r.pipe.take()
	if c == nil {
		return nil
	}
	c.line = r.nextLine
	r.nextLine += c.lines(0, c.end)
	r.chunks = append(r.chunks, c)
	return c
}

// drop gives the first chunk back.
func (r *Reader) drop() {
	r.pipe.free = append(r.pipe.free, r.chunks[0])
	r.chunks = append(r.chunks[:0], r.chunks[1:]...)
}

// decodeFrom sets the decoder on a byte of a chunk inside "features", after telling
// that a feature stands before it. What the decoder sees first gives it the state it
// would have had.
func (r *Reader) decodeFrom(c *chunk, at int, after bool) {
	opening, tokens := `{"features":[`, 3
	r.indexShift = r.elements
	if after {
		opening, tokens = opening+"{}", tokens+2
		r.indexShift--
	}
	offset := c.offset + int64(at)
	r.feed = feed{
		source: &chunkText{r, offset}, limits: r.limits, consumed: r.offset,
		delivered: offset, line: c.line + c.lines(0, at),
	}
	r.dec.Reset(io.MultiReader(strings.NewReader(opening), &r.feed), jsontext.AllowDuplicateNames(true))
	r.shift = offset - int64(len(opening))
	for range tokens {
		r.dec.ReadToken()
	}
	r.live = true
}

// chunkText is the text from an offset on, through the chunks that hold it.
type chunkText struct {
	r  *Reader
	at int64
}

// Read implements io.Reader. It fills p across chunks: the decoder quotes what follows
// a defect as far as it has it.
func (t *chunkText) Read(p []byte) (int, error) {
	n := 0
	for _, c := range t.r.chunks {
		if end := c.offset + int64(c.end); t.at < end {
			k := copy(p[n:], c.buf[t.at-c.offset:c.end])
			n, t.at = n+k, t.at+int64(k)
		}
	}
	if n == len(p) {
		return n, nil
	}
	if t.r.take() == nil {
		return n, t.r.pipe.chunker.err
	}
	k, err := t.Read(p[n:])
	return n + k, err
}

// pointer corrects the index in "features" of a place that the decoder names.
func (r *Reader) pointer(p jsontext.Pointer) jsontext.Pointer {
	rest, found := strings.CutPrefix(string(p), "/features/")
	digits, _, _ := strings.Cut(rest, "/")
	index, err := strconv.Atoi(digits)
	if !found || err != nil || r.indexShift == 0 || index+r.indexShift < 0 {
		return p
	}
	return jsontext.Pointer("/features/" + strconv.Itoa(index+r.indexShift) + rest[len(digits):])
}
