package tiling

import (
	"io"

	"github.com/paulmach/orb"

	"phusong/geo/encoding/pmtiles"
)

// WriteArchive writes all tiles as a PMTiles archive and returns its size. The
// layers of the metadata and the bounds are filled in. Gzipped tiles are held in
// memory until the end. It is an error when no tile holds anything.
func (s *Set) WriteArchive(out io.Writer, about pmtiles.Metadata) (int64, error) {
	about.Layers = s.VectorLayers()
	w := pmtiles.NewWriter(pmtiles.Options{Metadata: about, Bounds: s.Bounds()})
	if err := s.All(w.Add); err != nil {
		return 0, err
	}
	return w.WriteTo(out)
}

// Bounds returns the box of all features, in degrees; that of nothing is empty.
func (s *Set) Bounds() orb.Bound {
	all := emptyBox()
	for _, l := range s.layers {
		for i := range l.shapes {
			all.join(l.shapes[i].box)
		}
	}
	if all.empty() {
		return orb.Bound{Min: orb.Point{1, 1}, Max: orb.Point{-1, -1}}
	}
	west, east := unproject(at{all.minX, all.maxY}), unproject(at{all.maxX, all.minY})
	return orb.Bound{Min: west, Max: east}
}

// VectorLayers describes the layers as viewers want to know them: zooms, and the
// properties in the order in which features first have them.
func (s *Set) VectorLayers() []pmtiles.VectorLayer {
	var out []pmtiles.VectorLayer
	for _, l := range s.layers {
		out = append(out, pmtiles.VectorLayer{ID: l.name, Description: l.description, MinZoom: l.minZoom, MaxZoom: l.maxZoom, Fields: l.fields})
	}
	return out
}

// fieldList collects the properties of a layer.
type fieldList struct {
	list  []pmtiles.Field
	place map[string]int
}

// note takes a property; one of several kinds is told as a String.
func (f *fieldList) note(name, kind string) {
	i, ok := f.place[name]
	if !ok {
		f.place[name] = len(f.list)
		f.list = append(f.list, pmtiles.Field{Name: name, Type: kind})
		return
	}
	if f.list[i].Type != kind {
		f.list[i].Type = "String"
	}
}

func (f *fieldList) close() []pmtiles.Field {
	f.note(PropertyMerged, "Number")
	f.note(PropertyShare, "Number")
	return f.list
}

func kindOf(value any) string {
	switch value.(type) {
	case string:
		return "String"
	case bool:
		return "Boolean"
	}
	return "Number"
}
