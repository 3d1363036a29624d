package polygonize_test

import (
	"fmt"

	"github.com/paulmach/orb"

	"phusong/geo"
	"phusong/geo/polygonize"
	"phusong/geo/raster"
	"phusong/geo/zonal"
)

func ExampleClip() {
	grid := raster.Grid{West: 105, North: 21, StepX: 0.01, StepY: 0.01, Cols: 4, Rows: 4}
	commune := orb.MultiPolygon{{{{105, 20.96}, {105.04, 20.96}, {105.04, 21}, {105, 20.96}}}}
	outline, err := zonal.NewOutline(grid, commune)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, part := range polygonize.Clip(outline, func(col, row int) bool { return col == 2 }) {
		fmt.Printf("%d cells, %.2f km2: %v\n", len(part.Cells()), geo.MultiPolygonAreaM2(part.Geometry)/1e6, part.Geometry)
	}
	// Output:
	// 3 cells, 2.88 km2: [[[[105.02 20.96] [105.03 20.96] [105.03 20.99] [105.02 20.98] [105.02 20.96]]]]
}
