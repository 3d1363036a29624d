package terrain

import (
	"testing"

	"pgregory.net/rapid"

	"phusong/geo"
)

// TestAlongIsAtPixel: heights along an arc are those of AtPixel, to the bit, up to the
// first that is not known: over blocks, voids and out of the lattice.
func TestAlongIsAtPixel(t *testing.T) {
	crossed, ended := 0, 0
	rapid.Check(t, func(rt *rapid.T) {
		f := newField(lattice{west: 109, north: 13, stepX: 1. / 1200, stepY: 1. / 1200, cols: 300, rows: 280})
		void := rapid.IntRange(-20, 320).Draw(rt, "column of the void")
		for i := range f.rows * f.cols {
			if col, row := i%f.cols, i/f.cols; col/2 != void/2 && (col < 256 || row > 20) {
				f.block(col, row)[row&blockMask<<blockShift|col&blockMask] = float32(i*7919%4001) / 10
			}
		}
		l := f.Lattice()
		place := rapid.SampledFrom([][2]float64{{109, 13}, {109.11, 12.9}, {109.1066, 12.8934}}).Draw(rt, "place")
		fan := geo.NewFan(place[0]+rapid.Float64Range(0, 0.1).Draw(rt, "east"), place[1]-rapid.Float64Range(0, 0.1).Draw(rt, "south"))
		azimuth := rapid.OneOf(rapid.Float64Range(0, 360), rapid.SampledFrom([]float64{0, 90, 180, 270})).Draw(rt, "azimuth")
		arc := fan.Arc(azimuth).Affine(l.West, 1/l.StepXDeg, l.North, -1/l.StepYDeg)
		step := rapid.SampledFrom([]float64{7.3, 92, 700}).Draw(rt, "step")
		got := make([]float64, rapid.IntRange(0, 400).Draw(rt, "posts"))
		n := f.Along(got, arc, step)
		for i := range n {
			if want := f.AtPixel(arc.At(float64(i) * step)); got[i] != want {
				rt.Fatalf("post %d: got %v, want %v", i, got[i], want)
			}
		}
		if n < len(got) {
			ended++
			if h := f.AtPixel(arc.At(float64(n) * step)); h == h {
				rt.Fatalf("ends at post %d, which is at %v m", n, h)
			}
		} else if n > 200 {
			crossed++
		}
	})
	if crossed == 0 || ended == 0 {
		t.Errorf("%d rays without end and %d with: the cases show too little", crossed, ended)
	}
}

// A ray of 30 km over 3 arc-seconds, a sample a post, per sample.
func BenchmarkFieldAlong(b *testing.B) {
	dir := b.TempDir()
	writeHGT(b, dir, "N12E109.hgt", plane)
	f := load(b, open(b, dir, Options{}), Bounds{109, 12, 110, 13})
	l := f.Lattice()
	fan := geo.NewFan(109.3, 12.6)
	arc := fan.Arc(77).Affine(l.West, 1/l.StepXDeg, l.North, -1/l.StepYDeg)
	heights := make([]float64, 330)
	b.ReportAllocs()
	calls := 0
	for b.Loop() {
		if f.Along(heights, arc, 92) != len(heights) {
			b.Fatal("unknown heights on the ray")
		}
		calls += len(heights)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(calls), "ns/sample")
}
