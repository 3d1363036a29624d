package place_test

import (
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"phusong/coverage"
	"phusong/coverage/place"
	"phusong/geo"
	"phusong/geo/raster"
)

// oneCommune has 8 x 8 cells, one zone off the lines of the grid, one crooked road and
// a road that is outside for half of an edge.
func oneCommune(t *rapid.T) *coverage.Dataset {
	d := &coverage.Dataset{Leaves: 1, Operators: []string{"A", "B"}, Technologies: []coverage.Technology{"4g"},
		Units:       []coverage.AdminUnit{{Code: "1", Level: coverage.LevelCommune, Parent: 1}, {Code: "P", Level: coverage.LevelProvince, Parent: -1}},
		PlaceLayers: []coverage.PlaceLayer{{ID: "r", Kind: coverage.PlaceLines}, {ID: "z", Kind: coverage.PlaceAreas}}}
	if err := d.Demand.LayGrid(raster.Grid{West: 106, North: 11.08, StepX: 0.01, StepY: 0.01, Cols: 8, Rows: 8}); err != nil {
		t.Fatal(err)
	}
	at := func(name string) float64 { return float64(rapid.IntRange(1, 799999).Draw(t, name)) / 1e7 }
	line := orb.LineString{{106 + at("x1"), 11 + at("y1")}, {106 + at("x2"), 11 + at("y2")}, {106.0712345, 11.0123456}}
	for i := range line {
		line[i] = orb.Point{geo.Round7(line[i][0]), geo.Round7(line[i][1])}
	}
	d.Roads = []coverage.Road{{Layer: "r", ID: "1", Lines: []orb.LineString{line},
		Sections: []coverage.RoadSection{{Edge: 0, From: 0, To: 0.5, Unit: -1}, {Edge: 0, From: 0.5, To: 1}, {Edge: 1, To: 1}}}}
	zone := orb.MultiPolygon{{{{106.0123, 11.0111}, {106.0611, 11.0222}, {106.0333, 11.0701}, {106.0123, 11.0111}}}}
	parts := []coverage.ZonePart{{Geometry: zone, AreaM2: coverage.SquareMetres(zone)}}
	d.Zones = []coverage.Zone{{Layer: "z", ID: "1", Parts: parts, Counted: parts}}
	return d
}

func randomSignal(t *rapid.T, d *coverage.Dataset) *coverage.SignalMap {
	m := coverage.NewSignalMap(d.Demand.Grid, []coverage.SignalLayer{{Technology: "4g", Operator: "A"}, {Technology: "4g", Operator: "B"}})
	m.Tiles[0], m.Receivers = make([]coverage.LayerTile, 2), make([][]coverage.State, 2)
	for i := range m.Tiles[0] {
		for cell := range 64 {
			switch rapid.IntRange(0, 2).Draw(t, "state") {
			case 1:
				m.Tiles[0][i].Covered.Set(cell%8, cell/8)
			case 2:
				m.Tiles[0][i].Unknown.Set(cell%8, cell/8)
			}
		}
	}
	return m
}

// TestLaws: every account closes on the length and area inside, sums are those of the
// features, any >= max >= each, all <= each.
func TestLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := oneCommune(t)
		figures, result, err := place.Figures(place.Input{Dataset: d, Signal: randomSignal(t, d)})
		if err != nil {
			t.Fatal(err)
		}
		line := d.Roads[0].Lines[0]
		first := coverage.EdgeMetres(line[0], line[1], 1) - coverage.EdgeMetres(line[0], line[1], 0.5)
		want := map[string]coverage.Micro{"places.r": first + coverage.EdgeMetres(line[1], line[2], 1), "places.z": d.Zones[0].Parts[0].AreaM2}
		covered := map[string]coverage.Micro{}
		for _, f := range figures {
			if !f.Closed() || f.Uncovered < 0 || f.Total != want[f.Indicator] {
				t.Fatalf("%+v, want a total of %v", f, want[f.Indicator])
			}
			covered[f.Indicator+f.Operator] = f.Covered
		}
		for indicator := range want {
			slack := coverage.Micro(0)
			if indicator == "places.z" {
				slack = coverage.Whole(10) // the rounding of drawn coordinates
			}
			for _, o := range d.Operators {
				if c := covered[indicator+o]; covered[indicator+"max"]+slack < c || covered[indicator+"any"]+slack < c || c+slack < covered[indicator+"all"] {
					t.Fatalf("%s: %v", indicator, covered)
				}
			}
		}
		for _, s := range result.Shares {
			if s.Covered != covered[s.Indicator+s.Operator] ||
				s.Operator != coverage.OperatorMax && s.Longest > s.Uncovered { // of max a part of the uncovered is unknown: another operator's
				t.Fatalf("share %+v, figure %v", s, covered[s.Indicator+s.Operator])
			}
		}
	})
}

// TestNoPlaces: a region without layers has nothing to say.
func TestNoPlaces(t *testing.T) {
	figures, result, err := place.Figures(place.Input{Dataset: &coverage.Dataset{}})
	if figures != nil || result.Shares != nil || err != nil {
		t.Errorf("%v, %v, %v", figures, result, err)
	}
}
