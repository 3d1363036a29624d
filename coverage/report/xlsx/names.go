package xlsx

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf16"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// nameUnits is the longest name of a sheet in UTF-16 units.
const nameUnits = 31

// names gives sheets names that are legal and differ for programs, which do not tell
// capitals from small letters.
type names struct{ taken map[string]bool }

// newNames begins with the name of the first sheet and one that Excel keeps for itself.
func newNames(first string) *names {
	return &names{map[string]bool{folded(first): true, folded("History"): true}}
}

func folded(name string) string { return cases.Fold().String(norm.NFC.String(name)) }

// take returns a name like the first of the wishes that says anything, numbered where
// it is taken.
func (n *names) take(wishes ...string) string {
	name := ""
	for _, wish := range wishes {
		if name = legalName(wish); name != "" {
			break
		}
	}
	if name == "" {
		name = "1"
	}
	result := name
	for i := 2; n.taken[folded(result)]; i++ {
		suffix := " (" + strconv.Itoa(i) + ")"
		result = cutUnits(name, nameUnits-len(suffix)) + suffix
	}
	n.taken[folded(result)] = true
	return result
}

// legalName leaves out what programs refuse in a name. Apostrophes are refused at its
// ends only, but they would need doubling in every reference to the sheet.
func legalName(text string) string {
	text = strings.Map(func(r rune) rune {
		switch {
		case strings.ContainsRune(`[]:*?/\`, r):
			return '-'
		case r == '\'':
			return '’'
		case unicode.IsControl(r), r == unicode.ReplacementChar, r == '\ufffe', r == '\uffff':
			return -1
		}
		return r
	}, strings.ToValidUTF8(norm.NFC.String(text), ""))
	return cutUnits(strings.TrimSpace(text), nameUnits)
}

// cutUnits cuts a text to so many UTF-16 units, between characters.
func cutUnits(text string, units int) string {
	for i, r := range text {
		if units -= utf16.RuneLen(r); units < 0 {
			return strings.TrimSpace(text[:i])
		}
	}
	return text
}
