package dataset

import (
	"context"
	"maps"

	"phusong/coverage"
	"phusong/internal/mapper"
)

// rowsAtATime are read by one goroutine together; tests read fewer.
var rowsAtATime = 4096

// readRows reads all rows in parts, on several goroutines. What a part finds is taken in the
// order of the parts, as if one had read them all.
func (s *siteReader) readRows() []*siteRow {
	parts := (len(s.rows) + rowsAtATime - 1) / rowsAtATime
	workers := s.env.Workers
	if s.env.Antennas != nil { // it notes which of its files are used
		workers = 1
	}
	var rows []*siteRow
	if parts > 1 {
		rows = make([]*siteRow, 0, len(s.rows))
	}
	// Neither reading a part nor taking it can fail, and nothing ends the context.
	_ = mapper.Ordered(context.Background(), parts, workers, func(_, i int) (*siteReader, error) {
		p := s.part(s.rows[i*rowsAtATime : min(len(s.rows), (i+1)*rowsAtATime)])
		for _, r := range p.rows {
			p.read(r)
		}
		return p, nil
	}, func(_ int, p *siteReader) error {
		rows = append(rows, p.made.all...)
		s.take(p)
		return nil
	})
	return rows
}

// study looks at all rows of the columns of positions and of numbers, on several goroutines.
// Notes are made in the order of siteNumbers.
func (s *siteReader) study() {
	var numbers [siteNumberCount]evidence
	// Nothing fails, and nothing ends the context.
	_ = mapper.Each(context.Background(), 1+len(siteNumbers), s.env.Workers, func(_, i int) error {
		if i == 0 {
			s.place = s.locator() // the longest, and the only one that makes notes
			return nil
		}
		c := siteNumbers[i-1]
		numbers[i-1] = s.evidenceOf(c.name, c.kind, c.units)
		return nil
	})
	for i, c := range siteNumbers {
		s.numbers[i] = s.numberBy(c.name, numbers[i])
	}
}

// part is a reader of some of the rows, with findings of its own.
func (s *siteReader) part(rows []record) *siteReader {
	own := *s.records
	own.rows = rows
	own.env.Found = &findings{headings: s.env.Found.headings}
	if s.env.Join != nil {
		own.env.Join = &joinLog{}
	}
	place := *s.place
	place.t = &own
	p := &siteReader{records: &own, table: s.table, place: &place, spelling: s.spelling}
	for i, c := range s.numbers {
		column := *c
		column.t, column.known = &own, map[string]readNumber{}
		p.numbers[i] = &column
	}
	return p
}

// take adds what a part has found.
func (s *siteReader) take(p *siteReader) {
	s.expanded, s.aligned, s.powered, s.off = s.expanded+p.expanded, s.aligned+p.aligned, s.powered+p.powered, s.off+p.off
	s.antennas.measured, s.antennas.stated = s.antennas.measured+p.antennas.measured, s.antennas.stated+p.antennas.stated
	s.env.Found.Problems = append(s.env.Found.Problems, p.env.Found.Problems...)
	s.env.Join.take(p.env.Join)
}

// take adds what another log has of later rows.
func (j *joinLog) take(later *joinLog) {
	if j == nil {
		return
	}
	j.coded += later.coded
	j.byCode, j.unknown = append(j.byCode, later.byCode...), append(j.unknown, later.unknown...)
	if j.byName == nil {
		j.byName = maps.Clone(later.byName)
		return
	}
	for match, n := range later.byName {
		j.byName[match] += n
	}
}

// rowStore keeps rows in blocks, which never move.
type rowStore struct {
	all   []*siteRow
	block []siteRow
}

// add keeps a copy of a row.
func (s *rowStore) add(r *siteRow) *siteRow {
	const perBlock = 256
	if len(s.block) == cap(s.block) {
		s.block = make([]siteRow, 0, perBlock)
	}
	s.block = append(s.block, *r)
	row := &s.block[len(s.block)-1]
	s.all = append(s.all, row)
	return row
}

// texts remembers what texts of a column mean: most columns have few different ones. What
// is remembered is shared and must not be changed.
type texts[T any] struct {
	known map[string]T
	last  string // the last text, which rows repeat
	value T      // what it means
}

// textsKept bounds what is remembered of a column.
const textsKept = 4096

func (m *texts[T]) of(text string, read func(string) T) T {
	if text == m.last && m.known != nil {
		return m.value
	}
	v, ok := m.known[text]
	if !ok {
		if m.known == nil {
			m.known = map[string]T{}
		}
		if v = read(text); len(m.known) < textsKept {
			m.known[text] = v
		}
	}
	m.last, m.value = text, v
	return v
}

// siteTexts are the columns of words that decide how the rest of a row is read.
type siteTexts struct {
	operators    texts[readOperators]
	lists        texts[[]string] // by splitList
	technologies texts[[]coverage.Technology]
	bands        texts[readBand]
}

// readOperators are the operators that a text lists.
type readOperators struct {
	names    []string
	reserved string // the one name, where it is that of a rule and was changed
	// placeholder: written for want of a name
	placeholder bool
}

// readBand is what readBandText gives.
type readBand struct {
	bandText
	ok bool
}

func readBandOf(text string) readBand {
	b, ok := readBandText(text)
	return readBand{b, ok}
}
