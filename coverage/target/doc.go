// Package target reads dated targets and says how far a result is from them.
//
// A target is met by exact arithmetic on counts: at least 80 % is met at exactly
// 80 %, more than 80 % is not, and 79.999 % meets neither, whatever is printed.
// What is unknown is never taken for covered: where it could decide, the outcome
// is undecidable, with both bounds.
package target
