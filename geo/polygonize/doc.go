// Package polygonize turns a yes or no per cell of a raster into polygons that
// lie exactly within a given polygon: the uncovered cells of a commune, say, cut
// at the commune's border.
//
// The outline of the result is, in the language of chains, linear in the cells:
// keep the pieces of the polygon's boundary in the chosen cells, and add the
// stretches inside the polygon of the sides between a chosen cell and one that
// is not. What enters a point leaves it, so rings can always be assembled; no
// polygon is intersected with another.
package polygonize
