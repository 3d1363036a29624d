package coverage

// Card answers for one hamlet or place: who serves it, what stands in the way, and
// what would be enough.
type Card struct {
	Hamlet     *Hamlet // nil for a bare place
	Unit       int     // leaf unit, index in Dataset.Units
	Record     HamletRecord
	Profile    string // id#hash
	Criterion  string // id#hash
	Technology Technology
	Rule       string                 // of operators
	ReachM     map[Technology]float64 // how far the usual station serves
	HasLevel   bool                   // the criterion asks for a level
	Terrain    bool                   // obstacles were looked for
	Places     []CardPlace            // the reference point, then groups without signal
}

// CardPlace is a place of a card.
type CardPlace struct {
	Group     *Cluster // nil for the reference point
	Lon, Lat  float64
	Signal    State // by the operator rule of the profile, measurements counted
	Operators []CardOperator
}

// CardOperator is what one operator gives at a place.
type CardOperator struct {
	Operator string
	Signal   State // with the profile's technologies, by the model
	Layers   []CardLayer
	Remedies []Remedy // nil where there is signal
}

// CardLayer is an operator's technology at a place.
type CardLayer struct {
	Technology   Technology
	Signal       State
	HasLevel     bool
	LevelDBm     float64 // median, of the best cell
	ThresholdDBm float64
	ServerSite   string
	ServerCell   string
	Stations     []CardStation // the nearest two
}

// CardStation is a station near a place.
type CardStation struct {
	SiteID, Name string
	DistanceM    float64
	BearingDeg   float64 // of the station from the place, clockwise from north
	HeightM      float64 // of its highest antenna of the layer
	HasLevel     bool
	LevelDBm     float64 // of its best cell of the layer
	Obstacle     *Obstacle
}

// Obstacle is the point of the ground, with what stands on it, that comes nearest to
// the line of sight, or stands highest above it.
type Obstacle struct {
	Lon, Lat float64
	FromKm   float64 // from the station
	GroundM  float64 // above sea level
	ClutterM float64
	AboveM   float64 // above the line of sight; negative: below it
}

// Kinds of Remedy.
const (
	RemedyRaise = "raise" // higher antennas at a station that has the technology
	RemedyLayer = "layer" // the technology at a station that lacks it
	RemedySite  = "site"  // a station at the place itself
)

// Remedy is something that was tried by prediction.
type Remedy struct {
	Kind       string
	SiteID     string // "" for RemedySite
	DistanceM  float64
	Technology Technology
	HeightM    float64
	// Cell is what was assumed of a new cell; zero for RemedyRaise.
	Cell     Cell
	Signal   State // with this alone
	HasLevel bool
	LevelDBm float64
	ShortDB  float64 // threshold minus level; negative: to spare
}
