// Package geotiff reads and writes one-band georeferenced rasters in TIFF files.
//
// The reader streams rows as float64, so that counts stored as int32 stay exact
// and a file far larger than memory can be summed. It knows classic TIFF and
// BigTIFF in both byte orders; strips and tiles; chunky and separate planes;
// compression none, LZW, deflate, zstd and PackBits; predictors 1, 2 and 3;
// integers of 8 to 64 bits, float32 and float64; GDAL_NODATA; absent (sparse)
// blocks; scale and offset from GDAL_METADATA. Overviews and masks are skipped
// and counted. Everything else is refused with the command that converts it.
//
// Sources: TIFF Revision 6.0 (Adobe, 1992); TIFF Technical Note 3 (predictor 3);
// the BigTIFF design of libtiff; OGC 19-008r4 GeoTIFF 1.1; the GDAL GTiff driver
// documentation for tags 42112 and 42113.
//
// Sidecar files (.aux.xml, .tfw, .ovr, .msk) are not looked at.
package geotiff
