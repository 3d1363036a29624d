// Package radius computes coverage by a fixed radius in a plane: a cell of the
// population raster is covered when its centre lies within the radius of a station of a
// technology, by distance and never by a polygon drawn for a circle, and it belongs
// to the commune that holds its centre.
//
// It answers four questions in one pass over the files: population covered, the
// populated cells that are not as polygons, households with fibre, and the area within
// the discs. Positions are rounded to millimetres of the plane, or for a
// raster in degrees those of communes to 1e-7 degree; all else is exact, so that neither
// workers nor the order of rows change a byte.
//
// Rows of the raster are summed in bands (geo/scanline): what is in memory are the spans
// of the communes along its rows, the discs, the bands being worked on and the
// runs of uncovered cells.
package radius
