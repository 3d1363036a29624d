package propagation

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Names lists the models of ByName without parameters.
func Names() []string {
	return []string{"free-space", "hata-urban-large", "hata-urban", "hata-suburban", "hata-open",
		"cost231-urban", "cost231-metropolitan", "rma", "uma", "umi"}
}

// ByName returns the model of a name in Names, with parameters if it has any:
// "rma:h=8,w=30" (building height and street width in m), "hata-open:sigma=9"
// (dB, also for cost231), "disc:r=3000" (radius in m). A wrong name gives an
// error that lists the right ones.
func ByName(name string) (Model, error) {
	kind, rest, _ := strings.Cut(name, ":")
	p, err := parseParameters(rest)
	if err != nil {
		return nil, fmt.Errorf("model %q: %w", name, err)
	}
	var m Model
	switch kind {
	case "free-space":
		m = FreeSpace{}
	case "cost231-urban", "cost231-metropolitan":
		m = COST231{Metropolitan: kind == "cost231-metropolitan", SigmaDB: p.take("sigma")}
	case "rma":
		m = RMa{BuildingHeightM: p.take("h"), StreetWidthM: p.take("w")}
	case "uma":
		m = UMa{}
	case "umi":
		m = UMi{}
	case "disc":
		if m = (Disc{RadiusM: p.take("r")}); m == (Disc{}) {
			return nil, fmt.Errorf("model %q: give the radius in metres, as disc:r=3000", name)
		}
	default:
		i := slices.Index(hataNames, kind)
		if i < 0 {
			return nil, fmt.Errorf("no propagation model %q; known: %s, disc:r=METRES", name, strings.Join(Names(), ", "))
		}
		m = Hata{Environment: HataEnvironment(i), SigmaDB: p.take("sigma")}
	}
	if len(p) > 0 {
		return nil, fmt.Errorf("model %q: no parameter %q", name, p.names())
	}
	return m, nil
}

// parameters are positive numbers by name.
type parameters map[string]float64

func parseParameters(text string) (parameters, error) {
	p := parameters{}
	if text == "" {
		return p, nil
	}
	for _, pair := range strings.Split(text, ",") {
		key, value, _ := strings.Cut(pair, "=")
		v, err := strconv.ParseFloat(value, 64)
		if err != nil || !(v > 0 && v <= 1e7) {
			return nil, fmt.Errorf("parameter %q is not name=number with a positive number", pair)
		}
		if _, twice := p[key]; twice {
			return nil, fmt.Errorf("parameter %q is given twice", key)
		}
		p[key] = v
	}
	return p, nil
}

// take removes a parameter; 0 when it was not given.
func (p parameters) take(key string) float64 {
	v := p[key]
	delete(p, key)
	return v
}

func (p parameters) names() string {
	var names []string
	for k := range p {
		names = append(names, k)
	}
	slices.Sort(names)
	return strings.Join(names, ", ")
}

// number prints the shortest decimal that reads back.
func number(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }
