package polygonize

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"phusong/geo"
	"phusong/geo/raster"
)

// geodesicAreaM2 measures polygons whose edges are geodesics: each is divided
// into pieces short enough to be taken as straight.
func geodesicAreaM2(mp orb.MultiPolygon) float64 {
	const pieces = 16
	out := make(orb.MultiPolygon, 0, len(mp))
	for _, polygon := range mp {
		var p orb.Polygon
		for _, ring := range polygon {
			dense := orb.Ring{ring[0]}
			for i := 1; i < len(ring); i++ {
				a, b := ring[i-1], ring[i]
				distance, azimuth, _ := geo.Inverse(a[0], a[1], b[0], b[1])
				for k := 1; k < pieces; k++ {
					lon, lat, _ := geo.Direct(a[0], a[1], azimuth, distance*float64(k)/pieces)
					dense = append(dense, orb.Point{lon, lat})
				}
				dense = append(dense, b)
			}
			p = append(p, dense)
		}
		out = append(out, p)
	}
	return geo.MultiPolygonAreaM2(out)
}

// TestGeodesicEdges clips boxes that slant in latitude nowhere but have long edges along
// parallels on one side only, the worst for a program that takes edges as geodesics.
func TestGeodesicEdges(t *testing.T) {
	for _, step := range []float64{0.0005, 0.001, 1. / 120, 0.05} {
		for _, lat := range []float64{8.6, 23.4, -38, 60} {
			g := raster.Grid{West: 105, North: lat, StepX: step, StepY: step, Cols: 40, Rows: 40}
			// A triangle with its base on a grid line within it.
			base, tip := g.EdgeY(39), g.EdgeY(1)
			w, e := g.EdgeX(1), g.EdgeX(39)
			half := func(x geo.E7) orb.Point { return orb.Point{x.Degrees(), base.Degrees()} }
			mp := orb.MultiPolygon{{{half(w), half(e), {((w + e) / 2).Degrees(), tip.Degrees()}, half(w)}}}
			parts := Clip(mustOutline(t, g, mp), func(_, row int) bool { return row < 20 })
			for _, p := range parts {
				// Only the edges on the grid's parallel are ours; the slanting ones are the polygon's and
				// are divided so that they do not count.
				p.Geometry = divideSlanting(p.Geometry)
				straight, geodesic := geo.MultiPolygonAreaM2(p.Geometry), geodesicAreaM2(p.Geometry)
				if math.Abs(geodesic/straight-1) > 1e-6 {
					t.Errorf("step %v at %v: as geodesics %v m2, as straight lines %v m2, %.2g apart", step, lat, geodesic, straight, geodesic/straight-1)
				}
			}
		}
	}
}

func divideSlanting(mp orb.MultiPolygon) orb.MultiPolygon {
	out := make(orb.MultiPolygon, 0, len(mp))
	for _, polygon := range mp {
		var p orb.Polygon
		for _, ring := range polygon {
			dense := orb.Ring{ring[0]}
			for i := 1; i < len(ring); i++ {
				a, b := ring[i-1], ring[i]
				n := 1
				if a[1] != b[1] {
					n = 200
				}
				for k := 1; k <= n; k++ {
					f := float64(k) / float64(n)
					dense = append(dense, orb.Point{a[0] + f*(b[0]-a[0]), a[1] + f*(b[1]-a[1])})
				}
			}
			p = append(p, dense)
		}
		out = append(out, p)
	}
	return out
}

// TestOtherProgramAgrees has GDAL and GEOS, where they are, judge a few hundred parts.
func TestOtherProgramAgrees(t *testing.T) {
	ogrinfo, err := exec.LookPath("ogrinfo")
	if err != nil {
		t.Skip("ogrinfo is not installed")
	}
	type geometry struct {
		Type        string           `json:"type"`
		Coordinates orb.MultiPolygon `json:"coordinates"`
	}
	type feature struct {
		Type       string         `json:"type"`
		Properties map[string]any `json:"properties"`
		Geometry   geometry       `json:"geometry"`
	}
	var features []feature
	rng := rand.New(rand.NewPCG(5, 5))
	o := mustOutline(t, hectares, commune())
	for share := range 10 {
		mask := map[[2]int]bool{}
		for _, c := range o.Mesh().Cells() {
			mask[[2]int{int(c.Col), int(c.Row)}] = rng.IntN(10) < share
		}
		for _, p := range Clip(o, func(col, row int) bool { return mask[[2]int{col, row}] }) {
			if len(p.Geometry) > 0 {
				features = append(features, feature{"Feature", nil, geometry{"MultiPolygon", p.Geometry}})
			}
		}
	}
	file := filepath.Join(t.TempDir(), "parts.geojson")
	data, err := json.Marshal(map[string]any{"type": "FeatureCollection", "features": features})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, data, 0o644); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(ogrinfo, "-q", "-dialect", "SQLite",
		"-sql", "SELECT count(*) AS parts, sum(ST_IsValid(geometry)) AS valid FROM parts", file).CombinedOutput()
	if err != nil || !strings.Contains(string(out), "valid") || strings.Contains(string(out), "no such function") {
		t.Skipf("ogrinfo has no ST_IsValid: %s", out)
	}
	var parts, valid string
	for line := range strings.Lines(string(out)) {
		if name, value, ok := strings.Cut(strings.TrimSpace(line), " = "); ok {
			if strings.HasPrefix(name, "parts") {
				parts = value
			} else if strings.HasPrefix(name, "valid") {
				valid = value
			}
		}
	}
	if parts == "" || parts != valid {
		t.Errorf("of %s parts %s are valid:\n%s", parts, valid, out)
	}
	t.Logf("%s of %s parts valid", valid, parts)
}
