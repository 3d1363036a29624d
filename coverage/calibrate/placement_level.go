package calibrate

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/stat"

	"phusong/coverage"
	"phusong/geo"
)

// What the level test asks for before it accuses. They are chosen to accuse nobody
// whose antenna, terrain or route may explain the levels: see its test.
const (
	levelMinSpots        = 40
	levelMinBlocks       = 12   // of spotBlockM, so that it is more than one street
	levelFallsAt         = -0.1 // correlation with log distance: below it the level falls
	levelFallsBeside     = -0.5 // the same for a station well beside all of its measurements
	levelFallsFrom       = -0.7 // from the better place it must fall at least like this
	levelScatterShare    = 0.65 // and scatter at most this share
	levelMinMoveM        = 1000
	spotBlockM           = 250
	nearestSpotM         = 25 // distances below are taken at it
	searchSteps          = 20 // of the grid per side
	searchRounds         = 4  // each on a grid of a quarter of the side
	searchMargin         = 0.5
	searchMinWidthDeg    = 0.01
	placementPatternDBm  = -20 // the least that an antenna is taken to give, reflections included
	placementTxHeightM   = 30
	metresPerKilometre   = 1000
	levelStrongestFarOff = 0.9 // the strongest spots lie at least this share of the median distance away
)

// fall is how level falls with log distance from a place.
type fall struct{ correlation, sigmaDB float64 }

// regularity is the fall of spots from a place.
func regularity(spots []spot, lon, lat float64) fall {
	x, y := make([]float64, len(spots)), make([]float64, len(spots))
	for i := range spots {
		x[i] = math.Log10(math.Max(spots[i].distanceM(lon, lat), nearestSpotM))
		y[i] = spots[i].levelDBm
	}
	return fallOf(x, y)
}

// fallOf fits a line that may not rise.
func fallOf(x, y []float64) fall {
	if len(x) < 3 {
		return fall{0, math.Inf(1)}
	}
	c := stat.Correlation(x, y, nil)
	if math.IsNaN(c) {
		c = 0
	}
	sigma := stat.StdDev(y, nil)
	if c < 0 {
		sigma *= math.Sqrt(math.Max(1-float64(c*c), 0))
	}
	return fall{c, sigma}
}

// levelTest reports a station whose level does not fall with the distance from it,
// with its antenna taken into account or not, but does from a place at least
// levelMinMoveM away, farther than half of its measurements are.
func levelTest(s *coverage.Site, spots []spot) (string, bool) {
	if len(spots) < levelMinSpots || blocksOf(spots) < levelMinBlocks {
		return "", false
	}
	middle, falls := medianDistance(spots, s.Lon, s.Lat), levelFallsAt
	if near := nearestM(spots, s.Lon, s.Lat); near > levelMinMoveM && near > middle/4 {
		falls = levelFallsBeside
	}
	here := regularity(spots, s.Lon, s.Lat)
	if here.correlation < falls || directedFall(s, spots).correlation < falls {
		return "", false
	}
	strongLon, strongLat := strongestOf(spots)
	strongM, _, _ := geo.Inverse(s.Lon, s.Lat, strongLon, strongLat)
	if strongM < levelStrongestFarOff*middle {
		return "", false
	}
	lon, lat, there := bestPlace(spots)
	moved, _, _ := geo.Inverse(s.Lon, s.Lat, lon, lat)
	if there.correlation > levelFallsFrom || there.sigmaDB > levelScatterShare*here.sigmaDB || moved < levelMinMoveM || moved < middle/2 {
		return "", false
	}
	return fmt.Sprintf("its level does not fall with the distance from there (correlation %+.2f), but does from about %s %s, %.1f km away (%+.2f)",
		here.correlation, trimDecimals(lon, 4), trimDecimals(lat, 4), moved/metresPerKilometre, there.correlation), true
}

func blocksOf(spots []spot) int {
	seen := map[Block]bool{}
	for i := range spots {
		seen[square(spots[i].lon, spots[i].lat, spotBlockM)] = true
	}
	return len(seen)
}

// directedFall is regularity with the gain of the site's best cell taken off.
func directedFall(s *coverage.Site, spots []spot) fall {
	x, y := make([]float64, len(spots)), make([]float64, len(spots))
	for i := range spots {
		d, azimuth, _ := geo.Inverse(s.Lon, s.Lat, spots[i].lon, spots[i].lat)
		x[i] = math.Log10(math.Max(d, nearestSpotM))
		y[i] = spots[i].levelDBm - siteGain(s, azimuth, d)
	}
	return fallOf(x, y)
}

// siteGain is the most that a cell of a site gives in a direction.
func siteGain(s *coverage.Site, azimuthDeg, distanceM float64) float64 {
	best := math.Inf(-1)
	for i := range s.Cells {
		best = math.Max(best, cellGain(&s.Cells[i], azimuthDeg, -math.Atan2(placementTxHeightM, distanceM)*180/math.Pi))
	}
	return math.Max(best, placementPatternDBm)
}

// cellGain is the gain of a cell relative to its peak; patterns that are not built in
// are taken for the default sector.
func cellGain(c *coverage.Cell, azimuthDeg, elevationDeg float64) float64 {
	return (&coverage.Dataset{}).PatternOf(c).GainDB(azimuthDeg-c.AzimuthDeg, elevationDeg)
}

// bestPlace searches where levels fall from most regularly: on a grid over the spots
// and their surroundings, then on finer ones around the best.
func bestPlace(spots []spot) (lon, lat float64, best fall) {
	west, south, east, north := boxOf(spots)
	width, height := math.Max(east-west, searchMinWidthDeg)*(1+2*searchMargin), math.Max(north-south, searchMinWidthDeg)*(1+2*searchMargin)
	lon, lat = (west+east)/2, (south+north)/2
	best.sigmaDB = math.Inf(1)
	for range searchRounds {
		fromLon, fromLat := lon-width/2, lat-height/2
		for row := range searchSteps + 1 {
			for col := range searchSteps + 1 {
				x, y := fromLon+float64(width*float64(col)/searchSteps), fromLat+float64(height*float64(row)/searchSteps)
				if !onGlobe(x, y) {
					continue
				}
				if f := regularity(spots, x, y); f.correlation < 0 && f.sigmaDB < best.sigmaDB {
					best, lon, lat = f, x, y
				}
			}
		}
		width, height = width/4, height/4
	}
	return lon, lat, best
}

func boxOf(spots []spot) (west, south, east, north float64) {
	west, south, east, north = math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)
	for i := range spots {
		west, east = math.Min(west, spots[i].lon), math.Max(east, spots[i].lon)
		south, north = math.Min(south, spots[i].lat), math.Max(north, spots[i].lat)
	}
	return west, south, east, north
}
