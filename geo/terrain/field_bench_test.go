package terrain

import (
	"context"
	"errors"
	"math"
	"os"
	"path/filepath"
	"testing"

	"phusong/geo/encoding/hgt"
	"phusong/geo/raster"
)

// One ray of 30 km over 3 arc-seconds, four samples a post, per sample.
func BenchmarkFieldAtPixel(b *testing.B) {
	dir := b.TempDir()
	writeHGT(b, dir, "N12E109.hgt", plane)
	f := load(b, open(b, dir, Options{}), Bounds{109, 12, 110, 13})
	const samples = 1320
	sum, calls := 0.0, 0
	for b.Loop() {
		for i := range samples {
			sum += f.AtPixel(300.3+float64(i)*0.2, 500.7+float64(i)*0.15)
		}
		calls += samples
	}
	if math.IsNaN(sum) {
		b.Fatal("unknown heights on the ray")
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(calls), "ns/sample")
}

func BenchmarkFieldHeightM(b *testing.B) {
	dir := b.TempDir()
	writeHGT(b, dir, "N12E109.hgt", plane)
	f := load(b, open(b, dir, Options{}), Bounds{109, 12, 110, 13})
	for i := 0; b.Loop(); i++ {
		if h := f.HeightM(109.1+float64(i%1000)*7e-4, 12.5); math.IsNaN(h) {
			b.Fatal("unknown")
		}
	}
}

// A tile of 3601 x 3601 posts, copied from .hgt and from a GeoTIFF, and interpolated
// from a GeoTIFF of 1201 x 1201 onto it.
func BenchmarkFieldLoad(b *testing.B) {
	hgtDir, tiffDir, mixedDir := b.TempDir(), b.TempDir(), b.TempDir()
	tile := &hgt.Tile{Header: hgt.Header{Corner: hgt.Corner{Lon: 109, Lat: 12}, Posts: hgt.Posts1ArcSec}}
	for i := range tile.Posts * tile.Posts {
		tile.HeightsM = append(tile.HeightsM, int16(i%1999))
	}
	f, err := os.Create(filepath.Join(hgtDir, "N12E109.hgt"))
	if err != nil {
		b.Fatal(err)
	}
	if err := errors.Join(hgt.Encode(f, tile), f.Close()); err != nil {
		b.Fatal(err)
	}
	const second = 1. / 3600
	cells := func(west float64, n int, step float64) raster.Grid {
		return raster.Grid{West: west - step/2, North: 13 + step/2, StepX: step, StepY: step, Cols: n, Rows: n}
	}
	writeTIFF(b, tiffDir, "fine.tif", cells(109, 3601, second), plane)
	writeTIFF(b, mixedDir, "coarse.tif", cells(109, 1201, 3*second), plane)
	writeTIFF(b, mixedDir, "fine.tif", cells(109.99, 100, second), plane)
	for _, bb := range []struct{ name, dir string }{{"hgt", hgtDir}, {"tiff", tiffDir}, {"mixed", mixedDir}} {
		b.Run(bb.name, func(b *testing.B) {
			d := open(b, bb.dir, Options{})
			for b.Loop() {
				f, err := d.Field(context.Background(), Bounds{109, 12, 110, 13})
				if err != nil || f.Bytes() < 50<<20 {
					b.Fatalf("%d bytes, %v", f.Bytes(), err)
				}
			}
		})
	}
}
