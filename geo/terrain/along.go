package terrain

import "phusong/geo"

// Along fills in the heights at even steps of an arc in posts of the Lattice, from its
// beginning: those of AtPixel, to the bit. It stops before the first that is not known
// and returns how many there are.
func (f *Field) Along(heightsM []float64, arc geo.Arc, stepM float64) int {
	var block *heightBlock
	at := -1 // number of block
	for i := range heightsM {
		x, y := arc.At(float64(float64(i) * stepM))
		col, row := int(x), int(y)
		inCol, inRow := col&blockMask, row&blockMask
		if !(x >= 0 && y >= 0 && x < f.lastX && y < f.lastY) || inCol == blockMask || inRow == blockMask {
			if heightsM[i] = f.atEdge(x, y); heightsM[i] != heightsM[i] {
				return i
			}
			continue
		}
		if n := (row>>blockShift)*f.across + col>>blockShift; n != at {
			at, block = n, f.heights[n]
		}
		if block == nil {
			return i
		}
		fx, fy := x-float64(col), y-float64(row)
		gx, gy := 1-fx, 1-fy
		k := inRow<<blockShift | inCol
		corners := block[k : k+blockSide+2]
		sum := float64(float64(gx*gy) * float64(corners[0]))
		sum += float64(float64(fx*gy) * float64(corners[1]))
		sum += float64(float64(gx*fy) * float64(corners[blockSide]))
		sum += float64(float64(fx*fy) * float64(corners[blockSide+1]))
		if sum != sum {
			if sum = f.atEdge(x, y); sum != sum {
				return i
			}
		}
		heightsM[i] = sum
	}
	return len(heightsM)
}
