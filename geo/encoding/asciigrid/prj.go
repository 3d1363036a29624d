package asciigrid

import (
	"regexp"
	"strconv"
	"strings"

	"phusong/geo/raster"
	"sync"
)

// ParsePRJ classifies the text of a .prj file: WKT 1 of Esri or OGC, WKT 2, or
// the older "Projection GEOGRAPHIC, Datum WGS84" lines of ArcInfo. Text it does
// not understand gives the kind UnknownCRS. The EPSG code is 0 unless the text
// ends with one.
func ParsePRJ(text string) raster.CRS {
	text = strings.TrimSpace(strings.TrimPrefix(text, "\ufeff"))
	open := strings.IndexAny(text, "[(")
	if open < 0 {
		return parseArcInfo(text)
	}
	crs := raster.CRS{Kind: raster.UnknownCRS, Name: quoted(text[open:])}
	switch strings.ToUpper(strings.TrimSpace(text[:open])) {
	case "BOUNDCRS", "COMPD_CS", "COMPOUNDCRS":
		return parseInner(text[open+1:])
	case "GEOGCS", "GEOGCRS", "GEODCRS", "GEOGRAPHICCRS", "GEODETICCRS":
		crs.Kind, crs.Unit = raster.Geographic, angularUnit(text)
	case "PROJCS", "PROJCRS", "PROJECTEDCRS":
		crs.Kind = raster.Projected
	}
	if m := lastCode().FindStringSubmatch(text); m != nil {
		crs.EPSG, _ = strconv.Atoi(m[1]) // at most 6 digits
	}
	return crs
}

// lastCode finds the identifier that closes the outermost bracket.
var lastCode = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?i)(?:AUTHORITY|ID)\s*[\[(]\s*"EPSG"\s*,\s*"?(\d{1,6})"?\s*[\])]\s*[\])]\s*$`)
})

// innerCRS finds the horizontal system inside a compound or bound one.
var innerCRS = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?i)\b(GEOGCS|GEOGCRS|GEODCRS|PROJCS|PROJCRS)\s*[\[(]`)
})

func parseInner(text string) raster.CRS {
	at := innerCRS().FindStringIndex(text)
	if at == nil {
		return raster.CRS{Kind: raster.UnknownCRS}
	}
	return ParsePRJ(balanced(text[at[0]:]))
}

// balanced cuts text after the bracket that closes its first one.
func balanced(text string) string {
	depth, inQuotes := 0, false
	for i, c := range text {
		switch {
		case c == '"':
			inQuotes = !inQuotes
		case inQuotes:
		case c == '[' || c == '(':
			depth++
		case c == ']' || c == ')':
			if depth--; depth == 0 {
				return text[:i+1]
			}
		}
	}
	return text
}

func quoted(text string) string {
	if parts := strings.SplitN(text, `"`, 3); len(parts) == 3 {
		return parts[1]
	}
	return ""
}

// unitSize finds angular units with their size in radians.
var unitSize = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?i)\b(?:ANGLE)?UNIT\s*[\[(]\s*"([^"]*)"\s*,\s*([0-9.eE+-]+)`)
})

// angularUnit returns the name of a unit that is not the degree; empty for
// degrees, or if none is given.
func angularUnit(text string) string {
	for _, m := range unitSize().FindAllStringSubmatch(text, -1) {
		size, err := strconv.ParseFloat(m[2], 64)
		if err == nil && size < 1.01 && (size < 0.01745 || size > 0.01746) && !strings.EqualFold(m[1], "metre") && !strings.EqualFold(m[1], "meter") {
			return strings.ToLower(m[1])
		}
	}
	return ""
}

// parseArcInfo reads lines of key and value.
func parseArcInfo(text string) raster.CRS {
	values := map[string]string{}
	for line := range strings.Lines(text) {
		if words := strings.Fields(strings.ToUpper(line)); len(words) >= 2 {
			values[words[0]] = strings.Join(words[1:], " ")
		}
	}
	crs := raster.CRS{Kind: raster.UnknownCRS}
	switch projection := values["PROJECTION"]; projection {
	case "":
	case "GEOGRAPHIC", "GEOGRAPHICS":
		crs.Kind, crs.Name = raster.Geographic, values["DATUM"]
		if units := values["UNITS"]; units != "" && units != "DD" && units != "DEGREES" {
			crs.Unit = strings.ToLower(units)
		}
	default:
		crs.Kind, crs.Name = raster.Projected, projection
	}
	return crs
}
