package criterion

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

// Limits of a criterion file; a real one has less than 1 KiB and one level.
const (
	maxFileBytes = 16 << 10
	maxBrackets  = 32
	// maxMessageBytes cuts messages that quote a long value.
	maxMessageBytes = 600
)

// Parse reads a criterion file; name is how errors call it. All violations are
// joined, each as "name:line:column: what". The result may have Pending keys:
// Resolve it before use. A file may not change a preset's meaning under the
// preset's id, so that a label says one thing everywhere.
func Parse(name string, data []byte) (Criterion, error) {
	c, err := decode(name, data)
	if err != nil {
		return Criterion{}, err
	}
	p, err := Preset(c.ID)
	if err == nil && len(p.Pending) == 0 && p.OverTerrain(c.Terrain).Hash() != c.Hash() {
		return Criterion{}, fmt.Errorf("%s: id %q is that of a preset with another meaning (%s here, %s there); choose an id of your own",
			name, c.ID, c.Label(), p.Label())
	}
	return c, nil
}

// decode is Parse for presets as well.
func decode(name string, data []byte) (Criterion, error) {
	root, err := parseMapping(name, data)
	if err != nil {
		return Criterion{}, err
	}
	d := decoder{name: name, seen: map[string]bool{}}
	d.start(root)
	for _, pair := range root {
		d.set(pair)
	}
	d.finish()
	if len(d.errs) == 0 {
		d.check()
	}
	if err := errors.Join(d.errs...); err != nil {
		return Criterion{}, err
	}
	return d.c, nil
}

// parseMapping returns the pairs of the file's only document.
func parseMapping(name string, data []byte) ([]*ast.MappingValueNode, error) {
	if len(data) > maxFileBytes {
		return nil, fmt.Errorf("%s: %d bytes; a criterion file has at most %d", name, len(data), maxFileBytes)
	}
	if bytes.Count(data, []byte("["))+bytes.Count(data, []byte("{")) > maxBrackets {
		return nil, fmt.Errorf("%s: more than %d brackets; a criterion file is not nested", name, maxBrackets)
	}
	file, err := parser.ParseBytes(bytes.TrimPrefix(data, []byte("\ufeff")), 0)
	if err != nil {
		var at yaml.Error
		if errors.As(err, &at) && at.GetToken() != nil {
			return nil, located(name, at.GetToken(), "%s", at.GetMessage())
		}
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	var bodies []ast.Node
	for _, doc := range file.Docs {
		if doc.Body != nil {
			bodies = append(bodies, doc.Body)
		}
	}
	if len(bodies) != 1 {
		return nil, fmt.Errorf("%s: %d documents; a criterion file holds one, see the presets %s", name, len(bodies), strings.Join(Presets(), ", "))
	}
	pairs, ok := mappingPairs(bodies[0])
	if !ok {
		return nil, located(name, bodies[0].GetToken(), "a criterion is a mapping of keys to values")
	}
	return pairs, nil
}

// mappingPairs returns the pairs of a mapping, of which the parser has two forms.
func mappingPairs(n ast.Node) ([]*ast.MappingValueNode, bool) {
	switch m := n.(type) {
	case *ast.MappingNode:
		return m.Values, true
	case *ast.MappingValueNode:
		return []*ast.MappingValueNode{m}, true
	}
	return nil, false
}

// located is an error with a place in the file.
func located(name string, at *token.Token, format string, args ...any) error {
	message := fmt.Sprintf(format, args...)
	if len(message) > maxMessageBytes {
		message = strings.ToValidUTF8(message[:maxMessageBytes], "") + "…"
	}
	if at == nil || at.Position == nil {
		return fmt.Errorf("%s: %s", name, message)
	}
	return fmt.Errorf("%s:%d:%d: %s", name, at.Position.Line, at.Position.Column, message)
}

// decoder fills a Criterion and collects what is wrong.
type decoder struct {
	name    string
	c       Criterion
	extends bool
	seen    map[string]bool
	keys    []*token.Token // of the keys, in the order of the file
	errs    []error
}

func (d *decoder) fail(at *token.Token, format string, args ...any) {
	d.errs = append(d.errs, located(d.name, at, format, args...))
}

// start sets the values that the file's own are laid over: those of the preset
// it extends, or the defaults.
func (d *decoder) start(pairs []*ast.MappingValueNode) {
	d.c = Criterion{
		DemandAt: AtCell, LocationPercent: 50, Indoor: IndoorNone, ReceiverHeightM: 1.5, MaxRangeKm: 30,
		StatedRange: StatedWins,
	}
	for _, pair := range pairs {
		if keyOf(pair) != "extends" {
			continue
		}
		id, _ := d.text(pair.Value)
		base, err := Preset(id)
		if err != nil {
			d.fail(pair.Value.GetToken(), "extends: %v", err)
			return
		}
		d.c, d.extends = base, true
		d.c.ThresholdsDBm, d.c.RadiusM, d.c.Models = maps.Clone(base.ThresholdsDBm), maps.Clone(base.RadiusM), maps.Clone(base.Models)
		return
	}
}

func keyOf(pair *ast.MappingValueNode) string {
	if s, ok := pair.Key.(*ast.StringNode); ok {
		return s.Value
	}
	return ""
}

// set takes one pair of the file.
func (d *decoder) set(pair *ast.MappingValueNode) {
	at, key := pair.Key.GetToken(), keyOf(pair)
	f, known := fields[key]
	switch {
	case reliabilityWord(key):
		d.fail(at, "%q alone means two things: at the cell edge or over the area, and they differ by 4 to 5 dB of margin (sigma 6 to 10 dB, exponent 3.5); "+
			"state location_percent, the share of locations that each place must reach the level in (edge reliability at the edge)", key)
	case !known:
		d.fail(at, "unknown key %q; known: %s", pair.Key.String(), strings.Join(keyNames(), ", "))
	case d.seen[key]:
		d.fail(at, "key %q is given twice", key)
	default:
		d.seen[key] = true
		d.keys = append(d.keys, at)
		if f(d, pair.Value) {
			d.c.Pending = remove(d.c.Pending, key)
		}
	}
}

func reliabilityWord(key string) bool {
	return strings.Contains(strings.ToLower(key), "reliability") || key == "coverage_probability"
}

// remove returns list without s, leaving list as it is.
func remove(list []string, s string) []string {
	var kept []string
	for _, v := range list {
		if v != s {
			kept = append(kept, v)
		}
	}
	return kept
}

// finish drops what an inheritor with a name of its own must not inherit, and
// refuses keys that the kind does not use.
func (d *decoder) finish() {
	if d.extends && d.seen["id"] {
		for key, field := range map[string]*string{"title": &d.c.Title, "title_vi": &d.c.TitleVI, "source": &d.c.Source} {
			if !d.seen[key] {
				*field = ""
			}
		}
	}
	for _, at := range d.keys {
		if k, limited := kindOf[at.Value]; limited && d.c.Kind != "" && k != d.c.Kind {
			d.fail(at, "key %q has no meaning for kind %q", at.Value, d.c.Kind)
		}
	}
}

// check validates what was read, apart from pending keys.
func (d *decoder) check() {
	for _, err := range d.c.violations() {
		d.errs = append(d.errs, fmt.Errorf("%s: %w", d.name, err))
	}
}
