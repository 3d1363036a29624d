package terrain

import "math"

// HasClutter reports whether land cover was given.
func (f *Field) HasClutter() bool { return f.clutter != nil }

// ClutterM returns the height in metres of what stands on the ground at the post
// nearest to a place: 0 everywhere when no land cover was given, NaN beyond the
// lattice and where the land cover does not know.
func (f *Field) ClutterM(lon, lat float64) float64 {
	if f.clutter == nil {
		return 0
	}
	if !(math.Abs(lat) <= 90) || math.IsNaN(lon) || math.IsInf(lon, 0) {
		return math.NaN()
	}
	x, y := f.locate(lon, lat)
	return f.ClutterAtPixel(x, y)
}

// ClutterAtPixel is ClutterM at a place in posts of the Lattice. Half way between
// two posts the eastern and the southern one is the nearest.
func (f *Field) ClutterAtPixel(x, y float64) float64 {
	if f.clutter == nil {
		return 0
	}
	if !(x >= -0.5 && y >= -0.5 && x < f.lastX+0.5 && y < f.lastY+0.5) {
		return math.NaN()
	}
	col, row := int(x+0.5), int(y+0.5)
	b := f.clutter[(row>>blockShift)*f.across+col>>blockShift]
	if b == nil {
		return math.NaN()
	}
	return f.clutterM[b[row&blockMask<<blockShift|col&blockMask]]
}
