package analysis_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"math"
	"os"
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"phusong/coverage"
	"phusong/coverage/analysis"
	"phusong/coverage/criterion"
	"phusong/coverage/plot"
	"phusong/coverage/report"
	"phusong/geo"
	"phusong/geo/overlay"
)

// levelLimits are close enough that small regions have several bands.
var levelLimits = []int{-6000, -7050, -8000, -9500, -11000}

// drawnLevels is a random region with its level maps.
type drawnLevels struct {
	region  region
	dataset *coverage.Dataset
	levels  *analysis.Levels
}

func drawLevels(t *rapid.T) drawnLevels {
	r := drawRegion(t, "", "outdoor-110")
	dir, err := os.MkdirTemp("", "phusong-levels-")
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(dir)
	if err := r.write(dir); err != nil {
		t.Fatal(err)
	}
	d, c := load(t, dir)
	chosen, err := plot.Choose(d, plot.Choice{Covers: c.Covers})
	if err != nil {
		t.Skipf("nothing to draw: %v", err)
	}
	levels := runLevels(t, chosen, c, 2)
	if rapid.Bool().Draw(t, "populated cells alone") {
		all := levels
		levels = runLevelOptions(t, chosen, analysis.LevelOptions{Criterion: c, Populated: true})
		samePopulated(t, chosen.Dataset, all, levels)
	}
	return drawnLevels{r, chosen.Dataset, levels}
}

func runLevels(t tester, chosen plot.Chosen, c criterion.Criterion, workers int) *analysis.Levels {
	t.Helper()
	return runLevelOptions(t, chosen, analysis.LevelOptions{Criterion: c, Workers: workers})
}

func runLevelOptions(t tester, chosen plot.Chosen, o analysis.LevelOptions) *analysis.Levels {
	t.Helper()
	o.Selections, o.LimitsCentiDBm = chosen.Selections, levelLimits
	levels, err := analysis.RunLevels(context.Background(), chosen.Dataset, o)
	if err != nil {
		t.Fatalf("levels: %v", err)
	}
	return levels
}

// samePopulated holds maps of populated cells alone to those of all cells: cell by
// cell where people or households are, class by class in people and households.
func samePopulated(t tester, d *coverage.Dataset, all, populated *analysis.Levels) {
	t.Helper()
	lived := map[[2]int32]bool{}
	for unit := range d.Demand.Units {
		d.Demand.Each(unit, 1<<60, 1<<60, func(p coverage.Piece) {
			if p.People != 0 || p.Households != 0 {
				lived[[2]int32{p.Col, p.Row}] = true
			}
		})
	}
	for i := range populated.Maps {
		a, b := &all.Maps[i], &populated.Maps[i]
		last := uint8(len(b.Bands) - 1)
		if b.Bands[last].Kind != coverage.LevelUnpopulated || b.Bands[last].People != 0 || b.Bands[last].Households != 0 {
			t.Fatalf("the last class is %+v", b.Bands[last])
		}
		for k := range a.Bands {
			if a.Bands[k].People != b.Bands[k].People || a.Bands[k].Households != b.Bands[k].Households {
				t.Fatalf("class %d: %+v, of all cells %+v", k, b.Bands[k], a.Bands[k])
			}
		}
		for at, want := range a.Cells {
			col, row := int32(b.Grid.Col0-d.Demand.Grid.Col0+at%b.Grid.Cols), int32(b.Grid.Row0-d.Demand.Grid.Row0+at/b.Grid.Cols)
			if want.Band != coverage.LevelOutside && !lived[[2]int32{col, row}] {
				want = coverage.LevelCell{Band: last, LevelCentiDBm: coverage.NoLevel}
			}
			if b.Cells[at] != want {
				t.Fatalf("cell %d, %d: %+v, want %+v", col, row, b.Cells[at], want)
			}
		}
	}
}

// levelFiles are the outputs as bytes.
func levelFiles(t tester, d *coverage.Dataset, l *analysis.Levels) map[string][]byte {
	t.Helper()
	run := report.LevelRun{Version: "test"}
	run.Fill(d, l.Maps)
	run.FillModels(l.Models, l.Warnings, l.Answers)
	files := map[string][]byte{}
	for _, f := range report.LevelFiles(l.Maps, d.Problems, run) {
		var b bytes.Buffer
		if err := f.Fill(&b); err != nil {
			t.Fatalf("%s: %v", f.Name, err)
		}
		files[f.Name] = b.Bytes()
	}
	return files
}

// statistics adds up the columns of statistics.csv per technology and operator, as
// written, exactly.
func statistics(t tester, data []byte) map[coverage.Selection][3]coverage.Micro {
	t.Helper()
	rows, err := csv.NewReader(bytes.NewReader(data)).ReadAll()
	if err != nil {
		t.Fatalf("%v", err)
	}
	sums := map[coverage.Selection][3]coverage.Micro{}
	for _, row := range rows[1:] {
		s := coverage.Selection{Technology: coverage.Technology(row[0]), Operator: row[1]}
		sum := sums[s]
		for i := range sum {
			if text := row[4+i]; text != "" {
				sum[i] += microOf(t, text)
			}
		}
		sums[s] = sum
	}
	return sums
}

func TestLevelsAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := drawLevels(t)
		files := levelFiles(t, x.dataset, x.levels)
		var want [3]coverage.Micro
		knowPeople, knowHouseholds := false, false
		for i := range x.dataset.Units[:x.dataset.Leaves] {
			u := &x.dataset.Units[i]
			want[0], want[1], want[2] = want[0]+u.AreaM2, want[1]+u.People.Value, want[2]+u.Households.Value
			knowPeople, knowHouseholds = knowPeople || u.People.Known, knowHouseholds || u.Households.Known
		}
		if !knowPeople {
			want[1] = 0
		}
		if !knowHouseholds {
			want[2] = 0
		}
		sums := statistics(t, files[report.StatisticsFile])
		if len(sums) != len(x.levels.Maps) {
			t.Fatalf("%d maps in the table, want %d", len(sums), len(x.levels.Maps))
		}
		for s, got := range sums {
			if got != want {
				t.Fatalf("%v: area, people, households add up to %v, want %v", s, got, want)
			}
		}
		for i := range x.levels.Maps {
			m := &x.levels.Maps[i]
			checkBandMap(t, m, files["bands_"+string(m.Selection.Technology)+"_any.geojson"])
		}
	})
}

// checkBandMap measures the polygons of a map again, by other code, and looks for
// places that belong to two bands or to none.
func checkBandMap(t tester, m *coverage.LevelMap, data []byte) {
	t.Helper()
	var parts []orb.MultiPolygon
	sum, largest := 0.0, 0.0
	for _, f := range readFeatures(t, data) {
		if defects := overlay.Validate(f.polygons); len(defects) > 0 {
			t.Fatalf("%s: %+v", f.text("class"), defects[0])
		}
		parts = append(parts, f.polygons)
		sum, largest = sum+measurePolygonsM2(f.polygons), math.Max(largest, f.number("area_m2"))
	}
	for _, f := range readFeatures(t, data) {
		got, want := measurePolygonsM2(f.polygons), f.number("area_m2")
		slack := 1e-6*want + 1e-3
		if want == largest {
			slack = roundingM2(parts)
		}
		if math.Abs(got-want) > slack {
			t.Fatalf("%s from %v: measured %v m2, stated %v", f.text("class"), f.Properties["band_from_dbm"], got, want)
		}
	}
	if _, report := overlay.Partition(parts, overlay.PartitionOptions{SliverWidthM: -1}); len(report.Overlaps) > 0 {
		t.Fatalf("bands overlap: %+v", report.Overlaps)
	}
	if total := m.AreaM2.Float(); math.Abs(sum-total) > roundingM2(parts) {
		t.Fatalf("the bands measure %v m2, the region %v", sum, total)
	}
}

// roundingM2 is what the rounding of cut points may move in all. A cut moves a
// point of an edge by 6 mm at most, and so a triangle over the edge. Regions here may
// be a few cells large, with edges of a kilometre.
func roundingM2(parts []orb.MultiPolygon) float64 {
	m := 0.5
	for _, p := range parts {
		m += 0.003 * perimeterM(p)
	}
	return m
}

func TestLevelRastersAgreeWithBands(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := drawLevels(t)
		for i := range x.levels.Maps {
			m := &x.levels.Maps[i]
			for _, c := range m.Cells {
				if c.Band == coverage.LevelOutside {
					if c.LevelCentiDBm != coverage.NoLevel {
						t.Fatalf("a level outside: %+v", c)
					}
					continue
				}
				b := &m.Bands[c.Band]
				level := int(c.LevelCentiDBm)
				ok := b.Kind == coverage.LevelBanded || b.Kind == coverage.LevelBelow
				if ok != (level != coverage.NoLevel) || ok && (level < b.FromCentiDBm || b.ToCentiDBm != coverage.NoLevel && level >= b.ToCentiDBm) {
					t.Fatalf("level %d in band %+v", level, b.Kind)
				}
			}
		}
	})
}

func TestLevelsWorkers(t *testing.T) {
	d, _ := fixture(t, "lens")
	c, err := criterion.Preset("outdoor-110")
	if err == nil {
		c, err = c.Resolve()
	}
	if err != nil {
		t.Fatal(err)
	}
	chosen, err := plot.Choose(d, plot.Choice{Covers: c.Covers})
	if err != nil {
		t.Fatal(err)
	}
	want := levelFiles(t, chosen.Dataset, runLevels(t, chosen, c, 1))
	for _, f := range readFeatures(t, want["bands_4g_any.geojson"]) {
		if got, stated := measurePolygonsM2(f.polygons), f.number("area_m2"); math.Abs(got/stated-1) > 1e-6 {
			t.Errorf("%s from %v: measured %v m2, stated %v", f.text("class"), f.Properties["band_from_dbm"], got, stated)
		}
	}
	for _, workers := range []int{2, 7} {
		got := levelFiles(t, chosen.Dataset, runLevels(t, chosen, c, workers))
		for name := range want {
			if !bytes.Equal(got[name], want[name]) {
				t.Errorf("%s differs with %d workers", name, workers)
			}
		}
	}
}

// freeSpace is a criterion under which bands are discs: no terrain, no building,
// free space, 50 resource blocks.
const freeSpace = "id: free\nkind: rsrp\nthresholds_dbm: {4g: -110}\nmodel: free-space\nresource_blocks: 50\nreceiver_height_m: 1.5\nmax_range_km: 30\nlocation_percent: 50\ndemand_at: cell\n"

// discSite radiates the same in all directions of the horizontal; antenna and
// receiver are of one height, so that elevation is 0.
func discSite(lon, lat float64) *coverage.Dataset {
	return &coverage.Dataset{Name: "Disc", Technologies: []coverage.Technology{"4g"}, Operators: []string{"A"}, Sites: []coverage.Site{{
		ID: "S", Located: true, Lon: lon, Lat: lat, Unit: -1, Cells: []coverage.Cell{{ID: "S-1", Operator: "A", Technology: "4g",
			FrequencyMHz: 1800, BandwidthMHz: 10, EIRPdBm: 40, HeightM: 1.5, Omni: true}}}}}
}

// TestLevelDiscs compares bands of a site in free space with their formula.
func TestLevelDiscs(t *testing.T) {
	c, err := criterion.Parse("free.yaml", []byte(freeSpace))
	if err == nil {
		c, err = c.Resolve()
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, at := range []orb.Point{{105.85, 21.03}, {106.7, 10.77}, {-70.2, -53.1}, {0, 0}} {
		const radiusM, resolutionM = 9000, 50
		chosen, err := plot.Choose(discSite(at[0], at[1]), plot.Choice{Site: "S", Covers: c.Covers})
		if err != nil {
			t.Fatal(err)
		}
		if chosen.Dataset, err = plot.Around(chosen.Dataset, chosen.Site, plot.Disc{RadiusM: radiusM, ResolutionM: resolutionM}); err != nil {
			t.Fatal(err)
		}
		limits := []int{-7500, -8000, -8500, -8800}
		levels, err := analysis.RunLevels(context.Background(), chosen.Dataset, analysis.LevelOptions{Criterion: c, Selections: chosen.Selections, LimitsCentiDBm: limits})
		if err != nil {
			t.Fatal(err)
		}
		m := &levels.Maps[0]
		inner, within := 0.0, 0.0
		for k := range limits {
			within += m.Bands[k].AreaM2.Float()
			outer := freeSpaceM(float64(limits[k]) / 100)
			want := discM2(at[1], outer)
			if slack := discSlackM2(outer, resolutionM); outer < radiusM && math.Abs(within-want) > slack {
				t.Errorf("at %v to %d: %v m2, want %v +- %v (%v to %v m)", at, limits[k], within, want, slack, inner, outer)
			}
			inner = outer
		}
		if want := discM2(at[1], radiusM); math.Abs(m.AreaM2.Float()-want) > discSlackM2(radiusM, resolutionM) {
			t.Errorf("at %v: the disc has %v m2, want %v", at, m.AreaM2.Float(), want)
		}
		checkDiscCells(t, m, at)
		var b bytes.Buffer
		if err := report.WriteBands(&b, m); err != nil {
			t.Fatal(err)
		}
		for _, f := range readFeatures(t, b.Bytes()) {
			if got, want := measurePolygonsM2(f.polygons), f.number("area_m2"); math.Abs(got/want-1) > 1e-9 {
				t.Errorf("at %v: %s measures %v m2, stated %v", at, f.text("class"), got, want)
			}
		}
	}
}

// freeSpaceM is where the level of discSite falls to a value: EIRP - 10 log(12 x 50)
// - 20 log(4 pi d f / c).
func freeSpaceM(dBm float64) float64 {
	loss := 40 - 10*math.Log10(12*50) - dBm
	return math.Pow(10, loss/20) * 299792458 / (4 * math.Pi * 1800e6)
}

// checkDiscCells compares every cell with the distance by the long way round.
func checkDiscCells(t *testing.T, m *coverage.LevelMap, at orb.Point) {
	t.Helper()
	for row := range m.Grid.Rows {
		for col := range m.Grid.Cols {
			c := m.Cells[m.Grid.Index(col, row)]
			lon, lat := m.Grid.Center(col, row)
			distanceM, _, _ := geo.Inverse(at[0], at[1], lon, lat)
			if c.Band == coverage.LevelOutside {
				if distanceM < 8999.9 {
					t.Fatalf("cell at %v m is outside", distanceM)
				}
				continue
			}
			if want := freeSpaceM(float64(c.LevelCentiDBm) / 100); distanceM > 9000.01 || math.Abs(distanceM/want-1) > 0.0013 {
				t.Fatalf("cell at %v m has the level of %v m", distanceM, want)
			}
		}
	}
}
