package report

import (
	"cmp"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"

	"phusong/coverage"
)

// Languages of a card.
const (
	LanguageEnglish    = "en"
	LanguageVietnamese = "vi"
)

// WriteCard prints a card for people. language is LanguageEnglish or
// LanguageVietnamese.
func WriteCard(w io.Writer, d *coverage.Dataset, c *coverage.Card, language string) error {
	t := &cardText{d: d, c: c, vietnamese: language == LanguageVietnamese}
	t.head()
	for i := range c.Places {
		t.place(&c.Places[i])
	}
	t.measured()
	t.say(0, "To be filled in: planned station ______  deadline __/__/____  programme ______  reply by ______",
		"Phần điền tay: trạm dự kiến ______  thời hạn __/__/____  chương trình ______  người trả lời ______")
	_, err := io.WriteString(w, t.b.String())
	return err
}

// cardText writes lines in one of two languages.
type cardText struct {
	d          *coverage.Dataset
	c          *coverage.Card
	vietnamese bool
	b          strings.Builder
}

// say writes a line; both texts take the same arguments in the same order.
func (t *cardText) say(indent int, en, vi string, args ...any) {
	t.b.WriteString(strings.Repeat("  ", indent))
	t.b.WriteString(fmt.Sprintf(t.either(en, vi), args...))
	t.b.WriteByte('\n')
}

func (t *cardText) either(en, vi string) string {
	if t.vietnamese {
		return vi
	}
	return en
}

// number prints with the decimal sign of the language, and zero without a sign.
func (t *cardText) number(v float64, decimals int) string {
	s := strconv.FormatFloat(v, 'f', decimals, 64)
	if strings.Trim(s, "-0.") == "" {
		s = strings.TrimPrefix(s, "-")
	}
	if t.vietnamese {
		s = strings.Replace(s, ".", ",", 1)
	}
	return s
}

func (t *cardText) count(c coverage.Count) string {
	if !c.Known {
		return t.either("unknown", "chưa rõ")
	}
	return c.Value.String()
}

func (t *cardText) head() {
	u := &t.d.Units[t.c.Unit]
	where := u.Name
	for p := u.Parent; p >= 0; p = t.d.Units[p].Parent {
		where += ", " + cmp.Or(t.d.Units[p].Name, t.d.Units[p].Code)
	}
	if h := t.c.Hamlet; h != nil {
		t.say(0, "Hamlet %s (%s), %s", "%s (mã %s), %s", cmp.Or(h.Name, h.ID), h.ID, where)
		t.say(0, "households %s, people %s, grid power %s, difficulty %s", "Số hộ: %s; số nhân khẩu: %s; điện lưới: %s; khu vực: %s",
			t.count(h.Households), t.count(h.People), t.word(gridWords, h.GridPower), t.word(difficultyWords, string(h.DifficultyClass)))
	} else {
		t.say(0, "Place in %s", "Điểm tại %s", where)
	}
	r := &t.c.Record
	t.say(0, "class: %s, by %s", "Phân loại: %s; căn cứ: %s", t.class(r.Class), t.word(basisWords, r.Basis))
	if r.Basis == coverage.BasisAgainst {
		t.say(1, "the model alone says: %s", "theo riêng mô hình: %s", t.class(r.Model))
	}
	if r.Cause != "" {
		t.say(0, "cause: %s", "Nguyên nhân: %s", t.word(causeWords, r.Cause))
	}
	t.say(0, "who must act: %s", "Trách nhiệm xử lý: %s", t.word(routeWords, r.Route))
	if len(r.Missing) > 0 {
		var words []string
		for _, m := range r.Missing {
			words = append(words, t.word(missingWords, m))
		}
		t.say(1, "not known: %s", "còn thiếu thông tin: %s", strings.Join(words, ", "))
	}
	t.say(0, "asked for: %s, operators: %s; criterion %s, profile %s, %s", "Yêu cầu: %s, nhà mạng: %s; tiêu chí %s, bộ quy tắc %s, số liệu %s",
		strings.ToUpper(string(t.c.Technology)), t.word(ruleWords, t.c.Rule), t.c.Criterion, t.c.Profile, t.d.AsOf)
	if len(t.c.Places) == 0 {
		t.say(0, "the hamlet has no position: nothing can be predicted", "Thôn chưa có tọa độ nên không tính được.")
	}
}

func (t *cardText) class(c coverage.HamletClass) string {
	if t.vietnamese {
		return c.NameVI()
	}
	return fmt.Sprintf("%s (%s)", c, c.NameVI())
}

func (t *cardText) state(s coverage.State) string {
	return t.word(stateWords, s.String())
}

func (t *cardText) place(p *coverage.CardPlace) {
	at := t.number(p.Lon, 7) + " " + t.number(p.Lat, 7)
	t.b.WriteByte('\n')
	if p.Group != nil {
		t.say(0, "Group %s, households %s, at %s: %s", "Cụm dân cư %s, số hộ: %s, tọa độ %s: %s", cmp.Or(p.Group.Name, p.Group.ID), t.count(p.Group.Households), at, t.state(p.Signal))
	} else {
		t.say(0, "Reference point %s: %s", "Điểm trung tâm %s: %s", at, t.state(p.Signal))
	}
	for i := range p.Operators {
		o := &p.Operators[i]
		t.say(1, "%s, %s: %s", "%s, %s: %s", o.Operator, strings.ToUpper(string(t.c.Technology)), t.state(o.Signal))
		for k := range o.Layers {
			t.layer(&o.Layers[k])
		}
		t.remedies(o)
	}
}

func (t *cardText) layer(l *coverage.CardLayer) {
	name := strings.ToUpper(string(l.Technology))
	switch {
	case l.HasLevel && !math.IsInf(l.ThresholdDBm, 0):
		t.say(2, "%s: %s dBm from %s, threshold %s dBm: %s", "%s: %s dBm từ %s, ngưỡng %s dBm: %s", name, t.number(l.LevelDBm, 2), l.ServerCell,
			t.number(l.ThresholdDBm, 2), t.margin(l.ThresholdDBm-l.LevelDBm))
	case l.HasLevel:
		t.say(2, "%s: %s dBm from %s; the criterion has no threshold", "%s: %s dBm từ %s; tiêu chí không có ngưỡng", name, t.number(l.LevelDBm, 2), l.ServerCell)
	case t.c.HasLevel:
		t.say(2, "%s: no station in range", "%s: không có trạm trong tầm", name)
	default:
		t.say(2, "%s: %s by distance", "%s: %s theo cự ly", name, t.state(l.Signal))
	}
	for i := range l.Stations {
		s := &l.Stations[i]
		line := fmt.Sprintf(t.either("%s: %s km, bearing %s°, antenna %s m", "%s: %s km, hướng %s°, ăng ten cao %s m"), s.SiteID,
			t.number(s.DistanceM/1000, 1), t.number(math.Mod(math.Round(s.BearingDeg), 360), 0), t.number(s.HeightM, 0))
		if s.HasLevel {
			line += ", " + t.number(s.LevelDBm, 2) + " dBm"
		}
		t.say(3, "%s; %s", "%s; %s", line, t.obstacle(s.Obstacle))
	}
}

// margin words what is lacking or to spare.
func (t *cardText) margin(shortDB float64) string {
	if shortDB > 0 {
		return fmt.Sprintf(t.either("%s dB short", "thiếu %s dB"), t.number(shortDB, 2))
	}
	return fmt.Sprintf(t.either("%s dB to spare", "dư %s dB"), t.number(math.Abs(shortDB), 2))
}

func (t *cardText) obstacle(o *coverage.Obstacle) string {
	switch {
	case o == nil && t.c.Terrain:
		return t.either("obstruction not known", "chưa rõ vật che khuất")
	case o == nil:
		return t.either("no obstruction known (no terrain)", "không có dữ liệu địa hình")
	}
	at := fmt.Sprintf(t.either("%s km from the station", "cách trạm %s km"), t.number(o.FromKm, 2))
	if o.AboveM > 0 {
		return fmt.Sprintf(t.either("hidden: ground of %s m stands %s m above the line of sight, %s", "bị che khuất: địa hình cao %s m, vượt tia nhìn thẳng %s m, %s"),
			t.number(o.GroundM+o.ClutterM, 0), t.number(o.AboveM, 1), at)
	}
	return fmt.Sprintf(t.either("in sight: clear by %s m, %s", "nhìn thẳng: khoảng hở %s m, %s"), t.number(-o.AboveM, 1), at)
}

func (t *cardText) remedies(o *coverage.CardOperator) {
	if o.Signal == coverage.Covered || len(o.Remedies) == 0 {
		return
	}
	t.say(2, "what would be enough (tried by prediction, each alone):", "Các phương án đã thử (tính theo mô hình, từng phương án riêng):")
	for i := range o.Remedies {
		t.say(3, "%s", "%s", t.remedy(&o.Remedies[i]))
	}
	t.assumed(o)
	if reach := t.c.ReachM[o.Remedies[0].Technology]; reach > 0 {
		t.say(3, "by this criterion a %s station usually reaches %s km over flat ground", "theo tiêu chí này, trạm %s thường phủ xa %s km trên địa hình bằng phẳng",
			strings.ToUpper(string(o.Remedies[0].Technology)), t.number(math.Floor(reach/100)/10, 1))
	}
}

// remedy words what was tried, and whether it is enough.
func (t *cardText) remedy(r *coverage.Remedy) string {
	verdict := t.either("no", "không đủ")
	if r.Signal == coverage.Covered {
		verdict = t.either("yes", "đủ")
	} else if r.Signal == coverage.Unknown {
		verdict = t.either("unknown", "chưa rõ")
	}
	what := ""
	name, height := strings.ToUpper(string(r.Technology)), t.number(r.HeightM, 0)
	switch r.Kind {
	case coverage.RemedyRaise:
		what = fmt.Sprintf(t.either("antennas of %s raised to %s m", "nâng ăng ten trạm %s lên %s m"), r.SiteID, height)
	case coverage.RemedyLayer:
		what = fmt.Sprintf(t.either("%s added at %s (%s km away)", "bổ sung %s tại trạm %s (cách %s km)"), name, r.SiteID, t.number(r.DistanceM/1000, 1))
	case coverage.RemedySite:
		what = fmt.Sprintf(t.either("a new %s station at the place, antenna %s m", "xây trạm %s mới tại chỗ, ăng ten cao %s m"), name, height)
	}
	if r.HasLevel {
		what += ": " + t.number(r.LevelDBm, 2) + " dBm, " + t.margin(r.ShortDB)
	}
	return verdict + ": " + what
}

// RemedyText words a remedy of a card as WriteCard does: "yes: antennas of A-1 raised
// to 45 m: -104.20 dBm, 5.80 dB to spare".
func RemedyText(r *coverage.Remedy, language string) string {
	return (&cardText{vietnamese: language == LanguageVietnamese}).remedy(r)
}

// AssumedText says with what the new cells among an operator's remedies were tried; ""
// where there is none.
func AssumedText(o *coverage.CardOperator, language string) string {
	return (&cardText{vietnamese: language == LanguageVietnamese}).assumption(o)
}

// assumed says with what the new cells were tried: without it a level cannot be checked.
func (t *cardText) assumed(o *coverage.CardOperator) {
	if text := t.assumption(o); text != "" {
		t.say(3, "%s", "%s", text)
	}
}

func (t *cardText) assumption(o *coverage.CardOperator) string {
	i := slices.IndexFunc(o.Remedies, func(r coverage.Remedy) bool { return r.Kind != coverage.RemedyRaise })
	if i < 0 {
		return ""
	}
	r := &o.Remedies[i]
	switch {
	case r.HasLevel:
		return fmt.Sprintf(t.either("new cells as most are: %s MHz, %s dBm EIRP, all directions", "ô mới giả định như đa số ô hiện có: %s MHz, EIRP %s dBm, phát mọi hướng"),
			t.number(r.Cell.FrequencyMHz, 1), t.number(r.Cell.EIRPdBm, 1))
	case r.Cell.RangeM > 0:
		return fmt.Sprintf(t.either("new cells as most are: stated radius %s km", "ô mới giả định như đa số ô hiện có: bán kính công bố %s km"), t.number(r.Cell.RangeM/1000, 1))
	}
	return ""
}

func (t *cardText) measured() {
	t.b.WriteByte('\n')
	for i := range t.c.Record.Measured {
		m := &t.c.Record.Measured[i]
		t.say(0, "measured: %s %s %s: %d of %d samples pass, %s to %s m away: %s", "Đo thực tế: %s %s, %s: %d trên %d mẫu đạt, cách %s đến %s m: %s",
			cmp.Or(m.Operator, "?"), strings.ToUpper(string(m.Technology)), t.word(measuredWords, m.What), m.Passed, m.Points,
			t.number(m.NearestM, 0), t.number(m.FarthestM, 0), t.word(verdictWords, strconv.FormatBool(m.Sufficient)))
	}
}
