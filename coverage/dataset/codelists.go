package dataset

import (
	"fmt"
	"path/filepath"

	"phusong/coverage"
	"phusong/coverage/adminname"
	"phusong/coverage/codelist"
)

// CodeList names a list of unit codes and the edition it holds for.
type CodeList struct {
	File    string `yaml:"file"`
	Edition string `yaml:"edition"`
	Source  string `yaml:"source,omitempty"` // who says so; copied into run.json
}

// loadCodeLists reads the lists of region.yaml, in their order.
func (l *loader) loadCodeLists() error {
	for _, c := range l.region.Codes {
		if err := l.addInput("codes "+c.Edition, c.File); err != nil {
			return fmt.Errorf("codes %s: %w", c.File, err)
		}
		list, err := codelist.Read(filepath.Join(l.dir, c.File), c.Edition)
		if err != nil {
			return err
		}
		l.addListProblems(c.File, list.Problems)
		l.lists = append(l.lists, list)
	}
	return nil
}

// ownList is the list of the edition of the boundaries, nil when none is given.
func (l *loader) ownList() *codelist.List {
	for _, list := range l.lists {
		if list.Edition == l.region.Edition {
			return list
		}
	}
	return nil
}

// padBoundaryCodes gives boundary codes the leading zeros back that a list of
// their edition has: 5665 becomes 05665, unless another feature has that code.
func (l *loader) padBoundaryCodes(features []boundaryFeature) {
	list := l.ownList()
	if list == nil {
		return
	}
	taken := make(map[string]bool, len(features))
	for _, f := range features {
		taken[f.code] = true
	}
	for i := range features {
		f := &features[i]
		if _, ok := list.Find(f.code); ok {
			continue
		}
		padded, changed := codelist.Pad(f.code, codelist.CommuneDigits)
		if _, ok := list.Find(padded); changed && ok && !taken[padded] {
			l.problem(f.source, l.region.Boundaries.Code, f.code, "code.leading_zero", "read as "+padded)
			f.code, taken[padded] = padded, true
		}
	}
}

// checkBoundaryCodes compares codes and names of the boundaries with the list of
// their edition. A wrong edition is an error, the odd difference a problem.
func (l *loader) checkBoundaryCodes(features []boundaryFeature) error {
	list := l.ownList()
	if list == nil {
		return nil
	}
	log := &joinLog{}
	var bad []string
	compared := 0
	for _, f := range features {
		u, ok := list.Find(f.code)
		log.add(joinedRow{f.source.Row, l.region.Boundaries.Name, f.code, f.name})
		if !ok {
			l.problem(f.source, l.region.Boundaries.Code, f.code, "code.not_in_list", "kept: the list of "+list.Edition+" has no such code")
		}
		if !ok || f.name == "" {
			continue
		}
		compared++
		if _, same := adminname.Compare(f.name, u.Name); !same {
			bad = append(bad, fmt.Sprintf("feature %d: %s is %q here, %q in the list", f.source.Row, f.code, f.name, u.Name))
			l.problem(f.source, l.region.Boundaries.Name, f.name, "code.name", fmt.Sprintf("kept as %s, which the list of %s names %s", f.code, list.Edition, u.Name)+l.swapped(f, list))
		}
	}
	if adminname.OtherUnits(len(bad), compared) {
		return fmt.Errorf("boundaries %w", &EditionError{File: l.region.Boundaries.File, Edition: list.Edition, Compared: compared, Mismatches: bad, Fits: l.fittingEdition(log), boundaries: true})
	}
	return nil
}

// swapped says when the name of a feature is that of another code of the same
// district: labels that were shifted from one polygon to the next.
func (l *loader) swapped(f boundaryFeature, list *codelist.List) string {
	own, _ := list.Find(f.code)
	for _, u := range list.Units {
		if u.Code == f.code || u.DistrictCode != own.DistrictCode || u.ProvinceCode != own.ProvinceCode {
			continue
		}
		if _, same := adminname.Compare(u.Name, f.name); same {
			return "; the name is that of " + u.Code + ": a shifted label?"
		}
	}
	return ""
}

// addListProblems takes over what reading a list found.
func (l *loader) addListProblems(file string, problems []coverage.Problem) {
	for _, p := range problems {
		p.File = file
		l.data.Problems = append(l.data.Problems, p)
	}
}
