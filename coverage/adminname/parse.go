package adminname

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Kind is the type of a unit as its name states it; "" when it states none.
type Kind string

// The types of units, before and after July 2025.
const (
	Commune       Kind = "xã"
	Ward          Kind = "phường"
	Township      Kind = "thị trấn"
	SpecialZone   Kind = "đặc khu"
	UrbanDistrict Kind = "quận"
	RuralDistrict Kind = "huyện"
	Town          Kind = "thị xã"
	City          Kind = "thành phố"
	Province      Kind = "tỉnh"
)

// Name is a unit's name in two parts.
type Name struct {
	Kind   Kind   // "" when the text begins with no type
	Proper string // NFC, one space between words, without the type
}

// String joins the parts again.
func (n Name) String() string {
	if n.Kind == "" {
		return n.Proper
	}
	return string(n.Kind) + " " + n.Proper
}

// kinds are the types as they are written before a name.
var kinds = map[string]Kind{
	"xã": Commune, "phường": Ward, "thị trấn": Township, "đặc khu": SpecialZone, "quận": UrbanDistrict, "huyện": RuralDistrict,
	"thị xã": Town, "thành phố": City, "tỉnh": Province, "thủ đô": City,
}

// shortKinds are the abbreviations; with a dot, a space or a digit behind them.
var shortKinds = map[string]Kind{
	"tp": City, "tt": Township, "tx": Town, "đk": SpecialZone, "p": Ward, "x": Commune, "h": RuralDistrict, "q": UrbanDistrict, "t": Province,
}

// bareKinds are the types without marks. A text that has no mark at all may mean
// them: "Phuong Sai" is "Phường Sài" or the proper name "Phương Sài".
var bareKinds = map[string]Kind{
	"xa": Commune, "phuong": Ward, "thi tran": Township, "dac khu": SpecialZone, "quan": UrbanDistrict, "huyen": RuralDistrict,
	"thi xa": Town, "thanh pho": City, "tinh": Province, "thu do": City,
}

// Parse reads a name in its likeliest meaning. White space of any kind is one
// space, and text in NFD becomes NFC. "Phương Sài" keeps its first word: it is
// no "Phường". A type alone, such as "Xã", is a proper name.
func Parse(text string) Name { return Readings(text)[0] }

// Readings lists what a text can mean, the likeliest first; there is at least
// one. Where a type was cut the last is the whole text: Phường Đúc was a ward of
// Huế whose name begins with the word.
func Readings(text string) []Name {
	clean := Clean(text)
	whole := Name{Proper: clean}
	if n, ok := cutKind(clean, kinds); ok {
		return []Name{n, whole}
	}
	if n, ok := cutShort(clean); ok {
		return []Name{n, whole}
	}
	if marked(clean) {
		return []Name{whole}
	}
	if n, ok := cutKind(clean, bareKinds); ok {
		return []Name{n, whole}
	}
	return []Name{whole}
}

// Clean is text in NFC with single spaces; no-break spaces, newlines and
// invisible characters (category Cf, such as a byte-order mark) are spaces too.
func Clean(text string) string {
	return strings.Join(strings.FieldsFunc(norm.NFC.String(text), func(r rune) bool {
		return unicode.IsSpace(r) || unicode.Is(unicode.Cf, r)
	}), " ")
}

// cutKind takes a type of one or two whole words from the front.
func cutKind(clean string, from map[string]Kind) (Name, bool) {
	words := strings.Split(clean, " ")
	for n := 2; n > 0; n-- {
		if len(words) <= n {
			continue
		}
		if kind, ok := from[strings.ToLower(strings.Join(words[:n], " "))]; ok {
			return Name{kind, strings.Join(words[n:], " ")}, true
		}
	}
	return Name{}, false
}

// cutShort takes an abbreviated type: "P.", "P. ", "P 1", "P1", "TP.", "TT ".
// Before a letter a single letter needs its dot or a space: "H'Bông" has neither.
func cutShort(clean string) (Name, bool) {
	lower := strings.ToLower(clean)
	for n := 2; n > 0; n-- {
		runes := []rune(lower)
		if len(runes) <= n {
			continue
		}
		kind, ok := shortKinds[string(runes[:n])]
		if !ok {
			continue
		}
		rest := string([]rune(clean)[n:])
		next := runes[n]
		proper := strings.TrimSpace(strings.TrimPrefix(rest, "."))
		if proper != "" && (next == '.' || next == ' ' || unicode.IsDigit(next)) {
			return Name{kind, proper}, true
		}
	}
	return Name{}, false
}

// marked reports whether text carries any Vietnamese mark, or đ.
func marked(text string) bool {
	for _, r := range norm.NFD.String(strings.ToLower(text)) {
		if unicode.Is(unicode.Mn, r) || r == 'đ' {
			return true
		}
	}
	return false
}
