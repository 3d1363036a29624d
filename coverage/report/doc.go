// Package report writes the result of an analysis: figures.csv, figures.json,
// units.geojson, gaps.geojson, sites.geojson, problems.csv and run.json.
//
// Write writes them all, whole or not at all. No file holds a clock, a host name
// or anything that depends on the order of work: the same inputs give the same
// bytes.
package report
