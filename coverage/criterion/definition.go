package criterion

import (
	"slices"
	"strings"

	"phusong/coverage"
	"phusong/coverage/propagation"
)

// Definition says in one sentence what the criterion asks for, in Vietnamese for
// "vi" and in English otherwise. It is made from the values, so it cannot
// disagree with them.
func (c Criterion) Definition(lang string) string {
	switch {
	case lang == "vi" && c.Kind == KindRadius:
		return c.radiusVI()
	case lang == "vi":
		return c.levelVI()
	case c.Kind == KindRadius:
		return c.radiusEN()
	}
	return c.levelEN()
}

func (c Criterion) radiusEN() string {
	s := c.subject("A place counts as covered when it", "A commune counts as covered as a whole when its centre") + " lies within "
	if c.StatedRange == StatedWins {
		s += "the radius stated for a cell or, where none is stated, "
	}
	return s + listValues(c.RadiusM, func(t coverage.Technology, v float64) string {
		return decimal(v) + " m (" + strings.ToUpper(string(t)) + ")"
	}) + " of its station, whatever the terrain."
}

func (c Criterion) radiusVI() string {
	s := c.subject("Một địa điểm được tính là có sóng khi", "Toàn xã được tính là có sóng khi trung tâm xã") + " nằm trong "
	if c.StatedRange == StatedWins {
		s += "bán kính khai báo của trạm hoặc, nếu không khai báo, trong "
	}
	return s + "bán kính " + listValues(c.RadiusM, func(t coverage.Technology, v float64) string {
		return comma(v) + " m (" + strings.ToUpper(string(t)) + ")"
	}) + " quanh trạm, không xét địa hình."
}

func (c Criterion) levelEN() string {
	s := c.subject("A place counts as covered when", "A commune counts as covered as a whole when at its centre")
	s += " the level predicted " + places[c.Indoor][0] + ", " + decimal(c.ReceiverHeightM) + " m above ground, "
	if c.MedianDecides() {
		s += "reaches in its median "
	} else {
		s += "reaches at " + decimal(c.LocationPercent) + " % of locations "
	}
	s += c.thresholds(decimal)
	if l := c.LossesDB(); l > 0 {
		s += ", after " + decimal(l) + " dB of body and feeder loss"
	}
	flat, over := c.modelLists(wordsEN)
	s += "; model " + over
	if over != "" {
		s += " over terrain (" + surfaceNames[c.Terrain][0] + ")"
		if flat != "" {
			s += ", "
		}
	}
	if flat != "" {
		s += flat + " without terrain"
	}
	return s + ", to " + decimal(c.MaxRangeKm) + " km."
}

func (c Criterion) levelVI() string {
	s := c.subject("Một địa điểm được tính là có sóng khi", "Toàn xã được tính là có sóng khi tại trung tâm xã")
	s += " mức thu dự báo " + places[c.Indoor][1] + ", ở độ cao " + comma(c.ReceiverHeightM) + " m so với mặt đất, "
	if c.MedianDecides() {
		s += "có giá trị trung vị đạt từ "
	} else {
		s += "tại " + comma(c.LocationPercent) + " % vị trí đạt từ "
	}
	s += c.thresholds(comma) + " trở lên"
	if l := c.LossesDB(); l > 0 {
		s += ", sau khi trừ " + comma(l) + " dB suy hao cơ thể và phi đơ"
	}
	flat, over := c.modelLists(wordsVI)
	s += "; mô hình " + over
	if over != "" {
		s += ", có xét địa hình (" + surfaceNames[c.Terrain][1] + ")"
		if flat != "" {
			s += ", "
		}
	}
	if flat != "" {
		s += flat + ", không xét địa hình"
	}
	return s + ", đến " + comma(c.MaxRangeKm) + " km."
}

func (c Criterion) subject(atCell, atCentre string) string {
	if c.AtCentre() {
		return atCentre
	}
	return atCell
}

// thresholds lists the levels with the quantity that has them.
func (c Criterion) thresholds(number func(float64) string) string {
	if len(c.ThresholdsDBm) == 0 {
		return "? dBm"
	}
	return listValues(c.ThresholdsDBm, func(t coverage.Technology, v float64) string {
		return number(v) + " dBm (" + strings.ToUpper(string(t)) + " " + systems[t].Quantity() + ")"
	})
}

// places words where the level is asked for, in English and Vietnamese.
var places = map[Indoor][2]string{
	IndoorNone:             {"outdoors", "ngoài trời"},
	IndoorLow:              {"indoors on the ground floor (3GPP TR 38.901 low-loss building)", "trong nhà tầng trệt (nhà suy hao thấp theo 3GPP TR 38.901)"},
	IndoorHigh:             {"indoors on the ground floor (3GPP TR 38.901 high-loss building)", "trong nhà tầng trệt (nhà suy hao cao theo 3GPP TR 38.901)"},
	IndoorP2109Traditional: {"indoors (ITU-R P.2109-1 traditional building)", "trong nhà (nhà truyền thống theo ITU-R P.2109-1)"},
	IndoorP2109Efficient:   {"indoors (ITU-R P.2109-1 thermally-efficient building)", "trong nhà (nhà cách nhiệt theo ITU-R P.2109-1)"},
}

// surfaceNames words Surfaces, in English and Vietnamese.
var surfaceNames = map[string][2]string{
	"surface_model":      {"surface model", "mô hình bề mặt"},
	"bare_earth":         {"bare earth", "mặt đất trần"},
	"bare_earth+clutter": {"bare earth with clutter heights", "mặt đất trần cộng chiều cao lớp phủ"},
}

// ModelAuto in words: without terrain, and over it.
const (
	autoFlat = "3GPP TR 38.901 (RMa; UMi < 15 m; UMa > 6 GHz)"
	wordsEN  = "ITU-R P.1812-8 up to 6 GHz and 3GPP TR 38.901 (UMa; UMi < 15 m) with knife edges above"
	wordsVI  = "ITU-R P.1812-8 đến 6 GHz và trên đó là 3GPP TR 38.901 (UMa; UMi < 15 m) cộng nhiễu xạ"
)

// modelLists names the models in use without terrain and over it, each once; autoOver
// words ModelAuto over it. A criterion without any is of ModelAuto without terrain.
func (c Criterion) modelLists(autoOver string) (flat, over string) {
	var lists [2][]string
	for _, t := range coverage.Technologies() {
		name, k := c.modelName(t), 0
		if name == ModelAuto || propagation.IsPathName(name) {
			k = min(1, len(c.Terrain))
		}
		if name == ModelAuto {
			name = [2]string{autoFlat, autoOver}[k]
		}
		if c.Covers(t) && !slices.Contains(lists[k], name) {
			lists[k] = append(lists[k], name)
		}
	}
	if len(lists[0])+len(lists[1]) == 0 {
		return ModelAuto, ""
	}
	return strings.Join(lists[0], ", "), strings.Join(lists[1], ", ")
}

func listValues(values PerTechnology, show func(coverage.Technology, float64) string) string {
	var parts []string
	for _, t := range coverage.Technologies() {
		if v, ok := values[t]; ok {
			parts = append(parts, show(t, v))
		}
	}
	return strings.Join(parts, ", ")
}

// comma prints a number with the decimal comma of Vietnamese.
func comma(v float64) string { return strings.Replace(decimal(v), ".", ",", 1) }
