package interchange

import (
	"html"
	"strconv"
	"strings"

	"phusong/geo/feature"
	"phusong/internal/numeral"
)

// hiddenInBalloons are columns whose words stand in another one.
var hiddenInBalloons = map[string]bool{"class": true, "cause": true, "kind": true, "level": true, "state": true, "best": true}

// balloon is what is shown when a placemark is touched: titles and values that are there, in
// the digits of the language. Of units' figures only the percentages and counts: the rest is in the data.
func (s *source) balloon(schema *feature.Schema, values []any) string {
	var b strings.Builder
	b.WriteString("<table>")
	for i, v := range values {
		f := schema.Fields[i]
		if v == nil || hiddenInBalloons[f.Name] || strings.HasPrefix(f.Name, "has_") || strings.HasSuffix(f.Name, "_unknown") || strings.HasSuffix(f.Name, "_uncovered") {
			continue
		}
		writeRow(&b, f.Title, s.shown(v, f.Name))
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
