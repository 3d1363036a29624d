// Package docx writes a report as a Word document (Office Open XML, ISO/IEC 29500-1,
// transitional), laid out as Decree 30/2020/ND-CP, annex I, asks of administrative
// documents: A4, Times New Roman, its margins and sizes of type, the number of the page
// in the middle of the top margin but not on the first page.
//
// The text is that of the [document.Document]; the only words added are the labels of
// captions. The same document gives the same bytes: there is no clock and no author.
package docx
