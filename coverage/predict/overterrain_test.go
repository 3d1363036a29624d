package predict

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"phusong/coverage"
	"phusong/coverage/criterion"
	"phusong/geo"
	"phusong/geo/encoding/geotiff"
	"phusong/geo/raster"
	"phusong/geo/terrain"
)

// dem writes heights by a function of degrees as a tile of 3 arc-seconds and opens it.
func dem(t tester, dir string, west, south, east, north float64, height func(lon, lat float64) float64) *terrain.DEM {
	t.Helper()
	const step = 1.0 / 1200
	g := raster.Grid{West: west, North: north, StepX: step, StepY: step,
		Cols: int(math.Round((east - west) / step)), Rows: int(math.Round((north - south) / step))}
	values := make([]float32, 0, g.Cols*g.Rows)
	for row := range g.Rows {
		for col := range g.Cols {
			lon, lat := g.Center(col, row)
			values = append(values, float32(height(lon, lat)))
		}
	}
	f, err := os.Create(filepath.Join(dir, "tile.tif"))
	if err != nil {
		t.Fatal(err)
	}
	if err := geotiff.Encode(f, geotiff.Image{Grid: g, Values: values, NoData: -32768}); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	d, err := terrain.Open(dir, terrain.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// mountains are sums of waves over a plain, rough in proportion.
func mountains(seed uint64, rough float64) func(lon, lat float64) float64 {
	r := rand.New(rand.NewPCG(seed, 3))
	var waves [24][4]float64
	for i := range waves {
		k := 60 * math.Pow(1.25, float64(i))
		a := 2 * math.Pi * r.Float64()
		waves[i] = [4]float64{k * math.Cos(a), k * math.Sin(a), 7 * r.Float64(), rough * math.Pow(0.8, float64(i))}
	}
	return func(lon, lat float64) float64 {
		h := 0.0
		for _, w := range waves {
			h += w[3] * math.Sin(w[0]*(lon-106)+w[1]*(lat-11)+w[2])
		}
		return math.Max(0, math.Round(10*(h+rough))/10)
	}
}

// over is a criterion over terrain, with changes.
func over(t tester, id string, change func(*criterion.Criterion)) criterion.Criterion {
	t.Helper()
	c := preset(t, id)
	if change != nil {
		change(&c)
	}
	return c.OverTerrain(string(terrain.SurfaceModel))
}

func models(name string) func(*criterion.Criterion) {
	return func(c *criterion.Criterion) {
		c.Models = map[coverage.Technology]string{}
		for _, t := range coverage.Technologies() {
			c.Models[t] = name
		}
	}
}

// bruteForce asks every radio in reach by the reference.
func (n *Network) bruteForce(radios []*radio, rc receiver) answer {
	a := answer{milliDBm: noServer}
	for _, r := range radios {
		n.askReference(&a, &candidate{radio: r}, rc)
	}
	return a
}

// compareTile holds a tile to brute force, cell by cell.
func compareTile(t interface{ Fatalf(string, ...any) }, n *Network, tile Tile, count *deviation) {
	f := n.frame(tile)
	got := n.Compute(tile)
	paths := n.borrowPaths(f)
	defer n.returnPaths(paths)
	for layer, radios := range n.inReach(f) {
		l := &got.Layers[layer]
		for row := range f.rows {
			for col := range f.cols {
				i := row*coverage.TileSize + col
				want := n.bruteForce(radios, receiver{cell: i, at: &f.centres[i], paths: paths})
				covered := n.rule.passes(want)
				unknown := !covered && n.rule.possible(want)
				if l.Covered.Has(col, row) != covered || l.Unknown.Has(col, row) != unknown {
					t.Fatalf("layer %d, cell %d,%d: got covered %v unknown %v, want %+v", layer, col, row, l.Covered.Has(col, row), l.Unknown.Has(col, row), want)
				}
				if want.server == nil {
					if l.LevelCentiDBm[i] != coverage.NoLevel {
						t.Fatalf("layer %d, cell %d,%d: got level %d, want none", layer, col, row, l.LevelCentiDBm[i])
					}
					continue
				}
				if server := n.radios[l.Server[i]-1]; server != want.server {
					// a tie within the step of levels
					alone := n.bruteForce([]*radio{server}, receiver{cell: i, at: &f.centres[i], paths: paths})
					if want.milliDBm-alone.milliDBm > 1 {
						t.Fatalf("layer %d, cell %d,%d: served by %s %s with %d, want %s %s with %d", layer, col, row, server.siteID, server.cellID,
							alone.milliDBm, want.server.siteID, want.server.cellID, want.milliDBm)
					}
				}
				off := math.Abs(float64(l.LevelCentiDBm[i]) - float64(want.milliDBm)/10)
				if off > 1.1 || math.Abs(float64(int(l.Chance[i])-want.chance)) > 1 {
					t.Fatalf("layer %d, cell %d,%d: got level %d, chance %d; want %+v", layer, col, row, l.LevelCentiDBm[i], l.Chance[i], want)
				}
				count.cells++
				if covered {
					count.covered++
				}
				if unknown {
					count.unknown++
				}
			}
		}
	}
}

type deviation struct{ cells, covered, unknown int }

// TestOverTerrainEqualsBruteForce: the swept, bounded search gives every cell the
// answer of asking every radio by the reference, over all path models.
func TestOverTerrainEqualsBruteForce(t *testing.T) {
	var count deviation
	root := t.TempDir()
	run := 0
	defer func(few int, window int64) { fewMasts, windowMilliDB = few, window }(fewMasts, windowMilliDB)
	rapid.Check(t, func(t *rapid.T) {
		run++
		dir := filepath.Join(root, fmt.Sprint(run))
		if err := os.Mkdir(dir, 0o755); err != nil {
			t.Fatal(err)
		}
		d := region(rapid.IntRange(1, 70).Draw(t, "cols"), rapid.IntRange(1, 40).Draw(t, "rows"), drawSites(t, 8)...)
		height := mountains(rapid.Uint64().Draw(t, "seed"), rapid.SampledFrom([]float64{0, 5, 60}).Draw(t, "rough"))
		void := rapid.Float64Range(106, 106.3).Draw(t, "void from")
		d.Terrain = dem(t, dir, 105.9, 10.8, 106.2, 11.1, func(lon, lat float64) float64 {
			if lon > void && lon < void+0.003 {
				return math.NaN()
			}
			return height(lon, lat)
		})
		name := rapid.SampledFrom([]string{"auto", "p1812", "rma+terrain", "hata-open+terrain", "itm", "rma"}).Draw(t, "model")
		change := models(name)
		c := over(t, rapid.SampledFrom([]string{"outdoor-110", "median-90", "indoor-110-o2i"}).Draw(t, "criterion"), func(c *criterion.Criterion) {
			change(c)
			c.MaxRangeKm = rapid.SampledFrom([]float64{3, 12}).Draw(t, "range")
		})
		n, err := NewNetwork(context.Background(), d, c)
		if err != nil {
			t.Fatal(err)
		}
		n.KeepServers = true
		fewMasts = rapid.SampledFrom([]int{0, 64}).Draw(t, "masts looked at at once")
		windowMilliDB = rapid.SampledFrom([]int64{300, 5000, 12_000}).Draw(t, "window")
		for _, tile := range n.Split() {
			compareTile(t, n, tile, &count)
		}
	})
	t.Logf("%+v", count)
	if count.covered == 0 || count.covered == count.cells {
		t.Errorf("the cases show too little: %+v", count)
	}
}

// tester is what testing.TB and rapid.T have in common, as far as it is used here.
type tester interface {
	Helper()
	Fatal(args ...any)
}

// TestRaysAgainstOwnGeodesics tells how far levels over shared rays are from levels
// over a geodesic to the very centre of each cell.
func TestRaysAgainstOwnGeodesics(t *testing.T) {
	d := region(60, 60, coverage.Site{ID: "S", Located: true, Lon: 106.03, Lat: 10.97, Cells: []coverage.Cell{
		{ID: "1", Operator: "A", Technology: "4g", FrequencyMHz: 1800, BandwidthMHz: 20, EIRPdBm: 60, HeightM: 40, Omni: true}}})
	d.Terrain = dem(t, t.TempDir(), 105.9, 10.8, 106.2, 11.1, mountains(7, 40))
	n, err := NewNetwork(t.Context(), d, over(t, "median-90", nil))
	if err != nil {
		t.Fatal(err)
	}
	f := n.frame(Tile{})
	shared := n.borrowPaths(f)
	own := new(paths)
	r := n.radios[0]
	var sum, squares float64
	covered := [2]int{}
	for i := range f.centres[:f.rows*coverage.TileSize] {
		if i%coverage.TileSize >= f.cols {
			continue
		}
		var level [2]float64
		for k, p := range []*paths{shared, own} {
			if k == 1 {
				own.reset(n.ground, f.centres[i], -1)
			}
			at := p.aim(r.spot, i, &f.centres[i])
			level[k] = -p.cross(at, r.slot, r.rxHeightM).loss(r.path).LOSdB
			if level[k] > -120 {
				covered[k]++
			}
		}
		sum += level[0] - level[1]
		squares += (level[0] - level[1]) * (level[0] - level[1])
	}
	cells := float64(f.rows * f.cols)
	mean, rms := sum/cells, math.Sqrt(squares/cells)
	t.Logf("mean %.3f dB, rms %.2f dB, covered %d and %d of %v", mean, rms, covered[0], covered[1], cells)
	if math.Abs(mean) > 0.1 || rms > 1.5 || math.Abs(float64(covered[0]-covered[1])) > 0.005*cells {
		t.Errorf("mean %.3f dB, rms %.2f dB, covered %d and %d: shared rays change more than chance", mean, rms, covered[0], covered[1])
	}
}

// TestFlatTerrainIsTheLaw: over flat ground a law with terrain gives what it gives without.
func TestFlatTerrainIsTheLaw(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := region(40, 40, drawSites(t, 4)...)
		plain := mustPredict(t, d, func() criterion.Criterion { c := preset(t, "outdoor-110"); models("rma")(&c); return c }())
		d.Terrain = flatDEM
		flat := mustPredict(t, d, over(t, "outdoor-110", models("rma+terrain")))
		for i := range plain.Tiles {
			for layer := range plain.Tiles[i] {
				if diff := cmp.Diff(plain.Tiles[i][layer].Covered, flat.Tiles[i][layer].Covered); diff != "" {
					t.Fatalf("tile %d, layer %d: %s", i, layer, diff)
				}
			}
		}
	})
}

var flatDEM *terrain.DEM

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "flat")
	if err != nil {
		panic(err)
	}
	flatDEM = dem(panics{}, dir, 105.9, 10.8, 106.4, 11.1, func(_, _ float64) float64 { return 12 })
	code := m.Run()
	os.RemoveAll(dir)
	os.Exit(code)
}

type panics struct{}

func (panics) Helper()           {}
func (panics) Fatal(args ...any) { panic(fmt.Sprint(args...)) }

// TestSameForWorkersOverTerrain: the same bits for any number of workers.
func TestSameForWorkersOverTerrain(t *testing.T) {
	var sites []coverage.Site
	rapid.Check(t, func(t *rapid.T) { sites = drawSites(t, 12) })
	d := region(150, 150, sites...)
	d.Terrain = dem(t, t.TempDir(), 105.9, 10.7, 106.3, 11.1, mountains(3, 30))
	c := over(t, "outdoor-110", nil)
	want := predictAll(t, d, c, 1)
	for _, workers := range []int{2, 7} {
		if diff := cmp.Diff(want.Tiles, predictAll(t, d, c, workers).Tiles); diff != "" {
			t.Fatalf("%d workers: %.300s", workers, diff)
		}
	}
	defer func(bytes int64) { maxRayBytes = bytes }(maxRayBytes)
	maxRayBytes = 1
	if diff := cmp.Diff(want.Tiles, predictAll(t, d, c, 1).Tiles); diff != "" {
		t.Fatalf("rays laid anew for every block: %.300s", diff)
	}
}

// TestHigherMastOnFlatGround: more height on flat ground never lowers coverage where
// the ground bounds it. (Where free space does, a higher mast is farther away.)
func TestHigherMastOnFlatGround(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.SampledFrom([]string{"p1812", "rma+terrain"}).Draw(t, "model")
		height := rapid.Float64Range(10, 30).Draw(t, "height")
		frequency := rapid.SampledFrom([]float64{700, 1800, 3500}).Draw(t, "frequency")
		previous, last := -1, 0
		for _, h := range []float64{height, height * 1.1, height * 1.5} {
			d := region(300, 2, coverage.Site{ID: "S", Located: true, Lon: 106.001, Lat: 10.999, Cells: []coverage.Cell{{ID: "1", Operator: "A",
				Technology: "4g", FrequencyMHz: frequency, BandwidthMHz: 20, EIRPdBm: 60, HeightM: h, Omni: true, Pattern: "omni"}}})
			d.Terrain = flatDEM
			m := mustPredict(t, d, over(t, "outdoor-110", models(name)))
			covered := 0
			for _, tile := range m.Tiles {
				covered += tile[0].Covered.Count()
			}
			if covered < previous || covered == 0 {
				t.Fatalf("%s, %v MHz: %d cells from %v m, %d from less", name, frequency, covered, h, previous)
			}
			previous, last = covered, covered
		}
		if last == 600 {
			t.Fatalf("%s, %v MHz: everything is covered from %v m, the case shows nothing", name, frequency, height)
		}
	})
}

// TestPathsReachTheCell: a cell's path ends within half a cell of its centre.
func TestPathsReachTheCell(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := region(60, 60, drawSites(t, 3)...)
		d.Terrain = flatDEM
		n, err := NewNetwork(context.Background(), d, over(t, "outdoor-110", models("p1812")))
		if err != nil {
			t.Fatal(err)
		}
		if len(n.radios) == 0 {
			return
		}
		f := n.frame(Tile{})
		p := n.borrowPaths(f)
		side := cellSideM(n.grid, 11)
		l := n.ground.lattice
		for i := range f.rows * f.cols {
			cell := i/f.cols*coverage.TileSize + i%f.cols
			at := p.aim(n.radios[0].spot, cell, &f.centres[cell])
			x, y := p.ray(at).arc.At(at.distanceM)
			end := geo.Cartesian(l.West+x*l.StepXDeg, l.North-y*l.StepYDeg)
			if off := f.centres[cell].ShortDistanceM(&end); off > side/2+0.5 {
				t.Fatalf("the path to cell %d ends %v m from its centre, the cell is %v m wide", cell, off, side)
			}
		}
	})
}

// TestEqualLevelsGoToTheFirst: of stations that give a place the same level the first
// by ID serves it, over terrain and without.
func TestEqualLevelsGoToTheFirst(t *testing.T) {
	twin := func(id string) coverage.Site {
		return coverage.Site{ID: id, Located: true, Lon: 106.01, Lat: 10.99, Cells: []coverage.Cell{{ID: "1", Operator: "A",
			Technology: "4g", FrequencyMHz: 1800, BandwidthMHz: 20, EIRPdBm: 60, HeightM: 30, Omni: true}}}
	}
	d := region(20, 20, twin("A"), twin("B"), twin("C"))
	d.Terrain = flatDEM
	for _, c := range []criterion.Criterion{preset(t, "outdoor-110"), over(t, "outdoor-110", models("p1812")), over(t, "outdoor-110", models("rma+terrain"))} {
		n, err := NewNetwork(t.Context(), d, c)
		if err != nil {
			t.Fatal(err)
		}
		n.KeepServers = true
		for i, server := range n.Compute(Tile{}).Layers[0].Server {
			if server > 1 || server == 0 && i%coverage.TileSize < 20 && i/coverage.TileSize < 20 {
				t.Fatalf("%s: cell %d is served by number %d, want 1", c.Label(), i, server)
			}
		}
	}
}
