package antenna

import (
	"math"
	"math/bits"
)

// extremes knows the least and the largest value among consecutive degrees of a
// circle.
type extremes interface {
	over(first, count int) (least, most float64)
}

// scanned looks at every degree.
type scanned [360]float64

func (s *scanned) over(first, count int) (least, most float64) {
	least, most = math.Inf(1), math.Inf(-1)
	for i := range count {
		v := s[(first+i)%360]
		least, most = min(least, v), max(most, v)
	}
	return least, most
}

// tabled answers from tables of the extremes of 1, 2, 4, ... 256 degrees from each
// on: any stretch is two of these that overlap.
type tabled struct{ least, most [9][360]float64 }

func newTabled(circle *[360]float64) *tabled {
	t := new(tabled)
	t.least[0], t.most[0] = *circle, *circle
	for k := 1; k < len(t.least); k++ {
		for i := range 360 {
			j := (i + 1<<(k-1)) % 360
			t.least[k][i] = min(t.least[k-1][i], t.least[k-1][j])
			t.most[k][i] = max(t.most[k-1][i], t.most[k-1][j])
		}
	}
	return t
}

func (t *tabled) over(first, count int) (least, most float64) {
	k := bits.Len(uint(count)) - 1
	second := (first + count - 1<<k) % 360
	return min(t.least[k][first], t.least[k][second]), max(t.most[k][first], t.most[k][second])
}

// degrees are the whole degrees between which a cut is interpolated over an
// interval, or the whole circle where there is none.
func degrees(from, to float64) (first, count int) {
	from, to = math.Floor(from), math.Ceil(to)
	if !(to-from < 360 && from <= to && math.Abs(from) < 1<<20) {
		return 0, 360
	}
	first = int(from) % 360
	if first < 0 {
		first += 360
	}
	return first, int(to-from) + 1
}

// RangeDB implements Bounded by a look at every degree of the intervals; Prepare
// makes it cheap. Both sides of boresight count: measured cuts are not symmetric.
// The bounds are exact for the sum of cuts where the intervals begin and end at
// whole degrees.
func (c *Cuts) RangeDB(azimuthOffDeg, elevationDeg [2]float64) (least, most float64) {
	return c.bound((*scanned)(&c.HorizontalDB), (*scanned)(&c.VerticalDB), [2][2]float64{azimuthOffDeg, elevationDeg})
}

// bound takes the intervals of azimuth and of elevation.
func (c *Cuts) bound(horizontal, vertical extremes, over [2][2]float64) (least, most float64) {
	azimuth, elevation := over[0], over[1]
	right, left := [2]float64{}, [2]float64{}
	right[0], right[1] = horizontal.over(degrees(azimuth[0], azimuth[1]))
	left[0], left[1] = horizontal.over(degrees(-azimuth[1], -azimuth[0]))
	lowest, highest := vertical.over(degrees(-elevation[1], -elevation[0]))
	return c.sum(min(right[0], left[0]), lowest), c.sum(max(right[1], left[1]), highest)
}

// PreparedCuts are Cuts that bound themselves in a few operations, from tables of
// 100 kB. They are read-only: many cells and workers may share them.
type PreparedCuts struct {
	cuts                 Cuts
	horizontal, vertical *tabled
}

// Prepare copies the cuts and makes their tables.
func (c *Cuts) Prepare() *PreparedCuts {
	return &PreparedCuts{cuts: *c, horizontal: newTabled(&c.HorizontalDB), vertical: newTabled(&c.VerticalDB)}
}

// GainDB implements Pattern; it is that of the Cuts.
func (p *PreparedCuts) GainDB(azimuthOffDeg, elevationDeg float64) float64 {
	return p.cuts.GainDB(azimuthOffDeg, elevationDeg)
}

// RangeDB implements Bounded; it is that of the Cuts.
func (p *PreparedCuts) RangeDB(azimuthOffDeg, elevationDeg [2]float64) (least, most float64) {
	return p.cuts.bound(p.horizontal, p.vertical, [2][2]float64{azimuthOffDeg, elevationDeg})
}
