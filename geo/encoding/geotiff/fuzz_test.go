package geotiff

import (
	"bytes"
	"encoding/binary"
	"testing"

	"phusong/geo/raster"
)

// FuzzOpen demands an error or values, never a panic, and the same values from
// kept blocks and from rows decoded one by one.
func FuzzOpen(f *testing.F) {
	for i, method := range methods {
		s := sketch{compression: method, predictor: min(3, 1+i), tiled: i%2 == 0, big: i%3 == 0, noData: "-9999", cols: 9, rows: 7, blockRows: 3}
		if !method.predicts() {
			s.predictor = 1
		}
		f.Add(s.build(f))
	}
	f.Add(sketch{order: binary.BigEndian, kind: "int16", bands: 2, separate: true, sparse: []int{1},
		metadata: `<GDALMetadata><Item sample="0" role="scale">2</Item></GDALMetadata>`}.build(f))
	f.Fuzz(func(t *testing.T, data []byte) {
		limits := Limits{MaxCells: 1 << 16, MaxBlocks: 1 << 10, MaxMemoryBytes: 8 << 20}
		file, err := Open(bytes.NewReader(data), int64(len(data)), limits)
		if err != nil {
			return
		}
		file.Grid()
		info := file.Info()
		kept, single := make([]float64, info.Cols*info.Rows), make([]float64, info.Cols)
		if file.ReadRows(0, info.Rows, kept) != nil {
			return
		}
		file.layout.keepBytes = 0
		file.blocks.forget()
		for r := range info.Rows {
			if err := file.ReadWindow(raster.Window{Row0: r, Col1: info.Cols, Row1: r + 1}, single); err != nil {
				if bytes.Contains([]byte(err.Error()), []byte("read fewer columns")) {
					return
				}
				t.Fatalf("row %d: %v", r, err)
			}
			for c, v := range single {
				if !same(v, kept[r*info.Cols+c]) {
					t.Fatalf("column %d row %d = %v, want %v", c, r, v, kept[r*info.Cols+c])
				}
			}
		}
	})
}
