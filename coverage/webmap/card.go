package webmap

import (
	"context"
	"encoding/json"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/paulmach/orb"

	"phusong/coverage"
	"phusong/coverage/criterion"
)

// answerCard answers for a unit, a gap or a hamlet: why it is not covered, who is near,
// and what would close it.
type answerCard struct {
	Kind     string        `json:"kind"`
	Title    Words         `json:"title"`
	Lead     Words         `json:"lead"`
	Facts    []factJSON    `json:"facts"`
	Why      Words         `json:"why"`
	Stations []stationJSON `json:"stations"`
	Remedies []Words       `json:"remedies"`
	Caveats  []Words       `json:"caveats"`
	BBox     []json.Number `json:"bbox"`
	Anchor   []json.Number `json:"anchor"` // where distances are measured from; null without
	Unit     int           `json:"unit"`
	Gaps     []gapRow      `json:"gaps,omitempty"` // of a unit

	fleeting bool // it lacks something for the moment
}

type factJSON struct {
	Label Words `json:"label"`
	Value Words `json:"value"`
}

type stationJSON struct {
	Operator   string        `json:"operator"`
	Site       string        `json:"site"`
	Name       string        `json:"name"`
	Technology Words         `json:"technology"`
	Km         string        `json:"km"`
	AzimuthDeg int           `json:"azimuth_deg"` // of the station from the anchor
	Note       Words         `json:"note"`
	At         []json.Number `json:"at"`
}

type gapRow struct {
	ID         string `json:"id"`
	Class      string `json:"class"`
	Title      Words  `json:"title"`
	Households string `json:"households"`
	Population string `json:"population"`
	AreaKm2    string `json:"area_km2"`
}

func (c *answerCard) fact(label, value Words) { c.Facts = append(c.Facts, factJSON{label, value}) }
func (c *answerCard) remedy(w Words)          { c.Remedies = append(c.Remedies, w) }
func (c *answerCard) caveat(w Words)          { c.Caveats = append(c.Caveats, w) }

func newCard(kind string, unit int) *answerCard {
	return &answerCard{Kind: kind, Unit: unit, Facts: []factJSON{}, Stations: []stationJSON{}, Remedies: []Words{}, Caveats: []Words{}}
}

// cardData finds what a card is asked for.
func (m *Map) cardData(ctx context.Context, s *source, parts []string, view string) (content, error) {
	kind, rest := parts[0], strings.Join(parts[1:], "/")
	id, ok := strings.CutSuffix(rest, ".json")
	if !ok {
		return content{}, errNotFound
	}
	var card *answerCard
	var err error
	switch kind {
	case "unit":
		unit := s.unitByCode(id)
		if unit < 0 {
			return content{}, errNotFound
		}
		card, err = m.unitCard(ctx, s, unit, view)
	case "gap":
		card, err = m.gapCard(ctx, s, id)
	case "hamlet":
		card, err = m.hamletCard(ctx, s, id)
	default:
		return content{}, errNotFound
	}
	if err != nil {
		return content{}, err
	}
	c, err := jsonContent(card)
	c.fleeting = card.fleeting
	return c, err
}

// gapAsked is a gap with what its card is made from.
type gapAsked struct {
	s     *source
	g     *gap
	shape orb.MultiPolygon
	sites *siteStore
	card  *answerCard
}

func (m *Map) gapCard(ctx context.Context, s *source, id string) (*answerCard, error) {
	store, err := s.gaps.wait(ctx)
	if err != nil {
		return nil, behind(err)
	}
	i, ok := store.byID[id]
	if !ok {
		return nil, errNotFound
	}
	g := &store.gaps[i]
	card := newCard("gap", g.Unit)
	card.BBox = box(g.bound)
	a := &gapAsked{s: s, g: g, shape: store.shape(g), card: card}
	a.head()
	if g.Kind == coverage.GapFiber {
		s.fibre(card, g.Unit)
		card.Why = causeWords[g.Cause]
		return card, nil
	}
	if a.sites, err = s.sites.wait(ctx); err != nil {
		return nil, behind(err)
	}
	a.signal()
	card.Stations = s.stations(a.sites, g.Anchor, g.Technology, g.Operator)
	a.remedies()
	if s.byRadius() {
		return card, nil // exact by the radii
	}
	m.predict(ctx, card, Place{Output: s.out.Dir, Lon: g.Anchor[0], Lat: g.Anchor[1], Unit: s.out.Units[g.Unit].Code, Technology: g.Technology, Operator: g.Operator})
	return card, nil
}

// head names the gap and counts what is in it.
func (a *gapAsked) head() {
	c, g := a.card, a.g
	c.Title = gapTitle(g).plus(both(" · " + a.s.out.Units[g.Unit].Name))
	c.Lead = a.s.place(g.Unit)
	c.fact(Words{"Hộ gia đình (ước tính)", "Households (estimate)"}, uncovered(g.Households, "household"))
	c.fact(Words{"Dân số (ước tính)", "People (estimate)"}, uncovered(g.People, "person"))
	c.fact(Words{"Diện tích", "Area"}, uncovered(g.AreaM2, coverage.MeasureM2).plus(both(" km²")))
	if g.Kind == coverage.GapMobile {
		c.fact(Words{"Công nghệ, doanh nghiệp", "Technology, operators"}, technologyName(g.Technology).plus(both(", ")).plus(ruleInText(g.Operator)))
		c.Anchor = []json.Number{json.Number(strconv.FormatFloat(g.Anchor[0], 'f', 7, 64)), json.Number(strconv.FormatFloat(g.Anchor[1], 'f', 7, 64))}
	}
}

// gapTitle names a gap by its class.
func gapTitle(g *gap) Words {
	if g.Kind == coverage.GapFiber {
		return classWords[g.Class]
	}
	return Words{"{class} {technology}", "{technology} {class}"}.fill(value{"class", classWords[g.Class]}, value{"technology", technologyName(g.Technology)})
}

// signal says why nothing is received, and how much is missing.
func (a *gapAsked) signal() {
	c, g := a.card, a.g
	c.Why = a.why()
	if g.NearestSite != "" {
		c.fact(Words{"Trạm gần điểm neo nhất", "Station nearest to the anchor"}, both(g.NearestSite+", ").plus(kilometres(g.NearestSiteKm*1000)))
	}
	if !g.HasLevel {
		return
	}
	c.fact(Words{"Mức thu tại điểm neo", "Level at the anchor"}, decimal(g.BestDBm, 1).plus(both(" dBm")))
	c.fact(Words{"Ngưỡng", "Threshold"}, decimal(g.BestDBm+g.ShortDB, 1).plus(both(" dBm")))
	c.fact(Words{"Còn thiếu", "Short by"}, shortDB(g.ShortDB))
}

// place words where a unit lies: the units that it belongs to, and its code.
func (s *source) place(unit int) Words {
	u := &s.out.Units[unit]
	names := []string{}
	for p := unit; p >= 0; p = s.out.Units[p].Parent {
		if name := s.out.Units[p].Name; name != "" {
			names = append(names, name)
		}
	}
	return Words{"{where}. Mã đơn vị {code}, số liệu {date}.", "{where}. Code {code}, as of {date}."}.
		fill(value{"where", both(strings.Join(names, ", "))}, value{"code", both(u.Code)}, value{"date", date(s.out.Run.AsOf)})
}

// stations lists for each operator of a rule the nearest station with the technology
// and, where it is nearer, the nearest without.
func (s *source) stations(all *siteStore, at orb.Point, t coverage.Technology, operator string) []stationJSON {
	out := []stationJSON{}
	for _, name := range askedOperators(all, operator) {
		with, without := all.nearest(at, kind{operator: name, technology: t}), all.nearest(at, kind{name, t, true})
		for _, n := range with {
			out = append(out, s.station(at, n, technologyName(n.layer.technology), s.reach(n)))
		}
		for _, n := range without {
			if len(with) == 0 || n.distanceM < with[0].distanceM {
				out = append(out, s.station(at, n, both("–"), Words{"chưa có {t}", "has no {t}"}.fill(value{"t", technologyName(t)})))
			}
		}
	}
	return out
}

// askedOperators are those that a rule is about.
func askedOperators(all *siteStore, operator string) []string {
	if slices.Contains(all.operators, operator) {
		return []string{operator}
	}
	return all.operators
}

func (s *source) station(at orb.Point, n near, t Words, note Words) stationJSON {
	return stationJSON{n.layer.operator, n.site.id, n.site.name, t, strconv.FormatFloat(n.distanceM/1000, 'f', 2, 64),
		int(math.Round(n.azimuthDeg)) % 360, note, degrees(n.site.point[0], n.site.point[1])}
}

// reach says how far a station covers by the criterion, where that is a radius.
func (s *source) reach(n near) Words {
	if !s.byRadius() {
		return Words{}
	}
	return Words{"bán kính phủ {r}", "radius {r}"}.fill(value{"r", metres(n.layer.radiusM(s.criterion))})
}

// byRadius reports whether distance alone decides at every place.
func (s *source) byRadius() bool {
	return s.criterion != nil && s.criterion.Kind == criterion.KindRadius && !s.criterion.AtCentre()
}

// decimal prints a number with so many decimals, halves away from zero.
func decimal(v float64, decimals int) Words {
	text := strconv.FormatFloat(v, 'f', decimals, 64)
	if strings.Trim(text, "-0.") == "" {
		text = strings.TrimPrefix(text, "-")
	}
	return number(text)
}

// shortDB rounds upwards: what is missing is never understated.
func shortDB(v float64) Words {
	return decimal(math.Ceil(math.Round(v*100)/10)/10, 1).plus(both(" dB"))
}

// kilometres prints a length with two decimals.
func kilometres(m float64) Words { return decimal(m/1000, 2).plus(both(" km")) }

// metres prints a length in whole metres.
func metres(m float64) Words { return decimal(m, 0).plus(both(" m")) }

// atLeast prints a length in metres, rounded upwards to tens.
func atLeast(m float64) Words { return metres(math.Ceil(math.Round(m*1000)/10000) * 10) }
