package crosswalk

import (
	"slices"

	"phusong/coverage"
)

func provinceKey(s *side, province string) string { return s.edition + "\x00" + province }

func (r *restating) province(s *side, code, name string) *ProvinceTotal {
	key := provinceKey(s, code)
	if r.provinces[key] == nil {
		n := len(r.columns)
		r.provinces[key] = &ProvinceTotal{Edition: s.edition, Unit: Unit{Code: code, Name: name}, Counts: make([]coverage.Micro, n), Estimated: make([]coverage.Micro, n), Unknown: make([]int, n)}
	}
	return r.provinces[key]
}

func (r *restating) totals(rows []TableRow, out *Restated) []Total {
	totals := make([]Total, len(r.columns))
	for i := range totals {
		t := &totals[i]
		t.Column = r.columns[i].Name
		for _, row := range rows {
			if row.Counts[i].Known {
				t.Input += row.Counts[i].Value
			}
		}
		for _, row := range out.Rows {
			t.Estimated += row.Estimated[i]
			if row.Counts[i].Known {
				t.Carried += row.Counts[i].Value
			} else {
				t.Incomplete += row.Counts[i].Value
			}
		}
		for _, row := range out.Left {
			if row.Counts[i].Known {
				t.Left += row.Counts[i].Value
			}
		}
	}
	return totals
}

// provinceTotals adds the sums of the table's own edition and lists both.
func (r *restating) provinceTotals(rows []TableRow) []ProvinceTotal {
	for _, row := range rows {
		u := r.from.units[row.Code]
		p := r.province(r.from, u.Province, u.ProvinceName)
		for i, count := range row.Counts {
			if count.Known {
				p.Counts[i] += count.Value
			} else {
				p.Unknown[i]++
			}
		}
	}
	r.countAbsent()
	all := make([]ProvinceTotal, 0, len(r.provinces))
	for _, key := range sortedKeys(r.provinces) {
		all = append(all, *r.provinces[key])
	}
	return all
}

// countAbsent counts the units without a row as unknown, in provinces that have some:
// half of a province is not its total. Units that nothing became part of have no counts.
func (r *restating) countAbsent() {
	for code, u := range r.from.units {
		p, listed := r.provinces[provinceKey(r.from, u.Province)]
		if _, ok := r.given[code]; ok || !listed {
			continue
		}
		for i := range p.Unknown {
			p.Unknown[i]++
		}
	}
	for code, u := range r.to.units {
		p, listed := r.provinces[provinceKey(r.to, u.Province)]
		if r.rows[code] != nil || !listed {
			continue
		}
		for i := range p.Unknown {
			if slices.ContainsFunc(r.to.shares[code], func(s Share) bool { return r.lacks(s.To, code, i) }) {
				p.Unknown[i]++
			}
		}
	}
}
