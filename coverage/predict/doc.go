// Package predict computes the signal map of a data set: for every cell of the
// analysis grid that holds demand, every technology and operator, whether the
// criterion is met, the level of the best server and the probability of coverage.
//
// The work is cut in three: Split lists the tiles in a fixed order, Compute does
// one tile and depends on nothing else, Merge puts answers together in any
// order. Map runs Compute over tiles with a number of workers; the answer is the
// same bytes for any number.
//
// # What decides
//
// A cell is decided at its centre. Distance is the geodesic on the WGS 84
// ellipsoid, in steps of 0.001 m; levels are compared in steps of 0.001 dB. The
// best server is the radio with the highest median level; the probability is
// that of the radio with the highest probability, so that one more station
// never lowers a figure.
package predict
