// Package document is the model of a report and its composition from the output of an
// analysis, in Vietnamese or English.
//
// A [Document] is blocks in order: headings, paragraphs, lists, tables and figures.
// It holds text as it is read, and beside the text of a number its exact value, so
// that a spreadsheet gets numbers and a page gets "99,9 %". Every writer (docx, pdf,
// html, markdown, xlsx) prints the same words: none of them rounds, sorts or counts.
package document
