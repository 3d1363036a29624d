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
	"phusong/geo/zonal"
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

// totals are how many elements the lists of a block have together: polygons, rings and vertices; runs,
// partial cells, weights and points; cells and aliases.
type totals [4]int

// leastOf is how few bytes each of the totals takes.
var leastOf = [kinds]totals{
	kindGeometry: {1, 1, bytesE7, 1},
	kindDemand:   {runBytes, partialBytes, weightBytes, pointBytes},
	kindSites:    {leastCellBytes, 1, 1, 1},
}

// block is a stretch of the file: elements First to First+Count-1 of its kind.
type block struct {
	Kind         kind
	First, Count int
	Totals       totals
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
	sum := float64(h.PixelRows)*float64(h.PixelCols)*8 + float64(h.Units)*300 + float64(h.Demand)*120 + float64(h.Sites)*200
	for i := range h.Blocks {
		b := &h.Blocks[i]
		for k, n := range b.Totals {
			sum += float64(n) * float64(bytesOf[b.Kind][k])
		}
		if b.Kind == kindSites || b.Kind == kindRest {
			sum += float64(b.Length) // their texts stay
		}
	}
	return sum
}

// bytesOf is what each of the totals takes in memory.
var bytesOf = [kinds]totals{
	kindGeometry: {24, 24, 16, 0},
	kindDemand:   {12, 24, 8, 24},
	kindSites:    {192, 16, 0, 0},
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
	if h.PixelRows < -1 || h.PixelCols < 0 || h.PixelRows > 0 && h.PixelCols == 0 || h.PixelCols > math.MaxInt32 {
		return false
	}
	var next [kinds]int
	for _, b := range h.Blocks {
		if b.Kind >= kinds || b.First != next[b.Kind] || b.Count < 0 || b.Count > counts[b.Kind]-b.First ||
			b.Offset < 0 || b.Length < 0 || int64(b.Length) > size-b.Offset {
			return false
		}
		for i, n := range b.Totals {
			if n < 0 || n > 0 && n > b.Length/max(1, leastOf[b.Kind][i]) {
				return false
			}
		}
		next[b.Kind] += b.Count
	}
	return next == counts && h.memoryBytes() <= MaxMemoryBytes
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

	// Lists of all blocks are cut from these; starts says where those of a block begin.
	ofGeometry geometryArrays
	ofDemand   demandArrays
	cells      []coverage.Cell
	aliases    []string
	starts     []totals
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

// encoded is a block as it is written.
type encoded struct {
	text   []byte
	totals totals
}

// encode makes a block.
func (c *contents) encode(b block) (e encoded, err error) {
	d, to := c.data, b.First+b.Count
	switch b.Kind {
	case kindGeometry:
		e.text, e.totals = encodeGeometry(d.Units[b.First:to])
	case kindDemand:
		e.text, e.totals = encodeDemand(d.Demand.Units[b.First:to])
	case kindPixels:
		e.text = encodePixels(d.Demand.Pixels[b.First*c.cols:to*c.cols], c.cols)
	case kindSites:
		e.text, e.totals = encodeSites(d.Sites[b.First:to], c.names)
	default:
		var rest encoder
		err = rest.value(reflect.ValueOf(d).Elem())
		e.text = rest.b
	}
	return e, err
}

// write writes a data set, encoding blocks on several goroutines.
func write(ctx context.Context, w io.Writer, d *coverage.Dataset, h header, workers int) error {
	c := contents{data: d}
	h.Blocks = c.plan(&h)
	offset := int64(0)
	err := mapper.Ordered(ctx, len(h.Blocks), workers, func(_, i int) (encoded, error) { return c.encode(h.Blocks[i]) },
		func(i int, e encoded) error {
			b := &h.Blocks[i]
			b.Offset, b.Length, b.Sum, b.Totals = offset, len(e.text), crc32.Checksum(e.text, castagnoli), e.totals
			offset += int64(len(e.text))
			_, err := w.Write(e.text)
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
	c := &contents{data: &coverage.Dataset{}, geometry: make([]orb.MultiPolygon, h.Units), cols: h.PixelCols, starts: make([]totals, len(h.Blocks))}
	var sums [kinds]totals
	for i, b := range h.Blocks {
		c.starts[i] = sums[b.Kind]
		for k, n := range b.Totals {
			sums[b.Kind][k] += n
		}
	}
	g, n, s := sums[kindGeometry], sums[kindDemand], sums[kindSites]
	c.ofGeometry = geometryArrays{make([]orb.Polygon, g[0]), make([]orb.Ring, g[1]), make([]orb.Point, g[2])}
	c.ofDemand = demandArrays{make([]zonal.Run, n[0]), make([]zonal.Partial, n[1]), make([]coverage.Micro, n[2]), make([]coverage.PointCount, n[3])}
	c.cells, c.aliases = make([]coverage.Cell, s[0]), make([]string, s[1])
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
func (c *contents) decode(f io.ReaderAt, h *header, index int, memory *[]byte) error {
	b := &h.Blocks[index]
	if cap(*memory) < b.Length {
		*memory = make([]byte, b.Length)
	}
	text := (*memory)[:b.Length]
	if _, err := f.ReadAt(text, b.Offset); err != nil {
		return err
	}
	if crc32.Checksum(text, castagnoli) != b.Sum || !c.place(text, h, index) {
		return errDamaged
	}
	return nil
}

func (c *contents) place(text []byte, h *header, index int) bool {
	b, at := &h.Blocks[index], c.starts[index]
	n, to := b.Totals, b.First+b.Count
	switch b.Kind {
	case kindGeometry:
		return decodeGeometry(text, c.geometry[b.First:to], geometryArrays{
			part(c.ofGeometry.polygons, at[0], n[0]), part(c.ofGeometry.rings, at[1], n[1]), part(c.ofGeometry.points, at[2], n[2])})
	case kindDemand:
		return decodeDemand(text, c.demand[b.First:to], demandArrays{part(c.ofDemand.runs, at[0], n[0]),
			part(c.ofDemand.partials, at[1], n[1]), part(c.ofDemand.weights, at[2], n[2]), part(c.ofDemand.points, at[3], n[3])})
	case kindPixels:
		return decodePixels(text, c.pixels[b.First*c.cols:to*c.cols], c.cols)
	case kindSites:
		return decodeSites(c.sites[b.First:to], siteReader{decoder: decoder{s: string(text)}, names: h.Names,
			cells: part(c.cells, at[0], n[0]), aliases: part(c.aliases, at[1], n[1])})
	}
	d := decoder{s: string(text)}
	d.value(reflect.ValueOf(c.data).Elem())
	return !d.bad && d.rest() == 0 && len(c.data.Units) == h.Units
}

// part is a stretch of an array that cannot grow into the next.
func part[T any](array []T, at, n int) []T { return array[at : at+n : at+n] }

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
