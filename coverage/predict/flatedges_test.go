package predict

import (
	"fmt"
	"math"
	"testing"

	"pgregory.net/rapid"

	"phusong/coverage"
	"phusong/coverage/antenna"
	"phusong/coverage/criterion"
	"phusong/geo/raster"
)

// TestFlatAnswersAtTheEdges is TestFlatAnswersEqualDirect for what is odd: masts of no
// height and of hundreds of metres, receivers above them and at them, tilts up and far
// down, stations of equal level, cells of a metre, latitudes and longitudes near the ends.
func TestFlatAnswersAtTheEdges(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := oddRegion(t)
		n, err := NewNetwork(t.Context(), d, oddCriterion(t))
		if err != nil {
			t.Skip(err)
		}
		n.KeepServers = true
		if rapid.Bool().Draw(t, "weak") {
			n.KeepWeak()
		}
		for _, tile := range n.Split() {
			compareFlat(t, n, tile)
		}
	})
}

func oddRegion(t *rapid.T) *coverage.Dataset {
	at := rapid.SampledFrom([][2]float64{{106, 11}, {179.99, 5}, {-179.999, -60}, {0, 0}, {20, 84}}).Draw(t, "at")
	step := rapid.SampledFrom([]float64{0.001, 0.01, 0.00001, 0.0001}).Draw(t, "step")
	cols, rows := rapid.IntRange(1, 70).Draw(t, "cols"), rapid.IntRange(1, 20).Draw(t, "rows")
	var sites []coverage.Site
	for i := range rapid.IntRange(1, 6).Draw(t, "sites") {
		lon := at[0] + step*rapid.OneOf(rapid.Float64Range(-20, 90), rapid.Map(rapid.IntRange(-5, 75), func(i int) float64 { return float64(i) + 0.5 })).Draw(t, "lon")
		s := coverage.Site{ID: fmt.Sprint("S", i), Located: true, Lon: math.Remainder(lon, 360),
			Lat: at[1] - step*rapid.OneOf(rapid.Float64Range(-20, 40), rapid.Map(rapid.IntRange(-5, 25), func(i int) float64 { return float64(i) + 0.5 })).Draw(t, "lat")}
		cell := oddCell(t)
		if i > 0 && rapid.IntRange(0, 2).Draw(t, "like the last") == 0 {
			cell = sites[i-1].Cells[0]
			if rapid.Bool().Draw(t, "there") {
				s.Lon, s.Lat = sites[i-1].Lon, sites[i-1].Lat
			}
		}
		s.Cells = []coverage.Cell{cell}
		sites = append(sites, s)
	}
	d := region(cols, rows, sites...)
	d.Demand.Grid = raster.Grid{West: at[0], North: at[1], StepX: step, StepY: step, Cols: cols, Rows: rows}
	return d
}

func oddCell(t *rapid.T) coverage.Cell {
	draw := func(name string, v ...float64) float64 { return rapid.SampledFrom(v).Draw(t, name) }
	return coverage.Cell{ID: "1", Operator: "A", Technology: "4g", BandwidthMHz: 20,
		FrequencyMHz: draw("frequency", 450, 700, 1800, 3700, 26000), EIRPdBm: draw("eirp", -20, 10, 30, 46, 63, 90),
		HeightM: draw("height", 0, 0.5, 1.5, 10, 30, 36, 150, 800, 3000), Omni: rapid.Bool().Draw(t, "omni"),
		AzimuthDeg: draw("azimuth", 0, 90, 180, 359.9, 45, 123.4), DowntiltDeg: draw("tilt", 0, 6, 20, -10, 45, 90),
		MechanicalTiltDeg: draw("mechanical tilt", 0, 0, 0, 5, -5),
		Pattern:           rapid.SampledFrom([]string{"", antenna.NameTR36814, antenna.NameTR36942, antenna.NameTR38901, "f1336", "measured", "omni"}).Draw(t, "pattern"),
		RangeM:            draw("range", 0, 5, 500, 4000)}
}

func oddCriterion(t *rapid.T) criterion.Criterion {
	text := "extends: outdoor-110\nid: odd\ntitle: odd\n"
	line := func(key string, values ...string) {
		text += key + ": " + rapid.SampledFrom(values).Draw(t, key) + "\n"
	}
	line("model", "auto", "hata-open", "hata-urban:sigma=1", "hata-urban-large", "hata-suburban:sigma=0.5", "cost231-urban", "cost231-metropolitan:sigma=20",
		"uma", "umi", "rma", `"rma:h=5,w=50"`, `"rma:h=50,w=5"`, `"rma:h=0.5"`, "free-space", "disc:r=3000")
	line("location_percent", "50", "50", "95", "1", "99.9", "75")
	line("receiver_height_m", "1.5", "1.5", "10", "13", "17", "23", "30", "0.5")
	line("max_range_km", "30", "3", "100", "0.5")
	line("indoor", "none", "o2i-low", "o2i-high")
	c, err := criterion.Parse("odd.yaml", []byte(text))
	if err != nil {
		t.Skip(err)
	}
	return c
}

// TestChanceBeyondCertainSight: about a mast so high that there is one loss with and
// without line of sight, the chance of a weak signal begins to rise where sight ends to be
// certain, for it varies more without.
func TestChanceBeyondCertainSight(t *testing.T) {
	c, err := criterion.Parse("odd.yaml", []byte("extends: outdoor-110\nid: odd\ntitle: odd\nindoor: o2i-low\n"))
	if err != nil {
		t.Fatal(err)
	}
	site := coverage.Site{ID: "S", Located: true, Lon: 106.001, Lat: 10.9995, Cells: []coverage.Cell{{ID: "1", Operator: "A", Technology: "4g",
		FrequencyMHz: 1800, BandwidthMHz: 20, EIRPdBm: 46, HeightM: 3000, Pattern: "f1336"}}}
	n, err := NewNetwork(t.Context(), region(2, 1, site), c)
	if err != nil {
		t.Fatal(err)
	}
	want := direct(n.radios, n.frame(Tile{}).centre(0, 0))
	if got := int(n.Compute(Tile{}).Layers[0].Chance[0]); got != want.chance || want.chance == 0 {
		t.Errorf("got %d, want %d, which is not 0", got, want.chance)
	}
}
