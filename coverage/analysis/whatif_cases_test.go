package analysis_test

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"

	"phusong/coverage"
	"phusong/coverage/dataset"
	"phusong/coverage/whatif"
	"phusong/geo"
)

// TestWhatIfOverTerrain: edits about a ridge, in the box of the terrain that is loaded
// and beyond it, with the first and the last station of a technology.
func TestWhatIfOverTerrain(t *testing.T) {
	for name, terrain := range map[string]string{"bare": "terrain: {dir: dem, surface: bare_earth}\n",
		"clutter": "terrain: {dir: dem, surface: bare_earth, land_cover: cover.tif, clutter_m: {10: 20}}\n"} {
		for _, lines := range []string{"thresholds_dbm: {4g: -100}\n", "thresholds_dbm: {4g: -100}\nindoor: o2i-low\nlocation_percent: 90\n"} {
			d := behindTheRidge(t, terrain)
			e := startEditing(t, d, criterionOf(t, lines), 2)
			last := e.now(name)
			var history []outcome
			for _, edit := range []whatif.Edit{
				{Action: whatif.Add, Site: "E", Located: true, Lon: 106.08, Lat: 11.03, Cells: []dataset.Fields{{"operator": "X", "technology": "4g", "eirp_dbm": "58", "frequency_mhz": "1800"}}},
				{Action: whatif.Retune, Site: "S", Set: dataset.Fields{"height_m": "60", "azimuth_deg": "90"}},
				{Action: whatif.Move, Site: "E", Located: true, Lon: 106.09, Lat: 11.09},
				{Action: whatif.Add, Site: "S", Cells: []dataset.Fields{{"operator": "Y", "technology": "4g"}}},
				{Action: whatif.Move, Site: "E", Located: true, Lon: 106.14, Lat: 11.05}, // other terrain
				{Action: whatif.Add, Site: "U", Commune: "00001", Cells: []dataset.Fields{{"operator": "X", "technology": "4g"}}},
				{Action: whatif.Remove, Site: "S"},
				{Action: whatif.Remove, Site: "E"},
			} {
				next, ok := e.apply(last, edit)
				if !ok {
					t.Fatalf("%s was refused", edit.Title())
				}
				history, last = append(history, last), next
			}
			if e.full == len(history) {
				t.Errorf("%s: everything was computed anew each time", name)
			}
			e.undoAll(history)
		}
	}
}

// stripRegion is four communes in a row, with centres, hamlets and three operators.
func stripRegion(name string) region {
	r := region{criterion: name, demand: "points", resolution: 0.005}
	for i := range 4 {
		west := 106 + 0.05*float64(i)
		r.communes = append(r.communes, box(fmt.Sprintf("0000%d", i+1), west, 11, west+0.05, 11.05))
		r.hamlets = append(r.hamlets, []string{fmt.Sprintf("H%d", i), fmt.Sprintf("0000%d", i+1), "h", degrees(west + 0.01), degrees(11.02), "100", "400", ""},
			[]string{fmt.Sprintf("K%d", i), fmt.Sprintf("0000%d", i+1), "k", degrees(west + 0.04), degrees(11.04), "30", "90", ""})
		r.centres = append(r.centres, []string{fmt.Sprintf("0000%d", i+1), degrees(west + 0.02), degrees(11.03)})
	}
	r.sites = [][]string{disc("A", "X", 106.025, 11.025, 2500), disc("B", "Y", 106.1, 11.025, 1500), disc("C", "X", 106.175, 11.025, 2500),
		disc("D", "Z", 106.11, 11.01, 700)}
	return r
}

// TestWhatIfAtTheEdges: places where a rule could be missed: on borders and corners, at
// equal distances, twice at one place, nowhere, beyond all communes; the first and last
// of an operator; and edits that change nothing.
func TestWhatIfAtTheEdges(t *testing.T) {
	cell := func(operator, technology string) []dataset.Fields {
		return []dataset.Fields{{"operator": operator, "technology": technology, "range_m": "1200", "eirp_dbm": "40"}}
	}
	at := func(action whatif.Action, id string, lon, lat float64, cells []dataset.Fields) whatif.Edit {
		return whatif.Edit{Action: action, Site: id, Located: true, Lon: lon, Lat: lat, Cells: cells}
	}
	edits := []struct {
		edit    whatif.Edit
		nothing bool // no figure and no gap may differ
	}{
		{at(whatif.Move, "A", 106.025, 11.025, nil), true}, // where it is
		{whatif.Edit{Action: whatif.Retune, Site: "A", Set: dataset.Fields{"range_m": "2500", "technology": "4G"}}, true},
		{at(whatif.Add, "A2", 106.025, 11.025, []dataset.Fields{{"operator": "X", "technology": "4g", "range_m": "100", "height_m": "30", "eirp_dbm": "1"}}), false}, // on another site
		{at(whatif.Add, "9", 106.05, 11.025, cell("X", "4g")), false},                                                                                                // on a border
		{at(whatif.Move, "9", 106.05, 11.05, nil), false},                                                                                                            // on the outer border
		{at(whatif.Move, "9", 106.2, 11, nil), false},                                                                                                                // a corner of the region
		{at(whatif.Move, "9", 106.2, 11.3, nil), false},                                                                                                              // outside
		{at(whatif.Move, "9", 106.1025, 11.0275, nil), false},                                                                                                        // a corner of cells
		{at(whatif.Add, "B0", 106.1, 11.025, cell("Y", "4g")), false},                                                                                                // before B at its place: equally near
		{at(whatif.Add, "Z9", 106.1, 11.025, cell("Y", "4g")), false},                                                                                                // behind it
		{whatif.Edit{Action: whatif.Remove, Site: "B"}, false},                                                                                                       // the nearest changes its name
		{whatif.Edit{Action: whatif.Remove, Site: "B0"}, false},                                                                                                      //
		{whatif.Edit{Action: whatif.Remove, Site: "D"}, false},                                                                                                       // the last of an operator
		{at(whatif.Add, "N", 106.03, 11.03, cell("New", "4g")), false},                                                                                               // the first of one
		{at(whatif.Add, "G", 106.03, 11.03, cell("X", "5g")), false},                                                                                                 // the first of a technology
		{whatif.Edit{Action: whatif.Remove, Site: "G"}, false},                                                                                                       // and the last
		{at(whatif.Add, "W", 106.03, 11.03, cell("", "4g")), false},                                                                                                  // of nobody
		{at(whatif.Add, "2", 106.03, 11.02, cell("X", "2g")), false},                                                                                                 // without the technology
		{at(whatif.Move, "2", 106.18, 11.02, nil), false},                                                                                                            // elsewhere in reach
		{whatif.Edit{Action: whatif.Move, Site: "A", Commune: "00002"}, false},                                                                                       // no position any more
		{at(whatif.Move, "A", 106.025, 11.025, nil), false},
		{whatif.Edit{Action: whatif.Add, Site: "U", Commune: "00003", Cells: cell("X", "4g")}, false},
		{whatif.Edit{Action: whatif.Remove, Site: "U"}, false},
		{whatif.Edit{Action: whatif.Retune, Site: "C", Set: dataset.Fields{"range_m": "40000"}}, false}, // everywhere, and another usual reach
		{whatif.Edit{Action: whatif.Remove, Site: "C", Of: whatif.CellFilter{Technology: "4g"}}, false},
	}
	for _, name := range []string{"stated-radius", "outdoor-110", "commune-centre"} {
		d, c := loadRegion(t, stripRegion(name))
		e := startEditing(t, d, c, 1)
		last := e.now(name)
		var history []outcome
		for _, x := range edits {
			next, ok := e.apply(last, x.edit)
			if !ok {
				t.Fatalf("%s: %s was refused", name, x.edit.Title())
			}
			if x.nothing {
				sameFiles(t, name+": "+x.edit.Title(), next, last)
			}
			history, last = append(history, last), next
		}
		e.undoAll(history)
	}
}

// TestWhatIfRefuses: what cannot be made is said with the edit, and changes nothing.
func TestWhatIfRefuses(t *testing.T) {
	d, c := loadRegion(t, stripRegion("stated-radius"))
	e := startEditing(t, d, c, 1)
	before := e.now("before")
	cells := []dataset.Fields{{"operator": "X", "technology": "4g"}}
	for _, edit := range []whatif.Edit{
		{Action: whatif.Add, Site: "A", Located: true, Lon: 106, Lat: 11, Cells: cells}, {Action: whatif.Add, Site: "N", Cells: cells},
		{Action: whatif.Add, Site: "N", Commune: "99999", Cells: cells}, {Action: whatif.Add, Site: "N", Located: true, Lon: 106, Lat: 11},
		{Action: whatif.Add, Site: "N", Located: true, Lon: 106, Lat: 91, Cells: cells}, {Action: whatif.Add, Located: true, Lon: 106, Lat: 11, Cells: cells},
		{Action: whatif.Move, Site: "none", Located: true, Lon: 106, Lat: 11}, {Action: whatif.Move, Site: "A"},
		{Action: whatif.Retune, Site: "A", Set: dataset.Fields{}}, {Action: whatif.Retune, Site: "A", Set: dataset.Fields{"cell_id": "x"}},
		{Action: whatif.Retune, Site: "A", Set: dataset.Fields{"azimuth_deg": "0/120"}}, {Action: whatif.Retune, Site: "A", Set: dataset.Fields{"height_m": "-1"}},
		{Action: whatif.Retune, Site: "A", Of: whatif.CellFilter{Operator: "none"}, Set: dataset.Fields{"height_m": "10"}},
		{Action: whatif.Remove, Site: "none"}, {Action: whatif.Remove, Site: "A", Of: whatif.CellFilter{Cell: "none"}}, {Action: whatif.Undo}, {Action: "paint", Site: "A"},
	} {
		if _, ok := e.apply(before, edit); ok {
			t.Errorf("%+v was made", edit)
		}
	}
	sameFiles(t, "after refusals", e.now("after refusals"), before)
}

// TestWhatIfChangedReach: a station that serves nobody can make the usual reach another. Then gaps change their cause wherever
// a station without the technology stands within the one reach and beyond the other, and nothing is predicted or drawn anew.
func TestWhatIfChangedReach(t *testing.T) {
	r := stripRegion("stated-radius")
	r.sites = [][]string{disc("A", "X", 106.025, 11.025, 1000), disc("B", "X", 106.02, 11.02, 1000), disc("C", "X", 106.19, 11.04, 3000)}
	d, c := loadRegion(t, r)
	e := startEditing(t, d, c, 1)
	other := whatif.Edit{Action: whatif.Add, Site: "O", Located: true, Lon: 106.125, Lat: 11.025, Cells: []dataset.Fields{{"operator": "X", "technology": "2g", "range_m": "100"}}}
	if _, err := e.state.Apply(t.Context(), other); err != nil {
		t.Fatal(err)
	}
	causes := func(out outcome, reachM float64) (no int) {
		t.Helper()
		for _, g := range out.Gaps {
			if g.Kind != coverage.GapMobile || g.Technology != coverage.Tech4G {
				continue
			}
			want := coverage.CauseDistance
			if geo.ShortDistanceM(geo.Cartesian(g.Anchor[0], g.Anchor[1]), geo.Cartesian(other.Lon, other.Lat)) <= reachM {
				want, no = coverage.CauseNoLayer, no+1
			}
			if g.Cause != want {
				t.Errorf("reach %g m: the gap at %v has the cause %s, want %s", reachM, g.Anchor, g.Cause, want)
			}
		}
		return no
	}
	before := e.now("usual reach 1000 m")
	first := causes(before, 1000) // of 1000, 1000, 3000
	far := whatif.Edit{Action: whatif.Add, Site: "Q", Located: true, Lon: 106.2, Lat: 11.3, Cells: []dataset.Fields{{"operator": "X", "technology": "4g", "range_m": "20000"}}}
	after, ok := e.apply(before, far)
	if !ok {
		t.Fatal("the edit was refused")
	}
	if second := causes(after, 3000); second <= first { // of 1000, 1000, 3000, 20000
		t.Fatalf("%d gaps change their cause", second-first)
	}
	back, err := e.state.Undo(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if back.Full || back.Units != 0 || len(back.Gaps) == 0 {
		t.Errorf("everything anew: %v, %d units accounted anew, %d units with other gaps", back.Full, back.Units, len(back.Gaps))
	}
	for _, g := range back.Gaps {
		if len(g.Gone)+len(g.New) > 0 {
			t.Errorf("unit %d: gaps were drawn anew", g.Unit)
		}
		for _, p := range g.Changed {
			if p.Before.Cause != coverage.CauseNoLayer || p.After.Cause != coverage.CauseDistance {
				t.Errorf("unit %d: cause %s, then %s", g.Unit, p.Before.Cause, p.After.Cause)
			}
		}
	}
	sameFiles(t, "undone", e.now("undone"), before)
}

// TestWhatIfReachGone: the last station of a technology that has a position, beside one that has none, takes the usual reach
// with it.
func TestWhatIfReachGone(t *testing.T) {
	r := stripRegion("stated-radius")
	d, c := loadRegion(t, r)
	e := startEditing(t, d, c, 1)
	fields := []dataset.Fields{{"operator": "X", "technology": "5g", "range_m": "4000"}}
	var history []outcome
	last := e.now("at the beginning")
	for _, edit := range []whatif.Edit{
		{Action: whatif.Add, Site: "U", Commune: "00003", Cells: fields},
		{Action: whatif.Add, Site: "G", Located: true, Lon: 106.03, Lat: 11.03, Cells: fields},
		{Action: whatif.Remove, Site: "G"},
	} {
		next, ok := e.apply(last, edit)
		if !ok {
			t.Fatalf("%s was refused", edit.Title())
		}
		history, last = append(history, last), next
	}
	e.undoAll(history)
}

// TestWhatIfWithoutStations: the first station of a region, and none again.
func TestWhatIfWithoutStations(t *testing.T) {
	r := stripRegion("stated-radius")
	r.sites = [][]string{}
	d, c := loadRegion(t, r)
	e := startEditing(t, d, c, 1)
	before := e.now("none")
	after, ok := e.apply(before, whatif.Edit{Action: whatif.Add, Site: "A", Located: true, Lon: 106.05, Lat: 11.02, Cells: []dataset.Fields{{"technology": "4g"}}})
	if !ok || len(after.Dataset.Operators) != 1 {
		t.Fatalf("the first station: %v, operators %v", ok, after.Dataset.Operators)
	}
	e.undoAll([]outcome{before})
}

// TestWhatIfInterrupted: after an interruption the state is that of before the edit.
func TestWhatIfInterrupted(t *testing.T) {
	d, c := loadRegion(t, stripRegion("outdoor-110"))
	e := startEditing(t, d, c, 2)
	before := e.now("before")
	ended, end := context.WithCancel(context.Background())
	end()
	if _, err := e.state.Apply(ended, whatif.Edit{Action: whatif.Remove, Site: "A"}); err == nil {
		t.Fatal("an ended context makes edits")
	}
	sameFiles(t, "interrupted", e.now("interrupted"), before)
	if e.state.Len() != 0 {
		t.Errorf("%d edits", e.state.Len())
	}
}

// endsAfter is a context that has ended once it has been asked so many times.
type endsAfter struct {
	context.Context
	left atomic.Int64
}

func (c *endsAfter) Err() error {
	if c.left.Add(-1) < 0 {
		return context.Canceled
	}
	return nil
}

// TestWhatIfInterruptedAnywhere: wherever an edit that has everything computed anew ends, it is
// made and can be undone, or it is not made.
func TestWhatIfInterruptedAnywhere(t *testing.T) {
	d, c := loadRegion(t, stripRegion("stated-radius"))
	e := startEditing(t, d, c, 1)
	before := e.now("before")
	first := whatif.Edit{Action: whatif.Add, Site: "N", Located: true, Lon: 106.03, Lat: 11.03, Cells: []dataset.Fields{{"operator": "New", "technology": "4g"}}}
	refused := 0
	for n := int64(0); ; n++ {
		ctx := &endsAfter{Context: context.Background()}
		ctx.left.Store(n)
		_, err := e.state.Apply(ctx, first)
		if err == nil {
			break
		}
		if refused++; e.state.Len() != 0 || e.state.Site("N") != nil {
			t.Fatalf("ended at question %d: %d edits, site %v", n, e.state.Len(), e.state.Site("N"))
		}
	}
	if refused == 0 {
		t.Error("nothing asked whether the context has ended")
	}
	if _, err := e.state.Apply(context.Background(), whatif.Edit{Action: whatif.Move, Site: "A", Located: true, Lon: 106.03, Lat: 11.02}); err != nil {
		t.Fatal(err)
	}
	change, err := e.state.Apply(context.Background(), whatif.Edit{Action: whatif.Undo, Times: 2})
	if err != nil || !change.Full {
		t.Errorf("two edits undone: %v, everything computed anew %v", err, change.Full)
	}
	sameFiles(t, "undone", e.now("undone"), before)
}
