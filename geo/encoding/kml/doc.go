// Package kml reads and writes the placemarks of KML 2.2 (OGC 07-147r2) and of KMZ archives as a
// stream, one placemark in memory at a time: points, lines, polygons and multiple ones with
// their name, description, folder and extended data.
//
// Coordinates are degrees of WGS 84 by the standard, longitude first; heights are dropped.
// A defect of one placemark comes back as a *RecordError and reading goes on; a defect of
// the XML ends it with a *ReadError. Limits bound the bytes after decompression, of the
// whole and of every placemark; entities of a DTD are not expanded.
//
// Writer writes a document of folders with styles and typed values, WriteArchive puts one into a
// KMZ. Everything lies on the ground. The same placemarks give the same bytes.
package kml
