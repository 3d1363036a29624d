package report

import (
	"encoding/json"
	"fmt"
	"math"
	"path"
	"slices"
	"strconv"
	"strings"

	"phusong/coverage"
)

// UsedModelRecord is a propagation model behind the figures. The shares are of the
// receivers whose level is the model's.
type UsedModelRecord struct {
	ModelRecord
	Parameters   map[string]json.Number `json:"parameters"`
	OutsideShare json.Number            `json:"outside_share"` // outside its range, 0 to 1
}

// TerrainRecord is the terrain that levels were predicted over.
type TerrainRecord struct {
	Surface   string        `json:"surface"`
	Tiles     int           `json:"tiles"`
	StepsDeg  []json.Number `json:"steps_deg"` // between posts, of all tiles, finest first
	LandCover string        `json:"land_cover,omitempty"`
}

// fillStamp copies how levels were predicted.
func (run *Run) fillStamp(r *coverage.Result) {
	if r.Criterion.Label != "" {
		run.Criterion = CriterionRecord{r.Criterion.Label, r.Criterion.Sentence, r.Criterion.Text}
	}
	run.Models = []UsedModelRecord{}
	for _, m := range r.Models {
		run.Models = append(run.Models, usedModel(&m))
	}
	run.Terrain = terrainRecord(r.Criterion.Surface, r.Dataset)
}

func usedModel(m *coverage.ModelUse) UsedModelRecord {
	rec := UsedModelRecord{ModelRecord: ModelRecord{m.Name, m.Source, m.Validity.FrequencyMHz.String(), m.Validity.DistanceM.String(),
		m.Validity.TxHeightM.String(), m.Validity.RxHeightM.String(), m.Cells}, Parameters: map[string]json.Number{}, OutsideShare: "0"}
	for _, p := range m.Parameters {
		rec.Parameters[p.Name] = json.Number(strconv.FormatFloat(p.Value, 'f', -1, 64))
	}
	if m.Predicted > 0 {
		rec.OutsideShare = json.Number(share(coverage.Micro(m.Outside), coverage.Micro(m.Predicted)))
	}
	return rec
}

// terrainRecord describes the tiles among the inputs; nil where levels were predicted
// without terrain.
func terrainRecord(surface string, d *coverage.Dataset) *TerrainRecord {
	if surface == "" || d.Terrain == nil {
		return nil
	}
	rec := &TerrainRecord{Surface: surface, StepsDeg: []json.Number{}, LandCover: d.LandCover}
	read := map[string]bool{}
	for _, in := range d.Inputs {
		if in.Role == "terrain" {
			read[path.Base(in.File)] = true
		}
	}
	for _, t := range d.Terrain.Tiles() {
		if !read[t.Name] {
			continue
		}
		rec.Tiles++
		// Nine decimals tell all steps apart, and not the rounding of one file from
		// that of another.
		step := json.Number(strconv.FormatFloat(math.Round(min(t.StepXDeg, t.StepYDeg)*1e9)/1e9, 'f', -1, 64))
		if !slices.Contains(rec.StepsDeg, step) {
			rec.StepsDeg = append(rec.StepsDeg, step)
		}
	}
	return rec
}

// line words the terrain for the summary.
func (t *TerrainRecord) line() string {
	var steps []string
	for _, s := range t.StepsDeg {
		steps = append(steps, string(s))
	}
	return fmt.Sprintf("terrain: %s, tiles: %d, degrees between posts: %s", t.Surface, t.Tiles, strings.Join(steps, ", "))
}
