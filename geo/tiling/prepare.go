package tiling

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"unicode/utf8"

	"github.com/paulmach/orb"

	"phusong/geo/encoding/mvt"
	"phusong/geo/encoding/pmtiles"
	"phusong/geo/index"
)

// layer is a Layer in world coordinates. Vertices of all its features lie one after
// another, so that a drawing reads them in one go.
type layer struct {
	name, description string
	minZoom, maxZoom  int
	ids               []uint64
	dictionary        mvt.Dictionary
	tags              []mvt.Tag // of all features
	tagsFrom          []int32   // of a feature; one more at the end
	fields            []pmtiles.Field
	vertices          []at
	appear            []uint8 // the zoom from which a vertex shows
	paths             []path
	shapes            []shape
	byZoom            []*index.Boxes // features that are drawn as themselves from that zoom on
	byZoomFeature     [][]int32
	mergeKeys         []uint32 // in the dictionary, of the properties that Layer.MergeBy names
	groups            []int32  // of a feature: those of one may become one mark
	marks             []*markPyramid
	all               *index.Boxes
}

// path is a ring, a line, or the points of a feature.
type path struct {
	from, to int32 // vertices
	box      box
	hole     bool
}

// shape is what is known of a feature.
type shape struct {
	kind     mvt.GeometryType
	drawn    uint8 // the zoom from which it is drawn as itself; above that of the layer for what is never
	from, to int32 // paths
	box      box
	anchor   at
	area2    int64 // twice its area in square units of the world
}

func prepare(l *Layer) (*layer, error) {
	out := &layer{name: l.Name, description: l.Description, minZoom: l.MinZoom, maxZoom: l.MaxZoom, tagsFrom: []int32{0}}
	if !utf8.ValidString(l.Name) {
		return nil, errors.New("the name is not UTF-8")
	}
	groups := grouping{mergeBy: l.MergeBy, known: map[string]int32{}}
	fields := fieldList{place: map[string]int{}}
	for i := range l.Features {
		f := &l.Features[i]
		err := out.addShape(f)
		if err == nil {
			err = out.addProperties(f, &fields)
		}
		if err != nil {
			return nil, fmt.Errorf("feature %d: %w", i, err)
		}
		out.groups = append(out.groups, groups.of(f, out.shapes[i].kind))
	}
	out.fields = fields.close()
	for _, name := range l.MergeBy {
		if key, ok := out.dictionary.Key(name); ok {
			out.mergeKeys = append(out.mergeKeys, key)
		}
	}
	out.simplify()
	for i := range out.shapes {
		out.shapes[i].drawn = uint8(out.drawnFrom(&out.shapes[i]))
	}
	out.indexShapes()
	out.markSmall(len(groups.known))
	return out, nil
}

func (l *layer) addProperties(f *Feature, fields *fieldList) error {
	for _, p := range f.Properties {
		if p.Key == PropertyMerged || p.Key == PropertyShare {
			return fmt.Errorf("property %q is the tiles' own: rename it", p.Key)
		}
		t, err := l.dictionary.Tag(p)
		if err != nil {
			return err
		}
		l.tags = append(l.tags, t)
		fields.note(p.Key, kindOf(p.Value))
	}
	if len(l.tags) > math.MaxInt32 {
		return errors.New("more than 2^31 properties in a layer: divide it")
	}
	l.tagsFrom = append(l.tagsFrom, int32(len(l.tags)))
	l.ids = append(l.ids, f.ID)
	return nil
}

func (l *layer) addShape(f *Feature) error {
	s := shape{from: int32(len(l.paths)), box: emptyBox()}
	if err := l.addGeometry(f.Geometry, &s); err != nil {
		return err
	}
	s.to = int32(len(l.paths))
	if s.box.empty() {
		return errors.New("the geometry has no points: leave the feature out")
	}
	l.shapes = append(l.shapes, s)
	return nil
}

func (l *layer) addGeometry(g orb.Geometry, s *shape) error {
	switch g := g.(type) {
	case orb.Point:
		return l.addPoints(orb.MultiPoint{g}, s)
	case orb.MultiPoint:
		return l.addPoints(g, s)
	case orb.LineString:
		return l.addLines(orb.MultiLineString{g}, s)
	case orb.MultiLineString:
		return l.addLines(g, s)
	case orb.Ring:
		return l.addPolygons(orb.MultiPolygon{{g}}, s)
	case orb.Polygon:
		return l.addPolygons(orb.MultiPolygon{g}, s)
	case orb.Bound:
		return l.addPolygons(orb.MultiPolygon{g.ToPolygon()}, s)
	case orb.MultiPolygon:
		return l.addPolygons(g, s)
	}
	return fmt.Errorf("a geometry of type %T cannot be drawn: want points, lines or polygons", g)
}

func (l *layer) addPoints(g orb.MultiPoint, s *shape) error {
	s.kind = mvt.Points
	p, err := l.addPath([]orb.Point(g), s)
	if err != nil || p.from == p.to {
		return err
	}
	s.anchor = l.vertices[p.from]
	l.paths = append(l.paths, p)
	return nil
}

func (l *layer) addLines(g orb.MultiLineString, s *shape) error {
	s.kind = mvt.Lines
	for _, line := range g {
		p, err := l.addPath([]orb.Point(line), s)
		if err != nil {
			return err
		}
		if p.to-p.from > 1 {
			l.paths = append(l.paths, p)
		}
	}
	if !s.box.empty() {
		s.anchor = s.box.middle()
	}
	return nil
}

// addPolygons adds rings with an area; holes without one, and those of a lost outer
// ring, are left out. The anchor is the middle of the largest outer ring.
func (l *layer) addPolygons(g orb.MultiPolygon, s *shape) error {
	s.kind = mvt.Polygons
	largest := int64(-1)
	for _, polygon := range g {
		for i, ring := range polygon {
			p, err := l.addPath([]orb.Point(ring), s)
			if err != nil {
				return err
			}
			for p.to-p.from > 1 && l.vertices[p.from] == l.vertices[p.to-1] {
				p.to--
				l.vertices = l.vertices[:p.to]
			}
			area := abs(area2(l.vertices[p.from:p.to]))
			if i == 0 && area > largest && !p.box.empty() {
				largest, s.anchor = area, p.box.middle()
			}
			if area == 0 {
				l.vertices = l.vertices[:p.from]
				if i == 0 {
					break
				}
				continue
			}
			p.hole = i > 0
			l.paths = append(l.paths, p)
			s.area2 += sign(!p.hole) * area
		}
	}
	s.area2 = max(s.area2, 0)
	return nil
}

// maxVertices keeps the places of a layer within the numbers of a vertexTable.
const maxVertices = 1 << 30

// addPath projects points and leaves out those that repeat the one before.
func (l *layer) addPath(points []orb.Point, s *shape) (path, error) {
	p := path{from: int32(len(l.vertices)), box: emptyBox()}
	if len(l.vertices)+len(points) > maxVertices {
		return p, errors.New("more than 2^30 vertices in a layer: divide it")
	}
	for _, q := range points {
		w, err := project(q)
		if err != nil {
			return p, err
		}
		if n := len(l.vertices); n > int(p.from) && l.vertices[n-1] == w {
			continue
		}
		l.vertices = append(l.vertices, w)
		p.box.add(w)
	}
	p.to = int32(len(l.vertices))
	if !p.box.empty() {
		s.box.join(p.box)
	}
	return p, nil
}

func (l *layer) indexShapes() {
	bounds := make([][]orb.Bound, l.maxZoom+2)
	l.byZoomFeature = make([][]int32, l.maxZoom+2)
	every := make([]orb.Bound, len(l.shapes))
	for i := range l.shapes {
		s := &l.shapes[i]
		every[i] = s.box.bound()
		bounds[s.drawn] = append(bounds[s.drawn], every[i])
		l.byZoomFeature[s.drawn] = append(l.byZoomFeature[s.drawn], int32(i))
	}
	for _, b := range bounds {
		l.byZoom = append(l.byZoom, index.NewBoxes(b))
	}
	l.all = index.NewBoxes(every)
}

// search appends the features in reach of a box that are drawn as themselves at a
// zoom, in their order.
func (l *layer) search(found []int32, b box, detail int) []int32 {
	last := detail
	if detail == l.maxZoom {
		last++ // what is never large enough
	}
	var places []int32
	for zoom := 0; zoom <= last; zoom++ {
		places = l.byZoom[zoom].Append(places[:0], b.bound())
		for _, p := range places {
			found = append(found, l.byZoomFeature[zoom][p])
		}
	}
	slices.Sort(found)
	return found
}

// area2 is twice the area that a ring encloses, by the surveyor's formula.
func area2(ring []at) int64 {
	var sum int64
	for i := 1; i+1 < len(ring); i++ {
		sum += triangle2(ring[0], ring[i], ring[i+1])
	}
	return sum
}

func triangle2(o, a, b at) int64 {
	return int64(a.x-o.x)*int64(b.y-o.y) - int64(b.x-o.x)*int64(a.y-o.y)
}

func abs(v int64) int64 { return max(v, -v) }

func sign(positive bool) int64 {
	if positive {
		return 1
	}
	return -1
}
