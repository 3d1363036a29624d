// Package analysis knows the order of the stages, and nothing else: Run predicts
// the signal of a data set, draws the gaps and computes the figures; RunLevels
// predicts the signal and draws its bands.
package analysis
