// Package geo measures on the WGS 84 ellipsoid: geodesics between two points,
// fast short distances between many, and the true areas of polygons.
//
// Coordinates are degrees, longitude before latitude as in RFC 7946. Distances
// are metres along the ellipsoid, areas square metres of the ellipsoid; the
// terrain's height plays no part.
//
//   - Inverse and Direct solve the geodesic problems to nanometres anywhere.
//   - Cartesian and ShortDistanceM are for inner loops: one trigonometric
//     conversion per point, then no trigonometry per pair.
//   - PolygonAreaM2 and AreaFrame take edges as straight in longitude and
//     latitude, which is what a GeoJSON edge is.
package geo
