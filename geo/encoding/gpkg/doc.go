// Package gpkg reads and writes the feature and attribute tables of a GeoPackage (OGC 12-128r18),
// row by row.
//
// Layers lists what a file holds, Open reads one layer. SQLite (modernc.org/sqlite, the C
// code turned into Go) does the paging; the geometry's header is parsed here, its body
// measured here and decoded by go-geom (package orbgeom converts).
//
// Coordinates are given as they stand, x east and y north. Reader.CRS tells what
// gpkg_spatial_ref_sys says of them; crs.ToWGS84 moves a geometry.
//
// # Files that are not trusted
//
// The file is opened read-only and immutable: nothing is written, locked or laid beside
// it, and a write-ahead log with changes that are not in the file yet is refused instead
// of overlooked. Only ordinary tables are read, in the order of their rows, without
// conditions, so that no view, trigger, virtual table, index, generated column or function of
// the file runs. The pages of the schema are walked before SQLite sees them and rows must
// have rising numbers, so that pages which point at one another in a circle end the
// reading. Limits bound rows, bytes, vertices and parts.
//
// # Writing
//
// Create begins a file of version 1.3, which GDAL and QGIS of the last years open without a word;
// WriteLayer writes a layer with its spatial index, AddStyle says how QGIS draws it. The same
// layers give the same bytes on every processor: the date is the caller's, and the R-tree is packed
// here on integers, where SQLite would compare sums of float64 areas. Only SQLite's own version
// number stands in the header beside what was written.
//
// # Why SQLite
//
// A reader of our own would be some 600 lines: pages and overflow are simple, but column names,
// row numbers, defaults of columns added later and three text encodings need the grammar of
// CREATE TABLE. SQLite takes half a minute of a first build on two processors and 4 to 5 MB
// of the program. It stays within this package.
package gpkg
