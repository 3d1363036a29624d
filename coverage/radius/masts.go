package radius

import (
	"cmp"
	"math"
	"slices"
	"sort"

	"phusong/geo"
	"phusong/geo/scanline"
)

// mast is a site and its place in millimetres.
type mast struct {
	at       scanline.Point
	lon, lat geo.E7
	site     string
}

// compareMasts orders masts from north to south, then from west to east; those of one place by sites.
func compareMasts(a, b mast) int {
	return cmp.Or(cmp.Compare(b.at.Y, a.at.Y), cmp.Compare(a.at.X, b.at.X), cmp.Compare(a.site, b.site))
}

// sortMasts sorts masts, each site of a place once.
func sortMasts(masts []mast) []mast {
	slices.SortFunc(masts, compareMasts)
	return slices.CompactFunc(masts, func(a, b mast) bool { return a.at == b.at && a.site == b.site })
}

// place is where one or several sites stand.
type place struct {
	at   scanline.Point
	mast int32 // the first of its masts
}

// placesOf lists the places of sorted masts, in the coordinates of a raster: degrees are units of half an E7.
func placesOf(masts []mast, degrees bool) []place {
	n := 0
	for i := range masts {
		if i == 0 || masts[i].at != masts[i-1].at {
			n++
		}
	}
	places := make([]place, 0, n)
	for i := range masts {
		m := &masts[i]
		if i > 0 && m.at == masts[i-1].at {
			continue
		}
		p := place{m.at, int32(i)}
		if degrees {
			p.at = scanline.Point{X: 2 * int64(m.lon), Y: 2 * int64(m.lat)}
		}
		places = append(places, p)
	}
	return places
}

// placeIndex finds the places in a box. They lie in bands from north to south, in each from
// west to east, so that a box takes a few stretches of them whatever the width of the country.
type placeIndex struct {
	places      []place
	start       []int32 // of places, by band, and the end
	top, height int64   // of the first band, and of all
}

// newPlaceIndex orders places, which it keeps.
func newPlaceIndex(places []place) *placeIndex {
	x := &placeIndex{places: places}
	if len(places) == 0 {
		return x
	}
	slices.SortFunc(places, func(a, b place) int { return cmp.Or(cmp.Compare(b.at.Y, a.at.Y), cmp.Compare(a.mast, b.mast)) })
	bands := int64(math.Sqrt(float64(len(places)))/2) + 1
	x.top = places[0].at.Y
	x.height = (x.top-places[len(places)-1].at.Y)/bands + 1
	x.start = make([]int32, bands+1)
	for _, p := range places {
		x.start[(x.top-p.at.Y)/x.height+1]++
	}
	for b := range bands {
		x.start[b+1] += x.start[b]
		slices.SortFunc(places[x.start[b]:x.start[b+1]], func(a, b place) int { return cmp.Or(cmp.Compare(a.at.X, b.at.X), cmp.Compare(a.mast, b.mast)) })
	}
	return x
}

// within appends the numbers of the places in a box, its sides included, from north to south.
func (x *placeIndex) within(dst []int32, low, high scanline.Point) []int32 {
	if len(x.places) == 0 || low.Y > x.top {
		return dst
	}
	first := len(dst)
	last := min((x.top-low.Y)/x.height, int64(len(x.start))-2)
	for b := max(0, x.top-high.Y) / x.height; b <= last; b++ {
		from, end := int(x.start[b]), int(x.start[b+1])
		from += sort.Search(end-from, func(i int) bool { return x.places[from+i].at.X >= low.X })
		for i := from; i < end && x.places[i].at.X <= high.X; i++ {
			if y := x.places[i].at.Y; y >= low.Y && y <= high.Y {
				dst = append(dst, int32(i))
			}
		}
	}
	slices.SortFunc(dst[first:], func(i, j int32) int { return cmp.Compare(x.places[j].at.Y, x.places[i].at.Y) })
	return dst
}
