package tiling

import (
	"fmt"

	"github.com/paulmach/orb"

	"phusong/geo/encoding/mvt"
)

// Extent is the width of a tile in units; PixelUnits are the units of one pixel of
// a tile drawn 512 pixels wide.
const (
	Extent     = 4096
	PixelUnits = 8
)

// MaxZoom is the deepest zoom there can be: a unit is then a unit of the world, 37 mm.
const MaxZoom = 18

// Properties that tiles add to features that stand for several (see the package comment).
const (
	PropertyMerged = "_merged"
	PropertyShare  = "_share"
)

// Property is a named value: a string, float64, int64 or bool.
type Property = mvt.Property

// Feature is a geometry in longitude and latitude with an id (0 means none) and
// properties in their order. Rings may turn either way and may be closed or not.
type Feature struct {
	ID         uint64
	Geometry   orb.Geometry
	Properties []Property
}

// Layer is a named list of features, drawn in this order at zooms MinZoom to MaxZoom.
type Layer struct {
	Name             string
	Description      string // for the metadata of an archive
	Features         []Feature
	MinZoom, MaxZoom int
	// MergeBy names the properties that features must have in common to be drawn as
	// one mark where they are too small, and that the mark then has; in a tile that
	// is too large, features keep only these. With none, all may be merged, and the
	// mark has the properties and the id of the largest.
	MergeBy []string
}

// Options of a Set. Zero fields mean the defaults.
type Options struct {
	BufferUnits int // how far geometry reaches beyond a tile; default 80 (10 pixels), at most 4096
	TileBytes   int // size above which a tile is drawn with less detail; default 500,000
}

func (o Options) withDefaults() (Options, error) {
	if o.BufferUnits == 0 {
		o.BufferUnits = 80
	}
	if o.TileBytes == 0 {
		o.TileBytes = 500_000
	}
	if o.BufferUnits < 0 || o.BufferUnits > Extent || o.TileBytes < 0 {
		return o, fmt.Errorf("tiles with a buffer of %d units and %d bytes: want 0 to %d units, and a size above 0", o.BufferUnits, o.TileBytes, Extent)
	}
	return o, nil
}

// Set holds layers ready to be drawn. It does not change: any number of goroutines
// may ask for tiles at a time.
type Set struct {
	opt    Options
	layers []*layer
}

// New prepares layers. Features are neither changed nor kept. It is an error when a layer has no name of its own or zooms outside 0 to
// MaxZoom, when a geometry is empty, of no supported kind (a collection) or outside
// Web Mercator (latitudes beyond 85.06°), and when a property is none that tiles
// can hold.
func New(layers []Layer, opt Options) (*Set, error) {
	opt, err := opt.withDefaults()
	if err != nil {
		return nil, err
	}
	s := &Set{opt: opt}
	names := map[string]bool{}
	for i := range layers {
		l := &layers[i]
		if l.Name == "" || names[l.Name] {
			return nil, fmt.Errorf("layer %d is called %q: give every layer a name of its own", i, l.Name)
		}
		names[l.Name] = true
		if l.MinZoom < 0 || l.MaxZoom < l.MinZoom || l.MaxZoom > MaxZoom {
			return nil, fmt.Errorf("layer %s: zooms %d to %d: want them within 0 to %d", l.Name, l.MinZoom, l.MaxZoom, MaxZoom)
		}
		prepared, err := prepare(l)
		if err != nil {
			return nil, fmt.Errorf("layer %s: %w", l.Name, err)
		}
		s.layers = append(s.layers, prepared)
	}
	return s, nil
}

// Zooms returns the first and the last zoom of any layer; ok is false without layers.
func (s *Set) Zooms() (first, last int, ok bool) {
	for i, l := range s.layers {
		if i == 0 || l.minZoom < first {
			first = l.minZoom
		}
		last = max(last, l.maxZoom)
	}
	return first, last, len(s.layers) > 0
}
