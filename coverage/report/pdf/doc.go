// Package pdf writes a report as PDF, laid out as package docx lays it out: the margins,
// type and page numbers of Decree 30/2020/ND-CP.
//
// The type is Liberation Serif, whose letters are as wide as those of Times New Roman;
// the letters used are in the file, with their Unicode, so that text can be searched and
// copied. Maps are drawn, not pictured. Headings are bookmarks. Lines and pages break by
// whole numbers: the same document gives the same bytes on every processor.
//
// Figures carry their alternative text as marked content (ISO 32000-1, 14.9.3). The file
// has no tree of its structure, so that it is not tagged PDF: readers who need one take
// the DOCX or the HTML.
package pdf
