package analysis

import (
	"context"
	"sync/atomic"

	"phusong/coverage"
	"phusong/coverage/gap"
	"phusong/coverage/indicator"
	"phusong/internal/mapper"
)

// Units computes what a signal map means for the leaf units of a data set, each by
// itself: gaps and accounts. It is read-only and safe for many workers. It sees what
// becomes of the tiles of the signal map between calls, but not of the stations.
type Units struct {
	dataset    *coverage.Dataset
	reader     *coverage.UnitReader
	drawer     *gap.Drawer
	accountant *indicator.Accountant
}

// NewUnits prepares the selections of a data set. ReachM is that of gap.MobileInput,
// criterion the label of figures, assumed the values that matter to it.
func NewUnits(gaps gap.MobileInput, criterion string, assumed coverage.Assumed) *Units {
	d, signal := gaps.Dataset, gaps.Signal
	return &Units{dataset: d, reader: coverage.NewUnitReader(d, signal), drawer: gap.NewDrawer(gaps),
		accountant: indicator.NewAccountant(indicator.MobileInput{Dataset: d, Signal: signal, Criterion: criterion, Assumed: assumed})}
}

// Drawer is the drawer of gaps.
func (u *Units) Drawer() *gap.Drawer { return u.drawer }

// Unit is the answer for one leaf unit. It holds no memory of its worker.
type Unit struct {
	Gaps     gap.UnitGaps
	Accounts indicator.UnitAccounts
}

// UnitWorker computes units one after the other, for one goroutine.
type UnitWorker struct {
	*Units
	view   coverage.UnitView
	drawer *gap.Worker
}

// Worker returns a worker.
func (u *Units) Worker() *UnitWorker { return &UnitWorker{Units: u, drawer: u.drawer.Worker()} }

// Unit computes one leaf unit.
func (w *UnitWorker) Unit(unit int) (Unit, error) {
	w.reader.Read(unit, &w.view)
	gaps, err := w.drawer.Unit(&w.view)
	if err != nil {
		return Unit{}, err
	}
	return Unit{gaps, w.accountant.Unit(&w.view, gaps.DrawnM2)}, nil
}

// Some is Unit for some selections of Dataset.Selections, by their numbers; the others
// are those of was, which stays as it is.
func (w *UnitWorker) Some(unit int, was Unit, which []int) (Unit, error) {
	w.reader.Read(unit, &w.view)
	gaps, err := w.drawer.Some(&w.view, was.Gaps, which)
	if err != nil {
		return Unit{}, err
	}
	return Unit{gaps, w.accountant.Some(&w.view, was.Accounts, which, gaps.DrawnM2)}, nil
}

// Accountant is the accountant of figures.
func (u *Units) Accountant() *indicator.Accountant { return u.accountant }

// All computes every leaf unit with a number of workers, 0 for one per processor, and
// calls done (which may be nil) with the number finished after each. The answers are
// the same for any number of workers.
func (u *Units) All(ctx context.Context, workers int, done func(finished int)) ([]Unit, error) {
	all := make([]Unit, u.dataset.Leaves)
	each := make([]*UnitWorker, mapper.Workers(workers))
	for i := range each {
		each[i] = u.Worker()
	}
	var finished atomic.Int64
	err := mapper.Each(ctx, len(all), workers, func(worker, unit int) error {
		var err error
		all[unit], err = each[worker].Unit(unit)
		if n := finished.Add(1); done != nil {
			done(int(n))
		}
		return err
	})
	return all, err
}

// Gaps puts the gaps of all leaf units together, as gap.Mobile does.
func (u *Units) Gaps(all []Unit) ([]coverage.Gap, []coverage.Omitted) {
	gaps := make([]gap.UnitGaps, len(all))
	for i := range all {
		gaps[i] = all[i].Gaps
	}
	return gap.Collect(gaps)
}

// Figures makes the figures of all units, as indicator.Mobile does.
func (u *Units) Figures(all []Unit) []coverage.Figure {
	accounts := make([]indicator.UnitAccounts, len(all))
	for i := range all {
		accounts[i] = all[i].Accounts
	}
	return u.accountant.Figures(accounts)
}
