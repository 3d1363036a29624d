// Package flatgeobuf writes FlatGeobuf 3 (https://flatgeobuf.org, specification of version 3):
// one layer a file, features in the order of a Hilbert curve behind a packed index, so that a
// reader fetches a window of the map without reading the rest, over a network too.
//
// The tables and the index's nodes are those of github.com/gogama/flatgeobuf. Order and offsets are
// our own: the order on integers, the same on every processor, the offsets with the four bytes
// before each feature, which the library's IndexData (v1.0.0) leaves out.
package flatgeobuf
