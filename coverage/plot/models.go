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
	"p1812": "Rec. ITU-R P.1812-8 (2025-09)", "itm": "Irregular Terrain Model 1.2.2",
	"rma": "3GPP TR 38.901 table 7.4.1-1", "uma": "3GPP TR 38.901 table 7.4.1-1", "umi": "3GPP TR 38.901 table 7.4.1-1",
}

// Models lists the models that a criterion takes for the cells of a data set that
// it covers, by name: path models where it is In a region with terrain.
func Models(d *coverage.Dataset, c criterion.Criterion) ([]ModelUse, error) {
	var all []ModelUse
	for i := range d.Sites {
		for _, cell := range d.Sites[i].Cells {
			if !d.Sites[i].Located || !c.Covers(cell.Technology) {
				continue
			}
			m, err := modelOf(c, cell)
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

// named is what models with terrain and without say of themselves.
type named interface {
	Name() string
	Validity() propagation.Validity
}

func modelOf(c criterion.Criterion, cell coverage.Cell) (named, error) {
	over, err := c.PathModelFor(cell)
	if over != nil || err != nil {
		return over, err
	}
	return c.ModelFor(cell)
}

// overTerrain is what a law of distance gets where it is laid over terrain.
const overTerrain = "+terrain"

// sourceOf is the source of a model, by the longest beginning of its name.
func sourceOf(name string) string {
	law, over := strings.CutSuffix(name, overTerrain)
	kind, _, _ := strings.Cut(law, ":")
	for {
		s, ok := sources[kind]
		switch i := strings.LastIndexByte(kind, '-'); {
		case ok && over:
			return s + "; Bullington part of Rec. ITU-R P.526-15 4.5.1"
		case ok:
			return s
		case i < 0:
			return ""
		default:
			kind = kind[:i]
		}
	}
}
