package dataset

import (
	"bytes"
	"context"
	"hash/maphash"

	"phusong/internal/mapper"
)

// dropDuplicates removes rows equal to an earlier one. Which of them stays does
// not matter: they say the same.
func dropDuplicates(all []*records) {
	seen := newSeenRows(all)
	repeated := make([][]int, len(all)) // rows of each table, by index
	for n := range seen.hashes {
		first, again := seen.add(n)
		if !again {
			continue
		}
		at, i := seen.rowAt(n)
		of, j := seen.rowAt(first)
		t, r := all[at], all[at].rows[i]
		t.env.problem(r.row, "", t.texts(r), "row.duplicate", "row dropped: the same as "+t.env.rowOf(all[of].env.source(all[of].rows[j].row)))
		repeated[at] = append(repeated[at], i)
	}
	for at, drop := range repeated {
		all[at].leaveOut(drop)
	}
}

// leaveOut removes rows by their indexes, which ascend.
func (t *records) leaveOut(drop []int) {
	if len(drop) == 0 {
		return
	}
	kept := t.rows[:drop[0]]
	for i := drop[0]; i < len(t.rows); i++ {
		if len(drop) > 0 && drop[0] == i {
			drop = drop[1:]
			continue
		}
		kept = append(kept, t.rows[i])
	}
	t.rows = kept
}

// appendIdentity appends what a row says in the columns that are recognised: equal identities
// are the same row twice, also in files with other columns, or columns in another order.
func (t *records) appendIdentity(key []byte, r record) []byte {
	for _, c := range t.placedNames {
		if c.at >= len(r.fields) {
			continue
		}
		if text := trimSpace(r.fields[c.at]); text != "" {
			key = append(append(key, c.name...), '\x1e')
			key = append(append(key, text...), '\x1f')
		}
	}
	return append(key, t.env.Operator...)
}

// seenRows finds rows by what they say, without keeping it: by a hash, and then by the row.
// Rows are numbered through all tables.
type seenRows struct {
	all        []*records
	hashes     []uint64
	slots      []int32 // 1 + the number of a row, at its hash or behind; 0 is free
	key, other []byte
}

func newSeenRows(all []*records) *seenRows {
	n, workers := 0, 1
	for _, t := range all {
		n += len(t.rows)
		workers = t.env.Workers
	}
	slots := 2
	for slots < 2*n {
		slots *= 2
	}
	s := &seenRows{all: all, hashes: make([]uint64, n), slots: make([]int32, slots)}
	seed, first := maphash.MakeSeed(), 0
	for _, t := range all {
		of := s.hashes[first : first+len(t.rows)]
		first += len(t.rows)
		pieces := (len(of) + rowsAtATime - 1) / rowsAtATime
		// Nothing fails, and nothing ends the context.
		_ = mapper.Each(context.Background(), pieces, workers, func(_, p int) error {
			var key []byte
			for i := p * rowsAtATime; i < min(len(of), (p+1)*rowsAtATime); i++ {
				key = t.appendIdentity(key[:0], t.rows[i])
				of[i] = maphash.Bytes(seed, key)
			}
			return nil
		})
	}
	return s
}

// add enters a row, or returns the one before it that says the same.
func (s *seenRows) add(n int) (first int, again bool) {
	mask := uint64(len(s.slots) - 1)
	for at := s.hashes[n] & mask; ; at = (at + 1) & mask {
		before := int(s.slots[at]) - 1
		if before < 0 {
			s.slots[at] = int32(n + 1)
			return 0, false
		}
		if s.hashes[before] == s.hashes[n] && s.same(before, n) {
			return before, true
		}
	}
}

// same compares what two rows say.
func (s *seenRows) same(a, b int) bool {
	of, i := s.rowAt(a)
	s.key = s.all[of].appendIdentity(s.key[:0], s.all[of].rows[i])
	of, i = s.rowAt(b)
	s.other = s.all[of].appendIdentity(s.other[:0], s.all[of].rows[i])
	return bytes.Equal(s.key, s.other)
}

// rowAt is the table of a row and its index there.
func (s *seenRows) rowAt(n int) (of, i int) {
	for n >= len(s.all[of].rows) {
		n -= len(s.all[of].rows)
		of++
	}
	return of, n
}
