// Package coverage holds the nouns of phusong: what a planner's files describe
// (Site, Cell, AdminUnit, FiberAccess, Hamlet), what is computed from them
// (SignalMap, Figure, Gap) and what went wrong on the way (Problem, Warning).
//
// It does no input or output, starts no goroutine and logs nothing. The verbs
// are in the packages below it; coverage/analysis knows their order.
//
// # Numbers
//
// Counts are Micro, int64 millionths, so sums are exact in any order. A quantity
// that was not given is unknown, never zero. Every figure satisfies
//
//	Covered + Uncovered + Unknown == Total
package coverage
