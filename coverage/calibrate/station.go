package calibrate

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"slices"
	"strings"

	"phusong/coverage"
	"phusong/coverage/antenna"
	"phusong/geo/encoding/table"
	"sync"
)

// Defaults of what a station file leaves out, marked in Cell.Assumed.
const (
	DefaultHeightM      = 30
	DefaultEIRPdBm      = 60
	DefaultBandwidthMHz = 20
	DefaultDowntiltDeg  = 3 // of a sector; 0 for an omnidirectional antenna
)

// Stations is a list of masts as a file has it. Positions are as written, also
// where no such place exists: FindMisplaced tells.
type Stations struct {
	File     string
	Format   string
	Sites    []coverage.Site // sorted by ID
	Problems []coverage.Problem
}

// ReadStations reads masts from a table (a row a cell; docs/data.md has the
// columns) or from the JSON of a CloudRF request, which knows one transmitter.
// Frequencies may come as frequency_mhz, as a band or as a GSM channel; a cell
// without any has frequency 0, for the caller to fill in.
func ReadStations(path, name string, limits Limits) (*Stations, error) {
	limits = limits.withDefaults()
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	head := make([]byte, 1)
	if n, _ := f.Read(head); n == 1 && head[0] == '{' {
		if _, err := f.Seek(0, io.SeekStart); err != nil {
			return nil, err
		}
		return readRequest(f, name)
	}
	t, err := table.Open(path, table.Options{Limits: table.Limits{Bytes: limits.Bytes, Rows: limits.Rows}})
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	defer t.Close()
	s, err := readStationTable(t, name)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return s, nil
}

func readStationTable(t *table.Reader, name string) (*Stations, error) {
	head, err := t.Next()
	if err != nil {
		return nil, err
	}
	l, err := newLayout(stationColumns, head.Fields)
	if err != nil {
		return nil, err
	}
	if !l.has(colLat) || !l.has(colLon) || !l.has(colSite) && !l.has(colCell) {
		return nil, fmt.Errorf("a list of stations needs site_id or cell_id, lon and lat; its columns are %s", strings.Join(l.headings, ", "))
	}
	b := stationBuilder{list: &Stations{File: name, Format: t.Format()}, at: map[string]int{}, cells: map[string]bool{}}
	for {
		row, err := t.Next()
		if errors.Is(err, io.EOF) {
			return b.finish()
		}
		if err != nil {
			return nil, err
		}
		b.add(&l, row.Number, row.Fields)
	}
}

// stationBuilder gathers rows into sites.
type stationBuilder struct {
	list  *Stations
	at    map[string]int
	cells map[string]bool
}

func (b *stationBuilder) finish() (*Stations, error) {
	if len(b.list.Sites) == 0 {
		if len(b.list.Problems) > 0 {
			return nil, fmt.Errorf("no usable station; the first problem: %s", b.list.Problems[0])
		}
		return nil, errors.New("no station")
	}
	slices.SortFunc(b.list.Sites, func(x, y coverage.Site) int { return cmp.Compare(x.ID, y.ID) })
	for i := range b.list.Sites {
		slices.SortFunc(b.list.Sites[i].Cells, func(x, y coverage.Cell) int { return cmp.Compare(x.ID, y.ID) })
	}
	return b.list, nil
}

func (b *stationBuilder) problem(l *layout, row int, at column, p coverage.Problem) {
	p.File, p.Row, p.Column = b.list.File, row, l.heading(at)
	b.list.Problems = append(b.list.Problems, p)
}

// add reads one row.
func (b *stationBuilder) add(l *layout, number int, fields []string) {
	id, cell := l.text(fields, colSite), l.text(fields, colCell)
	id, cell = cmp.Or(id, cell), cmp.Or(cell, id)
	if id == "" {
		b.problem(l, number, colSite, coverage.Problem{Rule: "site.id_missing", Action: "row rejected"})
		return
	}
	lon, okLon := parseNumber(l.text(fields, colLon))
	lat, okLat := parseNumber(l.text(fields, colLat))
	if !okLon || !okLat {
		b.problem(l, number, colLon, coverage.Problem{Value: l.text(fields, colLon) + " " + l.text(fields, colLat), Rule: "number.invalid", Action: "row rejected"})
		return
	}
	if b.cells[id+"\x00"+cell] {
		b.problem(l, number, colCell, coverage.Problem{Value: cell, Rule: "cell.id_repeated", Action: "row rejected: the first stays"})
		return
	}
	i, known := b.at[id]
	if known && (b.list.Sites[i].Lon != lon || b.list.Sites[i].Lat != lat) {
		b.problem(l, number, colLon, coverage.Problem{Value: l.text(fields, colLon) + " " + l.text(fields, colLat), Rule: "site.position_conflict", Action: "row rejected: the first position stays"})
		return
	}
	if !known {
		i = len(b.list.Sites)
		b.at[id] = i
		b.list.Sites = append(b.list.Sites, coverage.Site{ID: id, Located: true, Lon: lon, Lat: lat, Unit: -1, Source: coverage.Source{File: b.list.File, Row: number}})
	}
	b.cells[id+"\x00"+cell] = true
	row := stationRow{b, l, number, fields}
	b.list.Sites[i].Cells = append(b.list.Sites[i].Cells, row.cell(cell))
}

// stationRow is a row being read.
type stationRow struct {
	b      *stationBuilder
	layout *layout
	number int
	fields []string
}

func (r *stationRow) text(at column) string { return r.layout.text(r.fields, at) }

// within is a number of a range; what is missing or beyond it is false, and the latter
// a problem.
func (r *stationRow) within(at column, lo, hi float64) (float64, bool) {
	text := r.text(at)
	if text == "" {
		return 0, false
	}
	v, ok := parseNumber(text)
	if !ok || v < lo || v > hi {
		r.b.problem(r.layout, r.number, at, coverage.Problem{Value: text, Rule: "number.range", Action: fmt.Sprintf("taken as missing: allowed is [%g, %g]", lo, hi)})
		return 0, false
	}
	return v, true
}

// cell reads the radio of a row; what is missing or beyond its range is assumed.
func (r *stationRow) cell(id string) coverage.Cell {
	c := coverage.Cell{ID: id, Operator: r.text(colOperator), Technology: technologyOf(r.text(colTechnology)), Band: r.text(colBand), Pattern: r.text(colAntenna)}
	c.Technology = cmp.Or(c.Technology, technologyOf(c.Band))
	assume := func(at column, allowed [2]float64, otherwise float64, bit coverage.Assumed) float64 {
		if v, ok := r.within(at, allowed[0], allowed[1]); ok {
			return v
		}
		c.Assumed |= bit
		return otherwise
	}
	c.HeightM = assume(colHeight, [2]float64{0.5, 1000}, DefaultHeightM, coverage.AssumedHeight)
	c.EIRPdBm = assume(colEIRP, [2]float64{-30, 100}, DefaultEIRPdBm, coverage.AssumedEIRP)
	c.BandwidthMHz = assume(colBandwidth, [2]float64{0.1, 400}, DefaultBandwidthMHz, coverage.AssumedBandwidth)
	azimuth, directed := r.within(colAzimuth, 0, 360)
	c.Omni, c.AzimuthDeg = !directed, azimuth
	tilt := 0.0
	if directed {
		tilt = DefaultDowntiltDeg
	} else {
		c.Assumed |= coverage.AssumedAzimuth
	}
	c.DowntiltDeg = assume(colTilt, [2]float64{-90, 90}, tilt, coverage.AssumedTilt)
	c.MechanicalTiltDeg, _ = r.within(colMechanicalTilt, -90, 90)
	c.RangeM, _ = r.within(colRange, 1, 1e6)
	if c.Pattern != "" && !slices.Contains(antenna.BuiltInNames(), c.Pattern) {
		c.Assumed |= coverage.AssumedAntenna
	}
	frequency, stated := r.frequency(&c)
	if c.FrequencyMHz = frequency; !stated {
		c.Assumed |= coverage.AssumedFrequency
	}
	return c
}

// frequency is the carrier as stated, or by GSM channel, or by band.
func (r *stationRow) frequency(c *coverage.Cell) (mhz float64, stated bool) {
	mhz, stated = r.within(colFrequency, 30, 100_000)
	channel, hasChannel := r.within(colARFCN, 0, 3_279_165)
	if !stated && hasChannel && c.Technology == coverage.Tech2G {
		mhz, stated = gsmDownlinkMHz(channel)
	}
	if c.Band == "" {
		return mhz, stated
	}
	middle, known := bandMHz(c.Band)
	if !known {
		r.b.problem(r.layout, r.number, colBand, coverage.Problem{Value: c.Band, Rule: "band.unknown", Action: "taken as missing"})
	}
	if !stated {
		return middle, known
	}
	return mhz, stated
}

// gsmDownlinkMHz is the downlink of a GSM channel, 3GPP TS 45.005 section 2:
// P-GSM 900 channels [1, 124], DCS 1800 [512, 885].
func gsmDownlinkMHz(n float64) (float64, bool) {
	switch {
	case n >= 1 && n <= 124:
		return 890 + float64(0.2*n) + 45, true
	case n >= 512 && n <= 885:
		return 1710.2 + float64(0.2*(n-512)) + 95, true
	}
	return 0, false
}

// downlinks is the middle of the downlink of bands as their names have them:
// 3GPP TS 36.104 table 5.5-1 and TS 38.104 table 5.2-1.
var downlinks = map[string]float64{"700": 780.5, "800": 806, "850": 881.5, "900": 942.5, "1800": 1842.5, "1900": 1960, "2100": 2140,
	"2300": 2350, "2600": 2655, "3500": 3550, "b1": 2140, "b3": 1842.5, "b5": 881.5, "b7": 2655, "b8": 942.5, "b20": 806, "b28": 780.5,
	"b40": 2350, "b41": 2593, "n1": 2140, "n3": 1842.5, "n28": 780.5, "n41": 2593, "n77": 3750, "n78": 3550}

// bandMHz understands GSM1800, LTE 800, 1800 MHz, B3, n78.
func bandMHz(text string) (float64, bool) {
	key := strings.TrimSuffix(foldHeading(text), "mhz")
	if mhz, ok := downlinks[key]; ok {
		return mhz, true
	}
	for _, prefix := range []string{"gsm", "dcs", "umts", "wcdma", "lte", "nr", "band", "l", "g", "u"} {
		if mhz, ok := downlinks[strings.TrimPrefix(key, prefix)]; ok {
			return mhz, true
		}
	}
	return 0, false
}

// request is the part of a CloudRF request that says what was measured.
type request struct {
	Site        string `json:"site"`
	Network     string `json:"network"`
	Transmitter *struct {
		Lat, Lon, Alt *float64
		Frq           float64
		Txw           float64 // watts
		Bwi           float64 // MHz
	} `json:"transmitter"`
	Antenna struct {
		Txg float64 // dBi
		Txl float64 // dB of feeder
		Azi float64
		Tlt float64
		Hbw float64 // 0: a built-in pattern, alike in all directions for this purpose
	} `json:"antenna"`
}

// placeholder is {{name}} where a template leaves a number open.
var placeholder = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`\{\{[A-Za-z_]+\}\}`) })

const maxRequestBytes = 1 << 20

// readRequest reads the transmitter of a CloudRF request, a template or filled in.
func readRequest(r io.Reader, name string) (*Stations, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxRequestBytes+1))
	if err != nil {
		return nil, err
	}
	if len(data) > maxRequestBytes {
		return nil, fmt.Errorf("%s: %w: more than %d bytes", name, table.ErrLimit, maxRequestBytes)
	}
	var q request
	if err := json.Unmarshal(placeholder().ReplaceAll(data, []byte("null")), &q); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if q.Transmitter == nil || q.Transmitter.Lat == nil || q.Transmitter.Lon == nil {
		return nil, fmt.Errorf("%s: no transmitter with lat and lon: this is no CloudRF request", name)
	}
	tx := q.Transmitter
	c := coverage.Cell{ID: cmp.Or(q.Site, "transmitter"), FrequencyMHz: tx.Frq, BandwidthMHz: tx.Bwi, HeightM: DefaultHeightM, Omni: true}
	if tx.Alt != nil && *tx.Alt >= 0.5 && *tx.Alt <= 1000 {
		c.HeightM = *tx.Alt
	} else {
		c.Assumed |= coverage.AssumedHeight
	}
	if c.EIRPdBm = wattsToDBm(tx.Txw) + q.Antenna.Txg - q.Antenna.Txl; tx.Txw <= 0 || c.EIRPdBm > 100 || c.EIRPdBm < -30 {
		c.EIRPdBm, c.Assumed = DefaultEIRPdBm, c.Assumed|coverage.AssumedEIRP
	}
	if q.Antenna.Hbw > 0 && q.Antenna.Hbw < 360 && q.Antenna.Azi >= 0 && q.Antenna.Azi <= 360 {
		c.Omni, c.AzimuthDeg = false, q.Antenna.Azi
	}
	if q.Antenna.Tlt >= -90 && q.Antenna.Tlt <= 90 {
		c.DowntiltDeg = q.Antenna.Tlt
	}
	if c.FrequencyMHz < 30 || c.FrequencyMHz > 100_000 {
		c.FrequencyMHz, c.Assumed = 0, c.Assumed|coverage.AssumedFrequency
	}
	site := coverage.Site{ID: c.ID, Located: true, Lon: *tx.Lon, Lat: *tx.Lat, Unit: -1, Source: coverage.Source{File: name}, Cells: []coverage.Cell{c}}
	return &Stations{File: name, Format: "cloudrf json", Sites: []coverage.Site{site}}, nil
}
