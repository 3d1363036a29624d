package main

import (
	"fmt"
	"maps"
	"math"
	"slices"

	"phusong/coverage"
	"phusong/coverage/calibrate"
	"phusong/coverage/criterion"
	"phusong/coverage/predict"
	"phusong/geo/terrain"
)

// describedPredictor says afterwards what it predicted with.
type describedPredictor interface {
	calibrate.Predictor
	describe(d *calibrate.Document) error
}

// directPredictor predicts along a profile of each measurement's own.
type directPredictor struct {
	*calibrate.Direct
	dem *terrain.DEM
}

func (p *directPredictor) describe(d *calibrate.Document) error {
	d.Models, d.OutOfRange, d.Criterion = p.Models(), p.Warnings, p.Criterion().Label()
	if p.NoTerrain > 0 {
		d.Notes = append(d.Notes, fmt.Sprintf("no elevation tile knows the ground on the way to %d measurements", p.NoTerrain))
	}
	if p.TooNear > 0 {
		d.Notes = append(d.Notes, fmt.Sprintf("%d measurements are nearer to the mast than the model goes", p.TooNear))
	}
	if p.dem == nil {
		return p.Err()
	}
	d.Terrain = string(p.dem.Surface())
	if err := p.Err(); err != nil {
		return err
	}
	return p.dem.Close()
}

// networkPredictor asks the network of a region, as its coverage is computed.
type networkPredictor struct {
	network  *predict.Network
	terrain  bool
	surface  string
	lon, lat float64 // of receptions
	at       []predict.Reception
	models   map[string]bool
	warnings int
}

func newNetworkPredictor(j *calibration) (*networkPredictor, error) {
	c := j.criterion
	if c.Kind != criterion.KindRSRP || c.Indoor != criterion.IndoorNone && c.Indoor != "" {
		return nil, hintError{fmt.Errorf("criterion %s predicts no level outdoors", c.ID), "give one that does: --criterion outdoor-110"}
	}
	c, err := c.In(j.dataset)
	if err != nil {
		return nil, err
	}
	j.document.Criterion = c.Label()
	n, err := predict.NewNetwork(j.app.ctx, j.dataset, c)
	if err != nil {
		return nil, err
	}
	p := &networkPredictor{network: n, terrain: c.Terrain != "", surface: c.Terrain, lon: math.NaN(), models: map[string]bool{}}
	return p, nil
}

// Predict implements calibrate.Predictor. Measurements at one place follow each other.
func (p *networkPredictor) Predict(site *coverage.Site, cell *coverage.Cell, m *calibrate.Measurement) (calibrate.Prediction, bool) {
	if p.lon != m.Lon || p.lat != m.Lat {
		p.lon, p.lat, p.at = m.Lon, m.Lat, p.network.Receptions(m.Lon, m.Lat)
	}
	i := slices.IndexFunc(p.at, func(r predict.Reception) bool {
		return r.SiteID == site.ID && r.CellID == cell.ID && r.Technology == cell.Technology && r.Operator == cell.Operator
	})
	if i < 0 || !p.at[i].Known {
		return calibrate.Prediction{}, false
	}
	r := &p.at[i]
	p.models[r.Model] = true
	if r.Warnings != 0 {
		p.warnings++
	}
	q := calibrate.Prediction{DistanceM: r.DistanceM, LevelDBm: r.LevelDBm, LossDB: r.LossDB, GainDB: r.GainDB, TerrainLossDB: math.NaN()}
	if p.terrain {
		q.TerrainLossDB = math.Max(r.LossDB-r.FlatLossDB, 0)
	}
	return q, true
}

func (p *networkPredictor) describe(d *calibrate.Document) error {
	d.Models, d.OutOfRange, d.Terrain = slices.Sorted(maps.Keys(p.models)), p.warnings, p.surface
	return nil
}
