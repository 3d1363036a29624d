// Package check compares a result with what a region folder expects, and says
// where the first difference is and what caused it: an input, the definition or
// the code.
//
// An expect folder holds the figures of the upper levels in full, a digest of the
// figures of every unit, digests of the output files, and what they were made
// from. Save writes it, Load reads it, Compare finds the differences.
package check
