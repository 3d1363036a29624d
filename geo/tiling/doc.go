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
// from the zoom at which the triangle that it adds is at least 32 square units, half a
// pixel. At the last zoom of a layer all vertices show that add half
// a square unit. So neighbours keep one border in common, no gap opens and nothing
// overlaps. Borders that run together without sharing vertices are not found.
//
// # What is too small
//
// Nothing vanishes silently. A polygon whose simplified area is below a square
// pixel (64 square units), and a line shorter than a pixel, is drawn as a mark: all
// of a layer that fall on the same pixel, and agree in the properties that
// Layer.MergeBy names, become one square of a pixel (a short line, for lines).
// Points are marks too, drawn at the place of the first. A mark says by
// PropertyMerged how many features it stands for, and by PropertyShare how much of
// its square they cover, in per cent, rounded up: a client can make it fainter. The
// mark of one feature has its id and properties; that of several has the
// properties of MergeBy, or where that is empty, those of the largest.
//
// At the last zoom of a layer every feature is there by itself; one that is less
// than a unit there is a square of 4 units. Islands and holes of a feature that
// collapse vanish with their zoom, the feature does not.
//
// # What is too large
//
// While a tile is above Options.TileBytes, its largest layer is drawn with less:
// first its features keep, beside the id, the properties of Layer.MergeBy only
// (where there are any); then it has the detail of the zoom before, then of the one
// before that: fewer vertices, larger marks (16, 32, ... units). Its borders may
// then differ from those of the next tile, by less than a pixel of the coarser
// zoom. So name in MergeBy what the map is coloured by, and give features few
// properties: what a reader clicks on is better fetched by its id.
package tiling
