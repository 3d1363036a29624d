package geojson

import (
	"bytes"
	"errors"
	"math"
	"strings"
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"
)

// TestPartsAreTheCollection: features written in parts give the bytes of features written
// one by one, wherever the parts end, empty ones too.
func TestPartsAreTheCollection(t *testing.T) {
	geometries := []orb.Geometry{nil, orb.Point{105.5, 10.25}, orb.LineString{{1, 2}, {3, 4}}, orb.Polygon{{{0, 0}, {1, 0}, {1, 1}, {0, 0}}}}
	rapid.Check(t, func(t *rapid.T) {
		var whole, parted bytes.Buffer
		one, several := NewWriter(&whole, WriterOptions{Name: "n"}), NewWriter(&parted, WriterOptions{Name: "n"})
		var part Part
		total := 0
		for range rapid.IntRange(0, 4).Draw(t, "parts") {
			part.Reset(total)
			for range rapid.IntRange(0, 3).Draw(t, "features") {
				total++
				g := rapid.SampledFrom(geometries).Draw(t, "geometry")
				text, number := rapid.String().Draw(t, "text"), rapid.Float64().Draw(t, "number")
				properties, err := AppendString([]byte(`"t":`), text)
				if err == nil {
					properties, err = AppendFloat(append(properties, `,"n":`...), number)
				}
				if err != nil {
					t.Fatal(err)
				}
				if err := part.Append(g, properties); err != nil {
					t.Fatal(err)
				}
				if err := one.Write(g, []Property{{"t", text}, {"n", number}}); err != nil {
					t.Fatal(err)
				}
			}
			if err := several.WritePart(&part); err != nil {
				t.Fatal(err)
			}
		}
		if one.Close() != nil || several.Close() != nil || !bytes.Equal(whole.Bytes(), parted.Bytes()) {
			t.Fatalf("in parts:\n%s\none by one:\n%s", parted.Bytes(), whole.Bytes())
		}
	})
}

// TestPartErrors: an error counts features over all parts and leaves no trace.
func TestPartErrors(t *testing.T) {
	var part Part
	part.Reset(41)
	err := part.Append(orb.Point{math.NaN(), 0}, nil)
	if err == nil || !strings.HasPrefix(err.Error(), "feature 42: ") {
		t.Errorf("error %v, want one of feature 42", err)
	}
	if len(part.w.buf) > 0 {
		t.Errorf("the feature left %q", part.w.buf)
	}
	if _, err := AppendString(nil, "a\xff"); err == nil || !strings.Contains(err.Error(), "is not UTF-8") {
		t.Errorf("text that is not UTF-8: %v", err)
	}
	if _, err := AppendFloat(nil, math.Inf(1)); err == nil {
		t.Error("an infinity was written")
	}
	w := NewWriter(&bytes.Buffer{}, WriterOptions{})
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if err := w.WritePart(&part); err == nil {
		t.Error("a part was written after Close")
	}
}

// TestPartsAreCounted: errors of features after several parts, and in them, count all features before, those with a
// geometry that was written already as well, and not those that failed.
func TestPartsAreCounted(t *testing.T) {
	nowhere := orb.Point{math.Inf(1), 0}
	wantNumber := func(err error, want string) {
		t.Helper()
		if err == nil || !strings.HasPrefix(err.Error(), want+": ") {
			t.Errorf("error %v, want one of %s", err, want)
		}
	}
	w := NewWriter(&bytes.Buffer{}, WriterOptions{})
	if err := w.Write(orb.Point{1, 2}, nil); err != nil {
		t.Fatal(err)
	}
	var part Part
	wantNumber(part.Append(nowhere, nil), "feature 1")
	for i, features := range []int{3, 0, 2} {
		part.Reset(1 + []int{0, 3, 3}[i])
		for k := range features {
			if k%2 == 0 {
				part.AppendWritten([]byte("null"), nil)
			} else if err := part.Append(nil, nil); err != nil {
				t.Fatal(err)
			}
		}
		wantNumber(part.Fail(errors.New("x")), []string{"feature 5", "feature 5", "feature 7"}[i])
		wantNumber(part.Append(nowhere, nil), []string{"feature 5", "feature 5", "feature 7"}[i])
		if err := w.WritePart(&part); err != nil {
			t.Fatal(err)
		}
		wantNumber(w.Write(nowhere, nil), []string{"feature 5", "feature 5", "feature 7"}[i])
	}
}

// full is a disk without room.
type full struct{ room int }

func (f *full) Write(b []byte) (int, error) {
	if f.room -= len(b); f.room < 0 {
		return 0, errors.New("no room")
	}
	return len(b), nil
}

// TestPartsOnFullDisk: a part that cannot be written is an error, and so is all after it.
func TestPartsOnFullDisk(t *testing.T) {
	var part Part
	part.AppendWritten([]byte("null"), nil)
	var whole bytes.Buffer
	w := NewWriter(&whole, WriterOptions{})
	if w.WritePart(&part) != nil || w.Close() != nil {
		t.Fatal("a disk with room")
	}
	for room := range whole.Len() {
		w := NewWriter(&full{room: room}, WriterOptions{})
		err := w.WritePart(&part)
		if err == nil {
			err = w.Close()
		} else if again := w.WritePart(&part); again == nil {
			t.Errorf("room for %d bytes: a part after an error was written", room)
		}
		if err == nil || !strings.Contains(err.Error(), "no room") {
			t.Errorf("room for %d bytes: %v", room, err)
		}
	}
}

// TestAppendValues: texts and numbers are those of properties.
func TestAppendValues(t *testing.T) {
	for _, s := range []string{"", "a", `"`, `\`, "\x00", "\x1f", "\x7f", "Xã Đông", "a\u2028b", "🙂", "tab\t", "é", "<&>"} {
		got, err := AppendString(nil, s)
		want, _ := appendValue(nil, s)
		if err != nil || string(got) != string(want) {
			t.Errorf("%q: %s, %v, want %s", s, got, err, want)
		}
	}
	same := func(t interface{ Fatalf(string, ...any) }, f float64) {
		got, err := AppendFloat(nil, f)
		want, _ := appendFloat(nil, f, 64)
		if err != nil || string(got) != string(want) {
			t.Fatalf("%v: %s, %v, want %s", f, got, err, want)
		}
	}
	for _, f := range []float64{0, math.Copysign(0, -1), 1, -1, 0.5, 1 << 53, 1<<53 + 2, -(1 << 53), 1<<53 - 1, 1e21, 1e22, 1e-7, 9.2e18, -9.3e18, math.MaxFloat64, 5e-324} {
		same(t, f)
	}
	rapid.Check(t, func(t *rapid.T) {
		same(t, rapid.Float64().Draw(t, "any"))
		same(t, float64(rapid.Int64().Draw(t, "whole")))
	})
}
