package pmtiles

import (
	"errors"
	"fmt"
	"io"
)

// Limits bound what a Reader takes. Zero fields mean the defaults.
type Limits struct {
	DirectoryBytes int // of a directory, compressed or not; default 16 MiB
	MetadataBytes  int // default 16 MiB
	TileBytes      int // of a tile, compressed or not; default 16 MiB
}

func (l Limits) withDefaults() Limits {
	for _, v := range []*int{&l.DirectoryBytes, &l.MetadataBytes, &l.TileBytes} {
		if *v <= 0 {
			*v = 16 << 20
		}
	}
	return l
}

// maxDepth is how many directories lie above a tile at most: the root and three
// levels of leaves, as other readers allow.
const maxDepth = 4

// Reader reads tiles of an archive. It keeps nothing but the root directory, and may
// be used by several goroutines if its source may.
type Reader struct {
	Header Header
	source io.ReaderAt
	limits Limits
	root   []entry
}

// NewReader reads the header and the root directory of an archive of size bytes.
// Archives with other compressions than gzip and none are refused.
func NewReader(source io.ReaderAt, size int64, limits Limits) (*Reader, error) {
	r := &Reader{source: source, limits: limits.withDefaults()}
	head := make([]byte, headerBytes)
	if size < headerBytes {
		return nil, fmt.Errorf("no PMTiles archive: %d bytes are less than a header", size)
	}
	if err := r.readAt(head, 0); err != nil {
		return nil, err
	}
	var err error
	if r.Header, err = parseHeader(head, size); err != nil {
		return nil, err
	}
	r.root, err = r.directory(r.Header.root, section{0, r.Header.root.Length})
	if err != nil {
		return nil, fmt.Errorf("root directory: %w", err)
	}
	return r, nil
}

func (r *Reader) readAt(b []byte, offset uint64) error {
	n, err := r.source.ReadAt(b, int64(offset))
	if n == len(b) {
		return nil
	}
	if err == nil || errors.Is(err, io.EOF) {
		return fmt.Errorf("the file ends at byte %d: it is cut off", offset+uint64(n))
	}
	return err
}

// read returns a part of a section.
func (r *Reader) read(in, part section, limit int) ([]byte, error) {
	if part.Offset > in.Length || part.Length > in.Length-part.Offset {
		return nil, errors.New("an entry points beyond its section")
	}
	if part.Length > uint64(limit) {
		return nil, fmt.Errorf("%d bytes: at most %d are read", part.Length, limit)
	}
	b := make([]byte, part.Length)
	return b, r.readAt(b, in.Offset+part.Offset)
}

func (r *Reader) directory(in, part section) ([]entry, error) {
	b, err := r.read(in, part, r.limits.DirectoryBytes)
	if err != nil {
		return nil, err
	}
	if b, err = decompress(r.Header.Internal, b, r.limits.DirectoryBytes); err != nil {
		return nil, err
	}
	return parseDirectory(b)
}

// Metadata returns the JSON that the archive says of itself.
func (r *Reader) Metadata() ([]byte, error) {
	b, err := r.read(r.Header.metadata, section{0, r.Header.metadata.Length}, r.limits.MetadataBytes)
	if err == nil && len(b) > 0 {
		b, err = decompress(r.Header.Internal, b, r.limits.MetadataBytes)
	}
	if err != nil {
		return nil, fmt.Errorf("metadata: %w", err)
	}
	return b, nil
}

// Tile returns a tile, not compressed, and nil where the archive has none.
func (r *Reader) Tile(z, x, y int) ([]byte, error) {
	id, ok := TileID(z, x, y)
	if !ok {
		return nil, fmt.Errorf("zoom %d has no tile %d, %d", z, x, y)
	}
	entries := r.root
	for range maxDepth {
		e, found := find(entries, id)
		if !found {
			return nil, nil
		}
		if e.Run > 0 {
			return r.tile(e)
		}
		var err error
		if entries, err = r.directory(r.Header.leaves, section{e.Offset, uint64(e.Length)}); err != nil {
			return nil, fmt.Errorf("leaf directory of tile %d: %w", e.ID, err)
		}
	}
	return nil, fmt.Errorf("tile %d/%d/%d lies below more than %d directories", z, x, y, maxDepth)
}

func (r *Reader) tile(e entry) ([]byte, error) {
	b, err := r.read(r.Header.tiles, section{e.Offset, uint64(e.Length)}, r.limits.TileBytes)
	if err == nil {
		b, err = decompress(r.Header.TileData, b, r.limits.TileBytes)
	}
	if err != nil {
		z, x, y, _ := Tile(e.ID)
		return nil, fmt.Errorf("tile %d/%d/%d: %w", z, x, y, err)
	}
	return b, nil
}

// Each visits every run of equal tiles in the order of ids, until visit returns an
// error, which it returns. It is an error when directories are nested too deep or
// out of order, as they could be without end.
func (r *Reader) Each(visit func(id uint64, run uint32, tile []byte) error) error {
	next := uint64(0)
	return r.each(r.root, 1, &next, visit)
}

func (r *Reader) each(entries []entry, depth int, next *uint64, visit func(id uint64, run uint32, tile []byte) error) error {
	for _, e := range entries {
		if e.ID < *next {
			return fmt.Errorf("%w: tile %d stands there twice", errDirectory, e.ID)
		}
		if e.Run == 0 {
			if depth == maxDepth {
				return fmt.Errorf("tile %d lies below more than %d directories", e.ID, maxDepth)
			}
			leaf, err := r.directory(r.Header.leaves, section{e.Offset, uint64(e.Length)})
			if err != nil {
				return fmt.Errorf("leaf directory of tile %d: %w", e.ID, err)
			}
			if err := r.each(leaf, depth+1, next, visit); err != nil {
				return err
			}
			continue
		}
		*next = e.ID + uint64(e.Run)
		data, err := r.tile(e)
		if err != nil {
			return err
		}
		if err := visit(e.ID, e.Run, data); err != nil {
			return err
		}
	}
	return nil
}
