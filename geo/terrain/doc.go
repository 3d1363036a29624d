// Package terrain gives the height of the ground anywhere, and along the path
// between two stations, from a folder of elevation tiles.
//
// A DEM is a mosaic of .hgt tiles (geo/encoding/hgt) and GeoTIFF rasters
// (geo/encoding/geotiff), opened as they are needed and held within a bound of
// memory. Heights are those of the files, in metres above their geoid; no datum
// is converted (EGM96 and EGM2008 differ by a metre or so).
//
// A height is interpolated bilinearly between four posts. Posts are points: the
// samples of an .hgt tile, the cell centres of a GeoTIFF. A post that its tile
// lacks, because it is void or lies beyond the edge, is taken from the next tile
// that has a height there, so that the surface runs on across seams and voids are
// filled from other tiles. Tiles of finer resolution come first, then tiles
// earlier by file name.
//
// A DEM serves one goroutine. DEM.Field loads a region once into memory for many:
// the posts of its finest tile, and from a land cover raster the heights of what
// stands on the ground, which are refused on top of a surface model.
//
// What no tile knows is unknown: never sea level, never the nearest post. Heights
// above 9,000 m, below -12,000 m and of exactly -9999 are voids too, for files
// that do not state their NoData value.
package terrain
