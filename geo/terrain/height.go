package terrain

import "math"

// HeightM returns the height at a place in metres, interpolated bilinearly
// between four posts. known is false, and m NaN, where a post that counts is
// missing from every tile, for a latitude beyond 90 degrees, for a place that is
// not finite, and where a tile could not be read (see Err).
//
// Longitudes may have any number of turns. A post of weight 0 does not count: on
// a post its own height is enough, on the line between two posts these are. At a
// pole the longitude says which tile is asked.
func (d *DEM) HeightM(lon, lat float64) (m float64, known bool) {
	if !(math.Abs(lat) <= 90) || math.IsNaN(lon) || math.IsInf(lon, 0) {
		return math.NaN(), false
	}
	for _, i := range d.buckets[bucketOf(lon, lat)] {
		if m, known := d.interpolate(int(i), lon, lat, true); known {
			return m, true
		}
	}
	return math.NaN(), false
}

// interpolate is the height at a place on the lattice of one tile. borrow lets
// it take posts that the tile lacks from other tiles; at least one must be its
// own.
func (d *DEM) interpolate(index int, lon, lat float64, borrow bool) (float64, bool) {
	t := d.tiles[index]
	x, y := t.locate(lon, lat)
	if x < -1 || x > float64(t.cols) || y < -1 || y > float64(t.rows) {
		return math.NaN(), false
	}
	col, row := int(math.Floor(x)), int(math.Floor(y))
	fx, fy := x-float64(col), y-float64(row)
	sum, own := 0.0, false
	for corner := range 4 {
		dx, dy := corner&1, corner>>1
		weight := float64(side(fx, dx) * side(fy, dy))
		if weight == 0 {
			continue
		}
		h, ok := d.post(t, col+dx, row+dy)
		own = own || ok
		if !ok && borrow {
			h, ok = d.borrow(index, col+dx, row+dy)
		}
		if !ok {
			return math.NaN(), false
		}
		sum += float64(weight * h)
	}
	return sum, own
}

// side is the weight of the nearer (0) or farther (1) post along one axis.
func side(fraction float64, far int) float64 {
	if far == 1 {
		return fraction
	}
	return 1 - fraction
}

// post is the height that the tile itself has at a post.
func (d *DEM) post(t *tile, col, row int) (float64, bool) {
	col = t.column(col)
	if !t.holds(col, row) {
		return math.NaN(), false
	}
	blockCol, blockRow := col/t.blockCols, row/t.blockRows
	b, err := d.cache.block(t, blockRow*t.blocksAcross()+blockCol)
	if err != nil {
		if d.err == nil {
			d.err = err
		}
		return math.NaN(), false
	}
	return b.at(col-blockCol*t.blockCols, row-blockRow*t.blockRows)
}

// borrow is the height that the other tiles, in order of precedence, have at the
// place of a post, each from its own posts alone.
func (d *DEM) borrow(index, col, row int) (float64, bool) {
	lon, lat := d.tiles[index].post(col, row)
	if math.Abs(lat) > 90+near {
		return math.NaN(), false
	}
	// Rounding may put a post on a whole degree into the bucket before it: tiles
	// are registered one step beyond their posts, which covers that.
	lat = max(-90, min(90, lat))
	for _, i := range d.buckets[bucketOf(lon, lat)] {
		if int(i) == index {
			continue
		}
		if h, ok := d.interpolate(int(i), lon, lat, false); ok {
			return h, true
		}
	}
	return math.NaN(), false
}
