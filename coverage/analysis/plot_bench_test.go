//go:build unix

package analysis_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"syscall"
	"testing"
	"time"

	"phusong/coverage"
	"phusong/coverage/criterion"
	"phusong/coverage/plot"
	"phusong/coverage/predict"
	"phusong/fixtures/synthetic"
	"phusong/geo/encoding/hgt"
	"phusong/geo/terrain"
)

// The plot that is timed: a mast of one radio without a pattern in invented mountains.
const (
	plotLon, plotLat = 108.5, 13.5
	plotHeightM      = 40
	plotMHz          = 1800
	plotRadiusM      = 30_000
)

var plotCorner = hgt.Corner{Lon: 108, Lat: 13}

// mountainTile writes the tile around the mast, at 1 or 3 arc-seconds.
func mountainTile(b *testing.B, dir string, posts int) {
	b.Helper()
	relief := synthetic.Relief{Seed: 1603, CoastLon: 109.5}
	t := &hgt.Tile{Header: hgt.Header{Corner: plotCorner, Posts: posts}, HeightsM: make([]int16, posts*posts)}
	const reachDeg = 0.35 // beyond it nothing is asked
	for row := range posts {
		for col := range posts {
			if lon, lat := t.Post(col, row); max(lon-plotLon, plotLon-lon, lat-plotLat, plotLat-lat) < reachDeg {
				t.HeightsM[row*posts+col] = relief.HeightM(lon, lat)
			}
		}
	}
	var out bytes.Buffer
	if err := hgt.Encode(&out, t); err != nil {
		b.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, plotCorner.String()+".hgt"), out.Bytes(), 0o666); err != nil {
		b.Fatal(err)
	}
}

// BenchmarkPlot30m is one site in a disc of 30 km at 30 m over posts of 1 arc-second,
// beside SPLAT! HD where it is installed.
func BenchmarkPlot30m(b *testing.B) { benchmarkPlot(b, 30, hgt.Posts1ArcSec, "-hd") }

// BenchmarkPlot90m is the same at 90 m over posts of 3 arc-seconds, beside SPLAT!.
func BenchmarkPlot90m(b *testing.B) { benchmarkPlot(b, 90, hgt.Posts3ArcSec, "") }

// plotCase is a plot with a model and the level in dBm that is asked for, of which
// what lies 24 dB below is beneath notice: with -156 every place counts.
type plotCase struct {
	model    string
	levelDBm int
	sectors  int // 0: without a direction
}

func benchmarkPlot(b *testing.B, resolutionM float64, posts int, suffix string) {
	dir := b.TempDir()
	mountainTile(b, dir, posts)
	cases := []plotCase{{"p1812", -110, 0}, {"p1812", -110, 3}, {"p1812", -156, 0}, {"hata-open+terrain", -110, 0}, {"hata-open+terrain", -156, 0},
		{"rma+terrain", -110, 0}}
	if resolutionM > 30 || os.Getenv("PHUSONG_BENCH_ALL") != "" { // more than a minute
		cases = append(cases, plotCase{"itm", -110, 0})
	}
	for _, c := range cases {
		b.Run(fmt.Sprintf("%s/%ddBm/%dsectors", c.model, c.levelDBm, c.sectors), func(b *testing.B) { plotOnce(b, dir, resolutionM, c) })
	}
	b.Run("SPLAT!"+suffix+"/itwom", func(b *testing.B) { splat(b, dir, suffix) })
	b.Run("SPLAT!"+suffix+"/itm", func(b *testing.B) { splat(b, dir, suffix, "-olditm") })
}

// plotOnce predicts as phusong coverage --site does, on one thread.
func plotOnce(b *testing.B, dir string, resolutionM float64, c plotCase) {
	var cells int
	var all, plotting time.Duration
	var before, after runtime.MemStats
	for b.Loop() {
		start := cpu()
		n, dem := plotNetwork(b, dir, resolutionM, c)
		tiles := n.Split()
		runtime.ReadMemStats(&before)
		began := cpu()
		parts, err := n.Plot(context.Background(), tiles, 1, nil)
		plotting, all = plotting+cpu()-began, all+cpu()-start
		runtime.ReadMemStats(&after)
		if err != nil {
			b.Fatal(err)
		}
		cells = 0
		for i := range parts {
			for _, level := range parts[i].Layers[0].LevelCentiDBm {
				if level != coverage.NoLevel {
					cells++
				}
			}
		}
		dem.Close()
	}
	b.ReportMetric(all.Seconds()/float64(b.N), "cpu-s")
	b.ReportMetric(plotting.Seconds()/float64(b.N), "plot-cpu-s")
	b.ReportMetric(float64(after.TotalAlloc-before.TotalAlloc)/1e6, "plot-MB")
	b.ReportMetric(float64(cells), "levels")
}

// plotNetwork reads the terrain and prepares the mast.
func plotNetwork(b *testing.B, dir string, resolutionM float64, c plotCase) (*predict.Network, *terrain.DEM) {
	b.Helper()
	dem, err := terrain.Open(dir, terrain.Options{})
	if err != nil {
		b.Fatal(err)
	}
	d := mast(b, dem, resolutionM, c.sectors)
	crit, err := criterion.Parse("bench.yaml", fmt.Appendf(nil, "extends: outdoor-110\nid: bench\nmodel: %q\nthresholds_dbm: {4g: %d}\n", c.model, c.levelDBm))
	if err == nil {
		crit, err = crit.In(d)
	}
	if err != nil {
		b.Fatal(err)
	}
	n, err := predict.NewNetwork(context.Background(), d, crit)
	if err != nil {
		b.Fatal(err)
	}
	return n, dem
}

// mast is a data set of the disc around the mast.
func mast(b *testing.B, dem *terrain.DEM, resolutionM float64, sectors int) *coverage.Dataset {
	b.Helper()
	d := &coverage.Dataset{Technologies: []coverage.Technology{"4g"}, Operators: []string{"A"}, Terrain: dem,
		Sites: []coverage.Site{{ID: "S", Name: "mast", Located: true, Lon: plotLon, Lat: plotLat}}}
	for i := range max(1, sectors) {
		d.Sites[0].Cells = append(d.Sites[0].Cells, coverage.Cell{ID: fmt.Sprint(i), Operator: "A", Technology: "4g", FrequencyMHz: plotMHz,
			BandwidthMHz: 20, EIRPdBm: 62, HeightM: plotHeightM, Omni: sectors == 0, AzimuthDeg: float64(120 * i), DowntiltDeg: 3})
	}
	around, err := plot.Around(d, &d.Sites[0], plot.Disc{RadiusM: plotRadiusM, ResolutionM: resolutionM})
	if err != nil {
		b.Fatal(err)
	}
	return around
}

// splat draws the path loss of the same mast with SPLAT!: ITWOM as it comes, or with
// the flag for Longley-Rice.
func splat(b *testing.B, dir, suffix string, flags ...string) {
	for _, program := range []string{"splat" + suffix, "srtm2sdf" + suffix} {
		if _, err := exec.LookPath(program); err != nil {
			b.Skipf("%s is not installed: nothing to compare with (apt-get install splat)", program)
		}
	}
	run := func(name string, arg ...string) time.Duration {
		cmd := exec.Command(name, arg...)
		cmd.Dir = dir
		if out, err := cmd.CombinedOutput(); err != nil {
			b.Fatalf("%v: %v\n%s", cmd.Args, err, out)
		}
		return cmd.ProcessState.UserTime()
	}
	run("srtm2sdf"+suffix, plotCorner.String()+".hgt")
	for name, text := range map[string]string{
		"mast.qth": fmt.Sprintf("mast\n%v\n%v\n%d meters\n", plotLat, 360-plotLon, plotHeightM),
		"mast.lrp": fmt.Sprintf("15.0\n0.005\n301.0\n%d.0\n1\n1\n0.5\n0.5\n", plotMHz), // ground, climate and shares of situations and time
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
			b.Fatal(err)
		}
	}
	var user time.Duration
	for b.Loop() {
		user += run("splat"+suffix, append([]string{"-t", "mast", "-L", "1.5", "-R", fmt.Sprint(plotRadiusM / 1000), "-metric", "-N", "-d", dir, "-o", "plot.ppm"}, flags...)...)
	}
	b.ReportMetric(user.Seconds()/float64(b.N), "cpu-s")
}

// cpu is the time the process spent as its user.
func cpu() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano())
}
