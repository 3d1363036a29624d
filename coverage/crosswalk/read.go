package crosswalk

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"phusong/coverage"
	"phusong/coverage/adminname"
	"phusong/coverage/codelist"
	"phusong/geo/encoding/table"
	"phusong/internal/filehash"
	"sync"
)

// Limits of a relation; the official one has 10,571 pairs.
const (
	maxPairs         = 2_000_000
	maxRelationBytes = 256 << 20
)

// ReadRelation reads a relation in any of its forms: the statistics office's
// conversion table (two rows of headings, sections by province, notes), the
// JSON of merges of the dvhcvn project, or a plain table with the columns
// old_code, new_code and optionally old_edition, new_edition, part and weight.
// Its error names the file and the row.
func ReadRelation(path string) (*Relation, error) {
	input, err := digest("relation", path)
	if err != nil {
		return nil, fmt.Errorf("relation %s: %w", path, err)
	}
	r, err := readRelation(path)
	if err != nil {
		return nil, fmt.Errorf("relation %s: %w", path, err)
	}
	if len(r.Pairs) == 0 {
		return nil, fmt.Errorf("relation %s: no pair of an old and a new code in it", path)
	}
	r.Input = input
	r.finish()
	return r, nil
}

func readRelation(path string) (*Relation, error) {
	text, done, err := open(path)
	if err != nil {
		return nil, err
	}
	defer done()
	head, _ := text.Peek(16)
	if strings.HasPrefix(strings.TrimLeft(strings.TrimPrefix(string(head), "\ufeff"), " \t\r\n"), "{") {
		return decodeMerges(text)
	}
	return readTableRelation(path)
}

// open reads a file, unzipping it where it is zipped.
func open(path string) (*bufio.Reader, func(), error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, nil, pathless(err)
	}
	buffered := bufio.NewReader(f)
	if mark, _ := buffered.Peek(2); string(mark) == "\x1f\x8b" {
		unzipped, err := gzip.NewReader(buffered)
		if err != nil {
			f.Close()
			return nil, nil, fmt.Errorf("gzip header: %w", err)
		}
		buffered = bufio.NewReader(unzipped)
	}
	return buffered, func() { f.Close() }, nil
}

func pathless(err error) error {
	var p *os.PathError
	if errors.As(err, &p) {
		return p.Err
	}
	return err
}

// digest is a file as provenance names it.
func digest(role, path string) (coverage.Input, error) {
	n, sum, err := filehash.Of(path)
	return coverage.Input{Role: role, File: filepath.Base(path), Bytes: n, SHA256: sum}, pathless(err)
}

// merges is the JSON of the dvhcvn project.
type merges struct {
	Data []struct {
		ID    string `json:"level1_id"`
		Units []struct {
			ID     string `json:"level2_id"`
			Name   string `json:"name"`
			Merges []struct {
				ID   string `json:"old_id"`
				Name string `json:"name"`
				Type string `json:"type"`
			} `json:"merges"`
		} `json:"level2s"`
	} `json:"data"`
}

func decodeMerges(text io.Reader) (*Relation, error) {
	var m merges
	if err := json.NewDecoder(io.LimitReader(text, maxRelationBytes)).Decode(&m); err != nil {
		return nil, fmt.Errorf("JSON: %w", err)
	}
	r := &Relation{Kind: "dvhcvn"}
	row := 0
	for _, province := range m.Data {
		for _, unit := range province.Units {
			for _, old := range unit.Merges {
				row++
				part := map[string]Part{"full": Whole, "partial": PartOf}[old.Type]
				if part == "" {
					part = Unstated
				}
				p := Pair{Part: part, Note: old.Type, Row: row, OldName: adminname.Clean(old.Name), NewName: adminname.Clean(unit.Name), NewProvince: province.ID}
				p.Old, p.New = old.ID, unit.ID // complete: a shorter one would be a district's
				if p.New == "" {
					return nil, fmt.Errorf("merge %d has no level2_id", row)
				}
				r.add(p)
			}
		}
	}
	return r, nil
}

// add keeps a pair, or a row without an old code apart.
func (r *Relation) add(p Pair) {
	if p.Old == "" {
		r.Loose = append(r.Loose, p)
		return
	}
	r.Pairs = append(r.Pairs, p)
}

// relationHeadings are the columns by their folded names: those of the official
// table, whose names of provinces and districts end with a code in brackets,
// and those of a plain one.
var relationHeadings = map[string]string{
	"tinh thanh pho": "new_province", "ten xa moi": "new_name", "ma xa moi": "new", "ten xa cu": "old_name", "ma xa cu": "old",
	"ghi chu": "note", "quan huyen": "old_district", "tinh cu": "old_province",
	"old edition": "old_edition", "new edition": "new_edition", "old code": "old", "new code": "new", "old name": "old_name", "new name": "new_name",
	"weight": "weight", "part": "part", "note": "note", "from code": "old", "to code": "new", "from edition": "old_edition", "to edition": "new_edition",
}

// headingRows is how many rows may stand above the headings.
const headingRows = 10

func readTableRelation(path string) (*Relation, error) {
	rows, err := table.Open(path, table.Options{Limits: table.Limits{Rows: maxPairs, Bytes: maxRelationBytes}})
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	at, err := findHeadings(rows)
	if err != nil {
		return nil, err
	}
	r := &Relation{Kind: "plain"}
	if _, official := at["old_district"]; official {
		r.Kind = "official"
	}
	for {
		row, err := rows.Next()
		if err == io.EOF {
			return r, nil
		}
		if err != nil {
			return nil, err
		}
		if err := r.addRow(relationRow{at, row}); err != nil {
			return nil, err
		}
	}
}

// findHeadings looks for the row that names old and new codes.
func findHeadings(rows *table.Reader) (map[string]int, error) {
	var first string
	for range headingRows {
		row, err := rows.Next()
		if err != nil {
			break
		}
		if first == "" {
			first = strings.Join(row.Fields, ", ")
		}
		at := make(map[string]int)
		for i, f := range row.Fields {
			name := relationHeadings[adminname.Fold(f)]
			if _, taken := at[name]; name != "" && !taken {
				at[name] = i
			}
		}
		_, hasOld := at["old"]
		_, hasNew := at["new"]
		if hasOld && hasNew {
			return at, nil
		}
	}
	return nil, fmt.Errorf("no columns old_code and new_code (or Mã Xã cũ and Mã Xã mới) in the first %d rows; the first is: %s", headingRows, first)
}

// relationRow is one row under its headings.
type relationRow struct {
	at  map[string]int
	row table.Row
}

func (r relationRow) text(name string) string {
	i, ok := r.at[name]
	if !ok || i >= len(r.row.Fields) {
		return ""
	}
	return adminname.Clean(r.row.Fields[i])
}

// bracketed is the code at the end of "Tỉnh Long An (80)".
var bracketed = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`\((\d+)\)$`) })

func codeIn(text string) string {
	if m := bracketed().FindStringSubmatch(text); m != nil {
		return m[1]
	}
	return ""
}

// addRow reads a pair. A row without a new code is the heading of a section when
// it has no old code either.
func (r *Relation) addRow(row relationRow) error {
	p := Pair{Note: row.text("note"), Row: row.row.Number, OldName: row.text("old_name"), NewName: row.text("new_name"),
		OldDistrict: codeIn(row.text("old_district")), OldProvince: codeIn(row.text("old_province")), NewProvince: codeIn(row.text("new_province"))}
	p.Old, _ = codelist.Pad(row.text("old"), codelist.CommuneDigits)
	p.New, _ = codelist.Pad(row.text("new"), codelist.CommuneDigits)
	switch {
	case p.New == "" && p.Old == "":
		return nil
	case p.New == "":
		return fmt.Errorf("row %d: old code %s has no new code", p.Row, p.Old)
	}
	if err := r.editions(row); err != nil {
		return err
	}
	p.Part, p.AllPeople = readNote(p.Note)
	if part := row.text("part"); part != "" {
		p.Part = Part(part)
		if p.Part != Whole && p.Part != PartOf && p.Part != AreaOnly && p.Part != Unstated {
			return fmt.Errorf("row %d: part %q: want whole, part or area-only", p.Row, part)
		}
	}
	if text := row.text("weight"); text != "" {
		w, err := parseMicro(text, microPlaces)
		if err != nil || w < 0 || w > coverage.One {
			return fmt.Errorf("row %d: weight %q: want a number from 0 to 1 with at most 6 decimals", p.Row, text)
		}
		p.Weight = coverage.Known(w)
	}
	r.add(p)
	return nil
}

// editions takes over the editions that rows of a plain table state.
func (r *Relation) editions(row relationRow) error {
	for _, e := range []struct {
		into   *string
		stated string
	}{{&r.OldEdition, row.text("old_edition")}, {&r.NewEdition, row.text("new_edition")}} {
		switch {
		case e.stated == "" || e.stated == *e.into:
		case *e.into == "":
			*e.into = e.stated
		default:
			return fmt.Errorf("row %d: edition %s, where rows above say %s: one file relates two editions", row.row.Number, e.stated, *e.into)
		}
	}
	return nil
}

// readNote understands the notes of the official table, which come in a dozen
// spellings: "Nhập toàn bộ", "Nhâp một phần diện tích", "Giữ nguyên ", "Nhập
// một phần diện tích, toàn bộ dân số", "Đổi tên từ một phần Phường 15". An empty
// note, or one that says neither, is unstated.
func readNote(note string) (part Part, allPeople bool) {
	key := " " + adminname.Fold(note) + " "
	has := func(words string) bool { return strings.Contains(key, " "+words+" ") }
	switch {
	case has("mot phan"), has("con lai"):
		return PartOf, has("toan bo dan so")
	case has("toan bo"), has("giu nguyen"), has("doi ten"), has("doi loai hinh"):
		return Whole, false
	}
	return Unstated, false
}
