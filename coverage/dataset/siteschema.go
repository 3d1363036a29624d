package dataset

import "slices"

var siteSchema = tableSchema{
	role: "sites",
	columns: slices.Concat([]columnSpec{
		{name: "site_id", aliases: []string{"site", "id", "siteid", "mã trạm", "mã trạm BTS", "trạm", "mã nhà trạm", "mã vị trí", "ict_id", "station", "station_id", "site code", "site_code",
			"mã site", "số hiệu trạm", "ký hiệu trạm", "mã cơ sở"}},
		{name: "operator", aliases: []string{"nhà mạng", "doanh nghiệp", "mạng", "nhà cung cấp", "network", "operator_name", "carrier", "provider", "đơn vị", "doanh nghiệp viễn thông",
			"tên doanh nghiệp", "mã nhà mạng", "mã doanh nghiệp", "operator code", "nhà mạng di động", "đơn vị quản lý", "đơn vị sử dụng", "chủ sở hữu", "danh sách nhà mạng"}},
		{name: "technology", aliases: []string{"công nghệ", "tech", "radio", "rat", "radio_type", "loại trạm", "thế hệ", "generation", "hệ thống", "loại công nghệ", "công nghệ sử dụng",
			"công nghệ trạm", "loại hình công nghệ"}},
		{name: "band", aliases: []string{"băng tần", "băng", "dải tần", "băng tần số", "danh sách băng tần", "băng tần hoạt động", "băng tần sử dụng", "bands"}},
		{name: "frequency_mhz", units: megahertz, aliases: []string{"frequency", "freq", "tần số", "downlink_frequency", "dl_frequency", "downlink_frequency_mhz", "tần số phát", "tần số hoạt động"}},
		{name: "bandwidth_mhz", units: megahertz, aliases: []string{"bandwidth", "bw", "băng thông", "độ rộng băng tần", "max_channel_bandwidth"}},
		{name: "height_m", units: metres, aliases: []string{"height", "độ cao", "chiều cao", "chiều cao anten", "độ cao anten", "độ cao ăng ten", "chiều cao ăng ten",
			"antenna_height", "antenna height", "hba", "danh sách độ cao anten", "độ cao treo anten", "chiều cao treo anten", "độ cao lắp đặt anten", "độ cao anten so với mặt đất", "antenna heights"}},
		{name: "azimuth_deg", units: degrees, aliases: []string{"azimuth", "góc phương vị", "phương vị", "hướng", "hướng anten", "azimuths", "góc azimuth", "bearing"}},
		{name: "antenna", aliases: []string{"pattern", "antenna pattern", "anten", "ăng ten", "mẫu anten", "mẫu ăng ten", "loại anten", "loại ăng ten", "kiểu anten",
			"antenna type", "antenna model", "antenna name"}},
		{name: "downtilt_deg", units: degrees, aliases: []string{"downtilt", "tilt", "góc cụp", "góc ngẩng", "total tilt", "góc nghiêng"}},
		{name: "mechanical_tilt_deg", units: degrees, aliases: []string{"mechanical tilt", "mechanical downtilt", "tiltMec", "m tilt", "tilt cơ", "tilt cơ khí", "góc cụp cơ",
			"góc cụp cơ khí", "góc ngẩng cơ", "góc nghiêng cơ"}},
		{name: "electrical_tilt_deg", units: degrees, aliases: []string{"electrical tilt", "electrical downtilt", "tiltEle", "e tilt", "tilt điện", "góc cụp điện",
			"góc ngẩng điện", "góc nghiêng điện"}},
		{name: "eirp_dbm", units: decibels, aliases: []string{"eirp"}},
		{name: "power_w", units: watts, again: "power_dbm", aliases: []string{"power", "công suất", "công suất phát", "danh sách công suất", "công suất máy phát", "công suất phát tối đa",
			"tx power", "transmit power", "tổng công suất phát"}},
		{name: "power_dbm", aliases: []string{"power dbm", "công suất dbm", "công suất phát dbm", "tx power dbm", "transmit power dbm"}},
		{name: "gain_dbi", units: gains, aliases: []string{"gain", "antenna gain", "độ lợi", "độ lợi anten", "tăng ích", "tăng ích anten", "hệ số khuếch đại", "độ tăng ích"}},
		{name: "range_m", units: metres, aliases: []string{"range", "radius", "bán kính", "bán kính phủ", "bán kính phủ sóng", "cự ly phủ sóng", "vùng phủ"}},
		{name: "mast_id", aliases: []string{"mã cột", "mã cột anten", "mã cột ăng ten", "mã vị trí cột", "mã hạ tầng", "mã hạ tầng dùng chung", "mã vị trí dùng chung",
			"mã trạm dùng chung", "tower id", "shared site id"}},
		{name: "mast_type", aliases: []string{"loại cột", "loại cột anten", "loại cột ăng ten", "kiểu cột", "loại hình cột", "mast", "tower type", "loại hạ tầng", "loại công trình", "kiểu trạm"}},
		{name: "mast_height_m", units: metres, aliases: []string{"mast height", "tower height", "chiều cao cột", "độ cao cột", "chiều cao cột anten", "độ cao cột anten", "chiều cao cột ăng ten", "độ cao cột ăng ten"}},
		{name: "status", aliases: []string{"trạng thái", "tình trạng", "tình trạng hoạt động", "trạng thái hoạt động", "hiện trạng", "trạng thái trạm", "tình trạng trạm", "state", "site status"}},
		{name: "name", aliases: []string{"site_name", "tên trạm", "tên", "tên nhà trạm", "source_ict_id", "tên trạm BTS"}},
		{name: "commune", aliases: codeAliases[1:]},
		{name: "cell_id", aliases: []string{"cell", "cellid", "cell_name", "mã cell", "tên cell", "ci", "eci", "cgi", "source_cell_id", "sector", "mã sector"}},
		{name: "bts_code", aliases: []string{"BTS", "bts_id", "mã BTS"}},
		{name: "nodeb_code", aliases: []string{"mã NodeB", "NodeB", "mã trạm NodeB", "nodeb_id"}},
		{name: "enodeb_code", aliases: []string{"mã eNodeB", "eNodeB", "enodeb_id", "mã trạm eNodeB", "enb_id"}},
		{name: "gnodeb_code", aliases: []string{"mã gNodeB", "gNodeB", "gnodeb_id", "mã trạm gNodeB", "gnb_id"}},
		{name: "plan_code", aliases: []string{"mã quy hoạch", "mã trạm quy hoạch", "planning code", "mã thiết kế", "mã dự án trạm"}},
		{name: "sub_codes", aliases: []string{"mã sub BTS", "danh sách sub BTS", "sub BTS", "mã trạm con", "danh sách mã trạm con", "sub station codes", "mã các trạm", "danh sách mã trạm"}},
		{name: "sub_count", aliases: []string{"số sub BTS", "số lượng sub BTS", "số trạm con", "số lượng trạm con", "number of sub BTS", "sub BTS count", "số lượng trạm gốc"}},
		{name: "antenna_count", aliases: []string{"số anten", "số lượng anten", "số ăng ten", "số lượng ăng ten", "antenna counts", "number of antennas", "danh sách số anten"}},
	}, placeSpecs("commune_name", nameWords), addressSpecs, positionSpecs()),
	required: [][]string{{"site_id", "lon", "position"}, {"lon", "position", "commune", "commune_name"}, {"lat", "position", "commune", "commune_name"}},
}

// Units of powers and gains.
var (
	watts = map[string]float64{"w": 1, "kw": 1000, "mw": 0.001}
	gains = map[string]float64{"dbi": 1, "db": 1}
)

// stationCodes are the columns of the codes that a station has beside site_id.
var stationCodes = []string{"bts_code", "nodeb_code", "enodeb_code", "gnodeb_code", "plan_code"}

// siteCodes are all columns that name a station, site_id before the others.
var siteCodes = append([]string{"site_id"}, stationCodes...)

// promoteCode makes a table's first column of station codes its site_id where it
// has none.
func promoteCode(m *columnMap) {
	if m.has("site_id") {
		return
	}
	for _, name := range stationCodes {
		if i, ok := m.at[name]; ok {
			m.at["site_id"], m.idFrom = i, name
			delete(m.at, name)
			return
		}
	}
}
