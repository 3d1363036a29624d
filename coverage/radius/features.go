package radius

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"phusong/coverage"
	"phusong/coverage/dataset"
	"phusong/geo/crs"
	"phusong/geo/discs"
	"phusong/geo/encoding/geojson"
	"phusong/internal/mapper"
)

// The properties that are read, in the order of ScanOptions.Keys.
const (
	keyCode = iota
	keyName
	keyParent
	keyParentName
	keyProvince
	keyProvinceName
	keyOnly
	keyCount
)

// batch is features on their way to a worker.
type batch struct {
	flat  geojson.Flat
	items []item
}

// item is a feature of a batch: its parts are those up to parts.
type item struct {
	feature int32
	number  int
	parts   int
}

// batchVertices is how many vertices go to a worker at a time.
const batchVertices = 1 << 14

// featureStage reads communes and gives them their rows.
type featureStage struct {
	field   *field // nil without
	plane   crs.CRS
	unions  []*discs.Union // by technology; nil without the job
	places  *placeIndex    // of masts
	workers int

	features []commune
	problems problems
	vertices int64
	results  []*featureWorker
}

// problems is a list that several workers add to.
type problems struct {
	mu   sync.Mutex
	file string
	list []coverage.Problem
}

func (p *problems) add(row int, column, value, rule, action string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.list = append(p.list, coverage.Problem{File: p.file, Row: row, Column: column, Value: value, Rule: rule, Action: action})
}

// read goes through the file of boundaries, which is GeoJSON.
func (s *featureStage) read(ctx context.Context, dir string, b dataset.Boundaries) error {
	file, err := os.Open(filepath.Join(dir, b.File))
	if err != nil {
		return fmt.Errorf("boundaries %s: %w", b.File, err)
	}
	defer file.Close()
	workers := mapper.Workers(s.workers)
	s.problems.file = b.File
	scanner := geojson.NewScanner(file, geojson.ScanOptions{Keys: boundaryKeys(b), Workers: workers,
		Limits: geojson.Limits{MaxFeatures: maxFeatures, MaxBytes: maxTextBytes}})
	full, empty := make(chan *batch, 2*workers), make(chan *batch, 3*workers+1)
	for range 3*workers + 1 {
		empty <- &batch{}
	}
	var group sync.WaitGroup
	failed := make(chan error, workers)
	for range workers {
		w := newFeatureWorker(s)
		s.results = append(s.results, w)
		group.Go(func() {
			for b := range full {
				if err := w.batch(b); err != nil {
					failed <- err
					for range full { // so that the reader does not wait
					}
					return
				}
				empty <- b
			}
		})
	}
	err = s.fill(ctx, scanner, b, full, empty, failed)
	close(full)
	group.Wait()
	close(failed)
	for failure := range failed {
		err = errors.Join(err, failure)
	}
	if err != nil {
		return fmt.Errorf("boundaries %s: %w", b.File, err)
	}
	return s.collect()
}

// Limits of the file of boundaries; a GeoJSON file of ten nations has a third.
const (
	maxFeatures  = 1_000_000
	maxTextBytes = 4 << 30
)

func boundaryKeys(b dataset.Boundaries) []string {
	keys := make([]string, keyCount)
	keys[keyCode], keys[keyName], keys[keyParent], keys[keyParentName], keys[keyProvince], keys[keyProvinceName] =
		b.Code, b.Name, b.Parent, b.ParentName, b.Province, b.ProvinceName
	if b.Only != nil {
		keys[keyOnly] = b.Only.Property
	}
	return keys
}

// fill hands features to the workers.
func (s *featureStage) fill(ctx context.Context, scanner *geojson.Scanner, b dataset.Boundaries, full chan<- *batch, empty <-chan *batch, failed <-chan error) error {
	var now *batch
	send := func() {
		if now != nil && len(now.items) > 0 {
			s.vertices += int64(len(now.flat.XY)) / 2
			full <- now
			now = nil
		}
	}
	defer send()
	for {
		if now == nil {
			select {
			case now = <-empty:
			case err := <-failed:
				return err
			case <-ctx.Done():
				return ctx.Err()
			}
			now.flat.Reset()
			now.items = now.items[:0]
		}
		rec, err := scanner.Scan(&now.flat)
		var rejected *geojson.FeatureError
		switch {
		case err == io.EOF:
			return nil
		case errors.As(err, &rejected):
			s.problems.add(rejected.Number, "geometry", "", "geometry.invalid", "unit rejected: "+rejected.Error())
			continue
		case err != nil:
			return err
		}
		s.accept(now, &rec, b)
		if len(now.flat.XY) >= 2*batchVertices {
			send()
		}
	}
}

// accept takes a feature over, or leaves it out.
func (s *featureStage) accept(now *batch, rec *geojson.Record, b dataset.Boundaries) {
	parts := 0
	if n := len(now.items); n > 0 {
		parts = now.items[n-1].parts
	}
	drop := func() { // what the feature has added
		rings := 0
		if parts > 0 {
			rings = now.flat.Parts[parts-1]
		}
		positions := 0
		if rings > 0 {
			positions = now.flat.Rings[rings-1]
		}
		now.flat.Parts, now.flat.Rings, now.flat.XY = now.flat.Parts[:parts], now.flat.Rings[:rings], now.flat.XY[:2*positions]
	}
	if b.Only != nil && !contains(b.Only.Values, cleanText(rec.Values[keyOnly].Text)) {
		drop()
		return
	}
	c := commune{feature: rec.Number}
	for i, into := range [...]*string{&c.code, &c.name, &c.district, &c.districtName, &c.province, &c.provinceName} {
		*into = cleanText(rec.Values[i].Text)
	}
	switch {
	case c.code == "":
		s.problems.add(rec.Number, b.Code, "", "code.missing", "unit rejected")
		drop()
		return
	case rec.Type != "Polygon" && rec.Type != "MultiPolygon":
		s.problems.add(rec.Number, "geometry", cmpOr(rec.Type, "none"), "geometry.type", "unit rejected: not a polygon")
		drop()
		return
	}
	now.items = append(now.items, item{feature: int32(len(s.features)), number: rec.Number, parts: len(now.flat.Parts)})
	s.features = append(s.features, c)
}

func cmpOr(a, b string) string {
	if a == "" {
		return b
	}
	return a
}

// cleanText collapses white space; most texts have none to collapse.
func cleanText(s string) string {
	if !strings.Contains(s, "  ") && strings.TrimSpace(s) == s && !strings.ContainsAny(s, "\n\t\r") {
		return s
	}
	return strings.Join(strings.Fields(s), " ")
}

// collect puts the areas of the workers to their features.
func (s *featureStage) collect() error {
	if len(s.features) == 0 {
		return errors.New("no usable unit: look at boundaries.code and boundaries.only of region.yaml")
	}
	for i := range s.features { // those whose polygons have no area keep these
		s.features[i].coveredM2 = make([]coverage.Micro, len(s.unions))
	}
	for _, w := range s.results {
		for _, a := range w.areas {
			f := &s.features[a.feature]
			f.areaM2, f.coveredM2 = a.areaM2, a.coveredM2[:len(s.unions):len(s.unions)]
		}
	}
	return nil
}
