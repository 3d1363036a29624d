package document

// text is a phrase in both languages; a format of both takes the same arguments, by
// number where their order differs.
type text struct{ vi, en string }

func (t text) in(language string) string {
	if language == Vietnamese {
		return t.vi
	}
	return t.en
}

// noun is a thing that is counted.
type noun struct{ vi, one, many string }

func (n noun) in(language string, one bool) string {
	switch {
	case language == Vietnamese:
		return n.vi
	case one:
		return n.one
	}
	return n.many
}

// nouns by the measure of a figure.
var nouns = map[string]noun{
	"person":       {"người", "person", "people"},
	"household":    {"hộ gia đình", "household", "households"},
	"commune":      {"xã, phường", "commune", "communes"},
	"hamlet":       {"thôn, bản", "hamlet", "hamlets"},
	"subscription": {"thuê bao", "subscription", "subscriptions"},
	"site":         {"vị trí trạm", "station site", "station sites"},
	"layer":        {"trạm BTS", "base station", "base stations"},
	"cell":         {"cell vô tuyến", "radio cell", "radio cells"},
	"place":        {"địa điểm", "place", "places"},
	"m2":           {"km²", "km²", "km²"},
	"m":            {"km", "km", "km"},
	"district":     {"huyện", "district", "districts"},
	"province":     {"tỉnh, thành phố", "province", "provinces"},
	"gap":          {"vùng lõm sóng", "gap area", "gap areas"},
}

// levelNames name the levels of units, as the head of a column.
var levelNames = map[string]text{
	"hamlet":   {"Thôn, bản", "Hamlet"},
	"commune":  {"Xã, phường", "Commune"},
	"district": {"Huyện, thị xã, thành phố", "District"},
	"province": {"Tỉnh, thành phố", "Province"},
	"nation":   {"Cả nước", "Nation"},
}

// indicatorText is what is said of an indicator.
type indicatorText struct {
	name       text // of a table's row: with the technology before it in English, after it in Vietnamese
	definition text
	covered    text // head of what is counted for it
	uncovered  text // and of the rest
}

var (
	coveredHead   = text{"Được phủ", "Covered"}
	uncoveredHead = text{"Chưa được phủ", "Not covered"}
)

// indicators in the order in which tables list them.
var indicators = []struct {
	id string
	indicatorText
}{
	{"mobile.population", indicatorText{text{"Dân số được phủ sóng", "Population covered"},
		text{"số người sinh sống tại nơi đáp ứng tiêu chí phủ sóng / tổng dân số", "people living where the criterion is met / all people"}, coveredHead, uncoveredHead}},
	{"mobile.households", indicatorText{text{"Hộ gia đình được phủ sóng", "Households covered"},
		text{"số hộ gia đình tại nơi đáp ứng tiêu chí phủ sóng / tổng số hộ gia đình", "households where the criterion is met / all households"}, coveredHead, uncoveredHead}},
	{"mobile.area", indicatorText{text{"Diện tích được phủ sóng", "Area covered"},
		text{"diện tích đáp ứng tiêu chí phủ sóng / diện tích đơn vị hành chính, tính trên ellipsoid WGS 84", "area where the criterion is met / area of the unit, on the WGS 84 ellipsoid"}, coveredHead, uncoveredHead}},
	{"mobile.centres", indicatorText{text{"Trung tâm xã, phường được phủ sóng", "Commune centres covered"},
		text{"số xã, phường có điểm trung tâm đáp ứng tiêu chí phủ sóng / tổng số xã, phường", "communes whose centre point meets the criterion / communes"}, coveredHead, uncoveredHead}},
	{"mobile.hamlets", indicatorText{text{"Thôn, bản được phủ sóng tại điểm trung tâm", "Hamlets covered at their reference point"},
		text{"số thôn, bản có điểm trung tâm đáp ứng tiêu chí phủ sóng / tổng số thôn, bản", "hamlets whose reference point meets the criterion / hamlets"}, coveredHead, uncoveredHead}},
	{"mobile.communes", indicatorText{text{"Xã, phường có trạm BTS", "Communes with a base station"},
		text{"số xã, phường có ít nhất một trạm BTS / tổng số xã, phường", "communes that hold at least one station / communes"}, text{"Có trạm", "With a station"}, text{"Chưa có trạm", "Without"}}},
	{"mobile.population.expected", indicatorText{text{"Dân số được phủ sóng (kỳ vọng)", "Population covered (expected)"},
		text{"tổng của số người nhân với xác suất được phủ sóng tại nơi ở / tổng dân số", "sum of people times probability of coverage at their place / all people"}, coveredHead, uncoveredHead}},
	{"mobile.households.expected", indicatorText{text{"Hộ gia đình được phủ sóng (kỳ vọng)", "Households covered (expected)"},
		text{"tổng của số hộ gia đình nhân với xác suất được phủ sóng tại nơi ở / tổng số hộ gia đình", "sum of households times probability of coverage at their place / all households"}, coveredHead, uncoveredHead}},
	{"mobile.area.expected", indicatorText{text{"Diện tích được phủ sóng (kỳ vọng)", "Area covered (expected)"},
		text{"tổng của diện tích nhân với xác suất được phủ sóng / diện tích đơn vị hành chính", "sum of area times probability of coverage / area of the unit"}, coveredHead, uncoveredHead}},
	{"fiber.connected", indicatorText{text{"Hộ gia đình sử dụng cáp quang", "Households connected to fibre"},
		text{"số hộ gia đình có thuê bao cáp quang / tổng số hộ gia đình", "households with a fibre subscription / households"}, text{"Sử dụng", "Connected"}, text{"Chưa sử dụng", "Not connected"}}},
	{"fiber.passed", indicatorText{text{"Hộ gia đình có khả năng sử dụng cáp quang", "Households passed by fibre"},
		text{"số hộ gia đình được cung cấp cáp quang khi có yêu cầu / tổng số hộ gia đình", "households that can have fibre on request / households"}, text{"Có khả năng", "Passed"}, text{"Chưa có khả năng", "Not passed"}}},
	{"fiber.communes", indicatorText{text{"Xã, phường có cáp quang", "Communes with fibre"},
		text{"số xã, phường có cáp quang / tổng số xã, phường", "communes with fibre / communes"}, text{"Có cáp quang", "With fibre"}, text{"Chưa có", "Without"}}},
	{"fiber.hamlets", indicatorText{text{"Thôn, bản có cáp quang", "Hamlets with fibre"},
		text{"số thôn, bản có cáp quang / tổng số thôn, bản", "hamlets with fibre / hamlets"}, text{"Có cáp quang", "With fibre"}, text{"Chưa có", "Without"}}},
	{"fiber.subscriptions", indicatorText{text{"Thuê bao băng rộng cố định dùng cáp quang", "Fixed broadband subscriptions on fibre"},
		text{"số thuê bao băng rộng cố định dùng cáp quang / tổng số thuê bao băng rộng cố định", "fixed broadband subscriptions on fibre / fixed broadband subscriptions"}, text{"Cáp quang", "On fibre"}, text{"Loại khác", "Other"}}},
	{"hamlets.served", indicatorText{text{"Thôn, bản đã phủ sóng theo sổ theo dõi", "Hamlets served by the gap register"},
		text{"số thôn, bản không thuộc diện trắng sóng, lõm sóng, sóng yếu / tổng số thôn, bản", "hamlets that are neither white nor gap nor weak / hamlets"}, text{"Đã phủ sóng", "Served"}, text{"Còn lại", "Not served"}}},
	{"hamlets.white", indicatorText{text{"Thôn, bản không trắng sóng", "Hamlets that are not white"},
		text{"số thôn, bản có sóng tại nơi mà tiêu chí rà soát yêu cầu / tổng số thôn, bản; phần còn lại là thôn, bản trắng sóng", "hamlets with signal where the profile asks for it / hamlets; the rest are white hamlets"}, text{"Có sóng", "With signal"}, text{"Trắng sóng", "White"}}},
	{"hamlets.gap", indicatorText{text{"Thôn, bản không lõm sóng", "Hamlets without gap"},
		text{"số thôn, bản có sóng ở mọi cụm dân cư / số thôn, bản không trắng sóng; phần còn lại là thôn, bản lõm sóng", "hamlets with signal in all residential groups / hamlets that are not white; the rest have a gap"}, text{"Có sóng", "With signal"}, text{"Lõm sóng", "Gap"}}},
	{"hamlets.weak", indicatorText{text{"Thôn, bản không thuộc diện sóng yếu", "Hamlets that are not weak"},
		text{"số thôn, bản đo không thấy chậm hơn mức yêu cầu / số thôn, bản không trắng sóng và không lõm sóng; phần còn lại là thôn, bản sóng yếu", "hamlets not measured too slow / hamlets that are neither white nor gap; the rest are weak"}, text{"Đạt", "Fast enough"}, text{"Sóng yếu", "Weak"}}},
	{"bts.layers", indicatorText{text{"Trạm BTS", "Base stations"},
		text{"số trạm BTS: mỗi công nghệ của một doanh nghiệp tại một vị trí là một trạm", "stations as reports count them: site x operator x technology"}, coveredHead, uncoveredHead}},
	{"bts.sites", indicatorText{text{"Vị trí trạm", "Station sites"},
		text{"số vị trí có trạm BTS", "places with a station"}, coveredHead, uncoveredHead}},
	{"bts.cells", indicatorText{text{"Cell vô tuyến", "Radio cells"},
		text{"số cell vô tuyến", "radio cells"}, coveredHead, uncoveredHead}},
}

// placeDefinitions define the figures of a layer of places by what they count.
var placeDefinitions = map[string]text{
	"place": {"số địa điểm thuộc lớp \"%s\" đáp ứng tiêu chí phủ sóng tại vị trí của mình / tổng số địa điểm", "places of the layer \"%s\" that meet the criterion at their own position / all places of the layer"},
	"m2":    {"diện tích thuộc lớp \"%s\" đáp ứng tiêu chí phủ sóng / tổng diện tích của lớp, tính trên ellipsoid WGS 84", "area of the layer \"%s\" where the criterion is met / area of the layer, on the WGS 84 ellipsoid"},
	"m":     {"chiều dài thuộc lớp \"%s\" đáp ứng tiêu chí phủ sóng / tổng chiều dài của lớp, tính trên ellipsoid WGS 84", "length of the layer \"%s\" where the criterion is met / length of the layer, on the WGS 84 ellipsoid"},
}

// technologyNames name technologies; the others are their code in capitals.
var technologyNames = map[string]text{
	"4g+": {"4G trở lên", "4G or later"},
	"2g+": {"2G trở lên", "2G or later"},
}

// operatorNames name the rules over operators.
var operatorNames = map[string]text{
	"any": {"Ít nhất một doanh nghiệp", "At least one operator"},
	"all": {"Tất cả doanh nghiệp", "Every operator"},
	"max": {"Doanh nghiệp phủ rộng nhất", "Largest single operator"},
}

// classNames name what the gap register says of a hamlet.
var classNames = map[string]text{
	"white": {"trắng sóng", "white"}, "gap": {"lõm sóng", "gap"}, "weak": {"sóng yếu", "weak"},
	"served": {"đã phủ sóng", "served"}, "unknown": {"chưa xác định", "unknown"},
}

// causeNames name the causes of gaps.
var causeNames = map[string]text{
	"distance": {"xa trạm", "far from stations"}, "no_layer": {"trạm gần đó chưa có công nghệ này", "the station in reach lacks the technology"},
	"no_station": {"doanh nghiệp chưa có trạm công nghệ này", "no station of the technology"}, "terrain": {"bị địa hình che chắn", "hidden by terrain"},
	"indoor_only": {"chỉ có sóng ngoài trời", "served outdoors only"}, "measured": {"kết quả đo cho thấy không đạt", "measurements say so"},
	"not_connected": {"chưa kết nối cáp quang", "passed, not connected"}, "not_passed": {"cáp quang chưa đến", "not passed by fibre"},
	"mixed": {"một phần chưa kết nối, một phần cáp quang chưa đến", "partly not passed, partly not connected"},
}

// routeNames say who must act for a hamlet.
var routeNames = map[string]text{
	"fund": {"Chương trình viễn thông công ích", "Universal-service programme"}, "operators": {"Doanh nghiệp viễn thông", "Operators"},
	"wait": {"Chờ điện lưới hoặc dùng vệ tinh", "Wait for grid power, or satellite"}, "unknown": {"Chưa xác định", "Unknown"},
}

// difficultyNames name classes of difficulty as files have them.
var difficultyNames = map[string]text{
	"special": {"đặc biệt khó khăn", "specially difficult"}, "area-1": {"khu vực I", "area I"}, "area-2": {"khu vực II", "area II"},
	"area-3": {"khu vực III", "area III"}, "ordinary": {"không thuộc diện khó khăn", "ordinary"},
}

// yesNo words what a register says with yes and no.
var yesNo = map[string]text{"yes": {"Có", "Yes"}, "no": {"Không", "No"}, "": {"Chưa xác định", "Unknown"}}

// verdictNames name the verdicts on targets.
var verdictNames = map[string]text{
	"met": {"Đạt", "Met"}, "not met": {"Chưa đạt", "Not met"}, "undecidable": {"Chưa kết luận được", "Undecidable"},
}

// verdictReasons say why a target is undecidable.
var verdictReasons = map[string]text{
	"unknown":   {"phần chưa xác định có thể làm thay đổi kết luận", "the unknown part could decide"},
	"no figure": {"không có số liệu của chỉ số này", "there is no such figure"},
	"no unit":   {"không có đơn vị hành chính này", "there is no such unit"},
	"nothing":   {"tổng số bằng 0", "the total is 0"},
}

// comparisons put a target's number into words.
var comparisons = map[string]text{
	"at least": {"từ %s trở lên", "at least %s"}, "more than": {"trên %s", "more than %s"}, "universal": {"%s", "%s"},
}

// roleNames name the inputs by their role.
var roleNames = map[string]text{
	"boundaries": {"Ranh giới hành chính", "Boundaries"}, "sites": {"Danh sách trạm", "Stations"}, "households": {"Số hộ gia đình, dân số", "Households, population"},
	"population": {"Ảnh dân số", "Population raster"}, "fiber": {"Cáp quang", "Fibre"}, "hamlets": {"Thôn, bản", "Hamlets"}, "clusters": {"Cụm dân cư", "Residential groups"},
	"centres": {"Trung tâm xã, phường", "Commune centres"}, "terrain": {"Độ cao địa hình", "Terrain"}, "land_cover": {"Lớp phủ bề mặt", "Land cover"},
	"criterion": {"Tiêu chí phủ sóng", "Criterion"}, "register": {"Tiêu chí rà soát thôn, bản", "Register profile"}, "targets": {"Mục tiêu", "Targets"}, "places": {"Địa điểm, khu vực, đường", "Places"},
	"measurements": {"Kết quả đo", "Measurements"}, "antennas": {"Giản đồ ăng ten", "Antenna patterns"}, "corrections": {"Đính chính", "Corrections"},
	"codes": {"Danh mục mã đơn vị hành chính", "List of unit codes"}, "region": {"Khai báo vùng", "Region file"},
}

// assumedNames name what was assumed of radio cells.
var assumedNames = map[string]text{
	"frequency_mhz": {"tần số", "frequency"}, "bandwidth_mhz": {"băng thông", "bandwidth"}, "eirp_dbm": {"công suất phát EIRP", "EIRP"}, "height_m": {"độ cao ăng ten", "antenna height"},
	"azimuth_deg": {"hướng ăng ten", "azimuth"}, "downtilt_deg": {"góc nghiêng ăng ten", "downtilt"}, "range_m": {"bán kính phủ sóng", "range"}, "operator": {"doanh nghiệp", "operator"},
	"technology": {"công nghệ", "technology"}, "antenna": {"ăng ten", "antenna"},
}
