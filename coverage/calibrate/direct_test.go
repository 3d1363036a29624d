package calibrate

import (
	"encoding/binary"
	"math"
	"os"
	"path/filepath"
	"testing"

	"phusong/coverage"
	"phusong/coverage/criterion"
	"phusong/coverage/propagation"
	"phusong/geo"
	"phusong/geo/terrain"
)

func outdoor(t *testing.T, model string) criterion.Criterion {
	t.Helper()
	c, err := criterion.Preset("outdoor-110")
	if err != nil {
		t.Fatal(err)
	}
	c.Models = map[coverage.Technology]string{}
	for _, tech := range append(coverage.Technologies(), "") {
		c.Models[tech] = model
	}
	return c
}

var lteCell = coverage.Cell{ID: "S1", Technology: coverage.Tech4G, FrequencyMHz: 1800, BandwidthMHz: 20, EIRPdBm: 60, HeightM: 30, Omni: true, Pattern: "omni"}

// ridgeTiles writes one tile of flat ground with a ridge of 300 m along a meridian.
func ridgeTiles(t *testing.T) *terrain.DEM {
	t.Helper()
	const posts = 1201
	data := make([]byte, posts*posts*2)
	for row := range posts {
		for col := 590; col < 600; col++ {
			binary.BigEndian.PutUint16(data[2*(row*posts+col):], 300)
		}
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "N10E105.hgt"), data, 0o666); err != nil {
		t.Fatal(err)
	}
	dem, err := terrain.Open(dir, terrain.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { dem.Close() })
	return dem
}

func TestDirectByLaw(t *testing.T) {
	site := stationAt("S", synthLon, synthLat, lteCell)
	d, err := NewDirect(DirectSettings{Criterion: outdoor(t, "hata-urban")}, []coverage.Site{site})
	if err != nil {
		t.Fatal(err)
	}
	lon, lat, _ := geo.Direct(synthLon, synthLat, 77, 2000)
	got, ok := d.Predict(&site, &site.Cells[0], &Measurement{Lon: lon, Lat: lat})
	law, _ := propagation.ByName("hata-urban")
	p := law.Predict(propagation.Link{FrequencyMHz: 1800, DistanceM: 2000, TxHeightM: 30, RxHeightM: 1.5})
	want := p.MedianDB()
	if !ok || math.Abs(got.LossDB-want) > 1e-6 || math.Abs(got.DistanceM-2000) > 1e-6 {
		t.Fatalf("%+v, want a loss of %v over 2000 m", got, want)
	}
	// RSRP of 20 MHz is 10 log10(1200) = 30.79 dB below the carrier.
	if level := 60 - 10*math.Log10(1200) + got.GainDB - want; math.Abs(got.LevelDBm-level) > 1e-9 {
		t.Errorf("level %v, want %v", got.LevelDBm, level)
	}
	if !math.IsNaN(got.TerrainLossDB) || d.Models()[0] != "hata-urban" || d.Warnings != 1 {
		t.Errorf("terrain %v, models %v, %d warnings; 1800 MHz is beyond Hata", got.TerrainLossDB, d.Models(), d.Warnings)
	}
	far, _, _ := geo.Direct(synthLon, synthLat, 90, 40_000)
	if _, ok := d.Predict(&site, &site.Cells[0], &Measurement{Lon: far, Lat: synthLat}); ok {
		t.Error("a prediction beyond the range of the criterion")
	}
}

// TestDirectOverTerrain: behind a ridge there is a loss by terrain, before it none,
// and off the tile the answer is unknown.
func TestDirectOverTerrain(t *testing.T) {
	site := stationAt("S", 105.47, 10.5, lteCell)
	d, err := NewDirect(DirectSettings{Criterion: outdoor(t, "p1812"), Terrain: ridgeTiles(t)}, []coverage.Site{site})
	if err != nil {
		t.Fatal(err)
	}
	at := func(lon, lat float64) (Prediction, bool) {
		return d.Predict(&site, &site.Cells[0], &Measurement{Lon: lon, Lat: lat})
	}
	before, ok1 := at(105.44, 10.5)
	behind, ok2 := at(105.53, 10.5)
	if !ok1 || !ok2 || before.TerrainLossDB > 1 || behind.TerrainLossDB < 20 || behind.LossDB < before.LossDB+20 {
		t.Errorf("before the ridge %+v, behind it %+v", before, behind)
	}
	if _, ok := at(105.47, 10.99); ok { // out of range of the criterion
		t.Error("a prediction 54 km away")
	}
	south := stationAt("S", 105.47, 10.01, lteCell)
	if _, ok := d.Predict(&south, &south.Cells[0], &Measurement{Lon: 105.47, Lat: 9.99}); ok || d.NoTerrain != 1 {
		t.Errorf("off the tile: %v, %d without terrain", ok, d.NoTerrain)
	}
	if _, ok := at(105.47, 10.5); ok || d.TooNear != 1 {
		t.Errorf("at the mast: %v, %d too near", ok, d.TooNear)
	}
	if d.Err() != nil {
		t.Error(d.Err())
	}
}

func TestNewDirectRefuses(t *testing.T) {
	indoor := outdoor(t, "rma")
	indoor.Indoor = criterion.IndoorLow
	radius, err := criterion.Preset("stated-radius")
	if err != nil {
		t.Fatal(err)
	}
	silent := lteCell
	silent.FrequencyMHz = 0
	for name, c := range map[string]struct {
		criterion criterion.Criterion
		cell      coverage.Cell
	}{"indoor": {indoor, lteCell}, "radius": {radius, lteCell}, "no terrain": {outdoor(t, "p1812"), lteCell}, "no model": {outdoor(t, "nosuch"), lteCell}, "no frequency": {outdoor(t, "rma"), silent}} {
		if _, err := NewDirect(DirectSettings{Criterion: c.criterion}, []coverage.Site{stationAt("S", 1, 2, c.cell)}); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func TestMakePairs(t *testing.T) {
	other := lteCell
	other.ID, other.EIRPdBm = "S2", 40
	sites := []coverage.Site{stationAt("S", synthLon, synthLat, lteCell, other), stationAt("bad", synthLon/10, synthLat, coverage.Cell{ID: "B1", Omni: true, FrequencyMHz: 900, HeightM: 30})}
	d, err := NewDirect(DirectSettings{Criterion: outdoor(t, "rma")}, sites)
	if err != nil {
		t.Fatal(err)
	}
	lon, lat, _ := geo.Direct(synthLon, synthLat, 77, 2000)
	at := func(site, cell string) Measurement {
		return Measurement{Lon: lon, Lat: lat, Quantity: Level, Value: -90, SiteID: site, CellID: cell, StatedDistance: math.NaN()}
	}
	ms := []Measurement{at("", "S2"), at("S", ""), at("", ""), at("bad", ""), at("", "none"), at("lost", "")}
	ms = append(ms, at("", "S2"))
	ms[6].Lon = 0
	out := MakePairs(ms, sites, d, PairOptions{Exclude: map[string]bool{"bad": true}, FloorDBm: -90})
	if want := (PairCounts{Paired: 3, NoSuchCell: 2, Excluded: 1, NoPrediction: 1, Guessed: 2}); out.Counts != want {
		t.Errorf("counts %+v, want %+v", out.Counts, want)
	}
	if out.Pairs[0].Cell != "S2" || out.Pairs[1].Cell != "S1" || out.Pairs[2].Cell != "S1" || !out.Pairs[0].Censored {
		t.Errorf("%+v", out.Pairs)
	}
	if len(out.Problems) != 2 {
		t.Errorf("problems %v", out.Problems)
	}
	loss := at("", "S2")
	loss.Quantity, loss.Value = Loss, 120
	bare := MakePairs([]Measurement{loss}, sites, d, PairOptions{}).Pairs[0]
	with := MakePairs([]Measurement{loss}, sites, d, PairOptions{Pattern: true}).Pairs[0]
	if bare.MeasuredDBm != -120 || with.PredictedDBm > bare.PredictedDBm {
		t.Errorf("loss: %+v, with the pattern %+v", bare, with)
	}
}

func TestFloorOf(t *testing.T) {
	var ms []Measurement
	for i := range 500 {
		ms = append(ms, Measurement{Quantity: Level, Value: -60 - float64(i%60)})
	}
	if got := FloorOf(ms); got != 0 {
		t.Errorf("no heap: floor %v", got)
	}
	for range 100 {
		ms = append(ms, Measurement{Quantity: Level, Value: -120})
	}
	if got := FloorOf(ms); got != -120 {
		t.Errorf("a heap at -120: floor %v", got)
	}
	if FloorOf(nil) != 0 {
		t.Error("a floor of nothing")
	}
}
