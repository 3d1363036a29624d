package propagation

// Arena is memory for many rays and views that are done with together. The zero
// value is ready. It belongs to one goroutine.
type Arena struct {
	floats slabs[float64]
	ints   slabs[int32]
}

// Reset takes back everything that was given: no ray or view made with the arena may
// be used any more. The memory is kept.
func (a *Arena) Reset() {
	a.floats.reset()
	a.ints.reset()
}

// Bytes is the memory given since the last Reset, about.
func (a *Arena) Bytes() int64 { return 8*a.floats.given() + 4*a.ints.given() }

// Floats gives n numbers, of any value; without an arena, in the memory of another
// slice if that is enough.
func (a *Arena) Floats(memory []float64, n int) []float64 {
	if a == nil {
		return sized(memory, n)
	}
	return a.floats.take(n)
}

func (a *Arena) integers(memory []int32, n int) []int32 {
	if a == nil {
		return sized(memory, n)
	}
	return a.ints.take(n)
}

// sized is a slice of n numbers, in the memory of another if that is enough.
func sized[T any](memory []T, n int) []T {
	if cap(memory) < n {
		return make([]T, n, n+n/4)
	}
	return memory[:n]
}

// slabs gives parts of large pieces, one after another.
type slabs[T any] struct {
	all  [][]T
	slab int // being given from
	used int
}

const slabLength = 1 << 17

func (s *slabs[T]) reset() { s.slab, s.used = 0, 0 }

func (s *slabs[T]) given() int64 { return int64(s.slab)*slabLength + int64(s.used) }

func (s *slabs[T]) take(n int) []T {
	if n > slabLength {
		return make([]T, n)
	}
	if s.used+n > slabLength {
		s.slab, s.used = s.slab+1, 0
	}
	if s.slab == len(s.all) {
		s.all = append(s.all, make([]T, slabLength))
	}
	from := s.used
	s.used += n
	return s.all[s.slab][from:s.used:s.used]
}
