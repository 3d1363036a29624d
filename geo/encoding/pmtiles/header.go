package pmtiles

import (
	"encoding/binary"
	"fmt"
	"math"

	"github.com/paulmach/orb"
)

// headerBytes is the fixed size of a header; rootBytes what it and the root directory may take together.
const (
	headerBytes = 127
	rootBytes   = 16_384
	magic       = "PMTiles"
	version     = 3
)

// Compression of tiles or directories, by its number in the header.
type Compression uint8

// The compressions that are read and written.
const (
	None Compression = 1
	Gzip Compression = 2
)

// TypeMVT is the tile type of Mapbox Vector Tiles.
const TypeMVT = 1

// section is a part of the file.
type section struct{ Offset, Length uint64 }

// Header is what the first 127 bytes say, without the places of the sections.
type Header struct {
	AddressedTiles uint64 // tiles that can be asked for
	TileEntries    uint64 // runs of equal tiles
	TileContents   uint64 // different tiles
	Clustered      bool   // tiles lie along the Hilbert curve
	Internal       Compression
	TileData       Compression
	TileType       uint8
	MinZoom        int
	MaxZoom        int
	Bounds         orb.Bound // degrees, to 7 decimals
	CenterZoom     int
	Center         orb.Point

	root, metadata, leaves, tiles section
}

func (h *Header) sections() []*section {
	return []*section{&h.root, &h.metadata, &h.leaves, &h.tiles}
}

func (h *Header) append(b []byte) []byte {
	b = append(append(b, magic...), version)
	for _, s := range h.sections() {
		b = binary.LittleEndian.AppendUint64(b, s.Offset)
		b = binary.LittleEndian.AppendUint64(b, s.Length)
	}
	for _, n := range []uint64{h.AddressedTiles, h.TileEntries, h.TileContents} {
		b = binary.LittleEndian.AppendUint64(b, n)
	}
	clustered := byte(0)
	if h.Clustered {
		clustered = 1
	}
	b = append(b, clustered, byte(h.Internal), byte(h.TileData), h.TileType, byte(h.MinZoom), byte(h.MaxZoom))
	b = appendPoint(appendPoint(b, h.Bounds.Min), h.Bounds.Max)
	return appendPoint(append(b, byte(h.CenterZoom)), h.Center)
}

func appendPoint(b []byte, p orb.Point) []byte {
	for _, deg := range p {
		b = binary.LittleEndian.AppendUint32(b, uint32(int32(math.Round(deg*1e7))))
	}
	return b
}

func point(b []byte) orb.Point {
	return orb.Point{float64(int32(binary.LittleEndian.Uint32(b))) / 1e7, float64(int32(binary.LittleEndian.Uint32(b[4:]))) / 1e7}
}

// parseHeader reads b, of headerBytes, and holds the sections against the size of
// the file.
func parseHeader(b []byte, size int64) (Header, error) {
	var h Header
	if string(b[:len(magic)]) != magic {
		return h, fmt.Errorf("no PMTiles archive: it does not begin with %q", magic)
	}
	if b[7] != version {
		return h, fmt.Errorf("PMTiles version %d: version %d is read; `pmtiles convert` brings older ones up", b[7], version)
	}
	for i, s := range h.sections() {
		s.Offset, s.Length = binary.LittleEndian.Uint64(b[8+16*i:]), binary.LittleEndian.Uint64(b[16+16*i:])
		if s.Offset > uint64(size) || s.Length > uint64(size)-s.Offset {
			return h, fmt.Errorf("section %d ends beyond the file of %d bytes: it is cut off", i, size)
		}
	}
	h.AddressedTiles, h.TileEntries, h.TileContents = binary.LittleEndian.Uint64(b[72:]), binary.LittleEndian.Uint64(b[80:]), binary.LittleEndian.Uint64(b[88:])
	h.Clustered = b[96] == 1
	h.Internal, h.TileData, h.TileType = Compression(b[97]), Compression(b[98]), b[99]
	h.MinZoom, h.MaxZoom = int(b[100]), int(b[101])
	h.Bounds = orb.Bound{Min: point(b[102:]), Max: point(b[110:])}
	h.CenterZoom, h.Center = int(b[118]), point(b[119:])
	for _, c := range []Compression{h.Internal, h.TileData} {
		if c != None && c != Gzip {
			return h, fmt.Errorf("compression %d: none and gzip are read", c)
		}
	}
	if h.MinZoom > h.MaxZoom || h.MaxZoom > MaxZoom {
		return h, fmt.Errorf("zooms %d to %d", h.MinZoom, h.MaxZoom)
	}
	if h.root.Length == 0 || h.root.Offset+h.root.Length > rootBytes {
		return h, fmt.Errorf("the root directory has %d bytes and must end before byte %d", h.root.Length, rootBytes)
	}
	return h, nil
}
