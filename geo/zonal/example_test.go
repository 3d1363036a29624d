package zonal_test

import (
	"fmt"

	"github.com/paulmach/orb"

	"phusong/geo/raster"
	"phusong/geo/zonal"
)

func ExampleOutline_Footprint() {
	grid := raster.Grid{West: 105, North: 21, StepX: 0.01, StepY: 0.01, Cols: 4, Rows: 4}
	commune := orb.MultiPolygon{{{{105.01, 20.97}, {105.035, 20.97}, {105.035, 20.99}, {105.01, 20.99}, {105.01, 20.97}}}}
	outline, err := zonal.NewOutline(grid, commune)
	if err != nil {
		fmt.Println(err)
		return
	}
	f := outline.Footprint()
	fmt.Println("whole:", f.Runs)
	for _, p := range f.Partials {
		fmt.Printf("part: row %d, column %d, %.0f m2, %.3f of the cell\n", p.Row, p.Col, p.AreaM2, p.Fraction)
	}
	// Output:
	// whole: [{1 1 3} {2 1 3}]
	// part: row 1, column 3, 575621 m2, 0.500 of the cell
	// part: row 2, column 3, 575659 m2, 0.500 of the cell
}
