package terrain

import (
	"errors"
	"fmt"
	"maps"
)

// Surface is what the heights of an elevation model are heights of.
type Surface string

const (
	// SurfaceModel is the top of what radar or light meets first: roofs and
	// much of the canopy are in the heights. SRTM, NASADEM, Copernicus and ALOS
	// are such models.
	SurfaceModel Surface = "surface_model"
	// BareEarth is the ground, with buildings and trees removed.
	BareEarth Surface = "bare_earth"
)

// ErrClutterTwice is returned by CheckClutter for a surface model.
var ErrClutterTwice = errors.New("clutter heights added to a surface model count buildings and trees twice")

// Defaults of Options.
const (
	DefaultMaxMemoryBytes = 512 << 20
	DefaultMaxFieldBytes  = 4 << 30
	DefaultMaxTiles       = 50_000 // the land of the globe is 26,000 tiles of 1 degree, in two formats
)

// Options says how a DEM is opened. The zero value of a field means its default.
type Options struct {
	// Surface declares what the tiles measure; no file states it. The default is
	// SurfaceModel, which all global models are.
	Surface Surface
	// MaxMemoryBytes bounds the decoded heights held at any time. Decoding one
	// block needs some three times the block besides, and each of up to 16 open
	// GeoTIFF files the decoding buffers of one strip or tile. Default 512 MiB.
	MaxMemoryBytes int64
	// MaxFieldBytes bounds the memory of one Field. Default 4 GiB: 250 tiles of 1
	// degree at 3 arc-seconds hold 1.6 GB, 60 tiles at 1 arc-second 3.3 GB.
	MaxFieldBytes int64
	// LandCover is the path of a GeoTIFF of classes in degrees of WGS 84, which a
	// Field turns into clutter heights; empty: none. It needs Surface BareEarth.
	LandCover string
	// ClutterHeightsM gives each class of LandCover the height in metres of what
	// stands there, in [0,1000]: see WorldCoverHeightsM. A class that it lacks is an
	// error when a Field meets it; NoData is unknown.
	ClutterHeightsM map[int]float64
	// MaxTiles bounds the files of a folder. Default 50,000.
	MaxTiles int
}

// Validate says what is wrong with the options, all at once.
func (o Options) Validate() error {
	var errs []error
	switch o.Surface {
	case "", SurfaceModel, BareEarth:
	default:
		errs = append(errs, fmt.Errorf("surface %q: want %s or %s", o.Surface, SurfaceModel, BareEarth))
	}
	if o.MaxMemoryBytes < 0 {
		errs = append(errs, fmt.Errorf("memory bound of %d bytes: want 0 (for the default) or more", o.MaxMemoryBytes))
	}
	if o.MaxFieldBytes < 0 {
		errs = append(errs, fmt.Errorf("bound of %d bytes for a field: want 0 (for the default) or more", o.MaxFieldBytes))
	}
	if o.LandCover != "" {
		errs = append(errs, checkClutterTable(o.ClutterHeightsM))
	}
	if o.MaxTiles < 0 {
		errs = append(errs, fmt.Errorf("bound of %d tiles: want 0 (for the default) or more", o.MaxTiles))
	}
	return errors.Join(errs...)
}

func (o Options) withDefaults() Options {
	if o.Surface == "" {
		o.Surface = SurfaceModel
	}
	if o.MaxMemoryBytes == 0 {
		o.MaxMemoryBytes = DefaultMaxMemoryBytes
	}
	if o.MaxFieldBytes == 0 {
		o.MaxFieldBytes = DefaultMaxFieldBytes
	}
	if o.MaxTiles == 0 {
		o.MaxTiles = DefaultMaxTiles
	}
	o.ClutterHeightsM = maps.Clone(o.ClutterHeightsM)
	return o
}
