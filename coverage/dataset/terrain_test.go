package dataset

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"phusong/coverage"
	"phusong/geo/terrain"
)

// seaTile is an .hgt tile of 3 arc-seconds with height 0 throughout.
var seaTile = strings.Repeat("\x00", 2*1201*1201)

func TestLoadTerrain(t *testing.T) {
	d := loadFolder(t, "terrain: {dir: .}\n", map[string]string{
		"N11E106.hgt": seaTile, "N10E106.hgt": seaTile, // the second within 50 km
		"N10E107.hgt": seaTile, "N12E106.hgt": seaTile, // 100 km from it
		"notes.txt": "x"})
	if d.Terrain == nil || d.Terrain.Surface() != terrain.SurfaceModel || d.LandCover != "" {
		t.Fatalf("terrain %v, land cover %q", d.Terrain, d.LandCover)
	}
	var files []string
	for _, in := range d.Inputs {
		if in.Role == "terrain" {
			files = append(files, in.File)
		}
	}
	if diff := cmp.Diff([]string{"N10E106.hgt", "N11E106.hgt"}, files); diff != "" {
		t.Errorf("inputs (-want +got):\n%s", diff)
	}
	if !slices.ContainsFunc(d.Notes, func(n string) bool { return strings.Contains(n, "taken as a surface model") }) {
		t.Errorf("notes %q do not say that the surface was assumed", d.Notes)
	}
}

// TestLoadTerrainSkips: what is named like a tile and is none is a problem, other
// entries and the land cover are not.
func TestLoadTerrainSkips(t *testing.T) {
	dir := writeFolder(t, map[string]string{"communes.geojson": twoSquares, RegionFile: regionHead + "terrain: {dir: ., surface: bare_earth}\n",
		"N11E106.hgt": seaTile})
	if err := os.Mkdir(filepath.Join(dir, "more.hgt"), 0o777); err != nil {
		t.Fatal(err)
	}
	region, err := ReadRegion(dir)
	if err != nil {
		t.Fatal(err)
	}
	d, err := Load(dir, region)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.ContainsFunc(d.Problems, func(p coverage.Problem) bool {
		return p.Rule == "terrain.skipped" && p.Value == "more.hgt" && strings.Contains(p.Action, "a folder")
	}) || slices.ContainsFunc(d.Problems, func(p coverage.Problem) bool { return strings.Contains(p.Value, "communes") }) {
		t.Errorf("problems %+v", d.Problems)
	}
}

func TestLoadTerrainMistakes(t *testing.T) {
	for _, c := range []struct {
		name, lines string
		files       map[string]string
		want        error
		text        string
	}{
		{"no folder", "terrain: {dir: dem}\n", nil, os.ErrNotExist, "terrain dem"},
		{"no tile", "terrain: {dir: .}\n", nil, nil, "no elevation tile in"},
		{"elsewhere", "terrain: {dir: .}\n", map[string]string{"N20E100.hgt": seaTile}, terrain.ErrNoTile, "put in the tiles of the region"},
		{"short tile", "terrain: {dir: .}\n", map[string]string{"N11E106.hgt": "short"}, nil, "N11E106.hgt"},
		{"no land cover", "terrain: {dir: ., surface: bare_earth, land_cover: cover.tif}\n", map[string]string{"N11E106.hgt": seaTile}, os.ErrNotExist, "cover.tif"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := tryFolder(t, c.lines, c.files)
			if err == nil || !strings.Contains(err.Error(), c.text) || c.want != nil && !errors.Is(err, c.want) {
				t.Errorf("got %v, want %q, %v", err, c.text, c.want)
			}
		})
	}
}

func TestTerrainSettings(t *testing.T) {
	r := Region{Terrain: &Terrain{Dir: "dem", Surface: "bare_earth", LandCover: "cover.tif", ClutterM: map[int]float64{50: 10, 10: 15.5}}}
	var got []string
	for _, s := range r.Resolved() {
		if strings.HasPrefix(s.Name, "terrain.") {
			got = append(got, s.Name+"="+s.Value)
		}
	}
	want := []string{"terrain.dir=dem", "terrain.surface=bare_earth", "terrain.land_cover=cover.tif", "terrain.clutter_m=10: 15.5, 50: 10"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("settings (-want +got):\n%s", diff)
	}
}

// TestInspectTerrain: a folder of tiles is found by what it holds.
func TestInspectTerrain(t *testing.T) {
	for _, c := range []struct {
		name    string
		files   map[string]string
		want    *Terrain
		finding string
	}{
		{"none", map[string]string{"old/x.csv": "a"}, nil, ""},
		{"by ending", map[string]string{"ground/N11E106.hgt": seaTile}, &Terrain{Dir: "ground", Surface: "surface_model"}, "surface_model (roofs"},
		{"bare earth", map[string]string{"dtm/N11E106.hgt": seaTile}, &Terrain{Dir: "dtm", Surface: "bare_earth"}, "bare_earth by the name"},
		{"elsewhere, then here", map[string]string{"a/N20E100.hgt": seaTile, "b/N11E106.hgt": seaTile}, &Terrain{Dir: "b", Surface: "surface_model"}, "none of its 1"},
		{"two", map[string]string{"a/N11E106.hgt": seaTile, "b/N11E106.hgt": seaTile}, &Terrain{Dir: "a", Surface: "surface_model"}, "a second folder"},
		{"broken", map[string]string{"dem/N11E106.hgt": "x"}, nil, "cannot be used as terrain"},
		{"a picture", map[string]string{"maps/photo.tif": "II*"}, nil, ""},
		{"loose", map[string]string{"N11E106.hgt": seaTile}, nil, "folder of their own"},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := writeFolder(t, map[string]string{"b.geojson": twoCommunes})
			for name, text := range c.files {
				path := filepath.Join(dir, name)
				if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o777), os.WriteFile(path, []byte(text), 0o666)); err != nil {
					t.Fatal(err)
				}
			}
			got, findings, err := Inspect(dir)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, got.Terrain); diff != "" {
				t.Errorf("terrain (-want +got):\n%s", diff)
			}
			if c.finding != "" && !slices.ContainsFunc(findings, func(f Finding) bool { return strings.Contains(f.Note+f.Check, c.finding) }) {
				t.Errorf("findings %+v lack %q", findings, c.finding)
			}
			if c.want == nil {
				return
			}
			if _, err := Load(dir, got); err != nil {
				t.Errorf("a run cannot read what was inspected: %v", err)
			}
		})
	}
}
