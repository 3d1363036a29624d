package crosswalk

import (
	"cmp"
	"fmt"
	"slices"

	"phusong/coverage"
)

// Part says how much of an old unit a pair carries.
type Part string

// The parts. An area-only pair carries land and nobody: another pair of the same
// old unit has all of its people.
const (
	Whole    Part = "whole"
	PartOf   Part = "part"
	AreaOnly Part = "area-only"
	Unstated Part = "unstated"
)

// Pair is one row of a relation: some or all of an old unit became part of a new one.
type Pair struct {
	Old, New  string // codes
	Part      Part
	AllPeople bool           // the note says that all people of Old went this way
	Weight    coverage.Count // stated share of Old, 0 to 1
	Note      string         // as written
	Row       int            // line of the file, or number of the object

	// What the row calls the units, for verification; "" where it does not.
	OldName, NewName         string
	OldDistrict, OldProvince string // codes
	NewProvince              string
}

// Relation is what one source says of all pairs.
type Relation struct {
	Kind  string // official, dvhcvn or plain
	Pairs []Pair // by old code, then new code, each pair once
	// Loose are rows that name a new unit and no old one: an island district
	// without communes, a mud flat.
	Loose       []Pair
	OldEdition  string // as a plain file states it, else ""
	NewEdition  string
	Input       coverage.Input
	Repetitions []Pair // rows that repeat a pair, dropped
}

// finish sorts pairs and drops repetitions: the first row of a pair stays.
func (r *Relation) finish() {
	slices.SortFunc(r.Pairs, func(a, b Pair) int {
		return cmp.Or(cmp.Compare(a.Old, b.Old), cmp.Compare(a.New, b.New), cmp.Compare(a.Row, b.Row))
	})
	kept := r.Pairs[:0]
	for _, p := range r.Pairs {
		if n := len(kept); n > 0 && kept[n-1].Old == p.Old && kept[n-1].New == p.New {
			r.Repetitions = append(r.Repetitions, p)
			continue
		}
		kept = append(kept, p)
	}
	r.Pairs = kept
}

// Split lists the old codes that went to several new ones, ascending.
func (r *Relation) Split() []string {
	var split []string
	for _, group := range groups(r.Pairs) {
		if len(group) > 1 {
			split = append(split, group[0].Old)
		}
	}
	return split
}

// groups cuts pairs, which are sorted, by their old code.
func groups(pairs []Pair) [][]Pair {
	var all [][]Pair
	for len(pairs) > 0 {
		n := 1
		for n < len(pairs) && pairs[n].Old == pairs[0].Old {
			n++
		}
		all, pairs = append(all, pairs[:n]), pairs[n:]
	}
	return all
}

// fileError is an error of a row of a file.
func fileError(file string, row int, format string, args ...any) error {
	return fmt.Errorf("%s:%d: %s", file, row, fmt.Sprintf(format, args...))
}
