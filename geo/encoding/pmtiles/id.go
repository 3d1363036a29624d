package pmtiles

// MaxZoom is the deepest zoom that ids reach: those of zoom 31 end within 63 bits.
const MaxZoom = 31

// TileID numbers the tiles of all zooms: first zoom 0, then each zoom along the
// Hilbert curve that begins in the north-west (specification 3, section 4.1). ok is
// false for a tile that the zoom does not have.
func TileID(z, x, y int) (id uint64, ok bool) {
	if z < 0 || z > MaxZoom || x < 0 || y < 0 || int64(x) >= 1<<z || int64(y) >= 1<<z {
		return 0, false
	}
	id = before(z)
	ux, uy := uint64(x), uint64(y)
	for level := z - 1; level >= 0; level-- {
		half := uint64(1) << level
		right, lower := ux>>level&1, uy>>level&1
		id += half * half * ((3 * right) ^ lower)
		ux, uy = turn(half, ux, uy, right, lower)
	}
	return id, true
}

// Tile is the inverse of TileID. ok is false above the ids of MaxZoom.
func Tile(id uint64) (z, x, y int, ok bool) {
	for z <= MaxZoom && before(z+1) <= id {
		z++
	}
	if z > MaxZoom {
		return 0, 0, 0, false
	}
	rest := id - before(z)
	var ux, uy uint64
	for level := range z {
		half := uint64(1) << level
		right := rest >> 1 & 1
		lower := (rest ^ right) & 1
		ux, uy = turn(half, ux, uy, right, lower)
		ux, uy = ux|right<<level, uy|lower<<level
		rest >>= 2
	}
	return z, int(ux), int(uy), true
}

// before is how many tiles the zooms above z have.
func before(z int) uint64 { return (1<<(2*uint(z)) - 1) / 3 }

// turn brings a quadrant of the curve into the position of the whole.
func turn(half, x, y, right, lower uint64) (uint64, uint64) {
	if lower == 1 {
		return x, y
	}
	x, y = x&(half-1), y&(half-1)
	if right == 1 {
		x, y = half-1-x, half-1-y
	}
	return y, x
}
