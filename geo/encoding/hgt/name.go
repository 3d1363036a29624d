package hgt

import (
	"fmt"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
)

// Corner is the south-west corner of a tile of 1 x 1 degree: whole degrees,
// longitude -180 to 179 and latitude -90 to 89.
type Corner struct{ Lon, Lat int }

// String is the corner as files are named after it, such as N44W072. Zero is
// north and east.
func (c Corner) String() string {
	ns, ew := 'N', 'E'
	if c.Lat < 0 {
		ns = 'S'
	}
	if c.Lon < 0 {
		ew = 'W'
	}
	return fmt.Sprintf("%c%02d%c%03d", ns, max(c.Lat, -c.Lat), ew, max(c.Lon, -c.Lon))
}

func (c Corner) valid() bool {
	return c.Lon >= -180 && c.Lon <= 179 && c.Lat >= -90 && c.Lat <= 89
}

var cornerPattern = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`(?i)(?:^|[._])([NS])(\d{2})([EW])(\d{3})(?:[._]|$)`) })

// ParseName returns the corner that a file name states. Folders, upper and lower
// case and what surrounds the corner (N44W072.SRTMGL1.hgt.zip,
// NASADEM_HGT_n44w072.zip) do not matter.
func ParseName(name string) (Corner, error) {
	m := cornerPattern().FindStringSubmatch(filepath.Base(name))
	if m == nil {
		return Corner{}, fmt.Errorf("%q does not name a tile: want the south-west corner as in N44W072.hgt", filepath.Base(name))
	}
	lat, _ := strconv.Atoi(m[2]) // digits only, by the pattern
	lon, _ := strconv.Atoi(m[4])
	if strings.EqualFold(m[1], "S") {
		lat = -lat
	}
	if strings.EqualFold(m[3], "W") {
		lon = -lon
	}
	c := Corner{Lon: lon, Lat: lat}
	if !c.valid() {
		return Corner{}, fmt.Errorf("%q names a corner off the globe: want S90 to N89 and W180 to E179", filepath.Base(name))
	}
	return c, nil
}

// IsName reports whether a file is to be read as a tile: its name ends in .hgt,
// .hgt.gz or .hgt.zip, or it is a .zip named after a corner. A name without a
// corner is an error of ParseName, not of IsName.
func IsName(name string) bool {
	lower := strings.ToLower(filepath.Base(name))
	for _, end := range []string{".hgt", ".hgt.gz", ".hgt.zip"} {
		if strings.HasSuffix(lower, end) {
			return true
		}
	}
	return strings.HasSuffix(lower, ".zip") && cornerPattern().MatchString(lower)
}
