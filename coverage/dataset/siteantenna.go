package dataset

import (
	"math"
	"slices"
	"strings"

	"phusong/coverage"
)

// antennaCounts are for the note on pattern files.
type antennaCounts struct {
	measured int // cells with a pattern file
	stated   int // of these, cells whose row states a tilt that is not applied again
}

// antenna sets the pattern that a row names. A list without the column says
// nothing of antennas, and the default is no assumption of a value in it.
func (s *siteReader) antenna(r record, ctx *radioContext, c *coverage.Cell) {
	if !s.has("antenna") {
		return
	}
	text := s.antennaText(r, ctx)
	if text == "" {
		c.Assumed |= coverage.AssumedAntenna
		return
	}
	found, why := s.env.Antennas.find(text)
	if why != "" {
		s.env.problem(r.row, s.heading("antenna"), text, "site.antenna", "default antenna used: "+why)
		c.Assumed |= coverage.AssumedAntenna
		return
	}
	c.Pattern = found.name
	switch {
	case found.directional && c.Omni:
		s.env.problem(r.row, s.heading("antenna"), text, "site.antenna", "used by its vertical cut alone, alike in all azimuths: the row has no azimuth")
	case c.Omni:
		c.Assumed &^= coverage.AssumedAzimuth // the antenna has none
	}
	if !found.measured {
		return
	}
	s.antennas.measured++
	if c.Assumed&coverage.AssumedTilt != 0 {
		c.Assumed, c.DowntiltDeg = c.Assumed&^coverage.AssumedTilt, 0 // the file holds it
	} else if c.DowntiltDeg != 0 {
		s.antennas.stated++
	}
}

// antennaText is the field, or the sector's share of a list as long as that of
// azimuths. Names have spaces, commas and signs: only / ; and | part them.
func (s *siteReader) antennaText(r record, ctx *radioContext) string {
	text := s.text(r, "antenna")
	if ctx.sector.of < 2 {
		return text
	}
	for _, separator := range []string{"/", ";", "|"} {
		if parts := strings.Split(text, separator); len(parts) == ctx.sector.of && !slices.Contains(parts, "") {
			return strings.TrimSpace(parts[ctx.sector.index])
		}
	}
	return text
}

func (s *siteReader) noteAntennas() {
	if s.antennas.measured > 0 {
		s.env.note("%d cells have a pattern file, which holds the electrical tilt: that of their rows, stated for %d of them, is not applied again",
			s.antennas.measured, s.antennas.stated)
	}
}

// tiltToleranceDeg is how far a total may be from the sum of its parts: tilts are
// stated to a tenth of a degree.
const tiltToleranceDeg = 0.11

// tilt sets both tilts. A total without its parts is an electrical one; with one
// part the other is the rest; parts win over a total that is not their sum.
func (s *siteReader) tilt(r record, ctx *radioContext, c *coverage.Cell) {
	total, okTotal := s.single(r, downtiltDeg, ctx)
	mechanical, okMechanical := s.single(r, mechanicalTiltDeg, ctx)
	electrical, okElectrical := s.single(r, electricalTiltDeg, ctx)
	switch {
	case okMechanical && okElectrical:
		if okTotal && math.Abs(total-mechanical-electrical) > tiltToleranceDeg {
			s.env.problem(r.row, s.heading("downtilt_deg"), s.text(r, "downtilt_deg"), "site.tilt",
				"not used: mechanical and electrical tilt add up to "+decimal(math.Round(1000*(mechanical+electrical))/1000))
		}
	case okTotal && okElectrical:
		mechanical = total - electrical
	case okTotal:
		electrical = total - mechanical
	case !okMechanical && !okElectrical:
		c.Assumed |= coverage.AssumedTilt
		if !c.Omni {
			electrical = defaultDowntiltDeg
		}
	}
	c.DowntiltDeg, c.MechanicalTiltDeg = electrical, mechanical
}
