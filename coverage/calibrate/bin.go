package calibrate

import (
	"cmp"
	"math"
	"slices"
)

// Pair is a measurement and what was predicted for it. Levels of a Loss are those
// of a transmitter of 0 dBm, so that the error is measured less predicted level in
// either case: positive where the model is too pessimistic.
type Pair struct {
	Site, Cell    string
	Lon, Lat      float64
	DistanceM     float64 // from the mast, horizontal
	FrequencyMHz  float64
	MeasuredDBm   float64
	PredictedDBm  float64
	TerrainLossDB float64 // what obstacles cost beyond flat ground; NaN when terrain is not known
	Censored      bool    // at the receiver's floor: the true level is this or less
}

// Bin is the average of the pairs of one cell in one square.
type Bin struct {
	Site, Cell    string
	Lon, Lat      float64
	DistanceM     float64 // geometric mean
	MeasuredDBm   float64 // mean of dB: near the median, which models predict
	PredictedDBm  float64
	TerrainLossDB float64 // NaN when not known
	Samples       int
	Censored      int   // samples at the floor
	Block         Block // to which it belongs
}

// ErrorDB is measured less predicted.
func (b *Bin) ErrorDB() float64 { return b.MeasuredDBm - b.PredictedDBm }

// logDistance is 10 log10 of the distance in km, the variable of the slope.
func (b *Bin) logDistance() float64 { return 10 * math.Log10(math.Max(b.DistanceM, 1)/1000) }

// Block is a square of ground whose bins are taken as one piece of evidence.
type Block struct{ East, North int64 }

func compareBlocks(a, b Block) int {
	return cmp.Or(cmp.Compare(a.North, b.North), cmp.Compare(a.East, b.East))
}

// metresPerDegree of latitude, about; squares need no more.
const metresPerDegree = 111_195

// square numbers the square of a side in which a place lies. Rows are of equal
// height, and within a row squares are sideM wide at its middle.
func square(lon, lat, sideM float64) Block {
	north := math.Floor(float64(lat*metresPerDegree) / sideM)
	middle := float64((north+0.5)*sideM) / metresPerDegree
	east := math.Floor(float64(lon*metresPerDegree) * math.Max(math.Cos(float64(middle*math.Pi/180)), 1e-6) / sideM)
	return Block{int64(east), int64(north)}
}

// wavelengthM is that of a frequency.
func wavelengthM(frequencyMHz float64) float64 { return 299.792458 / frequencyMHz }

// LeeLengthM is 40 wavelengths, the stretch over which Lee (IEEE Trans. Veh.
// Technol. VT-34, 1985) averages out fast fading and keeps shadowing.
func LeeLengthM(frequencyMHz float64) float64 { return 40 * wavelengthM(frequencyMHz) }

type binKey struct {
	site, cell string
	at         Block
}

type binSum struct {
	n, censored                                   int
	lon, lat, logD, measured, predicted, obstacle float64
}

// makeBins averages pairs by cell and square, sorted by cell, then square: the
// order of pairs does not change a bin beyond rounding.
func makeBins(pairs []Pair, o Options) []Bin {
	sums := map[binKey]*binSum{}
	for i := range pairs {
		p := &pairs[i]
		side := o.BinM
		if o.Lee && p.FrequencyMHz > 0 {
			side = LeeLengthM(p.FrequencyMHz)
		}
		k := binKey{p.Site, p.Cell, square(p.Lon, p.Lat, side)}
		s := sums[k]
		if s == nil {
			s = &binSum{}
			sums[k] = s
		}
		s.add(p)
	}
	keys := make([]binKey, 0, len(sums))
	for k := range sums {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(a, b binKey) int {
		return cmp.Or(cmp.Compare(a.site, b.site), cmp.Compare(a.cell, b.cell), compareBlocks(a.at, b.at))
	})
	bins := make([]Bin, len(keys))
	for i, k := range keys {
		bins[i] = sums[k].mean(k, o)
	}
	return bins
}

func (s *binSum) add(p *Pair) {
	s.n++
	if p.Censored {
		s.censored++
	}
	s.lon += p.Lon
	s.lat += p.Lat
	s.logD += math.Log(math.Max(p.DistanceM, 1))
	s.measured += p.MeasuredDBm
	s.predicted += p.PredictedDBm
	s.obstacle += p.TerrainLossDB
}

func (s *binSum) mean(k binKey, o Options) Bin {
	n := float64(s.n)
	b := Bin{Site: k.site, Cell: k.cell, Lon: s.lon / n, Lat: s.lat / n, DistanceM: math.Exp(s.logD / n), MeasuredDBm: s.measured / n,
		PredictedDBm: s.predicted / n, TerrainLossDB: s.obstacle / n, Samples: s.n, Censored: s.censored}
	b.Block = square(b.Lon, b.Lat, o.BlockM)
	return b
}
