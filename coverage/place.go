package coverage

import (
	"github.com/paulmach/orb"

	"phusong/geo"
)

// PlaceKind is what a layer of places is made of.
type PlaceKind string

// The kinds.
const (
	PlacePoints PlaceKind = "points" // counted, each at its own position
	PlaceAreas  PlaceKind = "areas"  // by area
	PlaceLines  PlaceKind = "lines"  // by length
)

// Measure is what figures of the kind count.
func (k PlaceKind) Measure() string {
	return map[PlaceKind]string{PlacePoints: "place", PlaceAreas: MeasureM2, PlaceLines: MeasureM}[k]
}

// Measures that print in a larger unit: km2 and km.
const (
	MeasureM2 = "m2"
	MeasureM  = "m"
)

// PlacesPrefix and the ID of a layer are the indicator of its figures.
const PlacesPrefix = "places."

// PlaceLayer is a layer of places: schools, industrial zones, national roads.
type PlaceLayer struct {
	ID      string // lower-case letters, digits, - and _
	Kind    PlaceKind
	Title   string
	TitleVI string
	Source  string
	File    string
}

// Indicator is that of the figures of the layer.
func (l *PlaceLayer) Indicator() string { return PlacesPrefix + l.ID }

// Place is a point of interest, such as a school, in a layer of its own kind.
type Place struct {
	Layer    string // ID of the PlaceLayer
	ID       string
	Name     string
	Unit     int // leaf unit
	Lon, Lat float64
	Source   Source
}

// Zone is an area of interest, such as an industrial zone.
type Zone struct {
	Layer string
	ID    string
	Name  string
	Parts []ZonePart // by unit: what lies in the region
	// Counted is what the sums of the layer count of the zone: Parts without what
	// zones before it cover, so that no ground counts twice.
	Counted   []ZonePart
	OutsideM2 Micro // outside every unit; in no figure
	Source    Source
}

// ZonePart is the part of a zone in a leaf unit.
type ZonePart struct {
	Unit     int
	Geometry orb.MultiPolygon // valid, right-hand rule, 7 decimals
	AreaM2   Micro
}

// Road is a line of interest: a road, a railway, a canal.
type Road struct {
	Layer string
	ID    string
	Name  string
	// Lines have 7 decimals and one direction for either in which they are drawn.
	Lines []orb.LineString
	// Sections are the parts of edges in one unit, in order along each line. Without
	// gaps they are the whole road.
	Sections []RoadSection
	OutsideM Micro // outside every unit; in no figure
	Source   Source
}

// RoadSection is a part of the edge from vertex Edge to the next of a line, between
// two shares of the way along it.
type RoadSection struct {
	Line, Edge int
	From, To   float64 // 0 to 1
	Unit       int     // leaf unit, -1 outside all
}

// EdgeMetres is the length of an edge up to a share t of it, 0 to 1, rounded to a
// millionth of a metre: differences of it add up to the edge.
func EdgeMetres(a, b orb.Point, t float64) Micro {
	m, err := MicroOf(geo.EdgeLengthM(a[0], a[1], b[0], b[1], t))
	if err != nil {
		panic("coverage: length of an edge " + err.Error())
	}
	return m
}

// PlaceShare is what a selection covers of one place, zone or road.
type PlaceShare struct {
	Figure                  // Unit is that of a point, -1 for zones and roads, which may lie in several
	Layer      int          // index in Dataset.PlaceLayers
	Feature    int          // index in Places, Zones or Roads
	Longest    Micro        // m; of roads: the longest way uncovered without a break
	LongestWay [2]orb.Point // its ends
}

// PlacePart is what a map shows of a feature: the part in one state.
type PlacePart struct {
	Layer, Feature int
	Selection      Selection
	State          State
	Geometry       orb.Geometry
	Quantity       Micro // m2, m or places
}

// PlaceResult is what is known of places beside the figures of units.
type PlaceResult struct {
	Shares []PlaceShare // by layer, feature, technology, operator
	Parts  []PlacePart  // by layer, feature, technology, operator, state
}
