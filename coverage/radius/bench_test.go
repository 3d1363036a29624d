package radius

import (
	"math"
	"strings"
	"testing"
)

// BenchmarkRow sums a row of 7,000 cells with 120 communes and the runs of its gaps.
func BenchmarkRow(b *testing.B) {
	const cols = 7000
	w := &bandWorker{values: make([]float64, cols), people: make([]int64, cols+1), units: make([]sums, 120), reach: make([]int32, cols), cover: [][]int64{make([]int64, cols+1)}}
	for i := range w.values {
		if w.values[i] = math.NaN(); i%10 > 6 {
			w.values[i] = float64(i%97) / 7
		}
		if i%100 == 0 {
			w.reach[i] = int32(i + 60)
		}
	}
	var spans []cellSpan
	for i := range int32(120) {
		spans = append(spans, cellSpan{i * 58, i*58 + 55, i})
	}
	var gaps gapRuns
	b.ReportAllocs()
	b.SetBytes(8 * cols)
	for b.Loop() {
		w.total = 0
		if err := w.runningPeople(1); err != nil {
			b.Fatal(err)
		}
		runningCover(w.cover[0], w.people, w.reach)
		w.addSpans(spans)
		gaps.reset()
		gaps.add(0, spans, w.people, w.cover[0])
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/cols, "ns/cell")
}

func BenchmarkPlainStations(b *testing.B) {
	text := []byte("site_id,operator,technology,band,frequency_mhz,lon,lat,height_m,azimuth_deg,downtilt_deg,eirp_dbm,range_m\n" +
		strings.Repeat("SYN-000001,Viettel,4g,B3,1850,103.98115,16.29974,45,85,4,62,3000\n", 1000))
	b.ReportAllocs()
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		if _, _, err := plainStations(text); err != nil {
			b.Fatal(err)
		}
	}
}
