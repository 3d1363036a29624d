package radius

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"phusong/coverage"
	"phusong/coverage/dataset"
	"phusong/geo/crs"
	"phusong/geo/discs"
	"phusong/geo/scanline"
	"phusong/internal/filehash"
)

// result is what a run has found.
type result struct {
	options   *Options
	field     *field
	plane     crs.CRS
	network   *network
	territory *territory
	units     []unit

	people         []sums
	total, outside int64 // people of the raster
	cells          rasterCells
	fiber          []fiberOf

	problems []coverage.Problem
	inputs   []coverage.Input
	counts   map[string]int64
}

// Run reads the region, does the jobs and writes their files to a folder, whole or not
// at all.
func Run(ctx context.Context, o Options, out string) error {
	if err := o.check(); err != nil {
		return err
	}
	r := &result{options: &o, counts: map[string]int64{}}
	hashes := make(chan hashed, 1)
	go func() { hashes <- hashInputs(o.Dir, o.inputFiles()) }()
	if err := r.read(ctx); err != nil {
		return err
	}
	bands, err := r.sumBands(ctx)
	if err != nil {
		return err
	}
	if o.Jobs.Fiber {
		if err := r.readFiber(); err != nil {
			return err
		}
	}
	r.units = levels(r.territory.communes, o.Region)
	h := <-hashes
	if r.inputs = h.inputs; h.err != nil {
		return h.err
	}
	return r.write(ctx, bands, out)
}

// rate says in words how much was done and how fast, for the log.
func rate(began time.Time, n int64, unit string) string {
	seconds := time.Since(began).Seconds()
	return fmt.Sprintf("%.1f million %s, %.1f a second", float64(n)/1e6, unit, float64(n)/1e6/max(seconds, 1e-6))
}

// inputFiles lists the files that the jobs read.
func (o *Options) inputFiles() []coverage.Input {
	files := []coverage.Input{{Role: "region", File: dataset.RegionFile}, {Role: "boundaries", File: o.Region.Boundaries.File}}
	tables := func(role string, t dataset.TableFiles) {
		for _, f := range t {
			files = append(files, coverage.Input{Role: role, File: f.File})
		}
	}
	if o.Jobs.discs() {
		tables("sites", o.Region.Sites)
	}
	if o.Region.Population != nil && (o.Jobs.raster() || o.Jobs.Area) {
		files = append(files, coverage.Input{Role: "population", File: o.Region.Population.File})
	}
	if o.Jobs.Fiber {
		tables("households", o.Region.Households)
		tables("fiber", o.Region.Fiber)
	}
	return files
}

// hashed is inputs with their digests.
type hashed struct {
	inputs []coverage.Input
	err    error
}

// hashInputs adds sizes and digests; a folder may lack a region.yaml.
func hashInputs(dir string, files []coverage.Input) (h hashed) {
	for _, f := range files {
		var err error
		f.Bytes, f.SHA256, err = filehash.Of(filepath.Join(dir, f.File))
		if errors.Is(err, os.ErrNotExist) && f.Role == "region" {
			continue
		}
		h.inputs, h.err = append(h.inputs, f), errors.Join(h.err, err)
	}
	return h
}

// read reads stations and communes.
func (r *result) read(ctx context.Context) error {
	o := r.options
	stage, began := o.Log.Stage("stations", "rows"), time.Now()
	stations, size, err := r.stations()
	if err != nil {
		return err
	}
	if err := r.choosePlane(stations); err != nil {
		return err
	}
	r.network = &network{discs: make([][]scanline.Disc, len(o.Technologies))}
	if o.Jobs.discs() {
		if r.network, err = newNetwork(stations, o.Technologies, r.plane); err != nil {
			return err
		}
	}
	stage.Done("%d sites, %s", len(r.network.masts), rate(began, size, "bytes"))
	return r.readCommunes(ctx)
}

// stations reads the list of cells.
func (r *result) stations() (stations []station, size int64, err error) {
	o := r.options
	if !o.Jobs.discs() {
		return nil, 0, nil
	}
	if len(o.Region.Sites) == 0 {
		return nil, 0, errors.New("the region has no stations: add sites: {file} to region.yaml, or ask for --jobs fiber alone")
	}
	for _, f := range o.Region.Sites {
		text, err := os.ReadFile(filepath.Join(o.Dir, f.File))
		if err != nil {
			return nil, 0, fmt.Errorf("sites %s: %w", f.File, err)
		}
		size += int64(len(text))
		more, nowhere, err := plainStations(text)
		if err == nil && (len(f.Corrections) > 0 || f.HeaderRow != 0 || f.CRS != "" || len(o.Region.Sites) > 1) {
			err = errNotPlain
		}
		if errors.Is(err, errNotPlain) {
			stations, err = r.generalStations()
			return stations, size, err
		}
		stations = append(stations, more...)
		for _, m := range nowhere {
			r.problems = append(r.problems, coverage.Problem{File: f.File, Row: m.row, Column: "lon,lat", Value: m.site, Rule: "site.nowhere",
				Action: "row left out: neither it nor another row of the site has a position"})
		}
	}
	return stations, size, nil
}

// generalStations reads the stations as every other command does.
func (r *result) generalStations() ([]station, error) {
	region := r.options.Region
	all := generalRegion(region)
	all.Sites = region.Sites
	d, err := dataset.Load(r.options.Dir, all)
	if err != nil {
		return nil, err
	}
	for _, p := range d.Problems {
		if slices.ContainsFunc(region.Sites, func(f dataset.TableFile) bool { return f.File == p.File }) && p.Rule != "site.outside" {
			r.problems = append(r.problems, p)
		}
	}
	var stations []station
	for _, s := range d.Sites {
		if !s.Located {
			continue // told by a problem
		}
		for _, c := range s.Cells {
			n := station{site: s.ID, lon: s.Lon, lat: s.Lat, technology: c.Technology, rangeM: c.RangeM}
			if c.Assumed&coverage.AssumedRange != 0 {
				n.rangeM = 0
			}
			stations = append(stations, n)
		}
	}
	return stations, nil
}

// choosePlane opens the raster and settles the system of the plane.
func (r *result) choosePlane(stations []station) error {
	o := r.options
	if o.Jobs.raster() && o.Region.Population == nil {
		return errors.New("the region has no population raster: add population: {file, kind} to region.yaml, or ask for other --jobs")
	}
	if o.Region.Population != nil && (o.Jobs.raster() || o.Jobs.Area) {
		var err error
		if r.field, err = openField(o.Dir, o.Region.Population); err != nil {
			return err
		}
	}
	r.plane = o.CRS
	switch {
	case r.plane.Kind != 0:
	case r.field != nil && !r.field.inDegrees():
		r.plane = r.field.plane
	case len(stations) > 0:
		r.plane = zoneOf(stations)
	default:
		r.plane, _ = crs.ByEPSG(32648)
	}
	if r.field != nil && !r.field.inDegrees() && r.plane != r.field.plane {
		return fmt.Errorf("the raster is in %s and the plane is to be %s: a row of cells is straight in the one only; leave out --crs, or give a raster in degrees", r.field.plane, r.plane)
	}
	return nil
}

// zoneOf is the UTM zone in which most stations lie, 48N or 49N.
func zoneOf(stations []station) crs.CRS {
	east := 0
	for i := range stations {
		if stations[i].lon >= 108 {
			east++
		}
	}
	code := 32648
	if 2*east > len(stations) {
		code = 32649
	}
	plane, _ := crs.ByEPSG(code)
	return plane
}

// readCommunes reads the boundaries.
func (r *result) readCommunes(ctx context.Context) error {
	o := r.options
	s := &featureStage{field: r.field, plane: r.plane, workers: o.Workers}
	stage, began := o.Log.Stage("communes", "features"), time.Now()
	if o.Jobs.Area {
		for _, all := range r.network.discs {
			u, err := unionOf(ctx, all, o.Workers)
			if err != nil {
				return err
			}
			s.unions = append(s.unions, u)
		}
	}
	s.places = newPlaceIndex(placesOf(r.network.masts, r.field.inDegrees()))
	if err := s.readAny(ctx, o); err != nil {
		return err
	}
	if err := r.lay(ctx, s); err != nil {
		return err
	}
	stage.Done("%d communes, %d spans, %s", len(r.territory.communes), len(r.territory.spans), rate(began, s.vertices, "vertices"))
	return nil
}

func unionOf(ctx context.Context, all []scanline.Disc, workers int) (*discs.Union, error) {
	list := make([]discs.Disc, len(all))
	for i, d := range all {
		list[i] = discs.Disc{XM: float64(d.X) / 1000, YM: float64(d.Y) / 1000, RadiusM: float64(d.R) / 1000}
	}
	return discs.New(ctx, list, workers)
}

// lay makes communes of the features and sorts their spans.
func (r *result) lay(ctx context.Context, s *featureStage) error {
	t := &territory{}
	var of []int32
	t.communes, of = join(s.features, func(f, kept *commune) {
		s.problems.add(f.feature, r.options.Region.Boundaries.Code, f.code, "code.duplicate", fmt.Sprintf("unit rejected: %q has the code already", kept.name))
	})
	if r.field != nil {
		t.rowStart = make([]int32, r.field.grid.Rows()+1)
		stores := make([]*spanStore, 0, len(s.results))
		for _, w := range s.results {
			stores = append(stores, &w.store)
		}
		if err := t.layRows(ctx, stores, of, r.options.Workers); err != nil {
			return err
		}
	}
	for _, o := range t.overlaps {
		a, b := &t.communes[o.winner], &t.communes[o.loser]
		s.problems.add(b.feature, "geometry", b.code, "boundary.overlap", fmt.Sprintf("%d cells left to %s, the lower code", o.cells, a.code))
	}
	r.territory = t
	r.problems = append(r.problems, s.problems.list...)
	r.counts["communes"], r.counts["vertices"] = int64(len(t.communes)), s.vertices
	r.countMasts(s)
	return nil
}

// countMasts tells the sites that stand in no commune.
func (r *result) countMasts(s *featureStage) {
	var outside []string
	masts := r.network.masts
	for i, p := range s.places.places {
		if slices.ContainsFunc(s.results, func(w *featureWorker) bool { return w.inside.found[i] }) {
			continue
		}
		for m := p.mast; int(m) < len(masts) && masts[m].at == masts[p.mast].at; m++ {
			outside = append(outside, masts[m].site)
		}
	}
	slices.Sort(outside)
	for _, site := range outside {
		r.problems = append(r.problems, coverage.Problem{File: r.siteFile(), Column: "lon,lat", Value: site, Rule: "site.outside", Action: "kept: it covers; it stands in no commune"})
	}
	r.counts["places_of_stations"], r.counts["sites_outside"] = int64(len(s.places.places)), int64(len(outside))
}

func (r *result) siteFile() string {
	if len(r.options.Region.Sites) == 0 {
		return ""
	}
	return r.options.Region.Sites[0].File
}

// sumBands reads the raster; the stage holds the runs of gaps.
func (r *result) sumBands(ctx context.Context) (*bandStage, error) {
	o := r.options
	if !o.Jobs.raster() {
		return nil, nil
	}
	stage, began := o.Log.Stage("raster", "rows"), time.Now()
	s := &bandStage{field: r.field, plane: r.plane, discs: r.network.discs, territory: r.territory, gaps: o.Jobs.Gaps, workers: o.Workers}
	if err := s.read(ctx); err != nil {
		return nil, err
	}
	var err error
	if r.people, r.total, r.outside, r.cells, err = s.collect(); err != nil {
		return nil, err
	}
	if r.cells.negative > 0 {
		r.problems = append(r.problems, coverage.Problem{File: o.Region.Population.File, Column: "value", Value: fmt.Sprintf("%d cells", r.cells.negative),
			Rule: "population.negative", Action: "taken as no data"})
	}
	for name, n := range map[string]int64{"cells": r.cells.data, "cells_populated": r.cells.populated, "cells_outside": r.cells.outside} {
		r.counts[name] = n
	}
	r.territory.spans, r.territory.rowStart = nil, nil
	stage.Done("%s, %d with people, %s", r.field.description, r.cells.populated, rate(began, int64(r.field.grid.Cols())*int64(r.field.grid.Rows()), "cells"))
	return s, nil
}

// readFiber reads the tables of households and of fibre.
func (r *result) readFiber() error {
	o := r.options
	stage := o.Log.Stage("fibre", "rows")
	if len(o.Region.Households) == 0 || len(o.Region.Fiber) == 0 {
		return errors.New("the region lacks households or fibre: add households: {file} and fiber: {file} to region.yaml, or ask for other --jobs")
	}
	households, problems1, err := readCounts(o.Dir, o.Region.Edition, "households", o.Region.Households)
	if err != nil {
		return err
	}
	connected, problems2, err := readCounts(o.Dir, o.Region.Edition, "households_connected", o.Region.Fiber)
	if err != nil {
		return err
	}
	r.problems = append(append(r.problems, problems1...), problems2...)
	r.fiber = make([]fiberOf, len(r.territory.communes))
	ofHouseholds := r.matched(households, o.Region.Households[0].File, "households.missing")
	ofConnected := r.matched(connected, o.Region.Fiber[0].File, "fiber.missing")
	for i := range r.fiber {
		r.fiber[i] = fiberOf{ofHouseholds[i], ofConnected[i]}
	}
	stage.Done("%d and %d rows", len(households), len(connected))
	return nil
}

// matched is the counts of the communes; it tells the communes without one, and the codes that no commune has.
func (r *result) matched(counts []codeCount, file, missing string) []coverage.Count {
	of, unmatched := match(r.territory.communes, counts)
	for i := range of {
		if !of[i].Known {
			r.problems = append(r.problems, coverage.Problem{File: file, Column: "code", Value: r.territory.communes[i].code, Rule: missing, Action: "counts as 0"})
		}
	}
	for _, code := range unmatched {
		r.problems = append(r.problems, coverage.Problem{File: file, Column: "code", Value: code, Rule: "code.unknown", Action: "row left out: no commune has the code"})
	}
	return of
}
