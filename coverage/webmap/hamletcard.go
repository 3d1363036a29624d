package webmap

import (
	"context"
	"slices"
	"strings"

	"phusong/coverage"
	"phusong/coverage/output"
	"phusong/coverage/report/document"
)

// hamletClassEN is the class in English.
var hamletClassEN = map[coverage.HamletClass]string{coverage.HamletWhite: "white: no signal", coverage.HamletGap: "gap: signal, but not in every residential group",
	coverage.HamletWeak: "weak: signal, measured too slow", coverage.HamletServed: "served", coverage.HamletUnknown: "unknown"}

func (m *Map) hamletCard(ctx context.Context, s *source, id string) (*answerCard, error) {
	all, err := s.hamlets.wait(ctx)
	if err != nil {
		return nil, behind(err)
	}
	i := slices.IndexFunc(all, func(h output.Hamlet) bool { return h.ID == id })
	if i < 0 {
		return nil, errNotFound
	}
	h := &all[i]
	c := newCard("hamlet", h.Unit)
	name := h.Name
	if name == "" {
		name = h.ID
	}
	c.Title, c.Lead = both(name), s.place(h.Unit)
	c.fact(Words{"Phân loại", "Class"}, Words{h.Class.NameVI(), hamletClassEN[h.Class]})
	s.hamletFacts(c, h)
	c.Why = s.hamletWhy(h)
	if h.Located {
		c.Anchor = degrees(h.Point[0], h.Point[1])
		c.BBox = degrees(h.Point[0]-hamletSpan, h.Point[1]-hamletSpan, h.Point[0]+hamletSpan, h.Point[1]+hamletSpan)
	}
	if route := inWords(func(language string) string { return document.RouteWords(h.Route, language) }); route.VI != "" {
		c.remedy(Words{"Trách nhiệm xử lý: {r}.", "Who must act: {r}."}.fill(value{"r", route}))
	}
	if h.Missing != "" {
		c.caveat(Words{"Còn thiếu thông tin: {m}.", "Not known: {m}."}.fill(value{"m", missingWords(h.Missing)}))
	}
	if h.Located && h.Class != coverage.HamletServed {
		m.predict(ctx, c, Place{Output: s.out.Dir, Hamlet: h.ID})
	}
	return c, s.hamletStations(ctx, c, h)
}

// hamletSpan is half the width of the window around a hamlet, in degrees.
const hamletSpan = 0.02

func (s *source) hamletFacts(c *answerCard, h *output.Hamlet) {
	if h.Households.Known {
		c.fact(Words{"Hộ gia đình", "Households"}, people(h.Households.Value))
	}
	if h.People.Known {
		c.fact(Words{"Dân số", "People"}, people(h.People.Value))
	}
	if h.GroupsOut != "" && h.GroupsOut != "0" {
		c.fact(Words{"Cụm dân cư không có sóng", "Residential groups without signal"}, Words{h.GroupsOut + " trên " + h.Groups, h.GroupsOut + " of " + h.Groups})
	}
	if h.ShortDB != "" {
		c.fact(Words{"Còn thiếu", "Short by"}, number(h.ShortDB).plus(both(" dB")))
	}
}

func (s *source) hamletWhy(h *output.Hamlet) Words {
	if w, ok := causeWords[h.Cause]; ok {
		return w.fill(value{"technology", s.registerTechnology()})
	}
	switch {
	case h.Cause == coverage.CauseDistance:
		return Words{"Nơi không có sóng quá xa các trạm {t}.", "The place without signal is too far from the {t} stations."}.fill(value{"t", s.registerTechnology()})
	case h.Class == coverage.HamletWeak:
		return Words{"Có sóng, nhưng tốc độ đo được thấp hơn mức bộ quy tắc yêu cầu.", "There is signal, but it was measured slower than the profile asks."}
	}
	return Words{}
}

// registerTechnology is the one that the register's figures are of.
func (s *source) registerTechnology() Words {
	for _, series := range s.out.Series() {
		if strings.HasPrefix(series.Indicator, "hamlets.") && series.Technology != "" {
			return technologyName(series.Technology)
		}
	}
	return Words{"di động", "mobile"}
}

func (s *source) hamletStations(ctx context.Context, c *answerCard, h *output.Hamlet) error {
	if !h.Located {
		c.caveat(Words{"Thôn chưa có tọa độ.", "The hamlet has no position."})
		return nil
	}
	sites, err := s.sites.wait(ctx)
	if err != nil {
		return behind(err)
	}
	for _, series := range s.out.Series() {
		if strings.HasPrefix(series.Indicator, "hamlets.") && series.Technology != "" {
			c.Stations = s.stations(sites, h.Point, series.Technology, series.Operator)
			return nil
		}
	}
	return nil
}

var missingNames = map[string]string{"position": "tọa độ thôn", "coverage": "vùng phủ", "clusters": "danh sách cụm dân cư", "cluster coverage": "vùng phủ của cụm dân cư",
	"cluster households": "số hộ của cụm dân cư", "grid power": "điện lưới", "difficulty": "phân loại khu vực khó khăn"}

// missingWords translates the stable words of the register's column missing.
func missingWords(text string) Words {
	var vi []string
	for _, part := range strings.Split(text, ",") {
		word := strings.TrimSpace(part)
		if name, ok := missingNames[word]; ok {
			word = name
		}
		vi = append(vi, word)
	}
	return Words{strings.Join(vi, ", "), text}
}
