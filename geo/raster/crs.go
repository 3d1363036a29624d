package raster

import (
	"fmt"
	"slices"
	"strings"
)

// CRSKind tells degrees from metres.
type CRSKind string

// The kinds of coordinate reference systems a raster file can state.
const (
	Geographic CRSKind = "geographic" // longitude and latitude
	Projected  CRSKind = "projected"  // easting and northing
	UnknownCRS CRSKind = "unknown"    // the file does not say
)

// CRS is the coordinate reference system a file states, as far as it matters
// for accepting or refusing it. EPSG is 0 when the file gives no code.
type CRS struct {
	Kind CRSKind
	EPSG int
	Name string // as the file writes it, or the EPSG name; may be empty
	// Unit is the angular unit of a geographic system when it is not the
	// degree, such as "radian"; empty otherwise.
	Unit string
}

// String is the name with the kind and, if given, the EPSG code.
func (c CRS) String() string {
	name := c.Name
	if name == "" {
		name = "unnamed"
	}
	if c.EPSG == 0 {
		return fmt.Sprintf("%s (%s)", name, c.Kind)
	}
	return fmt.Sprintf("%s (%s, EPSG:%d)", name, c.Kind, c.EPSG)
}

// wgs84Codes are WGS 84 (2D and 3D), its realisations, and the systems whose
// coordinates stay within about a metre of it: ITRF 1997 to 2020, ETRS89,
// CGCS2000. Source: EPSG dataset, entries of the same names.
var wgs84Codes = []int{
	4326, 4979, 9053, 9054, 9055, 9056, 9057, 9755, 8888, 4258, 4937, 4490,
	8996, 8997, 8998, 8999, 9000, 9990,
}

var wgs84Names = []string{
	"wgs84", "gcswgs84", "gcswgs1984", "wgs1984", "worldgeodeticsystem1984", "wgs84ensemble", "etrs89", "gcsetrs1989",
}

// IsWGS84 reports whether the system is geographic, in degrees, and equal to
// WGS 84 within about a metre, far less than any population or terrain cell.
// Without a code the name decides. VN-2000 (EPSG:4756) is not: its origin is
// some 220 m from that of WGS 84 (EPSG:6960).
func (c CRS) IsWGS84() bool {
	if c.Kind != Geographic || c.Unit != "" {
		return false
	}
	if c.EPSG != 0 {
		return slices.Contains(wgs84Codes, c.EPSG)
	}
	name := strings.Map(func(r rune) rune {
		if strings.ContainsRune(" _-/()", r) {
			return -1
		}
		return r
	}, strings.ToLower(c.Name))
	return slices.Contains(wgs84Names, name)
}

// RequireWGS84 returns nil for a WGS 84 raster, otherwise an error with the
// command that makes one of it.
func (c CRS) RequireWGS84() error {
	switch {
	case c.IsWGS84():
		return nil
	case c.Kind == UnknownCRS:
		return fmt.Errorf("the raster does not state its coordinate system; if it is WGS 84 degrees, say so: " +
			"gdal_translate -a_srs EPSG:4326 IN OUT.tif")
	case c.Kind == Projected:
		return fmt.Errorf("the raster is in %s, not in WGS 84 degrees; reproject it: "+
			"gdalwarp -t_srs EPSG:4326 IN OUT.tif (add -r sum for counts of people, so that the total stays; -r bilinear for heights)", c)
	case c.Unit != "":
		return fmt.Errorf("the raster is in %s with angles in %s, not degrees; convert it: gdalwarp -t_srs EPSG:4326 IN OUT.tif", c, c.Unit)
	default:
		return fmt.Errorf("the raster is in %s, another datum than WGS 84; shift it: "+
			"gdalwarp -t_srs EPSG:4326 IN OUT.tif (add -r sum for counts of people, so that the total stays; -r bilinear for heights)", c)
	}
}
