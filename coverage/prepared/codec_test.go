package prepared

import (
	"bytes"
	"context"
	"fmt"
	"math"
	"reflect"
	"testing"

	"github.com/paulmach/orb"

	"phusong/coverage"
	"phusong/geo/raster"
)

// filler gives every field of a value another content: a field that a codec does not carry stays zero in the
// copy. What loading makes again is left out.
type filler struct{ n int }

func (f *filler) fill(t *testing.T, v reflect.Value, path string) {
	f.n++
	switch v.Kind() {
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		v.SetInt(int64(f.n%100 + 1))
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		v.SetUint(uint64(f.n%100 + 1))
	case reflect.Float32, reflect.Float64:
		v.SetFloat(float64(f.n) / 7)
	case reflect.String:
		v.SetString(fmt.Sprintf("%s %d", path, f.n))
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		f.fill(t, v.Elem(), path)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		f.fill(t, v.Index(0), path)
		f.fill(t, v.Index(1), path)
	case reflect.Array:
		for i := range v.Len() {
			f.fill(t, v.Index(i), path)
		}
	case reflect.Struct:
		f.fields(t, v, path)
	default:
		t.Fatalf("%s: a %s cannot be filled", path, v.Type())
	}
}

// madeAgain are fields that loading a prepared form makes from files or from other fields.
var madeAgain = map[string]bool{"Dataset.Terrain": true, "Antenna.Sector": true, "Antenna.Round": true, "Demand.RowAreaM2": true, "Demand.widths": true, "Demand.Grid": true}

func (f *filler) fields(t *testing.T, v reflect.Value, path string) {
	for i := range v.NumField() {
		name := v.Type().Name() + "." + v.Type().Field(i).Name
		if !madeAgain[name] {
			f.fill(t, v.Field(i), path+"/"+name)
		}
	}
}

// filled is a data set with something in every field.
func filled(t *testing.T) *coverage.Dataset {
	t.Helper()
	var d coverage.Dataset
	(&filler{}).fill(t, reflect.ValueOf(&d).Elem(), "")
	d.Demand.Subdivide = 2
	if err := d.Demand.LayGrid(raster.Grid{West: 105, North: 11, StepX: 0.01, StepY: 0.01, Cols: 6, Rows: 4}); err != nil {
		t.Fatal(err)
	}
	d.Demand.Pixels = []coverage.Micro{0, math.MaxUint32 + 1, 5, 0, math.MaxUint32, 0}
	d.Units[1].Geometry = orb.MultiPolygon{{{{105, 10}, {105.1234567, 10}, {105, 10.5}, {105, 10}}}, {}, nil}
	d.Sites[1].Cells, d.Sites[1].Aliases = nil, []string{}
	return &d
}

// roundTrip writes and reads a data set by the blocks alone.
func roundTrip(t testing.TB, d *coverage.Dataset, workers int) (*coverage.Dataset, []byte) {
	t.Helper()
	var b bytes.Buffer
	if err := write(context.Background(), &b, d, header{}, workers); err != nil {
		t.Fatal(err)
	}
	got, err := decodeAll(b.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	return got, b.Bytes()
}

func decodeAll(b []byte) (*coverage.Dataset, error) {
	f := bytes.NewReader(b)
	h, err := readHeader(f, int64(len(b)))
	if err != nil {
		return nil, err
	}
	c := h.parts()
	var memory []byte
	for i := range h.Blocks {
		if err := c.decode(f, h, i, &memory); err != nil {
			return nil, err
		}
	}
	return c.assemble(h)
}

// A field that somebody adds to a noun must come back, or be named in elsewhere and made again.
func TestEveryFieldComesBack(t *testing.T) {
	want := filled(t)
	for _, workers := range []int{1, 2, 7} {
		got, _ := roundTrip(t, want, workers)
		if !reflect.DeepEqual(got, want) {
			v, w := reflect.ValueOf(*got), reflect.ValueOf(*want)
			for i := range v.NumField() {
				if !reflect.DeepEqual(v.Field(i).Interface(), w.Field(i).Interface()) {
					t.Errorf("%s: got\n%+v, want\n%+v", v.Type().Field(i).Name, v.Field(i), w.Field(i))
				}
			}
		}
	}
}

func TestSameBytesForWorkers(t *testing.T) {
	d := filled(t)
	_, one := roundTrip(t, d, 1)
	_, seven := roundTrip(t, d, 7)
	if !bytes.Equal(one, seven) {
		t.Error("bytes depend on workers")
	}
}

// Wherever a file ends, and whatever byte is another, it is no prepared form.
func TestDamageIsNoticed(t *testing.T) {
	_, b := roundTrip(t, filled(t), 1)
	for n := range b {
		if _, err := decodeAll(b[:n]); err == nil {
			t.Fatalf("cut after %d of %d bytes: no error", n, len(b))
		}
		c := bytes.Clone(b)
		c[n] ^= 0x10
		if _, err := decodeAll(c); err == nil {
			t.Fatalf("byte %d of %d: no error", n, len(b))
		}
	}
}

func TestFieldThatCannotBeCarried(t *testing.T) {
	for _, v := range []any{struct{ hidden int }{}, struct{ F func() }{}, struct{ M map[string]int }{}, struct{ I any }{}} {
		if err := new(encoder).value(reflect.ValueOf(v)); err == nil {
			t.Errorf("%T: no error", v)
		}
	}
}

// FuzzBlocks decodes any bytes as any block: check sums keep damage out, this what they let pass.
func FuzzBlocks(f *testing.F) {
	var t testing.T
	d := filled(&t)
	c := contents{data: d}
	var h header
	for _, b := range c.plan(&h) {
		e, err := c.encode(b)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(uint8(b.Kind), e.text, uint8(b.Count), uint8(e.totals[0]), uint8(e.totals[1]), uint8(e.totals[2]), uint8(e.totals[3]))
	}
	f.Fuzz(func(t *testing.T, k uint8, text []byte, count, n0, n1, n2, n3 uint8) {
		h := header{Names: []string{"a", "b"}, PixelRows: -1, Blocks: []block{{Kind: kind(k) % kinds, Count: int(count), Length: len(text), Totals: totals{int(n0), int(n1), int(n2), int(n3)}}}}
		switch h.Blocks[0].Kind {
		case kindRest:
			h.Blocks[0].Count = 1
		case kindGeometry:
			h.Units = int(count)
		case kindDemand:
			h.Demand = int(count)
		case kindPixels:
			h.PixelRows, h.PixelCols = int(count), int(n0)+1
		case kindSites:
			h.Sites = int(count)
		}
		for i, n := range h.Blocks[0].Totals {
			if n > len(text)/max(1, leastOf[h.Blocks[0].Kind][i]) {
				return
			}
		}
		c := h.parts()
		if c.place(text, &h, 0) && h.Blocks[0].Kind == kindRest {
			_, _ = c.assemble(&h)
		}
	})
}

// FuzzHeader decodes any bytes as a header.
func FuzzHeader(f *testing.F) {
	var t testing.T
	d := filled(&t)
	h := header{Inputs: inputs{Files: []file{{Path: "a", Bytes: 1, SHA256: "b"}}}}
	c := contents{data: d}
	h.Blocks = c.plan(&h)
	var e encoder
	if err := e.value(reflect.ValueOf(h)); err != nil {
		f.Fatal(err)
	}
	f.Add(e.b)
	f.Fuzz(func(t *testing.T, text []byte) {
		var h header
		d := decoder{s: string(text)}
		d.value(reflect.ValueOf(&h).Elem())
		if !d.bad && h.valid(int64(len(text))) && h.memoryBytes() < 1<<24 {
			h.parts()
		}
	})
}
