package calibrate

import (
	"math"
	"math/rand/v2"

	"phusong/coverage"
	"phusong/geo"
)

// truth is a drive test whose errors are known.
type truth struct {
	offsetDB, slopeDB float64 // measured less predicted: offset + slope 10 log10(d/km)
	shadowDB          float64 // standard deviation of shadowing
	decorrelationM    float64 // along the road
	fadingDB          float64 // of each sample, independent
	stepM             float64
	lengthM           float64
}

var usualTruth = truth{offsetDB: -6, slopeDB: 0, shadowDB: 7, decorrelationM: 60, fadingDB: 3, stepM: 10, lengthM: 12_000}

// site of synthetic drives, in no real network.
const (
	synthLon = 105.5
	synthLat = 10.5
)

// drive walks a route with turns around one site and gives the pairs.
func (w truth) drive(seed uint64) []Pair {
	random := rand.New(rand.NewPCG(seed, 17))
	azimuth := random.Float64() * 360
	lon, lat, _ := geo.Direct(synthLon, synthLat, random.Float64()*360, 300+700*random.Float64())
	keep := math.Exp(-w.stepM / w.decorrelationM)
	shadow := random.NormFloat64() * w.shadowDB
	var pairs []Pair
	for range int(w.lengthM / w.stepM) {
		if random.Float64() < w.stepM/400 { // a crossing every 400 m
			azimuth += []float64{-90, 90}[random.IntN(2)]
		}
		d, back, _ := geo.Inverse(lon, lat, synthLon, synthLat)
		if d > 3000 {
			azimuth = back
		}
		lon, lat, _ = geo.Direct(lon, lat, azimuth, w.stepM)
		shadow = keep*shadow + math.Sqrt(1-keep*keep)*w.shadowDB*random.NormFloat64()
		d, _, _ = geo.Inverse(lon, lat, synthLon, synthLat)
		predicted := 60 - 130 - 35*math.Log10(math.Max(d, 20)/1000)
		pairs = append(pairs, Pair{Site: "S", Cell: "S1", Lon: lon, Lat: lat, DistanceM: d, FrequencyMHz: 1800, PredictedDBm: predicted, TerrainLossDB: math.NaN(),
			MeasuredDBm: predicted + w.offsetDB + w.slopeDB*10*math.Log10(d/1000) + shadow + w.fadingDB*random.NormFloat64()})
	}
	return pairs
}

// measured turns pairs into measurements of a site.
func measured(pairs []Pair, site string) []Measurement {
	out := make([]Measurement, len(pairs))
	for i, p := range pairs {
		out[i] = Measurement{Source: coverage.Source{File: "drive.csv", Row: i + 2}, Lon: p.Lon, Lat: p.Lat, Quantity: Level, Value: p.MeasuredDBm, SiteID: site, StatedDistance: math.NaN()}
	}
	return out
}
