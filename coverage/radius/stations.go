package radius

import (
	"cmp"
	"fmt"
	"slices"

	"phusong/coverage"
	"phusong/geo/crs"
	"phusong/geo/scanline"
)

// station is a row of the list of cells, or several of one place.
type station struct {
	site       string
	lon, lat   float64
	technology coverage.Technology
	rangeM     float64 // 0 when not stated
}

// network is the stations in the plane.
type network struct {
	discs [][]scanline.Disc // by technology, each once, from north to south, then from west to east
	masts []mast            // places of sites, from north to south
}

// mast is a place in millimetres, with the sites that stand there.
type mast struct {
	at       scanline.Point
	lon, lat float64
	site     string
	more     []string // further sites at the place
}

// last is the last site of a place.
func (m *mast) last() string {
	if n := len(m.more); n > 0 {
		return m.more[n-1]
	}
	return m.site
}

// newNetwork projects the stations. Those of other technologies are masts only.
func newNetwork(stations []station, technologies []Technology, plane crs.CRS) (*network, error) {
	n := &network{discs: make([][]scanline.Disc, len(technologies))}
	lattice := crs.NewLattice(plane)
	var last *station
	var at scanline.Point
	for i := range stations {
		s := &stations[i]
		if last == nil || s.lon != last.lon || s.lat != last.lat {
			x, y, err := lattice.ProjectMM(s.lon, s.lat)
			if err != nil {
				return nil, fmt.Errorf("station %s: %w", s.site, err)
			}
			at = scanline.Point{X: x, Y: y}
		}
		if last == nil || s.lon != last.lon || s.lat != last.lat || s.site != last.site {
			n.masts = append(n.masts, mast{at: at, lon: s.lon, lat: s.lat, site: s.site})
		}
		last = s
		for k, t := range technologies {
			if t.ID != s.technology {
				continue
			}
			radius := t.RadiusM
			if s.rangeM > 0 && !t.Fixed {
				radius = s.rangeM
			}
			if !(radius <= maxRadiusM) {
				return nil, fmt.Errorf("station %s has a range of %v m, more than %d", s.site, radius, maxRadiusM)
			}
			n.discs[k] = append(n.discs[k], scanline.Disc{X: at.X, Y: at.Y, R: millimetres(radius)})
		}
	}
	for k := range n.discs {
		slices.SortFunc(n.discs[k], func(a, b scanline.Disc) int {
			return cmp.Or(cmp.Compare(b.Y, a.Y), cmp.Compare(a.X, b.X), cmp.Compare(a.R, b.R))
		})
		n.discs[k] = slices.Compact(n.discs[k])
	}
	n.joinMasts()
	return n, nil
}

// joinMasts makes one mast of those at one place.
func (n *network) joinMasts() {
	slices.SortFunc(n.masts, func(a, b mast) int {
		return cmp.Or(cmp.Compare(b.at.Y, a.at.Y), cmp.Compare(a.at.X, b.at.X), cmp.Compare(a.site, b.site))
	})
	kept := n.masts[:0]
	for _, m := range n.masts {
		if k := len(kept) - 1; k >= 0 && kept[k].at == m.at {
			if kept[k].last() != m.site {
				kept[k].more = append(kept[k].more, m.site)
			}
			continue
		}
		kept = append(kept, m)
	}
	n.masts = kept
}
