// Package mvt writes and reads tiles of the Mapbox Vector Tile format, version 2.1
// (github.com/mapbox/vector-tile-spec, 2.1/README.md; section numbers below).
//
// Geometry is in integers of a tile, x to the east, y to the south, so that
// rounding is the caller's and nothing is cut towards zero on the way. What is
// encoded holds to the rules of the format that a reader stumbles over: rings of
// three points and more with an area that is not zero, an outer ring before its
// holes, outer rings with a positive area by the surveyor's formula, no point
// twice in a row, unique layer names, ids from the caller. Encode refuses the
// rest; Clean and Orient bring a ring there. Whether rings cross each other is
// not examined.
//
// The same layers give the same bytes: keys and values stand in the order in which
// features first use them.
//
// orb/encoding/mvt is not used: it cuts coordinates towards zero, keeps properties
// in maps, carries ids as float64 and writes rings as they come.
package mvt
