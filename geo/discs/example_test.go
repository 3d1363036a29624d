package discs_test

import (
	"context"
	"fmt"

	"phusong/geo/discs"
)

// Two stations with a radius of 800 m stand 800 m apart in a square of 4 km2: what
// their discs have in common counts once.
func Example() {
	u, err := discs.New(context.Background(), []discs.Disc{{XM: 600, YM: 1000, RadiusM: 800}, {XM: 1400, YM: 1000, RadiusM: 800}}, 0)
	if err != nil {
		panic(err)
	}
	square := []float64{0, 0, 2000, 0, 2000, 2000, 0, 2000}
	fmt.Printf("%.1f m2 of %.1f\n", u.Measurer().RingM2(square), u.AreaM2())
	// Output:
	// 2944962.5 m2 of 3235082.0
}
