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
//
// # Limits
//
// Memory is in proportion to vertices and contacts, and both memory and time are
// bounded whatever the input. For n edges at most 4n + 2^20 splits are made (a
// crossing counts as two), 512n + 2^27 pairs of edges compared, 8n + 2^22 winding
// numbers kept, and 4n + 2^20 overlaps of two units listed. Real boundaries stay
// below the terms in n; 10,000 random edges, with 10^7 crossings, do not. What
// exceeds a limit is refused as a whole: see RuleTooComplex, Report.TooComplex
// and ErrTooComplex.
package overlay
