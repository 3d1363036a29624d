package dataset

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/google/go-cmp/cmp"
)

const wholeRegion = `name: Long An
code: "80"
edition: "2025-06"
as_of: 2024-07-11
boundaries: {file: communes.geojson, code: code, name: name, parent: district, level: commune, only: {property: p, values: ["80", "82"]}}
sites: {file: sites.xlsx, sheet: Trạm, source: "me"}
households: {file: households.csv}
population: {file: population.tif, kind: count}
fiber: {file: fiber.csv}
terrain: {dir: dem}
criterion: outdoor-110
technologies: [4g, 4g+, 5g]
resolution_deg: 0.001
demand: raster
control: {population: 1869746, households: 1.5e5, tolerance_percent: 0.1}
targets: {file: targets.yaml}
`

func TestParseRegionMistakes(t *testing.T) {
	minimal := "name: A\nedition: \"2025-06\"\nas_of: 2024\nboundaries: {file: a.geojson, code: c}\n"
	if _, err := ParseRegion([]byte(minimal)); err != nil {
		t.Fatalf("minimal region: %v", err)
	}
	for _, c := range []struct{ name, text, want string }{
		{"unknown key", minimal + "sitez: {file: s.csv}\n", "[5:1]"},
		{"unknown key inside", minimal + "sites: {file: s.csv, fil: b}\n", "[5:"},
		{"key twice", minimal + "name: B\n", "[5:1]"},
		{"nothing", "", "name is missing"},
		{"all that is missing at once", "name: A\n", "as_of"},
		{"no date", strings.Replace(minimal, "2024", "yesterday", 1), "YYYY-MM-DD"},
		{"kind missing", minimal + "population: {file: p.tif}\n", "count (people per cell) or density (people per km2)"},
		{"kind wrong", minimal + "population: {file: p.tif, kind: people}\n", "population.kind"},
		{"demand", minimal + "demand: guess\n", "raster, points or area"},
		{"demand by a raster", minimal + "demand: raster\n", "demand raster needs population"},
		{"demand by hamlets", minimal + "demand: points\n", "demand points needs hamlets"},
		{"control of nothing", minimal + "control: {population: .nan}\n", "control.population"},
		{"control below zero", minimal + "control: {households: -1}\n", "control.households"},
		{"control without end", minimal + "control: {households: .inf}\n", "control.households"},
		{"tolerance", minimal + "control: {tolerance_percent: -0.5}\n", "control.tolerance_percent"},
		{"no tolerance", minimal + "control: {tolerance_percent: .nan}\n", "control.tolerance_percent"},
		{"terrain without folder", minimal + "terrain: {surface: bare_earth}\n", "terrain.dir"},
		{"surface", minimal + "terrain: {dir: dem, surface: dsm}\n", "want surface_model or bare_earth"},
		{"clutter twice", minimal + "terrain: {dir: dem, land_cover: c.tif}\n", "count buildings and trees twice"},
		{"clutter of nothing", minimal + "terrain: {dir: dem, surface: bare_earth, clutter_m: {10: 15}}\n", "terrain.land_cover, which is missing"},
		{"clutter height", minimal + "terrain: {dir: dem, surface: bare_earth, land_cover: c.tif, clutter_m: {10: -1}}\n", "clutter of class 10 is -1 m high"},
		{"resolution", minimal + "resolution_deg: .nan\n", "resolution_deg"},
		{"technology", minimal + "technologies: [6g]\n", "6g"},
		{"not yaml", "name: [", "region.yaml"},
		{"a list", "- a\n", "region.yaml"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := ParseRegion([]byte(c.text))
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got error %v, want %q in it", err, c.want)
			}
		})
	}
}

// TestHostileRegionsEndSoon: nothing within the size limit keeps the parser busy.
func TestHostileRegionsEndSoon(t *testing.T) {
	fill := func(s string) string { return strings.Repeat(s, maxRegionBytes/len(s)) }
	var stairs, laughs strings.Builder
	for depth := 0; stairs.Len()+depth+3 < maxRegionBytes; depth++ {
		stairs.WriteString(strings.Repeat(" ", depth) + "a:\n")
	}
	laughs.WriteString("name: &a0 [x]\n")
	for i := range 40 {
		fmt.Fprintf(&laughs, "k%d: &a%d [%s*a%d]\n", i, i+1, strings.Repeat(fmt.Sprintf("*a%d, ", i), 9), i)
	}
	for _, text := range []string{fill("["), fill("{a: "), fill("- "), fill("? "), fill(": "), fill("a: "), fill("a:\n"), fill("'"), fill("|\n"), fill("&a "),
		fill("*a "), fill("---\n"), fill("- a\n"), fill("\x00"), fill("\xff"), fill("a"), fill("name: x\n"), "name: " + fill("- ")[10:],
		"boundaries:\n" + fill("  - b:\n")[20:], "sites: &a {<<: *a}\n", stairs.String(), laughs.String(), fill("x") + "more"} {
		start := time.Now()
		if _, err := ParseRegion([]byte(text)); err == nil {
			t.Errorf("%.20q... was taken", text)
		}
		if took := time.Since(start); took > time.Minute { // a hang, not a speed
			t.Errorf("%.20q... took %v", text, took)
		}
	}
}

// FuzzParseRegion asks that no text makes the parser panic or hang, and that what
// it accepts is a valid region that survives being written and read.
func FuzzParseRegion(f *testing.F) {
	f.Add(wholeRegion)
	f.Add("name: A\nedition: \"2025-06\"\nas_of: 2024\nboundaries: {file: a.geojson, code: c}\n")
	f.Add("a: &a [*a, *a]\n")
	f.Add("name: !!binary x\nboundaries: {<<: {file: x}}\n")
	f.Add("\xef\xbb\xbfname: A\r\nedition: 2025\r\n")
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 4096 {
			t.Skip("longer than this target tries")
		}
		r, err := ParseRegion([]byte(text))
		if err != nil {
			return
		}
		if err := r.Validate(); err != nil {
			t.Fatalf("an accepted region does not validate: %v", err)
		}
		again, err := yaml.Marshal(r)
		if err != nil {
			t.Fatalf("an accepted region cannot be written: %v", err)
		}
		second, err := ParseRegion(again)
		if err != nil {
			t.Skipf("the YAML library does not read what it wrote: %v", err)
		}
		if second.Boundaries.File == r.Boundaries.File && len(second.Resolved()) != len(r.Resolved()) {
			t.Errorf("written and read again:\n%s", cmp.Diff(r, second))
		}
	})
}
