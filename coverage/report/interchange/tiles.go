package interchange

import (
	"io"
	"slices"
	"strings"

	"phusong/coverage"
	"phusong/geo/encoding/pmtiles"
	"phusong/geo/feature"
	"phusong/geo/tiling"
)

// Zooms of the tiles, of 512 pixels: at 12 a pixel is some 19 m in Vietnam, a fifth of an
// analysis cell.
const deepestZoom = 12

// tileZooms are the zooms of layers by the beginning of their name; those that are not here are
// not drawn as tiles.
var tileZooms = []struct {
	prefix      string
	first, last int
}{
	{"units_" + coverage.LevelNation, 0, 7}, {"units_" + coverage.LevelProvince, 0, 9}, {"units_" + coverage.LevelDistrict, 4, 11}, {"units_", 4, deepestZoom},
	{"gaps_", 5, deepestZoom}, {"sites", 7, deepestZoom}, {"hamlets", 6, deepestZoom}, {"places", 6, deepestZoom}, {"zones", 5, deepestZoom}, {"roads", 5, deepestZoom},
}

// writeTiles writes the layers with places as vector tiles, of gaps those of any operator and of
// fibre, of units' figures the percentages and counts of stations: what a map shows.
func (s *source) writeTiles(w io.Writer) error {
	var layers []tiling.Layer
	for _, l := range s.layers() {
		i := slices.IndexFunc(tileZooms, func(z struct {
			prefix      string
			first, last int
		}) bool {
			return strings.HasPrefix(l.schema.Name, z.prefix)
		})
		if i < 0 || l.schema.Shape == feature.None || !shownInTiles(l.schema.Name) {
			continue
		}
		tiles := tiling.Layer{Name: l.schema.Name, Description: l.schema.Title, MinZoom: tileZooms[i].first, MaxZoom: tileZooms[i].last, MergeBy: mergeBy(&l.schema)}
		if err := s.addFeatures(&tiles, l); err != nil {
			return err
		}
		if len(tiles.Features) > 0 {
			layers = append(layers, tiles)
		}
	}
	set, err := tiling.New(layers, tiling.Options{})
	if err != nil {
		return err
	}
	_, err = set.WriteArchive(stopping{s.ctx, w}, pmtiles.Metadata{Name: s.out.Run.Region, Description: s.about(), Version: s.out.Run.AsOf})
	return err
}

// shownInTiles leaves gaps of single operators and of all together out.
func shownInTiles(name string) bool {
	return !strings.HasPrefix(name, "gaps_") || strings.HasSuffix(name, "_"+coverage.OperatorAny) || name == "gaps_"+coverage.GapFiber
}

// mergeBy are the columns that small features of a layer must agree in to be drawn as one.
func mergeBy(schema *feature.Schema) []string {
	var all []string
	for _, f := range schema.Fields {
		if f.Name == "class" || f.Name == "state" || f.Name == "best" {
			all = append(all, f.Name)
		}
	}
	return all
}

func (s *source) addFeatures(tiles *tiling.Layer, l *layer) error {
	n := uint64(0)
	for f, err := range s.stoppable(l.rows) {
		if err != nil {
			return err
		}
		n++
		if f, err = l.schema.Normalize(f); err != nil {
			return err
		}
		if f.Geometry == nil {
			continue
		}
		t := tiling.Feature{ID: n, Geometry: f.Geometry}
		for i, v := range f.Values {
			name := l.schema.Fields[i].Name
			if v != nil && !strings.HasSuffix(name, "_uncovered") && !strings.HasSuffix(name, "_unknown") {
				t.Properties = append(t.Properties, tiling.Property{Key: name, Value: v})
			}
		}
		tiles.Features = append(tiles.Features, t)
	}
	return nil
}
