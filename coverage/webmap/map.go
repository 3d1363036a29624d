package webmap

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"phusong/coverage"
	"phusong/coverage/criterion"
	"phusong/coverage/output"
)

// Map is what a web map shows: outputs of one region, oldest first. Any number of
// goroutines may ask it, and what it answers does not change.
type Map struct {
	options  Options
	outputs  []*source
	views    []view
	viewByID map[string]int
	scales   scales
	tiles    tileSets
	version  string
	index    []byte

	predicted *predictions
}

// source is one output with what is read of it beside its figures.
type source struct {
	id        string // URL-safe
	number    int
	out       *output.Output
	criterion *criterion.Criterion // nil where its text is of another version
	leaf      string               // level of the units that have boundaries
	shapes    *shapes
	unitsOf   int // the source whose units these are too
	gaps      *later[*gapStore]
	sites     *later[*siteStore]
	hamlets   *later[[]output.Hamlet]
	signal    []signalMap
	large     bool // gaps are drawn from tiles, and read in the background
}

// MaxOutputs bounds how many outputs are shown together.
const MaxOutputs = 24

// ErrNoFigures is of outputs that nothing can be shown of.
var ErrNoFigures = errors.New("there are no figures for a map: add stations, households or fibre to the region and analyze it again")

// Open prepares the outputs of one region for a map. Outputs of other regions are
// refused; those of other editions or definitions are shown with a note that they are
// not to be compared; without a figure in any of them it is ErrNoFigures. The large files of a nation are read in the background: figures
// are there at once, requests for gaps wait.
func Open(outputs []*output.Output, options Options) (*Map, error) {
	if err := oneRegion(outputs); err != nil {
		return nil, err
	}
	sorted := slices.Clone(outputs)
	slices.SortStableFunc(sorted, func(a, b *output.Output) int { return strings.Compare(a.Run.AsOf, b.Run.AsOf) })
	m := &Map{options: options.withDefaults(), viewByID: map[string]int{}, predicted: newPredictions()}
	for i, o := range sorted {
		s, err := m.open(o, i)
		if err != nil {
			return nil, err
		}
		m.outputs = append(m.outputs, s)
	}
	if err := m.findSignals(); err != nil {
		return nil, err
	}
	m.shareUnits()
	m.listViews()
	if len(m.views) == 0 {
		return nil, fmt.Errorf("%s: %w", outputs[0].Dir, ErrNoFigures)
	}
	m.listScales()
	var err error
	if m.version, err = m.hash(); err != nil {
		return nil, err
	}
	m.index, err = m.makeIndex()
	return m, err
}

func oneRegion(outputs []*output.Output) error {
	if len(outputs) == 0 {
		return errors.New("no output to show")
	}
	if len(outputs) > MaxOutputs {
		return fmt.Errorf("%d outputs are more than the %d that can be shown together", len(outputs), MaxOutputs)
	}
	first := outputs[0]
	for _, o := range outputs[1:] {
		if o.Run.Region != first.Run.Region {
			return fmt.Errorf("%s is of %q and %s of %q: outputs that are shown together are of one region at several dates; serve each by itself",
				first.Dir, first.Run.Region, o.Dir, o.Run.Region)
		}
	}
	return nil
}

func (m *Map) open(o *output.Output, number int) (*source, error) {
	s := &source{id: m.freeID(o.Run.AsOf), number: number, unitsOf: number, out: o, leaf: o.Units[0].Level}
	if c, err := criterion.Parse("criterion", []byte(o.Run.Criterion.Text)); err == nil {
		s.criterion = &c
	}
	boundaries, err := o.Boundaries()
	if err != nil {
		return nil, err
	}
	s.shapes = newShapes(o, boundaries)
	return s, s.readMaps()
}

// findSignals finds the levels to show with each output.
func (m *Map) findSignals() (err error) {
	for _, s := range m.outputs {
		dir := s.out.Dir
		if m.options.Signal != "" && s == m.newest() {
			dir = m.options.Signal
		}
		if s.signal, err = findSignal(dir); err != nil {
			return err
		}
		if dir == m.options.Signal && len(s.signal) == 0 {
			return fmt.Errorf("%s has no signal_*.tif: it is not a folder of phusong coverage", dir)
		}
	}
	return nil
}

// freeID makes an identifier of a date, unlike those of the outputs before.
func (m *Map) freeID(date string) string {
	base := slug(date)
	id := base
	for n := 2; slices.ContainsFunc(m.outputs, func(s *source) bool { return s.id == id }); n++ {
		id = base + "-" + strconv.Itoa(n)
	}
	return id
}

// shareUnits lets outputs of the same units refer to one list of them.
func (m *Map) shareUnits() {
	for i, s := range m.outputs {
		for j, earlier := range m.outputs[:i] {
			if slices.Equal(s.out.Units, earlier.out.Units) && s.shapes.equal(earlier.shapes) {
				s.unitsOf = j
				break
			}
		}
	}
}

// output finds an output by its identifier.
func (m *Map) output(id string) (*source, bool) {
	i := slices.IndexFunc(m.outputs, func(s *source) bool { return s.id == id })
	if i < 0 {
		return nil, false
	}
	return m.outputs[i], true
}

// newest is the output of the latest date.
func (m *Map) newest() *source { return m.outputs[len(m.outputs)-1] }

// sameBasis reports whether two outputs compare in all their figures.
func sameBasis(a, b *source) bool {
	return output.Comparable(a.out.Basis(), b.out.Basis(), output.Across{Dates: true}) == nil
}

// definition is the criterion in words.
func (s *source) definition() Words {
	text := s.out.Run.Criterion.Definition
	if s.criterion == nil {
		return both(text)
	}
	c := *s.criterion
	if t := s.out.Run.Terrain; t != nil && c.Terrain == "" {
		return Words{c.Definition("vi"), text}
	}
	return Words{c.Definition("vi"), cmp.Or(text, c.Definition("en"))}
}

// slug keeps letters, digits and -+_. of a name; anything else becomes a hyphen, and
// no slug begins with a dot.
func slug(name string) string {
	out := strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '-', r == '+', r == '_', r == '.', r > 0x7f && r != 0xfffd:
			return r
		}
		return '-'
	}, name)
	if out == "" || out[0] == '.' {
		out = "-" + out
	}
	return out
}

// top is the unit that headline figures are of.
func (s *source) top() int { return s.out.Top() }

// isLeaf reports whether a unit has boundaries of its own.
func (s *source) isLeaf(unit int) bool { return s.out.Units[unit].Level == s.leaf }

// technologies lists those of the figures, in order of generation.
func (m *Map) technologies() []coverage.Technology {
	order := []coverage.Technology{coverage.Tech4G, coverage.Tech5G, coverage.Tech4GPlus, coverage.Tech3G, coverage.Tech2G, coverage.TechAny}
	var all []coverage.Technology
	for _, v := range m.views {
		if v.series.Technology != "" && !slices.Contains(all, v.series.Technology) {
			all = append(all, v.series.Technology)
		}
	}
	rank := func(t coverage.Technology) int {
		if i := slices.Index(order, t); i >= 0 {
			return i
		}
		return len(order)
	}
	slices.SortStableFunc(all, func(a, b coverage.Technology) int { return rank(a) - rank(b) })
	return all
}
