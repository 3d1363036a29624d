package dataset

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"phusong/geo/terrain"
)

// chooseTerrain finds the folder of elevation tiles: the first by name whose tiles
// reach into the boundaries.
func (in *inspector) chooseTerrain() {
	for _, name := range in.folders {
		names, tiles := in.tileNames(name)
		if !tiles {
			continue
		}
		folder := name + "/"
		if in.region.Terrain != nil {
			in.unused(folder, "a second folder of elevation tiles; terrain is read from %s", in.region.Terrain.Dir)
			continue
		}
		inside, all, err := in.tilesInside(name)
		if err != nil {
			in.unused(folder, "cannot be used as terrain: %v", err)
			continue
		}
		if inside == 0 {
			in.unused(folder, "none of its %d elevation tiles reaches into the boundaries", all)
			continue
		}
		in.region.Terrain = &Terrain{Dir: name, Surface: string(terrain.SurfaceModel)}
		f := Finding{File: folder, Role: "terrain", Note: fmt.Sprintf("%d of %d elevation tiles reach into the boundaries", inside, all)}
		if slices.ContainsFunc(names, isBareEarthName) {
			in.region.Terrain.Surface = string(terrain.BareEarth)
			f.Check = "bare_earth by the name; is it the ground, with no roofs and trees in the heights?"
		} else {
			f.Check = "surface_model (roofs and trees are in the heights: SRTM, NASADEM, Copernicus, ALOS) or bare_earth? No file says"
		}
		f.Columns = []string{"surface = " + in.region.Terrain.Surface}
		in.found(f)
	}
}

// tileNames lists the files of a folder that can be elevation tiles, the folder
// before them. A GeoTIFF may hold anything, so a name must say that it is terrain.
func (in *inspector) tileNames(folder string) (names []string, tiles bool) {
	entries, err := os.ReadDir(filepath.Join(in.dir, folder))
	if err != nil {
		return nil, false
	}
	names = []string{folder}
	named, surely := isTerrainName(folder), false
	for _, e := range entries {
		if name := e.Name(); !e.IsDir() && hasEnding(strings.ToLower(name), tileEndings) {
			names = append(names, name)
			named = named || isTerrainName(name)
			surely = surely || hasEnding(strings.ToLower(name), hgtEndings)
		}
	}
	return names, len(names) > 1 && (named || surely)
}

// hgtEndings are those of files that hold nothing but heights.
var hgtEndings = []string{".hgt", ".hgt.gz", ".hgt.zip"}

func (in *inspector) tilesInside(folder string) (inside, all int, err error) {
	l, err := in.unitLoader()
	if err != nil {
		return 0, 0, err
	}
	dem, err := terrain.Open(filepath.Join(in.dir, folder), terrain.Options{})
	if err != nil {
		return 0, 0, err
	}
	inside, all = len(dem.FilesIn(terrainBounds(l.unitBound()))), len(dem.Files())
	return inside, all, dem.Close()
}

func isTerrainName(name string) bool { return slices.ContainsFunc(words(stem(name)), isTerrainWord) }

func isBareEarthName(name string) bool {
	return slices.ContainsFunc(words(stem(name)), func(word string) bool {
		return strings.HasPrefix(word, "fabdem") || strings.HasPrefix(word, "dtm") || word == "bare"
	})
}
