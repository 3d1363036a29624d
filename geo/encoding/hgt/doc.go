// Package hgt reads the elevation tiles of the Shuttle Radar Topography Mission
// and of NASADEM: .hgt, .hgt.gz and .hgt.zip.
//
// A tile has no header. Its name is its place (N44W072 is the south-west corner)
// and its size is its resolution: 1201 x 1201 posts are 3 arc-seconds, 3601 x
// 3601 are 1 arc-second. Heights are big-endian int16 in metres above the EGM96
// geoid, northernmost row first; -32768 is a void, a post that was not measured.
//
// Posts are points, not cells: the first and last row and column lie on the
// whole degrees, and a tile shares them with its neighbours.
//
// Sources: SRTM Topography (USGS documentation version 2.1, sections 2 and 3);
// NASADEM User Guide (LP DAAC, 2020), for names such as NASADEM_HGT_n44w072.zip.
package hgt
