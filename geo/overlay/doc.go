// Package overlay is exact planar geometry on E7 integers: it repairs polygons
// as they come from files, turns overlapping neighbours into a partition,
// dissolves partitions, checks validity, and assembles rings from segments.
//
// All topology is decided on integers (geo.E7, 1e-7 degree); floating point
// only measures areas and lengths. Edges are straight in longitude and
// latitude. Where two edges cross, the crossing is snapped to the nearest E7
// point, and edges that pass through the unit square around a vertex are bent
// onto it (snap rounding: Hobby, Comput. Geom. 13, 1999), repeatedly until
// nothing moves (iterated: Halperin and Packer, Comput. Geom. 23, 2002). No
// boundary moves by more than a few units, centimetres on the ground.
//
// Results are canonical: shells counter-clockwise, holes clockwise (RFC 7946,
// section 3.1.6), each ring begun at its lowest (lon, lat) vertex, holes and
// polygons sorted. The order and direction in which vertices were given do not
// show in the result.
package overlay
