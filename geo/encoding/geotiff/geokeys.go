package geotiff

import (
	"errors"
	"fmt"
	"math"
	"strings"

	"phusong/geo/raster"
)

// CRS is what the GeoKeys say of the coordinate reference system.
type CRS = raster.CRS

// Keys of OGC 19-008r4, section 7.
const (
	keyModelType    = 1024
	keyRasterType   = 1025
	keyCitation     = 1026
	keyGeodeticCRS  = 2048
	keyGeodeticName = 2049
	keyDatum        = 2050
	keyAngularUnit  = 2054
	keyProjectedCRS = 3072
	keyProjectedLbl = 3073
)

const (
	modelProjected  = 1
	modelGeographic = 2
	pixelIsPoint    = 2
	userDefined     = 32767
	datumWGS84      = 6326
)

// angularUnits that are not the degree (EPSG 9102 and 9122).
var angularUnits = map[int]string{9101: "radian", 9103: "arc-minute", 9104: "arc-second", 9105: "grad", 9106: "gon", 9107: "degree minute second"}

// epsgNames serves messages where the file gives only a number.
var epsgNames = map[int]string{
	4326: "WGS 84", 4979: "WGS 84 (3D)", 4756: "VN-2000", 4269: "NAD83", 4258: "ETRS89", 4148: "Hartebeesthoek94",
	4131: "Indian 1960", 3405: "VN-2000 / UTM zone 48N", 3406: "VN-2000 / UTM zone 49N",
	3857: "WGS 84 / Pseudo-Mercator", 32648: "WGS 84 / UTM zone 48N", 32649: "WGS 84 / UTM zone 49N",
	54009: "World Mollweide",
}

type geoKeys struct {
	numbers map[int]int
	texts   map[int]string
}

// geoKeys parses GeoKeyDirectoryTag: a header of four numbers, then four per
// key (key, tag that holds the value or 0, count, value or index).
func (c *container) geoKeys(d directory) (geoKeys, error) {
	keys := geoKeys{numbers: map[int]int{}, texts: map[int]string{}}
	dir, err := c.uints(d, tagGeoKeyDirectory, maxTextBytes/2)
	if err != nil || dir == nil {
		return keys, err
	}
	ascii, err := c.text(d, tagGeoASCIIParams)
	if err != nil {
		return keys, err
	}
	if len(dir) < 4 || dir[3] > uint64(len(dir)/4-1) {
		return keys, errors.New("GeoKeyDirectory is shorter than it says")
	}
	for k := uint64(1); k <= dir[3]; k++ {
		key, place, count, value := int(dir[4*k]), dir[4*k+1], dir[4*k+2], dir[4*k+3]
		switch place {
		case 0:
			keys.numbers[key] = int(value)
		case tagGeoASCIIParams:
			end := min(value+count, uint64(len(ascii)))
			keys.texts[key] = strings.TrimRight(ascii[min(value, end):end], "|\x00 ")
		}
	}
	return keys, nil
}

func (k geoKeys) code(key int) int {
	if v := k.numbers[key]; v != userDefined {
		return v
	}
	return 0
}

func (k geoKeys) firstText(keys ...int) string {
	for _, key := range keys {
		if t := k.texts[key]; t != "" {
			return t
		}
	}
	return ""
}

// crs classifies the keys. A file without a model type is judged by the code it
// gives.
func (k geoKeys) crs() CRS {
	model := k.numbers[keyModelType]
	projected, geographic := k.code(keyProjectedCRS), k.code(keyGeodeticCRS)
	switch {
	case model == modelProjected || model == 0 && projected != 0:
		return CRS{Kind: raster.Projected, EPSG: projected, Name: k.name(projected, keyProjectedLbl, keyCitation, keyGeodeticName)}
	case model == modelGeographic || model == 0 && geographic != 0:
		return k.geographicCRS(geographic)
	case model == 3:
		return CRS{Kind: raster.UnknownCRS, Name: "geocentric"}
	default:
		return CRS{Kind: raster.UnknownCRS, Name: k.name(0, keyCitation)}
	}
}

func (k geoKeys) geographicCRS(code int) CRS {
	c := CRS{Kind: raster.Geographic, EPSG: code, Name: k.name(code, keyGeodeticName, keyCitation)}
	if c.EPSG == 0 && k.numbers[keyDatum] == datumWGS84 {
		c.EPSG = 4326
	}
	unit := k.numbers[keyAngularUnit]
	c.Unit = angularUnits[unit]
	if c.Unit == "" && unit == userDefined {
		c.Unit = "a user-defined unit"
	}
	return c
}

func (k geoKeys) name(epsg int, texts ...int) string {
	if n := epsgNames[epsg]; n != "" {
		return n
	}
	return k.firstText(texts...)
}

// Transform places cell (0,0) on the map: its outer upper left corner and the
// step to the next column and row, in the units of the CRS. Both steps are
// positive: rows run south.
type Transform struct {
	OriginX, OriginY float64
	StepX, StepY     float64
}

// placement is a Transform together with the order in which the file stores
// its rows.
type placement struct {
	Transform
	southUp bool // the file's first row is the southernmost
}

// placement reads the affine tags for a raster of the given number of rows.
// Half a cell is taken off where coordinates name cell centres (PixelIsPoint).
func (c *container) placement(d directory, rows int, point bool) (placement, error) {
	matrix, err := c.doubles(d, tagModelTransformation)
	if err != nil {
		return placement{}, err
	}
	if matrix == nil {
		if matrix, err = c.scaleAndTiepoint(d); err != nil {
			return placement{}, err
		}
	}
	if len(matrix) < 8 {
		return placement{}, fmt.Errorf("ModelTransformation has %d values, want 16", len(matrix))
	}
	a, b, x, e, f, y := matrix[0], matrix[1], matrix[3], matrix[4], matrix[5], matrix[7]
	for _, v := range []float64{a, b, x, e, f, y} {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return placement{}, errors.New("the georeference holds a value that is not finite")
		}
	}
	if b != 0 || e != 0 {
		return placement{}, errors.New("the raster is rotated or sheared; straighten it: gdalwarp -t_srs EPSG:4326 IN OUT.tif")
	}
	if a <= 0 || f == 0 {
		return placement{}, fmt.Errorf("cell size %v x %v: columns must run east; rewrite it: gdalwarp -t_srs EPSG:4326 IN OUT.tif", a, -f)
	}
	if point {
		x, y = x-a/2, y-f/2
	}
	if f > 0 {
		return placement{Transform{x, y + float64(f*float64(rows)), a, f}, true}, nil
	}
	return placement{Transform{x, y, a, -f}, false}, nil
}

// scaleAndTiepoint returns the first two rows of the matrix that
// ModelPixelScale and ModelTiepoint stand for.
func (c *container) scaleAndTiepoint(d directory) ([]float64, error) {
	scale, err := c.doubles(d, tagModelPixelScale)
	if err != nil {
		return nil, err
	}
	tie, err := c.doubles(d, tagModelTiepoint)
	if err != nil {
		return nil, err
	}
	switch {
	case len(scale) == 0 && len(tie) > 6:
		return nil, errors.New("the raster is placed by ground control points only; warp it: gdalwarp -t_srs EPSG:4326 IN OUT.tif")
	case len(scale) == 0 || len(tie) == 0:
		return nil, errors.New("no georeference in the file (a .tfw or .aux.xml beside it is not read); " +
			"write it in: gdal_translate IN OUT.tif")
	case len(scale) < 2 || len(tie) < 6:
		return nil, fmt.Errorf("ModelPixelScale has %d values, ModelTiepoint %d, want 3 and 6", len(scale), len(tie))
	case scale[1] < 0:
		return nil, fmt.Errorf("ModelPixelScale %v: programs disagree on what a negative scale means; "+
			"rewrite it: gdalwarp -t_srs EPSG:4326 IN OUT.tif", scale)
	}
	x := tie[3] - float64(tie[0]*scale[0])
	y := tie[4] + float64(tie[1]*scale[1])
	return []float64{scale[0], 0, 0, x, 0, -scale[1], 0, y}, nil
}

// Grid returns the transform as a grid of degrees. A raster in longitudes of 180
// to 360 moves to the west; the outermost cells may overhang the edge of the
// globe by less than one cell, as they do in some global products.
func (t Transform) Grid(cols, rows int) (raster.Grid, error) {
	west := t.OriginX
	if west >= 180 && west < 360 {
		west -= 360
	}
	g := raster.Grid{West: west, North: t.OriginY, StepX: t.StepX, StepY: t.StepY, Cols: cols, Rows: rows}
	inner := g
	if cols > 2 && rows > 2 {
		inner = g.Window(1, 1, cols-1, rows-1)
	}
	if err := inner.Validate(); err != nil {
		return raster.Grid{}, fmt.Errorf("cells do not lie on the globe as degrees: %w", err)
	}
	return g, nil
}
