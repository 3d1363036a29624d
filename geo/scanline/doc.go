// Package scanline sums over the cells of a grid, and outlines them, by rows.
//
// Every zonal sum is a boundary integral. Along a row of cell centres a polygon is a few
// spans, which end where its edges cross the row, and the sum over a span is the
// difference of two running sums; a disc is one span. So nothing is laid out per cell
// but the row that is summed: there is no raster of identifiers and no union of
// geometry, and rows may come one by one.
//
//   - Grid holds the centres of cells as integers; all is decided by them exactly.
//   - Outline turns rings into the spans of a unit.
//   - Discs mark the cells within a distance.
//   - Tracer draws polygons along the edges of chosen cells.
//
// # Borders
//
// A centre that lies on an edge of a polygon counts as moved west, and south by less
// still, by less than any coordinate can express: the rule of index.Polygons. Units
// that share their vertices share out all cells. A centre on a circle is within it.
package scanline
