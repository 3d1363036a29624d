package analysis_test

import (
	"encoding/json"
	"math"

	"github.com/paulmach/orb"
)

// A second way to measure, apart from package geo: the authalic function of
// Snyder (Map Projections: A Working Manual, 1987, equation 3-12) integrated
// along every edge, which is straight in longitude and latitude (RFC 7946).

const (
	measureA  = 6378137.0
	measureF  = 1 / 298.257223563
	measureE2 = measureF * (2 - measureF)
)

// authalicQ is q of Snyder 3-12: a^2 q / 2 is the area from the equator to the
// latitude for one radian of longitude.
func authalicQ(latDeg float64) float64 {
	e, s := math.Sqrt(measureE2), math.Sin(latDeg*math.Pi/180)
	return (1 - measureE2) * (s/(1-measureE2*s*s) - math.Log((1-e*s)/(1+e*s))/(2*e))
}

// gauss5 are the nodes and weights of Gauss and Legendre on [-1,1].
var gauss5 = [5][2]float64{
	{0, 0.5688888888888889}, {-0.5384693101056831, 0.47862867049936647}, {0.5384693101056831, 0.47862867049936647},
	{-0.9061798459386640, 0.23692688505618908}, {0.9061798459386640, 0.23692688505618908},
}

// measureM2 is the signed area of a ring in square metres, positive when
// counterclockwise. Edges are at most a few degrees, over which q is a
// polynomial of degree nine to better than 1e-12.
func measureM2(ring orb.Ring) float64 {
	base := authalicQ(ring[0][1]) // any constant cancels over a closed ring
	sum := 0.0
	for i := 1; i < len(ring); i++ {
		p, q := ring[i-1], ring[i]
		mean := 0.0
		for _, g := range gauss5 {
			mean += g[1] / 2 * (authalicQ(p[1]+(q[1]-p[1])*(1+g[0])/2) - base)
		}
		sum -= (q[0] - p[0]) * math.Pi / 180 * mean
	}
	return measureA * measureA / 2 * sum
}

// measurePolygonsM2 adds up shells and takes holes away, by their winding.
func measurePolygonsM2(mp orb.MultiPolygon) float64 {
	sum := 0.0
	for _, p := range mp {
		for _, r := range p {
			sum += measureM2(r)
		}
	}
	return sum
}

// perimeterM is the length of all rings, good to one part in a hundred.
func perimeterM(mp orb.MultiPolygon) float64 {
	sum := 0.0
	for _, p := range mp {
		for _, r := range p {
			for i := 1; i < len(r); i++ {
				sum += math.Hypot((r[i][0]-r[i-1][0])*math.Cos(r[i][1]*math.Pi/180), r[i][1]-r[i-1][1]) * 111_200
			}
		}
	}
	return sum
}

// feature is one feature of a file as any reader of JSON sees it.
type feature struct {
	Geometry struct {
		Type        string
		Coordinates json.RawMessage
	}
	Properties map[string]any
	polygons   orb.MultiPolygon
}

// readFeatures decodes a FeatureCollection of polygons with encoding/json.
func readFeatures(t tester, data []byte) []feature {
	t.Helper()
	var collection struct {
		Type     string
		Features []feature
	}
	if err := json.Unmarshal(data, &collection); err != nil {
		t.Fatalf("%v", err)
	}
	for i := range collection.Features {
		f := &collection.Features[i]
		var err error
		switch f.Geometry.Type {
		case "Polygon":
			f.polygons = make(orb.MultiPolygon, 1)
			err = json.Unmarshal(f.Geometry.Coordinates, &f.polygons[0])
		case "MultiPolygon":
			err = json.Unmarshal(f.Geometry.Coordinates, &f.polygons)
		}
		if err != nil {
			t.Fatalf("feature %d: %v", i+1, err)
		}
	}
	return collection.Features
}

func (f *feature) text(name string) string {
	s, _ := f.Properties[name].(string)
	return s
}

func (f *feature) number(name string) float64 {
	v, _ := f.Properties[name].(float64)
	return v
}
