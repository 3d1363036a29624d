package predict

import (
	"context"

	"phusong/coverage"
	"phusong/coverage/criterion"
	"phusong/geo/index"
)

// Editable is a signal map with the network behind it, of which stations can change
// one by one: only what a change can reach is predicted anew. It changes the signal
// map in place and is not safe for use by several goroutines.
type Editable struct {
	network   *Network
	signal    *coverage.SignalMap
	warnings  warningCounts
	demand    []bool // by tile: it holds some
	receivers []coverage.Receiver
	places    *index.Points // of receivers
	reaches   map[coverage.Technology][]float64
	maker     *radioMaker // whose tables edits share
}

// NewEditable predicts the signal of a data set as Plot and Merge do.
func NewEditable(ctx context.Context, d *coverage.Dataset, c criterion.Criterion, workers int) (*Editable, error) {
	n, err := NewNetwork(ctx, d, c)
	if err != nil {
		return nil, err
	}
	tiles := n.Split()
	parts, err := n.Plot(ctx, tiles, workers, nil)
	if err != nil {
		return nil, err
	}
	e := &Editable{network: n, signal: n.Merge(parts), warnings: n.newWarnings(), receivers: d.Receivers(), reaches: n.reaches(), maker: newRadioMaker(n)}
	e.demand = make([]bool, len(e.signal.Tiles))
	for i := range parts {
		e.warnings.merge(parts[i].Warnings)
		e.demand[parts[i].Tile.Row*e.signal.TileCols+parts[i].Tile.Col] = true
	}
	n.decideReceivers(e.warnings)
	at := make([][2]float64, len(e.receivers))
	for i, r := range e.receivers {
		at[i] = [2]float64{r.Lon, r.Lat}
	}
	e.places = index.NewPoints(at)
	if n.ground == nil {
		n.radios, n.bySite, n.siteIndex = nil, nil, nil // replacements bring the stations around them
	}
	return e, nil
}

// Signal is the signal map as it now is, but for its warnings, which Warnings lists.
func (e *Editable) Signal() *coverage.SignalMap { return e.signal }

// Warnings lists the warnings of the signal map as it now is.
func (e *Editable) Warnings() []coverage.Warning { return e.warnings.list(e.network.models) }

// ReachM is that of Network.ReachM for the stations as they now are.
func (e *Editable) ReachM() map[coverage.Technology]float64 {
	all := map[coverage.Technology]float64{}
	for t, sorted := range e.reaches {
		if len(sorted) > 0 {
			all[t] = sorted[len(sorted)/2]
		}
	}
	return all
}

// Replacement is a change of one station.
type Replacement struct {
	Before, After *coverage.Site // the site; nil where it is not there
	// Around lists the located sites as they are after the change, in order of ID, that
	// stand within a distance of a place; others may be among them.
	Around func(lon, lat, radiusM float64) []*coverage.Site
	// Dataset is the data set after the change.
	Dataset *coverage.Dataset
}

// Patch is what a replacement changed in the signal map.
type Patch struct {
	Tiles     []PatchedTile // in which an answer or a level differs, by row, then column
	Receivers []int         // whose answer or level differs, rising
	Units     []int         // leaf units whose answer as a whole differs, rising
	Predicted int           // tiles that were predicted anew
}

// PatchedTile is a tile with the cells in which something differs in some layer.
type PatchedTile struct {
	Tile
	Cells coverage.Mask
}

// rebuildError says why a change cannot be made in place.
type rebuildError string

func (e rebuildError) Error() string { return string(e) }

// NeedsRebuild reports whether an error of Replace says that everything is to be
// predicted anew: the layers differ, or the terrain that paths can run over.
func NeedsRebuild(err error) bool { _, ok := err.(rebuildError); return ok }

// Replace changes the signal map to that of the data set after a replacement. The
// layers of the data set must be those of before: see NeedsRebuild, after which
// nothing has changed.
func (e *Editable) Replace(ctx context.Context, r Replacement, workers int) (Patch, error) {
	w := &replacing{Editable: e, Replacement: r, ctx: ctx, workers: workers}
	for _, step := range []func() error{w.findLayers, w.makeNetworks, w.findReach, w.predict} {
		if err := step(); err != nil {
			return Patch{}, err
		}
	}
	return w.commit(), nil
}
