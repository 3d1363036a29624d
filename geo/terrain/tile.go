package terrain

import (
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"

	"phusong/geo/encoding/geotiff"
	"phusong/geo/encoding/hgt"
	"phusong/geo/raster"
)

// lattice is where the posts of a tile are. Unlike raster.Grid it is made of
// points, so that posts on longitude 180 and on the poles are ordinary.
type lattice struct {
	west, north  float64 // of post (0,0), degrees
	stepX, stepY float64
	cols, rows   int
	around       bool // the last column is followed by the first
}

// near is the fraction of a step within which a place is on a post: 0.03 mm at
// 1 arc-second, and far above the rounding of degrees.
const near = 1e-6

// locate returns the place in columns and rows, the column from -1 on. Where a
// raster of the whole globe can be met on both sides, it is met inside.
func (l *lattice) locate(lon, lat float64) (x, y float64) {
	turn := lon - l.west + l.stepX
	if !(turn >= 0 && turn < 360) { // Mod is slow, and seldom needed
		turn = math.Mod(turn, 360)
	}
	if turn < 0 {
		turn += 360
	}
	x = snap((turn - l.stepX) / l.stepX)
	if eastward := snap(x + 360/l.stepX); x < 0 && eastward <= float64(l.cols-1) {
		x = eastward
	}
	return x, snap((l.north - lat) / l.stepY)
}

func snap(v float64) float64 {
	if r := math.Round(v); math.Abs(v-r) < near {
		return r
	}
	return v
}

func (l *lattice) post(col, row int) (lon, lat float64) {
	return l.west + float64(float64(col)*l.stepX), l.north - float64(float64(row)*l.stepY)
}

// column brings a column of a raster that goes around the globe into it.
func (l *lattice) column(col int) int {
	if l.around {
		return ((col % l.cols) + l.cols) % l.cols
	}
	return col
}

func (l *lattice) holds(col, row int) bool {
	return col >= 0 && col < l.cols && row >= 0 && row < l.rows
}

// tile is a file of the mosaic. Its posts are decoded in blocks.
type tile struct {
	lattice
	name, path           string
	isHGT                bool
	size                 int64
	blockCols, blockRows int
	bytesPerPost         int64
	blocks               map[int]*block // those in memory
	broken               error          // why it cannot be read; it is not tried again
}

func (t *tile) blocksAcross() int { return (t.cols + t.blockCols - 1) / t.blockCols }

func (t *tile) blocksDown() int { return (t.rows + t.blockRows - 1) / t.blockRows }

// blockWindow returns the posts of a block.
func (t *tile) blockWindow(index int) raster.Window {
	across := t.blocksAcross()
	col0, row0 := index%across*t.blockCols, index/across*t.blockRows
	return raster.Window{Col0: col0, Row0: row0, Col1: min(col0+t.blockCols, t.cols), Row1: min(row0+t.blockRows, t.rows)}
}

func (t *tile) blockBytes() int64 {
	return int64(t.blockCols) * int64(t.blockRows) * t.bytesPerPost
}

// oddFile is the error of a sound file that is no tile of the mosaic.
type oddFile struct{ reason error }

func (e *oddFile) Error() string { return e.reason.Error() }

// openTile reads what places a tile; it decodes no height.
func openTile(path string) (*tile, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	stat, err := f.Stat()
	if err != nil {
		return nil, err
	}
	t := &tile{name: filepath.Base(path), path: path, size: stat.Size(), blocks: map[int]*block{}}
	t.isHGT = hgt.IsName(path)
	if t.isHGT {
		err = t.placeHGT(f)
	} else {
		err = t.placeGeoTIFF(f)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", t.name, err)
	}
	return t, nil
}

func (t *tile) placeHGT(f *os.File) error {
	h, err := hgt.Stat(f, t.size, t.name)
	if err != nil {
		return err
	}
	t.lattice = lattice{
		west: float64(h.Corner.Lon), north: float64(h.Corner.Lat + 1),
		stepX: h.StepDeg(), stepY: h.StepDeg(), cols: h.Posts, rows: h.Posts,
	}
	t.blockCols, t.blockRows, t.bytesPerPost = h.Posts, h.Posts, 2
	return nil
}

func (t *tile) placeGeoTIFF(f *os.File) error {
	r, err := geotiff.Open(f, t.size, geotiff.Limits{})
	if errors.Is(err, geotiff.ErrPicture) {
		return &oddFile{err}
	}
	if err != nil {
		return err
	}
	info := r.Info()
	if err := info.CRS.RequireWGS84(); err != nil {
		return &oddFile{err}
	}
	if info.Bands != 1 {
		return &oddFile{fmt.Errorf("%d bands, want the heights alone; run: gdal_translate -b 1 %s heights.tif", info.Bands, t.name)}
	}
	if info.DataType == "uint8" && info.Scale == 1 {
		return &oddFile{errors.New("its samples are of 8 bits, as classes or a picture have them, and no heights; " +
			"name a land cover under terrain.land_cover, and make heights of 8 bits 16: gdal_translate -ot Int16")}
	}
	grid, err := r.Grid()
	if err != nil {
		return err
	}
	t.lattice = latticeOf(grid)
	t.blockCols, t.blockRows = blockShape(info)
	t.bytesPerPost = 4
	return nil
}

// latticeOf makes posts of cell centres.
func latticeOf(g raster.Grid) lattice {
	l := lattice{
		west: g.West + g.StepX/2, north: g.North - g.StepY/2,
		stepX: g.StepX, stepY: g.StepY, cols: g.Cols, rows: g.Rows,
	}
	l.around = math.Abs(float64(float64(g.Cols)*g.StepX)-360) < g.StepX/100
	return l
}

// blockPosts is the size aimed at for the blocks of a GeoTIFF: 1 MiB of heights.
const blockPosts = 1 << 18

// blockShape chooses whole strips or tiles of the file, so that each is decoded
// once; strips without compression can be cut anywhere.
func blockShape(info geotiff.Info) (cols, rows int) {
	cols, rows = info.BlockCols, info.BlockRows
	if !info.Tiled {
		cols = info.Cols
		if info.Compression == "none" {
			rows = 1
		}
		rows *= max(1, blockPosts/(cols*rows))
		return cols, min(rows, info.Rows)
	}
	for cols*rows*4 <= blockPosts {
		cols, rows = 2*cols, 2*rows
	}
	return min(cols, info.Cols), min(rows, info.Rows)
}

// isTile reports whether a file of the folder is to be read.
func isTile(name string) bool {
	lower := strings.ToLower(name)
	return hgt.IsName(name) || strings.HasSuffix(lower, ".tif") || strings.HasSuffix(lower, ".tiff")
}
