// Package shapefile reads ESRI shapefiles record by record: .shp and .dbf, .shx,
// .prj and .cpg where they exist, from a directory, an fs.FS or a zip archive.
//
// Geometries are decoded by twpayne/go-shapefile into go-geom and converted to orb
// (package orbgeom). Framing, ring nesting and the .dbf are done here, because real
// files need more than the library gives: a damaged record must not end the file,
// holes may stand before their shell, attribute text must keep its digits ("00097"),
// and a .dbf null must not stop the scan.
//
// Longitude and latitude are taken as they stand. Reader.CRS tells what the .prj
// says, and CRS.CheckWGS84 whether that is WGS 84; a file in VN-2000 can be read and
// transformed by the caller.
//
// Formats: ESRI Shapefile Technical Description, white paper J-7855 (1998); dBASE III
// table files; OGC 01-009 (WKT 1) and ISO 19162 (WKT 2) as far as needed.
package shapefile
