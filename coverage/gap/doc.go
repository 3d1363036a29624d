// Package gap turns uncovered demand into polygons: per commune, technology and
// operator rule the connected areas that no station covers, with the people and
// households in them, the nearest station, the level and the cause.
//
// Gaps of one selection do not overlap, lie in their commune, and add up, with
// what is listed as omitted, to the uncovered column of the same figure.
package gap
