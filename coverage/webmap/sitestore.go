package webmap

import (
	"slices"
	"strings"
	"sync"

	"github.com/paulmach/orb"

	"phusong/coverage"
	"phusong/coverage/output"
	"phusong/geo"
)

// siteStore holds the stations of an output.
type siteStore struct {
	sites     []site
	operators []string // with a cell, by name

	mu       sync.Mutex
	kinds    map[kind]*kindIndex
	once     sync.Once
	largestM float64
}

// site is a station by its layers.
type site struct {
	id, name string
	unit     int // commune, -1 outside
	located  bool
	point    orb.Point
	at       geo.Vec3
	layers   []layer
}

// layer is a technology of an operator at a station, with the farthest radius and the
// highest antenna of its cells.
type layer struct {
	operator   string
	technology coverage.Technology
	rangeM     float64 // 0 where none is stated
	heightM    float64
	unstated   bool // a cell states no radius
}

func readSites(o *output.Output, leaf string) (*siteStore, error) {
	all, err := o.Sites()
	if err != nil {
		return nil, err
	}
	s := &siteStore{kinds: map[kind]*kindIndex{}}
	for i := range all {
		s.add(o, leaf, &all[i])
	}
	slices.Sort(s.operators)
	s.operators = slices.Compact(s.operators)
	return s, nil
}

func (s *siteStore) add(o *output.Output, leaf string, in *output.Site) {
	st := site{id: in.ID, name: in.Name, unit: -1, located: in.Located, point: in.Point}
	if u, ok := o.UnitByCode(leaf, in.Code); ok && in.Code != "" {
		st.unit = u
	}
	if in.Located {
		st.at = geo.Cartesian(in.Point[0], in.Point[1])
	}
	for i := range in.Cells {
		c := &in.Cells[i]
		k := slices.IndexFunc(st.layers, func(l layer) bool { return l.operator == c.Operator && l.technology == c.Technology })
		if k < 0 {
			k = len(st.layers)
			st.layers = append(st.layers, layer{operator: c.Operator, technology: c.Technology})
			if !slices.Contains(s.operators, c.Operator) {
				s.operators = append(s.operators, c.Operator)
			}
		}
		l := &st.layers[k]
		l.rangeM, l.heightM = max(l.rangeM, c.RangeM), max(l.heightM, c.HeightM)
		l.unstated = l.unstated || c.RangeM == 0
	}
	slices.SortFunc(st.layers, func(a, b layer) int {
		if d := strings.Compare(a.operator, b.operator); d != 0 {
			return d
		}
		return strings.Compare(string(a.technology), string(b.technology))
	})
	s.sites = append(s.sites, st)
}

// services lists who offers what: "Viettel 4g,5g; VNPT 4g".
func (s *site) services() string {
	var b strings.Builder
	for i, l := range s.layers {
		switch {
		case i == 0:
			b.WriteString(l.operator + " ")
		case l.operator != s.layers[i-1].operator:
			b.WriteString("; " + l.operator + " ")
		default:
			b.WriteByte(',')
		}
		b.WriteString(string(l.technology))
	}
	return b.String()
}

// technologies lists those of anyone: "4g,5g".
func (s *site) technologies() string {
	var all []string
	for _, t := range coverage.Technologies() {
		if slices.ContainsFunc(s.layers, func(l layer) bool { return l.technology == t }) {
			all = append(all, string(t))
		}
	}
	return strings.Join(all, ",")
}
