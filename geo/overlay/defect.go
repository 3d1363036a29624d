package overlay

import (
	"cmp"
	"slices"
)

// Rules that Repair and Validate report. The ring rules name one ring; the
// polygon rules two rings of a polygon; the multipolygon rule two polygons.
// Unlike the others RuleTooComplex, for what exceeds the limits in the package
// comment, says that nothing was repaired.
const (
	RuleUnclosed         = "ring.unclosed"
	RuleWinding          = "ring.winding"
	RuleDuplicatePoint   = "ring.duplicate_point"
	RuleSpike            = "ring.spike"
	RuleTooFewPoints     = "ring.too_few_points"
	RuleSelfIntersection = "ring.self_intersection"
	RuleSelfTouch        = "ring.self_touch"
	RuleRingsCross       = "polygon.rings_cross"
	RuleHoleOutside      = "polygon.hole_outside_shell"
	RuleNestedHoles      = "polygon.nested_holes"
	RuleDisconnected     = "polygon.disconnected_interior"
	RuleOverlap          = "multipolygon.overlap"
	RuleEmpty            = "geometry.empty"
	RuleRange            = "coordinate.range"
	RuleTooComplex       = "geometry.too_complex"
)

// Defect is a flaw of a multipolygon.
type Defect struct {
	Rule          string
	Lon, Lat      float64 // first place seen; 0, 0 when there is none
	Detail        string
	Polygon, Ring int // counted from 0 in the input; 0, 0 for the whole geometry
}

// sortDefects orders by polygon, ring and rule and keeps the first of each.
func sortDefects(defects []Defect) []Defect {
	slices.SortStableFunc(defects, compareDefects)
	return slices.CompactFunc(defects, func(d, e Defect) bool { return compareDefects(d, e) == 0 })
}

func compareDefects(d, e Defect) int {
	return cmp.Or(cmp.Compare(d.Polygon, e.Polygon), cmp.Compare(d.Ring, e.Ring), cmp.Compare(d.Rule, e.Rule))
}

// tooComplex is the defect of a geometry that exceeds the limits.
func tooComplex() Defect {
	return Defect{Rule: RuleTooComplex, Detail: "its edges cross or crowd more often than can be repaired; " +
		"draw the boundary again, or simplify it, or split it into parts"}
}
