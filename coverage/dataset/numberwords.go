package dataset

import (
	"strings"
	"unicode"
)

// placeholders, folded without spaces: what is written for want of a value. Text
// without letters or digits, such as "-" or "...", folds to nothing. "nt" is "như
// trên", as above: of which row is not for a program to guess.
var placeholders = map[string]bool{
	"": true, "x": true, "na": true, "null": true, "none": true, "nil": true, "unknown": true, "tbd": true, "nd": true,
	"dangcapnhat": true, "chuacapnhat": true, "capnhatsau": true, "chocapnhat": true, "sebosung": true, "bosungsau": true, "dangbosung": true,
	"chuaco": true, "chuacosolieu": true, "chuacodulieu": true, "chuacothongtin": true, "chuathongke": true, "chuatonghop": true,
	"chuaxacdinh": true, "chuaro": true, "chuabiet": true, "khong": true, "khongco": true, "khongcosolieu": true, "khongcodulieu": true,
	"khongro": true, "kxd": true, "khongxacdinh": true, "dangthongke": true, "dangrasoat": true, "dangxaydung": true,
	"beingupdated": true, "pending": true, "nt": true, "nhutren": true,
}

// Units that people write behind counts, folded without spaces. A count of one
// thing is not a count of another: "1.907 trạm" is no number of households.
var (
	householdUnits = countUnits("ho", "hogiadinh", "hodan", "household", "households", "hh")
	peopleUnits    = countUnits("nguoi", "nhankhau", "khau", "dan", "nguoidan", "people", "persons", "inhabitants")
	lineUnits      = countUnits("thuebao", "tb", "ketnoi", "line", "lines", "subscriptions", "subscribers")
)

func countUnits(names ...string) map[string]float64 {
	units := make(map[string]float64, len(names))
	for _, name := range names {
		units[name] = 1
	}
	return units
}

// cutUnit cuts "42 m" into the number and the factor of its unit.
func cutUnit(text string, units map[string]float64) (number string, factor float64, ok bool) {
	at := strings.LastIndexAny(text, "0123456789")
	if at < 0 {
		return "", 0, false
	}
	unit := squash(text[at+1:])
	if strings.TrimSpace(text[at+1:]) == "°" {
		unit = "deg"
	}
	factor, ok = units[unit]
	return text[:at+1], factor, ok
}

// wordState says what a text without a number is.
func wordState(text string) numberState {
	var b [foldedBytes]byte
	key, ok := appendFolded(b[:0], text, "")
	if !ok {
		key = []byte(squash(text))
	}
	switch {
	case notFinite[string(key)]:
		return numberNotFinite
	case placeholders[string(key)]:
		return numberPlaceholder
	}
	return numberInvalid
}

// Words and signs by which a number is only about right, folded without spaces.
var (
	aboutWords = []string{"khoang", "xapxi", "uoc", "uoctinh", "gan", "hon", "tren", "duoi", "about", "approx", "ca", "circa"}
	roundWords = map[string]bool{"k": true, "nghin": true, "ngan": true, "trieu": true, "ty": true, "tr": true, "million": true, "thousand": true}
)

// textState says why a text that is not a number cannot be one, as far as its form
// tells: a percentage, an approximate number, or a number with a foreign unit.
func textState(text string) numberState {
	if state := wordState(text); state != numberInvalid {
		return state
	}
	first := strings.IndexAny(text, "0123456789")
	last := strings.LastIndexAny(text, "0123456789")
	if first < 0 {
		return numberInvalid
	}
	before, after := strings.TrimSpace(strings.TrimRight(text[:first], "+-\u2212 ")), strings.TrimSpace(text[last+1:])
	if _, ok := cut(text[first : last+1]); !ok {
		return numberInvalid
	}
	words := strings.Fields(fold(after))
	switch {
	case strings.ContainsAny(before, "~≈><≥≤") || isAbout(before) || strings.HasPrefix(after, "+"):
		return numberApproximate
	case before != "":
		return numberInvalid
	case after == "%" || squash(after) == "phantram":
		return numberPercent
	case len(words) > 0 && roundWords[words[0]] && !strings.Contains(fold(after), "dong"):
		return numberApproximate
	case len(words) > 0 && strings.ContainsFunc(after, unicode.IsLetter):
		return numberUnit
	}
	return numberInvalid
}

func isAbout(before string) bool {
	for _, word := range aboutWords {
		if squash(before) == word {
			return true
		}
	}
	return false
}
