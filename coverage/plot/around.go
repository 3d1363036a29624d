package plot

import (
	"fmt"
	"math"
	"sort"

	"github.com/paulmach/orb"

	"phusong/coverage"
	"phusong/geo"
	"phusong/geo/overlay"
	"phusong/geo/raster"
	"phusong/geo/zonal"
)

// Disc is the surroundings of a site that are plotted.
type Disc struct {
	RadiusM     float64
	ResolutionM float64 // side of a cell at the latitude of the site
}

// Limits of a disc. MaxDiscCells bounds the memory of a plot,
// of which a cell takes some 100 bytes with four layers.
const (
	MinResolutionM = 1
	MaxRadiusM     = 300_000
	MaxDiscCells   = 12_000_000
)

// Check says what cannot be plotted: a resolution below MinResolutionM, a radius
// that is less than two cells or above MaxRadiusM, more than MaxDiscCells cells.
func (d Disc) Check() error {
	switch {
	case !(d.ResolutionM >= MinResolutionM):
		return fmt.Errorf("resolution %v m: cells have a side of %d m or more", d.ResolutionM, MinResolutionM)
	case !(d.RadiusM >= 2*d.ResolutionM && d.RadiusM <= MaxRadiusM):
		return fmt.Errorf("radius %v m: from two cells (%v m) to %d km", d.RadiusM, 2*d.ResolutionM, MaxRadiusM/1000)
	case d.cells() > MaxDiscCells:
		return fmt.Errorf("a disc of %v km at %v m has %.0f million cells, and %d million can be plotted: take a coarser resolution or a smaller radius",
			d.RadiusM/1000, d.ResolutionM, d.cells()/1e6, MaxDiscCells/1_000_000)
	}
	return nil
}

func (d Disc) cells() float64 {
	return math.Pi * d.RadiusM * d.RadiusM / (d.ResolutionM * d.ResolutionM)
}

// Around returns a data set of one unit, the cells of a new grid whose centres lie
// within the radius of a site, with the sites of d. Nobody is known to live there:
// people and households are unknown. The site must have a position; it stands on a
// corner of the grid. Discs over a pole or the antimeridian are refused.
func Around(d *coverage.Dataset, site *coverage.Site, disc Disc) (*coverage.Dataset, error) {
	if !site.Located {
		return nil, fmt.Errorf("site %s has no position", site.ID)
	}
	if err := disc.Check(); err != nil {
		return nil, err
	}
	grid, err := discGrid(site, disc)
	if err != nil {
		return nil, err
	}
	runs := discRuns(grid, site, disc.RadiusM)
	mp := outlineOfRuns(grid, runs)
	out := *d
	out.Hamlets, out.Clusters, out.Places = nil, nil, nil
	out.Demand, out.Leaves = coverage.Demand{Kind: coverage.DemandArea}, 1
	out.Units = []coverage.AdminUnit{{Edition: d.Edition, Code: site.ID, Name: site.Name, Level: coverage.LevelCommune, Parent: -1,
		Geometry: mp, AreaM2: coverage.SquareMetres(mp)}}
	if err := out.Demand.LayGrid(grid); err != nil {
		return nil, fmt.Errorf("surroundings of site %s: %w", site.ID, err)
	}
	out.Demand.Units = []coverage.UnitDemand{{Footprint: zonal.Footprint{Runs: runs}}}
	out.Sites = nil
	for i := range d.Sites {
		s := d.Sites[i]
		s.Unit = -1
		if s.ID == site.ID {
			s.Unit = 0
		}
		out.Sites = append(out.Sites, s)
	}
	return &out, nil
}

// discGrid lays a grid about a site, a cell wider than the disc on every side.
// Steps are rounded, so that they are the same on every processor.
func discGrid(site *coverage.Site, disc Disc) (raster.Grid, error) {
	step := func(v float64) float64 { return math.Round(v*1e9) / 1e9 }
	_, north, _ := geo.Direct(site.Lon, site.Lat, 0, disc.ResolutionM)
	east, _, _ := geo.Direct(site.Lon, site.Lat, 90, disc.ResolutionM)
	g := raster.Grid{StepX: step(math.Abs(east - site.Lon)), StepY: step(math.Abs(north - site.Lat))}
	// On a sphere no larger than the ellipsoid anywhere the disc is wider: a circle
	// of angle a about latitude phi reaches asin(sin a / cos phi) east and west.
	const leastRadiusM = 6335000 // of curvature of the meridian, at the equator
	angle := disc.RadiusM / leastRadiusM
	wide := math.Sin(angle) / math.Cos(site.Lat*math.Pi/180)
	if math.Abs(site.Lat)*math.Pi/180+angle >= math.Pi/2 || !(wide < 1) || g.StepX <= 0 || g.StepY <= 0 {
		return g, fmt.Errorf("the surroundings of site %s hold a pole: take a smaller radius", site.ID)
	}
	cols := int(math.Ceil(math.Asin(wide)*180/math.Pi/g.StepX)) + 1
	rows := int(math.Ceil(angle*180/math.Pi/g.StepY)) + 1
	g.Cols, g.Rows = 2*cols, 2*rows
	g.West = geo.Round7(site.Lon - float64(float64(cols)*g.StepX))
	g.North = geo.Round7(site.Lat + float64(float64(rows)*g.StepY))
	if err := g.Validate(); err != nil {
		return g, fmt.Errorf("surroundings of site %s: %w; take a smaller radius", site.ID, err)
	}
	return g, nil
}

// discRuns lists the cells whose centre is within the radius, to 0.001 m, one run
// a row: from the meridian of the site, from which the distance grows both ways.
func discRuns(g raster.Grid, site *coverage.Site, radiusM float64) []zonal.Run {
	centre := geo.Cartesian(site.Lon, site.Lat)
	within := func(col, row int) bool {
		lon, lat := g.Center(col, row)
		return math.Round(geo.ShortDistanceM(centre, geo.Cartesian(lon, lat))*1000) <= math.Round(radiusM*1000)
	}
	var runs []zonal.Run
	middle := g.Cols / 2
	for row := range g.Rows {
		if !within(middle, row) && !within(middle-1, row) {
			continue
		}
		first := sort.Search(middle, func(col int) bool { return within(col, row) })
		end := middle + sort.Search(g.Cols-middle, func(east int) bool { return !within(middle+east, row) })
		runs = append(runs, zonal.Run{Row: int32(row), Col0: int32(first), Col1: int32(end)})
	}
	return runs
}

// outlineOfRuns is the polygon of runs of neighbouring rows that all hold one column.
func outlineOfRuns(g raster.Grid, runs []zonal.Run) orb.MultiPolygon {
	corner := func(col, row int32) overlay.Point {
		return overlay.Point{X: g.EdgeX(int(col)), Y: g.EdgeY(int(row))}
	}
	var ring []overlay.Point
	for _, r := range runs { // down the west
		ring = append(ring, corner(r.Col0, r.Row), corner(r.Col0, r.Row+1))
	}
	for i := len(runs) - 1; i >= 0; i-- { // up the east
		r := runs[i]
		ring = append(ring, corner(r.Col1, r.Row+1), corner(r.Col1, r.Row))
	}
	var segments []overlay.Segment
	for i, p := range ring {
		if q := ring[(i+1)%len(ring)]; p != q {
			segments = append(segments, overlay.Segment{A: p, B: q})
		}
	}
	var mp orb.MultiPolygon
	for _, f := range overlay.Assemble(segments) {
		mp = append(mp, f.Polygon)
	}
	mp, _ = overlay.Repair(mp)
	return mp
}
