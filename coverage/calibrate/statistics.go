package calibrate

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/stat"
)

// Statistics describes the errors of bins, measured less predicted level, in dB:
// a positive mean says that the model is too pessimistic. What cannot be had of so
// few bins is NaN.
type Statistics struct {
	Bins     int    `json:"bins"`
	Samples  int    `json:"samples"`
	MeanDB   Number `json:"mean_error_db"`
	StdDevDB Number `json:"std_dev_db"` // about the mean, with n-1
	RMSEDB   Number `json:"rmse_db"`    // about zero
	MedianDB Number `json:"median_error_db"`
	// RobustDB is 1.4826 times the median distance from the median, which is the
	// standard deviation of a normal distribution and little moved by outliers.
	RobustDB    Number `json:"robust_std_dev_db"`
	Outliers    int    `json:"outliers"`    // farther than 3.5 RobustDB from the median; they stay in
	Correlation Number `json:"correlation"` // of measured and predicted level
}

// describe computes Statistics of errors e over bins (same order).
func describe(bins []Bin, e []float64) Statistics {
	nan := Number(math.NaN())
	s := Statistics{Bins: len(bins), MeanDB: nan, StdDevDB: nan, RMSEDB: nan, MedianDB: nan, RobustDB: nan, Correlation: nan}
	for i := range bins {
		s.Samples += bins[i].Samples
	}
	if len(e) == 0 {
		return s
	}
	s.MeanDB, s.RMSEDB = Number(stat.Mean(e, nil)), Number(rootMeanSquare(e))
	median := medianOf(e)
	s.MedianDB = Number(median)
	if len(e) < 2 {
		return s
	}
	s.StdDevDB = Number(stat.StdDev(e, nil))
	away := make([]float64, len(e))
	for i, v := range e {
		away[i] = math.Abs(v - median)
	}
	robust := 1.4826 * medianOf(away)
	s.RobustDB = Number(robust)
	for _, a := range away {
		if robust > 0 && a > float64(3.5*robust) {
			s.Outliers++
		}
	}
	if len(e) > 2 {
		s.Correlation = Number(correlation(bins, e))
	}
	return s
}

// correlation is that of measured levels and those predicted with errors e; NaN where
// one of them does not vary.
func correlation(bins []Bin, e []float64) float64 {
	x, y := make([]float64, len(bins)), make([]float64, len(bins))
	for i := range bins {
		x[i], y[i] = bins[i].MeasuredDBm, bins[i].MeasuredDBm-e[i]
	}
	return stat.Correlation(x, y, nil)
}

func rootMeanSquare(e []float64) float64 {
	squares := 0.0
	for _, v := range e {
		squares += float64(v * v)
	}
	return math.Sqrt(squares / float64(len(e)))
}

// medianOf is the middle value, or the mean of the two in the middle.
func medianOf(values []float64) float64 {
	s := slices.Sorted(slices.Values(values))
	n := len(s)
	if n == 0 {
		return math.NaN()
	}
	if n%2 == 1 {
		return s[n/2]
	}
	return (s[n/2-1] + s[n/2]) / 2
}

func errorsOf(bins []Bin) []float64 {
	e := make([]float64, len(bins))
	for i := range bins {
		e[i] = bins[i].ErrorDB()
	}
	return e
}
