package shapefile

import (
	"fmt"
	"math"
	"testing"

	"github.com/paulmach/orb"
)

func benchmark(b *testing.B, kind uint32, contents [][]byte) {
	shp, shx := shpFile(kind, contents...)
	rows := make([][]string, len(contents))
	for i := range rows {
		rows[i] = []string{fmt.Sprintf("%05d", i), "Xã Bình Đức", "12345"}
	}
	dbf := dbfFile(0, []column{{"CODE", 'C', 5}, {"NAME", 'C', 40}, {"POP", 'N', 10}}, rows...)
	files := mapFS(map[string][]byte{"a.shp": shp, "a.shx": shx, "a.dbf": dbf, "a.prj": []byte(wgs84PRJ), "a.cpg": []byte("UTF-8")})
	b.SetBytes(int64(len(shp) + len(dbf)))
	b.ReportAllocs()
	for b.Loop() {
		r, err := OpenFS(files, "a.shp", Options{})
		if err != nil {
			b.Fatal(err)
		}
		records, _, err := drain(b, r)
		if err != nil || len(records) != len(contents) {
			b.Fatal(err, len(records))
		}
	}
}

func BenchmarkPolygons(b *testing.B) {
	var contents [][]byte
	for i := range 600 {
		ring := make(orb.Ring, 801)
		for k := range ring {
			a := -2 * math.Pi * float64(k%800) / 800
			ring[k] = orb.Point{105 + float64(i%30)*.1 + .05*math.Cos(a), 10 + .05*math.Sin(a)}
		}
		contents = append(contents, polyShape(5, []orb.Ring{ring}))
	}
	benchmark(b, 5, contents)
}

func BenchmarkPoints(b *testing.B) {
	var contents [][]byte
	for i := range 30_000 {
		contents = append(contents, pointShape(105+float64(i)*1e-5, 10))
	}
	benchmark(b, 1, contents)
}
