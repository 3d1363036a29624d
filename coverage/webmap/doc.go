// Package webmap serves outputs of phusong analyze as a web map: figures, tables, maps
// and answer cards of one region at one or several dates.
//
// [Open] prepares a [Map] from outputs; [Map.Handler] answers for the page and its
// data, and [Serve] listens under limits that a slow or hostile client cannot pass.
// [OfflinePage] writes the same data into one HTML file.
//
// Whatever is sent is made from the output in memory or embedded in the program: no
// request names a file, so that none outside the output can be reached. Every answer
// has one generator, a function of its path alone, which the server and the offline
// file share: the same outputs give the same bytes.
package webmap
