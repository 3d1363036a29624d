package check

import "slices"

// pair is an item that differs: expected and obtained, one of them nil where the
// other side has no such item.
type pair[T any] struct{ want, got *T }

// pairs matches items by key and returns those that differ, in order of got and
// then of want. Several items may have one key: equal ones are matched first, in
// whatever order they come, and what is left in the order it comes.
func pairs[T any](want, got []T, key func(T) string, same func(a, b T) bool) []pair[T] {
	left := map[string][]int{} // indices in want, in order
	for i, w := range want {
		left[key(w)] = append(left[key(w)], i)
	}
	take := func(k string, which func(i int) bool) int {
		n := slices.IndexFunc(left[k], which)
		if n < 0 {
			return -1
		}
		i := left[k][n]
		left[k] = slices.Delete(left[k], n, n+1)
		return i
	}
	var differ []int
	for i, g := range got {
		if take(key(g), func(j int) bool { return same(want[j], g) }) < 0 {
			differ = append(differ, i)
		}
	}
	var all []pair[T]
	for _, i := range differ {
		p := pair[T]{got: &got[i]}
		if j := take(key(got[i]), func(int) bool { return true }); j >= 0 {
			p.want = &want[j]
		}
		all = append(all, p)
	}
	for i, w := range want {
		if slices.Contains(left[key(w)], i) {
			all = append(all, pair[T]{want: &want[i]})
		}
	}
	return all
}
