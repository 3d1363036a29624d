package interchange_test

import (
	"encoding/xml"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"phusong/geo/encoding/gpkg"
)

// qgis is what a style holds.
type qgis struct {
	Renderer struct {
		Type  string `xml:"type,attr"`
		Rules []struct {
			Filter string `xml:"filter,attr"`
			Label  string `xml:"label,attr"`
			Symbol string `xml:"symbol,attr"`
		} `xml:"rules>rule"`
		Symbols []struct {
			Name   string `xml:"name,attr"`
			Layers []struct {
				Class string `xml:"class,attr"`
			} `xml:"layer"`
		} `xml:"symbols>symbol"`
	} `xml:"renderer-v2"`
}

// TestStyles: every layer with places has one default style; styles are XML of which every rule has
// its symbol; shares have the classes of the targets and one without data.
func TestStyles(t *testing.T) {
	for _, name := range []string{"longan", "valley-groups", "places"} {
		path := saved(t, analyzed(t, name), "gpkg", "vi")
		defaults := map[string]int{}
		for _, row := range layerRows(t, path, "layer_styles") {
			layer, _ := row.Attributes.String("f_table_name")
			style, _ := row.Attributes.String("styleName")
			text, _ := row.Attributes.String("styleQML")
			if on, _ := row.Attributes.String("useAsDefault"); on == "true" {
				defaults[layer]++
			}
			var q qgis
			if err := xml.Unmarshal([]byte(text), &q); err != nil {
				t.Fatalf("%s %s: %v", layer, style, err)
			}
			if q.Renderer.Type != "RuleRenderer" || len(q.Renderer.Rules) != len(q.Renderer.Symbols) || len(q.Renderer.Rules) < 3 {
				t.Errorf("%s %s: %s of %d rules, %d symbols", layer, style, q.Renderer.Type, len(q.Renderer.Rules), len(q.Renderer.Symbols))
			}
			if strings.HasPrefix(layer, "units_") && style == "mobile_population_4g_any" {
				checkClasses(t, q)
			}
			if strings.HasPrefix(layer, "gaps_") {
				for _, s := range q.Renderer.Symbols {
					if len(s.Layers) != 2 || s.Layers[0].Class != "SimpleFill" || s.Layers[1].Class != "LinePatternFill" {
						t.Errorf("%s: %v is no hatching with an outline", layer, s.Layers)
					}
				}
			}
		}
		layers, err := gpkg.Layers(path, gpkg.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range layers {
			if l.Geometry != "" && defaults[l.Name] != 1 {
				t.Errorf("%s: layer %s has %d default styles", name, l.Name, defaults[l.Name])
			}
		}
	}
}

func checkClasses(t *testing.T, q qgis) {
	t.Helper()
	x := `"mobile_population_4g_any_pct"`
	want := []string{x + " < 80", x + " >= 80 AND " + x + " < 90", x + " >= 90 AND " + x + " < 95", x + " >= 95 AND " + x + " < 99", x + " >= 99 AND " + x + " < 100", x + " >= 100", x + " IS NULL"}
	var got []string
	for _, r := range q.Renderer.Rules {
		got = append(got, r.Filter)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if layers := q.Renderer.Symbols[6].Layers; len(layers) != 2 || layers[1].Class != "PointPatternFill" {
		t.Errorf("no data is drawn as %v", layers)
	}
}
