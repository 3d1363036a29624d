package whatif

import (
	"cmp"
	"context"
	"fmt"
	"reflect"
	"slices"

	"phusong/coverage"
	"phusong/coverage/analysis"
	"phusong/coverage/dataset"
)

// Options are those of an analysis.
type Options = analysis.Options

// State is an analysed data set of which stations change. It serves one goroutine.
type State struct {
	options Options
	given   *coverage.Dataset // as it was given
	data    *coverage.Dataset // as it is; Sites and Operators are the State's own
	editor  *dataset.Editor
	changed map[string]*coverage.Site   // sites that are not as given; nil for those gone
	odd     map[string]coverage.Problem // what is odd about their places
	history []step
	engine  *engine // nil without stations, and after an interruption
}

// step is an edit that was made.
type step struct {
	before, after *coverage.Site
	odd           *coverage.Problem // before
}

// New analyses a data set, which the caller must not change as long as the State is
// in use.
func New(ctx context.Context, d *coverage.Dataset, o Options) (*State, error) {
	var err error
	if o.Criterion, err = o.Criterion.In(d); err != nil {
		return nil, err
	}
	data := *d
	data.Sites = slices.Clone(d.Sites)
	s := &State{options: o, given: d, data: &data, changed: map[string]*coverage.Site{}, odd: map[string]coverage.Problem{}}
	if s.editor, err = dataset.NewEditor(d); err != nil {
		return nil, err
	}
	return s, s.ensure(ctx)
}

// ensure analyses everything where nothing is analysed.
func (s *State) ensure(ctx context.Context) (err error) {
	if s.engine != nil {
		return nil
	}
	s.data.Operators = dataset.OperatorsOf(s.data.Sites)
	if len(s.data.Sites) > 0 {
		s.engine, err = newEngine(ctx, s.data, s.options, s.located())
	}
	return err
}

// located lists the located sites as they are, by ID, in memory that does not move.
func (s *State) located() []*coverage.Site {
	var all []*coverage.Site
	for i := range s.data.Sites {
		if s.data.Sites[i].Located {
			all = append(all, s.site(s.data.Sites[i].ID))
		}
	}
	return all
}

// site is a site as it is, nil when it is not there.
func (s *State) site(id string) *coverage.Site {
	if site, ok := s.changed[id]; ok {
		return site
	}
	if i, ok := find(s.given.Sites, id); ok {
		return &s.given.Sites[i]
	}
	return nil
}

func find(sites []coverage.Site, id string) (int, bool) {
	return slices.BinarySearchFunc(sites, id, func(s coverage.Site, id string) int { return cmp.Compare(s.ID, id) })
}

// Len is the number of edits that Undo can take back.
func (s *State) Len() int { return len(s.history) }

// Site returns a site as it is, nil when it is not there. The caller must not change it.
func (s *State) Site(id string) *coverage.Site { return s.site(id) }

// Apply makes an edit and says what it changes. An edit that cannot be made is an
// *EditError, and changes nothing. An edit of the action Undo takes back as many edits as
// it says, and its change is that of all of them.
func (s *State) Apply(ctx context.Context, e Edit) (Change, error) {
	if e.Action == Undo {
		return s.undo(ctx, e)
	}
	before := s.site(e.Site)
	after, err := e.after(s.editor, before)
	if err != nil {
		return Change{}, &EditError{e, err}
	}
	if before != nil && after != nil && reflect.DeepEqual(*before, *after) {
		after = before
	}
	was := s.step(before, after)
	c, err := s.replace(ctx, before, after)
	if err != nil {
		return Change{}, err
	}
	s.history = append(s.history, was)
	s.judgePlace(&e, after)
	c.Edit = e
	return c, nil
}

func (s *State) step(before, after *coverage.Site) step {
	st := step{before: before, after: after}
	if id := idOf(before, after); id != "" {
		if p, ok := s.odd[id]; ok {
			st.odd = &p
		}
	}
	return st
}

func idOf(before, after *coverage.Site) string {
	if before != nil {
		return before.ID
	}
	if after != nil {
		return after.ID
	}
	return ""
}

// judgePlace notes what is odd about the place of a site, as reading a list does.
func (s *State) judgePlace(e *Edit, after *coverage.Site) {
	if after == nil {
		delete(s.odd, e.Site)
		return
	}
	if e.Action != Move && !(e.Action == Add && (e.Located || e.Commune != "")) {
		return
	}
	delete(s.odd, e.Site)
	at := *after
	at.Source = e.Source
	if _, odd, _ := s.editor.UnitOf(&at); odd.Rule != "" {
		s.odd[e.Site] = odd
	}
}

// Undo takes the last edit back. There must be one.
func (s *State) Undo(ctx context.Context) (Change, error) {
	return s.undo(ctx, Edit{Action: Undo, Times: 1})
}

func (s *State) undo(ctx context.Context, e Edit) (Change, error) {
	times := max(1, e.Times)
	if times > len(s.history) {
		return Change{}, &EditError{e, fmt.Errorf("there are not as many edits to undo: %d, and %d are to be", len(s.history), times)}
	}
	if times == 1 {
		c, err := s.undoOne(ctx)
		c.Edit = e
		return c, err
	}
	sum := merging{sum: Change{Edit: e}, was: s.snapshot()}
	for range times {
		c, err := s.undoOne(ctx)
		if err != nil {
			return Change{}, err
		}
		sum.add(&c)
	}
	return sum.close(s.snapshot(), s.options), nil
}

func (s *State) undoOne(ctx context.Context) (Change, error) {
	last := s.history[len(s.history)-1]
	c, err := s.replace(ctx, last.after, last.before)
	if err != nil {
		return c, err
	}
	s.history = s.history[:len(s.history)-1]
	if id := idOf(last.before, last.after); id != "" {
		delete(s.odd, id)
		if last.odd != nil {
			s.odd[id] = *last.odd
		}
	}
	return c, nil
}

// replace puts a site in the place of another, of the same ID; either may be nil.
func (s *State) replace(ctx context.Context, before, after *coverage.Site) (Change, error) {
	c := Change{Before: before, After: after}
	if before == after {
		return c, nil
	}
	if err := s.ensure(ctx); err != nil {
		return c, err
	}
	if s.engine == nil || s.engine.needsRebuild(before, after) || len(s.data.Sites) == 1 && after == nil {
		return c, s.rebuild(ctx, &c)
	}
	s.put(before, after)
	err := s.engine.replace(ctx, &c)
	switch {
	case err == errRebuild:
		s.put(after, before)
		return c, s.rebuild(ctx, &c)
	case err != nil:
		s.put(after, before)
		s.engine = nil
	}
	return c, err
}

// put changes the list of sites.
func (s *State) put(before, after *coverage.Site) {
	id := idOf(before, after)
	i, ok := find(s.data.Sites, id)
	switch {
	case after == nil && ok:
		s.data.Sites = slices.Delete(s.data.Sites, i, i+1)
	case after != nil && ok:
		s.data.Sites[i] = *after
	case after != nil:
		s.data.Sites = slices.Insert(s.data.Sites, i, *after)
	}
	if j, given := find(s.given.Sites, id); given && after == &s.given.Sites[j] || !given && after == nil {
		delete(s.changed, id)
		return
	}
	s.changed[id] = after
}

// rebuild makes a change by analysing everything again.
func (s *State) rebuild(ctx context.Context, c *Change) error {
	was, err := s.Result(ctx)
	if err != nil {
		return err
	}
	old := s.engine
	s.put(c.Before, c.After)
	s.engine = nil
	is, err := s.Result(ctx)
	if err != nil { // the edit is not made: everything is as before
		s.put(c.After, c.Before)
		s.engine = old
		s.data.Operators = dataset.OperatorsOf(s.data.Sites)
		return err
	}
	c.addDifferences(was, is, s.options)
	c.Full, c.Units = true, s.data.Leaves
	if s.engine != nil {
		c.Tiles = s.engine.tiles
	}
	return nil
}

// Dataset is the data set as it is, with the problems of the places of edited sites. It
// does not change with later edits.
func (s *State) Dataset() *coverage.Dataset {
	d := *s.data
	d.Sites, d.Operators = slices.Clone(d.Sites), slices.Clone(d.Operators)
	if len(s.odd) > 0 {
		d.Problems = slices.Clone(d.Problems)
		for _, p := range s.odd {
			d.Problems = append(d.Problems, p)
		}
		d.Problems = coverage.SortProblems(d.Problems)
	}
	return &d
}

// Result is what analysis.Run gives for the data set as it is. It does not change with
// later edits.
func (s *State) Result(ctx context.Context) (*coverage.Result, error) {
	if err := s.ensure(ctx); err != nil {
		return nil, err
	}
	var p *analysis.Parts
	if s.engine != nil {
		p = s.engine.parts()
	}
	return analysis.Assemble(ctx, s.Dataset(), s.options, p)
}
