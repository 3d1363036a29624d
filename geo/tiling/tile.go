package tiling

import (
	"fmt"
	"math"
	"slices"
	"sync"

	"github.com/paulmach/orb"

	"phusong/geo/encoding/mvt"
)

// Tile draws one tile of the XYZ scheme (x east, y south from 85.05° N), not
// compressed. It is nil where nothing is, and outside the zooms of the layers; it
// is an error to ask for a tile that the zoom does not have. The same tile is the
// same bytes whenever it is asked for.
func (s *Set) Tile(z, x, y int) ([]byte, error) {
	if z < 0 || z > 30 || x < 0 || y < 0 || x >= 1<<z || y >= 1<<z {
		return nil, fmt.Errorf("zoom %d has no tile %d, %d", z, x, y)
	}
	first, last, ok := s.Zooms()
	if !ok || z < first || z > last {
		return nil, nil
	}
	c := canvases.Get().(*canvas)
	defer canvases.Put(c)
	c.begin(s, z, x, y)
	data, err := c.draw(s)
	if err != nil {
		return nil, fmt.Errorf("tile %d/%d/%d: %w", z, x, y, err)
	}
	return data, nil
}

// canvases keep their memory from tile to tile.
var canvases = sync.Pool{New: func() any { return new(canvas) }}

// canvas is a tile while it is drawn.
type canvas struct {
	zoom       int
	originX    int32 // of the tile, in units of its zoom
	originY    int32
	window     window
	world      box // the window in units of the world
	limitBytes int
	bare       bool
	valid      bool
	out        mvt.Encoder
	found      []int32

	// Of the feature that is being drawn.
	ring       []mvt.Point
	spare      []mvt.Point
	points     []mvt.Point // of the parts
	parts      [][]mvt.Point
	properties []Property
	tags       []mvt.Tag
	sides      sides
	multi      orb.MultiPolygon
}

func (c *canvas) begin(s *Set, z, x, y int) {
	buffer := int32(s.opt.BufferUnits)
	c.zoom, c.originX, c.originY = z, int32(x)*Extent, int32(y)*Extent
	c.window = window{-buffer, Extent + buffer}
	c.world = s.reach(z, x, y)
	c.limitBytes = s.opt.TileBytes
}

// reach is a tile and its buffer, within the world.
func (s *Set) reach(z, x, y int) box {
	const end = 1 << worldBits
	size, buffer := int64(1)<<(worldBits-z), int64(s.opt.BufferUnits)<<unitShift(z)
	west, north := int64(x)*size, int64(y)*size
	return box{int32(max(west-buffer, 0)), int32(max(north-buffer, 0)), int32(min(west+size+buffer, end)), int32(min(north+size+buffer, end))}
}

// drawn is a layer of a tile. One that is too large has more bytes than a tile may
// have, and no data.
type drawn struct {
	layer  *layer
	detail int
	bare   bool // features have the properties of MergeBy only
	valid  bool // polygons are made valid
	size   int
	data   []byte
}

// lessen makes what is drawn next smaller.
func (d *drawn) lessen() {
	if !d.bare && len(d.layer.mergeKeys) > 0 {
		d.bare = true
		return
	}
	d.detail--
}

// draw draws all layers. While they are too large together, the largest of those
// that can be is drawn again with less: as it comes, and once the tile is small
// enough, with valid polygons. These are a little larger at times, so that it may
// take less still.
func (c *canvas) draw(s *Set) ([]byte, error) {
	var layers []drawn
	for _, l := range s.layers {
		if c.zoom < l.minZoom || c.zoom > l.maxZoom {
			continue
		}
		d := drawn{layer: l, detail: c.zoom, valid: true}
		if err := c.drawLayer(&d); err != nil {
			return nil, err
		}
		layers = append(layers, d)
	}
	for d := c.next(layers); d != nil; d = c.next(layers) {
		if err := c.drawLayer(d); err != nil {
			return nil, err
		}
	}
	var out []byte
	for _, d := range layers {
		out = append(out, d.data...)
	}
	return out, nil
}

// next returns the layer that has to be drawn again, and how; none when all is done.
func (c *canvas) next(layers []drawn) *drawn {
	if d := c.largest(layers); d != nil {
		d.lessen()
		d.valid = false
		return d
	}
	for i := range layers {
		if d := &layers[i]; !d.valid {
			d.valid = true
			return d
		}
	}
	return nil
}

// largest returns the layer that has to be drawn with less detail: none when the
// tile is small enough, or no layer has any detail left.
func (c *canvas) largest(layers []drawn) *drawn {
	sum := 0
	var largest *drawn
	for i := range layers {
		d := &layers[i]
		sum += d.size
		if d.detail > 0 && (largest == nil || d.size > largest.size) {
			largest = d
		}
	}
	if sum <= c.limitBytes {
		return nil
	}
	return largest
}

// drawLayer draws one layer. It gives up when that alone is too large for a tile,
// unless there is no less detail to be had.
func (c *canvas) drawLayer(d *drawn) error {
	l := d.layer
	c.bare, c.valid = d.bare, d.valid
	d.data, d.size = nil, math.MaxInt32
	if d.detail > 0 && c.markBytes(l, d.detail) > c.limitBytes {
		return nil
	}
	c.out.Reset()
	if err := c.out.Begin(l.name, Extent, &l.dictionary); err != nil {
		return err
	}
	for _, draw := range []func(*layer, int) (bool, error){c.drawShapes, c.drawMarks} {
		if fits, err := draw(l, d.detail); !fits || err != nil {
			return err
		}
	}
	d.data = c.out.Bytes()
	d.size = len(d.data)
	return nil
}

// add puts a feature into the tile, where it has any parts, and reports whether the
// tile is still small enough to be kept.
func (c *canvas) add(f *mvt.Feature, detail int) (bool, error) {
	if len(f.Parts) == 0 {
		return true, nil
	}
	err := c.out.Add(f)
	return detail == 0 || c.out.Len() <= c.limitBytes, err
}

// feature begins a feature with the id and the tags of one of a layer.
func (c *canvas) feature(l *layer, i int32) mvt.Feature {
	c.points, c.parts = c.points[:0], c.parts[:0]
	tags := l.tags[l.tagsFrom[i]:l.tagsFrom[i+1]]
	if c.bare {
		tags = c.commonTags(l, tags)
	}
	return mvt.Feature{ID: l.ids[i], HasID: l.ids[i] != 0, Type: l.shapes[i].kind, Tags: tags}
}

// addPart keeps a copy of a part.
func (c *canvas) addPart(points []mvt.Point) {
	from := len(c.points)
	c.points = append(c.points, points...)
	c.parts = append(c.parts, c.points[from:])
}

func (c *canvas) drawShapes(l *layer, detail int) (bool, error) {
	c.found = l.search(c.found[:0], c.world, detail)
	for _, i := range c.found {
		s := &l.shapes[i]
		f := c.feature(l, i)
		switch {
		case int(s.drawn) > l.maxZoom:
			c.drawLost(s)
		case s.kind == mvt.Points:
			c.drawPoints(l, s)
		case s.kind == mvt.Lines:
			c.drawLines(l, s, detail)
		default:
			c.drawPolygon(l, s, detail)
		}
		f.Parts = c.parts
		if fits, err := c.add(&f, detail); !fits || err != nil {
			return false, err
		}
	}
	return true, nil
}

func (c *canvas) unit(p at) mvt.Point {
	shift := unitShift(c.zoom)
	return mvt.Point{X: quantise(p.x, shift) - c.originX, Y: quantise(p.y, shift) - c.originY}
}

// outline is what shows of a path at a zoom, in units of the tile.
func (c *canvas) outline(l *layer, p path, detail int) []mvt.Point {
	c.ring = c.ring[:0]
	for i := p.from; i < p.to; i++ {
		if int(l.appear[i]) > detail {
			continue
		}
		u := c.unit(l.vertices[i])
		if n := len(c.ring); n == 0 || c.ring[n-1] != u {
			c.ring = append(c.ring, u)
		}
	}
	return c.ring
}

func (c *canvas) drawPolygon(l *layer, s *shape, detail int) {
	lost := false // the outer ring of the holes that follow
	for _, p := range l.paths[s.from:s.to] {
		if p.hole && lost {
			continue
		}
		ring := c.drawRing(l, p, detail)
		if !p.hole {
			lost = ring == nil
		}
		if ring != nil {
			mvt.Orient(ring, !p.hole)
			c.addPart(ring)
		}
	}
	if c.valid {
		c.makeValid()
	}
}

// drawRing returns what a ring is in the tile; nil when nothing is left.
func (c *canvas) drawRing(l *layer, p path, detail int) []mvt.Point {
	if !p.box.touches(c.world) {
		return nil
	}
	ring := c.outline(l, p, detail)
	if !p.box.within(c.world) {
		ring, c.spare = c.window.clipRing(ring, c.spare)
		c.ring = ring
	}
	return mvt.Clean(ring)
}

func (c *canvas) drawLines(l *layer, s *shape, detail int) {
	for _, p := range l.paths[s.from:s.to] {
		if p.box.touches(c.world) {
			c.window.clipLine(c.outline(l, p, detail), c.addPart)
		}
	}
}

func (c *canvas) drawPoints(l *layer, s *shape) {
	for _, p := range l.paths[s.from:s.to] {
		for _, v := range l.vertices[p.from:p.to] {
			if u := c.unit(v); c.window.holds(u) {
				c.points = append(c.points, u)
			}
		}
	}
	if len(c.points) > 0 {
		c.parts = append(c.parts, c.points)
	}
}

// lostUnits is how wide a feature is drawn that is less than a unit at the last zoom.
const lostUnits = 4

func (c *canvas) drawLost(s *shape) {
	if u := c.unit(s.anchor); c.window.holds(u) {
		c.addMark(s.kind, mvt.Point{X: u.X - lostUnits/2, Y: u.Y - lostUnits/2}, lostUnits)
	}
}

// addMark adds the part of a mark: a square, or a short line across it.
func (c *canvas) addMark(kind mvt.GeometryType, corner mvt.Point, size int32) {
	right, bottom, middle := corner.X+size, corner.Y+size, corner.Y+size/2
	if kind == mvt.Lines {
		c.addPart([]mvt.Point{{X: corner.X, Y: middle}, {X: right, Y: middle}})
		return
	}
	c.addPart([]mvt.Point{corner, {X: right, Y: corner.Y}, {X: right, Y: bottom}, {X: corner.X, Y: bottom}})
}

// markBytes is what the marks of a layer take at least, which is soon known.
func (c *canvas) markBytes(l *layer, detail int) int {
	if detail >= l.maxZoom {
		return 0
	}
	sum := 0
	for _, p := range l.marks {
		sum += p.count(c.world, detail) * leastBytes[p.kind]
	}
	return sum
}

// leastBytes is the size of a mark with nothing but its own properties: the heads
// of feature, tags and geometry, a number or two by two bytes, the type, commands
// and coordinates.
var leastBytes = [...]int{mvt.Points: 2 + 4 + 2 + 5, mvt.Lines: 2 + 4 + 2 + 8, mvt.Polygons: 2 + 6 + 2 + 13}

func (c *canvas) drawMarks(l *layer, detail int) (fits bool, err error) {
	fits = true
	if detail >= l.maxZoom {
		return true, nil
	}
	for _, p := range l.marks {
		p.search(c.world, detail, func(m mark) bool {
			f := c.feature(l, m.feature)
			if m.count > 1 && len(l.mergeKeys) > 0 {
				f.ID, f.HasID = 0, false
				if !c.bare {
					f.Tags = c.commonTags(l, f.Tags)
				}
			}
			c.drawMark(&l.shapes[m.feature], m, detail)
			f.Parts, f.Properties = c.parts, c.properties
			fits, err = c.add(&f, detail)
			return fits && err == nil
		})
		if !fits || err != nil {
			return false, err
		}
	}
	return true, nil
}

// commonTags are those that all features of a mark have.
func (c *canvas) commonTags(l *layer, tags []mvt.Tag) []mvt.Tag {
	c.tags = c.tags[:0]
	for _, t := range tags {
		if slices.Contains(l.mergeKeys, t.Key) {
			c.tags = append(c.tags, t)
		}
	}
	return c.tags
}

func (c *canvas) drawMark(s *shape, m mark, detail int) {
	c.properties = append(c.properties[:0], Property{Key: PropertyMerged, Value: int64(m.count)})
	if s.kind == mvt.Points {
		c.addPart([]mvt.Point{c.unit(s.anchor)})
		return
	}
	if s.kind == mvt.Polygons {
		c.properties = append(c.properties, Property{Key: PropertyShare, Value: m.share(detail)})
	}
	b := cellBox(m.cell, detail)
	c.addMark(s.kind, c.unit(at{b.minX, b.minY}), PixelUnits<<(c.zoom-detail))
}
