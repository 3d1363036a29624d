package predict

import (
	"slices"

	"phusong/coverage"
	"phusong/coverage/propagation"
	"phusong/geo"
)

// Reception is what one cell gives at a place.
type Reception struct {
	SiteID, CellID string
	Technology     coverage.Technology
	Operator       string
	FrequencyMHz   float64
	DistanceM      float64
	LevelDBm       float64 // median, body, feeder and entry losses taken off
	LossDB         float64 // median path loss, entry into a building with it
	GainDB         float64 // of the antenna relative to its peak
	// FlatLossDB is LossDB over flat ground; the same without terrain.
	FlatLossDB float64
	Known      bool // false: the ground on the way is not known, levels are zero
	Model      string
	Warnings   propagation.Warning
}

// Receptions predicts every cell in range at a place, the strongest first. It is
// for criteria with levels: nil for stated radii. Over terrain the path runs along
// the geodesic to the place itself.
func (n *Network) Receptions(lon, lat float64) []Reception {
	if !n.rule.level {
		return nil
	}
	to := geo.Cartesian(lon, lat)
	f := &tileFrame{lonLat: [2]float64{lon, lat}, middle: to}
	rc := receiver{at: &to}
	if n.ground != nil {
		rc.paths = new(paths)
		rc.paths.reset(n.ground, to, -1)
	}
	var all []Reception
	for _, radios := range n.inReach(f) {
		for _, r := range radios {
			all = append(all, n.reception(r, rc))
		}
	}
	slices.SortStableFunc(all, func(a, b Reception) int {
		if a.Known != b.Known {
			if a.Known {
				return -1
			}
			return 1
		}
		return int(milli(b.LevelDBm) - milli(a.LevelDBm))
	})
	return all
}

func (n *Network) reception(r *radio, rc receiver) Reception {
	layer := n.layers[r.layer]
	out := Reception{SiteID: r.siteID, CellID: r.cellID, Technology: layer.Technology, Operator: layer.Operator,
		FrequencyMHz: r.frequencyMHz, DistanceM: r.position.ShortDistanceM(rc.at), Model: n.models[r.model].Name()}
	var p propagation.Prediction
	if r.path == nil {
		p = r.predict(out.DistanceM)
		out.GainDB = r.referenceTo(rc.at, out.DistanceM) - r.referenceDBm
	} else {
		at := rc.paths.aim(r.spot, rc.cell, rc.at)
		path := rc.paths.cross(at, r.slot, r.rxHeightM)
		if path == nil {
			return out
		}
		p, out.GainDB = r.enter(*path.loss(r.path)), r.gainOver(at, &path.crossing)
	}
	flat := r.overFlat(out.DistanceM)
	out.Known, out.Warnings = true, p.Warnings
	out.LossDB, out.FlatLossDB = p.MedianDB(), flat.MedianDB()
	out.LevelDBm = r.referenceDBm + out.GainDB - out.LossDB
	return out
}
