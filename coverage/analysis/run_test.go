package analysis_test

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"

	"phusong/coverage/analysis"
	"phusong/internal/progress"
)

func TestRunIsInterrupted(t *testing.T) {
	d, c := fixture(t, "quilt")
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if r, err := analysis.Run(ctx, d, analysis.Options{Criterion: c}); !errors.Is(err, context.Canceled) || r != nil {
		t.Errorf("Run of an ended context = %v, %v; want context.Canceled and nothing", r, err)
	}
}

// lateContext ends when it has been asked a number of times.
type lateContext struct {
	context.Context
	left int
}

func (c *lateContext) Err() error {
	if c.left--; c.left < 0 {
		return context.Canceled
	}
	return nil
}

// TestRunIsInterruptedAnywhere: whenever the context ends, Run says so.
func TestRunIsInterruptedAnywhere(t *testing.T) {
	d, c := fixture(t, "quilt")
	done := false
	for n := 0; !done; n++ {
		if n > 1000 {
			t.Fatal("Run never ends")
		}
		_, err := analysis.Run(&lateContext{context.Background(), n}, d, analysis.Options{Criterion: c, Workers: 1})
		if err != nil && !errors.Is(err, context.Canceled) {
			t.Fatalf("after %d questions: %v", n, err)
		}
		done = err == nil
	}
}

func TestRunReportsStages(t *testing.T) {
	d, c := fixture(t, "quilt")
	var b bytes.Buffer
	if _, err := analysis.Run(context.Background(), d, analysis.Options{Criterion: c, Log: progress.New(&b, false, false)}); err != nil {
		t.Fatal(err)
	}
	for _, stage := range []string{"[signal]", "[gaps]", "[figures]"} {
		if !strings.Contains(b.String(), stage) {
			t.Errorf("no stage %s in\n%s", stage, b.String())
		}
	}
}

// BenchmarkRunProvince runs fixtures/longan, three technologies of all its
// operators, to figures and gaps.
func BenchmarkRunProvince(b *testing.B) {
	d, c := fixture(b, "longan")
	cells := d.Demand.Grid.Cols * d.Demand.Grid.Rows
	b.ReportAllocs()
	for b.Loop() {
		r, err := analysis.Run(context.Background(), d, analysis.Options{Criterion: c})
		if err != nil {
			b.Fatal(err)
		}
		for i := range r.Figures {
			if !r.Figures[i].Closed() {
				b.Fatalf("does not close: %s", describe(d, &r.Figures[i]))
			}
		}
	}
	b.ReportMetric(float64(cells)*float64(b.N)/b.Elapsed().Seconds(), "cells/s")
}
