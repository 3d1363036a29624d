package calibrate

import (
	"bytes"
	"encoding/json"
	"errors"
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/stat"
	"pgregory.net/rapid"

	"phusong/coverage/criterion"
)

func within(r Range, v float64) bool { return float64(r.Lo) <= v && v <= float64(r.Hi) }

func correctionOf(t *testing.T, r *Report, f Form) *Correction {
	t.Helper()
	for i := range r.Corrections {
		if r.Corrections[i].Form == f {
			return &r.Corrections[i]
		}
	}
	t.Fatalf("no correction %s", f)
	return nil
}

// TestCoverageOfIntervals: over many drives with shadowing that is correlated along
// the road, the clustered and the bootstrap interval of 95 % hold the true offset
// about as often as they say, and the ordinary one does not.
func TestCoverageOfIntervals(t *testing.T) {
	const drives = 200
	var clustered, ordinary, bootstrap int
	for seed := range uint64(drives) {
		r, err := Analyze(usualTruth.drive(seed), Options{Bootstraps: 199})
		if err != nil {
			t.Fatal(err)
		}
		c := correctionOf(t, r, FormOffset).Coefficients[0]
		for _, x := range []struct {
			count *int
			at    Range
		}{{&clustered, c.Clustered}, {&ordinary, c.Ordinary}, {&bootstrap, c.Bootstrap}} {
			if within(x.at, usualTruth.offsetDB) {
				*x.count++
			}
		}
	}
	t.Logf("of %d intervals of 95 %%: clustered %d hold the truth, bootstrap %d, ordinary %d", drives, clustered, bootstrap, ordinary)
	if clustered < drives*90/100 || bootstrap < drives*88/100 {
		t.Errorf("clustered %d and bootstrap %d of %d intervals hold the true offset, want at least 90 and 88 %%", clustered, bootstrap, drives)
	}
	if ordinary >= clustered {
		t.Errorf("ordinary intervals hold the truth in %d drives and clustered ones in %d: shadowing is not correlated in this test", ordinary, clustered)
	}
}

// TestRecoversSlope: offset, slope and deviation of the truth come back.
func TestRecoversSlope(t *testing.T) {
	const drives = 200
	w := usualTruth
	w.offsetDB, w.slopeDB = 4, -1.5
	offset, slope, sigma, recommended := 0, 0, 0.0, 0
	for seed := range uint64(drives) {
		r, err := Analyze(w.drive(seed), Options{Bootstraps: 99})
		if err != nil {
			t.Fatal(err)
		}
		c := correctionOf(t, r, FormSlope)
		if within(c.Coefficients[0].Clustered, w.offsetDB) {
			offset++
		}
		if within(c.Coefficients[1].Clustered, w.slopeDB) {
			slope++
		}
		sigma += float64(c.InSample.StdDevDB) / drives
		if r.Recommended == FormSlope {
			recommended++
		}
	}
	t.Logf("of %d intervals of 95 %%, %d hold the offset and %d the slope; mean deviation left %.2f dB; slope recommended in %d", drives, offset, slope, sigma, recommended)
	if offset < drives*88/100 || slope < drives*88/100 {
		t.Errorf("the intervals hold the offset in %d and the slope in %d of %d drives, want 88 %%", offset, slope, drives)
	}
	// Averaging 50 m takes some of the shadowing and most of the fading away.
	if sigma < 5 || sigma > 7.6 {
		t.Errorf("deviation left %.2f dB, want below the truth's 7 with fading and above 5", sigma)
	}
	if recommended < drives/2 {
		t.Errorf("the slope is recommended in %d of %d drives", recommended, drives)
	}
}

// TestRecommendsNothing: a model without bias gets no correction, save by bad luck.
func TestRecommendsNothing(t *testing.T) {
	const drives = 100
	w := usualTruth
	w.offsetDB = 0
	wrong := 0
	for seed := range uint64(drives) {
		r, err := Analyze(w.drive(seed), Options{Bootstraps: 99})
		if err != nil {
			t.Fatal(err)
		}
		if r.Recommended != FormNone {
			wrong++
		}
	}
	t.Logf("a correction is recommended in %d of %d drives without bias", wrong, drives)
	if wrong > drives*15/100 {
		t.Errorf("a correction is recommended in %d of %d drives without bias", wrong, drives)
	}
}

func TestRecommendsOffset(t *testing.T) {
	r, err := Analyze(usualTruth.drive(3), Options{})
	if err != nil {
		t.Fatal(err)
	}
	if r.Recommended == FormNone || math.Abs(float64(r.OffsetRecommended)-usualTruth.offsetDB) > 2 {
		t.Errorf("recommended %s, offset %v, want about %v", r.Recommended, r.OffsetRecommended, usualTruth.offsetDB)
	}
	c := correctionOf(t, r, FormOffset)
	if c.Validated == nil || float64(c.Validated.RMSEDB) >= float64(r.Overall.RMSEDB) {
		t.Errorf("cross-validated %+v, before %+v", c.Validated, r.Overall)
	}
	if c.InSample.RMSEDB > c.Validated.RMSEDB {
		t.Errorf("in sample %v dB is worse than cross-validated %v", c.InSample.RMSEDB, c.Validated.RMSEDB)
	}
}

func TestTooLittleEvidence(t *testing.T) {
	r, err := Analyze(usualTruth.drive(1)[:60], Options{})
	if err != nil {
		t.Fatal(err)
	}
	if r.Recommended != FormNone || !math.IsNaN(float64(r.OffsetRecommended)) {
		t.Errorf("%d bins in %d blocks: recommended %s, %v", r.Overall.Bins, r.Blocks, r.Recommended, r.OffsetRecommended)
	}
	one, err := Analyze(usualTruth.drive(1)[:1], Options{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := json.Marshal(one); err != nil || len(one.Corrections) != 0 {
		t.Errorf("one sample: corrections %v, error %v", one.Corrections, err)
	}
}

// TestOrdinaryEqualsRegression holds the fit against gonum's line.
func TestOrdinaryEqualsRegression(t *testing.T) {
	r, err := Analyze(usualTruth.drive(5), Options{})
	if err != nil {
		t.Fatal(err)
	}
	var x, y []float64
	for i := range r.Bins {
		x, y = append(x, r.Bins[i].logDistance()), append(y, r.Bins[i].ErrorDB())
	}
	a, b := stat.LinearRegression(x, y, nil, false)
	c := correctionOf(t, r, FormSlope).Coefficients
	if math.Abs(a-float64(c[0].Value)) > 1e-9 || math.Abs(b-float64(c[1].Value)) > 1e-9 {
		t.Errorf("got %v, %v, want %v, %v", c[0].Value, c[1].Value, a, b)
	}
	// The standard error of a mean, and t of 95 % with n-1 degrees of freedom near 1.97.
	o := correctionOf(t, r, FormOffset).Coefficients[0]
	want := stat.StdErr(stat.StdDev(y, nil), float64(len(y)))
	if math.Abs(want-float64(o.OrdinarySE)) > 1e-9 {
		t.Errorf("standard error %v, want %v", o.OrdinarySE, want)
	}
	if k := (float64(o.Ordinary.Hi) - float64(o.Value)) / want; k < 1.96 || k > 1.99 {
		t.Errorf("the interval is %v standard errors to either side", k)
	}
}

// TestOneBlockPerBin: with every bin its own block the clustered error of an offset
// is the ordinary one.
func TestOneBlockPerBin(t *testing.T) {
	pairs := usualTruth.drive(8)
	r, err := Analyze(pairs, Options{BinM: 50, BlockM: 50})
	if err != nil {
		t.Fatal(err)
	}
	c := correctionOf(t, r, FormOffset).Coefficients[0]
	if share := float64(c.ClusteredSE) / float64(c.OrdinarySE); math.Abs(share-1) > 0.01 {
		t.Errorf("clustered error is %v of the ordinary", share)
	}
}

// TestFoldsHoldBlocks: no block of ground is in two parts, all parts have bins.
func TestFoldsHoldBlocks(t *testing.T) {
	r, err := Analyze(usualTruth.drive(2), Options{})
	if err != nil {
		t.Fatal(err)
	}
	v := newEvidence(r.Bins)
	for _, o := range []Options{{Folds: 5, FoldBy: FoldBySpace}, {Folds: 3, FoldBy: FoldBySpace}} {
		fold, k := v.folds(o)
		of, sizes := map[Block]int{}, make([]int, k)
		for i, f := range fold {
			if before, ok := of[r.Bins[i].Block]; ok && before != f {
				t.Fatalf("block %v is in parts %d and %d", r.Bins[i].Block, before, f)
			}
			of[r.Bins[i].Block] = f
			sizes[f]++
		}
		for f, n := range sizes {
			if n < len(fold)/k*2/3 {
				t.Errorf("%d parts: part %d has %d of %d bins", k, f, n, len(fold))
			}
		}
	}
	if _, k := v.folds(Options{Folds: 5, FoldBy: FoldBySite}); k != 1 {
		t.Errorf("one site makes %d parts by site", k)
	}
}

// TestSameBytes: the order of pairs changes nothing.
func TestSameBytes(t *testing.T) {
	pairs := usualTruth.drive(4)
	write := func(pairs []Pair) []byte {
		r, err := Analyze(pairs, Options{})
		if err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		for _, f := range []func() error{func() error { return (&Document{Comparison: r}).WriteJSON(&out) },
			func() error { return r.WriteTable(&out) }, func() error { return r.WriteResiduals(&out) }, func() error { return r.WriteMap(&out) }} {
			if err := f(); err != nil {
				t.Fatal(err)
			}
		}
		return out.Bytes()
	}
	want := write(pairs)
	rand.New(rand.NewPCG(1, 2)).Shuffle(len(pairs), func(i, j int) { pairs[i], pairs[j] = pairs[j], pairs[i] })
	if !bytes.Equal(want, write(pairs)) {
		t.Error("another order of pairs gives other bytes")
	}
}

// TestLaws: whatever the pairs, adding a constant to measurements moves the mean and
// the offset by it and leaves deviations; nothing in the output is NaN as text.
func TestLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 60).Draw(t, "n")
		shift := rapid.Float64Range(-20, 20).Draw(t, "shift")
		var a, b []Pair
		for range n {
			p := Pair{Site: rapid.SampledFrom([]string{"A", "B"}).Draw(t, "site"), Cell: "c", Lon: rapid.Float64Range(105, 105.02).Draw(t, "lon"),
				Lat: rapid.Float64Range(10, 10.02).Draw(t, "lat"), DistanceM: rapid.Float64Range(0, 5000).Draw(t, "d"), MeasuredDBm: rapid.Float64Range(-120, -60).Draw(t, "m"),
				PredictedDBm: rapid.Float64Range(-120, -60).Draw(t, "p"), TerrainLossDB: rapid.Float64Range(0, 30).Draw(t, "t")}
			a = append(a, p)
			p.MeasuredDBm += shift
			b = append(b, p)
		}
		ra, err := Analyze(a, Options{Bootstraps: 99})
		if err != nil {
			t.Fatal(err)
		}
		rb, err := Analyze(b, Options{Bootstraps: 99})
		if err != nil {
			t.Fatal(err)
		}
		if d := float64(rb.Overall.MeanDB-ra.Overall.MeanDB) - shift; math.Abs(d) > 1e-6 {
			t.Errorf("the mean moved by %v more than %v", d, shift)
		}
		if d := float64(rb.Overall.StdDevDB - ra.Overall.StdDevDB); math.Abs(d) > 1e-6 {
			t.Errorf("the deviation moved by %v", d)
		}
		if len(ra.Corrections) != len(rb.Corrections) {
			t.Fatalf("%d and %d corrections", len(ra.Corrections), len(rb.Corrections))
		}
		for i := range ra.Corrections {
			d := float64(rb.Corrections[i].Coefficients[0].Value-ra.Corrections[i].Coefficients[0].Value) - shift
			if math.Abs(d) > 1e-5 {
				t.Errorf("%s: the offset moved by %v more than %v", ra.Corrections[i].Form, d, shift)
			}
		}
		if _, err := json.Marshal(ra); err != nil {
			t.Error(err)
		}
	})
}

func TestCensored(t *testing.T) {
	pairs := usualTruth.drive(6)
	for i := range pairs {
		if pairs[i].MeasuredDBm < -80 {
			pairs[i].MeasuredDBm, pairs[i].Censored = -80, true
		}
	}
	r, err := Analyze(pairs, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if r.Censored.Samples == 0 || r.Censored.Bins == 0 || len(r.Notes) == 0 {
		t.Errorf("censored %+v, notes %v", r.Censored, r.Notes)
	}
	for i := range pairs {
		pairs[i].Censored = true
	}
	if _, err := Analyze(pairs, Options{}); !errors.Is(err, ErrNoPair) {
		t.Errorf("all at the floor: %v", err)
	}
}

func TestAnalyzeRefuses(t *testing.T) {
	good := usualTruth.drive(1)
	bad := append([]Pair(nil), good...)
	bad[7].PredictedDBm = math.Inf(-1)
	for _, c := range []struct {
		name  string
		pairs []Pair
		o     Options
	}{{"nothing", nil, Options{}}, {"infinite", bad, Options{}}, {"bin", good, Options{BinM: -1}}, {"block", good, Options{BinM: 100, BlockM: 50}},
		{"folds", good, Options{Folds: 1}}, {"by", good, Options{FoldBy: "moon"}}, {"confidence", good, Options{Confidence: 1}}, {"resamples", good, Options{Bootstraps: 3}},
		{"nan", good, Options{BinM: math.NaN()}}} {
		if _, err := Analyze(c.pairs, c.o); err == nil {
			t.Errorf("%s: no error", c.name)
		}
	}
}

// TestCorrected: the corrected criterion can be parsed and shifts levels against
// thresholds by the offset.
func TestCorrected(t *testing.T) {
	base, err := criterion.Preset("outdoor-110")
	if err != nil {
		t.Fatal(err)
	}
	for _, offset := range []float64{-7.26, 3.14, 0} {
		for _, body := range []float64{0, 5} {
			c := base
			c.BodyLossDB = body
			r := &Report{OffsetRecommended: Number(offset), DistanceM: Range{10, 20}}
			got, ok := r.Corrected(c)
			if !ok {
				t.Fatal("no correction")
			}
			before, after := -c.LossesDB()-c.ThresholdsDBm["4g"], -got.LossesDB()-got.ThresholdsDBm["4g"]
			if math.Abs(after-before-offset) > 0.051 {
				t.Errorf("offset %v, body %v: the margin moved by %v", offset, body, after-before)
			}
			var text bytes.Buffer
			if err := r.WriteCriterion(&text, c); err != nil {
				t.Fatal(err)
			}
			parsed, err := criterion.Parse("correction.yaml", text.Bytes())
			if err != nil {
				t.Fatalf("%v in\n%s", err, text.String())
			}
			if parsed.Label() != got.Label() {
				t.Errorf("label %s, want %s", parsed.Label(), got.Label())
			}
		}
	}
	var text bytes.Buffer
	if err := (&Report{OffsetRecommended: Number(math.NaN())}).WriteCriterion(&text, base); err != nil || text.Bytes()[0] != '#' {
		t.Errorf("%q, %v", text.String(), err)
	}
}

func TestStatistics(t *testing.T) {
	bins := []Bin{{MeasuredDBm: -80, PredictedDBm: -82, Samples: 2}, {MeasuredDBm: -90, PredictedDBm: -88, Samples: 1}, {MeasuredDBm: -100, PredictedDBm: -106, Samples: 1}}
	s := describe(bins, errorsOf(bins)) // errors 2, -2, 6
	for _, c := range []struct {
		name string
		got  Number
		want float64
	}{{"mean", s.MeanDB, 2}, {"deviation", s.StdDevDB, 4}, {"rmse", s.RMSEDB, math.Sqrt(44. / 3)}, {"median", s.MedianDB, 2}, {"robust", s.RobustDB, 1.4826 * 4}} {
		if math.Abs(float64(c.got)-c.want) > 1e-12 {
			t.Errorf("%s: got %v, want %v", c.name, float64(c.got), c.want)
		}
	}
	if s.Samples != 4 || s.Outliers != 0 {
		t.Errorf("%+v", s)
	}
}

func TestLeeLength(t *testing.T) {
	if got := LeeLengthM(1800); math.Abs(got-6.662) > 0.001 {
		t.Errorf("40 wavelengths at 1800 MHz: %v m, want 6.662", got)
	}
	lee, err := Analyze(usualTruth.drive(1), Options{Lee: true})
	if err != nil {
		t.Fatal(err)
	}
	fixed, _ := Analyze(usualTruth.drive(1), Options{})
	if lee.Overall.Bins <= fixed.Overall.Bins {
		t.Errorf("%d bins of 40 wavelengths, %d of 50 m", lee.Overall.Bins, fixed.Overall.Bins)
	}
}
