package prepared

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"math"
	"os"
	"reflect"

	"github.com/paulmach/orb"

	"phusong/coverage"
	"phusong/internal/mapper"
)

// A prepared form is blocks, one after the other; then the header, which says where they are; then, in
// tailBytes, the length of the header, its check sum, the version of the format and the mark. A file that was
// cut short has no mark.
const (
	mark          = "phusong prepared"
	formatVersion = 1
	tailBytes     = int64(4 + 4 + 4 + len(mark))
)

// kind says what is in a block.
type kind uint8

// The kinds of blocks.
const (
	kindRest     kind = iota // the data set but for what the others hold
	kindGeometry             // of units
	kindDemand               // of leaf units
	kindPixels               // rows of the population raster
	kindSites
	kinds
)

// How many elements a block holds: some hundred kilobytes of each.
const (
	unitsInBlock = 64
	rowsInBlock  = 32
	sitesInBlock = 2048
)

// block is a stretch of the file: elements First to First+Count-1 of its kind.
type block struct {
	Kind         kind
	First, Count int
	Offset       int64
	Length       int
	Sum          uint32
}

// header says what is in the file.
type header struct {
	Program       [32]byte
	Inputs        inputs
	Units, Leaves int
	Demand        int // units with demand
	Sites         int
	PixelRows     int // -1 without a raster
	PixelCols     int
	Nil           [3]bool // of units, of the demand of units, of sites: lists that are nil
	Names         []string
	Blocks        []block
}

// MaxMemoryBytes bounds what a prepared form is decoded to.
const MaxMemoryBytes = 16 << 30

// memoryBytes estimates what the header asks for before any block is read.
func (h *header) memoryBytes() float64 {
	return float64(h.PixelRows)*float64(h.PixelCols)*8 + float64(h.Units)*300 + float64(h.Demand)*120 + float64(h.Sites)*200
}

// valid reports whether the counts and the blocks of a header fit each other and a file of this size.
func (h *header) valid(size int64) bool {
	counts := [kinds]int{1, h.Units, h.Demand, max(h.PixelRows, 0), h.Sites}
	for _, n := range counts {
		// Every element takes a byte.
		if n < 0 || int64(n) > size {
			return false
		}
	}
	if h.PixelRows < -1 || h.PixelCols < 0 || h.PixelRows > 0 && h.PixelCols == 0 || h.PixelCols > math.MaxInt32 || !(h.memoryBytes() <= MaxMemoryBytes) {
		return false
	}
	var next [kinds]int
	for _, b := range h.Blocks {
		if b.Kind >= kinds || b.First != next[b.Kind] || b.Count < 0 || b.Count > counts[b.Kind]-b.First ||
			b.Offset < 0 || b.Length < 0 || b.Offset > size || int64(b.Length) > size-b.Offset {
			return false
		}
		next[b.Kind] += b.Count
	}
	return next == counts
}

// damaged is why a prepared form cannot be used.
var errDamaged = errors.New("the file is damaged or cut short")

// castagnoli is the check sum that processors compute themselves.
var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// contents are the parts of a data set as blocks carry them.
type contents struct {
	data     *coverage.Dataset
	geometry []orb.MultiPolygon
	demand   []coverage.UnitDemand
	pixels   []coverage.Micro
	sites    []coverage.Site
	names    *names
	cols     int
}

// plan cuts a data set into blocks.
func (c *contents) plan(h *header) []block {
	d := c.data
	h.Units, h.Leaves, h.Demand, h.Sites, h.PixelRows = len(d.Units), d.Leaves, len(d.Demand.Units), len(d.Sites), -1
	h.Nil = [3]bool{d.Units == nil, d.Demand.Units == nil, d.Sites == nil}
	if d.Demand.Pixels != nil {
		h.PixelCols = d.Demand.Grid.Cols / max(1, d.Demand.Subdivide)
		h.PixelRows = len(d.Demand.Pixels) / max(1, h.PixelCols)
	}
	c.cols = h.PixelCols
	c.names = namesOf(d.Sites)
	h.Names = c.names.list
	blocks := []block{{Kind: kindRest, Count: 1}}
	for _, k := range []struct {
		kind   kind
		n, per int
	}{{kindPixels, max(0, h.PixelRows), rowsInBlock}, {kindGeometry, h.Units, unitsInBlock}, {kindDemand, h.Demand, unitsInBlock}, {kindSites, h.Sites, sitesInBlock}} {
		for first := 0; first < k.n; first += k.per {
			blocks = append(blocks, block{Kind: k.kind, First: first, Count: min(k.per, k.n-first)})
		}
	}
	return blocks
}

// encode writes a block.
func (c *contents) encode(b block) ([]byte, error) {
	d, to := c.data, b.First+b.Count
	switch b.Kind {
	case kindGeometry:
		return encodeGeometry(nil, d.Units[b.First:to]), nil
	case kindDemand:
		return encodeDemand(nil, d.Demand.Units[b.First:to]), nil
	case kindPixels:
		return encodePixels(nil, d.Demand.Pixels[b.First*c.cols:to*c.cols], c.cols), nil
	case kindSites:
		return encodeSites(nil, d.Sites[b.First:to], c.names), nil
	}
	var e encoder
	err := e.value(reflect.ValueOf(d).Elem())
	return e.b, err
}

// write writes a data set, encoding blocks on several goroutines.
func write(ctx context.Context, w io.Writer, d *coverage.Dataset, h header, workers int) error {
	c := contents{data: d}
	h.Blocks = c.plan(&h)
	offset := int64(0)
	err := mapper.Ordered(ctx, len(h.Blocks), workers, func(_, i int) ([]byte, error) { return c.encode(h.Blocks[i]) },
		func(i int, text []byte) error {
			b := &h.Blocks[i]
			b.Offset, b.Length, b.Sum = offset, len(text), crc32.Checksum(text, castagnoli)
			offset += int64(len(text))
			_, err := w.Write(text)
			return err
		})
	if err != nil {
		return err
	}
	var e encoder
	if err := e.value(reflect.ValueOf(h)); err != nil {
		return err
	}
	tail := binary.LittleEndian.AppendUint32(nil, uint32(len(e.b)))
	tail = binary.LittleEndian.AppendUint32(tail, crc32.Checksum(e.b, castagnoli))
	tail = append(binary.LittleEndian.AppendUint32(tail, formatVersion), mark...)
	_, err = w.Write(append(e.b, tail...))
	return err
}

// readHeader reads the end of a file.
func readHeader(f io.ReaderAt, size int64) (*header, error) {
	tail := make([]byte, tailBytes)
	if size < tailBytes {
		return nil, errDamaged
	}
	if _, err := f.ReadAt(tail, size-tailBytes); err != nil {
		return nil, err
	}
	length, sum := int64(binary.LittleEndian.Uint32(tail)), binary.LittleEndian.Uint32(tail[4:])
	if string(tail[12:]) != mark {
		return nil, errDamaged
	}
	if v := binary.LittleEndian.Uint32(tail[8:]); v != formatVersion {
		return nil, &StaleError{fmt.Sprintf("it has format %d, this program writes %d", v, formatVersion)}
	}
	if length > size-tailBytes {
		return nil, errDamaged
	}
	text := make([]byte, length)
	if _, err := f.ReadAt(text, size-tailBytes-length); err != nil {
		return nil, err
	}
	var h header
	d := decoder{s: string(text)}
	d.value(reflect.ValueOf(&h).Elem())
	if crc32.Checksum(text, castagnoli) != sum || d.bad || d.rest() > 0 || !h.valid(size-tailBytes-length) {
		return nil, errDamaged
	}
	return &h, nil
}

// parts makes room for what a header announces.
func (h *header) parts() *contents {
	c := &contents{data: &coverage.Dataset{}, geometry: make([]orb.MultiPolygon, h.Units), cols: h.PixelCols}
	if !h.Nil[1] {
		c.demand = make([]coverage.UnitDemand, h.Demand)
	}
	if !h.Nil[2] {
		c.sites = make([]coverage.Site, h.Sites)
	}
	if h.PixelRows >= 0 {
		c.pixels = make([]coverage.Micro, h.PixelRows*h.PixelCols)
	}
	return c
}

// decode reads a block into its place, with memory that the next block may have.
func (c *contents) decode(f io.ReaderAt, h *header, b block, memory *[]byte) error {
	if cap(*memory) < b.Length {
		*memory = make([]byte, b.Length)
	}
	text := (*memory)[:b.Length]
	if _, err := f.ReadAt(text, b.Offset); err != nil {
		return err
	}
	if crc32.Checksum(text, castagnoli) != b.Sum || !c.place(text, h, b) {
		return errDamaged
	}
	return nil
}

func (c *contents) place(text []byte, h *header, b block) bool {
	to := b.First + b.Count
	switch b.Kind {
	case kindGeometry:
		return decodeGeometry(text, c.geometry[b.First:to])
	case kindDemand:
		return decodeDemand(text, c.demand[b.First:to])
	case kindPixels:
		return decodePixels(text, c.pixels[b.First*c.cols:to*c.cols], c.cols)
	case kindSites:
		return decodeSites(text, c.sites[b.First:to], h.Names)
	}
	d := decoder{s: string(text)}
	d.value(reflect.ValueOf(c.data).Elem())
	return !d.bad && d.rest() == 0 && len(c.data.Units) == h.Units
}

// assemble puts the parts together and lays the grid again.
func (c *contents) assemble(h *header) (*coverage.Dataset, error) {
	d := c.data
	for i := range d.Units {
		d.Units[i].Geometry = c.geometry[i]
	}
	d.Sites = c.sites
	grid := d.Demand.Grid
	if grid.Cols > 0 {
		if err := d.Demand.LayGrid(grid); err != nil {
			return nil, errDamaged
		}
	}
	d.Demand.Units, d.Demand.Pixels = c.demand, c.pixels
	if c.pixels != nil && h.PixelCols*max(1, d.Demand.Subdivide) != grid.Cols {
		return nil, errDamaged
	}
	return d, nil
}

// openFile opens a prepared form and reads its header.
func openFile(path string) (*os.File, *header, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, nil, err
	}
	info, err := f.Stat()
	if err == nil {
		var h *header
		if h, err = readHeader(f, info.Size()); err == nil {
			return f, h, nil
		}
	}
	f.Close()
	return nil, nil, err
}
