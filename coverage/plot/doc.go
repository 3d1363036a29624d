// Package plot turns a signal map into bands of level: how much area, how many
// people and households receive how much, and where, as polygons.
//
// # Accounting
//
// A cell is decided at its centre, as in package predict, and has one class: a
// band, below the lowest band, no signal, or unknown. The polygons of a class are
// its cells, cut at the border of the region; the areas of the classes are those
// of the polygons as written, on the ellipsoid, and add up to the area of the units
// exactly. What the rounding of coordinates to seven decimals leaves over goes to
// the class with the largest area: at most 6 mm along the region's border, for a
// province about 1e-9 of the whole.
//
// People and households are the sums of what package coverage places in the
// cells; the number of a unit that is not known, and what lives at a place that is
// not known, is unknown.
//
// # One site
//
// Around makes a data set of a disc about a site, with a grid of its own, so that
// one site is plotted by the same code as a region.
package plot
