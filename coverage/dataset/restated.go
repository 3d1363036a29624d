package dataset

import (
	"fmt"

	"phusong/coverage"
)

// estimatedEnding ends the columns in which phusong crosswalk restate says how
// much of a count was cut by weights.
const estimatedEnding = "_estimated"

// restatedSpecs are the columns that phusong crosswalk restate adds to a table:
// the edition of its codes, which is checked, and what of each count is an
// estimate, which is noted.
func restatedSpecs(counts ...string) []columnSpec {
	specs := []columnSpec{{name: "edition"}, {name: "made_of"}, {name: "missing"}}
	for _, c := range counts {
		specs = append(specs, columnSpec{name: c + estimatedEnding})
	}
	return specs
}

// statedEditionError says that a table states another edition than is wanted.
type statedEditionError struct {
	file           string
	row            int
	stated, wanted string
}

func (e *statedEditionError) Error() string {
	return fmt.Sprintf("%s: row %d says that its code is of edition %s, and %s is wanted: phusong crosswalk restate --from %s --to %s restates the table",
		e.file, e.row, e.stated, e.wanted, e.stated, e.wanted)
}

// checkRestated holds the edition that rows state to that of the boundaries,
// and notes what of the counts was estimated.
func (t *records) checkRestated(counts ...string) error {
	for _, r := range t.rows {
		stated := t.text(r, "edition")
		if t.env.Edition != "" && stated != "" && stated != t.env.Edition {
			return &statedEditionError{t.env.File, r.row, stated, t.env.Edition}
		}
	}
	for _, c := range counts {
		if !t.has(c + estimatedEnding) {
			continue
		}
		number := t.number(c+estimatedEnding, countKind, nil)
		var sum coverage.Micro
		units := 0
		for _, r := range t.rows {
			if e := number.count(r); e.Known && e.Value != 0 {
				sum, units = sum+e.Value, units+1
			}
		}
		if units > 0 {
			t.env.note("%s of %d communes hold %s that a crosswalk of editions estimated", c, units, sum)
		}
	}
	return nil
}
