package trend

import (
	"cmp"
	"fmt"
	"math/big"
	"slices"
	"strings"

	"phusong/coverage"
	"phusong/internal/numeral"
)

// Series is one figure at several dates, first first.
type Series struct {
	Name   string
	Points []Point
}

// Point is a figure at a date. Low and High are its share in percent, or its count:
// they differ where a part is unknown, or where a document states a rounded
// percentage alone.
type Point struct {
	coverage.Observation
	Day       coverage.Period
	Low, High *big.Rat
}

// IsCount reports whether the point is a count and no share.
func (p *Point) IsCount() bool { return p.CountOnly }

// key is what makes figures one series by itself.
type key struct{ name, indicator, technology, operator, level, code string }

// Build sorts entries into series: by their series where they name one, else by
// indicator, technology, operator and unit; in order of these. Points without a share
// are left out. Points of one date that say different things are an error, and so are
// points of different definition, edition, indicator or operator rule, unless
// across is set. Series of one point are kept.
func Build(entries []Entry, across bool) ([]Series, error) {
	groups := map[key][]Point{}
	for i := range entries {
		e := &entries[i]
		day, err := coverage.ParsePeriod(e.AsOf)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", e.Source, err)
		}
		low, high, ok := e.Bounds()
		if !ok {
			continue
		}
		k := key{"", e.Indicator, string(e.Technology), e.Operator, e.Level, e.Code}
		if e.Series != "" {
			k = key{name: e.Series}
		}
		groups[k] = append(groups[k], Point{e.Observation, day, low, high})
	}
	var all []Series
	for k, points := range groups {
		slices.SortStableFunc(points, func(a, b Point) int {
			return cmp.Or(a.Day.Last.Compare(b.Day.Last), a.Day.First.Compare(b.Day.First), cmp.Compare(a.Source, b.Source))
		})
		name := k.name
		if name == "" {
			name = strings.Join(strings.Fields(strings.Join([]string{k.indicator, k.technology, k.operator, k.level, k.code}, " ")), " ")
		}
		all = append(all, Series{name, points})
	}
	slices.SortFunc(all, func(a, b Series) int { return cmp.Compare(a.Name, b.Name) })
	for i := range all {
		if err := all[i].check(across); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// check refuses points that do not make a series, and drops repetitions.
func (s *Series) check(across bool) error {
	kept := s.Points[:1]
	for _, p := range s.Points[1:] {
		last := &kept[len(kept)-1]
		if what := last.Differs(&p.Observation); what != "" && !across {
			return fmt.Errorf("%s: %s and %s differ in %s: their difference is no change; --across-definitions puts them side by side all the same%s",
				s.Name, last.AsOf, p.AsOf, what, crosswalkHint(last, &p))
		}
		if last.Day == p.Day {
			if last.Low.Cmp(p.Low) != 0 || last.High.Cmp(p.High) != 0 {
				return fmt.Errorf("%s: two values for %s, of %s and %s", s.Name, p.AsOf, last.Source, p.Source)
			}
			continue
		}
		kept = append(kept, p)
	}
	s.Points = kept
	return nil
}

func crosswalkHint(a, b *Point) string {
	if a.Edition == b.Edition {
		return ""
	}
	return ", phusong crosswalk restates figures on one edition"
}

var hundred = big.NewRat(100, 1)

// Change is the difference between two points, last less first, as an interval.
func Change(first, last *Point) (low, high *big.Rat) {
	return new(big.Rat).Sub(last.Low, first.High), new(big.Rat).Sub(last.High, first.Low)
}

// Comparable reports whether nothing but the date sets two points apart; their change
// is otherwise no change.
func Comparable(first, last *Point) bool { return first.Differs(&last.Observation) == "" }

// PrintedChange is the difference of both as printed with so many decimals, cut: what
// a reader of two documents subtracts.
func PrintedChange(first, last *Point, places int) *big.Rat {
	cut := func(p *Point) *big.Rat {
		text := numeral.Floor(p.Low, places)
		if p.Printed != "" {
			text = p.Printed
		}
		r, _ := new(big.Rat).SetString(text)
		return r
	}
	return new(big.Rat).Sub(cut(last), cut(first))
}
