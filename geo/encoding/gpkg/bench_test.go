package gpkg

import (
	"encoding/binary"
	"io"
	"testing"

	"github.com/paulmach/orb"
)

// BenchmarkPoints reads 100,000 points with eight attributes.
func BenchmarkPoints(b *testing.B) {
	path := build(b, metadataSQL+pointsSQL(4326), []any{
		"INSERT INTO pts (geom, code, name, n, x, on_air, day) WITH RECURSIVE i(k) AS (SELECT 1 UNION ALL SELECT k + 1 FROM i LIMIT 100000) " +
			"SELECT ?, printf('%05d', k), 'Trạm ' || k, k, k / 7.0, k % 2, '2025-07-01' FROM i", blob(b, 4326, orb.Point{106.4, 10.5}, binary.LittleEndian)})
	b.ReportAllocs()
	for b.Loop() {
		r, err := Open(path, Options{})
		if err != nil {
			b.Fatal(err)
		}
		n := 0
		for {
			if _, err := r.Next(); err == io.EOF {
				break
			} else if err != nil {
				b.Fatal(err)
			}
			n++
		}
		if r.Close(); n != 100_000 {
			b.Fatalf("%d rows", n)
		}
	}
}
