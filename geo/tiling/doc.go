// Package tiling cuts features into a pyramid of vector tiles: Web Mercator, tiles
// of 4096 units (512 pixels on a screen, so 8 units a pixel), encoded by
// geo/encoding/mvt.
//
// Coordinates become integers of 2^30 to the width of the world (37 mm on the
// equator) once, in New; all that follows is exact integer arithmetic, so that
// tiles are the same bytes on every processor and in any order of asking.
//
// # Borders
//
// Features of a layer that share a border share its vertices. A vertex where more
// than two lines meet, counted over the whole layer, is kept at every zoom; the
// line between two such vertices is simplified once for both sides, always in the
// same direction, by the areas of Visvalingam and Whyatt (1993): a vertex shows
// from the zoom at which the triangle that it adds is at least 16 square units, a
// quarter of a pixel. At the last zoom of a layer all vertices show that add half
// a square unit. So neighbours keep one border in common, no gap opens and nothing
// overlaps. Borders that run together without sharing vertices are not found.
//
// # What is too small
//
// Nothing vanishes silently. A polygon whose simplified area is below a square
// pixel (64 square units), and a line shorter than a pixel, is drawn as a mark: all
// of a layer that fall on the same pixel and agree in the properties Layer.MergeBy
// become one square of a pixel (a short line, for lines) with the properties and id
// of the largest of them, and two more: PropertyMerged, how many features it stands
// for, and PropertyShare, how much of the square they cover, in per cent, rounded
// up. Points are marks too, drawn at the place of the first. At the last zoom of a
// layer every feature is there by itself; one that is less than a unit there is a
// square of 4 units. Islands and holes of a feature that collapse vanish with
// their zoom, the feature does not.
//
// # What is too large
//
// A tile above Options.TileBytes is drawn with the detail of the zoom before, then
// of the one before that, until it fits: fewer vertices, larger marks (16, 32, ...
// units). Its borders may then differ from those of the next tile, by less than a
// pixel of the coarser zoom.
package tiling
