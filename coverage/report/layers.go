package report

import (
	"slices"
	"strconv"
	"strings"

	"github.com/paulmach/orb"

	"phusong/coverage"
	"phusong/geo/encoding/geojson"
)

// geometry writes a multipolygon of one polygon as a polygon.
func geometry(mp orb.MultiPolygon) orb.Geometry {
	if len(mp) == 1 {
		return mp[0]
	}
	return mp
}

// GapID names a gap as gaps.geojson does.
func GapID(d *coverage.Dataset, g *coverage.Gap) string { return gapID(d, g) }

// gapID is stable as long as the gap keeps its rank in its commune.
func gapID(d *coverage.Dataset, g *coverage.Gap) string {
	parts := []string{g.Kind}
	if g.Kind == coverage.GapMobile {
		parts = append(parts, string(g.Technology), g.Operator)
	}
	return strings.Join(append(parts, d.Units[g.Unit].Code, strconv.Itoa(g.Ordinal)), "/")
}

func optional(s string) any {
	if s == "" {
		return nil
	}
	return s
}

func when(ok bool, v any) any {
	if !ok {
		return nil
	}
	return v
}

func decimals(v float64, n int) geojson.Number {
	return geojson.Number(strconv.FormatFloat(v, 'f', n, 64))
}

// onMap keeps the figures that a map of communes shows.
func onMap(f *coverage.Figure) bool {
	return f.Operator == "" || f.Operator == coverage.OperatorAny || f.Operator == coverage.OperatorMax
}

func countValue(c coverage.Count) any {
	if !c.Known {
		return nil
	}
	return geojson.Number(c.Value.String())
}

func statesAntennas(d *coverage.Dataset) bool {
	return slices.ContainsFunc(d.Sites, func(s coverage.Site) bool {
		return slices.ContainsFunc(s.Cells, func(c coverage.Cell) bool {
			return c.Pattern != "" || c.MechanicalTiltDeg != 0 || c.Assumed&coverage.AssumedAntenna != 0
		})
	})
}
