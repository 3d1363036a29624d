// Package palette holds the classes and colours of maps, the same for pictures,
// web map and interchange files, so that one colour means one thing everywhere.
//
// A share of coverage is classed by the thresholds that targets speak of, 80, 90,
// 95 and 99 %, and "100%" is a class of its own that only a complete figure is in.
// Classes are decided on exact counts, never on a printed or rounded percentage,
// and are equal for every date and every map. Colours are ColorBrewer's YlGnBu, whose order stays readable in greyscale and for the colour-blind.
//
// A unit without data has no class: it is drawn in NoData with NoDataDots upon it.
package palette
