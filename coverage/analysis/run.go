package analysis

import (
	"context"
	"fmt"

	"phusong/coverage"
	"phusong/coverage/criterion"
	"phusong/coverage/gap"
	"phusong/coverage/indicator"
	"phusong/coverage/predict"
	"phusong/internal/progress"
)

// Options are what a run can be told. The zero value of a field is its default.
type Options struct {
	Criterion criterion.Criterion
	Workers   int           // 0: one per processor; never changes a result
	Log       *progress.Log // nil: silent
}

// Run computes the figures and gaps of a data set. It stops early with the
// context's error. The same data set and criterion give the same result for any
// number of workers.
func Run(ctx context.Context, d *coverage.Dataset, o Options) (*coverage.Result, error) {
	signal, reach, err := predictSignal(ctx, d, o)
	if err != nil {
		return nil, err
	}
	stage := o.Log.Stage("gaps", "units")
	gaps, omitted, err := gap.Mobile(gap.MobileInput{Dataset: d, Signal: signal, ReachM: reach, Step: step(ctx, stage)})
	if err != nil {
		return nil, fmt.Errorf("gap map: %w", err)
	}
	fiberGaps, fiberOmitted := gap.Fiber(d)
	stage.Done("%d mobile and %d fibre gaps", len(gaps), len(fiberGaps))
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	stage = o.Log.Stage("figures", "units")
	figures := indicator.Mobile(indicator.MobileInput{Dataset: d, Signal: signal, Gaps: gaps, Omitted: omitted,
		Criterion: o.Criterion.Label(), Assumed: o.Criterion.Needs(), Step: step(ctx, stage)})
	figures = append(figures, indicator.Fiber(d)...)
	figures = append(figures, indicator.Stations(d)...)
	stage.Done("%d figures of %d units", len(figures), len(d.Units))
	return &coverage.Result{
		Dataset: d, Figures: figures, Gaps: append(gaps, fiberGaps...),
		Omitted: append(omitted, fiberOmitted...), Warnings: signal.Warnings,
	}, ctx.Err()
}

// step reports a stage that goes unit by unit, and ends it with the context.
func step(ctx context.Context, stage *progress.Stage) func(done, all int) error {
	return func(done, all int) error {
		stage.Progress(done, all)
		return ctx.Err()
	}
}

func predictSignal(ctx context.Context, d *coverage.Dataset, o Options) (*coverage.SignalMap, map[coverage.Technology]float64, error) {
	stage := o.Log.Stage("signal", "tiles")
	network, err := predict.NewNetwork(d, o.Criterion)
	if err != nil {
		return nil, nil, fmt.Errorf("stations: %w", err)
	}
	tiles := network.Split()
	parts, err := network.Map(ctx, tiles, o.Workers, func(done int) { stage.Progress(done, len(tiles)) })
	if err != nil {
		return nil, nil, err
	}
	signal := network.Merge(parts)
	stage.Done("%d tiles, %d layers", len(tiles), len(signal.Layers))
	return signal, network.ReachM(), nil
}
