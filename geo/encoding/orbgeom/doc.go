// Package orbgeom converts between the geometry model at the edge (go-geom: WKB,
// KML, shapefile) and the one inside (orb). It is the only place that knows both.
package orbgeom
