package dataset

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/goccy/go-yaml"

	"phusong/coverage"
	"phusong/geo/overlay"
)

// ErrNoRegionFile says that a folder has no region.yaml.
var ErrNoRegionFile = errors.New("no " + RegionFile)

// RegionFile is the name of the file that describes a region folder.
const RegionFile = "region.yaml"

// Region is the content of region.yaml. Paths are relative to the file.
type Region struct {
	Name         string       `yaml:"name"`
	Code         string       `yaml:"code,omitempty"`   // of the whole: the province where boundaries name none, the nation where they name several
	Nation       *Nation      `yaml:"nation,omitempty"` // of the sum of several provinces
	Edition      string       `yaml:"edition"`
	AsOf         string       `yaml:"as_of"`
	Boundaries   Boundaries   `yaml:"boundaries"`
	Codes        []CodeList   `yaml:"codes,omitempty"` // official lists; the one of the region's edition checks the boundaries
	Sites        TableFiles   `yaml:"sites,omitempty"`
	Antennas     *Antennas    `yaml:"antennas,omitempty"`
	Households   TableFiles   `yaml:"households,omitempty"`
	Population   *Population  `yaml:"population,omitempty"`
	Fiber        TableFiles   `yaml:"fiber,omitempty"`
	Hamlets      TableFiles   `yaml:"hamlets,omitempty"`
	Clusters     TableFiles   `yaml:"clusters,omitempty"` // residential groups of hamlets
	Measurements TableFiles   `yaml:"measurements,omitempty"`
	Centres      TableFiles   `yaml:"centres,omitempty"`
	Places       []PlacesFile `yaml:"places,omitempty"`
	Terrain      *Terrain     `yaml:"terrain,omitempty"`
	Criterion    string       `yaml:"criterion,omitempty"`    // preset name or file
	Register     string       `yaml:"register,omitempty"`     // profile of the gap register: preset name or file
	Technologies []string     `yaml:"technologies,omitempty"` // of mobile figures: 4g, 4g+, 5g
	Resolution   float64      `yaml:"resolution_deg,omitempty"`
	Demand       string       `yaml:"demand,omitempty"` // raster, points or area
	Control      *Control     `yaml:"control,omitempty"`
	Targets      *TargetsFile `yaml:"targets,omitempty"`
	History      *HistoryFile `yaml:"history,omitempty"`
}

// Nation is the unit above several provinces. Without a code it has the region's,
// or "nation" where that is a province's; without a name the region's.
type Nation struct {
	Code string `yaml:"code"` // such as ISO 3166-1
	Name string `yaml:"name"`
}

// Boundaries says where the units are and which properties describe them.
type Boundaries struct {
	File         string  `yaml:"file"`
	Layer        string  `yaml:"layer,omitempty"` // of a GeoPackage; default: the only one, or the only one of polygons
	Code         string  `yaml:"code"`
	Name         string  `yaml:"name"`
	Level        string  `yaml:"level,omitempty"`         // of the features: commune
	Parent       string  `yaml:"parent,omitempty"`        // property with the code (or name) of the district
	ParentName   string  `yaml:"parent_name,omitempty"`   // property with its name
	Province     string  `yaml:"province,omitempty"`      // property with the code of the province
	ProvinceName string  `yaml:"province_name,omitempty"` // property with its name
	Households   string  `yaml:"households,omitempty"`    // property with the households, in place of a table
	Population   string  `yaml:"population,omitempty"`    // property with the people, in place of a table
	SliverWidthM float64 `yaml:"sliver_width_m,omitempty"`
	CRS          string  `yaml:"crs,omitempty"` // of the file's coordinates; default: what the file says, else WGS 84
	// Only keeps the features whose property has one of the values, such as one
	// province of a national file.
	Only *Only `yaml:"only,omitempty"`
}

// Only is a filter on a property.
type Only struct {
	Property string   `yaml:"property"`
	Values   []string `yaml:"values"`
}

// Population is a gridded population.
type Population struct {
	File   string `yaml:"file"`
	Kind   string `yaml:"kind"` // count or density (people per km2)
	Source string `yaml:"source,omitempty"`
}

// Antennas is a folder of Planet pattern files: .msi, .pln or .txt.
type Antennas struct {
	Dir string `yaml:"dir"`
}

// HistoryFile names a table of values of other dates.
type HistoryFile struct {
	File string `yaml:"file"`
}

// TargetsFile names a file of dated targets, or a shipped list of them.
type TargetsFile struct {
	File   string `yaml:"file,omitempty"`
	Preset string `yaml:"preset,omitempty"`
}

func (t *TargetsFile) validate() error {
	if t != nil && (t.File == "") == (t.Preset == "") {
		return errors.New("targets: want either file or preset")
	}
	return nil
}

// Control holds totals that the inputs must add up to.
type Control struct {
	Population *float64 `yaml:"population,omitempty"`
	Households *float64 `yaml:"households,omitempty"`
	Tolerance  *float64 `yaml:"tolerance_percent,omitempty"` // nil: defaultControlPercent; 0: exact
}

// defaultControlPercent is how far a sum may be from its control total.
const defaultControlPercent = 0.5

func (c *Control) tolerancePercent() float64 {
	if c.Tolerance == nil {
		return defaultControlPercent
	}
	return *c.Tolerance
}

// validate joins what is wrong with the totals; NaN would agree with any sum.
func (c *Control) validate() error {
	if c == nil {
		return nil
	}
	var errs []error
	for _, e := range []struct {
		name  string
		value *float64
	}{{"population", c.Population}, {"households", c.Households}, {"tolerance_percent", c.Tolerance}} {
		if e.value != nil && !(*e.value >= 0 && *e.value <= math.MaxFloat64) {
			errs = append(errs, fmt.Errorf("control.%s is %v: want a number, 0 or more", e.name, *e.value))
		}
	}
	return errors.Join(errs...)
}

// Limits of region.yaml. A real one has a few hundred bytes and two levels; the
// YAML library takes memory by the square of the nesting.
const (
	maxRegionBytes    = 32 << 10
	maxRegionBrackets = 512
)

// ReadRegion reads and validates dir/region.yaml. Unknown keys are errors with
// their line; all violations are reported at once.
func ReadRegion(dir string) (Region, error) {
	path := filepath.Join(dir, RegionFile)
	info, err := os.Stat(path)
	if errors.Is(err, os.ErrNotExist) {
		return Region{}, fmt.Errorf("%w in %s: write one with: phusong init %s", ErrNoRegionFile, dir, dir)
	}
	if err != nil {
		return Region{}, fmt.Errorf("region folder: %w", err)
	}
	if info.Size() > maxRegionBytes {
		return Region{}, fmt.Errorf("%s has %d bytes, more than %d", path, info.Size(), maxRegionBytes)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return Region{}, fmt.Errorf("region folder: %w", err)
	}
	return ParseRegion(data)
}

// ParseRegion decodes and validates the text of a region.yaml.
func ParseRegion(data []byte) (Region, error) {
	if len(data) > maxRegionBytes {
		return Region{}, fmt.Errorf("%s has %d bytes, more than %d", RegionFile, len(data), maxRegionBytes)
	}
	if n := bytes.Count(data, []byte("[")) + bytes.Count(data, []byte("{")); n > maxRegionBrackets {
		return Region{}, fmt.Errorf("%s has %d brackets, more than %d: it is not a description of a region", RegionFile, n, maxRegionBrackets)
	}
	var r Region
	d := yaml.NewDecoder(bytes.NewReader(data), yaml.Strict(), yaml.DisallowUnknownField())
	if err := d.Decode(&r); err != nil && err != io.EOF { // an empty file lacks every entry
		return Region{}, fmt.Errorf("%s: %w", RegionFile, err)
	}
	if err := r.Validate(); err != nil {
		return Region{}, fmt.Errorf("%s: %w", RegionFile, err)
	}
	return r, nil
}

// Validate joins everything that is wrong with a region.
func (r *Region) Validate() error {
	var errs []error
	need := func(value, key string) {
		if strings.TrimSpace(value) == "" {
			errs = append(errs, fmt.Errorf("%s is missing", key))
		}
	}
	need(r.Name, "name")
	need(r.Edition, "edition (the state of the commune codes, such as \"2025-06\")")
	need(r.AsOf, "as_of (the date of the figures, such as 2024-07-11)")
	need(r.Boundaries.File, "boundaries.file")
	need(r.Boundaries.Code, "boundaries.code (the property that holds the unit's code)")
	if r.Boundaries.Level != "" && r.Boundaries.Level != coverage.LevelCommune {
		errs = append(errs, fmt.Errorf("boundaries.level %q: only commune is supported", r.Boundaries.Level))
	}
	if r.Boundaries.Layer != "" && !isGeoPackage(r.Boundaries.File) {
		errs = append(errs, errors.New("boundaries.layer: only a GeoPackage (.gpkg) has layers"))
	}
	if r.AsOf != "" && !validDate(r.AsOf) {
		errs = append(errs, fmt.Errorf("as_of %q is not a date: write YYYY-MM-DD, YYYY-MM or YYYY", r.AsOf))
	}
	editions := map[string]bool{}
	for i, c := range r.Codes {
		need(c.File, fmt.Sprintf("codes[%d].file", i))
		need(c.Edition, fmt.Sprintf("codes[%d].edition (the state that the list holds for, such as \"2025-06\")", i))
		if editions[c.Edition] && c.Edition != "" {
			errs = append(errs, fmt.Errorf("codes: two lists of edition %q", c.Edition))
		}
		editions[c.Edition] = true
	}
	if r.Antennas != nil {
		need(r.Antennas.Dir, "antennas.dir (the folder of pattern files)")
	}
	if err := r.Terrain.validate(); err != nil {
		errs = append(errs, err)
	}
	if p := r.Population; p != nil && p.Kind != "count" && p.Kind != "density" {
		errs = append(errs, fmt.Errorf("population.kind is %q: say count (people per cell) or density (people per km2)", p.Kind))
	}
	if !slices.Contains([]string{"", "raster", "points", "area"}, r.Demand) {
		errs = append(errs, fmt.Errorf("demand %q: want raster, points or area", r.Demand))
	}
	if r.Resolution != 0 && !(r.Resolution >= 1e-5 && r.Resolution <= 1) {
		errs = append(errs, fmt.Errorf("resolution_deg %v: want 0.00001 to 1", r.Resolution))
	}
	if r.Demand == "raster" && r.Population == nil {
		errs = append(errs, errors.New("demand raster needs population: {file, kind}"))
	}
	for _, t := range r.Tables() {
		errs = append(errs, t.Files.validate(t.Role))
	}
	if r.Demand == "points" && r.Hamlets == nil {
		errs = append(errs, errors.New("demand points needs hamlets: {file}"))
	}
	if len(r.Clusters) > 0 && len(r.Hamlets) == 0 {
		errs = append(errs, errors.New("clusters are of hamlets: add hamlets: {file}"))
	}
	errs = append(errs, r.Control.validate(), r.validateCRS(), r.Targets.validate(), r.validatePlaces())
	for _, t := range r.Technologies {
		if !slices.Contains([]string{"2g", "3g", "4g", "4g+", "5g"}, t) {
			errs = append(errs, fmt.Errorf("technologies: %q: want 2g, 3g, 4g, 4g+ or 5g", t))
		}
	}
	return errors.Join(errs...)
}

// mobileTechnologies is what mobile figures are made for, in canonical order.
func (r *Region) mobileTechnologies() []coverage.Technology {
	if len(r.Technologies) == 0 {
		return coverage.MobileTechnologies()
	}
	var all []coverage.Technology
	for _, t := range []coverage.Technology{coverage.Tech2G, coverage.Tech3G, coverage.Tech4G, coverage.Tech4GPlus, coverage.Tech5G} {
		if slices.Contains(r.Technologies, string(t)) {
			all = append(all, t)
		}
	}
	return all
}

// dateLayouts are a day, a month and a year.
var dateLayouts = []string{"2006-01-02", "2006-01", "2006"}

func validDate(s string) bool {
	return slices.ContainsFunc(dateLayouts, func(layout string) bool {
		_, err := time.Parse(layout, s)
		return err == nil
	})
}

// Setting is one resolved entry of a region, for the record of a run.
type Setting struct{ Name, Value string }

// settings collects the entries that are given.
type settings []Setting

func (s *settings) add(name, value string) {
	if value != "" {
		*s = append(*s, Setting{name, value})
	}
}

// Resolved lists every entry that acts, defaults included, in a fixed order.
// The criterion is not among them: it has a record of its own.
func (r *Region) Resolved() []Setting {
	var all settings
	all.add("name", r.Name)
	all.add("code", r.Code)
	if r.Nation != nil {
		all.add("nation.code", r.Nation.Code)
		all.add("nation.name", r.Nation.Name)
	}
	all.add("edition", r.Edition)
	all.add("as_of", r.AsOf)
	all.addBoundaries(r.Boundaries)
	for _, c := range r.Codes {
		all.add("codes."+c.Edition+".file", c.File)
		all.add("codes."+c.Edition+".source", c.Source)
	}
	for _, t := range r.Tables() {
		all.addTables(t.Role, t.Files)
	}
	if r.Antennas != nil {
		all.add("antennas.dir", r.Antennas.Dir)
	}
	if r.Population != nil {
		all.add("population.file", r.Population.File)
		all.add("population.kind", r.Population.Kind)
		all.add("population.source", r.Population.Source)
	}
	all.addPlaces(r.Places)
	all.addTerrain(r.Terrain)
	all.addControl(r.Control)
	if r.History != nil {
		all.add("history"+".file", r.History.File)
	}
	if r.Targets != nil {
		for _, e := range []Setting{{"file", r.Targets.File}, {"preset", r.Targets.Preset}} {
			all.add("targets."+e.Name, e.Value)
		}
	}
	all.add("demand", r.Demand)
	all.add("resolution_deg", decimal(cmp.Or(r.Resolution, defaultResolutionDeg)))
	var technologies []string
	for _, t := range r.mobileTechnologies() {
		technologies = append(technologies, string(t))
	}
	all.add("technologies", strings.Join(technologies, ","))
	return all
}

func (s *settings) addBoundaries(b Boundaries) {
	for _, e := range []Setting{{"file", b.File}, {"layer", b.Layer}, {"code", b.Code}, {"name", b.Name}, {"parent", b.Parent}, {"parent_name", b.ParentName},
		{"province", b.Province}, {"province_name", b.ProvinceName}, {"households", b.Households}, {"population", b.Population},
		{"crs", b.CRS}, {"level", cmp.Or(b.Level, coverage.LevelCommune)},
		{"sliver_width_m", decimal(cmp.Or(b.SliverWidthM, overlay.DefaultSliverWidthM))}} {
		s.add("boundaries."+e.Name, e.Value)
	}
	if b.Only != nil {
		s.add("boundaries.only", b.Only.Property+" = "+strings.Join(b.Only.Values, ", "))
	}
}

func (s *settings) addControl(c *Control) {
	if c == nil {
		return
	}
	tolerance := c.tolerancePercent()
	for _, e := range []struct {
		name  string
		value *float64
	}{{"population", c.Population}, {"households", c.Households}, {"tolerance_percent", &tolerance}} {
		if e.value != nil {
			s.add("control."+e.name, decimal(*e.value))
		}
	}
}

// decimal prints a number in as few digits as tell it from every other.
func decimal(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }
