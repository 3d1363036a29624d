package radius

import (
	"encoding/binary"
	"fmt"
	"math"
	"slices"

	"phusong/geo/scanline"
)

// cellSpan is the cells from to end-1 of a row, whose centres lie in a unit.
type cellSpan struct{ from, end, unit int32 }

// spanStore keeps the spans of features, some five bytes each.
type spanStore struct {
	blocks [][]byte
	count  []int32 // of spans, by row
	spans  int64   // all
}

// spanBlock is the size of a block: pieces that need not be moved when there are more.
const spanBlock = 1 << 20

// add adds the spans of a feature, which are in the order of rows.
func (s *spanStore) add(feature int32, spans []scanline.Span) {
	const longest = 3 * binary.MaxVarintLen32
	need := (len(spans) + 1) * longest
	n := len(s.blocks)
	if n == 0 || cap(s.blocks[n-1])-len(s.blocks[n-1]) < need {
		s.blocks = append(s.blocks, make([]byte, 0, max(spanBlock, need)))
		n++
	}
	b := binary.AppendUvarint(s.blocks[n-1], uint64(feature))
	b = binary.AppendUvarint(b, uint64(len(spans)))
	s.spans += int64(len(spans))
	row, from := int32(0), int32(0)
	for i := range spans {
		p := &spans[i]
		b = binary.AppendUvarint(b, uint64(p.Row-row))
		b = binary.AppendVarint(b, int64(p.From-from))
		b = binary.AppendUvarint(b, uint64(p.To-p.From))
		row, from = p.Row, p.From
		s.count[row]++
	}
	s.blocks[n-1] = b
}

// each goes through the spans of all features but those that of gives no unit.
func (s *spanStore) each(of []int32, do func(row int32, span cellSpan)) {
	for _, b := range s.blocks {
		for len(b) > 0 {
			feature, n := binary.Uvarint(b)
			spans, m := binary.Uvarint(b[n:])
			b = b[n+m:]
			unit := of[feature]
			row, from := int32(0), int32(0)
			for range spans {
				rows, n := binary.Uvarint(b)
				cols, m := binary.Varint(b[n:])
				length, k := binary.Uvarint(b[n+m:])
				b = b[n+m+k:]
				row, from = row+int32(rows), from+int32(cols)
				if unit >= 0 {
					do(row, cellSpan{from, from + int32(length), unit})
				}
			}
		}
	}
}

// mostSpans is how many spans of cells a territory has at most: their places, and those of the twice as many that
// are left when units overlap, fit int32. There are no more segments of gaps than spans.
const mostSpans = math.MaxInt32 / 2

// checkSpans refuses more spans than there are places for.
func checkSpans(stores []*spanStore, most int64) error {
	sum := int64(0)
	for _, s := range stores {
		sum += s.spans
	}
	if sum > most {
		return fmt.Errorf("the communes take %d stretches of cells in the rows of the raster, more than %d: give a coarser raster, or a part of the region", sum, most)
	}
	return nil
}

// starts is where the spans of every row begin when those of all stores are put together, and the end.
func starts(stores []*spanStore, of []int32, rows int) []int32 {
	start := make([]int32, rows+1)
	rejected := slices.Contains(of, -1)
	for _, s := range stores {
		if rejected {
			s.each(of, func(row int32, _ cellSpan) { start[row+1]++ })
			continue
		}
		for row, n := range s.count {
			start[row+1] += n
		}
	}
	for row := range rows {
		start[row+1] += start[row]
	}
	return start
}
