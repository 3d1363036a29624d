// Package antenna gives the gain of base-station antennas by direction, relative
// to their peak. It is pure numbers on the standard library alone.
//
// Directions are seen from the antenna: azimuth from boresight, positive
// clockwise; elevation from the horizon, positive up, so that a receiver on the
// ground has a negative one. Tilts are positive down, as planners give them.
//
// Every pattern is Bounded: it tells the least and the most it gives in a box of
// directions, by which a search for the best server leaves stations out.
package antenna
