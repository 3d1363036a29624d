package hgt

import (
	"archive/zip"
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"strings"

	"github.com/klauspost/compress/gzip"
)

// VoidM is the stored height of a post that was not measured.
const VoidM = math.MinInt16

// The posts along each edge of a tile.
const (
	Posts3ArcSec = 1201
	Posts1ArcSec = 3601
)

const maxBytes = 2 * Posts1ArcSec * Posts1ArcSec

// maxZipEntries bounds what an archive may list; NASADEM's hold three.
const maxZipEntries = 64

// Header is what a tile's name and size say.
type Header struct {
	Corner Corner
	Posts  int // along each edge: Posts3ArcSec or Posts1ArcSec
}

// StepDeg is the distance between posts in degrees.
func (h Header) StepDeg() float64 { return 1 / float64(h.Posts-1) }

// Post returns the place of a post; column 0 is the westernmost, row 0 the
// northernmost. The outermost posts lie exactly on the whole degrees.
func (h Header) Post(col, row int) (lon, lat float64) {
	n := h.Posts - 1
	return float64(h.Corner.Lon*n+col) / float64(n), float64((h.Corner.Lat+1)*n-row) / float64(n)
}

// Tile is a decoded tile.
type Tile struct {
	Header
	HeightsM []int16 // Posts x Posts, row-major, northernmost row first; VoidM where not measured
}

// HeightM returns the height of a post, which must be inside the tile; known is
// false for a void.
func (t *Tile) HeightM(col, row int) (heightM int16, known bool) {
	h := t.HeightsM[row*t.Posts+col]
	return h, h != VoidM
}

// Stat returns what the name and the stated size say, without decoding: the
// trailer of a .gz and the directory of a .zip are taken at their word until
// Decode, which checks. r holds size bytes.
func Stat(r io.ReaderAt, size int64, name string) (Header, error) {
	corner, err := ParseName(name)
	if err != nil {
		return Header{}, err
	}
	bytes, err := statedBytes(r, size, name)
	if err != nil {
		return Header{}, err
	}
	posts, err := postsOf(bytes)
	if err != nil {
		return Header{}, err
	}
	return Header{Corner: corner, Posts: posts}, nil
}

func postsOf(bytes int64) (int, error) {
	switch bytes {
	case 2 * Posts3ArcSec * Posts3ArcSec:
		return Posts3ArcSec, nil
	case maxBytes:
		return Posts1ArcSec, nil
	}
	return 0, fmt.Errorf("the tile has %d bytes, want %d (3 arc-seconds) or %d (1 arc-second): it is cut short or not an .hgt tile; fetch it again",
		bytes, 2*Posts3ArcSec*Posts3ArcSec, maxBytes)
}

func statedBytes(r io.ReaderAt, size int64, name string) (int64, error) {
	lower := strings.ToLower(name)
	switch {
	case strings.HasSuffix(lower, ".gz"):
		return gzipBytes(r, size)
	case strings.HasSuffix(lower, ".zip"):
		entry, err := zipEntry(r, size, name)
		if err != nil {
			return 0, err
		}
		return int64(min(entry.UncompressedSize64, math.MaxInt64)), nil
	}
	return size, nil
}

// gzipBytes reads the field ISIZE (RFC 1952 section 2.3.1), the last four bytes.
func gzipBytes(r io.ReaderAt, size int64) (int64, error) {
	if size < 18 { // the shortest member
		return 0, fmt.Errorf("%d bytes are no gzip file", size)
	}
	var b [4]byte
	if _, err := r.ReadAt(b[:], size-4); err != nil && !errors.Is(err, io.EOF) {
		return 0, fmt.Errorf("read the gzip trailer: %w", err)
	}
	return int64(binary.LittleEndian.Uint32(b[:])), nil
}

// zipEntry finds the one .hgt file of an archive, which must be the same tile.
func zipEntry(r io.ReaderAt, size int64, name string) (*zip.File, error) {
	archive, err := zip.NewReader(r, size)
	if err != nil {
		return nil, fmt.Errorf("open the zip archive: %w", err)
	}
	if len(archive.File) > maxZipEntries {
		return nil, fmt.Errorf("the zip archive lists %d files, want at most %d", len(archive.File), maxZipEntries)
	}
	var found *zip.File
	for _, f := range archive.File {
		if !strings.HasSuffix(strings.ToLower(f.Name), ".hgt") {
			continue
		}
		if found != nil {
			return nil, fmt.Errorf("the zip archive holds both %q and %q: unpack it, one tile a file", found.Name, f.Name)
		}
		found = f
	}
	if found == nil {
		return nil, errors.New("the zip archive holds no .hgt file")
	}
	outer, err := ParseName(name)
	if err != nil {
		return nil, err
	}
	inner, err := ParseName(found.Name)
	if err == nil && inner != outer {
		return nil, fmt.Errorf("the zip archive is named %v but holds %v: rename one of them", outer, inner)
	}
	return found, nil
}

// Decode reads a whole tile of at most 26 MB, packed as its name says. It fails
// for a name without a corner and for any size but the two known ones.
func Decode(r io.ReaderAt, size int64, name string) (*Tile, error) {
	h, err := Stat(r, size, name)
	if err != nil {
		return nil, err
	}
	plain, err := unpack(r, size, name)
	if err != nil {
		return nil, err
	}
	defer plain.Close()
	t := &Tile{Header: h, HeightsM: make([]int16, h.Posts*h.Posts)}
	if err := t.fill(plain); err != nil {
		return nil, err
	}
	return t, plain.Close()
}

func unpack(r io.ReaderAt, size int64, name string) (io.ReadCloser, error) {
	lower := strings.ToLower(name)
	section := io.NewSectionReader(r, 0, size)
	switch {
	case strings.HasSuffix(lower, ".gz"):
		z, err := gzip.NewReader(bufio.NewReader(section))
		if err != nil {
			return nil, fmt.Errorf("open the gzip file: %w", err)
		}
		return z, nil
	case strings.HasSuffix(lower, ".zip"):
		entry, err := zipEntry(r, size, name)
		if err != nil {
			return nil, err
		}
		return entry.Open()
	}
	return io.NopCloser(section), nil
}

func (t *Tile) fill(r io.Reader) error {
	row := make([]byte, 2*t.Posts)
	for i := range t.Posts {
		if _, err := io.ReadFull(r, row); err != nil {
			return fmt.Errorf("row %d of %d: %w; fetch the tile again", i+1, t.Posts, err)
		}
		for c := range t.Posts {
			t.HeightsM[i*t.Posts+c] = int16(binary.BigEndian.Uint16(row[2*c:]))
		}
	}
	// Reading to the end also lets gzip and zip verify their checksums.
	switch n, err := io.ReadFull(r, row[:1]); {
	case n > 0:
		return fmt.Errorf("the tile goes on after %d x %d posts: its stated size is wrong", t.Posts, t.Posts)
	case !errors.Is(err, io.EOF):
		return fmt.Errorf("after the last row: %w; fetch the tile again", err)
	}
	return nil
}

// Encode writes a tile uncompressed, as .hgt.
func Encode(w io.Writer, t *Tile) error {
	if _, err := postsOf(2 * int64(t.Posts) * int64(t.Posts)); err != nil {
		return err
	}
	if len(t.HeightsM) != t.Posts*t.Posts {
		return fmt.Errorf("%d heights for %d x %d posts", len(t.HeightsM), t.Posts, t.Posts)
	}
	return binary.Write(w, binary.BigEndian, t.HeightsM)
}
