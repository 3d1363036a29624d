package radius

import (
	"encoding/json"
	"fmt"
	"io"

	"phusong/coverage"
)

// runRecord is run.json.
type runRecord struct {
	Version      string             `json:"version"`
	Region       string             `json:"region"`
	Edition      string             `json:"edition"`
	AsOf         string             `json:"as_of"`
	Definition   []string           `json:"definition"`
	CRS          string             `json:"crs"`
	Raster       string             `json:"raster,omitempty"`
	Technologies []technologyRecord `json:"technologies"`
	Files        []string           `json:"files"` // beside this one; a later run takes them away
	Inputs       []inputRecord      `json:"inputs"`
	Counts       map[string]int64   `json:"counts"`
	People       *peopleRecord      `json:"people,omitempty"`
	Unmatched    []problemRecord    `json:"problems"`
}

type technologyRecord struct {
	Technology    coverage.Technology `json:"technology"`
	RadiusM       float64             `json:"radius_m"`
	StatedRangeOf bool                `json:"stated_range_wins"`
	Discs         int                 `json:"discs"`
}

type inputRecord struct {
	Role   string `json:"role"`
	File   string `json:"file"`
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"`
}

// peopleRecord accounts for the raster: all are in communes or outside.
type peopleRecord struct {
	Raster  json.Number `json:"raster"`
	Outside json.Number `json:"outside_every_commune"`
}

type problemRecord struct {
	File   string `json:"file,omitempty"`
	Row    int    `json:"row,omitempty"`
	Column string `json:"column,omitempty"`
	Value  string `json:"value,omitempty"`
	Rule   string `json:"rule"`
	Action string `json:"action"`
}

// record writes run.json.
func (r *result) record(w io.Writer) error {
	o := r.options
	rec := runRecord{Version: o.Version, Region: o.Region.Name, Edition: o.Region.Edition, AsOf: o.Region.AsOf,
		Definition: r.definition(), CRS: r.plane.String(), Files: o.files(), Counts: r.counts, Unmatched: []problemRecord{}}
	if r.field != nil {
		rec.Raster = r.field.description
	}
	for k, t := range o.Technologies {
		rec.Technologies = append(rec.Technologies, technologyRecord{t.ID, t.RadiusM, !t.Fixed, len(r.network.discs[k])})
	}
	for _, f := range r.inputs {
		rec.Inputs = append(rec.Inputs, inputRecord(f))
	}
	if o.Jobs.raster() {
		rec.People = &peopleRecord{json.Number(coverage.Micro(r.total).String()), json.Number(coverage.Micro(r.outside).String())}
		if r.cells.outside > 0 {
			r.problems = append(r.problems, coverage.Problem{File: o.Region.Population.File, Column: "value", Value: fmt.Sprintf("%d cells", r.cells.outside),
				Rule: "population.outside", Action: coverage.Micro(r.outside).String() + " people are in no commune"})
		}
	}
	for _, p := range coverage.SortProblems(r.problems) {
		rec.Unmatched = append(rec.Unmatched, problemRecord{p.File, p.Row, p.Column, p.Value, p.Rule, p.Action})
	}
	out := json.NewEncoder(w)
	out.SetEscapeHTML(false)
	out.SetIndent("", "  ")
	return out.Encode(rec)
}

// definition says in words what the figures mean.
func (r *result) definition() []string {
	j := r.options.Jobs
	var words []string
	if j.discs() {
		words = append(words, fmt.Sprintf("Distances are straight lines in the plane of %s, not on the ellipsoid; positions are rounded to 1e-7 degree, then to 1 mm.", r.plane),
			"A place is covered by a technology when it lies within the radius of a station that has the technology, whoever runs it; a place on the circle is covered.",
			"The radius is the station's stated range where it has one, unless the radius is fixed for all.")
	}
	if j.raster() {
		words = append(words, "A cell of the population raster is covered when its centre is; all of its people then are. It belongs to the commune that holds its centre.",
			"A centre on a border belongs to the commune west of it, or south of it where the border runs east and west.",
			"Counts are rounded to millionths of a person; a cell has people when its count is then above 0. No data and negative values count as nobody.")
		if r.field.inDegrees() {
			words = append(words, "Edges of communes are straight in longitude and latitude; vertices are rounded to 1e-7 degree.")
		}
	}
	if r.field == nil || !r.field.inDegrees() {
		words = append(words, "Edges of communes are straight in the plane; vertices are rounded to 1e-7 degree, then to 1 mm.")
	}
	if j.Gaps {
		words = append(words, "A gap is the cells of a commune that have people and are not covered; cells that share a side are one polygon. Its sides are those of cells, its vertices rounded to 1e-7 degree.")
	}
	if j.Area {
		words = append(words, "Areas are those of the plane: of a commune, and of what of it lies in the union of the discs, which are circles and not polygons.")
	}
	if j.Fiber {
		words = append(words, "Households with fibre are those connected; a commune without a row counts 0 and is listed among the problems.")
	}
	return words
}
