package interchange

import (
	"strconv"
	"strings"

	"phusong/coverage"
	"phusong/coverage/adminname"
	"phusong/coverage/output"
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

var indicatorWords = map[string]pair{
	coverage.MobilePopulation:   {"dân số được phủ sóng", "people covered"},
	coverage.MobileHouseholds:   {"hộ gia đình được phủ sóng", "households covered"},
	coverage.MobileArea:         {"diện tích được phủ sóng", "area covered"},
	coverage.MobileCentres:      {"trung tâm xã được phủ sóng", "commune centres covered"},
	coverage.MobileHamlets:      {"thôn được phủ sóng", "hamlets covered"},
	coverage.MobileCommunes:     {"xã, phường có trạm", "communes with a station"},
	coverage.FiberConnected:     {"hộ gia đình có kết nối cáp quang", "households connected to fibre"},
	coverage.FiberPassed:        {"hộ gia đình có cáp quang đi qua", "households passed by fibre"},
	coverage.FiberCommunes:      {"xã, phường có cáp quang", "communes with fibre"},
	coverage.FiberHamlets:       {"thôn có cáp quang", "hamlets with fibre"},
	coverage.FiberSubscriptions: {"thuê bao cáp quang trên số hộ", "fibre subscriptions to households"},
	coverage.HamletsWhite:       {"thôn không trắng sóng", "hamlets that are not white"},
	coverage.HamletsGap:         {"thôn không lõm sóng", "hamlets without a gap"},
	coverage.HamletsWeak:        {"thôn không sóng yếu", "hamlets whose signal is not weak"},
	coverage.HamletsServed:      {"thôn có sóng đạt yêu cầu", "hamlets served"},
	coverage.BTSSites:           {"vị trí trạm BTS", "station sites"},
	coverage.BTSLayers:          {"trạm BTS theo nhà mạng và công nghệ", "stations by operator and technology"},
	coverage.BTSCells:           {"ô phủ sóng", "radio cells"},
}

var operatorWords = map[string]pair{
	coverage.OperatorAny: {"ít nhất một nhà mạng", "any operator"},
	coverage.OperatorAll: {"tất cả nhà mạng", "all operators"},
	coverage.OperatorMax: {"nhà mạng phủ nhiều nhất", "largest operator"},
}

var levelWords = map[string]pair{
	coverage.LevelHamlet:   {"Thôn", "Hamlets"},
	coverage.LevelCommune:  {"Xã, phường", "Communes"},
	coverage.LevelDistrict: {"Huyện", "Districts"},
	coverage.LevelProvince: {"Tỉnh, thành phố", "Provinces"},
	coverage.LevelNation:   {"Toàn quốc", "Nation"},
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

var causeWords = map[string]pair{
	coverage.CauseDistance:     {"quá xa các trạm", "too far from every station"},
	coverage.CauseNoLayer:      {"trạm gần chưa có công nghệ này", "a station in reach lacks the technology"},
	coverage.CauseNoStation:    {"nhà mạng chưa có trạm dùng công nghệ này", "the operators have no station of the technology"},
	coverage.CauseTerrain:      {"bị địa hình che khuất", "hidden by the terrain"},
	coverage.CauseIndoor:       {"chỉ có sóng ngoài trời", "served outdoors only"},
	coverage.CauseMeasured:     {"đo thực tế thấp hơn mô hình", "measured below what the model says"},
	coverage.CauseNotConnected: {"hộ gia đình chưa kết nối", "households are not connected"},
	coverage.CauseNotPassed:    {"chưa có cáp quang đi qua", "not passed by fibre"},
	coverage.CauseFiberMixed:   {"chưa kết nối và chưa có cáp quang", "not connected and not passed"},
}

var hamletClassWords = map[string]pair{
	string(coverage.HamletWhite):   {"trắng sóng", "white: no signal"},
	string(coverage.HamletGap):     {"lõm sóng", "gap"},
	string(coverage.HamletWeak):    {"sóng yếu", "weak signal"},
	string(coverage.HamletServed):  {"có sóng đạt yêu cầu", "served"},
	string(coverage.HamletUnknown): {"chưa xác định", "unknown"},
}

var stateWords = map[string]pair{
	"covered":   {"được phủ", "covered"},
	"uncovered": {"chưa được phủ", "uncovered"},
	"unknown":   {"chưa xác định", "unknown"},
}

// seriesTitle names a series: "Dân số được phủ sóng 4G, ít nhất một nhà mạng".
func (s *source) seriesTitle(key output.Series) string {
	indicator, expected := strings.CutSuffix(key.Indicator, coverage.ExpectedSuffix)
	title := s.of(indicatorWords, indicator)
	if key.Technology != "" {
		title += " " + technologyWord(key.Technology)
	}
	if key.Operator != "" {
		title += ", " + s.of(operatorWords, key.Operator)
	}
	if expected {
		title += s.word(", giá trị kỳ vọng", ", expected")
	}
	return capital(title)
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
