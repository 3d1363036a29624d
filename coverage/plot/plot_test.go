package plot_test

import (
	"errors"
	"math"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"phusong/coverage"
	"phusong/coverage/criterion"
	"phusong/coverage/plot"
	"phusong/coverage/propagation"
	"phusong/geo"
	"phusong/geo/overlay"
	"phusong/geo/raster"
	"phusong/geo/zonal"
)

func TestParseBands(t *testing.T) {
	got, err := plot.ParseBands("-80, -90.5,-100.25")
	if err != nil || len(got) != 3 || got[0] != -8000 || got[1] != -9050 || got[2] != -10025 {
		t.Errorf("got %v, %v", got, err)
	}
	for text, want := range map[string]string{
		"":              "not a level",
		"-80,":          "not a level",
		"strong":        "not a level",
		"-80.001":       "at most two decimals",
		"-1e9":          "in [-300, 300]",
		"NaN":           "not a level",
		"-90,-80":       "band limit -80 dBm follows -90 dBm",
		"-80,-80":       "each once",
		"-80,-80.5,-80": "follows -80.5",
		strings.TrimSuffix(strings.Repeat("-1,", 65), ","): "65 band limits",
	} {
		if _, err := plot.ParseBands(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: error %v, want %q", text, err, want)
		}
	}
}

// twoCells is a region of two cells with a signal map of two operators to fill in.
func twoCells(t *testing.T) (*coverage.Dataset, *coverage.SignalMap) {
	t.Helper()
	d := &coverage.Dataset{Leaves: 1, Technologies: []coverage.Technology{"4g"}, Operators: []string{"A", "B"}}
	if err := d.Demand.LayGrid(raster.Grid{West: 106, North: 11, StepX: 0.01, StepY: 0.01, Cols: 2, Rows: 1}); err != nil {
		t.Fatal(err)
	}
	mp := orb.MultiPolygon{{{{106, 10.99}, {106.02, 10.99}, {106.02, 11}, {106, 11}, {106, 10.99}}}}
	outline, err := zonal.NewOutline(d.Demand.Grid, mp)
	if err != nil {
		t.Fatal(err)
	}
	d.Demand.Kind = coverage.DemandArea
	d.Demand.Units = []coverage.UnitDemand{{Footprint: outline.Footprint()}}
	d.Units = []coverage.AdminUnit{{Code: "1", Geometry: mp, AreaM2: coverage.SquareMetres(mp), Parent: -1, People: coverage.Known(coverage.Whole(100)), Households: coverage.Count{Value: coverage.Whole(30)}}}
	m := coverage.NewSignalMap(d.Demand.Grid, []coverage.SignalLayer{{Technology: "4g", Operator: "A"}, {Technology: "4g", Operator: "B"}})
	m.ThresholdCentiDBm = []int{-11000, -11000}
	m.Tiles[0] = make([]coverage.LayerTile, 2)
	for i := range m.Tiles[0] {
		levels := make([]int16, coverage.TileSize*coverage.TileSize)
		for k := range levels {
			levels[k] = coverage.NoLevel
		}
		m.Tiles[0][i].LevelCentiDBm = levels
	}
	return d, m
}

func draw(t *testing.T, d *coverage.Dataset, m *coverage.SignalMap, operator string) coverage.LevelMap {
	t.Helper()
	maps, err := plot.Draw(plot.Input{Dataset: d, Signal: m, LimitsCentiDBm: []int{-8000, -11000}, Selections: []coverage.Selection{{Technology: "4g", Operator: operator}}})
	if err != nil {
		t.Fatal(err)
	}
	return maps[0]
}

// TestClasses: of several operators the best level counts; unknown is what none
// covers and one may; a limit belongs to the band above it.
func TestClasses(t *testing.T) {
	const none = coverage.NoLevel
	type cell struct {
		level            int16
		covered, unknown bool
	}
	tests := []struct {
		name string
		a, b cell
		want int // class for any: 0 from -80, 1 to -110, 2 below, 3 no signal, 4 unknown
	}{
		{"nothing", cell{none, false, false}, cell{none, false, false}, 3},
		{"one of two", cell{-9000, true, false}, cell{none, false, false}, 1},
		{"the better", cell{-9000, true, false}, cell{-7000, true, false}, 0},
		{"at a limit", cell{-8000, true, false}, cell{none, false, false}, 0},
		{"just below a limit", cell{-8001, true, false}, cell{none, false, false}, 1},
		{"at the lowest limit", cell{-11000, true, false}, cell{none, false, false}, 1},
		{"below all", cell{-11001, false, false}, cell{none, false, false}, 2},
		{"unknown", cell{none, false, true}, cell{none, false, false}, 4},
		{"too weak, and perhaps more", cell{-12000, false, true}, cell{-11500, false, false}, 4},
		{"unknown of one, covered by the other", cell{none, false, true}, cell{-9000, true, false}, 1},
	}
	for _, tt := range tests {
		d, m := twoCells(t)
		for i, c := range []cell{tt.a, tt.b} {
			layer := &m.Tiles[0][i]
			layer.LevelCentiDBm[1] = c.level
			if c.covered {
				layer.Covered.Set(1, 0)
			}
			if c.unknown {
				layer.Unknown.Set(1, 0)
			}
		}
		got := draw(t, d, m, coverage.OperatorAny)
		if band := int(got.Cells[1].Band); band != tt.want {
			t.Errorf("%s: class %d, want %d", tt.name, band, tt.want)
		}
		if band := got.Cells[0].Band; band != 3 {
			t.Errorf("%s: the other cell has class %d", tt.name, band)
		}
	}
}

// TestDrawCounts: people go with their cells; households whose number is not known
// are unknown; the areas add up; an operator without a layer has no signal.
func TestDrawCounts(t *testing.T) {
	d, m := twoCells(t)
	m.Tiles[0][0].LevelCentiDBm[0] = -7000
	m.Tiles[0][0].Covered.Set(0, 0)
	got := draw(t, d, m, "A")
	if got.Bands[0].People+got.Bands[3].People != coverage.Whole(100) || got.Bands[0].People < coverage.Whole(49) {
		t.Errorf("people %v and %v", got.Bands[0].People, got.Bands[3].People)
	}
	if got.Bands[4].Households != coverage.Whole(30) || got.Households.Known {
		t.Errorf("households %v, known %v", got.Bands[4].Households, got.Households.Known)
	}
	if got.Bands[0].AreaM2+got.Bands[3].AreaM2 != d.Units[0].AreaM2 {
		t.Errorf("areas %v + %v, want %v", got.Bands[0].AreaM2, got.Bands[3].AreaM2, d.Units[0].AreaM2)
	}
	if got := draw(t, d, m, "nobody"); got.Bands[3].AreaM2 != d.Units[0].AreaM2 {
		t.Errorf("an operator without cells: %v m2 of no signal", got.Bands[3].AreaM2)
	}
}

func TestDrawRefuses(t *testing.T) {
	d, m := twoCells(t)
	in := plot.Input{Dataset: d, Signal: m, LimitsCentiDBm: []int{-8000, -8000}}
	if _, err := plot.Draw(in); err == nil || !strings.Contains(err.Error(), "follows") {
		t.Errorf("equal limits: %v", err)
	}
	stop := errors.New("stop")
	in.LimitsCentiDBm, in.Selections = []int{-8000}, []coverage.Selection{{Technology: "4g", Operator: "A"}}
	in.Step = func(int, int) error { return stop }
	if _, err := plot.Draw(in); !errors.Is(err, stop) {
		t.Errorf("step: %v", err)
	}
	m.ThresholdCentiDBm = nil
	if _, err := plot.Draw(in); !errors.Is(err, plot.ErrNoLevel) {
		t.Errorf("without levels: %v", err)
	}
}

func sites() *coverage.Dataset {
	cell := func(id, operator string, t coverage.Technology) coverage.Cell {
		return coverage.Cell{ID: id, Operator: operator, Technology: t, FrequencyMHz: 1800}
	}
	return &coverage.Dataset{Sites: []coverage.Site{
		{ID: "HN001", Located: true, Lon: 105.8, Lat: 21, Cells: []coverage.Cell{cell("HN001-1", "Viettel", "4g"), cell("x", "VNPT", "5g")}},
		{ID: "HN002", Cells: []coverage.Cell{cell("HN002-1", "VNPT", "4g"), cell("x", "VNPT", "2g")}},
	}}
}

func TestChoose(t *testing.T) {
	covers := func(tech coverage.Technology) bool { return tech != "2g" }
	got, err := plot.Choose(sites(), plot.Choice{Site: "HN001", Covers: covers})
	if err != nil || got.Site == nil || got.Site.ID != "HN001" || len(got.Selections) != 2 || len(got.Dataset.Sites) != 1 {
		t.Fatalf("a site: %+v, %v", got, err)
	}
	got, err = plot.Choose(sites(), plot.Choice{Operators: []string{"VNPT", "any", "VNPT"}, Technologies: []coverage.Technology{"4g", "4g"}, Covers: covers})
	if err != nil || len(got.Selections) != 2 || got.Site != nil || len(got.Dataset.Sites) != 2 || len(got.Dataset.Sites[0].Cells) != 1 {
		t.Fatalf("operators: %+v, %v", got, err)
	}
	for _, tt := range []struct {
		c    plot.Choice
		want string
	}{
		{plot.Choice{Site: "HN01"}, `no site "HN01", did you mean "HN001"?`},
		{plot.Choice{Site: "hn002x"}, `did you mean "HN002"?`},
		{plot.Choice{Cell: "HN001"}, `no cell "HN001", did you mean "HN001-1"?`},
		{plot.Choice{Cell: "x"}, `cell "x" is at several sites, HN001 and HN002 among them`},
		{plot.Choice{Site: "HN002", Cell: "HN001-1"}, `did you mean "HN002-1"?`},
		{plot.Choice{Operators: []string{"Vietel"}}, `no operator "Vietel", did you mean "Viettel"?`},
		{plot.Choice{Operators: []string{"max"}}, `no operator "max"`},
		{plot.Choice{Technologies: []coverage.Technology{"4g+"}}, "give 2g, 3g, 4g or 5g"},
		{plot.Choice{Technologies: []coverage.Technology{"3g"}}, "no cell is 3g of any; there are: 2g VNPT, 4g VNPT, 4g Viettel, 5g VNPT"},
		{plot.Choice{Site: "HN001", Technologies: []coverage.Technology{"5g"}, Operators: []string{"Viettel"}}, "no cell is 5g of Viettel"},
		{plot.Choice{Cell: "x", Site: "HN002"}, "says nothing of the cells there are: 2g VNPT"},
	} {
		tt.c.Covers = covers
		if _, err := plot.Choose(sites(), tt.c); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%+v: error %v, want %q", tt.c, err, tt.want)
		}
	}
	if _, err := plot.Choose(&coverage.Dataset{}, plot.Choice{}); err == nil {
		t.Error("no stations: no error")
	}
}

func TestDiscCheck(t *testing.T) {
	for _, d := range []plot.Disc{{30000, 0.5}, {math.NaN(), 30}, {50, 30}, {1e6, 1000}, {100000, 10}, {30000, math.NaN()}} {
		if d.Check() == nil {
			t.Errorf("%+v: no error", d)
		}
	}
	if err := (plot.Disc{RadiusM: 30000, ResolutionM: 30}).Check(); err != nil {
		t.Error(err)
	}
}

// TestAround: the disc is one valid polygon of the area of a disc, its cells are
// those of the footprint, and it reaches its radius in every direction.
func TestAround(t *testing.T) {
	for _, at := range []orb.Point{{105.8, 21}, {106.7, -45.3}, {0, 0}, {20, 69.5}, {-179, 10}} {
		d := sites()
		site := &d.Sites[0]
		site.Lon, site.Lat = at[0], at[1]
		disc := plot.Disc{RadiusM: 5000, ResolutionM: 40}
		got, err := plot.Around(d, site, disc)
		if err != nil {
			t.Fatalf("%v: %v", at, err)
		}
		u := got.Units[0]
		if defects := overlay.Validate(u.Geometry); len(defects) > 0 || len(u.Geometry) != 1 {
			t.Fatalf("%v: %d polygons, %+v", at, len(u.Geometry), defects)
		}
		if want := math.Pi * 5000 * 5000; math.Abs(u.AreaM2.Float()/want-1) > 0.002 {
			t.Errorf("%v: %v m2, want %v", at, u.AreaM2, want)
		}
		var sum coverage.Micro
		got.Demand.Each(0, 0, 0, func(p coverage.Piece) {
			sum += p.AreaM2
			lon, lat := got.Demand.Grid.Center(int(p.Col), int(p.Row))
			if m, _, _ := geo.Inverse(at[0], at[1], lon, lat); m > 5000.01 {
				t.Fatalf("%v: a cell at %v m", at, m)
			}
		})
		if math.Abs(sum.Float()/u.AreaM2.Float()-1) > 1e-5 {
			t.Errorf("%v: cells have %v m2, the polygon %v", at, sum, u.AreaM2)
		}
		if b := u.Geometry.Bound(); b.Max[1]-at[1] < 4950/111700.0 || at[1]-b.Min[1] < 4950/111700.0 {
			t.Errorf("%v: bound %v", at, b)
		}
	}
}

func TestAroundRefuses(t *testing.T) {
	for _, tt := range []struct {
		lon, lat float64
		radiusM  float64
		want     string
	}{
		{105, 89.99, 20000, "pole"}, {105, -89.99, 20000, "pole"}, {179.99, 0, 20000, "leaves the globe"}, {105, 21, 10, "two cells"},
	} {
		d := sites()
		d.Sites[0].Lon, d.Sites[0].Lat = tt.lon, tt.lat
		if _, err := plot.Around(d, &d.Sites[0], plot.Disc{RadiusM: tt.radiusM, ResolutionM: 100}); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%+v: error %v", tt, err)
		}
	}
	d := sites()
	if _, err := plot.Around(d, &d.Sites[1], plot.Disc{RadiusM: 1000, ResolutionM: 100}); err == nil || !strings.Contains(err.Error(), "has no position") {
		t.Errorf("a site without a position: %v", err)
	}
}

// TestModelSources: every model has a source, whatever its parameters.
func TestModelSources(t *testing.T) {
	for _, name := range append(propagation.Names(), "p1812:dn=45", "itm", "rma:h=8,w=30", "rma:h=8+terrain", "hata-urban-large+terrain") {
		c, err := criterion.Parse("m.yaml", []byte("id: m\nkind: rsrp\nthresholds_dbm: {4g: -100}\nlocation_percent: 50\ndemand_at: cell\nmodel: \""+name+"\"\n"))
		if err != nil {
			t.Fatal(err)
		}
		c = c.OverTerrain(criterion.Surfaces()[0])
		d := sites()
		models, err := plot.Models(d, c)
		if err != nil {
			t.Fatal(err)
		}
		if len(models) != 1 || models[0].Source == "" || models[0].Cells != 1 || strings.Contains(name, "+terrain") != strings.Contains(models[0].Source, "P.526") {
			t.Errorf("%s: %+v", name, models)
		}
	}
}
