package dataset

import (
	"cmp"
	"slices"

	"phusong/coverage"
)

// hierarchy collects districts, provinces and the nation above leaf units.
type hierarchy struct {
	region    Region
	districts map[parentKey]string // name
	provinces map[parentKey]string

	coded       map[parentKey]bool // districts whose code is given as such
	provincesOf map[string]int     // how many provinces have a district of this code
}

// parentKey is a district or province by code; districts carry their province,
// because places in different provinces may share a name used as code.
type parentKey struct{ province, code string }

// unitCode is the code of the unit that stands for k. Names of districts are no
// codes: Châu Thành is a district of many provinces. Where a name, or a code that
// two provinces use, stands for a district, the province's code goes before it.
func (h *hierarchy) unitCode(k parentKey) string {
	if k.province == "" || h.provincesOf[k.code] == 1 && h.coded[k] {
		return k.code
	}
	return k.province + "/" + k.code
}

func newHierarchy(r Region) *hierarchy {
	return &hierarchy{region: r, districts: map[parentKey]string{}, provinces: map[parentKey]string{},
		coded: map[parentKey]bool{}, provincesOf: map[string]int{}}
}

// keys returns the district, empty when the edition has none, and the province of a unit.
func (h *hierarchy) keys(f boundaryFeature) (district, province parentKey) {
	province = parentKey{code: f.province}
	if f.province == "" {
		province.code = cmp.Or(f.provinceName, h.region.Code, h.region.Name)
	}
	if code := cmp.Or(f.parent, f.parentName); code != "" {
		district = parentKey{province.code, code}
	}
	return district, province
}

func (h *hierarchy) place(f boundaryFeature) {
	district, province := h.keys(f)
	if district.code != "" {
		if _, known := h.districts[district]; !known {
			h.provincesOf[district.code]++
		}
		h.coded[district] = h.coded[district] || f.parent != ""
		h.districts[district] = cmp.Or(h.districts[district], f.parentName, f.parent)
	}
	h.provinces[province] = cmp.Or(h.provinces[province], f.provinceName)
}

func (h *hierarchy) size() int { return len(h.districts) + len(h.provinces) + 1 }

// nation is the code and name of the sum of several provinces: as region.yaml
// says, else those of the region, unless its code is that of a province.
func (h *hierarchy) nation() (code, name string) {
	var stated Nation
	if h.region.Nation != nil {
		stated = *h.region.Nation
	}
	code = h.region.Code
	if _, province := h.provinces[parentKey{code: code}]; province {
		code = ""
	}
	return cmp.Or(stated.Code, code, coverage.LevelNation), cmp.Or(stated.Name, h.region.Name)
}

// link appends the upper levels to the leaf units and sets every parent: leaves,
// then districts, provinces and, where there are several, the nation.
func (h *hierarchy) link(units []coverage.AdminUnit, features []boundaryFeature) []coverage.AdminUnit {
	at := map[string]map[parentKey]int{}
	add := func(level string, names map[parentKey]string) {
		at[level] = map[parentKey]int{}
		for _, k := range sortedKeys(names) {
			at[level][k] = len(units)
			name := cmp.Or(names[k], k.code)
			if k.code == h.region.Code {
				name = cmp.Or(names[k], h.region.Name)
			}
			units = append(units, coverage.AdminUnit{Edition: h.region.Edition, Code: h.unitCode(k), Name: name, Level: level, Parent: -1})
		}
	}
	add(coverage.LevelDistrict, h.districts)
	add(coverage.LevelProvince, h.provinces)
	if len(h.provinces) > 1 {
		code, name := h.nation()
		units = append(units, coverage.AdminUnit{Edition: h.region.Edition, Code: code, Name: name, Level: coverage.LevelNation, Parent: -1})
		for _, i := range at[coverage.LevelProvince] {
			units[i].Parent = len(units) - 1
		}
	}
	for i, f := range features {
		district, province := h.keys(f)
		p := at[coverage.LevelProvince][province]
		units[i].Parent = p
		if district.code != "" {
			units[i].Parent = at[coverage.LevelDistrict][district]
			units[units[i].Parent].Parent = p
		}
	}
	return units
}

func sortedKeys(m map[parentKey]string) []parentKey {
	keys := make([]parentKey, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(a, b parentKey) int {
		return cmp.Or(cmp.Compare(a.province, b.province), cmp.Compare(a.code, b.code))
	})
	return keys
}
