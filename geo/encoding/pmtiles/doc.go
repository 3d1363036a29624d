// Package pmtiles writes and reads PMTiles archives of version 3: a pyramid of
// vector tiles in one file that is read in ranges
// (github.com/protomaps/PMTiles, spec/v3/spec.md; section numbers below).
//
// An archive is written in the recommended order: header, root directory, metadata,
// leaf directories, tiles along the Hilbert curve. Tiles that are equal are stored
// once. Tiles and directories are gzipped without a time or a system, so that the
// same tiles give the same bytes.
package pmtiles
