package webmap

import (
	"slices"

	"phusong/coverage"
)

// classWords name gaps by class.
var classWords = map[string]Words{
	"white": {"Vùng trắng sóng", "white area"}, "gap": {"Vùng lõm sóng", "coverage gap"},
	"undecided":                {"Vùng chưa được phủ, chưa phân loại", "uncovered area, class undecided"},
	coverage.CauseNotConnected: {"Hộ gia đình chưa sử dụng cáp quang", "Households not connected to fibre"},
	coverage.CauseNotPassed:    {"Hộ gia đình chưa có cáp quang đi qua", "Households not passed by fibre"},
	coverage.CauseFiberMixed:   {"Hộ gia đình chưa sử dụng cáp quang", "Households not connected to fibre"},
}

// causeWords say why a gap is one. {technology} and {whose}, the stations that the rule
// of operators is about, are filled in.
var causeWords = map[string]Words{
	coverage.CauseNoLayer: {"Trong tầm có trạm, nhưng trạm đó chưa có {technology}.", "A station is in reach, but it has no {technology}."},
	coverage.CauseNoStation: {"Doanh nghiệp được xét chưa có trạm {technology} nào trong số liệu.",
		"The operators in question have no {technology} station in the data."},
	coverage.CauseTerrain: {"Địa hình che khuất: một trạm {technology} trong tầm sẽ phủ được điểm neo nếu mặt đất bằng phẳng.",
		"The terrain hides it: a {technology} station in range would cover the anchor over flat ground."},
	coverage.CauseIndoor:       {"Ngoài trời có sóng, nhưng trong nhà không đạt theo tiêu chí.", "There is signal outdoors, but not indoors as the criterion asks."},
	coverage.CauseMeasured:     {"Mô hình cho là có sóng, nhưng kết quả đo thực tế không đạt.", "The model says there is signal; measurements say there is not."},
	coverage.CauseNotConnected: {"Cáp quang đã đi qua, nhưng còn hộ gia đình chưa sử dụng.", "Fibre passes, but households are not connected."},
	coverage.CauseNotPassed:    {"Cáp quang chưa đi qua các hộ gia đình này.", "Fibre does not pass these households."},
	coverage.CauseFiberMixed:   {"Một phần hộ gia đình chưa có cáp quang đi qua, một phần có nhưng chưa sử dụng.", "Some households are not passed by fibre, some are passed but not connected."},
}

// Causes that a rule of operators or the sort of criterion words otherwise.
var (
	beyondRadius = Words{"Điểm đông hộ nhất của vùng (điểm neo) nằm ngoài bán kính phủ của {whose}.", "The place with most households of the area (its anchor) is beyond the radius of {whose}."}
	beyondLevel  = Words{"Điểm đông hộ nhất của vùng (điểm neo) quá xa {whose}, mức thu không đạt ngưỡng.",
		"The place with most households of the area (its anchor) is too far from {whose} for the level to reach the threshold."}
	someOperator = Words{" Ít nhất một doanh nghiệp không đạt tại đây.", " At least one operator falls short here."}
)

// why words the cause of a mobile gap.
func (a *gapAsked) why() Words {
	t, g := technologyName(a.g.Technology), a.g
	w, ok := causeWords[g.Cause]
	if !ok {
		w = beyondLevel
		if a.s.byRadius() {
			w = beyondRadius
		}
	}
	whose := Words{"mọi trạm {t}", "every {t} station"}
	switch {
	case g.Operator == coverage.OperatorAll:
		whose = Words{"các trạm {t} của doanh nghiệp chưa phủ", "the {t} stations of the operator that falls short"}
		w = w.plus(someOperator)
	case a.named() != "":
		whose = Words{"mọi trạm {t} của {op}", "every {t} station of {op}"}
	}
	return w.fill(value{"technology", t}, value{"whose", whose.fill(value{"t", t}, value{"op", both(g.Operator)})})
}

// remedies say one by one what would close the gap, as far as the output tells.
func (a *gapAsked) remedies() {
	switch {
	case a.s.criterion == nil:
		a.card.caveat(Words{"Không đọc được tiêu chí của kết quả này nên không ước tính biện pháp.", "The criterion of this output cannot be read: no remedy is estimated."})
		return
	case a.s.criterion.AtCentre():
		a.card.remedy(Words{"Tiêu chí xét tại trung tâm xã: phải có sóng {t} tại trung tâm xã thì toàn xã mới được tính là được phủ.",
			"The criterion asks at the commune's centre: with {t} there, the whole commune counts as covered."}.fill(a.technology()))
		return
	case a.s.byRadius():
		a.byRadius()
		a.card.caveat(Words{"Ước tính theo bán kính của tiêu chí, không xét địa hình; mỗi biện pháp là một phương án riêng. Điểm neo là nơi có nhiều hộ nhất của vùng.",
			"Estimates by the radii of the criterion, whatever the terrain; each remedy stands by itself. The anchor is the place with most households of the area."})
	default:
		a.byLevel()
		a.card.caveat(Words{"Mức thu là dự báo của mô hình tại điểm neo (nơi có nhiều hộ nhất), không phải của toàn vùng; mỗi biện pháp là một phương án riêng và phải tính lại trước khi quyết định.",
			"Levels are predicted at the anchor (the place with most households), not for the whole area; each remedy stands by itself and must be computed before it is decided on."})
	}
	if a.g.Operator == coverage.OperatorAll {
		a.card.caveat(Words{"Quy tắc “tất cả doanh nghiệp”: mọi doanh nghiệp chưa phủ vùng này đều phải có biện pháp.", "Rule “all operators”: every operator that does not cover this area needs a remedy."})
	}
}

func (a *gapAsked) technology() value { return value{"t", technologyName(a.newTechnology())} }

// newTechnology is the technology that a station would be given: 4G for "at least 4G".
func (a *gapAsked) newTechnology() coverage.Technology { return a.g.Technology.Members()[0] }

// byRadius estimates under a criterion of radii: it is exact for the criterion, so
// that what is said to cover does.
func (a *gapAsked) byRadius() {
	c, g := a.s.criterion, a.g
	t := a.newTechnology()
	fresh, names := Words{"Một trạm {t} mới tại điểm neo với bán kính phủ từ {r} trở lên phủ được toàn bộ vùng.",
		"A new {t} station at the anchor with a radius of at least {r} covers the whole area."}, []string{g.Operator}
	if g.Operator == coverage.OperatorAll {
		fresh, names = Words{"Một trạm {t} mới dùng chung cho mọi doanh nghiệp tại điểm neo với bán kính phủ từ {r} trở lên phủ được toàn bộ vùng.",
			"A new {t} station of all operators at the anchor with a radius of at least {r} covers the whole area."}, a.sites.operators
	}
	a.card.remedy(fresh.fill(a.technology(), value{"r", atLeast(farthestM(g.Anchor, a.shape))}))
	for _, name := range names {
		a.extend(name)
	}
	for _, n := range a.sites.nearestWithin(g.Anchor, addWithinM, kind{a.named(), t, true}) {
		a.addLayer(n, c.RadiusM[t])
	}
}

// named is the operator that the gap is of, "" for a rule.
func (a *gapAsked) named() string {
	if slices.Contains(a.sites.operators, a.g.Operator) {
		return a.g.Operator
	}
	return ""
}

// extend says how much the station that comes nearest to covering the anchor lacks; of
// an operator, or of any where operator is a rule.
func (a *gapAsked) extend(operator string) {
	c, g := a.s.criterion, a.g
	if !slices.Contains(a.sites.operators, operator) {
		operator = ""
	}
	found := a.sites.closest(g.Anchor, c, kind{operator: operator, technology: g.Technology})
	for _, n := range found {
		missing := n.distanceM - n.layer.radiusM(c)
		if missing <= 0 {
			continue // it covers the anchor: another operator is missing
		}
		a.card.remedy(Words{"Trạm {site} ({op}, {layer}) cách điểm neo {km}, bán kính phủ {r}: thiếu {short} để phủ tới điểm neo; cần bán kính {all} để phủ toàn bộ vùng.",
			"Station {site} ({op}, {layer}) is {km} from the anchor, its radius {r}: {short} short of the anchor; {all} would cover the whole area."}.
			fill(value{"site", both(n.site.id)}, value{"op", both(n.layer.operator)}, value{"layer", technologyName(n.layer.technology)}, value{"km", kilometres(n.distanceM)},
				value{"r", metres(n.layer.radiusM(c))}, value{"short", atLeast(missing)}, value{"all", atLeast(farthestM(n.site.point, a.shape))}))
	}
}

// addWithinM is how far a station may be for a technology to be added there.
const addWithinM = 30_000

// addLayer says what the technology at a station that lacks it would cover with the
// usual radius.
func (a *gapAsked) addLayer(n near, radiusM float64) {
	if radiusM <= 0 {
		return
	}
	far := farthestM(n.site.point, a.shape)
	effect := Words{"chưa tới điểm neo, thiếu {short}", "does not reach the anchor, {short} short"}
	switch {
	case far <= radiusM:
		effect = Words{"phủ được toàn bộ vùng", "covers the whole area"}
	case n.distanceM <= radiusM:
		effect = Words{"phủ được điểm neo nhưng không phủ hết vùng", "covers the anchor, but not the whole area"}
	}
	a.card.remedy(Words{"Bổ sung {t} tại trạm {site} ({op}) cách điểm neo {km}: với bán kính thông thường {r} thì {effect}.",
		"Adding {t} at station {site} ({op}), {km} from the anchor: with the usual radius of {r} it {effect}."}.
		fill(value{"effect", effect}).fill(a.technology(), value{"site", both(n.site.id)}, value{"op", both(n.layer.operator)}, value{"km", kilometres(n.distanceM)},
		value{"r", metres(radiusM)}, value{"short", atLeast(n.distanceM - radiusM)}))
}

// byLevel tells what is missing under a criterion of levels; what a change would bring
// only a prediction can say.
func (a *gapAsked) byLevel() {
	g := a.g
	if g.HasLevel {
		a.card.remedy(Words{"Tại điểm neo mức thu phải tăng thêm ít nhất {short}, từ {best} dBm lên ngưỡng {limit} dBm: nhờ trạm gần hơn, ăng ten cao hơn hoặc công suất lớn hơn; từng cách tăng được bao nhiêu phải dự báo mới biết.",
			"At the anchor the level must rise by at least {short}, from {best} dBm to the threshold of {limit} dBm: by a nearer station, higher antennas or more power; how much each of them brings must be predicted."}.
			fill(value{"short", shortDB(g.ShortDB)}, value{"best", decimal(g.BestDBm, 1)}, value{"limit", decimal(g.BestDBm+g.ShortDB, 1)}))
	} else {
		a.card.remedy(Words{"Không có trạm {t} nào trong tầm tính {range} của mô hình: cần một trạm mới hoặc bổ sung {t} tại trạm gần hơn.",
			"No {t} station is within the {range} that the model looks at: a new station is needed, or {t} at a nearer one."}.
			fill(a.technology(), value{"range", kilometres(a.s.criterion.MaxRangeM())}))
	}
	for _, n := range a.sites.nearestWithin(g.Anchor, addWithinM, kind{a.named(), a.newTechnology(), true}) {
		if n.distanceM <= a.s.criterion.MaxRangeM() && g.Cause == coverage.CauseNoLayer {
			a.card.remedy(Words{"Bổ sung {t} tại trạm {site} ({op}) cách điểm neo {km}; kết quả phải được dự báo.",
				"Adding {t} at station {site} ({op}), {km} from the anchor; what it brings must be predicted."}.
				fill(a.technology(), value{"site", both(n.site.id)}, value{"op", both(n.layer.operator)}, value{"km", kilometres(n.distanceM)}))
		}
	}
}

// fibre says of a unit how many households are to be passed and connected.
func (s *source) fibre(c *answerCard, unit int) {
	connected, okC := s.figure(coverage.FiberConnected, unit)
	passed, okP := s.figure(coverage.FiberPassed, unit)
	if !okC || connected.Unknown == connected.Total {
		c.caveat(Words{"Chưa có số liệu về hộ gia đình sử dụng cáp quang.", "There are no data on households connected to fibre."})
		return
	}
	c.fact(Words{"Hộ sử dụng cáp quang", "Households connected"}, share(connected))
	if okP && passed.Unknown < passed.Total {
		c.fact(Words{"Hộ có thể kết nối", "Households passed"}, share(passed))
		if passed.Uncovered > 0 {
			c.remedy(Words{"Kéo cáp quang tới {n} hộ gia đình chưa có cáp đi qua.", "Bring fibre to {n} households that are not passed."}.fill(value{"n", uncovered(passed.Uncovered, "household")}))
		}
		if waiting := passed.Covered - connected.Covered; waiting > 0 {
			c.remedy(Words{"Vận động, lắp đặt cho {n} hộ gia đình đã có cáp đi qua nhưng chưa sử dụng.", "Connect {n} households that are passed and have no subscription."}.
				fill(value{"n", people(waiting)}))
		}
	} else if connected.Uncovered > 0 {
		c.remedy(Words{"Còn {n} hộ gia đình chưa sử dụng cáp quang; chưa có số liệu về hộ có cáp đi qua.", "{n} households are not connected; how many are passed is not known."}.
			fill(value{"n", uncovered(connected.Uncovered, "household")}))
	}
	c.caveat(Words{"Theo số liệu tổng hợp của đơn vị; vị trí từng hộ không có trong số liệu.", "From the totals of the unit; where each household is, the data do not say."})
}

func (s *source) figure(indicator string, unit int) (*coverage.Figure, bool) {
	for _, series := range s.out.Series() {
		if series.Indicator == indicator {
			return s.out.Figure(series, unit)
		}
	}
	return nil, false
}
