package adminname

import (
	"slices"
	"strings"
)

const (
	nearLeast = 5 // letters that a name must have for one of them to be a slip
	nearMost  = 3 // names that are suggested
)

// near lists units within a place whose name is its name with one letter changed,
// left out or added, by code: what a person may have meant. Nothing is joined by it.
func (x *Index) near(p Place) []string {
	wanted := Key(Parse(p.Name).Proper, Weakest)
	if len(wanted) < nearLeast {
		return nil
	}
	district, province := weakestKeys(p.District), weakestKeys(p.Province)
	var found []string
	for key, units := range x.weakest {
		if !oneSlip(wanted, key) {
			continue
		}
		for _, i := range units {
			u := x.units[i]
			if x.sameParent(p.District, district, u.District) && x.sameParent(p.Province, province, u.Province) {
				found = append(found, strings.TrimSpace(u.Code+" "+Clean(u.Name)))
			}
		}
	}
	slices.Sort(found)
	return found[:min(len(found), nearMost)]
}

// oneSlip reports whether two different texts become one when a letter of one is
// changed, left out or added.
func oneSlip(a, b string) bool {
	s, t := []rune(a), []rune(b)
	if len(s) > len(t) {
		s, t = t, s
	}
	if len(t)-len(s) > 1 || a == b {
		return false
	}
	i := 0
	for i < len(s) && s[i] == t[i] {
		i++
	}
	if len(s) == len(t) {
		return slices.Equal(s[i+1:], t[i+1:])
	}
	return slices.Equal(s[i:], t[i+1:])
}
