package geotiff

import (
	"context"
	"errors"
	"fmt"
	"slices"
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
			bands: rapid.IntRange(1, 3).Draw(rt, "bands"), separate: rapid.Bool().Draw(rt, "separate"),
		}
		data := s.build(t)
		f, err := open(t, data)
		if err != nil {
			rt.Fatal(err)
		}
		if err := f.SelectBand(rapid.IntRange(1, s.bands).Draw(rt, "band")); err != nil {
			rt.Fatal(err)
		}
		f.place.southUp = rapid.Bool().Draw(rt, "southUp")
		f.layout.slabCells = rapid.SampledFrom([]int{1, 7, 50, 300, slabCells}).Draw(rt, "slabCells")
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

// TestBands checks that bands cover the window once, share no row of blocks, and that their
// pieces hold every block that they need once.
func TestBands(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := layout{cols: rapid.IntRange(1, 300).Draw(t, "cols"), rows: rapid.IntRange(1, 300).Draw(t, "rows"), keepBytes: maxKeepBytes}
		l.blockCols, l.blockRows = rapid.IntRange(1, 400).Draw(t, "blockCols"), rapid.IntRange(1, 400).Draw(t, "blockRows")
		l.across, l.down = (l.cols+l.blockCols-1)/l.blockCols, (l.rows+l.blockRows-1)/l.blockRows
		l.rowBytes, l.slabCells = int64(l.blockCols)*rapid.SampledFrom([]int64{1, 4, 8000}).Draw(t, "bytes"), rapid.IntRange(1, 5000).Draw(t, "slabCells")
		southUp := rapid.Bool().Draw(t, "southUp")
		w := raster.Window{Col0: rapid.IntRange(0, l.cols-1).Draw(t, "col0"), Row0: rapid.IntRange(0, l.rows-1).Draw(t, "row0")}
		w.Col1, w.Row1 = rapid.IntRange(w.Col0+1, l.cols).Draw(t, "col1"), rapid.IntRange(w.Row0+1, l.rows).Draw(t, "row1")
		b := l.bandsOf(w, southUp)
		seen, at := map[[2]int]int{}, w.Row0
		for i := range b.count * b.pieces {
			if i%b.pieces == 0 {
				band := b.window(i / b.pieces)
				if band.Row0 != at || band.Row1 <= at || band.Col0 != w.Col0 || band.Col1 != w.Col1 {
					t.Fatalf("band %d is %v, want it from row %d", i/b.pieces, band, at)
				}
				at = band.Row1
			}
			a := &ahead{}
			rows := b.blocksOf(a, i)
			if n := int64(rows * a.cols); n > 1 && n*l.rowBytes*int64(l.blockRows) > mostPieceBytes || rows < 1 || a.cols < 1 {
				t.Fatalf("piece %d has %d x %d blocks", i, a.cols, rows)
			}
			for k := range rows * a.cols {
				seen[[2]int{a.row0 + k/a.cols, a.col0 + k%a.cols}]++
			}
		}
		if at != w.Row1 {
			t.Fatalf("bands end at row %d, want %d", at, w.Row1)
		}
		first, last := w.Row0, w.Row1-1
		if southUp {
			first, last = l.rows-1-last, l.rows-1-first
		}
		want := 0
		for row := first / l.blockRows; row <= last/l.blockRows; row++ {
			for col := w.Col0 / l.blockCols; col <= (w.Col1-1)/l.blockCols; col++ {
				if want++; seen[[2]int{row, col}] != 1 {
					t.Fatalf("block %d, %d is in %d pieces", row, col, seen[[2]int{row, col}])
				}
			}
		}
		if len(seen) != want {
			t.Fatalf("%d blocks in pieces, want %d", len(seen), want)
		}
	})
}

// TestStreamErrors damages blocks and demands the same slabs, then the same error, of any
// number of workers.
func TestStreamErrors(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		s := sketch{compression: compressionDeflate, predictor: 1, tiled: rapid.Bool().Draw(rt, "tiled"), cols: 50, rows: 60, blockCols: 16, blockRows: 16, sparse: []int{1}}
		f, err := open(t, s.build(t))
		if err != nil {
			rt.Fatal(err)
		}
		f.place.southUp, f.layout.slabCells = rapid.Bool().Draw(rt, "southUp"), rapid.IntRange(1, 4000).Draw(rt, "slabCells")
		for _, i := range rapid.SliceOfN(rapid.IntRange(0, len(f.layout.counts)-1), 0, 3).Draw(rt, "damaged") {
			f.layout.counts[i] = min(f.layout.counts[i], 20)
		}
		run := func(workers int) (slabs []int, sum float64, err error) {
			err = f.Stream(context.Background(), StreamOptions{Workers: workers}, func(s Slab) error {
				slabs = append(slabs, s.Row0, s.Rows)
				for _, v := range s.Values {
					if v == v {
						sum += v
					}
				}
				return nil
			})
			return slabs, sum, err
		}
		slabs, sum, want := run(1)
		for _, workers := range []int{2, 7} {
			gotSlabs, gotSum, err := run(workers)
			if fmt.Sprint(err) != fmt.Sprint(want) || !slices.Equal(slabs, gotSlabs) || sum != gotSum {
				rt.Fatalf("%d workers: %v after %v, one: %v after %v", workers, err, gotSlabs, want, slabs)
			}
		}
	})
}

// TestWorkersAhead bounds the memory of blocks decoded ahead.
func TestWorkersAhead(t *testing.T) {
	l := &layout{cols: 40_000, rows: 40_000, blockCols: 40_000, blockRows: 256, across: 1, down: 157, rowBytes: 160_000, keepBytes: maxKeepBytes, slabCells: slabCells}
	b := l.bandsOf(raster.Window{Col1: l.cols, Row1: l.rows}, false)
	for _, c := range []struct {
		limit int64
		want  int
	}{{512 << 20, 3}, {256 << 20, 1}, {100 << 20, 0}} {
		if got := (Limits{MaxMemoryBytes: c.limit}).workersAhead(&b); got != c.want {
			t.Errorf("%d bytes: %d workers, want %d", c.limit, got, c.want)
		}
	}
	l.keepBytes = 0
	if got := (Limits{MaxMemoryBytes: 1 << 40}).workersAhead(&b); got != 0 {
		t.Errorf("blocks that are not kept: %d workers, want none", got)
	}
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
