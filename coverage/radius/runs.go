package radius

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"slices"

	"phusong/geo/scanline"
)

// gapRun is cells of a row that have people, are not covered and are of one unit.
type gapRun struct{ from, to int32 }

// gapSpan is the runs of a unit in one of its spans, those from first to end-1.
type gapSpan struct{ unit, row, first, end int32 }

// gapRuns is the runs of a band as they come, by rows.
type gapRuns struct {
	runs  []gapRun
	spans []gapSpan
}

func (g *gapRuns) reset() { g.runs, g.spans = g.runs[:0], g.spans[:0] }

// mostRuns is how many runs a band has at most: when packed, their places fit uint32.
const mostRuns = 1 << 28

const _ = uint32(mostRuns * 3 * binary.MaxVarintLen32) // the bytes of all, three numbers each

// check refuses a band of more runs. A row has fewer than mostRuns*4, so that a look after each is enough.
func (g *gapRuns) check(most int) error {
	if len(g.runs) > most {
		return fmt.Errorf("more than %d stretches of cells are gaps in the rows of a block: write the raster in lower strips or tiles", most)
	}
	return nil
}

// add adds the runs of a row's cells with people that are not covered.
func (g *gapRuns) add(row int, spans []cellSpan, people, cover []int64) {
	for _, s := range spans {
		if people[s.end]-people[s.from] == cover[s.end]-cover[s.from] {
			continue // all are covered, or nobody is there
		}
		first := int32(len(g.runs))
		from := int32(-1)
		last, lastCover := people[s.from], cover[s.from]
		for i := s.from; i < s.end; i++ {
			now, nowCover := people[i+1], cover[i+1]
			gap := now-last > nowCover-lastCover
			last, lastCover = now, nowCover
			if gap == (from >= 0) {
				continue
			}
			if gap {
				from = i
			} else {
				g.runs = append(g.runs, gapRun{from, i})
				from = -1
			}
		}
		if from >= 0 {
			g.runs = append(g.runs, gapRun{from, s.end})
		}
		g.spans = append(g.spans, gapSpan{s.unit, int32(row), first, int32(len(g.runs))})
	}
}

// packedRuns is the runs of a band, some three bytes each, unit by unit.
type packedRuns struct {
	data     []byte
	segments []segment
}

// segment is the runs of a unit in a band.
type segment struct {
	unit  int32
	runs  int32
	end   uint32 // of data; it begins where the one before ends
	cells int64
}

// packer packs the runs of bands. It keeps memory of its own.
type packer struct {
	next     []int32 // by unit: spans, then where the next is to stand; all 0 between bands
	units    []int32 // that have spans
	sorted   []gapSpan
	data     []byte
	segments []segment
}

// sort puts spans in the order of their units, those of a unit as they come.
func (p *packer) sort(spans []gapSpan) []gapSpan {
	p.units = p.units[:0]
	for i := range spans {
		unit := spans[i].unit
		if p.next[unit] == 0 {
			p.units = append(p.units, unit)
		}
		p.next[unit]++
	}
	slices.Sort(p.units)
	at := int32(0)
	for _, unit := range p.units {
		at, p.next[unit] = at+p.next[unit], at
	}
	p.sorted = slices.Grow(p.sorted[:0], len(spans))[:len(spans)]
	for _, s := range spans {
		p.sorted[p.next[s.unit]] = s
		p.next[s.unit]++
	}
	for _, unit := range p.units {
		p.next[unit] = 0
	}
	return p.sorted
}

// pack writes the runs of a band unit by unit as differences: of rows to the row before, of columns to the
// column at which the run before it began.
func (p *packer) pack(g *gapRuns, firstRow int) packedRuns {
	spans := p.sort(g.spans)
	p.data, p.segments = p.data[:0], p.segments[:0]
	for i := 0; i < len(spans); {
		s := segment{unit: spans[i].unit}
		row, col := int32(firstRow), int32(0)
		for ; i < len(spans) && spans[i].unit == s.unit; i++ {
			for _, r := range g.runs[spans[i].first:spans[i].end] {
				p.data = binary.AppendUvarint(p.data, uint64(spans[i].row-row))
				p.data = binary.AppendVarint(p.data, int64(r.from-col))
				p.data = binary.AppendUvarint(p.data, uint64(r.to-r.from))
				row, col = spans[i].row, r.from
				s.runs, s.cells = s.runs+1, s.cells+int64(r.to-r.from)
			}
		}
		s.end = uint32(len(p.data))
		p.segments = append(p.segments, s)
	}
	return packedRuns{data: bytes.Clone(p.data), segments: slices.Clone(p.segments)}
}

// unpack appends the runs of a segment.
func (p *packedRuns) unpack(dst []scanline.Run, i int32, firstRow int) []scanline.Run {
	from := uint32(0)
	if i > 0 {
		from = p.segments[i-1].end
	}
	data := p.data[from:p.segments[i].end]
	row, col := int32(firstRow), int32(0)
	for len(data) > 0 {
		rows, n := binary.Uvarint(data)
		cols, m := binary.Varint(data[n:])
		length, k := binary.Uvarint(data[n+m:])
		data = data[n+m+k:]
		row, col = row+int32(rows), col+int32(cols)
		dst = append(dst, scanline.Run{Row: row, From: col, To: col + int32(length)})
	}
	return dst
}

// segmentOf is a segment of a band.
type segmentOf struct{ band, segment int32 }

// byUnit lists the segments of all bands by unit, in the order of bands; start has the first of every
// unit, and the end.
func byUnit(bands []bandResult, technology, units int) (segments []segmentOf, start []int32) {
	start = make([]int32, units+1)
	for i := range bands {
		for _, s := range bands[i].runs[technology].segments {
			start[s.unit+1]++
		}
	}
	for i := range units {
		start[i+1] += start[i]
	}
	next := slices.Clone(start[:units])
	segments = make([]segmentOf, start[units])
	for i := range bands {
		for k, s := range bands[i].runs[technology].segments {
			segments[next[s.unit]] = segmentOf{int32(i), int32(k)}
			next[s.unit]++
		}
	}
	return segments, start
}
