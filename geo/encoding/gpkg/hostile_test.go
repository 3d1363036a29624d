package gpkg

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/paulmach/orb"
)

// TestWrongFiles names what was given in place of a GeoPackage.
func TestWrongFiles(t *testing.T) {
	whole, err := os.ReadFile(onePoint(t))
	if err != nil {
		t.Fatal(err)
	}
	patched := func(at int, b ...byte) []byte {
		c := bytes.Clone(whole)
		copy(c[at:], b)
		return c
	}
	for name, tt := range map[string]struct {
		data []byte
		want string
	}{
		"empty":         {nil, "the file is empty"},
		"gzip":          {[]byte("\x1F\x8B\x08"), "gzipped"},
		"zip":           {[]byte("PK\x03\x04"), "zip archive"},
		"text":          {[]byte(`{"type": "FeatureCollection"}`), `begins with "{\"type\": \"Featur"`},
		"magic only":    {[]byte("SQLite form"), "cut short after 11 bytes"},
		"header only":   {whole[:100], "cut short after 100 of"},
		"cut":           {whole[:len(whole)-1], "cut short after"},
		"page size 0":   {patched(16, 0, 0), "pages of 0 bytes"},
		"page size 600": {patched(16, 2, 88), "pages of 600 bytes"},
		"no tree":       {patched(100, 2), "the list of tables"},
		"zeros":         {append(bytes.Clone(whole[:100]), make([]byte, len(whole)-100)...), "damaged"},
	} {
		path := filepath.Join(t.TempDir(), "x.gpkg")
		if err := os.WriteFile(path, tt.data, 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := Layers(path, Limits{})
		if err == nil || !strings.Contains(err.Error(), tt.want) || !strings.HasPrefix(err.Error(), "x.gpkg: ") {
			t.Errorf("%s: got %v, want %q", name, err, tt.want)
		}
		if strings.Contains(tt.want, "cut short") && !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Errorf("%s: %v is no io.ErrUnexpectedEOF", name, err)
		}
	}
	if _, err := Layers(filepath.Join(t.TempDir(), "none.gpkg"), Limits{}); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("no file: %v", err)
	}
	if _, err := Layers(t.TempDir(), Limits{}); err == nil || !strings.Contains(err.Error(), "is a folder") {
		t.Errorf("a folder: %v", err)
	}
	if _, err := Layers(build(t, "CREATE TABLE tiles (a)"), Limits{}); err == nil || !strings.Contains(err.Error(), "no table gpkg_contents") {
		t.Errorf("a database: %v", err)
	}
}

// TestWriteAheadLog refuses a file that lacks its newest rows, and reads one that is whole.
func TestWriteAheadLog(t *testing.T) {
	path := onePoint(t)
	edit(t, path, "PRAGMA journal_mode = WAL; INSERT INTO pts (code) VALUES ('2'); PRAGMA wal_checkpoint(TRUNCATE);")
	data, err := os.ReadFile(path)
	if err != nil || data[18] != 2 {
		t.Fatalf("the file is not in WAL mode: %v", err)
	}
	if records := readAll(t, path, Options{}); len(records) != 2 {
		t.Errorf("got %d rows, want 2", len(records))
	}
	alone(t, path)
	for _, ending := range []string{"-wal", "-journal"} {
		if err := os.WriteFile(path+ending, []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := Open(path, Options{}); err == nil || !strings.Contains(err.Error(), "close the program that has it open") {
			t.Errorf("%s: %v", ending, err)
		}
		if err := os.Remove(path + ending); err != nil {
			t.Fatal(err)
		}
	}
}

// TestReadOnlyFolder reads where nothing can be written.
func TestReadOnlyFolder(t *testing.T) {
	path := onePoint(t)
	if err := os.Chmod(filepath.Dir(path), 0o500); err != nil {
		t.Fatal(err)
	}
	defer os.Chmod(filepath.Dir(path), 0o700)
	if records := readAll(t, path, Options{}); len(records) != 1 {
		t.Errorf("got %d rows", len(records))
	}
	alone(t, path)
}

// manyPoints has a table of several levels of pages, and its page size.
func manyPoints(t *testing.T) (data []byte, pageBytes, root int) {
	t.Helper()
	path := build(t, "PRAGMA page_size = 512;"+metadataSQL+pointsSQL(4326)+
		"INSERT INTO pts (code) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 3000) SELECT printf('%0100d', i) FROM n;")
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	d, err := openDatabase(path, Limits{})
	if err != nil {
		t.Fatal(err)
	}
	defer d.close()
	err = d.each("sqlite_schema", []string{"name", "rootpage"}, 100, func(row []any) error {
		if textOf(row[0]) == "pts" {
			root = int(row[1].(int64))
		}
		return nil
	})
	if err != nil || root == 0 {
		t.Fatalf("no root: %v", err)
	}
	return data, 512, root
}

// TestCircles points pages at one another in every way that one changed pointer can.
func TestCircles(t *testing.T) {
	data, size, root := manyPoints(t)
	at := (root - 1) * size
	if data[at] != interiorTable {
		t.Fatalf("page %d is of kind %d", root, data[at])
	}
	path := filepath.Join(t.TempDir(), "x.gpkg")
	children, err := childrenOf(data[at:at+size], 0)
	if err != nil {
		t.Fatal(err)
	}
	var pointers []int // places of page numbers below the root
	for i := range int(binary.BigEndian.Uint16(data[at+3:])) {
		pointers = append(pointers, at+int(binary.BigEndian.Uint16(data[at+12+2*i:])))
	}
	pointers = append(pointers, at+8)
	for _, pointer := range pointers {
		for _, target := range []int64{int64(root), children[0], children[1], 1, 0, 1 << 31} {
			c := bytes.Clone(data)
			binary.BigEndian.PutUint32(c[pointer:], uint32(target))
			if bytes.Equal(c, data) {
				continue
			}
			if err := os.WriteFile(path, c, 0o600); err != nil {
				t.Fatal(err)
			}
			r, err := Open(path, Options{})
			if err != nil {
				continue // SQLite has seen it
			}
			records, _, err := drain(t, r)
			r.Close()
			// The list of tables below the root has the shape of rows of the table.
			if !errors.Is(err, errDamaged) && target != 1 || len(records) > 3000 {
				t.Errorf("pointer to page %d: %d rows, %v", target, len(records), err)
			}
		}
	}
}

// TestSchemaInCircles has a list of tables that never ends.
func TestSchemaInCircles(t *testing.T) {
	path := build(t, "PRAGMA page_size = 512;"+metadataSQL+pointsSQL(4326))
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if data[headerBytes] != interiorTable {
		t.Fatal("the schema has one page")
	}
	children, err := childrenOf(data[:512], headerBytes)
	if err != nil {
		t.Fatal(err)
	}
	for _, target := range []uint32{1, uint32(children[1]), 99999} {
		c := bytes.Clone(data)
		binary.BigEndian.PutUint32(c[headerBytes+8:], target)
		if err := os.WriteFile(path, c, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := Layers(path, Limits{}); !errors.Is(err, errDamaged) {
			t.Errorf("pointer to page %d: %v", target, err)
		}
	}
}

// TestEveryByte damages a small file in one byte at a time.
func TestEveryByte(t *testing.T) {
	data, err := os.ReadFile(onePoint(t))
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "x.gpkg")
	limits := Limits{MaxBytes: 1 << 20, MaxRowBytes: 1 << 20, MaxRows: 100, MaxVertices: 100, MaxParts: 100}
	step := 97 // coprime to the size of a page
	for at := 0; at < len(data); at += step {
		c := bytes.Clone(data)
		c[at] ^= 0xFF
		if err := os.WriteFile(path, c, 0o600); err != nil {
			t.Fatal(err)
		}
		checkHostile(t, path, limits)
	}
}

// checkHostile reads every layer and checks what must hold of any file.
func checkHostile(t *testing.T, path string, limits Limits) {
	t.Helper()
	var re *ReadError
	layers, err := Layers(path, limits)
	if err != nil {
		if !errors.As(err, &re) {
			t.Fatalf("got %T %v, want a *ReadError", err, err)
		}
		return
	}
	for _, l := range layers[:min(len(layers), 5)] {
		r, err := Open(path, Options{Layer: l.Name, Limits: limits})
		if err != nil {
			if !errors.As(err, &re) {
				t.Fatalf("got %T %v, want a *ReadError", err, err)
			}
			continue
		}
		records, _, err := drain(t, r)
		if err != nil && !errors.As(err, &re) {
			t.Fatalf("got %T %v, want a *ReadError", err, err)
		}
		if len(records) > limits.MaxRows {
			t.Fatalf("got %d rows", len(records))
		}
		_, _ = r.CRS()
		if err := r.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// FuzzFile: no panic, every error of the documented types, everything within the limits.
func FuzzFile(f *testing.F) {
	path := build(f, "PRAGMA page_size = 512;"+severalSQL, []any{insertPoint, blob(f, 4326, orb.Point{106.4, 10.5}, binary.LittleEndian), "00097", "Tân An"})
	data, err := os.ReadFile(path)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data)
	limits := Limits{MaxBytes: 1 << 20, MaxRowBytes: 1 << 16, MaxRows: 100, MaxVertices: 100, MaxParts: 100}
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, data []byte) {
		path := filepath.Join(dir, fmt.Sprintf("%d.gpkg", os.Getpid()))
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		checkHostile(t, path, limits)
	})
}

// FuzzBlob: no panic, all that is decoded within the limits and finite.
func FuzzBlob(f *testing.F) {
	ring := orb.Ring{{106, 10}, {107, 10}, {107, 11}, {106, 10}}
	for _, g := range []orb.Geometry{orb.Point{1, 2}, orb.MultiPoint{{1, 2}}, orb.LineString{{1, 2}, {3, 4}}, orb.MultiLineString{{{1, 2}, {3, 4}}},
		orb.Polygon{ring}, orb.MultiPolygon{{ring}}, orb.Collection{orb.Point{1, 2}, orb.Polygon{ring}}} {
		f.Add(blob(f, 4326, g, binary.LittleEndian))
		f.Add(blob(f, 4326, g, binary.BigEndian))
	}
	limits := Limits{MaxVertices: 100, MaxParts: 50}
	f.Fuzz(func(t *testing.T, data []byte) {
		g, err := decodeBlob(data, limits)
		if err != nil || g.shape == nil {
			return
		}
		if b := g.shape.Bound(); !b.IsEmpty() && !(b.Max[0]-b.Min[0] >= 0 && b.Max[1]-b.Min[1] >= 0) {
			t.Fatalf("bound %v of %v", b, g.shape)
		}
	})
}
