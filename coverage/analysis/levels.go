package analysis

import (
	"context"
	"errors"
	"fmt"

	"phusong/coverage"
	"phusong/coverage/criterion"
	"phusong/coverage/plot"
	"phusong/coverage/predict"
	"phusong/internal/progress"
)

// LevelOptions are what a run of Levels can be told.
type LevelOptions struct {
	Criterion  criterion.Criterion
	Selections []coverage.Selection
	// Servers asks for the best server of every cell.
	Servers bool
	// Populated asks for the level of the cells alone that hold people or households:
	// their levels are those of a map of all cells, to the bit.
	Populated bool
	// LimitsCentiDBm are the lower limits of the bands; nil for plot.DefaultBands.
	LimitsCentiDBm []int
	Workers        int           // 0: one per processor; never changes a result
	Log            *progress.Log // nil: silent
	// Signal, when not nil, predicts the signal in place of package predict.
	Signal func(context.Context, *coverage.Dataset) (*coverage.SignalMap, error)
}

// ErrNoLevel says that a criterion asks for a distance, so that there is no level
// to draw.
var ErrNoLevel = errors.New("has no signal level: it asks for a distance alone")

// Levels are the level maps of a data set and what must be said beside them.
type Levels struct {
	Criterion criterion.Criterion // as it is in the region: with its terrain, if any
	Maps      []coverage.LevelMap
	Models    []coverage.ModelUse
	Warnings  []coverage.Warning
	// Answers counts the cells of all layers for which a level was predicted, of
	// which each warning's count is a part.
	Answers int64
}

// RunLevels predicts the signal of a data set and draws its bands, one map for
// each selection. The same input gives the same result for any number of workers.
// It stops early with the context's error.
func RunLevels(ctx context.Context, d *coverage.Dataset, o LevelOptions) (*Levels, error) {
	if o.Criterion.Kind != criterion.KindRSRP {
		return nil, fmt.Errorf("criterion %s %w", o.Criterion.ID, ErrNoLevel)
	}
	var err error
	if o.Criterion, err = o.Criterion.In(d); err != nil {
		return nil, err
	}
	if o.LimitsCentiDBm == nil {
		o.LimitsCentiDBm = plot.DefaultBands()
	}
	if o.Signal == nil {
		o.Signal = func(ctx context.Context, d *coverage.Dataset) (*coverage.SignalMap, error) {
			signal, _, err := predictSignal(ctx, d, Options{Criterion: o.Criterion, Workers: o.Workers, Log: o.Log}, o.split)
			return signal, err
		}
	}
	signal, err := o.Signal(ctx, d)
	if err != nil {
		return nil, err
	}
	models, err := modelsOf(d, o.Criterion, signal.Warnings)
	if err != nil {
		return nil, err
	}
	stage := o.Log.Stage("bands", "classes")
	maps, err := plot.Draw(plot.Input{Dataset: d, Signal: signal, Selections: o.Selections, LimitsCentiDBm: o.LimitsCentiDBm, Step: step(ctx, stage)})
	if err != nil {
		return nil, err
	}
	stage.Done("%d maps", len(maps))
	return &Levels{Criterion: o.Criterion, Maps: maps, Models: models, Warnings: signal.Warnings, Answers: answers(signal)}, ctx.Err()
}

// split prepares a network for maps of levels and lists the tiles asked for.
func (o LevelOptions) split(n *predict.Network) []predict.Tile {
	n.KeepWeak() // a map of levels does not hang on the threshold
	n.KeepServers = o.Servers
	if o.Populated {
		return n.SplitPopulated()
	}
	return n.Split()
}

// answers counts the levels of a signal map.
func answers(m *coverage.SignalMap) int64 {
	var n int64
	for _, tile := range m.Tiles {
		for i := range tile {
			for _, level := range tile[i].LevelCentiDBm {
				if level != coverage.NoLevel {
					n++
				}
			}
		}
	}
	return n
}
