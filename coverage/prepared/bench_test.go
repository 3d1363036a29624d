package prepared_test

import (
	"context"
	"os"
	"testing"

	"phusong/coverage/prepared"
)

// BenchmarkLoad reads the prepared form of a region: of a fixture, or of the folder that PHUSONG_BENCH_REGION
// names, such as an invented country.
func BenchmarkLoad(b *testing.B) {
	dir := os.Getenv("PHUSONG_BENCH_REGION")
	if dir == "" {
		dir = "../../fixtures/khanhhoa"
	}
	o := prepared.Options{Dir: dir, Region: readRegion(b, dir), Cache: os.Getenv("PHUSONG_BENCH_CACHE")}
	if o.Cache == "" {
		o.Cache = b.TempDir()
	}
	if _, err := prepared.Load(context.Background(), o); err != nil {
		made, err := prepared.Make(context.Background(), o)
		if err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(made.Bytes)/1e6, "MB")
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := prepared.Load(context.Background(), o); err != nil {
			b.Fatal(err)
		}
	}
}
