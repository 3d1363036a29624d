package main

import (
	"encoding/csv"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// TestCalibrateBothWays: the network of a region over terrain, and a profile for each
// measurement, predict the same, but for the posts at which they sample a ridge.
func TestCalibrateBothWays(t *testing.T) {
	valley, dir := filepath.Join("..", "..", "fixtures", "valley"), t.TempDir()
	var drive strings.Builder
	drive.WriteString("lat,lon,rsrp,site_id\n")
	for i := range 400 {
		angle, m := float64(i)*0.15, 300+8*float64(i)
		fmt.Fprintf(&drive, "%.6f,%.6f,%d,V1\n", 14.2509038+m*math.Sin(angle)/110_600, 108.2254402+m*math.Cos(angle)/107_900, -70-i%40)
	}
	log := filepath.Join(dir, "drive.csv")
	if err := os.WriteFile(log, []byte(drive.String()), 0o666); err != nil {
		t.Fatal(err)
	}
	run := func(name string, args ...string) map[string]float64 {
		out := filepath.Join(dir, name)
		code, _, text := runApp(t, append([]string{"calibrate", log, "-o", out, "--criterion", "outdoor-110"}, args...)...)
		if code != exitDone {
			t.Fatalf("%s: exit code %d: %s", name, code, text)
		}
		return predictedBins(t, filepath.Join(out, "residuals.csv"))
	}
	network := run("network", "--region", valley)
	direct := run("direct", "--sites", filepath.Join(valley, "sites.csv"), "--terrain", filepath.Join(valley, "dem"), "--surface", "bare_earth")
	var off []float64
	for place, level := range network {
		other, ok := direct[place]
		if !ok {
			t.Errorf("no direct prediction at %s", place)
			continue
		}
		off = append(off, math.Abs(level-other))
	}
	slices.Sort(off)
	n := len(off)
	if n < 300 {
		t.Fatalf("%d bins", n)
	}
	t.Logf("%d bins: median %.4f dB, 90 %% within %.2f, 99 %% within %.2f dB", n, off[n/2], off[n*9/10], off[n*99/100])
	if off[n/2] > 0.01 || off[n*9/10] > 0.5 || off[n*99/100] > 3 {
		t.Errorf("of %d bins half are off by up to %v dB, 90 %% by %v, 99 %% by %v", n, off[n/2], off[n*9/10], off[n*99/100])
	}
}

// predictedBins reads predicted levels by place.
func predictedBins(t *testing.T, path string) map[string]float64 {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	levels := map[string]float64{}
	for _, row := range rows[1:] {
		level, err := strconv.ParseFloat(row[7], 64)
		if err != nil {
			t.Fatal(err)
		}
		levels[row[2]+" "+row[3]] = level
	}
	return levels
}
