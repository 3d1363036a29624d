package analysis_test

import (
	"context"
	"os"
	"testing"

	"phusong/coverage"
	"phusong/coverage/criterion"
	"phusong/coverage/dataset"
	"phusong/coverage/predict"
)

// BenchmarkPopulatedOverTerrain predicts the populated cells of a large region over its
// terrain, one technology, all operators, with as many workers as processors (-cpu 1,2).
// The region is named by PHUSONG_TERRAIN; reading it is not measured.
func BenchmarkPopulatedOverTerrain(b *testing.B) {
	dir := os.Getenv("PHUSONG_TERRAIN")
	if dir == "" {
		b.Skip("PHUSONG_TERRAIN names no region: make one with go run ./fixtures/synthetic/cmd -scenario nation -variant terrain")
	}
	reg, err := dataset.ReadRegion(dir)
	if err != nil {
		b.Fatal(err)
	}
	d, err := dataset.Load(dir, reg)
	if err != nil {
		b.Fatal(err)
	}
	for _, model := range []string{"hata-urban+terrain", "hata-open+terrain"} {
		crit, err := criterion.Parse("bench.yaml", []byte("extends: outdoor-110\nid: bench\nmodel: \""+model+"\"\nlocation_percent: 50\n"))
		if err == nil {
			crit, err = crit.In(d)
		}
		if err != nil {
			b.Fatal(err)
		}
		b.Run(model, func(b *testing.B) {
			b.ReportAllocs()
			var cells float64
			for b.Loop() {
				cells = predictPopulated(b, d, crit)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/cells, "ns/cell-layer")
		})
	}
}

// predictPopulated returns the number of cells times that of layers.
func predictPopulated(b *testing.B, d *coverage.Dataset, c criterion.Criterion) float64 {
	n, err := predict.NewNetwork(context.Background(), d, c)
	if err != nil {
		b.Fatal(err)
	}
	tiles := n.SplitPopulated()
	parts, err := n.Map(context.Background(), tiles, 0, nil)
	if err != nil {
		b.Fatal(err)
	}
	layers, covered := 0, 0
	for i := range parts {
		layers = len(parts[i].Layers)
		for _, l := range parts[i].Layers {
			covered += l.Covered.Count()
		}
	}
	cells := float64(n.PopulatedCells())
	b.ReportMetric(cells, "cells")
	b.ReportMetric(float64(layers), "layers")
	b.ReportMetric(float64(covered), "covered")
	return cells * float64(layers)
}
