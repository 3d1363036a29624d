package mvt

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
)

// maxParts is what a command of the format can count (4.3.1): 29 bits.
const maxParts = 1<<29 - 1

// appendGeometry writes the commands of a feature (4.3).
func appendGeometry(b []byte, f *Feature) ([]byte, error) {
	if err := checkParts(f); err != nil {
		return nil, err
	}
	pen := pen{out: b}
	for _, part := range f.Parts {
		switch f.Type {
		case Points:
			pen.command(moveTo, len(part))
			pen.points(part)
		case Lines, Polygons:
			pen.command(moveTo, 1)
			pen.points(part[:1])
			pen.command(lineTo, len(part)-1)
			pen.points(part[1:])
		}
		if f.Type == Polygons {
			pen.command(closePath, 1)
		}
	}
	if pen.far {
		return nil, errors.New("two points in a row are further apart than 2^31 units")
	}
	return pen.out, nil
}

func checkParts(f *Feature) error {
	if f.Type < Points || f.Type > Polygons {
		return fmt.Errorf("geometry type %d is none of the format", f.Type)
	}
	if len(f.Parts) == 0 || f.Type == Points && len(f.Parts) != 1 {
		return fmt.Errorf("%s in %d parts", f.Type, len(f.Parts))
	}
	for i, part := range f.Parts {
		if least := int(f.Type); len(part) < least || len(part) > maxParts {
			return fmt.Errorf("part %d has %d points: %s need %d to %d", i, len(part), f.Type, least, maxParts)
		}
		if f.Type != Polygons {
			continue
		}
		switch area := Area2(part); {
		case area == 0:
			return fmt.Errorf("ring %d has no area", i)
		case area < 0 && i == 0:
			return errors.New("the first ring is a hole: outer rings turn clockwise, y to the south")
		case part[0] == part[len(part)-1]:
			return fmt.Errorf("ring %d repeats its first point: leave the closing point out", i)
		}
	}
	return nil
}

// pen is the cursor of the format: every point is written from the one before.
type pen struct {
	out []byte
	at  Point
	far bool
}

func (p *pen) command(id, count int) {
	p.out = binary.AppendUvarint(p.out, uint64(count)<<3|uint64(id))
}

func (p *pen) points(points []Point) {
	for _, to := range points {
		p.delta(int64(to.X) - int64(p.at.X))
		p.delta(int64(to.Y) - int64(p.at.Y))
		p.at = to
	}
}

func (p *pen) delta(d int64) {
	if d != int64(int32(d)) || d == math.MinInt32 {
		p.far = true
	}
	p.out = binary.AppendUvarint(p.out, uint64(uint32(d<<1)^uint32(d>>63)))
}

// readGeometry turns commands into parts. points is what the tile may still hold.
func readGeometry(t GeometryType, data []byte, points *int) ([][]Point, error) {
	g := geometryReader{reader: reader{data: data}, kind: t, points: points}
	for g.more() {
		if err := g.command(); err != nil {
			return nil, err
		}
	}
	switch {
	case t == Polygons && len(g.part) > 0, t == Lines && len(g.part) == 1:
		return nil, errors.New("the last part is not finished")
	case len(g.part) > 0:
		g.parts = append(g.parts, g.part)
	}
	if len(g.parts) == 0 {
		return nil, errors.New("no geometry")
	}
	return g.parts, nil
}

type geometryReader struct {
	reader
	kind   GeometryType
	points *int
	parts  [][]Point
	part   []Point // the one that is being read
	at     Point
}

func (g *geometryReader) command() error {
	word := g.varint()
	id, count := word&7, word>>3
	if g.err != nil || word > math.MaxUint32 {
		return errors.New("a command is cut off")
	}
	if id == closePath {
		if g.kind != Polygons || count != 1 || len(g.part) < 3 {
			return errors.New("a ring is closed where there is none")
		}
		g.parts, g.part = append(g.parts, g.part), nil
		return nil
	}
	if err := checkCommand(g.kind, id, count, len(g.part)); err != nil {
		return err
	}
	// A point takes two bytes at least: more than are left is a lie.
	if count*2 > uint64(len(g.data)) || int(count) > *g.points {
		return fmt.Errorf("a command of %d points in %d bytes, with %d allowed", count, len(g.data), *g.points)
	}
	*g.points -= int(count)
	if id == moveTo && len(g.part) > 0 {
		g.parts, g.part = append(g.parts, g.part), nil
	}
	for range count {
		g.at.X += int32(unzigzag(g.varint()))
		g.at.Y += int32(unzigzag(g.varint()))
		g.part = append(g.part, g.at)
	}
	return g.err
}

// checkCommand holds a command against what the format allows at its place
// (4.3.4.2 to 4.3.4.4). open is how many points the part has.
func checkCommand(t GeometryType, id, count uint64, open int) error {
	ok := false
	switch {
	case id == moveTo && t == Points:
		ok = count > 0 && open == 0
	case id == moveTo && t == Lines:
		ok = count == 1 && open != 1
	case id == moveTo && t == Polygons:
		ok = count == 1 && open == 0
	case id == lineTo && t == Lines:
		ok = count > 0 && open == 1
	case id == lineTo && t == Polygons:
		ok = count > 1 && open == 1
	}
	if !ok {
		return fmt.Errorf("command %d with count %d has no place in %s", id, count, t)
	}
	return nil
}

func unzigzag(v uint64) int64 { return int64(v>>1) ^ -int64(v&1) }
