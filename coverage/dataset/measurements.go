package dataset

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"time"

	"phusong/coverage"
)

// bitrates are the units of a heading, by the factor to Mbit/s.
var bitrates = map[string]float64{"mbps": 1, "kbps": 0.001, "gbps": 1000}

var measurementSchema = tableSchema{
	role: "measurements",
	columns: append([]columnSpec{
		{name: "operator", aliases: siteSchema.columns[1].aliases},
		{name: "technology", aliases: append([]string{"network type", "network mode", "loại mạng"}, siteSchema.columns[2].aliases...)},
		{name: "level_dbm", units: decibels, aliases: []string{"level", "rsrp", "rsrp_dbm", "ss_rsrp", "rscp", "rxlev", "signal", "mức thu", "mức tín hiệu", "cường độ tín hiệu", "cường độ sóng"}},
		{name: "down_mbps", units: bitrates, aliases: []string{"download", "downlink", "dl", "tốc độ tải xuống", "tốc độ tải về", "tải xuống", "tải về", "tốc độ download",
			"download Mbit/s", "tốc độ tải xuống (Mbit/s)", "down", "download speed", "dl throughput"}},
		{name: "up_mbps", units: bitrates, aliases: []string{"upload", "uplink", "ul", "tốc độ tải lên", "tải lên", "tốc độ upload", "upload Mbit/s",
			"tốc độ tải lên (Mbit/s)", "up", "upload speed", "ul throughput"}},
		{name: "time", aliases: []string{"date", "timestamp", "datetime", "date time", "thời gian", "ngày", "ngày đo", "thời điểm", "thời gian đo"}},
	}, positionSpecs()...),
	required: append([][]string{{"technology"}, {"level_dbm", "down_mbps", "up_mbps"}}, positionRequired...),
}

// Ranges of measured values. Beyond them a value is a mistake, or another unit.
var (
	levelKind   = numberKind{min: -160, max: -10}
	bitrateKind = numberKind{min: 0, max: 100_000}
)

// loadMeasurements reads the samples of drive tests and i-Speed, sorted by place.
func (l *loader) loadMeasurements() error {
	return l.readTables(measurementSchema.role, l.region.Measurements, func(parts []part) error {
		var timed []*records // without times equal rows may be two samples
		for _, p := range parts {
			t, err := readRecords(p, measurementSchema)
			if err != nil {
				return err
			}
			if t.has("time") {
				timed = append(timed, t)
				dropDuplicates(timed)
			}
			l.addMeasurements(t)
			if err := tooMany(len(l.data.Measurements), p.env); err != nil {
				return err
			}
		}
		slices.SortFunc(l.data.Measurements, compareMeasurements)
		return nil
	})
}

func (l *loader) addMeasurements(t *records) {
	m := measurementReader{records: t, place: t.locator(), level: t.number("level_dbm", levelKind, decibels),
		down: t.number("down_mbps", bitrateKind, bitrates), up: t.number("up_mbps", bitrateKind, bitrates), operators: map[string]string{}}
	for _, name := range l.data.Operators {
		m.operators[squash(name)] = name
	}
	for _, r := range t.rows {
		if sample, ok := m.read(r); ok {
			l.data.Measurements = append(l.data.Measurements, sample)
		}
	}
}

func compareMeasurements(a, b coverage.Measurement) int {
	return cmp.Or(cmp.Compare(a.Lat, b.Lat), cmp.Compare(a.Lon, b.Lon), cmp.Compare(a.Operator, b.Operator), cmp.Compare(a.Technology, b.Technology),
		cmp.Compare(a.Date, b.Date), cmp.Compare(a.LevelCentiDBm, b.LevelCentiDBm), cmp.Compare(a.DownKbps, b.DownKbps), cmp.Compare(a.UpKbps, b.UpKbps),
		cmp.Compare(a.Source.File, b.Source.File), cmp.Compare(a.Source.Row, b.Source.Row))
}

type measurementReader struct {
	*records
	place           *locator
	level, down, up *numberColumn
	operators       map[string]string // of the stations, folded
}

func (m *measurementReader) read(r record) (coverage.Measurement, bool) {
	at := m.place.locate(r)
	if !at.located {
		if !at.rejected {
			m.env.problem(r.row, m.heading("lon"), "", "position.missing", "row rejected")
		}
		return coverage.Measurement{}, false
	}
	technologies := technologiesOf(m.text(r, "technology"))
	if len(technologies) != 1 {
		m.env.problem(r.row, m.heading("technology"), m.text(r, "technology"), "measurement.technology", "row rejected: want one of 2g, 3g, 4g, 5g")
		return coverage.Measurement{}, false
	}
	s := coverage.Measurement{Lon: at.lon, Lat: at.lat, Technology: technologies[0], Operator: m.operator(r),
		Date: m.day(r), Source: m.env.source(r.row)}
	const action = "read as unknown"
	level, hasLevel := m.level.value(r, action)
	down, hasDown := m.down.value(r, action)
	up, hasUp := m.up.value(r, action)
	if !hasLevel && !hasDown && !hasUp {
		m.env.problem(r.row, "", "", "measurement.empty", "row rejected: neither a level nor a speed")
		return coverage.Measurement{}, false
	}
	s.HasLevel, s.HasDown, s.HasUp = hasLevel, hasDown, hasUp
	s.LevelCentiDBm = int(math.Round(float64(level * 100)))
	s.DownKbps, s.UpKbps = int64(math.Round(float64(down*1000))), int64(math.Round(float64(up*1000)))
	return s, true
}

// operator spells an operator as the stations do.
func (m *measurementReader) operator(r record) string {
	text := plainName(cmp.Or(m.text(r, "operator"), m.env.Operator))
	if name, ok := knownOperator(text); ok {
		return name
	}
	if name, ok := m.operators[squash(text)]; ok {
		return name
	}
	return text
}

// day reads the date of a time; "" with a problem when it cannot be read.
func (m *measurementReader) day(r record) string {
	text := m.text(r, "time")
	if text == "" {
		return ""
	}
	date := text
	if at := strings.IndexAny(text, " T_"); at > 0 {
		date = text[:at]
	}
	for _, form := range []string{"2006-01-02", "2006/1/2", "2006.01.02", "2/1/2006", "2-1-2006", "2.1.2006", "20060102"} {
		if d, err := time.Parse(form, date); err == nil && d.Year() >= 1900 && d.Year() < 2200 {
			return d.Format("2006-01-02")
		}
	}
	m.env.problem(r.row, m.heading("time"), text, "date.invalid", "date read as unknown")
	return ""
}
