package geotiff

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"phusong/geo/raster"
)

// TestStream demands of every layout and window what ReadWindow gives, slab after
// slab, for any number of workers.
func TestStream(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		method := rapid.SampledFrom(methods).Draw(rt, "method")
		s := sketch{
			compression: method, predictor: 1, tiled: rapid.Bool().Draw(rt, "tiled"), kind: rapid.SampledFrom([]string{"float32", "int16", "uint8", "float64"}).Draw(rt, "kind"),
			cols: rapid.IntRange(1, 40).Draw(rt, "cols"), rows: rapid.IntRange(1, 60).Draw(rt, "rows"), blockRows: rapid.IntRange(1, 20).Draw(rt, "blockRows"), noData: "3",
		}
		data := s.build(t)
		f, err := open(t, data)
		if err != nil {
			rt.Fatal(err)
		}
		f.place.southUp = rapid.Bool().Draw(rt, "southUp")
		if rapid.Bool().Draw(rt, "large") {
			f.layout.keepBytes = 0
		}
		w := raster.Window{Col0: rapid.IntRange(0, s.cols-1).Draw(rt, "col0"), Row0: rapid.IntRange(0, s.rows-1).Draw(rt, "row0")}
		w.Col1, w.Row1 = rapid.IntRange(w.Col0+1, s.cols).Draw(rt, "col1"), rapid.IntRange(w.Row0+1, s.rows).Draw(rt, "row1")
		want := make([]float64, w.Cells())
		if err := f.ReadWindow(w, want); err != nil {
			rt.Fatal(err)
		}
		row, width := w.Row0, w.Col1-w.Col0
		err = f.Stream(context.Background(), StreamOptions{Workers: rapid.IntRange(0, 7).Draw(rt, "workers"), Window: w}, func(s Slab) error {
			if s.Row0 != row || len(s.Values) != s.Rows*width {
				rt.Fatalf("slab of rows %d+%d with %d values, want row %d", s.Row0, s.Rows, len(s.Values), row)
			}
			for i, v := range s.Values {
				if at := (row-w.Row0)*width + i; !same(v, want[at]) {
					rt.Fatalf("row %d value %d: got %v, want %v", row, i, v, want[at])
				}
			}
			row += s.Rows
			return nil
		})
		if err != nil || row != w.Row1 {
			rt.Fatalf("got %v after row %d, want row %d", err, row, w.Row1)
		}
	})
}

// TestSlabs checks that slabs cover the window once and, if whole, share no row of blocks.
func TestSlabs(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := layout{cols: rapid.IntRange(1, 5000).Draw(t, "cols"), rows: rapid.IntRange(1, 5000).Draw(t, "rows"), blockRows: rapid.IntRange(1, 6000).Draw(t, "blockRows"), across: 1, keepBytes: maxKeepBytes}
		l.rowBytes = int64(l.cols) * 4
		southUp := rapid.Bool().Draw(t, "southUp")
		w := raster.Window{Col1: l.cols, Row0: rapid.IntRange(0, l.rows-1).Draw(t, "row0")}
		w.Row1 = rapid.IntRange(w.Row0+1, l.rows).Draw(t, "row1")
		cuts, whole := l.slabs(w, southUp)
		block := func(row int) int {
			if southUp {
				row = l.rows - 1 - row
			}
			return row / l.blockRows
		}
		at := w.Row0
		for i, c := range cuts {
			if c.row0 != at || c.row1 <= at || (c.row1-c.row0)*l.cols > mostSlabCells+leastSlabCells {
				t.Fatalf("slab %d is %v, want from row %d", i, c, at)
			}
			if whole && i > 0 && block(c.row0) == block(c.row0-1) {
				t.Fatalf("slab %d begins at row %d inside a row of blocks", i, c.row0)
			}
			at = c.row1
		}
		if at != w.Row1 {
			t.Fatalf("slabs end at row %d, want %d", at, w.Row1)
		}
	})
}

// TestStreamStops passes the error of take on and names a damaged row whatever the
// number of workers.
func TestStreamStops(t *testing.T) {
	stop := errors.New("enough")
	f, err := open(t, sketch{compression: compressionLZW, predictor: 1}.build(t))
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Stream(context.Background(), StreamOptions{Workers: 2}, func(Slab) error { return stop }); !errors.Is(err, stop) {
		t.Errorf("got %v, want %v", err, stop)
	}
	if err := f.Stream(context.Background(), StreamOptions{Window: raster.Window{Col1: 1 << 20, Row1: 1}}, nil); err == nil {
		t.Error("window outside: got no error")
	}
	ended, cancel := context.WithCancel(context.Background())
	cancel()
	if err := f.Stream(ended, StreamOptions{}, func(Slab) error { return nil }); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want the end of the context", err)
	}
}

func BenchmarkStream(b *testing.B) {
	f := openPath(b, sharedFile(b, "pop-raster/esp_ppp_2020_1km_Aggregated_UNadj.tif"))
	for workers := 1; workers <= 2; workers++ {
		b.Run(fmt.Sprintf("workers%d", workers), func(b *testing.B) {
			b.SetBytes(int64(f.Info().Cols) * int64(f.Info().Rows) * 4)
			b.ReportAllocs()
			for b.Loop() {
				rows := 0
				err := f.Stream(context.Background(), StreamOptions{Workers: workers}, func(s Slab) error {
					rows += s.Rows
					return nil
				})
				if err != nil || rows != f.Info().Rows {
					b.Fatal(err, rows)
				}
			}
		})
	}
}
