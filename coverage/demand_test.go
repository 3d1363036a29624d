package coverage

import (
	"testing"

	"pgregory.net/rapid"

	"phusong/geo/raster"
	"phusong/geo/zonal"
)

// drawDemand makes a unit with a few rows of cells, weights and points.
func drawDemand(t *rapid.T) *Demand {
	kind := rapid.SampledFrom([]DemandKind{DemandRaster, DemandPoints, DemandArea}).Draw(t, "kind")
	n := rapid.IntRange(1, 3).Draw(t, "subdivide")
	d := &Demand{Kind: kind, Subdivide: n}
	if err := d.LayGrid(raster.Grid{West: 106, North: 11, StepX: 0.001, StepY: 0.001, Cols: 4 * n, Rows: 4 * n}); err != nil {
		t.Fatal(err)
	}
	for range 16 {
		d.Pixels = append(d.Pixels, Micro(rapid.Int64Range(0, 1e13).Draw(t, "pixel")))
	}
	u := UnitDemand{}
	for row := range int32(4 * n) {
		col := rapid.Int32Range(0, int32(4*n)).Draw(t, "run start")
		end := rapid.Int32Range(col, int32(4*n)).Draw(t, "run end")
		if end > col {
			u.Footprint.Runs = append(u.Footprint.Runs, zonal.Run{Row: row, Col0: col, Col1: end})
		}
		if col > 0 && rapid.Bool().Draw(t, "partial") {
			f := rapid.Float64Range(0, 1).Draw(t, "fraction")
			u.Footprint.Partials = append(u.Footprint.Partials, zonal.Partial{Row: row, Col: col - 1, AreaM2: f * 12000, Fraction: f})
			u.PartialWeight = append(u.PartialWeight, Micro(rapid.Int64Range(0, 1e12).Draw(t, "weight")))
		}
		if kind == DemandPoints && rapid.Bool().Draw(t, "point") {
			u.Points = append(u.Points, PointCount{Row: row, Col: rapid.Int32Range(0, int32(4*n)-1).Draw(t, "point col"),
				People: Micro(rapid.Int64Range(0, 1e10).Draw(t, "people")), Households: Micro(rapid.Int64Range(0, 1e10).Draw(t, "households"))})
		}
	}
	if kind == DemandPoints && rapid.Bool().Draw(t, "unplaced") {
		u.UnplacedPeople = Micro(rapid.Int64Range(0, 1e10).Draw(t, "unplaced people"))
		u.UnplacedHouseholds = Micro(rapid.Int64Range(0, 1e10).Draw(t, "unplaced households"))
	}
	d.Units = []UnitDemand{u}
	return d
}

// TestDemandConserves: pieces and what is unplaced add up to the totals exactly, none is negative,
// they come in row-major order and no cell comes twice.
func TestDemandConserves(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := drawDemand(t)
		people := Micro(rapid.Int64Range(0, 9e18).Draw(t, "total people"))
		households := Micro(rapid.Int64Range(0, 1e13).Draw(t, "total households"))
		var gotPeople, gotHouseholds Micro
		pieces, last := 0, int64(-1)
		d.Each(0, people, households, func(p Piece) {
			if p.People < 0 || p.Households < 0 || p.AreaM2 < 0 {
				t.Fatalf("negative piece %+v", p)
			}
			at := int64(p.Row)*int64(d.Grid.Cols) + int64(p.Col)
			if at <= last {
				t.Fatalf("piece at row %d, column %d out of order", p.Row, p.Col)
			}
			last = at
			gotPeople, gotHouseholds, pieces = gotPeople+p.People, gotHouseholds+p.Households, pieces+1
		})
		var area Micro
		d.Each(0, 0, 0, func(p Piece) { area += p.AreaM2 })
		if pieces == 0 || area == 0 && gotPeople == 0 {
			return // a unit without area and weight has nowhere to put anyone
		}
		outPeople, outHouseholds := d.Unplaced(0, people, households)
		if outPeople < 0 || outHouseholds < 0 {
			t.Fatalf("unplaced %v, %v", outPeople, outHouseholds)
		}
		gotPeople, gotHouseholds = gotPeople+outPeople, gotHouseholds+outHouseholds
		if gotPeople != people || gotHouseholds != households {
			t.Fatalf("got %v people, %v households; want %v, %v", gotPeople, gotHouseholds, people, households)
		}
	})
}

// TestCellWeightConserves: the cells of a pixel add up to the pixel.
func TestCellWeightConserves(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.Int32Range(1, 12).Draw(t, "subdivide")
		pixel := Micro(rapid.Int64Range(0, 9e18).Draw(t, "pixel"))
		d := Demand{Subdivide: int(n), Pixels: []Micro{pixel}}
		g := raster.Grid{West: 106, North: rapid.Float64Range(-20, 60).Draw(t, "north"), StepX: 0.01, StepY: 0.01, Cols: int(n), Rows: int(n)}
		if err := d.LayGrid(g); err != nil {
			t.Fatal(err)
		}
		var sum Micro
		for row := range n {
			for col := range n {
				sum += d.CellWeight(col, row)
			}
		}
		if sum != pixel {
			t.Fatalf("%d x %d cells add up to %v, want %v", n, n, sum, pixel)
		}
	})
}

// TestUnplaced: what is unplaced has its part by weight; people without weights
// of their own take that of households.
func TestUnplaced(t *testing.T) {
	d := &Demand{Kind: DemandPoints}
	if err := d.LayGrid(raster.Grid{West: 106, North: 11, StepX: 0.001, StepY: 0.001, Cols: 2, Rows: 2}); err != nil {
		t.Fatal(err)
	}
	d.Units = []UnitDemand{{Points: []PointCount{{Row: 0, Col: 1, Households: Whole(1)}}, UnplacedHouseholds: Whole(3),
		Footprint: zonal.Footprint{Runs: []zonal.Run{{Row: 0, Col0: 0, Col1: 2}}}}, {UnplacedPeople: 1}}
	people, households := d.Unplaced(0, Whole(10), Whole(8))
	if people != 7_500_000 || households != Whole(6) {
		t.Errorf("unplaced %v people, %v households; want 7.5, 6", people, households)
	}
	d.Each(0, Whole(10), Whole(8), func(p Piece) {
		if at := p.Col == 1; at && (p.People != 2_500_000 || p.Households != Whole(2)) || !at && p.People+p.Households != 0 {
			t.Errorf("piece %+v", p)
		}
	})
	if people, households := d.Unplaced(1, 7, 5); people != 7 || households != 5 {
		t.Errorf("nowhere but unplaced: %v, %v", people, households)
	}
}
