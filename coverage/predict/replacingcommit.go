package predict

import (
	"slices"

	"phusong/coverage"
)

// commit writes the answers into the signal map and says what differs.
func (w *replacing) commit() Patch {
	n := w.network
	if n.ground != nil {
		w.network = w.after
	} else {
		n.dataset, n.unplaced, n.unplacedUnits = w.Dataset, w.after.unplaced, w.after.unplacedUnits
	}
	w.Editable.network, w.maker.network = w.network, w.network
	patch := Patch{Predicted: len(w.tiles)}
	for i, t := range w.tiles {
		if cells, differs := w.commitTile(t, &w.predicted[i]); differs {
			patch.Tiles = append(patch.Tiles, PatchedTile{t, cells})
		}
	}
	for k, i := range w.near {
		if w.commitReceiver(i, w.received.states[k], w.received.levels[k]) {
			patch.Receivers = append(patch.Receivers, i)
		}
	}
	w.warnings = w.warnings.plus(w.received.warnings)
	patch.Units = w.commitUnits(patch.Receivers)
	for _, r := range w.reaches[0] {
		all := w.Editable.reaches[r.technology]
		at, _ := slices.BinarySearch(all, r.reachM)
		w.Editable.reaches[r.technology] = slices.Delete(all, at, at+1)
	}
	for _, r := range w.reaches[1] {
		all := w.Editable.reaches[r.technology]
		at, _ := slices.BinarySearch(all, r.reachM)
		w.Editable.reaches[r.technology] = slices.Insert(all, at, r.reachM)
	}
	return patch
}

// commitTile takes over the layers of a tile, and marks the cells that differ.
func (w *replacing) commitTile(t Tile, p *predictedTile) (cells coverage.Mask, differs bool) {
	tile := w.signal.Tiles[t.Row*w.signal.TileCols+t.Col]
	for k, layer := range w.layers {
		markDifferent(&cells, &tile[layer], &p.layers[k])
		tile[layer] = p.layers[k]
	}
	w.warnings = w.warnings.plus(p.warnings)
	return cells, cells != coverage.Mask{}
}

// markDifferent marks the cells in which two answers for a layer of a tile differ.
func markDifferent(cells *coverage.Mask, a, b *coverage.LayerTile) {
	for r := range cells {
		cells[r] |= (a.Covered[r] ^ b.Covered[r]) | (a.Unknown[r] ^ b.Unknown[r]) | (a.Shadowed[r] ^ b.Shadowed[r]) | (a.Indoors[r] ^ b.Indoors[r])
	}
	mark(cells, a.LevelCentiDBm, b.LevelCentiDBm)
	mark(cells, a.Server, b.Server)
	mark(cells, a.Chance, b.Chance)
}

// mark compares what is kept of the cells of a tile, or of none of them.
func mark[T comparable](cells *coverage.Mask, a, b []T) {
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			cells.Set(i%coverage.TileSize, i/coverage.TileSize)
		}
	}
}

func (w *replacing) commitReceiver(i int, states []coverage.State, levels []coverage.ReceiverLevel) bool {
	differs := false
	for k, layer := range w.layers {
		if s := &w.signal.Receivers[layer][i]; *s != states[k] {
			*s, differs = states[k], true
		}
		if w.signal.ReceiverLevels == nil {
			continue
		}
		if l := &w.signal.ReceiverLevels[layer][i]; *l != levels[k] {
			*l, differs = levels[k], true
		}
	}
	return differs
}

// commitUnits decides the units anew whose centres have another answer.
func (w *replacing) commitUnits(receivers []int) []int {
	var units []int
	if w.signal.ByUnit == nil {
		return nil
	}
	for _, i := range receivers {
		if rc := w.receivers[i]; rc.Kind == coverage.ReceiverCentre {
			for _, layer := range w.layers {
				w.signal.ByUnit[layer][rc.Unit] = w.signal.Receivers[layer][i]
			}
			units = append(units, rc.Unit)
		}
	}
	slices.Sort(units)
	return units
}
