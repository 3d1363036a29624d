// Package whatif changes one station at a time and says exactly what that changes:
// every figure, every gap, every output, the same bytes as a full analysis of the
// changed data set.
//
// A State holds an analysed data set. Apply makes an Edit - a site added, moved,
// retuned or removed - and returns the figures and gaps that differ. Undo takes the
// last edit back, to the original bytes. Result is what analysis.Run gives for the
// data set as it now is. ReadScript reads edits from a file.
//
// Only what an edit can reach is computed anew: the tiles within range of the site as it
// was and as it is, in the layers of its cells; the units whose cells differ in a
// selection; the gaps to which the site was, or becomes, the nearest. Where an edit
// changes what every figure hangs on, such as the list of operators, everything is
// computed anew, and Change.Full says so.
package whatif
