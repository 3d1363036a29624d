package predict

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"phusong/coverage"
	"phusong/coverage/antenna"
	"phusong/coverage/criterion"
	"phusong/geo"
	"phusong/geo/raster"
	"phusong/geo/zonal"
)

// region is a data set of one unit over cols x rows cells of 0.001 degrees.
func region(cols, rows int, sites ...coverage.Site) *coverage.Dataset {
	d := &coverage.Dataset{Leaves: 1, Units: []coverage.AdminUnit{{Level: coverage.LevelCommune, Code: "00001", Parent: -1}},
		Technologies: coverage.MobileTechnologies(), Sites: sites}
	d.Antennas = []coverage.Antenna{measuredAntenna}
	d.Demand.Grid = raster.Grid{West: 106, North: 11, StepX: 0.001, StepY: 0.001, Cols: cols, Rows: rows}
	u := coverage.UnitDemand{}
	for r := range rows {
		u.Footprint.Runs = append(u.Footprint.Runs, zonal.Run{Row: int32(r), Col1: int32(cols)})
	}
	d.Demand.Units = []coverage.UnitDemand{u}
	for i := range sites {
		for _, c := range sites[i].Cells {
			if !slices.Contains(d.Operators, c.Operator) {
				d.Operators = append(d.Operators, c.Operator)
			}
		}
	}
	slices.Sort(d.Operators)
	return d
}

// measuredAntenna looks past its boresight and has side lobes.
var measuredAntenna = func() coverage.Antenna {
	var cuts antenna.Cuts
	for i := range 360 {
		right, down := math.Remainder(float64(i)-12, 360), math.Remainder(float64(i)-4, 360)
		cuts.HorizontalDB[i] = math.Max(-12*(right/65)*(right/65), -25-5*math.Sin(right))
		cuts.VerticalDB[i] = math.Max(-12*(down/7)*(down/7), -18-8*math.Sin(down))
	}
	return coverage.Antenna{Name: "measured", Sector: cuts.Prepare(), Round: cuts.Omnidirectional().Prepare()}
}()

func preset(t tester, id string) criterion.Criterion {
	t.Helper()
	c, err := criterion.Preset(id)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func predictAll(t testing.TB, d *coverage.Dataset, c criterion.Criterion, workers int) *coverage.SignalMap {
	t.Helper()
	n, err := NewNetwork(t.Context(), d, c)
	if err != nil {
		t.Fatal(err)
	}
	parts, err := n.Map(context.Background(), n.Split(), workers, nil)
	if err != nil {
		t.Fatal(err)
	}
	slices.Reverse(parts) // Merge takes any order
	return n.Merge(parts)
}

// drawSites makes stations of two operators with odd equipment, some of them co-sited.
func drawSites(t *rapid.T, most int) []coverage.Site {
	var sites []coverage.Site
	for i := range rapid.IntRange(1, most).Draw(t, "sites") {
		s := coverage.Site{ID: fmt.Sprintf("S%03d", i), Located: true, Unit: 0,
			Lon: 106 + rapid.Float64Range(-0.02, 0.1).Draw(t, "lon"), Lat: 11 - rapid.Float64Range(-0.02, 0.1).Draw(t, "lat")}
		if i > 0 && rapid.IntRange(0, 4).Draw(t, "shared mast") == 0 {
			s.Lon, s.Lat = sites[i-1].Lon, sites[i-1].Lat
		}
		for j := range rapid.IntRange(1, 3).Draw(t, "cells") {
			s.Cells = append(s.Cells, coverage.Cell{ID: fmt.Sprint(j),
				Operator:     rapid.SampledFrom([]string{"A", "B"}).Draw(t, "operator"),
				Technology:   rapid.SampledFrom([]coverage.Technology{"4g", "5g"}).Draw(t, "technology"),
				FrequencyMHz: rapid.SampledFrom([]float64{700, 1800, 2600, 3700}).Draw(t, "frequency"), BandwidthMHz: 20,
				EIRPdBm: rapid.SampledFrom([]float64{30, 46, 63}).Draw(t, "eirp"), HeightM: rapid.SampledFrom([]float64{10, 30, 60}).Draw(t, "height"),
				Omni: rapid.Bool().Draw(t, "omni"), AzimuthDeg: rapid.Float64Range(0, 360).Draw(t, "azimuth"),
				DowntiltDeg: rapid.Float64Range(0, 8).Draw(t, "tilt"), MechanicalTiltDeg: rapid.SampledFrom([]float64{0, 0, 4, -3}).Draw(t, "mechanical tilt"),
				Pattern: rapid.SampledFrom([]string{"", "", "f1336", "measured", "tr36942"}).Draw(t, "pattern"), RangeM: rapid.Float64Range(0, 4000).Draw(t, "range")})
		}
		sites = append(sites, s)
	}
	return sites
}

// TestSearchEqualsDirect: the bounded search gives every cell the answer of
// asking every radio, to the bit.
func TestSearchEqualsDirect(t *testing.T) {
	c := preset(t, "outdoor-110")
	rapid.Check(t, func(t *rapid.T) {
		d := region(rapid.IntRange(1, 100).Draw(t, "cols"), rapid.IntRange(1, 80).Draw(t, "rows"), drawSites(t, 12)...)
		n, err := NewNetwork(t.Context(), d, c)
		if err != nil {
			t.Fatal(err)
		}
		for _, tile := range n.Split() {
			f := n.frame(tile)
			got := n.Compute(tile)
			for layer, radios := range n.inReach(f) {
				for row := range f.rows {
					for col := range f.cols {
						i := row*coverage.TileSize + col
						want := direct(radios, &f.centres[i])
						if level := got.Layers[layer].LevelCentiDBm[i]; want.server != nil && level != centi(want.milliDBm) ||
							int(got.Layers[layer].Chance[i]) != want.chance || got.Layers[layer].Covered.Has(col, row) != n.rule.passes(want) {
							t.Fatalf("layer %d, cell %d,%d: got level %d, chance %d; want %+v", layer, col, row, level, got.Layers[layer].Chance[i], want)
						}
					}
				}
			}
		}
	})
}

// TestDiscsEqualGeodesic: a cell is covered exactly when its centre is within
// the radius on the ellipsoid, in steps of a millimetre.
func TestDiscsEqualGeodesic(t *testing.T) {
	c := preset(t, "stated-radius")
	rapid.Check(t, func(t *rapid.T) {
		d := region(70, 40, drawSites(t, 4)...)
		m := mustPredict(t, d, c)
		for layer, l := range m.Layers {
			for row := range int32(40) {
				for col := range int32(70) {
					lon, lat := d.Demand.Grid.Center(int(col), int(row))
					want := false
					for _, s := range d.Sites {
						for _, cell := range s.Cells {
							distanceM, _, _ := geo.Inverse(s.Lon, s.Lat, lon, lat)
							radiusM, _ := c.CellRadiusM(cell)
							near := math.Abs(distanceM-radiusM) < 0.0015 // the short formula is good to a millimetre
							if cell.Technology == l.Technology && cell.Operator == l.Operator && !near && distanceM < radiusM {
								want = true
							}
							if near {
								return
							}
						}
					}
					tile, tc, tr := m.Tile(col, row)
					if got := tile[layer].Covered.Has(tc, tr); got != want {
						t.Fatalf("layer %v, cell %d,%d: got %v, want %v", l, col, row, got, want)
					}
				}
			}
		}
	})
}

func mustPredict(t *rapid.T, d *coverage.Dataset, c criterion.Criterion) *coverage.SignalMap {
	n, err := NewNetwork(t.Context(), d, c)
	if err != nil {
		t.Fatal(err)
	}
	parts, err := n.Map(context.Background(), n.Split(), 1, nil)
	if err != nil {
		t.Fatal(err)
	}
	return n.Merge(parts)
}

// TestMonotone: one more station, more power or a lower threshold never lowers
// coverage or its probability anywhere.
func TestMonotone(t *testing.T) {
	base := preset(t, "outdoor-110")
	easier, err := criterion.Parse("easier.yaml", []byte("extends: outdoor-110\nid: easier\ntitle: easier\nthresholds_dbm: {4g: -113, 5g: -113}\n"))
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		sites := drawSites(t, 6)
		fewer := region(40, 30, sites[:len(sites)-1]...)
		fewer.Operators = []string{"A", "B"}
		all := region(40, 30, sites...)
		all.Operators = fewer.Operators
		louder := region(40, 30, louderSites(sites)...)
		louder.Operators = fewer.Operators
		maps := []*coverage.SignalMap{mustPredict(t, fewer, base), mustPredict(t, all, base)}
		notBelow(t, all, maps[0], maps[1], "one more station")
		notBelow(t, all, maps[1], mustPredict(t, louder, base), "3 dB more power")
		notBelow(t, all, maps[1], mustPredict(t, all, easier), "3 dB less asked for")
	})
}

func louderSites(sites []coverage.Site) []coverage.Site {
	all := slices.Clone(sites)
	for i := range all {
		all[i].Cells = slices.Clone(all[i].Cells)
		for j := range all[i].Cells {
			all[i].Cells[j].EIRPdBm += 3
		}
	}
	return all
}

func notBelow(t *rapid.T, d *coverage.Dataset, before, after *coverage.SignalMap, what string) {
	for _, s := range d.Selections() {
		low, high := before.View(s, d.Operators), after.View(s, d.Operators)
		for row := range int32(d.Demand.Grid.Rows) {
			for col := range int32(d.Demand.Grid.Cols) {
				if low.State(0, col, row) == coverage.Covered && high.State(0, col, row) != coverage.Covered {
					t.Fatalf("%s loses cell %d,%d of %v", what, col, row, s)
				}
				if low.Chance(col, row) > high.Chance(col, row) {
					t.Fatalf("%s lowers the chance in cell %d,%d of %v", what, col, row, s)
				}
			}
		}
	}
}

// TestWorkers: the same map for 1, 2 and 7 workers and for stations in any order of work.
func TestWorkers(t *testing.T) {
	var sites []coverage.Site
	for i := range 30 {
		sites = append(sites, coverage.Site{ID: fmt.Sprintf("S%02d", i), Located: true, Lon: 106 + float64(i%6)*0.03, Lat: 11 - float64(i/6)*0.03,
			Cells: []coverage.Cell{{ID: "1", Operator: "A", Technology: "4g", FrequencyMHz: 1800, BandwidthMHz: 20, EIRPdBm: 50, HeightM: 30, AzimuthDeg: float64(i * 40)}}})
	}
	d := region(200, 150, sites...)
	c := preset(t, "outdoor-110")
	want := predictAll(t, d, c, 1)
	for _, workers := range []int{2, 7} {
		if diff := cmp.Diff(want, predictAll(t, d, c, workers)); diff != "" {
			t.Errorf("%d workers: %s", workers, diff)
		}
	}
}

// TestUnplacedStation: what a station without a position could cover is unknown,
// in its own layer and commune, and stays covered where another covers it.
func TestUnplacedStation(t *testing.T) {
	cell := coverage.Cell{ID: "1", Operator: "A", Technology: "4g", RangeM: 500}
	known := coverage.Site{ID: "K", Located: true, Lon: 106.02, Lat: 10.98, Unit: 0, Cells: []coverage.Cell{cell}}
	lost := coverage.Site{ID: "L", Unit: 0, Cells: []coverage.Cell{cell}}
	d := region(40, 40, known, lost)
	m := predictAll(t, d, preset(t, "stated-radius"), 1)
	v := m.View(coverage.Selection{Technology: "4g", Operator: "A"}, d.Operators)
	count := map[coverage.State]int{}
	for row := range int32(40) {
		for col := range int32(40) {
			count[v.State(0, col, row)]++
		}
	}
	if count[coverage.Uncovered] != 0 || count[coverage.Covered] == 0 || count[coverage.Unknown] == 0 {
		t.Errorf("got %v, want covered near the station and unknown elsewhere", count)
	}
}

// TestUndecidedTechnology: a criterion without a threshold for a technology that
// figures are asked for is refused.
func TestUndecidedTechnology(t *testing.T) {
	d := region(4, 4)
	d.Technologies = []coverage.Technology{coverage.Tech4G, coverage.Tech3G}
	if _, err := NewNetwork(t.Context(), d, preset(t, "median-90")); err == nil || !strings.Contains(err.Error(), "says nothing of 3g") {
		t.Errorf("got %v, want a refusal for 3g", err)
	}
}

func TestCancel(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	n, err := NewNetwork(t.Context(), region(200, 200, coverage.Site{ID: "S", Located: true, Lon: 106, Lat: 11}), preset(t, "stated-radius"))
	if err != nil {
		t.Fatal(err)
	}
	_, err = n.Map(ctx, n.Split(), 1, func(int) { cancel() })
	if err != context.Canceled {
		t.Errorf("got %v, want context.Canceled", err)
	}
}

func TestCentiRoundsDown(t *testing.T) {
	for _, tt := range []struct {
		milli int64
		want  int16
	}{{-110_000, -11000}, {-110_001, -11001}, {-109_999, -11000}, {-110_010, -11001}, {5, 0}, {-1e9, coverage.NoLevel + 1}} {
		if got := centi(tt.milli); got != tt.want {
			t.Errorf("centi(%d) = %d, want %d", tt.milli, got, tt.want)
		}
	}
}
