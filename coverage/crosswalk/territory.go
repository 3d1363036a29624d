package crosswalk

import (
	"fmt"
	"math/big"
	"slices"
	"strings"

	"phusong/coverage"
	"phusong/coverage/adminname"
)

// Member is a unit of the other edition that has some of a territory.
type Member struct {
	Unit    Unit
	Sources []string       // codes of the territory's units that it was made of
	People  coverage.Micro // share of its people inside, one for all
	Area    coverage.Micro // share of its land inside
}

// Inside reports whether all of the member lies in the territory.
func (m *Member) Inside() bool { return m.People == coverage.One && m.Area == coverage.One }

// Territory is a province of one edition in the units of the other.
type Territory struct {
	Province     Unit // Code and Name of the province
	Edition      string
	OtherEdition string
	Units        int // of the province in its own edition
	Split        int // of these, over several members or members and others
	Members      []Member
}

// Territory finds what became of a province, by its code or name, of an edition.
func (c *Crosswalk) Territory(edition, province string) (*Territory, error) {
	for i := range c.sides {
		if c.sides[i].edition == edition {
			return territory(&c.sides[i], &c.sides[1-i], province)
		}
	}
	return nil, fmt.Errorf("the crosswalk relates %s and %s, not %s", c.sides[0].edition, c.sides[1].edition, edition)
}

func territory(own, other *side, province string) (*Territory, error) {
	p, err := own.findProvince(province)
	if err != nil {
		return nil, err
	}
	t := &Territory{Province: p, Edition: own.edition, OtherEdition: other.edition}
	for _, code := range own.codes() {
		if own.units[code].Province == p.Code {
			t.Units++
			if len(own.shares[code]) > 1 {
				t.Split++
			}
		}
	}
	for _, code := range other.codes() {
		m := Member{Unit: other.units[code]}
		for _, s := range other.shares[code] {
			if own.units[s.To].Province == p.Code {
				m.Sources = append(m.Sources, s.To)
				m.People, m.Area = m.People+s.People, m.Area+s.Area
			}
		}
		if len(m.Sources) > 0 {
			t.Members = append(t.Members, m)
		}
	}
	return t, nil
}

// findProvince finds a province by code or name.
func (s *side) findProvince(text string) (Unit, error) {
	provinces := make(map[string]Unit)
	for _, u := range s.units {
		provinces[u.Province] = Unit{Code: u.Province, Name: u.ProvinceName}
	}
	if p, ok := provinces[text]; ok {
		return p, nil
	}
	var found []Unit
	var names []string
	for _, code := range sortedKeys(provinces) {
		p := provinces[code]
		names = append(names, p.Code+" "+p.Name)
		if _, same := adminname.Compare(p.Name, text); same && p.Name != "" {
			found = append(found, p)
		}
	}
	if len(found) != 1 {
		return Unit{}, fmt.Errorf("%d provinces of %s are %q; they are: %s", len(found), s.edition, text, strings.Join(names, ", "))
	}
	return found[0], nil
}

// Sum adds up a count of the members, each by its share inside: of people, or of
// land. estimated is what came of members that are not wholly inside; missing
// lists the members without a value.
func (t *Territory) Sum(values map[string]coverage.Micro, area bool) (sum, estimated coverage.Micro, missing []string) {
	return t.sum(area, func(code string) (coverage.Count, []coverage.Count) {
		v, ok := values[code]
		return coverage.Count{Value: v, Known: ok}, nil
	})
}

// sum is Sum of counts that are within others, innermost first.
func (t *Territory) sum(area bool, of func(code string) (count coverage.Count, around []coverage.Count)) (sum, estimated coverage.Micro, missing []string) {
	for _, m := range t.Members {
		w := m.People
		if area {
			w = m.Area
		}
		if w == 0 {
			continue
		}
		count, around := of(m.Unit.Code)
		if !count.Known {
			missing = append(missing, m.Unit.Code)
			continue
		}
		inside := apportionWithin(count.Value, around, []*big.Int{big.NewInt(int64(w)), big.NewInt(int64(coverage.One - w))})[0]
		sum += inside
		if w != coverage.One {
			estimated += inside
		}
	}
	return sum, estimated, missing
}

// Figures adds the commune figures of the other edition up to the territory.
// Where every member is wholly inside, counts of communes and of stations add
// up too; they are then of the communes of the other edition.
func (t *Territory) Figures(f *FigureSet) ([]FigureRow, []Refused, error) {
	keys, rows := f.bySeries(coverage.LevelCommune, t.OtherEdition)
	if len(keys) == 0 {
		return nil, nil, fmt.Errorf("%s: no figures of communes of edition %s; it has %s", f.File, t.OtherEdition, f.editions())
	}
	whole := !slices.ContainsFunc(t.Members, func(m Member) bool { return !m.Inside() })
	var out []FigureRow
	var refused []Refused
	for _, s := range keys {
		if reason := s.refusal(); reason != "" && !whole {
			refused = append(refused, Refused{s.indicator, s.technology, s.operator, "", reason})
			continue
		}
		if s.operator == coverage.OperatorMax {
			continue
		}
		row, missing := t.figure(s, rows[s])
		if len(missing) > 0 {
			refused = append(refused, Refused{s.indicator, s.technology, s.operator, "", fmt.Sprintf("no figures of %d of its %d units: %s", len(missing), len(t.Members), someOf(missing))})
			continue
		}
		out = append(out, row)
	}
	out = append(out, largest(out, keys)...)
	slices.SortStableFunc(out, compareFigures)
	return out, refused, nil
}

// figure adds up one series.
func (t *Territory) figure(s series, rows []FigureRow) (FigureRow, []string) {
	at := make(map[string]*FigureRow, len(rows))
	for i := range rows {
		at[rows[i].Code] = &rows[i]
	}
	f := s.row(coverage.LevelProvince, t.Province, t.Edition)
	f.CountOnly = rows[0].CountOnly
	var missing []string
	sum := func(column int) (value, estimated coverage.Micro) {
		value, estimated, missing = t.sum(s.byLand(), func(code string) (count coverage.Count, around []coverage.Count) {
			row := at[code]
			if row == nil {
				return count, nil
			}
			counts := row.counts()
			for _, v := range slices.Backward(counts[:column]) {
				around = append(around, coverage.Known(v))
			}
			return coverage.Known(counts[column]), around
		})
		return value, estimated
	}
	if f.CountOnly {
		f.Total, f.TotalEstimated = sum(totalColumn)
		return f, missing
	}
	f.setCounts(sum)
	members := make(map[string]bool, len(t.Members))
	for _, m := range t.Members {
		members[m.Unit.Code] = true
	}
	for _, r := range rows {
		if members[r.Code] {
			f.Assumed += r.Assumed
		}
	}
	return f, missing
}

// codesShown is how many codes a reason lists.
const codesShown = 5

func someOf(codes []string) string {
	if len(codes) <= codesShown {
		return strings.Join(codes, " ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(codes[:codesShown], " "), len(codes)-codesShown)
}
