package dataset

import (
	"fmt"
	"math"
	"path"
	"path/filepath"

	"phusong/coverage"
	"phusong/geo/terrain"
)

// knownSamples is about how many places of the region are asked for their height.
const knownSamples = 40_000

// checkTerrain tells where the ground is not known: what lies there or behind is
// unknown in every figure, and without a word of it nobody could say why.
func (l *loader) checkTerrain() error {
	dem := l.data.Terrain
	if dem == nil {
		return nil
	}
	for i := range l.data.Sites {
		s := &l.data.Sites[i]
		if !s.Located {
			continue
		}
		if _, known := dem.HeightM(s.Lon, s.Lat); !known {
			l.problem(s.Source, "lon,lat", s.ID, "site.ground",
				"kept: no tile has a height under it, so over terrain what it covers is unknown; add the tile, or fill its voids")
		}
	}
	s := coverage.Source{File: RegionFile}
	if unknown, all := l.groundUnknown(); unknown > 0 {
		l.problem(s, "terrain", filepath.ToSlash(l.region.Terrain.Dir), "terrain.unknown",
			fmt.Sprintf("kept: no height on %s of the region, and over terrain what lies there or behind is unknown; add the missing tiles, or fill their voids", about(unknown, all)))
	}
	if err := dem.Err(); err != nil {
		return fmt.Errorf("terrain %s: %w", l.region.Terrain.Dir, err)
	}
	return l.checkLandCover(s)
}

// groundUnknown samples the cells of the region, evenly by row and column, and counts
// those at whose centre no tile has a height.
func (l *loader) groundUnknown() (unknown, all int) {
	g := l.data.Demand.Grid
	step := max(1, int(math.Ceil(math.Sqrt(float64(g.Cols)*float64(g.Rows)/knownSamples))))
	ask := func(col, row int) {
		all++
		if _, known := l.data.Terrain.HeightM(g.Center(col, row)); !known {
			unknown++
		}
	}
	for i := range l.data.Demand.Units {
		f := &l.data.Demand.Units[i].Footprint
		for _, run := range f.Runs {
			if int(run.Row)%step != 0 {
				continue
			}
			for col := (int(run.Col0) + step - 1) / step * step; col < int(run.Col1); col += step {
				ask(col, int(run.Row))
			}
		}
		for _, p := range f.Partials {
			if int(p.Row)%step == 0 && int(p.Col)%step == 0 {
				ask(int(p.Col), int(p.Row))
			}
		}
	}
	return unknown, all
}

// about words a share of samples, none of which is too small to be said.
func about(part, all int) string {
	if part == all {
		return "all"
	}
	if percent := (100*part + all/2) / all; percent > 0 {
		return fmt.Sprintf("about %d %%", percent)
	}
	return "less than 1 %"
}

// checkLandCover tells where the land cover ends short of the region.
func (l *loader) checkLandCover(s coverage.Source) error {
	if l.region.Terrain.LandCover == "" {
		return nil
	}
	has, err := l.data.Terrain.LandCoverBounds()
	if err != nil {
		return fmt.Errorf("terrain: %w", err)
	}
	want := terrainBounds(l.unitBound())
	if has.West <= want.West && has.South <= want.South && has.East >= want.East && has.North >= want.North {
		return nil
	}
	l.problem(s, "terrain.land_cover", path.Clean(filepath.ToSlash(l.region.Terrain.LandCover)), "terrain.unknown",
		fmt.Sprintf("kept: it holds %s, the region %s, and over terrain what lies beyond is unknown; join it with its neighbours", corners(has), corners(want)))
	return nil
}

// corners words a box, west, south, east and north, to a hundred metres or so.
func corners(b terrain.Bounds) string {
	return fmt.Sprintf("%.3f,%.3f,%.3f,%.3f", b.West, b.South, b.East, b.North)
}
