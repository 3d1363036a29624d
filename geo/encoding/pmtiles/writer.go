package pmtiles

import (
	"cmp"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"

	"github.com/paulmach/orb"
)

// Options describe an archive.
type Options struct {
	Metadata Metadata
	Bounds   orb.Bound // where the tiles hold something, in degrees; also the first view
}

// Writer collects the tiles of an archive. They are held in memory, gzipped, equal
// ones once, until WriteTo.
type Writer struct {
	opt     Options
	gzip    compressor
	known   map[[sha256.Size]byte]int32
	blobs   [][]byte
	tiles   []tileBlob
	minZoom int
	maxZoom int
}

type tileBlob struct {
	id   uint64
	blob int32
}

// NewWriter begins an archive.
func NewWriter(opt Options) *Writer {
	return &Writer{opt: opt, known: map[[sha256.Size]byte]int32{}, minZoom: MaxZoom}
}

// Add takes a vector tile that is not compressed. Tiles come in any order, each
// once; an empty one is an error, since the format leaves empty tiles out.
func (w *Writer) Add(z, x, y int, tile []byte) error {
	id, ok := TileID(z, x, y)
	if !ok {
		return fmt.Errorf("zoom %d has no tile %d, %d", z, x, y)
	}
	if len(tile) == 0 {
		return fmt.Errorf("tile %d/%d/%d is empty: leave it out", z, x, y)
	}
	sum := sha256.Sum256(tile)
	blob, ok := w.known[sum]
	if !ok {
		data, err := w.gzip.compress(tile)
		if err != nil {
			return err
		}
		if len(data) > math.MaxUint32 || len(w.blobs) == math.MaxInt32 {
			return fmt.Errorf("tile %d/%d/%d is beyond what an archive can hold", z, x, y)
		}
		blob = int32(len(w.blobs))
		w.blobs = append(w.blobs, data)
		w.known[sum] = blob
	}
	w.tiles = append(w.tiles, tileBlob{id, blob})
	w.minZoom, w.maxZoom = min(w.minZoom, z), max(w.maxZoom, z)
	return nil
}

// WriteTo writes the archive and returns its size. It is an error when there are no
// tiles, or one was added twice. The same tiles give the same bytes, in whichever
// order they were added.
func (w *Writer) WriteTo(out io.Writer) (int64, error) {
	if len(w.tiles) == 0 {
		return 0, errors.New("an archive needs one tile at least: the layers are empty")
	}
	entries, order, err := w.entries()
	if err != nil {
		return 0, err
	}
	root, leaves, err := w.directories(entries, leafEntries)
	if err != nil {
		return 0, err
	}
	metadata, err := w.opt.Metadata.marshal()
	if err != nil {
		return 0, err
	}
	if metadata, err = w.gzip.compress(metadata); err != nil {
		return 0, err
	}
	h := w.header(entries, order)
	at := uint64(headerBytes)
	for i, length := range []uint64{uint64(len(root)), uint64(len(metadata)), uint64(len(leaves)), w.size(order)} {
		*h.sections()[i] = section{at, length}
		at += length
	}
	var written int64
	for _, part := range [][]byte{h.append(nil), root, metadata, leaves} {
		n, err := out.Write(part)
		if written += int64(n); err != nil {
			return written, err
		}
	}
	for _, blob := range order {
		n, err := out.Write(w.blobs[blob])
		if written += int64(n); err != nil {
			return written, err
		}
	}
	return written, nil
}

func (w *Writer) size(order []int32) uint64 {
	var sum uint64
	for _, blob := range order {
		sum += uint64(len(w.blobs[blob]))
	}
	return sum
}

// entries puts the tiles in order, equal neighbours in runs, and the blobs in the
// order in which they are first used.
func (w *Writer) entries() ([]entry, []int32, error) {
	tiles := slices.Clone(w.tiles)
	slices.SortFunc(tiles, func(a, b tileBlob) int { return cmp.Compare(a.id, b.id) })
	placed := make([]bool, len(w.blobs))
	offsets := make([]uint64, len(w.blobs))
	var entries []entry
	var order []int32
	var end uint64
	for i, t := range tiles {
		if i > 0 && tiles[i-1].id == t.id {
			z, x, y, _ := Tile(t.id)
			return nil, nil, fmt.Errorf("tile %d/%d/%d was added twice", z, x, y)
		}
		if i > 0 && tiles[i-1].id+1 == t.id && tiles[i-1].blob == t.blob {
			entries[len(entries)-1].Run++
			continue
		}
		length := uint32(len(w.blobs[t.blob]))
		if !placed[t.blob] {
			placed[t.blob], offsets[t.blob] = true, end
			end += uint64(length)
			order = append(order, t.blob)
		}
		entries = append(entries, entry{ID: t.id, Offset: offsets[t.blob], Length: length, Run: 1})
	}
	return entries, order, nil
}

func (w *Writer) header(entries []entry, order []int32) Header {
	center := w.opt.Bounds.Center()
	return Header{
		AddressedTiles: uint64(len(w.tiles)), TileEntries: uint64(len(entries)), TileContents: uint64(len(order)),
		Clustered: true, Internal: Gzip, TileData: Gzip, TileType: TypeMVT,
		MinZoom: w.minZoom, MaxZoom: w.maxZoom, Bounds: w.opt.Bounds,
		CenterZoom: w.centerZoom(), Center: center,
	}
}

// centerZoom is the deepest zoom at which the bounds fit into the width of a tile.
func (w *Writer) centerZoom() int {
	span := max(w.opt.Bounds.Max[0]-w.opt.Bounds.Min[0], w.opt.Bounds.Max[1]-w.opt.Bounds.Min[1])
	zoom := w.minZoom
	for zoom < w.maxZoom && span*float64(int64(1)<<(zoom+1)) <= 360 {
		zoom++
	}
	return zoom
}

// leafEntries is how many entries a leaf directory has at first.
const leafEntries = 4096

// directories returns the root, and where all entries do not fit into it the leaves: of leafSize
// entries each, of twice as many until the root has room for all leaves.
func (w *Writer) directories(entries []entry, leafSize int) (root, leaves []byte, err error) {
	root, err = w.gzip.compress(appendDirectory(nil, entries))
	if err != nil || len(root) <= rootBytes-headerBytes {
		return root, nil, err
	}
	for size := leafSize; ; size *= 2 {
		var pointers []entry
		leaves = leaves[:0]
		for leaf := range slices.Chunk(entries, size) {
			data, err := w.gzip.compress(appendDirectory(nil, leaf))
			if err != nil {
				return nil, nil, err
			}
			pointers = append(pointers, entry{ID: leaf[0].ID, Offset: uint64(len(leaves)), Length: uint32(len(data))})
			leaves = append(leaves, data...)
		}
		root, err = w.gzip.compress(appendDirectory(nil, pointers))
		if err != nil || len(root) <= rootBytes-headerBytes {
			return root, leaves, err
		}
	}
}
