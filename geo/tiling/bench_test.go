package tiling

import (
	"fmt"
	"testing"

	"github.com/paulmach/orb"
)

// nation is a synthetic partition of 3,364 units with 100,000 gaps of stairs in it,
// over 11.6 by 11.6 degrees.
func nation() []Layer {
	units := quilt(58, 4)
	units.MaxZoom = 12
	gaps := Layer{Name: "gaps", MaxZoom: 12, MergeBy: []string{"class"}}
	r := roll(7)
	for i := range 100_000 {
		const cell = 0.001
		x, y := float64(int(r.next()*11_600))*cell+105, float64(int(r.next()*11_600))*cell+10
		width := 1 + int(8*r.next()*r.next()*r.next())
		ring := orb.Ring{{x, y}}
		for step := range width {
			ring = append(ring, orb.Point{x + float64(step+1)*cell, y + float64(step)*cell}, orb.Point{x + float64(step+1)*cell, y + float64(step+1)*cell})
		}
		ring = append(ring, orb.Point{x, y + float64(width)*cell}, orb.Point{x, y})
		gaps.Features = append(gaps.Features, Feature{ID: uint64(i + 1), Geometry: orb.Polygon{ring}, Properties: []Property{
			{Key: "id", Value: fmt.Sprintf("mobile/4g/any/%05d/%d", i/30, i%30)}, {Key: "class", Value: []string{"white", "gap", "weak"}[i%3]}, {Key: "households", Value: float64(i%977) / 8},
		}})
	}
	return []Layer{units, gaps}
}

func BenchmarkNew(b *testing.B) {
	layers := nation()
	for b.Loop() {
		if s := newSet(b, Options{}, layers...); len(s.layers) != 2 {
			b.Fatal("layers are missing")
		}
	}
}

// BenchmarkTile draws a tile in the middle of the nation at every other zoom.
func BenchmarkTile(b *testing.B) {
	s := newSet(b, Options{}, nation()...)
	for z := 0; z <= 12; z += 2 {
		b.Run(fmt.Sprintf("zoom%d", z), func(b *testing.B) {
			b.ReportAllocs()
			n := 0
			for b.Loop() {
				tile, err := s.Tile(z, 8078<<z/10_000, 4555<<z/10_000) // 110.8° E, 15.8° N
				if err != nil || len(tile) == 0 {
					b.Fatal(err)
				}
				n = len(tile)
			}
			b.ReportMetric(float64(n), "B/tile")
		})
	}
}

func BenchmarkAll(b *testing.B) {
	s := newSet(b, Options{}, nation()...)
	tiles, bytes := 0, 0
	for b.Loop() {
		tiles, bytes = 0, 0
		if err := s.All(func(z, x, y int, tile []byte) error { tiles++; bytes += len(tile); return nil }); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(tiles), "tiles")
	b.ReportMetric(float64(bytes)/1e6, "MB")
}
