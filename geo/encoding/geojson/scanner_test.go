package geojson

import (
	"errors"
	"fmt"
	"strings"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
)

// outcome is everything that a reading tells, in words.
type outcome struct {
	Features []string
	Err      string
}

func describe(f Feature, err error) string {
	return fmt.Sprintf("%d line %d byte %d id %q %T %v %v z%v m%v: %v", f.Number, f.Line, f.Offset, f.ID, f.Geometry, f.Geometry, f.Properties.fields, f.HasZ, f.HasM, err)
}

func outcomeOf(r *Reader) (o outcome) {
	for {
		f, err := r.Next()
		var fe *FeatureError
		if err != nil && !errors.As(err, &fe) {
			o.Err = fmt.Sprintf("%T %v", err, err)
			var re *ReadError
			if errors.As(err, &re) {
				o.Err += fmt.Sprintf(" %T", re.Err)
			}
			return o
		}
		o.Features = append(o.Features, describe(f, err))
	}
}

// scanned is what a Scanner makes of a text; flattened what it must make of it, by
// way of the decoder alone.
func scanned(s *Scanner) (o outcome) {
	for flat := (&Flat{}); ; {
		rec, err := s.Scan(flat)
		var fe *FeatureError
		if err != nil && !errors.As(err, &fe) {
			o.Err = fmt.Sprint(err)
			o.Features = append(o.Features, fmt.Sprint(*flat))
			return o
		}
		o.Features = append(o.Features, fmt.Sprintf("%+v %v", rec, err))
	}
}

func flattened(r *Reader, keys []string) (o outcome) {
	for flat := (&Flat{}); ; {
		f, err := r.Next()
		var fe *FeatureError
		if err != nil && !errors.As(err, &fe) {
			o.Err = fmt.Sprint(err)
			o.Features = append(o.Features, fmt.Sprint(*flat))
			return o
		}
		rec := Record{ID: f.ID, Number: f.Number, Line: f.Line, Offset: f.Offset, HasZ: f.HasZ, HasM: f.HasM}
		for _, key := range keys {
			v, _ := f.Properties.Get(key)
			rec.Values = append(rec.Values, v)
		}
		if err == nil {
			flat.add(&rec, f.Geometry)
		}
		o.Features = append(o.Features, fmt.Sprintf("%+v %v", rec, err))
	}
}

// tokens is a Reader without its parser, the reference.
func tokens(text string, limits Limits) *Reader {
	r := NewReader(strings.NewReader(text), limits)
	r.off = true
	return r
}

// compare demands that parser and decoder agree on a text in every way of reading.
func compare(t interface {
	Helper()
	Fatalf(string, ...any)
}, text string, limits Limits) {
	t.Helper()
	want := outcomeOf(tokens(text, limits))
	for workers, least := range map[int]int{1: 0, 2: 100, 3: 1000} {
		r := NewReader(strings.NewReader(text), limits)
		r.Parallel(workers)
		r.least, r.most = least, 2*least
		if diff := cmp.Diff(want, outcomeOf(r)); diff != "" {
			t.Fatalf("%.2000q: %d workers: -decoder +parser\n%s", text, workers, diff)
		}
	}
	small := outcomeOf(NewReader(iotest.OneByteReader(strings.NewReader(text)), limits))
	// What the decoder quotes of a defect depends on how much text it has got by then.
	small.Err, _, _ = strings.Cut(small.Err, "not JSON")
	plain := want
	plain.Err, _, _ = strings.Cut(want.Err, "not JSON")
	if diff := cmp.Diff(plain, small); diff != "" {
		t.Fatalf("%.2000q: byte by byte: -decoder +parser\n%s", text, diff)
	}
	keys := []string{"code", "n", "name"}
	flat := flattened(tokens(text, limits), keys)
	for workers, least := range map[int]int{1: 300, 2: 0} {
		s := NewScanner(strings.NewReader(text), ScanOptions{Limits: limits, Keys: keys, Workers: workers})
		s.r.least, s.r.most = least, 4*least
		if diff := cmp.Diff(flat, scanned(s)); diff != "" {
			t.Fatalf("%.2000q: scanner, %d workers: -decoder +parser\n%s", text, workers, diff)
		}
	}
}
