// Package regrid moves counts from the pixels of a projected raster to the cells
// of a grid in degrees, without losing any: first-order conservative remapping (P. W.
// Jones, First- and second-order conservative remapping schemes, Mon. Weather Rev.
// 127, 1999) of quadrilaterals.
//
// A pixel is the quadrilateral between its four corners, brought to longitude and
// latitude and rounded to E7, with edges that are straight there. Neighbours share
// their corners, so pixels neither overlap nor leave gaps. The count of a pixel is
// shared over the cells that it meets by true area on the ellipsoid, with cumulative
// rounding from north to south and west to east: the shares are whole numbers and add
// up to the count.
package regrid
