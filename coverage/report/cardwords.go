package report

import (
	"encoding/json"
	"io"
	"math"

	"phusong/coverage"
)

// words are an English and a Vietnamese text for each value.
type words map[string][2]string

func (t *cardText) word(w words, key string) string {
	pair, ok := w[key]
	switch {
	case !ok:
		return key
	case t.vietnamese:
		return pair[1]
	}
	return pair[0]
}

var (
	ruleWords       = words{coverage.OperatorAny: {"any", "bất kỳ"}, coverage.OperatorAll: {"all", "tất cả"}}
	gridWords       = words{"yes": {"yes", "có"}, "no": {"no", "chưa có"}, "": {"unknown", "chưa rõ"}}
	difficultyWords = words{"": {"unknown", "chưa rõ"}, string(coverage.DifficultySpecial): {"special", "đặc biệt khó khăn"},
		string(coverage.DifficultyArea1): {"area I", "khu vực I"}, string(coverage.DifficultyArea2): {"area II", "khu vực II"},
		string(coverage.DifficultyArea3): {"area III", "khu vực III"}, string(coverage.DifficultyOrdinary): {"ordinary", "không thuộc vùng khó khăn"}}
	basisWords = words{coverage.BasisModel: {"model", "mô hình"}, coverage.BasisMeasured: {"measurements", "số liệu đo"},
		coverage.BasisBoth:    {"model and measurements, which agree", "mô hình và số liệu đo, kết quả thống nhất"},
		coverage.BasisAgainst: {"measurements, against the model", "số liệu đo, khác với mô hình"}}
	causeWords = words{coverage.CauseDistance: {"too far from every station", "quá xa các trạm"}, coverage.CauseNoLayer: {"a station in reach lacks the technology", "trạm gần chưa có công nghệ này"},
		coverage.CauseNoStation: {"the operators have no station of the technology", "nhà mạng chưa có trạm dùng công nghệ này"},
		coverage.CauseTerrain:   {"the terrain hides a station that would serve it over flat ground", "bị địa hình che khuất"},
		coverage.CauseIndoor:    {"served outdoors only", "chỉ có sóng ngoài trời"}, coverage.CauseMeasured: {"measured below what the model says", "đo thực tế thấp hơn mô hình"}}
	routeWords = words{coverage.RouteNone: {"nobody: it is served", "không cần, đã phủ sóng"},
		coverage.RouteFund:      {"the universal-service fund programme (grid power, special difficulty)", "chương trình viễn thông công ích (có điện lưới, đặc biệt khó khăn)"},
		coverage.RouteOperators: {"the operators (grid power, no special difficulty)", "các doanh nghiệp viễn thông (có điện lưới, ngoài vùng đặc biệt khó khăn)"},
		coverage.RouteWait:      {"wait for grid power, or satellite", "chờ điện lưới hoặc dùng vệ tinh"}, coverage.RouteUnknown: {"cannot be told", "chưa xác định được"}}
	missingWords = words{"position": {"position", "tọa độ thôn"}, "coverage": {"coverage", "vùng phủ"}, "clusters": {"residential groups", "danh sách cụm dân cư"},
		"cluster coverage": {"coverage of residential groups", "vùng phủ của cụm dân cư"}, "grid power": {"grid power", "điện lưới"}, "difficulty": {"class of difficulty", "phân loại khu vực khó khăn"}}
	stateWords    = words{"covered": {"signal", "có sóng"}, "uncovered": {"no signal", "không có sóng"}, "unknown": {"unknown", "chưa rõ"}}
	measuredWords = words{coverage.MeasuredLevel: {"level", "mức thu"}, coverage.MeasuredSpeed: {"speed", "tốc độ"}}
	verdictWords  = words{"true": {"enough", "đạt"}, "false": {"too low", "không đạt"}}
)

// cardJSON is a card for programs.
type cardJSON struct {
	Hamlet     string           `json:"hamlet,omitempty"`
	Name       string           `json:"name,omitempty"`
	Code       string           `json:"commune_code"`
	Commune    string           `json:"commune"`
	Edition    string           `json:"edition"`
	AsOf       string           `json:"as_of"`
	Class      string           `json:"class"`
	ClassVI    string           `json:"class_vi"`
	ByModel    string           `json:"class_by_model"`
	Basis      string           `json:"basis"`
	Cause      string           `json:"cause,omitempty"`
	Route      string           `json:"route,omitempty"`
	Missing    []string         `json:"missing,omitempty"`
	Technology string           `json:"technology"`
	Rule       string           `json:"operator_rule"`
	Criterion  string           `json:"criterion"`
	Profile    string           `json:"profile"`
	Places     []cardPlaceJSON  `json:"places"`
	Measured   []measuredRecord `json:"measured,omitempty"`
}

type cardPlaceJSON struct {
	Group     string             `json:"group,omitempty"`
	Lon       json.Number        `json:"lon"`
	Lat       json.Number        `json:"lat"`
	Signal    string             `json:"signal"`
	Operators []cardOperatorJSON `json:"operators"`
}

type cardOperatorJSON struct {
	Operator string          `json:"operator"`
	Signal   string          `json:"signal"`
	Layers   []cardLayerJSON `json:"technologies"`
	Remedies []remedyJSON    `json:"remedies,omitempty"`
}

type cardLayerJSON struct {
	Technology string            `json:"technology"`
	Signal     string            `json:"signal"`
	LevelDBm   any               `json:"level_dbm"`
	Threshold  any               `json:"threshold_dbm"`
	Server     any               `json:"server"`
	Stations   []cardStationJSON `json:"stations"`
}

type cardStationJSON struct {
	Site       string `json:"site_id"`
	Name       string `json:"name,omitempty"`
	DistanceKm any    `json:"distance_km"`
	BearingDeg any    `json:"bearing_deg"`
	HeightM    any    `json:"height_m"`
	LevelDBm   any    `json:"level_dbm"`
	Hidden     any    `json:"hidden"`
	ObstacleKm any    `json:"obstacle_km"`
	AboveM     any    `json:"obstacle_above_line_m"`
	GroundM    any    `json:"obstacle_ground_m"`
}

type remedyJSON struct {
	Kind       string `json:"kind"`
	Site       string `json:"site_id,omitempty"`
	DistanceKm any    `json:"distance_km"`
	Technology string `json:"technology"`
	HeightM    any    `json:"height_m"`
	Enough     string `json:"enough"`
	LevelDBm   any    `json:"level_dbm"`
	ShortDB    any    `json:"short_db"`

	// Of the cell that was assumed; null for antennas that are raised.
	FrequencyMHz any `json:"assumed_frequency_mhz"`
	EIRPdBm      any `json:"assumed_eirp_dbm"`
	RangeM       any `json:"assumed_radius_m"`
}

type measuredRecord struct {
	Group      string   `json:"group,omitempty"`
	Operator   string   `json:"operator"`
	Technology string   `json:"technology"`
	What       string   `json:"what"`
	Points     int      `json:"points"`
	Passed     int      `json:"passed"`
	Enough     bool     `json:"enough"`
	NearestM   any      `json:"nearest_m"`
	FarthestM  any      `json:"farthest_m"`
	Samples    []string `json:"samples"`
}

func jsonNumber(v float64, n int) json.Number { return json.Number(decimals(v, n)) }

// WriteCardJSON prints the same as one JSON object.
func WriteCardJSON(w io.Writer, d *coverage.Dataset, c *coverage.Card) error {
	u, r := &d.Units[c.Unit], &c.Record
	out := cardJSON{Code: u.Code, Commune: u.Name, Edition: u.Edition, AsOf: d.AsOf, Class: string(r.Class), ClassVI: r.Class.NameVI(), ByModel: string(r.Model),
		Basis: r.Basis, Cause: r.Cause, Route: r.Route, Missing: r.Missing, Technology: string(c.Technology), Rule: c.Rule, Criterion: c.Criterion, Profile: c.Profile,
		Places: []cardPlaceJSON{}}
	if c.Hamlet != nil {
		out.Hamlet, out.Name = c.Hamlet.ID, c.Hamlet.Name
	}
	for i := range c.Places {
		out.Places = append(out.Places, placeJSON(&c.Places[i]))
	}
	for i := range r.Measured {
		m := &r.Measured[i]
		rec := measuredRecord{Operator: m.Operator, Technology: string(m.Technology), What: m.What, Points: m.Points, Passed: m.Passed, Enough: m.Sufficient,
			NearestM: jsonNumber(m.NearestM, 0), FarthestM: jsonNumber(m.FarthestM, 0)}
		for _, s := range m.Samples {
			rec.Samples = append(rec.Samples, sampleText(&s))
		}
		out.Measured = append(out.Measured, rec)
	}
	e := json.NewEncoder(w)
	e.SetIndent("", " ")
	e.SetEscapeHTML(false)
	return e.Encode(out)
}

func placeJSON(p *coverage.CardPlace) cardPlaceJSON {
	out := cardPlaceJSON{Lon: jsonNumber(p.Lon, 7), Lat: jsonNumber(p.Lat, 7), Signal: p.Signal.String(), Operators: []cardOperatorJSON{}}
	if p.Group != nil {
		out.Group = p.Group.ID
	}
	for _, o := range p.Operators {
		operator := cardOperatorJSON{Operator: o.Operator, Signal: o.Signal.String(), Layers: []cardLayerJSON{}}
		for _, l := range o.Layers {
			layer := cardLayerJSON{Technology: string(l.Technology), Signal: l.Signal.String(), LevelDBm: when(l.HasLevel, jsonNumber(l.LevelDBm, 2)),
				Threshold: when(l.HasLevel && !math.IsInf(l.ThresholdDBm, 0), jsonNumber(l.ThresholdDBm, 2)), Server: when(l.HasLevel, l.ServerCell), Stations: []cardStationJSON{}}
			for _, s := range l.Stations {
				layer.Stations = append(layer.Stations, stationJSON(s))
			}
			operator.Layers = append(operator.Layers, layer)
		}
		for _, r := range o.Remedies {
			operator.Remedies = append(operator.Remedies, remedyJSON{Kind: r.Kind, Site: r.SiteID, DistanceKm: jsonNumber(r.DistanceM/1000, 3), Technology: string(r.Technology),
				HeightM: jsonNumber(r.HeightM, 1), Enough: map[coverage.State]string{coverage.Covered: "yes", coverage.Uncovered: "no", coverage.Unknown: "unknown"}[r.Signal],
				LevelDBm: when(r.HasLevel, jsonNumber(r.LevelDBm, 2)), ShortDB: when(r.HasLevel, jsonNumber(r.ShortDB, 2)),
				FrequencyMHz: when(r.Cell.FrequencyMHz > 0, jsonNumber(r.Cell.FrequencyMHz, 1)), EIRPdBm: when(r.Cell.FrequencyMHz > 0, jsonNumber(r.Cell.EIRPdBm, 1)),
				RangeM: when(r.Cell.RangeM > 0, jsonNumber(r.Cell.RangeM, 0))})
		}
		out.Operators = append(out.Operators, operator)
	}
	return out
}

func stationJSON(s coverage.CardStation) cardStationJSON {
	out := cardStationJSON{Site: s.SiteID, Name: s.Name, DistanceKm: jsonNumber(s.DistanceM/1000, 3), BearingDeg: jsonNumber(s.BearingDeg, 1),
		HeightM: jsonNumber(s.HeightM, 1), LevelDBm: when(s.HasLevel, jsonNumber(s.LevelDBm, 2))}
	if o := s.Obstacle; o != nil {
		out.Hidden, out.ObstacleKm, out.AboveM, out.GroundM = o.AboveM > 0, jsonNumber(o.FromKm, 3), jsonNumber(o.AboveM, 1), jsonNumber(o.GroundM+o.ClutterM, 1)
	}
	return out
}
