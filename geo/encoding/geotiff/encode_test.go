package geotiff

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"math"
	"os"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"phusong/geo/raster"
)

func TestEncodeRoundTrip(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		cols, rows := rapid.IntRange(1, 300).Draw(rt, "cols"), rapid.IntRange(1, 200).Draw(rt, "rows")
		parent := raster.Grid{West: 104.5, North: 22.25, StepX: 1.0 / 1200, StepY: 1.0 / 120, Cols: cols + 5, Rows: rows + 7}
		m := Image{Grid: parent.Window(5, 7, cols+5, rows+7), Values: make([]float32, cols*rows), NoData: -99999,
			Compression: Compression(rapid.IntRange(0, 1).Draw(rt, "compression")), Description: "dân số thử"}
		seed := rapid.Float32().Draw(rt, "seed")
		for i := range m.Values {
			m.Values[i] = seed * float32(i%97)
			if i%13 == 0 {
				m.Values[i] = float32(math.NaN())
			}
		}
		var out bytes.Buffer
		if err := Encode(&out, m); err != nil {
			rt.Fatal(err)
		}
		f, err := Open(bytes.NewReader(out.Bytes()), int64(out.Len()), Limits{})
		if err != nil {
			rt.Fatal(err)
		}
		got, want := make([]float64, cols*rows), m.Values
		if err := f.ReadRows(0, rows, got); err != nil {
			rt.Fatal(err)
		}
		for i := range got {
			if !same(got[i], float64(want[i])) {
				rt.Fatalf("value %d = %v, want %v", i, got[i], want[i])
			}
		}
		g, err := f.Grid()
		if err != nil || g.EdgeX(0) != m.Grid.EdgeX(0) || g.EdgeX(cols) != m.Grid.EdgeX(cols) ||
			g.EdgeY(0) != m.Grid.EdgeY(0) || g.EdgeY(rows) != m.Grid.EdgeY(rows) {
			rt.Fatalf("grid %+v, error %v, want %+v", g, err, m.Grid)
		}
		if got := f.Info().Description; got != m.Description {
			rt.Fatalf("description %q", got)
		}
	})
}

// TestEncodeBytes pins the bytes: they may change only with intent.
func TestEncodeBytes(t *testing.T) {
	m := Image{Grid: raster.Grid{West: 105, North: 21, StepX: 0.125, StepY: 0.25, Cols: 200, Rows: 100}, NoData: -9999}
	for i := range 200 * 100 {
		m.Values = append(m.Values, float32(i*i%1009)/4)
	}
	for _, tt := range []struct {
		compression Compression
		want        string
	}{
		{None, "8025286351f3aa74"},
		{Deflate, "ef0bd44d7ccc132c"},
	} {
		m.Compression = tt.compression
		var out bytes.Buffer
		if err := Encode(&out, m); err != nil {
			t.Fatal(err)
		}
		sum := sha256.Sum256(out.Bytes())
		if got := hex.EncodeToString(sum[:8]); got != tt.want {
			t.Errorf("compression %d: %d bytes hash to %s, want %s", tt.compression, out.Len(), got, tt.want)
		}
	}
}

func TestEncodeErrors(t *testing.T) {
	good := raster.Grid{West: 105, North: 21, StepX: 0.5, StepY: 0.5, Cols: 2, Rows: 1}
	far := good
	far.West = 500
	for _, tt := range []struct {
		m    Image
		want string
	}{
		{Image{Grid: far, Values: []float32{1, 2}}, "leaves the globe"},
		{Image{Grid: good, Values: []float32{1}}, "1 values for a grid of 2 x 1"},
		{Image{Grid: good, Values: []float32{1, -9999}, NoData: -9999}, "column 1, row 0 equals NoData"},
	} {
		if err := Encode(&bytes.Buffer{}, tt.m); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("error %v, want %q", err, tt.want)
		}
	}
	full := errors.New("disk full")
	if err := Encode(failingWriter{full}, Image{Grid: good, Values: []float32{1, 2}, NoData: -1}); !errors.Is(err, full) {
		t.Errorf("write error = %v, want %v", err, full)
	}
}

type failingWriter struct{ err error }

func (w failingWriter) Write([]byte) (int, error) { return 0, w.err }

func ExampleEncode() {
	file, err := os.CreateTemp("", "*.tif")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.Remove(file.Name())
	defer file.Close()
	grid := raster.Grid{West: 105, North: 21, StepX: 0.5, StepY: 0.5, Cols: 2, Rows: 2}
	if err := Encode(file, Image{Grid: grid, Values: []float32{10, 20, 30, -1}, NoData: -1e9}); err != nil {
		fmt.Println(err)
		return
	}
	stat, _ := file.Stat()
	f, err := Open(file, stat.Size(), Limits{})
	if err != nil {
		fmt.Println(err)
		return
	}
	row := make([]float64, 2)
	for r := range 2 {
		if err := f.ReadRows(r, 1, row); err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(row)
	}
	// Output:
	// [10 20]
	// [30 -1]
}
