// Package analysis knows the order of the stages, and nothing else: Run reads a
// region, predicts the signal, draws the gaps and computes the figures.
package analysis
