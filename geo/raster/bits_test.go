package raster

import (
	"testing"

	"pgregory.net/rapid"
)

// TestBits compares every operation with a list of bools.
func TestBits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 300).Draw(t, "n")
		want := make([]bool, n)
		b := Bits{^uint64(0), ^uint64(0)}.Reset(n)
		for at := 0; at < n; {
			k := min(n-at, rapid.IntRange(1, 64).Draw(t, "put"))
			word := rapid.SampledFrom([]uint64{0, ^uint64(0), rapid.Uint64().Draw(t, "word")}).Draw(t, "which")
			b.Put(at, word, k)
			for i := range k {
				want[at+i] = word>>uint(i)&1 != 0
			}
			at += k
		}
		if rapid.Bool().Draw(t, "set") {
			i := rapid.IntRange(0, n-1).Draw(t, "set at")
			b.Set(i)
			want[i] = true
		}
		if rapid.IntRange(0, 9).Draw(t, "fill") == 0 {
			b = b.Reset(n)
			b.Fill(n)
			for i := range want {
				want[i] = true
			}
		}
		checkBits(t, b, want)
	})
}

func checkBits(t *rapid.T, b Bits, want []bool) {
	n, count := len(want), 0
	got := make([]bool, n)
	for from, to := b.Run(0); from >= 0; from, to = b.Run(to) {
		for i := from; i < to; i++ {
			got[i] = true
		}
	}
	for i := range want {
		if b.Has(i) != want[i] || got[i] != want[i] {
			t.Fatalf("bit %d: Has %v, Run %v; want %v", i, b.Has(i), got[i], want[i])
		}
		k := min(64, n-i)
		for j, word := 0, b.Word(i, k); j < k; j++ {
			if word>>uint(j)&1 != 0 != want[i+j] {
				t.Fatalf("Word(%d, %d) has another bit %d", i, k, j)
			}
		}
		if want[i] {
			count++
		}
	}
	if b.Count() != count {
		t.Fatalf("Count = %d, want %d", b.Count(), count)
	}
}
