package vntext

import (
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// Rimes of Vietnamese without tones, by the letters they begin with; those in k are
// of names in the Central Highlands. After qu, what stands behind the u is the rime.
var rimes = setOf("a ac ach ai ak am an ang anh ao ap at au ay " +
	"ăc ăk ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây " +
	"e ec ek em en eng eo ep et ê êch êm ên êng ênh êp êt êu " +
	"i ia ich iêc iêm iên iêng iêp iêt iêu im in inh ip it iu " +
	"o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oen oeo oet oi ok om on ong ooc oong op ot " +
	"ô ôc ôi ôk ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt " +
	"u ua uân uâng uât uây uc uê uêch uênh ui uk um un ung uôc uôi uôm uôn uông uôt uơ up ut uy uya uych uyên uyêt uyn uynh uyt uyu " +
	"ư ưa ưc ưi ưm ưn ưng ươc ươi ươm ươn ương ươp ươt ươu ưt ưu " +
	"y ych yêm yên yêng yêt yêu yn ynh yt")

var initials = strings.Fields("ngh ng nh gh gi g kh k ch c ph p qu th tr t b d đ h l m n r s v x")

func setOf(words string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(words) {
		set[w] = true
	}
	return set
}

// tones are the combining forms of grave, acute, hook, tilde and dot below.
const tones = "\u0300\u0301\u0309\u0303\u0323"

// Syllable reports whether a word is spelt as a Vietnamese syllable: an initial that
// is written so before this vowel, a rime, at most one tone, on the vowel that bears
// tones, and of the two tones that end in c, ch, p or t one. Case does not matter.
func Syllable(word string) bool {
	if len(word) > 40 {
		return false
	}
	base, tone, toned, ok := stripTone(strings.ToLower(norm.NFC.String(word)))
	if !ok {
		return false
	}
	for _, initial := range append(initials, "") {
		rime, found := strings.CutPrefix(base, initial)
		if found && spelt(initial, rime) && tonePlaced(rime, tone, toned-len([]rune(initial))) {
			return true
		}
	}
	return false
}

// stripTone removes the tone and says which it was, 0 for none, and on which letter.
func stripTone(word string) (base string, tone rune, at int, ok bool) {
	at = -1
	i := -1
	var out strings.Builder
	for _, r := range word {
		i++
		var kept []rune
		for _, d := range norm.NFD.String(string(r)) {
			if !strings.ContainsRune(tones, d) {
				kept = append(kept, d)
				continue
			}
			if tone != 0 {
				return "", 0, 0, false
			}
			tone, at = d, i
		}
		out.WriteString(norm.NFC.String(string(kept)))
	}
	return out.String(), tone, at, true
}

// spelt checks initial and rime: c, g and ng become k, gh and ngh before e, ê and i,
// y stands by itself after few letters.
func spelt(initial, rime string) bool {
	if !rimes[rime] {
		return false
	}
	first := []rune(rime)[0]
	front := strings.ContainsRune("eêiy", first)
	switch initial {
	case "ngh", "gh":
		return front && first != 'y'
	case "k":
		return front || strings.HasSuffix(rime, "k") || slices.Contains([]string{"a", "an", "ôn", "ông"}, rime) // Bắc Kạn, Kông Chro
	case "c", "ng":
		return !front
	case "g":
		return !front || first == 'i'
	case "qu":
		return !strings.ContainsRune("uưo", first)
	}
	return first != 'y' || rime == "y" && slices.Contains([]string{"", "h", "l", "m", "s", "t", "v"}, initial) || initial == ""
}

// tonePlaced checks the tone against the final consonant and its place: on a vowel
// with a mark where there is one (the last), else on any vowel of the rime.
func tonePlaced(rime string, tone rune, at int) bool {
	for _, stop := range []string{"c", "ch", "p", "t"} {
		if strings.HasSuffix(rime, stop) && tone != '\u0301' && tone != '\u0323' {
			return false
		}
	}
	if tone == 0 {
		return true
	}
	letters := []rune(rime)
	if at < 0 || at >= len(letters) {
		return at < 0 && rime == "" // the tone of an initial: only gì, whose rime is i
	}
	for i := len(letters) - 1; i >= 0; i-- {
		if strings.ContainsRune("ăâêôơư", letters[i]) {
			return at == i || rime == "ưa" || rime == "ưu" || rime == "ưi"
		}
	}
	return at == plainTonePlace(letters) || at == 1 && slices.Contains([]string{"oa", "oe", "uy"}, rime)
}

// plainTonePlace is the vowel that bears the tone where none has a mark: the last before
// a consonant, else the first of one or two and the middle one of three.
func plainTonePlace(letters []rune) int {
	vowels := 0
	for vowels < len(letters) && strings.ContainsRune("aeiouy", letters[vowels]) {
		vowels++
	}
	if vowels < len(letters) {
		return vowels - 1
	}
	return max(0, vowels-2) // of oa, oe and uy the second is right too: tonePlaced
}

// abbreviation reports capitals without vowel marks, such as QĐ, HĐND, TĐC.
func abbreviation(word string) bool {
	runes := []rune(word)
	if len(runes) < 2 || len(runes) > 6 {
		return false
	}
	return !slices.ContainsFunc(runes, func(r rune) bool { return r != 'Đ' && !(r >= 'A' && r <= 'Z') })
}

// isQuote reports quotation marks, dashes and the like, which are no letter in any
// encoding, and the no-break space.
func isQuote(r rune) bool { return r == 0xa0 || r >= 0x2000 && r <= 0x206f }

// isWord reports what stands in Vietnamese text: syllables and abbreviations.
func isWord(w string) bool {
	w = strings.TrimFunc(w, isQuote)
	return w != "" && (abbreviation(w) || Syllable(w))
}
