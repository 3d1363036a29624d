package radius

import (
	"cmp"
	"encoding/binary"
	"slices"

	"phusong/geo/scanline"
)

// gapRun is cells of a row that have people, are not covered and are of one unit.
type gapRun struct{ unit, row, from, to int32 }

// packedRuns is the runs of a band, some three bytes each, unit by unit.
type packedRuns struct {
	data     []byte
	segments []segment
	runs     int64
}

// segment is the runs of a unit in a band.
type segment struct {
	unit      int32
	runs      int32
	from, end uint32 // of data
	band      int32
	cells     int64
}

// pack sorts the runs of a band by units and writes them as differences: of rows to the row
// before, of columns to the column at which the run before it began.
func pack(runs []gapRun, band, firstRow int) packedRuns {
	slices.SortStableFunc(runs, func(a, b gapRun) int { return cmp.Compare(a.unit, b.unit) })
	p := packedRuns{data: make([]byte, 0, 4*len(runs)), runs: int64(len(runs))}
	for i := 0; i < len(runs); {
		s := segment{unit: runs[i].unit, from: uint32(len(p.data)), band: int32(band)}
		row, col := int32(firstRow), int32(0)
		for ; i < len(runs) && runs[i].unit == s.unit; i++ {
			r := runs[i]
			p.data = binary.AppendUvarint(p.data, uint64(r.row-row))
			p.data = binary.AppendVarint(p.data, int64(r.from-col))
			p.data = binary.AppendUvarint(p.data, uint64(r.to-r.from))
			row, col = r.row, r.from
			s.runs, s.cells = s.runs+1, s.cells+int64(r.to-r.from)
		}
		s.end = uint32(len(p.data))
		p.segments = append(p.segments, s)
	}
	p.data, p.segments = slices.Clip(p.data), slices.Clip(p.segments)
	return p
}

// unpack appends the runs of a segment.
func (p *packedRuns) unpack(dst []scanline.Run, s segment, firstRow int) []scanline.Run {
	data := p.data[s.from:s.end]
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

// byUnit lists the segments of all bands by unit, in the order of bands; start has the first of every
// unit, and the end.
func byUnit(bands []bandResult, technology, units int) (segments []segment, start []int32) {
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
	segments = make([]segment, start[units])
	for i := range bands {
		for _, s := range bands[i].runs[technology].segments {
			segments[next[s.unit]] = s
			next[s.unit]++
		}
	}
	return segments, start
}
