package crs

import (
	"encoding/binary"
	"hash/fnv"
	"math"
	"testing"
)

// TestSameBits holds every bit of a grid of results to those of an amd64 processor; arm64,
// which has fused multiply-add, gives the same.
func TestSameBits(t *testing.T) {
	sum := fnv.New64a()
	add := func(values ...float64) {
		for _, v := range values {
			var bits [8]byte
			binary.LittleEndian.PutUint64(bits[:], math.Float64bits(v))
			sum.Write(bits[:])
		}
	}
	for _, c := range Known() {
		for i := range 40 {
			for j := range 40 {
				lon, lat := 102+float64(i)*13/32, 7+float64(j)*27/64 // exact
				if c.Kind == Geographic {
					ownLon, ownLat, err := c.Datum.FromWGS84(lon, lat)
					if err != nil {
						t.Fatal(err)
					}
					add(ownLon, ownLat)
					continue
				}
				at, err := c.Project(lon, lat)
				if err != nil {
					t.Fatal(err)
				}
				backLon, backLat, err := c.Unproject(at)
				if err != nil {
					t.Fatal(err)
				}
				add(at.NorthM, at.EastM, backLon, backLat)
			}
		}
	}
	const want = 0xfa9d0aa62162a0b
	if got := sum.Sum64(); got != want {
		t.Errorf("bits %#x, want %#x", got, uint64(want))
	}
}
