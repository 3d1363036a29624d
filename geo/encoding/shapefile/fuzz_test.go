package shapefile

import (
	"bytes"
	"errors"
	"testing"

	"github.com/paulmach/orb"
)

// FuzzReader: no panic, every record within the limits, every ring closed, errors of
// the documented types.
func FuzzReader(f *testing.F) {
	set := communes()
	f.Add(set["a.shp"], set["a.shx"], set["a.dbf"], set["a.prj"], set["a.cpg"])
	rings := []orb.Ring{reversed(box(0, 0, 10)), box(2, 2, 2), reversed(box(2.5, 2.5, .5)), box(0, 0, 10)[:4]}
	for kind, extra := range map[uint32][][]float64{3: nil, 5: nil, 15: {make([]float64, 19), make([]float64, 19)}, 25: {make([]float64, 19)}} {
		shp, shx := shpFile(kind, polyShape(kind, rings, extra...), nullShape())
		f.Add(shp, shx, set["a.dbf"], []byte(tm3PRJ), []byte("1258"))
	}
	limits := Limits{MaxBytes: 1 << 20, MaxRecords: 1000, MaxVertices: 500, MaxParts: 50}
	f.Fuzz(func(t *testing.T, shp, shx, dbf, prj, cpg []byte) {
		files := map[string][]byte{"a.shp": shp}
		for name, data := range map[string][]byte{"a.shx": shx, "a.dbf": dbf, "a.prj": prj, "a.cpg": cpg} {
			if len(data) > 0 {
				files[name] = data
			}
		}
		r, err := OpenFS(mapFS(files), "a.shp", Options{Limits: limits})
		if err != nil {
			return
		}
		_ = r.CRS().CheckWGS84()
		records, _, err := drain(t, r)
		var re *ReadError
		if err != nil && !errors.As(err, &re) {
			t.Fatalf("got %T %v, want a *ReadError", err, err)
		}
		if len(records) > limits.MaxRecords {
			t.Fatalf("got %d records", len(records))
		}
		for _, record := range records {
			polygons, _ := record.Geometry.(orb.MultiPolygon)
			if p, ok := record.Geometry.(orb.Polygon); ok {
				polygons = orb.MultiPolygon{p}
			}
			for _, p := range polygons {
				for i, ring := range p {
					if len(ring) < 4 || ring[0] != ring[len(ring)-1] || (doubleArea(ring) > 0) != (i == 0) {
						t.Fatalf("record %d: ring %d is %v", record.Number, i, ring)
					}
				}
			}
		}
	})
}

// FuzzZip feeds whole archives.
func FuzzZip(f *testing.F) {
	f.Add(zipOf(f, communes()))
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := OpenZip(bytes.NewReader(data), int64(len(data)), Options{Limits: Limits{MaxBytes: 1 << 20, MaxRecords: 1000}})
		if err != nil {
			return
		}
		drain(t, r)
		r.Close()
	})
}
