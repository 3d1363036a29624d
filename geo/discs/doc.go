// Package discs measures unions of discs in a plane, exactly: how much of any
// polygon lies in the union. It draws no polygon for a disc and builds no union.
//
// The plane is cut into square tiles. For an edge of the polygon,
// the area of the union below it down to the foot of its row of tiles is a closed form of
// arcs; where the edge leaves a row, the area of the union in that row west of the
// crossing is a sum over tiles, kept as running sums. By Green's theorem the signed sum
// over all edges is the area of the union within the polygon. Every term is
// continuous in the coordinates, so that rounding is never amplified: tangent and
// coincident discs, discs through vertices and edges along tile borders need no
// special case.
//
// Products are rounded before they are added, so that every processor gives the same
// bits.
package discs
