// Package trend puts figures of several dates beside each other, with the change in
// points between them, and projects them with a range.
//
// Figures of different indicators, operator rules, definitions or editions do not
// make a series unless asked for: the difference of two definitions is no progress.
package trend
