package analysis

import (
	"phusong/coverage"
	"phusong/coverage/criterion"
	"phusong/coverage/plot"
	"phusong/coverage/propagation"
)

// definition is what a result says of its criterion.
func definition(c criterion.Criterion) coverage.Definition {
	return coverage.Definition{Label: c.Label(), Sentence: c.Definition("en"), Text: c.Text(), Surface: c.Terrain}
}

// modelsOf lists the models behind levels, and how often each was outside its range.
func modelsOf(d *coverage.Dataset, c criterion.Criterion, warnings []coverage.Warning) ([]coverage.ModelUse, error) {
	if c.Kind != criterion.KindRSRP {
		return nil, nil
	}
	used, err := plot.Models(d, c)
	if err != nil {
		return nil, err
	}
	var all []coverage.ModelUse
	for _, u := range used {
		m := coverage.ModelUse{Name: u.Name, Source: u.Source, Parameters: parametersOf(u.Name), Validity: u.Validity, Cells: u.Cells}
		for _, w := range warnings {
			if w.Model == u.Name {
				m.Outside, m.Predicted = w.Outside, w.Predicted
			}
		}
		all = append(all, m)
	}
	return all, nil
}

// parametersOf lists the parameters of a model by name, defaults included. The names
// are those of package propagation, so no error is possible.
func parametersOf(name string) []coverage.Parameter {
	if !propagation.IsPathName(name) {
		m, err := propagation.ByName(name)
		if err != nil {
			return nil
		}
		return lawParameters(m)
	}
	m, err := propagation.PathModelByName(name)
	if err != nil {
		return nil
	}
	switch m := m.(type) {
	case propagation.P1812Median:
		return []coverage.Parameter{{Name: "dn", Value: orDefault(m.DN, propagation.DefaultDN)}, {Name: "n0", Value: orDefault(m.N0, propagation.DefaultN0)},
			{Name: "time_percent", Value: 50}}
	case propagation.ITMMedian:
		return []coverage.Parameter{{Name: "n0", Value: orDefault(m.N0, propagation.DefaultN0)},
			{Name: "climate", Value: orDefault(float64(m.Climate), float64(propagation.ITMEquatorial))}, {Name: "time_percent", Value: 50}}
	case propagation.OverTerrain:
		return append(lawParameters(m.Law), coverage.Parameter{Name: "dn", Value: propagation.DefaultDN})
	}
	return nil
}

func lawParameters(m propagation.Model) []coverage.Parameter {
	switch m := m.(type) {
	case propagation.RMa:
		return []coverage.Parameter{{Name: "h", Value: orDefault(m.BuildingHeightM, 5)}, {Name: "w", Value: orDefault(m.StreetWidthM, 20)}}
	case propagation.Hata:
		return []coverage.Parameter{{Name: "sigma", Value: orDefault(m.SigmaDB, propagation.DefaultHataSigmaDB)}}
	case propagation.COST231:
		return []coverage.Parameter{{Name: "sigma", Value: orDefault(m.SigmaDB, propagation.DefaultHataSigmaDB)}}
	}
	return nil
}

func orDefault(v, def float64) float64 {
	if v == 0 {
		return def
	}
	return v
}
