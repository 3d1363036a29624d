package docx_test

import (
	"io"
	"testing"

	"phusong/coverage/report/docx"
	"phusong/coverage/report/internal/sample"
)

// BenchmarkNation writes a report with a table of 3,321 communes.
func BenchmarkNation(b *testing.B) {
	d := sample.Document(3321)
	for b.Loop() {
		if err := docx.Write(io.Discard, d); err != nil {
			b.Fatal(err)
		}
	}
}
