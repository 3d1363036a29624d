package adminname

import (
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Level is how strictly two names agree; each folds more than the one before.
type Level int

// The levels, strictest first.
const (
	Exact         Level = iota // the same text in NFC
	TonePlacement              // Hòa and Hoà
	YI                         // Mỹ and Mĩ, Quý and Quí
	Case                       // Ninh BInh and Ninh Bình's capitals; white space
	Number                     // 01, 1 and I
	Hyphen                     // Phan Rang-Tháp Chàm, Ia K'Rêl: hyphens, apostrophes and dots
	Spaces                     // Ea Bar and EaBar
	Unmarked                   // no marks on vowels: Đắk and Đăk
	DStroke                    // đ as d: Đăk and Dak
	levels
)

// Weakest is the level that folds most.
const Weakest = DStroke

var levelTexts = [levels]string{"exactly", "but for the place of tone marks", "but for y and i", "but for capitals and spaces",
	"but for the writing of a number", "but for hyphens and apostrophes", "but for spaces within", "but for vowel marks", "but for marks and đ"}

// String ends a sentence: "agree but for the place of tone marks".
func (l Level) String() string {
	if l < 0 || l >= levels {
		return "level " + strconv.Itoa(int(l))
	}
	return levelTexts[l]
}

// Key is the form of a proper name that is compared at a level: equal keys agree.
func Key(proper string, l Level) string {
	s := norm.NFC.String(strings.TrimSpace(proper))
	if l >= Case {
		s = strings.ToLower(Clean(s))
	}
	if l >= Number {
		s = foldNumber(s)
	}
	if l >= Hyphen {
		s = foldPunctuation(s)
	}
	if l >= TonePlacement {
		s = eachSyllable(s, l >= YI)
	}
	if l >= Spaces {
		s = joinWords(s)
	}
	if l >= Unmarked {
		s = dropMarks(s)
	}
	if l >= DStroke {
		s = plainD.Replace(s)
	}
	return s
}

// plainD writes đ as d. Eth is often typed for it, and looks the same as a capital.
var plainD = strings.NewReplacer("đ", "d", "Đ", "D", "ð", "d", "Ð", "D")

// Fold is text for comparison with known words, such as headings and notes: lower
// case without marks, đ as d, and a single space for everything that is neither
// letter nor digit.
func Fold(text string) string {
	s := dropMarks(foldPunctuation(strings.ToLower(Clean(text))))
	return plainD.Replace(s)
}

// Compare returns the strictest level at which two names agree, in any of their
// readings. Types are not compared: see KindsAgree.
func Compare(a, b string) (Level, bool) {
	if a == b {
		return Exact, true
	}
	best, found := levels, false
	for _, x := range Readings(a) {
		for _, y := range Readings(b) {
			if l, ok := compareProper(x.Proper, y.Proper); ok && l < best {
				best, found = l, true
			}
		}
	}
	return best, found
}

func compareProper(a, b string) (Level, bool) {
	if Key(a, Weakest) != Key(b, Weakest) {
		return levels, false
	}
	for l := Exact; l < Weakest; l++ {
		if Key(a, l) == Key(b, l) {
			return l, true
		}
	}
	return Weakest, true
}

// KindsAgree reports whether two types are the same, or one is not stated.
func KindsAgree(a, b Kind) bool { return a == "" || b == "" || a == b }

// tone reports whether a combining mark is one of the five tones.
func tone(r rune) bool {
	switch r {
	case '\u0300', '\u0301', '\u0303', '\u0309', '\u0323':
		return true
	}
	return false
}

// eachSyllable writes every run of letters with its tone behind it, so that its
// place within the syllable does not matter, and, when asked, a final y as i.
func eachSyllable(s string, foldY bool) string {
	var out, syllable, tones strings.Builder
	flush := func() {
		letters := syllable.String()
		if foldY {
			letters = foldFinalY(letters)
		}
		out.WriteString(letters)
		out.WriteString(tones.String())
		syllable.Reset()
		tones.Reset()
	}
	for _, r := range norm.NFD.String(s) {
		switch {
		case tone(r):
			tones.WriteRune(r)
		case unicode.IsLetter(r) || unicode.Is(unicode.Mn, r):
			syllable.WriteRune(r)
		default:
			flush()
			out.WriteRune(r)
		}
	}
	flush()
	return out.String()
}

// foldFinalY turns the y that ends a syllable into i after a consonant (Mỹ, Lý)
// and after qu (Quý), where both are written. After another vowel it is a sound
// of its own: Thủy is not Thui, Tây is not Tai; and Y alone is a name.
func foldFinalY(syllable string) string {
	last := len(syllable) - 1
	if last < 1 || syllable[last] != 'y' && syllable[last] != 'Y' {
		return syllable
	}
	before := strings.ToLower(syllable[:last])
	if !strings.HasSuffix(before, "qu") && strings.ContainsAny(before[len(before)-1:], "aeiouy\u0302\u0306\u031b") {
		return syllable
	}
	if r := []rune(before); unicode.Is(unicode.Mn, r[len(r)-1]) {
		return syllable // a marked vowel: ây
	}
	return syllable[:last] + "i"
}

// foldNumber writes a name that is a number, arabic or Roman, without leading
// zeros: 01, 1 and I are one ward. Only lower case comes here.
func foldNumber(s string) string {
	words := strings.Split(s, " ")
	for i, w := range words {
		if n, err := strconv.Atoi(w); err == nil && n >= 0 {
			words[i] = strconv.Itoa(n)
		}
	}
	if len(words) == 1 {
		if n := roman(s); n > 0 {
			return strconv.Itoa(n)
		}
	}
	return strings.Join(words, " ")
}

// mostRoman is above the highest number of a ward.
const mostRoman = 39

// roman reads a canonical Roman numeral up to 39 in lower case, else 0.
func roman(s string) int {
	for n := 1; n <= mostRoman; n++ {
		text := strings.Repeat("x", n/10) + []string{"", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix"}[n%10]
		if s == text {
			return n
		}
	}
	return 0
}

// foldPunctuation makes every hyphen, apostrophe and dot a space, drops repeated
// spaces, and writes out N.T., a state farm, with which names of townships begin.
func foldPunctuation(s string) string {
	s = strings.Join(strings.FieldsFunc(s, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.Is(unicode.Mn, r)
	}), " ")
	for _, short := range []string{"nt ", "n t "} {
		if rest, ok := strings.CutPrefix(s, short); ok {
			return "nông trường " + rest
		}
	}
	return s
}

// joinWords drops spaces; the tones, which stand behind their syllables, go to
// the end, for where a syllable ends is no longer told.
func joinWords(s string) string {
	var letters, tones strings.Builder
	for _, r := range s {
		switch {
		case tone(r):
			tones.WriteRune(r)
		case r != ' ':
			letters.WriteRune(r)
		}
	}
	return letters.String() + tones.String()
}

func dropMarks(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, norm.NFD.String(s))
}
