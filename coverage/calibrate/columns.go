package calibrate

import (
	"fmt"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// column is what a field means, whatever its heading.
type column int

const (
	colLat column = iota
	colLon
	colLevel
	colLoss
	colSite
	colCell
	colTime
	colTechnology
	colFrequency
	colDistance
	colHeight
	colAzimuth
	colEIRP
	colTilt
	colMechanicalTilt
	colBand
	colARFCN
	colBandwidth
	colRange
	colOperator
	colAntenna
	columnCount
)

// columnSpec is a column under the name by which problems call it, with headings
// in order of preference: a G-NetTrack log has a CELLID within its node and a
// RAWCELLID of its own.
type columnSpec struct {
	name    string
	aliases []string
}

var logColumns = map[column]columnSpec{
	colLat:        {"lat", []string{"lat", "latitude", "rlat", "vĩ độ", "lat_wgs84", "y"}},
	colLon:        {"lon", []string{"lon", "longitude", "long", "lng", "rlon", "kinh độ", "lon_wgs84", "x"}},
	colLevel:      {"level_dbm", []string{"level_dbm", "rsrp", "rsrp_dbm", "ss_rsrp", "lte_rsrp", "rscp", "rxlev", "rxlev_dbm", "level", "mức thu", "signal_dbm", "signal", "dbm", "measured_dbm", "measured", "power_dbm", "rssi_dbm", "rssi"}},
	colLoss:       {"loss_db", []string{"loss_db", "loss", "path_loss", "path_loss_db", "measured_loss", "pl_real", "pl"}},
	colSite:       {"site_id", []string{"site_id", "site", "bts_id", "bts", "enodeb_id", "enodeb", "enb_id", "enb", "gnb_id", "gnb", "nodehex", "station", "mã trạm"}},
	colCell:       {"cell_id", []string{"cell_id_raw", "raw_cell_id", "cell_id", "cell", "serving_cell", "serving", "eci", "nci", "ecgi", "cgi", "ci", "mã cell"}},
	colTime:       {"time", []string{"time", "timestamp", "datetime", "date_time", "thời gian"}},
	colTechnology: {"technology", []string{"technology", "network_mode", "network_type", "rat", "tech", "radio", "mode", "công nghệ"}},
	colFrequency:  {"frequency_mhz", []string{"frequency_mhz", "frequency", "freq_mhz", "freq", "tần số"}},
	colDistance:   {"distance", []string{"dist", "distance", "distance_m", "distance_km", "dist_m", "dist_km", "khoảng cách"}},
}

var stationColumns = map[column]columnSpec{
	colLat:            logColumns[colLat],
	colLon:            logColumns[colLon],
	colSite:           {"site_id", []string{"site_id", "site", "bts_id", "bts", "enodeb_id", "enodeb", "enb_id", "gnb_id", "nodehex", "station", "mã trạm", "tên trạm", "id", "name"}},
	colCell:           {"cell_id", []string{"cell_id", "cell", "raw_cell_id", "eci", "nci", "ecgi", "cgi", "ci", "sector", "mã cell"}},
	colTechnology:     {"technology", []string{"technology", "rat", "tech", "radio", "công nghệ"}},
	colFrequency:      logColumns[colFrequency],
	colHeight:         {"height_m", []string{"height_m", "height", "antenna_height", "hba", "độ cao", "độ cao anten"}},
	colAzimuth:        {"azimuth_deg", []string{"azimuth_deg", "azimuth", "azi", "bearing", "phương vị"}},
	colEIRP:           {"eirp_dbm", []string{"eirp_dbm", "eirp"}},
	colTilt:           {"downtilt_deg", []string{"downtilt_deg", "electrical_tilt_deg", "electrical_tilt", "tilt_ele", "e_tilt", "downtilt", "tilt"}},
	colMechanicalTilt: {"mechanical_tilt_deg", []string{"mechanical_tilt_deg", "mechanical_tilt", "tilt_mec", "m_tilt"}},
	colBand:           {"band", []string{"band", "băng tần"}},
	colARFCN:          {"arfcn", []string{"arfcn", "bcch"}},
	colBandwidth:      {"bandwidth_mhz", []string{"bandwidth_mhz", "bandwidth", "bw_mhz", "bw"}},
	colRange:          {"range_m", []string{"range_m", "range", "radius_m"}},
	colAntenna:        {"antenna", []string{"antenna", "pattern", "anten"}},
	colOperator:       {"operator", []string{"operator", "nhà mạng"}},
}

// layout says where the columns of a schema are in a file; -1 for none.
type layout struct {
	schema   map[column]columnSpec
	headings []string
	at       [columnCount]int
}

// newLayout finds columns by their headings, the preferred alias first. One
// heading twice is an error: either could be meant.
func newLayout(schema map[column]columnSpec, headings []string) (layout, error) {
	l := layout{schema: schema, headings: headings}
	folded := make(map[string]int, len(headings))
	twice := map[string]bool{}
	for i, h := range headings {
		key := foldHeading(h)
		if _, ok := folded[key]; ok {
			twice[key] = true
			continue
		}
		folded[key] = i
	}
	for c := range columnCount {
		l.at[c] = -1
		for _, alias := range schema[c].aliases {
			key := foldHeading(alias)
			i, ok := folded[key]
			if !ok {
				continue
			}
			if twice[key] {
				return l, fmt.Errorf("two columns are called %q: rename one of them", headings[i])
			}
			l.at[c] = i
			break
		}
	}
	return l, nil
}

func (l *layout) has(c column) bool { return l.at[c] >= 0 }

// text is the trimmed field of a column, "" when there is none.
func (l *layout) text(fields []string, c column) string {
	i := l.at[c]
	if i < 0 || i >= len(fields) {
		return ""
	}
	return strings.TrimSpace(fields[i])
}

// heading is the column's name in the file.
func (l *layout) heading(c column) string {
	if i := l.at[c]; i >= 0 {
		return l.headings[i]
	}
	return l.schema[c].name
}

// foldHeading compares headings without case, spaces and punctuation.
func foldHeading(s string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, norm.NFC.String(s))
}

// missing names the columns without which a log is no log.
func (l *layout) missing() error {
	var lacks []string
	for _, c := range []column{colLat, colLon} {
		if !l.has(c) {
			lacks = append(lacks, l.schema[c].name)
		}
	}
	if !l.has(colLevel) && !l.has(colLoss) {
		lacks = append(lacks, "level_dbm or loss_db")
	}
	if lacks == nil {
		return nil
	}
	return fmt.Errorf("no column %s among %s", strings.Join(lacks, ", "), strings.Join(l.headings, ", "))
}
