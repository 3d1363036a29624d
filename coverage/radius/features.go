package radius

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"github.com/paulmach/orb"

	"phusong/coverage"
	"phusong/coverage/dataset"
	"phusong/geo"
	"phusong/geo/crs"
	"phusong/geo/discs"
	"phusong/geo/encoding/geojson"
	"phusong/geo/overlay"
	"phusong/geo/scanline"
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
	masts   []mast
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
		return err
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
	maxTextBytes = 8 << 30
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

// featureWorker gives features their rows and areas.
type featureWorker struct {
	stage    *featureStage
	lattice  *crs.Lattice
	outline  *scanline.Outline
	measures []*discs.Measurer
	inside   insider
	spans    []scanline.Span
	areas    []featureArea

	ring   []scanline.Point // in the coordinates of the rows
	metres []float64
}

// featureArea is the area of a feature, and what of it discs cover by technology.
type featureArea struct {
	feature   int32
	areaM2    coverage.Micro
	coveredM2 [maxTechnologies]coverage.Micro
}

func newFeatureWorker(s *featureStage) *featureWorker {
	w := &featureWorker{stage: s, lattice: crs.NewLattice(s.plane), inside: insider{masts: s.masts, within: make([]bool, len(s.masts))}}
	if s.field != nil {
		w.outline = scanline.NewOutline(s.field.grid)
	}
	for _, u := range s.unions {
		w.measures = append(w.measures, u.Measurer())
	}
	return w
}

// batch handles the features of a batch.
func (w *featureWorker) batch(b *batch) error {
	part := 0
	for _, it := range b.items {
		if err := w.feature(&b.flat, part, it); err != nil {
			return fmt.Errorf("feature %d: %w", it.number, err)
		}
		part = it.parts
	}
	return nil
}

// feature handles one feature, once more with its rings repaired where they are wrong.
func (w *featureWorker) feature(flat *geojson.Flat, part int, it item) error {
	spans := len(w.spans)
	ok, err := w.lay(flat, part, it, false)
	if err != nil || ok {
		return err
	}
	w.spans = w.spans[:spans]
	repaired, defects := overlay.Repair(multiPolygon(flat, part, it.parts))
	for _, d := range defects {
		w.stage.problems.add(it.number, "geometry", place7(d.Lon, d.Lat), d.Rule, "repaired: "+d.Detail)
	}
	if len(repaired) == 0 {
		w.stage.problems.add(it.number, "geometry", "", "geometry.empty", "no cell is the unit's: its polygon has no area")
		return nil
	}
	var mended geojson.Flat
	for _, p := range repaired {
		for _, r := range p {
			for _, at := range r {
				mended.XY = append(mended.XY, geo.ToE7(at[0]), geo.ToE7(at[1]))
			}
			mended.Rings = append(mended.Rings, len(mended.XY)/2)
		}
		mended.Parts = append(mended.Parts, len(mended.Rings))
	}
	it.parts = len(mended.Parts)
	_, err = w.lay(&mended, 0, it, true)
	return err
}

// lay enters the rings of a feature; it is false when they are not valid and the
// feature is to be repaired, which force forbids.
func (w *featureWorker) lay(flat *geojson.Flat, part int, it item, force bool) (ok bool, err error) {
	if w.outline != nil {
		w.outline.Reset()
	}
	w.inside.reset()
	area := featureArea{feature: it.feature}
	var plane float64
	var covered [maxTechnologies]float64
	first := 0
	if part > 0 {
		first = flat.Parts[part-1]
	}
	ok = true
	for p := part; p < it.parts; p++ {
		for r := first; r < flat.Parts[p]; r++ {
			from := 0
			if r > 0 {
				from = flat.Rings[r-1]
			}
			xy := flat.XY[2*from : 2*flat.Rings[r]]
			ok = ok && closed(xy)
			ring := ringSums{hole: r > first}
			if err := w.ring1(xy, &ring); err != nil {
				return false, err
			}
			plane += ring.areaM2
			for k := range covered {
				covered[k] += ring.coveredM2[k]
			}
		}
		first = flat.Parts[p]
	}
	if !ok && !force {
		return false, nil
	}
	if w.outline != nil {
		if w.spans, ok = w.outline.Spans(w.spans, it.feature); !ok && !force {
			return false, nil
		}
	}
	w.inside.take()
	if w.measures != nil {
		return true, w.addArea(area, plane, covered)
	}
	return true, nil
}

// areaNoiseM2 is more than rounding adds up to over the edges of a commune, and less than
// the least digit that is written.
const areaNoiseM2 = 0.005

// roundArea rounds an area to hundredths of a square metre.
func roundArea(m2 float64) (coverage.Micro, error) {
	return coverage.MicroOf(math.Round(max(0, m2)*100) / 100)
}

// addArea rounds the areas of a feature: what is covered but for noise is covered.
func (w *featureWorker) addArea(area featureArea, plane float64, covered [maxTechnologies]float64) (err error) {
	if area.areaM2, err = roundArea(plane); err != nil {
		return err
	}
	for k := range w.measures {
		if area.coveredM2[k] = area.areaM2; covered[k] >= plane-areaNoiseM2 {
			continue
		}
		if area.coveredM2[k], err = roundArea(covered[k]); err != nil {
			return err
		}
	}
	w.areas = append(w.areas, area)
	return nil
}

// closed tells whether a ring has four positions and ends where it began.
func closed(xy []geo.E7) bool {
	n := len(xy)
	return n >= 8 && xy[0] == xy[n-2] && xy[1] == xy[n-1]
}

// ringSums is what a ring adds to its feature.
type ringSums struct {
	hole      bool
	areaM2    float64
	coveredM2 [maxTechnologies]float64
}

// ring1 enters one ring.
func (w *featureWorker) ring1(xy []geo.E7, sums *ringSums) error {
	degrees := w.stage.field.inDegrees()
	w.ring, w.metres = w.ring[:0], w.metres[:0]
	if degrees {
		for i := 0; i+1 < len(xy); i += 2 {
			w.ring = append(w.ring, scanline.Point{X: 2 * int64(xy[i]), Y: 2 * int64(xy[i+1])})
		}
	}
	if !degrees || w.measures != nil {
		for i := 0; i+1 < len(xy); i += 2 {
			x, y, err := w.lattice.ProjectE7(xy[i], xy[i+1])
			if err != nil {
				return err
			}
			if !degrees {
				w.ring = append(w.ring, scanline.Point{X: x, Y: y})
			}
			if w.measures != nil {
				w.metres = append(w.metres, float64(x)/1000, float64(y)/1000)
			}
		}
	}
	if w.outline != nil {
		w.outline.AddRing(w.ring, sums.hole)
	}
	w.inside.ring(w.ring)
	if w.measures != nil {
		w.measure(sums)
	}
	return nil
}

// measure takes the areas of the ring in metres, holes below zero.
func (w *featureWorker) measure(sums *ringSums) {
	m := w.metres
	n := len(m)
	x0, y0 := m[0], m[1]
	for i := 2; i < n; i += 2 {
		sums.areaM2 += float64((m[i-2]-x0)*(m[i+1]-y0)) - float64((m[i]-x0)*(m[i-1]-y0))
	}
	sums.areaM2 /= 2
	sign := 1.0
	if (sums.areaM2 < 0) != sums.hole {
		sign = -1
	}
	sums.areaM2 *= sign
	for k, measurer := range w.measures {
		sums.coveredM2[k] = sign * measurer.RingM2(m)
	}
}

func multiPolygon(flat *geojson.Flat, part, end int) orb.MultiPolygon {
	var mp orb.MultiPolygon
	ring := 0
	if part > 0 {
		ring = flat.Parts[part-1]
	}
	for p := part; p < end; p++ {
		var polygon orb.Polygon
		for ; ring < flat.Parts[p]; ring++ {
			from := 0
			if ring > 0 {
				from = flat.Rings[ring-1]
			}
			var line orb.Ring
			for i := from; i < flat.Rings[ring]; i++ {
				line = append(line, orb.Point{flat.XY[2*i].Degrees(), flat.XY[2*i+1].Degrees()})
			}
			polygon = append(polygon, line)
		}
		mp = append(mp, polygon)
	}
	return mp
}

func place7(lon, lat float64) string {
	return string(appendPlace(nil, geo.ToE7(lon), geo.ToE7(lat)))
}

// collect puts the areas of the workers to their features.
func (s *featureStage) collect() error {
	if len(s.features) == 0 {
		return errors.New("no usable unit: look at boundaries.code and boundaries.only of region.yaml")
	}
	for _, w := range s.results {
		for _, a := range w.areas {
			f := &s.features[a.feature]
			f.areaM2, f.coveredM2 = a.areaM2, a.coveredM2[:len(s.unions):len(s.unions)]
		}
	}
	return nil
}
