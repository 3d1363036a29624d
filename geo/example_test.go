package geo_test

import (
	"fmt"

	"github.com/paulmach/orb"

	"phusong/geo"
)

func ExampleInverse() {
	// Hoan Kiem lake, Ha Noi, to Ben Thanh market, Ho Chi Minh City.
	distanceM, azimuth1, azimuth2 := geo.Inverse(105.8524, 21.0287, 106.6983, 10.7725)
	fmt.Printf("%.3f m, leaving at %.4f, arriving at %.4f degrees\n", distanceM, azimuth1, azimuth2)
	// Output: 1138550.390 m, leaving at 175.3142, arriving at 175.5469 degrees
}

func ExampleShortDistanceM() {
	site := geo.Cartesian(106.4, 10.55)
	household := geo.Cartesian(106.45, 10.56)
	fmt.Printf("%.3f m\n", geo.ShortDistanceM(site, household))
	// Output: 5583.078 m
}

func ExamplePolygonAreaM2() {
	cell := orb.Polygon{{{105, 10}, {106, 10}, {106, 11}, {105, 11}, {105, 10}}}
	fmt.Printf("%.1f km2\n", geo.PolygonAreaM2(cell)/1e6)
	// Output: 12108.2 km2
}

func ExampleAreaFrame_Edge() {
	// A triangle by its directed edges, counterclockwise.
	frame := geo.NewAreaFrame(10.5)
	area := frame.Edge(105, 10.4, 105.1, 10.4) + frame.Edge(105.1, 10.4, 105, 10.6) + frame.Edge(105, 10.6, 105, 10.4)
	fmt.Printf("%.4f km2\n", area/1e6)
	// Output: 121.0960 km2
}
