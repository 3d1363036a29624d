package crosswalk

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"phusong/coverage"
	"phusong/coverage/adminname"
	"phusong/coverage/codelist"
	"phusong/geo/encoding/geojson"
	"phusong/geo/encoding/table"
)

// UnitFacts are areas and people of units of one edition, from a published table.
type UnitFacts struct {
	AreaKm2    map[string]coverage.Micro // in km2, exact as printed
	People     map[string]coverage.Micro
	Households map[string]coverage.Micro
	ByName     int // rows that were found by name
	Problems   []coverage.Problem
	Input      coverage.Input
}

// factHeadings are the columns by their folded names, among them those of the
// table of communes that the mapping publisher's merger site shows.
var factHeadings = map[string]string{
	"code": "code", "new code": "code", "gso code": "code", "old code": "code", "ma xa": "code", "commune code": "code",
	"name": "name", "ten": "name", "tenhc": "name", "ten xa": "name", "commune": "name", "xa": "name",
	"type": "type", "loai": "type", "district": "district", "huyen": "district", "quan huyen": "district",
	"province": "province", "tentinh": "province", "tinh": "province", "tinh thanh pho": "province",
	"area km2": "area", "dientichkm2": "area", "dien tich km2": "area", "area": "area",
	"population": "people", "dansonguoi": "people", "dan so": "people", "dan so nguoi": "people", "population as published": "people",
	"households": "households", "so ho": "households", "ho": "households",
}

// ReadUnitFacts reads a table, or the properties of a GeoJSON file, with the code, or the name and province, of units
// and their area_km2, population or households. Numbers have a dot and no
// grouping; words such as "đang cập nhật" are unknown. Rows that name no unit of
// the edition are problems.
func (c *Crosswalk) ReadUnitFacts(path, edition string) (*UnitFacts, error) {
	f := &UnitFacts{AreaKm2: map[string]coverage.Micro{}, People: map[string]coverage.Micro{}, Households: map[string]coverage.Micro{}}
	var err error
	if f.Input, err = digest("units "+edition, path); err == nil {
		err = f.read(path, c.names(edition))
	}
	if err != nil {
		return nil, fmt.Errorf("units %s: %w", path, err)
	}
	return f, nil
}

// names makes an index of the units of an edition.
func (c *Crosswalk) names(edition string) *adminname.Index {
	return adminname.NewIndex(c.Named(edition, nil))
}

// Named lists the units of an edition with their names and provinces, by code. The
// crosswalk knows no districts: they are those of list, which may be nil, where it
// has the unit of that code and name.
func (c *Crosswalk) Named(edition string, list *codelist.List) []adminname.Unit {
	var units []adminname.Unit
	for i := range c.sides {
		s := &c.sides[i]
		if s.edition != edition {
			continue
		}
		for _, code := range s.codes() {
			unit := adminname.Unit{Code: code, Name: s.units[code].Name, Province: s.units[code].ProvinceName}
			if listed, ok := find(list, code); ok {
				if _, same := adminname.Compare(listed.Name, unit.Name); same {
					unit.District = listed.District
				}
			}
			units = append(units, unit)
		}
	}
	return units
}

// find looks for a code in a list that may be nil.
func find(list *codelist.List, code string) (codelist.Unit, bool) {
	if list == nil {
		return codelist.Unit{}, false
	}
	return list.Find(code)
}

func (f *UnitFacts) read(path string, names *adminname.Index) error {
	text, done, err := open(path)
	if err != nil {
		return err
	}
	head, _ := text.Peek(1)
	done()
	if string(head) == "{" {
		return f.readProperties(path, names)
	}
	return f.readTable(path, names)
}

// readProperties takes the properties of features for rows.
func (f *UnitFacts) readProperties(path string, names *adminname.Index) error {
	file, err := os.Open(path)
	if err != nil {
		return pathless(err)
	}
	defer file.Close()
	r := geojson.NewReader(file, geojson.Limits{MaxFeatures: maxFeatures, MaxBytes: maxBoundaryBytes})
	for {
		feature, err := r.Next()
		var bad *geojson.FeatureError
		switch {
		case err == io.EOF:
			return nil
		case errors.As(err, &bad):
			continue // its geometry is not needed; one without properties says nothing
		case err != nil:
			return err
		}
		row := relationRow{at: map[string]int{}, row: table.Row{Number: feature.Number}}
		for _, property := range feature.Properties.Names() {
			name := factHeadings[adminname.Fold(property)]
			if _, taken := row.at[name]; name == "" || taken {
				continue
			}
			value, _ := feature.Properties.String(property)
			row.at[name] = len(row.row.Fields)
			row.row.Fields = append(row.row.Fields, value)
		}
		f.add(row, names)
	}
}

func (f *UnitFacts) readTable(path string, names *adminname.Index) error {
	r, err := table.Open(path, table.Options{Limits: table.Limits{Rows: maxPairs, Bytes: maxRelationBytes}})
	if err != nil {
		return err
	}
	defer r.Close()
	header, err := r.Next()
	if err != nil {
		return err
	}
	at := make(map[string]int)
	for i, h := range header.Fields {
		name := factHeadings[adminname.Fold(h)]
		if _, taken := at[name]; name != "" && !taken {
			at[name] = i
		}
	}
	if _, ok := at["code"]; !ok {
		if _, ok := at["name"]; !ok {
			return errors.New("no column code or name among " + strings.Join(header.Fields, ", "))
		}
	}
	for {
		row, err := r.Next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		f.add(relationRow{at, row}, names)
	}
}

// add takes over a row.
func (f *UnitFacts) add(row relationRow, names *adminname.Index) {
	code, _ := codelist.Pad(row.text("code"), codelist.CommuneDigits)
	if code == "" {
		name := strings.TrimSpace(row.text("type") + " " + row.text("name"))
		m, err := names.Find(adminname.Place{Name: name, Province: row.text("province")})
		if err != nil {
			f.problem(row, name, "name.unknown", "row left out: "+err.Error())
			return
		}
		code = names.Unit(m.Unit).Code
		f.ByName++
	}
	for _, c := range []struct {
		column string
		into   map[string]coverage.Micro
	}{{"area", f.AreaKm2}, {"people", f.People}, {"households", f.Households}} {
		text := row.text(c.column)
		if text == "" {
			continue
		}
		v, err := parseMicro(text, microPlaces)
		_, again := c.into[code]
		switch {
		case err != nil || v < 0:
			f.problem(row, text, "number.invalid", "value unknown")
		case again && c.into[code] != v:
			f.problem(row, text, "code.duplicate", "row left out: another row says "+c.into[code].String())
		default:
			c.into[code] = v
		}
	}
}

func (f *UnitFacts) problem(row relationRow, value, rule, action string) {
	f.Problems = append(f.Problems, coverage.Problem{File: f.Input.File, Row: row.row.Number, Value: value, Rule: rule, Action: action})
}
