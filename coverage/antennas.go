package coverage

import (
	"cmp"
	"slices"

	"phusong/coverage/antenna"
)

// Antenna is a measured pattern that cells name. All its cells share it.
type Antenna struct {
	Name string // as cells have it in Pattern
	File string // relative to the region folder
	// Sector is the pattern about an azimuth, Round its vertical cut alone, for
	// cells without one.
	Sector, Round antenna.Bounded
}

// PatternOf is the pattern of a cell, tilted as the cell states. A measured pattern
// holds its electrical tilt already, so that of the cell is not applied again. An
// antenna without an azimuth leans nobody knows which way: its mechanical tilt is
// taken as an electrical one. A name that nothing bears gives the default.
func (d *Dataset) PatternOf(c *Cell) antenna.Bounded {
	if c.Omni {
		return d.pattern(c, c.DowntiltDeg+c.MechanicalTiltDeg)
	}
	p := d.pattern(c, c.DowntiltDeg)
	if c.MechanicalTiltDeg == 0 {
		return p
	}
	return antenna.MechanicalDowntilt(p, c.MechanicalTiltDeg)
}

func (d *Dataset) pattern(c *Cell, electricalDowntiltDeg float64) antenna.Bounded {
	i, ok := slices.BinarySearchFunc(d.Antennas, c.Pattern, func(a Antenna, name string) int { return cmp.Compare(a.Name, name) })
	if ok && c.Omni {
		return d.Antennas[i].Round
	} else if ok {
		return d.Antennas[i].Sector
	}
	if p, ok := antenna.BuiltIn(c.Pattern, c.Omni, electricalDowntiltDeg); ok {
		return p
	}
	p, _ := antenna.BuiltIn(antenna.NameMacro, c.Omni, electricalDowntiltDeg)
	return p
}
