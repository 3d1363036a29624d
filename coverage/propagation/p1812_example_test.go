package propagation_test

import (
	"fmt"

	"phusong/coverage/propagation"
)

// A hill between mast and phone: free space, what the hill adds, the whole.
func ExampleP1812() {
	r, err := propagation.P1812(propagation.P1812Input{
		Profile: propagation.Profile{
			DistanceKm: []float64{0, 1, 2, 3, 4},
			HeightM:    []float64{20, 35, 90, 40, 15},
		},
		FrequencyMHz: 1800, TxHeightM: 40, RxHeightM: 1.5, LatitudeDeg: 16,
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("free space %.1f dB, diffraction %.1f dB, loss %.1f dB, warnings: %v\n",
		r.Lbfs, r.Diffraction.Median.LossDB, r.LossDB, r.Warnings)
	// Output: free space 109.5 dB, diffraction 37.9 dB, loss 147.5 dB, warnings: none
}
