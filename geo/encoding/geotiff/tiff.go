package geotiff

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"strings"
)

// Tags of TIFF 6.0, GeoTIFF 1.1 and GDAL that the reader looks at.
const (
	tagNewSubfileType      = 254
	tagImageWidth          = 256
	tagImageLength         = 257
	tagBitsPerSample       = 258
	tagCompression         = 259
	tagPhotometric         = 262
	tagFillOrder           = 266
	tagImageDescription    = 270
	tagStripOffsets        = 273
	tagSamplesPerPixel     = 277
	tagRowsPerStrip        = 278
	tagStripByteCounts     = 279
	tagPlanarConfig        = 284
	tagPredictor           = 317
	tagTileWidth           = 322
	tagTileLength          = 323
	tagTileOffsets         = 324
	tagTileByteCounts      = 325
	tagSampleFormat        = 339
	tagModelPixelScale     = 33550
	tagModelTiepoint       = 33922
	tagModelTransformation = 34264
	tagGeoKeyDirectory     = 34735
	tagGeoDoubleParams     = 34736
	tagGeoASCIIParams      = 34737
	tagGDALMetadata        = 42112
	tagGDALNoData          = 42113
)

// Field types of TIFF 6.0 section 2 and BigTIFF.
const (
	typeByte   = 1
	typeASCII  = 2
	typeShort  = 3
	typeLong   = 4
	typeFloat  = 11
	typeDouble = 12
	typeIFD    = 13
	typeLong8  = 16
	typeIFD8   = 18
)

var typeBytes = map[uint16]int64{
	typeByte: 1, typeASCII: 1, typeShort: 2, typeLong: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8,
	typeFloat: 4, typeDouble: 8, typeIFD: 4, typeLong8: 8, 17: 8, typeIFD8: 8,
}

const (
	maxEntries     = 4096    // of one directory; real files have about 30
	maxDirectories = 1024    // overviews, masks and pages
	maxTextBytes   = 1 << 20 // of one text or GeoKey tag
)

// errTruncated marks offsets and lengths that reach beyond the end of the file.
var errTruncated = errors.New("the file is truncated or damaged; download or copy it again")

// container reads numbers from a TIFF file of either byte order and either
// offset width, and never beyond the end.
type container struct {
	r     io.ReaderAt
	size  int64
	order binary.ByteOrder
	big   bool
}

// entry is one tag of a directory; its data lies at offset, inline or not.
type entry struct {
	tag, kind uint16
	count     uint64
	offset    int64
}

type directory struct {
	entries map[uint16]entry
	next    int64
}

func (c *container) bytes(offset, n int64) ([]byte, error) {
	if offset < 0 || n < 0 || offset > c.size || n > c.size-offset {
		return nil, fmt.Errorf("%d bytes at %d of a file of %d bytes: %w", n, offset, c.size, errTruncated)
	}
	b := make([]byte, n)
	if got, err := c.r.ReadAt(b, offset); int64(got) < n {
		if err == io.EOF {
			err = errTruncated
		}
		return nil, fmt.Errorf("read %d bytes at %d: %w", n, offset, err)
	}
	return b, nil
}

// header parses the first bytes and returns the offset of the first directory.
func (c *container) header() (int64, error) {
	b, err := c.bytes(0, min(16, c.size))
	if err != nil {
		return 0, err
	}
	if len(b) < 8 {
		return 0, fmt.Errorf("not a TIFF file: only %d bytes long", len(b))
	}
	switch string(b[:2]) {
	case "II":
		c.order = binary.LittleEndian
	case "MM":
		c.order = binary.BigEndian
	default:
		return 0, fmt.Errorf("not a TIFF file: it begins with %q, not II or MM", b[:4])
	}
	switch version := c.order.Uint16(b[2:]); {
	case version == 42:
		return int64(c.order.Uint32(b[4:])), nil
	case version == 43 && len(b) == 16 && c.order.Uint16(b[4:]) == 8 && c.order.Uint16(b[6:]) == 0:
		c.big = true
		return c.offset(b[8:])
	default:
		return 0, fmt.Errorf("not a TIFF file: version %d, want 42 or 43 (BigTIFF)", version)
	}
}

func (c *container) offset(b []byte) (int64, error) {
	if !c.big {
		return int64(c.order.Uint32(b)), nil
	}
	v := c.order.Uint64(b)
	if v > math.MaxInt64 {
		return 0, fmt.Errorf("offset %d: %w", v, errTruncated)
	}
	return int64(v), nil
}

// directory parses the directory at offset. Of a repeated tag the first counts.
func (c *container) directory(offset int64) (directory, error) {
	countLen, entryLen, nextLen := int64(2), int64(12), int64(4)
	if c.big {
		countLen, entryLen, nextLen = 8, 20, 8
	}
	b, err := c.bytes(offset, countLen)
	if err != nil {
		return directory{}, fmt.Errorf("directory: %w", err)
	}
	n := uint64(c.order.Uint16(b))
	if c.big {
		n = c.order.Uint64(b)
	}
	if n == 0 || n > maxEntries {
		return directory{}, fmt.Errorf("directory at %d has %d entries, want 1 to %d: %w", offset, n, maxEntries, errTruncated)
	}
	body, err := c.bytes(offset+countLen, int64(n)*entryLen+nextLen)
	if err != nil {
		return directory{}, fmt.Errorf("directory of %d entries: %w", n, err)
	}
	d := directory{entries: make(map[uint16]entry, n)}
	for i := int64(0); i < int64(n); i++ {
		e, err := c.entry(body[i*entryLen:(i+1)*entryLen], offset+countLen+i*entryLen)
		if err != nil {
			return directory{}, err
		}
		if _, seen := d.entries[e.tag]; !seen {
			d.entries[e.tag] = e
		}
	}
	d.next, err = c.offset(body[int64(n)*entryLen:])
	return d, err
}

// entry parses one entry, whose own bytes b lie at position at.
func (c *container) entry(b []byte, at int64) (entry, error) {
	e := entry{tag: c.order.Uint16(b), kind: c.order.Uint16(b[2:])}
	value, room := int64(8), int64(4)
	if c.big {
		value, room = 12, 8
		e.count = c.order.Uint64(b[4:])
	} else {
		e.count = uint64(c.order.Uint32(b[4:]))
	}
	if size := typeBytes[e.kind]; size != 0 && e.count <= uint64(room/size) {
		e.offset = at + value
		return e, nil
	}
	var err error
	e.offset, err = c.offset(b[value:])
	return e, err
}

// data returns the bytes of a tag of at most limit values.
func (c *container) data(e entry, limit int) ([]byte, error) {
	size := typeBytes[e.kind]
	if size == 0 {
		return nil, fmt.Errorf("tag %d has unknown field type %d", e.tag, e.kind)
	}
	if e.count > uint64(limit) {
		return nil, fmt.Errorf("tag %d has %d values, more than the limit of %d", e.tag, e.count, limit)
	}
	b, err := c.bytes(e.offset, int64(e.count)*size)
	if err != nil {
		return nil, fmt.Errorf("tag %d: %w", e.tag, err)
	}
	return b, nil
}

// uints returns the unsigned values of a tag; nil if the directory lacks it.
func (c *container) uints(d directory, tag uint16, limit int) ([]uint64, error) {
	e, ok := d.entries[tag]
	if !ok {
		return nil, nil
	}
	b, err := c.data(e, limit)
	if err != nil {
		return nil, err
	}
	values := make([]uint64, e.count)
	for i := range values {
		switch e.kind {
		case typeByte:
			values[i] = uint64(b[i])
		case typeShort:
			values[i] = uint64(c.order.Uint16(b[2*i:]))
		case typeLong, typeIFD:
			values[i] = uint64(c.order.Uint32(b[4*i:]))
		case typeLong8, typeIFD8:
			values[i] = c.order.Uint64(b[8*i:])
		default:
			return nil, fmt.Errorf("tag %d has field type %d, want an unsigned integer", tag, e.kind)
		}
	}
	return values, nil
}

// uint returns the first value of a tag, or absent.
func (c *container) uint(d directory, tag uint16, absent uint64) (uint64, error) {
	e, ok := d.entries[tag]
	if !ok || e.count == 0 {
		return absent, nil
	}
	e.count = 1
	v, err := c.uints(directory{entries: map[uint16]entry{tag: e}}, tag, 1)
	if err != nil {
		return 0, err
	}
	return v[0], nil
}

func (c *container) doubles(d directory, tag uint16) ([]float64, error) {
	e, ok := d.entries[tag]
	if !ok {
		return nil, nil
	}
	b, err := c.data(e, maxTextBytes/8)
	if err != nil {
		return nil, err
	}
	values := make([]float64, e.count)
	for i := range values {
		switch e.kind {
		case typeDouble:
			values[i] = math.Float64frombits(c.order.Uint64(b[8*i:]))
		case typeFloat:
			values[i] = float64(math.Float32frombits(c.order.Uint32(b[4*i:])))
		default:
			return nil, fmt.Errorf("tag %d has field type %d, want DOUBLE", tag, e.kind)
		}
	}
	return values, nil
}

// text returns an ASCII tag without its closing NUL; empty if absent.
func (c *container) text(d directory, tag uint16) (string, error) {
	e, ok := d.entries[tag]
	if !ok {
		return "", nil
	}
	if typeBytes[e.kind] != 1 {
		return "", fmt.Errorf("tag %d has field type %d, want ASCII", tag, e.kind)
	}
	b, err := c.data(e, maxTextBytes)
	if err != nil {
		return "", err
	}
	return strings.TrimRight(string(b), "\x00"), nil
}
