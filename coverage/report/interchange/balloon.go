package interchange

import (
	"html"
	"strconv"
	"strings"

	"phusong/coverage"
	"phusong/geo/feature"
	"phusong/internal/numeral"
)

// hiddenInBalloons are columns whose words stand in another one.
var hiddenInBalloons = map[string]bool{"class": true, "cause": true, "kind": true, "level": true, "state": true, "best": true}

// inBalloon leaves out codes whose words stand beside them and, of units, what only the data are
// for: of their figures a balloon shows the shares of people, households and fibre, and stations.
func inBalloon(name string) bool {
	if hiddenInBalloons[name] || strings.HasPrefix(name, "has_") || strings.HasSuffix(name, "_unknown") || strings.HasSuffix(name, "_uncovered") {
		return false
	}
	for _, prefix := range []string{"mobile_area", "mobile_centres", "mobile_communes", "bts_cells", "bts_layers"} {
		if strings.HasPrefix(name, prefix) {
			return false
		}
	}
	return !strings.HasSuffix(name, "_"+coverage.OperatorMax+"_pct")
}

// balloon is what is shown when a placemark is touched: titles and values that are there, in
// the digits of the language.
func (s *source) balloon(schema *feature.Schema, values []any) string {
	var b strings.Builder
	b.WriteString("<table>")
	for i, v := range values {
		if f := schema.Fields[i]; v != nil && inBalloon(f.Name) {
			writeRow(&b, f.Title, s.shown(v, f.Name))
		}
	}
	b.WriteString("</table><p>" + html.EscapeString(s.about()) + "</p>")
	return b.String()
}

func writeRow(b *strings.Builder, title, value string) {
	b.WriteString("<tr><td>" + html.EscapeString(title) + "</td><td><b>" + html.EscapeString(value) + "</b></td></tr>")
}

// shown prints a value for people. Decimals are cut to two, so that nothing is made larger than
// it is; positions keep theirs.
func (s *source) shown(v any, name string) string {
	switch v := v.(type) {
	case string:
		return v
	case int64:
		return s.number(strconv.FormatInt(v, 10))
	case bool:
		return s.word(map[bool]string{true: "có", false: "không"}[v], map[bool]string{true: "yes", false: "no"}[v])
	case float64:
		text := strconv.FormatFloat(v+0, 'f', -1, 64)
		if whole, fraction, ok := strings.Cut(text, "."); ok && len(fraction) > 2 && !strings.HasPrefix(name, "anchor_") {
			text = cut(whole, fraction)
		}
		return s.number(text)
	}
	return ""
}

// cut keeps two decimals, but never makes a nothing of a something.
func cut(whole, fraction string) string {
	places := 2
	for places < len(fraction) && strings.Trim(whole, "-0") == "" && strings.Trim(fraction[:places], "0") == "" {
		places++
	}
	return whole + "." + fraction[:places]
}

func (s *source) number(plain string) string {
	if s.vietnamese {
		return numeral.Vietnamese.Text(plain)
	}
	return numeral.English.Text(plain)
}
