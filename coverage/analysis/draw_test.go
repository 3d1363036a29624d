package analysis_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"phusong/geo"
)

var (
	operators    = []string{"Viettel", "VNPT", "MobiFone", "Vietnamobile"}
	technologies = []string{"2g", "3g", "4g", "5g"}
	criteria     = []string{"stated-radius", "outdoor-110", "commune-centre"}
)

// drawing makes a random region. What rapid draws is what is worth shrinking;
// the many small numbers come from one drawn seed.
type drawing struct {
	t       *rapid.T
	rng     *rand.Rand
	region  region
	spacing float64 // of the tessellation, degrees
	bound   orb.Bound
}

// drawRegion makes a region of one kind of demand; kind and criterion "" draw them too.
func drawRegion(t *rapid.T, kind, criterion string) region {
	d := &drawing{t: t, rng: rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))}
	if kind == "" {
		kind = rapid.SampledFrom([]string{"area", "points", "raster"}).Draw(t, "demand")
	}
	if criterion == "" {
		criterion = rapid.SampledFrom(criteria).Draw(t, "criterion")
	}
	d.region.demand, d.region.criterion = kind, criterion
	d.tessellate()
	d.stations()
	d.tables()
	if kind == "raster" {
		d.population()
	}
	return d.region
}

// tessellate draws communes that share jittered edges: cells of a lattice whose
// corners are moved and whose sides are bent. Some cells are left out, some are
// second parts of a commune, and some have an enclave.
func (d *drawing) tessellate() {
	cols, rows := rapid.IntRange(2, 6).Draw(d.t, "columns"), rapid.IntRange(1, 5).Draw(d.t, "rows")
	d.spacing = rapid.SampledFrom([]float64{0.05, 0.03, 0.012, 0.004}).Draw(d.t, "spacing")
	d.region.resolution = rapid.SampledFrom([]float64{0.005, math.Max(0.001, d.spacing/6)}).Draw(d.t, "resolution")
	jitter := rapid.SampledFrom([]float64{0, 0.1, 0.2}).Draw(d.t, "jitter")
	bends := rapid.IntRange(0, 3).Draw(d.t, "bends")
	lon, lat := rapid.Float64Range(102.2, 109).Draw(d.t, "lon"), rapid.Float64Range(8.6, 23.1).Draw(d.t, "lat")
	if jitter == 0 {
		lon, lat = math.Round(lon*100)/100, math.Round(lat*100)/100 // on the lines of the analysis grid
	}
	d.bound = orb.Bound{Min: orb.Point{lon, lat}, Max: orb.Point{lon + float64(cols)*d.spacing, lat + float64(rows)*d.spacing}}
	corner := map[[2]int]orb.Point{}
	for y := range rows + 1 {
		for x := range cols + 1 {
			corner[[2]int{x, y}] = d.point(lon+d.spacing*(float64(x)+jitter*d.unit()), lat+d.spacing*(float64(y)+jitter*d.unit()))
		}
	}
	sides := map[[4]int][]orb.Point{}
	side := func(x1, y1, x2, y2 int) []orb.Point {
		if x1 > x2 || y1 > y2 {
			back := slices.Clone(sides[[4]int{x2, y2, x1, y1}])
			slices.Reverse(back)
			return back
		}
		k := [4]int{x1, y1, x2, y2}
		if _, ok := sides[k]; !ok {
			sides[k] = d.bend(corner[[2]int{x1, y1}], corner[[2]int{x2, y2}], bends, jitter)
		}
		return sides[k]
	}
	for y := range rows { // every side before it is asked for backwards
		for x := range cols {
			side(x, y, x+1, y)
			side(x+1, y, x+1, y+1)
			side(x, y+1, x+1, y+1)
			side(x, y, x, y+1)
		}
	}
	districts, provinces := rapid.IntRange(1, 3).Draw(d.t, "districts"), rapid.IntRange(1, 2).Draw(d.t, "provinces")
	skip := rapid.IntRange(0, 1).Draw(d.t, "holes") == 1
	for y := range rows {
		for x := range cols {
			if skip && len(d.region.communes) > 1 && d.rng.IntN(8) == 0 {
				continue
			}
			ring := orb.Ring{corner[[2]int{x, y}]}
			ring = append(ring, side(x, y, x+1, y)...)
			ring = append(ring, corner[[2]int{x + 1, y}])
			ring = append(ring, side(x+1, y, x+1, y+1)...)
			ring = append(ring, corner[[2]int{x + 1, y + 1}])
			ring = append(ring, side(x+1, y+1, x, y+1)...)
			ring = append(ring, corner[[2]int{x, y + 1}])
			ring = append(ring, side(x, y+1, x, y)...)
			ring = append(ring, ring[0])
			d.add(orb.Polygon{ring}, districts, provinces)
		}
	}
}

// add makes a commune of a polygon, with chance an enclave in it, or joins it
// with the commune before.
func (d *drawing) add(p orb.Polygon, districts, provinces int) {
	n := len(d.region.communes)
	if n > 2 && d.rng.IntN(10) == 0 {
		last := &d.region.communes[d.rng.IntN(n)]
		last.polygon = append(last.polygon, p)
		return
	}
	named := func(p orb.Polygon) {
		n := len(d.region.communes)
		district := n % districts
		d.region.communes = append(d.region.communes, commune{code: fmt.Sprintf("%05d", 100+n*7), name: fmt.Sprintf("Xã %d", n),
			district: fmt.Sprintf("%03d", district), province: fmt.Sprintf("%02d", district%provinces), polygon: orb.MultiPolygon{p}})
	}
	if d.rng.IntN(8) == 0 {
		m, r := middle(p[0]), d.spacing*0.15
		island := orb.Ring{d.point(m[0]-r, m[1]), d.point(m[0], m[1]-r), d.point(m[0]+r, m[1]), d.point(m[0]+r/3, m[1]+r)}
		island = append(island, island[0])
		hole := slices.Clone(island)
		slices.Reverse(hole)
		named(orb.Polygon{island})
		p = append(p, hole)
	}
	named(p)
}

func middle(r orb.Ring) orb.Point {
	var m orb.Point
	for _, q := range r[1:] {
		m[0], m[1] = m[0]+q[0]/float64(len(r)-1), m[1]+q[1]/float64(len(r)-1)
	}
	return m
}

// bend returns n points beside the line from a to b.
func (d *drawing) bend(a, b orb.Point, n int, jitter float64) []orb.Point {
	var points []orb.Point
	for i := range n {
		f, off := float64(i+1)/float64(n+1), jitter*0.15*d.unit()
		points = append(points, d.point(a[0]+f*(b[0]-a[0])-off*(b[1]-a[1]), a[1]+f*(b[1]-a[1])+off*(b[0]-a[0])))
	}
	return points
}

// unit is uniform in [-1,1).
func (d *drawing) unit() float64 { return 2*d.rng.Float64() - 1 }

func (d *drawing) point(lon, lat float64) orb.Point {
	return orb.Point{geo.Round7(lon), geo.Round7(lat)}
}

// within returns a random place in the bound, grown by a share of it.
func (d *drawing) within(grow float64) orb.Point {
	w, h := d.bound.Max[0]-d.bound.Min[0], d.bound.Max[1]-d.bound.Min[1]
	return d.point(d.bound.Min[0]+w*(d.rng.Float64()*(1+2*grow)-grow), d.bound.Min[1]+h*(d.rng.Float64()*(1+2*grow)-grow))
}

func degrees(v float64) string { return strconv.FormatFloat(v, 'f', 7, 64) }

// stations draws sites of one to four operators; some lack a position, some
// share one, and some rows come twice.
func (d *drawing) stations() {
	names := operators[:rapid.IntRange(1, 4).Draw(d.t, "operators")]
	d.region.sites = [][]string{}
	for i := range rapid.IntRange(0, 12).Draw(d.t, "sites") {
		place := d.within(0.1)
		for range 1 + d.rng.IntN(3) {
			d.region.sites = append(d.region.sites, d.station(fmt.Sprintf("S%02d", i), place, names))
		}
		if d.rng.IntN(6) == 0 {
			d.region.sites = append(d.region.sites, d.region.sites[len(d.region.sites)-1])
		}
	}
	for i := range rapid.IntRange(0, 2).Draw(d.t, "sites without position") {
		row := d.station(fmt.Sprintf("U%02d", i), orb.Point{}, names)
		row[siteLon], row[siteLat], row[siteCommune] = "", "", d.region.communes[d.rng.IntN(len(d.region.communes))].code
		d.region.sites = append(d.region.sites, row)
	}
}

func (d *drawing) station(id string, place orb.Point, names []string) []string {
	metres := d.spacing * 111_000
	pick := func(value string, missing int) string {
		if d.rng.IntN(missing) == 0 {
			return ""
		}
		return value
	}
	return []string{id, names[d.rng.IntN(len(names))], technologies[d.rng.IntN(len(technologies))], degrees(place[0]), degrees(place[1]),
		pick(fmt.Sprint(10+d.rng.IntN(60)), 5), pick(fmt.Sprint(d.rng.IntN(360)), 2), pick(fmt.Sprint(d.rng.IntN(12)), 3),
		fmt.Sprintf("%.1f", 20+40*d.rng.Float64()), pick(fmt.Sprintf("%.0f", metres*(0.1+1.6*d.rng.Float64())), 8), ""}
}

// tables draws counts, fibre, hamlets and centres, each with missing rows and values.
func (d *drawing) tables() {
	missing := rapid.IntRange(0, 3).Draw(d.t, "missing rows")
	lacks := func() bool { return d.rng.IntN(10) < missing }
	r := &d.region
	r.counts, r.fiber, r.hamlets, r.centres = [][]string{}, [][]string{}, [][]string{}, [][]string{}
	for _, c := range r.communes {
		households := 1 + d.rng.IntN(6000)
		if !lacks() {
			people := fmt.Sprint(households*3 + d.rng.IntN(4000))
			if lacks() {
				people = ""
			}
			r.counts = append(r.counts, []string{c.code, fmt.Sprint(households), people})
		}
		if !lacks() {
			share := func(most float64) string {
				if lacks() {
					return ""
				}
				return fmt.Sprintf("%.0f", float64(households)*most*d.rng.Float64())
			}
			r.fiber = append(r.fiber, []string{c.code, share(1.1), share(1.2), share(1.3), share(1.1), "2025-05-31"})
		}
		m := middle(c.polygon[0][0])
		if !lacks() {
			r.centres = append(r.centres, []string{c.code, degrees(m[0]), degrees(m[1])})
		}
		for i := range d.rng.IntN(5) {
			at := d.point(m[0]+0.6*d.spacing*d.unit(), m[1]+0.6*d.spacing*d.unit()) // some fall into a neighbour
			row := []string{fmt.Sprintf("%s-%d", c.code, i), c.code, fmt.Sprintf("Thôn %d", i), degrees(at[0]), degrees(at[1]),
				fmt.Sprint(d.rng.IntN(900)), fmt.Sprint(d.rng.IntN(3000)), []string{"yes", "no", ""}[d.rng.IntN(3)]}
			if lacks() {
				row[3], row[4] = "", ""
			}
			if lacks() {
				row[5] = ""
			}
			r.hamlets = append(r.hamlets, row)
		}
	}
	if d.region.criterion == "stated-radius" && d.rng.IntN(3) == 0 {
		r.centres = nil
	}
	if d.region.demand != "points" && d.rng.IntN(2) == 0 {
		r.hamlets = nil
	}
	d.groups()
}

// groups draws residential groups of the hamlets and samples around them.
func (d *drawing) groups() {
	r := &d.region
	if r.hamlets == nil || d.rng.IntN(2) == 0 {
		return
	}
	r.clusters, r.measured = [][]string{}, [][]string{}
	for _, h := range r.hamlets {
		lon, err1 := strconv.ParseFloat(h[3], 64)
		lat, err2 := strconv.ParseFloat(h[4], 64)
		if err1 != nil || err2 != nil {
			continue
		}
		for i := range d.rng.IntN(3) {
			at := d.point(lon+0.3*d.spacing*d.unit(), lat+0.3*d.spacing*d.unit())
			row := []string{h[0], fmt.Sprint("C", i), degrees(at[0]), degrees(at[1]), fmt.Sprint(d.rng.IntN(60))}
			if d.rng.IntN(6) == 0 {
				row[2+2*d.rng.IntN(2)] = ""
			}
			r.clusters = append(r.clusters, row)
		}
		if d.rng.IntN(4) > 0 {
			continue
		}
		operator, technology := operators[d.rng.IntN(len(operators))], technologies[d.rng.IntN(len(technologies))]
		for i := range 4 + d.rng.IntN(4) {
			at := d.point(lon+0.0004*d.unit(), lat+0.0004*d.unit())
			r.measured = append(r.measured, []string{degrees(at[0]), degrees(at[1]), operator, technology, fmt.Sprint(-130 + d.rng.IntN(60)),
				fmt.Sprint(d.rng.IntN(12)), fmt.Sprintf("2025-0%d-01", 1+i%5)})
		}
	}
}

// population draws a raster with pixels smaller than, equal to or larger than communes.
func (d *drawing) population() {
	step := geo.Round7(d.spacing * rapid.SampledFrom([]float64{0.2, 1, 2.5}).Draw(d.t, "pixels"))
	margin := step * rapid.SampledFrom([]float64{-0.3, 0, 1.4}).Draw(d.t, "margin")
	p := &pixels{step: step, west: geo.Round7(d.bound.Min[0] - margin), south: geo.Round7(d.bound.Min[1] - margin)}
	p.cols = max(1, int(math.Ceil((d.bound.Max[0]-d.bound.Min[0]+2*margin)/step)))
	p.rows = max(1, int(math.Ceil((d.bound.Max[1]-d.bound.Min[1]+2*margin)/step)))
	for range p.cols * p.rows {
		switch d.rng.IntN(5) {
		case 0:
			p.counts = append(p.counts, "0")
		case 1:
			p.counts = append(p.counts, pixelNoData)
		default:
			p.counts = append(p.counts, strconv.FormatFloat(d.rng.Float64()*2000, 'f', d.rng.IntN(7), 64))
		}
	}
	// A raster that has data in no unit is refused: the pixel in or next to the
	// middle of the first commune has some.
	m := middle(d.region.communes[0].polygon[0][0])
	col := max(0, min(p.cols-1, int((m[0]-p.west)/step)))
	row := max(0, min(p.rows-1, p.rows-1-int((m[1]-p.south)/step)))
	p.counts[row*p.cols+col] = "12.5"
	d.region.raster = p
	if rapid.IntRange(0, 2).Draw(d.t, "raster alone") == 0 {
		d.region.counts = nil
	}
}
