package cartography

import (
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"phusong/coverage"
	"phusong/coverage/output"
	"phusong/internal/picture"
)

// TestNothingCovered: land, legend, scale bar and inset have places of their own
// within the sheet, whatever the shape of the land and the words of the legend.
func TestNothingCovered(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		wide, high := rapid.Float64Range(0.01, 6).Draw(t, "wide"), rapid.Float64Range(0.01, 6).Draw(t, "high")
		square := func(lon, lat, dx, dy float64) orb.MultiPolygon {
			return orb.MultiPolygon{{{{lon, lat}, {lon + dx, lat}, {lon + dx, lat + dy}, {lon, lat + dy}, {lon, lat}}}}
		}
		geometry := []orb.MultiPolygon{square(104, 9, wide, high)}
		if rapid.Bool().Draw(t, "far") {
			geometry = append(geometry, square(104+rapid.Float64Range(7, 20).Draw(t, "east"), 9, 0.01, 0.01))
		}
		o := &output.Output{}
		for range geometry {
			o.Units = append(o.Units, output.Unit{Level: coverage.LevelCommune, Name: "Xã A", Parent: -1})
		}
		l := &land{o: o, borders: newBorders(geometry)}
		var err error
		if l.at, err = newProjection(110); err != nil {
			t.Fatal(err)
		}
		if err := l.project(); err != nil {
			t.Fatal(err)
		}
		spec := Spec{Kind: Gaps, Lang: English, Level: coverage.LevelCommune, WidthMm: rapid.Float64Range(110, 400).Draw(t, "mm")}
		if rapid.Bool().Draw(t, "fixed") {
			spec.HeightMm = rapid.Float64Range(110, 500).Draw(t, "height")
		}
		c := &content{legend: legend{heads: []string{"Share", "Units", "Households"}}}
		for range rapid.IntRange(1, 9).Draw(t, "rows") {
			c.legend.rows = append(c.legend.rows, legendRow{text: rapid.SampledFrom([]string{"100%", "99 to below 100%", "White area: no technology"}).Draw(t, "text"),
				cells: []string{"3,321", "12"}})
		}
		s := (&job{spec: spec, words: &english, o: o, land: l}).sheet(c)
		places := []picture.Rect{s.home.frame, s.legend, s.furniture}
		if s.inset != nil {
			places = append(places, s.inset.frame)
		}
		for i, a := range places {
			if a.X < 0 || a.Y < 0 || a.X+a.Width > s.width+0.5 || a.Y+a.Height > s.notesY {
				t.Fatalf("place %d, %+v, leaves a sheet %v wide with notes at %v", i, a, s.width, s.notesY)
			}
			for k, b := range places[:i] {
				if a.Overlaps(b) {
					t.Fatalf("place %d, %+v, lies on place %d, %+v", i, a, k, b)
				}
			}
		}
	})
}

// FuzzParseSpec: no text makes a spec that cannot be told from a wrong one.
func FuzzParseSpec(f *testing.F) {
	for _, text := range []string{"gaps 4g any", "mobile.area 5g max level=district breaks=50,80", "hamlets", "breaks=,", "level=", "\xbe."} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		s, err := ParseSpec(text)
		if err == nil && s.Kind == "" && s.Indicator == "" && s.Technology == "" {
			t.Errorf("%q is %+v", text, s)
		}
		if name := s.Name(); len(name) > len(text)+len("choropleth-mobile.population-fiber.connected") {
			t.Errorf("%q has the name %q", text, name)
		}
	})
}
