package geojson

import (
	"bytes"
	"fmt"
	"io"
	"math"
	"testing"

	"github.com/paulmach/orb"
)

// communes makes a collection of about 13 MB: 600 polygons of 801 positions.
func communes(tb testing.TB) []byte {
	var b bytes.Buffer
	w := NewWriter(&b, WriterOptions{})
	for i := range 600 {
		ring := make(orb.Ring, 0, 801)
		for k := range 800 {
			a := 2 * math.Pi * float64(k) / 800
			ring = append(ring, orb.Point{105 + float64(i%30)*.1 + .05*math.Cos(a), 10 + float64(i/30)*.1 + .05*math.Sin(a)})
		}
		ring = append(ring, ring[0])
		properties := []Property{{"code", fmt.Sprintf("%05d", i)}, {"name", "Xã Bình Đức"}, {"population", 12345}, {"area_km2", 33.75}}
		if err := w.Write(orb.Polygon{ring}, properties); err != nil {
			tb.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		tb.Fatal(err)
	}
	return b.Bytes()
}

func BenchmarkReaderPolygons(b *testing.B) {
	data := communes(b)
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		features, _, err := drain(b, NewReader(bytes.NewReader(data), Limits{}))
		if err != nil || len(features) != 600 || len(features[0].Geometry.(orb.Polygon)[0]) != 801 {
			b.Fatal(err, len(features))
		}
	}
}

func BenchmarkReaderPoints(b *testing.B) {
	var buf bytes.Buffer
	w := NewWriter(&buf, WriterOptions{})
	for i := range 30_000 {
		w.Write(orb.Point{105 + float64(i)*1e-5, 10}, []Property{
			{"radio", "LTE"}, {"mcc", 452}, {"net", 4}, {"area", i}, {"cell", i * 7}, {"range", 1000}, {"samples", 7},
		})
	}
	w.Close()
	b.SetBytes(int64(buf.Len()))
	b.ReportAllocs()
	for b.Loop() {
		features, _, err := drain(b, NewReader(bytes.NewReader(buf.Bytes()), Limits{}))
		if err != nil || len(features) != 30_000 {
			b.Fatal(err, len(features))
		}
	}
}

func BenchmarkWriter(b *testing.B) {
	data := communes(b)
	features, _, err := drain(b, NewReader(bytes.NewReader(data), Limits{}))
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		w := NewWriter(io.Discard, WriterOptions{})
		for _, f := range features {
			if err := w.Write(f.Geometry, f.Properties.List()); err != nil {
				b.Fatal(err)
			}
		}
		if err := w.Close(); err != nil {
			b.Fatal(err)
		}
	}
}
