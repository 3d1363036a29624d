package propagation_test

import (
	"fmt"

	"phusong/coverage/propagation"
)

// RSRP of a 20 MHz LTE carrier at 1800 MHz with 63 dBm EIRP, 3 km from a 40 m mast.
func Example() {
	model, err := propagation.ByName("rma")
	if err != nil {
		fmt.Println(err)
		return
	}
	p := model.Predict(propagation.Link{FrequencyMHz: 1800, DistanceM: 3000, TxHeightM: 40, RxHeightM: 1.5})
	offset, _ := propagation.Carrier{System: propagation.LTE, FrequencyMHz: 1800, BandwidthMHz: 20}.ReferenceOffsetDB()
	fmt.Printf("RSRP %.1f dBm, at least -110 dBm in %.0f %% of places\n", 63+offset-p.MedianDB(), 100*p.Chance(63+offset+110))
	fmt.Println("warnings:", p.Warnings)
	// Output:
	// RSRP -108.8 dBm, at least -110 dBm in 56 % of places
	// warnings: none
}
