package calibrate

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"
)

// Report is what came out of comparing measurements with one model.
type Report struct {
	Options OptionsRecord `json:"options"`
	Overall Statistics    `json:"overall"`
	// Unbinned is of samples as they are, for comparison with publications: all, then
	// by site. Roads on which the receiver stood still weigh most in it.
	Unbinned   []Group   `json:"unbinned"`
	Blocks     int       `json:"blocks"`
	Censored   Censoring `json:"censored"`
	DistanceM  Range     `json:"distance_m"` // of the bins: a correction holds within it
	BySite     []Group   `json:"by_site"`
	ByCell     []Group   `json:"by_cell"`
	ByDistance []Group   `json:"by_distance"`
	ByTerrain  []Group   `json:"by_terrain"` // empty where terrain is not known
	// Corrections holds every form that the bins determine, the recommended one marked.
	Corrections []Correction `json:"corrections"`
	Recommended Form         `json:"recommended"`
	Why         string       `json:"why"`
	// OffsetRecommended is the offset alone where that helps, for places in which a
	// slope cannot be stated, such as a criterion; NaN where it does not.
	OffsetRecommended Number   `json:"offset_recommended_db"`
	Notes             []string `json:"notes"`
	Bins              []Bin    `json:"-"` // by cell, then place
}

// OptionsRecord is the options as resolved.
type OptionsRecord struct {
	BinM        Number `json:"bin_m"` // 0: 40 wavelengths
	BlockM      Number `json:"block_m"`
	Folds       int    `json:"folds"`
	FoldBy      FoldBy `json:"fold_by"`
	Bootstraps  int    `json:"bootstraps"`
	Confidence  Number `json:"confidence"`
	LeastGainDB Number `json:"least_gain_db"`
}

// Censoring is what the receiver's floor hid.
type Censoring struct {
	Samples int `json:"samples"`
	Bins    int `json:"bins_left_out"` // more than half of whose samples are at the floor
}

// Group is the statistics of a part of the bins.
type Group struct {
	Name string `json:"name"`
	Statistics
}

// Correction is one form, fitted.
type Correction struct {
	Form         Form          `json:"form"`
	Coefficients []Coefficient `json:"coefficients"`
	InSample     Statistics    `json:"in_sample"`       // of the bins it was fitted to: flattering
	Validated    *Statistics   `json:"cross_validated"` // of bins it was not fitted to; null: too little evidence
	Recommended  bool          `json:"recommended"`
}

// ErrNoPair says that there is nothing to compare.
var ErrNoPair = errors.New("no measurement has a prediction to compare with")

// Analyze compares. The order of pairs does not matter. Pairs with a number that is
// none are an error, for nothing should have made them; TerrainLossDB may be NaN.
func Analyze(pairs []Pair, o Options) (*Report, error) {
	if err := o.Validate(); err != nil {
		return nil, err
	}
	o = o.withDefaults()
	if err := checkPairs(pairs); err != nil {
		return nil, err
	}
	pairs = slices.SortedFunc(slices.Values(pairs), comparePairs)
	r := &Report{Options: o.record(), OffsetRecommended: Number(math.NaN()), Unbinned: unbinned(pairs)}
	for _, b := range makeBins(pairs, o) {
		r.Censored.Samples += b.Censored
		if 2*b.Censored > b.Samples {
			r.Censored.Bins++
			continue
		}
		r.Bins = append(r.Bins, b)
	}
	if len(r.Bins) == 0 {
		return nil, fmt.Errorf("%w: all %d samples are at the receiver's floor", ErrNoPair, r.Censored.Samples)
	}
	v := newEvidence(r.Bins)
	r.Blocks, r.Overall = v.blocks, describe(r.Bins, v.errors)
	r.group()
	r.correct(v, o)
	r.note()
	return r, nil
}

func (o Options) record() OptionsRecord {
	r := OptionsRecord{Number(o.BinM), Number(o.BlockM), o.Folds, o.FoldBy, o.Bootstraps, Number(o.Confidence), Number(o.LeastGainDB)}
	if o.Lee {
		r.BinM = 0
	}
	return r
}

// comparePairs fixes the order of sums.
func comparePairs(a, b Pair) int {
	return cmp.Or(cmp.Compare(a.Site, b.Site), cmp.Compare(a.Cell, b.Cell), cmp.Compare(a.Lat, b.Lat), cmp.Compare(a.Lon, b.Lon),
		cmp.Compare(a.MeasuredDBm, b.MeasuredDBm), cmp.Compare(a.PredictedDBm, b.PredictedDBm), cmp.Compare(a.DistanceM, b.DistanceM))
}

func checkPairs(pairs []Pair) error {
	if len(pairs) == 0 {
		return ErrNoPair
	}
	for i := range pairs {
		p := &pairs[i]
		for _, v := range []float64{p.Lon, p.Lat, p.DistanceM, p.MeasuredDBm, p.PredictedDBm} {
			if math.IsNaN(v) || math.IsInf(v, 0) {
				return fmt.Errorf("pair %d of site %s, cell %s holds %v", i, p.Site, p.Cell, v)
			}
		}
		if !onGlobe(p.Lon, p.Lat) || p.DistanceM < 0 {
			return fmt.Errorf("pair %d of site %s is at %v %v, %v m away", i, p.Site, p.Lon, p.Lat, p.DistanceM)
		}
	}
	return nil
}

// unbinned describes samples one by one.
func unbinned(pairs []Pair) []Group {
	bins := make([]Bin, len(pairs))
	for i := range pairs {
		bins[i] = Bin{Site: pairs[i].Site, MeasuredDBm: pairs[i].MeasuredDBm, PredictedDBm: pairs[i].PredictedDBm, Samples: 1}
	}
	all := []Group{{"all", describe(bins, errorsOf(bins))}}
	return append(all, groupBy(bins, func(b *Bin) string { return b.Site })...)
}

// bandEdgesM cut distances into bands.
var bandEdgesM = []float64{0, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000, math.Inf(1)}

// bandOf is the band of a distance.
func bandOf(distanceM float64) int {
	i, found := slices.BinarySearch(bandEdgesM, distanceM)
	if !found {
		i--
	}
	return min(i, len(bandEdgesM)-2)
}

func bandName(i int) string {
	if i == len(bandEdgesM)-2 {
		return fmt.Sprintf("%g m and more", bandEdgesM[i])
	}
	return fmt.Sprintf("%g-%g m", bandEdgesM[i], bandEdgesM[i+1])
}

// group fills the statistics of parts.
func (r *Report) group() {
	r.BySite = groupBy(r.Bins, func(b *Bin) string { return b.Site })
	r.ByCell = groupBy(r.Bins, func(b *Bin) string { return b.Cell })
	nearest, farthest := math.Inf(1), 0.0
	for i := range r.Bins {
		nearest, farthest = math.Min(nearest, r.Bins[i].DistanceM), math.Max(farthest, r.Bins[i].DistanceM)
	}
	r.DistanceM = Range{Number(nearest), Number(farthest)}
	for band := range len(bandEdgesM) - 1 {
		r.ByDistance = append(r.ByDistance, groupBy(r.Bins, func(b *Bin) string {
			if bandOf(b.DistanceM) == band {
				return bandName(band)
			}
			return ""
		})...)
	}
	r.ByTerrain = groupBy(r.Bins, func(b *Bin) string {
		switch {
		case math.IsNaN(b.TerrainLossDB):
			return ""
		case b.TerrainLossDB < clearDB:
			return "clear of terrain"
		}
		return "behind terrain"
	})
}

// clearDB of loss by obstacles still counts as clear: Bullington's method takes 6 dB
// for an edge that the ray grazes.
const clearDB = 6

// groupBy sorts groups by name; bins named "" belong to none.
func groupBy(bins []Bin, name func(*Bin) string) []Group {
	members := map[string][]Bin{}
	var names []string
	for i := range bins {
		n := name(&bins[i])
		if n == "" {
			continue
		}
		if members[n] == nil {
			names = append(names, n)
		}
		members[n] = append(members[n], bins[i])
	}
	slices.Sort(names)
	groups := make([]Group, len(names))
	for i, n := range names {
		groups[i] = Group{n, describe(members[n], errorsOf(members[n]))}
	}
	return groups
}

// note says what a reader of the numbers should know.
func (r *Report) note() {
	if r.Censored.Samples > 0 {
		r.Notes = append(r.Notes, fmt.Sprintf("%d samples are at the receiver's floor: the true level is that or less; %d bins with a majority of them are left out, so that the mean error far from masts is flattering",
			r.Censored.Samples, r.Censored.Bins))
	}
	if share := float64(r.Overall.Outliers) / float64(r.Overall.Bins); share > 0.05 {
		r.Notes = append(r.Notes, fmt.Sprintf("%.0f %% of the bins are outliers, farther than 3.5 robust deviations from the median: look at residuals.csv before believing a mean", 100*share))
	}
	if a, b := float64(r.Overall.MeanDB), float64(r.Overall.MedianDB); math.Abs(a-b) > 2 {
		r.Notes = append(r.Notes, "mean and median error are more than 2 dB apart: the errors are of several kinds")
	}
}
