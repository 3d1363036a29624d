package crs

import (
	"math"
	"strings"
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"phusong/geo"
)

// inPlane draws a geometry given in WGS 84 in another system, as a file would hold it.
func inPlane(t interface{ Fatal(...any) }, c CRS, g orb.Geometry) orb.Geometry {
	move := func(p orb.Point) orb.Point {
		if c.Kind == Geographic {
			lon, lat, err := c.Datum.FromWGS84(p[0], p[1])
			if err != nil {
				t.Fatal(err)
			}
			return orb.Point{lon, lat}
		}
		at, err := c.Project(p[0], p[1])
		if err != nil {
			t.Fatal(err)
		}
		return orb.Point{at.EastM, at.NorthM}
	}
	switch g := orb.Clone(g).(type) {
	case orb.Point:
		return move(g)
	case orb.MultiPolygon:
		for _, p := range g {
			for _, r := range p {
				for i := range r {
					r[i] = move(r[i])
				}
			}
		}
		return g
	}
	t.Fatal("a geometry that the test does not know")
	return nil
}

// TestToWGS84Returns sends places of the country through every known system and back.
func TestToWGS84Returns(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := rapid.SampledFrom(Known()).Draw(t, "system")
		want := orb.Point{rapid.Float64Range(102, 110).Draw(t, "lon"), rapid.Float64Range(8, 24).Draw(t, "lat")}
		got, err := ToWGS84(c, inPlane(t, c, want))
		if err != nil {
			t.Fatal(err)
		}
		p := got.(orb.Point)
		if d, _, _ := geo.Inverse(want[0], want[1], p[0], p[1]); d > 1e-6 {
			t.Errorf("%s: %v comes back as %v, %g m off", c, want, p, d)
		}
	})
}

// TestToWGS84Shapes moves every type of geometry and leaves the original alone.
func TestToWGS84Shapes(t *testing.T) {
	zone, err := ByEPSG(9210)
	if err != nil {
		t.Fatal(err)
	}
	a, b, c := orb.Point{572_000, 1_165_000}, orb.Point{573_000, 1_165_000}, orb.Point{573_000, 1_166_000}
	ring := orb.Ring{a, b, c, a}
	all := []orb.Geometry{a, orb.MultiPoint{a, b}, orb.LineString{a, b}, orb.MultiLineString{{a, b}, {b, c}}, ring,
		orb.Polygon{ring}, orb.MultiPolygon{{ring}}, orb.Collection{a, orb.Polygon{ring}}, orb.Bound{Min: a, Max: c}}
	for _, g := range all {
		before := orb.Clone(g)
		got, err := ToWGS84(zone, g)
		if err != nil {
			t.Errorf("%s: %v", g.GeoJSONType(), err)
			continue
		}
		if !orb.Equal(before, g) {
			t.Errorf("%s: the original was changed to %v", before.GeoJSONType(), g)
		}
		if g.Dimensions() != got.Dimensions() || g.GeoJSONType() != got.GeoJSONType() {
			t.Errorf("%s became %s", g.GeoJSONType(), got.GeoJSONType())
		}
		if bound := got.Bound(); math.Abs(bound.Min[0]-106.409) > 0.002 || math.Abs(bound.Max[1]-10.5433) > 0.02 {
			t.Errorf("%s lies in %v", g.GeoJSONType(), bound)
		}
	}
}

func TestToWGS84Edges(t *testing.T) {
	wgs84, zone := registered[0], registered[3]
	if g, err := ToWGS84(zone, nil); g != nil || err != nil {
		t.Errorf("nil: %v, %v", g, err)
	}
	if g, err := ToWGS84(zone, orb.MultiPolygon{}); err != nil || len(g.(orb.MultiPolygon)) != 0 {
		t.Errorf("empty: %v, %v", g, err)
	}
	if g, err := ToWGS84(wgs84, orb.Point{106.4, 10.5}); err != nil || g != (orb.Point{106.4, 10.5}) {
		t.Errorf("WGS 84: %v, %v", g, err)
	}
	for name, tt := range map[string]struct {
		c    CRS
		g    orb.Geometry
		want string
	}{
		"no system":         {CRS{}, orb.Point{1, 2}, "no coordinate system"},
		"NaN":               {zone, orb.Point{math.NaN(), 2}, "UTM zone 48N"},
		"far away":          {zone, orb.LineString{{500_000, 1e6}, {9e9, 1e6}}, "UTM zone 48N"},
		"metres as degrees": {registered[1], orb.Polygon{{{572_000, 1_165_000}}}, "no place on Earth"},
	} {
		if g, err := ToWGS84(tt.c, tt.g); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: got %v, %v; want an error with %q", name, g, err, tt.want)
		}
	}
}

// TestToWGS84Edge10km holds the figures that the doc comment gives for straight edges.
func TestToWGS84Edge10km(t *testing.T) {
	zone, _ := ByEPSG(9210)
	for _, tt := range []struct{ lengthM, mostM float64 }{{1000, 0.01}, {10_000, 1}} {
		a := orb.Point{572_000, 2_300_000}
		b := orb.Point{a[0] + tt.lengthM, a[1]}
		got, err := ToWGS84(zone, orb.LineString{a, {(a[0] + b[0]) / 2, a[1]}, b})
		if err != nil {
			t.Fatal(err)
		}
		l := got.(orb.LineString)
		if d, _, _ := geo.Inverse(l[1][0], l[1][1], (l[0][0]+l[2][0])/2, (l[0][1]+l[2][1])/2); d > tt.mostM {
			t.Errorf("an edge of %g m is %g m off in its middle", tt.lengthM, d)
		} else {
			t.Logf("an edge of %g m is %.4f m off in its middle", tt.lengthM, d)
		}
	}
}
