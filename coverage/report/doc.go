// Package report writes the result of an analysis: figures.csv, figures.json,
// units.geojson, gaps.geojson, sites.geojson, problems.csv and run.json. WriteLevels
// writes level maps, LinkFiles links with their profiles.
//
// Each writes all of its files or none. No file holds a clock, a host name
// or anything that depends on the order of work: the same inputs give the same
// bytes.
package report
