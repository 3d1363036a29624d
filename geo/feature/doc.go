// Package feature says what a layer of a map holds: a geometry and values under named,
// typed columns. The writers of GeoPackage, KML, GeoParquet and FlatGeobuf share it, so that
// what one of them accepts all accept.
//
// Coordinates are degrees of WGS 84, longitude first. They are written with 7 decimals, rings
// closed, outer rings counter-clockwise and holes clockwise, whatever they were: the orientation
// is decided on integers, exactly, so that the bytes of a file are the same on every processor.
package feature
