package coverage

import (
	"github.com/paulmach/orb"

	"phusong/geo"
)

// Levels from the smallest to the largest. Only leaf units, the communes, own geometry and demand.
const (
	LevelHamlet   = "hamlet"
	LevelCommune  = "commune"
	LevelDistrict = "district"
	LevelProvince = "province"
	LevelNation   = "nation"
)

// AdminUnit is an administrative unit of one edition of the boundaries. Its key
// is (Edition, Code): codes alone are re-used for other territories.
type AdminUnit struct {
	Edition string
	Code    string
	Name    string
	Level   string
	Parent  int // index in Dataset.Units, -1 at the top

	// Leaf units only.
	Geometry   orb.MultiPolygon // valid, right-hand rule, 7 decimals, disjoint from every other leaf
	AreaM2     Micro            // of Geometry, on the ellipsoid, edges straight in lon/lat (RFC 7946)
	People     Count
	Households Count
	Centre     *orb.Point   // commune centre (seat), nil when not given
	Fiber      *FiberAccess // nil when not reported
	Source     Source
}

// SquareMetres is the area of a multipolygon as figures and gaps carry it: each
// polygon on the ellipsoid, edges straight in lon/lat, rounded to a millionth of
// a square metre, then added.
func SquareMetres(mp orb.MultiPolygon) Micro {
	var sum Micro
	for _, p := range mp {
		sum += squareMetres(geo.PolygonAreaM2(p))
	}
	return sum
}

// FiberAccess is the fibre status of a unit at a date. Passed and connected are
// two counts and never merged; each is unknown unless reported.
type FiberAccess struct {
	Passed             Count // households that can have fibre on request
	Connected          Count // households with a fibre subscription
	Subscriptions      Count // fixed broadband subscriptions of any kind
	FiberSubscriptions Count // of these, on fibre
	AsOf               string
	Source             Source
}

// Hamlet is a point where people live: a thôn, bản, ấp, or a cluster of one.
type Hamlet struct {
	ID         string
	Name       string
	Unit       int // leaf unit, index in Dataset.Units
	Located    bool
	Lon, Lat   float64
	People     Count
	Households Count
	GridPower  string // as given: yes, no or ""
	Difficulty string // as given
	// DifficultyClass is what Difficulty means; "" where it means nothing known.
	DifficultyClass Difficulty
	Fiber           *bool // fibre in the hamlet; nil when not reported
	Source          Source
}

// Cluster is a residential group of houses of a hamlet, apart from its reference point.
type Cluster struct {
	ID         string
	Name       string
	Hamlet     int // index in Dataset.Hamlets
	Located    bool
	Lon, Lat   float64
	People     Count
	Households Count
	Source     Source
}
