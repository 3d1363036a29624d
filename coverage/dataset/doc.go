// Package dataset reads a region folder: ReadRegion its region.yaml, Load every
// file that it names, into one coverage.Dataset.
//
// Rows that cannot be used, or only after repair, are problems of the data set;
// an error means that there is no data set at all. Nothing depends on the order
// of rows or features: what they give is sorted, and where rows contradict each
// other none of them wins. docs/data.md lists the columns, their aliases, the
// defaults and the rules.
package dataset
