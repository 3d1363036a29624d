package scanline

import (
	"math"
	"testing"
)

// benchGrid is like a nation's: 4,000 columns of 100 m, in millimetres.
func benchGrid(b *testing.B) *Grid { return evenGrid(b, 4000, 2000, 100_000) }

// BenchmarkOutline lays a commune of 533 vertices and 31 km2.
func BenchmarkOutline(b *testing.B) {
	g := benchGrid(b)
	ring := make([]Point, 533)
	for i := range ring {
		angle := 2 * math.Pi * float64(i) / float64(len(ring))
		r := 3_150_000 + 300_000*math.Sin(11*angle)
		ring[i] = Point{200_000_000 + int64(r*math.Cos(angle)), 100_000_000 + int64(r*math.Sin(angle))}
	}
	o := NewOutline(g)
	var spans []Span
	b.ReportAllocs()
	for b.Loop() {
		o.Reset()
		o.AddRing(ring, false)
		spans, _ = o.Spans(spans[:0], 1)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(len(ring)), "ns/vertex")
}

// BenchmarkMark enters discs of 3 km, of which a row meets a third.
func BenchmarkMark(b *testing.B) {
	g := benchGrid(b)
	discs := make([]Disc, 1000)
	for i := range discs {
		discs[i] = Disc{int64(i) * 390_000, 100_000_000 + int64(i*7919%9000-4500)*1000, 3_000_000}
	}
	reach := make([]int32, g.Cols())
	b.ReportAllocs()
	for b.Loop() {
		g.Mark(1000, discs, reach)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(len(discs)), "ns/disc")
}

// BenchmarkTrace draws a checked pattern of 64 x 64 cells.
func BenchmarkTrace(b *testing.B) {
	var runs []Run
	for row := range int32(64) {
		for col := row * 5 % 7; col < 60; col += 7 {
			runs = append(runs, Run{row, col, col + 3 + row%2})
		}
	}
	var t Tracer
	vertices := 0
	b.ReportAllocs()
	for b.Loop() {
		vertices = 0
		for _, r := range t.Trace(runs) {
			vertices += len(r.Vertices)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(vertices), "ns/vertex")
}
