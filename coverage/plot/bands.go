package plot

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"phusong/coverage"
)

// maxBands keeps the index of a class in a byte, and a legend readable.
const maxBands = 64

// DefaultBands are the lower limits of the bands of a map, in 0.01 dBm.
func DefaultBands() []int { return []int{-8000, -9000, -10000, -11000, -12000} }

// ParseBands reads lower limits in dBm, with at most two decimals, strongest
// first: "-80,-90.5,-100". It returns them in 0.01 dBm.
func ParseBands(text string) ([]int, error) {
	var limits []int
	for _, part := range strings.Split(text, ",") {
		v, err := strconv.ParseFloat(strings.TrimSpace(part), 64)
		centi := math.Round(v * 100)
		if err != nil || !(math.Abs(v) <= 300) || math.Abs(centi-v*100) > 1e-6 {
			return nil, fmt.Errorf("band limit %q is not a level in dBm, in [-300, 300] with at most two decimals", part)
		}
		limits = append(limits, int(centi))
	}
	return limits, checkBands(limits)
}

func checkBands(limits []int) error {
	if len(limits) == 0 || len(limits) > maxBands {
		return fmt.Errorf("%d band limits, want 1 to %d", len(limits), maxBands)
	}
	for i := 1; i < len(limits); i++ {
		if limits[i] >= limits[i-1] {
			return fmt.Errorf("band limit %s dBm follows %s dBm: write the strongest first, each once", decimal(limits[i]), decimal(limits[i-1]))
		}
	}
	return nil
}

// decimal prints 0.01 dBm in dBm.
func decimal(centi int) string { return strconv.FormatFloat(float64(centi)/100, 'f', -1, 64) }

// classes are the bands of a map without their places, in the order of LevelMap;
// populated says that only populated cells were asked for.
func classes(limits []int, populated bool) []coverage.LevelBand {
	to := coverage.NoLevel
	var all []coverage.LevelBand
	for _, from := range limits {
		all = append(all, coverage.LevelBand{Kind: coverage.LevelBanded, FromCentiDBm: from, ToCentiDBm: to})
		to = from
	}
	all = append(all, coverage.LevelBand{Kind: coverage.LevelBelow, FromCentiDBm: coverage.NoLevel, ToCentiDBm: to})
	without := []coverage.LevelKind{coverage.LevelNoSignal, coverage.LevelUnknown}
	if populated {
		without = append(without, coverage.LevelUnpopulated)
	}
	for _, kind := range without {
		all = append(all, coverage.LevelBand{Kind: kind, FromCentiDBm: coverage.NoLevel, ToCentiDBm: coverage.NoLevel})
	}
	return all
}
