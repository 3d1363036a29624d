package dataset

import (
	"encoding/binary"
	"math"
	"strings"
	"testing"
)

// pointShapefile makes a shapefile of points (ESRI white paper, July 1998) with one
// text column; a row of the table that begins with "*" is marked as deleted.
func pointShapefile(name, column string, points [][2]float64, rows []string) map[string]string {
	big, little := binary.BigEndian, binary.LittleEndian
	header := func(bytes int) []byte {
		b := big.AppendUint32(nil, 9994)
		b = big.AppendUint32(append(b, make([]byte, 20)...), uint32(bytes/2))
		b = little.AppendUint32(little.AppendUint32(b, 1000), 1)
		box := [8]float64{points[0][0], points[0][1], points[0][0], points[0][1]}
		for _, p := range points {
			box = [8]float64{min(box[0], p[0]), min(box[1], p[1]), max(box[2], p[0]), max(box[3], p[1])}
		}
		for _, v := range box {
			b = little.AppendUint64(b, math.Float64bits(v))
		}
		return b
	}
	const content = 20
	shp, shx := header(100+len(points)*(8+content)), header(100+len(points)*8)
	for i, p := range points {
		shx = big.AppendUint32(big.AppendUint32(shx, uint32(len(shp)/2)), content/2)
		shp = big.AppendUint32(big.AppendUint32(shp, uint32(i+1)), content/2)
		shp = little.AppendUint32(shp, 1)
		shp = little.AppendUint64(little.AppendUint64(shp, math.Float64bits(p[0])), math.Float64bits(p[1]))
	}
	const width = 10
	dbf := little.AppendUint32([]byte{3, 125, 7, 1}, uint32(len(rows)))
	dbf = little.AppendUint16(little.AppendUint16(dbf, 33+32), 1+width)
	dbf = append(dbf, make([]byte, 20)...)
	field := make([]byte, 32)
	copy(field, column)
	field[11], field[16] = 'C', width
	dbf = append(append(dbf, field...), 0x0D)
	for _, row := range rows {
		if !strings.HasPrefix(row, "*") {
			row = " " + row
		}
		dbf = append(dbf, row+strings.Repeat(" ", 1+width-len(row))...)
	}
	return map[string]string{name + ".shp": string(shp), name + ".shx": string(shx), name + ".dbf": string(append(dbf, 0x1A))}
}

// TestDeletedRecords: records that are marked as deleted are not read, and counted.
func TestDeletedRecords(t *testing.T) {
	files := pointShapefile("s", "site_id", [][2]float64{{106.05, 11.05}, {106.06, 11.05}, {106.15, 11.05}}, []string{"A", "*B", "C"})
	d := loadFolder(t, "sites: {file: s.shp}\n", files)
	if len(d.Sites) != 2 || d.Sites[0].ID != "A" || d.Sites[1].ID != "C" {
		t.Errorf("sites %+v", d.Sites)
	}
	if want := "1 records are marked as deleted and not read"; !strings.Contains(strings.Join(d.Notes, "\n"), want) {
		t.Errorf("notes %q, want %q", d.Notes, want)
	}
}
