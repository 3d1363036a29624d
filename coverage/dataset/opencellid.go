package dataset

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"phusong/coverage"
	"phusong/geo"
)

// nativeOpenCelliD is the header of OpenCelliD's own export; files by country
// come without it.
func nativeOpenCelliD() []string {
	return strings.Split("radio,mcc,net,area,cell,unit,lon,lat,range,samples,changeable,created,updated,averageSignal", ",")
}

var openCelliDSchema = tableSchema{
	role: "OpenCelliD",
	columns: []columnSpec{
		{name: "radio"}, {name: "mcc"}, {name: "net", aliases: []string{"mnc"}}, {name: "area", aliases: []string{"lac", "tac", "lac_tac"}},
		{name: "cell", aliases: []string{"cid", "ci", "cellid", "cell_id"}}, {name: "unit"}, {name: "lon", aliases: []string{"longitude", "long"}},
		{name: "lat", aliases: []string{"latitude"}}, {name: "range"}, {name: "samples", aliases: []string{"sam"}}, {name: "changeable"},
		{name: "created"}, {name: "updated"}, {name: "averageSignal"}, {name: "network"},
		{name: "country"}, {name: "continent"}, // named so that they are not reported: they say nothing more
	},
	required: [][]string{{"radio"}, {"mcc"}, {"net"}, {"area"}, {"cell"}, {"lon"}, {"lat"}},
}

var openCelliDRadios = map[string]coverage.Technology{"GSM": coverage.Tech2G, "UMTS": coverage.Tech3G, "LTE": coverage.Tech4G, "NR": coverage.Tech5G}

// isOpenCelliD recognises the columns radio, mcc, net, area, cell, lon and lat.
func isOpenCelliD(header []string) bool {
	m, err := openCelliDSchema.match(header, readEnv{Found: &findings{}})
	return err == nil && m.has("radio")
}

// isNativeOpenCelliD recognises a row of data in the native order of columns.
func isNativeOpenCelliD(fields []string) bool {
	if len(fields) < 9 || len(fields) > 15 || openCelliDRadios[strings.ToUpper(fields[0])] == "" && !strings.EqualFold(fields[0], "CDMA") {
		return false
	}
	for _, f := range fields[1:5] {
		if !allDigits(f) {
			return false
		}
	}
	return true
}

const (
	// absurdRangeM: a GSM cell ends at 35 km (timing advance 63, 3GPP TS 45.010),
	// and this database's ranges say where phones were, not where cells reach.
	absurdRangeM = 35_000
	// sameMastM: estimates this near to each other are taken for one mast.
	sameMastM = 75
	// spreadM: an estimate this far from its base station's others is doubtful.
	spreadM = 5000
)

// heardCell is a row of OpenCelliD.
type heardCell struct {
	mcc, net, area, id int64
	technology         coverage.Technology
	operator           string
	at                 place
	rangeM             float64
	samples, updated   int64
	from               *records
	row                int
}

func (c heardCell) source() coverage.Source { return c.from.env.source(c.row) }

// problem records a problem of the cell's row.
func (c heardCell) problem(column, value, rule, action string) {
	c.from.env.problem(c.row, c.from.heading(column), value, rule, action)
}

// readOpenCelliD reads OpenCelliD exports and groups their cells into sites. The
// database knows cells, and where phones heard them, not masts: LTE cells with
// one eNodeB number (cell identity / 256, 3GPP TS 36.300) are one base station at
// the median of its cells weighted by samples; other cells stand alone. Then, in
// each network, whatever lies within sameMastM of the first by latitude and
// longitude is one site. A row has one problem at most, the gravest.
func readOpenCelliD(parts []part) ([]coverage.Site, error) {
	if len(parts) == 0 {
		return nil, nil
	}
	o := &openCelliD{seen: map[[5]int64]int{}}
	var files []string
	for _, p := range parts {
		if err := o.readPart(p); err != nil {
			return nil, err
		}
		files = append(files, p.env.File)
	}
	sites := o.sites()
	all := parts[0].env
	all.File = strings.Join(files, ", ")
	all.note("OpenCelliD: %d rows, %d cells kept, grouped into %d sites; positions, ranges and grouping are estimates", o.total, len(o.cells), len(sites))
	return sites, nil
}

// readPart adds the cells of one file.
func (o *openCelliD) readPart(p part) error {
	columns, err := openCelliDSchema.match(p.Header(), p.env)
	if err != nil {
		return err
	}
	o.records = &records{columnMap: columns, env: p.env}
	o.place = o.locator()
	for {
		number, fields, err := p.Next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		o.total++
		o.read(record{number, fields})
		if err := tooMany(len(o.cells)+len(p.env.Found.Problems), p.env); err != nil {
			return err
		}
	}
}

type openCelliD struct {
	*records // of the file that is read
	place    *locator
	cells    []heardCell
	total    int              // rows
	seen     map[[5]int64]int // identity to index in cells
}

// read adds the cell of a row, or reports why not.
func (o *openCelliD) read(r record) {
	c, ok := o.identify(r)
	if !ok {
		return
	}
	before := len(o.env.Found.Problems)
	at := o.place.locate(r)
	if at.rejected || !at.located {
		if len(o.env.Found.Problems) == before {
			o.env.problem(r.row, o.heading("lon"), "", "position.missing", "row rejected")
		}
		return
	}
	c.at = place{geo.ToE7(at.lat), geo.ToE7(at.lon)}
	samples, hasSamples := o.integer(r, "samples")
	c.samples = max(1, samples)
	c.updated, _ = o.integer(r, "updated")
	o.readRange(r, &c)
	if hasSamples && samples <= 1 && len(o.env.Found.Problems) == before {
		o.env.problem(r.row, o.heading("samples"), o.text(r, "samples"), "cell.seen_once", "kept: its position is uncertain")
	}
	o.add(c)
}

func (o *openCelliD) identify(r record) (heardCell, bool) {
	c := heardCell{from: o.records, row: r.row, technology: openCelliDRadios[strings.ToUpper(o.text(r, "radio"))]}
	if c.technology == "" {
		o.env.problem(r.row, o.heading("radio"), o.text(r, "radio"), "technology.unknown", "row rejected")
		return c, false
	}
	for _, part := range []struct {
		column string
		value  *int64
	}{{"mcc", &c.mcc}, {"net", &c.net}, {"area", &c.area}, {"cell", &c.id}} {
		v, ok := o.integer(r, part.column)
		if !ok || v < 0 {
			o.env.problem(r.row, o.heading(part.column), o.text(r, part.column), "number.invalid", "row rejected")
			return c, false
		}
		*part.value = v
	}
	c.operator = o.operator(r, c)
	return c, true
}

// operator is the Network column, or the name of a Vietnamese network code, or mcc-mnc.
func (o *openCelliD) operator(r record, c heardCell) string {
	if names := operatorsOf(o.text(r, "network")); len(names) > 0 && names[0] != "" {
		return names[0]
	}
	if name, ok := operatorNames[fmt.Sprintf("%03d%02d", c.mcc, c.net)]; ok {
		return name
	}
	return fmt.Sprintf("%d-%02d", c.mcc, c.net)
}

// integer reads whole numbers, also as spreadsheets leave them: "651.0".
func (o *openCelliD) integer(r record, column string) (int64, bool) {
	text := o.text(r, column)
	whole, fraction, _ := strings.Cut(text, ".")
	if strings.Trim(fraction, "0") != "" {
		return 0, false
	}
	v, err := strconv.ParseInt(whole, 10, 64)
	return v, err == nil
}

func (o *openCelliD) readRange(r record, c *heardCell) {
	text := o.text(r, "range")
	v, state := numberStyle{dot: useDecimal, comma: useDecimal}.parse(text, metres)
	switch {
	case state == numberEmpty:
	case state != numberOK:
		o.env.problem(r.row, o.heading("range"), text, numberRules[state], "range read as unknown")
	case v <= 0 || v > absurdRangeM:
		o.env.problem(r.row, o.heading("range"), text, "range.absurd", "range read as unknown")
	default:
		c.rangeM = v
	}
}

// add keeps one row per cell identity: the newest, then the one most often
// heard, then the least by content.
func (o *openCelliD) add(c heardCell) {
	key := [5]int64{int64(c.technology[0]), c.mcc, c.net, c.area, c.id}
	i, again := o.seen[key]
	if !again {
		o.seen[key] = len(o.cells)
		o.cells = append(o.cells, c)
		return
	}
	kept, dropped := o.cells[i], c
	if preferred(c, kept) < 0 {
		kept, dropped = c, kept
	}
	o.cells[i] = kept
	rule := "cell.duplicate"
	if preferred(kept, dropped) == 0 {
		rule = "row.duplicate"
	}
	dropped.problem("cell", strconv.FormatInt(c.id, 10), rule, fmt.Sprintf("row dropped: %s has this cell", dropped.from.env.rowOf(kept.source())))
}

func preferred(a, b heardCell) int {
	return cmp.Or(cmp.Compare(b.updated, a.updated), cmp.Compare(b.samples, a.samples), cmp.Compare(a.at.lat, b.at.lat),
		cmp.Compare(a.at.lon, b.at.lon), cmp.Compare(a.rangeM, b.rangeM), cmp.Compare(a.operator, b.operator))
}

func compareHeard(a, b heardCell) int {
	return cmp.Or(cmp.Compare(a.mcc, b.mcc), cmp.Compare(a.net, b.net), cmp.Compare(a.technology, b.technology),
		cmp.Compare(a.area, b.area), cmp.Compare(a.id, b.id))
}

func (c heardCell) name() string {
	return fmt.Sprintf("%d-%02d-%s-%d-%d", c.mcc, c.net, c.technology, c.area, c.id)
}

func (o *openCelliD) sites() []coverage.Site {
	var sites []coverage.Site
	for _, group := range groupMasts(o.stations()) {
		sites = append(sites, o.site(group))
	}
	slices.SortFunc(sites, func(a, b coverage.Site) int { return cmp.Compare(a.ID, b.ID) })
	return sites
}

// site makes a site of the stations of one mast, named after its first cell, at
// the median of all cells.
func (o *openCelliD) site(group []station) coverage.Site {
	var cells []heardCell
	for _, s := range group {
		cells = append(cells, s.cells...)
	}
	slices.SortFunc(cells, compareHeard)
	at := medianPlace(cells)
	site := coverage.Site{ID: cells[0].name(), Located: true, Lon: at.lon.Degrees(), Lat: at.lat.Degrees(), Source: cells[0].source()}
	for _, c := range cells {
		if apart(c.at, at, spreadM) {
			c.problem("lon", formatDegrees(c.at.lon.Degrees())+" "+formatDegrees(c.at.lat.Degrees()), "cell.spread",
				fmt.Sprintf("kept at site %s, more than 5 km away", site.ID))
		}
		site.Source = firstSource(site.Source, c.source())
		site.Cells = append(site.Cells, c.radio())
	}
	slices.SortFunc(site.Cells, func(a, b coverage.Cell) int { return cmp.Compare(a.ID, b.ID) })
	return site
}

// radio is the cell with defaults for all that the database does not know.
func (c heardCell) radio() coverage.Cell {
	d := defaultsAt(c.technology, frequencyDefault(c.technology, c.operator))
	cell := coverage.Cell{ID: c.name(), Operator: c.operator, Technology: c.technology, FrequencyMHz: d.frequencyMHz,
		BandwidthMHz: d.bandwidthMHz, EIRPdBm: d.eirpDBm, HeightM: defaultHeightM, Omni: true, RangeM: c.rangeM,
		Assumed: coverage.AssumedFrequency | coverage.AssumedBandwidth | coverage.AssumedEIRP | coverage.AssumedHeight |
			coverage.AssumedAzimuth | coverage.AssumedTilt}
	if c.rangeM == 0 {
		cell.Assumed |= coverage.AssumedRange
	}
	return cell
}
