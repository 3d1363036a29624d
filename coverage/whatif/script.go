package whatif

import (
	"bytes"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"

	"phusong/coverage"
	"phusong/coverage/dataset"
)

// Limits of a script. The YAML library takes memory by the square of the nesting.
const (
	MaxScriptBytes = 4 << 20
	maxBrackets    = 100_000
	maxNesting     = 16
	maxEdits       = 10_000
)

// ReadScript reads edits from a script: CSV where the name ends in .csv, else YAML.
// name is how errors call it. Unknown keys are errors, and every error has its line.
func ReadScript(name string, data []byte) ([]Edit, error) {
	if len(data) > MaxScriptBytes {
		return nil, fmt.Errorf("%s: more than %d bytes", name, MaxScriptBytes)
	}
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	read := readYAML
	if strings.EqualFold(filepath.Ext(name), ".csv") {
		read = readCSV
	}
	edits, err := read(name, data)
	if err != nil {
		return nil, err
	}
	if len(edits) == 0 {
		return nil, fmt.Errorf("%s: no edits: want a list of add, move, retune, remove or undo", name)
	}
	if len(edits) > maxEdits {
		return nil, fmt.Errorf("%s: %d edits, more than %d", name, len(edits), maxEdits)
	}
	return edits, nil
}

// readYAML reads a list of mappings.
func readYAML(name string, data []byte) (edits []Edit, err error) {
	if bytes.Count(data, []byte("["))+bytes.Count(data, []byte("{")) > maxBrackets || deepest(data) > maxNesting {
		return nil, fmt.Errorf("%s: too many brackets: it is not a list of edits", name)
	}
	defer func() { // the YAML library panics on some malformed tags
		if p := recover(); p != nil {
			edits, err = nil, fmt.Errorf("%s: not YAML: %v", name, p)
		}
	}()
	file, err := parser.ParseBytes(data, 0)
	if err != nil {
		var at yaml.Error
		if errors.As(err, &at) && at.GetToken() != nil {
			return nil, located(name, at.GetToken(), "%s", at.GetMessage())
		}
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	r := &yamlReader{name: name}
	for _, doc := range file.Docs {
		if doc.Body == nil {
			continue
		}
		list, ok := doc.Body.(*ast.SequenceNode)
		if !ok {
			return nil, located(name, doc.Body.GetToken(), "a script is a list: - add: ..., - move: ..., - retune: ..., - remove: ..., - undo: ...")
		}
		for _, node := range list.Values {
			edits = append(edits, r.edit(node))
		}
	}
	return edits, errors.Join(r.errs...)
}

// deepest is how deep brackets are nested, about: strings are not told apart.
func deepest(data []byte) int {
	depth, most := 0, 0
	for _, b := range data {
		switch b {
		case '[', '{':
			depth++
			most = max(most, depth)
		case ']', '}':
			depth = max(0, depth-1)
		}
	}
	return most
}

// located is an error with a line of a script.
func located(name string, at *token.Token, format string, args ...any) error {
	message := strings.ToValidUTF8(fmt.Sprintf(format, args...), "")
	if runes := []rune(message); len(runes) > 600 {
		message = string(runes[:600]) + "…"
	}
	if at == nil || at.Position == nil {
		return fmt.Errorf("%s: %s", name, message)
	}
	return fmt.Errorf("%s:%d: %s", name, at.Position.Line, message)
}

// yamlReader reads edits and collects what is wrong.
type yamlReader struct {
	name string
	errs []error
}

func (r *yamlReader) fail(at *token.Token, format string, args ...any) {
	r.errs = append(r.errs, located(r.name, at, format, args...))
}

// pair is a key with its value.
type pair struct {
	key   string
	at    *token.Token
	value ast.Node
}

// pairs lists the pairs of a mapping; keys that are not known, or there twice, are errors.
func (r *yamlReader) pairs(node ast.Node, known []string) []pair {
	var nodes []*ast.MappingValueNode
	switch m := node.(type) {
	case *ast.MappingNode:
		nodes = m.Values
	case *ast.MappingValueNode:
		nodes = []*ast.MappingValueNode{m}
	default:
		r.fail(node.GetToken(), "want keys and values: %s", strings.Join(known, ", "))
		return nil
	}
	var all []pair
	for _, n := range nodes {
		key, ok := n.Key.(*ast.StringNode)
		switch {
		case !ok || !slices.Contains(known, key.Value):
			r.fail(n.Key.GetToken(), "unknown key %q; known: %s", n.Key.String(), strings.Join(known, ", "))
		case slices.ContainsFunc(all, func(p pair) bool { return p.key == key.Value }):
			r.fail(n.Key.GetToken(), "key %q is given twice", key.Value)
		default:
			all = append(all, pair{key.Value, n.Key.GetToken(), n.Value})
		}
	}
	return all
}

// text reads a scalar as it is written; nothing is the empty text.
func (r *yamlReader) text(p pair) string {
	switch n := p.value.(type) {
	case *ast.StringNode:
		return n.Value
	case *ast.LiteralNode:
		return strings.TrimSpace(n.Value.Value)
	case *ast.NullNode:
		return ""
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode:
		return n.GetToken().Value
	}
	r.fail(p.at, "%s: want one value", p.key)
	return ""
}

func (r *yamlReader) number(p pair) float64 {
	v, err := degreesOf(r.text(p))
	if err != nil {
		r.fail(p.at, "%s: %v", p.key, err)
	}
	return v
}

// degreesOf reads a decimal number.
func degreesOf(text string) (float64, error) {
	v, err := strconv.ParseFloat(strings.TrimSpace(text), 64)
	if err != nil || v != v || strings.ContainsAny(text, "xXpP_") || v > 360 || v < -360 {
		return 0, fmt.Errorf("%q is no number of degrees", text)
	}
	return v, nil
}

// actions in the order in which they are named.
var actions = []Action{Add, Move, Retune, Remove, Undo}

// keysOf lists what an action may say beside label.
var keysOf = map[Action][]string{
	Add: {"name", "commune", "lon", "lat", "cells"}, Move: {"commune", "lon", "lat"},
	Retune: {"of", "set"}, Remove: {"of"}, Undo: {},
}

// edit reads one edit.
func (r *yamlReader) edit(node ast.Node) Edit {
	known := []string{"label", "add", "move", "retune", "remove", "undo", "name", "commune", "lon", "lat", "cells", "of", "set"}
	e := Edit{Source: coverage.Source{File: r.name}}
	if at := node.GetToken(); at != nil && at.Position != nil {
		e.Source.Row = at.Position.Line
	}
	all := r.pairs(node, known)
	if len(all) > 0 && all[0].at.Position != nil {
		e.Source.Row = all[0].at.Position.Line
	}
	for _, p := range all {
		if !slices.Contains(actions, Action(p.key)) {
			continue
		}
		if e.Action != "" {
			r.fail(p.at, "one edit is %s and %s: make two of it", e.Action, p.key)
		}
		e.Action = Action(p.key)
		r.target(&e, p)
	}
	if e.Action == "" {
		if len(all) > 0 {
			r.fail(all[0].at, "the edit does nothing: want add, move, retune, remove or undo")
		}
		return e
	}
	for _, p := range all {
		switch {
		case p.key == "label":
			e.Label = r.text(p)
		case Action(p.key) == e.Action || slices.Contains(actions, Action(p.key)):
		case !slices.Contains(keysOf[e.Action], p.key):
			r.fail(p.at, "%s has no key %q; it has: label %s", e.Action, p.key, strings.Join(keysOf[e.Action], " "))
		default:
			r.detail(&e, p)
		}
	}
	r.checkPlace(&e, all)
	return e
}

// target reads what the action is about: a site, or how many edits to undo.
func (r *yamlReader) target(e *Edit, p pair) {
	text := r.text(p)
	if e.Action != Undo {
		if e.Site = text; text == "" {
			r.fail(p.at, "%s: want a site_id", p.key)
		}
		return
	}
	e.Times = 1
	if text == "" {
		return
	}
	var err error
	if e.Times, err = strconv.Atoi(text); err != nil || e.Times < 1 {
		r.fail(p.at, "undo: %q is no number of edits", text)
		e.Times = 1
	}
}

// detail reads one of the keys of an action.
func (r *yamlReader) detail(e *Edit, p pair) {
	switch p.key {
	case "name":
		e.Name = r.text(p)
	case "commune":
		e.Commune = r.text(p)
	case "lon":
		e.Lon = r.number(p)
	case "lat":
		e.Lat = r.number(p)
	case "cells":
		list, ok := p.value.(*ast.SequenceNode)
		if !ok {
			r.fail(p.at, "cells: want a list, one entry a cell")
			return
		}
		for _, n := range list.Values {
			e.Cells = append(e.Cells, r.fields(n))
		}
	case "set":
		e.Set = r.fields(p.value)
	case "of":
		for _, q := range r.pairs(p.value, []string{"cell", "operator", "technology"}) {
			e.Of.set(q.key, r.text(q))
		}
	}
}

func (f *CellFilter) set(key, text string) {
	switch key {
	case "cell":
		f.Cell = text
	case "operator":
		f.Operator = text
	case "technology":
		f.Technology = coverage.Technology(strings.ToLower(text))
	}
}

func (r *yamlReader) fields(node ast.Node) dataset.Fields {
	f := dataset.Fields{}
	for _, p := range r.pairs(node, dataset.CellColumns()) {
		f[p.key] = r.text(p)
	}
	return f
}

// checkPlace says whether a position is given, which needs both its numbers.
func (r *yamlReader) checkPlace(e *Edit, all []pair) {
	given := map[string]bool{}
	for _, p := range all {
		given[p.key] = p.key == "lon" || p.key == "lat"
	}
	e.Located = given["lon"] && given["lat"]
	if given["lon"] != given["lat"] {
		r.fail(all[0].at, "lon and lat go together")
	}
}
