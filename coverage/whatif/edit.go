package whatif

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"phusong/coverage"
	"phusong/coverage/dataset"
)

// Action is what an edit does.
type Action string

// The actions.
const (
	Add    Action = "add"    // a site, or cells to a site that is there
	Move   Action = "move"   // a site to another place
	Retune Action = "retune" // cells of a site
	Remove Action = "remove" // a site, or cells of it
	Undo   Action = "undo"   // edits before this one, in a script
)

// Edit is one change of the stations.
type Edit struct {
	Label  string // in the words of who asks; it changes nothing
	Action Action
	Site   string // its ID

	// Name and Commune are of a site that is added. Commune may also be that of a site
	// moved; a site without a position stands somewhere in it.
	Name, Commune string
	Located       bool // Add, Move: Lon and Lat are given
	Lon, Lat      float64
	// Cells are of Add: rows of a station list, each of one cell or more. A site that is
	// there gets them beside its own when neither name nor place is given.
	Cells []dataset.Fields

	Of  CellFilter     // Retune, Remove: which cells; the zero value is all
	Set dataset.Fields // Retune: the fields that change; an empty one is as if not stated

	Times int // Undo: how many edits; 0 is 1

	Source coverage.Source // where the edit was read
}

// CellFilter chooses cells of a site: those that agree in all that is given.
type CellFilter struct {
	Cell       string // ID
	Operator   string
	Technology coverage.Technology
}

func (f CellFilter) matches(c *coverage.Cell) bool {
	return (f.Cell == "" || c.ID == f.Cell) && (f.Operator == "" || c.Operator == f.Operator) && (f.Technology == "" || c.Technology == f.Technology)
}

// EditError says which edit cannot be made, and why. Nothing has changed then.
type EditError struct {
	Edit Edit
	Err  error
}

// Error names the edit by its place in a script, its action, site and label.
func (e *EditError) Error() string {
	where := ""
	if e.Edit.Source.Row > 0 {
		where = fmt.Sprintf("%s:%d: ", e.Edit.Source.File, e.Edit.Source.Row)
	}
	return fmt.Sprintf("%s%s: %v", where, e.Edit.Title(), e.Err)
}

// Unwrap returns the cause.
func (e *EditError) Unwrap() error { return e.Err }

// Title names an edit in one line: its action, its site and its label.
func (e *Edit) Title() string {
	text := string(e.Action)
	if e.Site != "" {
		text += " " + e.Site
	}
	if e.Label != "" {
		text += fmt.Sprintf(" (%s)", e.Label)
	}
	return text
}

// after returns the site as it is after the edit, nil when it is gone. before is the
// site as it was, nil for none; it is left as it is.
func (e *Edit) after(editor *dataset.Editor, before *coverage.Site) (*coverage.Site, error) {
	if e.Site == "" {
		return nil, errors.New("no site is named: give the site_id")
	}
	if before == nil && e.Action != Add {
		return nil, fmt.Errorf("no site has the ID %q", e.Site)
	}
	switch e.Action {
	case Add:
		return e.added(editor, before)
	case Move:
		return e.moved(editor, *before)
	case Retune:
		return e.retuned(editor, *before)
	case Remove:
		return e.removed(*before)
	}
	return nil, fmt.Errorf("no action %q: want %s, %s, %s or %s", e.Action, Add, Move, Retune, Remove)
}

func (e *Edit) added(editor *dataset.Editor, before *coverage.Site) (*coverage.Site, error) {
	if len(e.Cells) == 0 {
		return nil, errors.New("no cells: give at least one, with its operator and technology")
	}
	cells, err := editor.Cells(e.Site, e.Cells)
	if err != nil {
		return nil, err
	}
	if len(cells) == 0 {
		return nil, errors.New("its rows make no cell")
	}
	if before != nil {
		return e.withCells(*before, cells)
	}
	s := coverage.Site{ID: e.Site, Name: e.Name, Cells: cells, Source: e.Source}
	if err := e.place(editor, &s); err != nil {
		return nil, err
	}
	return &s, nil
}

// withCells adds cells to a site. Cells without an ID of their own get the next free
// number.
func (e *Edit) withCells(s coverage.Site, more []coverage.Cell) (*coverage.Site, error) {
	if e.Located || e.Name != "" || e.Commune != "" {
		return nil, errors.New("a site of this ID is there already: choose another ID, or leave out name and place to add cells to it")
	}
	all := slices.Clone(s.Cells)
	taken := func(id string) bool {
		return slices.ContainsFunc(all, func(c coverage.Cell) bool { return c.ID == id })
	}
	stated := func(id string) bool {
		return slices.ContainsFunc(e.Cells, func(f dataset.Fields) bool { return f["cell_id"] == id })
	}
	for _, c := range more {
		if taken(c.ID) && stated(c.ID) {
			return nil, fmt.Errorf("the site has a cell %q already", c.ID)
		}
		for n := 1; taken(c.ID); n++ {
			c.ID = fmt.Sprintf("%s/%02d", s.ID, n)
		}
		all = append(all, c)
	}
	slices.SortFunc(all, func(a, b coverage.Cell) int { return cmp.Compare(a.ID, b.ID) })
	s.Cells = all
	return &s, nil
}

// place sets position, commune and unit.
func (e *Edit) place(editor *dataset.Editor, s *coverage.Site) error {
	if !e.Located && e.Commune == "" {
		return errors.New("no place: give lon and lat, or the code of a commune")
	}
	if e.Commune != "" {
		if !editor.Knows(e.Commune) {
			return fmt.Errorf("no commune has the code %q", e.Commune)
		}
		s.Commune = e.Commune
	}
	s.Located, s.Lon, s.Lat = false, 0, 0
	if e.Located {
		lon, lat, err := editor.Position(e.Lon, e.Lat)
		if err != nil {
			return err
		}
		s.Located, s.Lon, s.Lat = true, lon, lat
	}
	var ok bool
	if s.Unit, _, ok = editor.UnitOf(s); !ok {
		return fmt.Errorf("no commune has the code %q", s.Commune)
	}
	return nil
}

func (e *Edit) moved(editor *dataset.Editor, s coverage.Site) (*coverage.Site, error) {
	if err := e.place(editor, &s); err != nil {
		return nil, err
	}
	return &s, nil
}

func (e *Edit) retuned(editor *dataset.Editor, s coverage.Site) (*coverage.Site, error) {
	if len(e.Set) == 0 {
		return nil, errors.New("nothing to set: give the fields that change")
	}
	if _, ok := e.Set["cell_id"]; ok {
		return nil, errors.New("a cell keeps its cell_id: remove it and add another")
	}
	s.Cells = slices.Clone(s.Cells)
	n := 0
	for i := range s.Cells {
		if !e.Of.matches(&s.Cells[i]) {
			continue
		}
		n++
		c, err := editor.Retune(s.Cells[i], e.Set)
		if err != nil {
			return nil, fmt.Errorf("cell %s: %w", s.Cells[i].ID, err)
		}
		s.Cells[i] = c
	}
	if n == 0 {
		return nil, e.noCell(&s)
	}
	return &s, nil
}

// noCell says which cells a site has, for none is what the edit asks for.
func (e *Edit) noCell(s *coverage.Site) error {
	const listed = 12
	var there []string
	for i := range s.Cells[:min(len(s.Cells), listed)] {
		c := &s.Cells[i]
		there = append(there, fmt.Sprintf("%s (%s, %s)", c.ID, c.Operator, c.Technology))
	}
	if len(s.Cells) > listed {
		there = append(there, fmt.Sprintf("%d more", len(s.Cells)-listed))
	}
	return fmt.Errorf("site %s has no such cell: cell %q, operator %q, technology %q; it has %s", e.Site, e.Of.Cell, e.Of.Operator, e.Of.Technology, strings.Join(there, ", "))
}

func (e *Edit) removed(s coverage.Site) (*coverage.Site, error) {
	kept := slices.DeleteFunc(slices.Clone(s.Cells), func(c coverage.Cell) bool { return e.Of.matches(&c) })
	switch {
	case len(kept) == len(s.Cells) && e.Of != (CellFilter{}):
		return nil, e.noCell(&s)
	case len(kept) == 0:
		return nil, nil
	}
	s.Cells = kept
	return &s, nil
}
