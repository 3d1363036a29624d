package dataset

import (
	"os"
	"testing"
)

// BenchmarkLoadRegion loads the region folder that PHUSONG_BENCH_REGION names.
func BenchmarkLoadRegion(b *testing.B) {
	dir := os.Getenv("PHUSONG_BENCH_REGION")
	if dir == "" {
		b.Skip("PHUSONG_BENCH_REGION names no region folder")
	}
	region, err := ReadRegion(dir)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Load(dir, region); err != nil {
			b.Fatal(err)
		}
	}
}
