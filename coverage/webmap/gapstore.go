package webmap

import (
	"encoding/binary"
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/paulmach/orb"

	"phusong/coverage"
	"phusong/coverage/output"
	"phusong/geo"
)

// gapStore holds the gaps of an output. Their shapes are kept as differences of
// vertices in E7 degrees, some 3 bytes each: the nation's eleven million vertices take
// 40 MB so, and are the digits of the file.
type gapStore struct {
	gaps   []gap
	byPath map[string][]int32 // gaps of a path of gapsOf, in the order of the file
	byID   map[string]int32
	byUnit map[int32][]int32
	packed []byte
}

// gap is a gap whose shape is packed[from:to].
type gap struct {
	output.Gap
	path     string
	from, to int
	bound    orb.Bound
}

func readGaps(o *output.Output) (*gapStore, error) {
	s := &gapStore{byPath: map[string][]int32{}, byID: map[string]int32{}, byUnit: map[int32][]int32{}}
	words := map[string]string{}
	once := func(w string) string {
		if kept, ok := words[w]; ok {
			return kept
		}
		kept := strings.Clone(w)
		words[kept] = kept
		return kept
	}
	for g, err := range o.Gaps() {
		if err != nil {
			return nil, err
		}
		g.Kind, g.Operator, g.Class, g.Cause, g.NearestSite = once(g.Kind), once(g.Operator), once(g.Class), once(g.Cause), once(g.NearestSite)
		g.Technology = coverage.Technology(once(string(g.Technology)))
		kept := gap{Gap: g, path: once(pathOf(&g)), from: len(s.packed), bound: g.Geometry.Bound()}
		s.packed = appendShape(s.packed, g.Geometry)
		kept.to, kept.Geometry = len(s.packed), nil
		if err := s.add(kept); err != nil {
			return nil, err
		}
	}
	s.packed = slices.Clip(s.packed)
	return s, nil
}

func (s *gapStore) add(g gap) error {
	if _, twice := s.byID[g.ID]; twice {
		return errors.New("gap " + strconv.Quote(g.ID) + " stands twice in gaps.geojson; analyze the region again")
	}
	i := int32(len(s.gaps))
	s.byID[g.ID] = i
	s.byPath[g.path] = append(s.byPath[g.path], i)
	s.byUnit[int32(g.Unit)] = append(s.byUnit[int32(g.Unit)], i)
	s.gaps = append(s.gaps, g)
	return nil
}

// pathOf is the path of the views that a gap belongs to.
func pathOf(g *output.Gap) string {
	if g.Kind == coverage.GapFiber {
		return coverage.GapFiber
	}
	return g.Kind + "/" + string(g.Technology) + "/" + slug(g.Operator)
}

// shape unpacks the geometry of a gap.
func (s *gapStore) shape(g *gap) orb.MultiPolygon {
	mp, _ := readShape(s.packed[g.from:g.to])
	return mp
}

// byHouseholds sorts gaps by households, people and area, largest first, then as in
// the file.
func (s *gapStore) byHouseholds(all []int32) []int32 {
	sorted := slices.Clone(all)
	slices.SortStableFunc(sorted, func(a, b int32) int {
		g, h := &s.gaps[a], &s.gaps[b]
		for _, d := range []coverage.Micro{h.Households - g.Households, h.People - g.People, h.AreaM2 - g.AreaM2} {
			if d != 0 {
				return sign(int64(d))
			}
		}
		return 0
	})
	return sorted
}

func sign(v int64) int {
	if v < 0 {
		return -1
	}
	return 1
}

// appendShape packs a multipolygon: counts, then each vertex as the difference to the
// one before in E7 degrees, all as variable-length integers.
func appendShape(b []byte, mp orb.MultiPolygon) []byte {
	var x, y int64
	b = binary.AppendUvarint(b, uint64(len(mp)))
	for _, p := range mp {
		b = binary.AppendUvarint(b, uint64(len(p)))
		for _, r := range p {
			b = binary.AppendUvarint(b, uint64(len(r)))
			for _, v := range r {
				nextX, nextY := int64(geo.ToE7(v[0])), int64(geo.ToE7(v[1]))
				b = binary.AppendVarint(binary.AppendVarint(b, nextX-x), nextY-y)
				x, y = nextX, nextY
			}
		}
	}
	return b
}

// readShape is the inverse of appendShape; false where b is cut short.
func readShape(b []byte) (orb.MultiPolygon, bool) {
	r := shapeReader{b: b, ok: true}
	var x, y int64
	mp := make(orb.MultiPolygon, r.count())
	for i := range mp {
		mp[i] = make(orb.Polygon, r.count())
		for j := range mp[i] {
			mp[i][j] = make(orb.Ring, r.count())
			for k := range mp[i][j] {
				x, y = x+r.difference(), y+r.difference()
				mp[i][j][k] = orb.Point{geo.E7(x).Degrees(), geo.E7(y).Degrees()}
			}
		}
	}
	return mp, r.ok
}

type shapeReader struct {
	b  []byte
	ok bool
}

// count never exceeds what is left to read.
func (r *shapeReader) count() int {
	v, n := binary.Uvarint(r.b)
	if n <= 0 || v > uint64(len(r.b)) {
		r.ok, r.b = false, nil
		return 0
	}
	r.b = r.b[n:]
	return int(v)
}

func (r *shapeReader) difference() int64 {
	v, n := binary.Varint(r.b)
	if n <= 0 {
		r.ok, r.b = false, nil
		return 0
	}
	r.b = r.b[n:]
	return v
}
