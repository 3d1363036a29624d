package report

import (
	"io"
	"testing"
)

// BenchmarkProfilePNG is the dearest file of a link.
func BenchmarkProfilePNG(b *testing.B) {
	r := ridgeLink(b, false)
	for b.Loop() {
		if err := DrawProfile(r).WritePNG(io.Discard); err != nil {
			b.Fatal(err)
		}
	}
}
