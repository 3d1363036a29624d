// Package raster describes georeferenced grids: where the cells are (Grid), what
// they hold (Band), and by which rule a coordinate on a grid line belongs to one
// cell only.
//
// Edges are rounded to E7 (1e-7 degree), so two cells that share an edge share
// it exactly, whichever grid of the same origin and step they are read from.
package raster
