package overlay

import (
	"context"
	"slices"

	"phusong/geo"
	"phusong/internal/mapper"
)

// Records are sorted bucket by bucket, as many as stay in the cache, each a strip of longitudes. Tests
// lower these numbers.
var (
	bucketedFrom  = 1 << 15 // below this one sort of all is as fast
	bucketRecords = 2048
)

const mostBuckets = 1 << 13

// sortRecordsOn sorts like sortRecords, on several goroutines.
func sortRecordsOn(records []record, workers int) []record {
	if len(records) < bucketedFrom {
		return sortRecords(records)
	}
	out, first := scatter(records)
	sorters := make([]bucketSorter, mapper.Workers(workers))
	_ = mapper.Each(context.Background(), len(first)-1, workers, func(worker, i int) error {
		sorters[worker].sort(out[first[i]:first[i+1]])
		return nil
	})
	return out
}

// scatter puts records into buckets by longitude, keeping their order within one: bucket k is
// out[first[k]:first[k+1]], and all in it are west of all in the next.
func scatter(records []record) (out []record, first []int) {
	west, east := records[0].a.X, records[0].a.X
	for i := range records {
		west, east = min(west, records[i].a.X), max(east, records[i].a.X)
	}
	n := max(1, min(len(records)/bucketRecords, mostBuckets))
	width := uint64(int64(east)-int64(west)) + 1
	bucket := func(x geo.E7) int { return int(uint64(int64(x)-int64(west)) * uint64(n) / width) }
	first = make([]int, n+1)
	for i := range records {
		first[bucket(records[i].a.X)+1]++
	}
	for k := range n {
		first[k+1] += first[k]
	}
	out = make([]record, len(records))
	next := slices.Clone(first)
	for i := range records {
		k := bucket(records[i].a.X)
		out[next[k]] = records[i]
		next[k]++
	}
	return out, first
}

// bucketSorter is the memory of a worker.
type bucketSorter struct {
	items, spare []keyed
	copy         []record
}

// sort sorts by (a, b), stably: by a, then the few of one a by insertion. Where there are many of one a,
// two sorts are needed as for all.
func (s *bucketSorter) sort(records []record) {
	if len(records) < 2 {
		return
	}
	s.copy = append(s.copy[:0], records...)
	if cap(s.items) < len(records) {
		s.items, s.spare = make([]keyed, 2*len(records)), make([]keyed, 2*len(records))
	}
	items, spare := s.items[:len(records)], s.spare[:len(records)]
	west := records[0].a.key() >> 32
	for i := range records {
		west = min(west, records[i].a.key()>>32)
	}
	for i := range records {
		items[i] = keyed{records[i].a.key() - west<<32, int32(i)}
	}
	for i, it := range sortKeyed(items, spare) {
		records[i] = s.copy[it.index]
	}
	for i := 0; i < len(records); {
		n := 1
		for i+n < len(records) && records[i+n].a == records[i].a {
			n++
		}
		sortByEnd(records[i : i+n])
		i += n
	}
}

// sortByEnd sorts records that begin at one point by where they end.
func sortByEnd(records []record) {
	if len(records) > 16 {
		slices.SortStableFunc(records, func(r, s record) int { return r.b.compare(s.b) })
		return
	}
	for i := 1; i < len(records); i++ {
		for k := i; k > 0 && records[k].b.less(records[k-1].b); k-- {
			records[k], records[k-1] = records[k-1], records[k]
		}
	}
}
