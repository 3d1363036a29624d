package report

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"phusong/coverage"
	"phusong/geo/encoding/geojson"
)

// slowGaps, slowUnits and slowSites write the collections one feature after the other, with properties
// as values.
func slowGaps(w io.Writer, r *coverage.Result) error {
	out := geojson.NewWriter(w, geojson.WriterOptions{Name: "gaps"})
	for i := range r.Gaps {
		g := &r.Gaps[i]
		if err := out.Write(geometry(g.Geometry), gapProperties(r.Dataset, g)); err != nil {
			return fmt.Errorf("gap %s: %w", gapID(r.Dataset, g), err)
		}
	}
	return out.Close()
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

func slowUnits(w io.Writer, r *coverage.Result) error {
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

func slowSites(w io.Writer, r *coverage.Result) error {
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

// slowFigures writes the rows of FigureRow.
func slowFigures(w io.Writer, r *coverage.Result) error {
	out := csv.NewWriter(w)
	err := out.Write(FigureColumns)
	for i := range r.Figures {
		err = errors.Join(err, out.Write(FigureRow(r.Dataset, &r.Figures[i])))
	}
	out.Flush()
	return errors.Join(err, out.Error())
}

// slowFigureLines encodes every figure as figureJSON.
func slowFigureLines(w io.Writer, r *coverage.Result) error {
	return writeLines(w, len(r.Figures), func(i int) any { return toJSON(r.Dataset, &r.Figures[i]) })
}

// texts are names that the formats quote, and some that they do not.
func texts() *rapid.Generator[string] {
	return rapid.OneOf(rapid.SampledFrom([]string{"", "", "any", "max", "Viettel", "Xã Đông", `a "b", c`, "<&>", "a\u2028b", " lead", "line\nend", `back\slash`, "\x7f", `\.`}), rapid.String())
}

// drawnResult is a result whose every text and number is drawn.
func drawnResult(t *rapid.T) *coverage.Result {
	text, technology := texts(), rapid.Map(texts(), func(s string) coverage.Technology { return coverage.Technology(s) })
	micro := rapid.OneOf(rapid.Map(rapid.Int64(), func(v int64) coverage.Micro { return coverage.Micro(v) }), rapid.SampledFrom([]coverage.Micro{0, 1, coverage.One, math.MinInt64, math.MaxInt64}))
	number := rapid.OneOf(rapid.Float64(), rapid.SampledFrom([]float64{0, 1, -1.5, 2100, 0.1, math.Copysign(0, -1)}))
	count := rapid.Custom(func(t *rapid.T) coverage.Count {
		return coverage.Count{Value: micro.Draw(t, "count"), Known: rapid.Bool().Draw(t, "known")}
	})
	degrees := rapid.Custom(func(t *rapid.T) orb.Point {
		return orb.Point{rapid.Float64Range(-180, 180).Draw(t, "lon"), rapid.Float64Range(-90, 90).Draw(t, "lat")}
	})
	shape := rapid.Custom(func(t *rapid.T) orb.MultiPolygon {
		var mp orb.MultiPolygon
		for range rapid.IntRange(1, 2).Draw(t, "polygons") {
			p := degrees.Draw(t, "corner")
			mp = append(mp, orb.Polygon{{p, degrees.Draw(t, "b"), degrees.Draw(t, "c"), p}})
		}
		return mp
	})
	d := &coverage.Dataset{AsOf: text.Draw(t, "as of")}
	r := &coverage.Result{Dataset: d}
	units := rapid.IntRange(1, 6).Draw(t, "units")
	d.Leaves = rapid.IntRange(0, units).Draw(t, "leaves")
	for range units {
		d.Units = append(d.Units, coverage.AdminUnit{Edition: text.Draw(t, "edition"), Code: text.Draw(t, "code"), Name: text.Draw(t, "name"), Level: text.Draw(t, "level"),
			Parent: rapid.IntRange(-1, units-1).Draw(t, "parent"), Geometry: shape.Draw(t, "shape"), AreaM2: micro.Draw(t, "area"), People: count.Draw(t, "people"), Households: count.Draw(t, "households")})
	}
	for range rapid.IntRange(0, 3).Draw(t, "sites") {
		s := coverage.Site{ID: text.Draw(t, "id"), Name: text.Draw(t, "site"), Located: rapid.Bool().Draw(t, "located"), Unit: rapid.IntRange(-1, units-1).Draw(t, "unit"), Lon: 105, Lat: 10}
		s.Aliases = rapid.SliceOfN(text, 0, 2).Draw(t, "aliases")
		for range rapid.IntRange(0, 3).Draw(t, "cells") {
			s.Cells = append(s.Cells, coverage.Cell{ID: text.Draw(t, "cell"), Operator: text.Draw(t, "operator"), Technology: technology.Draw(t, "technology"), Band: text.Draw(t, "band"),
				FrequencyMHz: number.Draw(t, "MHz"), BandwidthMHz: number.Draw(t, "width"), EIRPdBm: number.Draw(t, "eirp"), HeightM: number.Draw(t, "height"), Omni: rapid.Bool().Draw(t, "omni"),
				AzimuthDeg: number.Draw(t, "azimuth"), DowntiltDeg: number.Draw(t, "tilt"), MechanicalTiltDeg: number.Draw(t, "mechanical"), RangeM: number.Draw(t, "range"), Pattern: text.Draw(t, "pattern"),
				Assumed: coverage.Assumed(rapid.Uint16().Draw(t, "assumed"))})
		}
		d.Sites = append(d.Sites, s)
	}
	for k := range rapid.IntRange(0, 3).Draw(t, "gaps") {
		r.Gaps = append(r.Gaps, coverage.Gap{Kind: rapid.SampledFrom([]string{coverage.GapMobile, coverage.GapFiber}).Draw(t, "kind"), Technology: technology.Draw(t, "technology"), Operator: text.Draw(t, "operator"),
			Unit: rapid.IntRange(0, units-1).Draw(t, "unit"), Ordinal: k, Class: text.Draw(t, "class"), Geometry: shape.Draw(t, "shape"), AreaM2: micro.Draw(t, "area"), People: micro.Draw(t, "people"),
			Households: micro.Draw(t, "households"), Anchor: degrees.Draw(t, "anchor"), NearestSite: text.Draw(t, "nearest"), NearestSiteKm: number.Draw(t, "km"), HasLevel: rapid.Bool().Draw(t, "level"),
			BestDBm: number.Draw(t, "best"), ShortDB: number.Draw(t, "short"), Cause: text.Draw(t, "cause")})
	}
	seen := map[string]bool{}
	for range rapid.IntRange(0, 8).Draw(t, "figures") {
		f := coverage.Figure{Indicator: text.Draw(t, "indicator"), Technology: technology.Draw(t, "technology"), Operator: text.Draw(t, "operator"), Unit: rapid.IntRange(0, units-1).Draw(t, "unit"),
			Covered: micro.Draw(t, "covered"), Uncovered: micro.Draw(t, "uncovered"), Unknown: micro.Draw(t, "unknown"), Total: micro.Draw(t, "total"),
			Measure: rapid.SampledFrom([]string{"person", coverage.MeasureM2, coverage.MeasureM, `a "b"`}).Draw(t, "measure"), AsOf: d.AsOf, Criterion: text.Draw(t, "criterion"),
			Assumed: rapid.Int64Range(0, 3).Draw(t, "assumed"), CountOnly: rapid.Bool().Draw(t, "count only")}
		if key := fmt.Sprint(figureKey(&f), f.Unit); !seen[key] { // a unit has a figure once
			seen[key] = true
			r.Figures = append(r.Figures, f)
		}
	}
	return r
}

// fastFiles are the outputs formatted in chunks, each with its slow reference.
var fastFiles = []struct {
	name string
	slow func(w io.Writer, r *coverage.Result) error
	fast func(w io.Writer, r *coverage.Result, workers int) error
}{
	{"figures.csv", slowFigures, WriteFigures}, {"figures.json", slowFigureLines, writeFigureLines},
	{"units.geojson", slowUnits, WriteUnits}, {"gaps.geojson", slowGaps, WriteGaps}, {"sites.geojson", slowSites, WriteSites},
}

// sameFiles holds what is formatted in chunks, by any number of workers, against what one
// row after the other gives, to the byte; where that is an error, so is this.
func sameFiles(t interface{ Fatalf(string, ...any) }, r *coverage.Result) {
	for _, f := range fastFiles {
		var want bytes.Buffer
		slowErr := f.slow(&want, r)
		for _, workers := range []int{1, 2, 7} {
			var got bytes.Buffer
			err := f.fast(&got, r, workers)
			if fmt.Sprint(err) != fmt.Sprint(slowErr) {
				t.Fatalf("%s: error %v, want %v", f.name, err, slowErr)
			}
			if err == nil && !bytes.Equal(got.Bytes(), want.Bytes()) {
				t.Fatalf("%s with %d workers: other bytes:\n%.2000s\nwant\n%.2000s", f.name, workers, got.Bytes(), want.Bytes())
			}
		}
	}
}

func TestFastFilesAreSlowFiles(t *testing.T) {
	sameFiles(t, Wide(150)) // more than a chunk of everything
	rapid.Check(t, func(t *rapid.T) { sameFiles(t, drawnResult(t)) })
}

// TestErrorOfSeveral: of several features that cannot be written the first is the error.
func TestErrorOfSeveral(t *testing.T) {
	r := Wide(60)
	for _, i := range []int{400, 700, 1100} {
		r.Gaps[i].Anchor[0] = math.NaN()
		r.Gaps[i+1].Geometry[0][0][0][1] = 91
	}
	sameFiles(t, r)
}
