package dataset

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"math"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/paulmach/orb"

	"phusong/coverage"
	"phusong/geo/terrain"
)

// Terrain is a folder of elevation tiles, and what may be laid upon them.
type Terrain struct {
	Dir     string `yaml:"dir"`
	Surface string `yaml:"surface,omitempty"` // surface_model or bare_earth; "": surface_model
	// LandCover is a GeoTIFF of classes that become clutter heights, over bare earth.
	LandCover string          `yaml:"land_cover,omitempty"`
	ClutterM  map[int]float64 `yaml:"clutter_m,omitempty"` // by class; nil: terrain.WorldCoverHeightsM
}

// options are those of terrain.Open for a region folder.
func (t *Terrain) options(dir string) terrain.Options {
	o := terrain.Options{Surface: t.surface()}
	if t.LandCover != "" {
		o.LandCover, o.ClutterHeightsM = filepath.Join(dir, t.LandCover), t.clutterM()
	}
	return o
}

func (t *Terrain) surface() terrain.Surface {
	return terrain.Surface(cmp.Or(t.Surface, string(terrain.SurfaceModel)))
}

func (t *Terrain) clutterM() map[int]float64 {
	if t.ClutterM == nil {
		return terrain.WorldCoverHeightsM()
	}
	return t.ClutterM
}

// validate joins what is wrong with the entry.
func (t *Terrain) validate() error {
	if t == nil {
		return nil
	}
	var errs []error
	if strings.TrimSpace(t.Dir) == "" {
		errs = append(errs, errors.New("terrain.dir (the folder of elevation tiles) is missing"))
	}
	if err := t.options("").Validate(); err != nil {
		errs = append(errs, fmt.Errorf("terrain: %w", err))
	}
	if t.LandCover != "" && t.surface() != terrain.BareEarth {
		errs = append(errs, fmt.Errorf("terrain.land_cover: %w: use bare-earth tiles and say surface: %s, or leave the land cover out",
			terrain.ErrClutterTwice, terrain.BareEarth))
	}
	if t.LandCover == "" && t.ClutterM != nil {
		errs = append(errs, errors.New("terrain.clutter_m gives heights to the classes of terrain.land_cover, which is missing"))
	}
	return errors.Join(errs...)
}

func (s *settings) addTerrain(t *Terrain) {
	if t == nil {
		return
	}
	s.add("terrain.dir", t.Dir)
	s.add("terrain.surface", string(t.surface()))
	if t.LandCover == "" {
		return
	}
	s.add("terrain.land_cover", t.LandCover)
	var heights []string
	for _, class := range slices.Sorted(maps.Keys(t.clutterM())) {
		heights = append(heights, strconv.Itoa(class)+": "+decimal(t.clutterM()[class]))
	}
	s.add("terrain.clutter_m", strings.Join(heights, ", "))
}

// loadTerrain opens the elevation tiles. A region whose tiles end short of it is
// told of by the cells that become unknown; one that no tile touches is an error.
func (l *loader) loadTerrain() error {
	t := l.region.Terrain
	if t == nil {
		return nil
	}
	dem, err := l.region.OpenTerrain(l.dir)
	if err != nil {
		return err
	}
	bounds := terrainBounds(l.unitBound())
	if len(dem.FilesIn(bounds)) == 0 {
		return fmt.Errorf("terrain %s: %w %v of the region: put in the tiles of the region, or remove the entry", t.Dir, terrain.ErrNoTile, bounds)
	}
	l.data.Terrain, l.data.LandCover = dem, t.LandCover
	l.noteTerrain(dem)
	return l.addTerrainInputs(dem)
}

// OpenTerrain opens the elevation tiles of a region folder as loading does; nil where the region has none.
func (r *Region) OpenTerrain(dir string) (*terrain.DEM, error) {
	if r.Terrain == nil {
		return nil, nil
	}
	dem, err := terrain.Open(filepath.Join(dir, r.Terrain.Dir), r.Terrain.options(dir))
	if err != nil {
		return nil, fmt.Errorf("terrain %s: %w", r.Terrain.Dir, err)
	}
	return dem, nil
}

// terrainBounds is a box for terrain, which takes no more than the globe.
func terrainBounds(b orb.Bound) terrain.Bounds {
	return terrain.Bounds{West: math.Max(b.Min[0], -180), South: math.Max(b.Min[1], -90), East: math.Min(b.Max[0], 180), North: math.Min(b.Max[1], 90)}
}

func (l *loader) noteTerrain(dem *terrain.DEM) {
	t := l.region.Terrain
	s := coverage.Source{File: RegionFile}
	for _, skip := range dem.Skipped() {
		name := path.Join(filepath.ToSlash(t.Dir), skip.Name)
		if hasEnding(strings.ToLower(skip.Name), tileEndings) && !l.isLandCover(name) {
			l.problem(s, "terrain", name, "terrain.skipped", "not a tile of the terrain: "+skip.Reason)
		}
	}
	if t.Surface == "" {
		l.note("terrain: taken as a surface model, with roofs and trees in it; say so with terrain.surface, or say %s", terrain.BareEarth)
	}
	if t.LandCover == "" && t.surface() == terrain.BareEarth {
		l.note("terrain: bare earth without a land cover: no tree or building stands in the way of P.1812 and ITM, which are then too optimistic; name one under terrain.land_cover")
	}
	if t.LandCover != "" && t.ClutterM == nil {
		l.note("terrain: clutter heights of the classes of ESA WorldCover; state others in terrain.clutter_m")
	}
}

// tileEndings are those of files that terrain.Open takes for tiles.
var tileEndings = []string{".hgt", ".hgt.gz", ".hgt.zip", ".tif", ".tiff"}

func (l *loader) isLandCover(name string) bool {
	cover := l.region.Terrain.LandCover
	if cover == "" {
		return false
	}
	a, errA := os.Stat(filepath.Join(l.dir, cover))
	b, errB := os.Stat(filepath.Join(l.dir, name))
	return errA == nil && errB == nil && os.SameFile(a, b)
}

// addTerrainInputs records the tiles that a path of the region can cross: stations
// stand in farBound.
func (l *loader) addTerrainInputs(dem *terrain.DEM) error {
	for _, file := range dem.FilesIn(terrainBounds(farBound(l.unitBound()))) {
		name, err := filepath.Rel(l.dir, file)
		if err != nil {
			return fmt.Errorf("terrain %s: %w", l.region.Terrain.Dir, err)
		}
		if err := l.addInput("terrain", filepath.ToSlash(name)); err != nil {
			return fmt.Errorf("terrain %s: %w", l.region.Terrain.Dir, err)
		}
	}
	if l.region.Terrain.LandCover == "" {
		return nil
	}
	if err := l.addInput("land_cover", l.region.Terrain.LandCover); err != nil {
		return fmt.Errorf("land cover: %w", err)
	}
	return nil
}
