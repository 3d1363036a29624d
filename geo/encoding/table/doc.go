// Package table reads rows of text fields from what people save as a table:
// CSV in its many dialects, the same gzip-compressed, and XLSX spreadsheets.
//
// One Reader serves all of them, one row in memory at a time. Rows carry the
// number a person finds them by: the line in a text file, the row of a sheet.
// Text comes out as UTF-8 in Normalization Form C; other encodings are an error
// that names the line, because a guess would change names and codes silently, unless
// the caller asks for the bytes and decides by all rows (Options.SingleByte).
//
// A row of a sheet knows the areas of merged cells that it touches. Hidden rows and
// columns are read: a filter hides them, nobody took them back. A hidden sheet is read
// when it is named, or when no visible one holds data.
//
// What is tolerated: a byte order mark, any of four delimiters, CRLF and lone CR,
// quotes inside unquoted text, empty lines, rows of unequal length (flagged).
// What is not: an unclosed quote, bytes that are not text, broken XML, truncated
// archives. Every size has a limit, and its error wraps ErrLimit.
package table
