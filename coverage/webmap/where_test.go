package webmap

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"math"
	"strconv"
	"testing"

	"phusong/coverage"
	"phusong/geo"
)

func numbers(t *testing.T, all []json.Number) []float64 {
	t.Helper()
	out := make([]float64, len(all))
	for i, n := range all {
		var err error
		if out[i], err = strconv.ParseFloat(string(n), 64); err != nil {
			t.Fatal(err)
		}
	}
	return out
}

// TestWhere: coordinates are longitude, then latitude; windows are west, south, east,
// north; distances and bearings of stations are those from the anchor.
func TestWhere(t *testing.T) {
	m := open(t, Options{}, variant{fixture: "valley-groups"})
	s := m.outputs[0]
	land := s.shapes.bounds[s.top()]
	inside := func(what string, at []float64) {
		if len(at) != 2 || at[0] < land.Min[0] || at[0] > land.Max[0] || at[1] < land.Min[1] || at[1] > land.Max[1] {
			t.Errorf("%s at %v is outside %v", what, at, land)
		}
	}
	var units unitsJSON
	ask(t, m, "data/units/0.json", &units)
	for i, box := range units.BBox {
		b := numbers(t, box)
		inside("south-west", b[:2])
		inside("north-east", b[2:])
		if s.isLeaf(i) {
			inside("unit", numbers(t, units.Point[i]))
		}
	}
	for _, path := range []string{"gap/mobile/4g/any/00001/1", "hamlet/00001-01", "unit/00001"} {
		var c answerCard
		ask(t, m, "data/card/"+s.id+"/"+path+".json", &c)
		anchor := numbers(t, c.Anchor)
		inside(path, anchor)
		if len(c.Stations) == 0 {
			t.Errorf("%s names no station", path)
		}
		for _, st := range c.Stations {
			at := numbers(t, st.At)
			inside(st.Site, at)
			distanceM, azimuth, _ := geo.Inverse(anchor[0], anchor[1], at[0], at[1])
			km, err := strconv.ParseFloat(st.Km, 64)
			if err != nil || math.Abs(km-distanceM/1000) > 0.01 || math.Abs(math.Remainder(azimuth-float64(st.AzimuthDeg), 360)) > 1 {
				t.Errorf("%s: station %s is %.2f km at %.1f degrees, the card says %s and %d", path, st.Site, distanceM/1000, azimuth, st.Km, st.AzimuthDeg)
			}
		}
	}
}

// TestMissing: units of which nothing is known are counted beside every figure and card
// of the region, and are in the class of no data.
func TestMissing(t *testing.T) {
	some, hesitant := 0, 0
	for _, v := range []variant{{fixture: "quilt"}, {fixture: "places"}, {fixture: "valley-groups"}} {
		m := open(t, Options{}, v)
		s := m.outputs[0]
		for i := range m.views {
			view, want := &m.views[i], 0
			for unit := range s.out.Units {
				if f, ok := s.out.Figure(view.series, unit); s.isLeaf(unit) && (!ok || withoutData(f)) {
					want++
				}
			}
			some += want
			got := m.figures(s, view)
			for k, unit := range got.Unit {
				f, _ := s.out.Figure(view.series, unit)
				if want := m.scales.by[view.scale].Uncertain(f); (got.Uncertain[k] == 1) != want {
					t.Errorf("%s, %s: whether unit %d is uncertain should be %t", v.fixture, view.id, unit, want)
				}
				hesitant += got.Uncertain[k]
			}
			if got.Missing != want {
				t.Errorf("%s, %s: %d units are missing, want %d", v.fixture, view.id, got.Missing, want)
			}
			if _, ok := s.out.Figure(view.series, s.top()); ok && m.card(s, view).Missing != want {
				t.Errorf("%s, %s: the card says %d", v.fixture, view.id, m.card(s, view).Missing)
			}
		}
	}
	if some == 0 {
		t.Error("no unit lacks data in these fixtures")
	}
	if hesitant == 0 {
		t.Log("no class is uncertain in these fixtures")
	}
}

func withoutData(f *coverage.Figure) bool { return !f.CountOnly && f.Unknown == f.Total }

// TestApart: maps of several outputs answer for each as a map of it alone does: nothing
// that is kept is of another output.
func TestApart(t *testing.T) {
	first, second := variant{fixture: "quilt"}, variant{fixture: "quilt", date: "2025-01-01", stations: "half"}
	both, h := handle(t, Options{TileAbove: LayerLimits{Features: 1}}, first, second)
	compared := 0
	for i, v := range []variant{first, second} {
		alone := open(t, Options{TileAbove: LayerLimits{Features: 1}}, v)
		id := alone.outputs[0].id
		if both.outputs[i].id != id {
			t.Fatalf("%s is %s", id, both.outputs[i].id)
		}
		for _, path := range []string{"tiles/" + id + "/sites/0/0/0.mvt", "tiles/" + id + "/gaps/mobile/4g/any/0/0/0.mvt", "data/geo/" + id + "/sites.geojson",
			"data/figures/" + id + "/mobile.area/4g/any.json", "data/card/" + id + "/unit/" + both.outputs[i].out.Units[0].Code + ".json"} {
			want, err := alone.data(context.Background(), path, "")
			if errors.Is(err, errNotFound) {
				continue // the half has no such gaps
			}
			if err != nil {
				t.Fatalf("%s: %v", path, err)
			}
			compared++
			for range 2 {
				if got := get(h, "GET", "/"+path).Body.Bytes(); !bytes.Equal(got, want.body) {
					t.Errorf("%s: %d bytes beside another output, %d alone", path, len(got), len(want.body))
				}
			}
		}
	}
	if compared < 7 {
		t.Errorf("%d answers were compared", compared)
	}
}

// TestCardOfView: the card of a unit is that of the view that is asked for, also when
// that of another is kept.
func TestCardOfView(t *testing.T) {
	m, h := handle(t, Options{}, variant{fixture: "quilt"})
	path := "/data/card/" + m.outputs[0].id + "/unit/" + m.outputs[0].out.Units[0].Code + ".json"
	for range 2 {
		mobile, fibre := get(h, "GET", path+"?view=mobile.area/4g/any"), get(h, "GET", path+"?view=fiber.connected")
		if mobile.Code != 200 || fibre.Code != 200 || bytes.Equal(mobile.Body.Bytes(), fibre.Body.Bytes()) {
			t.Errorf("%d and %d, %d bytes", mobile.Code, fibre.Code, mobile.Body.Len())
		}
	}
}
