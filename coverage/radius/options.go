package radius

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"phusong/coverage"
	"phusong/coverage/dataset"
	"phusong/geo/crs"
	"phusong/internal/progress"
)

// Jobs says what to compute.
type Jobs struct {
	Population bool // people, and people covered, by unit
	Gaps       bool // populated cells that are not covered, as polygons by commune
	Fiber      bool // households with fibre, by unit
	Area       bool // area within the discs, by unit
}

// AllJobs computes everything.
func AllJobs() Jobs { return Jobs{true, true, true, true} }

// ParseJobs reads a list such as population,area.
func ParseJobs(names []string) (Jobs, error) {
	var j Jobs
	of := map[string]*bool{"population": &j.Population, "gaps": &j.Gaps, "fiber": &j.Fiber, "area": &j.Area}
	for _, name := range names {
		job := of[strings.TrimSpace(name)]
		if job == nil {
			return j, fmt.Errorf("job %q: want population, gaps, fiber or area", name)
		}
		*job = true
	}
	return j, nil
}

// raster tells whether the jobs read the population.
func (j Jobs) raster() bool { return j.Population || j.Gaps }

// discs tells whether the jobs read the stations.
func (j Jobs) discs() bool { return j.Population || j.Gaps || j.Area }

// Technology is one that coverage is computed for.
type Technology struct {
	ID coverage.Technology
	// RadiusM holds for cells without a range of their own, and where Fixed for all.
	RadiusM float64
	Fixed   bool
}

// DefaultTechnologies have the radii that stations of each commonly reach.
func DefaultTechnologies() []Technology {
	return []Technology{{ID: coverage.Tech4G, RadiusM: 3000}, {ID: coverage.Tech5G, RadiusM: 800}}
}

// maxTechnologies bounds the masks of bits.
const maxTechnologies = 4

// Options says what a run reads and computes.
type Options struct {
	Dir          string // folder of the region's files
	Region       dataset.Region
	Jobs         Jobs
	CRS          crs.CRS // of the plane; the zero value: that of the raster, else the UTM zone
	Technologies []Technology
	Workers      int
	Log          *progress.Log
	Version      string
}

func (o *Options) check() error {
	if o.Jobs == (Jobs{}) {
		return fmt.Errorf("no job: want population, gaps, fiber or area")
	}
	if len(o.Technologies) == 0 || len(o.Technologies) > maxTechnologies {
		return fmt.Errorf("%d technologies: want 1 to %d", len(o.Technologies), maxTechnologies)
	}
	for i, t := range o.Technologies {
		if !slices.Contains(coverage.Technologies(), t.ID) || slices.ContainsFunc(o.Technologies[:i], func(u Technology) bool { return u.ID == t.ID }) {
			return fmt.Errorf("technology %q: want each of 2g, 3g, 4g and 5g once at most", t.ID)
		}
		if !(t.RadiusM >= 0.001 && t.RadiusM <= maxRadiusM) {
			return fmt.Errorf("radius of %s is %v m: want 0.001 to %d", t.ID, t.RadiusM, maxRadiusM)
		}
	}
	if o.CRS.Kind != 0 && o.CRS.Kind != crs.TransverseZone && o.CRS.Kind != crs.SphericalMercator {
		return fmt.Errorf("%s is not a plane: give a projected system, such as EPSG:32648", o.CRS)
	}
	return nil
}

// maxRadiusM is further than any station reaches.
const maxRadiusM = 300_000

// millimetres rounds metres.
func millimetres(m float64) int64 { return int64(math.Floor(float64(m*1000) + 0.5)) }
