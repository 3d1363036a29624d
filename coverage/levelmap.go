package coverage

import (
	"github.com/paulmach/orb"

	"phusong/geo/raster"
)

// LevelKind says what is known of the level in the places of a LevelBand.
type LevelKind string

// The kinds, in the order of a LevelMap.
const (
	LevelBanded   LevelKind = "band"      // between the limits of a band
	LevelBelow    LevelKind = "below"     // received, below the lowest limit
	LevelNoSignal LevelKind = "no_signal" // no server in range
	LevelUnknown  LevelKind = "unknown"   // an input that decides is missing
	// LevelUnpopulated is where nobody lives, in a map of populated cells alone: the
	// level there was not asked for.
	LevelUnpopulated LevelKind = "unpopulated"
)

// LevelBand is a range of levels with the places that have it.
type LevelBand struct {
	Kind LevelKind
	// The level is in [FromCentiDBm, ToCentiDBm), in 0.01 dBm. NoLevel stands for no
	// limit on that side; both are NoLevel for LevelNoSignal, LevelUnknown and
	// LevelUnpopulated.
	FromCentiDBm, ToCentiDBm int
	// Geometry is valid and shares no area with that of another band of the map.
	Geometry orb.MultiPolygon
	// AreaM2 is that of Geometry. In the largest band of a map it also holds what the
	// rounding of coordinates leaves over, so that a map closes.
	AreaM2     Micro
	People     Micro
	Households Micro
}

// LevelMap is the median level of the best server of a technology and operator,
// cell by cell and as bands. The bands' areas add up to AreaM2, their people and
// households to People and Households.
type LevelMap struct {
	Selection Selection
	// Bands holds every band asked for, strongest first, then those of LevelBelow,
	// LevelNoSignal and LevelUnknown, also those without any place; then that of
	// LevelUnpopulated, if the signal was asked of populated cells alone.
	Bands      []LevelBand
	AreaM2     Micro // of the leaf units
	People     Count // not known when no unit knows its own
	Households Count
	Grid       raster.Grid // of Cells: the window of the analysis grid around the units
	Cells      []LevelCell // row-major
	// Servers numbers the best server of each of Cells as SignalMap.Server does, and
	// ServerCells lists what the numbers stand for; both nil unless asked for.
	Servers     []uint32
	ServerCells []ServerCell
}

// LevelCell is a cell of a LevelMap.
type LevelCell struct {
	Band          uint8 // index in Bands, or LevelOutside
	LevelCentiDBm int16 // in 0.01 dBm, or NoLevel where Band is not one of levels
}

// LevelOutside is the Band of cells in which the units have no area.
const LevelOutside = 255
