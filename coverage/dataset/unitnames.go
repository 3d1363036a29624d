package dataset

import (
	"errors"
	"slices"
	"strings"

	"phusong/coverage"
	"phusong/coverage/adminname"
	"phusong/geo"
	"phusong/geo/index"
)

// namedPlace is what a row says of the commune that its position lies in.
type namedPlace struct {
	code, commune, district, province, address string
}

// unitFinder knows the leaf units for votes on positions.
type unitFinder interface {
	// named lists the units that may be meant, sorted; nil when none is known.
	named(p namedPlace) []int
	// holds reports whether a unit holds a place of WGS 84.
	holds(unit int, lon, lat float64) bool
	// anywhere reports whether any unit does.
	anywhere(lon, lat float64) bool
}

// unitNames finds units by code or name.
type unitNames struct {
	codes  *codeIndex
	byCode map[string]int
	names  *adminname.Index
	places *index.Polygons
	known  map[namedPlace][]int // answers already given
}

// maxKnownPlaces bounds the answers that are kept: rows repeat their communes, but
// not their addresses.
const maxKnownPlaces = 100_000

func newUnitNames(d *coverage.Dataset, places *index.Polygons) *unitNames {
	x := &unitNames{byCode: map[string]int{}, places: places, known: map[namedPlace][]int{}}
	codes := make([]string, d.Leaves)
	units := make([]adminname.Unit, d.Leaves)
	for i := range d.Units[:d.Leaves] {
		u := &d.Units[i]
		x.byCode[u.Code] = i
		codes[i] = u.Code
		units[i] = adminname.Unit{Code: u.Code, Name: u.Name}
		for at := u.Parent; at >= 0; at = d.Units[at].Parent {
			switch d.Units[at].Level {
			case coverage.LevelDistrict:
				units[i].District = d.Units[at].Name
			case coverage.LevelProvince:
				units[i].Province = d.Units[at].Name
			}
		}
	}
	x.codes, x.names = newCodeIndex(codes), adminname.NewIndex(units)
	return x
}

func (x *unitNames) named(p namedPlace) []int {
	if units, ok := x.known[p]; ok {
		return units
	}
	units := x.find(p)
	if len(x.known) < maxKnownPlaces {
		x.known[p] = units
	}
	return units
}

func (x *unitNames) find(p namedPlace) []int {
	for _, code := range []string{p.code, p.commune} {
		if found, _, ok := x.codes.match(code); ok {
			return []int{x.byCode[found]}
		}
	}
	for _, name := range []string{p.commune, p.code} {
		if found := x.withName(adminname.Place{Name: name, District: p.district, Province: p.province}); found != nil {
			return found
		}
	}
	return x.inAddress(p)
}

// withName lists the units of a name: one where district or province tell, else all.
// The province is left out where it contradicts: the row may name the former one.
func (x *unitNames) withName(p adminname.Place) []int {
	if strings.TrimSpace(p.Name) == "" {
		return nil
	}
	var found []int
	for _, place := range []adminname.Place{p, {Name: p.Name, District: p.District}, {Name: p.Name}} {
		match, err := x.names.Find(place)
		var none *adminname.NoMatchError
		switch {
		case err == nil:
			return []int{match.Unit}
		case errors.As(err, &none) && len(none.Candidates) > 0 && found == nil:
			found = slices.Sorted(slices.Values(none.Candidates))
		}
	}
	return found
}

// maxAddressParts bounds the search of an address.
const maxAddressParts = 12

// inAddress finds the commune in an address such as "Ấp 3, xã Tân Lập, huyện Mộc
// Hoá, tỉnh Long An": a part with the word for its kind first, else any part.
func (x *unitNames) inAddress(p namedPlace) []int {
	parts := strings.FieldsFunc(p.address, func(r rune) bool { return strings.ContainsRune(",;/\n-–()", r) })
	if len(parts) > maxAddressParts {
		parts = parts[len(parts)-maxAddressParts:]
	}
	var communes, others []string
	for _, part := range slices.Backward(parts) {
		switch name := adminname.Parse(part); name.Kind {
		case adminname.Commune, adminname.Ward, adminname.Township, adminname.SpecialZone:
			communes = append(communes, part)
		case "":
			others = append(others, part)
		case adminname.Province:
			if p.province == "" {
				p.province = name.String()
			}
		default:
			if p.district == "" {
				p.district = name.String()
			}
		}
	}
	for _, part := range append(communes, others...) {
		if found := x.withName(adminname.Place{Name: part, District: p.district, Province: p.province}); found != nil {
			return found
		}
	}
	return nil
}

func (x *unitNames) holds(unit int, lon, lat float64) bool {
	return onEarth(lon, lat) && x.places.Contains(unit, geo.ToE7(lon), geo.ToE7(lat))
}

func (x *unitNames) anywhere(lon, lat float64) bool {
	if !onEarth(lon, lat) {
		return false
	}
	_, ok := x.places.Locate(lon, lat)
	return ok
}

// addressSpecs is a column that may name the commune among other things.
var addressSpecs = []columnSpec{{name: "address", aliases: []string{"địa chỉ", "địa chỉ lắp đặt", "địa chỉ trạm", "địa chỉ đặt trạm", "địa điểm",
	"địa điểm lắp đặt", "vị trí lắp đặt", "nơi đặt", "install address", "site address"}}}
