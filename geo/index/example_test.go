package index_test

import (
	"fmt"

	"github.com/paulmach/orb"

	"phusong/geo/index"
)

func ExamplePoints_Nearest() {
	stations := []orb.Point{{106.40, 10.53}, {106.66, 10.78}, {105.78, 10.03}}
	i, distanceM := index.NewPoints(stations).Nearest(106.5, 10.6)
	fmt.Printf("station %d at %.1f m\n", i, distanceM)
	// Output: station 0 at 13406.4 m
}

func ExamplePolygons_Locate() {
	west := orb.MultiPolygon{{{{105, 10}, {106, 10}, {106, 11}, {105, 11}, {105, 10}}}}
	east := orb.MultiPolygon{{{{106, 10}, {107, 10}, {107, 11}, {106, 11}, {106, 10}}}}
	units, err := index.NewPolygons([]orb.MultiPolygon{west, east})
	if err != nil {
		fmt.Println(err)
		return
	}
	unit, ok := units.Locate(106, 10.5) // on the border: the western one has it
	fmt.Println(unit, ok)
	_, ok = units.Locate(108, 10.5)
	fmt.Println(ok)
	// Output:
	// 0 true
	// false
}

func ExampleBoxes_Search() {
	boxes := index.NewBoxes([]orb.Bound{
		{Min: orb.Point{105, 10}, Max: orb.Point{106, 11}},
		{Min: orb.Point{107, 10}, Max: orb.Point{108, 11}},
		{Min: orb.Point{105.5, 10.5}, Max: orb.Point{107.5, 10.7}},
	})
	boxes.Search(orb.Bound{Min: orb.Point{106, 10}, Max: orb.Point{106.5, 12}}, func(i int) bool {
		fmt.Println(i)
		return true
	})
	// Output:
	// 0
	// 2
}
