package terrain

import (
	"cmp"
	"container/list"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
)

// DEM is a mosaic of elevation tiles. It decodes as it is asked, so it is not
// safe for concurrent use: open one for each goroutine, and share the memory
// bound out among them.
type DEM struct {
	options Options
	tiles   []*tile // in order of precedence
	skipped []Skip
	buckets map[bucket][]int32 // tiles that reach into a degree, in order of precedence
	cache   cache
	err     error
}

// bucket is a cell of 1 x 1 degree by its south-west corner, longitude -180 to 179.
type bucket struct{ lon, lat int16 }

// Open finds the tiles of a folder: files named .hgt, .hgt.gz, .hgt.zip, .tif or
// .tiff directly in it. Other entries are left alone and listed by Skipped, and so
// are GeoTIFF files that are not in degrees of WGS 84 or have several bands, and the
// LandCover.
//
// Only headers are read. It fails for a folder without usable tiles, for an .hgt tile
// that is misnamed or of the wrong size, for a damaged GeoTIFF, and when MaxMemoryBytes
// does not hold one block of each tile.
func Open(dir string, o Options) (*DEM, error) {
	if err := o.Validate(); err != nil {
		return nil, fmt.Errorf("options of the terrain: %w", err)
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, fmt.Errorf("open the terrain: %w", err)
	}
	d := &DEM{options: o.withDefaults(), buckets: map[bucket][]int32{}}
	d.cache = cache{maxBytes: d.options.MaxMemoryBytes, recent: list.New()}
	cover, err := d.statLandCover()
	if err != nil {
		return nil, fmt.Errorf("open the terrain: %w", err)
	}
	for _, e := range entries {
		reason, err := d.add(dir, e, cover)
		if err != nil {
			return nil, fmt.Errorf("open the terrain in %s: %w", dir, err)
		}
		if reason != "" {
			d.skipped = append(d.skipped, Skip{e.Name(), reason})
		}
	}
	if len(d.tiles) == 0 {
		return nil, d.noTile(dir)
	}
	slices.SortFunc(d.tiles, precedence)
	for i, t := range d.tiles {
		d.register(int32(i), t)
	}
	return d, nil
}

// statLandCover identifies the land cover, lest it be taken for heights.
func (d *DEM) statLandCover() (os.FileInfo, error) {
	if d.options.LandCover == "" {
		return nil, nil
	}
	stat, err := os.Stat(d.options.LandCover)
	if err != nil {
		return nil, fmt.Errorf("land cover: %w", err)
	}
	return stat, nil
}

// add makes a tile of an entry of the folder, or says why it is none.
func (d *DEM) add(dir string, e os.DirEntry, cover os.FileInfo) (skip string, err error) {
	switch {
	case e.IsDir():
		return "a folder; tiles are looked for directly in " + filepath.Base(dir), nil
	case !isTile(e.Name()):
		return "not named .hgt, .hgt.gz, .hgt.zip, .tif or .tiff", nil
	}
	path := filepath.Join(dir, e.Name())
	if stat, err := os.Stat(path); err == nil && cover != nil && os.SameFile(stat, cover) {
		return "the land cover", nil
	}
	if len(d.tiles) == d.options.MaxTiles {
		return "", fmt.Errorf("more than %d tiles: keep those of the region, or raise MaxTiles", d.options.MaxTiles)
	}
	t, err := openTile(path)
	if odd := (*oddFile)(nil); errors.As(err, &odd) {
		return odd.Error(), nil
	}
	if err != nil {
		return "", err
	}
	if t.blockBytes() > d.options.MaxMemoryBytes {
		return "", fmt.Errorf("%s: one block takes %d bytes, the memory bound is %d: raise it, or for a GeoTIFF run: gdal_translate -co TILED=YES %s tiled.tif",
			t.name, t.blockBytes(), d.options.MaxMemoryBytes, t.name)
	}
	d.tiles = append(d.tiles, t)
	return "", nil
}

// noTile is the error for a folder without usable tiles; it says what is wrong with
// the first of those that look like one.
func (d *DEM) noTile(dir string) error {
	for _, s := range d.skipped {
		if isTile(s.Name) {
			return fmt.Errorf("no usable elevation tile in %s; %s: %s", dir, s.Name, s.Reason)
		}
	}
	return fmt.Errorf("no elevation tile in %s: want .hgt, .hgt.gz, .hgt.zip or .tif files directly in it", dir)
}

// precedence puts finer tiles first, then those earlier by name.
func precedence(a, b *tile) int {
	return cmp.Or(-cmp.Compare(a.density(), b.density()), cmp.Compare(a.name, b.name))
}

// density is the number of posts in 100 x 100 degrees, from whole numbers so
// that steps which differ by rounding alone (1/1200 and 0.000833333) are equal.
func (t *tile) density() float64 { return math.Round(100/t.stepX) * math.Round(100/t.stepY) }

// register notes a tile under every degree it reaches into, one step beyond its
// posts included.
func (d *DEM) register(index int32, t *tile) {
	lon0 := math.Floor(t.west - t.stepX*(1+near))
	lon1 := math.Floor(t.west + float64(t.cols)*t.stepX*(1+near))
	lat0 := max(-90, math.Floor(t.north-float64(t.rows)*t.stepY*(1+near)))
	lat1 := min(90, math.Floor(t.north+t.stepY*(1+near)))
	for lon := lon0; lon <= min(lon1, lon0+359); lon++ {
		for lat := lat0; lat <= lat1; lat++ {
			b := bucketOf(lon, lat)
			d.buckets[b] = append(d.buckets[b], index)
		}
	}
}

func bucketOf(lon, lat float64) bucket {
	turn := math.Mod(math.Floor(lon)+180, 360)
	if turn < 0 {
		turn += 360
	}
	return bucket{int16(turn) - 180, int16(math.Floor(lat))}
}

// Close closes the files kept open. The DEM must not be used after it.
func (d *DEM) Close() error { return d.cache.close() }

// Err returns the first failure to read a tile. Heights that it made
// unavailable were given as unknown: check it when a run of HeightM ends.
func (d *DEM) Err() error { return d.err }

// Surface is what the heights are heights of, as Options declared.
func (d *DEM) Surface() Surface { return d.options.Surface }

// CheckClutter returns an error that wraps ErrClutterTwice when heights of
// buildings and trees must not be added to these heights.
func (d *DEM) CheckClutter() error {
	if d.options.Surface == BareEarth {
		return nil
	}
	return fmt.Errorf("%w: use a bare-earth model and declare it %s, or leave the clutter out", ErrClutterTwice, BareEarth)
}

// Skip is an entry of the folder that is no tile of the mosaic.
type Skip struct {
	Name   string
	Reason string // why, and what makes a tile of it where something does
}

// Skipped lists the entries of the folder that are no tiles, by name.
func (d *DEM) Skipped() []Skip { return slices.Clone(d.skipped) }

// Tile describes a tile of the mosaic.
type Tile struct {
	Name                     string
	West, South, East, North float64 // of the outermost posts, degrees
	StepXDeg, StepYDeg       float64
}

// Tiles lists the tiles in order of precedence.
func (d *DEM) Tiles() []Tile {
	list := make([]Tile, len(d.tiles))
	for i, t := range d.tiles {
		east, south := t.post(t.cols-1, t.rows-1)
		list[i] = Tile{t.name, t.west, south, east, t.north, t.stepX, t.stepY}
	}
	return list
}
