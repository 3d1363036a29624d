// Package propagation computes path loss: how many dB a radio signal loses
// between two antennas, and how surely.
//
// It is pure numbers on the standard library alone and can be used without the
// rest of phusong. One file holds one model, in the symbols of its source, with
// the number of the equation or table.
//
// # Two channels
//
// An error (from ByName, or a resource-block table) means that the question makes
// no sense. A Warning is a bit on a Prediction: the model was used outside the
// range it was made for, and its formula was continued there. No input gives NaN.
//
// # Two states
//
// A Prediction is a mixture of two normal distributions of loss in dB, in line of
// sight (LOS) and not (NLOS). Models that know no states have LOSChance 1.
//
// # Over terrain
//
// P1812, DeltaBullington and ITM take a profile of the ground and return every
// stage of the method. They are functions of their own and no Model: a distance
// alone does not say what lies in it. Their errors also name inputs that are
// impossible; a RangeError says what is allowed.
//
// A PathModel is one way of asking them: PredictPath over a profile is the
// reference. For many receivers along one direction a Ray holds the ground, a View
// the ray from one antenna, a Crossing the way to one receiver, and
// PreparedPath.Over predicts over it without passing over the posts between; ITM
// alone goes post by post.
//
// # Same bits everywhere
//
// Go may fuse a product and a sum on some processors, and its logarithm and
// exponential are assembler on some. This package uses neither: it has its own
// elementary functions and keeps products apart from sums, so that every loss has
// the same bits on every machine. A table of hex numbers in its tests says so.
package propagation
