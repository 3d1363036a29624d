package asciigrid

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"phusong/geo/raster"
)

// Header is the head of a grid. X and Y are the lower left corner of the lower
// left cell, in the units of the file.
type Header struct {
	Cols, Rows   int
	X, Y         float64
	StepX, StepY float64
	NoData       float64
	NoDataStated bool // false when NoData is the default of the format, -9999
}

// defaultNoData is what Esri's description of the format gives in the absence
// of the key.
const defaultNoData = -9999

var headerKeys = []string{
	"ncols", "nrows", "xllcorner", "xllcenter", "yllcorner", "yllcenter", "cellsize", "dx", "dy", "nodata_value",
}

// aliases are spellings other programs write.
var aliases = map[string]string{"nodata": "nodata_value", "xllcentre": "xllcenter", "yllcentre": "yllcenter"}

// readHeader reads pairs until a value stands where a key would, and leaves
// that value to be read.
func readHeader(s *scanner) (Header, error) {
	pairs := map[string]float64{}
	for {
		key, err := s.token()
		if err != nil {
			return Header{}, fmt.Errorf("line %d: the header: %w", s.line, atEnd(err, "ends before the first value"))
		}
		if !isKey(key) {
			s.unread()
			return headerOf(pairs, s)
		}
		name := strings.ToLower(string(key))
		if full, ok := aliases[name]; ok {
			name = full
		}
		if !slices.Contains(headerKeys, name) {
			return Header{}, fmt.Errorf("line %d: %q is not a key of an ESRI ASCII grid (%s)", s.line, name, strings.Join(headerKeys, ", "))
		}
		if _, twice := pairs[name]; twice {
			return Header{}, fmt.Errorf("line %d: %s is given twice", s.line, name)
		}
		text, err := s.token()
		if err != nil {
			return Header{}, fmt.Errorf("line %d: %s: %w", s.line, name, atEnd(err, "the value is missing"))
		}
		if pairs[name], err = parseNumber(text); err != nil {
			return Header{}, fmt.Errorf("line %d: %s: %w", s.line, name, err)
		}
	}
}

// isKey tells a key from a value, which may be nan or inf.
func isKey(token []byte) bool {
	c := token[0] | 0x20
	if c < 'a' || c > 'z' {
		return false
	}
	_, err := strconv.ParseFloat(string(token), 64)
	return err != nil
}

func headerOf(pairs map[string]float64, s *scanner) (Header, error) {
	h := Header{NoData: defaultNoData}
	if v, ok := pairs["nodata_value"]; ok {
		h.NoData, h.NoDataStated = v, true
	}
	var errs []error
	h.Cols, h.Rows = whole(pairs, "ncols", &errs), whole(pairs, "nrows", &errs)
	h.StepX, h.StepY = pairs["cellsize"], pairs["cellsize"]
	if v, ok := pairs["dx"]; ok {
		h.StepX = v
	}
	if v, ok := pairs["dy"]; ok {
		h.StepY = v
	}
	if !(h.StepX > 0) || !(h.StepY > 0) || math.IsInf(h.StepX, 0) || math.IsInf(h.StepY, 0) {
		errs = append(errs, fmt.Errorf("cellsize (or dx and dy) is %v x %v, want a positive number", h.StepX, h.StepY))
	}
	h.X = corner(pairs, "xll", h.StepX, &errs)
	h.Y = corner(pairs, "yll", h.StepY, &errs)
	if err := errors.Join(errs...); err != nil {
		return Header{}, fmt.Errorf("header before line %d: %w", s.line, err)
	}
	return h, nil
}

func whole(pairs map[string]float64, key string, errs *[]error) int {
	v, ok := pairs[key]
	switch {
	case !ok:
		*errs = append(*errs, fmt.Errorf("%s is missing", key))
	case !(v >= 1) || v > math.MaxInt32 || v != math.Trunc(v):
		*errs = append(*errs, fmt.Errorf("%s is %v, want a whole number from 1", key, v))
	default:
		return int(v)
	}
	return 0
}

// corner returns the outer corner, from the corner itself or the cell centre.
func corner(pairs map[string]float64, prefix string, step float64, errs *[]error) float64 {
	edge, isEdge := pairs[prefix+"corner"]
	middle, isMiddle := pairs[prefix+"center"]
	switch {
	case isEdge == isMiddle:
		*errs = append(*errs, fmt.Errorf("give either %scorner or %scenter", prefix, prefix))
	case isMiddle:
		edge = middle - step/2
	}
	if math.IsNaN(edge) || math.IsInf(edge, 0) {
		*errs = append(*errs, fmt.Errorf("%scorner is %v", prefix, edge))
	}
	return edge
}

// isNoData compares as numbers; the largest float32, which programs write with
// various digits, as float32.
func (h Header) isNoData(v float64) bool {
	return v == h.NoData || math.Abs(h.NoData) > 3.4e38 && float32(v) == float32(h.NoData)
}

// grid reads the header as degrees.
func (h Header) grid() (raster.Grid, error) {
	g := raster.Grid{West: h.X, North: h.Y + float64(float64(h.Rows)*h.StepY), StepX: h.StepX, StepY: h.StepY, Cols: h.Cols, Rows: h.Rows}
	if err := g.Validate(); err != nil {
		return raster.Grid{}, fmt.Errorf("cells do not lie on the globe as degrees (if the grid is in metres: "+
			"gdalwarp -s_srs EPSG:CODE -t_srs EPSG:4326 IN.asc OUT.tif): %w", err)
	}
	return g, nil
}
