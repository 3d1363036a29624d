package radius

import (
	"cmp"
	"slices"

	"phusong/coverage"
	"phusong/coverage/dataset"
)

// unit is a row of the tables: a commune, or the sum of several.
type unit struct {
	level, code, name, parent string
	members                   []int32 // communes
}

// levels lists the rows of the tables: communes, districts, provinces, all.
func levels(communes []commune, r dataset.Region) []unit {
	var all []unit
	type key struct{ province, district string }
	districts, provinces := map[key]*unit{}, map[key]*unit{}
	whole := unit{level: "all", code: cmp.Or(r.Code, "all"), name: r.Name}
	provincesOf := map[string]map[string]bool{} // of a district's code
	for i := range communes {
		c := &communes[i]
		province := cmp.Or(c.province, c.provinceName, r.Code, r.Name)
		district := cmp.Or(c.district, c.districtName)
		u := unit{level: coverage.LevelCommune, code: c.code, name: c.name, parent: district, members: []int32{int32(i)}}
		if district == "" {
			u.parent = province
		} else {
			enrol(districts, key{province, district}, unit{level: coverage.LevelDistrict, code: district, name: cmp.Or(c.districtName, district), parent: province}, i)
			if provincesOf[district] == nil {
				provincesOf[district] = map[string]bool{}
			}
			provincesOf[district][province] = true
		}
		enrol(provinces, key{province: province}, unit{level: coverage.LevelProvince, code: province, name: cmp.Or(c.provinceName, province), parent: whole.code}, i)
		whole.members = append(whole.members, int32(i))
		all = append(all, u)
	}
	for _, group := range []map[key]*unit{districts, provinces} {
		keys := make([]key, 0, len(group))
		for k := range group {
			keys = append(keys, k)
		}
		slices.SortFunc(keys, func(a, b key) int {
			return cmp.Or(cmp.Compare(a.province, b.province), cmp.Compare(a.district, b.district))
		})
		for _, k := range keys {
			u := *group[k]
			if len(provincesOf[k.district]) > 1 { // several provinces have it
				u.code = k.province + "/" + k.district
			}
			all = append(all, u)
		}
	}
	return append(all, whole)
}

// enrol adds a commune to a unit, which it makes when it is the first.
func enrol[K comparable](units map[K]*unit, k K, made unit, member int) {
	u := units[k]
	if u == nil {
		u = &made
		units[k] = u
	}
	u.members = append(u.members, int32(member))
}
