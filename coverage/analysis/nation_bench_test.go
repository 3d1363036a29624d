//go:build unix

package analysis_test

import (
	"context"
	"os"
	"runtime"
	"strconv"
	"syscall"
	"testing"
	"time"

	"phusong/coverage"
	"phusong/coverage/criterion"
	"phusong/coverage/dataset"
	"phusong/coverage/predict"
)

// BenchmarkPopulatedOverTerrain predicts the populated cells of a large region over its
// terrain, with as many workers as processors (-cpu 1,2): the best station of 4G,
// whoever runs it, and then every layer of technology and operator. The region is named
// by PHUSONG_TERRAIN; reading it is not measured, preparing the network is (of it
// loading the heights, prepare-s). With PHUSONG_TERRAIN_EVERY=k only every k-th tile is
// predicted: cells/s and ns/cell-layer hold for all, nation-s is the time scaled to all cells.
func BenchmarkPopulatedOverTerrain(b *testing.B) {
	dir := os.Getenv("PHUSONG_TERRAIN")
	if dir == "" {
		b.Skip("PHUSONG_TERRAIN names no region: make one with go run ./fixtures/synthetic/cmd -scenario nation -terrain-arcsec 3 -o DIR")
	}
	reg, err := dataset.ReadRegion(dir)
	if err != nil {
		b.Fatal(err)
	}
	start := time.Now()
	d, err := dataset.Load(dir, reg)
	if err != nil {
		b.Fatal(err)
	}
	b.Logf("read in %.1f s", time.Since(start).Seconds())
	one := oneNetwork(d, "4g")
	for _, c := range []struct {
		name, model string
		dataset     *coverage.Dataset
	}{
		{"4g/hata-urban", "hata-urban+terrain", one}, {"4g/hata-open", "hata-open+terrain", one},
		{"layers/hata-urban", "hata-urban+terrain", d}, {"layers/hata-open", "hata-open+terrain", d},
	} {
		crit, err := criterion.Parse("bench.yaml", []byte("extends: outdoor-110\nid: bench\nmodel: \""+c.model+"\"\nlocation_percent: 50\n"))
		if err == nil {
			crit, err = crit.In(c.dataset)
		}
		if err != nil {
			b.Fatal(err)
		}
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				predictPopulated(b, c.dataset, crit)
			}
		})
	}
}

// oneNetwork is a data set whose operators are one, with a technology alone.
func oneNetwork(d *coverage.Dataset, of coverage.Technology) *coverage.Dataset {
	one := *d
	one.Technologies, one.Operators, one.Sites = []coverage.Technology{of}, nil, nil
	for _, s := range d.Sites {
		cells := s.Cells
		s.Cells = nil
		for _, c := range cells {
			if c.Technology == of {
				c.Operator = ""
				s.Cells = append(s.Cells, c)
			}
		}
		one.Sites = append(one.Sites, s)
	}
	return &one
}

// predictPopulated reports what one prediction took.
func predictPopulated(b *testing.B, d *coverage.Dataset, c criterion.Criterion) {
	start, startCPU := time.Now(), cpuSeconds(b)
	n, err := predict.NewNetwork(context.Background(), d, c)
	if err != nil {
		b.Fatal(err)
	}
	all := n.SplitPopulated()
	prepareS, prepareCPU := time.Since(start).Seconds(), cpuSeconds(b)-startCPU
	networkMB := heapMB()
	start, startCPU = time.Now(), cpuSeconds(b)
	parts, err := n.Map(context.Background(), everyTile(all), 0, nil)
	if err != nil {
		b.Fatal(err)
	}
	mapS, mapCPU := time.Since(start).Seconds(), cpuSeconds(b)-startCPU
	answers, layers, covered := 0, 0, 0
	for i := range parts {
		layers = len(parts[i].Layers)
		answers += layers * n.PopulatedIn(parts[i].Tile)
		for _, l := range parts[i].Layers {
			covered += l.Covered.Count()
		}
	}
	whole := float64(n.PopulatedCells()*layers) / float64(answers)
	b.ReportMetric(float64(answers), "answers")
	b.ReportMetric(float64(layers), "layers")
	b.ReportMetric(float64(covered), "covered")
	b.ReportMetric(float64(answers)/mapS, "cells/s")
	b.ReportMetric(mapCPU*1e9/float64(answers), "cpu-ns/cell-layer")
	b.ReportMetric(networkMB, "heap-MB")
	b.ReportMetric(prepareS, "prepare-s")
	b.ReportMetric(prepareCPU, "prepare-cpu-s")
	b.ReportMetric(prepareS+whole*mapS, "nation-s")
	b.ReportMetric(prepareCPU+whole*mapCPU, "nation-cpu-s")
}

// everyTile is every k-th tile by PHUSONG_TERRAIN_EVERY, of the middle of each k.
func everyTile(all []predict.Tile) []predict.Tile {
	k, _ := strconv.Atoi(os.Getenv("PHUSONG_TERRAIN_EVERY"))
	if k <= 1 {
		return all
	}
	var some []predict.Tile
	for i := k / 2; i < len(all); i += k {
		some = append(some, all[i])
	}
	return some
}

// cpuSeconds is the time of the process, its user's and the system's.
func cpuSeconds(b *testing.B) float64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return float64(u.Utime.Nano()+u.Stime.Nano()) / 1e9
}

// heapMB is the memory in use: of the region and the network, the heights in it.
func heapMB() float64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return float64(m.HeapAlloc) / (1 << 20)
}
