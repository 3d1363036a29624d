package tiling

import (
	"fmt"

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
	for less := 0; ; less++ {
		c := s.canvas(z, x, y)
		data, fits, err := c.draw(s, max(z-less, 0))
		if err != nil {
			return nil, fmt.Errorf("tile %d/%d/%d: %w", z, x, y, err)
		}
		if fits || less >= z {
			return data, nil
		}
	}
}

// canvas is a tile while it is drawn.
type canvas struct {
	zoom       int
	originX    int32 // of the tile, in units of its zoom
	originY    int32
	window     window
	world      box // the window in units of the world
	limitBytes int
	atLeast    int // bytes that the tile will have at least
	ring       []mvt.Point
	spare      []mvt.Point
	found      []int32
}

func (s *Set) canvas(z, x, y int) *canvas {
	size := int32(1) << (worldBits - z)
	reach := int32(s.opt.BufferUnits) << unitShift(z)
	buffer := int32(s.opt.BufferUnits)
	return &canvas{
		zoom: z, originX: int32(x) * Extent, originY: int32(y) * Extent,
		window:     window{-buffer, Extent + buffer},
		world:      reachBox(int64(x)*int64(size), int64(y)*int64(size), int64(size), int64(reach)),
		limitBytes: s.opt.TileBytes,
	}
}

// reachBox is a tile and its buffer, within the world.
func reachBox(x, y, size, reach int64) box {
	const end = 1 << worldBits
	return box{int32(max(x-reach, 0)), int32(max(y-reach, 0)), int32(min(x+size+reach, end)), int32(min(y+size+reach, end))}
}

// draw draws all layers with the detail of a zoom. It gives up when the tile grows
// too large, unless there is no less detail to be had.
func (c *canvas) draw(s *Set, detail int) (data []byte, fits bool, err error) {
	var layers []mvt.Layer
	for _, l := range s.layers {
		if c.zoom < l.minZoom || c.zoom > l.maxZoom {
			continue
		}
		out := mvt.Layer{Name: l.name, Extent: Extent}
		if !c.drawShapes(l, detail, &out) || !c.drawMarks(l, detail, &out) {
			if detail > 0 {
				return nil, false, nil
			}
		}
		if len(out.Features) > 0 {
			layers = append(layers, out)
		}
	}
	if len(layers) == 0 {
		return nil, true, nil
	}
	data, err = mvt.Encode(layers)
	return data, len(data) <= c.limitBytes, err
}

// grown counts bytes that a feature takes at least, and reports whether the tile
// can still be kept.
func (c *canvas) grown(f *mvt.Feature) bool {
	const head, tag, point = 8, 2, 2
	c.atLeast += head + tag*len(f.Properties)
	for _, part := range f.Parts {
		c.atLeast += 2 + point*len(part)
	}
	return c.atLeast <= c.limitBytes
}

func (c *canvas) drawShapes(l *layer, detail int, out *mvt.Layer) bool {
	c.found = l.search(c.found[:0], c.world, detail)
	small := true
	for _, i := range c.found {
		s := &l.shapes[i]
		f := mvt.Feature{ID: l.features[i].ID, HasID: l.features[i].ID != 0, Type: s.kind, Properties: l.features[i].Properties}
		switch {
		case int(s.drawn) > l.maxZoom:
			c.drawLost(s, &f)
		case s.kind == mvt.Points:
			c.drawPoints(l, s, &f)
		case s.kind == mvt.Lines:
			c.drawLines(l, s, detail, &f)
		default:
			c.drawPolygon(l, s, detail, &f)
		}
		if len(f.Parts) == 0 {
			continue
		}
		out.Features = append(out.Features, f)
		if small = c.grown(&f); !small && detail > 0 {
			return false
		}
	}
	return small
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

func (c *canvas) drawPolygon(l *layer, s *shape, detail int, f *mvt.Feature) {
	lost := false // the outer ring of the holes that follow
	for _, p := range l.paths[s.from:s.to] {
		if p.hole && lost {
			continue
		}
		if !p.hole {
			lost = true
		}
		if !p.box.touches(c.world) {
			continue
		}
		ring := c.outline(l, p, detail)
		if !p.box.within(c.world) {
			ring, c.spare = c.window.clipRing(ring, c.spare)
			c.ring = ring
		}
		ring = mvt.Clean(ring)
		if ring == nil {
			continue
		}
		if !p.hole {
			lost = false
		}
		mvt.Orient(ring, !p.hole)
		f.Parts = append(f.Parts, append([]mvt.Point(nil), ring...))
	}
}

func (c *canvas) drawLines(l *layer, s *shape, detail int, f *mvt.Feature) {
	for _, p := range l.paths[s.from:s.to] {
		if !p.box.touches(c.world) {
			continue
		}
		c.window.clipLine(c.outline(l, p, detail), func(piece []mvt.Point) { f.Parts = append(f.Parts, piece) })
	}
}

func (c *canvas) drawPoints(l *layer, s *shape, f *mvt.Feature) {
	var points []mvt.Point
	for _, p := range l.paths[s.from:s.to] {
		for _, v := range l.vertices[p.from:p.to] {
			if u := c.unit(v); c.window.holds(u) {
				points = append(points, u)
			}
		}
	}
	if len(points) > 0 {
		f.Parts = [][]mvt.Point{points}
	}
}

// lostUnits is how wide a feature is drawn that is less than a unit at the last zoom.
const lostUnits = 4

func (c *canvas) drawLost(s *shape, f *mvt.Feature) {
	u := c.unit(s.anchor)
	if c.window.holds(u) {
		f.Parts = markParts(s.kind, mvt.Point{X: u.X - lostUnits/2, Y: u.Y - lostUnits/2}, lostUnits)
	}
}

// markParts draws a mark: a square, or a short line across it.
func markParts(kind mvt.GeometryType, corner mvt.Point, size int32) [][]mvt.Point {
	if kind == mvt.Lines {
		y := corner.Y + size/2
		return [][]mvt.Point{{{X: corner.X, Y: y}, {X: corner.X + size, Y: y}}}
	}
	return [][]mvt.Point{{corner, {X: corner.X + size, Y: corner.Y}, {X: corner.X + size, Y: corner.Y + size}, {X: corner.X, Y: corner.Y + size}}}
}

func (c *canvas) drawMarks(l *layer, detail int, out *mvt.Layer) bool {
	if detail >= l.maxZoom {
		return true
	}
	small := true
	for _, p := range l.marks {
		p.search(c.world, detail, func(m mark) {
			if !small && detail > 0 {
				return
			}
			f := c.drawMark(l, m, detail)
			out.Features = append(out.Features, f)
			small = c.grown(&f)
		})
	}
	return small
}

func (c *canvas) drawMark(l *layer, m mark, detail int) mvt.Feature {
	from, s := &l.features[m.feature], &l.shapes[m.feature]
	f := mvt.Feature{ID: from.ID, HasID: from.ID != 0, Type: s.kind}
	n := len(from.Properties)
	f.Properties = append(from.Properties[:n:n], Property{Key: PropertyMerged, Value: int64(m.count)})
	if s.kind == mvt.Points {
		f.Parts = [][]mvt.Point{{c.unit(s.anchor)}}
		return f
	}
	if s.kind == mvt.Polygons {
		f.Properties = append(f.Properties, Property{Key: PropertyShare, Value: m.share(detail)})
	}
	b := cellBox(m.cell, detail)
	f.Parts = markParts(s.kind, c.unit(at{b.minX, b.minY}), PixelUnits<<(c.zoom-detail))
	return f
}
