package calibrate

import (
	"errors"
	"fmt"
	"math"

	"phusong/coverage"
	"phusong/coverage/criterion"
	"phusong/coverage/propagation"
	"phusong/geo"
	"phusong/geo/terrain"
)

// DirectSettings are what a Direct predicts with.
type DirectSettings struct {
	Criterion criterion.Criterion // model, heights, losses and reach; its threshold and its building play no part
	Dataset   *coverage.Dataset   // antennas by name; nil: those of package antenna
	Terrain   *terrain.DEM        // nil: none
	StepM     float64             // of profiles; 0: the spacing of the finest tile's posts, at least 10 m
}

// Direct predicts each measurement by itself, over a profile of its own where the
// model takes one. It is not safe for concurrent use, as terrain.DEM is not.
type Direct struct {
	s      DirectSettings
	laws   map[lawKey]*propagation.Radial
	paths  map[string]propagation.PathModel
	models map[string]bool
	// Warnings counts predictions outside the range of their model.
	Warnings int
	// TooNear counts measurements nearer to the mast than a path model goes.
	TooNear int
	// NoTerrain counts paths with a post whose height no tile knows.
	NoTerrain int
	err       error
}

type lawKey struct {
	model             string
	frequency, height float64
}

// ErrIndoor says that a criterion predicts levels in buildings, where no drive test
// was.
var ErrIndoor = errors.New("the criterion predicts levels in buildings, and measurements are taken as made outdoors")

// NewDirect prepares a predictor for the cells of sites. It refuses a criterion
// without a level or with a building, a model that does not exist or has no terrain
// under it, and cells without frequency.
func NewDirect(s DirectSettings, sites []coverage.Site) (*Direct, error) {
	if s.Criterion.Kind != criterion.KindRSRP {
		return nil, fmt.Errorf("criterion %s decides by a radius and predicts no level", s.Criterion.ID)
	}
	if s.Criterion.Indoor != criterion.IndoorNone && s.Criterion.Indoor != "" {
		return nil, fmt.Errorf("criterion %s: %w", s.Criterion.ID, ErrIndoor)
	}
	if s.Dataset == nil {
		s.Dataset = &coverage.Dataset{}
	}
	if s.Terrain != nil {
		s.Criterion = s.Criterion.OverTerrain(string(s.Terrain.Surface()))
		if s.StepM == 0 {
			s.StepM = finestStepM(s.Terrain)
		}
	}
	d := &Direct{s: s, laws: map[lawKey]*propagation.Radial{}, paths: map[string]propagation.PathModel{}, models: map[string]bool{}}
	for i := range sites {
		for j := range sites[i].Cells {
			if err := d.prepare(&sites[i].Cells[j]); err != nil {
				return nil, fmt.Errorf("site %s, cell %s: %w", sites[i].ID, sites[i].Cells[j].ID, err)
			}
		}
	}
	return d, nil
}

// minStepM is finer than any global elevation model.
const minStepM = 10

// finestStepM is the least spacing of posts from north to south.
func finestStepM(dem *terrain.DEM) float64 {
	step := math.Inf(1)
	for _, tile := range dem.Tiles() {
		step = math.Min(step, math.Round(float64(tile.StepYDeg*metresPerDegree)))
	}
	return math.Max(step, minStepM)
}

func (d *Direct) prepare(c *coverage.Cell) error {
	if c.FrequencyMHz <= 0 {
		return errors.New("no frequency: state frequency_mhz in the list of stations, or give --frequency")
	}
	p, law, err := d.modelOf(c)
	if err != nil {
		return err
	}
	if p != nil {
		d.models[p.Name()] = true
	} else {
		d.models[law.Name()] = true
	}
	return nil
}

// modelOf is the model over terrain of a cell, or else the law.
func (d *Direct) modelOf(c *coverage.Cell) (propagation.PathModel, propagation.Model, error) {
	p, err := d.s.Criterion.PathModelFor(*c)
	if err != nil || p != nil {
		return p, nil, err
	}
	law, err := d.s.Criterion.ModelFor(*c)
	return nil, law, err
}

// Models lists the names of the models in use, sorted.
func (d *Direct) Models() []string { return sortedNames(d.models) }

// Criterion is the criterion over the terrain, if there is one.
func (d *Direct) Criterion() criterion.Criterion { return d.s.Criterion }

// Err is the first failure to read terrain.
func (d *Direct) Err() error { return d.err }

// Predict implements Predictor.
func (d *Direct) Predict(site *coverage.Site, cell *coverage.Cell, m *Measurement) (Prediction, bool) {
	c := &d.s.Criterion
	distanceM, azimuthDeg, _ := geo.Inverse(site.Lon, site.Lat, m.Lon, m.Lat)
	if math.IsNaN(distanceM) || distanceM > c.MaxRangeM() {
		return Prediction{}, false
	}
	q, elevationDeg, ok := d.loss(site, cell, m, distanceM)
	if !ok {
		return Prediction{}, false
	}
	q.DistanceM = distanceM
	q.GainDB = d.s.Dataset.PatternOf(cell).GainDB(azimuthDeg-cell.AzimuthDeg, elevationDeg)
	offset := 0.0
	if cell.Technology != "" { // else carrier power
		offset, _ = c.ReferenceOffsetDB(*cell)
	}
	q.LevelDBm = cell.EIRPdBm + offset - c.LossesDB() + q.GainDB - q.LossDB
	return q, true
}

// loss predicts by the law, or over the ground, and tells the elevation of the
// receiver above the antenna's horizon.
func (d *Direct) loss(site *coverage.Site, cell *coverage.Cell, m *Measurement, distanceM float64) (Prediction, float64, bool) {
	path, law, err := d.modelOf(cell)
	if err != nil {
		return Prediction{}, 0, false // NewDirect has told
	}
	if path != nil {
		return d.over(path, site, cell, m)
	}
	key := lawKey{law.Name(), cell.FrequencyMHz, cell.HeightM}
	if d.laws[key] == nil {
		radial := propagation.Prepare(law, cell.FrequencyMHz, cell.HeightM, d.s.Criterion.ReceiverHeightM)
		d.laws[key] = &radial
	}
	p := d.laws[key].Predict(distanceM)
	if p.Warnings != 0 {
		d.Warnings++
	}
	return Prediction{LossDB: p.MedianDB(), TerrainLossDB: math.NaN()}, elevationDeg(d.s.Criterion.ReceiverHeightM-cell.HeightM, distanceM), true
}

// minProfilePosts is the least that a profile needs.
const minProfilePosts = 3

// over predicts over the profile between mast and measurement.
func (d *Direct) over(model propagation.PathModel, site *coverage.Site, cell *coverage.Cell, m *Measurement) (Prediction, float64, bool) {
	profile, err := d.s.Terrain.Profile(site.Lon, site.Lat, m.Lon, m.Lat, d.s.StepM)
	if err != nil {
		if d.err == nil {
			d.err = err
		}
		return Prediction{}, 0, false
	}
	if profile.Unknown > 0 {
		d.NoTerrain++
		return Prediction{}, 0, false
	}
	if len(profile.DistancesKm) < minProfilePosts {
		d.TooNear++
		return Prediction{}, 0, false
	}
	in := propagation.Path{PathEnds: propagation.PathEnds{FrequencyMHz: cell.FrequencyMHz, TxHeightM: cell.HeightM,
		RxHeightM: d.s.Criterion.ReceiverHeightM, LatitudeDeg: site.Lat},
		Profile: propagation.Profile{DistanceKm: profile.DistancesKm, HeightM: profile.HeightsM}}
	p, err := model.PredictPath(in)
	if err != nil {
		d.TooNear++
		return Prediction{}, 0, false
	}
	if p.Warnings != 0 {
		d.Warnings++
	}
	rise := profile.HeightsM[len(profile.HeightsM)-1] + in.RxHeightM - profile.HeightsM[0] - in.TxHeightM
	return Prediction{LossDB: p.MedianDB(), TerrainLossDB: edgeLoss(in)}, elevationDeg(rise, profile.LengthM), true
}

// edgeLoss is what the edges of a profile cost beyond flat ground, by Bullington's
// method: what propagation.OverTerrain adds to a law.
func edgeLoss(in propagation.Path) float64 {
	over, err := propagation.OverTerrain{Law: propagation.FreeSpace{}}.PredictPath(in)
	if err != nil {
		return math.NaN()
	}
	free := propagation.FreeSpace{}.Predict(propagation.Link{FrequencyMHz: in.FrequencyMHz, DistanceM: in.Profile.LengthKm() * 1000,
		TxHeightM: in.TxHeightM, RxHeightM: in.RxHeightM})
	return math.Max(over.MedianDB()-free.MedianDB(), 0)
}

// elevationDeg is the direction of a receiver that stands so much higher than the
// antenna, over a plane as in propagation.Crossing.
func elevationDeg(riseM, distanceM float64) float64 {
	return math.Atan2(riseM, math.Max(distanceM, 1)) * 180 / math.Pi
}
