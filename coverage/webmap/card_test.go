package webmap

import (
	"encoding/json"
	"strings"
	"testing"

	"phusong/geo"
)

// TestCards: every card has a title in both languages, no place left to fill in, and a
// reason.
func TestCards(t *testing.T) {
	for _, v := range []variant{province(), {fixture: "valley-groups"}} {
		m := open(t, Options{}, v)
		for _, path := range paths(m) {
			if !strings.HasPrefix(path, "data/card/") {
				continue
			}
			var c answerCard
			ask(t, m, path, &c)
			text, _ := json.Marshal(c)
			if c.Title.VI == "" || c.Title.EN == "" || strings.ContainsAny(string(text[1:len(text)-1]), "\u0000") || strings.Contains(c.Why.VI, "{") {
				t.Fatalf("%s: %s", path, text)
			}
			for _, w := range append(append([]Words{c.Lead, c.Why}, c.Remedies...), c.Caveats...) {
				if strings.ContainsAny(w.VI+w.EN, "{}") || (w.VI == "") != (w.EN == "") {
					t.Fatalf("%s: %q", path, w)
				}
			}
			if c.Kind == "gap" && c.Why.VI == "" {
				t.Errorf("%s has no reason", path)
			}
		}
	}
}

// TestRadiusRemedies: under a criterion of radii no station covers the anchor of a gap
// of anyone, as the card computes it, and the radius that it asks of a new station
// reaches every vertex of the gap.
func TestRadiusRemedies(t *testing.T) {
	m := open(t, Options{}, province())
	s := m.outputs[0]
	c := s.criterion
	n := 0
	for _, i := range s.gaps.value.byPath["mobile/4g/any"] {
		g := &s.gaps.value.gaps[i]
		shape := s.gaps.value.shape(g)
		best := s.sites.value.closest(g.Anchor, c, kind{technology: g.Technology})
		if len(best) == 1 && best[0].distanceM < best[0].layer.radiusM(c) {
			t.Errorf("%s: station %s covers its anchor", g.ID, best[0].site.id)
		}
		for k := range s.sites.value.sites {
			st := &s.sites.value.sites[k]
			d, _, _ := geo.Inverse(g.Anchor[0], g.Anchor[1], st.point[0], st.point[1])
			for _, l := range st.layers {
				if l.offers(g.Technology) && d-l.radiusM(c) < best[0].distanceM-best[0].layer.radiusM(c)-1e-3 {
					t.Fatalf("%s: station %s comes nearer than %s", g.ID, st.id, best[0].site.id)
				}
			}
		}
		far := farthestM(g.Anchor, shape)
		for _, p := range shape {
			for _, v := range p[0] {
				if d, _, _ := geo.Inverse(g.Anchor[0], g.Anchor[1], v[0], v[1]); d > far+1e-3 {
					t.Fatalf("%s: a vertex is %.1f m away, the farthest %.1f m", g.ID, d, far)
				}
			}
		}
		n++
	}
	if n == 0 {
		t.Error("no gaps were looked at")
	}
}
