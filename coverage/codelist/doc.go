// Package codelist reads lists of unit codes with the date they hold for.
//
// A code alone is no key: 3,316 of the 3,321 commune codes of July 2025 were codes
// of other territories a day before. The key of a unit is (edition, code), and a
// List is what an edition says: which codes there are and what they are called.
//
// Read takes the statistics office's lists as they are published: the CSV with
// headings "Mã, Tên, ..., Mã QH, ...", CSV of any other order with English or
// Vietnamese headings, and the JSON of July 2025 (an object with an array
// "communes"); each plain or with gzip.
package codelist
