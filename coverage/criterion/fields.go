package criterion

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml/ast"

	"phusong/coverage"
)

// field takes the value of a key, and reports whether it states one.
type field func(*decoder, ast.Node) bool

// fields is the whole vocabulary of a criterion file.
var fields map[string]field

func init() { // fields and keyNames refer to each other
	fields = map[string]field{
		"extends":           func(*decoder, ast.Node) bool { return true }, // taken by start
		"id":                textField(func(c *Criterion) *string { return &c.ID }),
		"title":             textField(func(c *Criterion) *string { return &c.Title }),
		"title_vi":          textField(func(c *Criterion) *string { return &c.TitleVI }),
		"source":            textField(func(c *Criterion) *string { return &c.Source }),
		"kind":              choiceField(func(c *Criterion) *Kind { return &c.Kind }, KindRSRP, KindRadius),
		"demand_at":         choiceField(func(c *Criterion) *DemandAt { return &c.DemandAt }, AtCell, AtCentre),
		"indoor":            choiceField(func(c *Criterion) *Indoor { return &c.Indoor }, indoors...),
		"stated_range":      choiceField(func(c *Criterion) *StatedRange { return &c.StatedRange }, StatedWins, StatedIgnored),
		"location_percent":  numberField(func(c *Criterion) *float64 { return &c.LocationPercent }),
		"receiver_height_m": numberField(func(c *Criterion) *float64 { return &c.ReceiverHeightM }),
		"body_loss_db":      numberField(func(c *Criterion) *float64 { return &c.BodyLossDB }),
		"feeder_loss_db":    numberField(func(c *Criterion) *float64 { return &c.FeederLossDB }),
		"max_range_km":      numberField(func(c *Criterion) *float64 { return &c.MaxRangeKm }),
		"thresholds_dbm":    numbersField(func(c *Criterion) *PerTechnology { return &c.ThresholdsDBm }),
		"radius_m":          numbersField(func(c *Criterion) *PerTechnology { return &c.RadiusM }),
		"model":             (*decoder).models,
		"resource_blocks":   (*decoder).resourceBlocks,
		"terrain":           (*decoder).terrain,
		"pending":           (*decoder).pending,
	}
}

// kindOf says which keys belong to one kind only.
var kindOf = map[string]Kind{
	"thresholds_dbm": KindRSRP, "location_percent": KindRSRP, "model": KindRSRP, "indoor": KindRSRP,
	"receiver_height_m": KindRSRP, "body_loss_db": KindRSRP, "feeder_loss_db": KindRSRP, "max_range_km": KindRSRP,
	"resource_blocks": KindRSRP, "terrain": KindRSRP,
	"radius_m": KindRadius, "stated_range": KindRadius,
}

func keyNames() []string {
	var names []string
	for k := range fields {
		names = append(names, k)
	}
	slices.Sort(names)
	return names
}

func textField(of func(*Criterion) *string) field {
	return func(d *decoder, n ast.Node) bool {
		s, ok := d.text(n)
		*of(&d.c) = s
		return ok && s != ""
	}
}

func numberField(of func(*Criterion) *float64) field {
	return func(d *decoder, n ast.Node) bool {
		v, ok := d.number(n)
		*of(&d.c) = v
		return ok
	}
}

func choiceField[T ~string](of func(*Criterion) *T, choices ...T) field {
	return func(d *decoder, n ast.Node) bool {
		s, ok := d.text(n)
		if ok && !slices.Contains(choices, T(s)) {
			var names []string
			for _, c := range choices {
				names = append(names, string(c))
			}
			d.fail(n.GetToken(), "%q is not one of %s", s, strings.Join(names, ", "))
			return false
		}
		*of(&d.c) = T(s)
		return ok
	}
}

// numbersField lays numbers per technology over those of the preset; null takes
// a technology, or all of them, away.
func numbersField(of func(*Criterion) *PerTechnology) field {
	return func(d *decoder, n ast.Node) bool {
		to := of(&d.c)
		if isNull(n) {
			*to = nil
			return false
		}
		if *to == nil {
			*to = PerTechnology{}
		}
		d.eachTechnology(n, func(t coverage.Technology, value ast.Node) {
			if isNull(value) {
				delete(*to, t)
			} else if v, ok := d.number(value); ok {
				(*to)[t] = v
			}
		})
		return len(*to) > 0
	}
}

// models takes one name for all technologies, or names by technology.
func (d *decoder) models(n ast.Node) bool {
	if _, isMap := mappingPairs(n); !isMap {
		name, ok := d.text(n)
		d.c.Models = map[coverage.Technology]string{}
		for _, t := range coverage.Technologies() {
			d.c.Models[t] = name
		}
		return ok
	}
	if d.c.Models == nil {
		d.c.Models = map[coverage.Technology]string{}
	}
	d.eachTechnology(n, func(t coverage.Technology, value ast.Node) {
		if name, ok := d.text(value); ok {
			d.c.Models[t] = name
		}
	})
	return true
}

// byBandwidth is the word for Criterion.ResourceBlocks 0.
const byBandwidth = "by-bandwidth"

func (d *decoder) resourceBlocks(n ast.Node) bool {
	if s, ok := n.(*ast.StringNode); ok {
		if s.Value != byBandwidth {
			d.fail(n.GetToken(), "%q is neither %s nor a number of resource blocks", s.Value, byBandwidth)
			return false
		}
		d.c.ResourceBlocks = 0
		return true
	}
	v, ok := d.number(n)
	if ok && !(v >= 1 && v <= maxResourceBlocks && v == math.Trunc(v)) {
		d.fail(n.GetToken(), "%v is no number of resource blocks, 1 to %d", v, maxResourceBlocks)
		return false
	}
	d.c.ResourceBlocks = int(v)
	return ok
}

// terrain takes auto, ignored, or one of Surfaces, as Text writes it for figures made
// over terrain.
func (d *decoder) terrain(n ast.Node) bool {
	s, ok := d.text(n)
	if !ok {
		return false
	}
	d.c.Terrain, d.c.TerrainIgnored = "", s == terrainIgnored
	if s != terrainIgnored && s != terrainAuto {
		d.c.Terrain = s // violations has the rest
	}
	return true
}

// pending lists keys that an inheritor must state.
func (d *decoder) pending(n ast.Node) bool {
	list, ok := n.(*ast.SequenceNode)
	if !ok {
		d.fail(n.GetToken(), "pending is a list of keys")
		return false
	}
	for _, item := range list.Values {
		key, ok := d.text(item)
		if _, known := fields[key]; ok && (!known || slices.Contains(d.c.Pending, key)) {
			d.fail(item.GetToken(), "%q is no key, or is listed twice", key)
		} else if ok {
			d.c.Pending = append(slices.Clip(d.c.Pending), key)
		}
	}
	return true
}

// eachTechnology calls set for the pairs of a mapping by technology.
func (d *decoder) eachTechnology(n ast.Node, set func(coverage.Technology, ast.Node)) {
	pairs, ok := mappingPairs(n)
	if !ok {
		d.fail(n.GetToken(), "write values by technology, as {4g: ..., 5g: ...}")
		return
	}
	seen := map[coverage.Technology]bool{}
	for _, pair := range pairs {
		t := coverage.Technology(keyOf(pair))
		switch {
		case t == coverage.Tech4GPlus:
			d.fail(pair.Key.GetToken(), "%q is made of 4g and 5g; state these", t)
		case !slices.Contains(coverage.Technologies(), t):
			d.fail(pair.Key.GetToken(), "no technology %q; known: 2g, 3g, 4g, 5g", pair.Key.String())
		case seen[t]:
			d.fail(pair.Key.GetToken(), "technology %q is given twice", t)
		default:
			seen[t] = true
			set(t, pair.Value)
		}
	}
}

func isNull(n ast.Node) bool { _, null := n.(*ast.NullNode); return null }

// text takes a plain or quoted string; numbers and truth values are not strings.
func (d *decoder) text(n ast.Node) (string, bool) {
	s, ok := n.(*ast.StringNode)
	if !ok {
		d.fail(n.GetToken(), "expected text, found %s", strings.ToLower(n.Type().String()))
		return "", false
	}
	return s.Value, true
}

// number takes a decimal number. Hexadecimal, octal and infinite ones are refused.
func (d *decoder) number(n ast.Node) (float64, bool) {
	t := n.GetToken()
	switch n.(type) {
	case *ast.IntegerNode, *ast.FloatNode:
		digits := strings.TrimLeft(t.Value, "+-")
		v, err := strconv.ParseFloat(t.Value, 64)
		octal := len(digits) > 1 && digits[0] == '0' && digits[1] != '.'
		if err == nil && !octal && !math.IsInf(v, 0) && !math.IsNaN(v) {
			return v + 0, true // no minus zero
		}
	}
	d.fail(t, "expected a decimal number, found %q", t.Value)
	return 0, false
}
