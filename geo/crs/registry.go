package crs

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode"
)

// The constants of the Vietnamese and the UTM zones.
const (
	TM3Scale      = 0.9999   // zones of 3 degrees: cadastral and provincial maps
	UTMScale      = 0.9996   // zones of 6 degrees
	FalseEastingM = 500_000. // of both
)

// tm3Zone names a TM-3 zone as the EPSG dataset does (v10.076). The deprecated
// 6956 to 6959 are the same zones with the false origin on the wrong axis, and are
// not here.
type tm3Zone struct {
	epsg        int
	meridianDeg float64
	suffix      string
}

var tm3Zones = []tm3Zone{
	{5896, 102, "zone 481"},
	{9205, 103, "103-00"},
	{9206, 104, "104-00"},
	{9207, 104.5, "104-30"},
	{9208, 104.75, "104-45"},
	{5897, 105, "zone 482"},
	{9209, 105.5, "105-30"},
	{9210, 105.75, "105-45"},
	{9211, 106, "106-00"},
	{9212, 106.25, "106-15"},
	{9213, 106.5, "106-30"},
	{9214, 107, "107-00"},
	{9215, 107.25, "107-15"},
	{9216, 107.5, "107-30"},
	{5899, 107.75, "107-45"},
	{5898, 108, "zone 491"},
	{9217, 108.25, "108-15"},
	{9218, 108.5, "108-30"},
}

// registered are all systems with an EPSG code, in the order of Known.
var registered = register()

func register() []CRS {
	all := []CRS{
		{Name: "WGS 84", EPSG: 4326, Datum: WGS84, Kind: Geographic},
		{Name: "VN-2000", EPSG: 4756, Datum: VN2000, Kind: Geographic},
		{Name: "WGS 84 / Pseudo-Mercator", EPSG: 3857, Datum: WGS84, Kind: SphericalMercator},
		zone("WGS 84 / UTM zone 48N", 32648, WGS84, 105, UTMScale),
		zone("WGS 84 / UTM zone 49N", 32649, WGS84, 111, UTMScale),
		zone("VN-2000 / UTM zone 48N", 3405, VN2000, 105, UTMScale),
		zone("VN-2000 / UTM zone 49N", 3406, VN2000, 111, UTMScale),
	}
	for _, z := range tm3Zones {
		all = append(all, zone("VN-2000 / TM-3 "+z.suffix, z.epsg, VN2000, z.meridianDeg, TM3Scale))
	}
	return all
}

func zone(name string, epsg int, datum Datum, meridianDeg, scale float64) CRS {
	p := TMParameters{MeridianDeg: meridianDeg, Scale: scale, FalseEastingM: FalseEastingM}
	return CRS{Name: name, EPSG: epsg, Datum: datum, Kind: TransverseZone, Zone: newTM(WGS84Ellipsoid, p)}
}

// Known returns every system that has an EPSG code here: WGS 84 and VN-2000
// geographic, Web Mercator, UTM 48N and 49N on both datums, and the 18 TM-3
// zones from west to east.
func Known() []CRS { return slices.Clone(registered) }

// ByEPSG finds a system by its EPSG code. Deprecated codes of VN-2000 zones are
// refused with the code that replaced them.
func ByEPSG(code int) (CRS, error) {
	for _, c := range registered {
		if c.EPSG == code {
			return c, nil
		}
	}
	if code >= 6956 && code <= 6959 {
		return CRS{}, fmt.Errorf("EPSG:%d is deprecated, its false easting and northing are exchanged; EPSG:%d replaces it", code, code-6956+5896)
	}
	return CRS{}, fmt.Errorf("EPSG:%d is not known here; known are %s", code, knownCodes())
}

func knownCodes() string {
	codes := make([]int, len(registered))
	for i, c := range registered {
		codes[i] = c.EPSG
	}
	slices.Sort(codes)
	return strings.Trim(fmt.Sprint(codes), "[]")
}

// TM3 is the VN-2000 zone of 3 degrees with the given central meridian. EPSG is 0
// where the dataset has no zone with that meridian. It is an error when the meridian
// is not a multiple of a quarter degree between 102 and 112 (no province has one, and
// the islands lie within).
func TM3(meridianDeg float64) (CRS, error) { return tm3(meridianDeg, VN2000) }

func tm3(meridianDeg float64, datum Datum) (CRS, error) {
	if !(meridianDeg >= 102 && meridianDeg <= 112 && meridianDeg*4 == math.Trunc(meridianDeg*4)) {
		return CRS{}, fmt.Errorf("central meridian %g: TM-3 zones have multiples of 0.25 degree from 102 to 112", meridianDeg)
	}
	for _, c := range registered {
		p := c.Zone.Parameters
		if c.Kind == TransverseZone && c.Datum == datum && p.Scale == TM3Scale && p.MeridianDeg == meridianDeg {
			return c, nil
		}
	}
	degrees := math.Trunc(meridianDeg)
	name := fmt.Sprintf("%s / TM-3 %.0f-%02.0f", datum, degrees, (meridianDeg-degrees)*60)
	return zone(name, 0, datum, meridianDeg, TM3Scale), nil
}

// ByName finds a system by its EPSG or ESRI name, "EPSG:code", or a looser
// writing of it: case, spaces and signs do not matter, so that "VN2000 TM3
// 105°45'", "VN_2000_UTM_Zone_48N" and "wgs84" do. A name without the datum, such
// as "UTM 48N", is refused: the datums lie 225 m apart.
func ByName(name string) (CRS, error) {
	if len(name) > 200 {
		return CRS{}, fmt.Errorf("a coordinate system's name of %d bytes", len(name))
	}
	key := foldName(name)
	for _, c := range registered {
		if slices.Contains(namesOf(c), key) {
			return c, nil
		}
	}
	if code, ok := strings.CutPrefix(key, "EPSG"); ok {
		var n int
		if _, err := fmt.Sscanf(code+"\n", "%d\n", &n); err == nil && fmt.Sprint(n) == code {
			return ByEPSG(n)
		}
	}
	return CRS{}, fmt.Errorf("coordinate system %q is not known; say it with the datum, such as %q, or %q", name, "VN-2000 / TM-3 105-45", "EPSG:9210")
}

// foldName keeps ASCII letters, in upper case, and digits.
func foldName(name string) string {
	return strings.Map(func(r rune) rune {
		if r > unicode.MaxASCII || !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			return -1
		}
		return unicode.ToUpper(r)
	}, name)
}

// namesOf lists the folded names of a system.
func namesOf(c CRS) []string {
	datum := map[Datum][]string{WGS84: {"WGS84", "WGS1984"}, VN2000: {"VN2000"}}[c.Datum]
	var tails []string
	switch {
	case c.Kind == Geographic:
		tails = []string{""}
	case c.Kind == SphericalMercator:
		tails = []string{"PSEUDOMERCATOR", "WEBMERCATOR", "WEBMERCATORAUXILIARYSPHERE"}
	case c.Zone.Parameters.Scale == UTMScale:
		number := map[float64]string{105: "48N", 111: "49N"}[c.Zone.Parameters.MeridianDeg]
		tails = []string{"UTMZONE" + number, "UTM" + number}
	default:
		tails = tm3Names(c)
	}
	names := []string{foldName(c.Name)}
	for _, d := range datum {
		for _, tail := range tails {
			names = append(names, d+tail)
		}
		if c.Kind == Geographic {
			names = append(names, "GCS"+d)
		}
	}
	if c.Kind == SphericalMercator {
		names = append(names, "WEBMERCATOR", "PSEUDOMERCATOR", "GOOGLEMERCATOR")
	}
	return names
}

func tm3Names(c CRS) []string {
	m := c.Zone.Parameters.MeridianDeg
	degrees := fmt.Sprintf("%.0f", math.Trunc(m))
	minutes := fmt.Sprintf("%02.0f", (m-math.Trunc(m))*60)
	var names []string
	for _, kind := range []string{"TM3", "TM3ZONE", ""} {
		names = append(names, kind+degrees+minutes)
		if minutes == "00" {
			names = append(names, kind+degrees)
		}
	}
	return names
}
