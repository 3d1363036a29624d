package analysis

import (
	"context"

	"phusong/coverage"
	"phusong/coverage/register"
)

// Beside makes the mobile figures of a result that are not those of leaf units and
// stations: of places, and of the gap register. A region without places and hamlets
// has none.
func Beside(ctx context.Context, d *coverage.Dataset, o Options, p *Parts) ([]coverage.Figure, error) {
	r := &coverage.Result{Dataset: d}
	if err := addPlaces(ctx, r, o, p.Signal); err != nil || len(d.Hamlets) == 0 {
		return r.Figures, err
	}
	if err := addRegister(r, o, p.Signal, p.ReachM); err != nil || r.Register == nil {
		return r.Figures, err
	}
	return append(r.Figures, register.Figures(d, r.Register)...), nil
}
