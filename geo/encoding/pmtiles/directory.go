package pmtiles

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"slices"
)

// entry is a line of a directory: Run tiles from ID on, all equal, or with a Run of
// 0 another directory, whose first tile is ID. Offsets count from the beginning of
// their section.
type entry struct {
	ID     uint64
	Offset uint64
	Length uint32
	Run    uint32
}

// appendDirectory writes the columns of a directory: ids as differences, runs,
// lengths, offsets, where 0 says that the tile follows the one before.
func appendDirectory(b []byte, entries []entry) []byte {
	b = binary.AppendUvarint(b, uint64(len(entries)))
	last := uint64(0)
	for _, e := range entries {
		b = binary.AppendUvarint(b, e.ID-last)
		last = e.ID
	}
	for _, e := range entries {
		b = binary.AppendUvarint(b, uint64(e.Run))
	}
	for _, e := range entries {
		b = binary.AppendUvarint(b, uint64(e.Length))
	}
	for i, e := range entries {
		if i > 0 && e.Offset == entries[i-1].Offset+uint64(entries[i-1].Length) {
			b = append(b, 0)
			continue
		}
		b = binary.AppendUvarint(b, e.Offset+1)
	}
	return b
}

var errDirectory = errors.New("a directory is damaged")

// parseDirectory is the inverse of appendDirectory. Ids must rise, runs must not
// reach into the next entry, lengths must not be 0.
func parseDirectory(b []byte) ([]entry, error) {
	n, b, err := uvarint(b)
	// An entry takes four bytes at least: more than fit are a lie.
	if err != nil || n == 0 || n > uint64(len(b))/4 {
		return nil, errDirectory
	}
	entries := make([]entry, n)
	columns := []func(i int, v uint64) bool{
		func(i int, v uint64) bool { return setID(entries, i, v) },
		func(i int, v uint64) bool { entries[i].Run = uint32(v); return v <= math.MaxUint32 },
		func(i int, v uint64) bool { entries[i].Length = uint32(v); return v > 0 && v <= math.MaxUint32 },
		func(i int, v uint64) bool { return setOffset(entries, i, v) },
	}
	for _, set := range columns {
		for i := range entries {
			var v uint64
			if v, b, err = uvarint(b); err != nil || !set(i, v) {
				return nil, errDirectory
			}
		}
	}
	for i := 1; i < len(entries); i++ {
		if entries[i].ID-entries[i-1].ID < uint64(entries[i-1].Run) {
			return nil, fmt.Errorf("%w: tile %d stands there twice", errDirectory, entries[i].ID)
		}
	}
	if len(b) > 0 {
		return nil, errDirectory
	}
	return entries, nil
}

func setID(entries []entry, i int, v uint64) bool {
	if i == 0 {
		entries[0].ID = v
		return v < before(MaxZoom+1)
	}
	entries[i].ID = entries[i-1].ID + v
	return v > 0 && v < before(MaxZoom+1) && entries[i].ID < before(MaxZoom+1)
}

func setOffset(entries []entry, i int, v uint64) bool {
	if v > 0 {
		entries[i].Offset = v - 1
		return true
	}
	if i == 0 {
		return false
	}
	entries[i].Offset = entries[i-1].Offset + uint64(entries[i-1].Length)
	return entries[i].Offset >= entries[i-1].Offset
}

func uvarint(b []byte) (uint64, []byte, error) {
	v, n := binary.Uvarint(b)
	if n <= 0 {
		return 0, nil, errDirectory
	}
	return v, b[n:], nil
}

// find returns the entry that a tile is in, or the directory that may know it.
func find(entries []entry, id uint64) (entry, bool) {
	i, exact := slices.BinarySearchFunc(entries, id, func(e entry, id uint64) int {
		switch {
		case e.ID < id:
			return -1
		case e.ID > id:
			return 1
		}
		return 0
	})
	if !exact {
		i--
	}
	if i < 0 {
		return entry{}, false
	}
	e := entries[i]
	return e, e.Run == 0 || id-e.ID < uint64(e.Run)
}
