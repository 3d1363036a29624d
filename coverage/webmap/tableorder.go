package webmap

import (
	"cmp"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"
	"golang.org/x/text/unicode/norm"

	"phusong/coverage"
)

// tableSorts are the columns by which a table can be sorted.
var tableSorts = []string{"name", "percent", "covered", "uncovered", "unknown", "total"}

// fold is a text as the page's search compares it: without marks, đ as d, small.
func fold(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.Is(unicode.Mn, r):
			return -1
		case r == 'đ' || r == 'Đ':
			return 'd'
		}
		return unicode.ToLower(r)
	}, norm.NFD.String(s))
}

// keep drops the figures whose units the filter of the table does not name.
func (r *Request) keep(all []*coverage.Figure) []*coverage.Figure {
	query := fold(strings.TrimSpace(r.Search))
	if query == "" {
		return all
	}
	return slices.DeleteFunc(all, func(f *coverage.Figure) bool {
		u := &r.Output.Units[f.Unit]
		return !strings.Contains(fold(u.Name), query) && !strings.Contains(fold(u.Code), query)
	})
}

// sort puts figures in the order of the table; equal ones stay as they are, and those
// without percentage come last.
func (r *Request) sort(all []*coverage.Figure) {
	column, down := strings.CutPrefix(r.Sort, "-")
	if column == "" {
		return
	}
	names := collate.New(language.Vietnamese)
	slices.SortStableFunc(all, func(a, b *coverage.Figure) int {
		order := 0
		switch column {
		case "name":
			order = names.CompareString(r.Output.Units[a.Unit].Name, r.Output.Units[b.Unit].Name)
		case "percent":
			p, okP := a.Percent()
			q, okQ := b.Percent()
			if !okP || !okQ {
				return knownFirst(okP, okQ)
			}
			order = p.Cmp(q)
		default:
			order = cmp.Compare(columnOf(a, column), columnOf(b, column))
		}
		if down {
			return -order
		}
		return order
	})
}

func knownFirst(a, b bool) int {
	switch {
	case a && !b:
		return -1
	case b && !a:
		return 1
	}
	return 0
}

func columnOf(f *coverage.Figure, column string) coverage.Micro {
	switch column {
	case "covered":
		return f.Covered
	case "uncovered":
		return f.Uncovered
	case "unknown":
		return f.Unknown
	}
	return f.Total
}
