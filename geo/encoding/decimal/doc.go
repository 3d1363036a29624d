// Package decimal reads and writes the decimal numbers of bulk coordinate text.
//
// Read takes one JSON number apart into an integer and a count of decimals, from
// which Number gives the float64 that strconv.ParseFloat gives, to the bit, and
// the E7 integer (1e-7 degree) that rounding that float64 gives. AppendE7 writes E7
// integers. All work on bytes and allocate nothing.
package decimal
