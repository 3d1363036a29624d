// Package xlsx writes the tables of a document as a workbook: one sheet per table and
// a first sheet with title, date, criterion and links to them.
//
// Numbers stay numbers, of exactly the decimals that the document prints: a reader's
// program shows 62838 and 0.928 as 62.838 and 92,8% or as 62,838 and 92.8%, as its
// country has it. A share is stored cut as it is printed, so that no format a person
// chooses makes 100 % of what is not complete by more than the document's last digit.
// Codes are text and keep their zeros, dates are dates, and no text is a formula.
//
// The bytes depend on the document alone: entries of the archive have one order and no
// time of their own, properties name neither an author nor a clock.
package xlsx
