package table

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// readAll returns the rows before the first error, which is nil at the end.
func readAll(r *Reader) ([]Row, error) {
	var rows []Row
	for {
		row, err := r.Next()
		if err == io.EOF {
			return rows, nil
		}
		if err != nil {
			return rows, err
		}
		rows = append(rows, row)
	}
}

func readCSV(text string, o Options) ([]Row, error) {
	r, err := NewCSV(strings.NewReader(text), o)
	if err != nil {
		return nil, err
	}
	return readAll(r)
}

func row(number int, fields ...string) Row { return Row{Number: number, Fields: fields} }

func TestCSV(t *testing.T) {
	ragged, stray := row(2, "1"), row(2, `Trạm "A" mới`, "3")
	ragged.Ragged, stray.StrayQuote = true, true
	tests := []struct {
		name, text string
		want       []Row
	}{
		{"plain", "a,b\n1,2\n", []Row{row(1, "a", "b"), row(2, "1", "2")}},
		{"no line end at the end", "a,b\n1,2", []Row{row(1, "a", "b"), row(2, "1", "2")}},
		{"bom and crlf", "\ufeffa,b\r\n1,2\r\n", []Row{row(1, "a", "b"), row(2, "1", "2")}},
		{"lone cr", "a,b\r1,2\r", []Row{row(1, "a", "b"), row(2, "1", "2")}},
		{"blank lines and rows", "\n\na,b\n,,\n \n1,2\n\n", []Row{row(3, "a", "b"), row(6, "1", "2")}},
		{"semicolon with decimal commas", "m;x;y\nA;105,34;22,6\nB;105,35;22,7\n",
			[]Row{row(1, "m", "x", "y"), row(2, "A", "105,34", "22,6"), row(3, "B", "105,35", "22,7")}},
		{"tab with commas in text", "a\tb\nXã A, huyện B\t1\n", []Row{row(1, "a", "b"), row(2, "Xã A, huyện B", "1")}},
		{"pipe", "a|b\n1|2\n", []Row{row(1, "a", "b"), row(2, "1", "2")}},
		{"sep line", "sep=;\r\na,1;b\r\n1;2\r\n", []Row{row(2, "a,1", "b"), row(3, "1", "2")}},
		{"quoted", "a,b\n\"x, \"\"y\"\"\nz\",2\n3,4\n", []Row{row(1, "a", "b"), row(2, "x, \"y\"\nz", "2"), row(4, "3", "4")}},
		{"blank before a quote", "a, \"b,c\"\n1,2\n", []Row{row(1, "a", "b,c"), row(2, "1", "2")}},
		{"quote inside a field", "a,b\n12\" ống,2\n", []Row{row(1, "a", "b"), row(2, `12" ống`, "2")}},
		{"stray quote in a quoted field", "a,b\n\"Trạm \"A\" mới\",3\n", []Row{row(1, "a", "b"), stray}},
		{"short row", "a,b\n1\n", []Row{row(1, "a", "b"), ragged}},
		{"blank surplus is not ragged", "a,b\n1,2,,\n", []Row{row(1, "a", "b"), row(2, "1", "2", "", "")}},
		{"nfd becomes nfc", "e\u0302\u0301,b\n1,2\n", []Row{row(1, "ế", "b"), row(2, "1", "2")}},
		{"one column", "code\n00097\n", []Row{row(1, "code"), row(2, "00097")}},
		{"utf-16", utf16le("mã;b\r\n1;ố\r\n"), []Row{row(1, "mã", "b"), row(2, "1", "ố")}},
	}
	for _, test := range tests {
		got, err := readCSV(test.text, Options{})
		if err != nil {
			t.Errorf("%s: %v", test.name, err)
		}
		if diff := cmp.Diff(got, test.want); diff != "" {
			t.Errorf("%s: got - want +\n%s", test.name, diff)
		}
	}
}

func utf16le(s string) string {
	out := []byte{0xff, 0xfe}
	for _, r := range s {
		out = append(out, byte(r), byte(r>>8))
	}
	return string(out)
}

func TestCSVErrors(t *testing.T) {
	small := Options{Limits: Limits{Bytes: 100, Rows: 3, Columns: 4, FieldBytes: 20}}
	tests := []struct {
		name, text string
		rows       int // read before the error
		is         error
		says       string
	}{
		{"empty", "", 0, ErrEmpty, "empty"},
		{"blank lines only", "\n \n,,\n", 0, ErrEmpty, "empty"},
		{"old encoding", "a,b\n1,2\nT\xa9n Ch\xa9u,3\n", 2, ErrEncoding, "line 3: not UTF-8 text: byte 0xa9 at position 2"},
		{"binary", "a,b\n1\x00,2\n", 1, ErrEncoding, "line 2: not UTF-8 text: a zero byte"},
		{"open quote", "a,b\n1,2\n\"x,3\n", 2, nil, "line 3: a quote"},
		{"quote over the limit", "a,b\n\"" + strings.Repeat("x\n", 30), 1, ErrLimit, "line 2: a quote"},
		{"field", "a,b\n" + strings.Repeat("x", 21) + ",1\n", 1, ErrLimit, "line 2: more than 20 bytes in a field"},
		{"columns", "a,b\n1,2,3,4,5\n", 1, ErrLimit, "line 2: more than 4 columns"},
		{"rows", "a\n1\n2\n3\n4\n", 3, ErrLimit, "more than 3 rows"},
		{"bytes", "a,b\n" + strings.Repeat("123456,12\n", 20), 3, ErrLimit, "more than"},
	}
	for _, test := range tests {
		rows, err := readCSV(test.text, small)
		if err == nil || !strings.Contains(err.Error(), test.says) || test.is != nil && !errors.Is(err, test.is) {
			t.Errorf("%s: got error %v, want %q", test.name, err, test.says)
		}
		if len(rows) != test.rows {
			t.Errorf("%s: got %d rows before the error, want %d", test.name, len(rows), test.rows)
		}
	}
	long := "a,b\n" + strings.Repeat("1,2\n", 30)
	if _, err := readCSV(long, Options{Limits: Limits{Bytes: 100}}); !errors.Is(err, ErrLimit) || !strings.Contains(err.Error(), "more than 100 bytes") {
		t.Errorf("byte limit: got %v", err)
	}
	if got, err := readCSV(long[:100], Options{Limits: Limits{Bytes: 100}}); err != nil || len(got) != 25 {
		t.Errorf("exactly the byte limit: got %d rows, %v", len(got), err)
	}
}

func write(t *testing.T, name string, data []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func zipped(text string) []byte {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, _ = w.Write([]byte(text))
	_ = w.Close()
	return b.Bytes()
}

func TestOpen(t *testing.T) {
	text := "code,name\n" + strings.Repeat("00097,Xã Trà Cổ 123456789\n", 1000)
	whole := zipped(text)
	for name, data := range map[string][]byte{"a.csv": []byte(text), "a.csv.gz": whole, "misnamed.xlsx": []byte(text)} {
		r, err := Open(write(t, name, data), Options{})
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		rows, err := readAll(r)
		if err != nil || len(rows) != 1001 || r.Format() != `csv, delimiter ","` {
			t.Errorf("%s: got %d rows, %v, %s", name, len(rows), err, r.Format())
		}
		if err := r.Close(); err != nil {
			t.Errorf("%s: close: %v", name, err)
		}
	}
}

func TestOpenErrors(t *testing.T) {
	random := make([]byte, 20000) // hardly compressible, so that a cut falls between rows
	for i := range random {
		random[i] = "0123456789abcdefghijklmnopqrstuv"[(i*i*31+i*7+i/13)%32]
		if i%50 == 49 {
			random[i] = '\n'
		}
	}
	whole := zipped(string(random))
	tests := []struct {
		name string
		data []byte
		says string
	}{
		{"empty.csv", nil, "empty"},
		{"cut.csv.gz", whole[:len(whole)/2], "truncated"},
		{"cut head.csv.gz", whole[:5], "truncated"},
		{"encrypted.xlsx", []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1...."), "password-protected"},
		{"cut.xlsx", []byte("PK\x03\x04...."), "broken or truncated"},
		{"nothing.zip", []byte("PK\x05\x06" + strings.Repeat("\x00", 18)), "empty zip"},
	}
	for _, test := range tests {
		r, err := Open(write(t, test.name, test.data), Options{})
		if err == nil {
			_, err = readAll(r)
		}
		if err == nil || !strings.Contains(err.Error(), test.says) {
			t.Errorf("%s: got %v, want %q", test.name, err, test.says)
		}
	}
	if _, err := Open(t.TempDir(), Options{}); err == nil || !strings.Contains(err.Error(), "directory") {
		t.Errorf("directory: got %v", err)
	}
	if _, err := Open(filepath.Join(t.TempDir(), "absent.csv"), Options{}); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("absent: got %v", err)
	}
}

func TestErrorIsFinal(t *testing.T) {
	r, err := NewCSV(strings.NewReader("a\n\xff\nb\n"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	_, _ = r.Next()
	_, first := r.Next()
	_, second := r.Next()
	if !errors.Is(first, ErrEncoding) || second != first {
		t.Errorf("got %v, then %v", first, second)
	}
}
