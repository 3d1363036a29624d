// Package link predicts one radio link between two places by every model side by
// side: loss, median level, the chance of a threshold, and how clear the path is.
//
// Survey takes the ground under the link from an elevation mosaic; Predict is pure
// computing on it. Nothing is hidden: a model that is used outside its range says so
// in its Warnings, one that refuses the link says why, and where the terrain of any
// part of the path is not known, the models that need it say unknown, and which part.
//
// # Clearance
//
// Heights are taken over an Earth of k times its radius, on which rays are straight.
// The clearance of a post is the height of the line of sight above ground and
// clutter there; its ratio to the radius of the first Fresnel zone,
//
//	F1 = sqrt(lambda d1 d2 / (d1 + d2)),
//
// is -nu / sqrt(2) of ITU-R P.526-15 (26). Planners ask for 0.6 or more.
package link
