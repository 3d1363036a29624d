package analysis

import (
	"context"
	"fmt"
	"slices"

	"phusong/coverage"
	"phusong/coverage/criterion"
	"phusong/coverage/gap"
	"phusong/coverage/indicator"
	"phusong/coverage/place"
	"phusong/coverage/predict"
	"phusong/coverage/register"
	"phusong/coverage/target"
	"phusong/internal/mapper"
	"phusong/internal/progress"
)

// Options are what a run can be told. The zero value of a field is its default.
type Options struct {
	Criterion criterion.Criterion
	// Register is the profile of the gap register; without an ID nested where the data
	// set has residential groups, else centre.
	Register register.Profile
	Workers  int           // 0: one per processor; never changes a result
	Log      *progress.Log // nil: silent
}

// Run computes the figures and gaps of a data set, over its terrain where it has one
// and the criterion does not ignore it; Result.Criterion says so. Without stations there are no
// mobile figures: nothing is known, and a firm 0 % would be wrong. It stops early
// with the context's error. The same data set and criterion give the same result
// for any number of workers.
func Run(ctx context.Context, d *coverage.Dataset, o Options) (*coverage.Result, error) {
	stated := o.Criterion.Label()
	var err error
	if o.Criterion, err = o.Criterion.In(d); err != nil {
		return nil, err
	}
	if label := o.Criterion.Label(); label != stated {
		o.Log.Printf("over terrain (%s): criterion %s", o.Criterion.Terrain, label)
	}
	var p *Parts
	if len(d.Sites) > 0 {
		if p, err = compute(ctx, d, o); err != nil {
			return nil, err
		}
	}
	return Assemble(ctx, d, o, p)
}

// Parts are what a result is made of, but for what Assemble adds.
type Parts struct {
	Signal *coverage.SignalMap
	ReachM map[coverage.Technology]float64
	Units  *Units
	All    []Unit // every leaf unit, in order
}

// Assemble makes the result of Run from its parts, which are nil without stations.
// Options.Criterion is as Criterion.In gives it for the data set.
func Assemble(ctx context.Context, d *coverage.Dataset, o Options, p *Parts) (*coverage.Result, error) {
	r := &coverage.Result{Dataset: d, Criterion: definition(o.Criterion)}
	made, err := makeLists(ctx, d, o, p)
	if err != nil {
		return nil, err
	}
	if p != nil {
		r.Figures = made.mobile
		if err := addMobile(ctx, r, o, p); err != nil {
			return nil, err
		}
	}
	r.Gaps, r.Omitted = slices.Concat(made.gaps...), slices.Concat(made.omitted...)
	r.Figures = slices.Concat(r.Figures, made.fiber, made.stations)
	if r.Register != nil {
		r.Figures = append(r.Figures, register.Figures(d, r.Register)...)
	}
	for i := range r.Figures {
		if f := &r.Figures[i]; !f.Closed() {
			return nil, fmt.Errorf("the accounting of %s %s %s in unit %s does not close: this is a defect of the program, please report it",
				f.Indicator, f.Technology, f.Operator, d.Units[f.Unit].Code)
		}
	}
	r.Targets = target.Evaluate(r)
	return r, ctx.Err()
}

// lists are the figures, and the gaps of mobile and of fibre, that do not depend on each other.
type lists struct {
	mobile, fiber, stations []coverage.Figure
	gaps                    [][]coverage.Gap
	omitted                 [][]coverage.Omitted
}

// makeLists makes the lists beside each other, the longest first; without stations those of fibre alone.
func makeLists(ctx context.Context, d *coverage.Dataset, o Options, p *Parts) (made lists, err error) {
	made.gaps, made.omitted = make([][]coverage.Gap, 2), make([][]coverage.Omitted, 2)
	work := []func(){
		func() { made.fiber = indicator.Fiber(d) },
		func() { made.gaps[1], made.omitted[1] = gap.Fiber(d) },
	}
	if len(d.Sites) > 0 {
		work = append([]func(){func() { made.stations = indicator.Stations(d) }}, work...)
	}
	var stage *progress.Stage
	if p != nil {
		stage = o.Log.Stage("figures", "units")
		work = append([]func(){
			func() { made.mobile = p.Units.Figures(p.All) },
			func() { made.gaps[0], made.omitted[0] = p.Units.Gaps(p.All) },
		}, work...)
	}
	err = mapper.Each(ctx, len(work), o.Workers, func(_, i int) error {
		work[i]()
		return nil
	})
	if p != nil {
		stage.Done("%d mobile figures of %d units", len(made.mobile), len(d.Units))
	}
	return made, err
}

// compute predicts the signal, draws the gaps and accounts for the leaf units.
func compute(ctx context.Context, d *coverage.Dataset, o Options) (*Parts, error) {
	signal, reach, err := predictSignal(ctx, d, o, (*predict.Network).Split)
	if err != nil {
		return nil, err
	}
	units := NewUnits(gap.MobileInput{Dataset: d, Signal: signal, ReachM: reach, Workers: o.Workers}, o.Criterion.Label(), o.Criterion.Needs())
	stage := o.Log.Stage("gaps", "units")
	all, err := units.All(ctx, o.Workers, func(done int) { stage.Progress(done, d.Leaves) })
	if err != nil {
		return nil, fmt.Errorf("gap map: %w", err)
	}
	gaps := 0
	for i := range all {
		for _, of := range all[i].Gaps.Gaps {
			gaps += len(of)
		}
	}
	stage.Done("%d mobile gaps", gaps)
	return &Parts{Signal: signal, ReachM: reach, Units: units, All: all}, nil
}

// addMobile adds what the signal says beside the figures and gaps of units: warnings, models, figures of
// places, and the register.
func addMobile(ctx context.Context, r *coverage.Result, o Options, p *Parts) (err error) {
	d := r.Dataset
	r.Warnings = p.Signal.Warnings
	if r.Models, err = modelsOf(d, o.Criterion, r.Warnings); err != nil {
		return err
	}
	if err := addPlaces(ctx, r, o, p.Signal); err != nil || len(d.Hamlets) == 0 {
		return err
	}
	return addRegister(r, o, p.Signal, p.ReachM)
}

// addPlaces computes the figures of points, zones and roads, where the region has any.
func addPlaces(ctx context.Context, r *coverage.Result, o Options, signal *coverage.SignalMap) error {
	if err := ctx.Err(); err != nil || len(r.Dataset.PlaceLayers) == 0 {
		return err
	}
	stage := o.Log.Stage("places", "layers")
	figures, places, err := place.Figures(place.Input{Dataset: r.Dataset, Signal: signal, Criterion: o.Criterion.Label(), Assumed: o.Criterion.Needs()})
	if err != nil {
		return fmt.Errorf("places: %w", err)
	}
	r.Figures, r.Places = append(r.Figures, figures...), places
	stage.Done("%d figures of %d layers: %d points, %d zones, %d roads", len(figures), len(r.Dataset.PlaceLayers),
		len(r.Dataset.Places), len(r.Dataset.Zones), len(r.Dataset.Roads))
	return ctx.Err()
}

// step reports a stage that goes unit by unit, and ends it with the context.
func step(ctx context.Context, stage *progress.Stage) func(done, all int) error {
	return func(done, all int) error {
		stage.Progress(done, all)
		return ctx.Err()
	}
}

func predictSignal(ctx context.Context, d *coverage.Dataset, o Options, split func(*predict.Network) []predict.Tile) (*coverage.SignalMap, map[coverage.Technology]float64, error) {
	stage := o.Log.Stage("signal", "tiles")
	network, err := predict.NewNetwork(ctx, d, o.Criterion)
	if err != nil {
		return nil, nil, fmt.Errorf("stations: %w", err)
	}
	tiles := split(network)
	parts, err := network.Plot(ctx, tiles, o.Workers, func(done int) { stage.Progress(done, len(tiles)) })
	if err != nil {
		return nil, nil, err
	}
	signal := network.Merge(parts)
	stage.Done("%d tiles, %d layers", len(tiles), len(signal.Layers))
	return signal, network.ReachM(), nil
}
