package cartography

import (
	"slices"
	"strings"

	"phusong/coverage"
	"phusong/internal/numeral"
)

// hamletKey begins the keys of classes of hamlets among words.classes.
const hamletKey = "hamlet "

// words are the texts of maps in one language.
type words struct {
	style      numeral.Style
	indicators map[string]string // %s is the technology
	levels     map[string]string // plural, of counts
	classes    map[string]string // of gaps and hamlets
	technology map[coverage.Technology]string

	any, all, most, operator                                                               string
	gapsTitle, fiberGapsTitle, hamletsTitle                                                string
	asOf, byLevel, whole, of, noData, classHead, numberHead, countHead, gapsHead, areaHead string
	hamletsHead, households, stations, source, boundaries, criterion, definition           string
	notNamed, tooSmall, inset, insetNote, uncertain, omitted, unlocated, apart             string
	noBoundary, north, altMap, altClasses, altLowest, altDates, people                     string
}

func wordsOf(language string) *words {
	if language == Vietnamese {
		return &vietnamese
	}
	return &english
}

var english = words{
	style: numeral.English,
	indicators: map[string]string{
		coverage.MobilePopulation: "Population covered by %s", coverage.MobileHouseholds: "Households covered by %s",
		coverage.MobileArea: "Area covered by %s", coverage.MobileCentres: "Commune centres covered by %s",
		coverage.MobileHamlets: "Hamlets covered by %s", coverage.MobileCommunes: "Communes with a %s station",
		coverage.FiberConnected: "Households with a fibre subscription", coverage.FiberPassed: "Households that can have fibre",
		coverage.FiberCommunes: "Communes with fibre", coverage.FiberHamlets: "Hamlets with fibre",
		coverage.FiberSubscriptions: "Fixed broadband subscriptions on fibre",
		coverage.HamletsWhite:       "Hamlets with %s signal", coverage.HamletsGap: "Hamlets with %s in all residential groups",
		coverage.HamletsWeak: "Hamlets with fast enough %s", coverage.HamletsServed: "Hamlets with full %s service",
		coverage.BTSSites: "BTS sites, %s", coverage.BTSLayers: "BTS stations, %s", coverage.BTSCells: "Radio cells, %s",
	},
	levels: map[string]string{coverage.LevelHamlet: "hamlets", coverage.LevelCommune: "communes", coverage.LevelDistrict: "districts",
		coverage.LevelProvince: "provinces", coverage.LevelNation: "nations"},
	classes: map[string]string{"white": "White area: no technology", "gap": "Gap: other technologies only",
		coverage.CauseNotPassed: "Not passed by fibre", coverage.CauseFiberMixed: "Passed in part", coverage.CauseNotConnected: "Passed, not connected",
		hamletKey + string(coverage.HamletWhite): "White: no signal", hamletKey + string(coverage.HamletGap): "Gap: part without signal", hamletKey + string(coverage.HamletWeak): "Weak signal",
		hamletKey + string(coverage.HamletServed): "Served", hamletKey + string(coverage.HamletUnknown): "Unknown"},
	technology: map[coverage.Technology]string{"": "all technologies", coverage.Tech4GPlus: "4G or better", coverage.TechAny: "any mobile technology"},
	any:        "any operator", all: "every operator", most: "the operator that covers most", operator: "operator ",
	gapsTitle: "Areas not covered by %s", fiberGapsTitle: "Households without fibre", hamletsTitle: "Hamlets by signal",
	asOf: "as of ", byLevel: "by ", whole: "whole area: ", of: " of ", noData: "No data", classHead: "Share", numberHead: "Number", countHead: "Units",
	gapsHead: "Areas", areaHead: "km²", hamletsHead: "Hamlets", households: "Households", stations: "BTS site",
	source: "Source: ", boundaries: "boundaries of ", criterion: "criterion ", definition: "gap register by ",
	notNamed: "%s names are not written for want of room.", tooSmall: "%s units too small to be seen are drawn as circles.",
	inset: "Inset: ", insetNote: "Far parts are in an inset at a scale of its own.",
	uncertain: "%s %s are unknown in part, which could put them into another class.",
	omitted:   "%s small gaps (%s km²) are left out by the analysis.", unlocated: "%s hamlets without a position are not on the map.",
	apart: "%s hamlets are listed apart and not counted.", noBoundary: "%s %s without boundaries are not on the map.",
	north: "N", altMap: "Map: ", altClasses: "; number of %s in each class: ", altLowest: "; lowest: ", altDates: " at several dates: ", people: "People",
}

var vietnamese = words{
	style: numeral.Vietnamese,
	indicators: map[string]string{
		coverage.MobilePopulation: "Tỷ lệ dân số được phủ sóng %s", coverage.MobileHouseholds: "Tỷ lệ hộ gia đình được phủ sóng %s",
		coverage.MobileArea: "Tỷ lệ diện tích được phủ sóng %s", coverage.MobileCentres: "Trung tâm xã, phường được phủ sóng %s",
		coverage.MobileHamlets: "Tỷ lệ thôn, bản được phủ sóng %s", coverage.MobileCommunes: "Xã, phường có trạm BTS %s",
		coverage.FiberConnected: "Tỷ lệ hộ gia đình sử dụng cáp quang", coverage.FiberPassed: "Tỷ lệ hộ gia đình có thể kết nối cáp quang",
		coverage.FiberCommunes: "Xã, phường có cáp quang", coverage.FiberHamlets: "Tỷ lệ thôn, bản có cáp quang",
		coverage.FiberSubscriptions: "Tỷ lệ thuê bao băng rộng cố định dùng cáp quang",
		coverage.HamletsWhite:       "Tỷ lệ thôn, bản có sóng %s", coverage.HamletsGap: "Tỷ lệ thôn, bản có sóng %s ở mọi cụm dân cư",
		coverage.HamletsWeak: "Tỷ lệ thôn, bản có sóng %s đạt tốc độ", coverage.HamletsServed: "Tỷ lệ thôn, bản được phủ sóng %s đầy đủ",
		coverage.BTSSites: "Số vị trí trạm BTS, %s", coverage.BTSLayers: "Số trạm BTS, %s", coverage.BTSCells: "Số cell vô tuyến, %s",
	},
	levels: map[string]string{coverage.LevelHamlet: "thôn, bản", coverage.LevelCommune: "xã, phường", coverage.LevelDistrict: "huyện",
		coverage.LevelProvince: "tỉnh, thành phố", coverage.LevelNation: "quốc gia"},
	classes: map[string]string{"white": "Vùng trắng sóng: không có công nghệ nào", "gap": "Vùng lõm sóng: chỉ có công nghệ khác",
		coverage.CauseNotPassed: "Cáp quang chưa đến", coverage.CauseFiberMixed: "Cáp quang đến một phần", coverage.CauseNotConnected: "Cáp quang đã đến, chưa sử dụng",
		hamletKey + string(coverage.HamletWhite): "Trắng sóng", hamletKey + string(coverage.HamletGap): "Lõm sóng", hamletKey + string(coverage.HamletWeak): "Sóng yếu",
		hamletKey + string(coverage.HamletServed): "Đã phủ sóng", hamletKey + string(coverage.HamletUnknown): "Chưa xác định"},
	technology: map[coverage.Technology]string{"": "mọi công nghệ", coverage.Tech4GPlus: "4G trở lên", coverage.TechAny: "di động"},
	any:        "ít nhất một doanh nghiệp", all: "tất cả doanh nghiệp", most: "doanh nghiệp phủ rộng nhất", operator: "",
	gapsTitle: "Vùng chưa được phủ sóng %s", fiberGapsTitle: "Hộ gia đình chưa có cáp quang", hamletsTitle: "Thôn, bản theo tình trạng phủ sóng",
	asOf: "số liệu đến ", byLevel: "theo ", whole: "toàn vùng: ", of: " trên ", noData: "Chưa xác định", classHead: "Tỷ lệ", numberHead: "Số lượng", countHead: "Số đơn vị",
	gapsHead: "Số vùng", areaHead: "km²", hamletsHead: "Số thôn, bản", households: "Số hộ", stations: "Vị trí trạm BTS",
	source: "Nguồn: ", boundaries: "địa giới ", criterion: "tiêu chí ", definition: "danh sách thôn, bản theo ",
	notNamed: "%s tên không ghi được vì thiếu chỗ.", tooSmall: "%s đơn vị quá nhỏ được vẽ bằng hình tròn.",
	inset: "Khung phụ: ", insetNote: "Phần ở xa được vẽ trong khung phụ, theo tỷ lệ riêng.",
	uncertain: "%s %s có phần chưa xác định, có thể thuộc nhóm khác.",
	omitted:   "%s vùng nhỏ (%s km²) được lược bớt khi phân tích.", unlocated: "%s thôn, bản chưa có tọa độ không có trên bản đồ.",
	apart: "%s thôn, bản thống kê riêng, không tính.", noBoundary: "%s %s chưa có ranh giới không có trên bản đồ.",
	north: "B", altMap: "Bản đồ: ", altClasses: "; số %s theo từng nhóm: ", altLowest: "; thấp nhất: ", altDates: " theo các mốc thời gian: ", people: "Số dân",
}

// technologyText is a technology as it is written in titles.
func (w *words) technologyText(t coverage.Technology) string {
	if text, ok := w.technology[t]; ok {
		return text
	}
	return strings.ToUpper(string(t))
}

func (w *words) operatorText(name string) string {
	switch name {
	case coverage.OperatorAny:
		return w.any
	case coverage.OperatorAll:
		return w.all
	case coverage.OperatorMax:
		return w.most
	}
	return w.operator + name
}

// titleOf names what a map shows.
func (w *words) titleOf(s *Spec) string {
	technology := w.technologyText(s.Technology)
	switch {
	case s.Title != "":
		return s.Title
	case s.Kind == Hamlets:
		return w.hamletsTitle
	case s.Kind == Gaps && s.Fiber:
		return w.fiberGapsTitle
	case s.Kind == Gaps:
		return strings.Replace(w.gapsTitle, "%s", technology, 1)
	}
	base, expected := strings.CutSuffix(s.Indicator, coverage.ExpectedSuffix)
	text, known := w.indicators[base]
	if !known {
		return strings.TrimSpace(s.Indicator + " " + strings.ToUpper(string(s.Technology)))
	}
	text = strings.Replace(text, "%s", technology, 1)
	switch {
	case expected && w == &vietnamese:
		text += " (kỳ vọng)"
	case expected:
		text += " (expected)"
	}
	return text
}

// dateText writes a date as the language does: 31/08/2024 in Vietnamese.
func (w *words) dateText(date string) string {
	if w != &vietnamese || strings.Contains(date, "/") {
		return date
	}
	parts := strings.Split(date, "-")
	slices.Reverse(parts)
	return strings.Join(parts, "/")
}

// fill puts values into a text, one for each %s.
func fill(text string, values ...string) string {
	for _, v := range values {
		text = strings.Replace(text, "%s", v, 1)
	}
	return text
}
