// Package geoparquet writes GeoParquet 1.1 (OGC GeoParquet, metadata "geo" version 1.1.0): one
// layer a file, geometries as well-known binary in the column geometry, their extents in the column
// bbox, so that readers skip what lies elsewhere by the statistics of the row groups.
//
// Coordinates are longitude and latitude of WGS 84, which is the format's default (OGC:CRS84) and
// therefore not stated. Rows are streamed: one row group is in memory at a time. Files hold neither
// clock nor version of a library: the same rows give the same bytes.
package geoparquet
