package output

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"strconv"

	"github.com/paulmach/orb"

	"phusong/coverage"
	"phusong/geo/encoding/geojson"
)

// Names of the maps in the folder.
const (
	unitsFile       = "units.geojson"
	gapsFile        = "gaps.geojson"
	sitesFile       = "sites.geojson"
	registerMapFile = "register.geojson"
)

// Gap is a feature of gaps.geojson.
type Gap struct {
	ID         string
	Kind       string // coverage.GapMobile or GapFiber
	Technology coverage.Technology
	Operator   string
	Unit       int // index of Output.Units
	Class      string
	Households coverage.Micro
	People     coverage.Micro
	AreaM2     coverage.Micro
	// Mobile gaps only.
	NearestSite   string
	NearestSiteKm float64
	HasLevel      bool
	BestDBm       float64
	ShortDB       float64
	Anchor        orb.Point
	Cause         string
	Geometry      orb.MultiPolygon
}

// Site is a place with a mast, with the cells of sites.geojson.
type Site struct {
	ID, Name string
	Code     string // of the commune it stands in, "" outside the units
	Located  bool
	Point    orb.Point
	Cells    []Cell
}

// Cell is one radio as the analysis understood it.
type Cell struct {
	ID, Operator                                                      string
	Technology                                                        coverage.Technology
	Band                                                              string
	FrequencyMHz, BandwidthMHz, EIRPdBm, HeightM, DowntiltDeg, RangeM float64 // RangeM is 0 where none is stated
	HasAzimuth                                                        bool
	AzimuthDeg                                                        float64
	Assumed                                                           string // names of assumed values, parted by spaces
}

// Boundaries reads the geometry of the leaf units, by index of Output.Units; units
// without geometry have none. A feature of an unknown unit is an error.
func (o *Output) Boundaries() ([]orb.MultiPolygon, error) {
	all := make([]orb.MultiPolygon, len(o.Units))
	for f, err := range o.features(unitsFile) {
		if err != nil {
			return nil, err
		}
		unit, err := o.unitOf(f)
		if err != nil {
			return nil, err
		}
		if all[unit], err = multiPolygon(f.Geometry); err != nil {
			return nil, fmt.Errorf("output %s: unit %s: %w", unitsFile, o.Units[unit].Code, err)
		}
	}
	return all, nil
}

// unitOf finds the leaf unit that a feature names by its property code.
func (o *Output) unitOf(f geojson.Feature) (int, error) {
	code, _ := f.Properties.String("code")
	for _, level := range []string{coverage.LevelCommune, coverage.LevelHamlet, coverage.LevelDistrict, coverage.LevelProvince, coverage.LevelNation} {
		if i, ok := o.UnitByCode(level, code); ok {
			return i, nil
		}
	}
	return 0, fmt.Errorf("output: feature %d is of the unit %q, which figures.json does not have: the folder holds files of two runs; analyze the region again", f.Number, code)
}

// Gaps reads the gaps one by one in the order of the file; an error ends it.
func (o *Output) Gaps() iter.Seq2[Gap, error] {
	return func(yield func(Gap, error) bool) {
		for f, err := range o.features(gapsFile) {
			var g Gap
			if err == nil {
				g, err = o.gap(f)
			}
			if !yield(g, err) || err != nil {
				return
			}
		}
	}
}

func (o *Output) gap(f geojson.Feature) (Gap, error) {
	unit, err := o.unitOf(f)
	if err != nil {
		return Gap{}, err
	}
	p := properties{f.Properties, nil}
	g := Gap{ID: p.text("id"), Kind: p.text("kind"), Technology: coverage.Technology(p.text("technology")), Operator: p.text("operator"), Unit: unit,
		Class: p.text("class"), Households: p.micro("households", countPlaces), People: p.micro("population", countPlaces), AreaM2: p.micro("area_km2", areaPlaces),
		NearestSite: p.text("nearest_site"), NearestSiteKm: p.number("nearest_site_km"), BestDBm: p.number("best_dbm"), ShortDB: p.number("short_db"),
		Anchor: orb.Point{p.number("anchor_lon"), p.number("anchor_lat")}, Cause: p.text("cause")}
	g.HasLevel = p.text("best_dbm") != ""
	if g.Geometry, err = multiPolygon(f.Geometry); err != nil {
		p.err = err
	}
	if p.err != nil {
		return Gap{}, fmt.Errorf("output %s: gap %q: %w", gapsFile, g.ID, p.err)
	}
	return g, nil
}

// Sites reads the stations in the order of the file, the cells of each together.
func (o *Output) Sites() ([]Site, error) {
	var all []Site
	at := map[string]int{}
	for f, err := range o.features(sitesFile) {
		if err != nil {
			return nil, err
		}
		p := properties{f.Properties, nil}
		id := p.text("site_id")
		i, ok := at[id]
		if !ok {
			i = len(all)
			at[id] = i
			point, located := f.Geometry.(orb.Point)
			all = append(all, Site{ID: id, Name: p.text("name"), Code: p.text("code"), Located: located, Point: point})
		}
		all[i].Cells = append(all[i].Cells, Cell{ID: p.text("cell_id"), Operator: p.text("operator"), Technology: coverage.Technology(p.text("technology")),
			Band: p.text("band"), FrequencyMHz: p.number("frequency_mhz"), BandwidthMHz: p.number("bandwidth_mhz"), EIRPdBm: p.number("eirp_dbm"),
			HeightM: p.number("height_m"), DowntiltDeg: p.number("downtilt_deg"), RangeM: p.number("range_m"),
			HasAzimuth: p.text("azimuth_deg") != "", AzimuthDeg: p.number("azimuth_deg"), Assumed: p.text("assumed")})
		if p.err != nil {
			return nil, fmt.Errorf("output %s: site %q: %w", sitesFile, id, p.err)
		}
	}
	return all, nil
}

// features reads a map of the folder; any defect ends it, for analyze writes none.
func (o *Output) features(name string) iter.Seq2[geojson.Feature, error] {
	return func(yield func(geojson.Feature, error) bool) {
		stopped := false
		err := o.file(name, func(r io.Reader) error {
			in := geojson.NewReader(r, geojson.Limits{})
			for {
				f, err := in.Next()
				if errors.Is(err, io.EOF) {
					return nil
				}
				if err != nil {
					return err
				}
				if !yield(f, nil) {
					stopped = true
					return nil
				}
			}
		})
		if err != nil && !stopped {
			yield(geojson.Feature{}, err)
		}
	}
}

func multiPolygon(g orb.Geometry) (orb.MultiPolygon, error) {
	switch g := g.(type) {
	case orb.MultiPolygon:
		return g, nil
	case orb.Polygon:
		return orb.MultiPolygon{g}, nil
	case nil:
		return nil, nil
	}
	return nil, fmt.Errorf("its geometry is a %s, not a polygon", g.GeoJSONType())
}

// properties reads properties and keeps the first error.
type properties struct {
	geojson.Properties
	err error
}

// text is "" where a property is null or absent.
func (p *properties) text(name string) string {
	s, _ := p.String(name)
	return s
}

// number is 0 where a property is null or absent.
func (p *properties) number(name string) float64 {
	s := p.text(name)
	if s == "" {
		return 0
	}
	v, err := strconv.ParseFloat(s, 64)
	if err != nil && p.err == nil {
		p.err = fmt.Errorf("%s is %q, not a number", name, s)
	}
	return v
}

func (p *properties) micro(name string, places int) coverage.Micro {
	s := p.text(name)
	if s == "" {
		return 0
	}
	v, err := ParseMicro(s, places)
	if err != nil && p.err == nil {
		p.err = fmt.Errorf("%s: %w", name, err)
	}
	return v
}
