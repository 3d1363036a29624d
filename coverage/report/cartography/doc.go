// Package cartography draws maps of an output: how much of what is covered in each
// commune, where the gaps are, which hamlets have no signal, and one map beside the
// other for several dates.
//
// A map is a picture.Picture, so it becomes SVG, PNG or PDF alike. Around the land,
// never upon it, stand title, legend with thresholds and numbers of units, scale
// bar, north arrow and source line. The projection is transverse Mercator on the
// middle meridian of the land; the scale bar is true there. Units far from the rest,
// such as archipelagos, get a frame of their own at its own scale where they would
// make the rest small.
//
// Start with Spec and Map; Multiples draws several dates on one scale.
package cartography
