package adminname

import (
	"fmt"
	"slices"
	"strings"
)

// Unit is what an Index knows of a unit.
type Unit struct {
	Code     string
	Name     string
	District string // name or code, "" where there is none
	Province string
}

// Place is what a row says of a unit: its name and, where given, what it lies in.
type Place struct {
	Name     string
	District string
	Province string
}

// Match is a unit that was found by name.
type Match struct {
	Unit        int // place in the list of units
	Level       Level
	KindDiffers bool // the row states another type: Xã for Phường
}

// NoMatchError says why a name stands for no unit, or for no single one.
type NoMatchError struct {
	Place      Place
	Candidates []int // units of that name, where there are several or all lie elsewhere
	Elsewhere  bool  // the candidates lie in another district or province
	texts      []string
	near       []string // units of a name that differs in one letter
}

// Error lists the candidates.
func (e *NoMatchError) Error() string {
	name := e.Place.Name
	for _, in := range []string{e.Place.District, e.Place.Province} {
		if in != "" {
			name += ", " + in
		}
	}
	switch {
	case len(e.Candidates) == 0 && len(e.near) > 0:
		return fmt.Sprintf("no unit is named %q; near it is %s", name, strings.Join(e.near, " or "))
	case len(e.Candidates) == 0:
		return fmt.Sprintf("no unit is named %q", name)
	case e.Elsewhere:
		return fmt.Sprintf("no unit is named %q; elsewhere: %s", name, strings.Join(e.texts, "; "))
	}
	return fmt.Sprintf("%q can be %d units: %s", name, len(e.Candidates), strings.Join(e.texts, "; "))
}

// Index finds units by name. It serves any number of goroutines.
type Index struct {
	units   []Unit
	names   []Name
	weakest map[string][]int
	parents map[string][]string // weakest keys of every district and province
}

// NewIndex makes an index of units; it keeps the slice.
func NewIndex(units []Unit) *Index {
	x := &Index{units: units, names: make([]Name, len(units)), weakest: make(map[string][]int), parents: make(map[string][]string)}
	for i, u := range units {
		for _, parent := range []string{u.District, u.Province} {
			if _, known := x.parents[parent]; !known {
				x.parents[parent] = weakestKeys(parent)
			}
		}
		x.names[i] = Parse(u.Name)
		key := Key(x.names[i].Proper, Weakest)
		if key != "" {
			x.weakest[key] = append(x.weakest[key], i)
		}
	}
	return x
}

// Unit returns what the index knows of unit i.
func (x *Index) Unit(i int) Unit { return x.units[i] }

// Find returns the one unit that a place means. The strictest level at which any
// unit of the place's district and province has the name decides; among several
// of that level those with the stated type. Text in plain letters could mean any
// marks, so that for it all markings are of one level. Anything but one unit is a
// *NoMatchError. A district or province that the index does not know of a unit
// says nothing against it: after July 2025 there are no districts.
func (x *Index) Find(p Place) (Match, error) {
	all := x.candidates(p.Name)
	district, province := weakestKeys(p.District), weakestKeys(p.Province)
	within := slices.DeleteFunc(slices.Clone(all), func(m Match) bool {
		u := x.units[m.Unit]
		return !x.sameParent(p.District, district, u.District) || !x.sameParent(p.Province, province, u.Province)
	})
	if len(within) == 0 {
		return Match{}, x.refuse(p, all, true)
	}
	// Plain letters stand for every marking: Ia Bang is no likelier than Ia Băng.
	if len(within) == 1 || marked(Clean(p.Name)) {
		for i := range within {
			within[i].Level, _ = Compare(p.Name, x.units[within[i].Unit].Name)
		}
	}
	best := strictest(within)
	if len(best) == 1 {
		return best[0], nil
	}
	return Match{}, x.refuse(p, best, false)
}

// candidates lists every unit that agrees with a name at the weakest level.
func (x *Index) candidates(name string) []Match {
	var found []Match
	for _, reading := range Readings(name) {
		for _, i := range x.weakest[Key(reading.Proper, Weakest)] {
			if slices.ContainsFunc(found, func(m Match) bool { return m.Unit == i }) || reading.Proper == "" {
				continue
			}
			found = append(found, Match{i, Weakest, !KindsAgree(reading.Kind, x.names[i].Kind)})
		}
	}
	return found
}

// strictest keeps the matches of the strictest level, and of these the ones whose
// type agrees, if any.
func strictest(all []Match) []Match {
	rank := func(m Match) int {
		if m.KindDiffers {
			return 2*int(m.Level) + 1
		}
		return 2 * int(m.Level)
	}
	best := all[0]
	for _, m := range all {
		if rank(m) < rank(best) {
			best = m
		}
	}
	return slices.DeleteFunc(slices.Clone(all), func(m Match) bool { return rank(m) != rank(best) })
}

// sameParent reports whether a stated district or province, of these keys, can
// be the known one.
func (x *Index) sameParent(stated string, keys []string, known string) bool {
	if stated == "" || known == "" || stated == known {
		return true
	}
	return slices.ContainsFunc(keys, func(k string) bool { return slices.Contains(x.parents[known], k) })
}

// weakestKeys are the weakest keys of every reading of a text.
func weakestKeys(text string) []string {
	if text == "" {
		return nil
	}
	var keys []string
	for _, r := range Readings(text) {
		keys = append(keys, Key(r.Proper, Weakest))
	}
	return keys
}

func (x *Index) refuse(p Place, all []Match, elsewhere bool) error {
	e := &NoMatchError{Place: p, Elsewhere: elsewhere}
	if len(all) == 0 {
		e.near = x.near(p)
	}
	slices.SortFunc(all, func(a, b Match) int { return strings.Compare(x.units[a.Unit].Code, x.units[b.Unit].Code) })
	for _, m := range all {
		u := x.units[m.Unit]
		text := strings.TrimSpace(u.Code + " " + Clean(u.Name))
		for _, in := range []string{u.District, u.Province} {
			if in != "" {
				text += ", " + Clean(in)
			}
		}
		e.Candidates, e.texts = append(e.Candidates, m.Unit), append(e.texts, text)
	}
	return e
}
