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
		low, high, ok := bounds(&e.Observation)
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
		if what := differs(last, &p); what != "" && !across {
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

// differs names what two points do not share; "" where they compare. A definition is
// the hash of the criterion: its id is a name.
func differs(a, b *Point) string {
	var words []string
	for _, pair := range []struct{ word, a, b string }{
		{"indicator", a.Indicator, b.Indicator}, {"technology", string(a.Technology), string(b.Technology)}, {"operator rule", a.Operator, b.Operator},
		{"definition", definition(a.Criterion), definition(b.Criterion)}, {"edition", a.Edition, b.Edition}, {"unit", a.Level + " " + a.Code, b.Level + " " + b.Code},
	} {
		if pair.a != pair.b {
			words = append(words, fmt.Sprintf("%s (%q, %q)", pair.word, pair.a, pair.b))
		}
	}
	return strings.Join(words, ", ")
}

func definition(criterion string) string {
	if _, hash, ok := strings.Cut(criterion, "#"); ok {
		return hash
	}
	return criterion
}

// bounds are the least and largest share, or the count. A percentage without counts
// may have been cut or rounded at its last decimal.
func bounds(o *coverage.Observation) (low, high *big.Rat, ok bool) {
	switch {
	case o.Printed != "":
		p, ok := new(big.Rat).SetString(o.Printed)
		if !ok {
			return nil, nil, false
		}
		_, fraction, _ := strings.Cut(o.Printed, ".")
		low, high = printedSpan(p, len(fraction))
		return low, high, true
	case o.CountOnly:
		n := big.NewRat(int64(o.Total), int64(coverage.One))
		return n, n, true
	case o.Total <= 0 || o.Unknown == o.Total:
		return nil, nil, false
	}
	share := func(n coverage.Micro) *big.Rat {
		r := big.NewRat(int64(n), int64(o.Total))
		return r.Mul(r, hundred)
	}
	return share(o.Covered), share(o.Covered + o.Unknown), true
}

var hundred = big.NewRat(100, 1)

// printedSpan is what may have been printed as p: from half a unit of the last decimal
// below, if it was rounded, to a whole one above, if it was cut; 100 and 0 are themselves.
func printedSpan(p *big.Rat, places int) (low, high *big.Rat) {
	if p.Sign() == 0 || p.Cmp(hundred) == 0 {
		return p, p
	}
	unit := new(big.Rat).SetFrac(big.NewInt(1), new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(places)), nil))
	low = new(big.Rat).Sub(p, new(big.Rat).Mul(unit, big.NewRat(1, 2)))
	high = new(big.Rat).Add(p, unit)
	if high.Cmp(hundred) > 0 && p.Cmp(hundred) < 0 {
		high = hundred
	}
	return low, high
}

// Change is the difference between two points, last less first, as an interval.
func Change(first, last *Point) (low, high *big.Rat) {
	return new(big.Rat).Sub(last.Low, first.High), new(big.Rat).Sub(last.High, first.Low)
}

// Comparable reports whether nothing but the date sets two points apart; their change
// is otherwise no change.
func Comparable(first, last *Point) bool { return differs(first, last) == "" }

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
