package crosswalk

import (
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strings"

	"phusong/coverage"
	"phusong/geo/encoding/table"
)

// Columns is the header of crosswalk.csv.
var Columns = []string{"from_edition", "from_code", "from_name", "from_province", "from_province_name", "to_edition", "to_code", "to_name", "to_province",
	"to_province_name", "part", "weight", "basis", "area_weight", "area_basis", "source", "note"}

// Write writes crosswalk.csv: old to new, then new to old, by code. Units
// without a successor have a row with an empty to_code.
func (c *Crosswalk) Write(w io.Writer) error {
	out := csv.NewWriter(w)
	if err := out.Write(Columns); err != nil {
		return err
	}
	for i := range c.sides {
		from, to := &c.sides[i], &c.sides[1-i]
		for _, code := range from.codes() {
			shares := from.shares[code]
			if len(shares) == 0 {
				shares = []Share{{}}
			}
			for _, s := range shares {
				if err := out.Write(shareRow(from, to, code, s)); err != nil {
					return err
				}
			}
		}
	}
	out.Flush()
	return out.Error()
}

func shareRow(from, to *side, code string, s Share) []string {
	u, v := from.units[code], to.units[s.To]
	row := []string{from.edition, u.Code, u.Name, u.Province, u.ProvinceName, to.edition, v.Code, v.Name, v.Province, v.ProvinceName,
		string(s.Part), s.People.String(), string(s.PeopleBasis), s.Area.String(), string(s.AreaBasis), s.Source, strings.TrimSpace(s.Note)}
	if s.To == "" {
		row[11], row[13] = "", ""
	}
	return row
}

// Read reads a crosswalk.csv. Shares that do not add up to one are an error.
func Read(path string) (*Crosswalk, coverage.Input, error) {
	input, err := digest("crosswalk", path)
	if err == nil {
		var c *Crosswalk
		if c, err = readFile(path); err == nil {
			return c, input, nil
		}
	}
	return nil, input, fmt.Errorf("crosswalk %s: %w", path, err)
}

func readFile(path string) (*Crosswalk, error) {
	r, err := table.Open(path, table.Options{Limits: table.Limits{Rows: maxPairs, Bytes: maxRelationBytes}})
	if err != nil {
		return nil, err
	}
	defer r.Close()
	header, err := r.Next()
	if err != nil {
		return nil, err
	}
	if !slices.Equal(header.Fields, Columns) {
		return nil, fmt.Errorf("not a crosswalk.csv as phusong crosswalk relate writes it: its columns are %s", strings.Join(header.Fields, ","))
	}
	c := &Crosswalk{}
	for i := range c.sides {
		c.sides[i] = side{units: map[string]Unit{}, shares: map[string][]Share{}}
	}
	for {
		row, err := r.Next()
		if err == io.EOF {
			return c, c.validate()
		}
		if err != nil {
			return nil, err
		}
		if err := c.addRow(row); err != nil {
			return nil, err
		}
	}
}

func (c *Crosswalk) addRow(row table.Row) error {
	f := row.Fields
	if row.Ragged || len(f) < len(Columns) || f[0] == "" || f[1] == "" || f[0] == f[5] {
		return fmt.Errorf("row %d: not a row of a crosswalk", row.Number)
	}
	if c.sides[0].edition == "" {
		c.sides[0].edition, c.sides[1].edition = f[0], f[5]
	}
	from, to, err := c.direction(f[0], f[5])
	if err != nil {
		return fmt.Errorf("row %d: %w", row.Number, err)
	}
	from.units[f[1]] = Unit{f[1], f[2], f[3], f[4]}
	if f[6] == "" {
		return nil
	}
	if _, known := to.units[f[6]]; !known {
		to.units[f[6]] = Unit{f[6], f[7], f[8], f[9]}
	}
	s := Share{To: f[6], Part: Part(f[10]), PeopleBasis: Basis(f[12]), AreaBasis: Basis(f[14]), Source: f[15], Note: f[16]}
	for _, w := range []struct {
		into *coverage.Micro
		text string
	}{{&s.People, f[11]}, {&s.Area, f[13]}} {
		if *w.into, err = parseMicro(w.text, microPlaces); err != nil || *w.into < 0 || *w.into > coverage.One {
			return fmt.Errorf("row %d: weight %q is not a number from 0 to 1", row.Number, w.text)
		}
	}
	from.shares[f[1]] = append(from.shares[f[1]], s)
	return nil
}

// validate holds the shares of every unit to their sum, and sorts them.
func (c *Crosswalk) validate() error {
	if c.sides[0].edition == "" {
		return fmt.Errorf("no row below the header")
	}
	for i := range c.sides {
		for _, code := range c.sides[i].codes() {
			shares := c.sides[i].shares[code]
			if len(shares) == 0 {
				continue
			}
			slices.SortFunc(shares, func(a, b Share) int { return strings.Compare(a.To, b.To) })
			var people, area coverage.Micro
			for k, s := range shares {
				if k > 0 && shares[k-1].To == s.To {
					return fmt.Errorf("unit %s of %s goes to %s twice", code, c.sides[i].edition, s.To)
				}
				people, area = people+s.People, area+s.Area
			}
			if people != coverage.One || area != coverage.One {
				return fmt.Errorf("the weights of unit %s of %s add up to %s and %s, want 1: write them with phusong crosswalk relate", code, c.sides[i].edition, people, area)
			}
		}
	}
	return nil
}

// WriteDisagreements writes disagreements.csv.
func WriteDisagreements(w io.Writer, found []Disagreement) error {
	out := csv.NewWriter(w)
	if err := out.Write([]string{"rule", "old_code", "new_code", "row", "reason"}); err != nil {
		return err
	}
	for _, d := range found {
		row := ""
		if d.Row > 0 {
			row = fmt.Sprint(d.Row)
		}
		if err := out.Write([]string{d.Rule, d.Old, d.New, row, d.Reason}); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}
