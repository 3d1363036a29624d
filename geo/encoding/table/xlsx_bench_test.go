package table_test

import (
	"bytes"
	"fmt"
	"io"
	"testing"

	"phusong/geo/encoding/table"
)

// stationSheet is a workbook of a list of stations, with a text that repeats, one that does not and numbers.
func stationSheet(tb testing.TB, rows int) []byte {
	tb.Helper()
	all := [][]string{{"site_id", "operator", "technology", "lon", "lat", "height_m", "azimuth_deg"}}
	for i := range rows {
		all = append(all, []string{fmt.Sprintf("SYN-%06d", i/3), "Viettel", "4g", fmt.Sprintf("%.5f", 105+float64(i)/1e5), fmt.Sprintf("%.5f", 10+float64(i)/1e5), "42", fmt.Sprint(i % 3 * 120)})
	}
	var b bytes.Buffer
	if err := table.WriteXLSX(&b, "sites", all); err != nil {
		tb.Fatal(err)
	}
	return b.Bytes()
}

// BenchmarkReadXLSX reads 20,000 rows of 7 cells, a fifth of a large list.
func BenchmarkReadXLSX(b *testing.B) {
	const rows = 20_000
	data := stationSheet(b, rows)
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		r, err := table.NewXLSX(bytes.NewReader(data), int64(len(data)), table.Options{})
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
		if n != rows+1 {
			b.Fatal(n)
		}
	}
}
