package coverage

import "phusong/geo/terrain"

// Dataset is everything that was read from a region folder, in canonical order.
type Dataset struct {
	Name    string
	Edition string
	AsOf    string
	Units   []AdminUnit // Units[:Leaves] are the communes by code; then districts, provinces, nation
	Leaves  int
	Sites   []Site // by ID
	// Antennas are the measured patterns that cells name, by Name.
	Antennas []Antenna
	Hamlets  []Hamlet  // by ID
	Clusters []Cluster // by hamlet, then ID
	Places   []Place   // points of interest, by layer, then ID
	// Measurements are samples of drive tests and i-Speed, by place, then all else.
	Measurements []Measurement
	Zones        []Zone // areas of interest, by layer, then ID
	Roads        []Road // lines of interest, by layer, then ID
	// PlaceLayers are the layers of Places, Zones and Roads, by ID.
	PlaceLayers []PlaceLayer
	// Operators is the sorted list of names behind the rules max and all. Cells whose
	// operator is not stated count for the rule any and are in no name's figures.
	Operators []string
	// Technologies lists what mobile figures are made for: MobileTechnologies unless
	// the region says otherwise.
	Technologies []Technology
	Demand       Demand
	// Terrain is the elevation mosaic, nil when the region has none. It is opened, not
	// read: predict.NewNetwork takes from it the heights that its stations need.
	Terrain *terrain.DEM
	// LandCover is the file whose classes give Terrain clutter heights, relative to the
	// region folder; "" when none are added.
	LandCover string
	Targets   []Target // as in their file
	// History are values of other dates, which documents or earlier data state.
	History  []Observation
	Problems []Problem
	Inputs   []Input
	Tables   []Table // how each table was read, by role in the order of reading, then file and sheet
	// Quarantine are the tables of which rows were rejected or lost a value, in the order of Tables.
	Quarantine []Quarantine
	Notes      []string // facts of the reading for run.json and the log, in a fixed order
}

// Selections lists what mobile figures and gaps are made for: every technology
// with the rules any and all and with each operator.
func (d *Dataset) Selections() []Selection {
	var all []Selection
	for _, t := range d.Technologies {
		all = append(all, Selection{t, OperatorAny}, Selection{t, OperatorAll})
		for _, o := range d.Operators {
			all = append(all, Selection{t, o})
		}
	}
	return all
}

// Input is one file that was read.
type Input struct {
	Role   string // boundaries, sites, households, ...
	File   string // relative to the region folder
	Bytes  int64
	SHA256 string
}

// Receivers lists the points whose coverage is decided at their own position:
// located hamlets first, in the order of Hamlets, then the centres of leaf units
// that have one, in the order of Units, then located clusters, in the order of
// Clusters, then places, in the order of Places.
func (d *Dataset) Receivers() []Receiver {
	var all []Receiver
	for i, h := range d.Hamlets {
		if h.Located {
			all = append(all, Receiver{Lon: h.Lon, Lat: h.Lat, Unit: h.Unit, Kind: ReceiverHamlet, Index: i})
		}
	}
	for i, u := range d.Units[:d.Leaves] {
		if u.Centre != nil {
			all = append(all, Receiver{Lon: u.Centre[0], Lat: u.Centre[1], Unit: i, Kind: ReceiverCentre, Index: i})
		}
	}
	for i, c := range d.Clusters {
		if c.Located {
			all = append(all, Receiver{Lon: c.Lon, Lat: c.Lat, Unit: d.Hamlets[c.Hamlet].Unit, Kind: ReceiverCluster, Index: i})
		}
	}
	for i, p := range d.Places {
		all = append(all, Receiver{Lon: p.Lon, Lat: p.Lat, Unit: p.Unit, Kind: ReceiverPlace, Index: i})
	}
	return all
}

// Receiver is a point at which coverage is decided.
type Receiver struct {
	Lon, Lat float64
	Unit     int // leaf unit
	Kind     ReceiverKind
	Index    int // in the list of its kind: Hamlets, Units, Clusters or Places
}

// ReceiverKind says what stands at a receiver.
type ReceiverKind uint8

// The kinds.
const (
	ReceiverHamlet ReceiverKind = iota
	ReceiverCentre
	ReceiverCluster
	ReceiverPlace
)

// Result is what an analysis gives.
type Result struct {
	Dataset   *Dataset
	Criterion Definition
	Models    []ModelUse // of criteria with a level, by name
	Figures   []Figure
	Gaps      []Gap
	Omitted   []Omitted
	Targets   []TargetOutcome // by target, then unit
	Places    PlaceResult
	Warnings  []Warning
	Register  *Register // nil without hamlets or stations
}
