package kml

import (
	"fmt"
	"image/color"
	"strconv"
)

// Style is how placemarks look that name it. A part without colour is left out: Google Earth
// then draws what it draws by itself.
type Style struct {
	ID        string // letters, digits, - and _
	Line      color.NRGBA
	LineWidth float64 // pixels
	Fill      color.NRGBA
	NoFill    bool // outline only
	Icon      color.NRGBA
	IconScale float64 // 1 is the size of the picture; 0 is 1
	IconFile  string  // a picture within the KMZ, or empty for the program's own pin
	NoLabel   bool    // names of points are not written on the map
}

// appendStyle writes a style in the order that the schema of KML asks for: IconStyle,
// LabelStyle, LineStyle, PolyStyle, BalloonStyle.
func appendStyle(b []byte, s *Style) ([]byte, error) {
	if !plainID(s.ID) {
		return nil, fmt.Errorf("style %q: letters, digits, - and _ are allowed, a letter first", s.ID)
	}
	b = fmt.Appendf(b, "<Style id=\"%s\">", s.ID)
	if s.Icon.A > 0 {
		scale := s.IconScale
		if scale == 0 {
			scale = 1
		}
		b = fmt.Appendf(b, "<IconStyle><color>%s</color><scale>%s</scale>", colorText(s.Icon), decimal(scale))
		if s.IconFile != "" {
			b = append(b, "<Icon><href>"...)
			b = append(escape(b, s.IconFile), "</href></Icon>"...)
		}
		b = append(b, "</IconStyle>"...)
	}
	if s.NoLabel {
		b = append(b, "<LabelStyle><scale>0</scale></LabelStyle>"...)
	}
	if s.Line.A > 0 {
		b = fmt.Appendf(b, "<LineStyle><color>%s</color><width>%s</width></LineStyle>", colorText(s.Line), decimal(s.LineWidth))
	}
	switch {
	case s.NoFill:
		b = append(b, "<PolyStyle><fill>0</fill></PolyStyle>"...)
	case s.Fill.A > 0:
		b = fmt.Appendf(b, "<PolyStyle><color>%s</color></PolyStyle>", colorText(s.Fill))
	}
	return append(b, "<BalloonStyle><text>$[description]</text></BalloonStyle></Style>\n"...), nil
}

// colorText is alpha, blue, green, red in hexadecimal, the order of KML.
func colorText(c color.NRGBA) string { return fmt.Sprintf("%02x%02x%02x%02x", c.A, c.B, c.G, c.R) }

func decimal(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }

// plainID holds for names that XML takes as an ID and a URL as a fragment.
func plainID(id string) bool {
	for i, c := range []byte(id) {
		letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
		if !letter && (i == 0 || c != '-' && c != '_' && (c < '0' || c > '9')) {
			return false
		}
	}
	return id != ""
}
