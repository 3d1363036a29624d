package criterion

import (
	"strings"

	"phusong/coverage"
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
	s += " the level predicted "
	switch c.Indoor {
	case IndoorLow:
		s += "indoors on the ground floor (3GPP TR 38.901 low-loss building), "
	case IndoorHigh:
		s += "indoors on the ground floor (3GPP TR 38.901 high-loss building), "
	default:
		s += "outdoors, "
	}
	s += decimal(c.ReceiverHeightM) + " m above ground, "
	if c.MedianDecides() {
		s += "reaches in its median "
	} else {
		s += "reaches at " + decimal(c.LocationPercent) + " % of locations "
	}
	s += c.thresholds(decimal)
	if l := c.LossesDB(); l > 0 {
		s += ", after " + decimal(l) + " dB of body and feeder loss"
	}
	return s + "; model " + c.modelList() + " without terrain, to " + decimal(c.MaxRangeKm) + " km."
}

func (c Criterion) levelVI() string {
	s := c.subject("Một địa điểm được tính là có sóng khi", "Toàn xã được tính là có sóng khi tại trung tâm xã")
	s += " mức thu dự báo "
	switch c.Indoor {
	case IndoorLow:
		s += "trong nhà tầng trệt (nhà suy hao thấp theo 3GPP TR 38.901), "
	case IndoorHigh:
		s += "trong nhà tầng trệt (nhà suy hao cao theo 3GPP TR 38.901), "
	default:
		s += "ngoài trời, "
	}
	s += "ở độ cao " + comma(c.ReceiverHeightM) + " m so với mặt đất, "
	if c.MedianDecides() {
		s += "có giá trị trung vị đạt từ "
	} else {
		s += "tại " + comma(c.LocationPercent) + " % vị trí đạt từ "
	}
	s += c.thresholds(comma) + " trở lên"
	if l := c.LossesDB(); l > 0 {
		s += ", sau khi trừ " + comma(l) + " dB suy hao cơ thể và phi đơ"
	}
	return s + "; mô hình " + c.modelList() + ", không xét địa hình, đến " + comma(c.MaxRangeKm) + " km."
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

// modelList names the models in use, each once.
func (c Criterion) modelList() string {
	var names []string
	for _, t := range coverage.Technologies() {
		name := c.modelName(t)
		if name == ModelAuto {
			name = "3GPP TR 38.901 (RMa; UMi < 15 m; UMa > 6 GHz)"
		}
		if c.Covers(t) && !strings.Contains(strings.Join(names, ", ")+",", name+",") {
			names = append(names, name)
		}
	}
	if len(names) == 0 {
		return ModelAuto
	}
	return strings.Join(names, ", ")
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
