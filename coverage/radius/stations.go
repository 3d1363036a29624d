package radius

import (
	"cmp"
	"fmt"
	"slices"

	"phusong/coverage"
	"phusong/geo"
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
	masts []mast            // of every place and site
}

// newNetwork projects the stations. Those of other technologies are masts only.
func newNetwork(stations []station, technologies []Technology, plane crs.CRS) (*network, error) {
	n := newLists(stations, technologies)
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
			n.masts = append(n.masts, mast{at: at, lon: geo.ToE7(s.lon), lat: geo.ToE7(s.lat), site: s.site})
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
	n.masts = sortMasts(n.masts)
	return n, nil
}

// newLists is an empty network with room for the stations.
func newLists(stations []station, technologies []Technology) *network {
	n := &network{discs: make([][]scanline.Disc, len(technologies))}
	masts, discs := 0, make([]int, len(technologies))
	for i := range stations {
		if s := &stations[i]; i == 0 || s.site != stations[i-1].site {
			masts++
		}
		for k := range technologies {
			if technologies[k].ID == stations[i].technology {
				discs[k]++
			}
		}
	}
	n.masts = make([]mast, 0, masts)
	for k := range n.discs {
		n.discs[k] = make([]scanline.Disc, 0, discs[k])
	}
	return n
}
