package webmap

import (
	"strings"

	"phusong/coverage"
)

// indicatorName is how an indicator is called and what it divides by what.
type indicatorName struct {
	title, group, definition Words
}

var (
	groupMobile  = Words{"Di động", "Mobile"}
	groupFiber   = Words{"Cáp quang", "Fibre"}
	groupHamlets = Words{"Vùng lõm sóng theo thôn", "Gap register of hamlets"}
	groupBTS     = Words{"Trạm BTS", "Stations"}
	groupPlaces  = Words{"Địa điểm, tuyến đường", "Places and roads"}
)

// indicatorNames is in the order in which indicators are offered.
var indicatorNames = []struct {
	id string
	indicatorName
}{
	{coverage.MobilePopulation, indicatorName{Words{"Dân số được phủ sóng", "People covered"}, groupMobile,
		Words{"Dân số sống tại nơi đạt tiêu chí / tổng dân số", "people living where the criterion is met / all people"}}},
	{coverage.MobileHouseholds, indicatorName{Words{"Hộ gia đình được phủ sóng", "Households covered"}, groupMobile,
		Words{"Số hộ gia đình tại nơi đạt tiêu chí / tổng số hộ gia đình", "households where the criterion is met / all households"}}},
	{coverage.MobileArea, indicatorName{Words{"Diện tích được phủ sóng", "Area covered"}, groupMobile,
		Words{"Diện tích nơi đạt tiêu chí / diện tích của đơn vị, trên ellipsoid WGS 84", "area where the criterion is met / area of the unit, on the WGS 84 ellipsoid"}}},
	{coverage.MobileCentres, indicatorName{Words{"Trung tâm xã được phủ sóng", "Commune centres covered"}, groupMobile,
		Words{"Số xã, phường có điểm trung tâm đạt tiêu chí / tổng số xã, phường", "communes whose centre point meets the criterion / communes"}}},
	{coverage.MobileHamlets, indicatorName{Words{"Thôn được phủ sóng", "Hamlets covered"}, groupMobile,
		Words{"Số thôn có điểm trung tâm đạt tiêu chí / tổng số thôn", "hamlets whose reference point meets the criterion / hamlets"}}},
	{coverage.MobileCommunes, indicatorName{Words{"Xã, phường có trạm", "Communes with a station"}, groupMobile,
		Words{"Số xã, phường có ít nhất một trạm / tổng số xã, phường", "communes that hold at least one station / communes"}}},
	{coverage.MobilePopulation + coverage.ExpectedSuffix, indicatorName{Words{"Dân số được phủ sóng (kỳ vọng)", "People covered (expected)"}, groupMobile,
		Words{"Tổng của dân số nhân xác suất được phủ sóng tại chỗ / tổng dân số", "sum of people times probability of coverage at their place / all people"}}},
	{coverage.MobileHouseholds + coverage.ExpectedSuffix, indicatorName{Words{"Hộ gia đình được phủ sóng (kỳ vọng)", "Households covered (expected)"}, groupMobile,
		Words{"Tổng của số hộ nhân xác suất được phủ sóng tại chỗ / tổng số hộ gia đình", "sum of households times probability of coverage at their place / all households"}}},
	{coverage.MobileArea + coverage.ExpectedSuffix, indicatorName{Words{"Diện tích được phủ sóng (kỳ vọng)", "Area covered (expected)"}, groupMobile,
		Words{"Tổng của diện tích nhân xác suất được phủ sóng / diện tích của đơn vị", "sum of area times probability of coverage / area of the unit"}}},
	{coverage.FiberConnected, indicatorName{Words{"Hộ gia đình sử dụng cáp quang", "Households connected"}, groupFiber,
		Words{"Số hộ gia đình có thuê bao cáp quang / tổng số hộ gia đình", "households with a fibre subscription / households"}}},
	{coverage.FiberPassed, indicatorName{Words{"Hộ gia đình có thể kết nối cáp quang", "Households passed"}, groupFiber,
		Words{"Số hộ gia đình có thể lắp cáp quang khi yêu cầu / tổng số hộ gia đình", "households that can have fibre on request / households"}}},
	{coverage.FiberCommunes, indicatorName{Words{"Xã, phường có cáp quang", "Communes with fibre"}, groupFiber,
		Words{"Số xã, phường có cáp quang / tổng số xã, phường", "communes with fibre / communes"}}},
	{coverage.FiberHamlets, indicatorName{Words{"Thôn có cáp quang", "Hamlets with fibre"}, groupFiber,
		Words{"Số thôn có cáp quang / tổng số thôn", "hamlets with fibre / hamlets"}}},
	{coverage.FiberSubscriptions, indicatorName{Words{"Thuê bao cáp quang", "Fibre subscriptions"}, groupFiber,
		Words{"Số thuê bao băng rộng cố định dùng cáp quang / tổng số thuê bao băng rộng cố định", "fixed broadband subscriptions on fibre / fixed broadband subscriptions"}}},
	{coverage.HamletsWhite, indicatorName{Words{"Thôn không thuộc vùng trắng sóng", "Hamlets that are not white"}, groupHamlets,
		Words{"Số thôn có sóng tại nơi bộ quy tắc yêu cầu / tổng số thôn; phần còn lại là thôn trắng sóng", "hamlets with signal where the profile asks for it / hamlets; the others are white"}}},
	{coverage.HamletsGap, indicatorName{Words{"Thôn không thuộc vùng lõm sóng", "Hamlets without a gap"}, groupHamlets,
		Words{"Số thôn có sóng ở mọi cụm dân cư / số thôn không trắng sóng; phần còn lại là thôn lõm sóng", "hamlets with signal in all residential groups / hamlets that are not white; the others are gaps"}}},
	{coverage.HamletsWeak, indicatorName{Words{"Thôn không bị sóng yếu", "Hamlets not weak"}, groupHamlets,
		Words{"Số thôn không đo thấy tốc độ thấp / số thôn không trắng sóng và không lõm sóng; phần còn lại là thôn sóng yếu", "hamlets not measured too slow / hamlets that are neither white nor gap; the others are weak"}}},
	{coverage.HamletsServed, indicatorName{Words{"Thôn đã phủ sóng", "Hamlets served"}, groupHamlets,
		Words{"Số thôn không trắng sóng, không lõm sóng và không sóng yếu / tổng số thôn", "hamlets that are neither white nor gap nor weak / hamlets"}}},
	{coverage.BTSSites, indicatorName{Words{"Vị trí trạm", "Sites"}, groupBTS, Words{"Số vị trí có trạm", "places with a station"}}},
	{coverage.BTSLayers, indicatorName{Words{"Trạm BTS", "Stations (BTS)"}, groupBTS,
		Words{"Số trạm như báo cáo vẫn đếm: vị trí x nhà mạng x công nghệ", "stations as reports count them: site x operator x technology"}}},
	{coverage.BTSCells, indicatorName{Words{"Cell vô tuyến", "Radio cells"}, groupBTS, Words{"Số cell vô tuyến", "radio cells"}}},
}

// nameOf names an indicator; one that is not known, such as places.schools, is named
// by its identifier and defined as figures.json does.
func nameOf(id string, definitions map[string]string) indicatorName {
	for i := range indicatorNames {
		if indicatorNames[i].id == id {
			return indicatorNames[i].indicatorName
		}
	}
	name := indicatorName{title: both(id), group: groupMobile, definition: both(definitions[id])}
	if place, ok := strings.CutPrefix(id, "places."); ok {
		name.title, name.group = both(place), groupPlaces
	}
	return name
}

// technologyName is a technology as reports write it.
func technologyName(t coverage.Technology) Words {
	switch t {
	case coverage.Tech4GPlus:
		return Words{"Từ 4G trở lên", "At least 4G"}
	case coverage.TechAny:
		return Words{"Mọi thế hệ", "Any generation"}
	}
	return both(strings.ToUpper(string(t)))
}

// operatorName is a rule of operators in words, or an operator's name.
func operatorName(operator string) Words {
	switch operator {
	case coverage.OperatorAny:
		return Words{"Ít nhất một nhà mạng", "Any operator"}
	case coverage.OperatorAll:
		return Words{"Tất cả nhà mạng", "All operators"}
	case coverage.OperatorMax:
		return Words{"Nhà mạng lớn nhất", "Largest operator"}
	}
	return both(operator)
}

// measureName words what a figure counts, areas and lengths as they are printed.
func measureName(measure string) Words {
	switch measure {
	case coverage.MeasureM2:
		measure = "km2"
	case coverage.MeasureM:
		measure = "km"
	}
	return Words{coverage.MeasureName(measure, "vi"), coverage.MeasureName(measure, "en")}
}

// levelNames word the levels of units.
var levelNames = map[string]Words{
	coverage.LevelHamlet: {"Thôn", "Hamlets"}, coverage.LevelCommune: {"Xã, phường", "Communes"}, coverage.LevelDistrict: {"Huyện, quận", "Districts"},
	coverage.LevelProvince: {"Tỉnh, thành phố", "Provinces"}, coverage.LevelNation: {"Cả nước", "Nation"},
}
