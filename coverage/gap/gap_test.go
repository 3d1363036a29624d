package gap_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"phusong/coverage"
	"phusong/coverage/gap"
	"phusong/geo"
	"phusong/geo/raster"
	"phusong/geo/zonal"
)

const step = 0.01 // degrees, of the grid of these tests

// world is a data set of communes that are boxes of whole cells, side by side,
// with a signal that tests fill in by hand.
type world struct {
	t      *testing.T
	data   *coverage.Dataset
	signal *coverage.SignalMap
}

// newWorld makes communes of the given widths in cells, all four cells high, from
// 106 E 11 N, with 100 households and 400 people a cell.
func newWorld(t *testing.T, layers []coverage.SignalLayer, widths ...int) *world {
	t.Helper()
	cols := 0
	for _, w := range widths {
		cols += w
	}
	d := &coverage.Dataset{Leaves: len(widths), Operators: []string{"A", "B"}, Technologies: []coverage.Technology{"4g"}}
	d.Demand.Kind = coverage.DemandArea
	if err := d.Demand.LayGrid(raster.Grid{West: 106, North: 11.04, StepX: step, StepY: step, Cols: cols, Rows: 4}); err != nil {
		t.Fatal(err)
	}
	west := 106.0
	for i, w := range widths {
		east := geo.Round7(west + float64(w)*step)
		mp := orb.MultiPolygon{{{{west, 11}, {east, 11}, {east, 11.04}, {west, 11.04}, {west, 11}}}}
		outline, err := zonal.NewOutline(d.Demand.Grid, mp)
		if err != nil {
			t.Fatal(err)
		}
		d.Demand.Units = append(d.Demand.Units, coverage.UnitDemand{Footprint: outline.Footprint()})
		d.Units = append(d.Units, coverage.AdminUnit{Code: fmt.Sprintf("%05d", i+1), Name: "Xã", Level: coverage.LevelCommune, Parent: -1,
			Geometry: mp, AreaM2: coverage.SquareMetres(mp), Households: coverage.Known(coverage.Whole(int64(400 * w))), People: coverage.Known(coverage.Whole(int64(1600 * w)))})
		west = east
	}
	m := coverage.NewSignalMap(d.Demand.Grid, layers)
	for i := range m.Tiles {
		m.Tiles[i] = make([]coverage.LayerTile, len(layers))
	}
	m.Receivers = make([][]coverage.State, len(layers))
	return &world{t, d, m}
}

// paint sets the cells of a layer from rows of letters: # covered, ? unknown.
func (w *world) paint(layer int, rows ...string) {
	tile := &w.signal.Tiles[0][layer]
	for r, row := range rows {
		for c, letter := range row {
			switch letter {
			case '#':
				tile.Covered.Set(c, r)
			case '?':
				tile.Unknown.Set(c, r)
			}
		}
	}
}

// site adds a station at the centre of a cell.
func (w *world) site(id string, col, row int, cells ...coverage.Cell) {
	lon, lat := w.data.Demand.Grid.Center(col, row)
	w.data.Sites = append(w.data.Sites, coverage.Site{ID: id, Located: true, Lon: lon, Lat: lat, Cells: cells})
}

func (w *world) gaps(reachM float64) ([]coverage.Gap, []coverage.Omitted) {
	w.t.Helper()
	gaps, omitted, err := gap.Mobile(gap.MobileInput{Dataset: w.data, Signal: w.signal, ReachM: map[coverage.Technology]float64{"4g": reachM}})
	if err != nil {
		w.t.Fatal(err)
	}
	return gaps, omitted
}

// of keeps the gaps of one operator rule.
func of(gaps []coverage.Gap, operator string) []coverage.Gap {
	var kept []coverage.Gap
	for _, g := range gaps {
		if g.Operator == operator {
			kept = append(kept, g)
		}
	}
	return kept
}

var (
	fourG  = coverage.SignalLayer{Technology: "4g", Operator: "A"}
	threeG = coverage.SignalLayer{Technology: "3g", Operator: "B"}
	cell4G = coverage.Cell{Operator: "A", Technology: "4g"}
	cell3G = coverage.Cell{Operator: "A", Technology: "3g"}
)

// TestMobileGaps: one component of cells is one gap, corners do not connect, the
// most households come first, ranks begin again in every commune.
func TestMobileGaps(t *testing.T) {
	w := newWorld(t, []coverage.SignalLayer{fourG}, 4, 2)
	w.paint(0,
		"####.#",
		"#.###.",
		"##..##",
		"##..?#")
	gaps, omitted := w.gaps(1000)
	if len(omitted) != 0 {
		t.Errorf("omitted %+v", omitted)
	}
	got := ""
	for _, g := range of(gaps, "any") {
		got += fmt.Sprintf("%d/%d %v hh %v p at %d,%d; ", g.Unit, g.Ordinal, g.Households, g.People, g.AnchorCol, g.AnchorRow)
	}
	// A cell has 1/16 of the unit's households, to a millionth by its area:
	// cells in the south are larger.
	want := "0/1 400 hh 1600 p at 2,3"
	if !strings.HasPrefix(strings.ReplaceAll(got, ".", ""), "0/1 4") || strings.Count(got, ";") != 4 {
		t.Errorf("gaps %s; want four, the first like %s", got, want)
	}
	for i, g := range of(gaps, "any") {
		want := []struct {
			unit, ordinal int
			col, row      int32
			cells         float64
		}{{0, 1, 2, 3, 4}, {0, 2, 1, 1, 1}, {1, 1, 5, 1, 1}, {1, 2, 4, 0, 1}}[i]
		if g.Unit != want.unit || g.Ordinal != want.ordinal || g.AnchorRow != want.row || i > 0 && g.AnchorCol != want.col {
			t.Errorf("gap %d: unit %d rank %d at %d,%d, want %+v", i, g.Unit, g.Ordinal, g.AnchorCol, g.AnchorRow, want)
		}
		if math.Abs(g.Households.Float()-100*want.cells) > 0.1*want.cells || math.Abs(g.People.Float()-400*want.cells) > 0.4*want.cells {
			t.Errorf("gap %d: %v households, %v people, want about %v and %v", i, g.Households, g.People, 100*want.cells, 400*want.cells)
		}
		if g.Kind != coverage.GapMobile || g.AreaM2 != coverage.SquareMetres(g.Geometry) || len(g.Geometry) != 1 {
			t.Errorf("gap %d: %+v", i, g)
		}
		lon, lat := w.data.Demand.Grid.Center(int(g.AnchorCol), int(g.AnchorRow))
		if g.Anchor != (orb.Point{lon, lat}) {
			t.Errorf("gap %d: anchor %v, want %v, %v", i, g.Anchor, lon, lat)
		}
	}
	if all := of(gaps, "B"); len(all) != 2 || all[0].Households != coverage.Whole(1600) || all[0].AreaM2 != w.data.Units[0].AreaM2 {
		t.Errorf("an operator without stations has %d gaps, want the two communes whole", len(all))
	}
}

// TestGapOrderTies: equal households fall back to people, area, place.
func TestGapOrderTies(t *testing.T) {
	w := newWorld(t, []coverage.SignalLayer{fourG}, 6)
	w.data.Units[0].Households = coverage.Count{}
	w.data.Demand.Kind = coverage.DemandPoints
	people := func(col, row int32, n int64) coverage.PointCount {
		return coverage.PointCount{Col: col, Row: row, People: coverage.Whole(n)}
	}
	w.data.Demand.Units[0].Points = []coverage.PointCount{people(0, 0, 10), people(2, 0, 30), people(4, 0, 10), people(0, 2, 10)}
	w.data.Units[0].People = coverage.Known(coverage.Whole(60))
	w.paint(0, ".#.#.#", "######", ".###.#", "######")
	var got []string
	for _, g := range of(firstOf(w.gaps(1000)), "any") {
		got = append(got, fmt.Sprintf("%d,%d", g.AnchorCol, g.AnchorRow))
	}
	// 30 people; 10 people in a larger cell of the south; 10 people, west first; nobody.
	if want := "2,0 0,2 0,0 4,0 4,2"; strings.Join(got, " ") != want {
		t.Errorf("order %v, want %s", got, want)
	}
}

func firstOf(gaps []coverage.Gap, _ []coverage.Omitted) []coverage.Gap { return gaps }

// TestGapCauseAtTheAnchor: terrain and buildings, before any station nearby.
func TestGapCauseAtTheAnchor(t *testing.T) {
	for _, test := range []struct {
		name              string
		shadowed, indoors bool
		want              string
	}{
		{"served over flat ground", true, false, coverage.CauseTerrain},
		{"served outdoors", false, true, coverage.CauseIndoor},
		{"by either", true, true, coverage.CauseIndoor},
		{"by neither", false, false, coverage.CauseNoLayer},
	} {
		w := newWorld(t, []coverage.SignalLayer{fourG}, 6)
		w.paint(0, "##.###", "######", "######", "######")
		w.site("S0", 5, 1, cell4G)
		w.site("S1", 4, 1, cell3G)
		tile := &w.signal.Tiles[0][0]
		if test.shadowed {
			tile.Shadowed.Set(2, 0)
		}
		if test.indoors {
			tile.Indoors.Set(2, 0)
		}
		for _, rule := range []string{"any", "A"} { // B has no layer, so all lacks it everywhere
			gaps := of(firstOf(w.gaps(90000)), rule)
			if len(gaps) != 1 || gaps[0].Cause != test.want {
				t.Errorf("%s, %s: %d gaps %+v, want cause %s", test.name, rule, len(gaps), gaps, test.want)
			}
		}
	}
}

// TestGapCause: distance, no layer in reach, no station at all.
func TestGapCause(t *testing.T) {
	far := coverage.Cell{Operator: "B", Technology: "3g"}
	for _, test := range []struct {
		name   string
		sites  []coverage.Cell // one site each in column 5, 4, ...
		rule   string
		reachM float64
		want   string
		site   string
	}{
		{"a station of the technology too far away", []coverage.Cell{cell4G}, "A", 1000, coverage.CauseDistance, "S0"},
		{"the same, however long the reach", []coverage.Cell{cell4G}, "A", 90000, coverage.CauseDistance, "S0"},
		{"a 3G station in reach", []coverage.Cell{cell4G, cell3G}, "A", 90000, coverage.CauseNoLayer, "S0"},
		{"a 3G station out of reach", []coverage.Cell{cell4G, cell3G}, "A", 1000, coverage.CauseDistance, "S0"},
		{"only 3G in reach", []coverage.Cell{cell3G}, "A", 90000, coverage.CauseNoLayer, ""},
		{"only 3G out of reach", []coverage.Cell{cell3G}, "A", 1000, coverage.CauseNoStation, ""},
		{"a 3G station of another operator", []coverage.Cell{far}, "A", 90000, coverage.CauseNoStation, ""},
		{"of any operator", []coverage.Cell{far}, "any", 90000, coverage.CauseNoLayer, ""},
		{"nobody", nil, "any", 90000, coverage.CauseNoStation, ""},
		{"the nearer of two", []coverage.Cell{cell4G, cell4G}, "any", 1000, coverage.CauseDistance, "S1"},
	} {
		w := newWorld(t, []coverage.SignalLayer{fourG}, 6)
		w.paint(0, ".#####", "######", "######", "######")
		for i, c := range test.sites {
			w.site(fmt.Sprintf("S%d", i), 5-i, 0, c)
		}
		all := of(firstOf(w.gaps(test.reachM)), test.rule)
		if len(all) != 1 {
			t.Fatalf("%s: %d gaps", test.name, len(all))
		}
		g := all[0]
		if g.Cause != test.want || g.NearestSite != test.site {
			t.Errorf("%s: cause %s, site %q; want %s, %q", test.name, g.Cause, g.NearestSite, test.want, test.site)
		}
		if g.NearestSite != "" {
			i := int(g.NearestSite[1] - '0')
			lon, lat := w.data.Demand.Grid.Center(5-i, 0)
			m, _, _ := geo.Inverse(g.Anchor[0], g.Anchor[1], lon, lat)
			if math.Abs(g.NearestSiteKm*1000-m) > 0.51 || math.Round(g.NearestSiteKm*1000) != g.NearestSiteKm*1000 {
				t.Errorf("%s: nearest site at %v km, want %.3f m rounded to 1 m", test.name, g.NearestSiteKm, m)
			}
		}
	}
}

// TestNearestSiteTies: of sites equally near the first by ID is named, and sites
// without a position are none.
func TestNearestSiteTies(t *testing.T) {
	w := newWorld(t, []coverage.SignalLayer{fourG}, 5)
	w.paint(0, "##.##", "#####", "#####", "#####")
	w.data.Sites = append(w.data.Sites, coverage.Site{ID: "0", Cells: []coverage.Cell{cell4G}})
	w.site("1", 4, 0, cell4G)
	w.site("2", 0, 0, cell4G)
	if g := of(firstOf(w.gaps(1000)), "A")[0]; g.NearestSite != "1" {
		t.Errorf("nearest site %s, want 1", g.NearestSite)
	}
}

// TestGapClass: white where no technology of anyone serves the anchor.
func TestGapClass(t *testing.T) {
	w := newWorld(t, []coverage.SignalLayer{threeG, fourG}, 3, 3)
	w.paint(0, "......", "......", "......", "...###")
	w.paint(1, "######", "######", "######", ".##.##")
	all := of(firstOf(w.gaps(1000)), "any")
	if len(all) != 2 || all[0].Class != gap.ClassWhite || all[1].Class != gap.ClassGap {
		t.Fatalf("gaps %+v; want white, then gap", all)
	}
	w.signal.Tiles[0][0].Unknown.Set(0, 3)
	if g := of(firstOf(w.gaps(1000)), "any")[0]; g.Class != gap.ClassUndecided {
		t.Errorf("where 3G is unknown the class is %s, want undecided", g.Class)
	}
}

// TestGapLevel: best level and what it lacks, at the anchor; none where the
// criterion has no level or no station reaches.
func TestGapLevel(t *testing.T) {
	w := newWorld(t, []coverage.SignalLayer{fourG}, 4)
	w.paint(0, "###.", "####", "#.##", "####")
	w.signal.ThresholdCentiDBm = []int{-11000}
	levels := make([]int16, coverage.TileSize*coverage.TileSize)
	for i := range levels {
		levels[i] = coverage.NoLevel
	}
	levels[2*coverage.TileSize+1] = -11234
	w.signal.Tiles[0][0].LevelCentiDBm = levels
	all := of(firstOf(w.gaps(1000)), "A")
	if g := all[0]; !g.HasLevel || g.BestDBm != -112.34 || g.ShortDB != 2.34 {
		t.Errorf("level %v, %v dBm, %v dB short; want -112.34, 2.34", g.HasLevel, g.BestDBm, g.ShortDB)
	}
	if g := all[1]; g.HasLevel {
		t.Errorf("a cell that nobody reaches has level %v", g.BestDBm)
	}
}

// TestGapsOfUnknownCounts: unknown households and people are in no gap.
func TestGapsOfUnknownCounts(t *testing.T) {
	w := newWorld(t, []coverage.SignalLayer{fourG}, 2)
	w.data.Units[0].Households.Known = false
	w.data.Units[0].People.Known = false
	for _, g := range firstOf(w.gaps(1000)) {
		if g.Households != 0 || g.People != 0 || g.AreaM2 != w.data.Units[0].AreaM2 {
			t.Errorf("%s: %v households, %v people, %v m2", g.Operator, g.Households, g.People, g.AreaM2)
		}
	}
}

// TestHamletOutsideItsCommune: people counted in a cell that the commune does not
// touch are in no polygon, and are listed as omitted.
func TestHamletOutsideItsCommune(t *testing.T) {
	w := newWorld(t, []coverage.SignalLayer{fourG}, 2, 2)
	w.data.Demand.Kind = coverage.DemandPoints
	w.data.Demand.Units[0].Points = []coverage.PointCount{
		{Col: 0, Row: 0, People: coverage.Whole(4), Households: coverage.One}, {Col: 3, Row: 3, People: coverage.Whole(12), Households: coverage.Whole(3)}}
	w.data.Units[0].Households, w.data.Units[0].People = coverage.Known(coverage.Whole(8)), coverage.Known(coverage.Whole(32))
	w.paint(0, "..##", "####", "####", "###.")
	gaps, omitted := w.gaps(1000)
	var left *coverage.Omitted
	for i := range omitted {
		if omitted[i].Operator == "any" && omitted[i].Unit == 0 {
			left = &omitted[i]
		}
	}
	if left == nil || left.Parts != 1 || left.Households != coverage.Whole(6) || left.People != coverage.Whole(24) {
		t.Fatalf("omitted %+v; want one part of 6 households and 24 people", omitted)
	}
	if g := of(gaps, "any")[0]; g.Unit != 0 || g.Households != coverage.Whole(2) || g.People != coverage.Whole(8) {
		t.Errorf("gap %+v; want 2 households and 8 people in unit 0", g)
	}
}

// TestGapOfDamagedUnit: a unit outside the grid is an error with its code.
func TestGapOfDamagedUnit(t *testing.T) {
	w := newWorld(t, []coverage.SignalLayer{fourG}, 2)
	w.data.Units[0].Geometry = orb.MultiPolygon{{{{107, 11}, {107.01, 11}, {107, 11.01}, {107, 11}}}}
	_, _, err := gap.Mobile(gap.MobileInput{Dataset: w.data, Signal: w.signal})
	if err == nil || !strings.Contains(err.Error(), "00001") {
		t.Errorf("error %v, want one that names unit 00001", err)
	}
}

func TestFiberGaps(t *testing.T) {
	known := func(n int64) coverage.Count { return coverage.Known(coverage.Whole(n)) }
	none := coverage.Count{}
	for _, test := range []struct {
		name                       string
		households, people         coverage.Count
		passed, connected          coverage.Count
		reported                   bool
		wantHouseholds, wantPeople int64
		wantCause                  string
		wantGap, wantOmitted       bool
		wantOmittedHouseholds      int64
	}{
		{name: "all passed, some connected", households: known(100), people: known(400), passed: known(100), connected: known(75), reported: true,
			wantGap: true, wantHouseholds: 25, wantPeople: 100, wantCause: coverage.CauseNotConnected},
		{name: "more passed than there are", households: known(100), passed: known(120), connected: known(75), reported: true,
			wantGap: true, wantHouseholds: 25, wantCause: coverage.CauseNotConnected},
		{name: "everyone passed is connected", households: known(100), passed: known(60), connected: known(60), reported: true,
			wantGap: true, wantHouseholds: 40, wantCause: coverage.CauseNotPassed},
		{name: "some of both", households: known(100), passed: known(80), connected: known(60), reported: true,
			wantGap: true, wantHouseholds: 40, wantCause: coverage.CauseFiberMixed},
		{name: "passed not reported", households: known(100), passed: none, connected: known(60), reported: true,
			wantGap: true, wantHouseholds: 40, wantCause: coverage.CauseNotConnected},
		{name: "all connected", households: known(100), passed: known(100), connected: known(100), reported: true},
		{name: "more connections than households", households: known(100), passed: known(100), connected: known(130), reported: true,
			wantOmitted: true, wantOmittedHouseholds: -30},
		{name: "no household, a connection", households: known(0), passed: none, connected: known(1), reported: true,
			wantOmitted: true, wantOmittedHouseholds: -1},
		{name: "connected unknown", households: known(100), passed: known(10), connected: none, reported: true},
		{name: "households unknown", households: coverage.Count{Value: coverage.Whole(100)}, passed: known(10), connected: known(5), reported: true},
		{name: "not reported", households: known(100)},
	} {
		w := newWorld(t, nil, 2)
		u := &w.data.Units[0]
		u.Households, u.People = test.households, test.people
		if test.reported {
			u.Fiber = &coverage.FiberAccess{Passed: test.passed, Connected: test.connected}
		}
		gaps, omitted := gap.Fiber(w.data)
		if (len(gaps) == 1) != test.wantGap || (len(omitted) == 1) != test.wantOmitted {
			t.Errorf("%s: gaps %+v, omitted %+v", test.name, gaps, omitted)
			continue
		}
		if test.wantOmitted && omitted[0].Households != coverage.Whole(test.wantOmittedHouseholds) {
			t.Errorf("%s: omitted %+v, want %d households", test.name, omitted[0], test.wantOmittedHouseholds)
		}
		if !test.wantGap {
			continue
		}
		g := gaps[0]
		if g.Households != coverage.Whole(test.wantHouseholds) || g.People != coverage.Whole(test.wantPeople) || g.Cause != test.wantCause || g.Class != g.Cause {
			t.Errorf("%s: %v households, %v people, cause %s, class %s", test.name, g.Households, g.People, g.Cause, g.Class)
		}
		if g.Kind != coverage.GapFiber || g.AreaM2 != u.AreaM2 || g.Technology != "" || g.Operator != "" || g.Ordinal != 1 {
			t.Errorf("%s: %+v", test.name, g)
		}
	}
}
