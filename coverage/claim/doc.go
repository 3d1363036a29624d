// Package claim says whether a statement of a document agrees with the data:
// consistent, inconsistent or undecidable, by which reading of its words and by
// which rounding, and what would have to change.
//
// Nothing is read charitably in silence. A claim that names its indicator is judged
// by it; one that names a family only (mobile, fiber, bts) by every reading of the
// family, and those that hold are named beside those that do not. A figure of
// another date, edition or definition decides nothing. 100 % means covered = total.
package claim
