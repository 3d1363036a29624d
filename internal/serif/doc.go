// Package serif measures text in Liberation Serif, whose letters are as wide as those
// of Times New Roman, and shares the width of a page out over the columns of a table.
//
// All of it is in whole numbers, so that pages break alike on every processor.
package serif
