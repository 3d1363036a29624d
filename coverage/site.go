package coverage

import (
	"cmp"
	"slices"
)

// Assumed is a set of values that the input lacked and a documented default filled.
type Assumed uint16

// One bit per value that can be assumed.
const (
	AssumedFrequency Assumed = 1 << iota
	AssumedBandwidth
	AssumedEIRP
	AssumedHeight
	AssumedAzimuth // omnidirectional
	AssumedTilt
	AssumedRange
	AssumedOperator
	AssumedTechnology
	AssumedAntenna // of a list that has a column for it
)

// assumedNames is in the order of the bits; the names are column names.
var assumedNames = []string{"frequency_mhz", "bandwidth_mhz", "eirp_dbm", "height_m",
	"azimuth_deg", "downtilt_deg", "range_m", "operator", "technology", "antenna"}

// Names lists the column names of the assumed values, in a fixed order.
func (a Assumed) Names() []string {
	var names []string
	for i, name := range assumedNames {
		if a&(1<<i) != 0 {
			names = append(names, name)
		}
	}
	return names
}

// AppendNames appends what Names lists, with a space between two.
func (a Assumed) AppendNames(b []byte) []byte {
	begun := len(b)
	for i, name := range assumedNames {
		if a&(1<<i) == 0 {
			continue
		}
		if len(b) > begun {
			b = append(b, ' ')
		}
		b = append(b, name...)
	}
	return b
}

// Site is a place with a mast.
type Site struct {
	ID      string
	Name    string
	Aliases []string // other codes of the same station, sorted
	Located bool     // false: the position is missing, and what the site covers is unknown
	Lon     float64  // degrees, valid when Located
	Lat     float64
	Commune string // leaf unit code as stated in the file, or "" when not stated
	Unit    int    // leaf unit that holds the site: by position, else as stated; -1 for none
	Cells   []Cell // sorted by ID
	Source  Source
}

// Cell is one radio of a site.
type Cell struct {
	ID           string
	Operator     string
	Technology   Technology
	Band         string // 3GPP band, "B3", "n78", or "" when not stated
	FrequencyMHz float64
	BandwidthMHz float64
	EIRPdBm      float64 // total carrier power into the antenna plus its peak gain, before the criterion's feeder loss
	HeightM      float64 // antenna above ground
	Omni         bool    // no azimuth: the same in all directions
	AzimuthDeg   float64 // clockwise from north, [0,360)
	// DowntiltDeg is the electrical tilt, positive downwards: the vertical cut is
	// shifted alike in all azimuths. A pattern file holds its own.
	DowntiltDeg float64
	// MechanicalTiltDeg turns the antenna about its horizontal axis, positive down.
	MechanicalTiltDeg float64
	// Pattern is the name of an antenna of the data set or of antenna.BuiltInNames;
	// "" is the default macro sector.
	Pattern string
	RangeM  float64 // stated radius, for criteria that use it; 0 when not stated
	Assumed Assumed
}

// Layer is what reports count as a BTS: one technology of one operator at one site.
type Layer struct {
	SiteID     string
	Operator   string
	Technology Technology
}

// Source says where a row was read.
type Source struct {
	File string // relative to the region folder
	Row  int    // line of a text file, row of a sheet, number of a feature; from 1
}

// Layers lists the layers of a site, sorted by technology, then operator.
func (s *Site) Layers() []Layer {
	var all []Layer
	for _, c := range s.Cells {
		l := Layer{SiteID: s.ID, Operator: c.Operator, Technology: c.Technology}
		if !slices.Contains(all, l) {
			all = append(all, l)
		}
	}
	slices.SortFunc(all, func(a, b Layer) int {
		return cmp.Or(cmp.Compare(a.Technology, b.Technology), cmp.Compare(a.Operator, b.Operator))
	})
	return all
}
