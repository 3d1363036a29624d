package coverage

import "github.com/paulmach/orb"

// Kinds of gap.
const (
	GapMobile = "mobile"
	GapFiber  = "fiber"
)

// Causes of a gap.
const (
	CauseDistance     = "distance"      // beyond reach of every station of the technology, for none of the reasons below
	CauseNoLayer      = "no_layer"      // a station in reach lacks the technology
	CauseNoStation    = "no_station"    // the operators have no station of the technology in the data
	CauseTerrain      = "terrain"       // a station of the technology would serve it over flat ground
	CauseIndoor       = "indoor_only"   // served outdoors, not in the building of the criterion
	CauseMeasured     = "measured"      // the model would serve it, measurements say otherwise
	CauseNotConnected = "not_connected" // fibre passes, households are not connected
	CauseNotPassed    = "not_passed"    // households are not passed by fibre
	CauseFiberMixed   = "mixed"         // some of both
)

// Gap is an area of uncovered demand in one leaf unit, for one selection.
type Gap struct {
	Kind       string
	Technology Technology
	Operator   string
	Unit       int    // leaf unit
	Ordinal    int    // from 1 within unit and selection, by descending households, people, area, then place
	Class      string // mobile: white (no technology of anyone), gap (something else is there); fiber: cause
	Geometry   orb.MultiPolygon
	AreaM2     Micro // measured on Geometry as written
	People     Micro
	Households Micro

	// Anchor is the gap's cell with most households (then people, then the first):
	// where the nearest site and the level are taken.
	Anchor        orb.Point
	AnchorCol     int32
	AnchorRow     int32
	NearestSite   string  // "" when there is none
	NearestSiteKm float64 // rounded to 1 m
	HasLevel      bool
	BestDBm       float64 // median RSRP at the anchor, 0.01 dB
	ShortDB       float64 // threshold minus BestDBm, above 0
	Cause         string
}

// Omitted counts what a gap map leaves out of one figure, so that gaps plus
// omitted equal the figure's uncovered.
type Omitted struct {
	Technology Technology
	Operator   string
	Unit       int
	Parts      int // pieces left out
	AreaM2     Micro
	People     Micro
	Households Micro
	Reason     string
}
