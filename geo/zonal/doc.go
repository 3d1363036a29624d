// Package zonal lays polygons over a raster: which cells a polygon covers, each
// with its exact share, and where its boundary runs in them.
//
// # How a boundary is cut
//
// Vertices are E7 integers, and so are the grid's lines, so vertices do lie on
// lines and edges do run along them. No case of that kind is treated apart:
// every vertical line is thought of as moved east by less than any E7, and
// every horizontal one north by something still larger but also less than any
// E7 (simulation of simplicity: Edelsbrunner and Mücke, ACM Trans. Graph. 9,
// 1990). A vertex is then never on a line; a vertex with the line's coordinate
// is west or south of it, which is the rule of raster.Grid. The outermost west
// and south lines of the grid are no lines in this sense: the first column and
// the last row hold their own outer edge.
//
// Where an edge crosses a line is a rational number, computed exactly from the
// edge's end points in an order that does not depend on the edge's direction.
// Two neighbours that share an edge therefore get the same point, whether it is
// rounded to E7 (geometry) or to float64 (area).
package zonal
