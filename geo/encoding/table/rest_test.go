package table

import (
	"errors"
	"fmt"
	"io"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"pgregory.net/rapid"
)

// restOf reads n rows by Next and the others by Rest, which promises the same as Next.
func restOf(r *Reader, n, workers int) (rows []Row, err error) {
	for range n {
		row, err := r.Next()
		if err == io.EOF {
			return rows, nil
		}
		if err != nil {
			return nil, err
		}
		rows = append(rows, row)
	}
	return r.Rest(rows, workers)
}

// sameAsNext holds Rest to Next. open gives the same table each time.
func sameAsNext(t interface {
	Helper()
	Fatalf(string, ...any)
}, open func() (*Reader, error)) {
	t.Helper()
	r, err := open()
	if err != nil {
		return
	}
	want, wantErr := readAll(r)
	if wantErr != nil {
		want = nil
	}
	for n, workers := range []int{2, 1, 2, 7} { // that many rows by Next
		r, err := open()
		if err != nil {
			t.Fatalf("opened once, then: %v", err)
		}
		got, err := restOf(r, n, workers)
		if fmt.Sprint(err) != fmt.Sprint(wantErr) || errors.Is(err, ErrLimit) != errors.Is(wantErr, ErrLimit) {
			t.Fatalf("%d rows, then the rest by %d workers: error %v, want %v", n, workers, err, wantErr)
		}
		if !slices.EqualFunc(got, want, sameRow) {
			t.Fatalf("%d rows, then the rest by %d workers:\ngot  %v\nwant %v", n, workers, got, want)
		}
		if _, again := r.Next(); err != nil && fmt.Sprint(again) != fmt.Sprint(err) || err == nil && again != io.EOF {
			t.Fatalf("after the rest: %v, want %v or the end", again, err)
		}
	}
}

func sameRow(a, b Row) bool {
	return a.Number == b.Number && slices.Equal(a.Fields, b.Fields) && a.Ragged == b.Ragged && a.StrayQuote == b.StrayQuote &&
		fmt.Sprint(a.NotUTF8) == fmt.Sprint(b.NotUTF8)
}

// pieces of text that end fields, rows, quotes and blocks in all ways.
var pieces = []string{"a", "1", ",", ",", ";", "\n", "\n", "\n", "\r\n", "\r", `"`, `"`, `""`, ` "`, `" ,`, " ", "ế", "e\u0302\u0301", "\xa9", "\x00", "abcdefghij", "\"x\ny\"", "\n\n\n", "a,b,c\n1,2,3\n"}

func TestRestIsNext(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 0, 120).Draw(t, "text"), "")
		blockBytes, blocksAtATime = rapid.IntRange(1, 40).Draw(t, "block"), rapid.IntRange(1, 4).Draw(t, "blocks")
		defer func(b, n int) { blockBytes, blocksAtATime = b, n }(1<<18, 16)
		o := Options{Delimiter: ',', SingleByte: rapid.Bool().Draw(t, "single")}
		if rapid.Bool().Draw(t, "limited") {
			o.Limits = Limits{Bytes: 300, Rows: rapid.IntRange(1, 12).Draw(t, "rows"), Columns: 6, FieldBytes: rapid.IntRange(2, 12).Draw(t, "field")}
		}
		broken := rapid.IntRange(0, 3).Draw(t, "broken")
		sameAsNext(t, func() (*Reader, error) {
			var r io.Reader = strings.NewReader(text)
			switch broken {
			case 1:
				r = io.MultiReader(r, iotest.ErrReader(errors.New("the disk is gone")))
			case 2:
				r = io.MultiReader(r, iotest.ErrReader(io.ErrUnexpectedEOF))
			case 3:
				r = iotest.OneByteReader(r)
			}
			return NewCSV(r, o)
		})
	})
}

// TestRestOfLongTables reads blocks of the usual size.
func TestRestOfLongTables(t *testing.T) {
	var plain, quoted strings.Builder
	for i := range 30_000 {
		fmt.Fprintf(&plain, "S%d,105.%d,10.5\n", i, i)
		fmt.Fprintf(&quoted, "S%d,\"Trạm %d,\ntầng %d\",10.5\n", i, i, i%7)
		if i%7000 == 0 {
			plain.WriteString("\n,,\n")
		}
	}
	long := strings.Repeat("x", 300_000)
	for name, text := range map[string]string{
		"plain": plain.String(), "quoted": quoted.String(), "ends in a quote": plain.String() + "\"" + plain.String(), "not UTF-8": plain.String() + "a,\xa9\n" + plain.String(),
		"a long line": plain.String() + long + ",1\n" + plain.String(), "a long row": plain.String() + "\"" + strings.Repeat("x\n", 400_000) + "\",2\n" + plain.String(),
	} {
		t.Run(name, func(t *testing.T) {
			for _, o := range []Options{{SingleByte: true}, {Limits: Limits{Rows: 40_000}}} {
				sameAsNext(t, func() (*Reader, error) { return NewCSV(strings.NewReader(text), o) })
			}
		})
	}
}

// TestRestOfRowsOfManyBlocks holds what a row costs to its length: one that every block begins
// anew costs the square of it.
func TestRestOfRowsOfManyBlocks(t *testing.T) {
	defer func(b, n int) { blockBytes, blocksAtATime = b, n }(blockBytes, blocksAtATime)
	blockBytes, blocksAtATime = 64, 16
	text := "a,b\n" + strings.Repeat("1,2\n", 1000) + strings.Repeat("\"xxxxxxxx\nxxxxxxxx\",", 3000) + "3\n" + strings.Repeat("4,5\n", 1000)
	open := func() (*Reader, error) { return NewCSV(strings.NewReader(text), Options{Delimiter: ','}) }
	sameAsNext(t, open)
	r, err := open()
	if err != nil {
		t.Fatal(err)
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	rows, err := restOf(r, 1, 1)
	runtime.ReadMemStats(&after)
	if most := uint64(100 * len(text)); err != nil || len(rows) != 2002 || after.TotalAlloc-before.TotalAlloc > most {
		t.Errorf("%d rows, %v, %d bytes allocated, want at most %d", len(rows), err, after.TotalAlloc-before.TotalAlloc, most)
	}
}
