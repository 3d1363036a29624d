// Package geojson reads and writes GeoJSON (RFC 7946) as a stream, one feature
// in memory at a time.
//
// The Reader takes what planners really have: a FeatureCollection of any size, a
// single Feature, a bare geometry, newline-delimited GeoJSON or a GeoJSON text
// sequence (RFC 8142), any of them gzipped or behind a byte order mark, with
// members in any order and foreign members among them. A defect of one feature
// comes back as a *FeatureError and reading goes on; a defect of the text itself
// ends it with a *ReadError that names the line, the byte and what to do.
//
// Coordinates are degrees of WGS 84, longitude first. A file that says otherwise
// in a "crs" member is refused with a *CRSError; positions beyond the globe are
// refused feature by feature.
//
// Features of the ordinary shape in a FeatureCollection are parsed straight from
// bytes, by several goroutines if Parallel or ScanOptions ask for it; whatever is odd
// or damaged is read token by token, with the same result. A Scanner reads the
// same files into flat arrays of E7 integers.
//
// The Writer writes one feature per line, coordinates with at most 7 decimals
// (package geo, E7), rings by the right-hand rule, and the same bytes for the
// same input.
package geojson
