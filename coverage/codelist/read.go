package codelist

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"phusong/coverage"
	"phusong/coverage/adminname"
	"phusong/geo/encoding/table"
	"phusong/internal/filehash"
)

// Limits of a list; the longest one, of 2004 to 2018, has some 11,000 units.
const (
	maxUnits     = 200_000
	maxListBytes = 64 << 20
)

// Read reads the list in a file as that of an edition. Its error names the file.
func Read(path, edition string) (*List, error) {
	l, err := read(path, edition)
	if err != nil {
		return nil, fmt.Errorf("code list %s: %w", path, err)
	}
	return l, nil
}

func read(path, edition string) (*List, error) {
	input, err := digest(path)
	if err != nil {
		return nil, err
	}
	input.Role, input.File = "codes "+edition, filepath.Base(path)
	units, err := readUnits(path)
	if err != nil {
		return nil, err
	}
	if len(units) == 0 {
		return nil, errors.New("no unit in it")
	}
	l := New(edition, input.File, units)
	l.Input = input
	return l, nil
}

// digest is the size and SHA-256 of a file.
func digest(path string) (coverage.Input, error) {
	n, sum, err := filehash.Of(path)
	return coverage.Input{Bytes: n, SHA256: sum}, pathless(err)
}

func pathless(err error) error {
	var p *os.PathError
	if errors.As(err, &p) {
		return p.Err
	}
	return err
}

// readUnits takes text that begins with a brace or bracket for JSON.
func readUnits(path string) ([]Unit, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, pathless(err)
	}
	defer f.Close()
	var text io.Reader = f
	buffered := bufio.NewReader(f)
	if mark, _ := buffered.Peek(2); string(mark) == "\x1f\x8b" {
		unzipped, err := gzip.NewReader(buffered)
		if err != nil {
			return nil, fmt.Errorf("gzip header: %w", err)
		}
		text = unzipped
	} else {
		text = buffered
	}
	start := bufio.NewReader(text)
	head, _ := start.Peek(16)
	trimmed := strings.TrimLeft(strings.TrimPrefix(string(head), "\ufeff"), " \t\r\n")
	if strings.HasPrefix(trimmed, "{") || strings.HasPrefix(trimmed, "[") {
		return decodeJSON(start)
	}
	return readTable(path)
}

// jsonUnit is a unit of the statistics office's service of July 2025.
type jsonUnit struct {
	Code         string `json:"code"`
	Name         string `json:"name"`
	DistrictCode string `json:"districtCode"`
	District     string `json:"districtName"`
	ProvinceCode string `json:"provinceCode"`
	Province     string `json:"provinceName"`
}

// decodeJSON reads an object with an array "communes", or the array alone.
func decodeJSON(r io.Reader) ([]Unit, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxListBytes+1))
	if err != nil {
		return nil, err
	}
	if len(data) > maxListBytes {
		return nil, fmt.Errorf("more than %d bytes", maxListBytes)
	}
	data = []byte(strings.TrimPrefix(string(data), "\ufeff"))
	var document struct{ Communes []jsonUnit }
	if err := json.Unmarshal(data, &document); err != nil {
		if json.Unmarshal(data, &document.Communes) != nil {
			return nil, fmt.Errorf("JSON: %w", err)
		}
	}
	if document.Communes == nil {
		return nil, errors.New(`the JSON has no array "communes"`)
	}
	units := make([]Unit, len(document.Communes))
	for i, c := range document.Communes {
		units[i] = Unit{c.Code, c.Name, c.DistrictCode, c.District, c.ProvinceCode, c.Province, i + 1}
	}
	return units, nil
}

// headings are the columns by their names without marks and punctuation.
var headings = map[string]string{
	"ma": "code", "code": "code", "commune code": "code", "ma xa": "code", "ward code": "code", "ma phuong xa": "code", "maxa": "code", "gso code": "code",
	"ten": "name", "name": "name", "commune": "name", "ten xa": "name", "ward": "name", "phuong xa": "name", "xa": "name", "commune name": "name",
	"ma qh": "district_code", "district code": "district_code", "ma quan huyen": "district_code", "ma huyen": "district_code",
	"quan huyen": "district", "district": "district", "huyen": "district", "ten huyen": "district", "district name": "district",
	"ma tp": "province_code", "province code": "province_code", "ma tinh": "province_code", "matinh": "province_code",
	"tinh thanh pho": "province", "province": "province", "tinh": "province", "tinh thanh": "province", "ten tinh": "province",
	"province name": "province",
}

// readTable reads a CSV or spreadsheet whose first row has the headings.
func readTable(path string) ([]Unit, error) {
	r, err := table.Open(path, table.Options{Limits: table.Limits{Rows: maxUnits, Bytes: maxListBytes}})
	if err != nil {
		return nil, err
	}
	defer r.Close()
	header, err := r.Next()
	if err != nil {
		return nil, err
	}
	at := make(map[string]int)
	for i, h := range header.Fields {
		name, ok := headings[adminname.Fold(h)]
		if _, taken := at[name]; ok && !taken {
			at[name] = i
		}
	}
	for _, need := range []string{"code", "name"} {
		if _, ok := at[need]; !ok {
			return nil, fmt.Errorf("no column for the %s of a commune among %s; name it %s", need, strings.Join(header.Fields, ", "), need)
		}
	}
	return readRows(r, at)
}

func readRows(r *table.Reader, at map[string]int) ([]Unit, error) {
	var units []Unit
	for {
		row, err := r.Next()
		if err == io.EOF {
			return units, nil
		}
		if err != nil {
			return nil, err
		}
		field := func(name string) string {
			i, ok := at[name]
			if !ok || i >= len(row.Fields) {
				return ""
			}
			return row.Fields[i]
		}
		units = append(units, Unit{Code: field("code"), Name: field("name"), DistrictCode: field("district_code"), District: field("district"),
			ProvinceCode: field("province_code"), Province: field("province"), Row: row.Number})
	}
}
