package tiling

import (
	"github.com/paulmach/orb"

	"phusong/geo"
	"phusong/geo/encoding/mvt"
	"phusong/geo/overlay"
)

// makeValid repairs the polygons of the feature that is being drawn: rounding and
// simplifying can make a ring touch or cross itself, and clipping leaves lines
// along the window that lie on each other. What overlay does on its integers
// serves here, since only the size of a unit differs.
func (c *canvas) makeValid() {
	if len(c.parts) == 0 || c.sides.apart(c.parts) && nested(c.parts) {
		return
	}
	c.multi = appendMulti(c.multi[:0], c.parts)
	if len(overlay.Validate(c.multi)) == 0 {
		return
	}
	repaired, defects := overlay.Repair(c.multi)
	for _, d := range defects {
		if d.Rule == overlay.RuleTooComplex {
			return // drawn as it is: a picture, if not a valid one
		}
	}
	c.points, c.parts = c.points[:0], c.parts[:0]
	for _, polygon := range repaired {
		for _, ring := range polygon {
			c.ring = c.ring[:0]
			for _, p := range ring[:len(ring)-1] {
				c.ring = append(c.ring, mvt.Point{X: int32(geo.ToE7(p[0])), Y: int32(geo.ToE7(p[1]))})
			}
			c.addPart(c.ring)
		}
	}
}

// appendMulti takes units for E7. Outer rings have a positive area in both worlds.
func appendMulti(multi orb.MultiPolygon, parts [][]mvt.Point) orb.MultiPolygon {
	for _, part := range parts {
		ring := make(orb.Ring, 0, len(part)+1)
		for _, p := range part {
			ring = append(ring, orb.Point{geo.E7(p.X).Degrees(), geo.E7(p.Y).Degrees()})
		}
		ring = append(ring, ring[0])
		if mvt.Area2(part) > 0 {
			multi = append(multi, orb.Polygon{ring})
			continue
		}
		last := len(multi) - 1
		multi[last] = append(multi[last], ring)
	}
	return multi
}
