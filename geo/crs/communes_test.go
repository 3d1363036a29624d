package crs

import (
	"compress/gzip"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"testing"
)

// commune is a unit with its polygons, for the votes.
type commune struct {
	name, province string
	rings          [][][2]float64
	box            [4]float64 // west, south, east, north
}

// communes reads a file of ../shared/data, or skips the test.
func communes(t *testing.T, name string) []commune {
	t.Helper()
	path := filepath.Join("..", "..", "..", "shared", "data", name)
	file, err := os.Open(path)
	if err != nil {
		t.Skipf("no %s beside the repository: the vote over real communes is not tried", name)
	}
	defer file.Close()
	unzipped, err := gzip.NewReader(file)
	if err != nil {
		t.Fatal(err)
	}
	var collection struct {
		Features []struct {
			Properties struct {
				Commune, Name, Province string
			}
			Geometry struct {
				Coordinates [][][][2]float64
			}
		}
	}
	if err := json.NewDecoder(unzipped).Decode(&collection); err != nil {
		t.Fatal(err)
	}
	var list []commune
	for _, f := range collection.Features {
		c := commune{name: f.Properties.Commune + f.Properties.Name, province: f.Properties.Province}
		c.box = [4]float64{math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)}
		for _, polygon := range f.Geometry.Coordinates {
			for _, ring := range polygon {
				c.rings = append(c.rings, ring)
				for _, p := range ring {
					c.box = [4]float64{min(c.box[0], p[0]), min(c.box[1], p[1]), max(c.box[2], p[0]), max(c.box[3], p[1])}
				}
			}
		}
		list = append(list, c)
	}
	return list
}

// holds is the even-odd rule over all rings.
func (c *commune) holds(lon, lat float64) bool {
	if lon < c.box[0] || lat < c.box[1] || lon > c.box[2] || lat > c.box[3] {
		return false
	}
	inside := false
	for _, ring := range c.rings {
		for i, a := range ring {
			b := ring[(i+1)%len(ring)]
			if (a[1] > lat) != (b[1] > lat) && lon < a[0]+(lat-a[1])/(b[1]-a[1])*(b[0]-a[0]) {
				inside = !inside
			}
		}
	}
	return inside
}

// dice is a small generator of even numbers in [0, 1): splitmix64.
type dice uint64

func (d *dice) roll() float64 {
	*d += 0x9e3779b97f4a7c15
	z := uint64(*d)
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return float64((z^z>>31)>>11) / (1 << 53)
}

// draw picks a place in the commune; false when none is found.
func (c *commune) draw(d *dice) (lon, lat float64, ok bool) {
	for range 200 {
		lon = c.box[0] + d.roll()*(c.box[2]-c.box[0])
		lat = c.box[1] + d.roll()*(c.box[3]-c.box[1])
		if c.holds(lon, lat) {
			return lon, lat, true
		}
	}
	return 0, 0, false
}

// byProvince groups communes, at most most of each province, spread over its list.
func byProvince(list []commune, most int) map[string][]*commune {
	all := map[string][]*commune{}
	for i := range list {
		all[list[i].province] = append(all[list[i].province], &list[i])
	}
	for name, members := range all {
		var kept []*commune
		step := max(1, len(members)/most)
		for i := 0; i < len(members) && len(kept) < most; i += step {
			kept = append(kept, members[i])
		}
		all[name] = kept
	}
	return all
}
