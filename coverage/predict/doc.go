// Package predict computes the signal map of a data set: for every cell of the
// analysis grid that holds demand, every technology and operator, whether the
// criterion is met, the level of the best server and the probability of coverage.
//
// The work is cut in three: Split lists the tiles in a fixed order, Compute does
// one tile and depends on nothing else, Merge puts answers together in any
// order. Map runs Compute over tiles with a number of workers; the answer is the
// same bytes for any number. Plot gives the same answers for a network that stands
// at one place over terrain, ray by ray.
//
// # What decides
//
// A cell is decided at its centre. Distance is the geodesic on the WGS 84
// ellipsoid, in steps of 0.001 m; levels are compared in steps of 0.001 dB. The
// best server is the radio with the highest median level; the probability is
// that of the radio with the highest probability, so that one more station
// never lowers a figure.
//
// # Over terrain
//
// Where the criterion is over terrain, paths run along rays at even azimuths that
// cells near them share, and end within half a cell of a cell's centre; receiver
// points have a path of their own. Losses are swept (propagation.PreparedPath) and
// off the method as written (propagation.PathModel) by some 1e-6 dB; an answer that
// hangs on so little is settled by the method as written, so that masks are those of
// asking every station by it. A station gives nothing where its bound is more than
// 24 dB below its threshold, unless KeepWeak was called. Where the ground on the way is not known, a place that
// the station could cover by its bound is unknown. docs/methods.md, "Levels over
// terrain", has the whole.
package predict
