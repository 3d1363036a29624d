package report

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/paulmach/orb"

	"phusong/coverage"
	"phusong/geo/encoding/geojson"
)

// Features formatted at a time: some hundred kilobytes.
const (
	gapsAtATime  = 128
	unitsAtATime = 16
	sitesAtATime = 128
)

// WriteGaps writes gaps.geojson on several goroutines, 0 for one per processor; so do
// WriteUnits and WriteSites.
func WriteGaps(w io.Writer, r *coverage.Result, workers int) error {
	return writeGaps(w, r, workers, nil)
}

func writeGaps(w io.Writer, r *coverage.Result, workers int, texts *boundaryTexts) error {
	out := geojson.NewWriter(w, geojson.WriterOptions{Name: "gaps"})
	err := writeParts(out, len(r.Gaps), gapsAtATime, workers, itself, func(p *partWriter, from, to int) error {
		p.texts = texts
		for i := range r.Gaps[from:to] {
			g := &r.Gaps[from+i]
			p.gap(r.Dataset, g)
			if err := p.writeOf(r.Dataset, g.Unit, g.Geometry); err != nil {
				return fmt.Errorf("gap %s: %w", gapID(r.Dataset, g), err)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return out.Close()
}

func (p *partWriter) gap(d *coverage.Dataset, g *coverage.Gap) {
	u := &d.Units[g.Unit]
	p.gapID(d, g)
	p.text("kind", g.Kind)
	p.optional("technology", string(g.Technology))
	p.optional("operator", g.Operator)
	p.text("code", u.Code)
	p.text("name", u.Name)
	p.text("edition", u.Edition)
	p.text("class", g.Class)
	p.scaled("households", g.Households, microPlaces)
	p.scaled("population", g.People, microPlaces)
	p.scaled("area_km2", g.AreaM2, km2Places)
	if g.Kind == coverage.GapMobile {
		p.optional("nearest_site", g.NearestSite)
		p.decimalsIf(g.NearestSite != "", "nearest_site_km", g.NearestSiteKm, 3)
		p.decimalsIf(g.HasLevel, "best_dbm", g.BestDBm, 2)
		p.decimalsIf(g.HasLevel, "short_db", g.ShortDB, 2)
		p.decimals("anchor_lon", g.Anchor[0], 7)
		p.decimals("anchor_lat", g.Anchor[1], 7)
	}
	p.text("cause", g.Cause)
}

// gapID writes the ID of a gap as gapID makes it.
func (p *partWriter) gapID(d *coverage.Dataset, g *coverage.Gap) {
	id := append(append(p.scratch[:0], g.Kind...), '/')
	if g.Kind == coverage.GapMobile {
		id = append(append(id, g.Technology...), '/')
		id = append(append(id, g.Operator...), '/')
	}
	id = append(append(id, d.Units[g.Unit].Code...), '/')
	p.scratch = strconv.AppendInt(id, int64(g.Ordinal), 10)
	p.text("id", string(p.scratch))
}

// WriteUnits writes units.geojson: the boundaries with the shares of their main
// figures, one property an indicator, technology and operator rule.
func WriteUnits(w io.Writer, r *coverage.Result, workers int) error {
	return writeUnits(w, r, workers, nil)
}

func writeUnits(w io.Writer, r *coverage.Result, workers int, texts *boundaryTexts) error {
	d := r.Dataset
	shown := figuresOnMap(r)
	out := geojson.NewWriter(w, geojson.WriterOptions{Name: "units"})
	err := writeParts(out, d.Leaves, unitsAtATime, workers, itself, func(p *partWriter, from, to int) error {
		p.texts = texts
		for i := from; i < to; i++ {
			u := &d.Units[i]
			p.unit(d, u)
			for _, f := range shown[i] {
				p.figure(&r.Figures[f])
			}
			if err := p.writeOf(d, i, u.Geometry); err != nil {
				return fmt.Errorf("unit %s: %w", u.Code, err)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return out.Close()
}

// figuresOnMap lists, for every leaf unit, the figures that a map of communes shows.
func figuresOnMap(r *coverage.Result) [][]int32 {
	shown := make([][]int32, r.Dataset.Leaves)
	for i := range r.Figures {
		f := &r.Figures[i]
		if f.Unit < r.Dataset.Leaves && onMap(f) {
			shown[f.Unit] = append(shown[f.Unit], int32(i))
		}
	}
	return shown
}

func (p *partWriter) unit(d *coverage.Dataset, u *coverage.AdminUnit) {
	p.text("code", u.Code)
	p.text("name", u.Name)
	p.text("edition", u.Edition)
	p.text("level", u.Level)
	if u.Parent < 0 {
		p.null("parent")
	} else {
		p.text("parent", d.Units[u.Parent].Code)
	}
	p.scaled("area_km2", u.AreaM2, km2Places)
	p.count("population", u.People)
	p.count("households", u.Households)
}

// figure writes the percentage, or the count where there is none, or null.
func (p *partWriter) figure(f *coverage.Figure) {
	p.key(f)
	if f.CountOnly {
		p.b = f.Total.AppendScaled(p.b, microPlaces)
		return
	}
	before := len(p.b)
	switch p.b = f.AppendPercent(p.b, PercentDecimals); {
	case len(p.b) == before:
		p.b = append(p.b, "null"...)
	case (f.Covered < 0 || f.Total < 0) && !json.Valid(p.b[before:]):
		p.took(string(p.scratch), nil, fmt.Errorf("%q is not a JSON number", p.b[before:]))
	}
}

// key begins the property of a figure: indicator, technology and operator rule.
func (p *partWriter) key(f *coverage.Figure) {
	key := append(p.scratch[:0], f.Indicator...)
	if f.Technology != "" {
		key = append(append(key, ' '), f.Technology...)
	}
	if f.Operator != "" {
		key = append(append(key, ' '), f.Operator...)
	}
	p.scratch = key
	if len(p.b) > 0 {
		p.b = append(p.b, ',')
	}
	b, err := geojson.AppendString(p.b, string(key))
	p.took(string(key), b, err)
	p.b = append(p.b, ':')
}

// WriteSites writes sites.geojson: one point per cell of a located site, as
// understood, with the names of the values that were assumed. Antenna and
// mechanical tilt are written where any cell has one.
func WriteSites(w io.Writer, r *coverage.Result, workers int) error {
	d := r.Dataset
	o := siteOptions{antennas: statesAntennas(d), codes: slices.ContainsFunc(d.Sites, func(s coverage.Site) bool { return len(s.Aliases) > 0 })}
	before, cells := make([]int, len(d.Sites)), 0
	for i := range d.Sites {
		before[i] = cells
		cells += len(d.Sites[i].Cells)
	}
	out := geojson.NewWriter(w, geojson.WriterOptions{Name: "sites"})
	err := writeParts(out, len(d.Sites), sitesAtATime, workers, func(i int) int { return before[i] }, func(p *partWriter, from, to int) error {
		for i := range d.Sites[from:to] {
			if err := p.site(d, &d.Sites[from+i], o); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return out.Close()
}

// siteOptions says what sites.geojson holds beside what it always does.
type siteOptions struct{ antennas, codes bool }

// site writes the cells of a site.
func (p *partWriter) site(d *coverage.Dataset, s *coverage.Site, o siteOptions) error {
	var place orb.Geometry
	if s.Located {
		place = orb.Point{s.Lon, s.Lat}
	}
	for j := range s.Cells {
		p.cell(d, s, &s.Cells[j])
		if o.antennas {
			p.optional("antenna", s.Cells[j].Pattern)
			p.float("mechanical_tilt_deg", s.Cells[j].MechanicalTiltDeg)
		}
		if o.codes {
			p.optional("codes", strings.Join(s.Aliases, "; "))
		}
		if err := p.write(place); err != nil {
			return fmt.Errorf("site %s: %w", s.ID, err)
		}
	}
	return nil
}

func (p *partWriter) cell(d *coverage.Dataset, s *coverage.Site, c *coverage.Cell) {
	p.text("site_id", s.ID)
	p.text("cell_id", c.ID)
	p.optional("name", s.Name)
	if s.Unit < 0 {
		p.null("code")
	} else {
		p.text("code", d.Units[s.Unit].Code)
	}
	p.text("operator", c.Operator)
	p.text("technology", string(c.Technology))
	p.optional("band", c.Band)
	p.float("frequency_mhz", c.FrequencyMHz)
	p.float("bandwidth_mhz", c.BandwidthMHz)
	p.float("eirp_dbm", c.EIRPdBm)
	p.float("height_m", c.HeightM)
	p.floatIf(!c.Omni, "azimuth_deg", c.AzimuthDeg)
	p.float("downtilt_deg", c.DowntiltDeg)
	p.floatIf(c.RangeM > 0, "range_m", c.RangeM)
	p.scratch = c.Assumed.AppendNames(p.scratch[:0])
	p.text("assumed", string(p.scratch))
}
