// Package place turns a signal map into the figures of places: points, each counted
// at its own position; zones, by area; roads, by length.
//
// For each layer, technology and operator rule covered + uncovered + unknown = total,
// exactly. A point counts 1. Of a zone each cell of the grid counts with its exact
// share, as of a commune, and the uncovered area is that of the polygons as drawn. A
// road is cut at every border of a cell and of a commune, and lengths along its edges
// are rounded at the cuts, so that the pieces add up to the edge.
package place
