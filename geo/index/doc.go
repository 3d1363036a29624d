// Package index finds what is near, what overlaps and what contains: Points for the
// nearest of many stations, Boxes for bounds that meet, Polygons for the unit a
// point lies in.
//
// An index is built once and never changed; any number of goroutines may ask it
// at the same time. Items are known by their place in the slice it was built from.
package index
