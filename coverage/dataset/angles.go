package dataset

import (
	"regexp"
	"strconv"
	"strings"

	"golang.org/x/text/unicode/norm"
	"sync"
)

// splitPair cuts a pair of coordinates: "105,34808/22,62924", "22.6, 105.3",
// "105,34808,22,62924", "N10°32'09\" E106°24'49\"". Anything else gives nil.
func splitPair(text string) []string {
	if numberText(text) { // nothing that parts two
		return nil
	}
	return splitAnyPair(text)
}

// splitAnyPair is splitPair of any text: splitPair holds to it.
func splitAnyPair(text string) []string {
	text = strings.Trim(strings.TrimSpace(text), "()[]")
	for _, separator := range []string{"/", ";", "|", "\n", ", "} {
		if parts := strings.Split(text, separator); len(parts) == 2 && isCoordinate(parts[0]) && isCoordinate(parts[1]) {
			return []string{strings.TrimSpace(parts[0]), strings.TrimSpace(parts[1])}
		}
	}
	if parts := splitAtSpace(text); parts != nil {
		return parts
	}
	parts := strings.Split(text, ",")
	switch {
	case len(parts) == 2 && (strings.Contains(parts[0], ".") && strings.Contains(parts[1], ".") || strings.ContainsAny(text, "°º'′")):
	case len(parts) == 4:
		parts = []string{parts[0] + "." + parts[1], parts[2] + "." + parts[3]}
	default:
		return nil
	}
	if isCoordinate(parts[0]) && isCoordinate(parts[1]) {
		return parts
	}
	return nil
}

// maxPairBytes bounds the search for a space that parts two coordinates.
const maxPairBytes = 80

// splitAtSpace cuts at the one space that leaves a coordinate on both sides: "105 20 53"
// has two and is none.
func splitAtSpace(text string) []string {
	words := strings.Fields(text)
	if len(words) < 2 || len(text) > maxPairBytes {
		return nil
	}
	var found []string
	for i := 1; i < len(words); i++ {
		first, second := strings.Join(words[:i], " "), strings.Join(words[i:], " ")
		if !isCoordinate(first) || !isCoordinate(second) {
			continue
		}
		if found != nil {
			return nil
		}
		found = []string{first, second}
	}
	return found
}

func isCoordinate(s string) bool {
	if _, ok := parseAngle(s); ok {
		return true
	}
	_, state := numberStyle{dot: useDecimal, comma: useDecimal, coordinate: true}.parse(s, positionUnits)
	return state == numberOK
}

// angleMarks end the degrees, minutes and seconds; typographic ones and words fold
// onto these.
var angleMarks = strings.NewReplacer("’’", `"`, "′′", `"`, "´´", `"`, "´", "'", "º", "°", "˚", "°", "’", "'", "′", "'", "‘", "'", "`", "'", "”", `"`, "″", `"`, "“", `"`, "''", `"`,
	"ĐỘ", "°", "PHÚT", "'", "GIÂY", `"`, "DEG", "°", "Ð", "Đ", "\u2212", "-",
	"BẮC", "N", "NAM", "S", "ĐÔNG", "E", "TÂY", "W", "NORTH", "N", "SOUTH", "S", "EAST", "E", "WEST", "W")

// The writings of an angle, in upper case after angleMarks. N and B (bắc), E and Đ
// (đông, also typed D) are positive; S, W and T (tây) are negative.
var (
	angleDecimal = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`^([NBEĐSWTD])?[ .:]*([+-]?\d+(?:[.,]\d+)?) ?°? ?([NBEĐSWTD])?\.?$`)
	})
	angleParts = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`^([NBEĐSWTD])?[ .:]*([+-]?\d{1,3})(?: ?[°DO:-] ?| )(\d{1,2}(?:[.,]\d+)?)(?:(?: ?[':M-] ?| )(?:(\d{1,2}(?:[.,]\d+)?) ?"?'?)?)? ?([NBEĐSWTD])?\.?$`)
	})
)

// parseAngle reads degrees in any writing that is more than a plain number: 105°20'53,09",
// 22° 37.5' N, 105 20 53, 105-20-53, 105d20'53", N10.5359, "105 độ 20 phút 53 giây".
func parseAngle(text string) (float64, bool) {
	if len(text) > maxPairBytes || strings.Trim(text, "0123456789.,") == "" { // a plain number
		return 0, false
	}
	text = strings.Join(strings.Fields(angleMarks.Replace(strings.ToUpper(norm.NFC.String(text)))), " ")
	if m := angleDecimal().FindStringSubmatch(text); m != nil {
		hemisphere, ok := oneHemisphere(m[1], m[3])
		v, err := decimalText(m[2])
		return signed(v, hemisphere), ok && hemisphere != "" && err == nil
	}
	m := angleParts().FindStringSubmatch(text)
	if m == nil {
		return 0, false
	}
	hemisphere, ok := oneHemisphere(m[1], m[5])
	if m[4] != "" && strings.ContainsAny(m[3], ".,") {
		return 0, false // a fraction of minutes, and seconds
	}
	degrees, errD := decimalText(m[2])
	minutes, errM := decimalText(m[3])
	seconds, errS := decimalText(m[4])
	if !ok || errD != nil || errM != nil || errS != nil || minutes >= 60 || seconds >= 60 {
		return 0, false
	}
	if strings.HasPrefix(m[2], "-") {
		minutes, seconds = -minutes, -seconds
	}
	return signed(degrees+float64(minutes/60)+float64(seconds/3600), hemisphere), true
}

func decimalText(s string) (float64, error) {
	if s == "" {
		return 0, nil
	}
	return strconv.ParseFloat(strings.Replace(s, ",", ".", 1), 64)
}

// oneHemisphere is the letter before or behind an angle, not both.
func oneHemisphere(before, behind string) (string, bool) {
	return before + behind, before == "" || behind == ""
}

func signed(v float64, hemisphere string) float64 {
	if hemisphere == "S" || hemisphere == "W" || hemisphere == "T" {
		return -v
	}
	return v
}
