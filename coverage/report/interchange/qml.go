package interchange

import (
	"encoding/xml"
	"fmt"
	"image/color"
	"strings"

	"phusong/geo/feature"
)

// rule is one line of a legend: what is drawn how. A rule without a filter takes what no other takes.
type rule struct {
	filter string // an expression of QGIS
	label  string
	symbol symbol
}

// symbol is drawn layer upon layer, the first below.
type symbol struct {
	kind   string // fill, line or marker
	layers []symbolLayer
}

// symbolLayer is a class of QGIS with its properties in order; some hold a symbol themselves.
type symbolLayer struct {
	class      string
	properties [][2]string
	inner      *symbol
}

// labels write a column beside features, from a scale on.
type labels struct {
	field     string
	sizePt    float64
	fromScale int // the largest denominator at which labels are drawn, which QGIS calls scaleMax; 0 for any
	polygon   bool
}

// qml is a style as QGIS 3 reads it, from 3.4 on: properties stand both as "prop", which
// versions to 3.16 read, and as "Option", which later ones prefer. Rules are used instead of
// classes because the limits of QGIS's classes belong to two of them. Titles, where there are any, head
// the columns of the table in place of their names.
func qml(rules []rule, l *labels, titles []feature.Field) string {
	var b strings.Builder
	categories := "Symbology|Labeling"
	if titles != nil {
		categories += "|Fields"
	}
	b.WriteString("<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n<qgis version=\"3.22.0\" styleCategories=\"" + categories + "\" labelsEnabled=\"" + flag(l != nil) + "\">\n")
	b.WriteString("<renderer-v2 type=\"RuleRenderer\" symbollevels=\"0\" enableorderby=\"0\" forceraster=\"0\">\n<rules key=\"" + ruleKey(0) + "\">\n")
	for i, r := range rules {
		filter := r.filter
		if filter == "" {
			filter = "ELSE"
		}
		fmt.Fprintf(&b, "<rule key=\"%s\" filter=\"%s\" label=\"%s\" symbol=\"%d\"/>\n", ruleKey(i+1), attribute(filter), attribute(r.label), i)
	}
	b.WriteString("</rules>\n<symbols>\n")
	for i, r := range rules {
		writeSymbol(&b, &r.symbol, fmt.Sprint(i))
	}
	b.WriteString("</symbols>\n</renderer-v2>\n")
	if l != nil {
		l.write(&b)
	}
	if titles != nil {
		b.WriteString("<aliases>\n")
		for i, f := range titles {
			fmt.Fprintf(&b, "<alias index=\"%d\" field=\"%s\" name=\"%s\"/>\n", i+1, f.Name, attribute(f.Title)) // 0 is the row number
		}
		b.WriteString("</aliases>\n")
	}
	b.WriteString("<blendMode>0</blendMode>\n<featureBlendMode>0</featureBlendMode>\n<layerOpacity>1</layerOpacity>\n</qgis>\n")
	return b.String()
}

// ruleKey is a key that QGIS would draw at random: here it is the number of the rule.
func ruleKey(i int) string { return fmt.Sprintf("{00000000-0000-4000-8000-%012d}", i) }

func flag(on bool) string {
	if on {
		return "1"
	}
	return "0"
}

func writeSymbol(b *strings.Builder, s *symbol, name string) {
	fmt.Fprintf(b, "<symbol type=\"%s\" name=\"%s\" alpha=\"1\" clip_to_extent=\"1\" force_rhr=\"0\">\n", s.kind, name)
	for i, l := range s.layers {
		fmt.Fprintf(b, "<layer class=\"%s\" enabled=\"1\" locked=\"0\" pass=\"0\">\n<Option type=\"Map\">", l.class)
		for _, p := range l.properties {
			fmt.Fprintf(b, "<Option type=\"QString\" name=\"%s\" value=\"%s\"/>", p[0], attribute(p[1]))
		}
		b.WriteString("</Option>\n")
		for _, p := range l.properties {
			fmt.Fprintf(b, "<prop k=\"%s\" v=\"%s\"/>", p[0], attribute(p[1]))
		}
		b.WriteByte('\n')
		if l.inner != nil {
			writeSymbol(b, l.inner, fmt.Sprintf("@%s@%d", name, i))
		}
		b.WriteString("</layer>\n")
	}
	b.WriteString("</symbol>\n")
}

// write adds the labels, with a white buffer around the letters.
func (l *labels) write(b *strings.Builder) {
	placement, scaled := 6, l.fromScale > 0 // around a point, in order of preference
	if l.polygon {
		placement = 1 // over the inner point
	}
	fmt.Fprintf(b, "<labeling type=\"simple\"><settings calloutType=\"simple\">\n<text-style fieldName=\"%s\" isExpression=\"0\" fontFamily=\"Noto Sans\" fontSize=\"%g\" fontSizeUnit=\"Point\" textColor=\"30,30,30,255\" textOpacity=\"1\" multilineHeight=\"1\">", attribute(l.field), l.sizePt)
	b.WriteString("<text-buffer bufferDraw=\"1\" bufferSize=\"0.7\" bufferSizeUnits=\"MM\" bufferColor=\"255,255,255,255\" bufferOpacity=\"1\" bufferNoFill=\"1\" bufferJoinStyle=\"128\" bufferBlendMode=\"0\"/></text-style>\n")
	b.WriteString("<text-format wrapChar=\"\" autoWrapLength=\"0\" multilineAlign=\"1\"/>\n")
	fmt.Fprintf(b, "<placement placement=\"%d\" dist=\"1\" distUnits=\"MM\" centroidWhole=\"0\" centroidInside=\"1\" fitInPolygonOnly=\"0\" polygonPlacementFlags=\"2\"/>\n", placement)
	fmt.Fprintf(b, "<rendering drawLabels=\"1\" scaleVisibility=\"%s\" scaleMin=\"1\" scaleMax=\"%d\" obstacle=\"1\" displayAll=\"0\" limitNumLabels=\"0\"/>\n</settings></labeling>\n", flag(scaled), l.fromScale)
}

// attribute escapes text for an attribute in double quotes.
func attribute(text string) string {
	var b strings.Builder
	xml.EscapeText(&b, []byte(text)) // a strings.Builder cannot fail
	return b.String()
}

func rgba(c color.NRGBA) string { return fmt.Sprintf("%d,%d,%d,%d", c.R, c.G, c.B, c.A) }

// Symbols. Widths are millimetres, as QGIS counts.

// plainFill is a filled area with an outline.
func plainFill(fill, outline color.NRGBA, width string) symbol {
	style := "solid"
	if fill.A == 0 {
		style = "no"
	}
	return symbol{"fill", []symbolLayer{{class: "SimpleFill", properties: [][2]string{{"color", rgba(fill)}, {"style", style}, {"outline_color", rgba(outline)},
		{"outline_style", "solid"}, {"outline_width", width}, {"outline_width_unit", "MM"}, {"joinstyle", "bevel"}, {"offset", "0,0"}}}}}
}

// hatching is lines at an angle with an outline on a light ground, so that an area is seen without
// colours, on the darkest class too.
func hatching(c color.NRGBA, angle string, distance string) symbol {
	line := &symbol{"line", []symbolLayer{{class: "SimpleLine", properties: [][2]string{{"line_color", rgba(c)}, {"line_style", "solid"}, {"line_width", "0.3"}, {"line_width_unit", "MM"}, {"capstyle", "square"}}}}}
	s := plainFill(color.NRGBA{0xff, 0xff, 0xff, 0xb8}, c, "0.35")
	s.layers = append(s.layers, symbolLayer{class: "LinePatternFill", inner: line, properties: [][2]string{{"angle", angle}, {"distance", distance}, {"distance_unit", "MM"},
		{"color", rgba(c)}, {"line_width", "0.3"}, {"line_width_unit", "MM"}, {"offset", "0"}}})
	return s
}

// dotted is a ground with dots: what is not known.
func dotted(ground, dots, outline color.NRGBA) symbol {
	dot := &symbol{"marker", []symbolLayer{{class: "SimpleMarker", properties: [][2]string{{"name", "circle"}, {"color", rgba(dots)}, {"outline_style", "no"}, {"size", "0.6"}, {"size_unit", "MM"}}}}}
	s := plainFill(ground, outline, "0.1")
	s.layers = append(s.layers, symbolLayer{class: "PointPatternFill", inner: dot, properties: [][2]string{{"distance_x", "2"}, {"distance_y", "2"}, {"displacement_x", "1"}, {"displacement_y", "0"},
		{"distance_x_unit", "MM"}, {"distance_y_unit", "MM"}, {"displacement_x_unit", "MM"}, {"displacement_y_unit", "MM"}}})
	return s
}

// marker is a point of a shape that QGIS knows by name.
func marker(name string, fill color.NRGBA, size string) symbol {
	return symbol{"marker", []symbolLayer{{class: "SimpleMarker", properties: [][2]string{{"name", name}, {"color", rgba(fill)}, {"outline_color", "255,255,255,255"}, {"outline_style", "solid"},
		{"outline_width", "0.2"}, {"outline_width_unit", "MM"}, {"size", size}, {"size_unit", "MM"}, {"angle", "0"}, {"offset", "0,0"}, {"scale_method", "diameter"}}}}}
}

// stroke is a line.
func stroke(c color.NRGBA, width, style string) symbol {
	return symbol{"line", []symbolLayer{{class: "SimpleLine", properties: [][2]string{{"line_color", rgba(c)}, {"line_style", style}, {"line_width", width}, {"line_width_unit", "MM"}, {"capstyle", "flat"}, {"joinstyle", "bevel"}}}}}
}
