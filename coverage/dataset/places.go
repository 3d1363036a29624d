package dataset

import (
	"cmp"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/paulmach/orb"

	"phusong/coverage"
	"sync"
)

// PlacesFile is a layer of places: schools, industrial zones, roads.
type PlacesFile struct {
	ID    string `yaml:"id"`              // makes the indicator places.ID
	Kind  string `yaml:"kind,omitempty"`  // points, areas or lines; "" for what most features are
	File  string `yaml:"file"`            // GeoJSON, shapefile, GeoPackage or KML; points also CSV or XLSX
	Layer string `yaml:"layer,omitempty"` // of a GeoPackage; default: the only one that fits the kind
	Sheet string `yaml:"sheet,omitempty"`
	// CRS of the positions, of points also detect; default: what the file says.
	CRS     string `yaml:"crs,omitempty"`
	Title   string `yaml:"title,omitempty"`
	TitleVI string `yaml:"title_vi,omitempty"`
	Source  string `yaml:"source,omitempty"`
}

// maxLayers bounds the layers of a region: each has a figure for every unit,
// technology and operator.
const maxLayers = 100

var layerID = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[a-z0-9][a-z0-9_-]{0,39}$`) })

// placeKinds are what kind may say, fewest dimensions first.
var placeKinds = []coverage.PlaceKind{coverage.PlacePoints, coverage.PlaceLines, coverage.PlaceAreas}

// validatePlaces joins what is wrong with the entries of places.
func (r *Region) validatePlaces() error {
	var errs []error
	seen := map[string]bool{}
	for i, p := range r.Places {
		at := fmt.Sprintf("places, entry %d", i+1)
		if !layerID().MatchString(p.ID) {
			errs = append(errs, fmt.Errorf("%s: id %q: want up to 40 lower-case letters, digits, - or _, such as schools", at, p.ID))
		}
		if seen[p.ID] {
			errs = append(errs, fmt.Errorf("%s: id %q is given twice", at, p.ID))
		}
		seen[p.ID] = true
		if strings.TrimSpace(p.File) == "" {
			errs = append(errs, fmt.Errorf("%s: file is missing", at))
		}
		if p.Kind != "" && !slices.Contains(placeKinds, coverage.PlaceKind(p.Kind)) {
			errs = append(errs, fmt.Errorf("%s: kind %q: want points, lines or areas", at, p.Kind))
		}
		if p.File != "" && !isVector(p.File) && p.Kind != "" && p.Kind != string(coverage.PlacePoints) {
			errs = append(errs, fmt.Errorf("%s: %s holds points at most: give %s as GeoJSON, shapefile, GeoPackage or KML", at, p.File, p.Kind))
		}
		if p.Layer != "" && !isGeoPackage(p.File) {
			errs = append(errs, fmt.Errorf("%s: only a GeoPackage (.gpkg) has layers", at))
		}
	}
	if len(r.Places) > maxLayers {
		errs = append(errs, fmt.Errorf("%d layers of places, at most %d", len(r.Places), maxLayers))
	}
	return errors.Join(errs...)
}

func (s *settings) addPlaces(layers []PlacesFile) {
	for _, p := range layers {
		for _, e := range []Setting{{"kind", p.Kind}, {"file", p.File}, {"layer", p.Layer}, {"sheet", p.Sheet}, {"crs", p.CRS}, {"title", p.Title}, {"title_vi", p.TitleVI}, {"source", p.Source}} {
			s.add("places."+p.ID+"."+e.Name, e.Value)
		}
	}
}

// loadPlaces reads the layers of places, by ID.
func (l *loader) loadPlaces() error {
	files := slices.Clone(l.region.Places)
	slices.SortFunc(files, func(a, b PlacesFile) int { return cmp.Compare(a.ID, b.ID) })
	borders := &borders{loader: l}
	for _, file := range files {
		if err := l.loadLayer(file, borders); err != nil {
			return fmt.Errorf("places %s, %s: %w", file.ID, file.File, overLimit(err))
		}
	}
	return nil
}

func (l *loader) loadLayer(file PlacesFile, borders *borders) error {
	if err := l.addInput("places", file.File); err != nil {
		return err
	}
	found := &findings{}
	stated, err := parseCRS(file.CRS)
	if err != nil {
		return err
	}
	env := readEnv{File: file.File, Layer: file.Layer, CRS: stated, Units: l.finder, Bounds: l.unitBound(), Found: found}
	features, err := l.placeFeatures(file, env)
	if err != nil {
		return err
	}
	layer := placeLayer{loader: l, env: env, borders: borders, PlaceLayer: coverage.PlaceLayer{ID: file.ID, Kind: coverage.PlaceKind(file.Kind),
		Title: cmp.Or(file.Title, file.ID), TitleVI: cmp.Or(file.TitleVI, file.Title, file.ID), Source: file.Source, File: file.File}}
	if layer.Kind == "" {
		layer.Kind = commonKind(features)
	}
	features = layer.ofKind(features)
	features = layer.unique(features)
	switch layer.Kind {
	case coverage.PlaceAreas:
		layer.addZones(features)
	case coverage.PlaceLines:
		layer.addRoads(features)
	default:
		layer.addPoints(features)
	}
	l.data.PlaceLayers = append(l.data.PlaceLayers, layer.PlaceLayer)
	l.data.Problems = append(l.data.Problems, found.Problems...)
	l.data.Notes = append(l.data.Notes, found.Notes...)
	return nil
}

// placeLayer is a layer while it is read.
type placeLayer struct {
	coverage.PlaceLayer
	*loader
	env     readEnv
	borders *borders
}

// commonKind is what most features are; of several the one of fewest dimensions.
func commonKind(features []placeFeature) coverage.PlaceKind {
	count := map[coverage.PlaceKind]int{}
	for i := range features {
		count[features[i].kind()]++
	}
	best := placeKinds[0]
	for _, k := range placeKinds {
		if count[k] > count[best] {
			best = k
		}
	}
	return best
}

// ofKind rejects the features of another kind.
func (p *placeLayer) ofKind(features []placeFeature) []placeFeature {
	kept := features[:0]
	for _, f := range features {
		if f.kind() == p.Kind {
			kept = append(kept, f)
			continue
		}
		p.env.problem(f.row, "geometry", geometryName(f.geometry), "place.kind", "row rejected: the layer is of "+string(p.Kind))
	}
	return kept
}

// unique sorts features by ID, name and geometry, drops those that say the same
// twice and gives IDs that repeat an ending.
func (p *placeLayer) unique(features []placeFeature) []placeFeature {
	slices.SortStableFunc(features, comparePlaces)
	var kept []placeFeature
	shapes := map[string]string{}
	for _, f := range features {
		if n := len(kept); n > 0 && comparePlaces(kept[n-1], f) == 0 {
			p.env.problem(f.row, "", f.id, "place.duplicate", "row dropped: it says the same as another row")
			continue
		}
		if first, again := shapes[f.shape]; again {
			p.env.problem(f.row, "geometry", f.id, "place.same_geometry", "kept: it counts beside "+first+", which lies in the same place")
		} else {
			shapes[f.shape] = f.id
		}
		kept = append(kept, f)
	}
	p.endRepeated(kept)
	slices.SortStableFunc(kept, comparePlaces)
	return kept
}

func comparePlaces(a, b placeFeature) int {
	return cmp.Or(cmp.Compare(a.id, b.id), cmp.Compare(a.name, b.name), cmp.Compare(a.shape, b.shape))
}

func (p *placeLayer) endRepeated(all []placeFeature) {
	taken := map[string]bool{}
	for i := range all {
		taken[all[i].id] = true
	}
	base, n := "", 1
	for i := range all {
		if i == 0 || all[i].id != base {
			base, n = all[i].id, 1
			continue
		}
		id := base
		for taken[id] {
			n++
			id = fmt.Sprintf("%s#%d", base, n)
		}
		taken[id], all[i].id = true, id
		p.env.problem(all[i].row, "id", base, "place.id_repeated", "kept as "+id)
	}
}

// addPoints places the points of a layer in units; those outside are rejected.
func (p *placeLayer) addPoints(features []placeFeature) {
	for _, f := range features {
		at := f.geometry.(orb.Point)
		unit, ok := p.locate(at[0], at[1])
		if !ok {
			p.env.problem(f.row, "lon,lat", f.id+" "+place7(at[0], at[1]), "place.outside", "row rejected: in no commune of the region")
			continue
		}
		p.data.Places = append(p.data.Places, coverage.Place{Layer: p.ID, ID: f.id, Name: f.name, Unit: unit, Lon: at[0], Lat: at[1], Source: p.env.source(f.row)})
	}
}
