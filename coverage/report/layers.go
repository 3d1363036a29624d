package report

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/paulmach/orb"

	"phusong/coverage"
	"phusong/geo/encoding/geojson"
)

// WriteGaps writes gaps.geojson.
func WriteGaps(w io.Writer, r *coverage.Result) error {
	out := geojson.NewWriter(w, geojson.WriterOptions{Name: "gaps"})
	for i := range r.Gaps {
		g := &r.Gaps[i]
		if err := out.Write(geometry(g.Geometry), gapProperties(r.Dataset, g)); err != nil {
			return fmt.Errorf("gap %s: %w", gapID(r.Dataset, g), err)
		}
	}
	return out.Close()
}

// geometry writes a multipolygon of one polygon as a polygon.
func geometry(mp orb.MultiPolygon) orb.Geometry {
	if len(mp) == 1 {
		return mp[0]
	}
	return mp
}

// gapID is stable as long as the gap keeps its rank in its commune.
func gapID(d *coverage.Dataset, g *coverage.Gap) string {
	parts := []string{g.Kind}
	if g.Kind == coverage.GapMobile {
		parts = append(parts, string(g.Technology), g.Operator)
	}
	return strings.Join(append(parts, d.Units[g.Unit].Code, strconv.Itoa(g.Ordinal)), "/")
}

func gapProperties(d *coverage.Dataset, g *coverage.Gap) []geojson.Property {
	u := &d.Units[g.Unit]
	p := []geojson.Property{
		{Name: "id", Value: gapID(d, g)}, {Name: "kind", Value: g.Kind},
		{Name: "technology", Value: optional(string(g.Technology))}, {Name: "operator", Value: optional(g.Operator)},
		{Name: "code", Value: u.Code}, {Name: "name", Value: u.Name}, {Name: "edition", Value: u.Edition},
		{Name: "class", Value: g.Class},
		{Name: "households", Value: geojson.Number(g.Households.String())},
		{Name: "population", Value: geojson.Number(g.People.String())},
		{Name: "area_km2", Value: geojson.Number(g.AreaM2.Scaled(km2Places))},
	}
	if g.Kind == coverage.GapMobile {
		p = append(p, geojson.Property{Name: "nearest_site", Value: optional(g.NearestSite)},
			geojson.Property{Name: "nearest_site_km", Value: when(g.NearestSite != "", decimals(g.NearestSiteKm, 3))},
			geojson.Property{Name: "best_dbm", Value: when(g.HasLevel, decimals(g.BestDBm, 2))},
			geojson.Property{Name: "short_db", Value: when(g.HasLevel, decimals(g.ShortDB, 2))},
			geojson.Property{Name: "anchor_lon", Value: decimals(g.Anchor[0], 7)},
			geojson.Property{Name: "anchor_lat", Value: decimals(g.Anchor[1], 7)})
	}
	return append(p, geojson.Property{Name: "cause", Value: g.Cause})
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

// WriteUnits writes units.geojson: the boundaries with the shares of their main
// figures, one property an indicator, technology and operator rule.
func WriteUnits(w io.Writer, r *coverage.Result) error {
	d := r.Dataset
	percents := map[int][]geojson.Property{}
	for i := range r.Figures {
		f := &r.Figures[i]
		if f.Unit < d.Leaves && onMap(f) {
			percents[f.Unit] = append(percents[f.Unit], geojson.Property{Name: figureKey(f), Value: mapValue(f)})
		}
	}
	out := geojson.NewWriter(w, geojson.WriterOptions{Name: "units"})
	for i := range d.Units[:d.Leaves] {
		u := &d.Units[i]
		p := []geojson.Property{
			{Name: "code", Value: u.Code}, {Name: "name", Value: u.Name}, {Name: "edition", Value: u.Edition},
			{Name: "level", Value: u.Level}, {Name: "parent", Value: parentCode(d, u)},
			{Name: "area_km2", Value: geojson.Number(u.AreaM2.Scaled(km2Places))},
			{Name: "population", Value: countValue(u.People)}, {Name: "households", Value: countValue(u.Households)},
		}
		if err := out.Write(geometry(u.Geometry), append(p, percents[i]...)); err != nil {
			return fmt.Errorf("unit %s: %w", u.Code, err)
		}
	}
	return out.Close()
}

// onMap keeps the figures that a map of communes shows.
func onMap(f *coverage.Figure) bool {
	return f.Operator == "" || f.Operator == coverage.OperatorAny || f.Operator == coverage.OperatorMax
}

func figureKey(f *coverage.Figure) string {
	key := f.Indicator
	if f.Technology != "" {
		key += " " + string(f.Technology)
	}
	if f.Operator != "" {
		key += " " + f.Operator
	}
	return key
}

// mapValue is the percentage, or the count where there is none, or null.
func mapValue(f *coverage.Figure) any {
	if f.CountOnly {
		return geojson.Number(f.Total.String())
	}
	if text := f.PercentText(PercentDecimals); text != "" {
		return geojson.Number(text)
	}
	return nil
}

func parentCode(d *coverage.Dataset, u *coverage.AdminUnit) any {
	if u.Parent < 0 {
		return nil
	}
	return d.Units[u.Parent].Code
}

func countValue(c coverage.Count) any {
	if !c.Known {
		return nil
	}
	return geojson.Number(c.Value.String())
}

// WriteSites writes sites.geojson: one point per cell of a located site, as
// understood, with the names of the values that were assumed. Antenna and
// mechanical tilt are written where any cell has one.
func WriteSites(w io.Writer, r *coverage.Result) error {
	d := r.Dataset
	antennas, codes := statesAntennas(d), slices.ContainsFunc(d.Sites, func(s coverage.Site) bool { return len(s.Aliases) > 0 })
	out := geojson.NewWriter(w, geojson.WriterOptions{Name: "sites"})
	for i := range d.Sites {
		s := &d.Sites[i]
		var place orb.Geometry
		if s.Located {
			place = orb.Point{s.Lon, s.Lat}
		}
		for j := range s.Cells {
			p := siteProperties(d, s, &s.Cells[j])
			if antennas {
				p = append(p, geojson.Property{Name: "antenna", Value: optional(s.Cells[j].Pattern)},
					geojson.Property{Name: "mechanical_tilt_deg", Value: s.Cells[j].MechanicalTiltDeg})
			}
			if codes {
				p = append(p, geojson.Property{Name: "codes", Value: optional(strings.Join(s.Aliases, "; "))})
			}
			if err := out.Write(place, p); err != nil {
				return fmt.Errorf("site %s: %w", s.ID, err)
			}
		}
	}
	return out.Close()
}

func statesAntennas(d *coverage.Dataset) bool {
	return slices.ContainsFunc(d.Sites, func(s coverage.Site) bool {
		return slices.ContainsFunc(s.Cells, func(c coverage.Cell) bool {
			return c.Pattern != "" || c.MechanicalTiltDeg != 0 || c.Assumed&coverage.AssumedAntenna != 0
		})
	})
}

func siteProperties(d *coverage.Dataset, s *coverage.Site, c *coverage.Cell) []geojson.Property {
	var code any
	if s.Unit >= 0 {
		code = d.Units[s.Unit].Code
	}
	return []geojson.Property{
		{Name: "site_id", Value: s.ID}, {Name: "cell_id", Value: c.ID}, {Name: "name", Value: optional(s.Name)}, {Name: "code", Value: code},
		{Name: "operator", Value: c.Operator}, {Name: "technology", Value: string(c.Technology)}, {Name: "band", Value: optional(c.Band)},
		{Name: "frequency_mhz", Value: c.FrequencyMHz}, {Name: "bandwidth_mhz", Value: c.BandwidthMHz}, {Name: "eirp_dbm", Value: c.EIRPdBm},
		{Name: "height_m", Value: c.HeightM}, {Name: "azimuth_deg", Value: when(!c.Omni, c.AzimuthDeg)}, {Name: "downtilt_deg", Value: c.DowntiltDeg},
		{Name: "range_m", Value: when(c.RangeM > 0, c.RangeM)}, {Name: "assumed", Value: strings.Join(c.Assumed.Names(), " ")},
	}
}
