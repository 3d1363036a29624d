// Package calibrate compares measurements of a drive test with predictions: how
// far off a model is, how widely it scatters, and which correction would help.
//
//	Read           logs of measurements: CSV in many dialects, XLSX, G-NetTrack CSV and KML
//	ReadStations   where the masts are
//	FindMisplaced  stations that cannot stand where their file says
//	MakePairs      a measurement and its prediction, which a Predictor gives
//	Analyze        error before and after, with intervals, cross-validated
//
// # Correlation
//
// Samples along a road are not independent: a building shades a hundred of them
// at once. So samples of one cell are averaged within squares (Options.BinM)
// first, bins are held together in larger squares (Options.BlockM, some times the
// distance over which shadowing fades: 37 to 120 m in 3GPP TR 38.901 tables 7.5-6), and
// whatever is said of certainty is said of blocks: intervals are clustered by
// block, the bootstrap draws blocks, and cross-validation leaves out whole blocks.
//
// # Misplaced stations
//
// A mast with a lost decimal point is thousands of kilometres from what it
// serves. Its error is no error of the model, so it is reported with what would
// agree, and left out of the fit.
package calibrate
