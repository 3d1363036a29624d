package webmap

import (
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"slices"

	"github.com/paulmach/orb"

	"phusong/coverage/output"
	"phusong/geo/encoding/geojson"
)

// Names of layers.
const (
	layerUnits   = "units"
	layerGaps    = "gaps"
	layerSites   = "sites"
	layerHamlets = "hamlets"
)

// Ways in which a layer is sent.
const (
	modeGeoJSON = "geojson"
	modeTiles   = "tiles"
)

type layerJSON struct {
	Mode    string `json:"mode"`
	MinZoom int    `json:"minzoom"`
	MaxZoom int    `json:"maxzoom"`
	Count   *int   `json:"count"` // null while it is not known
}

type layersJSON struct {
	Units   *layerJSON            `json:"units"`
	Gaps    map[string]*layerJSON `json:"gaps"`
	Sites   *layerJSON            `json:"sites"`
	Hamlets *layerJSON            `json:"hamlets"`
}

// readMaps prepares the reading of gaps, stations and hamlets. They are read at once
// where they are small, so that what is wrong with them is told before anything is
// served.
func (s *source) readMaps() error {
	o := s.out
	s.large = fileBytes(o, "gaps.geojson") > backgroundBytes || fileBytes(o, "sites.geojson") > backgroundBytes
	s.gaps = onDemand(func() (*gapStore, error) { return readGaps(o) })
	s.sites = onDemand(func() (*siteStore, error) { return readSites(o, s.leaf) })
	s.hamlets = onDemand(o.Register)
	if s.large {
		return nil
	}
	return s.ready()
}

// backgroundBytes is the size beyond which files are read while the page is served.
const backgroundBytes = 48 << 20

// ready reads what is not read yet, one file after the other so that requests keep a
// processor, and returns the first error.
func (s *source) ready() error {
	if _, err := s.sites.wait(context.Background()); err != nil {
		return err
	}
	if _, err := s.hamlets.wait(context.Background()); err != nil {
		return err
	}
	_, err := s.gaps.wait(context.Background())
	return err
}

// readBehind reads what is large while the page is served.
func (m *Map) readBehind() {
	for _, s := range slices.Backward(m.outputs) {
		if err := s.ready(); err != nil {
			m.options.Warn(err)
		}
	}
}

func fileBytes(o *output.Output, name string) int64 {
	info, err := os.Stat(filepath.Join(o.Dir, name))
	if err != nil {
		return 0
	}
	return info.Size()
}

// layers says how each layer is sent. The gaps of a large output are not counted yet:
// all are sent as tiles.
func (m *Map) layers(s *source) layersJSON {
	l := layersJSON{Gaps: map[string]*layerJSON{}, Units: m.layer(s.drawnUnits(), int64(s.shapes.vertices)*vertexBytes)}
	if s.large {
		for i := range m.views {
			if v := &m.views[i]; v.gaps != "" && v.outputs[s.number] {
				l.Gaps[v.gaps] = &layerJSON{Mode: modeTiles, MaxZoom: maxTileZoom}
			}
		}
		n := int(s.out.Run.Counts["sites"])
		l.Sites = m.layer(n, int64(n)*siteBytes)
		return l
	}
	gaps := s.gaps.value
	for path, all := range gaps.byPath {
		bytes := int64(0)
		for _, i := range all {
			bytes += int64(gaps.gaps[i].to-gaps.gaps[i].from) * packedBytes
		}
		l.Gaps[path] = m.layer(len(all), bytes)
	}
	n := len(s.sites.value.sites)
	l.Sites = m.layer(n, int64(n)*siteBytes)
	if hamlets := s.hamlets.value; len(hamlets) > 0 {
		l.Hamlets = m.layer(len(hamlets), int64(len(hamlets))*siteBytes)
	}
	return l
}

// Estimates of GeoJSON: bytes of a vertex, of a byte that packs one, of a station.
const (
	vertexBytes = 23
	packedBytes = 5
	siteBytes   = 150
)

func (m *Map) layer(features int, bytes int64) *layerJSON {
	l := &layerJSON{Mode: modeGeoJSON, MaxZoom: maxTileZoom, Count: &features}
	if features > m.options.TileAbove.Features || bytes > m.options.TileAbove.Bytes {
		l.Mode = modeTiles
	}
	return l
}

func (s *source) drawnUnits() int {
	n := 0
	for _, b := range s.shapes.boundaries {
		if len(b) > 0 {
			n++
		}
	}
	return n
}

// unitsLayer writes the boundaries with the index of each unit.
func (s *source) unitsLayer() ([]byte, error) {
	return collection(layerUnits, func(w *geojson.Writer) error {
		for i, mp := range s.shapes.boundaries {
			if len(mp) == 0 {
				continue
			}
			if err := w.Write(single(mp), []geojson.Property{{Name: "u", Value: i}}); err != nil {
				return err
			}
		}
		return nil
	})
}

// gapsLayer writes the gaps of one path.
func gapsLayer(store *gapStore, path string) ([]byte, error) {
	return collection(layerGaps, func(w *geojson.Writer) error {
		for _, i := range store.byPath[path] {
			g := &store.gaps[i]
			if err := w.Write(single(store.shape(g)), gapProperties(g)); err != nil {
				return err
			}
		}
		return nil
	})
}

func gapProperties(g *gap) []geojson.Property {
	p := []geojson.Property{{Name: "id", Value: g.ID}, {Name: "u", Value: g.Unit}, {Name: "class", Value: g.Class}, {Name: "cause", Value: g.Cause},
		{Name: "households", Value: geojson.Number(g.Households.String())}, {Name: "population", Value: geojson.Number(g.People.String())},
		{Name: "area_km2", Value: geojson.Number(g.AreaM2.Scaled(12))}}
	if g.NearestSite != "" {
		p = append(p, geojson.Property{Name: "km", Value: g.NearestSiteKm})
	}
	if g.HasLevel {
		p = append(p, geojson.Property{Name: "dbm", Value: g.BestDBm}, geojson.Property{Name: "short", Value: g.ShortDB})
	}
	return p
}

// layer writes the stations that have a position.
func (s *siteStore) layer() ([]byte, error) {
	var b bytes.Buffer
	err := s.write(&b, func(int) bool { return true })
	return b.Bytes(), err
}

// write writes the stations of chosen units that have a position.
func (s *siteStore) write(w io.Writer, chosen func(unit int) bool) error {
	out := geojson.NewWriter(w, geojson.WriterOptions{Name: layerSites})
	for i := range s.sites {
		st := &s.sites[i]
		if !st.located || !chosen(st.unit) {
			continue
		}
		if err := out.Write(st.point, st.properties()); err != nil {
			return err
		}
	}
	return out.Close()
}

func (s *site) properties() []geojson.Property {
	p := []geojson.Property{{Name: "id", Value: s.id}}
	if s.name != "" && s.name != s.id {
		p = append(p, geojson.Property{Name: "name", Value: s.name})
	}
	return append(p, geojson.Property{Name: "ops", Value: s.services()}, geojson.Property{Name: "t", Value: s.technologies()})
}

func hamletsLayer(hamlets []output.Hamlet) ([]byte, error) {
	return collection(layerHamlets, func(w *geojson.Writer) error {
		for i := range hamlets {
			h := &hamlets[i]
			if !h.Located {
				continue
			}
			p := []geojson.Property{{Name: "id", Value: h.ID}, {Name: "name", Value: h.Name}, {Name: "class", Value: string(h.Class)}, {Name: "u", Value: h.Unit}}
			if err := w.Write(h.Point, p); err != nil {
				return err
			}
		}
		return nil
	})
}

func collection(name string, write func(*geojson.Writer) error) ([]byte, error) {
	var b bytes.Buffer
	w := geojson.NewWriter(&b, geojson.WriterOptions{Name: name})
	if err := write(w); err != nil {
		return nil, err
	}
	err := w.Close()
	return b.Bytes(), err
}

// single writes a multipolygon of one polygon as a polygon.
func single(mp orb.MultiPolygon) orb.Geometry {
	if len(mp) == 1 {
		return mp[0]
	}
	return mp
}
