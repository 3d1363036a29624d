// Package output reads back the folder that phusong analyze wrote.
//
// It is the one source of documents, maps, interchange files and web pages: they
// state what figures.json states, with the digits it has. Figures come back as
// [coverage.Figure], so that the one rounding rule and the accounting are those of
// the analysis; a figure whose accounting does not close is an error, not a row.
//
// [Read] takes figures.json, run.json and targets.json. Boundaries, gaps, stations
// and the gap register are read when they are asked for: of the nation they have
// hundreds of megabytes. Whatever is read is limited, and checked before it is used.
package output
