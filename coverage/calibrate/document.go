package calibrate

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"math"
	"strconv"

	"github.com/paulmach/orb"

	"phusong/coverage/criterion"
	"phusong/geo/encoding/geojson"
)

// Document is calibration.json: how a comparison was made and what came out.
type Document struct {
	Version    string           `json:"version"`
	Criterion  string           `json:"criterion"` // its label
	Models     []string         `json:"models"`    // in use, sorted
	Terrain    string           `json:"terrain"`   // what the heights are of, "" for none
	Quantity   Quantity         `json:"quantity"`
	Pattern    bool             `json:"pattern"`   // antennas' gain is part of the prediction
	FloorDBm   *Number          `json:"floor_dbm"` // null: none known
	Logs       []LogRecord      `json:"logs"`
	Sites      string           `json:"sites"` // file or region; "" for none
	Counts     PairCounts       `json:"counts"`
	OutOfRange int              `json:"predictions_outside_model_range"`
	Assumed    map[string]int   `json:"assumed"` // cells by column that their file leaves out
	Problems   map[string]int64 `json:"problems"`
	Misplaced  []Misplaced      `json:"misplaced"`
	Cells      []CellLevels     `json:"cells"`
	Comparison *Report          `json:"comparison"` // null: there was nothing to compare with
	Notes      []string         `json:"notes"`
}

// LogRecord is one log that was read.
type LogRecord struct {
	File         string `json:"file"`
	Format       string `json:"format"`
	ValueColumn  string `json:"value_column"`
	Rows         int    `json:"rows"`
	Measurements int    `json:"measurements"`
}

// WriteJSON writes calibration.json.
func (d *Document) WriteJSON(w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(d)
}

// tableColumns is the header of calibration.csv.
var tableColumns = []string{"by", "name", "bins", "samples", "mean_error_db", "std_dev_db", "rmse_db", "median_error_db", "robust_std_dev_db", "outliers", "correlation"}

// WriteTable writes calibration.csv: the errors over all, by site, cell, band of
// distance and terrain, and those that corrections leave.
func (r *Report) WriteTable(w io.Writer) error {
	out := csv.NewWriter(w)
	err := out.Write(tableColumns)
	row := func(by, name string, s *Statistics) {
		if err == nil {
			err = out.Write([]string{by, name, strconv.Itoa(s.Bins), strconv.Itoa(s.Samples), s.MeanDB.String(), s.StdDevDB.String(), s.RMSEDB.String(),
				s.MedianDB.String(), s.RobustDB.String(), strconv.Itoa(s.Outliers), s.Correlation.String()})
		}
	}
	for i := range r.Unbinned {
		row("unbinned", r.Unbinned[i].Name, &r.Unbinned[i].Statistics)
	}
	row("all", "", &r.Overall)
	for _, by := range []struct {
		name   string
		groups []Group
	}{{"site", r.BySite}, {"cell", r.ByCell}, {"distance", r.ByDistance}, {"terrain", r.ByTerrain}} {
		for i := range by.groups {
			row(by.name, by.groups[i].Name, &by.groups[i].Statistics)
		}
	}
	for i := range r.Corrections {
		c := &r.Corrections[i]
		row("corrected, in sample", string(c.Form), &c.InSample)
		if c.Validated != nil {
			row("corrected, cross-validated", string(c.Form), c.Validated)
		}
	}
	out.Flush()
	return firstError(err, out.Error())
}

func firstError(a, b error) error {
	if a != nil {
		return a
	}
	return b
}

// WriteResiduals writes residuals.csv, a row a bin.
func (r *Report) WriteResiduals(w io.Writer) error {
	out := csv.NewWriter(w)
	err := out.Write([]string{"site_id", "cell_id", "lon", "lat", "distance_m", "samples", "measured_dbm", "predicted_dbm", "error_db", "terrain_loss_db"})
	for i := range r.Bins {
		if err != nil {
			return err
		}
		b := &r.Bins[i]
		err = out.Write([]string{b.Site, b.Cell, Coordinate(b.Lon).String(), Coordinate(b.Lat).String(), trimDecimals(b.DistanceM, 1), strconv.Itoa(b.Samples),
			Number(b.MeasuredDBm).String(), Number(b.PredictedDBm).String(), Number(b.ErrorDB()).String(), Number(b.TerrainLossDB).String()})
	}
	out.Flush()
	return firstError(err, out.Error())
}

// WriteMap writes residuals.geojson, a point a bin.
func (r *Report) WriteMap(w io.Writer) error {
	out := geojson.NewWriter(w, geojson.WriterOptions{Name: "residuals"})
	for i := range r.Bins {
		b := &r.Bins[i]
		err := out.Write(orb.Point{b.Lon, b.Lat}, []geojson.Property{{Name: "site_id", Value: b.Site}, {Name: "cell_id", Value: b.Cell},
			{Name: "distance_m", Value: geojson.Raw(trimDecimals(b.DistanceM, 1))}, {Name: "samples", Value: b.Samples},
			{Name: "measured_dbm", Value: geojson.Raw(Number(b.MeasuredDBm).String())}, {Name: "predicted_dbm", Value: geojson.Raw(Number(b.PredictedDBm).String())},
			{Name: "error_db", Value: geojson.Raw(Number(b.ErrorDB()).String())}})
		if err != nil {
			return err
		}
	}
	return out.Close()
}

// Corrected is a criterion that has the recommended offset in it, rounded to 0.1 dB; ok
// is false when none is recommended. A level that is a decibel too high everywhere is one
// more decibel of body_loss_db; one too low is less of it, down to 0, and beyond that
// lower thresholds, for a loss cannot be negative.
func (r *Report) Corrected(c criterion.Criterion) (corrected criterion.Criterion, ok bool) {
	offset := math.Round(float64(10*float64(r.OffsetRecommended))) / 10
	if math.IsNaN(offset) {
		return c, false
	}
	c.ID += "-calibrated"
	loss := math.Min(math.Max(c.BodyLossDB-offset, 0), maxBodyLossDB)
	rest := offset - (c.BodyLossDB - loss)
	c.BodyLossDB = math.Round(float64(10*loss)) / 10
	c.Models, c.ThresholdsDBm = maps.Clone(c.Models), maps.Clone(c.ThresholdsDBm)
	delete(c.Models, "")
	for t, v := range c.ThresholdsDBm {
		c.ThresholdsDBm[t] = math.Round(float64(10*(v-rest))) / 10
	}
	return c, true
}

// WriteCriterion writes correction.yaml: Corrected, ready to be used, or a comment that
// says why there is none.
func (r *Report) WriteCriterion(w io.Writer, c criterion.Criterion) error {
	corrected, ok := r.Corrected(c)
	if !ok {
		text := "# No offset is recommended: none lowers the error of places that it was not fitted to, surely enough.\n"
		if r.Recommended == FormSlope || r.Recommended == FormTerrain {
			text += "# A correction that a criterion cannot state is: see calibration.json.\n"
		}
		_, err := io.WriteString(w, text)
		return err
	}
	_, err := fmt.Fprintf(w, "# Measured levels differ from predicted ones by %s dB, found %s m to %s m from masts.\n%s", signed(float64(r.OffsetRecommended)),
		trimDecimals(float64(r.DistanceM.Lo), 0), trimDecimals(float64(r.DistanceM.Hi), 0), corrected.Text())
	return err
}

// maxBodyLossDB is the most that a criterion takes.
const maxBodyLossDB = 60

func signed(v float64) string {
	if v >= 0 {
		return "+" + trimDecimals(v, 1)
	}
	return trimDecimals(v, 1)
}
