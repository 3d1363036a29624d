// Package asciigrid reads and writes ESRI ASCII grids (.asc, plain or gzip).
//
// A header of key and value pairs (ncols, nrows, xllcorner or xllcenter,
// yllcorner or yllcenter, cellsize or dx and dy, nodata_value; any order and
// case) precedes nrows x ncols numbers, northernmost row first. Lines mean
// nothing: values may wrap. Without nodata_value it is -9999, as Esri documents.
//
// The format carries no coordinate system. Where a .prj file lies beside the
// grid, ParsePRJ tells degrees from metres; File.SetCRS makes Grid heed it.
package asciigrid
