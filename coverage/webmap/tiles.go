package webmap

import (
	"context"
	"math"
	"slices"
	"strconv"
	"strings"
	"sync"

	"phusong/coverage/output"
	"phusong/geo/tiling"
)

// maxTileZoom is the deepest zoom of tiles, of 512 pixels: a unit of a tile is then
// 2.4 m, and the page draws deeper zooms from it.
const maxTileZoom = 12

// maxTileSets bounds the layers that are kept ready to be cut into tiles; one of the
// nation's has some 40 MB.
const maxTileSets = 6

// tileData answers for LAYER/z/x/y.mvt, where the layer of gaps has the path of its
// gaps. A tile of nothing is empty.
func (m *Map) tileData(ctx context.Context, s *source, parts []string) (content, error) {
	n := len(parts)
	if n < 4 {
		return content{}, errNotFound
	}
	y, ok := strings.CutSuffix(parts[n-1], ".mvt")
	var at [3]int
	for i, text := range []string{parts[n-3], parts[n-2], y} {
		v, err := strconv.Atoi(text)
		if err != nil || v < 0 || strconv.Itoa(v) != text {
			return content{}, errNotFound
		}
		at[i] = v
	}
	if !ok || at[0] > maxTileZoom || at[1] >= 1<<at[0] || at[2] >= 1<<at[0] {
		return content{}, errNotFound
	}
	layer := strings.Join(parts[:n-3], "/")
	path, isGaps := strings.CutPrefix(layer, layerGaps+"/")
	if !isGaps && layer != layerUnits && layer != layerSites && (layer != layerHamlets || !s.out.HasRegister()) || isGaps && !m.hasGaps(s, path) {
		return content{}, errNotFound
	}
	set, err := m.tiles.get(s.id+"/"+layer, func() (*tiling.Set, error) { return m.tileSet(ctx, s, layer) })
	if err != nil {
		return content{}, err
	}
	tile, err := set.Tile(at[0], at[1], at[2])
	return content{body: tile, mediaType: typeTile}, err
}

// tileSet prepares a layer.
func (m *Map) tileSet(ctx context.Context, s *source, name string) (*tiling.Set, error) {
	layer := tiling.Layer{MaxZoom: maxTileZoom}
	path, isGaps := strings.CutPrefix(name, layerGaps+"/")
	switch {
	case isGaps:
		store, err := s.gaps.wait(ctx)
		if err != nil {
			return nil, behind(err)
		}
		layer.Name, layer.MergeBy, layer.Features = layerGaps, []string{"class"}, gapFeatures(store, path)
	case name == layerSites:
		sites, err := s.sites.wait(ctx)
		if err != nil {
			return nil, behind(err)
		}
		layer.Name, layer.MergeBy, layer.Features = layerSites, []string{"t"}, siteFeatures(sites)
	case name == layerHamlets:
		hamlets, err := s.hamlets.wait(ctx)
		if err != nil {
			return nil, behind(err)
		}
		layer.Name, layer.MergeBy, layer.Features = layerHamlets, []string{"class"}, hamletFeatures(hamlets)
	default:
		layer.Name, layer.Features = layerUnits, unitFeatures(s.shapes)
	}
	return tiling.New([]tiling.Layer{layer}, tiling.Options{})
}

func gapFeatures(store *gapStore, path string) []tiling.Feature {
	var all []tiling.Feature
	for _, i := range store.byPath[path] {
		g := &store.gaps[i]
		p := []tiling.Property{{Key: "id", Value: g.ID}, {Key: "u", Value: int64(g.Unit)}, {Key: "class", Value: g.Class}, {Key: "cause", Value: g.Cause},
			{Key: "households", Value: g.Households.Float()}, {Key: "population", Value: g.People.Float()}, {Key: "area_km2", Value: g.AreaM2.Float() / 1e6}}
		all = append(all, tiling.Feature{ID: uint64(i) + 1, Geometry: store.shape(g), Properties: p})
	}
	return all
}

func siteFeatures(sites *siteStore) []tiling.Feature {
	var all []tiling.Feature
	for i := range sites.sites {
		st := &sites.sites[i]
		if !st.located {
			continue
		}
		p := []tiling.Property{{Key: "id", Value: st.id}, {Key: "ops", Value: st.services()}, {Key: "t", Value: st.technologies()}}
		if st.name != "" && st.name != st.id {
			p = append(p, tiling.Property{Key: "name", Value: st.name})
		}
		all = append(all, tiling.Feature{ID: uint64(i) + 1, Geometry: st.point, Properties: p})
	}
	return all
}

func hamletFeatures(hamlets []output.Hamlet) []tiling.Feature {
	var all []tiling.Feature
	for i := range hamlets {
		h := &hamlets[i]
		if !h.Located {
			continue
		}
		p := []tiling.Property{{Key: "id", Value: h.ID}, {Key: "name", Value: h.Name}, {Key: "class", Value: string(h.Class)}, {Key: "u", Value: int64(h.Unit)}}
		all = append(all, tiling.Feature{ID: uint64(i) + 1, Geometry: h.Point, Properties: p})
	}
	return all
}

func unitFeatures(s *shapes) []tiling.Feature {
	var all []tiling.Feature
	for i, mp := range s.boundaries {
		if len(mp) > 0 {
			all = append(all, tiling.Feature{ID: uint64(i) + 1, Geometry: mp, Properties: []tiling.Property{{Key: "u", Value: int64(i)}}})
		}
	}
	return all
}

// tileSets keeps the layers last asked for, each made once.
type tileSets struct {
	mu  sync.Mutex
	all []*tileEntry // the last asked for first
}

type tileEntry struct {
	name string
	once sync.Once
	set  *tiling.Set
	err  error
}

// get returns a layer, made by build where it is not kept. One that could not be made
// is tried again by the next request.
func (t *tileSets) get(name string, build func() (*tiling.Set, error)) (*tiling.Set, error) {
	t.mu.Lock()
	i := slices.IndexFunc(t.all, func(e *tileEntry) bool { return e.name == name })
	e := &tileEntry{name: name}
	if i >= 0 {
		e = t.all[i]
		t.all = slices.Delete(t.all, i, i+1)
	}
	t.all = slices.Insert(t.all, 0, e)
	t.all = t.all[:min(len(t.all), maxTileSets)]
	t.mu.Unlock()
	e.once.Do(func() { e.set, e.err = build() })
	if e.err != nil {
		t.mu.Lock()
		t.all = slices.DeleteFunc(t.all, func(o *tileEntry) bool { return o == e })
		t.mu.Unlock()
	}
	return e.set, e.err
}

// tileAt is the tile of a zoom that a place lies in, within the world.
func tileAt(lon, lat float64, zoom int) (x, y int) {
	n := math.Exp2(float64(zoom))
	sin := math.Sin(lat * math.Pi / 180)
	fx := (lon + 180) / 360 * n
	fy := (0.5 - math.Log((1+sin)/(1-sin))/(4*math.Pi)) * n
	return int(min(max(fx, 0), n-1)), int(min(max(fy, 0), n-1))
}
