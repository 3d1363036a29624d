package report

import (
	"encoding/csv"
	"fmt"
	"io"

	"github.com/paulmach/orb"

	"phusong/coverage"
	"phusong/geo/encoding/geojson"
)

// Outputs of regions that have places.
const (
	PlacesFile    = "places.csv"
	PlacesMapFile = "places.geojson"
)

// PlaceColumns is the header of places.csv.
var PlaceColumns = []string{"layer", "kind", "id", "name", "code", "technology", "operator", "covered", "uncovered", "unknown", "total", "percent", "unit",
	"outside", "longest_uncovered_km", "from_lon", "from_lat", "to_lon", "to_lat", "as_of", "criterion"}

// WritePlaces writes places.csv: one row for each place, zone and road, technology and
// operator rule. Code is the unit of a point; outside is what of a zone or road lies
// outside the region, in no figure; the longest way uncovered is that of a road.
func WritePlaces(w io.Writer, r *coverage.Result) error {
	out := csv.NewWriter(w)
	if err := out.Write(PlaceColumns); err != nil {
		return err
	}
	for i := range r.Places.Shares {
		if err := out.Write(placeRow(r.Dataset, &r.Places.Shares[i])); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

func placeRow(d *coverage.Dataset, s *coverage.PlaceShare) []string {
	layer := &d.PlaceLayers[s.Layer]
	f := featureOf(d, layer, s.Feature)
	code := ""
	if s.Unit >= 0 {
		code = d.Units[s.Unit].Code
	}
	row := []string{layer.ID, string(layer.Kind), f.id, f.name, code, string(s.Technology), s.Operator,
		QuantityText(&s.Figure, s.Covered), QuantityText(&s.Figure, s.Uncovered), QuantityText(&s.Figure, s.Unknown), QuantityText(&s.Figure, s.Total),
		s.PercentText(PercentDecimals), MeasureText(&s.Figure)}
	if layer.Kind == coverage.PlacePoints {
		return append(row, "", "", "", "", "", "", s.AsOf, s.Criterion)
	}
	row = append(row, QuantityText(&s.Figure, f.outside))
	if layer.Kind != coverage.PlaceLines {
		return append(row, "", "", "", "", "", s.AsOf, s.Criterion)
	}
	row = append(row, s.Longest.Scaled(kmPlaces))
	for _, p := range s.LongestWay {
		for _, v := range p {
			if s.Longest == 0 {
				row = append(row, "")
				continue
			}
			row = append(row, string(decimals(v, 7)))
		}
	}
	return append(row, s.AsOf, s.Criterion)
}

// feature is what a place, a zone and a road have in common.
type feature struct {
	id, name string
	outside  coverage.Micro
}

func featureOf(d *coverage.Dataset, l *coverage.PlaceLayer, i int) feature {
	switch l.Kind {
	case coverage.PlaceAreas:
		return feature{d.Zones[i].ID, d.Zones[i].Name, d.Zones[i].OutsideM2}
	case coverage.PlaceLines:
		return feature{d.Roads[i].ID, d.Roads[i].Name, d.Roads[i].OutsideM}
	}
	return feature{d.Places[i].ID, d.Places[i].Name, 0}
}

// WritePlacesMap writes places.geojson: each point with its state by technology and
// operator rule; of zones the parts that are uncovered or unknown; of roads the parts
// in each state. Parts come by technology and operator rule; max, whose operator may
// differ from place to place, has none.
func WritePlacesMap(w io.Writer, r *coverage.Result) error {
	d := r.Dataset
	out := geojson.NewWriter(w, geojson.WriterOptions{Name: "places"})
	if err := writePoints(out, r); err != nil {
		return err
	}
	for i := range r.Places.Parts {
		p := &r.Places.Parts[i]
		layer := &d.PlaceLayers[p.Layer]
		f := featureOf(d, layer, p.Feature)
		properties := []geojson.Property{{Name: "layer", Value: layer.ID}, {Name: "kind", Value: string(layer.Kind)}, {Name: "id", Value: f.id}, {Name: "name", Value: optional(f.name)},
			{Name: "technology", Value: string(p.Selection.Technology)}, {Name: "operator", Value: p.Selection.Operator}, {Name: "state", Value: p.State.String()}}
		if layer.Kind == coverage.PlaceAreas {
			properties = append(properties, geojson.Property{Name: "area_km2", Value: geojson.Number(p.Quantity.Scaled(km2Places))})
		} else {
			properties = append(properties, geojson.Property{Name: "length_km", Value: geojson.Number(p.Quantity.Scaled(kmPlaces))})
		}
		if err := out.Write(simplest(p.Geometry), properties); err != nil {
			return fmt.Errorf("place %s of %s: %w", f.id, layer.ID, err)
		}
	}
	return out.Close()
}

// simplest writes a collection of one as the one.
func simplest(g orb.Geometry) orb.Geometry {
	switch g := g.(type) {
	case orb.MultiPolygon:
		return geometry(g)
	case orb.MultiLineString:
		if len(g) == 1 {
			return g[0]
		}
	}
	return g
}

// writePoints writes the shares of points, which come one point after the other.
func writePoints(out *geojson.Writer, r *coverage.Result) error {
	d, shares := r.Dataset, r.Places.Shares
	for i := 0; i < len(shares); {
		first := &shares[i]
		layer := &d.PlaceLayers[first.Layer]
		end := i
		for end < len(shares) && shares[end].Layer == first.Layer && shares[end].Feature == first.Feature {
			end++
		}
		if layer.Kind == coverage.PlacePoints {
			p := &d.Places[first.Feature]
			properties := []geojson.Property{{Name: "layer", Value: layer.ID}, {Name: "kind", Value: string(layer.Kind)}, {Name: "id", Value: p.ID},
				{Name: "name", Value: optional(p.Name)}, {Name: "code", Value: d.Units[p.Unit].Code}}
			for k := i; k < end; k++ {
				if s := &shares[k]; s.Operator != coverage.OperatorMax {
					properties = append(properties, geojson.Property{Name: string(s.Technology) + " " + s.Operator, Value: stateOf(&s.Figure).String()})
				}
			}
			if err := out.Write(orb.Point{p.Lon, p.Lat}, properties); err != nil {
				return fmt.Errorf("place %s of %s: %w", p.ID, layer.ID, err)
			}
		}
		i = end
	}
	return nil
}

func stateOf(f *coverage.Figure) coverage.State {
	switch {
	case f.Covered > 0:
		return coverage.Covered
	case f.Unknown > 0:
		return coverage.Unknown
	}
	return coverage.Uncovered
}
