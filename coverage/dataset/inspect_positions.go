package dataset

import (
	"fmt"
	"strings"
)

// checkPositions says in a finding how a run would understand the positions of a
// table: habits of its columns, the system of metres with the vote on it, and what a
// person must look at.
func (in *inspector) checkPositions(t *tableFile, role string, f *Finding) {
	_, m := t.schemaOf(role)
	if m == nil || !m.has("position") && !(m.has("lon") && m.has("lat")) {
		return
	}
	check := func(format string, args ...any) {
		f.Check = strings.TrimPrefix(f.Check+"; "+fmt.Sprintf(format, args...), "; ")
	}
	found := &findings{}
	r := &records{columnMap: m, rows: t.rows, env: readEnv{File: t.label(), Bounds: in.units.bound, Found: found, Titles: t.titles}}
	place := r.locator()
	if place.plane.why != nil { // metres that nothing states: communes vote
		*found = findings{}
		r.env.Units = in.finder()
		place = r.locator()
	}
	for _, note := range found.Notes {
		f.Note = strings.TrimPrefix(f.Note+"; "+strings.TrimPrefix(note, t.label()+": "), "; ")
	}
	if found.Fatal != nil {
		check("%s", strings.TrimPrefix(found.Fatal.Error(), t.label()+": "))
		return
	}
	if near := t.share(func(r record) bool { return place.locate(r).located }); near < 0.5 {
		check("only %.0f %% of its rows lie within 50 km of the boundaries", 100*near)
	}
}

// finder knows the units of the chosen boundaries; nil when they cannot be read.
func (in *inspector) finder() unitFinder {
	if in.unitFinder != nil {
		return in.unitFinder
	}
	l := &loader{dir: in.dir, region: in.region, unitByCode: map[string]int{}, properties: map[string]int{}}
	features, err := l.readBoundaryFile()
	if err != nil {
		return nil
	}
	l.addUnits(l.uniqueCodes(features))
	if err := l.buildLocator(); err != nil {
		return nil
	}
	in.unitFinder = l.finder
	return in.unitFinder
}
