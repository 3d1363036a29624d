//go:build unix

package analysis_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
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

func benchmarkPlot(b *testing.B, resolutionM float64, posts int, suffix string) {
	dir := b.TempDir()
	mountainTile(b, dir, posts)
	for _, threshold := range []string{"-110", "-156"} { // -156: no place is beneath notice
		for _, model := range []string{"p1812", "hata-open+terrain", "rma+terrain", "itm"} {
			b.Run(fmt.Sprintf("%s/%s dBm", model, threshold), func(b *testing.B) {
				plotOnce(b, dir, resolutionM, "model: \""+model+"\"\nthresholds_dbm: {4g: "+threshold+"}\n")
			})
		}
	}
	b.Run("SPLAT!"+suffix+"/itm", func(b *testing.B) { splat(b, dir, suffix) })
}

// plotOnce predicts as phusong coverage --site does, on one thread.
func plotOnce(b *testing.B, dir string, resolutionM float64, text string) {
	var cells int
	start := cpu(syscall.RUSAGE_SELF)
	var plotting time.Duration
	for b.Loop() {
		dem, err := terrain.Open(dir, terrain.Options{})
		if err != nil {
			b.Fatal(err)
		}
		d := mast(b, dem, resolutionM)
		c, err := criterion.Parse("bench.yaml", []byte("extends: outdoor-110\nid: bench\nmax_range_km: 30\n"+text))
		if err == nil {
			c, err = c.In(d)
		}
		if err != nil {
			b.Fatal(err)
		}
		n, err := predict.NewNetwork(context.Background(), d, c)
		if err != nil {
			b.Fatal(err)
		}
		began := cpu(syscall.RUSAGE_SELF)
		parts, err := n.Plot(context.Background(), n.Split(), 1, nil)
		plotting += cpu(syscall.RUSAGE_SELF) - began
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
	b.ReportMetric((cpu(syscall.RUSAGE_SELF)-start).Seconds()/float64(b.N), "cpu-s")
	b.ReportMetric(plotting.Seconds()/float64(b.N), "plot-cpu-s")
	b.ReportMetric(float64(cells), "levels")
}

// mast is a data set of the disc around the mast.
func mast(b *testing.B, dem *terrain.DEM, resolutionM float64) *coverage.Dataset {
	d := &coverage.Dataset{Technologies: []coverage.Technology{"4g"}, Operators: []string{"A"}, Terrain: dem,
		Sites: []coverage.Site{{ID: "S", Name: "mast", Located: true, Lon: plotLon, Lat: plotLat, Cells: []coverage.Cell{{ID: "1", Operator: "A",
			Technology: "4g", FrequencyMHz: plotMHz, BandwidthMHz: 20, EIRPdBm: 62, HeightM: plotHeightM, Omni: true}}}}}
	around, err := plot.Around(d, &d.Sites[0], plot.Disc{RadiusM: plotRadiusM, ResolutionM: resolutionM})
	if err != nil {
		b.Fatal(err)
	}
	return around
}

// splat draws the path loss of the same mast with SPLAT!, Longley-Rice as it comes.
func splat(b *testing.B, dir, suffix string) {
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
		user += run("splat"+suffix, "-t", "mast", "-L", "1.5", "-R", fmt.Sprint(plotRadiusM/1000), "-metric", "-olditm", "-N", "-d", dir, "-o", "plot.ppm")
	}
	b.ReportMetric(user.Seconds()/float64(b.N), "cpu-s")
}

// cpu is the time a process spent as its user.
func cpu(who int) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(who, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano())
}
