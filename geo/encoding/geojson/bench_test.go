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

// exactCommunes is communes with coordinates of every digit, as programs without a
// rounding step write them.
func exactCommunes() []byte {
	b := []byte(`{"type":"FeatureCollection","features":[`)
	for i := range 600 {
		if i > 0 {
			b = append(b, ",\n"...)
		}
		b = fmt.Appendf(b, `{"type":"Feature","properties":{"code":"%05d","name":"Xã Bình Đức"},"geometry":{"type":"Polygon","coordinates":[[`, i)
		for k := range 801 {
			a := 2 * math.Pi * float64(k%800) / 800
			if k > 0 {
				b = append(b, ',')
			}
			b = fmt.Appendf(b, "[%v,%v]", 105+float64(i%30)*.1+.05*math.Cos(a), 10+float64(i/30)*.1+.05*math.Sin(a))
		}
		b = append(b, "]]}}"...)
	}
	return append(b, "\n]}\n"...)
}

func BenchmarkReaderExactPolygons(b *testing.B) {
	data := exactCommunes()
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		features, _, err := drain(b, NewReader(bytes.NewReader(data), Limits{}))
		if err != nil || len(features) != 600 {
			b.Fatal(err, len(features))
		}
	}
}

func BenchmarkScanner(b *testing.B) {
	for name, data := range map[string][]byte{"7decimals": communes(b), "exact": exactCommunes()} {
		for workers := 1; workers <= 2; workers++ {
			b.Run(fmt.Sprintf("%s/workers%d", name, workers), func(b *testing.B) {
				b.SetBytes(int64(len(data)))
				b.ReportAllocs()
				for b.Loop() {
					benchmarkScan(b, data, workers)
				}
			})
		}
	}
}

func benchmarkScan(b *testing.B, data []byte, workers int) {
	s := NewScanner(bytes.NewReader(data), ScanOptions{Keys: []string{"code", "name"}, Workers: workers})
	var flat Flat
	n, vertices := 0, 0
	for {
		flat.Reset()
		rec, err := s.Scan(&flat)
		if err == io.EOF {
			break
		}
		if err != nil || rec.Values[0].Kind != Text {
			b.Fatal(err, rec)
		}
		n, vertices = n+1, vertices+len(flat.XY)/2
	}
	if n != 600 || vertices != 600*801 {
		b.Fatal(n, vertices)
	}
}
