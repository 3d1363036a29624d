package xlsx

import (
	"bytes"
	"fmt"
	"os"
	"testing"

	"phusong/coverage/report/document"
)

// nation is as many tables and rows as the country has: communes by indicator, and gaps.
func nation() Book {
	b := example()
	communes, gaps := *b.Tables[0], *b.Tables[0]
	pattern := b.Tables[0].Rows[1]
	rows := func(n int) []document.Row {
		all := make([]document.Row, n)
		for i := range all {
			all[i] = document.Row{Cells: append([]document.Cell(nil), pattern.Cells...)}
			all[i].Cells[0] = cell(document.Ordinal, fmt.Sprint(i+1))
			all[i].Cells[1] = document.Cell{Text: fmt.Sprintf("%05d", i+1), Kind: document.Code}
			all[i].Cells[3] = cell(document.Count, fmt.Sprint(i*37%99991))
		}
		return all
	}
	communes.Rows, gaps.Rows = rows(3321), rows(160_000)
	b.Tables = nil
	for range 20 {
		b.Tables = append(b.Tables, &communes)
	}
	b.Tables = append(b.Tables, &gaps)
	return b
}

func BenchmarkNation(b *testing.B) {
	book := nation()
	b.ResetTimer()
	for b.Loop() {
		data := written(b, book)
		b.ReportMetric(float64(len(data)), "file-bytes")
		if !bytes.HasPrefix(data, []byte("PK")) {
			b.Fatal("no archive")
		}
		if path := os.Getenv("XLSX_OUT"); path != "" {
			os.WriteFile(path, data, 0o666)
		}
	}
}
