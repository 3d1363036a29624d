package vntext

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// maxTokens bounds the memory of Evidence; Vietnamese has about 7,000 syllables.
const maxTokens = 200_000

// Evidence gathers the words of a file beyond ASCII, each once, so that the order
// and number of rows decide nothing.
type Evidence struct {
	tokens map[string]bool
}

// Add takes the words of a text into account.
func (v *Evidence) Add(text string) {
	if isASCII(text) {
		return
	}
	if v.tokens == nil {
		v.tokens = map[string]bool{}
	}
	for _, token := range tokensOf(text) {
		if len(v.tokens) < maxTokens {
			v.tokens[token] = true
		}
	}
}

// tokensOf cuts at what is no letter in ASCII, and keeps what is not all ASCII. One
// character by itself proves nothing: it may be a sign, as in 2×40 W.
func tokensOf(text string) []string {
	if isASCII(text) {
		return nil
	}
	var kept []string
	for _, token := range strings.FieldsFunc(text, func(r rune) bool { return r < 0x80 && !isLetter(r) }) {
		if !isASCII(token) && utf8.RuneCountInString(token) > 1 {
			kept = append(kept, token)
		}
	}
	return kept
}

// reading says in which encodings a word is Vietnamese.
func reading(token string) (makes [encodings]bool, weight int) {
	weight = 1
	for e := range encodings {
		text, ok := e.Decode(token)
		if !ok || isASCII(text) {
			continue
		}
		// A sign beside a letter is no word in any encoding.
		makes[e] = isWord(text)
		if e != Unicode && makes[e] && common[plain(text)] {
			weight = 2
		}
	}
	return makes, weight
}

// Judge says which encoding the words are in. It is false where that cannot be said:
// no word, or words that several encodings make Vietnamese. Unicode wins where words
// are Vietnamese as they are. Evidence for an encoding must be of at least two words,
// or one that is common in tables, and four times the evidence against it.
func (v *Evidence) Judge() (Encoding, bool) {
	var over [encodings][encodings]int // over[a][b]: words that a makes Vietnamese and b does not
	for token := range v.tokens {
		makes, weight := reading(token)
		for a := range encodings {
			for b := range encodings {
				if makes[a] && !makes[b] {
					over[a][b] += weight
				}
			}
		}
	}
	for e := range encodings {
		if wins(over, e) {
			return e, true
		}
	}
	return Unicode, false
}

func wins(over [encodings][encodings]int, e Encoding) bool {
	for other := range encodings {
		if other != e && (over[e][other] < 2 || over[e][other] < 4*over[other][e]) {
			return false
		}
	}
	return true
}

// Suspect reports whether any word is Vietnamese in an old encoding and not as it is.
func (v *Evidence) Suspect() bool {
	for token := range v.tokens {
		makes, _ := reading(token)
		for _, e := range legacy {
			if makes[e] && !makes[Unicode] {
				return true
			}
		}
	}
	return false
}

// Convert converts a text of a file that Judge gave an encoding. It leaves alone what
// is no text of that encoding: characters that it lacks, or words that are
// Vietnamese as they are and not in the encoding. A text that is Vietnamese in one
// other old encoding alone is converted from that: lists are pasted together.
func (e Encoding) Convert(text string) (string, bool) {
	if e == Unicode || isASCII(text) {
		return text, false
	}
	count := countReadings(text)
	if count.makes[e] < count.tokens && count.makes[Unicode] < count.tokens {
		e = count.whole(e)
	}
	decoded, ok := e.Decode(text)
	if !ok || decoded == text || count.makes[Unicode] > count.makes[e] {
		return text, false
	}
	return decoded, true
}

// readings counts the words of a text that each encoding makes Vietnamese.
type readings struct {
	makes  [encodings]int
	tokens int
	weight int
}

func countReadings(text string) readings {
	var c readings
	for _, token := range tokensOf(text) {
		makes, weight := reading(token)
		c.tokens++
		c.weight += weight
		for e := range encodings {
			if makes[e] {
				c.makes[e]++
			}
		}
	}
	return c
}

// whole is the one old encoding that makes all words Vietnamese, else e.
func (c readings) whole(e Encoding) Encoding {
	found := e
	for _, other := range legacy {
		if c.makes[other] < c.tokens {
			continue
		}
		if found != e {
			return e
		}
		found = other
	}
	return found
}

// only is the one old encoding that makes all words Vietnamese where none is so as it
// is; else Unicode.
func (c readings) only() Encoding {
	found := Unicode
	for _, e := range legacy {
		if c.tokens == 0 || c.makes[Unicode] > 0 || c.makes[e] < c.tokens {
			continue
		}
		if found != Unicode {
			return Unicode
		}
		found = e
	}
	return found
}

// Certain returns the one old encoding that makes every word beyond ASCII of a text
// Vietnamese, where none is Vietnamese as it is and there are two, or one that is
// common in tables. It is for a single text in a file that is otherwise Unicode.
func Certain(text string) (Encoding, bool) {
	count := countReadings(text)
	found := count.only()
	return found, found != Unicode && count.weight >= 2
}

// plain folds case for the table of common words.
func plain(s string) string {
	return strings.ToLower(strings.TrimFunc(s, isQuote))
}

// common are syllables with marks that tables of places, stations and households hold.
var common = setOf("xã phường huyện thị trấn quận tỉnh thành phố đặc khu ấp bản tổ dân số hộ khẩu mã trạm tên kinh vĩ độ tọa toạ đơn vị " +
	"nhà mạng công nghệ băng tần chiều cao địa chỉ điện lưới ghi chú tổng cộng bắc tây đông trung bình phú tân mỹ hòa hoà thạnh lộc phước vĩnh hưng đức")

// Clean removes what cannot be seen and joins names wrongly: zero-width characters, byte
// order marks inside a text, soft hyphens; other spaces become a plain one. NFC.
func Clean(s string) (string, bool) {
	if isASCII(s) {
		return s, false
	}
	cleaned := norm.NFC.String(strings.Map(func(r rune) rune {
		switch {
		case r >= '\u200b' && r <= '\u200f', r == '\u2060', r == '\ufeff', r == '\u00ad', r >= '\u202a' && r <= '\u202e':
			return -1
		case r == '\u0085', r == '\u2028', r == '\u2029', unicode.Is(unicode.Zs, r):
			return ' '
		}
		return r
	}, s))
	return cleaned, cleaned != s
}
