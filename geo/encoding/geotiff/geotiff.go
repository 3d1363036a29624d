package geotiff

import (
	"errors"
	"fmt"
	"io"

	"phusong/geo/raster"
)

// Limits bounds what a file may ask for. The zero value of a field means its
// default.
type Limits struct {
	MaxCells       int64 // columns x rows; default 2^37, enough for the globe at 3 arc-seconds
	MaxBlocks      int   // strips or tiles; default 4,194,304
	MaxMemoryBytes int64 // decoding buffers of one read, without the caller's; default 512 MiB
	// Classes takes a raster of one band that is drawn through a colour table, as land
	// cover is: its values are then numbers of classes. Without it such a file is
	// refused as a picture, as its values measure nothing.
	Classes bool
}

func (l Limits) withDefaults() Limits {
	if l.MaxCells == 0 {
		l.MaxCells = 1 << 37
	}
	if l.MaxBlocks == 0 {
		l.MaxBlocks = 1 << 22
	}
	if l.MaxMemoryBytes == 0 {
		l.MaxMemoryBytes = 512 << 20
	}
	return l
}

// Info describes the full-resolution image of a file.
type Info struct {
	Cols, Rows   int
	Bands        int
	DataType     string   // uint8 ... int64, float32, float64
	NoData       *float64 // as stated, before scale and offset; nil if not stated
	Scale        float64  // applied to every value read: value = stored x Scale + Offset
	Offset       float64
	PixelIsPoint bool // coordinates name cell centres; Transform already allows for it
	SouthUp      bool // the file stores the southernmost row first; rows are read north first all the same
	CRS          CRS
	Transform    Transform
	Compression  string
	Predictor    int
	Tiled        bool
	BlockCols    int
	BlockRows    int
	BigTIFF      bool
	Description  string // tag ImageDescription
	Overviews    int    // reduced images, skipped
	Masks        int    // transparency masks, not applied
	Pages        int    // further full-resolution images, skipped
}

// File is an open raster. It is not safe for concurrent use.
type File struct {
	c       container
	limits  Limits
	info    Info
	place   placement
	layout  layout
	decoder sampleDecoder
	noData  string // text of GDAL_NODATA
	gdalXML string // text of GDAL_METADATA
	band    int    // counted from 0
	blocks  blockReader
}

var _ raster.RowReader = (*File)(nil)

// Open parses the directories of a TIFF file of size bytes and checks that
// every block of its first full-resolution image lies inside. It selects band 1.
// r must stay open while the File is read; opening reads no pixel.
func Open(r io.ReaderAt, size int64, limits Limits) (*File, error) {
	f := &File{c: container{r: r, size: size}, limits: limits.withDefaults()}
	next, err := f.c.header()
	if err != nil {
		return nil, err
	}
	d, err := f.mainDirectory(next)
	if err != nil {
		return nil, err
	}
	for _, step := range []func(directory) error{f.readLayout, f.readSamples, f.readPlace} {
		if err := step(d); err != nil {
			return nil, err
		}
	}
	f.info.BigTIFF = f.c.big
	return f, f.SelectBand(1)
}

// mainDirectory walks the chain of directories, returns the first image that is
// neither an overview nor a mask, and counts the others.
func (f *File) mainDirectory(next int64) (main directory, err error) {
	seen := map[int64]bool{}
	for next != 0 {
		if seen[next] || len(seen) >= maxDirectories {
			return main, fmt.Errorf("chain of directories loops or is longer than %d: %w", maxDirectories, errTruncated)
		}
		seen[next] = true
		d, err := f.c.directory(next)
		if err != nil {
			return main, err
		}
		kind, err := f.c.uint(d, tagNewSubfileType, 0)
		if err != nil {
			return main, err
		}
		const reduced, mask = 1, 4
		switch {
		case kind&mask != 0:
			f.info.Masks++
		case kind&reduced != 0:
			f.info.Overviews++
		case main.entries == nil:
			main = d
		default:
			f.info.Pages++
		}
		next = d.next
	}
	if main.entries == nil {
		return main, errors.New("no full-resolution image in the file")
	}
	return main, nil
}

// readSamples reads what the stored numbers mean.
func (f *File) readSamples(d directory) (err error) {
	bits, err := f.c.uints(d, tagBitsPerSample, 1<<16)
	if err != nil {
		return err
	}
	formats, err := f.c.uints(d, tagSampleFormat, 1<<16)
	if err != nil {
		return err
	}
	if f.decoder.kind, err = sampleTypeOf(uniform(formats, formatUint), uniform(bits, 1)); err != nil {
		return err
	}
	if err := f.refusePictures(d); err != nil {
		return err
	}
	f.info.DataType = f.decoder.kind.name
	f.layout.row.sampleBytes = f.decoder.kind.bytes
	if f.noData, err = f.c.text(d, tagGDALNoData); err != nil {
		return err
	}
	if f.gdalXML, err = f.c.text(d, tagGDALMetadata); err != nil {
		return err
	}
	if f.info.Description, err = f.c.text(d, tagImageDescription); err != nil {
		return err
	}
	return f.layout.check(f)
}

// uniform returns the value all samples share: absent for an empty list, 0 if
// they differ (no format or width has the number 0).
func uniform(values []uint64, absent uint64) uint64 {
	if len(values) == 0 {
		return absent
	}
	for _, v := range values {
		if v != values[0] {
			return 0
		}
	}
	return values[0]
}

// ErrPicture is returned by Open for a file of colours.
var ErrPicture = errors.New("the file is a colour picture (palette, RGB or similar), not a raster of values; use the data it was drawn from")

// refusePictures rejects colours, which are not quantities, but for the classes of a
// colour table where those are asked for.
func (f *File) refusePictures(d directory) error {
	photometric, err := f.c.uint(d, tagPhotometric, 1)
	if err != nil {
		return err
	}
	const table = 3
	if photometric == table && f.limits.Classes && f.info.Bands == 1 {
		return nil
	}
	if photometric > 1 && photometric <= 10 && photometric != 4 {
		return ErrPicture
	}
	return nil
}

// readPlace reads the georeference.
func (f *File) readPlace(d directory) error {
	keys, err := f.c.geoKeys(d)
	if err != nil {
		return err
	}
	f.info.CRS = keys.crs()
	f.info.PixelIsPoint = keys.numbers[keyRasterType] == pixelIsPoint
	f.place, err = f.c.placement(d, f.info.Rows, f.info.PixelIsPoint)
	f.info.Transform, f.info.SouthUp = f.place.Transform, f.place.southUp
	return err
}

// SelectBand chooses the band to read, counted from 1, and its NoData, scale and
// offset.
func (f *File) SelectBand(band int) error {
	if band < 1 || band > f.info.Bands {
		return fmt.Errorf("band %d of a file of %d bands", band, f.info.Bands)
	}
	decoder, noData, err := sampleDecoder{kind: f.decoder.kind}.parseNoData(f.noData)
	if err != nil {
		return err
	}
	if decoder.scale, decoder.offset, err = scaling(f.gdalXML, band-1); err != nil {
		return err
	}
	f.decoder, f.band = decoder, band-1
	f.info.NoData, f.info.Scale, f.info.Offset = noData, decoder.scale, decoder.offset
	f.blocks.forget()
	return nil
}

// Info describes the file and the selected band.
func (f *File) Info() Info { return f.info }

// Grid places the cells. It fails, with the command that mends it, when the file
// is projected, on a datum other than WGS 84, or states no system.
func (f *File) Grid() (raster.Grid, error) {
	if err := f.info.CRS.RequireWGS84(); err != nil {
		return raster.Grid{}, err
	}
	return f.info.Transform.Grid(f.info.Cols, f.info.Rows)
}

// ReadRows implements raster.RowReader. Infinities in the file pass through.
func (f *File) ReadRows(row0, rows int, dst []float64) error {
	return f.ReadWindow(raster.Window{Row0: row0, Col1: f.info.Cols, Row1: row0 + rows}, dst)
}
