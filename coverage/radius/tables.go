package radius

import (
	"encoding/csv"
	"io"

	"phusong/coverage"
)

// shareDecimals is how many decimals percentages have in tables.
const shareDecimals = 6

// percent is a share as every figure prints it.
func percent(part, whole coverage.Micro) string {
	f := coverage.Figure{Covered: part, Total: whole}
	return f.PercentText(shareDecimals)
}

// table writes a heading and a row for every unit.
func table(w io.Writer, heading []string, units []unit, row func(u *unit, fields []string) ([]string, error)) error {
	out := csv.NewWriter(w)
	if err := out.Write(append([]string{"level", "code", "name", "parent"}, heading...)); err != nil {
		return err
	}
	var fields []string
	for i := range units {
		u := &units[i]
		var err error
		if fields, err = row(u, append(fields[:0], u.level, u.code, u.name, u.parent)); err != nil {
			return err
		}
		if err := out.Write(fields); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// populationTable writes people, and people covered.
func (r *result) populationTable(w io.Writer) error {
	heading := []string{"population"}
	for _, t := range r.options.Technologies {
		heading = append(heading, "covered_"+string(t.ID), "percent_"+string(t.ID))
	}
	return table(w, heading, r.units, func(u *unit, fields []string) ([]string, error) {
		var s sums
		for _, i := range u.members {
			s.add(&r.people[i])
		}
		fields = append(fields, coverage.Micro(s.people).String())
		for k := range r.options.Technologies {
			fields = append(fields, coverage.Micro(s.covered[k]).String(), percent(coverage.Micro(s.covered[k]), coverage.Micro(s.people)))
		}
		return fields, nil
	})
}

// km2Places turns millionths of square metres into square kilometres.
const km2Places = 12

// areaTable writes areas, and areas within the discs.
func (r *result) areaTable(w io.Writer) error {
	heading := []string{"area_km2"}
	for _, t := range r.options.Technologies {
		heading = append(heading, "covered_"+string(t.ID)+"_km2", "percent_"+string(t.ID))
	}
	return table(w, heading, r.units, func(u *unit, fields []string) ([]string, error) {
		var area coverage.Micro
		covered := make([]coverage.Micro, len(r.options.Technologies))
		for _, i := range u.members {
			c := &r.territory.communes[i]
			area += c.areaM2
			for k := range covered {
				covered[k] += c.coveredM2[k]
			}
		}
		fields = append(fields, area.Scaled(km2Places))
		for _, part := range covered {
			fields = append(fields, part.Scaled(km2Places), percent(part, area))
		}
		return fields, nil
	})
}

// fiberTable writes households, and those with fibre.
func (r *result) fiberTable(w io.Writer) error {
	heading := []string{"households", "fiber_households", "percent", "communes_without_fiber_row", "communes_without_households_row"}
	return table(w, heading, r.units, func(u *unit, fields []string) ([]string, error) {
		var households, fiber coverage.Micro
		var noFiber, noHouseholds int64
		for _, i := range u.members {
			f := &r.fiber[i]
			households, fiber = households+f.households.Value, fiber+f.connected.Value
			if !f.connected.Known {
				noFiber++
			}
			if !f.households.Known {
				noHouseholds++
			}
		}
		return append(fields, households.String(), fiber.String(), percent(fiber, households),
			coverage.Whole(noFiber).String(), coverage.Whole(noHouseholds).String()), nil
	})
}
