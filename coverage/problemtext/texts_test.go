package problemtext

import (
	"os"
	"regexp"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// TestEveryRuleHasTexts: every rule that docs/data.md lists, which its own test
// holds against the code, has a text in both languages, and no other has.
func TestEveryRuleHasTexts(t *testing.T) {
	page, err := os.ReadFile("../../docs/data.md")
	if err != nil {
		t.Fatal(err)
	}
	_, section, _ := strings.Cut(string(page), "## Rules of problems.csv\n")
	section, _, _ = strings.Cut(section, "\n## ")
	listed := map[string]bool{}
	for _, m := range regexp.MustCompile("(?m)^\\| `([^`]+)` \\| .+ \\|$").FindAllStringSubmatch(section, -1) {
		listed[m[1]] = true
		if _, ok := Of(m[1]); !ok {
			t.Errorf("rule %s has no texts: add them in Vietnamese and English", m[1])
		}
	}
	if len(listed) < 90 {
		t.Fatalf("docs/data.md lists %d rules, which cannot be all", len(listed))
	}
	for rule := range texts {
		if !listed[rule] {
			t.Errorf("rule %s has texts and is not in docs/data.md", rule)
		}
	}
}

// TestVietnamese: texts are composed, begin small and end without a full stop, and
// the Vietnamese ones have tone marks.
func TestVietnamese(t *testing.T) {
	for rule, text := range texts {
		for _, s := range []string{text.Vietnamese, text.English} {
			if s == "" || s != norm.NFC.String(s) || strings.HasSuffix(s, ".") || strings.TrimSpace(s) != s {
				t.Errorf("%s: %q is empty, not composed or not a bare sentence", rule, s)
			}
		}
		if !strings.ContainsFunc(text.Vietnamese, func(r rune) bool { return r > unicode.MaxASCII }) {
			t.Errorf("%s: %q has no tone marks", rule, text.Vietnamese)
		}
		if strings.ContainsFunc(text.English, func(r rune) bool { return unicode.Is(unicode.Mn, r) }) || strings.ContainsAny(text.English, "ạảãàáâậấầẩẫăđêôơư") {
			t.Errorf("%s: %q is not English", rule, text.English)
		}
	}
}
