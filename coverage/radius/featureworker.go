package radius

import (
	"fmt"
	"math"

	"github.com/paulmach/orb"

	"phusong/coverage"
	"phusong/geo"
	"phusong/geo/crs"
	"phusong/geo/discs"
	"phusong/geo/encoding/geojson"
	"phusong/geo/overlay"
	"phusong/geo/scanline"
)

// featureWorker gives features their rows and areas.
type featureWorker struct {
	stage    *featureStage
	lattice  *crs.Lattice
	outline  *scanline.Outline
	measures []*discs.Measurer
	inside   insider
	spans    []scanline.Span // of the feature
	store    spanStore
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
	w := &featureWorker{stage: s, lattice: crs.NewLattice(s.plane), inside: insider{index: s.places, found: make([]bool, len(s.places.places))}}
	if s.field != nil {
		w.outline = scanline.NewOutline(s.field.grid)
		w.store.count = make([]int32, s.field.grid.Rows())
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
	ok, err := w.lay(flat, part, it, false)
	if err != nil || ok {
		return err
	}
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
		if w.spans, ok = w.outline.Spans(w.spans[:0], it.feature); !ok && !force {
			return false, nil
		}
		w.store.add(it.feature, w.spans)
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
	if n == 0 {
		return // a ring without positions
	}
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
