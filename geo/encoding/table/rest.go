package table

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"slices"
	"strings"

	"phusong/internal/mapper"
)

// blockBytes of text are read by one goroutine together, and blocksAtATime blocks are in
// hand; tests take smaller ones.
var (
	blockBytes    = 1 << 18
	blocksAtATime = 16
)

// Rest appends to rows all that Next would return up to the end of the table, or returns its
// error. Delimited text is read on a number of goroutines, 0 for one per processor, which
// changes nothing.
func (r *Reader) Rest(rows []Row, workers int) ([]Row, error) {
	b := &batches{Reader: r, workers: workers, rows: rows}
	if text, ok := r.rows.(*csvReader); ok && r.err == nil && text.width > 0 && text.lines != nil {
		b.text = text
		if r.err = b.read(); r.err != nil {
			return nil, r.err
		}
	}
	for {
		row, err := r.Next()
		if err == io.EOF {
			return b.rows, nil
		}
		if err != nil {
			return nil, err
		}
		b.grow(1)
		b.rows = append(b.rows, row)
	}
}

// batches reads delimited text by whole lines, in batches of blocks.
type batches struct {
	*Reader
	workers int
	text    *csvReader
	rows    []Row
	parsed  int64    // bytes that rows were made of
	buffers [][]byte // of the blocks of a batch
	rest    []byte   // what follows the last block: part of a line, or a row that is not whole
	end     error    // of the text, once it is met
	long    bool     // rest begins with a line or a row that is longer than a block
}

// read reads until nothing is left but what lines in memory do not tell: the end of the text,
// or a line or a row longer than a block. The reader of lines goes on there.
func (b *batches) read() error {
	for b.end == nil && !b.long {
		blocks := b.take()
		b.long = len(blocks) < blocksAtATime
		if err := b.parse(blocks); err != nil {
			return err
		}
	}
	var behind io.Reader = b.text.lines
	if b.end != nil {
		behind = ended{b.end}
	}
	b.text.lines = bufio.NewReaderSize(io.MultiReader(bytes.NewReader(b.rest), behind), sampleBytes)
	return nil
}

// ended is a text at its end.
type ended struct{ err error }

func (e ended) Read([]byte) (int, error) { return 0, e.err }

// take cuts the next blocks at line ends: fewer than blocksAtATime at the end of the text or
// before a long line, which rest begins with.
func (b *batches) take() [][]byte {
	var blocks [][]byte
	for len(blocks) < blocksAtATime && b.end == nil {
		text := b.fill(len(blocks))
		end := bytes.LastIndexByte(text, '\n') + 1
		b.rest = append(b.rest[:0], text[end:]...)
		if end == 0 {
			break
		}
		blocks = append(blocks, text[:end])
	}
	return blocks
}

// fill gives the rest and what follows it, up to a block, in the buffer of a block.
func (b *batches) fill(i int) []byte {
	size := blockBytes
	if 2*len(b.rest) > size {
		size += len(b.rest)
	}
	if len(b.buffers) == i {
		b.buffers = append(b.buffers, nil)
	}
	if len(b.buffers[i]) < size {
		b.buffers[i] = make([]byte, size)
	}
	text := b.buffers[i][:size]
	n := copy(text, b.rest)
	for n < size && b.end == nil {
		var more int
		more, b.end = b.text.lines.Read(text[n:])
		n += more
	}
	return text[:n]
}

// parse appends the rows of blocks.
func (b *batches) parse(blocks [][]byte) error {
	parsed := b.place(blocks)
	// Errors are those of blocks, and nothing ends the context.
	_ = mapper.Each(context.Background(), len(blocks), b.workers, func(_, i int) error {
		parsed[i].text = string(blocks[i])
		parsed[i].parse(b.text.textForm)
		return nil
	})
	for i := range parsed {
		p := &parsed[i]
		b.parsed += int64(len(blocks[i]))
		if err := b.add(p); err != nil {
			return err
		}
		b.text.line = p.first + p.lines - 1
		switch tail := p.text[p.whole:]; {
		case tail == "" && p.err != nil:
			return p.err
		case tail == "":
		case i+1 < len(parsed) && len(tail) <= blockBytes:
			parsed[i+1].follow(p, b.text.textForm)
		default:
			b.handBack(p, tail, blocks[i+1:])
			return nil
		}
	}
	return nil
}

// handBack puts what follows the last whole row of a block back in front of the rest. A row
// longer than a block is left to the reader of lines, which looks at each of them once.
func (b *batches) handBack(p *parsedBlock, tail string, blocks [][]byte) {
	b.text.line = p.row - 1
	b.long = b.long || len(tail) > blockBytes
	b.rest = slices.Concat([]byte(tail), slices.Concat(blocks...), b.rest)
}

// place numbers the lines of blocks and makes room for their rows.
func (b *batches) place(blocks [][]byte) []parsedBlock {
	parsed := make([]parsedBlock, len(blocks))
	first := b.text.line + 1
	for i, text := range blocks {
		parsed[i].first, parsed[i].lines = first, bytes.Count(text, []byte{'\n'})
		first += parsed[i].lines
	}
	b.grow(first - b.text.line - 1)
	at := len(b.rows)
	for i := range parsed {
		parsed[i].rows = b.rows[at : at : at+parsed[i].lines]
		at += parsed[i].lines
	}
	return parsed
}

// mostGrowth is how many times as many rows as were read may be made room for: a file may
// begin with short ones.
const mostGrowth = 8

// grow makes room for so many rows more: for all that the file may still hold, where its size
// is known, else by doubling, for append copies a long table five times.
func (b *batches) grow(n int) {
	if len(b.rows)+n <= cap(b.rows) {
		return
	}
	room := len(b.rows)
	if b.size > 0 && b.parsed > 0 {
		left := float64(b.size-b.parsed) / float64(b.parsed) * float64(len(b.rows))
		room = int(min(left+left/64, mostGrowth*float64(room)))
	}
	b.rows = slices.Grow(b.rows, max(n, room))
}

// add appends the rows of a block that are not blank, within the limits.
func (b *batches) add(p *parsedBlock) error {
	if p.blanks == 0 && b.count+len(p.rows) <= b.limits.Rows {
		b.count += len(p.rows)
		b.rows = append(b.rows, p.rows...)
		return nil
	}
	for _, row := range p.rows {
		kept, err := b.keeps(row)
		if err != nil {
			return err
		}
		if kept {
			b.rows = append(b.rows, row)
		}
	}
	return nil
}

// parsedBlock is the rows of a text of whole lines.
type parsedBlock struct {
	text         string
	first, lines int // the number of its first line, and how many it has
	rows         []Row
	blanks       int
	err          error
	whole        int // bytes up to the end, or to a row that goes on behind it
	row          int // the number of that row
}

// follow puts what is left of the block before in front, and reads the block again.
func (p *parsedBlock) follow(before *parsedBlock, form textForm) {
	n := before.first + before.lines - before.row
	*p = parsedBlock{text: before.text[before.whole:] + p.text, first: before.row, lines: n + p.lines, rows: make([]Row, 0, n+p.lines)}
	p.parse(form)
}

// parse reads rows up to the end, the first error or a row that goes on behind the end.
func (p *parsedBlock) parse(form textForm) {
	c := &csvReader{textForm: form, block: p.text, plain: isPlain(p.text), line: p.first - 1}
	for c.block != "" {
		start, number := len(p.text)-len(c.block), c.line+1
		row, err := c.next()
		if c.open {
			p.whole, p.row = start, number
			return
		}
		if err != nil {
			p.err = err
			break
		}
		if blank(row.Fields) {
			p.blanks++
		}
		p.rows = append(p.rows, row)
	}
	p.whole = len(p.text)
}

// blockLine is readLine of a block.
func (c *csvReader) blockLine() (string, error) {
	if c.block == "" {
		c.open = true
		return "", io.EOF
	}
	end := strings.IndexByte(c.block, '\n')
	if err := c.checkLength(end + 1); err != nil {
		return "", err
	}
	line := c.block[:end]
	c.block = c.block[end+1:]
	c.line++
	if c.plain {
		return line, nil
	}
	return c.lineText(line)
}
