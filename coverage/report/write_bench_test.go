package report_test

import (
	"io"
	"testing"

	"phusong/coverage/report"
)

// sized counts what is written.
type sized int64

func (n *sized) Write(p []byte) (int, error) { *n += sized(len(p)); return len(p), nil }

// BenchmarkFiles writes every output of a tenth of a country into nothing.
func BenchmarkFiles(b *testing.B) {
	r := report.Wide(1000)
	run := tinyRun(r)
	for _, f := range report.Files(r, run) {
		var n sized
		if err := f.Fill(&n); err != nil {
			b.Fatal(err)
		}
		if n < 1000_000 {
			continue
		}
		b.Run(f.Name, func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(int64(n))
			for b.Loop() {
				if err := f.Fill(io.Discard); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkWrite writes them to disk, whole or not at all.
func BenchmarkWrite(b *testing.B) {
	r := report.Wide(1000)
	run := tinyRun(r)
	var n sized
	for _, f := range report.Files(r, run) {
		if err := f.Fill(&n); err != nil {
			b.Fatal(err)
		}
	}
	dir := b.TempDir()
	b.ReportAllocs()
	b.SetBytes(int64(n))
	for b.Loop() {
		if err := report.Write(b.Context(), dir, r, run); err != nil {
			b.Fatal(err)
		}
	}
}
