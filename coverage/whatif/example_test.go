package whatif_test

import (
	"context"
	"fmt"
	"log"

	"phusong/coverage"
	"phusong/coverage/criterion"
	"phusong/coverage/dataset"
	"phusong/coverage/whatif"
	"phusong/fixtures"
)

// A station is added to a region and taken away again.
func Example() {
	dir, err := fixtures.Dir("longan")
	if err != nil {
		log.Fatal(err)
	}
	region, err := dataset.ReadRegion(dir)
	if err != nil {
		log.Fatal(err)
	}
	d, err := dataset.Load(dir, region)
	if err != nil {
		log.Fatal(err)
	}
	crit, err := criterion.Preset("stated-radius")
	if err != nil {
		log.Fatal(err)
	}
	ctx := context.Background()
	state, err := whatif.New(ctx, d, whatif.Options{Criterion: crit})
	if err != nil {
		log.Fatal(err)
	}
	change, err := state.Apply(ctx, whatif.Edit{Action: whatif.Add, Site: "NEW", Located: true, Lon: 106.41, Lat: 10.53,
		Cells: []dataset.Fields{{"operator": "Viettel", "technology": "5g", "range_m": "1000"}}})
	if err != nil {
		log.Fatal(err)
	}
	for _, f := range change.Figures {
		if d.Units[f.Unit].Level == coverage.LevelProvince && f.Indicator == coverage.MobileHouseholds && f.Operator == coverage.OperatorAny {
			fmt.Printf("%s: %v households more\n", f.Technology, f.After.Covered-f.Before.Covered)
		}
	}
	if _, err := state.Undo(ctx); err != nil {
		log.Fatal(err)
	}
	fmt.Println(state.Len(), "edits")
	// Output:
	// 5g: 2381.968169 households more
	// 0 edits
}
