package indicator_test

import (
	"testing"

	"github.com/paulmach/orb"

	"phusong/coverage"
	"phusong/coverage/indicator"
	"phusong/geo/raster"
	"phusong/geo/zonal"
)

// twoCommunes is a data set of two communes of two cells each, side by side, in
// districts of one province, with operators A and B and a station of each.
//
//	commune 0   commune 1
//	[0,0][1,0]  [2,0][3,0]
func twoCommunes(t *testing.T) *coverage.Dataset {
	t.Helper()
	d := &coverage.Dataset{Leaves: 2, AsOf: "2024-07-01", Operators: []string{"A", "B"}, Technologies: []coverage.Technology{"4g", "4g+", "5g"}}
	d.Demand.Kind = coverage.DemandPoints
	if err := d.Demand.LayGrid(raster.Grid{West: 106, North: 11, StepX: 0.01, StepY: 0.01, Cols: 4, Rows: 1}); err != nil {
		t.Fatal(err)
	}
	for i, west := range []float64{106, 106.02} {
		east := []float64{106.02, 106.04}[i]
		mp := orb.MultiPolygon{{{{west, 10.99}, {east, 10.99}, {east, 11}, {west, 11}, {west, 10.99}}}}
		outline, err := zonal.NewOutline(d.Demand.Grid, mp)
		if err != nil {
			t.Fatal(err)
		}
		d.Demand.Units = append(d.Demand.Units, coverage.UnitDemand{Footprint: outline.Footprint(), Points: []coverage.PointCount{
			point(2*i, 30, 10), point(2*i+1, 70, 30)}})
		d.Units = append(d.Units, coverage.AdminUnit{Code: []string{"1", "2"}[i], Level: coverage.LevelCommune, Parent: 2 + i, Geometry: mp,
			AreaM2: coverage.SquareMetres(mp), People: whole(100), Households: whole(40)})
	}
	d.Units = append(d.Units, coverage.AdminUnit{Code: "D1", Level: coverage.LevelDistrict, Parent: 4},
		coverage.AdminUnit{Code: "D2", Level: coverage.LevelDistrict, Parent: 4}, coverage.AdminUnit{Code: "P", Level: coverage.LevelProvince, Parent: -1})
	return d
}

func whole(n int64) coverage.Count { return coverage.Known(coverage.Whole(n)) }

func point(col int, people, households int64) coverage.PointCount {
	return coverage.PointCount{Col: int32(col), People: coverage.Whole(people), Households: coverage.Whole(households)}
}

// states are the cells of a layer, "#.?#".
func signalOf(d *coverage.Dataset, states map[coverage.SignalLayer]string, layers ...coverage.SignalLayer) *coverage.SignalMap {
	m := coverage.NewSignalMap(d.Demand.Grid, layers)
	m.Tiles[0] = make([]coverage.LayerTile, len(layers))
	m.Receivers = make([][]coverage.State, len(layers))
	for i, l := range layers {
		for c, letter := range states[l] {
			switch letter {
			case '#':
				m.Tiles[0][i].Covered.Set(c, 0)
			case '?':
				m.Tiles[0][i].Unknown.Set(c, 0)
			}
		}
	}
	return m
}

var (
	a4 = coverage.SignalLayer{Technology: "4g", Operator: "A"}
	b4 = coverage.SignalLayer{Technology: "4g", Operator: "B"}
	b5 = coverage.SignalLayer{Technology: "5g", Operator: "B"}
)

type want struct {
	indicator  string
	technology coverage.Technology
	operator   string
	unit       int
	// covered, uncovered, unknown in whole units
	columns [3]int64
}

func checkFigures(t *testing.T, figures []coverage.Figure, wants []want) {
	t.Helper()
	for _, w := range wants {
		f := find(figures, w)
		if f == nil {
			t.Errorf("no figure %s %s %s of unit %d", w.indicator, w.technology, w.operator, w.unit)
			continue
		}
		got := [3]coverage.Micro{f.Covered, f.Uncovered, f.Unknown}
		if got != [3]coverage.Micro{coverage.Whole(w.columns[0]), coverage.Whole(w.columns[1]), coverage.Whole(w.columns[2])} || !f.Closed() {
			t.Errorf("%s %s %s of unit %d: %v of %v, want %v", w.indicator, w.technology, w.operator, w.unit, got, f.Total, w.columns)
		}
	}
}

func find(figures []coverage.Figure, w want) *coverage.Figure {
	for i := range figures {
		f := &figures[i]
		if f.Indicator == w.indicator && f.Technology == w.technology && f.Operator == w.operator && f.Unit == w.unit {
			return f
		}
	}
	return nil
}

// TestMobileByHand: sums of a table small enough to add up on paper.
func TestMobileByHand(t *testing.T) {
	d := twoCommunes(t)
	signal := signalOf(d, map[coverage.SignalLayer]string{a4: "#..#", b4: ".#?.", b5: "...#"}, a4, b4, b5)
	figures := indicator.Mobile(indicator.MobileInput{Dataset: d, Signal: signal, Criterion: "test#1"})
	const p, h = coverage.MobilePopulation, coverage.MobileHouseholds
	checkFigures(t, figures, []want{
		{p, "4g", "A", 0, [3]int64{30, 70, 0}}, {p, "4g", "A", 1, [3]int64{70, 30, 0}},
		{p, "4g", "B", 0, [3]int64{70, 30, 0}}, {p, "4g", "B", 1, [3]int64{0, 70, 30}},
		{p, "4g", "any", 0, [3]int64{100, 0, 0}}, {p, "4g", "any", 1, [3]int64{70, 0, 30}},
		{p, "4g", "all", 0, [3]int64{0, 100, 0}}, {p, "4g", "all", 1, [3]int64{0, 100, 0}},
		{p, "4g", "max", 0, [3]int64{70, 30, 0}}, {p, "4g", "max", 1, [3]int64{70, 30, 0}},
		{p, "4g", "any", 2, [3]int64{100, 0, 0}}, {p, "4g", "any", 4, [3]int64{170, 0, 30}},
		{p, "4g", "max", 4, [3]int64{100, 100, 0}}, // A; not the sum of 70 and 70
		{p, "5g", "any", 4, [3]int64{70, 130, 0}}, {p, "5g", "A", 4, [3]int64{0, 200, 0}},
		{p, "4g+", "B", 1, [3]int64{70, 0, 30}}, {p, "4g+", "all", 4, [3]int64{70, 130, 0}},
		{h, "4g", "any", 4, [3]int64{70, 0, 10}}, {h, "4g", "B", 4, [3]int64{30, 40, 10}},
	})
	f := find(figures, want{indicator: p, technology: "4g", operator: "max", unit: 4})
	if f.Criterion != "test#1" || f.AsOf != "2024-07-01" || f.Measure != "person" {
		t.Errorf("figure %+v", f)
	}
}

// TestMaxTies: equal operators give the rule max to the first name.
func TestMaxTies(t *testing.T) {
	d := twoCommunes(t)
	d.Sites = []coverage.Site{{ID: "1", Cells: []coverage.Cell{{Operator: "A", Technology: "4g", Assumed: coverage.AssumedHeight}, {Operator: "A", Technology: "4g"}}}}
	signal := signalOf(d, map[coverage.SignalLayer]string{a4: "#...", b4: "#..."}, a4, b4)
	figures := indicator.Mobile(indicator.MobileInput{Dataset: d, Signal: signal, Assumed: coverage.AssumedHeight})
	for _, test := range []struct {
		operator string
		assumed  int64
	}{{"A", 1}, {"B", 0}, {"max", 1}, {"any", 1}, {"all", 1}} {
		f := find(figures, want{indicator: coverage.MobilePopulation, technology: "4g", operator: test.operator})
		if f.Assumed != test.assumed {
			t.Errorf("%s: %d values assumed, want %d", test.operator, f.Assumed, test.assumed)
		}
	}
	// The same unit of a technology that nobody has: the first operator, nothing covered.
	f := find(figures, want{indicator: coverage.MobilePopulation, technology: "5g", operator: "max"})
	if f.Covered != 0 || f.Total != coverage.Whole(100) {
		t.Errorf("5g max: %+v", f)
	}
}

// TestUnknownCounts: a commune whose people are not known is unknown as a whole,
// with its estimate; its area is not.
func TestUnknownCounts(t *testing.T) {
	d := twoCommunes(t)
	d.Units[0].People.Known = false
	signal := signalOf(d, map[coverage.SignalLayer]string{a4: "####"}, a4)
	figures := indicator.Mobile(indicator.MobileInput{Dataset: d, Signal: signal})
	checkFigures(t, figures, []want{
		{coverage.MobilePopulation, "4g", "A", 0, [3]int64{0, 0, 100}}, {coverage.MobilePopulation, "4g", "A", 4, [3]int64{100, 0, 100}},
		{coverage.MobileHouseholds, "4g", "A", 4, [3]int64{80, 0, 0}},
	})
	f := find(figures, want{indicator: coverage.MobileArea, technology: "4g", operator: "A"})
	if f.Covered != d.Units[0].AreaM2 || f.Total != f.Covered || f.Unknown != 0 {
		t.Errorf("area %+v", f)
	}
}

// TestAreaIsWhatIsDrawn: the uncovered area is that of the gaps and of what they
// omit, exactly, and the rounding of their coordinates goes to covered.
func TestAreaIsWhatIsDrawn(t *testing.T) {
	d := twoCommunes(t)
	signal := signalOf(d, map[coverage.SignalLayer]string{a4: "#.??"}, a4)
	drawn := d.Units[0].AreaM2/2 + 12345
	figures := indicator.Mobile(indicator.MobileInput{Dataset: d, Signal: signal,
		Gaps:    []coverage.Gap{{Kind: coverage.GapMobile, Technology: "4g", Operator: "A", AreaM2: drawn}, {Kind: coverage.GapFiber, AreaM2: 5e12}},
		Omitted: []coverage.Omitted{{Technology: "4g", Operator: "A", AreaM2: 7}}})
	f := find(figures, want{indicator: coverage.MobileArea, technology: "4g", operator: "A"})
	if f.Uncovered != drawn+7 || f.Covered != d.Units[0].AreaM2-drawn-7 || f.Unknown != 0 || f.Total != d.Units[0].AreaM2 {
		t.Errorf("area %+v, drawn %v", f, drawn+7)
	}
	f = find(figures, want{indicator: coverage.MobileArea, technology: "4g", operator: "A", unit: 1})
	if f.Unknown != d.Units[1].AreaM2 || f.Uncovered != 0 || f.Covered != 0 {
		t.Errorf("area of an unknown commune %+v", f)
	}
}

// TestExpectedShares: people times chance; in an unknown cell the chance of the
// stations that are placed is covered and the rest unknown.
func TestExpectedShares(t *testing.T) {
	d := twoCommunes(t)
	signal := signalOf(d, map[coverage.SignalLayer]string{a4: "#.?."}, a4)
	signal.Expected = true
	chance := make([]uint16, coverage.TileSize*coverage.TileSize)
	copy(chance, []uint16{9000, 3000, 2000, 0})
	signal.Tiles[0][0].Chance = chance
	figures := indicator.Mobile(indicator.MobileInput{Dataset: d, Signal: signal})
	const expected = coverage.MobilePopulation + coverage.ExpectedSuffix
	checkFigures(t, figures, []want{
		{expected, "4g", "A", 0, [3]int64{27 + 21, 3 + 49, 0}}, {expected, "4g", "A", 1, [3]int64{6, 70, 24}},
		{expected, "4g", "A", 4, [3]int64{54, 122, 24}}, {coverage.MobilePopulation, "4g", "A", 4, [3]int64{30, 140, 30}},
	})
	f := find(figures, want{indicator: coverage.MobileArea + coverage.ExpectedSuffix, technology: "4g", operator: "A"})
	if f.Total != d.Units[0].AreaM2 || !f.Closed() || f.Uncovered < 0 {
		t.Errorf("area %+v", f)
	}
	// A certainty everywhere is the area of the unit, not a millionth more.
	copy(chance, []uint16{coverage.ChanceOne, coverage.ChanceOne, coverage.ChanceOne, coverage.ChanceOne})
	d.Units[0].AreaM2 -= 3
	figures = indicator.Mobile(indicator.MobileInput{Dataset: d, Signal: signalOf(d, nil), Criterion: ""})
	if f := find(figures, want{indicator: coverage.MobileArea + coverage.ExpectedSuffix, technology: "4g", operator: "A"}); f != nil {
		t.Errorf("a criterion without chances has expected figures: %+v", f)
	}
	figures = indicator.Mobile(indicator.MobileInput{Dataset: d, Signal: signal})
	f = find(figures, want{indicator: coverage.MobileArea + coverage.ExpectedSuffix, technology: "4g", operator: "A"})
	if f.Covered != d.Units[0].AreaM2 || f.Uncovered != 0 || f.Total != f.Covered {
		t.Errorf("area of a certainty %+v, unit %v", f, d.Units[0].AreaM2)
	}
}

// TestReceivers: hamlets and commune centres are decided at their own place; one
// without a position is unknown.
func TestReceivers(t *testing.T) {
	d := twoCommunes(t)
	d.Hamlets = []coverage.Hamlet{{ID: "a", Unit: 0, Located: true}, {ID: "b", Unit: 0}, {ID: "c", Unit: 1, Located: true}}
	d.Units[1].Centre = &orb.Point{106.03, 10.995}
	signal := signalOf(d, nil, a4)
	signal.Receivers[0] = []coverage.State{coverage.Covered, coverage.Unknown, coverage.Uncovered}
	checkFigures(t, indicator.Mobile(indicator.MobileInput{Dataset: d, Signal: signal}), []want{
		{coverage.MobileHamlets, "4g", "any", 0, [3]int64{1, 0, 1}}, {coverage.MobileHamlets, "4g", "any", 1, [3]int64{0, 0, 1}},
		{coverage.MobileHamlets, "4g", "any", 4, [3]int64{1, 0, 2}}, {coverage.MobileHamlets, "5g", "any", 4, [3]int64{0, 2, 1}},
		{coverage.MobileCentres, "4g", "A", 0, [3]int64{0, 0, 1}}, {coverage.MobileCentres, "4g", "A", 1, [3]int64{0, 1, 0}},
		{coverage.MobileCentres, "4g", "B", 4, [3]int64{0, 1, 1}},
	})
}

// stations is a data set with four sites: A 4g and 3g, A and B 4g twice, B 5g, and
// one outside every unit.
func stations(t *testing.T) *coverage.Dataset {
	d := twoCommunes(t)
	cell := func(o string, tech coverage.Technology) coverage.Cell {
		return coverage.Cell{Operator: o, Technology: tech}
	}
	d.Sites = []coverage.Site{
		{ID: "1", Unit: 0, Cells: []coverage.Cell{cell("A", "4g"), cell("A", "3g")}},
		{ID: "2", Unit: 0, Cells: []coverage.Cell{cell("A", "4g"), cell("A", "4g"), cell("B", "4g")}},
		{ID: "3", Unit: 1, Cells: []coverage.Cell{cell("B", "5g")}},
		{ID: "4", Unit: -1, Cells: []coverage.Cell{cell("A", "5g")}},
	}
	return d
}

func TestCommunesWithAStation(t *testing.T) {
	d := stations(t)
	const c = coverage.MobileCommunes
	figures := indicator.Mobile(indicator.MobileInput{Dataset: d, Signal: signalOf(d, nil), Criterion: "x"})
	checkFigures(t, figures, []want{
		{c, "4g", "any", 0, [3]int64{1, 0, 0}}, {c, "4g", "all", 0, [3]int64{1, 0, 0}}, {c, "4g", "any", 1, [3]int64{0, 1, 0}},
		{c, "5g", "B", 1, [3]int64{1, 0, 0}}, {c, "5g", "A", 4, [3]int64{0, 2, 0}}, {c, "5g", "all", 1, [3]int64{0, 1, 0}},
		{c, "4g+", "any", 4, [3]int64{2, 0, 0}}, {c, "4g+", "max", 4, [3]int64{2, 0, 0}},
	})
	if f := find(figures, want{indicator: c, technology: "4g", operator: "any"}); f.Criterion != "" {
		t.Errorf("a count of communes with a station names criterion %q", f.Criterion)
	}
}

func TestStations(t *testing.T) {
	figures := indicator.Stations(stations(t))
	for _, test := range []struct {
		indicator, technology, operator string
		unit                            int
		want                            int64
	}{
		{coverage.BTSSites, "", "any", 4, 3}, {coverage.BTSLayers, "", "any", 4, 5}, {coverage.BTSCells, "", "any", 4, 6},
		{coverage.BTSSites, "4g", "any", 0, 2}, {coverage.BTSLayers, "4g", "any", 0, 3}, {coverage.BTSCells, "4g", "any", 2, 4},
		{coverage.BTSSites, "4g", "B", 0, 1}, {coverage.BTSLayers, "4g", "A", 0, 2}, {coverage.BTSCells, "4g", "A", 0, 3},
		{coverage.BTSSites, "5g", "A", 4, 0}, {coverage.BTSSites, "2g", "any", 4, 0},
	} {
		f := find(figures, want{indicator: test.indicator, technology: coverage.Technology(test.technology), operator: test.operator, unit: test.unit})
		if f == nil || f.Total != coverage.Whole(test.want) || !f.CountOnly || f.Covered != 0 {
			t.Errorf("%s %s %s of unit %d: %+v, want %d", test.indicator, test.technology, test.operator, test.unit, f, test.want)
		}
	}
}

func TestFiberByHand(t *testing.T) {
	d := twoCommunes(t)
	if got := indicator.Fiber(d); len(got) != 0 {
		t.Errorf("figures of fibre without a report: %+v", got)
	}
	yes, no := true, false
	d.Hamlets = []coverage.Hamlet{{Unit: 0, Fiber: &yes}, {Unit: 0, Fiber: &no}, {Unit: 1}}
	d.Units[0].Fiber = &coverage.FiberAccess{Passed: whole(35), Connected: whole(44), Subscriptions: whole(50), FiberSubscriptions: whole(45), AsOf: "2024-06-30"}
	d.Units[1].Fiber = &coverage.FiberAccess{Passed: whole(0), FiberSubscriptions: whole(7), AsOf: "2024-05-31"}
	figures := indicator.Fiber(d)
	checkFigures(t, figures, []want{
		{coverage.FiberConnected, "", "", 0, [3]int64{44, -4, 0}}, // nothing is clipped
		{coverage.FiberConnected, "", "", 1, [3]int64{0, 0, 40}}, {coverage.FiberConnected, "", "", 4, [3]int64{44, -4, 40}},
		{coverage.FiberPassed, "", "", 4, [3]int64{35, 45, 0}},
		{coverage.FiberCommunes, "", "", 4, [3]int64{2, 0, 0}}, // 7 subscriptions on fibre tell that it is there
		{coverage.FiberSubscriptions, "", "", 4, [3]int64{45, 5, 7}},
		{coverage.FiberHamlets, "", "", 4, [3]int64{1, 1, 1}},
	})
	if f := find(figures, want{indicator: coverage.FiberPassed}); f.AsOf != "2024-06-30" || f.Criterion != "" {
		t.Errorf("figure %+v: want the date of the unit's report, no criterion", f)
	}
	if f := find(figures, want{indicator: coverage.FiberPassed, unit: 4}); f.AsOf != "2024-05-31/2024-06-30" {
		t.Errorf("the sum is of %q, want the span of the reports", f.AsOf)
	}
	d.Units[1].Fiber = &coverage.FiberAccess{Passed: whole(0), Connected: whole(0)}
	checkFigures(t, indicator.Fiber(d), []want{{coverage.FiberCommunes, "", "", 4, [3]int64{1, 1, 0}}, {coverage.FiberSubscriptions, "", "", 1, [3]int64{0, 0, 50}}}) // 40 households at 50 per 40
	d.Units[1].Fiber = nil
	d.Units[0].Households = coverage.Count{Value: coverage.Whole(60)}
	checkFigures(t, indicator.Fiber(d), []want{{coverage.FiberCommunes, "", "", 1, [3]int64{0, 0, 1}},
		{coverage.FiberConnected, "", "", 0, [3]int64{0, 0, 60}}, {coverage.FiberPassed, "", "", 0, [3]int64{0, 0, 60}}})
}
