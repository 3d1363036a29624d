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

// BenchmarkProvinceOverTerrain predicts a mountainous province of 20,000 km2 with
// 2,000 masts of three sectors at 100 m, without reading and reporting. The region is made by
// go run ./fixtures/synthetic/cmd -terrain -o DIR and named by PHUSONG_MOUNTAINS=DIR/mountains.
func BenchmarkProvinceOverTerrain(b *testing.B) {
	dir := os.Getenv("PHUSONG_MOUNTAINS")
	if dir == "" {
		b.Skip("PHUSONG_MOUNTAINS names no region: make one with go run ./fixtures/synthetic/cmd -terrain -o DIR")
	}
	reg, err := dataset.ReadRegion(dir)
	if err != nil {
		b.Fatal(err)
	}
	d, err := dataset.Load(dir, reg)
	if err != nil {
		b.Fatal(err)
	}
	for _, c := range []struct{ name, model, percent string }{
		{"p1812/median", "p1812", "50"}, {"p1812/90%", "p1812", "90"}, {"hata-urban+terrain/median", "hata-urban+terrain", "50"},
		{"hata-open+terrain/median", "hata-open+terrain", "50"}, {"rma+terrain/90%", "rma+terrain", "90"},
	} {
		for _, workers := range []int{1, 2} {
			b.Run(c.name+map[int]string{1: "/1worker", 2: "/2workers"}[workers], func(b *testing.B) {
				crit, err := criterion.Parse("bench.yaml", []byte("extends: outdoor-110\nid: bench\nmodel: \""+c.model+"\"\nlocation_percent: "+c.percent+"\n"))
				if err == nil {
					crit, err = crit.In(d)
				}
				if err != nil {
					b.Fatal(err)
				}
				for b.Loop() {
					predictProvince(b, d, crit, workers)
				}
			})
		}
	}
}

func predictProvince(b *testing.B, d *coverage.Dataset, c criterion.Criterion, workers int) {
	n, err := predict.NewNetwork(context.Background(), d, c)
	if err != nil {
		b.Fatal(err)
	}
	tiles := n.Split()
	parts, err := n.Map(context.Background(), tiles, workers, nil)
	if err != nil {
		b.Fatal(err)
	}
	m := n.Merge(parts)
	covered, shadowed := 0, 0
	for _, tile := range m.Tiles {
		if tile != nil {
			covered += tile[0].Covered.Count()
			shadowed += tile[0].Shadowed.Count()
		}
	}
	b.ReportMetric(float64(d.Demand.Grid.Cols*d.Demand.Grid.Rows), "cells")
	b.ReportMetric(float64(covered), "covered")
	b.ReportMetric(float64(shadowed), "shadowed")
}
