package tiling

import (
	"cmp"
	"slices"

	"phusong/geo/encoding/pmtiles"
)

// place is a tile, and its number in an archive.
type place struct {
	id   uint64
	x, y int
}

// All draws every tile that holds something, zoom by zoom and there along the
// Hilbert curve: the order of an archive. It stops at the first error, which it
// returns.
func (s *Set) All(yield func(z, x, y int, tile []byte) error) error {
	first, last, ok := s.Zooms()
	if !ok {
		return nil
	}
	tiles := []place{{}}
	for z := 0; z <= last; z++ {
		tiles = slices.DeleteFunc(tiles, func(p place) bool { return !s.touched(z, p.x, p.y) })
		if z >= first {
			if err := s.drawAll(z, tiles, yield); err != nil {
				return err
			}
		}
		tiles = quarters(z, tiles)
	}
	return nil
}

func (s *Set) drawAll(z int, tiles []place, yield func(z, x, y int, tile []byte) error) error {
	for _, p := range tiles {
		data, err := s.Tile(z, p.x, p.y)
		if err != nil {
			return err
		}
		if data == nil {
			continue
		}
		if err := yield(z, p.x, p.y, data); err != nil {
			return err
		}
	}
	return nil
}

// quarters returns the tiles of the next zoom, in the order of the curve.
func quarters(z int, tiles []place) []place {
	next := make([]place, 0, 4*len(tiles))
	for _, p := range tiles {
		for quarter := range 4 {
			q := place{x: 2*p.x + quarter&1, y: 2*p.y + quarter>>1}
			q.id, _ = pmtiles.TileID(z+1, q.x, q.y)
			next = append(next, q)
		}
	}
	slices.SortFunc(next, func(a, b place) int { return cmp.Compare(a.id, b.id) })
	return next
}

// touched reports whether any feature, drawn there or not, is in reach of a tile.
func (s *Set) touched(z, x, y int) bool {
	b := s.reach(z, x, y).bound()
	for _, l := range s.layers {
		found := false
		l.all.Search(b, func(int) bool { found = true; return false })
		if found {
			return true
		}
	}
	return false
}
