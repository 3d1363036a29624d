package dataset

import (
	"cmp"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// TableFile is a CSV, XLSX, GeoJSON, shapefile, GeoPackage or KML of rows.
type TableFile struct {
	File string `yaml:"file"`
	// Sheet of a workbook: a name, AllSheets, or "" for the first that fits the role.
	Sheet string `yaml:"sheet,omitempty"`
	// Layer of a GeoPackage; default: the only one, the only one of points, or the only table.
	Layer  string `yaml:"layer,omitempty"`
	Source string `yaml:"source,omitempty"` // who says so; copied into run.json
	// HeaderRow is where the heading begins, as spreadsheets number rows; 0: found by looking.
	HeaderRow int `yaml:"header_row,omitempty"`
	// Operator of all rows that name none.
	Operator string `yaml:"operator,omitempty"`
	// CRS of the positions, or detect; default: what the file says, else a vote.
	CRS string `yaml:"crs,omitempty"`
	// Corrections are files of rows put right: those of quarantine, read back.
	Corrections Paths `yaml:"corrections,omitempty"`
}

// Paths is a path or a list of them.
type Paths []string

// UnmarshalYAML reads a text or a list of texts.
func (p *Paths) UnmarshalYAML(unmarshal func(any) error) error {
	var form any
	if err := unmarshal(&form); err != nil {
		return err
	}
	if _, several := form.([]any); several {
		var list []string
		err := unmarshal(&list)
		*p = list
		return err
	}
	var one string
	err := unmarshal(&one)
	*p = Paths{one}
	return err
}

// MarshalYAML writes a single path as a text.
func (p Paths) MarshalYAML() (any, error) {
	if len(p) == 1 {
		return p[0], nil
	}
	return []string(p), nil
}

// AllSheets as a sheet stands for every sheet whose columns fit the role.
const AllSheets = "*"

// TableFiles are the files of one role: in region.yaml one mapping, or a list of
// them. Their order means nothing.
type TableFiles []TableFile

// UnmarshalYAML reads a mapping or a list of mappings, with the strictness of the
// decoder around it.
func (t *TableFiles) UnmarshalYAML(unmarshal func(any) error) error {
	var form any
	if err := unmarshal(&form); err != nil {
		return err
	}
	*t = nil
	switch form := form.(type) {
	case nil:
		return nil
	case []any:
		for i, e := range form {
			if e == nil {
				return fmt.Errorf("entry %d of the list is empty: want {file: ...}", i+1)
			}
		}
		var list []TableFile
		err := unmarshal(&list)
		*t = list
		return err
	}
	var one TableFile
	err := unmarshal(&one)
	*t = TableFiles{one}
	return err
}

// MarshalYAML writes a single file as a mapping.
func (t TableFiles) MarshalYAML() (any, error) {
	if len(t) == 1 {
		return t[0], nil
	}
	return []TableFile(t), nil
}

// sorted is the canonical order, in which files are read.
func (t TableFiles) sorted() TableFiles {
	return slices.SortedFunc(slices.Values(t), func(a, b TableFile) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Sheet, b.Sheet), cmp.Compare(a.Layer, b.Layer))
	})
}

// validate joins what is wrong with the files of a role.
func (t TableFiles) validate(role string) error {
	var errs []error
	for i, f := range t {
		if strings.TrimSpace(f.File) == "" {
			errs = append(errs, fmt.Errorf("%s.file is missing%s", role, t.entry(i)))
			continue
		}
		same := func(o TableFile) bool {
			return filepath.Clean(o.File) == filepath.Clean(f.File) && o.Layer == f.Layer && (o.Sheet == f.Sheet || o.Sheet == AllSheets || f.Sheet == AllSheets)
		}
		if slices.ContainsFunc(t[:i], same) {
			errs = append(errs, fmt.Errorf("%s: %s is listed twice: name the sheet of each, or leave one out", role, f.File))
		}
		if slices.Contains(f.Corrections, "") {
			errs = append(errs, fmt.Errorf("%s.corrections%s: an empty path", role, t.entry(i)))
		}
		if f.Layer != "" && !isGeoPackage(f.File) {
			errs = append(errs, fmt.Errorf("%s.layer%s: only a GeoPackage (.gpkg) has layers", role, t.entry(i)))
		}
		if f.HeaderRow < 0 {
			errs = append(errs, fmt.Errorf("%s.header_row%s is %d: want the number of a row, 1 or more", role, t.entry(i), f.HeaderRow))
		}
		if f.Operator != "" && role != siteSchema.role {
			errs = append(errs, fmt.Errorf("%s.operator%s: only sites have an operator", role, t.entry(i)))
		}
	}
	return errors.Join(errs...)
}

// entry says which file of several is meant.
func (t TableFiles) entry(i int) string {
	if len(t) == 1 {
		return ""
	}
	return fmt.Sprintf(" in entry %d of the list", i+1)
}

// addTables lists the files of a role, numbered in canonical order where there are several.
func (s *settings) addTables(role string, files TableFiles) {
	for i, f := range files.sorted() {
		name := role
		if len(files) > 1 {
			name = fmt.Sprintf("%s.%d", role, i+1)
		}
		for _, e := range []Setting{{"file", f.File}, {"sheet", f.Sheet}, {"layer", f.Layer}, {"header_row", wholeOrNone(f.HeaderRow)}, {"source", f.Source}, {"operator", f.Operator}, {"crs", f.CRS},
			{"corrections", strings.Join(f.Corrections, ", ")}} {
			s.add(name+"."+e.Name, e.Value)
		}
	}
}

// wholeOrNone prints a number that 0 leaves unsaid.
func wholeOrNone(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// RoleFiles are the files of one role of a region.
type RoleFiles struct {
	Role  string
	Files TableFiles
}

// Tables lists the roles that tables can have, with their files.
func (r *Region) Tables() []RoleFiles {
	return []RoleFiles{{siteSchema.role, r.Sites}, {countSchema.role, r.Households}, {fiberSchema.role, r.Fiber},
		{hamletSchema.role, r.Hamlets}, {centreSchema.role, r.Centres},
		{clusterSchema.role, r.Clusters}, {measurementSchema.role, r.Measurements}}
}
