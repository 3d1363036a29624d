package shapefile

import (
	"bytes"
	"encoding/binary"
	"math"
	"testing/fstest"

	"github.com/paulmach/orb"
)

// A small writer, so that the tests need no GDAL.

const (
	wgs84PRJ  = `GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]`
	vn2000PRJ = `GEOGCS["GCS_VN_2000",DATUM["D_Vietnam_2000",SPHEROID["WGS_1984",6378137.0,298.257223563]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]`
	tm3PRJ    = `PROJCS["VN_2000_TM3_105_45",` + vn2000PRJ + `,PROJECTION["Transverse_Mercator"],PARAMETER["False_Easting",500000.0],PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",105.75],PARAMETER["Scale_Factor",0.9999],PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]`
)

func le(values ...any) []byte {
	var b bytes.Buffer
	for _, v := range values {
		binary.Write(&b, binary.LittleEndian, v)
	}
	return b.Bytes()
}

func be32(v int) []byte { return binary.BigEndian.AppendUint32(nil, uint32(v)) }

func pointShape(x, y float64) []byte { return le(uint32(1), x, y) }

func nullShape() []byte { return le(uint32(0)) }

// polyShape makes the content of a polyline or polygon of the given type; extra are
// the blocks after the points (Z, M), one number for each point or none.
func polyShape(kind uint32, parts []orb.Ring, extra ...[]float64) []byte {
	var starts []uint32
	var points []float64
	for _, part := range parts {
		starts = append(starts, uint32(len(points)/2))
		for _, p := range part {
			points = append(points, p[0], p[1])
		}
	}
	out := le(kind, make([]float64, 4), uint32(len(parts)), uint32(len(points)/2), starts, points)
	for _, block := range extra {
		out = append(out, le([]float64{0, 0}, block)...)
	}
	return out
}

func shpHeader(length int, kind uint32, bound orb.Bound) []byte {
	b := append(be32(9994), make([]byte, 20)...)
	b = append(b, be32(length/2)...)
	return append(b, le(uint32(1000), kind, bound.Min[0], bound.Min[1], bound.Max[0], bound.Max[1], make([]float64, 4))...)
}

// shpFile returns the .shp and .shx of records.
func shpFile(kind uint32, records ...[]byte) (shp, shx []byte) {
	var body, entries []byte
	for i, content := range records {
		entries = append(entries, be32((100+len(body))/2)...)
		entries = append(entries, be32(len(content)/2)...)
		body = append(body, be32(i+1)...)
		body = append(body, be32(len(content)/2)...)
		body = append(body, content...)
	}
	bound := orb.Bound{Min: orb.Point{100, 8}, Max: orb.Point{110, 24}}
	shp = append(shpHeader(100+len(body), kind, bound), body...)
	shx = append(shpHeader(100+len(entries), kind, bound), entries...)
	return shp, shx
}

type column struct {
	name   string
	kind   byte
	length int
}

// dbfFile makes a table; a row that starts with "*" is deleted.
func dbfFile(language byte, columns []column, rows ...[]string) []byte {
	rowSize := 1
	for _, c := range columns {
		rowSize += c.length
	}
	b := append([]byte{3, 125, 7, 1}, le(uint32(len(rows)), uint16(33+32*len(columns)), uint16(rowSize))...)
	b = append(b, make([]byte, 20)...)
	b[29] = language
	for _, c := range columns {
		field := make([]byte, 32)
		copy(field[:10], c.name)
		field[11], field[16] = c.kind, byte(c.length)
		b = append(b, field...)
	}
	b = append(b, 0x0D)
	for _, row := range rows {
		flag := byte(' ')
		if len(row) > 0 && row[0] == "*" {
			flag, row = '*', row[1:]
		}
		b = append(b, flag)
		for i, c := range columns {
			cell := bytes.Repeat([]byte(" "), c.length)
			if i < len(row) {
				if c.kind == 'N' && len(row[i]) < c.length {
					copy(cell[c.length-len(row[i]):], row[i])
				} else {
					copy(cell, row[i])
				}
			}
			b = append(b, cell...)
		}
	}
	return append(b, 0x1A)
}

func mapFS(files map[string][]byte) fstest.MapFS {
	out := fstest.MapFS{}
	for name, data := range files {
		out[name] = &fstest.MapFile{Data: data}
	}
	return out
}

// reversed turns a ring around.
func reversed(r orb.Ring) orb.Ring {
	out := make(orb.Ring, len(r))
	for i, p := range r {
		out[len(r)-1-i] = p
	}
	return out
}

// box is a counter-clockwise square ring.
func box(x, y, size float64) orb.Ring {
	return orb.Ring{{x, y}, {x + size, y}, {x + size, y + size}, {x, y + size}, {x, y}}
}

var nan = math.NaN()
