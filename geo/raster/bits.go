package raster

import "math/bits"

// Bits is a row of bits, 64 to a word, from the lowest bit of the first word on. Bits
// beyond the length that its user has in mind are 0.
type Bits []uint64

// Reset returns n bits that are 0, in the memory of b where it has room.
func (b Bits) Reset(n int) Bits {
	words := (n + 63) / 64
	if cap(b) < words {
		return make(Bits, words, words+words/4)
	}
	b = b[:words]
	clear(b)
	return b
}

// Has reports bit i.
func (b Bits) Has(i int) bool { return b[i>>6]>>(uint(i)&63)&1 != 0 }

// Set sets bit i.
func (b Bits) Set(i int) { b[i>>6] |= 1 << (uint(i) & 63) }

// Fill sets the first n bits.
func (b Bits) Fill(n int) {
	for i := range n >> 6 {
		b[i] = ^uint64(0)
	}
	if n&63 != 0 {
		b[n>>6] |= 1<<(uint(n)&63) - 1
	}
}

// Put sets the n bits from i on to the lowest of word; they must be 0, 1 <= n <= 64.
func (b Bits) Put(i int, word uint64, n int) {
	word &= ^uint64(0) >> (64 - uint(n))
	if word == 0 {
		return
	}
	shift := uint(i) & 63
	b[i>>6] |= word << shift
	if shift+uint(n) > 64 {
		b[i>>6+1] |= word >> (64 - shift)
	}
}

// Word returns the n bits from i on, 1 <= n <= 64, as the lowest of a word.
func (b Bits) Word(i, n int) uint64 {
	shift := uint(i) & 63
	word := b[i>>6] >> shift
	if shift+uint(n) > 64 {
		word |= b[i>>6+1] << (64 - shift)
	}
	return word & (^uint64(0) >> (64 - uint(n)))
}

// Count returns the number of bits that are 1.
func (b Bits) Count() int {
	n := 0
	for _, w := range b {
		n += bits.OnesCount64(w)
	}
	return n
}

// Run returns the first run [from,to) of bits that are 1 at or after i, or -1 and -1.
func (b Bits) Run(i int) (from, to int) {
	from = b.next(i, 0)
	if from < 0 {
		return -1, -1
	}
	if to = b.next(from, ^uint64(0)); to < 0 {
		to = len(b) * 64
	}
	return from, to
}

// next returns the first bit at or after i that is 1 after xor with flip, or -1.
func (b Bits) next(i int, flip uint64) int {
	w := i >> 6
	if w >= len(b) {
		return -1
	}
	word := (b[w] ^ flip) >> (uint(i) & 63)
	if word != 0 {
		return i + bits.TrailingZeros64(word)
	}
	for w++; w < len(b); w++ {
		if word := b[w] ^ flip; word != 0 {
			return w<<6 + bits.TrailingZeros64(word)
		}
	}
	return -1
}
