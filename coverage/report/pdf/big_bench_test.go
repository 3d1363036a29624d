package pdf_test

import (
	"io"
	"testing"

	"phusong/coverage/report/internal/sample"
	"phusong/coverage/report/pdf"
)

// BenchmarkNation writes a report with a table of 3,321 communes.
func BenchmarkNation(b *testing.B) {
	d := sample.Document(3321)
	for b.Loop() {
		if err := pdf.Write(io.Discard, d); err != nil {
			b.Fatal(err)
		}
	}
}
