package calibrate

import (
	"cmp"
	"errors"
	"fmt"
	"math"
)

// FoldBy says what cross-validation leaves out.
type FoldBy string

// The ways.
const (
	FoldBySpace FoldBy = "space" // squares of Options.BlockM
	FoldBySite  FoldBy = "site"  // whole sites: how a correction does at a mast it never saw
)

// Options of Analyze. The zero value of a field means its default.
type Options struct {
	BinM       float64 // side of the squares over which samples of a cell are averaged; default 50 m
	Lee        bool    // bins of 40 wavelengths instead
	BlockM     float64 // side of the squares that are held together; default 500 m
	Folds      int     // of cross-validation; default 5
	FoldBy     FoldBy  // default FoldBySpace
	Bootstraps int     // resamples; default 999
	Confidence float64 // of intervals; default 0.95
	// LeastGainDB is by how much a correction must lower the cross-validated error to be
	// recommended; default 0.1 dB.
	LeastGainDB float64
}

// Least evidence for a correction.
const (
	MinBins   = 30
	MinBlocks = 8
)

func (o Options) withDefaults() Options {
	o.BinM = cmp.Or(o.BinM, 50)
	o.BlockM = cmp.Or(o.BlockM, 500)
	o.Folds = cmp.Or(o.Folds, 5)
	o.FoldBy = cmp.Or(o.FoldBy, FoldBySpace)
	o.Bootstraps = cmp.Or(o.Bootstraps, 999)
	o.Confidence = cmp.Or(o.Confidence, 0.95)
	o.LeastGainDB = cmp.Or(o.LeastGainDB, 0.1)
	return o
}

// Validate says what is wrong with the options, all at once.
func (o Options) Validate() error {
	o = o.withDefaults()
	var errs []error
	check := func(ok bool, text string, v any) {
		if !ok {
			errs = append(errs, fmt.Errorf(text, v))
		}
	}
	check(o.BinM >= 1 && o.BinM <= 10_000, "bins of %v m: allowed is [1, 10000]", o.BinM)
	check(o.BlockM >= o.BinM && o.BlockM <= 100_000, "blocks of %v m: allowed is from the side of a bin to 100000", o.BlockM)
	check(o.Folds >= 2 && o.Folds <= 100, "%v folds: allowed is [2, 100]", o.Folds)
	check(o.FoldBy == FoldBySpace || o.FoldBy == FoldBySite, "folds by %q: write space or site", o.FoldBy)
	check(o.Bootstraps >= 99 && o.Bootstraps <= 100_000, "%v resamples: allowed is [99, 100000]", o.Bootstraps)
	check(o.Confidence >= 0.5 && o.Confidence <= 0.999, "a confidence of %v: allowed is [0.5, 0.999]", o.Confidence)
	check(o.LeastGainDB >= 0 && !math.IsInf(o.LeastGainDB, 0), "a gain of %v dB: it must not be negative", o.LeastGainDB)
	return errors.Join(errs...)
}
