package dataset

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"phusong/geo/crs"
)

// planeRow is a row with plane coordinates.
type planeRow struct {
	record record
	pair   crs.Pair // of the columns of longitude and latitude, in this order
	units  []int    // that the row may name
}

// planeReading is how plane coordinates are converted.
type planeReading struct {
	order   crs.Order
	systems []crs.CRS // several in files that mix zones
	why     *rowProblem
	zones   *zoneGroups // of several systems
	voted   bool        // the system was found by vote
	spare   bool        // it is not told, and every row has degrees too
}

// nearM is how far a system may be from the one that is chosen where the vote cannot
// tell them: the wrong datum is 225 m away, UTM in place of TM-3 up to 720 m. Communes
// are no finer.
const nearM = 800

// voteRows bounds how many rows vote. They are taken evenly from all, in the order
// of their numbers.
const voteRows = 2000

// Limits on how well a stated system must fit.
const statedFit = 0.5

// advice says what to write where nothing tells the system.
const advice = `write the system in region.yaml: crs: "VN-2000 / TM-3 105-45", with the central meridian (kinh tuyến trục) of the survey, or an EPSG code`

func (l *locator) datumBy() string { return cmp.Or(l.t.env.CRS.by, RegionFile) }

// convert gives the place of plane coordinates, or says why there is none.
func (p *planeReading) convert(l *locator, r record, pair crs.Pair) (lon, lat float64, why *rowProblem) {
	if p.why != nil {
		return 0, 0, p.why
	}
	if len(p.systems) == 0 {
		return 0, 0, &rowProblem{rule: "position.range", action: "not degrees, and the system of metres is not known: " + advice}
	}
	system := p.systems[0]
	if len(p.systems) > 1 {
		zone := p.zones.of(l, r, pair)
		if zone < 0 {
			return 0, 0, &rowProblem{rule: "position.zone", action: "which of the file's meridians it has is not told: " + systemNames(p.systems)}
		}
		system = p.systems[zone]
	}
	lon, lat, err := system.Unproject(p.order.Plane(pair))
	if err != nil {
		return 0, 0, &rowProblem{rule: "position.range", action: err.Error()}
	}
	return lon, lat, nil
}

func systemNames(systems []crs.CRS) string {
	var names []string
	for _, s := range systems {
		names = append(names, s.String())
	}
	return strings.Join(names, ", ")
}

// findSystem decides the system of plane coordinates: as region.yaml states, else as
// the headings do, else by vote of the rows.
func (l *locator) findSystem(s positionStudy) {
	if len(s.plane) == 0 {
		return
	}
	for i := range s.plane {
		s.plane[i].units = l.unitsOf(s.plane[i].record)
	}
	stated := l.t.env.CRS
	if stated.system.Kind == 0 && stated.datum == crs.UnknownDatum && !stated.detect {
		stated = l.headings()
		if stated.plane() && !l.fits(s, stated.system) {
			l.t.env.note("%s states %s, which puts most rows outside the region: not followed", stated.by, stated.system)
			stated = statedCRS{}
		}
	}
	if stated.plane() {
		l.useStated(s, stated)
		return
	}
	err := l.vote(s, stated)
	if l.plane.voted = err == nil; l.plane.voted {
		return
	}
	if l.plane.spare = s.planeOnly == 0; l.plane.spare {
		l.t.env.note("plane coordinates of %d rows are not used, for the rows have degrees too: %v", len(s.plane), err)
	}
	l.plane.why = &rowProblem{rule: "position.range", action: "plane coordinates: " + err.Error() + ": " + advice}
	if 2*s.planeOnly > s.rows {
		l.t.env.Found.Fatal = fmt.Errorf("%s: positions are plane coordinates in %d of %d rows, and nothing states their system: %w; %s",
			l.t.env.File, s.planeOnly, s.rows, err, advice)
	}
}

// headings is what headings of positions and the lines above or below the table state.
func (l *locator) headings() statedCRS {
	var texts []string
	for _, p := range positionPairs {
		for _, name := range []string{p.lon, p.lat, p.both} {
			if l.t.has(name) {
				texts = append(texts, l.t.heading(name))
			}
		}
	}
	var datum statedCRS
	for _, text := range append(texts, l.t.env.Titles...) {
		stated, ok := headingCRS(text)
		switch {
		case ok && stated.plane():
			return stated
		case ok && datum.datum == crs.UnknownDatum && stated.datum == crs.VN2000:
			datum = stated
		}
	}
	return datum
}

// fits reports whether a system puts enough of the rows near the region.
func (l *locator) fits(s positionStudy, c crs.CRS) bool {
	_, near := l.orderOf(s, c)
	return l.any || float64(near) >= statedFit*float64(len(s.plane))
}

// orderOf is the order of the numbers in which a system puts most rows near the
// region, and how many.
func (l *locator) orderOf(s positionStudy, c crs.CRS) (crs.Order, int) {
	best, most := crs.EastNorth, -1
	for _, order := range []crs.Order{crs.EastNorth, crs.NorthEast} {
		near := 0
		for _, row := range s.plane {
			if lon, lat, err := c.Unproject(order.Plane(row.pair)); err == nil && l.bounds.Contains([2]float64{lon, lat}) {
				near++
			}
		}
		if near > most {
			best, most = order, near
		}
	}
	return best, most
}

// useStated takes the system that is stated, in the order that fits.
func (l *locator) useStated(s positionStudy, stated statedCRS) {
	order, near := l.orderOf(s, stated.system)
	if near == 0 && !l.any && 2*s.planeOnly > s.rows {
		l.t.env.Found.Fatal = fmt.Errorf("%s: %s, as %s states, puts none of %d rows within 50 km of the region: check the meridian, or write crs: detect",
			l.t.env.File, stated.system, stated.by, len(s.plane))
	}
	l.plane.systems, l.plane.order = []crs.CRS{stated.system}, order
	named, hits := l.hits(s, candidateOf(stated.system, order))
	text := ""
	if named > 0 {
		text = fmt.Sprintf("; %d of %d rows lie in the commune that they name", hits, named)
	}
	l.t.env.note("positions are plane coordinates in %s, %s, as %s states%s", stated.system, orderText(order), stated.by, text)
}

func candidateOf(c crs.CRS, order crs.Order) crs.Candidate {
	return crs.Candidate{CRS: c, Order: order}
}

// orderText says which column is which; the first is that of longitude, or x.
func orderText(order crs.Order) string {
	if order == crs.NorthEast {
		return "x north and y east"
	}
	return "x east and y north"
}

// hits counts the rows that name a commune and that a candidate puts there.
func (l *locator) hits(s positionStudy, c crs.Candidate) (named, hits int) {
	for _, row := range s.plane {
		if row.units == nil {
			continue
		}
		named++
		if lon, lat, err := c.CRS.Unproject(c.Order.Plane(row.pair)); err == nil && l.inUnits(row.units, lon, lat) {
			hits++
		}
	}
	return named, hits
}

func (l *locator) inUnits(units []int, lon, lat float64) bool {
	return slices.ContainsFunc(units, func(u int) bool { return l.t.env.Units.holds(u, lon, lat) })
}

// unitsOf lists the communes that a row may name.
func (l *locator) unitsOf(r record) []int {
	if l.t.env.Units == nil {
		return nil
	}
	place := l.t.placeOf(r)
	if place == (namedPlace{}) {
		return nil
	}
	return l.t.env.Units.named(place)
}

// placeOf is what a row says of the commune that it lies in.
func (t *records) placeOf(r record) namedPlace {
	return namedPlace{code: cmp.Or(t.text(r, "commune"), t.codeText(r)), commune: t.text(r, "commune_name"), district: t.text(r, "district"),
		province: t.text(r, "province"), address: t.text(r, "address")}
}

// codeText is the code of the unit that a row is about, in tables of units.
func (t *records) codeText(r record) string { return t.text(r, "code") }

// ballotOf chooses the rows that vote, by their numbers, and says where each must
// lie: in the commune that it names or, where too few name one, in the region.
func (l *locator) ballotOf(s positionStudy) (rows []planeRow, byRegion bool) {
	for _, row := range s.plane {
		if row.units != nil {
			rows = append(rows, row)
		}
	}
	if rows = distinctRows(rows); len(rows) < crs.MinRows {
		rows, byRegion = distinctRows(slices.Clone(s.plane)), true
	}
	if len(rows) <= voteRows {
		return rows, byRegion
	}
	chosen := make([]planeRow, voteRows)
	for i := range chosen {
		chosen[i] = rows[i*len(rows)/voteRows]
	}
	return chosen, byRegion
}

// distinctRows sorts rows by their numbers and units, and keeps one of each.
func distinctRows(rows []planeRow) []planeRow {
	compare := func(a, b planeRow) int {
		return cmp.Or(cmp.Compare(a.pair.First, b.pair.First), cmp.Compare(a.pair.Second, b.pair.Second), slices.Compare(a.units, b.units))
	}
	slices.SortFunc(rows, compare)
	return slices.CompactFunc(rows, func(a, b planeRow) bool { return compare(a, b) == 0 })
}

// vote finds the system, or the systems of a file that mixes them, that put rows in
// the communes that they name.
func (l *locator) vote(s positionStudy, stated statedCRS) error {
	if l.t.env.Units == nil {
		return errors.New("the communes of the region are not known")
	}
	rows, byRegion := l.ballotOf(s)
	q := crs.Question{NearM: nearM, Systems: systemsOn(stated.datum), Inside: func(i int, lon, lat float64) bool {
		if byRegion {
			return l.t.env.Units.anywhere(lon, lat)
		}
		return l.inUnits(rows[i].units, lon, lat)
	}}
	for _, row := range rows {
		q.Pairs = append(q.Pairs, row.pair)
	}
	found, err := crs.Detect(q)
	if err == nil {
		l.plane.systems, l.plane.order = []crs.CRS{found.Candidate.CRS}, found.Candidate.Order
		l.noteVote(found, byRegion, stated)
		return nil
	}
	if byRegion {
		return fmt.Errorf("%w; fewer than %d rows, at different places, name a commune of the region", err, crs.MinRows)
	}
	q.Systems = nil // TM-3 alone: with more, a wrong datum could pass for a zone
	zones, zonesErr := crs.DetectZones(q)
	if zonesErr != nil || len(zones.Systems) < 2 {
		return err
	}
	l.plane.systems, l.plane.order = zones.Systems, zones.Order
	l.plane.zones = l.groupZones(s)
	l.noteZones(zones)
	return nil
}

// systemsOn are the systems of a datum, all of them where none is stated.
func systemsOn(datum crs.Datum) []crs.CRS {
	if datum == crs.UnknownDatum {
		return nil
	}
	return slices.DeleteFunc(crs.AllSystems(), func(c crs.CRS) bool { return c.Datum != datum })
}

// noteVote reports a vote: winner, rivals, and what it cannot tell.
func (l *locator) noteVote(d crs.Detection, byRegion bool, stated statedCRS) {
	where := "the commune that they name"
	if byRegion {
		where = "the region, for too few name a commune"
	}
	datum := fmt.Sprintf("the datum %s is assumed: a vote of communes cannot tell datums, 225 m apart", d.Candidate.CRS.Datum)
	if stated.datum != crs.UnknownDatum {
		datum = fmt.Sprintf("the datum %s is stated by %s", stated.datum, stated.by)
	}
	l.t.env.note("positions are plane coordinates, detected: %s, %s: it puts %d of %d rows in %s%s; %s%s", d.Candidate.CRS, orderText(d.Candidate.Order),
		d.Hits, d.Rows, where, rivalText(d.Votes, d.Near, []crs.CRS{d.Candidate.CRS}), datum, nearText(d.Near))
}

func (l *locator) noteZones(z crs.Zones) {
	counts := make([]int, len(z.Systems)+1)
	for _, of := range z.Of {
		counts[of+1]++
	}
	var parts []string
	for i, c := range z.Systems {
		parts = append(parts, fmt.Sprintf("%s (%d rows of the vote)", c, counts[i+1]))
	}
	l.t.env.note("positions are plane coordinates that mix meridians, detected: %s, %s; of %d rows %d lie in the commune that they name by one of them alone%s; "+
		"the datum VN-2000 is assumed: a vote of communes cannot tell datums, 225 m apart", strings.Join(parts, " and "), orderText(z.Order), z.Rows, z.Rows-counts[0],
		rivalText(z.Votes, z.Near, z.Systems))
}

// rivalText names the best other candidates that the vote did exclude.
func rivalText(votes []crs.Vote, near []crs.Near, winners []crs.CRS) string {
	var parts []string
	for _, v := range votes {
		isNear := slices.ContainsFunc(near, func(n crs.Near) bool { return n.Vote.Candidate == v.Candidate })
		if !isNear && !slices.Contains(winners, v.Candidate.CRS) && len(parts) < 3 {
			parts = append(parts, fmt.Sprintf("%s %d", v.Candidate.CRS, v.Hits))
		}
	}
	if parts == nil {
		return ", no other system any of them"
	}
	return ", others " + strings.Join(parts, ", ")
}

func nearText(near []crs.Near) string {
	var parts []string
	for _, n := range near {
		parts = append(parts, fmt.Sprintf("%s, %.0f m away", n.Vote.Candidate.CRS, n.AwayM))
	}
	if parts == nil {
		return ""
	}
	return "; not excluded: " + strings.Join(parts, "; ")
}
