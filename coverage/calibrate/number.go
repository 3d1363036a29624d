package calibrate

import (
	"math"
	"strconv"
	"strings"
	"unicode"

	"phusong/coverage"
)

// parseNumber reads a number as drive-test programs write it: "-72 dBm", "7m",
// "-103,5" with a decimal comma. Text without a digit ("-", "n/a") is no number.
func parseNumber(text string) (float64, bool) {
	s := strings.TrimSpace(text)
	if !strings.ContainsFunc(s, unicode.IsDigit) {
		return 0, false
	}
	if strings.Count(s, ",") == 1 && !strings.Contains(s, ".") {
		s = strings.Replace(s, ",", ".", 1)
	}
	if v, err := strconv.ParseFloat(s, 64); err == nil {
		return finite(v)
	}
	v, err := strconv.ParseFloat(strings.TrimRightFunc(s, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsSpace(r) || r == '°' }), 64)
	if err != nil {
		return 0, false
	}
	return finite(v)
}

func finite(v float64) (float64, bool) { return v, !math.IsInf(v, 0) && !math.IsNaN(v) }

// technologyOf understands what logs and lists call a radio; "" for anything else.
func technologyOf(text string) coverage.Technology {
	key := foldHeading(text)
	for _, k := range []struct {
		prefix string
		t      coverage.Technology
	}{{"5g", coverage.Tech5G}, {"nr", coverage.Tech5G}, {"4g", coverage.Tech4G}, {"lte", coverage.Tech4G}, {"3g", coverage.Tech3G},
		{"umts", coverage.Tech3G}, {"wcdma", coverage.Tech3G}, {"hs", coverage.Tech3G}, {"2g", coverage.Tech2G}, {"gsm", coverage.Tech2G},
		{"dcs", coverage.Tech2G}, {"edge", coverage.Tech2G}, {"gprs", coverage.Tech2G}} {
		if strings.HasPrefix(key, k.prefix) {
			return k.t
		}
	}
	return ""
}

// wattsToDBm is -Inf for none.
func wattsToDBm(w float64) float64 { return 10*math.Log10(w) + 30 }
