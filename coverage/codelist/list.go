package codelist

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"phusong/coverage"
	"phusong/coverage/adminname"
)

// Unit is one commune of a list.
type Unit struct {
	Code         string // five digits
	Name         string // with its type, in NFC with single spaces
	DistrictCode string // "" after July 2025
	District     string
	ProvinceCode string
	Province     string
	Row          int // line of the file, or number of the object
}

// List is what one edition says of its units.
type List struct {
	Edition  string
	Units    []Unit // by code, each code once
	Problems []coverage.Problem
	Input    coverage.Input

	at map[string]int
}

// Find returns the unit of a code.
func (l *List) Find(code string) (Unit, bool) {
	i, ok := l.at[code]
	if !ok {
		return Unit{}, false
	}
	return l.Units[i], true
}

// Index makes an index of the names within their district and province.
func (l *List) Index() *adminname.Index {
	units := make([]adminname.Unit, len(l.Units))
	for i, u := range l.Units {
		units[i] = adminname.Unit{Code: u.Code, Name: u.Name, District: u.District, Province: u.Province}
	}
	return adminname.NewIndex(units)
}

// Lengths of the codes of the statistics office.
const (
	CommuneDigits  = 5
	DistrictDigits = 3
	ProvinceDigits = 2
)

// Pad gives back the leading zeros that spreadsheets drop: 97 and 97.0 are 00097.
// changed says that it did. Text that is no code of up to digits digits is
// returned as it is.
func Pad(code string, digits int) (padded string, changed bool) {
	code = strings.TrimSpace(code)
	whole, fraction, cut := strings.Cut(code, ".")
	if !cut || strings.Trim(fraction, "0") != "" {
		whole = code
	}
	if whole == "" || len(whole) > digits || strings.Trim(whole, "0123456789") != "" {
		return code, false
	}
	padded = strings.Repeat("0", digits-len(whole)) + whole
	return padded, padded != code
}

// New makes a list of units in any order. Codes lose their white space and get
// their leading zeros back, with a problem each. A unit without a code is
// dropped; of units that share a code one stays where they have one name, and
// none where they differ, since nothing tells which is right.
func New(edition, file string, units []Unit) *List {
	l := &List{Edition: edition, Input: coverage.Input{File: file}, at: make(map[string]int)}
	groups := make(map[string][]Unit)
	for _, u := range units {
		u.Name = adminname.Clean(u.Name)
		u.District, u.Province = adminname.Clean(u.District), adminname.Clean(u.Province)
		raw := u.Code
		code, changed := Pad(raw, CommuneDigits)
		u.Code = code
		u.DistrictCode, _ = Pad(u.DistrictCode, DistrictDigits)
		u.ProvinceCode, _ = Pad(u.ProvinceCode, ProvinceDigits)
		switch {
		case code == "":
			l.problem(u.Row, "code", u.Name, "code.missing", "row rejected")
			continue
		case changed:
			l.problem(u.Row, "code", raw, "code.leading_zero", "read as "+code)
		}
		groups[code] = append(groups[code], u)
	}
	for _, group := range groups {
		slices.SortFunc(group, func(a, b Unit) int { return cmp.Compare(a.Row, b.Row) })
		l.settle(group)
	}
	slices.SortFunc(l.Units, func(a, b Unit) int { return cmp.Compare(a.Code, b.Code) })
	for i, u := range l.Units {
		l.at[u.Code] = i
	}
	l.Problems = coverage.SortProblems(l.Problems)
	return l
}

// settle keeps one of the units that share a code, if they agree.
func (l *List) settle(group []Unit) {
	for _, u := range group[1:] {
		if _, same := adminname.Compare(u.Name, group[0].Name); !same {
			for _, u := range group {
				l.problem(u.Row, "code", u.Code, "code.duplicate", fmt.Sprintf("row rejected: %d rows of this code have other names", len(group)))
			}
			return
		}
		l.problem(u.Row, "code", u.Code, "row.duplicate", fmt.Sprintf("row dropped: says the same as row %d", group[0].Row))
	}
	l.Units = append(l.Units, group[0])
}

func (l *List) problem(row int, column, value, rule, action string) {
	l.Problems = append(l.Problems, coverage.Problem{File: l.Input.File, Row: row, Column: column, Value: value, Rule: rule, Action: action})
}
