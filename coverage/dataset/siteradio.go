package dataset

import (
	"strings"

	"phusong/coverage"
)

// sector is one antenna of a row that may list several.
type sector struct {
	omni, assumed bool
	azimuthDeg    float64
	index, of     int // position in the list of azimuths
}

var omniWords = map[string]bool{"omni": true, "omnidirectional": true, "danghuong": true, "vohuong": true, "toanhuong": true, "0360": true}

// sectors reads the azimuth, or the list of azimuths "0/120/240". The list holds until the
// next row is read.
func (s *siteReader) sectors(r record) []sector {
	text := s.text(r, "azimuth_deg")
	column := s.numbers[azimuthDeg]
	one := func(text string) []sector {
		if az, ok := column.valueOf(r, text, "read as omnidirectional"); ok {
			return append(s.sectorsOf[:0], sector{azimuthDeg: wholeCircle(az), of: 1})
		}
		return append(s.sectorsOf[:0], sector{omni: true, assumed: true, of: 1})
	}
	switch {
	case text == "", allDigits(text) && text != "0360":
		return one(text)
	case omniWords[squash(text)]:
		return append(s.sectorsOf[:0], sector{omni: true, of: 1})
	}
	parts := azimuthList(text)
	if len(parts) < 2 || len(parts) > 9 {
		return one(text)
	}
	list := s.sectorsOf[:0]
	for i, part := range parts {
		az, ok := column.valueOf(r, part, "sector left out")
		if ok {
			list = append(list, sector{azimuthDeg: wholeCircle(az), index: i, of: len(parts)})
		}
	}
	if len(list) == 0 {
		return append(list, sector{omni: true, assumed: true, of: 1})
	}
	return list
}

// azimuthList cuts a list. A single comma may be a decimal one: "120,5" is a number.
func azimuthList(text string) []string {
	if strings.Count(text, ",") == 1 && !strings.Contains(text, ", ") && !strings.ContainsAny(text, "/;|&+") {
		return nil
	}
	if parts := splitList(text); len(parts) > 1 {
		return parts
	}
	if parts := strings.Split(text, "-"); len(parts) > 1 && strings.TrimSpace(parts[0]) != "" {
		return parts
	}
	return strings.Fields(text)
}

func wholeCircle(deg float64) float64 {
	if deg >= 360 {
		return deg - 360
	}
	return deg
}

// radio reads the numbers of one cell and fills in what is missing.
func (s *siteReader) radio(r record, ctx *radioContext, c *coverage.Cell) {
	c.Operator, c.Technology, c.Omni, c.AzimuthDeg = ctx.operator, ctx.technology, ctx.sector.omni, ctx.sector.azimuthDeg
	if ctx.sector.assumed {
		c.Assumed |= coverage.AssumedAzimuth
	}
	s.carrier(r, ctx, c)
	d := defaultsAt(c.Technology, c.FrequencyMHz)
	c.BandwidthMHz = d.bandwidthMHz
	if v, ok := s.single(r, bandwidthMHz, ctx); ok {
		c.BandwidthMHz = v
	} else {
		c.Assumed |= coverage.AssumedBandwidth
	}
	c.EIRPdBm = s.eirp(r, ctx, c, d.eirpDBm)
	c.HeightM = s.height(r, ctx, c)
	var ok bool
	if c.RangeM, ok = s.single(r, rangeM, ctx); !ok {
		c.Assumed |= coverage.AssumedRange
	}
	s.tilt(r, ctx, c)
	s.antenna(r, ctx, c)
}

// single reads a number, or the cell's share of a list. Tilts are lists by antenna before
// anything else.
func (s *siteReader) single(r record, number siteNumber, ctx *radioContext) (float64, bool) {
	column := s.numbers[number]
	if !column.present {
		return 0, false
	}
	tilt := number == downtiltDeg || number == mechanicalTiltDeg || number == electricalTiltDeg
	return column.valueOf(r, s.pick(r, column.name, ctx, tilt), "default used")
}

// carrier sets band and frequency. A frequency outside the stated band gives way to it.
func (s *siteReader) carrier(r record, ctx *radioContext, c *coverage.Cell) {
	several := ctx.entry.of > 1 && len(s.known.lists.of(s.text(r, "band"), splitList)) == 1
	b, hasBand := s.band(r, ctx, several, c)
	mhz, hasFrequency := s.single(r, frequencyMHz, ctx)
	if several || ctx.entry.of > 1 && len(cutList(s.text(r, "frequency_mhz"))) == 1 {
		if hasFrequency && !(hasBand && b.holds(mhz)) {
			hasFrequency = false
			s.env.problem(r.row, s.heading("frequency_mhz"), s.text(r, "frequency_mhz"), "technology.list",
				"frequency not used for "+string(c.Technology)+": the row lists several technologies")
		}
	}
	switch {
	case hasBand && hasFrequency && !b.holds(mhz):
		s.env.problem(r.row, s.heading("frequency_mhz"), s.text(r, "frequency_mhz"), "band.mismatch", "frequency of band "+c.Band+" used")
		c.FrequencyMHz = b.downMHz
		c.Assumed |= coverage.AssumedFrequency
	case hasFrequency:
		c.FrequencyMHz = mhz
	case hasBand:
		c.FrequencyMHz = b.downMHz
		if own := frequencyDefault(c.Technology, c.Operator); b.holds(own) {
			c.FrequencyMHz = own // the operator's block within the band
		}
	default:
		c.FrequencyMHz = frequencyDefault(c.Technology, c.Operator)
		c.Assumed |= coverage.AssumedFrequency
	}
}

// commonBand reports whether a technology is on the air in a band in Viet Nam, so that
// one band may serve it among others: 3G is on 900 and 2100 MHz, 2G on 900 and 1800.
func commonBand(b band, t coverage.Technology) bool {
	switch t {
	case coverage.Tech2G:
		return b.number == 8 || b.number == 3
	case coverage.Tech3G:
		return b.number == 8 || b.number == 1
	}
	return true
}

// band reads the band of an entry. One that several technologies share is not
// used for those that do not have it.
func (s *siteReader) band(r record, ctx *radioContext, shared bool, c *coverage.Cell) (band, bool) {
	if ctx.band == "" {
		return band{}, false
	}
	parsed := s.known.bands.of(ctx.band, readBandOf)
	if !parsed.ok {
		s.env.problem(r.row, s.heading("band"), ctx.band, "band.unknown", "band ignored")
		return band{}, false
	}
	b, ok := parsed.resolve(c.Technology)
	switch {
	case shared && (!ok || !commonBand(b, c.Technology)):
		s.env.problem(r.row, s.heading("band"), ctx.band, "technology.list", "band not used for "+string(c.Technology)+": the row lists several technologies")
		return band{}, false
	case !ok:
		s.env.problem(r.row, s.heading("band"), ctx.band, "band.mismatch", "band ignored: not one of "+string(c.Technology))
		return band{}, false
	}
	c.Band = bandName(b, c.Technology)
	return b, true
}
