package output

import (
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/paulmach/orb"

	"phusong/coverage"
	"phusong/coverage/report"
)

const registerFile = "register.csv"

// Hamlet is a row of the gap register. Texts are as register.csv has them.
type Hamlet struct {
	ID, Name, District    string
	Unit                  int // commune, index of Output.Units
	Households, People    coverage.Count
	GridPower, Difficulty string
	Class                 coverage.HamletClass
	Basis, Serving        string
	Stations, BestDBm     string
	Cause, ShortDB, Route string
	Groups                string // of residents; Out of them have no signal
	GroupsOut             string
	Counted               bool // false: listed apart, in no count
	Measured, Missing     string
	Profile               string
	Located               bool
	Point                 orb.Point
}

// HasRegister reports whether the analysis made a gap register.
func (o *Output) HasRegister() bool { return o.Run.Register != nil && o.has(registerFile) }

// Register reads the gap register with the positions of the hamlets, by commune,
// then ID; nil where there is none.
func (o *Output) Register() ([]Hamlet, error) {
	if !o.HasRegister() {
		return nil, nil
	}
	var all []Hamlet
	err := o.file(registerFile, func(r io.Reader) error {
		in := csv.NewReader(r)
		in.FieldsPerRecord = len(report.RegisterColumns)
		head, err := in.Read()
		if err != nil || !slices.Equal(head, report.RegisterColumns) {
			return fmt.Errorf("the header is not %s: written by another version, analyze the region again", strings.Join(report.RegisterColumns, ","))
		}
		for {
			row, err := in.Read()
			if err == io.EOF {
				return nil
			}
			if err != nil {
				return err
			}
			h, err := o.hamlet(row)
			if err != nil {
				return fmt.Errorf("hamlet %s: %w", h.ID, err)
			}
			all = append(all, h)
		}
	})
	if err != nil {
		return nil, err
	}
	return all, o.locate(all)
}

func (o *Output) hamlet(row []string) (Hamlet, error) {
	field := func(name string) string { return row[slices.Index(report.RegisterColumns, name)] }
	h := Hamlet{ID: field("id"), Name: field("name"), District: field("district"), GridPower: field("grid_power"), Difficulty: field("difficulty"),
		Class: coverage.HamletClass(field("class")), Basis: field("basis"), Serving: field("serving"), Stations: field("stations"), BestDBm: field("best_dbm"),
		Cause: field("cause"), ShortDB: field("short_db"), Route: field("route"), Groups: field("groups"), GroupsOut: field("groups_out"),
		Counted: field("counted") == "yes", Measured: field("measured"), Missing: field("missing"), Profile: field("profile")}
	unit, ok := o.UnitByCode(coverage.LevelCommune, field("commune_code"))
	if !ok {
		return h, fmt.Errorf("its commune %q is not in figures.json", field("commune_code"))
	}
	h.Unit = unit
	for _, count := range []struct {
		text  string
		value *coverage.Count
	}{{field("households"), &h.Households}, {field("population"), &h.People}} {
		if count.text == "" {
			continue
		}
		v, err := ParseMicro(count.text, countPlaces)
		if err != nil {
			return h, err
		}
		*count.value = coverage.Known(v)
	}
	return h, nil
}

// locate takes the positions of hamlets from the register's map, which lists them in
// the same order.
func (o *Output) locate(all []Hamlet) error {
	i := 0
	for f, err := range o.features(registerMapFile) {
		if err != nil {
			return err
		}
		if kind, _ := f.Properties.String("kind"); kind != "hamlet" {
			continue
		}
		id, _ := f.Properties.String("id")
		if i == len(all) || all[i].ID != id {
			return fmt.Errorf("output %s: hamlet %q is not where %s has it: files of two runs; analyze the region again", registerMapFile, id, registerFile)
		}
		all[i].Point, all[i].Located = f.Geometry.(orb.Point)
		i++
	}
	if i != len(all) {
		return fmt.Errorf("output %s: has %d hamlets, %s has %d: files of two runs; analyze the region again", registerMapFile, i, registerFile, len(all))
	}
	return nil
}
