package document

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"phusong/coverage"
	"phusong/coverage/adminname"
)

// foldName is a name without case, marks and spaces.
func foldName(name string) string { return strings.ReplaceAll(adminname.Fold(name), " ", "") }

// unit finds a unit by its code or its folded name.
func (r *Resolver) unit(w string) (int, error) {
	if r.units == nil {
		r.indexUnits()
	}
	key := w
	if level, code, ok := strings.Cut(w, ":"); ok {
		if i, known := r.c.o.UnitByCode(level, code); known {
			return i, nil
		}
		return 0, fmt.Errorf("there is no %s with the code %s", level, code)
	}
	found := r.units[key]
	if len(found) == 0 {
		found = r.units[foldName(w)]
	}
	switch {
	case len(found) == 1:
		return found[0], nil
	case slices.Contains(found, r.c.top):
		return r.c.top, nil
	case len(found) > 1:
		return 0, fmt.Errorf("%q can be %s: give the code", w, r.unitCodes(found))
	}
	return 0, fmt.Errorf("%q is no part (%s), technology, operator or unit; near it: %s", w, strings.Join(partNames, ", "), near(foldName(w), r.unitWords()))
}

// indexUnits keeps every unit under its code and its names.
func (r *Resolver) indexUnits() {
	r.units = map[string][]int{}
	add := func(key string, i int) {
		if key != "" && !slices.Contains(r.units[key], i) {
			r.units[key] = append(r.units[key], i)
		}
	}
	for i := range r.c.o.Units {
		u := &r.c.o.Units[i]
		add(strings.ToLower(u.Code), i)
		add(foldName(u.Name), i)
		add(foldName(adminname.Parse(u.Name).Proper), i)
	}
}

// unitCodes lists units with level, code and name.
func (r *Resolver) unitCodes(found []int) string {
	var all []string
	for _, i := range found {
		u := &r.c.o.Units[i]
		name := r.c.unitName(i)
		if u.Parent >= 0 {
			name += ", " + r.c.unitName(u.Parent)
		}
		all = append(all, fmt.Sprintf("%s:%s (%s)", u.Level, u.Code, name))
	}
	return strings.Join(all, "; ")
}

// unitWords are the folded names of all units and the parts, to look for near ones.
func (r *Resolver) unitWords() []string {
	all := slices.Clone(partNames)
	for i := range r.c.o.Units {
		all = append(all, foldName(adminname.Parse(r.c.unitName(i)).Proper))
	}
	return append(all, r.c.operators...)
}

// nearCount is how many near names an error lists.
const nearCount = 4

// near lists the words that take fewest changes of letters to become w.
func near(w string, words []string) string {
	type candidate struct {
		word string
		far  int
	}
	var all []candidate
	for _, word := range words {
		if !slices.ContainsFunc(all, func(c candidate) bool { return c.word == word }) {
			all = append(all, candidate{word, changes(w, strings.ToLower(word))})
		}
	}
	slices.SortStableFunc(all, func(a, b candidate) int { return cmp.Or(a.far-b.far, strings.Compare(a.word, b.word)) })
	var names []string
	for _, c := range all[:min(len(all), nearCount)] {
		names = append(names, c.word)
	}
	return strings.Join(names, ", ")
}

// maxNearWord bounds the words that are compared: longer ones are cut.
const maxNearWord = 64

// changes counts the letters to insert, delete or replace between two words
// (Levenshtein's distance).
func changes(a, b string) int {
	x, y := []rune(a), []rune(b)
	x, y = x[:min(len(x), maxNearWord)], y[:min(len(y), maxNearWord)]
	row := make([]int, len(y)+1)
	for k := range row {
		row[k] = k
	}
	for i := range x {
		corner := row[0]
		row[0] = i + 1
		for k := range y {
			replaced := corner
			if x[i] != y[k] {
				replaced++
			}
			corner = row[k+1]
			row[k+1] = min(replaced, row[k]+1, corner+1)
		}
	}
	return row[len(y)]
}

// table finds a table of the report, or else of the workbook.
func (r *Resolver) table(id string) (Value, error) {
	if r.tables == nil {
		if err := r.findTables(); err != nil {
			return Value{}, err
		}
	}
	if t, ok := r.tables[id]; ok {
		return Value{Block: t}, nil
	}
	return Value{}, fmt.Errorf("\"table %s\": there is no such table; there are: %s", id, strings.Join(r.tableIDs(), ", "))
}

func (r *Resolver) findTables() error {
	opt := r.c.opt
	opt.Draw = nil // maps take long and are not asked for
	d, err := Compose(r.c.o, opt)
	if err != nil {
		return err
	}
	full, err := Tables(r.c.o, opt)
	if err != nil {
		return err
	}
	r.tables = map[string]*Table{}
	for _, b := range d.Blocks {
		if t, ok := b.(*Table); ok {
			r.tables[t.ID] = t
		}
	}
	for _, t := range full {
		if r.tables[t.ID] == nil {
			r.tables[t.ID] = t
		}
	}
	return nil
}

func (r *Resolver) tableIDs() []string {
	var all []string
	for id := range r.tables {
		all = append(all, id)
	}
	slices.Sort(all)
	return all
}

// figure draws a map: "map gaps 4g", "map units fiber.connected", "map hamlets".
func (r *Resolver) figure(words []string) (Value, error) {
	m, caption, alt, err := r.mapOf(words)
	if err != nil {
		return Value{}, err
	}
	if r.c.opt.Draw == nil {
		return Value{}, fmt.Errorf("%q: there is nothing to draw maps with", m.ID())
	}
	f, err := r.c.figure(m, caption, alt)
	if err != nil {
		return Value{}, err
	}
	if f == nil {
		return Value{}, fmt.Errorf("%q: the output has nothing for this map", m.ID())
	}
	return Value{Block: f}, nil
}

// mapOf finds which map is asked for.
func (r *Resolver) mapOf(words []string) (m Map, caption, alt string, err error) {
	c := r.c
	kind := ""
	if len(words) > 0 {
		kind = words[0]
	}
	rest := words[min(len(words), 1):]
	switch kind {
	case MapHamlets:
		if len(c.hamlets) == 0 {
			return m, "", "", fmt.Errorf("\"map hamlets\": the output has no gap register")
		}
		return c.hamletMap(), c.say(wordHamletMap), c.hamletSentence(true), nil
	case MapGaps:
		rest = append([]string{coverage.MobilePopulation}, rest...)
	case MapUnits:
	default:
		return m, "", "", fmt.Errorf("\"map %s\": want map %s INDICATOR [TECHNOLOGY] [OPERATOR], map %s TECHNOLOGY [OPERATOR], or map %s", strings.Join(words, " "), MapUnits, MapGaps, MapHamlets)
	}
	if len(rest) == 0 {
		return m, "", "", fmt.Errorf("\"map %s\": say of which indicator", kind)
	}
	q, err := r.parse(rest)
	if err != nil {
		return m, "", "", fmt.Errorf("\"map %s\": %w", strings.Join(words, " "), err)
	}
	s, err := r.series(q)
	if err != nil {
		return m, "", "", fmt.Errorf("\"map %s\": %w", strings.Join(words, " "), err)
	}
	if kind == MapGaps {
		m, caption, alt = c.gapMap(s.Technology, s.Operator)
	} else {
		m, caption, alt = c.unitMap(s)
	}
	return m, caption, alt, nil
}

// list is a list of hamlets of a class.
func (r *Resolver) list(words []string) (Value, error) {
	c := r.c
	if len(words) != 2 || words[0] != "hamlets" || !slices.Contains(coverage.HamletClasses(), coverage.HamletClass(words[1])) {
		return Value{}, fmt.Errorf("\"list %s\": want list hamlets white, gap, weak, served or unknown", strings.Join(words, " "))
	}
	if c.hamlets == nil {
		return Value{}, fmt.Errorf("\"list %s\": the output has no gap register", strings.Join(words, " "))
	}
	var l List
	for _, h := range c.openHamlets([]coverage.HamletClass{coverage.HamletClass(words[1])}) {
		item := h.Name + ", " + c.inText(h.Unit)
		if h.Households.Known {
			item += " (" + c.counted(coverage.FloorSteps(h.Households.Value, coverage.One), 0, "household") + ")"
		}
		l.Items = append(l.Items, []Run{{Text: item}})
	}
	if len(l.Items) == 0 {
		l.Items = [][]Run{{{Text: c.say(text{"Không có.", "None."})}}}
	}
	return Value{Block: l}, nil
}

// Names lists the names of the values of the largest unit, and of tables, maps and
// lists.
func (r *Resolver) Names() ([]string, error) {
	all := []string{"region", "date", "edition", "criterion", "definition"}
	for _, s := range r.c.series {
		if r.c.at(r.c.top, s.Indicator, s.Technology, s.Operator) != nil {
			all = append(all, seriesCode(s))
		}
	}
	if r.tables == nil {
		if err := r.findTables(); err != nil {
			return nil, err
		}
	}
	for _, id := range r.tableIDs() {
		all = append(all, "table "+id)
	}
	for _, t := range r.c.mainTechnologies() {
		all = append(all, "map units "+seriesCode(r.c.mobileSeries(t)), "map gaps "+string(t)+" any")
	}
	if r.c.known(coverage.FiberConnected, "", "") != nil {
		all = append(all, "map units "+coverage.FiberConnected)
	}
	if len(r.c.hamlets) > 0 {
		all = append(all, "map hamlets", "list hamlets white", "list hamlets gap", "list hamlets weak")
	}
	return all, nil
}
