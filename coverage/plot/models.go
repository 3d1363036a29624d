package plot

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"phusong/coverage"
	"phusong/coverage/criterion"
	"phusong/coverage/propagation"
)

// ModelUse is a propagation model and the cells that it predicts.
type ModelUse struct {
	Name     string // with its parameters, see propagation.ByName
	Source   string // the document, and which edition of it
	Validity propagation.Validity
	Cells    int
}

// sources are the documents behind the kinds of models.
var sources = map[string]string{
	"free-space": "Rec. ITU-R P.525", "hata": "M. Hata, IEEE Trans. Veh. Technol. VT-29 (1980)", "cost231": "COST 231 final report, chapter 4 (1999)",
	"rma": "3GPP TR 38.901 table 7.4.1-1", "uma": "3GPP TR 38.901 table 7.4.1-1", "umi": "3GPP TR 38.901 table 7.4.1-1",
}

// Models lists the models that a criterion takes for the cells of a data set that
// it covers, by name.
func Models(d *coverage.Dataset, c criterion.Criterion) ([]ModelUse, error) {
	var all []ModelUse
	for i := range d.Sites {
		for _, cell := range d.Sites[i].Cells {
			if !d.Sites[i].Located || !c.Covers(cell.Technology) {
				continue
			}
			m, err := c.ModelFor(cell)
			if err != nil {
				return nil, fmt.Errorf("site %s, cell %s: %w", d.Sites[i].ID, cell.ID, err)
			}
			k := slices.IndexFunc(all, func(u ModelUse) bool { return u.Name == m.Name() })
			if k < 0 {
				all, k = append(all, ModelUse{Name: m.Name(), Source: sourceOf(m.Name()), Validity: m.Validity()}), len(all)
			}
			all[k].Cells++
		}
	}
	slices.SortFunc(all, func(a, b ModelUse) int { return cmp.Compare(a.Name, b.Name) })
	return all, nil
}

// sourceOf is the source of a model, by the longest beginning of its name.
func sourceOf(name string) string {
	kind, _, _ := strings.Cut(name, ":")
	for {
		if s, ok := sources[kind]; ok {
			return s
		}
		i := strings.LastIndexByte(kind, '-')
		if i < 0 {
			return ""
		}
		kind = kind[:i]
	}
}
