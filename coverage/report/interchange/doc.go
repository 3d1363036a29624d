// Package interchange writes an output as files that other programs open at once: GeoPackage
// with styles for QGIS, KML and KMZ for Google Earth, GeoParquet, FlatGeobuf, CSV and PMTiles.
//
// All formats hold the same layers, listed in docs/data.md ("Interchange files"): units of every
// level with their figures, gaps by technology and operator rule, stations, hamlets of the gap
// register, places, zones and roads, and as tables all figures and what they are of. A format leaves
// out only what it cannot hold, tables without geometry mostly, and KML what a phone could not draw;
// it then says so in the file. Column names are the same in every language; titles and words are
// Vietnamese or English.
//
// Numbers come from the output, none is computed again, except that boundaries of upper levels
// are dissolved from the communes. A percentage is cut to 6 decimals, so that 100 means all.
// The same output gives the same bytes.
package interchange
