package interchange

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"phusong/coverage"
	"phusong/coverage/adminname"
	"phusong/coverage/output"
	"phusong/coverage/report"
	"phusong/coverage/report/document"
)

func (s *source) word(vi, en string) string {
	if s.vietnamese {
		return vi
	}
	return en
}

// pair is a word in Vietnamese and English.
type pair struct{ vi, en string }

func (s *source) of(words map[string]pair, key string) string {
	p, ok := words[key]
	if !ok {
		return key
	}
	return s.word(p.vi, p.en)
}

// gapClassWords are of the classes of gaps: of mobile gaps whether any other technology is
// there, of fibre what is missing.
var gapClassWords = map[string]pair{
	"white":                    {"vùng trắng sóng", "white area: no technology"},
	"gap":                      {"vùng lõm sóng", "gap: other technologies only"},
	coverage.CauseNotConnected: {"có cáp quang đi qua, hộ chưa kết nối", "fibre passes, households not connected"},
	coverage.CauseNotPassed:    {"chưa có cáp quang đi qua", "not passed by fibre"},
	coverage.CauseFiberMixed:   {"một phần chưa kết nối, một phần chưa có cáp quang", "some not connected, some not passed"},
}

var hamletClassWords = map[string]pair{
	string(coverage.HamletWhite):   {"trắng sóng", "white: no signal"},
	string(coverage.HamletGap):     {"lõm sóng", "gap"},
	string(coverage.HamletWeak):    {"sóng yếu", "weak signal"},
	string(coverage.HamletServed):  {"đã phủ sóng", "served"},
	string(coverage.HamletUnknown): {"chưa xác định", "unknown"},
}

var stateWords = map[string]pair{
	"covered":   {"được phủ", "covered"},
	"uncovered": {"chưa được phủ", "uncovered"},
	"unknown":   {"chưa xác định", "unknown"},
}

// language is the one of titles and words.
func (s *source) language() string { return s.word(document.Vietnamese, document.English) }

// in is the same output in a language.
func (s *source) in(vietnamese bool) *source {
	other := *s
	other.vietnamese = vietnamese
	return &other
}

// seriesTitle names a series in the words of the report: "Dân số được phủ sóng 4G, ít nhất một
// doanh nghiệp".
func (s *source) seriesTitle(key output.Series) string {
	indicator, expected := strings.CutSuffix(key.Indicator, coverage.ExpectedSuffix)
	title, _ := document.IndicatorWords(indicator, s.measure(key), s.out.Definitions, s.language())
	if key.Technology != "" {
		title += " " + document.TechnologyWords(key.Technology, s.language())
	}
	if key.Operator != "" {
		title += ", " + s.operator(key.Operator)
	}
	if expected {
		title += s.word(", giá trị kỳ vọng", ", expected")
	}
	return capital(title)
}

// measure is what the figures of a series count.
func (s *source) measure(key output.Series) string {
	for _, level := range s.out.Levels() {
		if all := s.out.Of(key, level); len(all) > 0 {
			return report.MeasureText(all[0])
		}
	}
	return ""
}

// operator is a rule over operators within a sentence, or an operator's own name.
func (s *source) operator(name string) string {
	words := document.OperatorWords(name, s.language())
	if words == name {
		return name
	}
	first, size := utf8.DecodeRuneInString(words)
	return strings.ToLower(string(first)) + words[size:]
}

// cause is the cause of a gap in words, nil for none.
func (s *source) cause(cause string) any {
	if cause == "" {
		return nil
	}
	return document.CauseWords(cause, s.language())
}

func technologyWord(t coverage.Technology) string { return strings.ToUpper(string(t)) }

// capital makes the first letter a capital one.
func capital(text string) string {
	for i, c := range text {
		return strings.ToUpper(string(c)) + text[i+len(string(c)):]
	}
	return text
}

// about says what all figures are of: region, edition, date, criterion.
func (s *source) about() string {
	run := &s.out.Run
	return run.Region + s.word(", danh mục ", ", edition ") + run.Edition + s.word(", số liệu ", ", ") + run.AsOf + s.word(", tiêu chí ", ", criterion ") + run.Criterion.Label
}

// slug makes a part of a column's or layer's name: lower-case letters without marks, digits,
// underscores; + is "plus".
func slug(text string) string {
	text = strings.ReplaceAll(text, "+", " plus ")
	var b strings.Builder
	for _, c := range strings.ToLower(adminname.Fold(text)) {
		if c >= 'a' && c <= 'z' || c >= '0' && c <= '9' {
			b.WriteRune(c)
			continue
		}
		if n := b.Len(); n > 0 && !strings.HasSuffix(b.String(), "_") {
			b.WriteByte('_')
		}
	}
	return strings.Trim(b.String(), "_")
}

// maxName is the length of a name that all formats take, with room for an ending.
const maxName = 48

// names gives out names, each once: those that fold into one get numbers.
type names map[string]bool

func (n names) take(parts ...string) string {
	var kept []string
	for _, p := range parts {
		if p = slug(p); p != "" {
			kept = append(kept, p)
		}
	}
	name := strings.Join(kept, "_")
	if len(name) > maxName {
		name = strings.TrimRight(name[:maxName], "_")
	}
	unique := name
	for i := 2; n[unique]; i++ {
		unique = name + "_" + strconv.Itoa(i)
	}
	n[unique] = true
	return unique
}
