package coverage

import (
	"fmt"
	"math/big"
	"strings"
)

// Observation is a figure with its unit by name, as files and other dates have it.
// Figure.Unit is -1.
type Observation struct {
	Figure
	Level, Code, Name, Edition string
	Source                     string // the folder, file or document
	// Printed is the percentage of a document that states no counts, "" where there are counts.
	Printed string
}

// Observations lists the figures of a result by the names of their units.
func (r *Result) Observations() []Observation {
	all := make([]Observation, len(r.Figures))
	for i, f := range r.Figures {
		u := &r.Dataset.Units[f.Unit]
		f.Unit = -1
		all[i] = Observation{Figure: f, Level: u.Level, Code: u.Code, Name: u.Name, Edition: u.Edition, Source: r.Dataset.Name}
	}
	return all
}

// Bounds are the least and largest share in percent that an observation leaves open,
// or its count twice; false where it has neither. They differ where a part is
// unknown, and where a document states a rounded percentage alone: that may have
// been rounded up by half a unit of its last decimal, or cut by nearly a whole one.
func (o *Observation) Bounds() (low, high *big.Rat, ok bool) {
	switch {
	case o.Printed != "":
		p, ok := new(big.Rat).SetString(o.Printed)
		if !ok {
			return nil, nil, false
		}
		_, fraction, _ := strings.Cut(o.Printed, ".")
		low, high = printedSpan(p, len(fraction))
		return low, high, true
	case o.CountOnly:
		n := big.NewRat(int64(o.Total), int64(One))
		return n, n, true
	case o.Total <= 0 || o.Unknown == o.Total:
		return nil, nil, false
	}
	share := func(n Micro) *big.Rat {
		r := big.NewRat(int64(n), int64(o.Total))
		return r.Mul(r, big.NewRat(100, 1))
	}
	return share(o.Covered), share(o.Covered + o.Unknown), true
}

// printedSpan is what may have been printed as p; 100 and 0 are themselves.
func printedSpan(p *big.Rat, places int) (low, high *big.Rat) {
	if p.Sign() == 0 || p.Cmp(big.NewRat(100, 1)) == 0 {
		return p, p
	}
	unit := new(big.Rat).SetFrac(big.NewInt(1), new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(places)), nil))
	return new(big.Rat).Sub(p, new(big.Rat).Mul(unit, big.NewRat(1, 2))), new(big.Rat).Add(p, unit)
}

// Differs names what sets two observations apart besides their dates and values; ""
// where their difference is a change. A definition is the hash of the criterion: its
// id is a name.
func (o *Observation) Differs(p *Observation) string {
	var words []string
	for _, pair := range []struct{ word, a, b string }{
		{"indicator", o.Indicator, p.Indicator}, {"technology", string(o.Technology), string(p.Technology)}, {"operator rule", o.Operator, p.Operator},
		{"definition", o.Definition(), p.Definition()}, {"edition", o.Edition, p.Edition}, {"unit", o.Level + " " + o.Code, p.Level + " " + p.Code},
	} {
		if pair.a != pair.b {
			words = append(words, fmt.Sprintf("%s (%q, %q)", pair.word, pair.a, pair.b))
		}
	}
	return strings.Join(words, ", ")
}

// Definition is the hash of the criterion, or all of it where it has none.
func (o *Observation) Definition() string {
	if _, hash, ok := strings.Cut(o.Criterion, "#"); ok {
		return hash
	}
	return o.Criterion
}

// measureNames are the words for what is counted, more than one, in English and Vietnamese.
var measureNames = map[string][2]string{
	"household": {"households", "hộ"}, "person": {"people", "người"}, "commune": {"communes", "xã"}, "hamlet": {"hamlets", "thôn"},
	"subscription": {"subscriptions", "thuê bao"}, "layer": {"stations", "trạm"}, "site": {"station sites", "vị trí trạm"}, "cell": {"cells", "cell"},
	"place": {"places", "địa điểm"}, MeasureM2: {"m²", "m²"}, MeasureM: {"m", "m"}, "km2": {"km²", "km²"}, "km": {"km", "km"},
}

// MeasureName is the word for a measure, in Vietnamese for the language "vi" and
// else in English; an unknown measure is its own name.
func MeasureName(measure, language string) string {
	names, ok := measureNames[measure]
	switch {
	case !ok:
		return measure
	case language == "vi":
		return names[1]
	}
	return names[0]
}
